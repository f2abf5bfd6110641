//! Step 6: what a character may stand beside.
//!
//! Invisible characters carry meaning in some scripts and hide marks in all others, so each is let through only
//! where it can do its work. Every rule here looks at the line in NFC and nowhere else. Spaces that step 4 has yet to
//! map, and a CR that belongs to the line's end, make no difference to any rule.

use std::ops::Range;

use crate::text::class::{Class, is_variant};
use crate::text::problem::Fault;
use crate::text::tables::{
    DIRECTION_MARK, IDEOGRAPH, IDEOGRAPHIC_VARIATION, INHERITED, ISOLATE, ISOLATE_END, JOINER, JOINER_SCRIPT,
    LETTER, MARK, MODIFIER, PICTOGRAPH, RIGHT_TO_LEFT, SPACING_MARK, UNSPACED_SCRIPT, VARIATION,
    VOWEL_SEPARATOR, ZERO_WIDTH_SPACE,
};

/// The most combining marks in a row.
const MARKS: u32 = 8;

/// The rules over one text, to be asked about its characters from the first to the last.
///
/// What one answer found is kept for the next, so that asking about all of a text is linear in its length, however
/// long its lines are.
pub(super) struct Context<'a> {
    text: &'a str,
    /// Where the row of marks so far ends, and how many it counts.
    marks: (usize, u32),
    /// The last joiner's place, and whether a joiner script precedes it.
    joiner: Option<(usize, bool)>,
    /// The last direction mark's place, and whether the nearest letter before it is right-to-left.
    letter_before: Option<(usize, bool)>,
    /// The place of the next letter or line end, and whether it is a right-to-left letter.
    letter_after: Option<(usize, bool)>,
    /// The line last looked at, and whether it holds a right-to-left letter.
    line: (Range<usize>, bool),
    /// How many isolates are open, and the end of the line that it holds for.
    isolates: (usize, u32),
}

impl<'a> Context<'a> {
    /// The rules over `text`: any number of lines, in NFC.
    pub(super) fn new(text: &'a str) -> Self {
        let (marks, line, isolates) = ((0, 0), (0..0, false), (0, 0));
        Self { text, marks, joiner: None, letter_before: None, letter_after: None, line, isolates }
    }

    /// What is wrong with the character `c`, of class `class`, at byte `at`.
    pub(super) fn fault(&mut self, at: usize, c: char, class: Class) -> Option<Fault> {
        match class.kind() {
            SPACING_MARK => self.starts_line(at).then_some(Fault::MarkAtStart),
            MARK => self.mark(at, c),
            JOINER => self.joiner(at, c),
            ZERO_WIDTH_SPACE => self.zero_width_space(at, c),
            DIRECTION_MARK => self.direction_mark(at, c),
            ISOLATE => self.isolate(at, c),
            ISOLATE_END => self.isolate_end(at),
            VARIATION => {
                if matches!(c, '\u{FE00}'..='\u{FE0F}') {
                    // It neither counts as one of a row of marks nor ends the row.
                    if self.marks.0 == at {
                        self.marks.0 = at + c.len_utf8();
                    }
                    self.variation(at, c)
                } else {
                    self.mark(at, c).or_else(|| self.variation(at, c))
                }
            }
            IDEOGRAPHIC_VARIATION => self.mark(at, c).or_else(|| {
                let follows = self.before(at).is_some_and(|before| Class::of(before).has(IDEOGRAPH));
                (!follows).then_some(Fault::IdeographicVariation)
            }),
            VOWEL_SEPARATOR => {
                let is_mongolian = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{1800}'..='\u{18AF}'));
                let between = is_mongolian(self.before(at)) && is_mongolian(self.after(at, c));
                (!between).then_some(Fault::VowelSeparator)
            }
            _ => None,
        }
    }

    fn mark(&mut self, at: usize, c: char) -> Option<Fault> {
        let row = if self.marks.0 == at { self.marks.1 + 1 } else { 1 };
        self.marks = (at + c.len_utf8(), row);
        if self.starts_line(at) {
            Some(Fault::MarkAtStart)
        } else {
            (row > MARKS).then_some(Fault::TooManyMarks)
        }
    }

    fn joiner(&mut self, at: usize, c: char) -> Option<Fault> {
        if self.before(at).is_some_and(|before| Class::of(before).kind() == JOINER) {
            return Some(Fault::JoinerAgain);
        }
        // The nearest character that is not of script Inherited decides. A joiner is Inherited itself.
        let follows = self.nearest_before(at, self.joiner, |class| {
            (!class.has(INHERITED)).then_some(class.has(JOINER_SCRIPT))
        });
        self.joiner = Some((at, follows));
        let after = self.after(at, c);
        let passes = follows
            || after.is_some_and(|after| Class::of(after).has(JOINER_SCRIPT))
            || c == '\u{200D}' && after.is_some_and(is_emoji_part) && self.follows_pictograph(at);
        (!passes).then_some(Fault::Joiner)
    }

    fn follows_pictograph(&self, at: usize) -> bool {
        let skipped = |c: char| c == '\u{FE0F}' || Class::of(c).has(MODIFIER);
        let nearest = self.line_before(at).map(|(_, before)| before).find(|&before| !skipped(before));
        nearest.is_some_and(|nearest| Class::of(nearest).has(PICTOGRAPH))
    }

