//! Questions about one text, with the answers that no compiler was asked for.

use super::{glob, pattern, q};
use serde_json::{Value, json};

/// A condition about one text, and of which texts it is true.
pub(crate) type Question = (&'static str, fn(&str) -> String, fn(&str, &str) -> bool);

/// All questions.
pub(crate) const QUESTIONS: &[Question] = &[
    ("eq", |t| format!("userAgent eq {}", q(t)), |t, u| t == u),
    (
        "not eq",
        |t| format!("userAgent not eq {}", q(t)),
        |t, u| t != u,
    ),
    (
        "in",
        |t| format!("userAgent in [\"nosuch\", {}]", q(t)),
        |t, u| t == u,
    ),
    (
        "contains",
        |t| format!("userAgent contains {}", q(t)),
        |t, u| u.contains(t),
    ),
    (
        "starts_with",
        |t| format!("userAgent starts_with {}", q(t)),
        |t, u| u.starts_with(t),
    ),
    (
        "ends_with",
        |t| format!("userAgent ends_with {}", q(t)),
        |t, u| u.ends_with(t),
    ),
    (
        "wildcard",
        |t| format!("userAgent wildcard {}", q(&format!("{}*", glob(t)))),
        |t, u| u.starts_with(t),
    ),
    (
        "regex_match",
        |t| format!("userAgent regex_match {}", q(&pattern(t))),
        |t, u| u.contains(t),
    ),
    (
        "json eq",
        |t| format!("requestParameters.note eq {}", q(t)),
        |t, u| t == u,
    ),
    (
        "json ends_with",
        |t| format!("requestParameters.note ends_with {}", q(t)),
        |t, u| u.ends_with(t),
    ),
    (
        "json key",
        |t| format!("requestParameters.{} eq \"v\"", q(t)),
        |t, u| t == u,
    ),
    (
        "key of json()",
        |t| format!("json(errorMessage).{} eq \"v\"", q(t)),
        |t, u| t == u,
    ),
    (
        "element",
        |t| format!("any requestParameters.list as e (e eq {})", q(t)),
        |t, u| t == u,
    ),
    (
        "key of an element",
        |t| format!("any requestParameters.list as e (e.{} eq \"v\")", q(t)),
        |t, u| t == u,
    ),
    (
        "concat",
        |t| format!("concat(userAgent, {}) eq {}", q(t), q(&format!("{t}{t}"))),
        |t, u| t == u,
    ),
    (
        "replace",
        |t| format!("replace(userAgent, {}, \"\") eq \"\"", q(t)),
        |t, u| u.replace(t, "").is_empty(),
    ),
    (
        "replace with",
        |t| format!("replace(eventName, \"x\", {}) eq {}", q(t), q(t)),
        |_, _| true,
    ),
    (
        "split",
        |t| format!("split(userAgent, {})[0] eq \"\"", q(t)),
        |t, u| u.is_empty() || u.starts_with(t),
    ),
];

/// An event that holds the text wherever the questions look.
pub(crate) fn event(text: &str) -> Value {
    let inside = json!({ text: "v" });
    json!({
        "eventTime": "2026-11-20T10:00:00Z",
        "eventName": "x",
        "userAgent": text,
        "errorMessage": inside.to_string(),
        "requestParameters": { text: "v", "note": text, "list": [text, inside] },
    })
}
