//! The vouch: one party says whose keys another party's keys record holds.

use std::fmt::Write as _;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::record::{Lines, Record, RecordError};

/// The type line.
pub const TYPE: &str = "undersigned/vouch/v1";

/// `undersigned/vouch/v1`, filed as `keys/<signatory>/vouches/<voucher>/<version>.note`.
///
/// Signed by the voucher, judged by exactly the keys record of the voucher that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouch {
    /// From 1.
    pub version: u32,
    /// Whom it vouches for.
    pub signatory: Id,
    /// The digest of the signatory's keys record that it vouches for.
    pub record: Digest,
    /// Who vouches, somebody else than the signatory.
    pub voucher: Id,
    /// The digest of the voucher's keys record.
    pub keys: Digest,
    /// Whether the voucher takes it back.
    pub withdrawn: bool,
    /// The claimed day.
    pub date: Date,
    /// The digest of the previous version; absent in version 1 alone.
    pub previous: Option<Digest>,
}

impl Vouch {
    /// The text of the record.
    pub fn text(&self) -> String {
        let mut text = format!("{TYPE}\nversion {}\nsignatory {}\n", self.version, self.signatory);
        let _ = writeln!(text, "record {}", self.record.prefixed());
        let _ = writeln!(text, "voucher {}", self.voucher);
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
        let signatory: Id = lines.required_as("signatory")?;
        let record = lines.required_as("record")?;
        let voucher: Id = lines.required_as("voucher")?;
        if voucher == signatory {
            return Err(lines.wrong("voucher", "nobody vouches for their own keys"));
        }
        let keys = lines.required_as("keys")?;
        let withdrawn = lines.withdrawn()?;
        let date = lines.required_as("date")?;
        let previous = lines.previous(version)?;
        Ok(Self { version, signatory, record, voucher, keys, withdrawn, date, previous })
    }
}

impl From<Vouch> for Record {
    fn from(record: Vouch) -> Self {
        Self::Vouch(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::{digest, refused};

    #[test]
    fn a_wrong_value_is_refused_at_its_line() {
        let keys = digest("keys");
        refused(
            TYPE,
            &[
                ("version 2", "version 0", 2),
                ("signatory a", "signatory A", 3),
                ("record sha256", "record sha512", 4),
                ("voucher b", "voucher a", 5),
                (keys.as_str(), "sha256:", 6),
                ("mode given", "mode kept", 7),
                ("2025-10-30", "2025-10-32", 8),
                ("previous sha256", "previous sha512", 9),
            ],
        );
    }
}
