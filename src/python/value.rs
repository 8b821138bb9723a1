//! The values that a rule computes with, as far as they are known without an event.

use super::chosen::Chosen;
use super::reckoned::Reckoned;
use super::tree::Tree;
use std::net::IpAddr;
use std::rc::Rc;
use transpile_sdk::cidr::Network;
use transpile_sdk::ir::{Condition, Value};

/// A value for every event.
pub(super) type Symbol = Tree<Val>;

/// A value, or that there is none.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Val {
    /// `None`.
    None,
    /// True where the condition holds, else false.
    Bool(Condition),
    /// An integer.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(Rc<str>),
    /// The event.
    Event,
    /// What is at a place of the event: any JSON value.
    Json(Json),
    /// How many values there are in a list.
    Length(Rc<[Item]>),
    /// Text that the event decides; never null where this is a leaf.
    Computed(Value),
    /// A number that the event decides; never null where this is a leaf.
    Count(Value),
    /// A number that is computed of one that the event decides.
    Reckoned(Rc<Reckoned>),
    /// What stands in a text behind the last separator.
    LastPart(Rc<Value>, Rc<str>),
    /// A text in which a number with a fraction, a list or a dictionary stands as Python prints it.
    Printed(Rc<Printed>),
    /// A part of an array: a tuple, or a list.
    Part {
        /// True for a tuple.
        is_tuple: bool,
    },
    /// A list.
    List(Rc<[Item]>),
    /// A tuple.
    Tuple(Rc<[Item]>),
    /// A set.
    Set(Rc<[Item]>),
    /// A dictionary: later entries go before earlier ones of the same key.
    Dict(Rc<[Entry]>),
    /// A list, set or dictionary that may change.
    Ref(usize),
    /// A function that the rule defines.
    Function(usize),
    /// A class that the rule defines.
    Class(usize),
    /// An object of such a class, and the place of what it keeps.
    Object(usize, usize),
    /// A module that is read.
    Module(usize),
    /// Something of Python's library, by its full name.
    Library(Rc<str>),
    /// `type(…)` of a value.
    TypeOf(Rc<Val>),
    /// A method with what it is called on.
    Method(Rc<Val>, Rc<str>),
    /// A span of time, in microseconds.
    Duration(i64),
    /// A compiled pattern.
    Pattern(Rc<Pattern>),
    /// What a pattern has found. Not looked into.
    Found(Rc<Finding>),
    /// A list that a loop has added to: what the carried one has, and these.
    Grown(usize, Rc<[Item]>),
    /// A dictionary in which a loop has set entries: what the carried one has, and these.
    Filled(usize, Rc<[Entry]>),
    /// The one value that all of these are.
    Single(Rc<[Item]>),
    /// A value that one element of an array decides.
    Chosen(Rc<Chosen>),
    /// `ip_address(…)` of a text that is one.
    Address(Value),
    /// An address that is known.
    Fixed(IpAddr),
    /// `ip_address(…)` of a number that is one.
    Numbered(Value),
    /// `ip_network(…)` of a constant.
    Network(Network),
    /// `ip_network(…)` of what the event decides: its first and its last address.
    Span(Rc<(Val, Val)>),
    /// An exception was raised, of the class of this name.
    Raise(Rc<str>),
    /// What a variable holds that a loop has changed before.
    Carried(usize),
    /// Nothing is known, for a reason that is noted under this number.
    Unknown(usize),
}

/// A text in which something stands as Python prints it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Printed {
    /// The text.
    pub(super) text: Value,
    /// True for a number with a fraction; false for a list or a dictionary.
    pub(super) is_fraction: bool,
    /// True if that is all of the text.
    pub(super) is_whole: bool,
}

/// A place of the event, or inside JSON that a text of the event holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Json {
    /// Where.
    pub(super) value: Value,
    /// True for values of the event as Panther hands them out: read-only, their keys without regard
    /// to case. False for plain dictionaries and lists.
    pub(super) wrapped: bool,
}

