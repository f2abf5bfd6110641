//! What carries text through mail: UTF-16, quoted-printable, base64, HTML; all read leniently and in linear time.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::extract::mail::mend::Mended;

/// UTF-8 out of UTF-16 (with a byte order mark, or as its zeros tell), without a byte order mark.
pub(super) fn undo_encoding(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<Mended>) {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks().0.iter().map(|pair| unit(*pair));
        let text: String =
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        (Cow::Owned(text.into_bytes()), Some(Mended::Utf16))
    };
    // without a mark: ASCII shows as every other byte zero
    let start = bytes.get(..bytes.len().min(512)).unwrap_or_default().as_chunks().0;
    let zeros = |is_ascii: fn(&&[u8; 2]) -> bool| start.iter().filter(is_ascii).count() * 2 > start.len();
    match bytes {
        [0xef, 0xbb, 0xbf, text @ ..] => (Cow::Borrowed(text), Some(Mended::ByteOrderMark)),
        [0xff, 0xfe, text @ ..] => wide(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => wide(text, u16::from_be_bytes),
        _ if zeros(|unit| matches!(unit, &&[a, 0] if a != 0)) => wide(bytes, u16::from_le_bytes),
        _ if zeros(|unit| matches!(unit, &&[0, a] if a != 0)) => wide(bytes, u16::from_be_bytes),
        _ => (Cow::Borrowed(bytes), None),
    }
}

/// Quoted-printable (RFC 2045, section 6.7), read leniently: what is no escape stays.
pub(super) fn undo_quoted_printable(text: &[u8]) -> Vec<u8> {
    decode(text, |_, _| false)
}

/// The same with those soft line breaks left in it (as `=` and a space) behind which the rest of an escape may stand; None
/// if there are none. `may_be_quoted` says that marks of quotation may have come in after the encoding.
///
/// A text that was wrapped after it had been encoded may have `=`, a line break and `20` for a space. What stands before
/// and behind such a break can tell, but not here.
pub(super) fn undo_all_but_doubtful(text: &[u8], may_be_quoted: bool) -> Option<Vec<u8>> {
    let mut any = false;
    let decoded = decode(text, |start, end| {
        let is_doubtful = end_of_split_escape(text, start, end, may_be_quoted).is_some();
        any |= is_doubtful;
        is_doubtful
    });
    any.then_some(decoded)
}

/// `keeps` is asked about each soft line break by where its `=` stands and where it ends.
fn decode(text: &[u8], mut keeps: impl FnMut(usize, usize) -> bool) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(&byte) = text.get(at) {
        let start = at;
        at += 1;
        let digit = |at: usize| text.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        match (byte, digit(at), digit(at + 1)) {
            (b'=', Some(high), Some(low)) => {
                out.extend(u8::try_from(high * 16 + low));
                at += 2;
            }
            (b'=', ..) => match end_of_soft_break(text, at) {
                Some(end) if keeps(start, end) => {
                    out.extend_from_slice(b"= ");
                    at = end;
                }
                Some(end) => at = end,
                None => out.push(byte),
            },
            _ => out.push(byte),
        }
    }
    out
}

/// Base64 up to the first character that is none, past line breaks and marks of quotation; and how far that is.
pub(super) fn undo_base64(text: &[u8]) -> (Vec<u8>, usize) {
    let is_filling = |byte: u8| byte.is_ascii_whitespace() || byte == b'>';
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let end = text.iter().position(|&byte| !is_digit(byte) && !is_filling(byte)).unwrap_or(text.len());
    let mut digits: Vec<u8> = text.iter().take(end).copied().filter(|&byte| is_digit(byte)).collect();
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    (GeneralPurpose::new(&base64::alphabet::STANDARD, lenient).decode(digits).unwrap_or_default(), end)
}

/// What is decoded of `text` if it is base64 as a whole, else of every place in it where a printed bundle begins in base64.
pub(super) fn undo_base64_within(text: &[u8]) -> Vec<Vec<u8>> {
    let (whole, len) = undo_base64(text);
    let padding = text.get(len..).unwrap_or_default();
    if padding.iter().all(|byte| *byte == b'=' || byte.is_ascii_whitespace()) {
        return vec![whole];
    }
    // {"undersigned":
    const BEGINNING: &[u8] = b"eyJ1bmRlcnNpZ25lZCI6";
    let (mut decoded, mut at) = (Vec::new(), 0);
    while let Some(start) = find(text, BEGINNING, at) {
        let (out, len) = undo_base64(text.get(start..).unwrap_or_default());
        decoded.push(out);
        at = start + len.max(1);
    }
    decoded
}

