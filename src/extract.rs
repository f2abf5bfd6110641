//! Text and bundles out of what people send and publish.

pub mod child;
mod color;
mod html;
pub mod mail;
mod message;
mod office;
mod pages;
mod pdf;
mod plain;
pub mod poppler;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::audit::copy::{Block, Copy, Furniture, Part};

pub(crate) use html::FILING;

/// The largest copy that is read, in bytes.
pub const MAX_COPY: usize = 64 << 20;

/// The largest page or mail that is taken apart, in bytes: more than any that people wrote.
pub const MAX_PAGE: usize = 16 << 20;

/// The most text that comes out of a copy, in bytes: a thousand pages.
pub const MAX_TEXT: usize = 4 << 20;

/// The name of the only part of a copy.
const WHOLE: &str = "the file";

/// Why no text comes out of a copy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ExtractError {
    /// More of something than in anything that people wrote.
    #[error("there are too many {what}, the limit is {limit}")]
    TooMuch {
        /// Of what.
        what: Cow<'static, str>,
        /// The limit.
        limit: usize,
    },
    /// A kind of file that is not read here.
    #[error("the copy is {0}, which is not read here")]
    Unsupported(String),
    /// A mail without anything that could be a mail.
    #[error("the copy begins like an e-mail, and is none")]
    NoMail,
    /// A mail without text.
    #[error("the e-mail holds no text")]
    EmptyMail,
    /// A file of nothing, or of white space.
    #[error("the copy is empty")]
    Empty,
    /// Not what it begins like, or only a piece of it.
    #[error("the {what} is damaged: {why}")]
    Damaged {
        /// What it begins like.
        what: Cow<'static, str>,
        /// What is wrong.
        why: String,
    },
    /// A PDF file of pictures.
    #[error("the PDF file shows no letters, only pictures or nothing: it may be a scan")]
    NoText,
    /// A PDF file whose fonts do not say what their letters are.
    #[error("the fonts of the PDF file do not say what their letters are")]
    NoLetters,
    /// A PDF file in a script that is written from right to left.
    #[error(
        "the PDF file is written from right to left, and its letters come out in the order in which they are seen"
    )]
    VisualOrder,
    /// Something else, where only a PDF file can be read.
    #[error("the copy is no PDF file, and pdftotext reads nothing else")]
    NoPdf,
    /// No `pdftotext` on this machine.
    #[error("there is no pdftotext here")]
    NoPdftotext,
    /// Locked under a password.
    #[error("the {0} is locked under a password")]
    Encrypted(Cow<'static, str>),
    /// More time than the child process has.
    #[error("taking the copy apart needs more than {} seconds", child::SECONDS)]
    TooSlow,
    /// More memory than the child process has, or another end of it.
    #[error("taking the copy apart needs more than {} MiB, or brings its reader down", child::MEMORY >> 20)]
    BrokeOff,
    /// The child process does not run, or says something else than an answer.
    #[error("the reader of copies does not answer: {0}")]
    NoAnswer(String),
}

/// What a copy shows and hides. `name` is the file's, if it has one: Markdown is told by nothing else. This takes the copy
/// apart here and now; [`child::copy`] has a process do it that is limited in time and memory.
///
/// # Errors
/// When it is of a kind that is not read here, or beyond the limits.
pub fn copy(bytes: &[u8], name: Option<&str>) -> Result<Copy, ExtractError> {
    let copy = parts(bytes, name)?;
    within("bytes of text in the copy", copy.parts.iter().map(text_of).sum(), MAX_TEXT)?;
    Ok(copy)
}

/// How many bytes of text a part has.
fn text_of(part: &Part) -> usize {
    let shown = || part.blocks.iter().flatten().map(|block| block.text.len()).sum();
    part.plain.as_ref().map_or_else(shown, String::len)
}

