//! Blocks as they come up: paragraph by paragraph, with boxes and notes behind the paragraph that they hang on.

use std::ops::Range;

use crate::audit::copy::{Block, Doubt, Furniture};
use crate::extract::html::raised;
use crate::extract::office::look::Look;

/// A paragraph that is open.
#[derive(Default)]
struct Paragraph {
    text: String,
    /// The pieces that it hides, and how.
    hidden: Vec<(&'static str, String)>,
    /// Where a reader may not see the text, and why.
    doubts: Vec<Doubt>,
    /// The same of all of it.
    doubt: Option<&'static str>,
    /// Whether it is a large letter with which the next one begins.
    goes_on: bool,
    /// What hangs on it.
    behind: Vec<Block>,
}

/// The blocks of a document.
#[derive(Default)]
pub(super) struct Paragraphs {
    blocks: Vec<Block>,
    open: Vec<Paragraph>,
    /// The large letter that the next paragraph begins with.
    initial: Option<Paragraph>,
    /// What the paragraphs are part of, if not of the text.
    pub(super) furniture: Option<Furniture>,
}

/// How far a document was read.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    text: usize,
    hidden: usize,
    blocks: usize,
}

impl Paragraphs {
    pub(super) fn begin(&mut self) {
        let initial = if self.open.is_empty() { self.initial.take() } else { None };
        self.open.push(Paragraph { goes_on: false, ..initial.unwrap_or_default() });
    }

    /// Lets the open paragraph be the large letter with which the next one begins.
    pub(super) fn goes_on(&mut self) {
        self.open.last_mut().into_iter().for_each(|paragraph| paragraph.goes_on = true);
    }

    /// What is hidden since `first` as one of several alternatives, and not shown as another of them, may be seen.
    pub(super) fn leave_open_alternatives(&mut self, first: Mark, how: &str) {
        let blocks = self.blocks_here();
        let (_, since) = blocks.split_at_mut_checked(first.blocks).unwrap_or_default();
        let shown: Vec<String> =
            since.iter().filter(|block| block.hidden.is_none()).map(|block| block.text.clone()).collect();
        for block in since.iter_mut().filter(|block| block.hidden.as_deref() == Some(how)) {
            if !shown.contains(&block.text) {
                block.hidden = None;
                block.doubts.push(doubt(0..block.text.len(), "alternative"));
            }
        }
        let Some(open) = self.open.last_mut() else { return };
        let hidden = open.hidden.split_off(first.hidden.min(open.hidden.len()));
        for (way, text) in hidden {
            let is_shown = open.text.get(first.text..).is_some_and(|shown| shown.contains(text.trim()));
            if way == how && !is_shown {
                if !open.text.is_empty() && !open.text.ends_with(char::is_whitespace) {
                    open.text.push(' ');
                }
                let start = open.text.len();
                open.text.push_str(&text);
                open.doubts.push(doubt(start..open.text.len(), "alternative"));
            } else {
                open.hidden.push((way, text));
            }
        }
    }

    pub(super) fn end(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        if paragraph.goes_on && self.open.is_empty() {
            self.initial = Some(paragraph);
            return;
        }
        let element = self.furniture.as_ref().and_then(|furniture| furniture.element);
        let block = |text: String, hidden: Option<&str>| Block {
            text,
            hidden: hidden.map(str::to_owned),
            furniture: self.furniture.clone(),
            elements: element.into_iter().collect(),
            ..Block::default()
        };
        let mut doubts = paragraph.doubts;
        doubts.extend(paragraph.doubt.map(|what| doubt(0..paragraph.text.len(), what)));
        let shown = Block { doubts, ..block(paragraph.text, None) };
        let hidden = paragraph.hidden.into_iter().map(|(how, text)| block(text, Some(how)));
        let mut blocks: Vec<Block> = std::iter::once(shown).chain(hidden).collect();
        blocks.retain(|block| !block.text.trim().is_empty());
        blocks.extend(paragraph.behind);
        self.blocks_here().extend(blocks);
    }

