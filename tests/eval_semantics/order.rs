//! Order, addresses and networks, and the JSON types.

use super::*;

// Order.
#[test]
fn order_is_numeric() {
    let than = |comparison, literal| Test::Compare(comparison, literal);
    splits(
        &than(Gt, int(5)),
        &["6", "5.1", r#""6""#, r#""5.5""#, r#""1e3""#, r#""10""#],
        &["5", r#""5""#, "4", r#""-6""#],
    );
    splits(&than(Ge, int(5)), &["5", "5.0", r#""5.0""#], &["4.999"]);
    splits(&than(Lt, int(5)), &["-1", r#""-0""#], &["5", r#""""#]);
    splits(&than(Le, double(0.5)), &["0.5", "0", r#""5e-1""#], &["1"]);
    let not_numbers = [
        r#"" 5""#,
        r#""5 ""#,
        r#""5d""#,
        r#""+5""#,
        r#""05""#,
        r#""0x5""#,
        r#""NaN""#,
        r#""Infinity""#,
        r#""५""#,
        r#""""#,
        "true",
        "[5]",
        "{}",
    ];
    for comparison in [Gt, Ge, Lt, Le] {
        splits(&than(comparison, int(0)), &[], &not_numbers);
    }
    splits(
        &than(Lt, double(9_007_199_254_740_992.0)),
        &["9007199254740991"],
        &["9007199254740992", "9007199254740993"],
    );
    splits(
        &than(Gt, double(9_007_199_254_740_992.0)),
        &["9007199254740993"],
        &["9007199254740992.0"],
    );
    splits(
        &than(Lt, double(1e300)),
        &["9223372036854775807", "-1e300"],
        &["1e301"],
    );
}

// Addresses.

#[test]
fn networks_hold_addresses_of_their_family() {
    let inside =
        |networks: &[&str]| Test::Cidr(networks.iter().map(|text| text.parse().unwrap()).collect());
    splits(
        &inside(&["10.1.2.3/8"]),
        &[r#""10.0.0.1""#, r#""10.255.255.255""#],
        &[
            r#""11.0.0.1""#,
            r#""::ffff:10.0.0.1""#,
            r#""010.0.0.1""#,
            r#""10.0.0.1 ""#,
            r#""10.0.0.1/32""#,
            r#""10.1""#,
            r#""167772161""#,
            "167772161",
            r#""""#,
            r#""AWS Internal""#,
            r#"["10.0.0.1"]"#,
        ],
    );
    splits(
        &inside(&["::/0"]),
        &[r#""::1""#, r#""::ffff:10.0.0.1""#],
        &[r#""10.0.0.1""#, r#""fe80::1%eth0""#, r#""[::1]""#],
    );
    splits(
        &inside(&["2600:1FFE::/32"]),
        &[r#""2600:1ffe:0:0::1""#],
        &[r#""2600:1fff::1""#],
    );
    splits(
        &inside(&["10.0.0.1", "::1"]),
        &[r#""10.0.0.1""#, r#""0:0:0:0:0:0:0:1""#],
        &[r#""10.0.0.2""#],
    );
    splits(&inside(&[]), &[], &[r#""10.0.0.1""#]);
    splits(
        &Test::IsIp,
        &[r#""0.0.0.0""#, r#""::""#, r#""::ffff:1.2.3.4""#],
        &[
            r#""256.0.0.1""#,
            r#""1.2.3""#,
            r#""1.2.3.04""#,
            r#""fe80::1%1""#,
            "1",
        ],
    );
    splits(
        &Test::IsPrivateIp,
        &[
            r#""10.0.0.1""#,
            r#""172.16.0.1""#,
            r#""172.31.255.255""#,
            r#""192.168.0.1""#,
            r#""fc00::1""#,
            r#""fdff::""#,
        ],
        &[
            r#""172.32.0.1""#,
            r#""127.0.0.1""#,
            r#""169.254.0.1""#,
            r#""fe80::1""#,
            r#""::ffff:10.0.0.1""#,
            r#""::1""#,
        ],
    );
}

#[test]
fn json_types_are_told_apart() {
    let values = [
        (JsonType::String, r#""""#),
        (JsonType::Number, "0"),
        (JsonType::Bool, "false"),
        (JsonType::Array, "[]"),
        (JsonType::Object, "{}"),
    ];
    for (asked, _) in values {
        for (own, value) in values {
            answers(
                &format!("{{\"x\":{value}}}"),
                &ask(x(), Test::IsType(asked)),
                asked == own,
            );
        }
    }
}
