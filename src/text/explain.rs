//! What each step changed in a source, for a person who wonders why the canonical text is not what was written.

use std::collections::HashMap;
use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use crate::text::CanonicalText;
use crate::text::class::{self, Class};
use crate::text::nfc::segments;
use crate::text::pass::{TRAILING, is_beside_mongolian};
use crate::text::problem::Refusal;
use crate::text::tables::{NARROW_SPACE, SPACE};
use crate::text::warning::{Concern, Warning, Warnings};

/// What became of a source, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The canonical text.
    pub text: CanonicalText,
    /// What the steps changed, in their order; nothing if the source is canonical as it is.
    pub changes: Vec<Change>,
    /// Compatibility ideographs that NFC changed, at their places in the source; then the warnings of the text.
    pub warnings: Vec<Warning>,
}

/// One kind of change that a step made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What was changed.
    pub what: Edit,
    /// How many times.
    pub times: u64,
    /// Lines and columns in the source, from 1: of the first [`PLACES`] times.
    pub places: Vec<(u32, u32)>,
}

/// The most places that a [`Change`] names.
pub const PLACES: usize = 5;

/// A kind of change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Edit {
    /// Step 1: the leading U+FEFF was removed.
    ByteOrderMark,
    /// Step 3: CRLF became LF.
    LineEnd,
    /// Step 4: this became U+0020.
    Space(char),
    /// Step 5: characters got their NFC form.
    Nfc {
        /// As written.
        from: String,
        /// In NFC.
        to: String,
    },
    /// Step 5: further kinds of the same, each counted, none shown.
    MoreNfc,
    /// Step 7: spaces at a line's end were removed.
    TrailingSpaces,
    /// Step 8: a blank line at the start was removed.
    BlankStart,
    /// Step 8: a blank line at the end was removed.
    BlankEnd,
    /// Step 9: the last line got its LF.
    LastLineEnd,
}

impl Edit {
    /// The step that makes it, by its number in the profile.
    pub fn step(&self) -> u8 {
        match self {
            Self::ByteOrderMark => 1,
            Self::LineEnd => 3,
            Self::Space(_) => 4,
            Self::Nfc { .. } | Self::MoreNfc => 5,
            Self::TrailingSpaces => 7,
            Self::BlankStart | Self::BlankEnd => 8,
            Self::LastLineEnd => 9,
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByteOrderMark => f.write_str("byte order mark removed"),
            Self::LineEnd => f.write_str("line end CRLF to LF"),
            Self::Space('\t') => f.write_str("tab to space"),
            Self::Space(c) => {
                write!(f, "U+{:04X} {} to space", *c as u32, class::name(*c).unwrap_or_default())
            }
            Self::Nfc { from, to } => {
                write!(f, "{} to {} ({to})", code_points(from), code_points(to))
            }
            Self::MoreNfc => f.write_str("other characters to their NFC form"),
            Self::TrailingSpaces => f.write_str("spaces at the end of a line removed"),
            Self::BlankStart => f.write_str("blank line at the start removed"),
            Self::BlankEnd => f.write_str("blank line at the end removed"),
            Self::LastLineEnd => f.write_str("line end added to the last line"),
        }
    }
}

fn code_points(text: &str) -> String {
    text.chars().map(|c| format!("U+{:04X}", c as u32)).collect::<Vec<_>>().join(" ")
}

/// What each step changes in `source`, and what a signer should look at.
///
/// # Errors
/// As [`CanonicalText::from_source`].
pub fn explain(source: &[u8]) -> Result<Explanation, Refusal> {
    let text = CanonicalText::from_source(source)?;
    let (mut changes, mut warnings) = (Changes::default(), Warnings::default());
    // The source was accepted, so it is UTF-8.
    let decoded = std::str::from_utf8(source).unwrap_or_default();
    let lines = decoded.strip_prefix('\u{FEFF}').unwrap_or(decoded);
    if lines.len() < decoded.len() {
        changes.add(Edit::ByteOrderMark, 1, 1);
    }
    let mut blank = Vec::new();
    let mut written = false;
    for (number, line) in (1..).zip(lines.split_inclusive('\n')) {
        let content = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        let columns = changes.of_line(number, content, &mut warnings);
        if line.ends_with("\r\n") {
            changes.add(Edit::LineEnd, number, columns + 1);
        }
        if content.char_indices().all(|(at, c)| TRAILING.contains(&c) || is_mapped(content, at, c)) {
            blank.push(number);
            if !written {
                blank.drain(..).for_each(|line| changes.add(Edit::BlankStart, line, 1));
            }
        } else {
            blank.clear();
            written = true;
            if !line.ends_with('\n') {
                changes.add(Edit::LastLineEnd, number, columns + 1);
            }
        }
    }
    blank.drain(..).for_each(|line| changes.add(Edit::BlankEnd, line, 1));
    let mut changes = changes.listed;
    changes.sort_by_key(|change| change.what.step());
    let mut warnings = warnings.listed;
    warnings.extend(text.warnings());
    Ok(Explanation { text, changes, warnings })
}

/// The changes so far, one for each kind.
#[derive(Default)]
struct Changes {
    listed: Vec<Change>,
    places: HashMap<Edit, usize>,
}

/// The most kinds of NFC changes that are shown.
const NFC_KINDS: usize = 1000;

impl Changes {
    fn add(&mut self, what: Edit, line: u32, column: u32) {
        let full = self.places.len() >= NFC_KINDS && !self.places.contains_key(&what);
        let what = if full && what.step() == 5 { Edit::MoreNfc } else { what };
        let place = *self.places.entry(what).or_insert_with_key(|what| {
            self.listed.push(Change { what: what.clone(), times: 0, places: Vec::new() });
            self.listed.len() - 1
        });
        if let Some(change) = self.listed.get_mut(place) {
            change.times += 1;
            if change.places.len() < PLACES {
                change.places.push((line, column));
            }
        }
    }

    /// Adds what steps 4, 5 and 7 change in the line `content`, and gives its length in characters.
    fn of_line(&mut self, line: u32, content: &str, warnings: &mut Warnings) -> u32 {
        let mut spaced = String::with_capacity(content.len());
        for (column, (at, c)) in (1..).zip(content.char_indices()) {
            if is_mapped(content, at, c) {
                self.add(Edit::Space(c), line, column);
                spaced.push(' ');
            } else {
                spaced.push(c);
            }
        }
        let mut column = 1;
        for segment in segments(&spaced) {
            let normalized: String = segment.nfc().collect();
            if normalized != segment {
                self.add(Edit::Nfc { from: segment.to_owned(), to: normalized }, line, column);
            }
            for c in segment.chars() {
                if matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
                    && let Some(to) = std::iter::once(c).nfc().next().filter(|to| *to != c)
                {
                    warnings.add(line, column, Some(c), Concern::Compatibility(to));
                }
                column += 1;
            }
        }
        let kept = spaced.trim_end_matches(TRAILING).chars().count() as u32;
        if kept + 1 < column {
            self.add(Edit::TrailingSpaces, line, kept + 1);
        }
        column - 1
    }
}

/// Whether step 4 puts U+0020 in the place of the character `c` at `at`.
fn is_mapped(content: &str, at: usize, c: char) -> bool {
    match Class::of(c).kind() {
        SPACE => c != ' ',
        NARROW_SPACE => !is_beside_mongolian(content, at, at + c.len_utf8()),
        _ => false,
    }
}
