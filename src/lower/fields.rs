//! Comparisons of two fields.

use super::Lowerer;
use super::advice::Asked;
use super::codes::{CROSS_FIELD, NEVER_EQUAL_FIELDS};
use super::operators::a;
use super::path::Reached;
use transpile_grammar::ast::{Argument, Operator, Predicate as Written};
use transpile_grammar::printer::print_path;
use transpile_sdk::diagnostic::{Diagnostic, Span};
use transpile_sdk::ir::{Test, Type};

impl Lowerer<'_> {
    pub(super) fn equal_fields(
        &mut self,
        mut other: Reached,
        own: &mut Reached,
        written: &Written,
        span: Span,
    ) -> Option<Test> {
        let (left, right) = (own.value.ty(), other.value.ty());
        let scalar = |ty: &Type| !matches!(ty, Type::Array(_) | Type::Object);
        let text = |ty: &Type| matches!(ty, Type::String | Type::Ip);
        let alike = (left.is_number() && right.is_number())
            || (left == right)
            || (text(&left) && text(&right))
            || (left == Type::Json && right != Type::Timestamp)
            || (right == Type::Json && left != Type::Timestamp);
        if !alike || !scalar(&left) || !scalar(&right) {
            self.error(
                Diagnostic::error(
                    NEVER_EQUAL_FIELDS,
                    format!("{} and {} are never equal", a(&left), a(&right)),
                )
                .at(span, format!("this is {}", a(&right)))
                .at(written.operand.span, format!("this is {}", a(&left)))
                .with_help("to compare both as text, write `text(…)` around each"),
            );
            return None;
        }
        own.through.append(&mut other.through);
        Some(Test::EqField(other.value))
    }

    pub(super) fn cross_field(
        &mut self,
        written: &Written,
        argument: &Argument,
        own: &mut Reached,
    ) -> Option<Test> {
        let asked = Asked {
            operator: Operator::CrossFieldCompare,
            negated: false,
            operand: "",
        };
        let text = self.text_argument(argument, &asked)?;
        let path = match transpile_grammar::parse_path(text) {
            Ok(path) => path,
            Err(diagnostics) => {
                for diagnostic in diagnostics {
                    self.error(diagnostic.map_spans(|_| argument.span));
                }
                return None;
            }
        };
        self.report(
            Diagnostic::warning(
                CROSS_FIELD,
                "`cross_field_compare` does not say how the fields are compared",
            )
            .at(written.operator.span, "read as \"differs from\"")
            .with_help(format!("write `ne field {}`", print_path(&path))),
        );
        let other = self.path(&path, argument.span)?;
        self.equal_fields(other, own, written, argument.span)
    }
}
