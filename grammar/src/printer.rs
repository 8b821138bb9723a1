//! Syntax tree to text: the one canonical spelling.
//!
//! In: a tree. Out: text that reads back as an equal tree, one line per line of the condition. Brackets
//! stand where the tree needs them, and around each `and` inside an `or`, which helps the reader.
//!
//! Some trees have no text: an `and` of one part, an empty quantifier name, a number that is none. The
//! printer writes something for them, but it does not read back as the same tree.

use crate::ast::{
    Argument, ArgumentKind, Condition, End, Expr, ExprKind, Operand, OperandKind, Path, Quantifier,
    Step,
};
use crate::escape::quote;
use crate::lines::MAX_DEPTH;
use crate::words::{is_bare, is_reserved};
use std::fmt::{self, Write};

/// A condition as text, without a newline at the end.
#[must_use]
pub fn print(condition: &Condition) -> String {
    let lines: Vec<_> = condition.lines.iter().map(print_expr).collect();
    lines.join("\n")
}

/// One line as text.
#[must_use]
pub fn print_expr(expr: &Expr) -> String {
    let mut printer = Printer {
        out: String::new(),
        open: 0,
        deepest: 0,
        spare: false,
    };
    printer.expr(expr, Inside::Line);
    if printer.deepest > MAX_DEPTH {
        // Too deep to be read back: leave out the brackets that only help the reader.
        printer = Printer {
            out: String::new(),
            open: 0,
            deepest: 0,
            spare: true,
        };
        printer.expr(expr, Inside::Line);
    }
    printer.out
}

/// A path as text.
#[must_use]
pub fn print_path(path: &Path) -> String {
    let mut printer = Printer::default();
    printer.path(path);
    printer.out
}

/// An operand as text.
#[must_use]
pub fn print_operand(operand: &Operand) -> String {
    let mut printer = Printer::default();
    printer.operand(operand);
    printer.out
}

/// An argument as text.
#[must_use]
pub fn print_argument(argument: &Argument) -> String {
    let mut printer = Printer::default();
    printer.argument(argument);
    printer.out
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print(self))
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_expr(self))
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_operand(self))
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_argument(self))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_path(self))
    }
}

impl fmt::Display for Quantifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::All => "all",
            Self::None => "none",
            Self::One => "one",
            Self::AtLeast(least) => return write!(f, "at_least {least}"),
        })
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What an expression stands in, which decides whether it needs brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// A line, or brackets that are there anyway.
    Line,
    Or,
    And,
    Not,
}

#[derive(Debug, Default)]
struct Printer {
    out: String,
    /// How many levels are open.
    open: usize,
    /// The most levels that were open at once.
    deepest: usize,
    /// Leave out brackets that the tree does not need.
    spare: bool,
}

impl Printer {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes what `inner` writes, one level deeper.
    fn level(&mut self, open: &str, close: &str, inner: impl FnOnce(&mut Self)) {
        self.push(open);
        self.open += 1;
        self.deepest = self.deepest.max(self.open);
        inner(self);
        self.open -= 1;
        self.push(close);
    }

    fn expr(&mut self, expr: &Expr, inside: Inside) {
        let group = match (&expr.value, inside) {
            (ExprKind::Or(_) | ExprKind::And(_), Inside::And | Inside::Not)
            | (ExprKind::Or(_), Inside::Or) => true,
            (ExprKind::And(_), Inside::Or) => !self.spare,
            _ => false,
        };
        if group {
            return self.level("(", ")", |this| this.expr(expr, Inside::Line));
        }
        match &expr.value {
            ExprKind::Const(value) => self.push(if *value { "true" } else { "false" }),
            ExprKind::Or(parts) => self.joined(parts, " or ", Inside::Or),
            ExprKind::And(parts) => self.joined(parts, " and ", Inside::And),
            ExprKind::Not(inner) => self.level("not ", "", |this| this.expr(inner, Inside::Not)),
            ExprKind::Quantified {
                quantifier,
                array,
                name,
                body,
            } => {
                self.push(&format!("{quantifier} "));
                self.operand(array);
                self.push(&format!(" as {} ", name.value));
                self.level("(", ")", |this| this.expr(body, Inside::Line));
            }
            ExprKind::Selected {
                end,
                array,
                name,
                guard,
                body,
            } => {
                self.push(&format!("{end} "));
                self.operand(array);
                self.push(&format!(" as {}", name.value));
                if guard.value != ExprKind::Const(true) {
                    self.push(" where ");
                    self.level("(", ")", |this| this.expr(guard, Inside::Line));
                }
                self.push(" has ");
                self.level("(", ")", |this| this.expr(body, Inside::Line));
            }
            ExprKind::HasKey(path) => self.level("has_key(", ")", |this| this.path(&path.value)),
            ExprKind::Predicate(predicate) => {
                self.operand(&predicate.operand);
                self.push(if predicate.negated { " not " } else { " " });
                self.push(predicate.operator.value.name());
                if let Some(argument) = &predicate.argument {
                    self.push(" ");
                    self.argument(argument);
                }
            }
        }
    }

    fn joined(&mut self, parts: &[Expr], separator: &str, inside: Inside) {
        for (position, part) in parts.iter().enumerate() {
            if position > 0 {
                self.push(separator);
            }
            self.expr(part, inside);
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match &operand.value {
            OperandKind::Path(path) => self.path(path),
            OperandKind::Call {
                function,
                operand,
                arguments,
                steps,
            } => {
                self.push(&function.value);
                self.level("(", ")", |this| {
                    this.operand(operand);
                    for argument in arguments {
                        this.push(", ");
                        this.argument(argument);
                    }
                });
                self.steps(steps);
            }
        }
    }

    fn path(&mut self, path: &Path) {
        let bare = is_bare(&path.first) && !is_reserved(&path.first);
        self.segment(&path.first, bare);
        self.steps(&path.steps);
    }

    fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Key(key) => {
                    self.push(".");
                    self.segment(key, is_bare(key));
                }
                Step::Index(index) => self.level("[", "]", |this| {
                    // Writing to a string cannot fail.
                    let _ = write!(this.out, "{index}");
                }),
                Step::Each => self.level("[", "]", |this| this.push("*")),
            }
        }
    }

    fn segment(&mut self, segment: &str, bare: bool) {
        if bare {
            self.push(segment);
        } else {
            self.push(&quote(segment));
        }
    }

    fn argument(&mut self, argument: &Argument) {
        match &argument.value {
            ArgumentKind::String(value) => self.push(&quote(value)),
            ArgumentKind::Number(value) => self.push(value),
            ArgumentKind::Bool(value) => self.push(if *value { "true" } else { "false" }),
            ArgumentKind::List(elements) => self.level("[", "]", |this| {
                for (position, element) in elements.iter().enumerate() {
                    if position > 0 {
                        this.push(", ");
                    }
                    this.argument(element);
                }
            }),
            ArgumentKind::Field(operand) => {
                self.push("field ");
                self.operand(operand);
            }
        }
    }
}
