//! The executor of Kusto queries, held against the values that Microsoft's documentation gives: for what it was taught
//! here, and for what the emitted queries lean on.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it did"
)]

mod support;

use serde_json::{Value, json};
use support::kql::executor;

/// Expression, value, and the page that says so.
const DOCUMENTED: &[(&str, &str, &str)] = &[
    (
        "ipv4_is_in_range('127.0.0.1', '127.0.0.1')",
        "true",
        "ipv4_is_in_range()",
    ),
    (
        "ipv4_is_in_range('192.168.1.6', '192.168.1.1/24')",
        "true",
        "ipv4_is_in_range()",
    ),
    (
        "ipv4_is_in_range('192.168.1.1', '192.168.2.1/24')",
        "false",
        "ipv4_is_in_range()",
    ),
    (
        "isnull(ipv4_is_in_range('abc', '192.168.2.1/24'))",
        "true",
        "ipv4_is_in_range()",
    ),
    (
        "ipv4_is_in_any_range('192.168.1.6', '192.168.1.1/24', '10.0.0.1/8')",
        "true",
        "ipv4_is_in_any_range()",
    ),
    (
        "ipv4_is_private('192.168.1.1/24')",
        "true",
        "ipv4_is_private()",
    ),
    (
        "ipv4_is_private('10.1.2.3/24')",
        "true",
        "ipv4_is_private()",
    ),
    ("ipv4_is_private('202.1.2.3')", "false", "ipv4_is_private()"),
    ("ipv4_is_private('127.0.0.1')", "false", "ipv4_is_private()"),
    (
        "ipv6_is_in_range('a5e:f127:8a9d:146d:e102:b5d3:c755:abcd', 'a5e:f127:8a9d:146d:e102:b5d3:c755:0000/112')",
        "true",
        "ipv6_is_in_range()",
    ),
    (
        "ipv6_is_in_range('192.168.1.1', '192.168.1.0/24')",
        "true",
        "ipv6_is_in_range()",
    ),
    (
        "ipv6_is_in_range('a5e:f127:8a9d:146d:e102:b5d3:c755:abcd', '0:0:0:0:0:ffff:c0a8:ac/60')",
        "false",
        "ipv6_is_in_range()",
    ),
    (
        "bag_has_key(dynamic({'key1': 123, 'key2': 'abc'}), 'key2')",
        "true",
        "bag_has_key()",
    ),
    (
        "bag_has_key(dynamic({'key1': 123, 'key3': 'abc'}), 'key2')",
        "false",
        "bag_has_key()",
    ),
    (
        "bag_has_key(dynamic({'key1': 123, 'key2': {'prop1': 'abc'}}), '$.key2.prop1')",
        "true",
        "bag_has_key()",
    ),
    (
        "set_has_element(bag_keys(dynamic({'a': 1, 'b.c': 2})), 'b.c')",
        "true",
        "bag_keys()",
    ),
    ("isnull(bag_keys(dynamic([1])))", "true", "bag_keys()"),
    ("isfinite(todouble('1.5'))", "true", "isfinite()"),
    ("isempty('')", "true", "isempty()"),
    ("isnull(parse_json(''))", "true", "isnull()"),
    ("isempty(tostring(dynamic(null)))", "true", "null values"),
    (
        "gettype(parse_json(' \"abc\" ')) == 'string'",
        "true",
        "gettype()",
    ),
    (
        "gettype(parse_json(' {\"abc\":1} ')) == 'dictionary'",
        "true",
        "gettype()",
    ),
    (
        "gettype(parse_json(' [1, 2, 3] ')) == 'array'",
        "true",
        "gettype()",
    ),
    (
        "isnull(array_length(dynamic({'a': 1})))",
        "true",
        "array_length()",
    ),
    ("'' == 'a' or '' != 'a'", "true", "null values"),
    ("int(null) != 5", "true", "null values"),
    ("coalesce(int(null) > 5, false)", "false", "null values"),
];

