//! The columns of a result: what is left out of them and what is said of that, and under which names the rest stands.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use transpile::compile::{Options, Outcome, backends, compile, front};
use transpile::load::{Loaded, load};
use transpile_sdk::backend::Label;

/// What becomes of a rule on `CloudTrail` with these further keys, on the target of that name.
fn compiled(target: &str, condition: &str, further: &str) -> Outcome {
    let text = format!(
        "AnalysisType: rule\nRuleID: My.Rule\nLogTypes: [AWS.CloudTrail]\nSeverity: Low\n{further}Condition: |\n  {condition}\n"
    );
    let (loaded, diagnostics) = load("rule.yml", &text);
    let Some(Loaded::Rule(document)) = loaded else {
        panic!("no rule: {diagnostics:?}");
    };
    let front = front(&document, None);
    let backend = backends()
        .iter()
        .find(|backend| backend.manifest().name == target)
        .expect("a target of that name");
    compile(
        &document,
        &front.lowered[0],
        backend.as_ref(),
        &Options::default(),
        "rule",
    )
}

#[test]
fn an_output_that_cannot_be_shown_is_left_out_and_the_rows_stay() {
    let with = "OutputFields: [eventName, 'requestParameters.items.\"0\"']\n";
    let without = "OutputFields: [eventName]\n";
    let condition = "eventName eq \"A\"";
    let found = compiled("athena", condition, with);
    let codes: Vec<&str> = found.diagnostics.iter().map(|one| one.code.0).collect();
    assert_eq!(codes, ["T0509"]);
    assert!(!found.diagnostics[0].is_error());
    assert_eq!(found.label, Some(Label::Exact));
    let text = &found.files[0].text;
    let note =
        "-- note: output `requestParameters_items_0` is left out: Athena takes a key of digits";
    assert!(text.contains(note), "{text}");
    // All but the note is the query without the output.
    let rest = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with("--"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let other = compiled("athena", condition, without);
    assert_eq!(rest(text), rest(&other.files[0].text));
}

#[test]
fn a_field_of_panthers_becomes_those_that_it_collects_or_a_note() {
    let further = "SummaryAttributes: [p_any_usernames, p_any_domain_names]\n";
    for target in ["athena", "kql", "yaral"] {
        let found = compiled(target, "eventName eq \"A\"", further);
        let text = found.files[0].text.to_lowercase();
        assert!(text.contains("username"), "{target}: {text}");
        let note =
            "an output is left out: `p_any_domain_names` is added by Panther and is not in the log";
        assert!(
            found.notes.iter().any(|own| own == note),
            "{target}: {:?}",
            found.notes
        );
        assert!(text.contains("p_any_domain_names"), "{target}: {text}");
    }
}

#[test]
fn a_column_under_another_name_stands_below_its_field() {
    let further = "OutputFields:\n  - who: userIdentity.arn\n  - userIdentity.accountId\n";
    for (target, comment, column) in [
        ("athena", "  -- userIdentity.arn", "AS who,"),
        ("kql", "  // userIdentity.arn", "who = UserIdentityArn,"),
        ("yaral", "    // userIdentity.arn", "$who = "),
    ] {
        let found = compiled(target, "eventName eq \"A\"", further);
        let text = &found.files[0].text;
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| *line == comment);
        let at = at.unwrap_or_else(|| panic!("{target}: {text}"));
        assert!(lines[at + 1].contains(column), "{target}: {text}");
        // A name that says the field needs no comment.
        let other = comment.replace("arn", "accountId");
        assert!(!lines.contains(&other.as_str()), "{target}: {text}");
    }
}

#[test]
fn what_kusto_cannot_tell_apart_in_a_key_is_said() {
    let further = "Threshold: 5\nGroupBy: [userAgent, recipientAccountId]\n";
    let found = compiled("kql", "eventName eq \"A\"", further);
    let note = "events without `userAgent` count together with those where it is the empty text";
    assert!(
        found.notes.iter().any(|own| own == note),
        "{:?}",
        found.notes
    );
    assert!(found.files[0].text.contains(note));
    let single = compiled("kql", "eventName eq \"A\"", "GroupBy: [userAgent]\n");
    assert!(!single.notes.iter().any(|own| own == note));
}
