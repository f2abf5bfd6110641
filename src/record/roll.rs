//! The roll: the names under which a statement is published, apart from its text.

use std::collections::HashSet;
use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::{Id, Slug};
use crate::record::{Lines, MAX_VALUE, PROFILE, Record, RecordError};
use crate::text::Line;

/// The type line.
pub const TYPE: &str = "undersigned/roll/v1";

/// The most names on a roll.
pub const MAX_SIGNATORIES: usize = 10_000;

/// `undersigned/roll/v1`, filed as `statement/<slug>/roll/<version>.note`, signed by the convener.
///
/// Later versions keep slug, text, language, convener and date; names are only appended, or corrected in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    /// Where the statement is filed.
    pub slug: Slug,
    /// From 1.
    pub version: u32,
    /// The convener's words for the statement.
    pub title: Line,
    /// The language of the text.
    pub language: Language,
    /// The digest of the text.
    pub text: Digest,
    /// The claimed day of publication.
    pub date: Date,
    /// Who publishes statement and roll.
    pub convener: Id,
    /// The digest of the convener's keys record that judges this roll.
    pub keys: Digest,
    /// Whether more names may follow.
    pub mode: Mode,
    /// The last day for signatures; it ends at the end of that day in UTC-12.
    pub deadline: Option<Date>,
    /// How this statement stands to another one.
    pub relation: Option<Relation>,
    /// The digest of the previous version; absent in version 1 alone.
    pub previous: Option<Digest>,
    /// Up to [`MAX_SIGNATORIES`]; ids and names are unique.
    pub signatories: Vec<Listed>,
    /// Other names of signatories, for audits of translations.
    pub aliases: Vec<Alias>,
}

/// A name on the roll: `ID NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The signatory.
    pub id: Id,
    /// The name under which the convener lists it.
    pub name: Line,
}

/// Another name of a signatory: `ID LANGUAGE NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The signatory, which stands on the roll.
    pub id: Id,
    /// The language of this name.
    pub language: Language,
    /// The name.
    pub name: Line,
}

/// Whether a roll may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Names may be appended.
    Open,
    /// No name is ever appended again.
    Closed,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Closed => "closed",
        })
    }
}

/// A roll is open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be open or closed")]
pub struct ModeError;

impl FromStr for Mode {
    type Err = ModeError;

    fn from_str(written: &str) -> Result<Self, ModeError> {
        match written {
            "open" => Ok(Self::Open),
            "closed" => Ok(Self::Closed),
            _ => Err(ModeError),
        }
    }
}

/// `corrects|supersedes|translates SLUG DIGEST`: another statement, by its slug and the digest of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// In which way.
    pub kind: RelationKind,
    /// Where the other statement is filed.
    pub slug: Slug,
    /// The digest of its text.
    pub text: Digest,
}

/// How a statement stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// It mends an error in it.
    Corrects,
    /// It takes its place.
    Supersedes,
    /// It says the same in another language.
    Translates,
}

impl Relation {
    /// The slug that a line of a roll relates it to, if it is such a line.
    pub(crate) fn hint(line: &str) -> Option<Slug> {
        let (key, value) = line.split_once(' ')?;
        let is_relation = RelationKind::ALL.iter().any(|kind| kind.word() == key);
        value.split(' ').next().filter(|_| is_relation)?.parse().ok()
    }
}

impl RelationKind {
    const ALL: [Self; 3] = [Self::Corrects, Self::Supersedes, Self::Translates];

    /// The key of its line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Corrects => "corrects",
            Self::Supersedes => "supersedes",
            Self::Translates => "translates",
        }
    }
}

/// A language tag (BCP 47, syntax only): subtags of 1 to 8 letters and digits joined by `-`, the first 2 to 8 letters,
/// at most 35 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language(String);

impl Language {
    /// The tag as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The string is no language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language is a tag such as en, pt-BR or zh-Hans")]
pub struct LanguageError;

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(written: &str) -> Result<Self, LanguageError> {
        let subtag = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let primary = written.split('-').next().unwrap_or_default();
        let lettered = primary.len() >= 2 && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
        let tag = lettered && written.len() <= 35 && written.split('-').all(subtag);
        if tag { Ok(Self(written.to_owned())) } else { Err(LanguageError) }
    }
}

