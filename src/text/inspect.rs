//! The close look at a source that the pass refused: every problem, where it stands in the source.
//!
//! A character that step 2 refuses is mended in thought before the later steps look, so that the problems are those
//! that a person who mends them one by one would meet.

use unicode_normalization::UnicodeNormalization as _;

use crate::text::class::Class;
use crate::text::context::Context;
use crate::text::nfc::segments;
use crate::text::problem::{Fault, Mend, Problems, Refusal};
use crate::text::tables::{CARRIAGE_RETURN, REFUSED};

/// Every problem of `source`, whose first three bytes are no byte order mark of another encoding.
pub(super) fn refusal(source: &[u8]) -> Option<Refusal> {
    let (mut first, mut later) = (Problems::default(), Problems::default());
    for (number, line) in lines(source) {
        let line = decoded(line, |column, c, fault| first.add(number, column, c, fault)).normalized();
        line.faults(|_, column, c, fault| later.add(number, column, Some(c), fault));
    }
    first.and(later).refusal()
}

/// The lines of a source with their numbers, without the LF or CRLF that ends them and without a leading U+FEFF.
pub(super) fn lines(source: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let text = source.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(source);
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    (1..).zip(lines.map(|line| match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }))
}

/// Steps 1 to 3 for one line of a source, with what they refuse mended where that can be done without a person:
/// column, character, fault.
pub(super) fn decoded(line: &[u8], mut found: impl FnMut(u32, Option<char>, Fault)) -> Traced {
    let mut traced = Traced::default();
    let mut column = 0;
    for chunk in line.utf8_chunks() {
        for c in chunk.valid().chars() {
            column += 1;
            let fault = match Class::of(c).kind() {
                REFUSED => Fault::of_refused(c),
                CARRIAGE_RETURN => Fault::LineBreak,
                _ => {
                    traced.push(c, column);
                    continue;
                }
            };
            found(column, Some(c), fault);
            match fault.mend() {
                Mend::NewLine => traced.push('\n', column),
                Mend::Space => traced.push(' ', column),
                _ => {}
            }
        }
        if !chunk.invalid().is_empty() {
            column += 1;
            found(column, None, Fault::NotUtf8);
        }
    }
    traced
}

/// The longest segment in which characters are followed to the column that they come from.
const TRACED: usize = 64;

/// The characters of a source line, changed, each with the column that it comes from.
#[derive(Debug, Default)]
pub(super) struct Traced {
    pub(super) text: String,
    /// The places in the text where the column is not one more than that of the character before, and the column.
    jumps: Vec<(u32, u32)>,
    next: u32,
}

impl Traced {
    /// Appends `c`, which comes from `column`.
    pub(super) fn push(&mut self, c: char, column: u32) {
        if column != self.next {
            self.jumps.push((u32::try_from(self.text.len()).unwrap_or(u32::MAX), column));
        }
        self.text.push(c);
        self.next = column + 1;
    }

    /// The characters with their places and columns.
    pub(super) fn chars(&self) -> impl Iterator<Item = (usize, u32, char)> {
        let mut jumps = self.jumps.iter().peekable();
        let mut column = 0;
        self.text.char_indices().map(move |(place, c)| {
            let jump = jumps.next_if(|(at, _)| *at as usize == place);
            let here = jump.map_or(column, |(_, column)| *column);
            column = here + 1;
            (place, here, c)
        })
    }

    /// The text in NFC. A character that a segment held before comes from where it stood; one that NFC made, from
    /// where the segment starts. In a segment too long for any script, one character is as good as the next.
    pub(super) fn normalized(self) -> Self {
        if !self.text.contains(|c| Class::of(c).is_active()) {
            return self;
        }
        let mut out = Self::default();
        let mut source = self.chars();
        for segment in segments(&self.text) {
            if segment.chars().nth(TRACED).is_some() {
                let mut columns = source.by_ref().take(segment.chars().count()).map(|(_, column, _)| column);
                let mut column = 0;
                for c in segment.nfc() {
                    column = columns.next().unwrap_or(column);
                    out.push(c, column);
                }
                columns.for_each(drop);
                continue;
            }
            let mut left: Vec<(u32, char)> =
                segment.chars().zip(source.by_ref()).map(|(c, (_, column, _))| (column, c)).collect();
            let start = left.first().map_or(0, |(column, _)| *column);
            for c in segment.nfc() {
                let found = left.iter().position(|(_, held)| *held == c);
                out.push(c, found.map_or(start, |place| left.remove(place).0));
            }
        }
        out
    }

    /// What step 6 refuses: place, column, character, fault. The text is in NFC.
    pub(super) fn faults(&self, mut found: impl FnMut(usize, u32, char, Fault)) {
        let mut context = Context::new(&self.text);
        for (place, column, c) in self.chars() {
            if let Some(fault) = context.fault(place, c, Class::of(c)) {
                found(place, column, c, fault);
            }
        }
    }
}
