//! What the program knows: pages of codes, targets, fields.

use super::output::print_line;
use super::{Console, Status};
use std::io::{self, Write};
use transpile::catalog::{self, Kind, Spec};
use transpile::compile::backends;
use transpile::explain::{PAGES, page};

/// Prints the page of a code.
pub(crate) fn explain(code: &str, console: &Console) -> io::Result<Status> {
    if let Some(page) = page(code) {
        write!(io::stdout().lock(), "{page}")?;
        return Ok(Status::Done);
    }
    let codes: Vec<&str> = PAGES.iter().map(|(code, _)| *code).collect();
    console.say(&format!(
        "error: there is no code `{code}`; there are {}",
        codes.join(" ")
    ));
    Ok(Status::Usage)
}

/// Lists the targets with their shapes.
pub(crate) fn targets() -> io::Result<Status> {
    for backend in backends() {
        let manifest = backend.manifest();
        print_line(&format!("{}  {}", manifest.name, manifest.title))?;
        if manifest.formats.len() > 1 {
            for format in &manifest.formats {
                print_line(&format!("  --format {}  {}", format.name, format.title))?;
            }
        }
        let width = backend
            .shapes()
            .iter()
            .map(|shape| shape.name.len())
            .max()
            .unwrap_or(0);
        let log_types = backend
            .shapes()
            .iter()
            .map(|shape| shape.log_type.len())
            .max()
            .unwrap_or(0);
        for shape in backend.shapes() {
            let default = if shape.default { " (default)" } else { "" };
            print_line(&format!(
                "  --schema {:width$}  {:log_types$}  {}{default}",
                shape.name, shape.log_type, shape.title
            ))?;
        }
    }
    Ok(Status::Done)
}

/// Lists the log types that have a schema, or the fields of one.
pub(crate) fn fields(name: Option<&str>, console: &Console) -> io::Result<Status> {
    let Some(name) = name else {
        for log_type in catalog::names().into_iter().filter_map(catalog::log_type) {
            print_line(&format!("{:22} {}", log_type.name, log_type.source))?;
        }
        return Ok(Status::Done);
    };
    let Some(log_type) = catalog::log_type(name) else {
        let names = catalog::names().join(", ");
        console.say(&format!(
            "error: no log type is called `{name}`; there are {names}"
        ));
        return Ok(Status::Usage);
    };
    print_line(&format!(
        "{}  from {}, read {}",
        log_type.name, log_type.source, log_type.date
    ))?;
    for (name, spec) in &log_type.fields {
        field(name, spec, 1)?;
    }
    Ok(Status::Done)
}

fn field(name: &str, spec: &Spec, depth: usize) -> io::Result<()> {
    let open = if spec.open && spec.kind == Kind::Object {
        ", any further keys"
    } else {
        ""
    };
    let facts = [
        (spec.never_null, ", never null"),
        (spec.never_empty, ", never empty"),
    ];
    let facts: String = facts
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, text)| *text)
        .collect();
    let doc = if spec.doc.is_empty() {
        String::new()
    } else {
        format!("  # {}", spec.doc)
    };
    print_line(&format!(
        "{}{name}: {}{open}{facts}{doc}",
        "  ".repeat(depth),
        spec.ty()
    ))?;
    for (name, spec) in &spec.fields {
        field(name, spec, depth + 1)?;
    }
    if let Some(items) = &spec.items {
        for (name, spec) in &items.fields {
            field(&format!("[*].{name}"), spec, depth + 1)?;
        }
    }
    Ok(())
}
