//! What the profile knows of one character, its kind and its properties in Unicode 15.0, and how to pass quickly over
//! those that it has nothing to do with.

use crate::text::tables::{
    ACTIVE, BLOCK, BLOCK_OF, BLOCKS, CLASSES, NAMES, PASSING_BITS, PLAIN, REFUSED, VARIANTS,
};

/// A character's kind (one of the kinds in the tables) and properties (bits, of the same place).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class(u32);

impl Class {
    /// The class of `c`.
    pub(super) fn of(c: char) -> Self {
        let code = c as usize;
        let block = BLOCK_OF.get(code / BLOCK).or(BLOCK_OF.last()).copied().unwrap_or_default();
        let index = BLOCKS.get(usize::from(block) * BLOCK + code % BLOCK).copied().unwrap_or(u8::MAX);
        Self(CLASSES.get(usize::from(index)).copied().unwrap_or(REFUSED))
    }

    /// What the steps do with the character.
    pub(super) fn kind(self) -> u32 {
        self.0 & 15
    }

    /// Whether it has any of `properties`.
    pub(super) fn has(self, properties: u32) -> bool {
        self.0 & properties != 0
    }

    /// Whether NFC may change the character or put it elsewhere: what follows a boundary of normalization has none.
    pub(super) fn is_active(self) -> bool {
        self.has(ACTIVE)
    }
}

/// Whether every step lets `c` pass as it is, whatever stands beside it.
pub(super) fn passes(c: char) -> bool {
    let class = Class::of(c);
    class.kind() == PLAIN && !class.is_active()
}

/// Whether `selector` after `base` stands in StandardizedVariants or emoji-variation-sequences.
pub(super) fn is_variant(base: char, selector: char) -> bool {
    VARIANTS.binary_search(&(base as u32, selector as u32)).is_ok()
}

/// A character in a message: its code point, and its name if it is known.
pub(super) fn denoted(character: char) -> String {
    let name = name(character).map_or_else(String::new, |name| format!(" {name}"));
    format!("U+{:04X}{name}", character as u32)
}

/// The Unicode name (of a control: its alias) of a character that can be refused or warned of by its property.
pub(super) fn name(c: char) -> Option<String> {
    let code = c as u32;
    match code {
        0xFE00..=0xFE0F => return Some(format!("VARIATION SELECTOR-{}", code - 0xFE00 + 1)),
        0xE0100..=0xE01EF => return Some(format!("VARIATION SELECTOR-{}", code - 0xE0100 + 17)),
        _ => {}
    }
    let found = NAMES.binary_search_by_key(&code, |&(code, _)| code).ok()?;
    NAMES.get(found).map(|(_, name)| (*name).to_owned())
}

/// The last byte of U+3000.
pub(super) const U3000_END: u8 = 0x80;

/// Bytes looked at together.
const CHUNK: usize = 32;

/// Bytes looked at one character at a time before the next attempt at a chunk: where characters of concern are dense,
/// a chunk is rarely worth a look.
const STRIDE: usize = 24;

/// The first place from `at` on whose character some step looks at, or the end.
pub(super) fn skip(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        let mut rest = bytes.get(at..).unwrap_or_default();
        let enough = rest.len().saturating_sub(STRIDE);
        while rest.len() > enough {
            // The bytes are UTF-8: their lead byte tells how many there are.
            rest = match rest {
                [a @ ..0x80, rest @ ..] if passes_in_bmp(code(*a, [])) => rest,
                [a @ 0xC0..0xE0, b, rest @ ..] if passes_in_bmp(code(a & 31, [*b])) => rest,
                [a @ 0xE0..0xF0, b, c, rest @ ..] if passes_in_bmp(code(a & 15, [*b, *c])) => rest,
                [a @ 0xF0..=0xFF, b, c, d, rest @ ..]
                    if char::from_u32(code(a & 7, [*b, *c, *d])).is_some_and(passes) =>
                {
                    rest
                }
                _ => return bytes.len() - rest.len(),
            };
        }
        at = bytes.len() - rest.len();
        if rest.is_empty() {
            return at;
        }
        while let Some(window) = bytes.get(at.saturating_sub(1)..).and_then(|rest| rest.first_chunk()) {
            if !passes_whole(window) {
                break;
            }
            at += CHUNK;
        }
        // A chunk may end inside a character.
        at = text.floor_char_boundary(at);
    }
}

