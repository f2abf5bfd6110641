//! Records: the typed texts of our notes.
//!
//! The first line of a record is its type; then `key value` lines in one order, one space, no empty lines. Reading
//! is strict: what was read prints to the same text, whatever does not is refused.

pub mod act;
pub mod attestation;
pub mod check;
pub mod keys;
pub mod roll;
pub mod translation;
pub mod vouch;

use std::str::FromStr;

use crate::digest::Digest;
use crate::id::Id;
use crate::note::Note;
use crate::path::{RegistryPath, number};
use crate::text::{Line, excerpt};

use self::act::Act;
use self::attestation::Attestation;
use self::check::DomainCheck;
use self::keys::KeysRecord;
use self::roll::Roll;
use self::translation::Translation;
use self::vouch::Vouch;

/// The longest value of a line, in bytes.
pub const MAX_VALUE: usize = 256;

/// The longest `reason` or `means`, in bytes.
pub const MAX_REASON: usize = 1024;

/// The profile that texts are canonicalized under.
pub const PROFILE: &str = "text-v1";

/// How many of its lines hold a key or a signature, so that reading them is work on the curve, in the file of a note.
pub fn checks(note: &[u8]) -> usize {
    let costs = |line: &&[u8]| {
        ["key ", "retired ", "compromised ", "— "].iter().any(|start| line.starts_with(start.as_bytes()))
    };
    note.split(|byte| *byte == b'\n').filter(costs).count()
}

