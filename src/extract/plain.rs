//! Text as it is saved by editors and mail programs: its encoding, and marks of quotation.

use std::borrow::Cow;
use std::collections::HashSet;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::audit::copy::{Block, Furniture};
use crate::extract::pages::{is_page_number, is_repeated};

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

/// A plain text as one block for each paragraph; where form feeds part it into pages, with what runs on these apart.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut pages: Vec<Vec<Block>> = vec![Vec::new()];
    let mut is_behind_blank = true;
    let armour = armour(text);
    for (line, written) in (1..).zip(lines(text)) {
        if armour.contains(&line) {
            let furniture = Some(Furniture { what: "PGP armour".to_owned(), element: None });
            let block = Block { furniture, ..Block::visible(written, line) };
            pages.last_mut().into_iter().for_each(|page| page.push(block.clone()));
            is_behind_blank = true;
            continue;
        }
        let written = written.strip_prefix("- ").filter(|_| !armour.is_empty()).unwrap_or(written);
        for (number, piece) in without_quotation(written).split(FORM_FEED).enumerate() {
            if number > 0 {
                pages.push(Vec::new());
            }
            is_behind_blank |= number > 0;
            if piece.trim().is_empty() {
                is_behind_blank = true;
                continue;
            }
            let Some(page) = pages.last_mut() else { continue };
            match page.last_mut().filter(|_| !is_behind_blank) {
                Some(block) => {
                    block.text.push('\n');
                    block.text.push_str(piece);
                }
                None => page.push(Block::visible(piece, line)),
            }
            is_behind_blank = false;
        }
    }
    // a form feed may end a page, or part two
    pages.pop_if(|page| page.is_empty());
    if text.contains(FORM_FEED) {
        tell_furniture(&mut pages);
    }
    pages.into_iter().flatten().collect()
}

const FORM_FEED: char = '\u{c}';

/// The lines, from 1, that OpenPGP sets around a text that it signs (RFC 9580, section 7): before the text those that name
/// a hash, behind it those of nothing but a signature. None where any other line stands among them.
fn armour(text: &str) -> HashSet<usize> {
    const LINE: usize = 60;
    let all: Vec<&str> = lines(text).map(str::trim_end).collect();
    let place = |wanted: &str| all.iter().position(|line| *line == wanted);
    let (Some(0), Some(begin), Some(end)) = (
        place("-----BEGIN PGP SIGNED MESSAGE-----"),
        place("-----BEGIN PGP SIGNATURE-----"),
        place("-----END PGP SIGNATURE-----"),
    ) else {
        return HashSet::new();
    };
    let head = all.iter().take_while(|line| !line.is_empty()).count();
    let is_of_signature = |at: usize, line: &str| {
        let is_short = line.len() < LINE;
        // the last line and the sum may be short
        let may_be_short = at + 3 > end;
        line.is_empty()
            || line.starts_with("Version: GnuPG")
            || line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
                && (!is_short || may_be_short)
    };
    let names_hash =
        |line: &&str| line.starts_with("Hash: SHA") && !line.trim_start_matches("Hash: ").contains(' ');
    let is_armour = all.get(1..head).is_some_and(|head| head.iter().all(names_hash))
        && (begin + 1..end).all(|at| all.get(at).is_some_and(|line| is_of_signature(at, line)));
    if is_armour { (1..=head).chain(begin + 1..=end + 1).collect() } else { HashSet::new() }
}

