//! Why a source has no canonical form: every offending place, what is wrong with it, and how to mend it.

use std::fmt;

use crate::text::class;
use crate::text::tables::REFUSED;

/// Every reason why a source has no canonical form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    problems: Vec<Problem>,
    unlisted: u64,
}

/// The most problems that a [`Refusal`] lists: what is found beyond is counted, not held.
pub const LISTED: usize = 10_000;

impl Refusal {
    /// The first [`LISTED`] problems, in the order of the source. Never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many further problems were found and are not listed.
    pub fn unlisted(&self) -> u64 {
        self.unlisted
    }

    /// The refusal of a source for one reason that concerns all of it.
    pub(super) fn whole(what: Fault) -> Self {
        let problem = Problem { line: 1, column: 1, character: None, times: 1, what };
        Self { problems: vec![problem], unlisted: 0 }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.problems.len() as u64 + self.unlisted;
        match self.problems.as_slice() {
            [only] => write!(f, "the text cannot be signed as it is: {only}"),
            [first, ..] => {
                write!(f, "the text cannot be signed as it is, for {found} reasons: first, {first}")
            }
            [] => f.write_str("the text cannot be signed as it is"),
        }
    }
}

impl std::error::Error for Refusal {}

/// One offending place of a source, or one offending character several times in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line in the source, from 1. Lines end in LF or CRLF.
    pub line: u32,
    /// The column in the source, from 1, in characters; a byte sequence that is not UTF-8 counts as one.
    pub column: u32,
    /// The offending character; none if the bytes are no character.
    pub character: Option<char>,
    /// How many times it stands in a row, this place being the first.
    pub times: u64,
    /// What is wrong.
    pub what: Fault,
}

impl Problem {
    /// The Unicode name of the character, if it is known for its properties; a control's alias.
    pub fn name(&self) -> Option<String> {
        self.character.and_then(class::name)
    }

    /// How to mend it.
    pub fn mend(&self) -> Mend {
        self.what.mend()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.what.is_about_the_whole() {
            write!(f, "line {}, column {}: ", self.line, self.column)?;
        }
        if let Some(character) = self.character {
            write!(f, "{}: ", class::denoted(character))?;
        }
        write!(f, "{}", self.what)?;
        if self.times > 1 {
            write!(f, " ({} times in a row)", self.times)?;
        }
        Ok(())
    }
}

/// What is wrong with a place of a source: the rule of profile `text-v1` that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// The source is longer than the limit.
    TooLong,
    /// Nothing is left.
    Empty,
    /// A UTF-16 byte order mark.
    Utf16,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A half of a surrogate pair in UTF-16; only a repair meets one.
    HalfPair,
    /// A control other than TAB, LF and CRLF.
    Control,
    /// A line or page break other than LF and CRLF.
    LineBreak,
    /// U+FFFC.
    Object,
    /// U+FFFD.
    Lost,
    /// U+2800.
    BlankBraille,
    /// A private use character.
    PrivateUse,
    /// A noncharacter.
    Noncharacter,
    /// Not assigned in Unicode 15.0.
    Unassigned,
    /// A bidi embedding or override, U+202A–U+202E.
    Embedding,
    /// A byte order mark that is not the first character.
    InnerMark,
    /// A tag character, U+E0000–U+E007F.
    Tag,
    /// Any other Default_Ignorable or format character that the profile does not permit.
    Invisible,
    /// A ZWJ or ZWNJ where no script joins.
    Joiner,
    /// A ZWJ or ZWNJ directly after another.
    JoinerAgain,
    /// A zero width space away from scripts that are written without spaces.
    ZeroWidthSpace,
    /// LRM, RLM or ALM away from right-to-left letters.
    DirectionMark,
    /// LRM, RLM or ALM directly after another.
    DirectionMarkAgain,
    /// An isolate on a line without right-to-left letters.
    Isolate,
    /// RLI or FSI around no right-to-left letter.
    EmptyIsolate,
    /// An isolate that is not closed on its line.
    OpenIsolate,
    /// An isolate within an isolate.
    NestedIsolate,
    /// A PDI that closes nothing.
    StrayIsolateEnd,
    /// A variation selector that no standard sequence holds.
    Variation,
    /// A variation selector after a digit, `#` or `*` without U+20E3 after it.
    Keycap,
    /// An ideographic variation selector that follows no ideograph.
    IdeographicVariation,
    /// A Mongolian vowel separator away from Mongolian letters.
    VowelSeparator,
    /// A combining mark at the start of a line.
    MarkAtStart,
    /// The ninth combining mark in a row, or a later one.
    TooManyMarks,
}

impl Fault {
    /// What step 2 holds against a character of kind `REFUSED`.
    pub(super) fn of_refused(c: char) -> Self {
        debug_assert_eq!(class::Class::of(c).kind(), REFUSED);
        match c {
            '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Self::LineBreak,
            c if c.is_control() => Self::Control,
            '\u{FFFC}' => Self::Object,
            '\u{FFFD}' => Self::Lost,
            '\u{2800}' => Self::BlankBraille,
            '\u{202A}'..='\u{202E}' => Self::Embedding,
            '\u{FEFF}' => Self::InnerMark,
            '\u{E0001}' | '\u{E0020}'..='\u{E007F}' => Self::Tag,
            '\u{FDD0}'..='\u{FDEF}' => Self::Noncharacter,
            c if c as u32 & 0xFFFE == 0xFFFE => Self::Noncharacter,
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => Self::PrivateUse,
            c if class::name(c).is_some() => Self::Invisible,
            _ => Self::Unassigned,
        }
    }

