//! Which member of an object comes next, by what came there before.
//!
//! In: a place in an event, and the text there. Out: the member that the text begins with, if one that is
//! known there does: its key need not be read and looked up again. Programs write the same keys in the same
//! order, event after event. A guess is compared with the text, so that a wrong one costs time and nothing
//! else.

use wide::u8x32;

/// So many bytes of a member are compared at once.
const HEAD: usize = 32;
/// So many members are kept for a place.
const WAYS: usize = 4;
/// So many members are kept in all.
const MOST: usize = 1 << 12;
/// Of a longer key no note is taken.
const LONGEST: usize = 64;

/// A member that nothing is known of.
const UNKNOWN: usize = 0;
/// Stands for the event itself: its members are those of the outermost object.
pub(super) const EVENT: usize = 1;

/// What is known of the members of events.
#[derive(Debug, Clone)]
pub(super) struct Predictor {
    members: Vec<Member>,
}

/// Where in an object we are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// At the beginning of the object that is this member's value.
    Inside(usize),
    /// Behind this member.
    Behind(usize),
}

/// A member that the text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// Its number.
    pub(super) member: usize,
    /// The node of the projection that it leads to.
    pub(super) node: Option<usize>,
    /// How many bytes come before its value.
    pub(super) length: usize,
}

/// A member of an object.
#[derive(Debug, Clone, Default)]
struct Member {
    /// How it begins: the key in quotes and the colon, with the blanks there.
    text: Box<[u8]>,
    head: Head,
    node: Option<usize>,
    /// The members of the object that is its value.
    members: Vec<usize>,
    /// Those of them that have come first.
    first: Ways,
    /// The members that have come next.
    next: Ways,
}

/// The first bytes of a member, to be compared at once.
#[derive(Debug, Clone, Default)]
struct Head {
    bytes: [u8; HEAD],
    /// 255 for each byte that counts.
    mask: [u8; HEAD],
}

/// A few members, the latest guess first.
type Ways = [usize; WAYS];

impl Default for Predictor {
    fn default() -> Self {
        Self {
            members: vec![Member::default(), Member::default()],
        }
    }
}

impl Predictor {
    /// Says that an event begins. A memory that is full is begun anew.
    pub(super) fn begin(&mut self) {
        if self.members.len() >= MOST {
            *self = Self::default();
        }
    }

    /// The member that `rest` begins with, if it has come there before.
    #[inline]
    pub(super) fn guess(&self, place: Place, rest: &[u8]) -> Option<Known> {
        let ways = match place {
            Place::Inside(outer) => &self.members.get(outer)?.first,
            Place::Behind(member) => &self.members.get(member)?.next,
        };
        for &way in ways {
            if way == UNKNOWN {
                return None;
            }
            let member = self.members.get(way)?;
            if member.begins(rest) {
                return Some(Known {
                    member: way,
                    node: member.node,
                    length: member.text.len(),
                });
            }
        }
        None
    }

    /// Learns that a member of `outer` begins with `text` at a place. Gives its number.
    pub(super) fn learn(
        &mut self,
        outer: usize,
        place: Place,
        text: &str,
        node: Option<usize>,
    ) -> usize {
        let member = self.number(outer, text.as_bytes(), node);
        let ways = match place {
            Place::Inside(outer) => self.members.get_mut(outer).map(|outer| &mut outer.first),
            Place::Behind(before) => self.members.get_mut(before).map(|before| &mut before.next),
        };
        let before = match place {
            Place::Inside(before) | Place::Behind(before) => before,
        };
        if let Some(ways) = ways
            && member != UNKNOWN
            && before != UNKNOWN
        {
            ways.rotate_right(1);
            if let Some(first) = ways.first_mut() {
                *first = member;
            }
        }
        member
    }

    /// The number of a member of `outer`; unknown if it is not kept.
    fn number(&mut self, outer: usize, text: &[u8], node: Option<usize>) -> usize {
        let next = self.members.len();
        let own = self
            .members
            .get(outer)
            .map(|outer| outer.members.as_slice());
        let mut known = own.unwrap_or_default().iter();
        let is_it = |member: &&usize| {
            let member = self.members.get(**member);
            member.is_some_and(|member| *member.text == *text)
        };
        if let Some(member) = known.find(is_it) {
            return *member;
        }
        if outer == UNKNOWN || text.len() > LONGEST || next >= MOST {
            return UNKNOWN;
        }
        if let Some(outer) = self.members.get_mut(outer) {
            outer.members.push(next);
        }
        self.members.push(Member::new(text, node));
        next
    }
}

