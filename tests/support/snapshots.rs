//! In: what came of a rule. Out: what its snapshot shows, and where it is kept.

use transpile::compile::Outcome;
use transpile::report::render;

/// The query; of a refused rule, whose text is `rule`, why.
pub(crate) fn shown(outcome: &Outcome, stem: &str, rule: &str) -> String {
    if let [file] = outcome.files.as_slice() {
        return file.text.clone();
    }
    let reports = outcome.diagnostics.iter();
    let reports = reports.map(|problem| render(problem, stem, rule, false));
    reports.collect::<Vec<_>>().join("\n")
}

/// Snapshots in a folder of `tests/queries`, under their own names.
pub(crate) fn kept_in(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("queries/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
