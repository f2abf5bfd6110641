//! The keys record: who signs for a party.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::str::FromStr;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{PublicKey, VerifierKey};
use crate::path::number;
use crate::record::{Lines, Record, RecordError};
use crate::text::Line;

/// The type line.
pub const TYPE: &str = "undersigned/keys/v1";

/// The most keys that a party lists.
pub const MAX_KEYS: usize = 16;

/// `undersigned/keys/v1`, filed as `keys/<id>/<version>.note`.
///
/// Every listed key signs it; from version 2 on a threshold of the previous version's keys does too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysRecord {
    /// The party.
    pub signatory: Id,
    /// From 1.
    pub version: u32,
    /// The party's display name.
    pub name: Line,
    /// The domain that the party claims.
    pub domain: Option<Domain>,
    /// Whether the record itself says that its keys are demonstration keys.
    pub demonstration: bool,
    /// How many distinct keys an act or a roll needs: 1 to the number of keys.
    pub threshold: u32,
    /// 1 to [`MAX_KEYS`] distinct keys, all under the party's id.
    pub keys: Vec<VerifierKey>,
    /// Keys that no longer sign, since a day.
    pub retired: Vec<FormerKey>,
    /// Keys that somebody else may hold, since a day.
    pub compromised: Vec<FormerKey>,
    /// Acts and rolls by former keys that still stand.
    pub keeps: Vec<Digest>,
    /// Who may restore the party if its keys are lost.
    pub recovery: Option<Recovery>,
    /// Who restored the party with this version, in place of keys that were lost.
    pub recovered: Vec<Recoverer>,
    /// The claimed day.
    pub date: Date,
    /// The digest of the previous version; absent in version 1 alone.
    pub previous: Option<Digest>,
}

/// A key that no longer signs: `DATE VKEY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerKey {
    /// Since when, as claimed.
    pub since: Date,
    /// Which key.
    pub key: VerifierKey,
}

/// `recovery K ID ID …`: K of these parties together may restore the party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// How many of the parties it takes, 1 to their number.
    pub threshold: u32,
    /// The parties, distinct.
    pub parties: Vec<Id>,
}

/// `recovered ID DIGEST`: a party that restored another one, and the keys record that judges its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoverer {
    /// The party.
    pub party: Id,
    /// The digest of its keys record.
    pub keys: Digest,
}

/// A host name in lower-case ASCII with a dot inside (RFC 1123, section 2.1), at most 253 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain(String);

impl Domain {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the address of a machine and no name: its last label is a number, of which the web knows decimal and
    /// hexadecimal ones.
    pub fn is_address(&self) -> bool {
        let last = self.0.rsplit('.').next().unwrap_or_default();
        match last.strip_prefix("0x") {
            Some(hex) => hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => last.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }
}

/// The string is no domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a domain is a lower-case host name such as example.org")]
pub struct DomainError;

impl FromStr for Domain {
    type Err = DomainError;

    fn from_str(written: &str) -> Result<Self, DomainError> {
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let named = written.contains('.') && written.len() <= 253 && written.split('.').all(label);
        if named { Ok(Self(written.to_owned())) } else { Err(DomainError) }
    }
}

impl KeysRecord {
    /// How the record lists this key.
    pub fn listing(&self, key: &PublicKey) -> Option<&VerifierKey> {
        self.keys.iter().find(|listed| listed.ed25519() == Some(key))
    }

