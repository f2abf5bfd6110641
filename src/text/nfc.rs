//! Step 5: Unicode Normalization Form C, worked out only where a text may not be in it yet.
//!
//! `unicode-normalization` knows a later Unicode than 15.0. That changes nothing here: step 2 has refused what 15.0
//! does not assign, and the stability policy fixes decomposition, combining class and composition of a character for
//! ever once it is assigned (UAX #15, section 3).

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{canonical_combining_class, compose};

use crate::text::class::{Class, skip};
use crate::text::tables::{DECOMPOSES, ENDS_IN_MARK, MAY_COMPOSE, REORDERS};

/// Whether the first `at` bytes of `text`, which are in NFC, still are with the character `c` at `at` behind them.
///
/// `c` is active: the others never end NFC. Exact, after the quick check of UAX #15, section 9: a character that may
/// compose is tried against what it would compose with.
pub(super) fn stays(text: &str, at: usize, c: char, class: Class) -> bool {
    let text_before = text.get(..at).unwrap_or_default();
    if class.has(DECOMPOSES) {
        return false;
    }
    let Some(before) = text_before.chars().next_back() else { return true };
    let before_class = Class::of(before);
    let rank = if class.has(REORDERS) { canonical_combining_class(c) } else { 0 };
    let rank_before = if before_class.has(REORDERS) { canonical_combining_class(before) } else { 0 };
    if rank != 0 && rank_before > rank {
        return false;
    }
    if !class.has(MAY_COMPOSE) {
        return true;
    }
    if rank_before == 0 && !before_class.has(ENDS_IN_MARK) {
        return compose(before, c).is_none();
    }
    if rank == 0 {
        return true; // a mark keeps starters apart, and no starter composes with one that ends in a mark
    }
    let starter = text_before.char_indices().rev().find(|(_, c)| !Class::of(*c).has(REORDERS));
    let start = starter.map_or(0, |(place, _)| place);
    let end = at + c.len_utf8();
    text.get(start..end).is_some_and(|segment| segment.chars().eq(segment.nfc()))
}

/// `line` in NFC.
pub(super) fn normalized(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let (mut pending, mut at) = (0, 0);
    loop {
        at = skip(line, at);
        let rest = line.get(at..).unwrap_or_default();
        let Some(c) = rest.chars().next() else { break };
        at += c.len_utf8();
        if !Class::of(c).is_active() {
            continue;
        }
        // The segment: the character before, which is a boundary, and all that is active.
        let start = at - c.len_utf8();
        let before = line.get(..start).and_then(|text| text.chars().next_back());
        let start = start - before.map_or(0, char::len_utf8);
        let active = rest.find(|c| !Class::of(c).is_active()).unwrap_or(rest.len());
        at = at - c.len_utf8() + active;
        out.push_str(line.get(pending..start).unwrap_or_default());
        out.extend(line.get(start..at).unwrap_or_default().nfc());
        pending = at;
    }
    out.push_str(line.get(pending..).unwrap_or_default());
    out
}

/// `line` cut before every character that NFC neither changes nor joins to what precedes it.
pub(super) fn segments(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let boundary = rest.char_indices().skip(1).find(|(_, c)| !Class::of(*c).is_active());
        let (segment, left) = rest.split_at_checked(boundary.map_or(rest.len(), |(place, _)| place))?;
        rest = left;
        (!segment.is_empty()).then_some(segment)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNICODE: &str = "/usr/share/unicode/NormalizationTest.txt.bz2";

    /// The columns c1, c2, c3 of NormalizationTest.txt: source, NFC, NFD.
    fn conformance() -> Vec<[String; 3]> {
        let unpacked = std::process::Command::new("bzip2").args(["-dc", UNICODE]).output();
        let unpacked = unpacked.expect("bzip2 runs: apt-get install -y bzip2 unicode-data").stdout;
        assert!(!unpacked.is_empty(), "{UNICODE} is missing: apt-get install -y unicode-data");
        let text = String::from_utf8(unpacked).unwrap();
        let decoded = |field: &str| {
            let code = |code| char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
            field.split(' ').map(code).collect::<String>()
        };
        let rows = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_hexdigit()));
        rows.map(|row| {
            let fields: Vec<&str> = row.split(';').collect();
            [decoded(fields[0]), decoded(fields[1]), decoded(fields[2])]
        })
        .collect()
    }

    /// Whether `text` is in NFC, asking `stays` about one character after the other.
    fn stays_whole(text: &str) -> bool {
        text.char_indices().all(|(at, c)| {
            let class = Class::of(c);
            !class.is_active() || stays(text, at, c, class)
        })
    }

    #[test]
    fn no_starter_composes_with_one_that_ends_in_a_mark() {
        let of = |property| ('\0'..=char::MAX).filter(move |c| Class::of(*c).has(property));
        let starters: Vec<char> = of(MAY_COMPOSE).filter(|c| !Class::of(*c).has(REORDERS)).collect();
        assert!(!starters.is_empty());
        for before in of(ENDS_IN_MARK) {
            assert!(starters.iter().all(|c| compose(before, *c).is_none()), "{before:?}");
        }
    }

    #[test]
    fn normalization_conforms_to_unicode_15() {
        let rows = conformance();
        assert!(rows.len() > 18_000, "{}", rows.len());
        for [source, nfc, nfd] in &rows {
            for form in [source, nfc, nfd] {
                assert_eq!(&normalized(form), nfc, "{form:?}");
                assert_eq!(stays_whole(form), form == nfc, "{form:?}");
                // The same behind and before others of the rows, where segments meet.
                let longer = format!("a{form}e{nfd}{source}");
                assert_eq!(normalized(&longer), longer.nfc().collect::<String>(), "{longer:?}");
                assert_eq!(stays_whole(&longer), unicode_normalization::is_nfc(&longer), "{longer:?}");
            }
        }
    }
}
