//! Operands: paths, and functions of them.

use super::Lowerer;
use super::codes::{BAD_NUMBER, UNKNOWN_FUNCTION, WRONG_CALL};
use super::name::nearest;
use super::operators::a;
use super::path::Reached;
use crate::catalog::Spec;
use transpile_grammar::ast::{
    Argument as WrittenArgument, ArgumentKind, Operand, OperandKind, Step as Written,
};
use transpile_grammar::printer::print_operand;
use transpile_sdk::diagnostic::{Diagnostic, Span, shown};
use transpile_sdk::ir::{Argument, Call, Function, Number, Parameter, Scalar, Step, Type, Value};

impl Lowerer<'_> {
    /// Lowers an operand. `None`: a diagnostic was given.
    pub(super) fn operand(&mut self, operand: &Operand) -> Option<Reached> {
        match &operand.value {
            OperandKind::Path(path) => self.path(path, operand.span),
            OperandKind::Call {
                function,
                operand: inner,
                arguments,
                steps,
            } => {
                let Some(function) = Function::from_name(&function.value) else {
                    self.unknown_function(&function.value, function.span);
                    return None;
                };
                self.call(function, inner, arguments, steps, operand.span)
            }
        }
    }

    fn unknown_function(&mut self, name: &str, span: Span) {
        let known: Vec<String> = Function::ALL
            .iter()
            .filter(|function| !function.is_pythons())
            .map(|function| function.name().to_owned())
            .collect();
        let diagnostic = Diagnostic::error(
            UNKNOWN_FUNCTION,
            format!("no function is called `{}`", shown(name, 60)),
        )
        .at(span, "unknown function");
        let help = match nearest(name, known.iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the functions are {}", known.join(", ")),
        };
        self.error(diagnostic.with_help(help));
    }

    fn call(
        &mut self,
        function: Function,
        inner: &Operand,
        arguments: &[WrittenArgument],
        steps: &[Written],
        span: Span,
    ) -> Option<Reached> {
        let signature = function.signature();
        let mut reached = self.operand(inner)?;
        let ty = reached.value.ty();
        let name = signature.name;
        let x = shown(&print_operand(inner), 60);
        if !signature.operand.accepts(&ty) {
            let mut diagnostic = Diagnostic::error(
                WRONG_CALL,
                format!("`{name}` takes {}", signature.operand.name()),
            )
            .at(inner.span, format!("this is {}", a(&ty)));
            if matches!(signature.operand, Parameter::Text) {
                diagnostic = diagnostic.with_help(format!(
                    "`text({x})` is its text: write it in the place of `{x}`"
                ));
            }
            self.error(diagnostic);
            return None;
        }
        let most = signature.arguments.len();
        if arguments.len() < signature.required || (arguments.len() > most && !signature.variadic) {
            let (least, given) = (signature.required + 1, arguments.len() + 1);
            let wanted = match most + 1 {
                _ if signature.variadic => format!("{least} or more arguments"),
                1 => "one argument".to_owned(),
                most if most == least => format!("{most} arguments"),
                most => format!("{least} or {most} arguments"),
            };
            self.error(
                Diagnostic::error(WRONG_CALL, format!("`{name}` takes {wanted}, not {given}"))
                    .at(span, "")
                    .with_help(format!("write `{}`", usage(function, &x))),
            );
            return None;
        }
        let mut lowered = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            let parameter = signature
                .arguments
                .get(index)
                .or(signature.arguments.last())
                .copied()?;
            lowered.push(self.function_argument(
                signature.name,
                argument,
                parameter,
                &mut reached,
            )?);
        }
        let mut call = Call {
            function,
            operand: Box::new(reached.value),
            arguments: lowered,
            steps: Vec::new(),
        };
        for step in steps {
            let step = match (call.ty(), step) {
                (Type::Json, Written::Key(key)) => Step::Key(key.clone()),
                (Type::Json | Type::Array(_), Written::Index(index)) => Step::Index(*index),
                (ty, _) => {
                    self.error(
                        Diagnostic::error(
                            WRONG_CALL,
                            format!("`{name}` gives {}, which has no such part", a(&ty)),
                        )
                        .at(span, "goes on behind it")
                        .with_help(if ty == Type::Json {
                            "ask the elements: `any json(x) as e (…)`"
                        } else {
                            "delete what follows the bracket"
                        }),
                    );
                    return None;
                }
            };
            call.steps.push(step);
        }
        let spec = Spec::of_type(&call.ty());
        Some(Reached {
            value: Value::Call(call),
            through: reached.through,
            spec,
        })
    }

    fn function_argument(
        &mut self,
        function: &str,
        argument: &WrittenArgument,
        parameter: Parameter,
        whole: &mut Reached,
    ) -> Option<Argument> {
        let wrong = |found: &str| {
            Diagnostic::error(
                WRONG_CALL,
                format!("`{function}` takes {} here, not {found}", parameter.name()),
            )
            .at(argument.span, "")
        };
        let lowered = match (&argument.value, parameter) {
            (ArgumentKind::Field(operand), _) => {
                let mut reached = self.operand(operand)?;
                let ty = reached.value.ty();
                if !parameter.accepts(&ty) {
                    self.error(wrong(&a(&ty)));
                    return None;
                }
                whole.through.append(&mut reached.through);
                return Some(Argument::Value(reached.value));
            }
            (ArgumentKind::String(text), Parameter::Text) => Ok(Scalar::String(text.clone())),
            (ArgumentKind::String(text), Parameter::NonEmptyText) if text.is_empty() => {
                Err(wrong("an empty text"))
            }
            (ArgumentKind::String(text), Parameter::NonEmptyText) => {
                Ok(Scalar::String(text.clone()))
            }
            (ArgumentKind::Number(text), Parameter::Integer) => match Number::parse(text) {
                Some(number @ Number::Int(_)) => Ok(Scalar::Number(number)),
                _ => Err(Diagnostic::error(
                    BAD_NUMBER,
                    format!("`{}` is not a whole number of 64 bits", shown(text, 40)),
                )
                .at(argument.span, "")),
            },
            (ArgumentKind::Number(text), Parameter::Number) => match Number::parse(text) {
                Some(number) => Ok(Scalar::Number(number)),
                None => Err(Diagnostic::error(
                    BAD_NUMBER,
                    format!("`{}` is no number that a double can hold", shown(text, 40)),
                )
                .at(argument.span, "")),
            },
            (ArgumentKind::String(_), _) => {
                Err(wrong("text").with_help("write the number without quotes"))
            }
            (ArgumentKind::Number(_), _) => Err(wrong("a number").with_help("put it in quotes")),
            (ArgumentKind::Bool(_), _) => Err(wrong("a boolean")),
            (ArgumentKind::List(_), _) => Err(wrong("a list")),
        };
        match lowered {
            Ok(scalar) => Some(Argument::Scalar(scalar)),
            Err(diagnostic) => {
                self.error(diagnostic);
                None
            }
        }
    }
}

