//! Names that are plain, and names that must not meet.

/// A name of ASCII letters, digits and `_` in lower case, which begins with a letter.
#[must_use]
pub fn plain(name: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let mut out: String = name.chars().map(letter).collect();
    if !out.starts_with(|c: char| c.is_ascii_lowercase()) {
        out.insert(0, 'e');
    }
    out
}

/// `name`, or the first of `name_2`, `name_3`, … that is not taken.
pub fn unique(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_owned();
    let mut count = 1_u64;
    while is_taken(&free) {
        count += 1;
        free = format!("{name}_{count}");
    }
    free
}
