//! The page of each diagnostic code: what it means, an example, what to write instead.

/// Code and page, in the order of the codes.
pub const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page of a code, such as `T0203`; the case of the letter does not matter.
#[must_use]
pub fn page(code: &str) -> Option<&'static str> {
    PAGES
        .iter()
        .find(|(own, _)| own.eq_ignore_ascii_case(code))
        .map(|(_, page)| *page)
}
