//! Canonical text, profile `text-v1`: one form of bytes for every form in which a text can reach a signer.
//!
//! Source bytes become canonical bytes, or the list of every reason why not. The steps, in this order:
//!
//! 1. Decode strict UTF-8; one leading U+FEFF is removed.
//! 2. Refuse controls but TAB, LF, CRLF; invisible, private, lost and unassigned characters.
//! 3. CRLF becomes LF; any other CR is refused.
//! 4. TAB and every space become U+0020, but U+3000 and U+1680, and U+202F beside a Mongolian letter.
//! 5. NFC.
//! 6. Joiners, direction marks, isolates, variation selectors and combining marks pass only where they do something.
//! 7. U+0020 and U+3000 at line ends are removed.
//! 8. Blank lines at the start and the end are removed.
//! 9. Nothing left is an error; otherwise the text ends in exactly one LF.
//!
//! Unicode is that of version 15.0, for ever: any change of a rule is a new profile. Nothing is folded or stripped
//! beyond these steps, because joiners carry meaning in Persian and Indic scripts, and a silent strip would let a
//! watermarked copy pass.

mod class;
mod context;
mod inspect;
mod nfc;
mod pass;
mod problem;
#[rustfmt::skip]
mod tables;

mod explain;
mod line;
#[cfg(test)]
mod model;
mod repair;
mod warning;

pub use explain::{Change, Edit, Explanation, PLACES, explain};
pub(crate) use line::excerpt;
pub use line::{Line, LineError};
pub use problem::{Fault, LISTED, Mend, Problem, Refusal};
pub use repair::{Repair, repair};
pub use warning::{Concern, Warning};

use crate::digest::Digest;

/// The longest source that is read, in bytes: 256 MiB.
pub const LIMIT: usize = 256 << 20;

/// The longest text of a statement, in bytes.
pub const MAX_TEXT: usize = 4 << 20;

/// A text in profile `text-v1`: only [`CanonicalText::from_source`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalText(String);

impl CanonicalText {
    /// Canonicalizes `source`.
    ///
    /// # Errors
    /// Every offending place.
    pub fn from_source(source: &[u8]) -> Result<Self, Refusal> {
        refuse_too_long(source)?;
        if source.starts_with(b"\xFF\xFE") || source.starts_with(b"\xFE\xFF") {
            return Err(Refusal::whole(Fault::Utf16));
        }
        let text = simdutf8::basic::from_utf8(source).ok();
        match text.and_then(|text| pass::canonical(text.strip_prefix('\u{FEFF}').unwrap_or(text))) {
            Some(canonical) if canonical.is_empty() => Err(Refusal::whole(Fault::Empty)),
            Some(canonical) => Ok(Self(canonical)),
            None => Err(inspect::refusal(source).unwrap_or_default()),
        }
    }

    /// The canonical characters; the file's bytes are their UTF-8.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Refuses a source of more than [`LIMIT`] bytes.
fn refuse_too_long(source: &[u8]) -> Result<(), Refusal> {
    if source.len() > LIMIT { Err(Refusal::whole(Fault::TooLong)) } else { Ok(()) }
}

/// A statement: a canonical text and its identity, the SHA-256 of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    text: CanonicalText,
    digest: Digest,
}

impl Statement {
    /// The statement that `text` is.
    pub fn new(text: CanonicalText) -> Self {
        let digest = Digest::of(text.as_str().as_bytes());
        Self { text, digest }
    }

    /// Its text.
    pub fn text(&self) -> &CanonicalText {
        &self.text
    }

    /// Its identity.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("cli/command/demo/statement.txt");

    fn digest(source: &str) -> String {
        Statement::new(CanonicalText::from_source(source.as_bytes()).unwrap()).digest().to_string()
    }

    #[test]
    fn a_source_of_256_mebibytes_is_read_and_a_longer_one_is_refused() {
        // Zeros that nobody looks at cost nothing: a byte order mark is refused at once.
        let mut source = vec![0; LIMIT + 1];
        source[..2].copy_from_slice(b"\xFF\xFE");
        assert_eq!(CanonicalText::from_source(&source), Err(Refusal::whole(Fault::TooLong)));
        assert_eq!(repair(&source), Err(Refusal::whole(Fault::TooLong)));
        assert_eq!(CanonicalText::from_source(&source[..LIMIT]), Err(Refusal::whole(Fault::Utf16)));
    }

    #[test]
    fn the_sample_statement_has_its_published_digests() {
        assert_eq!(digest(SAMPLE), "b0cfbbb3f56f12358eec2ca7e7cdc53b8ae790bd20238aaa6eb4b51126dbbeb1");
        let (body, _) = SAMPLE.split_once("Signed:\n").unwrap();
        assert_eq!(digest(body), "b459eb79b1fbeacaf4f668336a93d90cdf66425873762078aa6ca48175beabfb");
    }
}
