//! Networks in a rule: what is wrong with text that is none, and the spelling that is right.

use super::Lowerer;
use super::advice::Asked;
use super::codes::BAD_NETWORK;
use std::net::{IpAddr, Ipv4Addr};
use transpile_grammar::ast::{Argument, ArgumentKind};
use transpile_sdk::cidr::Network;
use transpile_sdk::diagnostic::{Diagnostic, shown};

pub(crate) const EXAMPLES: &str =
    "write an address and a prefix length: `\"10.0.0.0/8\"`, `\"fc00::/7\"`";

impl Lowerer<'_> {
    /// Reads the argument of `cidr`. `None`: a diagnostic was given.
    pub(super) fn networks(
        &mut self,
        argument: &Argument,
        asked: &Asked<'_>,
    ) -> Option<Vec<Network>> {
        let items = match &argument.value {
            ArgumentKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(argument),
        };
        // All items are read, so that all their errors are given.
        let read: Vec<Option<Network>> =
            items.iter().map(|item| self.network(item, asked)).collect();
        read.into_iter().collect()
    }

    fn network(&mut self, item: &Argument, asked: &Asked<'_>) -> Option<Network> {
        let text = self.text_argument(item, asked)?;
        let network = text.parse().ok();
        if network.is_none() {
            let (reason, help) = trouble(text);
            self.error(
                Diagnostic::error(
                    BAD_NETWORK,
                    format!("\"{}\" is not a network", shown(text, 60)),
                )
                .at(item.span, reason)
                .with_help(help.unwrap_or_else(|| EXAMPLES.to_owned())),
            );
        }
        network
    }
}

/// Why the text is not a network, and what is.
pub(crate) fn trouble(text: &str) -> (&'static str, Option<String>) {
    let right = |text: String| {
        text.parse::<Network>()
            .is_ok()
            .then(|| format!("write `\"{text}\"`"))
    };
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if bare != text {
        return ("blanks are no part of it", right(bare));
    }
    if let Some((low, high)) = text.split_once('-')
        && low.parse::<IpAddr>().is_ok()
        && high.parse::<IpAddr>().is_ok()
    {
        let help = "write a list of the networks that cover the range: `[\"10.0.0.0/30\", \"10.0.0.4/31\"]`";
        return ("a range of addresses", Some(help.to_owned()));
    }
    let (address, prefix) = text.split_once('/').unwrap_or((text, ""));
    let decimal: Option<Vec<u8>> = address.split('.').map(|part| part.parse().ok()).collect();
    match (address.parse::<IpAddr>(), decimal) {
        (Ok(IpAddr::V4(address)), _) => match prefix.parse::<Ipv4Addr>().map(u32::from) {
            Ok(mask) if mask.leading_ones() + mask.trailing_zeros() == 32 => {
                let length = mask.leading_ones();
                (
                    "a mask instead of a prefix length",
                    right(format!("{address}/{length}")),
                )
            }
            Ok(_) => ("a mask instead of a prefix length", None),
            Err(_) => ("the prefix length of an IPv4 network is 0 to 32", None),
        },
        (Ok(IpAddr::V6(_)), _) => ("the prefix length of an IPv6 network is 0 to 128", None),
        (Err(_), Some(parts)) if parts.len() == 4 => {
            let parts: Vec<String> = parts.iter().map(u8::to_string).collect();
            let slash = if prefix.is_empty() { "" } else { "/" };
            (
                "leading zeros",
                right(format!("{}{slash}{prefix}", parts.join("."))),
            )
        }
        _ => ("no IP address", None),
    }
}

#[cfg(test)]
mod tests {
    use super::trouble;

    #[test]
    fn the_right_spelling_is_shown() {
        for (wrong, right) in [
            ("10.0.0.0/255.0.0.0", "write `\"10.0.0.0/8\"`"),
            ("192.168.001.0/24", "write `\"192.168.1.0/24\"`"),
            (" 10.0.0.1 ", "write `\"10.0.0.1\"`"),
        ] {
            assert_eq!(trouble(wrong).1.as_deref(), Some(right));
        }
        for wrong in [
            "10.0.0.0/33",
            "fe80::%eth0/64",
            "",
            "host",
            "1.2.3.4/",
            "10.0.0.0/255.0.255.0",
        ] {
            assert_eq!(trouble(wrong).1, None, "{wrong}");
        }
    }
}
