//! Word boundaries without `\b`, for engines whose `\b` is not ASCII.
//!
//! In: a tree. Out: a tree without boundaries that finds something in the same texts, or `None`.
//! A boundary next to a known character is decided on the spot; one at the very beginning or end of
//! the pattern takes in the character beyond: `\bfoo` becomes `(?:^|[^0-9A-Za-z_])foo`.

use super::{Node, Set};

/// The tree without boundaries.
pub(super) fn remove(node: &Node) -> Option<Node> {
    if !has_boundary(node) {
        return Some(node.clone());
    }
    match node {
        Node::Alternate(branches) => Some(Node::Alternate(
            branches.iter().map(remove).collect::<Option<_>>()?,
        )),
        Node::Concat(parts) => sequence(parts),
        other => sequence(std::slice::from_ref(other)),
    }
}

fn has_boundary(node: &Node) -> bool {
    match node {
        Node::WordBoundary | Node::NotWordBoundary => true,
        Node::Concat(parts) | Node::Alternate(parts) => parts.iter().any(has_boundary),
        Node::Repeat { node, .. } => has_boundary(node),
        _ => false,
    }
}

/// What stands on one side of a boundary.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// Certainly a word character.
    Word,
    /// Certainly another character, or the end of the text.
    Other,
    /// The pattern says nothing of it: the boundary is the outermost part.
    Open,
    /// Either.
    Unknown,
}

/// A whole pattern: the text may go on beyond both of its ends.
fn sequence(parts: &[Node]) -> Option<Node> {
    let mut out = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let wanted = match part {
            Node::WordBoundary => true,
            Node::NotWordBoundary => false,
            part if has_boundary(part) => return None,
            part => {
                out.push(part.clone());
                continue;
            }
        };
        let (before, after) = parts.split_at(index);
        let left = before.last().map_or(Side::Open, |part| side(part, true));
        let right = after.get(1).map_or(Side::Open, |part| side(part, false));
        match (left, right) {
            (Side::Word, Side::Word) | (Side::Other, Side::Other) if !wanted => {}
            (Side::Word, Side::Other) | (Side::Other, Side::Word) if wanted => {}
            (Side::Open, Side::Word) => out.push(beyond(!wanted, Node::Start)),
            (Side::Open, Side::Other) => out.push(beyond(wanted, Node::Start)),
            (Side::Word, Side::Open) => out.push(beyond(!wanted, Node::End)),
            (Side::Other, Side::Open) => out.push(beyond(wanted, Node::End)),
            _ => return None,
        }
    }
    Some(Node::Concat(out))
}

/// One character beyond the pattern that is (or is not) a word character; the end of the text is none.
fn beyond(word: bool, end: Node) -> Node {
    if word {
        Node::Set(Set::word())
    } else {
        Node::Alternate(vec![end, Node::Set(Set::word().complement())])
    }
}

/// What the last (or first) character of `node` is.
fn side(node: &Node, last: bool) -> Side {
    match node {
        Node::Char(c) => of_set(&Set::new([(*c, *c)])),
        Node::Set(set) => of_set(set),
        Node::Start if last => Side::Other,
        Node::End if !last => Side::Other,
        Node::Concat(parts) => {
            let end = if last { parts.last() } else { parts.first() };
            end.map_or(Side::Unknown, |part| side(part, last))
        }
        Node::Alternate(branches) => {
            let mut sides = branches.iter().map(|branch| side(branch, last));
            let first = sides.next().unwrap_or(Side::Unknown);
            if sides.all(|side| side == first) {
                first
            } else {
                Side::Unknown
            }
        }
        Node::Repeat { node, min, .. } if *min > 0 => side(node, last),
        _ => Side::Unknown,
    }
}

fn of_set(set: &Set) -> Side {
    if set.is_disjoint(&Set::word()) {
        Side::Other
    } else if set.is_disjoint(&Set::word().complement()) {
        Side::Word
    } else {
        Side::Unknown
    }
}