/// Any record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// `undersigned/keys/v1`
    Keys(KeysRecord),
    /// `undersigned/roll/v1`
    Roll(Roll),
    /// `undersigned/signature/v1`, `undersigned/withdrawal/v1`, `undersigned/decline/v1`
    Act(Act),
    /// `undersigned/vouch/v1`
    Vouch(Vouch),
    /// `undersigned/domain-check/v1`
    Check(DomainCheck),
    /// `undersigned/attestation/v1`
    Attestation(Attestation),
    /// `undersigned/translation/v1`
    Translation(Translation),
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
            vouch::TYPE => Self::Vouch(Vouch::parse(&mut lines)?),
            check::TYPE => Self::Check(DomainCheck::parse(&mut lines)?),
            attestation::TYPE => Self::Attestation(Attestation::parse(&mut lines)?),
            translation::TYPE => Self::Translation(Translation::parse(&mut lines)?),
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
            Self::Vouch(record) => record.text(),
            Self::Check(record) => record.text(),
            Self::Attestation(record) => record.text(),
            Self::Translation(record) => record.text(),
        }
    }

    /// What kind of record it is, in the design's words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Keys(_) => "keys record",
            Self::Roll(_) => "roll",
            Self::Act(act) => act.kind.word(),
            Self::Vouch(_) => "vouch",
            Self::Check(_) => "domain check",
            Self::Attestation(_) => "attestation",
            Self::Translation(_) => "translation",
        }
    }

    /// Whose keys sign it, and the digest of the keys record of theirs that judges it: none of a keys record itself.
    pub fn signer(&self) -> (&Id, Option<Digest>) {
        match self {
            Self::Keys(record) => (&record.signatory, None),
            Self::Roll(record) => (&record.convener, Some(record.keys)),
            Self::Act(record) => (&record.signatory, Some(record.keys)),
            Self::Vouch(record) => (&record.voucher, Some(record.keys)),
            Self::Check(record) => (&record.checker, Some(record.keys)),
            Self::Attestation(record) => (&record.convener, Some(record.keys)),
            Self::Translation(record) => (&record.translator, Some(record.keys)),
        }
    }

    /// Whether it is what its path says: of this version, these ids and this slug. A record that names its statement by
    /// the text alone may still be [`about`](Self::about) another.
    pub fn is_in_place(&self, path: &RegistryPath) -> bool {
        match (self, path) {
            (Self::Keys(record), RegistryPath::Keys(id, version)) => {
                record.signatory == *id && record.version == *version
            }
            (Self::Roll(record), RegistryPath::Roll(slug, version)) => {
                record.slug == *slug && record.version == *version
            }
            (Self::Act(record), RegistryPath::Act(_, id, version)) => {
                record.signatory == *id && record.version == *version
            }
            (Self::Vouch(record), RegistryPath::Vouch(id, voucher, version)) => {
                record.signatory == *id && record.voucher == *voucher && record.version == *version
            }
            (Self::Check(record), RegistryPath::Check(id, checker, version)) => {
                record.signatory == *id && record.checker == *checker && record.version == *version
            }
            (Self::Attestation(record), RegistryPath::Attestation(_, id, version)) => {
                record.signatory == *id && record.version == *version
            }
            (Self::Translation(record), RegistryPath::Translation(_, translator, version)) => {
                record.translator == *translator && record.version == *version
            }
            _ => false,
        }
    }

    /// The digest of the text by which alone it names its statement; none of a record that does not.
    pub fn about(&self) -> Option<Digest> {
        match self {
            Self::Keys(_) | Self::Vouch(_) | Self::Check(_) | Self::Roll(_) => None,
            Self::Act(record) => Some(record.text),
            Self::Attestation(record) => Some(record.text),
            Self::Translation(record) => Some(record.text),
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

/// The mode of a record that can be taken back.
fn mode(withdrawn: bool) -> &'static str {
    if withdrawn { "withdrawn" } else { "given" }
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

    /// The `mode` line of a record that can be taken back: whether it is.
    fn withdrawn(&mut self) -> Result<bool, RecordError> {
        match self.required("mode")? {
            "given" => Ok(false),
            "withdrawn" => Ok(true),
            _ => Err(self.wrong("mode", "must be given or withdrawn")),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{SecretKey, VerifierKey};

    pub(super) fn vkey(id: &str, seed: u8) -> String {
        let id: Id = id.parse().unwrap();
        VerifierKey::new(id, SecretKey::from_seed(&[seed; 32]).public()).to_string()
    }

    pub(super) fn digest(of: &str) -> String {
        Digest::of(of.as_bytes()).prefixed()
    }

    /// Each wrong value, put in place of a right one of the whole record of a type, is refused at its line.
    pub(super) fn refused(kind: &str, each: &[(&str, &str, usize)]) {
        let whole = whole_of(kind);
        for &(from, to, line) in each {
            let wrong = whole.replacen(from, to, 1);
            assert_ne!(wrong, whole);
            assert_eq!(Record::parse(&wrong).map_err(|error| error.line), Err(line), "{to}");
        }
    }

    /// A record of each type with every line that it may have.
    pub(super) fn whole() -> [String; 9] {
        let acts = ["signature", "withdrawal", "decline"].map(|kind| {
            let reason = if kind == "signature" { "" } else { "reason We were pressed\n" };
            format!(
                "undersigned/{kind}/v1\nversion 2\ntext {}\nprofile text-v1\nsignatory a\nname A\nkeys {}\n\
                 roll {}\n{reason}date 2025-10-30\nprevious {}\n",
                digest("text"),
                digest("keys"),
                digest("roll"),
                digest("previous")
            )
        });
        let keys = format!(
            "undersigned/keys/v1\nsignatory a\nversion 2\nname A\ndomain a.org\nassurance demonstration\n\
             threshold 1\nkey {}\nretired 2025-01-01 {}\ncompromised 2025-01-02 {}\nkeeps {}\nrecovery 1 b c\n\
             recovered b {}\nrecovered c {}\ndate 2025-10-01\nprevious {}\n",
            vkey("a", 1),
            vkey("a", 2),
            vkey("a", 3),
            digest("kept"),
            digest("keys of b"),
            digest("keys of c"),
            digest("previous")
        );
        let roll = format!(
            "undersigned/roll/v1\nslug s\nversion 2\ntitle T\nlanguage en\nprofile text-v1\ntext {}\n\
             date 2025-10-30\nconvener c\nkeys {}\nmode open\ndeadline 2025-11-30\ncorrects t {}\nprevious {}\n\
             signatory a A\nalias a fr Aa\n",
            digest("text"),
            digest("keys"),
            digest("other"),
            digest("previous")
        );
        let vouch = format!(
            "undersigned/vouch/v1\nversion 2\nsignatory a\nrecord {}\nvoucher b\nkeys {}\nmode given\n\
             date 2025-10-30\nprevious {}\n",
            digest("record"),
            digest("keys"),
            digest("previous")
        );
        let check = format!(
            "undersigned/domain-check/v1\nversion 2\nsignatory a\ndomain a.org\nrecord {}\nchecker b\nkeys {}\n\
             mode found\ndate 2025-10-30\nprevious {}\n",
            digest("record"),
            digest("keys"),
            digest("previous")
        );
        let attestation = format!(
            "undersigned/attestation/v1\nversion 2\ntext {}\nprofile text-v1\nsignatory a\nname A\n\
             means By e-mail\nconvener c\nkeys {}\nroll {}\nmode given\ndate 2025-10-30\nprevious {}\n",
            digest("text"),
            digest("keys"),
            digest("roll"),
            digest("previous")
        );
        let translation = format!(
            "undersigned/translation/v1\nversion 2\ntext {}\nprofile text-v1\nlanguage fr\noriginal {}\n\
             translator b\nkeys {}\nmode given\ndate 2025-10-30\nprevious {}\n",
            digest("text"),
            digest("original"),
            digest("keys"),
            digest("previous")
        );
        let [signature, withdrawal, decline] = acts;
        [signature, withdrawal, decline, keys, roll, vouch, check, attestation, translation]
    }

    /// The one of this type.
    pub(super) fn whole_of(kind: &str) -> String {
        let mut all = whole().into_iter();
        all.find(|text| text.lines().next() == Some(kind)).unwrap()
    }

    /// Lines that a record may do without.
    const OPTIONAL: [&str; 11] = [
        "reason ",
        "domain ",
        "assurance ",
        "retired ",
        "compromised ",
        "keeps ",
        "recovery ",
        "recovered ",
        "deadline ",
        "corrects ",
        "alias ",
    ];

    /// Lines that may be repeated, though not with one value.
    const REPEATED: [&str; 4] = ["retired ", "compromised ", "keeps ", "recovered "];

    fn lines(text: &str) -> Vec<&str> {
        text.split_inclusive('\n').collect()
    }

    fn starts(line: &str, keys: &[&str]) -> bool {
        keys.iter().any(|key| line.starts_with(key))
    }

    #[test]
    fn every_type_of_record_prints_as_it_was_read() {
        for text in whole() {
            assert_eq!(Record::parse(&text).map(|record| record.text()), Ok(text));
        }
    }

    #[test]
    fn a_record_without_one_of_its_lines_is_refused_at_that_line() {
        for text in whole() {
            // a check is of a domain
            let optional = OPTIONAL
                .map(|line| if text.starts_with(check::TYPE) && line == "domain " { "?" } else { line });
            for number in 0..lines(&text).len() {
                let mut fewer = lines(&text);
                let line = fewer.remove(number);
                match Record::parse(&fewer.concat()) {
                    Ok(_) => assert!(starts(line, &optional), "{line}"),
                    Err(error) => {
                        assert!(!starts(line, &optional), "{line}: {error}");
                        assert!(error.line.abs_diff(number + 1) <= 1, "{line}: {error}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_record_with_one_of_its_lines_twice_is_refused() {
        for text in whole() {
            for number in 0..lines(&text).len() {
                let mut more = lines(&text);
                let line = more[number];
                more.insert(number, line);
                let read = Record::parse(&more.concat());
                assert!(read.is_err() || starts(line, &REPEATED), "{line}");
            }
        }
    }

    #[test]
    fn a_record_with_two_lines_out_of_order_is_refused() {
        for text in whole() {
            for first in 0..lines(&text).len() {
                for second in first + 1..lines(&text).len() {
                    let mut swapped = lines(&text);
                    let is_repeated =
                        |key: &&str| [first, second].iter().all(|at| swapped[*at].starts_with(*key));
                    if REPEATED.iter().any(is_repeated) {
                        continue;
                    }
                    swapped.swap(first, second);
                    assert!(Record::parse(&swapped.concat()).is_err(), "{}", swapped.concat());
                }
            }
        }
    }

    #[test]
    fn a_line_spelled_otherwise_is_refused() {
        for text in whole() {
            for number in 0..lines(&text).len() {
                let line = lines(&text)[number].trim_end().to_owned();
                let (key, value) = line.split_once(' ').unwrap_or((&line, ""));
                for wrong in [
                    format!("{line} \n"),
                    format!(" {line}\n"),
                    format!("{key}  {value}\n"),
                    format!("{key}\t{value}\n"),
                    format!("{key} \n"),
                    format!("{key}\n"),
                    format!("{}\n", line.to_uppercase()),
                    format!("{line}\n\n"),
                    format!("\n{line}\n"),
                    format!("{line}\r\n"),
                    format!("{line}\u{200b}\n"),
                    format!("{line}\u{202e}\n"),
                    format!("# a comment\n{line}\n"),
                ] {
                    let mut other = lines(&text);
                    if wrong == other[number] {
                        continue;
                    }
                    other[number] = &wrong;
                    assert!(Record::parse(&other.concat()).is_err(), "{wrong:?} for {line:?}");
                }
            }
        }
    }

    #[test]
    fn what_has_no_end_or_no_type_is_refused() {
        for wrong in
            ["", "\n", "undersigned/keys/v1", "undersigned/keys/v1\n", "undersigned/keys/v2\n", "x\n"]
        {
            assert!(Record::parse(wrong).is_err(), "{wrong:?}");
        }
        for text in whole() {
            assert!(Record::parse(text.trim_end()).is_err());
            let line = lines(&text).len() + 1;
            for more in ["more", "", "previous"] {
                let error = RecordError { line, what: What::Unexpected(more.to_owned()) };
                assert_eq!(Record::parse(&format!("{text}{more}\n")), Err(error));
            }
            let first = text.replacen("version 2", "version 1", 1);
            assert!(Record::parse(&first).is_err(), "a first version with a previous one");
            let error = Record::parse(&text.replacen("undersigned/", "somebody/", 1)).unwrap_err();
            assert!(matches!(error, RecordError { line: 1, what: What::Type(_) }), "{error}");
        }
    }

    #[test]
    fn a_message_quotes_no_more_than_80_characters() {
        let told = |line: &str| Record::parse(&format!("{line}\n")).unwrap_err().to_string();
        let type_of =
            |quoted: &str| format!("line 1: `{quoted}` is no type of record that this version knows");
        assert_eq!(told(&"é".repeat(80)), type_of(&"é".repeat(80)));
        assert_eq!(told(&"é".repeat(81)), type_of(&format!("{}…", "é".repeat(80))));
    }

    #[test]
    fn numbers_are_decimal_from_1_to_a_million() {
        for text in whole() {
            let with =
                |version: &str| Record::parse(&text.replacen("version 2", &format!("version {version}"), 1));
            for right in ["2", "10", "999999", "1000000"] {
                assert!(with(right).is_ok(), "{right}");
            }
            for wrong in ["0", "02", "+2", "-2", "1000001", "99999999999999999999", "2.0", "0x2", "٢", ""] {
                assert!(with(wrong).is_err(), "{wrong}");
            }
        }
    }

    #[test]
    fn digests_and_days_have_one_spelling() {
        for text in whole() {
            let hex = &digest("previous")["sha256:".len()..];
            for wrong in
                [hex.to_uppercase(), hex[1..].to_owned(), format!("{hex}0"), hex.replacen('e', "g", 1)]
            {
                if wrong != hex {
                    assert!(Record::parse(&text.replace(hex, &wrong)).is_err(), "{wrong}");
                }
            }
            for wrong in
                ["2025-02-30", "2025-13-01", "2025-1-01", "25-10-30", "2025/10/30", "2025-10-30T00:00"]
            {
                let day = text.lines().find_map(|line| line.strip_prefix("date ")).unwrap();
                assert!(
                    Record::parse(&text.replacen(&format!("date {day}"), &format!("date {wrong}"), 1))
                        .is_err()
                );
            }
        }
    }

    /// Holds that a value of `limit` bytes is read, and one of a byte more refused.
    pub(super) fn limited(text: &str, line: &str, prefix: &str, limit: usize) {
        assert!(text.contains(line), "{text}");
        for (length, read) in [(1, true), (limit - 1, true), (limit, true), (limit + 1, false)] {
            let long = text.replacen(line, &format!("\n{prefix} {}\n", "x".repeat(length)), 1);
            assert_eq!(Record::parse(&long).is_ok(), read, "{prefix} of {length} bytes");
        }
        // bytes are counted, not characters
        let (full, over) = ("ж".repeat(limit / 2), format!("{}x", "ж".repeat(limit / 2)));
        assert!(Record::parse(&text.replacen(line, &format!("\n{prefix} {full}\n"), 1)).is_ok());
        assert!(Record::parse(&text.replacen(line, &format!("\n{prefix} {over}\n"), 1)).is_err());
    }
}
