//! The domain check: what one party saw another party's web server serve.

use std::fmt::Write as _;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::record::keys::Domain;
use crate::record::{Lines, Record, RecordError};

/// The type line.
pub const TYPE: &str = "undersigned/domain-check/v1";

/// `undersigned/domain-check/v1`, filed as `keys/<signatory>/checks/<checker>/<version>.note`.
///
/// Signed by the checker, judged by exactly the keys record of the checker that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainCheck {
    /// From 1.
    pub version: u32,
    /// Whose keys record was served.
    pub signatory: Id,
    /// Where: the domain that this keys record claims.
    pub domain: Domain,
    /// The digest of the keys record that was served.
    pub record: Digest,
    /// Who fetched it, somebody else than the signatory.
    pub checker: Id,
    /// The digest of the checker's keys record.
    pub keys: Digest,
    /// Whether the checker takes it back.
    pub withdrawn: bool,
    /// The claimed day.
    pub date: Date,
    /// The digest of the previous version; absent in version 1 alone.
    pub previous: Option<Digest>,
}

impl DomainCheck {
    /// The text of the record.
    pub fn text(&self) -> String {
        let mut text = format!("{TYPE}\nversion {}\nsignatory {}\n", self.version, self.signatory);
        let _ = writeln!(text, "domain {}", self.domain.as_str());
        let _ = writeln!(text, "record {}", self.record.prefixed());
        let _ = writeln!(text, "checker {}", self.checker);
        let _ = writeln!(text, "keys {}", self.keys.prefixed());
        let _ = writeln!(text, "mode {}", if self.withdrawn { "withdrawn" } else { "found" });
        let _ = writeln!(text, "date {}", self.date);
        if let Some(previous) = self.previous {
            let _ = writeln!(text, "previous {}", previous.prefixed());
        }
        text
    }

    pub(super) fn parse(lines: &mut Lines<'_>) -> Result<Self, RecordError> {
        let version = lines.required_number("version")?;
        let signatory: Id = lines.required_as("signatory")?;
        let domain = lines.required_as("domain")?;
        let record = lines.required_as("record")?;
        let checker: Id = lines.required_as("checker")?;
        if checker == signatory {
            return Err(lines.wrong("checker", "nobody checks their own domain"));
        }
        let keys = lines.required_as("keys")?;
        let withdrawn = match lines.required("mode")? {
            "found" => false,
            "withdrawn" => true,
            _ => return Err(lines.wrong("mode", "must be found or withdrawn")),
        };
        let date = lines.required_as("date")?;
        let previous = lines.previous(version)?;
        Ok(Self { version, signatory, domain, record, checker, keys, withdrawn, date, previous })
    }
}

impl From<DomainCheck> for Record {
    fn from(record: DomainCheck) -> Self {
        Self::Check(record)
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
                ("domain a.org", "domain a", 4),
                ("record sha256", "record sha512", 5),
                ("checker b", "checker a", 6),
                (keys.as_str(), "sha256:", 7),
                ("mode found", "mode given", 8),
                ("2025-10-30", "2025-10-32", 9),
                ("previous sha256", "previous sha512", 10),
            ],
        );
    }
}
