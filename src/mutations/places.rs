//! The places that conditions look at, and what they ask there.
//!
//! In: conditions over one log type. Out: [`Place`]s in the order in which the conditions first read them. An element of
//! an array stands for all: its place is the array's first.

use transpile_sdk::ir::{
    Condition, Facts, Field, Root, Scalar, Step, Test, Type, Value as Operand,
};

/// A step on the way to a place in an event.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Key(String),
    Index(usize),
}

/// A place that a condition looks at, and what is asked there.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) path: Vec<Part>,
    pub(super) ty: Type,
    pub(super) facts: Facts,
    /// Constants of which variants are tried as well.
    pub(super) literals: Vec<Scalar>,
    /// More constants, from long lists.
    pub(super) others: Vec<Scalar>,
    /// Parts of texts.
    pub(super) texts: Vec<String>,
    /// True if it may hold an IP address.
    pub(super) addresses: bool,
}

/// Of a list, so many constants have variants.
const VARIED: usize = 2;

/// The places of all the conditions.
pub(super) fn of(conditions: &[&Condition]) -> Vec<Place> {
    let mut places = Vec::new();
    for condition in conditions {
        collect(condition, &mut Vec::new(), &mut places);
    }
    places
}

/// The elements in sight: the name of each with the way to it.
type Scope = Vec<(String, Vec<Part>)>;

fn collect(condition: &Condition, scope: &mut Scope, places: &mut Vec<Place>) {
    match condition {
        Condition::Const(_) => {}
        Condition::And(parts) | Condition::Or(parts) => {
            for part in parts {
                collect(part, scope, places);
            }
        }
        Condition::Not(inner) => collect(inner, scope, places),
        Condition::Quantified(quantified) => {
            let parts = [&*quantified.body];
            elements(
                &quantified.array,
                &quantified.element,
                &parts,
                scope,
                places,
            );
        }
        Condition::Selected(selected) => {
            let parts = [&*selected.guard, &*selected.body];
            elements(&selected.array, &selected.element, &parts, scope, places);
        }
        Condition::Predicate(predicate) => {
            if let Some(place) = place_of(&predicate.value, scope, places) {
                note(place, &predicate.test);
            }
            if let Test::EqField(other) = &predicate.test {
                place_of(other, scope, places);
            }
        }
    }
}

/// What is asked of an array and of its elements.
fn elements(
    array: &Operand,
    name: &str,
    parts: &[&Condition],
    scope: &mut Scope,
    places: &mut Vec<Place>,
) {
    place_of(array, scope, places);
    let mut path = path_of(array.subject(), scope);
    path.push(Part::Index(0));
    scope.push((name.to_owned(), path));
    for part in parts {
        collect(part, scope, places);
    }
    scope.pop();
}

/// The place of a value's subject, a new one if it was not read before.
fn place_of<'p>(
    value: &Operand,
    scope: &Scope,
    places: &'p mut Vec<Place>,
) -> Option<&'p mut Place> {
    let field = value.subject();
    let path = path_of(field, scope);
    let known = places.iter().position(|place| place.path == path);
    if known.is_none() {
        places.push(Place {
            path,
            ty: field.ty.clone(),
            facts: field.facts,
            literals: Vec::new(),
            others: Vec::new(),
            texts: Vec::new(),
            addresses: field.ty == Type::Ip,
        });
    }
    match known {
        Some(index) => places.get_mut(index),
        None => places.last_mut(),
    }
}

fn path_of(field: &Field, scope: &Scope) -> Vec<Part> {
    let mut path = match &field.root {
        Root::Event => Vec::new(),
        Root::Element(name) => {
            let element = scope.iter().rev().find(|(known, _)| known == name);
            element.map(|(_, path)| path.clone()).unwrap_or_default()
        }
    };
    path.extend(field.steps.iter().map(|step| match step {
        Step::Key(key) => Part::Key(key.clone()),
        Step::Index(index) => Part::Index(usize::try_from(*index).unwrap_or(usize::MAX)),
    }));
    path
}

/// Keeps what a test compares with.
fn note(place: &mut Place, test: &Test) {
    match test {
        Test::Eq(scalar) | Test::Compare(_, scalar) | Test::ContainsElement(scalar) => {
            place.literals.push(scalar.clone());
        }
        Test::In(scalars) => {
            let (varied, others) = scalars.split_at(scalars.len().min(VARIED));
            place.literals.extend_from_slice(varied);
            place.others.extend_from_slice(others);
        }
        Test::ContainsText(text) | Test::StartsWith(text) | Test::EndsWith(text) => {
            place.texts.push(text.clone());
        }
        Test::Wildcard(glob) => place.texts.push(glob.as_str().to_owned()),
        Test::Cidr(networks) => {
            place.addresses = true;
            let host = |network: &_| {
                let text = format!("{network}");
                text.split('/').next().unwrap_or_default().to_owned()
            };
            place.texts.extend(networks.iter().take(VARIED).map(host));
        }
        Test::IsIp | Test::IsPrivateIp => place.addresses = true,
        Test::EqField(_)
        | Test::Regex(_)
        | Test::IsNull
        | Test::IsMissing
        | Test::IsFalsy
        | Test::IsType(_)
        | Test::HasKey => {}
    }
}
