//! The attestation: the convener says that an organisation consented by other means than a signature.

use std::fmt::Write as _;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::record::{Lines, MAX_REASON, PROFILE, Record, RecordError};
use crate::text::Line;

/// The type line.
pub const TYPE: &str = "undersigned/attestation/v1";

/// `undersigned/attestation/v1`, filed as `statement/<slug>/attestations/<signatory>/<version>.note`.
///
/// Signed by the convener of the roll, judged by exactly the keys record of the convener that it names. It is the
/// convener's word, and no act of the organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// From 1.
    pub version: u32,
    /// The digest of the text.
    pub text: Digest,
    /// Who consented, somebody else than the convener.
    pub signatory: Id,
    /// Its display name, as the convener gives it.
    pub name: Line,
    /// By what means, at most [`MAX_REASON`] bytes.
    pub means: Line,
    /// Who says so.
    pub convener: Id,
    /// The digest of the convener's keys record.
    pub keys: Digest,
    /// The digest of the roll that the convener had published then; it never voids the attestation.
    pub roll: Digest,
    /// Whether the convener takes it back.
    pub withdrawn: bool,
    /// The claimed day.
    pub date: Date,
    /// The digest of the previous version; absent in version 1 alone.
    pub previous: Option<Digest>,
}

impl Attestation {
    /// The text of the record.
    pub fn text(&self) -> String {
        let mut text = format!("{TYPE}\nversion {}\n", self.version);
        let _ = writeln!(text, "text {}", self.text.prefixed());
        let _ = writeln!(text, "profile {PROFILE}");
        let _ = writeln!(text, "signatory {}", self.signatory);
        let _ = writeln!(text, "name {}", self.name.as_str());
        let _ = writeln!(text, "means {}", self.means.as_str());
        let _ = writeln!(text, "convener {}", self.convener);
        let _ = writeln!(text, "keys {}", self.keys.prefixed());
        let _ = writeln!(text, "roll {}", self.roll.prefixed());
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
        let signatory: Id = lines.required_as("signatory")?;
        let name = lines.required_line("name")?;
        let means = lines.required("means")?;
        let means = lines.line_value("means", means, MAX_REASON)?;
        let convener: Id = lines.required_as("convener")?;
        if convener == signatory {
            return Err(lines.wrong("convener", "nobody attests their own consent: they sign"));
        }
        let keys = lines.required_as("keys")?;
        let roll = lines.required_as("roll")?;
        let withdrawn = lines.withdrawn()?;
        let date = lines.required_as("date")?;
        let previous = lines.previous(version)?;
        Ok(Self { version, text, signatory, name, means, convener, keys, roll, withdrawn, date, previous })
    }
}

impl From<Attestation> for Record {
    fn from(record: Attestation) -> Self {
        Self::Attestation(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::MAX_VALUE;
    use crate::record::tests::{digest, limited, refused, whole_of};

    #[test]
    fn a_name_has_256_bytes_and_the_means_1024() {
        let attestation = whole_of(TYPE);
        limited(&attestation, "\nname A\n", "name", MAX_VALUE);
        limited(&attestation, "\nmeans By e-mail\n", "means", MAX_REASON);
    }

    #[test]
    fn a_wrong_value_is_refused_at_its_line() {
        let (text, keys, roll) = (digest("text"), digest("keys"), digest("roll"));
        refused(
            TYPE,
            &[
                ("version 2", "version 0", 2),
                (text.as_str(), "sha256:", 3),
                ("text-v1", "text-v2", 4),
                ("signatory a", "signatory A", 5),
                ("name A", "name \u{202e}A", 6),
                ("means By", "means \u{2067}By\u{2069}", 7),
                ("convener c", "convener a", 8),
                (keys.as_str(), "sha256:", 9),
                (roll.as_str(), "sha256:", 10),
                ("mode given", "mode kept", 11),
                ("2025-10-30", "2025-10-32", 12),
                ("previous sha256", "previous sha512", 13),
            ],
        );
    }
}
