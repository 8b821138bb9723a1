//! From paths on the command line to loaded rules.
//!
//! In: files, folders, `-`. Out: [`Source`]s in a stable order, each with its text; and what could not
//! be read, reported on the spot.

use super::output::report;
use super::{Console, Status};
use flate2::read::MultiGzDecoder;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use transpile::compile::{Front, differing, has_errors};
use transpile::load::{self, Loaded, RuleDocument};
use transpile_sdk::diagnostic::{Diagnostic, Span};

/// A rule file.
pub(crate) struct Source {
    /// The path as it is shown.
    pub(crate) path: String,
    /// The path of its output, without an extension, relative to the output folder.
    pub(crate) stem: String,
    /// Its text.
    pub(crate) text: String,
}

/// What was found.
pub(crate) struct Sources {
    pub(crate) list: Vec<Source>,
    pub(crate) status: Status,
}

/// A rule with its source.
pub(crate) struct Rule<'a> {
    pub(crate) source: &'a Source,
    pub(crate) document: Box<RuleDocument>,
    pub(crate) failed: bool,
}

impl Rule<'_> {
    /// The rule as `read` reads it, what is wrong with it reported; false beside it if anything is, or was when it was
    /// loaded.
    pub(crate) fn understood(
        &self,
        read: fn(&RuleDocument, Option<&str>) -> Front,
        log_type: Option<&str>,
        console: &Console,
    ) -> (Front, bool) {
        let front = read(&self.document, log_type);
        report(
            &front.diagnostics,
            &self.source.path,
            &self.source.text,
            console,
        );
        let is_sound = !self.failed && !has_errors(&front.diagnostics);
        (front, is_sound)
    }

    /// Says where the Python that the rule names beside its logic differs from that.
    pub(crate) fn compare(&self, front: &Front, console: &Console) {
        let found = differing(&self.document, &front.lowered);
        report(
            found.as_slice(),
            &self.source.path,
            &self.source.text,
            console,
        );
    }
}

/// Finds and reads the files.
pub(crate) fn sources(paths: &[PathBuf], console: &Console) -> Sources {
    let mut sources = Sources {
        list: Vec::new(),
        status: Status::Done,
    };
    for path in paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            match io::stdin().lock().read_to_end(&mut bytes) {
                Ok(_) => sources.add("<stdin>".to_owned(), "stdin".to_owned(), bytes, console),
                Err(error) => sources.fail("<stdin>", &error.to_string(), console),
            }
        } else if path.is_dir() {
            sources.add_folder(path, console);
        } else {
            let stem = path.file_stem().unwrap_or(path.as_os_str());
            sources.add_file(path, stem.to_string_lossy().into_owned(), console);
        }
    }
    sources
}

impl Sources {
    fn add_folder(&mut self, folder: &Path, console: &Console) {
        let hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
        };
        let walk = walkdir::WalkDir::new(folder)
            .sort_by_file_name()
            .into_iter();
        for entry in walk.filter_entry(|entry| !hidden(entry)) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.fail(&folder.to_string_lossy(), &error.to_string(), console);
                    continue;
                }
            };
            let is_yaml = entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "yml" || extension == "yaml");
            if entry.file_type().is_file() && is_yaml {
                let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                let stem = inside
                    .with_extension("")
                    .to_string_lossy()
                    .replace('\\', "/");
                self.add_file(entry.path(), stem, console);
            }
        }
    }

    fn add_file(&mut self, path: &Path, stem: String, console: &Console) {
        let shown = path.to_string_lossy().into_owned();
        match fs::read(path) {
            Ok(bytes) => self.add(shown, stem, bytes, console),
            Err(error) => self.fail(&shown, &error.to_string(), console),
        }
    }

    fn add(&mut self, path: String, stem: String, bytes: Vec<u8>, console: &Console) {
        match String::from_utf8(bytes) {
            Ok(text) => self.list.push(Source { path, stem, text }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let problem =
                    Diagnostic::error(load::codes::NOT_UTF8, "the file is not UTF-8 text")
                        .at(Span::new(at, at + 1), "first byte that is not")
                        .with_help("save the file as UTF-8");
                report(&[problem], &path, &text, console);
                self.status = Status::Failed;
            }
        }
    }

    fn fail(&mut self, path: &str, reason: &str, console: &Console) {
        console.say(&format!("error: cannot read {path}: {reason}"));
        self.status = Status::Failed;
    }
}

/// Loads the rules of the sources and reports what is wrong with them. Files that hold no rule are
/// passed over with one line. The status says whether every file could be read.
pub(crate) fn rules<'a>(sources: &'a Sources, console: &Console) -> (Vec<Rule<'a>>, Status) {
    let mut rules = Vec::new();
    let mut status = sources.status;
    let mut passed: Vec<String> = Vec::new();
    for source in &sources.list {
        let (mut loaded, mut diagnostics) = load::load(&source.path, &source.text);
        if let Some(Loaded::Rule(document)) = &mut loaded {
            diagnostics.extend(console.attach(document));
        }
        report(&diagnostics, &source.path, &source.text, console);
        let failed = has_errors(&diagnostics);
        match loaded {
            Some(Loaded::Rule(document)) => rules.push(Rule {
                source,
                document,
                failed,
            }),
            Some(Loaded::Other { analysis_type }) => passed.push(analysis_type),
            None => status = Status::Failed,
        }
    }
    say_passed(passed, console);
    (rules, status)
}

/// One line for the files that hold something else than rules, by their analysis types.
pub(crate) fn say_passed(mut passed: Vec<String>, console: &Console) {
    if passed.is_empty() {
        return;
    }
    let count = passed.len();
    passed.sort();
    passed.dedup();
    let files = if count == 1 { "file" } else { "files" };
    console.say(&format!(
        "note: {count} {files} without a rule passed over ({})",
        passed.join(", ")
    ));
}

/// Opens a file, or standard input for `-`.
pub(crate) fn opened(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin()));
    }
    let named = |error: io::Error| {
        let text = format!("cannot read {}: {error}", path.display());
        io::Error::new(error.kind(), text)
    };
    Ok(Box::new(fs::File::open(path).map_err(named)?))
}

/// What `input` holds, decompressed if it is gzip.
pub(crate) fn decompressed<'r>(
    input: impl Read + Send + 'r,
) -> io::Result<Box<dyn Read + Send + 'r>> {
    let mut input = BufReader::with_capacity(64 << 10, input);
    let compressed = input.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if compressed {
        Box::new(MultiGzDecoder::new(input))
    } else {
        Box::new(input)
    })
}