#[test]
fn the_executor_agrees_with_the_documentation() {
    let Some(mut executor) = executor() else {
        return;
    };
    let mut wrong = Vec::new();
    for (expression, expected, page) in DOCUMENTED {
        // The executor splits a query with double quotes; these are written with single ones.
        let query = format!("print x = {}", expression.replace('\\', "\\\\"));
        let value = executor.value(&query);
        if value != Ok(json!(*expected == "true")) {
            wrong.push(format!(
                "{expression} is {value:?}, not {expected} ({page})"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `mv-apply`, `prev`, `next` and `row_cumsum`, which the executor takes apart itself.
#[test]
fn stages_that_the_executor_was_taught() {
    let Some(mut executor) = executor() else {
        return;
    };
    let event =
        |items: Value| json!({"TimeGenerated": "2026-11-20T10:00:00", "Event": {"items": items}});
    executor
        .load(
            "CloudTrailRaw_CL",
            &[
                event(json!([1, 2, 3])),
                event(json!([])),
                event(json!(null)),
                event(json!([null])),
                event(json!({"a": 1})),
            ],
        )
        .unwrap();
    let mut count = |query: &str| executor.column(query, "n").unwrap();
    // An array without elements gives no row, a null one row of null, an object a row a key (mv-expand operator).
    assert_eq!(
        count(
            "CloudTrailRaw_CL | mv-apply e = Event.items on (where true | take 1) | summarize n = count()"
        ),
        [4]
    );
    assert_eq!(
        count(
            "CloudTrailRaw_CL | where array_length(Event.items) > 0 | mv-apply e = Event.items on (where toint(e) > 1 | take 1) | summarize n = count()"
        ),
        [1]
    );
    // With a null in place of no elements, each row comes back once.
    let query = "CloudTrailRaw_CL | mv-apply e = iff(array_length(Event.items) > 0, Event.items, dynamic([null])) on (\n\
                 summarize m = countif(array_length(Event.items) > 0 and isnull(e))\n) | summarize n = sum(m)";
    assert_eq!(count(query), [1]);
    // Positions begin at 0 (mv-expand operator); of no values there is neither a smallest nor a greatest one
    // (summarize operator).
    assert_eq!(
        count(
            "CloudTrailRaw_CL | mv-apply with_itemindex=i e = Event.items on (where toint(e) > 1 | top 1 by i asc) | summarize n = sum(i)"
        ),
        [1]
    );
    assert_eq!(
        count(
            "CloudTrailRaw_CL | mv-apply with_itemindex=i e = Event.items on (where toint(e) < 3 | top 1 by i desc | where toint(e) == 2) | summarize n = sum(i)"
        ),
        [1]
    );
    let query = "CloudTrailRaw_CL | mv-apply with_itemindex=i e = Event.items on (\n\
                 extend c = toint(e) > 1 | summarize n = minif(i, c), l = maxif(i, c and toint(e) > 1)\n\
                 ) | where isnotnull(n) and l == n + 1 | project n";
    assert_eq!(count(query), [1]);
    let query = "CloudTrailRaw_CL | mv-apply with_itemindex=i e = Event.items on (\n\
                 summarize m = minif(i, toint(e) > 3), l = maxif(i, toint(e) > 3)\n\
                 ) | summarize n = countif(isnull(m) and isnull(l) and not(coalesce(m == l, false)))";
    // The array, the null, the array of a null and the object: an empty array has no row.
    assert_eq!(count(query), [4]);
    assert_eq!(
        count(
            "CloudTrailRaw_CL | sort by TimeGenerated asc | extend p = prev(TimeGenerated, 4) | where isnotnull(p) | summarize n = count()"
        ),
        [1]
    );
    let rows: Vec<Value> = (0..4)
        .map(|second| json!({"TimeGenerated": format!("2026-11-20T10:00:0{second}"), "Event": {"n": second}}))
        .collect();
    executor.load("CloudTrailRaw_CL", &rows).unwrap();
    let by_time = "CloudTrailRaw_CL | extend n = tolong(Event.n) | sort by TimeGenerated asc";
    // A row that is not there gives the third argument, null without one (prev(), next()); a running sum
    // (row_cumsum()) counts the row itself.
    let mut values = |stages: &str, name: &str| {
        executor
            .column(&format!("{by_time} | {stages}"), name)
            .unwrap()
    };
    let null = Value::Null;
    assert_eq!(values("extend p = prev(n, 2, 7)", "p"), [7, 7, 0, 1]);
    assert_eq!(
        values("extend p = next(n, 3)", "p"),
        [json!(3), null.clone(), null.clone(), null]
    );
    assert_eq!(values("extend p = row_cumsum(n)", "p"), [0, 1, 3, 6]);
}
