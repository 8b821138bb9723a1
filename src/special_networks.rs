//! The networks that Python's `ipaddress` knows as special.
//!
//! Out: lists of one version of Python, from the special-purpose registries of IANA.

use transpile_sdk::cidr::Network;

/// What `is_private` of Python's `ipaddress` holds for private (`CPython` 3.11.10, 2024, from the special-purpose
/// registries of IANA). An IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`) counts as what it is.
pub(crate) const PRIVATE: [&str; 33] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
    "::1/128",
    "::/128",
    "::ffff:0.0.0.0/104",
    "::ffff:10.0.0.0/104",
    "::ffff:127.0.0.0/104",
    "::ffff:169.254.0.0/112",
    "::ffff:172.16.0.0/108",
    "::ffff:192.0.0.0/120",
    "::ffff:192.0.2.0/120",
    "::ffff:192.168.0.0/112",
    "::ffff:198.18.0.0/111",
    "::ffff:198.51.100.0/120",
    "::ffff:203.0.113.0/120",
    "::ffff:240.0.0.0/100",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "fc00::/7",
    "fe80::/10",
];

/// Inside the private networks, but not private.
pub(crate) const EXCEPTIONS: [&str; 10] = [
    "192.0.0.9/32",
    "192.0.0.10/32",
    "::ffff:192.0.0.9/128",
    "::ffff:192.0.0.10/128",
    "2001:1::1/128",
    "2001:1::2/128",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:20::/28",
    "2001:30::/28",
];

/// Neither private nor public: shared address space.
pub(crate) const SHARED: [&str; 2] = ["100.64.0.0/10", "::ffff:100.64.0.0/106"];

/// The networks of a list.
pub(crate) fn networks<'t>(list: impl IntoIterator<Item = &'t str>) -> Vec<Network> {
    list.into_iter()
        .filter_map(|text| text.parse().ok())
        .collect()
}
