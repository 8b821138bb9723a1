//! What sections say of each other: variables, joins, the window, the outcome, the condition.

use super::check::{Faults, is_keyword, minutes};
use super::schema::{Ty, resolve};
use super::syntax::{Node, Section, Tree, Window};
use super::types::{AGGREGATES, Place, predicate, value};
use std::collections::{BTreeMap, BTreeSet};

/// The variables of a rule.
#[derive(Debug, Default)]
struct Variables {
    events: BTreeSet<String>,
    /// Placeholders with the events that they are bound to.
    placeholders: BTreeMap<String, BTreeSet<String>>,
    keys: BTreeSet<String>,
    outcomes: BTreeSet<String>,
}

/// Checks the sections of a rule.
pub(crate) fn check(rule: &Tree, faults: &mut Faults) {
    let mut variables = Variables::default();
    let window = rule.sections.iter().find_map(|section| match section {
        Section::Match(window) => Some(window),
        _ => None,
    });
    for section in &rule.sections {
        if let Section::Events(nodes) = section {
            events(nodes, &mut variables, window.is_some(), faults);
        }
    }
    if let Some(window) = window {
        matching(window, &mut variables, faults);
    }
    for section in &rule.sections {
        match section {
            Section::Outcome(lines) => outcome(lines, &mut variables, window.is_some(), faults),
            Section::Condition(nodes) => condition(nodes, &variables, window.is_some(), faults),
            _ => {}
        }
    }
}

/// The events that a node reads.
fn events_of(node: &Node) -> BTreeSet<String> {
    let mut events = BTreeSet::new();
    node.walk(&mut |node| {
        if let Node::Field { event, .. } = node {
            events.insert(event.clone());
        }
    });
    events
}

/// The predicates that must all hold.
fn conjuncts<'a>(nodes: &'a [Node], out: &mut Vec<&'a Node>) {
    for node in nodes {
        match node {
            Node::And(parts) => conjuncts(parts, out),
            node => out.push(node),
        }
    }
}

fn events(nodes: &[Node], variables: &mut Variables, grouped: bool, faults: &mut Faults) {
    if nodes.is_empty() {
        faults.add("E-EMPTY", "events is empty");
    }
    let mut all = Vec::new();
    conjuncts(nodes, &mut all);
    let mut used = BTreeSet::new();
    let mut joins: Vec<BTreeSet<String>> = Vec::new();
    for node in &all {
        predicate(node, Place::Events, faults);
        variables.events.extend(events_of(node));
        node.walk(&mut |node| {
            if let Node::Variable(name) = node {
                used.insert(name.clone());
            }
        });
        if let Node::Compare {
            left, op, right, ..
        } = node
            && op == "="
        {
            for (name, bound) in [(left, right), (right, left)] {
                if let Node::Variable(name) = &**name {
                    let events = events_of(bound);
                    if events.len() != 1 && matches!(**bound, Node::Call(..)) {
                        faults.add(
                            "E-FN-EVENTS",
                            "a placeholder's function reads exactly one event",
                        );
                    }
                    if !events.is_empty() {
                        variables
                            .placeholders
                            .entry(name.clone())
                            .or_default()
                            .extend(events);
                    }
                }
            }
            let both = events_of(node);
            let plain = |side: &Node| matches!(side, Node::Field { .. } | Node::Call(..));
            if both.len() > 1 && plain(left) && plain(right) {
                joins.push(both);
            }
        }
    }
    for name in &used {
        if !variables.placeholders.contains_key(name) {
            let code = if variables.events.contains(name) {
                "E-VAR"
            } else {
                "E-PH-UNBOUND"
            };
            faults.add(code, &format!("${name} is bound to no field"));
        }
    }
    for name in variables.events.iter().chain(&used) {
        if is_keyword(name) {
            faults.add("E-KEYWORD", &format!("${name} is a keyword"));
        }
    }
    joins.extend(variables.placeholders.values().cloned());
    if variables.events.len() > 1 {
        if !grouped {
            faults.add("E-MULTI-NOMATCH", "several events need a match section");
        }
        let mut reached: BTreeSet<String> = variables.events.iter().take(1).cloned().collect();
        while let Some(join) = joins
            .iter()
            .find(|join| !join.is_disjoint(&reached) && !join.is_subset(&reached))
        {
            reached.extend(join.iter().cloned());
        }
        if reached.len() < variables.events.len() {
            faults.add("E-JOIN", "not all events are joined");
        }
    }
}

fn matching(window: &Window, variables: &mut Variables, faults: &mut Faults) {
    for key in &window.keys {
        match key {
            Node::Variable(name) if variables.placeholders.contains_key(name) => {
                if !variables.keys.insert(name.clone()) {
                    faults.add("E-MATCH-DUP", "a key stands twice");
                }
            }
            Node::Variable(name) if !variables.events.contains(name) => {
                faults.add("E-UNDECLARED", &format!("${name} is not in events"));
            }
            _ => faults.add("E-MATCH-VAR", "a key is a placeholder"),
        }
    }
    if !minutes(&window.duration).is_some_and(|minutes| (1..=48 * 60).contains(&minutes)) {
        faults.add("E-WINDOW", "a window has 1 minute to 48 hours");
    }
    if let Some(pivot) = &window.pivot
        && (!variables.events.contains(pivot) || window.tumbling)
    {
        faults.add("E-PIVOT", "a sliding window begins at an event");
    }
}

