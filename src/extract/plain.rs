//! Text as it is saved by editors and mail programs: its encoding, and marks of quotation.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::audit::copy::Block;

/// The text that `bytes` are, and their encoding if it is not UTF-8. A byte order mark decides, then valid UTF-8, then
/// `told`, then the look of the bytes.
pub(super) fn decode<'b>(bytes: &'b [u8], told: Option<&str>) -> (Cow<'b, str>, Option<&'static Encoding>) {
    let encoding = if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        encoding
    } else if let Some(wide) = utf_16_by_zeros(bytes) {
        wide
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else if let Some(told) =
        told.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|told| *told != UTF_8)
    {
        told
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(None, Utf8Detection::Deny)
    };
    let (text, used, _) = encoding.decode(bytes);
    (text, (used != UTF_8).then_some(used))
}

/// UTF-16 without a byte order mark has a zero beside every ASCII character.
fn utf_16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 4_096;
    let start = bytes.get(..bytes.len().min(LOOKED_AT) & !1).unwrap_or_default();
    let pairs = start.len() / 2;
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (zeros(0), zeros(1));
    match () {
        () if pairs == 0 => None,
        () if 4 * low_first > pairs && high_first == 0 => Some(UTF_16LE),
        () if 4 * high_first > pairs && low_first == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// A plain text as one block for each paragraph.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_behind_blank = true;
    for (line, written) in (1..).zip(lines(text)) {
        let written = without_quotation(written);
        if written.trim().is_empty() {
            is_behind_blank = true;
            continue;
        }
        match blocks.last_mut().filter(|_| !is_behind_blank) {
            Some(block) => {
                block.text.push('\n');
                block.text.push_str(written);
            }
            None => blocks.push(Block::visible(written, line)),
        }
        is_behind_blank = false;
    }
    blocks
}

/// Lines that end in LF, CRLF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    lines.flat_map(|line| line.split('\r'))
}

/// A line without the marks `>` of a quoted mail.
fn without_quotation(line: &str) -> &str {
    let mut rest = line;
    while let Some(quoted) = rest.strip_prefix('>') {
        rest = quoted.strip_prefix(' ').unwrap_or(quoted);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_and_said() {
        let text = "Нас, нижеподписавшихся, беспокоит судьба заключённых.\n";
        for (label, name) in
            [("utf-8", None), ("windows-1251", Some("windows-1251")), ("koi8-r", Some("KOI8-U"))]
        {
            let (bytes, _, lossy) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            assert!(!lossy);
            let (decoded, encoding) = decode(&bytes, None);
            assert_eq!((&*decoded, encoding.map(Encoding::name)), (text, name));
        }
        let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        for (order, encoding) in
            [(u16::to_le_bytes as fn(u16) -> [u8; 2], UTF_16LE), (u16::to_be_bytes, UTF_16BE)]
        {
            let bytes = [order(0xfeff).as_slice(), &wide(order)].concat();
            assert_eq!(decode(&bytes, None), (Cow::Borrowed(text), Some(encoding)));
        }
        let bytes: Vec<u8> = "We ask for it.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&bytes, None).0, "We ask for it.\n");
    }

    #[test]
    fn paragraphs_keep_their_lines_and_lose_marks_of_quotation() {
        let blocks = blocks("\n> one\r\n> two\n>\n>> three\rfour\n\n\nfive");
        let told: Vec<_> = blocks.iter().map(|block| (block.line, block.text.as_str())).collect();
        assert_eq!(told, [(2, "one\ntwo"), (5, "three\nfour"), (9, "five")]);
    }
}
