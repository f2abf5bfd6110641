//! The parts of an e-mail that each may carry a text, decoded.

use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use crate::audit::copy::{Block, Copy, Furniture, Part};
use crate::extract::{ExtractError, WHOLE, html, plain, within};

/// The most parts of all e-mails in one file, each of which is held against the whole statement, and how deep they may be
/// nested.
const MAX_PARTS: usize = 100;
const MAX_DEPTH: usize = 16;

/// The parts of the e-mail that `bytes` are.
pub(super) fn parts(bytes: &[u8]) -> Result<Vec<Part>, ExtractError> {
    let message = MessageParser::default().parse(bytes).ok_or(ExtractError::NoMail)?;
    let mut parts = Vec::new();
    message_parts(&message, "", 0, &mut parts)?;
    // a mail program leaves an empty part before what is attached
    let is_empty = |part: &Part| {
        part.blocks.as_ref().is_ok_and(|blocks| blocks.iter().all(|block| block.text.trim().is_empty()))
    };
    parts.retain(|part| !is_empty(part));
    if parts.is_empty() { Err(ExtractError::EmptyMail) } else { Ok(parts) }
}

fn message_parts(
    message: &Message<'_>,
    prefix: &str,
    depth: usize,
    parts: &mut Vec<Part>,
) -> Result<(), ExtractError> {
    for (number, part) in (1..).zip(&message.parts) {
        within("parts of the e-mail", parts.len() + 1, MAX_PARTS)?;
        let name = |kind: &str| format!("{prefix}part {number}: {kind}");
        let mut unread_styles = 0;
        let (name, extractor, plain, blocks) = match &part.body {
            PartType::Text(text) if part.content_type().is_none_or(|kind| kind.ctype() == "text") => {
                let blocks = with_furniture_apart(plain::blocks(text));
                let is_bare = depth == 0 && blocks.iter().all(|block| block.furniture.is_none());
                (name("text/plain"), "mail-parser", is_bare.then(|| text.to_string()), blocks)
            }
            PartType::Html(html) => {
                let page = html::page(html)?;
                unread_styles = page.unread_styles;
                (name("text/html"), "mail-parser, html5ever", None, page.blocks)
            }
            PartType::Message(inner) => {
                within("e-mails within each other", depth + 1, MAX_DEPTH)?;
                message_parts(inner, &format!("{prefix}part {number}, "), depth + 1, parts)?;
                continue;
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                let kind = part.content_type().map_or("application/octet-stream".to_owned(), |kind| {
                    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("*"))
                });
                if kind.starts_with("image/") || kind.starts_with("application/pgp") {
                    continue;
                }
                let name = name(&kind);
                match crate::extract::copy(bytes, part.attachment_name()) {
                    Ok(Copy { parts: inner }) => {
                        within("parts of the e-mail", parts.len() + inner.len(), MAX_PARTS)?;
                        parts.extend(inner.into_iter().map(|part| match part.name.as_str() {
                            WHOLE => Part { name: name.clone(), ..part },
                            inner => Part { name: format!("{name}, {inner}"), ..part },
                        }));
                    }
                    Err(error) => parts.push(unread(name, error.to_string())),
                }
                continue;
            }
            _ => continue,
        };
        let extractor = extractor.to_owned();
        parts.push(Part { name, extractor, encoding: None, plain, unread_styles, blocks: Ok(blocks) });
    }
    Ok(())
}

/// A part that is there and cannot be compared.
fn unread(name: String, why: String) -> Part {
    Part {
        name,
        extractor: "none".to_owned(),
        encoding: None,
        plain: None,
        unread_styles: 0,
        blocks: Err(why),
    }
}

/// The lines that mail programs set before a message that they forward are furniture, and so is what stands behind a line
/// `-- `, the sender's signature block (RFC 3676, section 4.3).
fn with_furniture_apart(blocks: Vec<Block>) -> Vec<Block> {
    let mut is_behind = false;
    let mut out = Vec::new();
    for block in blocks {
        let mark = block.text.split_inclusive('\n').scan(0, |at, line| {
            let here = *at;
            *at += line.len();
            Some((here, line.trim_end_matches('\n')))
        });
        let cut = mark.filter(|(_, line)| *line == "-- ").map(|(at, _)| at).next();
        if is_behind {
            out.push(apart(block, "mail signature"));
            continue;
        }
        if is_forwarded_header(&block.text) {
            out.push(apart(block, "header of a forwarded message"));
            continue;
        }
        let Some(cut) = cut else {
            out.push(block);
            continue;
        };
        is_behind = true;
        let (text, signature) = block.text.split_at(cut);
        let line = block.line + text.matches('\n').count();
        if !text.trim().is_empty() {
            out.push(Block { text: text.to_owned(), ..block.clone() });
        }
        out.push(apart(Block { text: signature.to_owned(), line, ..block }, "mail signature"));
    }
    out
}

/// Lines `Field: …`, at least three with an address or a day among them, and perhaps a rule above; or the line alone that
/// stands above these.
fn is_forwarded_header(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).peekable();
    let is_rule = |line: &str| {
        line.starts_with("---") && line.ends_with("---")
            || line == "Begin forwarded message:"
            || line.len() > 2 && line.bytes().all(|byte| byte == b'_')
    };
    let above = lines.next_if(|line| is_rule(line));
    let fields: Vec<&str> = lines.collect();
    if above == Some("Begin forwarded message:") && fields.is_empty() {
        return true;
    }
    let is_field = |line: &&str| {
        let name = line.split_once([':', '：']).map_or("", |(name, _)| name);
        (1..=20).contains(&name.chars().count()) && name.chars().all(|c| c.is_alphabetic() || c == '-')
    };
    fields.len() >= 3 && fields.iter().all(is_field) && fields.iter().any(|line| line.contains('@'))
}

fn apart(block: Block, what: &str) -> Block {
    Block { furniture: Some(Furniture { what: what.to_owned(), element: None }), ..block }
}