/// Lines apart at the top and the bottom of a page that number it, or run on at the same place of another page near it.
fn tell_furniture(pages: &mut [Vec<Block>]) {
    /// How many lines of a page's top and bottom are looked at, and how far away the other page is at most: left and right
    /// pages may have heads of their own.
    const ROWS: usize = 2;
    const NEAR: usize = 2;
    let place = |page: &[Block], row: usize, is_head: bool| -> Option<String> {
        let at = if is_head { Some(row) } else { page.len().checked_sub(row + 1) };
        let block = page.get(at?).filter(|block| !block.text.contains('\n'))?;
        Some(block.text.trim().to_owned())
    };
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        for (row, is_head) in (0..ROWS).flat_map(|row| [(row, true), (row, false)]) {
            let Some(line) = place(page, row, is_head) else { continue };
            let others = (number.saturating_sub(NEAR)..=number + NEAR).filter(|other| *other != number);
            // a page of nothing but heads has none
            let others = others.filter_map(|other| Some((pages.get(other)?, other)));
            let mut others = others.filter(|(other, _)| page.len().min(other.len()) > ROWS);
            let mut is_again = || {
                others.any(|(other, at)| {
                    place(other, row, is_head).is_some_and(|again| is_repeated((&line, number), (&again, at)))
                })
            };
            let what = if is_page_number(&line, number, pages.len()) {
                "page number"
            } else if is_again() {
                if is_head { Furniture::HEAD } else { Furniture::FOOT }
            } else {
                continue;
            };
            found.push((number, if is_head { row } else { page.len() - row - 1 }, what));
        }
    }
    for (page, at, what) in found {
        if let Some(block) = pages.get_mut(page).and_then(|page| page.get_mut(at)) {
            block.furniture = Some(Furniture { what: what.to_owned(), element: None });
        }
    }
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

    #[test]
    fn the_armour_of_a_signed_text_is_told_apart() {
        let signed = |hash: &str, sum: &str| {
            let base64 = "iQEzBAEBCAAdFiEEa9Yz0f3l2K4tQ8xV1mZ7cN5bR6wFAmnP0aQACgkQ1mZ7cN5b";
            format!(
                "-----BEGIN PGP SIGNED MESSAGE-----\n{hash}\n\nWe ask\n- - two things.\n-----BEGIN PGP SIGNATURE-----\n\n\
                 {base64}\nR6w=\n={sum}\n-----END PGP SIGNATURE-----\n"
            )
        };
        let text = |signed: &str| -> Vec<String> {
            blocks(signed)
                .into_iter()
                .filter(|block| block.furniture.is_none())
                .map(|block| block.text)
                .collect()
        };
        assert_eq!(text(&signed("Hash: SHA256", "aB3d")), ["We ask\n- two things."]);
        for other in [
            signed("Hash: this is forged", "aB3d"),
            signed("Hash: SHA256", "nobody signed"),
            signed("Comment: no", "aB3d"),
        ] {
            assert!(text(&other).len() > 1, "{other}");
        }
    }

    fn told(text: &str) -> Vec<String> {
        let told = |block: Block| match block.furniture {
            Some(furniture) => format!("{} [{}]", block.text, furniture.what),
            None => block.text,
        };
        blocks(text).into_iter().map(told).collect()
    }

    #[test]
    fn what_runs_on_pages_is_told_apart() {
        let text =
            "The Gazette\n\nOne\ntwo\n\n- 1 -\n\u{c}The Gazette\n\nthree\n\nfour\n\nPage 2 of 2\n\u{c}";
        assert_eq!(
            told(text),
            [
                "The Gazette [running head]",
                "One\ntwo",
                "- 1 - [page number]",
                "The Gazette [running head]",
                "three",
                "four",
                "Page 2 of 2 [page number]"
            ]
        );
    }

    #[test]
    fn what_does_not_run_on_is_text() {
        let sentence = "None of this was agreed.";
        for text in [
            // without pages
            "The Gazette\n\nOne\n\n1\n\n\nThe Gazette\n\ntwo\n\n2\n".to_owned(),
            // not apart, not at the same place, another number
            "The Gazette\nOne\n\ntwo\n\n5\n\u{c}One\n\nThe Gazette\n\nthree\n\n7\n".to_owned(),
            // a sentence, and pages of nothing else
            format!("{sentence}\n\nOne\n\ntwo\n\u{c}{sentence}\n\nthree\n\nfour\n"),
            "Void\n\u{c}Void\n\u{c}Void\n".to_owned(),
        ] {
            assert!(blocks(&text).iter().all(|block| block.furniture.is_none()), "{:?}", told(&text));
        }
    }
}