impl Roll {
    /// The text of the record.
    pub fn text(&self) -> String {
        let mut text = format!("{TYPE}\nslug {}\nversion {}\n", self.slug, self.version);
        let _ = writeln!(text, "title {}", self.title.as_str());
        let _ = writeln!(text, "language {}", self.language.as_str());
        let _ = writeln!(text, "profile {PROFILE}");
        let _ = writeln!(text, "text {}", self.text.prefixed());
        let _ = writeln!(text, "date {}", self.date);
        let _ = writeln!(text, "convener {}", self.convener);
        let _ = writeln!(text, "keys {}", self.keys.prefixed());
        let _ = writeln!(text, "mode {}", self.mode);
        if let Some(deadline) = self.deadline {
            let _ = writeln!(text, "deadline {deadline}");
        }
        if let Some(relation) = &self.relation {
            let _ = writeln!(text, "{} {} {}", relation.kind.word(), relation.slug, relation.text.prefixed());
        }
        if let Some(previous) = self.previous {
            let _ = writeln!(text, "previous {}", previous.prefixed());
        }
        for listed in &self.signatories {
            let _ = writeln!(text, "signatory {} {}", listed.id, listed.name.as_str());
        }
        for alias in &self.aliases {
            let _ = writeln!(text, "alias {} {} {}", alias.id, alias.language.as_str(), alias.name.as_str());
        }
        text
    }

    pub(super) fn parse(lines: &mut Lines<'_>) -> Result<Self, RecordError> {
        let slug = lines.required_as("slug")?;
        let version = lines.required_number("version")?;
        let title = lines.required_line("title")?;
        let language = lines.required_as("language")?;
        lines.fixed("profile", PROFILE)?;
        let text = lines.required_as("text")?;
        let date = lines.required_as("date")?;
        let convener = lines.required_as("convener")?;
        let keys = lines.required_as("keys")?;
        let mode = lines.required_as("mode")?;
        let deadline = lines.optional_as("deadline")?;
        let relation = Relation::parse(lines)?;
        let previous = lines.previous(version)?;
        let signatories = parse_signatories(lines)?;
        let aliases = parse_aliases(lines, &signatories)?;
        Ok(Self {
            slug,
            version,
            title,
            language,
            text,
            date,
            convener,
            keys,
            mode,
            deadline,
            relation,
            previous,
            signatories,
            aliases,
        })
    }
}

fn parse_signatories(lines: &mut Lines<'_>) -> Result<Vec<Listed>, RecordError> {
    let mut signatories: Vec<Listed> = Vec::new();
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    while let Some(value) = lines.optional("signatory") {
        if signatories.len() == MAX_SIGNATORIES {
            return Err(lines.wrong("signatory", format!("a roll lists at most {MAX_SIGNATORIES} names")));
        }
        let (id, name) =
            value.split_once(' ').ok_or_else(|| lines.wrong("signatory", "must be an id and a name"))?;
        let listed = Listed {
            id: lines.read("signatory", id)?,
            name: lines.line_value("signatory", name, MAX_VALUE)?,
        };
        if !ids.insert(listed.id.clone()) || !names.insert(listed.name.clone()) {
            return Err(lines.wrong("signatory", "this id or this name stands on the roll already"));
        }
        signatories.push(listed);
    }
    Ok(signatories)
}

fn parse_aliases(lines: &mut Lines<'_>, signatories: &[Listed]) -> Result<Vec<Alias>, RecordError> {
    let ids: HashSet<&Id> = signatories.iter().map(|listed| &listed.id).collect();
    let (mut aliases, mut seen) = (Vec::new(), HashSet::new());
    while let Some(value) = lines.optional("alias") {
        let mut parts = value.splitn(3, ' ');
        let (Some(id), Some(language), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(lines.wrong("alias", "must be an id, a language and a name"));
        };
        let alias = Alias {
            id: lines.read("alias", id)?,
            language: lines.read("alias", language)?,
            name: lines.line_value("alias", name, MAX_VALUE)?,
        };
        if !ids.contains(&alias.id) {
            return Err(lines.wrong("alias", "this id does not stand on the roll"));
        }
        if !seen.insert(value) {
            return Err(lines.wrong("alias", "this alias is given already"));
        }
        if aliases.len() == MAX_SIGNATORIES {
            return Err(lines.wrong("alias", format!("a roll gives at most {MAX_SIGNATORIES} aliases")));
        }
        aliases.push(alias);
    }
    Ok(aliases)
}

