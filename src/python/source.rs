//! The Python files that a rule is made of.
//!
//! In: their names and texts, which somebody else has read. Out: syntax trees, each made once and
//! shared by all rules; what is too large or nested too deeply is refused before the parser, which
//! recurses, sees it.

use super::codes::{SYNTAX, TOO_LARGE};
use super::module::is_plain;
use super::scope::{mentioned, set_by};
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;
use ruff_text_size::TextRange;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use transpile_sdk::diagnostic::{Diagnostic, SourceFile, Span};

/// A file may have so many bytes.
const MAX_BYTES: usize = 1 << 20;
/// Brackets, operators and calls may be nested so deeply.
const MAX_NESTING: usize = 400;
/// Blocks may be nested so deeply.
const MAX_INDENTATION: usize = 100;

/// A file, read on first use.
#[derive(Debug)]
pub struct Module {
    /// Its path and text.
    pub file: Arc<SourceFile>,
    parsed: OnceLock<Result<ModModule, Diagnostic>>,
    index: OnceLock<Index>,
}

/// Which statements of a module have a hand in which names.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The statements that set a name.
    pub(super) setters: BTreeMap<Arc<str>, Vec<usize>>,
    /// The names that statements mention which are more than a definition.
    pub(super) touched: BTreeSet<Arc<str>>,
}

impl Module {
    /// A file of that path and text.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self {
            file: Arc::new(SourceFile {
                path: path.into(),
                text: text.into(),
            }),
            parsed: OnceLock::new(),
            index: OnceLock::new(),
        }
    }

    /// Its statements, or what is wrong with it.
    pub(super) fn body(&self) -> Result<&[Stmt], Diagnostic> {
        match self.parsed.get_or_init(|| parse(&self.file.text)) {
            Ok(module) => Ok(&module.body),
            Err(problem) => Err(problem.clone().in_file(&self.file)),
        }
    }
}

impl Module {
    /// The index of its statements.
    pub(super) fn index(&self, body: &[Stmt]) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index::default();
            for (at, statement) in body.iter().enumerate() {
                for name in set_by(statement) {
                    let setters = index.setters.entry(Arc::from(&*name)).or_default();
                    if !setters.contains(&at) {
                        setters.push(at);
                    }
                }
                if !is_plain(statement) {
                    index
                        .touched
                        .extend(mentioned(statement).iter().map(|name| Arc::from(&**name)));
                }
            }
            index
        })
    }
}

/// What a field of a data model is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapping {
    /// What is at this path (`a.b`, or `$.a.b`).
    Path(String),
    /// What this function of the model's file gives.
    Method(String),
}

/// A data model: the common names of the fields of a log type.
#[derive(Debug)]
pub struct DataModel {
    /// The log types.
    pub log_types: Vec<String>,
    /// The fields by their common names.
    pub mappings: BTreeMap<String, Mapping>,
    /// The functions, if there are any.
    pub module: Option<Module>,
}

/// The files that rules share.
#[derive(Debug, Default)]
pub struct Library {
    /// Helper modules by the name under which they are imported.
    pub helpers: BTreeMap<String, Module>,
    /// Data models; the first one of a log type counts.
    pub models: Vec<DataModel>,
}

impl Library {
    /// The data model of a log type.
    #[must_use]
    pub fn model(&self, log_type: &str) -> Option<&DataModel> {
        self.models
            .iter()
            .find(|model| model.log_types.iter().any(|own| own == log_type))
    }
}

/// The Python of one rule.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The file that the rule names.
    pub rule: Arc<Module>,
    /// What it may import.
    pub library: Arc<Library>,
}

/// Equal if they are the same files.
impl PartialEq for Sources {
    fn eq(&self, other: &Self) -> bool {
        self.rule.file == other.rule.file && Arc::ptr_eq(&self.library, &other.library)
    }
}

/// The bytes of a range.
pub(super) fn span(range: TextRange) -> Span {
    Span::new(range.start().to_usize(), range.end().to_usize())
}

fn parse(text: &str) -> Result<ModModule, Diagnostic> {
    if text.len() > MAX_BYTES {
        return Err(Diagnostic::error(
            TOO_LARGE,
            format!("the file has more than {MAX_BYTES} bytes"),
        )
        .at(Span::new(0, 0), ""));
    }
    check_nesting(text)?;
    ruff_python_parser::parse_module(text)
        .map(ruff_python_parser::Parsed::into_syntax)
        .map_err(|error| {
            Diagnostic::error(SYNTAX, format!("this is not Python: {}", error.error))
                .at(span(error.location), "")
        })
}

/// Counts what a parser recurses for: brackets, blocks, and chains of operators, members and calls.
fn check_nesting(text: &str) -> Result<(), Diagnostic> {
    let mut lexer = lex(text, Mode::Module);
    let mut open: Vec<usize> = vec![0];
    let mut nesting = 0;
    let mut indentation = 0;
    let mut lines = 0;
    loop {
        let kind = lexer.next_token();
        lines += usize::from(matches!(
            kind,
            TokenKind::Newline | TokenKind::NonLogicalNewline
        ));
        match kind {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Indent => indentation += 1,
            TokenKind::Dedent => indentation -= 1,
            TokenKind::Newline | TokenKind::Comma => {
                if let Some(chain) = open.last_mut() {
                    nesting -= *chain;
                    *chain = 0;
                }
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if open.len() > 1 => {
                nesting -= open.pop().unwrap_or_default();
            }
            _ if nests(kind) => {
                nesting += 1;
                if let Some(chain) = open.last_mut() {
                    *chain += 1;
                }
                if matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace) {
                    open.push(0);
                }
            }
            _ => {}
        }
        if nesting > MAX_NESTING || indentation > MAX_INDENTATION {
            return Err(Diagnostic::error(TOO_LARGE, "this is nested too deeply")
                .at(line(text, lines), "")
                .with_help("take parts of it out into functions or variables"));
        }
    }
}

/// The line behind so many others.
fn line(text: &str, lines: usize) -> Span {
    let start: usize = text.split_inclusive('\n').take(lines).map(str::len).sum();
    let length = text.get(start..).and_then(|rest| rest.lines().next());
    Span::new(start, start + length.map_or(0, str::len))
}

fn nests(kind: TokenKind) -> bool {
    kind.is_operator()
        || matches!(
            kind,
            TokenKind::Lpar
                | TokenKind::Lsqb
                | TokenKind::Lbrace
                | TokenKind::Dot
                | TokenKind::Not
                | TokenKind::Lambda
                | TokenKind::If
                | TokenKind::Else
                | TokenKind::Await
        )
}
