//! Names that must not meet.

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
