//! What is left of a query when its texts and comments are taken out.
//!
//! In: a query and how its language writes texts, names and comments. Out: its words and marks, with `…` where
//! a text or a name of the rule's stood, or why it is not even tokens. Two queries of one skeleton differ in
//! their texts only.

/// Reads a query of one target.
pub(crate) type Reader = fn(&str) -> Result<String, String>;

/// The targets whose texts are understood here.
pub(crate) const READERS: [(&str, Reader); 3] =
    [("athena", athena), ("kql", kql), ("yaral", yaral)];

/// What stands for a text or a name.
const HOLE: &str = "…";

/// A part of a query.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A text literal, whatever is in it.
    Text,
    /// A name in quotes, whatever is in it.
    Name,
    /// A bare word or a number.
    Word(String),
    /// Anything else, one character.
    Mark(char),
}

/// How a language writes what can hold anything.
struct Lexis {
    /// Comments to the end of the line begin so.
    line: &'static str,
    /// What stands between quotes: opening, closing, the way to write the closing mark inside.
    quotes: &'static [(&'static str, char, Inside, Token)],
}

/// How the closing mark is written inside a text.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    /// Twice.
    Doubled,
    /// Behind a backslash, which is itself written twice.
    Escaped,
    /// Not at all.
    Never,
}

/// Trino's lexical grammar (`SqlBase.g4`): a line comment ends at either line break.
fn athena(query: &str) -> Result<String, String> {
    let tokens = tokens(
        query,
        &Lexis {
            line: "--",
            quotes: &[
                ("U&'", '\'', Inside::Doubled, Token::Text),
                ("'", '\'', Inside::Doubled, Token::Text),
                ("\"", '"', Inside::Doubled, Token::Name),
            ],
        },
    )?;
    // What the language calls by a word is in capitals here.
    let tokens = named(tokens, |word| {
        word.starts_with(|c: char| !c.is_lowercase() && c != '_')
    });
    let mut out: Vec<Token> = Vec::new();
    for token in tokens {
        match (token, out.as_slice()) {
            // The parts of a table's name; the user may have more of them or fewer.
            (Token::Name, [.., Token::Name, Token::Mark('.')]) => {
                out.pop();
            }
            (token, _) => out.push(token),
        }
    }
    Ok(shown(&out))
}

/// The words of Kusto's language that queries here have, beside its functions.
const KQL_WORDS: &str = "where extend project take and or in mv apply on to typeof matches regex has \
    startswith_cs endswith_cs contains_cs true false dynamic long real string";

/// Kusto's: a text does not go over the end of a line, a column or a member may be in `["…"]`.
fn kql(query: &str) -> Result<String, String> {
    let tokens = tokens(
        query,
        &Lexis {
            line: "//",
            quotes: &[
                ("```", '`', Inside::Never, Token::Text),
                ("@\"", '"', Inside::Doubled, Token::Text),
                ("@'", '\'', Inside::Doubled, Token::Text),
                ("\"", '"', Inside::Escaped, Token::Text),
                ("'", '\'', Inside::Escaped, Token::Text),
            ],
        },
    )?;
    let tokens = named(tokens, |word| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || KQL_WORDS.split_whitespace().any(|own| own == word)
    });
    let mut out: Vec<Token> = Vec::new();
    for token in tokens {
        match (token, out.as_slice()) {
            (Token::Mark(']'), [.., Token::Mark('['), Token::Text]) => {
                out.truncate(out.len() - 2);
                out.push(Token::Name);
            }
            // The member of an object.
            (Token::Name, [.., Token::Mark('.')]) => {
                out.pop();
                out.push(Token::Name);
            }
            (token, _) => out.push(token),
        }
    }
    Ok(shown(&out))
}

/// YARA-L's: texts in double quotes or backticks, patterns between slashes. The rule's name and the names
/// of outcome variables are made of the rule's texts.
fn yaral(query: &str) -> Result<String, String> {
    let tokens = tokens(
        query,
        &Lexis {
            line: "//",
            quotes: &[
                ("\"", '"', Inside::Escaped, Token::Text),
                ("`", '`', Inside::Never, Token::Text),
                ("/", '/', Inside::Escaped, Token::Text),
            ],
        },
    )?;
    let mut out: Vec<Token> = Vec::new();
    for token in tokens {
        let named = match out.last() {
            Some(Token::Word(word)) => word == "rule",
            Some(Token::Mark('$')) => token != Token::Word("e".to_owned()),
            _ => false,
        };
        out.push(if named && matches!(token, Token::Word(_)) {
            Token::Name
        } else {
            token
        });
    }
    Ok(shown(&out))
}

/// Words that are neither the language's own nor called are names, bare or in quotes.
fn named(tokens: Vec<Token>, own: impl Fn(&str) -> bool) -> Vec<Token> {
    let mut out = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let called = tokens.peek() == Some(&Token::Mark('('));
        out.push(match token {
            Token::Word(word) if !called && !own(&word) => Token::Name,
            token => token,
        });
    }
    out
}

fn shown(tokens: &[Token]) -> String {
    let words: Vec<String> = tokens
        .iter()
        .map(|token| match token {
            Token::Text => format!("'{HOLE}'"),
            Token::Name => HOLE.to_owned(),
            Token::Word(word) => word.clone(),
            Token::Mark(mark) => mark.to_string(),
        })
        .collect();
    words.join(" ")
}

fn ends_a_line(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn tokens(query: &str, lexis: &Lexis) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut rest = query;
    'tokens: while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            rest = rest.trim_start();
            continue;
        }
        if rest.starts_with("/*") {
            return Err("a comment over several lines".to_owned());
        }
        if rest.starts_with(lexis.line) {
            rest = rest.find(ends_a_line).map_or("", |end| &rest[end..]);
            continue;
        }
        for (open, close, inside, token) in lexis.quotes {
            if let Some(body) = rest.strip_prefix(open) {
                rest = behind(body, *close, *inside).ok_or_else(|| {
                    let start: String = rest.chars().take(40).collect();
                    format!("a text that does not end: {start}")
                })?;
                out.push(token.clone());
                continue 'tokens;
            }
        }
        let part = |c: char| c.is_alphanumeric() || c == '_';
        if part(c) {
            let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
            out.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        } else {
            out.push(Token::Mark(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    Ok(out)
}

/// What stands behind a text whose opening mark has been read.
fn behind(body: &str, close: char, inside: Inside) -> Option<&str> {
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        if inside == Inside::Escaped && c == '\\' {
            chars.next();
        } else if inside == Inside::Escaped && ends_a_line(c) {
            return None;
        } else if c == close {
            let rest = &body[at + close.len_utf8()..];
            if inside == Inside::Doubled && rest.starts_with(close) {
                chars.next();
            } else {
                return Some(rest);
            }
        }
    }
    None
}
