//! IP addresses in Kusto.
//!
//! Kusto's functions take more than an address (`10.1.2.3/8`, short forms), give null for anything else,
//! and take an IPv4 address for the IPv6 address that stands for it. A pattern keeps the first apart,
//! `coalesce` the second (where it matters), the families' own functions the third.

use crate::expr::{Kql, Logic, Text, call};
use transpile_sdk::cidr::Network;

/// A number up to 255 without leading zeros.
const NUMBER: &str = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

/// The characters of an IPv6 address without a zone or a prefix.
const IPV6: &str = r"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\z";

/// Four numbers with dots between them.
fn is_ipv4(text: &Text) -> Logic {
    text.clone()
        .matches(format!(r"^(?:{NUMBER}\.){{3}}{NUMBER}\z"))
}

/// `text` is an address.
pub(crate) fn is_address(text: &Text) -> Logic {
    let ipv6 = Logic::all([
        text.clone().matches(IPV6),
        Text(call("parse_ipv6", [text.0.clone()]))
            .is_empty()
            .complement(),
    ]);
    Logic::either([is_ipv4(text), ipv6])
}

/// `text` is an address inside one of the networks. `known` says that it is an address if anything.
pub(crate) fn inside(text: &Text, networks: &[Network], known: bool) -> Logic {
    let (v4, v6): (Vec<Network>, Vec<Network>) =
        networks.iter().partition(|network| network.is_ipv4());
    let mut tests = Vec::new();
    if !v4.is_empty() {
        let inside = within(text, &v4, "ipv4_is_in_range", "ipv4_is_in_any_range");
        let shape = (!known).then(|| is_ipv4(text));
        tests.push(Logic::all(shape.into_iter().chain([inside])));
    }
    if !v6.is_empty() {
        let inside = within(text, &v6, "ipv6_is_in_range", "ipv6_is_in_any_range");
        let shape = if known {
            text.clone().contains(":")
        } else {
            text.clone().matches(IPV6)
        };
        tests.push(Logic::all([shape, inside]));
    }
    Logic::either(tests)
}

fn within(text: &Text, networks: &[Network], one: &'static str, any: &'static str) -> Logic {
    let function = if networks.len() == 1 { one } else { any };
    let networks = networks
        .iter()
        .map(|network| Kql::Text(network.to_string()));
    Logic::call(function, [text.0.clone()].into_iter().chain(networks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(logic: &Logic, text: &str) -> bool {
        let Logic(Kql::Binary(_, "matches regex", pattern)) = logic else {
            panic!("not a pattern")
        };
        let Kql::Pattern(pattern) = &**pattern else {
            panic!("not a pattern")
        };
        regex::Regex::new(pattern).unwrap().is_match(text)
    }

    proptest! {
        #[test]
        fn the_pattern_takes_ipv4_addresses_and_nothing_else(
            text in "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|[0-9./]{0,12}|.{0,6}"
        ) {
            let found = finds(&is_ipv4(&Text(Kql::Name("a".to_owned()))), &text);
            prop_assert_eq!(found, text.parse::<std::net::Ipv4Addr>().is_ok());
        }

        #[test]
        fn the_pattern_takes_every_ipv6_address(address in any::<std::net::Ipv6Addr>()) {
            prop_assert!(regex::Regex::new(IPV6).unwrap().is_match(&address.to_string()));
        }
    }
}
