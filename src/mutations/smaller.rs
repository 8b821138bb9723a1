//! What an event can do without.
//!
//! In: an event, and a question that it answers with yes. Out: the event without all that can be taken out one by one
//! while the answer stays the same: objects and arrays as a whole before what they hold.

use super::places::Part;
use serde_json::Value;

/// The event without what `keeps` does not need. `keeps` is asked for each part once; what it says of `event` itself is
/// taken to be yes.
pub fn smaller(mut event: Value, mut keeps: impl FnMut(&Value) -> bool) -> Value {
    for depth in 1.. {
        let mut paths = Vec::new();
        at_depth(&event, depth, &mut Vec::new(), &mut paths);
        if paths.is_empty() {
            break;
        }
        // From the last to the first, so that the numbers of elements before stay what they are.
        for path in paths.iter().rev() {
            let mut without = event.clone();
            remove(&mut without, path);
            if keeps(&without) {
                event = without;
            }
        }
    }
    event
}

/// The places so many steps below a value, in order.
fn at_depth(value: &Value, depth: usize, path: &mut Vec<Part>, found: &mut Vec<Vec<Part>>) {
    let Some(below) = depth.checked_sub(1) else {
        found.push(path.clone());
        return;
    };
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                path.push(Part::Key(key.clone()));
                at_depth(member, below, path, found);
                path.pop();
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                path.push(Part::Index(index));
                at_depth(element, below, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

fn remove(value: &mut Value, path: &[Part]) {
    match (path, value) {
        ([Part::Key(key)], Value::Object(members)) => {
            members.shift_remove(key);
        }
        ([Part::Index(index)], Value::Array(elements)) if *index < elements.len() => {
            elements.remove(*index);
        }
        ([Part::Key(key), rest @ ..], Value::Object(members)) => {
            if let Some(member) = members.get_mut(key) {
                remove(member, rest);
            }
        }
        ([Part::Index(index), rest @ ..], Value::Array(elements)) => {
            if let Some(element) = elements.get_mut(*index) {
                remove(element, rest);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_needed_stays() {
        let event = json!({
            "a": {"b": [1, {"c": 2, "d": 3}, 4], "e": {}},
            "f": [[], [5]],
        });
        let needed = |event: &Value| {
            let elements = event["a"]["b"].as_array();
            elements.is_some_and(|own| own.iter().any(|one| one["d"] == 3))
        };
        assert_eq!(smaller(event, needed), json!({"a": {"b": [{"d": 3}]}}));
    }

    #[test]
    fn each_part_is_asked_for_once() {
        let mut asked = 0;
        let event = json!({"a": 1, "b": [2, 3]});
        let same = smaller(event.clone(), |_| {
            asked += 1;
            false
        });
        assert_eq!((same, asked), (event, 4));
    }
}