    /// How to mend it.
    pub fn mend(self) -> Mend {
        match self {
            Self::TooLong => Mend::ByHand("sign a shorter text"),
            Self::Empty => Mend::ByHand("write the text first"),
            Self::Utf16 => Mend::SaveAsUtf8,
            Self::NotUtf8 | Self::HalfPair => {
                Mend::ByHand("open the file in the program that wrote it and save it again as UTF-8")
            }
            Self::Lost => Mend::ByHand("put back the character that was lost here"),
            Self::PrivateUse => Mend::ByHand("write it with a character that every reader has"),
            Self::Unassigned => Mend::ByHand("write it with a character of Unicode 15.0"),
            Self::LineBreak => Mend::NewLine,
            Self::BlankBraille => Mend::Space,
            Self::MarkAtStart => Mend::Circle,
            _ => Mend::Remove,
        }
    }

    pub(super) fn is_about_the_whole(self) -> bool {
        matches!(self, Self::TooLong | Self::Empty | Self::Utf16)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the text is longer than 256 MiB",
            Self::Empty => "there is no text",
            Self::Utf16 => "the file is in UTF-16, not in UTF-8",
            Self::NotUtf8 => "these bytes are not UTF-8",
            Self::HalfPair => "this is half a character of UTF-16",
            Self::Control => "control characters do not belong in a text",
            Self::LineBreak => "only LF and CRLF end a line",
            Self::Object => "this stands for a picture or object that is not part of the text",
            Self::Lost => "this stands for a character that was lost in a conversion",
            Self::BlankBraille => "this Braille pattern looks like a space and is none",
            Self::PrivateUse => "a private use character looks different on every machine",
            Self::Noncharacter => "this code point is set aside and never a character",
            Self::Unassigned => "this code point is not assigned in Unicode 15.0",
            Self::Embedding => "this control reorders the text that a reader sees",
            Self::InnerMark => "a byte order mark inside the text cannot be seen",
            Self::Tag => "tag characters cannot be seen",
            Self::Invisible => "this character cannot be seen",
            Self::Joiner => "a joiner belongs beside letters that join, or into an emoji",
            Self::JoinerAgain => "a joiner directly after another does nothing",
            Self::ZeroWidthSpace => {
                "a zero width space belongs beside scripts that are written without spaces"
            }
            Self::DirectionMark => "a direction mark belongs beside right-to-left letters",
            Self::DirectionMarkAgain => "a direction mark directly after another does nothing",
            Self::Isolate => "a direction isolate belongs on a line with right-to-left letters",
            Self::EmptyIsolate => "this direction isolate holds no right-to-left letter",
            Self::OpenIsolate => "this direction isolate is not closed on its line",
            Self::NestedIsolate => "this direction isolate stands inside another",
            Self::StrayIsolateEnd => "this closes a direction isolate that was not opened on its line",
            Self::Variation => "Unicode defines no variation of the character before it",
            Self::Keycap => "a variation selector after a digit, # or * belongs to a keycap only",
            Self::IdeographicVariation => "this variation selector belongs after an ideograph",
            Self::VowelSeparator => "a Mongolian vowel separator belongs between Mongolian letters",
            Self::MarkAtStart => "a line starts with a combining mark, which has nothing to combine with",
            Self::TooManyMarks => "more than 8 combining marks stand in a row",
        })
    }
}

/// How to mend a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mend {
    /// Take the character out.
    Remove,
    /// Put a line end in its place.
    NewLine,
    /// Put a space in its place.
    Space,
    /// Put U+25CC before it.
    Circle,
    /// Save the file again as UTF-8.
    SaveAsUtf8,
    /// Only a person can mend it: how.
    ByHand(&'static str),
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Remove => "remove it",
            Self::NewLine => "put a line end in its place",
            Self::Space => "put a space in its place",
            Self::Circle => "put the letter before it that it belongs to, or a dotted circle (U+25CC)",
            Self::SaveAsUtf8 => "save the file again as UTF-8",
            Self::ByHand(how) => how,
        })
    }
}

/// The problems found so far: the first [`LISTED`] of them, and the number of the rest.
#[derive(Debug, Default)]
pub(super) struct Problems {
    listed: Vec<Problem>,
    unlisted: u64,
}

impl Problems {
    /// Adds a problem; the next of a row counts with the one before.
    pub(super) fn add(&mut self, line: u32, column: u32, character: Option<char>, what: Fault) {
        if let Some(last) = self.listed.last_mut()
            && (last.line, last.character, last.what) == (line, character, what)
            && u64::from(last.column) + last.times == u64::from(column)
        {
            last.times += 1;
        } else if self.listed.len() < LISTED {
            self.listed.push(Problem { line, column, character, times: 1, what });
        } else {
            self.unlisted += 1;
        }
    }

    /// One list of both, in the order of the source.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.listed.extend(other.listed);
        self.listed.sort_by_key(|problem| (problem.line, problem.column));
        self.unlisted += other.unlisted + self.listed.len().saturating_sub(LISTED) as u64;
        self.listed.truncate(LISTED);
        self
    }

    /// All of them as a refusal; `None` if there are none.
    pub(super) fn refusal(self) -> Option<Refusal> {
        let Self { listed, unlisted } = self;
        (!listed.is_empty()).then_some(Refusal { problems: listed, unlisted })
    }
}
