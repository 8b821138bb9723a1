//! In: YAML text. Out: the place of every node, and nothing about its value.
//!
//! Iterative, so that no nesting can exhaust the stack, and with a count of all nodes as they are
//! when aliases have been replaced by what they repeat. Whoever reads the same text afterwards
//! may recurse and expand: it stays below [`MAX_DEPTH`] levels and [`MAX_NODES`] nodes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use serde_saphyr::granit_parser::{self, Event, Parser, ScanError, StructureStyle};
use transpile_sdk::diagnostic::Span;

/// A node and its place.
#[derive(Debug)]
pub(super) struct Node {
    /// The place; a list in brackets has its brackets inside.
    pub(super) span: Span,
    /// What it consists of.
    pub(super) shape: Shape,
    /// Nodes in it, itself included, aliases expanded.
    nodes: usize,
    /// Levels in it, itself included, aliases expanded.
    depth: usize,
}

/// A node's structure.
#[derive(Debug)]
pub(super) enum Shape {
    /// Text, number, boolean, null.
    Scalar,
    /// The elements.
    List(Vec<Rc<Node>>),
    /// Keys and values as they are written, duplicates included.
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

/// Why there are no places.
#[derive(Debug)]
pub(super) enum Fault {
    /// The text is not YAML.
    Syntax {
        /// What the reader says.
        error: ScanError,
        /// Where the innermost bracket stands that is open there.
        bracket: Option<usize>,
    },
    /// A limit is reached at this offset.
    TooLarge(usize),
    /// A second document begins at this offset.
    Documents(usize),
    /// A tag other than those of YAML's own types.
    Tag(Span),
    /// An alias inside of what it repeats.
    Circle(Span),
}

/// Levels of nesting that a file may have.
const MAX_DEPTH: usize = 100;

/// Nodes that a file may have.
const MAX_NODES: usize = 500_000;

/// Reads the places of all nodes. No node at all: the file is empty.
pub(super) fn read(text: &str) -> Result<Option<Rc<Node>>, Fault> {
    nodes(text).or_else(|fault| match (untabbed(text), fault) {
        // Tabs before the lines of a `{…}` are fine for most readers of YAML, but not for this
        // one. Blanks instead of them change no place.
        (Cow::Owned(text), fault @ Fault::Syntax { .. }) => nodes(&text).map_err(|_| fault),
        (_, fault) => Err(fault),
    })
}

fn nodes(text: &str) -> Result<Option<Rc<Node>>, Fault> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder::default();
    while let Some(event) = parser.next_event() {
        let (event, place) = event.map_err(|error| Fault::Syntax {
            error,
            bracket: builder.bracket(),
        })?;
        let tag = place.tag_span();
        let span = span(place);
        // `!!str` and the like say no more than the value does.
        if event.tag().is_some_and(|tag| tag.core_suffix().is_none()) {
            return Err(Fault::Tag(tag.map_or(span, self::span)));
        }
        builder.event(&event, span)?;
    }
    Ok(builder.root)
}

/// A list or a mapping whose end has not come yet.
struct Open {
    span: Span,
    flow: bool,
    anchor: usize,
    /// The key that waits for its value.
    key: Option<Rc<Node>>,
    shape: Shape,
    nodes: usize,
    depth: usize,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    /// What each anchor stands for; nothing while that is still open.
    anchors: HashMap<usize, Option<Rc<Node>>>,
    documents: usize,
    root: Option<Rc<Node>>,
}

impl Builder {
    /// Where the innermost bracket stands, if what is open there is written in brackets.
    fn bracket(&self) -> Option<usize> {
        let open = self.open.last().filter(|open| open.flow)?;
        Some(open.span.start)
    }

    fn event(&mut self, event: &Event<'_>, span: Span) -> Result<(), Fault> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Fault::Documents(span.start));
                }
            }
            Event::Scalar(_, _, anchor, _) => {
                let node = Node {
                    span,
                    shape: Shape::Scalar,
                    nodes: 1,
                    depth: 1,
                };
                self.close(node, *anchor)?;
            }
            Event::Alias(anchor) => match self.anchors.get(anchor) {
                Some(Some(node)) => {
                    let node = Rc::clone(node);
                    self.add(node, span)?;
                }
                _ => return Err(Fault::Circle(span)),
            },
            Event::SequenceStart(style, anchor, _) => {
                self.start(span, *style, *anchor, Shape::List(Vec::new()))?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.start(span, *style, *anchor, Shape::Map(Vec::new()))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let mut place = open.span;
                    if open.flow {
                        place.end = span.end;
                    }
                    let node = Node {
                        span: place,
                        shape: open.shape,
                        nodes: open.nodes,
                        depth: open.depth,
                    };
                    self.close(node, open.anchor)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn start(
        &mut self,
        span: Span,
        style: StructureStyle,
        anchor: usize,
        shape: Shape,
    ) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::TooLarge(span.start));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        let flow = style == StructureStyle::Flow;
        self.open.push(Open {
            span,
            flow,
            anchor,
            key: None,
            shape,
            nodes: 1,
            depth: 1,
        });
        Ok(())
    }

    /// A node is complete.
    fn close(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        let span = node.span;
        let node = Rc::new(node);
        if anchor != 0 {
            self.anchors.insert(anchor, Some(Rc::clone(&node)));
        }
        self.add(node, span)
    }

    /// Puts a node, which is written at `span`, into what is open around it.
    fn add(&mut self, node: Rc<Node>, span: Span) -> Result<(), Fault> {
        let level = self.open.len();
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.nodes = open.nodes.saturating_add(node.nodes);
        open.depth = open.depth.max(node.depth + 1);
        if open.nodes > MAX_NODES || level + node.depth > MAX_DEPTH {
            return Err(Fault::TooLarge(span.start));
        }
        open.span = open.span.to(span);
        match (&mut open.shape, open.key.take()) {
            (Shape::List(items), _) => items.push(node),
            (Shape::Map(entries), Some(key)) => entries.push((key, node)),
            (Shape::Map(_), None) => open.key = Some(node),
            (Shape::Scalar, _) => {}
        }
        Ok(())
    }
}

fn span(place: granit_parser::Span) -> Span {
    let start = place.start.byte_offset().unwrap_or_default();
    Span::new(start, place.end.byte_offset().unwrap_or(start).max(start))
}

/// `text` with blanks for the tabs that stand before the first character of a line.
fn untabbed(text: &str) -> Cow<'_, str> {
    let indented = |line: &str| {
        let rest = line.trim_start_matches([' ', '\t']);
        line.len() - rest.len()
    };
    let tabbed = |line: &str| line.bytes().take(indented(line)).any(|b| b == b'\t');
    if !text.lines().any(tabbed) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let depth = indented(line);
        out.extend(std::iter::repeat_n(' ', depth));
        out.push_str(line.get(depth..).unwrap_or_default());
    }
    Cow::Owned(out)
}
