//! The Python files of rules, and the folders of what they import.
//!
//! In: a rule document. Out: the same with the text of the file that it names, and with the helpers
//! and data models of its repository, which are read once for all rules.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use transpile::load::RuleDocument;
use transpile::python::codes::NO_FILE;
use transpile::python::{DataModel, Library, Mapping, Module, Sources};
use transpile_sdk::diagnostic::{Diagnostic, shown};

/// The folder of helpers in a repository.
const HELPERS: &str = "global_helpers";
/// The folder of data models beside it.
const MODELS: &str = "data_models";
/// A file may have so many bytes; the reader of Python refuses it long before.
const MAX_BYTES: u64 = 16 << 20;

/// The folders of helpers and of data models.
type Folders = (Option<PathBuf>, Option<PathBuf>);

/// The helpers of each repository.
#[derive(Debug, Default)]
pub(crate) struct Helpers {
    given: Option<PathBuf>,
    known: Mutex<HashMap<Folders, Arc<Library>>>,
}

impl Helpers {
    /// Those of a folder; none: those that are found upward from each rule.
    pub(crate) fn new(given: Option<PathBuf>) -> Self {
        Self {
            given,
            known: Mutex::default(),
        }
    }

    /// Reads the Python that the rule names, unless its logic stands in its own file.
    pub(crate) fn attach(&self, document: &mut RuleDocument) -> Option<Diagnostic> {
        let filename = document.filename.clone()?;
        let folder = Path::new(&document.path).parent().unwrap_or(Path::new(""));
        let path = folder.join(&filename.value);
        let read = if is_python(&filename.value) {
            read(&path)
        } else {
            Err("it must be a `.py` file below the rule's folder".to_owned())
        };
        let text = match read {
            Ok(text) => text,
            // A rule that has its logic elsewhere needs no Python.
            Err(_) if document.key_span("Condition").is_some() => return None,
            Err(_) if document.key_span("Detection").is_some() => return None,
            Err(reason) => {
                let message = format!(
                    "the file of the rule's Python cannot be read: {}",
                    shown(&reason, 200)
                );
                // What is wrong with it is said; that there is no other logic need not be.
                document.filename = None;
                let problem = Diagnostic::error(NO_FILE, message).at(filename.span, "");
                return Some(problem.with_help(format!(
                    "the path is looked up beside the rule: {}",
                    shown(&path.to_string_lossy(), 200)
                )));
            }
        };
        document.python = Some(Sources {
            rule: Arc::new(Module::new(path.to_string_lossy(), text)),
            library: self.library(folder),
        });
        None
    }

    fn library(&self, folder: &Path) -> Arc<Library> {
        let helpers = self.given.clone().or_else(|| upward(folder, HELPERS));
        let models = upward(folder, MODELS).or_else(|| {
            let beside = helpers.as_deref()?.parent()?.join(MODELS);
            beside.is_dir().then_some(beside)
        });
        let key = (helpers, models);
        let Ok(mut known) = self.known.lock() else {
            return Arc::default();
        };
        if let Some(library) = known.get(&key) {
            return Arc::clone(library);
        }
        let library = Arc::new(Library {
            helpers: key.0.as_deref().map(modules).unwrap_or_default(),
            models: key.1.as_deref().map(data_models).unwrap_or_default(),
        });
        known.insert(key, Arc::clone(&library));
        library
    }
}

/// True for the relative path of a Python file that does not lead out of its folder.
fn is_python(name: &str) -> bool {
    let path = Path::new(name);
    let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    path.components().all(inside) && path.extension().is_some_and(|own| own == "py")
}

/// The folder of that name beside the rule or further up.
fn upward(folder: &Path, name: &str) -> Option<PathBuf> {
    let absolute = fs::canonicalize(if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    });
    let absolute = absolute.ok()?;
    absolute
        .ancestors()
        .map(|ancestor| ancestor.join(name))
        .find(|path| path.is_dir())
}

/// Reads a file of Python or YAML; nothing else than a file, and not more than so many bytes of it.
fn read(path: &Path) -> Result<String, String> {
    let reason = |error: std::io::Error| error.to_string();
    if !fs::metadata(path).map_err(reason)?.is_file() {
        return Err("it is no file".to_owned());
    }
    let file = File::open(path).map_err(reason)?;
    let mut text = String::new();
    let read = file.take(MAX_BYTES).read_to_string(&mut text);
    read.map_err(reason)?;
    Ok(text)
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    walk.into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| {
            path.extension()
                .is_some_and(|own| extensions.iter().any(|extension| own == *extension))
        })
        .collect()
}

/// A helper's file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HelperFile {
    analysis_type: String,
    #[serde(rename = "GlobalID")]
    global_id: String,
    filename: String,
}

/// The modules of a folder, by the names under which rules import them: what their YAML says, else that of the file.
fn modules(folder: &Path) -> BTreeMap<String, Module> {
    let mut names = HashMap::new();
    for path in files(folder, &["yml", "yaml"]) {
        let Ok(text) = read(&path) else { continue };
        if let Ok(file) = serde_yaml::from_str::<HelperFile>(&text)
            && file.analysis_type == "global"
        {
            names.insert(path.with_file_name(file.filename), file.global_id);
        }
    }
    let mut modules = BTreeMap::new();
    for path in files(folder, &["py"]) {
        let stem = path.file_stem();
        let own = stem.map(|stem| stem.to_string_lossy().into_owned());
        if let (Some(name), Ok(text)) = (names.remove(&path).or(own), read(&path)) {
            modules.insert(name, Module::new(path.to_string_lossy(), text));
        }
    }
    modules
}

/// A data model's file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ModelFile {
    analysis_type: String,
    #[serde(default)]
    log_types: Vec<String>,
    #[serde(default = "yes")]
    enabled: bool,
    filename: Option<String>,
    #[serde(default)]
    mappings: Vec<MappingEntry>,
}

/// A field of a data model.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MappingEntry {
    name: String,
    path: Option<String>,
    method: Option<String>,
}

const fn yes() -> bool {
    true
}

fn data_models(folder: &Path) -> Vec<DataModel> {
    let mut models = Vec::new();
    for path in files(folder, &["yml", "yaml"]) {
        let Ok(text) = read(&path) else { continue };
        let Ok(file) = serde_yaml::from_str::<ModelFile>(&text) else {
            continue;
        };
        if file.analysis_type != "datamodel" || !file.enabled {
            continue;
        }
        let mappings = file.mappings.into_iter().filter_map(|entry| {
            let mapping = entry
                .path
                .map(Mapping::Path)
                .or_else(|| entry.method.map(Mapping::Method))?;
            Some((entry.name, mapping))
        });
        let module = file.filename.and_then(|name| {
            let path = path.parent()?.join(name);
            let text = read(&path).ok()?;
            Some(Module::new(path.to_string_lossy(), text))
        });
        models.push(DataModel {
            log_types: file.log_types,
            mappings: mappings.collect(),
            module,
        });
    }
    models
}
