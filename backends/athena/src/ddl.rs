//! A table's shape from its `CREATE TABLE` statement, as `SHOW CREATE TABLE` prints it.
//!
//! In: Hive's DDL. Out: a shape with those columns. Which field a column holds is known from the shapes
//! of the same log type; columns of other names hold a field of that name, without case.

use crate::{NO_TIME_COLUMN, NOT_A_TABLE};
use transpile_sdk::diagnostic::{Diagnostic, Span};
use transpile_sdk::shape::{Column, ColumnType, Encoding, Partition, Shape};

/// Reads the statement. `base` is the default shape of the log type.
pub(crate) fn read(text: &str, base: &Shape, known: &[Shape]) -> Result<Shape, Diagnostic> {
    let mut reader = Reader { text, at: 0 };
    let statement = reader.statement()?;
    let like = |name: &str| {
        let shapes = [base]
            .into_iter()
            .chain(known.iter().filter(|shape| shape.log_type == base.log_type));
        shapes
            .flat_map(|shape| &shape.columns)
            .find(|column| column.column.eq_ignore_ascii_case(name))
            .cloned()
    };
    let fields: Vec<&str> = base.absent.keys().map(String::as_str).collect();
    let columns: Vec<Column> = statement
        .columns
        .iter()
        .filter_map(|(name, ty)| {
            let known = like(name);
            let field = match &known {
                Some(column) => column.field.clone(),
                None => (*fields
                    .iter()
                    .find(|field| field.eq_ignore_ascii_case(name))?)
                .to_owned(),
            };
            let encoding = known
                .as_ref()
                .filter(|known| same_kind(&known.ty, ty))
                .map(|known| known.encoding);
            Some(Column {
                field,
                column: name.clone(),
                ty: ty.clone(),
                encoding: encoding.unwrap_or(Encoding::Plain),
                trust: known.as_ref().map(|known| known.trust).unwrap_or_default(),
                missing: known.and_then(|known| known.missing),
            })
        })
        .collect();
    let has = |name: &str| {
        columns
            .iter()
            .any(|column| column.column.eq_ignore_ascii_case(name))
    };
    if !has(&base.event_time.column) {
        return Err(Diagnostic::error(
            NO_TIME_COLUMN,
            format!(
                "the table has no column `{}` with the time of the event",
                base.event_time.column
            ),
        )
        .with_help("describe the table in YAML instead, with `event_time: {column: …}`"));
    }
    let partitions = statement
        .partitions
        .iter()
        .map(|(name, ty)| partition(&statement, name, ty, known))
        .collect();
    Ok(Shape {
        only: base.only.clone(),
        name: statement.table.clone(),
        log_type: base.log_type.clone(),
        table: statement.table,
        title: "a table of the user's".to_owned(),
        source: String::new(),
        date: String::new(),
        default: false,
        event_id: base.event_id.clone().filter(|id| has(&id.column)),
        row_guard: base.row_guard.clone().filter(|guard| has(guard)),
        event_time: base.event_time.clone(),
        partitions,
        columns_from: None,
        without: Vec::new(),
        each: base.each.clone(),
        note: None,
        columns,
        absent: base.absent.clone(),
    })
}

/// A partition column; what its values are is known of the column of that name in other shapes.
fn partition(statement: &Statement, name: &str, ty: &ColumnType, known: &[Shape]) -> Partition {
    let known = known
        .iter()
        .flat_map(|shape| &shape.partitions)
        .find(|known| known.name == *name);
    let property = |what: &str| statement.property(&format!("projection.{name}.{what}"));
    let type_is = |ty: &str| property("type").is_some_and(|own| own.eq_ignore_ascii_case(ty));
    let kind = match known {
        Some(known) => known.kind.clone(),
        None if type_is("date") => "day".to_owned(),
        None => name.to_owned(),
    };
    Partition {
        kind,
        format: property("format")
            .map(str::to_owned)
            .or_else(|| known.and_then(|known| known.format.clone())),
        by_event_time: false,
        projected: statement.is_projected(),
        injected: statement.is_projected() && type_is("injected"),
        name: name.to_owned(),
        ty: ty.clone(),
    }
}

fn same_kind(a: &ColumnType, b: &ColumnType) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

struct Statement {
    table: String,
    columns: Vec<(String, ColumnType)>,
    partitions: Vec<(String, ColumnType)>,
    /// What stands in `TBLPROPERTIES`, and other pairs of texts.
    properties: Vec<(String, String)>,
}

