//! What kinds of JSON values a test can be true of.
//!
//! In: a test. Out: the kinds on which it is always true, and those on which it can be. Twelve kinds
//! are told apart: an absent key, null, and of each type the values that Python takes for false and
//! the others. What is known of a value is a set of them.

use transpile_sdk::ir::{JsonType, Number, Scalar, Test, Type};

/// A set of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Kinds(u16);

impl Kinds {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ABSENT: Self = Self(1);
    pub(super) const NULL: Self = Self(1 << 1);
    pub(super) const EMPTY_TEXT: Self = Self(1 << 2);
    pub(super) const SOME_TEXT: Self = Self(1 << 3);
    pub(super) const ZERO: Self = Self(1 << 4);
    pub(super) const OTHER_NUMBER: Self = Self(1 << 5);
    pub(super) const FALSE: Self = Self(1 << 6);
    pub(super) const TRUE: Self = Self(1 << 7);
    pub(super) const EMPTY_ARRAY: Self = Self(1 << 8);
    pub(super) const SOME_ARRAY: Self = Self(1 << 9);
    pub(super) const EMPTY_OBJECT: Self = Self(1 << 10);
    pub(super) const SOME_OBJECT: Self = Self(1 << 11);
    pub(super) const ALL: Self = Self((1 << 12) - 1);

    pub(super) const MISSING: Self = Self::ABSENT.or(Self::NULL);
    pub(super) const TEXT: Self = Self::EMPTY_TEXT.or(Self::SOME_TEXT);
    pub(super) const NUMBER: Self = Self::ZERO.or(Self::OTHER_NUMBER);
    pub(super) const BOOL: Self = Self::FALSE.or(Self::TRUE);
    pub(super) const ARRAY: Self = Self::EMPTY_ARRAY.or(Self::SOME_ARRAY);
    pub(super) const OBJECT: Self = Self::EMPTY_OBJECT.or(Self::SOME_OBJECT);
    pub(super) const FALSY: Self = Self::MISSING
        .or(Self::EMPTY_TEXT)
        .or(Self::ZERO)
        .or(Self::FALSE)
        .or(Self::EMPTY_ARRAY)
        .or(Self::EMPTY_OBJECT);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn not(self) -> Self {
        Self::ALL.without(self)
    }

    /// True if every kind of this set is in `other`.
    pub(super) const fn is_in(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The kinds of the values of a type, null and absent aside.
    pub(super) fn of_type(ty: &Type) -> Self {
        match ty {
            Type::String | Type::Timestamp | Type::Ip => Self::TEXT,
            Type::Long | Type::Double => Self::NUMBER,
            Type::Bool => Self::BOOL,
            Type::Array(_) => Self::ARRAY,
            Type::Object => Self::OBJECT,
            Type::Json => Self::ALL.without(Self::MISSING),
        }
    }

    pub(super) const fn of_json_type(ty: JsonType) -> Self {
        match ty {
            JsonType::String => Self::TEXT,
            JsonType::Number => Self::NUMBER,
            JsonType::Bool => Self::BOOL,
            JsonType::Array => Self::ARRAY,
            JsonType::Object => Self::OBJECT,
        }
    }

    fn of_scalar(scalar: &Scalar) -> Self {
        match scalar {
            Scalar::String(text) if text.is_empty() => Self::EMPTY_TEXT,
            Scalar::String(_) | Scalar::Timestamp(_) => Self::SOME_TEXT,
            Scalar::Number(number) if *number == Number::Int(0) => Self::ZERO,
            Scalar::Number(_) => Self::OTHER_NUMBER,
            Scalar::Bool(false) => Self::FALSE,
            Scalar::Bool(true) => Self::TRUE,
        }
    }
}

/// Where a test holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answers {
    /// On all values of these kinds.
    pub(super) always: Kinds,
    /// On values of no other kinds than these.
    pub(super) only: Kinds,
}

impl Answers {
    const fn exactly(kinds: Kinds) -> Self {
        Self {
            always: kinds,
            only: kinds,
        }
    }

    const fn some_of(kinds: Kinds) -> Self {
        Self {
            always: Kinds::NONE,
            only: kinds,
        }
    }

    /// True if the kind alone decides the answer.
    pub(super) fn is_exact(self) -> bool {
        self.always == self.only
    }
}

