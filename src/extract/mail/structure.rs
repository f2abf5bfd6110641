//! The structure of saved e-mail: mailboxes (RFC 4155), header and body (RFC 5322), parts (RFC 2046).

use crate::extract::mail::MAX_PARTS;

/// Whether `text` begins with the header of an e-mail: fields, one of them a usual one; a mailbox's line before it.
pub(super) fn is_mail(text: &[u8]) -> bool {
    const USUAL: [&str; 14] = [
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
        "reply-to",
        "content-type",
        "dkim-signature",
        "authentication-results",
    ];
    let text = without_mailbox_line(text);
    let mut usual = false;
    for line in text.split(|&byte| byte == b'\n').take(1000) {
        match (line, field_name(line)) {
            ([] | [b'\r'], _) => return usual,
            ([b' ' | b'\t', ..], _) => (),
            (_, Some(name)) => usual |= USUAL.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes())),
            (_, None) => return false,
        }
    }
    usual
}

/// The name of the header field that `line` begins (RFC 5322, section 2.2).
fn field_name(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().take(80).position(|&byte| byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

/// `text` behind empty lines and the `From ` line of a mailbox file.
fn without_mailbox_line(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_start();
    if !text.starts_with(b"From ") && !text.starts_with(b">From ") {
        return text;
    }
    let end = text.iter().position(|&byte| byte == b'\n').map_or(text.len(), |end| end + 1);
    text.get(end..).unwrap_or_default()
}

/// The e-mails of a mailbox file: each begins with a line `From …` behind an empty line, followed by a header field. Of
/// far too many, one more than are read.
pub(super) fn mails_of_mailbox(text: &[u8]) -> Vec<&[u8]> {
    if !text.trim_ascii_start().starts_with(b"From ") {
        return vec![without_mailbox_line(text)];
    }
    let (mut mails, mut start, mut at, mut is_behind_empty) = (Vec::new(), 0, 0, false);
    let mut lines = text.split_inclusive(|&byte| byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let begins_mail = is_behind_empty && line.starts_with(b"From ");
        if begins_mail && lines.peek().is_some_and(|next| field_name(next).is_some()) {
            mails.extend(text.get(start..at));
            start = at;
        }
        if mails.len() > MAX_PARTS {
            break;
        }
        at += line.len();
        is_behind_empty = line.trim_ascii().is_empty();
    }
    mails.extend(text.get(start..));
    mails.into_iter().map(without_mailbox_line).collect()
}

/// The header of an e-mail or part, and its body behind the first empty line.
pub(super) fn fields_and_body(entity: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in entity.split_inclusive(|&byte| byte == b'\n') {
        if matches!(line, b"\n" | b"\r\n") {
            return (entity.get(..at).unwrap_or_default(), entity.get(at + line.len()..).unwrap_or_default());
        }
        at += line.len();
    }
    (entity, &[])
}

/// The fields that tell what a part is, each once and of bounded length: all that `mail-parser` gets to read.
///
/// It takes quadratic time on many continuations of a parameter and, were it given whole e-mails, on parts without end,
/// and the stack on deeply nested ones; so the walk over parts is here.
pub(super) fn mime_fields(fields: &[u8]) -> Vec<u8> {
    const MOST: usize = 8192;
    let mut wanted: Vec<&[u8]> = vec![b"content-type", b"content-transfer-encoding", b"content-disposition"];
    let (mut kept, mut left) = (Vec::new(), None);
    for line in fields.split_inclusive(|&byte| byte == b'\n') {
        if !matches!(line, [b' ' | b'\t', ..]) {
            let name = field_name(line).unwrap_or_default();
            let known = wanted.iter().position(|wanted| wanted.eq_ignore_ascii_case(name));
            left = known.map(|known| {
                wanted.swap_remove(known);
                MOST
            });
        }
        left = left.and_then(|left| left.checked_sub(line.len()));
        if left.is_some() {
            kept.extend_from_slice(line);
        }
    }
    kept
}

/// The parts of a multipart body (RFC 2046, section 5.1.1); the last one may lack its end. Of far too many, one more than
/// are read.
pub(super) fn parts_between<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let (mut parts, mut start, mut at) = (Vec::new(), None, 0);
    for line in body.split_inclusive(|&byte| byte == b'\n') {
        let behind =
            line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary.trim_end().as_bytes()));
        if let Some(behind @ ([] | b"--")) = behind.map(<[u8]>::trim_ascii) {
            parts.extend(start.and_then(|start| body.get(start..at)));
            start = behind.is_empty().then_some(at + line.len());
        }
        at += line.len();
        if parts.len() > MAX_PARTS {
            return parts;
        }
    }
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}
