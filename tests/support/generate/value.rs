//! What conditions look at: fields that the schema has, and functions of them.

use super::pool;
use super::schema::{Log, Shape};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::sync::Arc;
use transpile_sdk::ir::{
    Argument, Call, Facts, Field, Function, Number, Parameter, Root, Scalar, Step, Type, Value,
};

/// What a condition can name.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The fields of the event whose type is known.
    event: Arc<[Place]>,
    /// Those that hold any JSON value.
    open: Arc<[Place]>,
    /// The elements of the quantifiers around, and their fields.
    elements: Arc<[Place]>,
    /// How many quantifiers are around.
    depth: usize,
}

/// A field, and what its elements are if it is an array.
#[derive(Debug, Clone)]
pub(super) struct Place {
    field: Field,
    items: Option<Shape>,
}

impl Scope {
    /// Outside of any quantifier.
    pub(super) fn new(schema: &Shape) -> Self {
        let mut all = Vec::new();
        places(&Root::Event, &[], schema, &mut all);
        let (open, event): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|place| place.field.ty == Type::Json);
        Self {
            event: event.into(),
            open: open.into(),
            elements: Arc::default(),
            depth: 0,
        }
    }

    /// A name that no element around has. No field of the schema begins with it.
    pub(super) fn fresh_name(&self) -> String {
        format!("e{}", self.depth)
    }

    /// Inside a quantifier over an array of such items.
    pub(super) fn inside(&self, items: &Shape) -> Self {
        let root = Root::Element(self.fresh_name());
        let mut elements = self.elements.to_vec();
        places(&root, &[], items, &mut elements);
        Self {
            event: self.event.clone(),
            open: self.open.clone(),
            elements: elements.into(),
            depth: self.depth + 1,
        }
    }

    /// Any field; rather one of an element, if there are any.
    fn place(&self) -> BoxedStrategy<Place> {
        let open = if self.open.is_empty() {
            &self.event
        } else {
            &self.open
        };
        let outside = prop_oneof![4 => pick(&self.event), 1 => pick(open)];
        if self.elements.is_empty() {
            return outside.boxed();
        }
        prop_oneof![3 => pick(&self.elements), 1 => outside].boxed()
    }

    /// A field whose type satisfies `wanted`; there has to be one.
    pub(super) fn field(&self, wanted: impl Fn(&Type) -> bool + 'static) -> BoxedStrategy<Value> {
        let scope = self.clone();
        any::<Index>()
            .prop_filter_map("a field of that type", move |index| {
                let fitting = scope.all().filter(|place| wanted(&place.field.ty));
                let fitting: Vec<&Place> = fitting.collect();
                let place = fitting.get(index.index(fitting.len()))?;
                Some(Value::Field(place.field.clone()))
            })
            .boxed()
    }

    fn all(&self) -> impl Iterator<Item = &Place> {
        [&self.elements, &self.event, &self.open]
            .into_iter()
            .flat_map(|places| places.iter())
    }

    /// A field, or a function of one, or a function of that.
    pub(super) fn value(&self) -> BoxedStrategy<Value> {
        let scope = self.clone();
        (
            self.place(),
            prop_oneof![8 => Just(0), 4 => Just(1), 1 => Just(2)],
        )
            .prop_flat_map(move |(place, calls)| {
                let mut value = Just(Value::Field(place.field)).boxed();
                for _ in 0..calls {
                    let scope = scope.clone();
                    value = value.prop_flat_map(move |value| scope.call(value)).boxed();
                }
                value
            })
            .boxed()
    }

    /// An array (or JSON, which may be one), with the shape of its elements.
    pub(super) fn array(&self) -> BoxedStrategy<(Value, Shape)> {
        let places = self
            .all()
            .filter_map(|place| Some((Value::Field(place.field.clone()), place.items.clone()?)));
        let (arrays, open): (Vec<_>, Vec<_>) =
            places.partition(|(value, _)| matches!(value.ty(), Type::Array(_)));
        let split = self.field(|ty| *ty == Type::String).prop_map(|text| {
            let separator = vec![Argument::Scalar(Scalar::String(",".into()))];
            (
                call(Function::Split, text, separator, &[]),
                plain(Type::String),
            )
        });
        let parsed = self.field(|ty| *ty == Type::String).prop_map(|text| {
            let value = call(Function::Json, text, Vec::new(), &["items"]);
            (value, plain(Type::Json))
        });
        let made = prop_oneof![split, parsed].boxed();
        let any_of = |places: Vec<_>| {
            if places.is_empty() {
                made.clone()
            } else {
                select(places).boxed()
            }
        };
        prop_oneof![4 => any_of(arrays), 2 => any_of(open), 2 => made.clone()].boxed()
    }

    /// A function that takes `value`, with arguments.
    fn call(&self, value: Value) -> BoxedStrategy<Value> {
        let ty = value.ty();
        let all = Function::ALL.iter().copied();
        let fitting: Vec<Function> = all
            .filter(|function| function.signature().operand.accepts(&ty))
            .collect();
        let scope = self.clone();
        (select(fitting), any::<bool>(), 0..4_usize)
            .prop_flat_map(move |(function, optional, step)| {
                let signature = function.signature();
                let given = if optional {
                    usize::MAX
                } else {
                    signature.required
                };
                let arguments: Vec<_> = signature
                    .arguments
                    .iter()
                    .take(given)
                    .map(|parameter| scope.argument(*parameter))
                    .collect();
                let steps = match (function, step) {
                    (Function::Split, 0..3) => vec![Step::Index(step as u64)],
                    (Function::Json, 0) => vec![Step::Key("code".into())],
                    (Function::Json, 1) => vec![Step::Key("items".into()), Step::Index(0)],
                    (Function::Json, 2) => vec![Step::Key("n".into())],
                    _ => Vec::new(),
                };
                let operand = Box::new(value.clone());
                arguments.prop_map(move |arguments| {
                    Value::Call(Call {
                        function,
                        operand: operand.clone(),
                        arguments,
                        steps: steps.clone(),
                    })
                })
            })
            .boxed()
    }

    /// A literal or a field that `parameter` takes.
    fn argument(&self, parameter: Parameter) -> BoxedStrategy<Argument> {
        let literal = match parameter {
            Parameter::Integer => (-1..6_i64)
                .prop_map(|int| Scalar::Number(Number::Int(int)))
                .boxed(),
            Parameter::Number => prop_oneof![
                (-3..200_i64).prop_map(Number::Int),
                select(&[0.5, -2.25, 1e3]).prop_map(Number::Double),
            ]
            .prop_map(Scalar::Number)
            .boxed(),
            Parameter::NonEmptyText => prop_oneof![
                select(&[",", ":", "o", "oo", " ", "ß"]).prop_map(str::to_owned),
                pool::piece().prop_filter("not empty", |text| !text.is_empty()),
            ]
            .prop_map(Scalar::String)
            .boxed(),
            _ => pool::piece().prop_map(Scalar::String).boxed(),
        };
        let field = self.field(move |ty| parameter.accepts(ty));
        prop_oneof![4 => literal.prop_map(Argument::Scalar), 1 => field.prop_map(Argument::Value)]
            .boxed()
    }
}

