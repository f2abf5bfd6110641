//! Mending a source that has no canonical form, for a person to read again.

use crate::text::class::Class;
use crate::text::inspect::{Traced, decoded, lines};
use crate::text::problem::{Fault, Mend, Problem, Problems, Refusal};
use crate::text::tables::JOINER;
use crate::text::{CanonicalText, refuse_too_long};

/// A mended text, and what was done to the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    text: CanonicalText,
    mended: Refusal,
}

impl Repair {
    /// The mended text. Its bytes are a source that has itself as canonical form.
    pub fn text(&self) -> &CanonicalText {
        &self.text
    }

    /// What was mended, each as its [`Problem::mend`] says; none if the source had no fault. Places are those of the
    /// source; after UTF-16, of the same text in UTF-8.
    pub fn mended(&self) -> &[Problem] {
        self.mended.problems()
    }

    /// How many further places were mended that are not listed.
    pub fn unlisted(&self) -> u64 {
        self.mended.unlisted()
    }
}

/// Mends `source`: decodes UTF-16 with a byte order mark, and takes out or replaces every character that has no place
/// in a canonical text. It never guesses an encoding, nor what a lost character was.
///
/// # Errors
/// Every place that only a person can mend.
pub fn repair(source: &[u8]) -> Result<Repair, Refusal> {
    refuse_too_long(source)?;
    let (mut first, mut later, mut by_hand) = (Problems::default(), Problems::default(), Problems::default());
    let decoded_source;
    let source = match utf16(source) {
        None => source,
        Some(units) => {
            first.add(1, 1, None, Fault::Utf16);
            decoded_source = from_utf16(units, &mut by_hand);
            decoded_source.as_bytes()
        }
    };
    let mut mended = String::with_capacity(source.len());
    for (number, line) in lines(source) {
        let line = decoded(line, |column, c, fault| {
            let problems = if matches!(fault.mend(), Mend::ByHand(_)) { &mut by_hand } else { &mut first };
            problems.add(number, column, c, fault);
        });
        let line = in_context(line, |column, c, fault| later.add(number, column, Some(c), fault));
        mended.push_str(&line.text);
        mended.push('\n');
    }
    if let Some(refusal) = by_hand.refusal() {
        return Err(refusal);
    }
    let text = CanonicalText::from_source(mended.as_bytes())?;
    Ok(Repair { text, mended: first.and(later).refusal().unwrap_or_default() })
}

/// How many times what step 6 refuses is mended, before all is taken out that it has rules about: taking out one
/// character can put another out of place.
const ROUNDS: usize = 8;

/// `line` in NFC, with what step 6 refuses mended: column, character, fault.
fn in_context(line: Traced, mut found: impl FnMut(u32, char, Fault)) -> Traced {
    let mut line = line.normalized();
    for round in 0.. {
        let mut faults = Vec::new();
        line.faults(|place, column, c, fault| {
            faults.push((place, fault));
            found(column, c, fault);
        });
        if faults.is_empty() {
            break;
        }
        let mut faults = faults.into_iter().peekable();
        let mut mended = Traced::default();
        for (place, column, c) in line.chars() {
            match faults.next_if(|(at, _)| *at == place).map(|(_, fault)| fault.mend()) {
                None if round >= ROUNDS && Class::of(c).kind() >= JOINER => {}
                None => mended.push(c, column),
                Some(Mend::Circle) => {
                    mended.push('\u{25CC}', column);
                    mended.push(c, column);
                }
                Some(_) => {}
            }
        }
        line = mended.normalized();
    }
    line
}

/// The code units of a source in UTF-16 with a byte order mark, `Err` of an odd last byte.
fn utf16(source: &[u8]) -> Option<impl Iterator<Item = Result<u16, u8>> + '_> {
    let big = source.starts_with(b"\xFE\xFF");
    if !big && !source.starts_with(b"\xFF\xFE") {
        return None;
    }
    let units = source.get(2..)?.chunks(2);
    Some(units.map(move |unit| match unit {
        [a, b] if big => Ok(u16::from_be_bytes([*a, *b])),
        [a, b] => Ok(u16::from_le_bytes([*a, *b])),
        odd => Err(odd.first().copied().unwrap_or_default()),
    }))
}

fn from_utf16(units: impl Iterator<Item = Result<u16, u8>>, by_hand: &mut Problems) -> String {
    let mut text = String::new();
    let (mut line, mut column) = (1, 0);
    // An odd byte at the end is half a unit: as wrong as half a pair, which its stand-in is.
    for decoded in char::decode_utf16(units.map(|unit| unit.unwrap_or(0xD800))) {
        column += 1;
        match decoded {
            Ok(c) => {
                text.push(c);
                if c == '\n' {
                    (line, column) = (line + 1, 0);
                }
            }
            Err(_) => by_hand.add(line, column, None, Fault::HalfPair),
        }
    }
    text
}
