//! What is known of values that come again.
//!
//! In: questions, and rows. Out: their answers, each found out once a row; and the answers of costly questions
//! about one column once a value, for as long as its values do come again.

use super::atoms::Atoms;
use super::row::Row;
use crate::eval::Json;
use indexmap::{Equivalent, IndexMap};
use std::hash::{Hash, Hasher};

/// A text of more bytes is not kept.
pub(super) const LONGEST: usize = 256;
/// So many values of a column are kept.
const MOST: usize = 1024;
/// Values are not worth keeping if so many came …
const TRIED: u64 = 512;
/// … and not one in so many came again.
const AGAIN: u64 = 4;

/// True if values seldom come again, of which so many came, and so many of them again.
pub(super) fn seldom(came: u64, again: u64) -> bool {
    came > TRIED && again < came / AGAIN
}

/// Something for each of several values.
pub(super) type ByValue<T> = IndexMap<Key, T, foldhash::fast::FixedState>;

/// A value that things are known of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Null,
    Bool(bool),
    Number(Box<str>),
    String(Box<str>),
}

/// A value that is looked for. Its hash is that of the same [`Key`].
pub(super) struct Wanted<'a>(pub(super) &'a Json);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Null => state.write_u8(0),
            Self::Bool(value) => state.write_u8(1 + u8::from(*value)),
            Self::Number(text) | Self::String(text) => text.hash(state),
        }
    }
}

impl Hash for Wanted<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.0 {
            Json::Bool(value) => state.write_u8(1 + u8::from(*value)),
            Json::Number(number) => number.as_str().hash(state),
            Json::String(text) => text.as_str().hash(state),
            Json::Null | Json::Array(_) | Json::Object(_) => state.write_u8(0),
        }
    }
}

impl Equivalent<Key> for Wanted<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        match (self.0, key) {
            (Json::Null, Key::Null) => true,
            (Json::Bool(a), Key::Bool(b)) => a == b,
            (Json::Number(a), Key::Number(b)) => *a.as_str() == **b,
            (Json::String(a), Key::String(b)) => *a.as_str() == **b,
            _ => false,
        }
    }
}

impl Key {
    /// The key of a value; none for an array, an object and a long text.
    pub(super) fn new(value: &Json) -> Option<Self> {
        match value {
            Json::Null => Some(Self::Null),
            Json::Bool(value) => Some(Self::Bool(*value)),
            Json::Number(number) if number.as_str().len() <= LONGEST => {
                Some(Self::Number(number.as_str().into()))
            }
            Json::String(text) if text.len() <= LONGEST => Some(Self::String(text.as_str().into())),
            _ => None,
        }
    }
}

/// What the atoms have answered.
#[derive(Debug)]
pub(super) struct Memo {
    /// The last answer of each atom, and the row it is for.
    answers: Vec<(u64, bool)>,
    /// The columns with costly questions.
    columns: Vec<Column>,
    /// The number of the present row.
    turn: u64,
}

/// What is known of a column's values.
#[derive(Debug, Default)]
struct Column {
    /// The answers of the column's costly atoms.
    values: ByValue<Vec<Option<bool>>>,
    /// The place of the present row's value, and the row.
    present: (u64, Option<usize>),
    came: u64,
    again: u64,
}

impl Memo {
    /// A memo of nothing.
    pub(super) fn new(atoms: &Atoms) -> Self {
        Self {
            answers: vec![(0, false); atoms.len()],
            columns: std::iter::repeat_with(Column::default)
                .take(atoms.costly_columns())
                .collect(),
            turn: 0,
        }
    }

    /// Says that the next row has come.
    pub(super) fn next(&mut self) {
        self.turn += 1;
    }

    /// The answer of an atom on the present row.
    pub(super) fn ask(&mut self, atom: usize, row: &Row, atoms: &Atoms) -> bool {
        let turn = self.turn;
        if let Some((asked, answer)) = self.answers.get(atom)
            && *asked == turn
        {
            return *answer;
        }
        let answer = match atoms.costly(atom) {
            None => atoms.ask(atom, row),
            Some((column, value, place)) => match self.columns.get_mut(column) {
                Some(column) => {
                    let known = column.known(turn, row.get(value));
                    match known.and_then(|known| known_answer(known, place)) {
                        Some(Some(answer)) => *answer,
                        Some(unknown) => *unknown.insert(atoms.ask(atom, row)),
                        None => atoms.ask(atom, row),
                    }
                }
                None => atoms.ask(atom, row),
            },
        };
        if let Some(last) = self.answers.get_mut(atom) {
            *last = (turn, answer);
        }
        answer
    }
}

/// The place of an answer.
fn known_answer(known: &mut Vec<Option<bool>>, place: usize) -> Option<&mut Option<bool>> {
    if known.len() <= place {
        known.resize(place + 1, None);
    }
    known.get_mut(place)
}

impl Column {
    /// What is known of the present row's value; nothing if it is not kept.
    fn known(&mut self, turn: u64, value: &Json) -> Option<&mut Vec<Option<bool>>> {
        if self.present.0 != turn {
            self.present = (turn, self.place(value));
        }
        let (_, known) = self.values.get_index_mut(self.present.1?)?;
        Some(known)
    }

    fn place(&mut self, value: &Json) -> Option<usize> {
        if seldom(self.came, self.again) {
            self.values.clear();
            return None;
        }
        self.came += 1;
        if let Some(place) = self.values.get_index_of(&Wanted(value)) {
            self.again += 1;
            return Some(place);
        }
        let key = Key::new(value)?;
        if self.values.len() >= MOST {
            self.values.clear();
        }
        Some(self.values.insert_full(key, Vec::new()).0)
    }
}
