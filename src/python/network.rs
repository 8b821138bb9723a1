//! Networks: `ip_network` of a constant or of a text of the event.
//!
//! In: a text. Out: the network, and what is asked of it: it is inside another one if its first and its
//! last address are.

use super::call::Given;
use super::equality::of;
use super::run::Run;
use super::tree::Tree;
use super::value::{Json, Symbol, Val, leaf, raise};
use crate::special_networks::{EXCEPTIONS, MAPPED, PRIVATE, SHARED, networks};
use ruff_text_size::TextRange;
use std::rc::Rc;
use transpile_sdk::cidr::{Network, address};
use transpile_sdk::ir::{Condition, Function, JsonType, Step, Test};

impl Run<'_> {
    /// `ip_network(value)`.
    pub(super) fn ip_network(&mut self, value: &Val, given: &Given, range: TextRange) -> Symbol {
        if let Some(symbol) = self.network_of_event(value, given, range) {
            return symbol;
        }
        let Val::Text(text) = value else {
            return self.unknown(range, "a network of this");
        };
        let Ok(network) = text.parse::<Network>() else {
            return raise("ValueError");
        };
        let is_strict = match given.get(1, "strict").map(|strict| strict.only()) {
            None => true,
            Some(Some(Val::Bool(Condition::Const(strict)))) => *strict,
            Some(_) => return self.unknown(range, "`strict` that the event decides"),
        };
        let as_written = text
            .split('/')
            .next()
            .and_then(address)
            .map(|address| address.to_string());
        let masked = network.to_string();
        let has_host = as_written.as_deref() != masked.split('/').next();
        if is_strict && has_host {
            return raise("ValueError");
        }
        leaf(Val::Network(network))
    }

    /// The same of what the event decides; nothing for anything else.
    fn network_of_event(&mut self, value: &Val, given: &Given, range: TextRange) -> Option<Symbol> {
        let text = match value {
            Val::Computed(text) => text.clone(),
            Val::Json(Json { value: place, .. }) => {
                let is_text = self.is_type(place, JsonType::String);
                let place = place.clone();
                return Some(self.choose(
                    &is_text,
                    |run| {
                        let text = Val::Computed(place.clone());
                        run.network_of_event(&text, given, range)
                            .unwrap_or(Tree::Dead)
                    },
                    |run| {
                        run.ip_address(value, range)
                            .map(&mut |address| match address {
                                Val::Raise(_) | Val::Unknown(_) => leaf(address.clone()),
                                address => span(address, address),
                            })
                    },
                ));
            }
            _ => return None,
        };
        let is_ip = self.test(&text, Test::IsIp);
        Some(self.choose(
            &is_ip,
            |_| {
                let address = Val::Address(text.clone());
                span(&address, &address)
            },
            |run| {
                if given.len() > 1 {
                    return run.unknown(range, "a network whose host bits may be set");
                }
                let ends = of(Function::PythonNetwork, &text);
                let is_none = run.test(&ends, Test::IsMissing);
                let end = |at| Val::Address(run.schema.step(&ends, Step::Index(at)));
                let found = span(&end(0), &end(1));
                run.choose(&is_none, |_| raise("ValueError"), |_| found)
            },
        ))
    }

    /// `ip_network(…).name`.
    pub(super) fn network_attribute(
        &mut self,
        first: &Val,
        last: &Val,
        name: &str,
        range: TextRange,
    ) -> Symbol {
        let mut inside = |list: &[&str]| {
            let list = networks(list.iter().copied());
            if first == last {
                return self.within(first, &list);
            }
            let ways = list.into_iter().map(|network| {
                let ends = [first, last].map(|end| self.within(end, &[network]));
                Condition::all(ends)
            });
            Condition::either(ways.collect::<Vec<_>>())
        };
        let listed = [PRIVATE, MAPPED].concat();
        let is_private = Condition::all([inside(&listed), inside(EXCEPTIONS).complement()]);
        leaf(Val::Bool(match name {
            "is_private" => is_private,
            "is_global" => Condition::either([is_private, inside(SHARED)]).complement(),
            "network_address" => return leaf(first.clone()),
            "broadcast_address" => return leaf(last.clone()),
            "version" => return self.address_attribute(first, name, range),
            _ => return self.unknown(range, format!("`{name}` of a network")),
        }))
    }

    /// `network.subnet_of(other)`: an error if they are of different versions.
    pub(super) fn subnet_of(&mut self, first: &Val, last: &Val, other: Network) -> Symbol {
        let family = networks([if other.is_ipv4() { "0.0.0.0/0" } else { "::/0" }]);
        let fits = self.within(first, &family);
        let ends = [first, last].map(|end| self.within(end, &[other]));
        let inside = Condition::all(ends);
        self.choose(&fits, |_| leaf(Val::Bool(inside)), |_| raise("TypeError"))
    }
}

fn span(first: &Val, last: &Val) -> Symbol {
    leaf(Val::Span(Rc::new((first.clone(), last.clone()))))
}

/// The first and the last address of a known network.
pub(super) fn ends(network: Network) -> Option<(Val, Val)> {
    let text = network.to_string();
    let (first, length) = text.split_once('/')?;
    let first = address(first)?;
    let length: u32 = length.parse().ok()?;
    let last = match first {
        std::net::IpAddr::V4(first) => {
            let host = u32::MAX.checked_shr(length).unwrap_or(0);
            std::net::IpAddr::V4((u32::from(first) | host).into())
        }
        std::net::IpAddr::V6(first) => {
            let host = u128::MAX.checked_shr(length).unwrap_or(0);
            std::net::IpAddr::V6((u128::from(first) | host).into())
        }
    };
    Some((Val::Fixed(first), Val::Fixed(last)))
}
