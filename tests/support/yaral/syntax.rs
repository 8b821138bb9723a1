//! Text to tree. The grammar is in `yaral.pest`; what of the tree is right is said elsewhere.

use pest::Parser;
use pest::iterators::Pair;

#[derive(pest_derive::Parser)]
#[grammar = "tests/support/yaral/yaral.pest"]
struct Grammar;

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    pub(crate) name: String,
    /// The sections in the order of the text.
    pub(crate) sections: Vec<Section>,
}

/// A section.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Section {
    /// Keys with their values; `None` for what is no quoted text.
    Meta(Vec<(String, Option<String>)>),
    Events(Vec<Node>),
    Match(Window),
    Outcome(Vec<(String, Node)>),
    Condition(Vec<Node>),
    Options(Vec<(String, String)>),
}

impl Section {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Meta(_) => "meta",
            Self::Events(_) => "events",
            Self::Match(_) => "match",
            Self::Outcome(_) => "outcome",
            Self::Condition(_) => "condition",
            Self::Options(_) => "options",
        }
    }
}

/// What matches are grouped by, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Window {
    pub(crate) keys: Vec<Node>,
    pub(crate) tumbling: bool,
    pub(crate) duration: String,
    pub(crate) pivot: Option<String>,
}

/// A condition or a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Or(Vec<Node>),
    And(Vec<Node>),
    Not(Box<Node>),
    Compare {
        left: Box<Node>,
        op: String,
        right: Box<Node>,
        nocase: bool,
    },
    /// `x in regex %list.column`
    In {
        left: Box<Node>,
        kind: String,
        nocase: bool,
    },
    /// `any x` or `all x`
    Each {
        all: bool,
        of: Box<Node>,
    },
    /// A predicate that is a value alone, with `nocase` behind it.
    Nocase(Box<Node>),
    Arith(Box<Node>, char, Box<Node>),
    Call(String, Vec<Node>),
    Field {
        event: String,
        path: Vec<Part>,
    },
    Variable(String),
    /// `#e`
    Count(String),
    /// `!$e`
    Absent(String),
    Int(i64),
    Float(f64),
    Text(String),
    Regex(String),
    Bool(bool),
}

/// A step of a field's path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) indexes: Vec<Index>,
}

/// What stands in brackets behind a step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Index {
    Key(String),
    At(usize),
}

impl Node {
    /// Calls `visit` on the node and on everything in it.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        visit(self);
        match self {
            Self::Or(parts) | Self::And(parts) | Self::Call(_, parts) => {
                parts.iter().for_each(|part| part.walk(visit));
            }
            Self::Not(inner)
            | Self::Each { of: inner, .. }
            | Self::Nocase(inner)
            | Self::In { left: inner, .. } => {
                inner.walk(visit);
            }
            Self::Compare { left, right, .. } | Self::Arith(left, _, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            _ => {}
        }
    }
}

/// Reads the rules of a file. The error says where the text is no rule.
pub(crate) fn parse(text: &str) -> Result<Vec<Tree>, String> {
    let mut pairs = Grammar::parse(Rule::file, text).map_err(|error| error.to_string())?;
    let file = pairs.next().unwrap();
    Ok(file
        .into_inner()
        .filter(|pair| pair.as_rule() == Rule::rule)
        .map(rule)
        .collect())
}

fn rule(pair: Pair<'_, Rule>) -> Tree {
    let mut inner = pair.into_inner().skip(1);
    let name = inner.next().unwrap().as_str().to_owned();
    let sections = inner
        .map(|section| self::section(section.into_inner().next().unwrap()))
        .collect();
    Tree { name, sections }
}

fn section(pair: Pair<'_, Rule>) -> Section {
    let kind = pair.as_rule();
    let inner = pair.into_inner();
    match kind {
        Rule::meta => Section::Meta(inner.map(meta_line).collect()),
        Rule::events => Section::Events(inner.map(node).collect()),
        Rule::matching => Section::Match(window(inner)),
        Rule::outcome => Section::Outcome(inner.map(assignment).collect()),
        Rule::condition => Section::Condition(inner.map(node).collect()),
        Rule::options => Section::Options(inner.map(option).collect()),
        kind => unreachable!("{kind:?}"),
    }
}

fn meta_line(pair: Pair<'_, Rule>) -> (String, Option<String>) {
    let mut inner = pair.into_inner();
    let key = inner.next().unwrap().as_str().to_owned();
    let value = inner.next().unwrap();
    let text = (value.as_rule() != Rule::other).then(|| unquoted(value.as_str()));
    (key, text)
}

fn window(inner: pest::iterators::Pairs<'_, Rule>) -> Window {
    let mut window = Window {
        keys: Vec::new(),
        tumbling: false,
        duration: String::new(),
        pivot: None,
    };
    for pair in inner {
        match pair.as_rule() {
            Rule::match_key => window.keys.push(node(pair.into_inner().next().unwrap())),
            Rule::by => window.tumbling = true,
            Rule::duration => pair.as_str().clone_into(&mut window.duration),
            Rule::pivot => window.pivot = Some(name_of(pair.into_inner().last().unwrap().as_str())),
            _ => {}
        }
    }
    window
}

fn assignment(pair: Pair<'_, Rule>) -> (String, Node) {
    let mut inner = pair.into_inner();
    let name = name_of(inner.next().unwrap().as_str());
    (name, node(inner.next().unwrap()))
}

