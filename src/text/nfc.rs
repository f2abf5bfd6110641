//! Step 5: Unicode Normalization Form C, worked out only where a text may not be in it yet.
//!
//! `unicode-normalization` knows a later Unicode than 15.0. That changes nothing here: step 2 has refused what 15.0
//! does not assign, and the stability policy fixes decomposition, combining class and composition of a character for
//! ever once it is assigned (UAX #15, section 3).

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{canonical_combining_class, compose};

use crate::text::class::Class;
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
    if rank == 0 && rank_before != 0 {
        return true; // what stands between a starter and a starter blocks them
    }
    let starter = text_before.char_indices().rev().find(|(_, c)| !Class::of(*c).has(REORDERS));
    let start = starter.map_or(0, |(place, _)| place);
    let end = at + c.len_utf8();
    text.get(start..end).is_some_and(|segment| segment.chars().eq(segment.nfc()))
}

/// `line` in NFC.
pub(super) fn normalized(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for segment in segments(line) {
        if segment.chars().nth(1).is_some() || segment.starts_with(|c| Class::of(c).is_active()) {
            out.extend(segment.nfc());
        } else {
            out.push_str(segment);
        }
    }
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
