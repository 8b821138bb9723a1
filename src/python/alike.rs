//! Whether two places of the event hold the same.
//!
//! In: two values of the event. Out: when Python takes them for equal: 1 is 1.0 and true, and the order of keys does
//! not count.

use super::equality::of;
use super::run::Run;
use transpile_sdk::ir::{Condition, Function, JsonType, Number, Scalar, Test, Type, Value};

impl Run<'_> {
    /// Two places, as far as they are scalars.
    pub(super) fn scalars_equal(&mut self, left: &Value, right: &Value) -> Condition {
        let mut ways = vec![self.test(left, Test::EqField(right.clone()))];
        // True is 1 and false is 0.
        for (one, other) in [(left, right), (right, left)] {
            for bool in [true, false] {
                let is_bool = self.equals(one, Scalar::Bool(bool));
                let number = Scalar::Number(Number::Int(i64::from(bool)));
                let is_number = self.equals(other, number);
                ways.push(Condition::all([is_bool, is_number]));
            }
        }
        Condition::either(ways)
    }

    /// Scalars by value; arrays and objects by what they are written like.
    pub(super) fn fields_equal(&mut self, left: &Value, right: &Value) -> Condition {
        use super::kinds::Kinds;
        let mut ways = vec![self.scalars_equal(left, right)];
        let nested = Kinds::ARRAY.or(Kinds::OBJECT);
        let both = self
            .known
            .kinds(left, &self.schema)
            .and(self.known.kinds(right, &self.schema));
        for ty in [JsonType::Array, JsonType::Object] {
            if !both.meets(nested) {
                break;
            }
            let left_is = self.is_type(left, ty);
            let right_is = self.is_type(right, ty);
            // Elsewhere 1 equals 1.0 and true, and the order of keys does not count.
            let written = if is_list_of_alike(left) && left.ty() == right.ty() {
                Function::Text
            } else {
                Function::PythonCanonical
            };
            let alike = self.test(&of(written, left), Test::EqField(of(written, right)));
            ways.push(Condition::all([left_is, right_is, alike]));
        }
        Condition::either(ways)
    }
}

/// True for a list whose elements are equal only if they are written alike.
fn is_list_of_alike(value: &Value) -> bool {
    matches!(value.ty(), Type::Array(items) if matches!(*items, Type::String | Type::Long | Type::Bool))
}
