//! A condition's text can be followed back to the file, byte by byte.

use proptest::prelude::*;
use transpile::load::{Loaded, Piece, load};
use transpile_sdk::diagnostic::Span;

const HEAD: &str = "AnalysisType: rule\nRuleID: é\nLogTypes: [A]\nSeverity: Low\n";

fn pieces(text: &str) -> Option<Vec<Piece>> {
    match load("x.yml", text).0 {
        Some(Loaded::Rule(rule)) => rule.condition.map(|condition| condition.pieces),
        _ => None,
    }
}

/// Every character of the piece stands in the file where the map says, or is an escape for it.
fn follow(file: &str, piece: &Piece) {
    let mut last = 0;
    for (at, c) in piece.text.char_indices() {
        let span = piece.to_file(Span::new(at, at + c.len_utf8()));
        let source = file.get(span.start..span.end);
        assert!(source.is_some(), "{c:?} at {at} in {file:?}");
        let source = source.unwrap_or_default();
        let same =
            source == c.to_string() || source == "''" && c == '\'' || source.starts_with('\\');
        assert!(
            same || source.is_empty() && c == '\n',
            "{c:?} is {source:?} in {file:?}"
        );
        assert!(span.start >= last, "out of order in {file:?}");
        last = span.start;
    }
    let all = piece.to_file(Span::new(0, piece.text.len()));
    assert!(file.get(all.start..all.end).is_some());
}

/// Lines of a condition; the first is neither empty nor indented.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let first = "[a-zé#(\"'][a-z é#\"'\\\\:(]{0,12}";
    let other = "|[a-z #\"'\\\\:\té(]{1,12}";
    (first, prop::collection::vec(other, 0..6)).prop_map(|(first, others)| {
        let mut lines = vec![first];
        lines.extend(others);
        lines
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn blocks(lines in lines(), indent in 1..6_usize, chomp in "[-+]?", explicit: bool, item: bool, crlf: bool, last: bool) {
        let end = if crlf { "\r\n" } else { "\n" };
        let (key, column) = if item { (format!("Condition:{end}  - "), 2) } else { ("Condition: ".to_owned(), 0) };
        let number = if explicit { indent.to_string() } else { String::new() };
        let blanks = " ".repeat(column + indent);
        let body: Vec<_> = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!("{blanks}{line}") }).collect();
        let tail = if last { "" } else { end };
        let file = format!("{HEAD}{key}|{number}{chomp}{end}{}{tail}", body.join(end));
        let found = pieces(&file);
        prop_assert!(found.is_some(), "{file:?}");
        for piece in found.unwrap_or_default() {
            let (text, wanted) = (piece.text.trim_end_matches('\n'), lines.join("\n"));
            prop_assert_eq!(text, wanted.trim_end_matches('\n'));
            follow(&file, &piece);
        }
    }

    #[test]
    fn single_quotes(text in "[a-z é#\"'\\\\:]{1,20}[a-z]", list: bool) {
        let quoted = text.replace('\'', "''");
        let file = if list { format!("{HEAD}Condition:\n- '{quoted}'\n") } else { format!("{HEAD}Condition: '{quoted}'\n") };
        let found = pieces(&file).unwrap_or_default();
        prop_assert_eq!(found.len(), 1, "{}", file);
        for piece in found {
            prop_assert_eq!(&piece.text, &text);
            follow(&file, &piece);
        }
    }

    #[test]
    fn double_quotes(text in "[a-z é\u{a0}\u{85}#\"'\\\\:\n\t\u{1f600}]{1,20}[a-z]", escape: bool) {
        let quoted: String = text.chars().map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            '\n' => "\\n".to_owned(),
            '\u{a0}' => "\\_".to_owned(),
            '\u{85}' => "\\N".to_owned(),
            _ if escape => format!("\\U{:08x}", u32::from(c)),
            _ => c.to_string(),
        }).collect();
        let file = format!("{HEAD}Condition: \"{quoted}\"\n");
        let found = pieces(&file).unwrap_or_default();
        prop_assert_eq!(found.len(), 1, "{}", file);
        for piece in found {
            prop_assert_eq!(&piece.text, &text);
            follow(&file, &piece);
        }
    }

    #[test]
    fn plain(text in "[a-z][a-zé\"'\\\\.,]{0,10}( [a-zé\"'\\\\.,(]{1,5}){0,3}") {
        prop_assume!(!["true", "false", "null"].contains(&text.as_str()));
        let file = format!("{HEAD}Condition:   {text}   # comment\n");
        for piece in pieces(&file).unwrap_or_default() {
            prop_assert_eq!(&piece.text, &text);
            follow(&file, &piece);
        }
    }
}
