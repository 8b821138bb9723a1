//! Whether a value reads an element of an array.
//!
//! In: a value and the names of elements. Out: true if one of them is read in it, or decides it.

use super::tree::Tree;
use super::value::{Binder, Symbol, Val, leaf};
use transpile_sdk::ir::{Condition, Field, Root};

/// True if a value reads an element of these.
pub(super) fn hangs_on(symbol: &Symbol, binders: &[Binder]) -> bool {
    let names: Vec<&str> = binders
        .iter()
        .map(|binder| binder.element.as_str())
        .collect();
    let of_element = |field: &Field| matches!(&field.root, Root::Element(name) if names.contains(&name.as_str()));
    let in_condition = |condition: &Condition| {
        let mut found = false;
        condition.fields(&mut |field| found |= of_element(field));
        found
    };
    reads(symbol, &of_element, &in_condition)
}

fn reads(
    symbol: &Symbol,
    field: &dyn Fn(&Field) -> bool,
    condition: &dyn Fn(&Condition) -> bool,
) -> bool {
    match symbol {
        Tree::Dead => false,
        Tree::Choice(guard, then, other) => {
            condition(guard) || reads(then, field, condition) || reads(other, field, condition)
        }
        Tree::Leaf(value) => {
            let mut found = false;
            match value {
                Val::Bool(own) => found = condition(own),
                Val::Json(json) => json.value.fields(&mut |own| found |= field(own)),
                Val::Computed(own) | Val::Count(own) | Val::Address(own) | Val::Numbered(own) => {
                    own.fields(&mut |own| found |= field(own));
                }
                Val::Span(ends) => {
                    found = [&ends.0, &ends.1]
                        .into_iter()
                        .any(|end| reads(&leaf(end.clone()), field, condition));
                }
                Val::Reckoned(own) => own.number.fields(&mut |own| found |= field(own)),
                Val::Printed(own) => own.text.fields(&mut |own| found |= field(own)),
                Val::LastPart(own, _) => own.fields(&mut |own| found |= field(own)),
                Val::List(items)
                | Val::Tuple(items)
                | Val::Set(items)
                | Val::Length(items)
                | Val::Grown(_, items)
                | Val::Single(items) => {
                    found = items.iter().any(|item| {
                        arrays(&item.binders, field)
                            || condition(&item.guard)
                            || reads(&item.value, field, condition)
                    });
                }
                Val::Dict(entries) | Val::Filled(_, entries) => {
                    found = entries.iter().any(|entry| {
                        arrays(&entry.binders, field)
                            || condition(&entry.guard)
                            || reads(&entry.key, field, condition)
                            || reads(&entry.value, field, condition)
                    });
                }
                Val::Chosen(chosen) => {
                    found = arrays(&chosen.pick.binders, field)
                        || condition(&chosen.pick.guard)
                        || reads(&chosen.value, field, condition);
                }
                Val::TypeOf(owner) | Val::Method(owner, _) => {
                    found = reads(&leaf((**owner).clone()), field, condition);
                }
                _ => {}
            }
            found
        }
    }
}

fn arrays(binders: &[Binder], field: &dyn Fn(&Field) -> bool) -> bool {
    let mut found = false;
    for binder in binders {
        binder.array.fields(&mut |own| found |= field(own));
    }
    found
}
