//! Records: the typed texts of our notes.
//!
//! The first line of a record is its type; then `key value` lines in one order, one space, no empty lines. Reading
//! is strict: what was read prints to the same text, whatever does not is refused.

pub mod act;
pub mod keys;
pub mod roll;

use std::str::FromStr;

use crate::digest::Digest;
use crate::note::Note;
use crate::path::number;
use crate::text::{Line, excerpt};

use self::act::Act;
use self::keys::KeysRecord;
use self::roll::Roll;

/// The longest value of a line, in bytes.
pub const MAX_VALUE: usize = 256;

/// The longest `reason`, in bytes.
pub const MAX_REASON: usize = 1024;

/// The profile that texts are canonicalized under.
pub const PROFILE: &str = "text-v1";

/// Any record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// `undersigned/keys/v1`
    Keys(KeysRecord),
    /// `undersigned/roll/v1`
    Roll(Roll),
    /// `undersigned/signature/v1`, `undersigned/withdrawal/v1`, `undersigned/decline/v1`
    Act(Act),
}

impl Record {
    /// Reads the text of a note.
    ///
    /// # Errors
    /// The first line that is not as its type demands.
    pub fn parse(text: &str) -> Result<Self, RecordError> {
        let mut lines = Lines::new(text)?;
        let record = match lines.first()? {
            keys::TYPE => Self::Keys(KeysRecord::parse(&mut lines)?),
            roll::TYPE => Self::Roll(Roll::parse(&mut lines)?),
            other => match act::Kind::from_type(other) {
                Some(kind) => Self::Act(Act::parse(kind, &mut lines)?),
                None => return Err(RecordError { line: 1, what: What::Type(other.to_owned()) }),
            },
        };
        lines.end()?;
        // The readers above accept one spelling of each line; this holds them to it.
        if record.text() == text { Ok(record) } else { Err(RecordError { line: 1, what: What::Spelling }) }
    }

    /// The text, ending in a line feed.
    pub fn text(&self) -> String {
        match self {
            Self::Keys(record) => record.text(),
            Self::Roll(record) => record.text(),
            Self::Act(record) => record.text(),
        }
    }

    /// What kind of record it is, in the design's words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Keys(_) => "keys record",
            Self::Roll(_) => "roll",
            Self::Act(act) => act.kind.word(),
        }
    }

    /// A note over this record, still without signatures.
    ///
    /// # Errors
    /// If the record could not be read again as it would be written.
    pub fn to_note(&self) -> Result<Note, RecordError> {
        let text = self.text();
        Self::parse(&text)?;
        Ok(Note::unsigned(text))
    }
}

/// Why a text is no record: the line, from 1, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct RecordError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: What,
}

/// What is wrong with a line of a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// The first line names no type of record.
    #[error("`{}` is no type of record that this version knows", excerpt(.0))]
    Type(String),
    /// A line that had to stand here does not.
    #[error("expected `{expected} …`, found `{}`", excerpt(found))]
    Expected {
        /// The key of the line that had to stand here.
        expected: &'static str,
        /// The line found, or nothing at the end.
        found: String,
    },
    /// A line that has no place here.
    #[error("`{}` has no place here", excerpt(.0))]
    Unexpected(String),
    /// The value of this key is wrong, and why.
    #[error("{key}: {why}")]
    Value {
        /// The key.
        key: &'static str,
        /// What is wrong with the value.
        why: String,
    },
    /// Read back, it would be spelled otherwise.
    #[error("the record is not spelled as it would be written")]
    Spelling,
}

/// The lines of a record, read from first to last.
struct Lines<'t> {
    rest: &'t str,
    line: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Result<Self, RecordError> {
        if text.ends_with('\n') {
            Ok(Self { rest: text, line: 0 })
        } else {
            Err(RecordError { line: 1, what: What::Spelling })
        }
    }

    /// The type line.
    fn first(&mut self) -> Result<&'t str, RecordError> {
        self.line = 1;
        let (line, rest) = self.split();
        self.rest = rest;
        Ok(line)
    }

    /// The value of the next line if its key is `key`.
    fn optional(&mut self, key: &'static str) -> Option<&'t str> {
        let (line, rest) = self.split();
        let value = line.strip_prefix(key)?.strip_prefix(' ')?;
        self.rest = rest;
        self.line += 1;
        Some(value)
    }

    /// The value of the next line, whose key must be `key`.
    fn required(&mut self, key: &'static str) -> Result<&'t str, RecordError> {
        self.optional(key).ok_or_else(|| RecordError {
            line: self.line + 1,
            what: What::Expected { expected: key, found: self.split().0.to_owned() },
        })
    }

    fn required_as<T: FromStr<Err: ToString>>(&mut self, key: &'static str) -> Result<T, RecordError> {
        let value = self.required(key)?;
        self.read(key, value)
    }

    fn optional_as<T: FromStr<Err: ToString>>(
        &mut self,
        key: &'static str,
    ) -> Result<Option<T>, RecordError> {
        self.optional(key).map(|value| self.read(key, value)).transpose()
    }

    /// The value of the next line, which must be one line of canonical text.
    fn required_line(&mut self, key: &'static str) -> Result<Line, RecordError> {
        let value = self.required(key)?;
        self.line_value(key, value, MAX_VALUE)
    }

    fn line_value(&self, key: &'static str, value: &str, limit: usize) -> Result<Line, RecordError> {
        Line::new(value, limit).map_err(|error| self.wrong(key, error))
    }

    fn required_number(&mut self, key: &'static str) -> Result<u32, RecordError> {
        let value = self.required(key)?;
        let read = number(value).filter(|&number| number > 0);
        read.ok_or_else(|| self.wrong(key, "a decimal number from 1 to 1000000"))
    }

    /// The next line, whose key and value must be these.
    fn fixed(&mut self, key: &'static str, value: &str) -> Result<(), RecordError> {
        if self.required(key)? == value { Ok(()) } else { Err(self.wrong(key, format!("must be {value}"))) }
    }

    /// The `previous` line, which stands in every version but the first.
    fn previous(&mut self, version: u32) -> Result<Option<Digest>, RecordError> {
        if version > 1 { self.required_as("previous").map(Some) } else { Ok(None) }
    }

    fn read<T: FromStr<Err: ToString>>(&self, key: &'static str, value: &str) -> Result<T, RecordError> {
        value.parse().map_err(|error: T::Err| self.wrong(key, error))
    }

    /// The complaint that the value of the line just read is wrong.
    fn wrong(&self, key: &'static str, why: impl ToString) -> RecordError {
        RecordError { line: self.line, what: What::Value { key, why: why.to_string() } }
    }

    fn end(&self) -> Result<(), RecordError> {
        match self.split().0 {
            "" if self.rest.is_empty() => Ok(()),
            line => Err(RecordError { line: self.line + 1, what: What::Unexpected(line.to_owned()) }),
        }
    }

    fn split(&self) -> (&'t str, &'t str) {
        self.rest.split_once('\n').unwrap_or((self.rest, ""))
    }
}