fn outcome(
    lines: &[(String, Node)],
    variables: &mut Variables,
    grouped: bool,
    faults: &mut Faults,
) {
    if lines.len() > 20 {
        faults.add("E-LIMIT", "at most 20 outcome variables");
    }
    for (name, node) in lines {
        if is_keyword(name) {
            faults.add("E-KEYWORD", &format!("${name} is a keyword"));
        }
        let ty = value(node, Place::Outcome, faults);
        if name == "risk_score" && !matches!(ty, Ty::Int | Ty::Float | Ty::Unknown) {
            faults.add("E-RISK", "the risk score is a number");
        }
        for event in events_of(node) {
            if !variables.events.contains(&event) {
                faults.add("E-EVENT-UNDEF", &format!("${event} is not in events"));
            }
        }
        aggregated(node, false, variables, grouped, faults);
        if !variables.outcomes.insert(name.clone()) {
            faults.add("E-OUT-DUP", &format!("${name} stands twice"));
        }
        if variables.placeholders.contains_key(name) || variables.events.contains(name) {
            faults.add("E-VAR", &format!("${name} is the name of something else"));
        }
    }
}

/// Fields of many events, and repeated ones, are made one value.
fn aggregated(
    node: &Node,
    inside: bool,
    variables: &Variables,
    grouped: bool,
    faults: &mut Faults,
) {
    match node {
        Node::Call(name, arguments) => {
            let aggregate = AGGREGATES.contains(&name.to_lowercase().as_str());
            if aggregate && inside {
                faults.add("E-AGG-NEST", "an aggregation inside another one");
            }
            for argument in arguments {
                aggregated(argument, inside || aggregate, variables, grouped, faults);
            }
        }
        Node::Field { path, .. } if !inside => {
            if grouped || resolve(path).is_ok_and(|kind| kind.repeated) {
                faults.add("E-AGG", "this field needs an aggregation");
            }
        }
        Node::Variable(name) => {
            if variables.outcomes.contains(name) {
                if inside {
                    faults.add("E-AGG-OUT", "an outcome variable is not aggregated again");
                }
            } else if !variables.placeholders.contains_key(name) {
                faults.add("E-UNDECLARED", &format!("${name} is not known"));
            } else if grouped && !inside && !variables.keys.contains(name) {
                faults.add("E-AGG", "this placeholder needs an aggregation");
            }
        }
        Node::Or(parts) | Node::And(parts) => {
            parts
                .iter()
                .for_each(|part| aggregated(part, inside, variables, grouped, faults));
        }
        Node::Not(inner)
        | Node::Nocase(inner)
        | Node::In { left: inner, .. }
        | Node::Each { of: inner, .. } => {
            aggregated(inner, inside, variables, grouped, faults);
        }
        Node::Compare { left, right, .. } | Node::Arith(left, _, right) => {
            aggregated(left, inside, variables, grouped, faults);
            aggregated(right, inside, variables, grouped, faults);
        }
        _ => {}
    }
}

fn condition(nodes: &[Node], variables: &Variables, grouped: bool, faults: &mut Faults) {
    if nodes.is_empty() {
        faults.add("E-EMPTY", "condition is empty");
    }
    let (mut covered, mut bounded) = (BTreeSet::new(), false);
    for node in nodes {
        clause(node, variables, grouped, faults);
        node.walk(&mut |node| match node {
            Node::Variable(name) | Node::Count(name) => {
                bounded |= variables.events.contains(name);
                covered.insert(name.clone());
            }
            Node::Absent(name) => {
                covered.insert(name.clone());
            }
            _ => {}
        });
    }
    let free = |node: &Node| matches!(node, Node::Or(_));
    if nodes.iter().any(free) && variables.events.len() > 2 {
        faults.add("E-COND-OR", "or joins two events at most");
    }
    for event in &variables.events {
        if !covered.contains(event) {
            faults.add("E-COND-COVER", &format!("${event} is not in the condition"));
        }
    }
    if !bounded && !variables.events.is_empty() {
        faults.add("E-UNBOUNDED", "no event has to be there");
    }
}

fn clause(node: &Node, variables: &Variables, grouped: bool, faults: &mut Faults) {
    let known = |name: &String| {
        variables.events.contains(name)
            || variables.placeholders.contains_key(name)
            || variables.outcomes.contains(name)
    };
    match node {
        Node::And(parts) | Node::Or(parts) => parts
            .iter()
            .for_each(|part| clause(part, variables, grouped, faults)),
        Node::Not(_) => faults.add("E-COND-NOT", "a missing event is written !$e"),
        Node::Variable(name) | Node::Absent(name) | Node::Count(name) if !known(name) => {
            faults.add("E-UNDECLARED", &format!("{name} is not known"));
        }
        Node::Variable(name) if variables.keys.contains(name) => {
            faults.add("E-COND-MATCHVAR", "a key of match is no condition");
        }
        Node::Variable(_) | Node::Absent(_) => {}
        Node::Compare {
            left, op, right, ..
        } => match (&**left, &**right) {
            (Node::Count(name), _) if !known(name) => {
                faults.add("E-UNDECLARED", &format!("#{name} is not known"))
            }
            (Node::Count(_), Node::Int(number)) => {
                if !grouped && (*number > 1 || (*number == 1 && op == ">")) {
                    faults.add("W-COUNT-NOMATCH", "without match there is one event");
                }
            }
            (Node::Count(_), _) => {
                faults.add("E-COND-COUNT", "a count is compared with an integer")
            }
            (
                Node::Variable(name),
                Node::Int(_) | Node::Float(_) | Node::Text(_) | Node::Bool(_),
            ) if variables.outcomes.contains(name) => {}
            _ => faults.add(
                "E-COND",
                "a condition compares outcomes and counts with literals",
            ),
        },
        Node::Call(name, _) if name == "arrays.contains" => {}
        _ => faults.add("E-COND", "this is no condition on events"),
    }
}
