//! From paths on the command line to logs that are opened one after another.
//!
//! In: files, folders, `-`. Out: [`Log`]s in a stable order, and a progress bar over their bytes.

use super::{Console, Status};
use crate::cli::input::{decompressed, opened};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use transpile::hunt::Log;

/// Below this folder `CloudTrail` keeps hashes of its log files, which are no events.
const DIGESTS: &str = "CloudTrail-Digest";

/// The files to read.
pub(super) struct Files {
    list: Vec<PathBuf>,
    /// The bytes of all that have a length.
    bytes: u64,
    pub(super) status: Status,
}

impl Files {
    /// Finds the files; what cannot be looked at is said.
    pub(super) fn find(paths: &[PathBuf], console: &Console) -> Self {
        let mut files = Self {
            list: Vec::new(),
            bytes: 0,
            status: Status::Done,
        };
        let mut digests = 0;
        for path in paths {
            if !path.is_dir() {
                files.add(path.clone());
                continue;
            }
            let hidden = |entry: &walkdir::DirEntry| {
                entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
            };
            let walk = walkdir::WalkDir::new(path).sort_by_file_name().into_iter();
            for entry in walk.filter_entry(|entry| !hidden(entry)) {
                match entry {
                    Ok(entry) if !entry.file_type().is_file() => {}
                    Ok(entry) => {
                        let inside = entry.path().strip_prefix(path).unwrap_or(entry.path());
                        if inside.iter().any(|part| part == DIGESTS) {
                            digests += 1;
                        } else {
                            files.add(entry.into_path());
                        }
                    }
                    Err(error) => {
                        console.say(&format!("error: cannot read {}: {error}", path.display()));
                        files.status = Status::Failed;
                    }
                }
            }
        }
        if digests > 0 {
            let files = if digests == 1 { "file" } else { "files" };
            console.say(&format!(
                "note: {digests} {files} below {DIGESTS} passed over: hashes of logs, no events"
            ));
        }
        files
    }

    fn add(&mut self, path: PathBuf) {
        self.bytes += fs::metadata(&path).map_or(0, |metadata| metadata.len());
        self.list.push(path);
    }

    /// True if there is nothing to read.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A bar on standard error, if that is a terminal.
    pub(super) fn progress(&self) -> ProgressBar {
        if !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(self.bytes);
        let form = "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
        match ProgressStyle::with_template(form) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    /// The logs, each opened when its turn has come.
    pub(super) fn open(self, progress: &ProgressBar) -> impl Iterator<Item = Log<'static>> + Send {
        let progress = progress.clone();
        self.list.into_iter().map(move |path| {
            let name: Arc<str> = if path.as_os_str() == "-" {
                Arc::from("<stdin>")
            } else {
                Arc::from(path.to_string_lossy())
            };
            let reader = opened(&path).map(|file| progress.wrap_read(file));
            Log {
                name,
                reader: reader.and_then(decompressed),
            }
        })
    }
}