    /// The text of the record.
    pub fn text(&self) -> String {
        let mut text = format!("{TYPE}\nsignatory {}\nversion {}\n", self.signatory, self.version);
        let _ = writeln!(text, "name {}", self.name.as_str());
        if let Some(domain) = &self.domain {
            let _ = writeln!(text, "domain {}", domain.as_str());
        }
        if self.demonstration {
            text.push_str("assurance demonstration\n");
        }
        let _ = writeln!(text, "threshold {}", self.threshold);
        for key in &self.keys {
            let _ = writeln!(text, "key {key}");
        }
        for former in &self.retired {
            let _ = writeln!(text, "retired {} {}", former.since, former.key);
        }
        for former in &self.compromised {
            let _ = writeln!(text, "compromised {} {}", former.since, former.key);
        }
        for digest in &self.keeps {
            let _ = writeln!(text, "keeps {}", digest.prefixed());
        }
        if let Some(recovery) = &self.recovery {
            let ids: Vec<&str> = recovery.parties.iter().map(Id::as_str).collect();
            let _ = writeln!(text, "recovery {} {}", recovery.threshold, ids.join(" "));
        }
        for recoverer in &self.recovered {
            let _ = writeln!(text, "recovered {} {}", recoverer.party, recoverer.keys.prefixed());
        }
        let _ = writeln!(text, "date {}", self.date);
        if let Some(previous) = self.previous {
            let _ = writeln!(text, "previous {}", previous.prefixed());
        }
        text
    }

    pub(super) fn parse(lines: &mut Lines<'_>) -> Result<Self, RecordError> {
        let signatory: Id = lines.required_as("signatory")?;
        let version = lines.required_number("version")?;
        let name = lines.required_line("name")?;
        let domain = lines.optional_as("domain")?;
        let demonstration = match lines.optional("assurance") {
            None => false,
            Some("demonstration") => true,
            Some(_) => return Err(lines.wrong("assurance", "must be demonstration")),
        };
        let threshold = lines.required_number("threshold")?;
        let threshold_exceeds = lines.wrong("threshold", "must not exceed the number of keys");
        let mut keys: Vec<VerifierKey> = vec![lines.required_as("key")?];
        own(lines, "key", &signatory, keys.first())?;
        while let Some(key) = lines.optional_as::<VerifierKey>("key")? {
            own(lines, "key", &signatory, Some(&key))?;
            if keys.iter().any(|other| other.is_one_key_with(&key) || other.key_id() == key.key_id()) {
                return Err(lines.wrong("key", "this key, or one with its key id, is listed already"));
            }
            if keys.len() == MAX_KEYS {
                return Err(lines.wrong("key", format!("a keys record lists at most {MAX_KEYS} keys")));
            }
            keys.push(key);
        }
        if threshold as usize > keys.len() {
            return Err(threshold_exceeds);
        }
        let retired = FormerKey::parse_all("retired", lines, &signatory, &keys)?;
        let compromised = FormerKey::parse_all("compromised", lines, &signatory, &keys)?;
        let mut keeps = Vec::new();
        while let Some(digest) = lines.optional_as("keeps")? {
            keeps.push(digest);
        }
        let recovery = match lines.optional("recovery") {
            Some(value) => Some(Recovery::parse(value).ok_or_else(|| {
                lines.wrong(
                    "recovery",
                    "must be a number K and at least K distinct ids, one space between them",
                )
            })?),
            None => None,
        };
        let recovered = Recoverer::parse_all(lines, &signatory, version)?;
        let date = lines.required_as("date")?;
        let previous = lines.previous(version)?;
        Ok(Self {
            signatory,
            version,
            name,
            domain,
            demonstration,
            threshold,
            keys,
            retired,
            compromised,
            keeps,
            recovery,
            recovered,
            date,
            previous,
        })
    }
}

/// Holds a key to the name of the party that lists it.
fn own(
    lines: &Lines<'_>,
    what: &'static str,
    signatory: &Id,
    key: Option<&VerifierKey>,
) -> Result<(), RecordError> {
    let foreign = key.is_some_and(|key| key.name() != signatory);
    if foreign { Err(lines.wrong(what, format!("the name of the key must be {signatory}"))) } else { Ok(()) }
}

impl FormerKey {
    fn parse_all(
        what: &'static str,
        lines: &mut Lines<'_>,
        signatory: &Id,
        keys: &[VerifierKey],
    ) -> Result<Vec<Self>, RecordError> {
        let mut all = Vec::new();
        while let Some(value) = lines.optional(what) {
            let (since, key) =
                value.split_once(' ').ok_or_else(|| lines.wrong(what, "must be a date and a key"))?;
            let former = Self { since: lines.read(what, since)?, key: lines.read(what, key)? };
            own(lines, what, signatory, Some(&former.key))?;
            if keys.iter().any(|key| key.is_one_key_with(&former.key)) {
                return Err(lines.wrong(what, "this key is listed as a present one"));
            }
            all.push(former);
        }
        Ok(all)
    }
}

impl Recovery {
    fn parse(value: &str) -> Option<Self> {
        let (threshold, ids) = value.split_once(' ')?;
        let threshold = number(threshold)?;
        let parties = ids.split(' ').map(str::parse).collect::<Result<Vec<Id>, _>>().ok()?;
        let distinct: HashSet<&Id> = parties.iter().collect();
        let enough = (1..=parties.len()).contains(&(threshold as usize)) && distinct.len() == parties.len();
        enough.then_some(Self { threshold, parties })
    }
}

impl Recoverer {
    /// The parties that a note may say restore its own, whatever it is.
    pub(crate) fn hints(note: &[u8]) -> impl Iterator<Item = Id> {
        let lines = note.split(|byte| *byte == b'\n').filter_map(|line| line.strip_prefix(b"recovered "));
        lines.filter_map(|line| std::str::from_utf8(line).ok()?.split_once(' ')?.0.parse().ok())
    }

