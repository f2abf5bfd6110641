//! A copy in circulation, as extraction hands it over: parts, and in each the blocks of text that it shows or hides.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A copy: a file, or the parts of an e-mail that each may carry the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// At least one.
    pub parts: Vec<Part>,
}

/// What a reader may take for the whole: a file, or one part of an e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Where it stands in the copy: `the file`, `part 2: text/html`.
    pub name: String,
    /// What got the text out, with its version.
    pub extractor: String,
    /// The encoding that was found, if it was not UTF-8.
    pub encoding: Option<String>,
    /// The source, decoded, if it is plain text; only then can it be the very text.
    pub plain: Option<String>,
    /// How many style sheets it takes from elsewhere, which are not read.
    pub unread_styles: usize,
    /// What it shows and hides, in reading order; or why there is nothing to compare.
    pub blocks: Result<Vec<Block>, String>,
}

/// A paragraph, a line of a list, a cell, a heading: what a reader sees set apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its text; LF where the copy breaks a line.
    pub text: String,
    /// The line where it begins, from 1, in the file or, where that has no lines, in the extracted text.
    pub line: usize,
    /// How it is hidden from a reader, if it is.
    pub hidden: Option<String>,
    /// Whether it stands for a picture or explains something: its words are no text.
    pub is_alternative: bool,
    /// Where it is not sure that a reader sees the text as it is written.
    pub doubts: Vec<Doubt>,
    /// What it is around a text, by its nature or by the element that holds it.
    pub furniture: Option<Furniture>,
    /// The elements that hold it, outermost first, as numbers of the part; none where there are no elements.
    pub elements: Vec<usize>,
}

/// Why it is not sure that a reader sees a stretch of text as it is written: it may be hidden, struck out, moved,
/// mirrored, or stand beside words that are not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The stretch, in bytes of the block's text.
    pub at: Range<usize>,
    /// The property or the element that does it: `clip-path`.
    pub what: String,
    /// The element that it takes along, if nothing is lost where that holds the whole of a text.
    pub element: Option<usize>,
}

/// The kind of furniture that is nothing but links.
pub const LINKS: &str = "links";

/// The kind of furniture that names what a page is filed under.
pub const TAGS: &str = "tags";

/// The kind of furniture that leads to where a page is passed on.
pub const SHARE: &str = "share links";

/// What may stand around a text without being part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Furniture {
    /// In a word or two: `navigation`, `page number`.
    pub what: String,
    /// The element that makes it so, by its number; none if the block is furniture by its nature, wherever it stands.
    pub element: Option<usize>,
}

impl Furniture {
    /// What pages have at the top.
    pub const HEAD: &str = "running head";
    /// What pages have at the bottom.
    pub const FOOT: &str = "running foot";

    /// Whether it stands at the top or the bottom of pages.
    pub fn is_running(&self) -> bool {
        [Self::HEAD, Self::FOOT].contains(&self.what.as_str())
    }
}

impl Block {
    /// Plain visible text.
    pub fn visible(text: impl Into<String>, line: usize) -> Self {
        Self { text: text.into(), line, ..Self::default() }
    }
}