impl Statement {
    fn property(&self, name: &str) -> Option<&str> {
        let found = self
            .properties
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn is_projected(&self) -> bool {
        self.property("projection.enabled")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn statement(&mut self) -> Result<Statement, Diagnostic> {
        self.expect("create")?;
        self.word("external");
        self.expect("table")?;
        if self.word("if") {
            self.expect("not")?;
            self.expect("exists")?;
        }
        let mut table = self.name()?;
        while self.eat('.') {
            table.push('.');
            table.push_str(&self.name()?);
        }
        let columns = self.columns()?;
        let mut partitions = Vec::new();
        let mut properties = Vec::new();
        while let Some(token) = self.token() {
            if token.eq_ignore_ascii_case("partitioned") && self.word("by") {
                partitions = self.columns()?;
            }
            if token.starts_with(['\'', '"']) && self.eat('=') {
                let text = |token: &str| token.trim_matches(['\'', '"']).to_owned();
                properties.extend(self.token().map(|value| (text(token), text(value))));
            }
        }
        Ok(Statement {
            table,
            columns,
            partitions,
            properties,
        })
    }

    fn columns(&mut self) -> Result<Vec<(String, ColumnType)>, Diagnostic> {
        if !self.eat('(') {
            return Err(self.wrong("a list of columns in brackets"));
        }
        let mut columns = Vec::new();
        loop {
            let name = self.name()?.to_ascii_lowercase();
            columns.push((name, self.ty(0)?));
            if self.word("comment") {
                self.token();
            }
            if !self.eat(',') {
                break;
            }
        }
        if self.eat(')') {
            Ok(columns)
        } else {
            Err(self.wrong("`,` or `)`"))
        }
    }

    /// A type in Hive's notation: `struct<a:string>`, `array<…>`, `map<string,…>`.
    fn ty(&mut self, depth: u8) -> Result<ColumnType, Diagnostic> {
        if depth > 32 {
            return Err(self.wrong("a type that is not nested so deeply"));
        }
        let at = self.at;
        let word = self.name()?.to_ascii_lowercase();
        let close = |reader: &mut Self| {
            if reader.eat('>') {
                Ok(())
            } else {
                Err(reader.wrong("`>`"))
            }
        };
        match word.as_str() {
            "struct" if self.eat('<') => {
                let mut parts = Vec::new();
                loop {
                    let name = self.name()?.to_ascii_lowercase();
                    if !self.eat(':') {
                        return Err(self.wrong("`:`"));
                    }
                    parts.push((name, self.ty(depth + 1)?));
                    if !self.eat(',') {
                        break;
                    }
                }
                close(self)?;
                Ok(ColumnType::Row(parts))
            }
            "array" if self.eat('<') => {
                let items = self.ty(depth + 1)?;
                close(self)?;
                Ok(ColumnType::Array(Box::new(items)))
            }
            "map" if self.eat('<') => {
                self.ty(depth + 1)?;
                if !self.eat(',') {
                    return Err(self.wrong("`,`"));
                }
                let values = self.ty(depth + 1)?;
                close(self)?;
                Ok(ColumnType::Map(Box::new(values)))
            }
            _ => {
                if self.eat('(') {
                    while self.eat(',') || !self.eat(')') {
                        if self.token().is_none() {
                            return Err(self.wrong("`)`"));
                        }
                    }
                }
                ColumnType::try_from(word).map_err(|error| {
                    Diagnostic::error(NOT_A_TABLE, error.to_string()).at(Span::new(at, self.at), "")
                })
            }
        }
    }

    /// A name, bare or in backticks or double quotes.
    fn name(&mut self) -> Result<String, Diagnostic> {
        let token = self.token();
        match token {
            Some(token) if token.starts_with(['`', '"']) => {
                Ok(token.trim_matches(['`', '"']).to_owned())
            }
            Some(token) if token.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                Ok(token.to_owned())
            }
            _ => Err(self.wrong("a name")),
        }
    }

    fn expect(&mut self, word: &str) -> Result<(), Diagnostic> {
        if self.word(word) {
            Ok(())
        } else {
            Err(self.wrong(&format!("`{}`", word.to_uppercase())))
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let at = self.at;
        let found = self
            .token()
            .is_some_and(|token| token.eq_ignore_ascii_case(word));
        if !found {
            self.at = at;
        }
        found
    }

    fn eat(&mut self, mark: char) -> bool {
        let at = self.at;
        let found = self.token().is_some_and(|token| token.starts_with(mark));
        if !found {
            self.at = at;
        }
        found
    }

    /// The next word, quoted text or mark; comments are passed over.
    fn token(&mut self) -> Option<&'a str> {
        loop {
            let rest = self.text.get(self.at..)?;
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            let rest = rest.trim_start();
            if rest.starts_with("--") {
                self.at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            let first = rest.chars().next()?;
            let length = match first {
                '`' | '"' | '\'' => {
                    let inner = rest.get(first.len_utf8()..)?;
                    inner
                        .find(first)
                        .map_or(rest.len(), |end| end + 2 * first.len_utf8())
                }
                c if c.is_alphanumeric() || c == '_' => rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
                    .unwrap_or(rest.len()),
                c => c.len_utf8(),
            };
            let token = rest.get(..length)?;
            self.at += length;
            return Some(token);
        }
    }

    /// Something else stands where `wanted` should.
    fn wrong(&self, wanted: &str) -> Diagnostic {
        let mut rest = Reader {
            text: self.text,
            at: self.at,
        };
        let found = rest.token().map_or(0, str::len);
        let span = Span::new(rest.at.saturating_sub(found), rest.at);
        Diagnostic::error(
            NOT_A_TABLE,
            format!("this is not a CREATE TABLE statement: {wanted} is missing"),
        )
        .at(span, "stands in its place")
        .with_help("paste what `SHOW CREATE TABLE` prints")
    }
}