/// The byte that two hexadecimal digits at `at` write, and where they end; a wrap may stand between them.
pub(super) fn hex_pair(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let digit = |at: usize| text.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let high = digit(at)?;
    let second = behind_noise(text, at + 1);
    let low = digit(second)?;
    Some((u8::try_from(high * 16 + low).ok()?, second + 1))
}

/// Past what a printed bundle has nowhere, and quoted-printable leaves as it is.
fn behind_noise(text: &[u8], at: usize) -> usize {
    let is_noise = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'!' | 0x80..);
    at + text.get(at..).unwrap_or_default().iter().take_while(is_noise).count()
}

/// Where two digits end that could be the rest of an encoded character, behind the soft line break whose `=` stands at
/// `start` and which ends at `at`.
pub(super) fn end_of_split_escape(
    text: &[u8],
    start: usize,
    at: usize,
    may_be_quoted: bool,
) -> Option<usize> {
    if is_at_line_limit(text, start, may_be_quoted)
        && text.get(..at).is_some_and(|before| before.ends_with(b"\n"))
    {
        return None;
    }
    hex_pair(text, behind_noise(text, at)).map(|(_, end)| end)
}

/// Whether the `=` at `at` stands in column 75 or 76: lines of quoted-printable have at most 76 characters, so that it
/// begins no escape. Marks of quotation are not counted where they may have come in later.
fn is_at_line_limit(text: &[u8], at: usize, may_be_quoted: bool) -> bool {
    let before = text.get(at.saturating_sub(200)..at).unwrap_or_default();
    let begin = before.iter().rposition(|&byte| byte == b'\n');
    let Some(line) = begin.and_then(|end| before.get(end + 1..)) else { return false };
    let marks = line.iter().take_while(|byte| may_be_quoted && matches!(byte, b'>' | b' ' | b'\t')).count();
    line.is_ascii() && matches!(line.len() - marks, 74 | 75)
}

/// Where the line break ends that stands at `at`, behind a `=`; one that has become a space, too.
pub(super) fn end_of_soft_break(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match rest.get(blanks..)? {
        [b'\r', b'\n', ..] => Some(at + blanks + 2),
        [b'\r' | b'\n', ..] => Some(at + blanks + 1),
        [] => Some(at + blanks),
        _ if blanks > 0 => Some(at + blanks),
        _ => None,
    }
}

/// The text of an HTML page: without tags, comments, style and script; with a line break for what begins a line.
pub(super) fn undo_html(html: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(html.len()), 0);
    // what was once looked for in vain is not looked for again
    let (mut tags_end, mut comments_end, mut elements_end) = (true, true, true);
    while let Some(&byte) = html.get(at) {
        let behind = html.get(at + 1..).unwrap_or_default();
        match byte {
            b'<' if tags_end
                && behind.first().is_some_and(|c| c.is_ascii_alphabetic() || b"/!?".contains(c)) =>
            {
                let is_comment = comments_end && behind.starts_with(b"!--");
                let Some(end) = find(html, if is_comment { b"-->" } else { b">" }, at) else {
                    if is_comment {
                        comments_end = false;
                    } else {
                        tags_end = false;
                    }
                    continue;
                };
                at = end + if is_comment { 3 } else { 1 };
                let name: Vec<u8> =
                    behind.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == b'/').copied().collect();
                match name.to_ascii_lowercase().as_slice() {
                    b"style" | b"script" | b"title" if elements_end => {
                        let closing = [b"</", name.as_slice()].concat();
                        match find(html, &closing, at) {
                            Some(end) => at = end,
                            None => elements_end = false,
                        }
                    }
                    b"br" | b"br/" | b"p" | b"/p" | b"div" | b"/div" | b"/li" | b"/tr" | b"pre" | b"/pre" => {
                        out.push(b'\n')
                    }
                    _ => (),
                }
            }
            b'&' => {
                let reference = behind.iter().take(10).position(|&c| c == b';');
                let read = reference.and_then(|end| Some((referred(behind.get(..end)?)?, end)));
                match read {
                    Some((c, end)) => {
                        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                        at += end + 2;
                    }
                    None => {
                        out.push(byte);
                        at += 1;
                    }
                }
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// The character for which a reference `&name;` stands, of those that a bundle and what comes between need.
fn referred(name: &[u8]) -> Option<char> {
    let number = |digits: &[u8], radix| u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok();
    match name {
        b"quot" => Some('"'),
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"nbsp" => Some('\u{a0}'),
        b"ldquo" => Some('\u{201c}'),
        b"rdquo" => Some('\u{201d}'),
        b"bdquo" => Some('\u{201e}'),
        b"shy" => Some('\u{ad}'),
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?),
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?),
        _ => None,
    }
}

/// Where `what` first stands in `bytes`, at `from` or behind.
pub(super) fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.windows(what.len()).position(|window| window == what).map(|at| from + at)
}