    /// Text of the open paragraph; none outside of paragraphs.
    pub(super) fn text(&mut self, text: &str, hidden: Option<&'static str>, look: &Look) {
        let Some(paragraph) = self.open.last_mut() else { return };
        let begins_word = paragraph.text.is_empty() || paragraph.text.ends_with(char::is_whitespace);
        let is_word_raised = look.raised == Some(true) && begins_word && text.contains(char::is_alphabetic);
        let text = text.chars().map(|c| if look.raised == Some(true) { raised(c) } else { c });
        match (hidden, paragraph.hidden.last_mut()) {
            (None, _) => {
                let start = paragraph.text.len();
                paragraph.text.extend(text);
                let at = start..paragraph.text.len();
                let doubts = look.doubts().or(is_word_raised.then_some("raised"));
                match (doubts, paragraph.doubts.last_mut()) {
                    (Some(what), Some(last)) if last.what == what && last.at.end == start => {
                        last.at.end = at.end
                    }
                    (Some(what), _) => paragraph.doubts.push(doubt(at, what)),
                    (None, _) => {}
                }
            }
            (Some(how), Some((before, hidden))) if *before == how => hidden.extend(text),
            (Some(how), _) => paragraph.hidden.push((how, text.collect())),
        }
    }

    /// Leaves open whether a reader sees the open paragraph.
    pub(super) fn doubt(&mut self, what: &'static str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.doubt = Some(what);
        }
    }

    /// White space that runs on counts once, as in ODT.
    pub(super) fn ends_in_space(&self) -> bool {
        self.open
            .last()
            .is_none_or(|paragraph| paragraph.text.is_empty() || paragraph.text.ends_with([' ', '\n']))
    }

    /// Blocks that hang on the open paragraph.
    pub(super) fn hang(&mut self, blocks: &[Block]) {
        self.blocks_here().extend_from_slice(blocks);
    }

    /// A block by itself.
    pub(super) fn alone(&mut self, text: &str, hidden: Option<&'static str>) {
        self.begin();
        self.text(text, hidden, &Look::default());
        self.end();
    }

    pub(super) fn mark(&mut self) -> Mark {
        let (text, hidden) = self.open.last().map_or((0, 0), |open| (open.text.len(), open.hidden.len()));
        Mark { text, hidden, blocks: self.blocks_here().len() }
    }

    /// Takes back what was read since `second`, if it repeats what was read between `first` and `second`.
    pub(super) fn drop_repeated(&mut self, first: Mark, second: Mark) {
        let (text, repeated) = self.open.last().map_or(("", ""), |open| {
            (
                open.text.get(first.text..second.text).unwrap_or_default(),
                open.text.get(second.text..).unwrap_or_default(),
            )
        });
        let is_repeated = text == repeated && {
            let blocks = self.blocks_here();
            blocks.get(first.blocks..second.blocks) == blocks.get(second.blocks..)
        };
        if is_repeated {
            if let Some(open) = self.open.last_mut() {
                open.text.truncate(second.text);
                open.doubts.retain(|doubt| doubt.at.end <= second.text);
                open.hidden.truncate(second.hidden);
            }
            self.blocks_here().truncate(second.blocks);
        }
    }

    fn blocks_here(&mut self) -> &mut Vec<Block> {
        self.open.last_mut().map_or(&mut self.blocks, |paragraph| &mut paragraph.behind)
    }

    /// All blocks, each with the line of the extracted text where it begins.
    pub(super) fn finish(mut self) -> Vec<Block> {
        if self.initial.is_some() {
            self.begin();
        }
        while !self.open.is_empty() {
            self.end();
        }
        let mut line = 1;
        for block in &mut self.blocks {
            block.line = line;
            line += block.text.matches('\n').count() + 1;
        }
        self.blocks
    }
}

fn doubt(at: Range<usize>, what: &str) -> Doubt {
    Doubt { at, what: what.to_owned(), element: None }
}