/// The kinds on which `test` holds.
pub(super) fn answers(test: &Test) -> Answers {
    let part = |text: &str| {
        if text.is_empty() {
            Answers::exactly(Kinds::TEXT)
        } else {
            Answers::some_of(Kinds::SOME_TEXT)
        }
    };
    match test {
        Test::Eq(scalar) => one_of(std::slice::from_ref(scalar)),
        Test::In(list) => one_of(list),
        Test::EqField(_) => Answers::some_of(Kinds::ALL),
        Test::ContainsText(text) | Test::StartsWith(text) | Test::EndsWith(text) => part(text),
        Test::ContainsElement(_) => Answers::some_of(Kinds::SOME_ARRAY),
        Test::Wildcard(_) | Test::Regex(_) => Answers::some_of(Kinds::TEXT),
        Test::Compare(..) => Answers::some_of(Kinds::NUMBER.or(Kinds::SOME_TEXT)),
        Test::Cidr(_) | Test::IsIp | Test::IsPrivateIp => Answers::some_of(Kinds::SOME_TEXT),
        Test::IsNull => Answers::exactly(Kinds::MISSING.or(Kinds::EMPTY_TEXT)),
        Test::IsMissing => Answers::exactly(Kinds::MISSING),
        Test::IsFalsy => Answers::exactly(Kinds::FALSY),
        Test::IsType(ty) => Answers::exactly(Kinds::of_json_type(*ty)),
        Test::HasKey => Answers::exactly(Kinds::ABSENT.not()),
    }
}

fn one_of(list: &[Scalar]) -> Answers {
    let mut answers = Answers::exactly(Kinds::NONE);
    for scalar in list {
        let kinds = Kinds::of_scalar(scalar);
        answers.only = answers.only.or(kinds);
        if !kinds.meets(Kinds::SOME_TEXT.or(Kinds::OTHER_NUMBER)) {
            answers.always = answers.always.or(kinds);
        }
    }
    answers
}

/// The tests that the kind alone decides, the plainest first.
const EXACT: [Test; 10] = [
    Test::IsMissing,
    Test::IsNull,
    Test::IsType(JsonType::String),
    Test::IsType(JsonType::Number),
    Test::IsType(JsonType::Bool),
    Test::IsType(JsonType::Array),
    Test::IsType(JsonType::Object),
    Test::IsFalsy,
    Test::Eq(Scalar::Bool(true)),
    Test::HasKey,
];

/// The plainest test for `wanted` among values of the kinds `known`, and whether it is to be negated.
pub(super) fn plainest(wanted: Kinds, known: Kinds, has_key: bool) -> Option<(Test, bool)> {
    let wanted = wanted.and(known);
    for test in EXACT {
        if test == Test::HasKey && !has_key {
            continue;
        }
        let kinds = answers(&test).always;
        if kinds.and(known) == wanted {
            return Some((test, false));
        }
        if known.without(kinds) == wanted {
            return Some((test, true));
        }
    }
    let empty = Test::Eq(Scalar::String(String::new()));
    if Kinds::EMPTY_TEXT.and(known) == wanted {
        return Some((empty, false));
    }
    if known.without(Kinds::EMPTY_TEXT) == wanted {
        return Some((empty, true));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_makes_tests_plain() {
        let text = Kinds::TEXT.or(Kinds::ABSENT);
        assert_eq!(
            plainest(Kinds::TEXT, text, true),
            Some((Test::IsMissing, true))
        );
        assert_eq!(
            plainest(Kinds::SOME_TEXT, text, true),
            Some((Test::IsNull, true))
        );
        assert_eq!(
            plainest(Kinds::ABSENT.not(), Kinds::ALL, true),
            Some((Test::HasKey, false))
        );
        assert_eq!(
            plainest(Kinds::FALSY, Kinds::ALL, true),
            Some((Test::IsFalsy, false))
        );
        assert_eq!(
            plainest(Kinds::ZERO.or(Kinds::TRUE), Kinds::ALL, true),
            None
        );
    }

    #[test]
    fn answers_are_those_of_the_tests() {
        let zero = Test::Eq(Scalar::Number(Number::Double(0.0)));
        assert_eq!(answers(&zero).always, Kinds::ZERO);
        let list = Test::In(vec![
            Scalar::String(String::new()),
            Scalar::String("a".into()),
        ]);
        assert_eq!(answers(&list).always, Kinds::EMPTY_TEXT);
        assert_eq!(answers(&list).only, Kinds::TEXT);
        assert!(answers(&Test::StartsWith(String::new())).is_exact());
    }
}
