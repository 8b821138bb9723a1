//! A repository of Python rules, laid out as Panther's are: rules in YAML with a Python file each, helper modules in
//! `global_helpers`, data models in `data_models`.

use serde_json::{Map, Value, json};
use serde_yaml::Value as Yaml;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use transpile::load::{Loaded, RuleDocument, UnitTest, load};
use transpile::python::{DataModel, Library, Mapping, Module};

/// A repository.
#[derive(Debug)]
pub(crate) struct Repository {
    root: PathBuf,
    /// The modules that rules import, by their names.
    helpers: BTreeMap<String, PathBuf>,
    /// The data model of each log type that has one, as the referee takes it.
    models: BTreeMap<String, Value>,
    /// Helpers and models as the compiler takes them.
    library: Arc<Library>,
}

/// A rule whose logic is Python.
#[derive(Debug)]
pub(crate) struct PythonRule {
    /// Its YAML file.
    pub(crate) file: PathBuf,
    /// What that says.
    pub(crate) document: RuleDocument,
    /// Its Python file.
    pub(crate) python: PathBuf,
    /// What each unit test puts in place of names of the module.
    pub(crate) mocks: Vec<Map<String, Value>>,
}

impl Repository {
    /// The repository in a folder.
    pub(crate) fn open(root: &Path) -> Self {
        let mut models = BTreeMap::new();
        let mut library = Library::default();
        for file in files(&root.join("data_models"), "yml") {
            let model: Yaml = serde_yaml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
            if model["AnalysisType"] == "datamodel" && model["Enabled"] == true {
                let read = data_model(&file, &model);
                library
                    .models
                    .push(for_compiler(&read, texts(&model["LogTypes"])));
                for log_type in texts(&model["LogTypes"]) {
                    models.entry(log_type).or_insert_with(|| read.clone());
                }
            }
        }
        let helpers = helpers(&root.join("global_helpers"));
        for (name, file) in &helpers {
            library.helpers.insert(name.clone(), module(file));
        }
        Self {
            root: root.to_owned(),
            helpers,
            models,
            library: Arc::new(library),
        }
    }

    /// Where it is.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The modules that rules import, by their names.
    pub(crate) fn helpers(&self) -> &BTreeMap<String, PathBuf> {
        &self.helpers
    }

    /// What rules import, and the data models.
    pub(crate) fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// The data model of a log type, or null.
    pub(crate) fn model(&self, log_type: &str) -> &Value {
        self.models.get(log_type).unwrap_or(&Value::Null)
    }

    /// The Python rules below one of its folders, in order.
    pub(crate) fn rules(&self, folder: &str) -> Vec<PythonRule> {
        files(&self.root.join(folder), "yml")
            .into_iter()
            .filter_map(read_rule)
            .collect()
    }
}

/// The modules of a folder by the names under which rules import them: what their YAML says, else that of the file.
fn helpers(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut named = BTreeMap::new();
    for file in files(folder, "yml") {
        let yaml: Yaml = serde_yaml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        if let (Some(name), Some(python)) = (yaml["GlobalID"].as_str(), yaml["Filename"].as_str()) {
            named.insert(file.with_file_name(python), name.to_owned());
        }
    }
    let all = files(folder, "py").into_iter().map(|file| {
        let stem = || file.file_stem().unwrap().to_string_lossy().into_owned();
        (named.get(&file).cloned().unwrap_or_else(stem), file)
    });
    all.collect()
}

impl PythonRule {
    /// The log type that a test's event is of: the test's, else the event's own, else the rule's first.
    pub(crate) fn log_type<'a>(&'a self, test: &'a UnitTest) -> &'a str {
        let own = test.log_type.as_ref().map(|own| own.value.as_str());
        let of_event = test.log.get("p_log_type").and_then(Value::as_str);
        let known = |name: &&str| self.document.log_types.iter().any(|one| one.value == *name);
        own.filter(known)
            .or(of_event.filter(known))
            .unwrap_or(self.document.log_types[0].value.as_str())
    }
}

/// The rule of a YAML file, if its logic is Python.
pub(crate) fn read_rule(file: PathBuf) -> Option<PythonRule> {
    let text = fs::read_to_string(&file).unwrap();
    let (loaded, _) = load(&file.to_string_lossy(), &text);
    let Some(Loaded::Rule(document)) = loaded else {
        return None;
    };
    if document.condition.is_some() || document.detection.is_some() {
        return None;
    }
    let python = file.with_file_name(&document.filename.as_ref()?.value);
    // A test that cannot be read is not in the document: then none can be told from another.
    let mocks = serde_yaml::from_str::<Yaml>(&text)
        .ok()
        .and_then(|yaml| Some(yaml["Tests"].as_sequence()?.iter().map(mocks).collect()))
        .filter(|mocks: &Vec<_>| mocks.len() == document.tests.len())
        .unwrap_or_else(|| vec![Map::new(); document.tests.len()]);
    Some(PythonRule {
        file,
        document: *document,
        python,
        mocks,
    })
}

/// The names that a test replaces.
fn mocks(test: &Yaml) -> Map<String, Value> {
    let mut replaced = Map::new();
    for mock in test["Mocks"].as_sequence().into_iter().flatten() {
        let (Some(name), value) = (mock["objectName"].as_str(), &mock["returnValue"]) else {
            continue;
        };
        let value = serde_json::to_value(value).unwrap_or_default();
        replaced.insert(name.to_owned(), value);
    }
    replaced
}

fn data_model(file: &Path, model: &Yaml) -> Value {
    let mut paths = Map::new();
    let mut methods = Map::new();
    for mapping in model["Mappings"].as_sequence().into_iter().flatten() {
        let name = mapping["Name"].as_str().unwrap().to_owned();
        if let Some(path) = mapping["Path"].as_str() {
            paths.insert(name, json!(path));
        } else if let Some(method) = mapping["Method"].as_str() {
            methods.insert(name, json!(method));
        }
    }
    let code = model["Filename"]
        .as_str()
        .map(|name| file.with_file_name(name));
    json!({ "file": code, "paths": paths, "methods": methods })
}

fn texts(list: &Yaml) -> Vec<String> {
    let items = list.as_sequence().into_iter().flatten();
    items
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

fn for_compiler(model: &Value, log_types: Vec<String>) -> DataModel {
    let entries = |kind: &str, make: fn(String) -> Mapping| -> Vec<(String, Mapping)> {
        let map = model[kind].as_object().unwrap().iter();
        map.map(|(name, value)| (name.clone(), make(value.as_str().unwrap().to_owned())))
            .collect()
    };
    let mut mappings = entries("paths", Mapping::Path);
    mappings.extend(entries("methods", Mapping::Method));
    DataModel {
        log_types,
        mappings: mappings.into_iter().collect(),
        module: model["file"].as_str().map(|file| module(Path::new(file))),
    }
}

fn module(file: &Path) -> Module {
    Module::new(file.to_string_lossy(), fs::read_to_string(file).unwrap())
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|own| own == extension))
        .collect();
    files.sort();
    files
}