/// The code point that starts with the bits `first`, and goes on with six bits of each of the bytes `others`.
fn code<const N: usize>(first: u8, others: [u8; N]) -> u32 {
    others.into_iter().fold(u32::from(first), |code, byte| (code << 6) + u32::from(byte & 63))
}

/// Whether the character `code` passes, which is of the Basic Multilingual Plane.
fn passes_in_bmp(code: u32) -> bool {
    PASSING_BITS.get(code as usize / 64).is_some_and(|bits| bits >> (code % 64) & 1 == 1)
}

/// The first byte, and how many: those of LF, ASCII but controls, and the blocks of 64 (two bytes) or 4,096 (three
/// bytes) characters that pass as a whole.
const PASSING: [(u8, u8); 7] =
    [(b'\n', 1), (0x20, 0x5F), (0x80, 0x40), (0xC3, 9), (0xD0, 2), (0xE4, 6), (0xEB, 2)];

/// Whether nothing in a stretch of UTF-8 is of any concern that starts with a character behind the first byte of
/// `window`, by its bytes alone. An LF is of concern where a space may precede it.
fn passes_whole(window: &[u8; 1 + CHUNK]) -> bool {
    let ([before @ .., _], [_, chunk @ ..]) = (window, window);
    let passes = |byte: u8| {
        PASSING.iter().fold(false, |any, (first, count)| any | (byte.wrapping_sub(*first) < *count))
    };
    let follows = |before: u8, byte: u8| (byte != b'\n') | ((before != b' ') & (before != U3000_END));
    before.iter().zip(chunk).fold(true, |all, (before, byte)| all & passes(*byte) & follows(*before, *byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_what_the_generator_writes() {
        let generator = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/tables.py");
        let written = std::process::Command::new("python3").arg(generator).output().expect("python3 runs");
        let complaint = String::from_utf8_lossy(&written.stderr);
        assert!(written.status.success(), "apt-get install -y unicode-data (15.0.0): {complaint}");
        let same = written.stdout == include_bytes!("tables.rs");
        assert!(same, "run: python3 src/text/tables.py > src/text/tables.rs");
    }

    #[test]
    fn characters_of_every_kind_are_known_by_name() {
        for (c, expected) in [
            ('\0', "NULL"),
            ('\u{85}', "NEXT LINE"),
            ('\u{AD}', "SOFT HYPHEN"),
            ('\u{200D}', "ZERO WIDTH JOINER"),
            ('\u{FE0F}', "VARIATION SELECTOR-16"),
            ('\u{E0100}', "VARIATION SELECTOR-17"),
            ('\u{E01EF}', "VARIATION SELECTOR-256"),
        ] {
            assert_eq!(name(c).as_deref(), Some(expected));
        }
        assert_eq!(name('a'), None);
    }

    #[test]
    fn what_passes_by_its_bytes_passes_by_its_class() {
        let mut whole = 0;
        for c in ('\0'..=char::MAX).filter(|c| *c != '\n') {
            let mut window = [b'a'; 1 + CHUNK];
            c.encode_utf8(&mut window[1..]);
            if passes_whole(&window) {
                assert!(passes(c), "{c:?}");
                whole += 1;
            }
            let text = c.to_string();
            assert_eq!(skip(&text, 0) > 0, passes(c), "{c:?}");
        }
        assert!(whole > 30_000, "{whole}");
    }
}
