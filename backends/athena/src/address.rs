//! IP addresses in SQL.
//!
//! `TRY_CAST(… AS ipaddress)` does not fail the query on a host name. It takes more than an address,
//! though (zone ids, digits of other scripts), and stores an IPv4-mapped IPv6 address as IPv4: a test
//! of the characters keeps both out.

use transpile_sdk::cidr::Network;
use transpile_sdk::sql::Sql;

const ANY_FAMILY: &str = r"^[0-9A-Fa-f.:]+\z";
const IPV4: &str = r"^[0-9.]+\z";
const IPV6: &str = r"^[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*\z";

fn looks_like(text: &Sql, pattern: &str) -> Sql {
    Sql::call("regexp_like", [text.clone(), Sql::text(pattern)])
}

fn cast(text: &Sql) -> Sql {
    text.clone().try_cast("ipaddress")
}

/// `text` is an address.
pub(crate) fn is_address(text: &Sql) -> Sql {
    Sql::And(vec![looks_like(text, ANY_FAMILY), cast(text).is_not_null()])
}

/// `text` is an address inside one of the networks.
pub(crate) fn inside(text: &Sql, networks: &[Network]) -> Sql {
    let (v4, v6): (Vec<Network>, Vec<Network>) =
        networks.iter().partition(|network| network.is_ipv4());
    let family = |pattern: &str, networks: Vec<Network>| {
        let mut tests: Vec<Sql> = networks
            .into_iter()
            .map(|network| {
                if network.is_everything() {
                    cast(text).is_not_null()
                } else {
                    Sql::call("contains", [Sql::text(network.to_string()), cast(text)])
                }
            })
            .collect();
        match (tests.len(), tests.pop()) {
            (_, None) => None,
            (1, Some(only)) => Some(Sql::And(vec![looks_like(text, pattern), only])),
            (_, Some(last)) => {
                tests.push(last);
                Some(Sql::And(vec![looks_like(text, pattern), Sql::Or(tests)]))
            }
        }
    };
    match (family(IPV4, v4), family(IPV6, v6)) {
        (Some(v4), Some(v6)) => Sql::Or(vec![v4, v6]),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => Sql::Bool(false),
    }
}
