//! Acts: what a signatory does to a statement.

use std::fmt::Write as _;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::record::{Lines, MAX_REASON, PROFILE, Record, RecordError};
use crate::text::Line;

/// A signature, a withdrawal or a decline, filed as `signatures/<slug>/<id>/<version>.note`.
///
/// It holds the digest of the statement, never its text, and is judged by exactly the keys record that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Which of the three.
    pub kind: Kind,
    /// From 1.
    pub version: u32,
    /// The digest of the text.
    pub text: Digest,
    /// The party.
    pub signatory: Id,
    /// Its display name, equal to the one in its keys record.
    pub name: Line,
    /// The digest of the party's keys record.
    pub keys: Digest,
    /// The digest of the roll that the party saw; it never voids the act.
    pub roll: Digest,
    /// Why; for withdrawals and declines alone, at most [`MAX_REASON`] bytes.
    pub reason: Option<Line>,
    /// The claimed day.
    pub date: Date,
    /// The digest of the previous act in the chain; absent in version 1 alone.
    pub previous: Option<Digest>,
}

/// What an act does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The party signs.
    Signature,
    /// The party takes its signature back.
    Withdrawal,
    /// The party says that it does not sign.
    Decline,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Signature, Self::Withdrawal, Self::Decline];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Withdrawal => "withdrawal",
            Self::Decline => "decline",
        }
    }

    fn type_line(self) -> &'static str {
        match self {
            Self::Signature => "undersigned/signature/v1",
            Self::Withdrawal => "undersigned/withdrawal/v1",
            Self::Decline => "undersigned/decline/v1",
        }
    }

    pub(super) fn from_type(line: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.type_line() == line)
    }
}

impl Act {
    /// The text of the record.
    pub fn text(&self) -> String {
        let mut text = format!("{}\nversion {}\n", self.kind.type_line(), self.version);
        let _ = writeln!(text, "text {}", self.text.prefixed());
        let _ = writeln!(text, "profile {PROFILE}");
        let _ = writeln!(text, "signatory {}", self.signatory);
        let _ = writeln!(text, "name {}", self.name.as_str());
        let _ = writeln!(text, "keys {}", self.keys.prefixed());
        let _ = writeln!(text, "roll {}", self.roll.prefixed());
        if let Some(reason) = &self.reason {
            let _ = writeln!(text, "reason {}", reason.as_str());
        }
        let _ = writeln!(text, "date {}", self.date);
        if let Some(previous) = self.previous {
            let _ = writeln!(text, "previous {}", previous.prefixed());
        }
        text
    }

    pub(super) fn parse(kind: Kind, lines: &mut Lines<'_>) -> Result<Self, RecordError> {
        let version = lines.required_number("version")?;
        let text = lines.required_as("text")?;
        lines.fixed("profile", PROFILE)?;
        let signatory = lines.required_as("signatory")?;
        let name = lines.required_line("name")?;
        let keys = lines.required_as("keys")?;
        let roll = lines.required_as("roll")?;
        let reason = match kind {
            Kind::Signature => None,
            Kind::Withdrawal | Kind::Decline => match lines.optional("reason") {
                Some(value) => Some(lines.line_value("reason", value, MAX_REASON)?),
                None => None,
            },
        };
        let date = lines.required_as("date")?;
        let previous = lines.previous(version)?;
        Ok(Self { kind, version, text, signatory, name, keys, roll, reason, date, previous })
    }
}

impl From<Act> for Record {
    fn from(record: Act) -> Self {
        Self::Act(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::MAX_VALUE;
    use crate::record::tests::{digest, limited, whole};

    #[test]
    fn a_name_has_256_bytes_and_a_reason_1024() {
        let [signature, withdrawal, decline, ..] = whole();
        for text in [&signature, &withdrawal, &decline] {
            limited(text, "\nname A\n", "name", MAX_VALUE);
        }
        for text in [&withdrawal, &decline] {
            limited(text, "\nreason We were pressed\n", "reason", MAX_REASON);
        }
    }

    #[test]
    fn a_signature_gives_no_reason() {
        let [signature, ..] = whole();
        let reasoned = signature.replacen("\ndate", "\nreason We agree\ndate", 1);
        assert_eq!(Record::parse(&reasoned).unwrap_err().line, 9);
    }

    #[test]
    fn a_wrong_value_is_refused_at_its_line() {
        let [signature, withdrawal, ..] = whole();
        let text = digest("text");
        for (record, from, to, line) in [
            (&signature, "version 2", "version two", 2),
            (&signature, text.as_str(), "sha256:", 3),
            (&signature, "text-v1", "text-v2", 4),
            (&signature, "signatory a", "signatory A", 5),
            (&signature, "signatory a", "signatory con", 5),
            (&signature, "name A", "name A\u{a0}B", 6),
            (&signature, "name A", "name \u{202e}A", 6),
            (&signature, "name A", "name e\u{301}", 6),
            (&signature, "2025-10-30", "2025-10-32", 9),
            (&withdrawal, "We were pressed", "We were \u{2067}pressed\u{2069}", 9),
            (&withdrawal, "2025-10-30", "today", 10),
            (&withdrawal, "previous sha256", "previous sha512", 11),
        ] {
            let wrong = record.replacen(from, to, 1);
            assert_eq!(Record::parse(&wrong).map_err(|error| error.line), Err(line), "{to}");
        }
    }
}