fn option(pair: Pair<'_, Rule>) -> (String, String) {
    let mut inner = pair.into_inner();
    let name = inner.next().unwrap().as_str().to_owned();
    (name, inner.next().unwrap().as_str().to_owned())
}

/// The name of a variable, without its sign.
fn name_of(text: &str) -> String {
    text[1..].to_owned()
}

fn node(pair: Pair<'_, Rule>) -> Node {
    let text = pair.as_str();
    match pair.as_rule() {
        Rule::either => several(pair, Node::Or),
        Rule::both => several(pair, Node::And),
        Rule::negated => {
            let mut inner: Vec<_> = pair.into_inner().collect();
            let last = node(inner.pop().unwrap());
            if inner.is_empty() {
                last
            } else {
                Node::Not(Box::new(last))
            }
        }
        Rule::atom | Rule::factor | Rule::match_key => node(pair.into_inner().next().unwrap()),
        Rule::comparison => comparison(pair),
        Rule::side => {
            let mut inner = pair.into_inner();
            let first = inner.next().unwrap();
            match first.as_rule() {
                Rule::quantifier => Node::Each {
                    all: first.as_str().eq_ignore_ascii_case("all"),
                    of: Box::new(node(inner.next().unwrap())),
                },
                _ => node(first),
            }
        }
        Rule::sum | Rule::product => {
            let mut inner = pair.into_inner();
            let mut left = node(inner.next().unwrap());
            while let (Some(op), Some(right)) = (inner.next(), inner.next()) {
                left = Node::Arith(
                    Box::new(left),
                    op.as_str().chars().next().unwrap(),
                    Box::new(node(right)),
                );
            }
            left
        }
        Rule::call => {
            let mut inner = pair.into_inner();
            let name = inner.next().unwrap().as_str().to_owned();
            Node::Call(name, inner.map(node).collect())
        }
        Rule::field => {
            let mut inner = pair.into_inner();
            let event = inner.next().unwrap().as_str().to_owned();
            Node::Field {
                event,
                path: inner.map(part).collect(),
            }
        }
        Rule::variable => Node::Variable(name_of(text)),
        Rule::count => Node::Count(name_of(text)),
        Rule::absent => Node::Absent(name_of(pair.into_inner().next().unwrap().as_str())),
        Rule::boolean => Node::Bool(text == "true"),
        Rule::number if text.contains('.') => Node::Float(text.parse().unwrap()),
        Rule::number => text
            .parse()
            .map_or_else(|_| Node::Float(text.parse().unwrap()), Node::Int),
        Rule::text | Rule::raw => Node::Text(unquoted(text)),
        Rule::pattern => Node::Regex(text[1..text.len() - 1].replace(r"\/", "/")),
        kind => unreachable!("{kind:?} {text}"),
    }
}

fn several(pair: Pair<'_, Rule>, make: fn(Vec<Node>) -> Node) -> Node {
    let words = [Rule::word_or, Rule::word_and];
    let parts = pair
        .into_inner()
        .filter(|pair| !words.contains(&pair.as_rule()));
    let mut parts: Vec<Node> = parts.map(node).collect();
    if parts.len() == 1 {
        parts.pop().unwrap()
    } else {
        make(parts)
    }
}

fn comparison(pair: Pair<'_, Rule>) -> Node {
    let mut inner = pair.into_inner().peekable();
    let left = node(inner.next().unwrap());
    let mut out = left.clone();
    let mut nocase = false;
    while let Some(next) = inner.next() {
        match next.as_rule() {
            Rule::operator => {
                let right = node(inner.next().unwrap());
                let op = next.as_str().to_owned();
                out = Node::Compare {
                    left: Box::new(left.clone()),
                    op,
                    right: Box::new(right),
                    nocase: false,
                };
            }
            Rule::membership => {
                let kind = next
                    .into_inner()
                    .find(|pair| pair.as_rule() == Rule::list_kind);
                let kind = kind.map_or(String::new(), |kind| kind.as_str().to_lowercase());
                out = Node::In {
                    left: Box::new(left.clone()),
                    kind,
                    nocase: false,
                };
            }
            _ => nocase = true,
        }
    }
    match (&mut out, nocase) {
        (Node::Compare { nocase, .. } | Node::In { nocase, .. }, true) => *nocase = true,
        (_, true) => out = Node::Nocase(Box::new(out)),
        _ => {}
    }
    out
}

fn part(pair: Pair<'_, Rule>) -> Part {
    let mut inner = pair.into_inner();
    let name = inner.next().unwrap().as_str().to_owned();
    let index = |pair: Pair<'_, Rule>| {
        let inner = pair.into_inner().next().unwrap();
        match inner.as_rule() {
            Rule::text => Index::Key(unquoted(inner.as_str())),
            _ => Index::At(inner.as_str().parse().unwrap_or(usize::MAX)),
        }
    };
    Part {
        name,
        indexes: inner.map(index).collect(),
    }
}

/// What a quoted text says.
fn unquoted(text: &str) -> String {
    let inside = &text[1..text.len() - 1];
    if text.starts_with('`') {
        return inside.to_owned();
    }
    let mut out = String::new();
    let mut letters = inside.chars();
    while let Some(c) = letters.next() {
        out.push(match c {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            c => c,
        });
    }
    out
}
