//! Which rules match a row, found without asking every rule.
//!
//! In: the rules' expressions, and rows. Out: for each row the rules that match it. A decision tree that
//! grows with the values that come: at a node one column is looked at, and for each of its values there is
//! a child with what is left of the rules once every question about that column is answered. Rules that can
//! no longer match are not there any more. As a condition is true or false and never unknown, an answered
//! question may be replaced by its answer wherever it stands, under a negation too.

use super::atoms::{Atoms, Expr};
use super::memo::{ByValue, Key, Memo, Wanted, seldom};
use super::row::Row;
use indexmap::IndexMap;

/// A column is looked at if so many rules ask about it.
const WORTH_A_LOOK: usize = 4;
/// A tree that holds more expressions starts anew.
const MOST: usize = 50_000;
/// A node: what is known of a row that comes here.
#[derive(Debug, Default)]
struct Node {
    /// What is left of the rules.
    rules: Vec<(usize, Expr)>,
    /// The column to look at.
    column: Option<usize>,
    /// Columns whose values seldom come again.
    given_up: Vec<usize>,
    /// The nodes behind the values of that column.
    children: ByValue<usize>,
    /// How many rows have come, and how many of them had a child.
    came: u64,
    again: u64,
}

/// A decision tree.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// How many expressions the nodes hold.
    size: usize,
    /// How many it may hold.
    most: usize,
    /// What atoms have answered.
    memo: Memo,
}

impl Tree {
    /// A tree with nothing but a root.
    pub(super) fn new(rules: &[Expr], atoms: &Atoms) -> Self {
        let rules: Vec<(usize, Expr)> = rules.iter().cloned().enumerate().collect();
        let mut root = Node {
            rules,
            ..Node::default()
        };
        root.choose(atoms);
        Self {
            nodes: vec![root],
            size: 0,
            most: MOST,
            memo: Memo::new(atoms),
        }
    }

    /// Adds the rules that match the row to `found`, in their order.
    pub(super) fn matches(&mut self, row: &Row, atoms: &Atoms, found: &mut Vec<usize>) {
        self.memo.next();
        let at = self.descend(row, atoms);
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        let memo = &mut self.memo;
        let mut ask = |atom: usize| memo.ask(atom, row, atoms);
        for (rule, expr) in &node.rules {
            if expr.holds(&mut ask) {
                found.push(*rule);
            }
        }
    }

    /// The node that knows most of the row.
    fn descend(&mut self, row: &Row, atoms: &Atoms) -> usize {
        let mut at = 0;
        loop {
            let next = self.nodes.len();
            let full = self.size > self.most;
            let Some(node) = self.nodes.get_mut(at) else {
                return at;
            };
            let Some(column) = node.column else { return at };
            let value = row.get(column);
            node.came += 1;
            if let Some(child) = node.children.get(&Wanted(value)) {
                node.again += 1;
                at = *child;
                continue;
            }
            if seldom(node.came, node.again) {
                node.give_up(column, atoms);
                continue;
            }
            let Some(key) = Key::new(value) else {
                return at;
            };
            if full {
                self.prune(atoms);
                at = 0;
                continue;
            }
            let child = node.child(column, row, atoms);
            node.children.insert(key, next);
            self.size += child.rules.len() + 1;
            self.nodes.push(child);
            at = next;
        }
    }

    /// Leaves nothing but the root.
    fn prune(&mut self, atoms: &Atoms) {
        self.nodes.truncate(1);
        self.size = 0;
        for root in &mut self.nodes {
            root.children.clear();
            root.choose(atoms);
        }
    }
}

impl Node {
    /// The node behind the row's value of `column`.
    fn child(&self, column: usize, row: &Row, atoms: &Atoms) -> Self {
        let mut known = |atom| (atoms.column(atom) == Some(column)).then(|| atoms.ask(atom, row));
        let left = self
            .rules
            .iter()
            .map(|(rule, expr)| (*rule, expr.given(&mut known)));
        let mut child = Self {
            rules: left
                .filter(|(_, expr)| *expr != Expr::Const(false))
                .collect(),
            given_up: self.given_up.clone(),
            ..Self::default()
        };
        child.choose(atoms);
        child
    }

    /// Chooses the column that most rules ask about.
    fn choose(&mut self, atoms: &Atoms) {
        let mut asked: IndexMap<usize, usize> = IndexMap::new();
        for (_, expr) in &self.rules {
            let mut columns = Vec::new();
            expr.atoms(&mut |atom| {
                if let Some(column) = atoms.column(atom)
                    && !columns.contains(&column)
                {
                    columns.push(column);
                }
            });
            for column in columns {
                *asked.entry(column).or_default() += 1;
            }
        }
        asked.retain(|column, rules| *rules >= WORTH_A_LOOK && !self.given_up.contains(column));
        // Of several the first.
        let best = asked.iter().rev().max_by_key(|(_, rules)| **rules);
        self.column = best.map(|(column, _)| *column);
    }

