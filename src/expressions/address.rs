//! IP addresses.
//!
//! In: a condition about addresses, and a value. Out: the question in the IR. Python raises an exception
//! for what is no address, so that neither a condition nor its complement is true of it.

use super::ask::Asked;
use super::codes::{BAD_VALUE, PARTIAL};
use super::lower::Lowering;
use super::table::{Ask, Family};
use super::text::element_of;
use super::verdict::{Verdict, over};
use crate::lower::network::{EXAMPLES, trouble};
use crate::lower::operators::a;
use crate::special_networks::{EXCEPTIONS, PRIVATE, SHARED, networks, with_mapped};
use transpile_sdk::cidr::Network;
use transpile_sdk::diagnostic::{Diagnostic, shown};
use transpile_sdk::ir::{Condition, JsonType, Quantifier, Test, Type, Value};

impl Lowering<'_> {
    pub(super) fn address(
        &mut self,
        asked: &Asked<'_>,
        value: &Value,
        ty: &Type,
    ) -> Option<Verdict> {
        if asked.row.ask == Ask::NetworkContains {
            return self.list_of_addresses(asked, value, ty);
        }
        if !matches!(ty, Type::String | Type::Ip | Type::Json) {
            let help = match ty {
                Type::Array(_) if asked.row.ask == Ask::InNetwork => {
                    "of a list, ask `Condition: CIDRContainsIPAddresses`"
                }
                Type::Array(_) => "ask its elements: `Condition: AnyElement` with `Expressions`",
                _ => "only text can be an IP address",
            };
            self.wrong(asked, &a(ty), help);
            return None;
        }
        let inside = |list| asked.test(value, Test::Cidr(list));
        let private = || {
            let inner = inside(with_mapped(PRIVATE));
            Condition::all([inner, inside(with_mapped(EXCEPTIONS)).complement()])
        };
        let is_address = asked.test(value, Test::IsIp);
        let yes = match asked.row.ask {
            Ask::Address(None) => return Some(Verdict::plain(is_address)),
            Ask::Address(Some(family)) => {
                let all = match family {
                    Family::V4 => "0.0.0.0/0",
                    Family::V6 => "::/0",
                };
                return Some(Verdict::plain(inside(networks([all]))));
            }
            Ask::InNetwork => {
                let network = self.network(asked)?;
                if *ty != Type::Ip {
                    self.partial(asked);
                }
                inside(vec![network])
            }
            Ask::Private => private(),
            _ => Condition::all([
                is_address.clone(),
                private().complement(),
                inside(with_mapped(SHARED)).complement(),
            ]),
        };
        if *ty == Type::Ip {
            return Some(Verdict::plain(yes));
        }
        let sound = Condition::either([asked.test(value, Test::IsMissing), is_address]);
        Some(Verdict::unless_raised(yes, sound))
    }

    fn list_of_addresses(
        &mut self,
        asked: &Asked<'_>,
        value: &Value,
        ty: &Type,
    ) -> Option<Verdict> {
        let items = match ty {
            Type::Array(items) => (**items).clone(),
            Type::Json => Type::Json,
            _ => {
                self.wrong(
                    asked,
                    &a(ty),
                    "of one address, ask `Condition: IsIPAddressInCIDR`",
                );
                return None;
            }
        };
        if !matches!(items, Type::String | Type::Ip | Type::Json) {
            self.wrong(asked, &a(ty), "only text can be an IP address");
            return None;
        }
        let element = self.paths.fresh();
        let item = element_of(&element, &items);
        self.network_contains(asked, value, &element, &item)
    }

    /// An element of the array, or a part of one, is an address inside the network.
    pub(super) fn network_contains(
        &mut self,
        asked: &Asked<'_>,
        array: &Value,
        element: &str,
        item: &Value,
    ) -> Option<Verdict> {
        let network = self.network(asked)?;
        let inside = asked.test(item, Test::Cidr(vec![network]));
        let over = |quantifier, body| over(quantifier, array.clone(), element, body, asked.origin);
        let yes = over(Quantifier::Any, inside);
        if item.ty() == Type::Ip {
            return Some(Verdict::plain(yes));
        }
        self.partial(asked);
        let is_address = asked.test(item, Test::IsIp);
        let is_address = match item {
            // `a[*].b` leaves out what is null.
            Value::Field(field) if !field.steps.is_empty() => {
                Condition::either([is_address, asked.test(item, Test::IsMissing)])
            }
            _ => is_address,
        };
        let mut sound = over(Quantifier::All, is_address);
        if array.ty() == Type::Json {
            let list = [
                asked.is(array, JsonType::Array),
                asked.test(array, Test::IsMissing),
            ];
            sound = Condition::all([Condition::either(list), sound]);
        }
        Some(Verdict::unless_raised(yes, sound))
    }

    fn network(&mut self, asked: &Asked<'_>) -> Option<Network> {
        let literal = asked.literals.first()?;
        let text = asked.text()?;
        let network = text.parse().ok();
        if network.is_none() {
            let (reason, help) = trouble(text);
            self.error(
                Diagnostic::error(
                    BAD_VALUE,
                    format!("\"{}\" is not a network", shown(text, 60)),
                )
                .at(literal.span, reason)
                .with_help(help.unwrap_or_else(|| EXAMPLES.to_owned())),
            );
        }
        network
    }

    /// A warning: Panther compares networks in events too.
    fn partial(&mut self, asked: &Asked<'_>) {
        self.error(
            Diagnostic::warning(
                PARTIAL,
                "where this text is a network instead of an address, the query does not match",
            )
            .at(asked.key, "Panther compares the two networks")
            .with_help("nothing is lost if the text is never a network such as `10.0.0.0/8`"),
        );
    }
}
