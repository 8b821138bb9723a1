//! In: something generated of which something is wrong, and a question. Out: what is wrong with the smallest of its kind
//! that still has something wrong with it.

use proptest::strategy::ValueTree;

/// What `wrong` says of the smallest value that is found in so many tries; `first` is what it said of the tree's own.
pub(crate) fn smallest<T: ValueTree>(
    tree: &mut T,
    first: String,
    tries: usize,
    mut wrong: impl FnMut(&T::Value) -> Option<String>,
) -> String {
    let mut report = first;
    let mut is_smaller = tree.simplify();
    for _ in 0..tries {
        if !is_smaller {
            break;
        }
        is_smaller = match wrong(&tree.current()) {
            Some(shorter) => {
                report = shorter;
                tree.simplify()
            }
            None => tree.complicate(),
        };
    }
    report
}
