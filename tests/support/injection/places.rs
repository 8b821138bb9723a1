//! Where a hostile text can stand: in a rule, on the command line, in the description of a table.

/// The log type of all rules here.
pub(crate) const LOG_TYPE: &str = "AWS.CloudTrail";

/// Where a text stands.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// In a condition; the function writes the condition.
    Condition(fn(&str) -> String),
    /// In a rule file; the function writes further lines, each `Key: value`.
    Rule(fn(&str) -> String),
    /// It is the rule's id.
    Id,
    /// It is the table's name, given on the command line.
    Table,
    /// It is the name of the table's shape.
    Shape,
    /// It is the name of the log type.
    LogType,
    /// It is in the description of a table; the function writes that.
    Description(fn(&str) -> String),
    /// It is in a `CREATE TABLE` statement; the function writes that.
    CreateTable(fn(&str) -> String),
}

/// Every place, with a name for messages.
pub(crate) const PLACES: &[(&str, Place)] = &[
    ("eq", Place::Condition(|t| format!("userAgent eq {}", q(t)))),
    ("ne", Place::Condition(|t| format!("userAgent ne {}", q(t)))),
    (
        "in",
        Place::Condition(|t| format!("userAgent in [{}, \"z\"]", q(t))),
    ),
    (
        "contains",
        Place::Condition(|t| format!("userAgent contains {}", q(t))),
    ),
    (
        "starts_with",
        Place::Condition(|t| format!("userAgent starts_with {}", q(t))),
    ),
    (
        "ends_with",
        Place::Condition(|t| format!("userAgent ends_with {}", q(t))),
    ),
    (
        "wildcard",
        Place::Condition(|t| format!("userAgent wildcard {}", q(&format!("a*{}?b", glob(t))))),
    ),
    (
        "regex_match",
        Place::Condition(|t| format!("userAgent regex_match {}", q(&format!("a+{}$", pattern(t))))),
    ),
    (
        "json eq",
        Place::Condition(|t| format!("requestParameters.note eq {}", q(t))),
    ),
    (
        "json ends_with",
        Place::Condition(|t| format!("requestParameters.note ends_with {}", q(t))),
    ),
    (
        "json key",
        Place::Condition(|t| format!("requestParameters.{} eq \"v\"", q(t))),
    ),
    (
        "json key below",
        Place::Condition(|t| format!("requestParameters.note.{}.x is_not_null", q(t))),
    ),
    (
        "key of json()",
        Place::Condition(|t| format!("json(errorMessage).{} eq \"v\"", q(t))),
    ),
    (
        "element",
        Place::Condition(|t| format!("any requestParameters.list as e (e eq {})", q(t))),
    ),
    (
        "key of an element",
        Place::Condition(|t| format!("any requestParameters.list as e (e.{} eq \"v\")", q(t))),
    ),
    (
        "concat",
        Place::Condition(|t| format!("concat(userAgent, {}) eq \"z\"", q(t))),
    ),
    (
        "replace",
        Place::Condition(|t| format!("replace(userAgent, {}, \"y\") eq \"z\"", q(t))),
    ),
    (
        "replace with",
        Place::Condition(|t| format!("replace(userAgent, \"y\", {}) eq \"z\"", q(t))),
    ),
    (
        "split",
        Place::Condition(|t| format!("split(userAgent, {})[0] eq \"z\"", q(t))),
    ),
    ("id", Place::Id),
    (
        "title",
        Place::Rule(|t| format!("DisplayName: {}\n", yaml(t))),
    ),
    (
        "description",
        Place::Rule(|t| format!("Description: {}\n", yaml(t))),
    ),
    (
        "reference",
        Place::Rule(|t| format!("Reference: {}\n", yaml(t))),
    ),
    (
        "runbook",
        Place::Rule(|t| format!("Runbook: {}\n", yaml(t))),
    ),
    ("tag", Place::Rule(|t| format!("Tags: [{}, z]\n", yaml(t)))),
    (
        "output",
        Place::Rule(|t| format!("OutputFields:\n  - {}: userAgent\n", yaml(t))),
    ),
    (
        "group key",
        Place::Rule(|t| {
            format!(
                "Threshold: 3\nGroupBy: [{}]\n",
                yaml(&format!("requestParameters.{}", q(t)))
            )
        }),
    ),
    (
        "output path",
        Place::Rule(|t| {
            format!(
                "OutputFields: [{}]\n",
                yaml(&format!("requestParameters.{}", q(t)))
            )
        }),
    ),
    (
        "summary",
        Place::Rule(|t| {
            format!(
                "SummaryAttributes: [{}]\n",
                yaml(&format!("requestParameters.{}", q(t)))
            )
        }),
    ),
    ("table", Place::Table),
    ("shape", Place::Shape),
    ("log type", Place::LogType),
    (
        "shape's table",
        Place::Description(|t| described(t, "eventtime", "useragent")),
    ),
    (
        "shape's time",
        Place::Description(|t| described("t", t, "useragent")),
    ),
    (
        "shape's column",
        Place::Description(|t| described("t", "eventtime", t)),
    ),
    (
        "created table",
        Place::CreateTable(|t| {
            format!(
                "CREATE TABLE {} (eventtime string, useragent string)",
                backticks(t)
            )
        }),
    ),
    (
        "partition",
        Place::CreateTable(|t| {
            format!(
                "CREATE TABLE t (eventtime string, useragent string) PARTITIONED BY ({} string)",
                backticks(t)
            )
        }),
    ),
    (
        "part of a column",
        Place::CreateTable(|t| {
            format!(
                "CREATE TABLE t (eventtime string, useragent string, useridentity struct<arn:string, {}:string>)",
                backticks(t)
            )
        }),
    ),
];

/// A literal of the condition language.
pub(crate) fn q(text: &str) -> String {
    transpile_grammar::quote(text)
}

/// A text in YAML, every unusual character as a number.
pub(crate) fn yaml(text: &str) -> String {
    let plain = |c: char| c == ' ' || c.is_ascii_graphic() && !"\"\\".contains(c);
    let escaped = text.chars().map(|c| {
        if plain(c) {
            c.to_string()
        } else {
            format!("\\U{:08x}", u32::from(c))
        }
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// A glob for the text; it has no escapes, but a class of one star is a star.
pub(crate) fn glob(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '*' | '?' | '[' => format!("[{c}]"),
        c => c.to_string(),
    });
    escaped.collect()
}

/// A pattern for the text.
pub(crate) fn pattern(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if "\\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A name in backticks, which that reader of statements knows no way to have inside.
fn backticks(text: &str) -> String {
    format!("`{}`", text.replace('`', ""))
}

/// The description of a table of two columns.
fn described(table: &str, time: &str, column: &str) -> String {
    format!(
        "name: mine\nlog_type: {LOG_TYPE}\ntable: {}\ntitle: mine\nevent_time: {{column: {}}}\ncolumns:\n  - {{field: eventTime, column: {}, type: string}}\n  - {{field: userAgent, column: {}, type: string}}\n",
        yaml(table),
        yaml(time),
        yaml(time),
        yaml(column)
    )
}
