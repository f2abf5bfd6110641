//! The attested translation: one party says that a text is a faithful translation of another.

use std::fmt::Write as _;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::record::roll::Language;
use crate::record::{Lines, PROFILE, Record, RecordError};

/// The type line.
pub const TYPE: &str = "undersigned/translation/v1";

/// `undersigned/translation/v1`, filed as `statement/<slug>/translations/<translator>/<version>.note` under the slug of
/// the translation.
///
/// Signed by the translator, judged by exactly the keys record of the translator that it names. It is the translator's
/// word on two texts, and a signature of neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// From 1.
    pub version: u32,
    /// The digest of the translation.
    pub text: Digest,
    /// The language of the translation.
    pub language: Language,
    /// The digest of the text that it translates.
    pub original: Digest,
    /// Who answers for it.
    pub translator: Id,
    /// The digest of the translator's keys record.
    pub keys: Digest,
    /// Whether the translator takes it back.
    pub withdrawn: bool,
    /// The claimed day.
    pub date: Date,
    /// The digest of the previous version; absent in version 1 alone.
    pub previous: Option<Digest>,
}

impl Translation {
    /// The text of the record.
    pub fn text(&self) -> String {
        let mut text = format!("{TYPE}\nversion {}\n", self.version);
        let _ = writeln!(text, "text {}", self.text.prefixed());
        let _ = writeln!(text, "profile {PROFILE}");
        let _ = writeln!(text, "language {}", self.language.as_str());
        let _ = writeln!(text, "original {}", self.original.prefixed());
        let _ = writeln!(text, "translator {}", self.translator);
        let _ = writeln!(text, "keys {}", self.keys.prefixed());
        let _ = writeln!(text, "mode {}", super::mode(self.withdrawn));
        let _ = writeln!(text, "date {}", self.date);
        if let Some(previous) = self.previous {
            let _ = writeln!(text, "previous {}", previous.prefixed());
        }
        text
    }

    pub(super) fn parse(lines: &mut Lines<'_>) -> Result<Self, RecordError> {
        let version = lines.required_number("version")?;
        let text = lines.required_as("text")?;
        lines.fixed("profile", PROFILE)?;
        let language = lines.required_as("language")?;
        let original = lines.required_as("original")?;
        let translator = lines.required_as("translator")?;
        let keys = lines.required_as("keys")?;
        let withdrawn = lines.withdrawn()?;
        let date = lines.required_as("date")?;
        let previous = lines.previous(version)?;
        Ok(Self { version, text, language, original, translator, keys, withdrawn, date, previous })
    }
}

impl From<Translation> for Record {
    fn from(record: Translation) -> Self {
        Self::Translation(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::{digest, refused};

    #[test]
    fn a_wrong_value_is_refused_at_its_line() {
        let (text, original, keys) = (digest("text"), digest("original"), digest("keys"));
        refused(
            TYPE,
            &[
                ("version 2", "version 0", 2),
                (text.as_str(), "sha256:", 3),
                ("text-v1", "text-v2", 4),
                ("language fr", "language french language", 5),
                (original.as_str(), "sha256:", 6),
                ("translator b", "translator B", 7),
                (keys.as_str(), "sha256:", 8),
                ("mode given", "mode kept", 9),
                ("2025-10-30", "2025-10-32", 10),
                ("previous sha256", "previous sha512", 11),
            ],
        );
    }
}
