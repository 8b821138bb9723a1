//! Which rules match a row, found without asking every rule.
//!
//! In: the rules' expressions, and rows. Out: for each row the rules that match it. A decision tree that
//! grows with the values that come: at a node one column is looked at, and behind each of its values is a
//! child with what is left of the rules once every question about that column is answered; values with the
//! same answers share a child. Rules that can no longer match are not there any more. As a condition is true
//! or false and never unknown, an answered question may be replaced by its answer wherever it stands, under
//! a negation too.

use super::atoms::{Atoms, Expr};
use super::memo::{ByValue, Key, Memo, Wanted, seldom};
use super::row::Row;
use indexmap::IndexMap;

/// A column is looked at if so many rules ask about it.
const WORTH_A_LOOK: usize = 4;
/// A tree that holds so many expressions and values is full.
const MOST: usize = 120_000;
/// A full tree starts anew if so many rows have come since it last did.
const SOON: u64 = 1 << 18;

/// A node: what is known of a row that comes here.
#[derive(Debug, Default)]
struct Node {
    /// What is left of the rules.
    rules: Vec<(usize, Expr)>,
    /// The column to look at.
    column: Option<usize>,
    /// The questions about that column.
    asked: Vec<usize>,
    /// The nodes behind its values.
    values: ByValue<usize>,
    /// The nodes behind the answers to those questions.
    answers: IndexMap<Vec<bool>, usize>,
}

/// How often values of a column have come, and how often one that had been there before.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    came: u64,
    again: u64,
}

/// A decision tree.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    columns: Vec<Column>,
    /// What atoms have answered.
    memo: Memo,
    /// How many expressions and values the nodes hold.
    size: usize,
    /// How many they may hold.
    most: usize,
    /// How many rows have come since the tree was nothing but a root.
    rows: u64,
    /// After so many it may be that again.
    soon: u64,
}

impl Tree {
    /// A tree with nothing but a root, for rows with so many columns.
    pub(super) fn new(rules: &[Expr], atoms: &Atoms, columns: usize) -> Self {
        let columns = vec![Column::default(); columns];
        let rules = rules.iter().cloned().enumerate().collect();
        Self {
            nodes: vec![Node::new(rules, &columns, atoms)],
            columns,
            memo: Memo::new(atoms),
            size: 0,
            most: MOST,
            rows: 0,
            soon: SOON,
        }
    }

    /// Adds the rules that match the row to `found`, in their order.
    pub(super) fn matches(&mut self, row: &Row, atoms: &Atoms, found: &mut Vec<usize>) {
        self.memo.next();
        self.rows += 1;
        if self.size > self.most && self.rows > self.soon {
            self.prune(atoms);
        }
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
            let Some(node) = self.nodes.get_mut(at) else {
                return at;
            };
            let Some(column) = node.column else { return at };
            let Some(count) = self.columns.get_mut(column) else {
                return at;
            };
            let value = row.get(column);
            count.came += 1;
            if let Some(child) = node.values.get(&Wanted(value)) {
                count.again += 1;
                at = *child;
                continue;
            }
            if seldom(count.came, count.again) {
                let rules = std::mem::take(&mut node.rules);
                *node = Node::new(rules, &self.columns, atoms);
                continue;
            }
            if self.size > self.most {
                return at;
            }
            let Some(key) = Key::new(value) else {
                return at;
            };
            at = self.grow(at, column, key, row, atoms);
        }
    }

    /// Gives the row's value of a column a child.
    fn grow(&mut self, at: usize, column: usize, key: Key, row: &Row, atoms: &Atoms) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else {
            return at;
        };
        let memo = &mut self.memo;
        let asked = node.asked.iter();
        let answers: Vec<bool> = asked.map(|atom| memo.ask(*atom, row, atoms)).collect();
        self.size += 1;
        if let Some(&child) = node.answers.get(&answers) {
            node.values.insert(key, child);
            return child;
        }
        let mut known =
            |atom| (atoms.column(atom) == Some(column)).then(|| memo.ask(atom, row, atoms));
        let given = node
            .rules
            .iter()
            .map(|(rule, expr)| (*rule, expr.given(&mut known)));
        let left: Vec<(usize, Expr)> = given
            .filter(|(_, expr)| *expr != Expr::Const(false))
            .collect();
        node.values.insert(key, next);
        node.answers.insert(answers, next);
        self.size += left.len() + 1;
        self.nodes.push(Node::new(left, &self.columns, atoms));
        next
    }

    /// Leaves nothing but the root.
    fn prune(&mut self, atoms: &Atoms) {
        self.nodes.truncate(1);
        self.size = 0;
        self.rows = 0;
        for root in &mut self.nodes {
            let rules = std::mem::take(&mut root.rules);
            *root = Node::new(rules, &self.columns, atoms);
        }
    }
}

impl Node {
    /// A node without children that looks at the column which most of its rules ask about.
    fn new(rules: Vec<(usize, Expr)>, columns: &[Column], atoms: &Atoms) -> Self {
        // How many rules ask about each column, and the last of them.
        let mut asking: IndexMap<usize, (usize, usize)> = IndexMap::new();
        for (place, (_, expr)) in rules.iter().enumerate() {
            expr.atoms(&mut |atom| {
                if let Some(column) = atoms.column(atom) {
                    let (count, last) = asking.entry(column).or_insert((0, usize::MAX));
                    *count += usize::from(*last != place);
                    *last = place;
                }
            });
        }
        asking.retain(|column, (count, _)| {
            let known = columns.get(*column);
            *count >= WORTH_A_LOOK && !known.is_some_and(|known| seldom(known.came, known.again))
        });
        // Of several the first.
        let best = asking.iter().rev().max_by_key(|(_, (count, _))| *count);
        let column = best.map(|(column, _)| *column);
        let mut asked = Vec::new();
        for (_, expr) in &rules {
            expr.atoms(&mut |atom| {
                if column.is_some() && atoms.column(atom) == column {
                    asked.push(atom);
                }
            });
        }
        asked.sort_unstable();
        asked.dedup();
        Self {
            rules,
            column,
            asked,
            ..Self::default()
        }
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
        let mut tree = Tree::new(&exprs, &atoms, 2);
        for number in 0..5000 {
            check(
                &mut tree,
                &atoms,
                &number.to_string(),
                ["a", "b"][number % 2],
            );
        }
        assert!(tree.nodes.len() < 30, "{} nodes", tree.nodes.len());
        assert!(tree.size < 1500, "{}", tree.size);
        assert!(
            tree.columns
                .iter()
                .any(|column| seldom(column.came, column.again))
        );
    }

    #[test]
    fn a_tree_that_is_full_starts_anew() {
        let (exprs, atoms) = rules();
        let mut tree = Tree::new(&exprs, &atoms, 2);
        (tree.most, tree.soon) = (50, 20);
        let mut pruned = 0;
        for number in 0..2000 {
            check(
                &mut tree,
                &atoms,
                &(number % 40).to_string(),
                ["a", "b", "c"][number % 3],
            );
            assert!(tree.size <= tree.most + exprs.len() + 2 && tree.nodes.len() <= 60);
            pruned += usize::from(tree.rows == 0);
        }
        assert!(pruned > 10, "{pruned} times");
    }

    #[test]
    fn long_texts_and_other_values_are_asked_at_once() {
        let (exprs, atoms) = rules();
        let mut tree = Tree::new(&exprs, &atoms, 2);
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