/// How a function is written, for messages.
fn usage(function: Function, x: &str) -> String {
    let name = function.name();
    match function {
        Function::Split => format!("split({x}, \"/\")"),
        Function::Add | Function::Subtract => format!("{name}({x}, field other)"),
        Function::StripStart | Function::StripEnd => format!("{name}({x}, \"/\")"),
        Function::Concat => format!("concat({x}, \"text\", field other)"),
        Function::Replace => format!("replace({x}, \"from\", \"to\")"),
        Function::Substring => {
            format!("substring({x}, 0)`, or with a length `substring({x}, 0, 3)")
        }
        _ => format!("{name}({x})"),
    }
}

impl Spec {
    /// A value of a type of the IR.
    pub(super) fn of_type(ty: &Type) -> Self {
        use crate::catalog::Kind;
        Self::of(match ty {
            Type::String => Kind::String,
            Type::Long => Kind::Long,
            Type::Double => Kind::Double,
            Type::Bool => Kind::Bool,
            Type::Timestamp => Kind::Timestamp,
            Type::Ip => Kind::Ip,
            Type::Object => Kind::Object,
            Type::Json => Kind::Json,
            Type::Array(items) => {
                return Self {
                    items: Some(Box::new(Self::of_type(items))),
                    ..Self::of(Kind::Array)
                };
            }
        })
    }
}