impl Relation {
    fn parse(lines: &mut Lines<'_>) -> Result<Option<Self>, RecordError> {
        for kind in RelationKind::ALL {
            if let Some(value) = lines.optional(kind.word()) {
                let (slug, text) = value
                    .split_once(' ')
                    .ok_or_else(|| lines.wrong(kind.word(), "must be a slug and a digest"))?;
                let (slug, text) = (lines.read(kind.word(), slug)?, lines.read(kind.word(), text)?);
                return Ok(Some(Self { kind, slug, text }));
            }
        }
        Ok(None)
    }
}

impl From<Roll> for Record {
    fn from(record: Roll) -> Self {
        Self::Roll(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::{digest, limited, whole_of};

    fn text() -> String {
        whole_of(TYPE)
    }

    fn is_read(from: &str, to: &str) -> bool {
        assert!(text().contains(from), "{from}");
        Record::parse(&text().replacen(from, to, 1)).is_ok()
    }

    #[test]
    fn a_roll_lists_0_to_10000_names() {
        let names =
            |number: usize| (1..=number).map(|n| format!("signatory n{n} Name {n}\n")).collect::<String>();
        for (number, read) in [(0, true), (1, true), (10_000, true), (10_001, false)] {
            assert_eq!(is_read("signatory a A\nalias a fr Aa\n", &names(number)), read, "{number}");
        }
    }

    #[test]
    fn ids_and_names_on_a_roll_are_unique() {
        for (names, read) in [
            ("signatory a A\nsignatory b B\n", true),
            ("signatory a A\nsignatory a B\n", false),
            ("signatory a A\nsignatory b A\n", false),
            ("signatory a A\nsignatory b a\n", true),
            ("signatory a\n", false),
            ("signatory a \n", false),
            ("signatory A A\n", false),
            ("signatory a  A\n", false),
        ] {
            assert_eq!(is_read("signatory a A\nalias a fr Aa\n", names), read, "{names:?}");
        }
    }

    #[test]
    fn an_alias_is_of_a_name_on_the_roll_and_given_once() {
        for (aliases, read) in [
            ("alias a fr Aa\nalias a de Aa\n", true),
            ("alias a fr Aa\nalias a fr Ab\n", true),
            ("alias a fr Aa\nalias a fr Aa\n", false),
            ("alias b fr Bb\n", false),
            ("alias a Aa\n", false),
            ("alias a f Aa\n", false),
            ("alias a fr \n", false),
            ("alias a fr\n", false),
        ] {
            assert_eq!(is_read("alias a fr Aa\n", aliases), read, "{aliases:?}");
        }
    }

    #[test]
    fn a_roll_has_at_most_one_relation() {
        let other = digest("other");
        for (line, read) in [
            (format!("corrects t {other}\n"), true),
            (format!("supersedes t {other}\n"), true),
            (format!("translates t {other}\n"), true),
            (format!("contradicts t {other}\n"), false),
            (format!("corrects t {other}\nsupersedes t {other}\n"), false),
            (format!("supersedes t {other}\ncorrects t {other}\n"), false),
            ("corrects t\n".to_owned(), false),
            (format!("corrects {other}\n"), false),
            (format!("corrects T {other}\n"), false),
            (format!("corrects t  {other}\n"), false),
            (String::new(), true),
        ] {
            assert_eq!(is_read(&format!("corrects t {other}\n"), &line), read, "{line:?}");
        }
    }

    #[test]
    fn a_wrong_value_is_refused() {
        for (from, to) in [
            ("slug s", "slug S"),
            ("slug s", "slug aux"),
            ("title T", "title T\u{2028}"),
            ("language en", "language e"),
            ("language en", "language en_GB"),
            ("language en", "language en-"),
            ("language en", "language abcdefghi"),
            ("language en", "language e1"),
            ("profile text-v1", "profile text-v0"),
            ("convener c", "convener C"),
            ("mode open", "mode Open"),
            ("mode open", "mode shut"),
            ("deadline 2025-11-30", "deadline 2025-11-31"),
            ("deadline 2025-11-30", "deadline never"),
        ] {
            assert!(!is_read(from, to), "{to}");
        }
        assert!(is_read("mode open", "mode closed") && is_read("language en", "language zh-Hans-CN"));
    }

    #[test]
    fn titles_and_names_have_256_bytes() {
        limited(&text(), "\ntitle T\n", "title", MAX_VALUE);
        limited(&text(), "\nsignatory a A\n", "signatory a", MAX_VALUE);
        limited(&text(), "\nalias a fr Aa\n", "alias a fr", MAX_VALUE);
    }
}