impl Member {
    fn new(text: &[u8], node: Option<usize>) -> Self {
        let mut head = Head::default();
        for (at, byte) in text.iter().enumerate() {
            if let (Some(value), Some(mask)) = (head.bytes.get_mut(at), head.mask.get_mut(at)) {
                (*value, *mask) = (*byte, 0xff);
            }
        }
        Self {
            text: text.into(),
            head,
            node,
            ..Self::default()
        }
    }

    #[inline]
    fn begins(&self, rest: &[u8]) -> bool {
        match rest.split_first_chunk() {
            Some((start, behind)) => {
                self.head.is(start)
                    && (self.text.len() <= HEAD
                        || (self.text.get(HEAD..)).is_some_and(|more| behind.starts_with(more)))
            }
            None => rest.starts_with(&self.text),
        }
    }
}

impl Head {
    /// True if `start` is alike, as far as it counts.
    #[inline]
    fn is(&self, start: &[u8; HEAD]) -> bool {
        let [want, mask, start] = [&self.bytes, &self.mask, start].map(|bytes| u8x32::new(*bytes));
        (start & mask).simd_eq(want).all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is guessed at a place.
    fn guessed(predictor: &Predictor, place: Place, rest: &str) -> Option<(usize, usize)> {
        let known = predictor.guess(place, rest.as_bytes())?;
        Some((known.member, known.length))
    }

    #[test]
    fn a_member_is_known_where_it_has_come() {
        let mut predictor = Predictor::default();
        let start = Place::Inside(EVENT);
        assert_eq!(guessed(&predictor, start, r#""a":1}"#), None);
        let a = predictor.learn(EVENT, start, r#""a":"#, Some(7));
        let b = predictor.learn(EVENT, Place::Behind(a), r#" "b" :"#, None);
        assert_eq!(guessed(&predictor, start, r#""a":1}"#), Some((a, 4)));
        let behind = format!(r#" "b" :{}"#, " ".repeat(40));
        assert_eq!(guessed(&predictor, Place::Behind(a), &behind), Some((b, 6)));
        assert_eq!(predictor.guess(start, br#""a":"#).unwrap().node, Some(7));
        // Elsewhere, cut off, or written in another way.
        for (place, rest) in [
            (Place::Behind(b), r#""a":1"#),
            (Place::Inside(a), r#""a":1"#),
            (Place::Behind(a), r#""b":1"#),
            (start, r#""a" :1"#),
            (start, r#""a""#),
            (start, ""),
        ] {
            assert_eq!(guessed(&predictor, place, rest), None, "{rest}");
        }
    }

    #[test]
    fn keys_that_differ_late_are_told_apart() {
        let mut predictor = Predictor::default();
        let start = Place::Inside(EVENT);
        let name = |length: usize, last: char| format!("\"{}{last}\":", "k".repeat(length));
        let kept = [0, 20, 27, 28, 29, 30, 50];
        let keys: Vec<String> = kept.map(|length| name(length, 'a')).into();
        for key in &keys {
            let before = predictor.learn(EVENT, start, key, None);
            for behind in ["1", "                                        1"] {
                let text = format!("{key}{behind}");
                let found = guessed(&predictor, start, &text);
                assert_eq!(found, Some((before, key.len())), "{text}");
                let other = text.replace('a', "b");
                assert_eq!(guessed(&predictor, start, &other), None, "{other}");
            }
        }
        let long = predictor.learn(EVENT, start, &name(LONGEST, 'a'), None);
        assert_eq!(long, UNKNOWN);
        // Nothing is noted inside of what is unknown, nor behind it.
        let inside = predictor.learn(long, Place::Inside(long), &name(1, 'a'), None);
        predictor.learn(EVENT, Place::Behind(long), &name(1, 'a'), None);
        assert_eq!(inside, UNKNOWN);
        for place in [Place::Inside(long), Place::Behind(long)] {
            assert_eq!(guessed(&predictor, place, &name(1, 'a')), None);
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut predictor = Predictor::default();
        let mut place = Place::Inside(EVENT);
        for number in 0..3 * MOST {
            if number % 10 == 0 {
                predictor.begin();
                place = Place::Inside(EVENT);
            }
            let key = format!("\"{number}\":");
            place = Place::Behind(predictor.learn(EVENT, place, &key, None));
            assert!(predictor.members.len() <= MOST);
        }
    }
}