    /// Looks at another column from now on.
    fn give_up(&mut self, column: usize, atoms: &Atoms) {
        self.given_up.push(column);
        self.children.clear();
        self.came = 0;
        self.again = 0;
        self.choose(atoms);
    }
}

#[cfg(test)]
mod tests {
    use super::super::memo::LONGEST;
    use super::*;
    use crate::eval::{self, Json};
    use crate::hunt::row::{Columns, Kind};
    use transpile_sdk::ir::{
        Condition, Field, Origin, Predicate, Root, Scalar, Step, Test, Type, Value,
    };

    /// Eight rules that ask whether column 0 ends with a digit, and column 1 is a letter.
    fn rules() -> (Vec<Expr>, Atoms) {
        let mut columns = Columns::default();
        let mut predicate = |name: &str, test| {
            let step = Step::Key(name.to_owned());
            columns.place(std::slice::from_ref(&step), Kind::Value);
            let field = Field {
                root: Root::Event,
                steps: vec![step],
                ty: Type::String,
                facts: transpile_sdk::ir::Facts::default(),
            };
            columns.condition(&Condition::Predicate(Predicate {
                value: Value::Field(field),
                negated: false,
                test,
                origin: Origin::default(),
            }))
        };
        let mut atoms = Atoms::default();
        let mut exprs = Vec::new();
        for digit in 0..8 {
            let ends = predicate("id", Test::EndsWith(digit.to_string()));
            let is = predicate("letter", Test::Eq(Scalar::String("a".into())));
            let both = Condition::Or(vec![
                Condition::And(vec![ends, is.clone()]),
                Condition::Not(Box::new(is)),
            ]);
            exprs.push(atoms.expr(&both, &eval::Options::default()).unwrap());
        }
        (exprs, atoms)
    }

    fn row(id: &Json, letter: &str) -> Row {
        let mut row = Row::new(2);
        row.set(0, id.clone());
        row.set_text(1, letter);
        row
    }

    fn expected(id: &str, letter: &str) -> Vec<usize> {
        (0..8)
            .filter(|digit| letter != "a" || id.ends_with(&digit.to_string()))
            .collect()
    }

    #[track_caller]
    fn check(tree: &mut Tree, atoms: &Atoms, id: &str, letter: &str) {
        let mut found = Vec::new();
        tree.matches(&row(&Json::String(id.into()), letter), atoms, &mut found);
        assert_eq!(found, expected(id, letter), "{id} {letter}");
    }

    #[test]
    fn values_that_never_come_again_are_given_up() {
        let (exprs, atoms) = rules();
        let mut tree = Tree::new(&exprs, &atoms);
        for number in 0..5000 {
            check(
                &mut tree,
                &atoms,
                &number.to_string(),
                ["a", "b"][number % 2],
            );
        }
        assert!(tree.nodes.len() < 1200, "{} nodes", tree.nodes.len());
        assert!(tree.nodes.iter().any(|node| !node.given_up.is_empty()));
    }

    #[test]
    fn a_tree_that_is_full_starts_anew() {
        let (exprs, atoms) = rules();
        let mut tree = Tree::new(&exprs, &atoms);
        tree.most = 50;
        for number in 0..2000 {
            check(
                &mut tree,
                &atoms,
                &(number % 40).to_string(),
                ["a", "b", "c"][number % 3],
            );
            assert!(tree.size <= tree.most + exprs.len() + 1 && tree.nodes.len() <= 60);
        }
    }

    #[test]
    fn long_texts_and_other_values_are_asked_at_once() {
        let (exprs, atoms) = rules();
        let mut tree = Tree::new(&exprs, &atoms);
        for _ in 0..3 {
            check(&mut tree, &atoms, &"7".repeat(LONGEST + 1), "a");
            for id in [
                Json::Null,
                Json::Bool(true),
                Json::Array(vec![]),
                Json::Number(transpile_sdk::ir::Number::Int(5).into()),
            ] {
                let mut found = Vec::new();
                tree.matches(&row(&id, "a"), &atoms, &mut found);
                assert_eq!(found, [0_usize; 0], "{id}");
            }
        }
        // Null, true, 5 and the letter behind the long text; the text itself has no child.
        assert!(tree.nodes.len() <= 8, "{} nodes", tree.nodes.len());
    }
}
