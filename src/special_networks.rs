//! The networks that Python's `ipaddress` knows as special: `special_networks.yml`.
//!
//! Out: a list of networks for each name there. The build script has read them, so that none of them fails here.

use transpile_sdk::cidr::Network;

pub(crate) use lists::*;

#[cfg_attr(
    not(feature = "python"),
    expect(dead_code, reason = "some are asked for by Python alone")
)]
mod lists {
    include!(concat!(env!("OUT_DIR"), "/special_networks.rs"));
}

/// The networks of a list.
pub(crate) fn networks<'t>(list: impl IntoIterator<Item = &'t str>) -> Vec<Network> {
    list.into_iter()
        .filter_map(|text| text.parse().ok())
        .collect()
}

/// The networks of a list, and what its IPv4 addresses are in IPv6 clothes (`::ffff:10.0.0.1`): each counts as what it is.
pub(crate) fn with_mapped(list: &[&str]) -> Vec<Network> {
    let plain = list.iter().map(|network| (*network).to_owned());
    let mapped = list.iter().filter_map(|network| mapped(network));
    plain
        .chain(mapped)
        .filter_map(|text| text.parse().ok())
        .collect()
}

/// An IPv4 network in IPv6 clothes.
fn mapped(network: &str) -> Option<String> {
    let (address, length) = network.split_once('/')?;
    let _: std::net::Ipv4Addr = address.parse().ok()?;
    let length: u32 = length.parse().ok()?;
    Some(format!("::ffff:{address}/{}", 96 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv4_networks_come_in_ipv6_clothes_as_well() {
        let found = with_mapped(&["10.0.0.0/8", "fc00::/7"]);
        let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["10.0.0.0/8", "fc00::/7", "::ffff:10.0.0.0/104"]);
        assert_eq!(with_mapped(PRIVATE).len(), PRIVATE.len() + 12);
    }
}