fn call(function: Function, operand: Value, arguments: Vec<Argument>, keys: &[&str]) -> Value {
    Value::Call(Call {
        function,
        operand: Box::new(operand),
        arguments,
        steps: keys
            .iter()
            .map(|key| Step::Key((*key).to_owned()))
            .collect(),
    })
}

fn plain(ty: Type) -> Shape {
    Shape {
        ty,
        facts: Facts::default(),
        members: Vec::new(),
        items: None,
        log: Log::Anything,
    }
}

fn pick(places: &Arc<[Place]>) -> BoxedStrategy<Place> {
    let places = places.clone();
    any::<Index>()
        .prop_filter_map("a place", move |index| {
            places.get(index.index(places.len())).cloned()
        })
        .boxed()
}

/// All paths into a value of that shape.
fn places(root: &Root, steps: &[Step], shape: &Shape, out: &mut Vec<Place>) {
    let below = |step: Step| [steps, &[step]].concat();
    if !steps.is_empty() || *root != Root::Event {
        let items = match (&shape.items, &shape.ty) {
            (Some(items), _) => Some((**items).clone()),
            (None, Type::Json) => Some(plain(Type::Json)),
            _ => None,
        };
        out.push(Place {
            field: Field {
                root: root.clone(),
                steps: steps.to_vec(),
                ty: shape.ty.clone(),
                facts: shape.facts,
            },
            items,
        });
    }
    for (key, member) in &shape.members {
        places(root, &below(Step::Key(key.clone())), member, out);
    }
    if let Some(items) = &shape.items {
        // What stands at an index may be missing, whatever is certain of the elements.
        let item = Shape {
            facts: Facts {
                never_null: false,
                ..items.facts
            },
            ..(**items).clone()
        };
        places(root, &below(Step::Index(0)), &item, out);
        if item.members.is_empty() {
            places(root, &below(Step::Index(2)), &item, out);
        }
    }
    let open = shape.ty == Type::Object && shape.members.is_empty();
    if open || (shape.ty == Type::Json && steps.len() < 2) {
        for key in super::pool::KEYS.iter().step_by(1 + steps.len()) {
            places(
                root,
                &below(Step::Key((*key).to_owned())),
                &plain(Type::Json),
                out,
            );
        }
    }
    if shape.ty == Type::Json && steps.len() < 2 {
        out.push(Place {
            field: Field {
                root: root.clone(),
                steps: below(Step::Index(1)),
                ty: Type::Json,
                facts: Facts::default(),
            },
            items: Some(plain(Type::Json)),
        });
    }
}
