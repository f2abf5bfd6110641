//! Values in records: one line of canonical text.

use crate::text::CanonicalText;
use crate::text::class::Class;
use crate::text::problem::{Problem, Refusal};
use crate::text::tables::{DIRECTION_MARK, ISOLATE, ISOLATE_END};

/// A value in a record: one line, equal to its own `text-v1` form, without bidi controls or outer spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(String);

/// Why a string cannot be a value in a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Nothing.
    #[error("it is empty")]
    Empty,
    /// More bytes than the limit.
    #[error("it is {length} bytes long, {limit} are allowed")]
    TooLong {
        /// Its length in bytes.
        length: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A TAB, CR or LF.
    #[error("it is more than one line, or holds a tab")]
    NotOneLine,
    /// A space at its start or end.
    #[error("it starts or ends with a space")]
    OuterSpace,
    /// One of LRM, RLM, ALM, LRI, RLI, FSI, PDI; the other bidi controls are in no canonical text at all.
    #[error("U+{:04X} changes the direction of what is shown after it", *.0 as u32)]
    Direction(char),
    /// No canonical text.
    #[error("{}", first(.0))]
    Refused(Refusal),
    /// Not its own canonical form, which is this.
    #[error("its canonical form is another: {0:?}")]
    NotCanonical(String),
}

impl Line {
    /// `value` if it is one line of canonical text of 1 to `limit` bytes, without bidi controls or outer spaces.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(value: &str, limit: usize) -> Result<Self, LineError> {
        if value.is_empty() {
            return Err(LineError::Empty);
        }
        if value.len() > limit {
            return Err(LineError::TooLong { length: value.len(), limit });
        }
        if value.contains(['\n', '\r', '\t']) {
            return Err(LineError::NotOneLine);
        }
        if value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace) {
            return Err(LineError::OuterSpace);
        }
        let redirects = |c: &char| matches!(Class::of(*c).kind(), DIRECTION_MARK | ISOLATE | ISOLATE_END);
        if let Some(c) = value.chars().find(redirects) {
            return Err(LineError::Direction(c));
        }
        let canonical = CanonicalText::from_source(value.as_bytes()).map_err(LineError::Refused)?;
        let canonical = canonical.as_str().trim_end_matches('\n');
        if canonical == value {
            Ok(Self(value.to_owned()))
        } else {
            Err(LineError::NotCanonical(canonical.to_owned()))
        }
    }

    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The first 80 characters of what somebody wrote, for a message: a line of a record may be megabytes long.
pub(crate) fn excerpt(written: &str) -> String {
    const MOST: usize = 80;
    match written.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", written.split_at(end).0),
        None => written.to_owned(),
    }
}

/// The first problem, without the line number that says nothing here.
fn first(refusal: &Refusal) -> String {
    let told = |problem: &Problem| {
        let told = problem.to_string();
        told.strip_prefix("line 1, ").map_or(told.clone(), str::to_owned)
    };
    refusal.problems().first().map_or_else(|| refusal.to_string(), told)
}