    fn zero_width_space(&self, at: usize, c: char) -> Option<Fault> {
        let unspaced = |c: Option<char>| c.is_some_and(|c| Class::of(c).has(UNSPACED_SCRIPT));
        let passes = unspaced(self.before(at)) || unspaced(self.after(at, c));
        (!passes).then_some(Fault::ZeroWidthSpace)
    }

    fn direction_mark(&mut self, at: usize, c: char) -> Option<Fault> {
        if self.before(at).is_some_and(|before| Class::of(before).kind() == DIRECTION_MARK) {
            return Some(Fault::DirectionMarkAgain);
        }
        let before = self.nearest_before(at, self.letter_before, |class| {
            class.has(LETTER).then_some(class.has(RIGHT_TO_LEFT))
        });
        self.letter_before = Some((at, before));
        let passes = before || self.precedes_right_to_left(at + c.len_utf8());
        (!passes).then_some(Fault::DirectionMark)
    }

    fn precedes_right_to_left(&mut self, from: usize) -> bool {
        if let Some((_, precedes)) = self.letter_after.filter(|(known, _)| from <= *known) {
            return precedes;
        }
        let mut end = from;
        for c in self.line_after(from) {
            if Class::of(c).has(LETTER) {
                self.letter_after = Some((end, Class::of(c).has(RIGHT_TO_LEFT)));
                return Class::of(c).has(RIGHT_TO_LEFT);
            }
            end += c.len_utf8();
        }
        self.letter_after = Some((end, false));
        false
    }

    fn isolate(&mut self, at: usize, c: char) -> Option<Fault> {
        let (line_end, holds) = self.line(at);
        if self.isolates.0 != line_end {
            self.isolates = (line_end, 0);
        }
        self.isolates.1 += 1;
        if self.isolates.1 > 1 {
            return Some(Fault::NestedIsolate);
        }
        if !holds {
            return Some(Fault::Isolate);
        }
        let (mut open, mut right_to_left) = (1, false);
        for inner in self.line_after(at + c.len_utf8()) {
            let class = Class::of(inner);
            right_to_left |= class.has(RIGHT_TO_LEFT);
            match class.kind() {
                ISOLATE => open += 1,
                ISOLATE_END => open -= 1,
                _ => {}
            }
            if open == 0 {
                return (c != '\u{2066}' && !right_to_left).then_some(Fault::EmptyIsolate);
            }
        }
        Some(Fault::OpenIsolate)
    }

    fn isolate_end(&mut self, at: usize) -> Option<Fault> {
        let (line_end, _) = self.line(at);
        if self.isolates.0 == line_end && self.isolates.1 > 0 {
            self.isolates.1 -= 1;
            None
        } else {
            Some(Fault::StrayIsolateEnd)
        }
    }

    /// The end of the line that holds `at`, and whether the line holds a right-to-left letter.
    fn line(&mut self, at: usize) -> (usize, bool) {
        if !self.line.0.contains(&at) {
            let start = self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
            let (mut end, mut holds) = (start, false);
            for c in self.line_after(start) {
                end += c.len_utf8();
                holds |= Class::of(c).has(RIGHT_TO_LEFT);
            }
            self.line = (start..end, holds);
        }
        (self.line.0.end, self.line.1)
    }

    fn variation(&self, at: usize, c: char) -> Option<Fault> {
        let Some(base) = self.before(at).filter(|&base| is_variant(base, c)) else {
            return Some(Fault::Variation);
        };
        let keycap = matches!(base, '0'..='9' | '#' | '*');
        (keycap && self.after(at, c) != Some('\u{20E3}')).then_some(Fault::Keycap)
    }

    /// What `answer` says of the nearest character before `at` on its line of which it says anything; `known` is a
    /// place before, and what it says there.
    fn nearest_before(
        &self,
        at: usize,
        known: Option<(usize, bool)>,
        answer: impl Fn(Class) -> Option<bool>,
    ) -> bool {
        let answer = |(place, c)| match known {
            Some((there, said)) if there == place => Some(said),
            _ => answer(Class::of(c)),
        };
        self.line_before(at).find_map(answer).unwrap_or(false)
    }

    fn starts_line(&self, at: usize) -> bool {
        at == 0 || self.text.as_bytes().get(at - 1) == Some(&b'\n')
    }

    /// The character directly before `at` on its line.
    fn before(&self, at: usize) -> Option<char> {
        self.line_before(at).next().map(|(_, before)| before)
    }

    /// The character directly after the character `c` at `at`, on its line.
    fn after(&self, at: usize, c: char) -> Option<char> {
        self.line_after(at + c.len_utf8()).next()
    }

    /// The characters of the line before `at` with their places, the nearest first.
    fn line_before(&self, at: usize) -> impl Iterator<Item = (usize, char)> + use<'a> {
        let before = self.text.get(..at).unwrap_or_default();
        before.char_indices().rev().take_while(|(_, c)| *c != '\n')
    }

    /// The characters of the line from `from` on.
    fn line_after(&self, from: usize) -> impl Iterator<Item = char> + use<'a> {
        self.text.get(from..).unwrap_or_default().chars().take_while(|c| *c != '\n')
    }
}

/// What a ZWJ may join to a pictograph.
fn is_emoji_part(c: char) -> bool {
    matches!(c, '\u{2640}' | '\u{2642}' | '\u{2695}') || Class::of(c).has(PICTOGRAPH)
}