/// One or many values of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// The arrays, outermost first, for each of whose elements there is a value. None: one value.
    pub(super) binders: Vec<Binder>,
    /// When it is in the list.
    pub(super) guard: Condition,
    /// The value.
    pub(super) value: Symbol,
}

/// For each element of an array.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Binder {
    /// The array.
    pub(super) array: Value,
    /// The element's name.
    pub(super) element: String,
    /// The problem that they come in another order than the array's.
    pub(super) unordered: Option<usize>,
}

/// What is shared is equal to itself, and not looked through.
impl Eq for Val {}

/// As for values.
impl Eq for Item {}

/// As for values.
impl Eq for Entry {}

impl Item {
    /// One value that is always there.
    pub(super) fn one(value: Symbol) -> Self {
        Self {
            binders: Vec::new(),
            guard: Condition::Const(true),
            value,
        }
    }

    /// True if it is one value that is always there.
    pub(super) fn is_one(&self) -> bool {
        self.binders.is_empty() && self.guard == Condition::Const(true)
    }
}

/// An entry of a dictionary.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Its key.
    pub(super) key: Symbol,
    /// When it is there.
    pub(super) guard: Condition,
    /// The arrays, outermost first, for each of whose elements there is one.
    pub(super) binders: Vec<Binder>,
    /// The value.
    pub(super) value: Symbol,
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern {
    /// As it is written.
    pub(super) text: String,
    /// True with `re.IGNORECASE`.
    pub(super) ignore_case: bool,
    /// True with `re.MULTILINE`.
    pub(super) multiline: bool,
    /// True if it has flags that are not read.
    pub(super) other_flags: bool,
}

/// What a pattern has found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Finding {
    /// The pattern.
    pub(super) pattern: Rc<Pattern>,
    /// The text that it was looked for in.
    pub(super) subject: Val,
}

impl Val {
    /// Text.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// A constant truth value.
    pub(super) const fn bool(value: bool) -> Self {
        Self::Bool(Condition::Const(value))
    }

    /// The items of a list, a tuple or a set.
    pub(super) fn items(&self) -> Option<&Rc<[Item]>> {
        match self {
            Self::List(items) | Self::Tuple(items) | Self::Set(items) => Some(items),
            _ => None,
        }
    }

    /// What Python calls its type, if all its values are of one.
    pub(super) fn type_name(&self) -> Option<&'static str> {
        Some(match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Float(_) => "float",
            Self::Text(_) | Self::Computed(_) | Self::LastPart(..) | Self::Printed(_) => "str",
            Self::Event => "PantherEvent",
            Self::Int(_) | Self::Count(_) | Self::Length(_) => "int",
            Self::List(_) | Self::Part { is_tuple: false } => "list",
            Self::Tuple(_) | Self::Part { is_tuple: true } => "tuple",
            Self::Set(_) => "set",
            Self::Dict(_) => "dict",
            Self::Function(_) => "function",
            Self::Class(_) | Self::TypeOf(_) => "type",
            Self::Module(_) => "module",
            Self::Duration(_) => "timedelta",
            Self::Pattern(_) => "Pattern",
            Self::Found(_) => "Match",
            Self::Address(_) | Self::Fixed(_) | Self::Numbered(_) => "address",
            Self::Network(_) | Self::Span(_) => "network",
            Self::Json(_)
            | Self::Method(..)
            | Self::Ref(_)
            | Self::Object(..)
            | Self::Library(_)
            | Self::Raise(_)
            | Self::Carried(_)
            | Self::Grown(..)
            | Self::Reckoned(_)
            | Self::Filled(..)
            | Self::Single(_)
            | Self::Chosen(_)
            | Self::Unknown(_) => return None,
        })
    }
}

/// A symbol that is the same for every event.
pub(super) const fn leaf(value: Val) -> Symbol {
    Tree::Leaf(value)
}

/// An exception.
pub(super) fn raise(name: &str) -> Symbol {
    Tree::Leaf(Val::Raise(name.into()))
}

/// True if a symbol may be an exception.
pub(super) fn may_be_raised(symbol: &Symbol) -> bool {
    symbol.any(&|value| matches!(value, Val::Raise(_)))
}