fn parts(bytes: &[u8], name: Option<&str>) -> Result<Copy, ExtractError> {
    within("bytes in the copy", bytes.len(), MAX_COPY)?;
    let kind = mail::kind_of(bytes);
    match kind {
        mail::Kind::Pdf => {
            return Ok(Copy { parts: vec![whole(pdf::EXTRACTOR, pdf::blocks(bytes)?)] });
        }
        mail::Kind::Word | mail::Kind::OpenDocument | mail::Kind::Zip => {
            return Ok(Copy { parts: vec![whole(office::EXTRACTOR, office::blocks(bytes)?)] });
        }
        mail::Kind::Nothing
        | mail::Kind::Text
        | mail::Kind::Json
        | mail::Kind::Html
        | mail::Kind::Unknown => {}
        other => return Err(ExtractError::Unsupported(other.to_string())),
    }
    let (text, encoding) = plain::decode(bytes, charset_of_page(bytes).as_deref());
    if text.trim().is_empty() {
        return Err(ExtractError::Empty);
    }
    if kind == mail::Kind::Unknown && text.contains('\0') {
        return Err(ExtractError::Unsupported(kind.to_string()));
    }
    let part = |extractor: &str, plain: Option<String>, blocks, unread_styles| Part {
        name: WHOLE.to_owned(),
        extractor: extractor.to_owned(),
        encoding: encoding.map(|encoding| encoding.name().to_owned()),
        plain,
        unread_styles,
        blocks: Ok(blocks),
    };
    if mail::begins_as_mail(text.as_bytes()) {
        within("bytes in the e-mail", bytes.len(), MAX_PAGE)?;
        return Ok(Copy { parts: message::parts(bytes)? });
    }
    let ends_in = |ends: &[&str]| {
        let name = name.map(str::to_ascii_lowercase).unwrap_or_default();
        ends.iter().any(|end| name.ends_with(end))
    };
    let part = if kind == mail::Kind::Html || ends_in(&[".html", ".htm", ".xhtml"]) {
        within("bytes in the page", text.len(), MAX_PAGE)?;
        let page = html::page(&text)?;
        part("html5ever", None, page.blocks, page.unread_styles)
    } else if ends_in(&[".md", ".markdown"]) {
        within("bytes in the page", text.len(), MAX_PAGE)?;
        let (front, text) = front_matter(&text);
        let mut page = String::new();
        let tables = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
        pulldown_cmark::html::push_html(&mut page, pulldown_cmark::Parser::new_ext(text, tables));
        let page = html::page(&page)?;
        let blocks = front.into_iter().chain(page.blocks).collect();
        part("pulldown-cmark, html5ever", None, blocks, page.unread_styles)
    } else {
        let blocks = plain::blocks(&text);
        part("plain text", Some(text.into_owned()), blocks, 0)
    };
    Ok(Copy { parts: vec![part] })
}

/// What stands before a text in Markdown for the program that makes a page of it, and the text: a title and a day are read
/// by whoever sees the page, and names of layouts and languages by nobody.
fn front_matter(text: &str) -> (Vec<Block>, &str) {
    /// More than people write.
    const MOST: usize = 4_096;
    const SEEN_BY_NOBODY: [&str; 6] = ["layout", "lang", "language", "slug", "permalink", "draft"];
    let Some((front, rest)) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .filter(|(front, _)| front.len() <= MOST && front.lines().all(|line| line.contains(": ")))
    else {
        return (Vec::new(), text);
    };
    let block = |(number, line): (usize, &str)| {
        let (key, value) = line.split_once(": ").unwrap_or_default();
        let seen = if ["title", "date"].contains(&key) { value } else { line };
        let furniture = Furniture { what: "front matter".to_owned(), element: None };
        let furniture = SEEN_BY_NOBODY.contains(&key).then_some(furniture);
        Block { furniture, ..Block::visible(seen.trim_matches(['"', '\'']), number) }
    };
    ((2..).zip(front.lines()).map(block).collect(), rest)
}

/// A file without an encoding of its own.
fn whole(extractor: &str, blocks: Vec<Block>) -> Part {
    Part {
        name: WHOLE.to_owned(),
        extractor: extractor.to_owned(),
        encoding: None,
        plain: None,
        unread_styles: 0,
        blocks: Ok(blocks),
    }
}

/// Whether a sign before an item says “no” to it.
fn crosses_out(sign: char) -> bool {
    matches!(sign, '✕'..='✘' | '×' | '☒' | '❌' | '❎' | '⛔' | '🚫' | '⊗')
}

/// No more of something than there may be.
fn within(what: &'static str, size: usize, limit: usize) -> Result<(), ExtractError> {
    if size > limit { Err(ExtractError::TooMuch { what: what.into(), limit }) } else { Ok(()) }
}

/// The encoding that a page declares within its first bytes, where browsers look for it.
fn charset_of_page(bytes: &[u8]) -> Option<String> {
    const LOOKED_AT: usize = 1024;
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default())
        .to_ascii_lowercase();
    if !start.contains("<meta") {
        return None;
    }
    let (_, behind) = start.split_once("charset=")?;
    let label = behind.trim_start_matches(['"', '\'', ' ']);
    Some(label.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn extractors_are_named_with_the_versions_that_are_locked() {
        let locked = include_str!("../Cargo.lock");
        for named in
            [super::office::EXTRACTOR, super::pdf::EXTRACTOR].iter().flat_map(|named| named.split(", "))
        {
            let (name, version) = named.split_once(' ').unwrap();
            assert!(locked.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\n")), "{named}");
        }
    }
}
