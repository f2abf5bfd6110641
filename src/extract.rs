//! Text and bundles out of what people send and publish.

mod html;
pub mod mail;
mod message;
mod office;
pub mod pdf;
mod plain;

use std::path::Path;

use crate::audit::copy::{Block, Copy, Part};

/// The largest copy that is read, in bytes.
pub const MAX_COPY: usize = 64 << 20;

/// The largest page or mail that is taken apart, in bytes: more than any that people wrote.
const MAX_PAGE: usize = 16 << 20;

/// The most text that comes out of a copy, in bytes: a thousand pages.
pub const MAX_TEXT: usize = 4 << 20;

/// Why no text comes out of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// Longer than [`MAX_COPY`], or than a page of its kind may be.
    #[error("{what} has {size} bytes, the limit is {limit}")]
    TooLong {
        /// Its length.
        size: usize,
        /// What it is.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// Elements within elements beyond reason.
    #[error("the page has more than {0} elements within each other")]
    TooDeep(usize),
    /// A kind of file that is not read here.
    #[error("the copy is {0}, which is not read here")]
    Unsupported(String),
    /// A mail without anything that could be a mail.
    #[error("the copy begins like an e-mail, and is none")]
    NoMail,
    /// A mail without text.
    #[error("the e-mail holds no text")]
    EmptyMail,
    /// More parts than are read.
    #[error("the e-mail has too many parts")]
    TooManyParts,
    /// Not what it begins like, or only a piece of it.
    #[error("the {what} is damaged: {why}")]
    Damaged {
        /// What it begins like.
        what: &'static str,
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
    /// Locked under a password.
    #[error("the {0} is locked under a password")]
    Encrypted(&'static str),
    /// More of something than any document that people wrote.
    #[error("there are too many {what}, the limit is {limit}")]
    TooMuch {
        /// Of what.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}

/// What a copy shows and hides. `name` is the file's, if it has one: Markdown is told by nothing else.
/// `program` is this program, of which a child process reads PDF: the path of `undersigned`.
///
/// # Errors
/// When it is of a kind that is not read here, or beyond the limits.
pub fn copy(bytes: &[u8], name: Option<&str>, program: &Path) -> Result<Copy, ExtractError> {
    let copy = parts(bytes, name, program)?;
    let blocks = copy.parts.iter().flat_map(|part| part.blocks.iter().flatten());
    within("its text", blocks.map(|block| block.text.len()).sum(), MAX_TEXT)?;
    Ok(copy)
}

fn parts(bytes: &[u8], name: Option<&str>, program: &Path) -> Result<Copy, ExtractError> {
    within("the copy", bytes.len(), MAX_COPY)?;
    let kind = mail::kind_of(bytes);
    match kind {
        mail::Kind::Pdf => {
            return Ok(Copy { parts: vec![whole(pdf::EXTRACTOR, pdf::blocks(bytes, program)?)] });
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
    if kind == mail::Kind::Unknown && text.contains('\0') {
        return Err(ExtractError::Unsupported(kind.to_string()));
    }
    let part = |extractor: &str, plain: Option<String>, blocks, unread_styles| Part {
        name: "the file".to_owned(),
        extractor: extractor.to_owned(),
        encoding: encoding.map(|encoding| encoding.name().to_owned()),
        plain,
        unread_styles,
        blocks: Ok(blocks),
    };
    if mail::begins_as_mail(text.as_bytes()) {
        within("the e-mail", bytes.len(), MAX_PAGE)?;
        return Ok(Copy { parts: message::parts(bytes, program)? });
    }
    let ends_in = |ends: &[&str]| {
        let name = name.map(str::to_ascii_lowercase).unwrap_or_default();
        ends.iter().any(|end| name.ends_with(end))
    };
    let part = if kind == mail::Kind::Html || ends_in(&[".html", ".htm", ".xhtml"]) {
        within("the page", text.len(), MAX_PAGE)?;
        let page = html::page(&text)?;
        part("html5ever", None, page.blocks, page.unread_styles)
    } else if ends_in(&[".md", ".markdown"]) {
        within("the page", text.len(), MAX_PAGE)?;
        let mut page = String::new();
        let tables = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
        pulldown_cmark::html::push_html(&mut page, pulldown_cmark::Parser::new_ext(&text, tables));
        let page = html::page(&page)?;
        part("pulldown-cmark, html5ever", None, page.blocks, page.unread_styles)
    } else {
        let blocks = plain::blocks(&text);
        part("plain text", Some(text.into_owned()), blocks, 0)
    };
    Ok(Copy { parts: vec![part] })
}

/// A file without an encoding of its own.
fn whole(extractor: &str, blocks: Vec<Block>) -> Part {
    Part {
        name: "the file".to_owned(),
        extractor: extractor.to_owned(),
        encoding: None,
        plain: None,
        unread_styles: 0,
        blocks: Ok(blocks),
    }
}

fn within(what: &'static str, size: usize, limit: usize) -> Result<(), ExtractError> {
    if size > limit { Err(ExtractError::TooLong { size, what, limit }) } else { Ok(()) }
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
