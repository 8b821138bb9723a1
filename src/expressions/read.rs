//! From YAML to match expressions.
//!
//! In: the value of `Detection`, `InlineFilters` or `Conditions`. Out: one expression, or all that is
//! wrong with it. No log type is known here.

use super::codes::{
    BAD_KEY, BAD_VALUE, NOT_AN_EXPRESSION, NOT_IN_FILTERS, UNKNOWN_CONDITION, UNKNOWN_PART,
};
use super::key::{self, SPECIFIERS};
use super::table::{Ask, Row, TABLE, Takes, row};
use super::tree::{Combinator, Expression, Key, Kind, Test, Way};
use super::value::scalars;
use crate::load::{Located, Yaml, closest};
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};

/// Expressions may be nested so deeply.
const MAX_DEPTH: usize = 100;

const EXAMPLE: &str =
    "write `- Key: eventName`, and below it `Condition: Equals` and `Value: ConsoleLogin`";

/// Reads lists of expressions.
pub(super) struct Reader<'a> {
    pub(super) source: &'a str,
    /// The expressions are inline filters, which cannot say all that a detection can.
    pub(super) are_filters: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str, are_filters: bool) -> Self {
        Self {
            source,
            are_filters,
            diagnostics: Vec::new(),
            depth: 0,
        }
    }

    /// A list of expressions, all of which must hold.
    pub(super) fn all(&mut self, value: &Yaml) -> Option<Expression> {
        let parts = self.list(value, false)?;
        Some(Expression {
            kind: Kind::Group(Combinator::All, parts),
            span: self.line(value.span),
        })
    }

    fn line(&self, span: Span) -> Span {
        crate::load::first_line(self.source, span)
    }

    fn error(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// All items are read, so that all their errors are given.
    fn list(&mut self, value: &Yaml, of_element: bool) -> Option<Vec<Expression>> {
        let Some(items) = value.as_list() else {
            let span = self.line(value.span);
            self.error(
                Diagnostic::error(NOT_AN_EXPRESSION, "match expressions stand in a list")
                    .at(span, format!("this is {}", value.kind()))
                    .with_help("begin each expression with `- `"),
            );
            return None;
        };
        let read: Vec<Option<Expression>> = items
            .iter()
            .map(|item| self.expression(item, of_element))
            .collect();
        read.into_iter().collect()
    }

    fn expression(&mut self, item: &Yaml, of_element: bool) -> Option<Expression> {
        let span = self.line(item.span);
        let Some(entries) = item.as_map() else {
            self.error(
                Diagnostic::error(NOT_AN_EXPRESSION, "a match expression is a mapping")
                    .at(span, format!("this is {}", item.kind()))
                    .with_help(EXAMPLE),
            );
            return None;
        };
        if self.depth >= MAX_DEPTH {
            self.error(
                Diagnostic::error(NOT_AN_EXPRESSION, "match expressions are nested too deeply")
                    .at(span, ""),
            );
            return None;
        }
        self.depth += 1;
        let group = Combinator::ALL
            .iter()
            .find_map(|(name, combinator)| Some((*name, *combinator, item.get(name)?)));
        let kind = match group {
            Some(_) if entries.len() > 1 => {
                self.error(
                    Diagnostic::error(NOT_AN_EXPRESSION, "a combinator stands alone in its item")
                        .at(span, "")
                        .with_help("make an item of each: `- Any: […]`, `- None: […]`"),
                );
                None
            }
            Some((name, combinator, value)) => self.group(name, combinator, value, of_element),
            None => self.single(item, span, of_element),
        };
        self.depth -= 1;
        Some(Expression { kind: kind?, span })
    }

    fn group(
        &mut self,
        name: &str,
        combinator: Combinator,
        value: &Yaml,
        of_element: bool,
    ) -> Option<Kind> {
        if self.are_filters && matches!(combinator, Combinator::OnlyOne | Combinator::None) {
            let span = self.line(value.span);
            self.error(
                Diagnostic::error(NOT_IN_FILTERS, format!("inline filters have no `{name}`"))
                    .at(span, "only `All` and `Any` put them together")
                    .with_help("put these expressions into the `Detection`"),
            );
            return None;
        }
        let parts = self.list(value, of_element)?;
        Some(Kind::Group(combinator, parts))
    }

    /// An expression with a condition.
    fn single(&mut self, item: &Yaml, span: Span, of_element: bool) -> Option<Kind> {
        let known = self.parts(item);
        let condition = self.condition(item, span)?;
        let key = key::read(item, &mut self.diagnostics).ok()?;
        known?;
        if self.are_filters && condition.value.takes() == Takes::Expressions {
            let name = condition.value.name;
            self.error(
                Diagnostic::error(NOT_IN_FILTERS, format!("inline filters have no `{name}`"))
                    .at(condition.span, "asks the elements of a list")
                    .with_help("put this expression into the `Detection`"),
            );
            return None;
        }
        if let Ask::Always(value) = condition.value.ask {
            self.takes(item, &condition)?;
            return Some(Kind::Always(value));
        }
        let key = match key {
            Some(key) => key,
            None if is_multi_key(item) => return self.fields(item, condition),
            None if of_element => Key {
                way: Way::Element,
                span: condition.span,
            },
            None => {
                self.error(
                    Diagnostic::error(BAD_KEY, "this expression asks no key")
                        .at(span, "")
                        .with_help("add a line such as `KeyPath: userIdentity.arn`"),
                );
                return None;
            }
        };
        self.takes(item, &condition)?;
        if let Ask::Elements(quantifier) = condition.value.ask {
            let body = self.list(item.get("Expressions")?, true)?;
            return Some(Kind::Elements {
                key,
                quantifier,
                condition: condition.span,
                body,
            });
        }
        let value = match condition.value.takes() {
            Takes::Value => item.get("Value"),
            Takes::Values => item.get("Values"),
            _ => None,
        };
        let literals = match value {
            Some(value) => scalars(value, condition.value, &mut self.diagnostics)?,
            None => Vec::new(),
        };
        Some(Kind::Test(Test {
            key,
            condition,
            literals,
        }))
    }

    /// `None`: there are parts that no expression has.
    fn parts(&mut self, item: &Yaml) -> Option<()> {
        const OTHERS: [&str; 4] = ["Condition", "Value", "Values", "Expressions"];
        let known: Vec<&str> = SPECIFIERS
            .into_iter()
            .chain(OTHERS)
            .chain(Combinator::ALL.map(|(name, _)| name))
            .collect();
        let mut all = Some(());
        for entry in item.as_map().unwrap_or_default() {
            let name = entry.key.as_text().unwrap_or_default();
            if known.contains(&name) {
                continue;
            }
            all = None;
            let help = match closest(name, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("an expression has {}", OTHERS.join(", ")),
            };
            self.error(
                Diagnostic::error(
                    UNKNOWN_PART,
                    format!("match expressions have no `{}`", shown(name, 60)),
                )
                .at(entry.key.span, "unknown key")
                .with_help(help),
            );
        }
        all
    }

    fn condition(&mut self, item: &Yaml, span: Span) -> Option<Located<Row>> {
        let Some(value) = item.get("Condition") else {
            self.error(
                Diagnostic::error(NOT_AN_EXPRESSION, "this expression has no condition")
                    .at(span, "")
                    .with_help("add a line such as `Condition: Equals`"),
            );
            return None;
        };
        let name = value.as_text().unwrap_or_default();
        if let Some(row) = row(name) {
            return Some(Located::new(row, value.span));
        }
        let names: Vec<&str> = TABLE.iter().map(|row| row.name).collect();
        let owned: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let near =
            closest(name, &names).or_else(|| crate::lower::name::nearest(name, owned.iter()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`transpile explain T0802` lists the conditions".to_owned(),
        };
        self.error(
            Diagnostic::error(
                UNKNOWN_CONDITION,
                format!("no condition is called `{}`", shown(name, 60)),
            )
            .at(value.span, "unknown condition")
            .with_help(help),
        );
        None
    }

    /// `None`: the expression lacks what its condition takes, or has what it does not take.
    fn takes(&mut self, item: &Yaml, condition: &Located<Row>) -> Option<()> {
        let name = condition.value.name;
        let wanted = match condition.value.takes() {
            Takes::Nothing => None,
            Takes::Value => Some(("Value", "Value: …")),
            Takes::Values => Some(("Values", "Values: [one, two]")),
            Takes::Expressions => Some(("Expressions", "Expressions:")),
        };
        for part in ["Value", "Values", "Expressions"] {
            let given = item.get(part);
            match (wanted, given) {
                (Some((own, example)), None) if own == part => {
                    self.error(
                        Diagnostic::error(BAD_VALUE, format!("`{name}` takes `{own}`"))
                            .at(condition.span, "has none")
                            .with_help(format!("add a line `{example}`")),
                    );
                    return None;
                }
                (_, Some(value)) if wanted.is_none_or(|(own, _)| own != part) => {
                    let span = self.line(value.span);
                    let help = match wanted {
                        Some((own, example)) => {
                            format!("write `{example}`; `{own}` is what it takes")
                        }
                        None => format!("delete `{part}`"),
                    };
                    self.error(
                        Diagnostic::error(BAD_VALUE, format!("`{name}` takes no `{part}`"))
                            .at(span, "")
                            .with_help(help),
                    );
                    return None;
                }
                _ => {}
            }
        }
        Some(())
    }

    /// Two keys instead of a key and a value.
    fn fields(&mut self, item: &Yaml, condition: Located<Row>) -> Option<Kind> {
        let values = item.get("Values")?;
        let items = values.as_list()?;
        let mut keys = Vec::new();
        for value in items {
            keys.push(key::read(value, &mut self.diagnostics).ok()?);
        }
        let mut keys = keys.into_iter();
        if let (Some(Some(first)), Some(Some(second)), None) =
            (keys.next(), keys.next(), keys.next())
        {
            return Some(Kind::Fields {
                condition,
                first,
                second,
            });
        }
        let span = self.line(values.span);
        self.error(
            Diagnostic::error(BAD_VALUE, "two keys are compared with each other")
                .at(span, "not two keys")
                .with_help("write `Values: [{KeyPath: one}, {KeyPath: other}]`"),
        );
        None
    }
}

/// True if the expression compares keys with each other.
fn is_multi_key(item: &Yaml) -> bool {
    let values = item.get("Values").and_then(Yaml::as_list);
    let is_key = |value: &Yaml| value.as_map().is_some();
    values.is_some_and(|values| !values.is_empty() && values.iter().all(is_key))
}
