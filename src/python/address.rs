//! IP addresses and networks.
//!
//! In: a text. Out: an address or a network, or the exception that Python raises for anything else.

use super::run::Run;
use super::tree::Tree;
use super::value::{Json, Symbol, Val, leaf, raise};
use crate::special_networks::{
    EXCEPTIONS, LINK_LOCAL, LOOPBACK, MULTICAST, PRIVATE, SHARED, networks, with_mapped,
};
use ruff_text_size::TextRange;
use std::net::IpAddr;
use transpile_sdk::cidr::{Network, address};
use transpile_sdk::ir::{Comparison, Condition, JsonType, Number, Scalar, Test, Value};

impl Run<'_> {
    /// `ip_address(value)`.
    pub(super) fn ip_address(&mut self, value: &Val, range: TextRange) -> Symbol {
        match value {
            Val::Text(text) if address(text).is_some() => leaf(Val::Fixed(value_of(text))),
            Val::Int(int) => match number_address(*int) {
                Some(address) => leaf(Val::Fixed(address)),
                None => raise("ValueError"),
            },
            Val::Text(_) | Val::None => raise("ValueError"),
            Val::Computed(value) => self.address_of(&value.clone()),
            Val::Json(Json { value, .. }) => {
                let value = value.clone();
                let is_text = self.is_type(&value, JsonType::String);
                self.choose(
                    &is_text,
                    |run| run.address_of(&value),
                    |run| {
                        let is_number = run.is_type(&value, JsonType::Number);
                        let is_whole = run.is_whole(&value);
                        let zero = Scalar::Number(Number::Int(0));
                        let is_positive = run.test(&value, Test::Compare(Comparison::Ge, zero));
                        let counts = Condition::all([is_number, is_whole, is_positive]);
                        let counts = run.known.simplify(counts, &run.schema);
                        let is_bool = run.is_type(&value, JsonType::Bool);
                        run.choose(
                            &counts,
                            |_| leaf(Val::Numbered(value.clone())),
                            |run| {
                                run.choose(
                                    &is_bool,
                                    // 0.0.0.0 and 0.0.0.1 are alike in all that is asked.
                                    |_| leaf(Val::Fixed(IpAddr::from([0, 0, 0, 1]))),
                                    |_| raise("ValueError"),
                                )
                            },
                        )
                    },
                )
            }
            _ => self.unknown(range, "`ip_address` of this"),
        }
    }

    pub(super) fn address_of(&mut self, value: &Value) -> Symbol {
        let is_ip = self.test(value, Test::IsIp);
        self.choose(
            &is_ip,
            |_| leaf(Val::Address(value.clone())),
            |_| raise("ValueError"),
        )
    }

    /// `IPv4Address(value)` or `IPv6Address(value)`.
    pub(super) fn address_of_version(
        &mut self,
        value: &Val,
        is_ipv4: bool,
        range: TextRange,
    ) -> Symbol {
        let address = self.ip_address(value, range);
        let family = networks([if is_ipv4 { "0.0.0.0/0" } else { "::/0" }]);
        address.map(&mut |value| match value {
            Val::Raise(_) => raise("AddressValueError"),
            // A small number is taken for one of version 4 above.
            Val::Numbered(_) if !is_ipv4 => {
                let small = self.unknown_value(range, "the address that a small number stands for");
                let is_large = self.within(value, &family);
                Tree::choice(&is_large, leaf(value.clone()), small)
            }
            value => {
                let fits = self.within(value, &family);
                Tree::choice(&fits, leaf(value.clone()), raise("AddressValueError"))
            }
        })
    }

    /// `ip_address(…).name`.
    pub(super) fn address_attribute(
        &mut self,
        value: &Val,
        name: &str,
        range: TextRange,
    ) -> Symbol {
        let mut within = |list: Vec<Network>| self.within(value, &list);
        let plain = |list: &[&'static str]| networks(list.iter().copied());
        let condition = match name {
            "is_private" => {
                let inside = within(with_mapped(PRIVATE));
                Condition::all([inside, within(with_mapped(EXCEPTIONS)).complement()])
            }
            "is_global" => {
                let outside = with_mapped(&[PRIVATE, SHARED].concat());
                let outside = within(outside).complement();
                Condition::either([outside, within(with_mapped(EXCEPTIONS))])
            }
            "version" => {
                let is_ipv6 = within(plain(&["::/0"]));
                return Tree::choice(&is_ipv6, leaf(Val::Int(6)), leaf(Val::Int(4)));
            }
            "is_loopback" => within(plain(LOOPBACK)),
            "is_multicast" => within(plain(MULTICAST)),
            "is_link_local" => within(plain(LINK_LOCAL)),
            "compressed" | "exploded" => {
                return self.unknown_value(range, "the text of an address");
            }
            _ => return self.unknown(range, format!("`{name}` of an address")),
        };
        leaf(Val::Bool(condition))
    }
}

impl Run<'_> {
    /// Whether an address is in one of these networks.
    pub(super) fn within(&mut self, address: &Val, networks: &[Network]) -> Condition {
        match address {
            Val::Address(value) => self.test(value, Test::Cidr(networks.to_vec())),
            Val::Fixed(address) => {
                Condition::Const(networks.iter().any(|network| network.contains(*address)))
            }
            Val::Numbered(value) => {
                let ranges = networks.iter().filter_map(|network| numbers(*network));
                let ways: Vec<Condition> = ranges
                    .map(|(first, last)| {
                        let bound = |number| Scalar::Number(Number::Int(number));
                        let low = self.test(value, Test::Compare(Comparison::Ge, bound(first)));
                        let high = self.test(value, Test::Compare(Comparison::Le, bound(last)));
                        Condition::all([low, high])
                    })
                    .collect();
                Condition::either(ways)
            }
            _ => Condition::Const(false),
        }
    }
}

fn value_of(text: &str) -> IpAddr {
    address(text).unwrap_or(IpAddr::from([0, 0, 0, 0]))
}

/// The address that Python takes a number for: of 32 bits IPv4, beyond that IPv6.
fn number_address(number: i64) -> Option<IpAddr> {
    match u32::try_from(number) {
        Ok(small) => Some(IpAddr::V4(small.into())),
        Err(_) => Some(IpAddr::V6(u128::try_from(number).ok()?.into())),
    }
}

/// The numbers of a network's addresses, as far as they fit into 64 bits.
fn numbers(network: Network) -> Option<(i64, i64)> {
    let text = network.to_string();
    let (first, length) = text.split_once('/')?;
    let length: u32 = length.parse().ok()?;
    let limit = u128::from(u32::MAX);
    let (first, last) = match address(first)? {
        IpAddr::V4(first) => {
            let first = u128::from(u32::from(first));
            let size = 1_u128 << (32 - length);
            (first, first + size - 1)
        }
        IpAddr::V6(first) => {
            let first = u128::from(first);
            let rest = 1_u128
                .checked_shl(128 - length)
                .map_or(u128::MAX, |size| size - 1);
            let last = first.saturating_add(rest);
            // What fits into 32 bits is an IPv4 address.
            if last <= limit {
                return None;
            }
            (first.max(limit + 1), last)
        }
    };
    let first = i64::try_from(first).ok()?;
    Some((first, i64::try_from(last).unwrap_or(i64::MAX)))
}