    fn parse_all(lines: &mut Lines<'_>, signatory: &Id, version: u32) -> Result<Vec<Self>, RecordError> {
        const KEY: &str = "recovered";
        let mut all: Vec<Self> = Vec::new();
        while let Some(value) = lines.optional(KEY) {
            let (party, keys) =
                value.split_once(' ').ok_or_else(|| lines.wrong(KEY, "must be an id and a digest"))?;
            let read = Self { party: lines.read(KEY, party)?, keys: lines.read(KEY, keys)? };
            if read.party == *signatory {
                return Err(lines.wrong(KEY, "nobody restores themselves"));
            }
            if all.iter().any(|other| other.party == read.party) {
                return Err(lines.wrong(KEY, format!("{} is named already", read.party)));
            }
            if version == 1 {
                return Err(lines.wrong(KEY, "there is nothing to restore in version 1"));
            }
            all.push(read);
        }
        Ok(all)
    }
}

impl From<KeysRecord> for Record {
    fn from(record: KeysRecord) -> Self {
        Self::Keys(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::{limited, vkey, whole};
    use crate::record::{MAX_VALUE, RecordError};

    fn read(text: &str) -> Result<Record, RecordError> {
        Record::parse(text)
    }

    fn text() -> String {
        let [_, _, _, keys, ..] = whole();
        keys
    }

    /// The record with `number` keys and this threshold, and no former ones.
    fn listing(number: u8, threshold: &str) -> String {
        let keys: String = (0..number).map(|seed| format!("key {}\n", vkey("a", 10 + seed))).collect();
        format!(
            "undersigned/keys/v1\nsignatory a\nversion 1\nname A\nthreshold {threshold}\n{keys}date 2025-10-01\n"
        )
    }

    #[test]
    fn a_record_lists_1_to_16_keys() {
        for (number, is_read) in [(0, false), (1, true), (2, true), (15, true), (16, true), (17, false)] {
            assert_eq!(read(&listing(number, "1")).is_ok(), is_read, "{number} keys");
        }
    }

    #[test]
    fn a_threshold_is_1_to_the_number_of_keys() {
        for (number, threshold, is_read) in [
            (1, "0", false),
            (1, "1", true),
            (1, "2", false),
            (3, "2", true),
            (3, "3", true),
            (3, "4", false),
            (16, "16", true),
            (16, "17", false),
            (2, "01", false),
            (2, "", false),
        ] {
            assert_eq!(read(&listing(number, threshold)).is_ok(), is_read, "{threshold} of {number}");
        }
    }

    #[test]
    fn a_key_is_listed_once_and_under_its_own_name() {
        let key = format!("key {}\n", vkey("a", 1));
        for (what, to) in [
            ("twice", format!("{key}{key}")),
            ("of another party", format!("key {}\n", vkey("b", 1))),
            ("another party's as well", format!("{key}key {}\n", vkey("b", 9))),
            ("retired", format!("key {}\n", vkey("a", 2))),
            ("compromised", format!("key {}\n", vkey("a", 3))),
        ] {
            assert!(read(&text().replacen(&key, &to, 1)).is_err(), "{what}");
        }
        let also = text().replacen(&key, &format!("{key}key {}\n", vkey("a", 9)), 1);
        assert!(read(&also).is_ok());
    }

    #[test]
    fn one_raw_key_of_two_kinds_is_two_keys_but_never_with_one_key_id() {
        let key = vkey("a", 1);
        let (_, rest) = key.split_once('+').unwrap();
        let (key_id, _) = rest.split_once('+').unwrap();
        for (id, is_read) in [(key_id, false), ("00000000", true)] {
            let also = text().replacen("\nretired", &format!("\nkey a+{id}+/wEC\nretired"), 1);
            assert_eq!(read(&also).is_ok(), is_read, "{id}");
        }
    }

    #[test]
    fn former_keys_are_the_party_s_own_and_come_with_a_day() {
        for word in ["retired", "compromised"] {
            let day = if word == "retired" { "2025-01-01" } else { "2025-01-02" };
            let key = if word == "retired" { vkey("a", 2) } else { vkey("a", 3) };
            for wrong in [
                key.clone(),
                format!("{day}  {key}"),
                format!("{key} {day}"),
                format!("2025-02-30 {key}"),
                format!("{day} {}", vkey("b", 2)),
                format!("{day} {}", vkey("a", 1)),
                format!("{day} {key} "),
                day.to_owned(),
            ] {
                let other = text().replacen(&format!("{word} {day} {key}"), &format!("{word} {wrong}"), 1);
                assert_ne!(other, text());
                assert!(read(&other).is_err(), "{word} {wrong}");
            }
        }
    }

    #[test]
    fn recovery_is_a_number_and_at_least_so_many_distinct_ids() {
        for (value, is_read) in [
            ("1 b", true),
            ("2 b c", true),
            ("1 b c d", true),
            ("0 b", false),
            ("2 b", false),
            ("3 b c", false),
            ("2 b b", false),
            ("01 b", false),
            ("1", false),
            ("1 ", false),
            ("1  b", false),
            ("1 b ", false),
            ("1 B", false),
            ("b", false),
        ] {
            let other = text().replacen("recovery 1 b c", &format!("recovery {value}"), 1);
            assert_eq!(read(&other).is_ok(), is_read, "{value:?}");
        }
    }

    #[test]
    fn a_domain_is_a_lower_case_host_name() {
        let label = "x".repeat(63);
        let long = [label.as_str(); 3].join(".");
        for (domain, is_read) in [
            ("a.org".to_owned(), true),
            ("sub.a-b.org".to_owned(), true),
            ("xn--80ak6aa92e.com".to_owned(), true),
            (format!("{label}.org"), true),
            (format!("x{label}.org"), false),
            (format!("{long}.{}", "x".repeat(61)), true),
            (format!("{long}.{}", "x".repeat(62)), false),
            ("localhost".to_owned(), false),
            ("A.org".to_owned(), false),
            (".org".to_owned(), false),
            ("a.org.".to_owned(), false),
            ("-a.org".to_owned(), false),
            ("a-.org".to_owned(), false),
            ("a_b.org".to_owned(), false),
            ("аmnesty.org".to_owned(), false),
            ("a.org/x".to_owned(), false),
        ] {
            let other = text().replacen("domain a.org", &format!("domain {domain}"), 1);
            assert_eq!(read(&other).is_ok(), is_read, "{domain}");
        }
    }

    #[test]
    fn an_assurance_other_than_demonstration_is_refused() {
        for wrong in ["real", "Demonstration", "demonstration please", ""] {
            let other = text().replacen("assurance demonstration", &format!("assurance {wrong}"), 1);
            assert!(read(&other).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_has_256_bytes() {
        limited(&text(), "\nname A\n", "name", MAX_VALUE);
    }
}
