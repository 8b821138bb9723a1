//! IP addresses and networks.
//!
//! In: text. Out: [`Network`] values, masked, and what counts as an address. The two families never
//! mix: an IPv4-mapped IPv6 address is an IPv6 address and in no IPv4 network.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A network of one family, its host bits zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(ipnet::IpNet);

/// The text is not a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a network such as 10.0.0.0/8 or fc00::/7")]
pub struct NotANetwork;

/// The private networks: RFC 1918 and RFC 4193.
pub const PRIVATE: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/// [`PRIVATE`], read.
#[must_use]
pub fn private_networks() -> Vec<Network> {
    PRIVATE
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect()
}

/// The address that `text` is: no zone id, no leading zeros, no blanks.
#[must_use]
pub fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

impl Network {
    /// True if the address is inside, and of the same family.
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// True for a network of IPv4 addresses.
    #[must_use]
    pub fn is_ipv4(self) -> bool {
        matches!(self.0, ipnet::IpNet::V4(_))
    }

    /// True if the network holds every address of its family.
    #[must_use]
    pub fn is_everything(self) -> bool {
        self.0.prefix_len() == 0
    }
}

/// `ADDRESS/PREFIX`, or an address alone for itself. Host bits may be set and are masked.
impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let net = match prefix {
            None => ipnet::IpNet::from(address),
            Some(prefix) => {
                let plain = prefix.bytes().all(|byte| byte.is_ascii_digit())
                    && (prefix == "0" || !prefix.starts_with('0'));
                let length = prefix.parse().ok().filter(|_| plain).ok_or(NotANetwork)?;
                ipnet::IpNet::new(address, length).map_err(|_| NotANetwork)?
            }
        };
        Ok(Self(net.trunc()))
    }
}

impl TryFrom<String> for Network {
    type Error = NotANetwork;

    fn try_from(text: String) -> Result<Self, NotANetwork> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

impl fmt::Display for Network {
    /// Masked, with the prefix: `10.0.0.0/8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_masked() {
        let printed = |text: &str| text.parse::<Network>().map(|network| network.to_string());
        assert_eq!(printed("10.1.2.3/8").as_deref(), Ok("10.0.0.0/8"));
        assert_eq!(printed("10.1.2.3").as_deref(), Ok("10.1.2.3/32"));
        assert_eq!(printed("2600:1FFE::1/32").as_deref(), Ok("2600:1ffe::/32"));
        for bad in [
            "",
            "10.0.0.0/33",
            "10.0.0.0/255.0.0.0",
            "010.0.0.0/8",
            "10.0.0.0/08",
            "10.0.0/8",
            " 10.0.0.0/8",
            "fe80::%eth0/64",
            "10.0.0.0/",
            "10.0.0.0/+8",
        ] {
            assert_eq!(bad.parse::<Network>(), Err(NotANetwork), "{bad}");
        }
    }

    #[test]
    fn families_do_not_mix() {
        let inside = |network: &str, text: &str| {
            let network: Network = network.parse().unwrap();
            address(text).is_some_and(|address| network.contains(address))
        };
        assert!(inside("10.0.0.0/8", "10.0.0.1"));
        assert!(!inside("10.0.0.0/8", "::ffff:10.0.0.1"));
        assert!(inside("::/0", "::ffff:10.0.0.1"));
        assert!(!inside("::/0", "10.0.0.1"));
        assert!(!inside("fe80::/10", "fe80::1%eth0"));
        assert_eq!(private_networks().len(), PRIVATE.len());
    }
}
