//! What the profile knows of one character: its kind and its properties in Unicode 15.0.

use crate::text::tables::{
    BLOCK, BLOCK_OF, BLOCKS, CLASSES, DECOMPOSES, MAY_COMPOSE, NAMES, PASSING, REFUSED, REORDERS, VARIANTS,
};

/// A character's kind (one of the kinds in the tables) and properties (bits, of the same place).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class(u32);

impl Class {
    /// The class of `c`.
    pub(super) fn of(c: char) -> Self {
        Self(CLASSES.get(usize::from(index(c))).copied().unwrap_or(REFUSED))
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
        self.has(REORDERS | MAY_COMPOSE | DECOMPOSES)
    }
}

/// Whether every step lets `c` pass as it is, whatever stands beside it.
pub(super) fn passes(c: char) -> bool {
    index(c) < PASSING
}

fn index(c: char) -> u8 {
    let code = c as usize;
    let block = BLOCK_OF.get(code / BLOCK).or(BLOCK_OF.last()).copied().unwrap_or_default();
    BLOCKS.get(usize::from(block) * BLOCK + code % BLOCK).copied().unwrap_or(u8::MAX)
}

/// Whether `selector` (U+FE00–FE0F, U+180B–180D, U+180F) after `base` stands in StandardizedVariants or
/// emoji-variation-sequences.
pub(super) fn is_variant(base: char, selector: char) -> bool {
    let bit = match selector {
        '\u{FE00}'..='\u{FE0F}' => selector as u32 - 0xFE00,
        '\u{180B}'..='\u{180D}' => selector as u32 - 0x180B + 16,
        '\u{180F}' => 19,
        _ => return false,
    };
    let found = VARIANTS.binary_search_by_key(&(base as u32), |&(base, _)| base).ok();
    found.and_then(|place| VARIANTS.get(place)).is_some_and(|(_, selectors)| selectors >> bit & 1 == 1)
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
