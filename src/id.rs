//! Ids of signatories and slugs of statements: one grammar.
//!
//! An id is a folder, a key name and a line in signed records for as long as the registry lives, so the grammar is what
//! every file system, shell and mail client leaves alone, and an id is proposed only where it says the whole name.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The most characters an id has; as many bytes, since all of them are ASCII.
pub const MAX_ID: usize = 64;

/// The id of a party: `[a-z0-9]` and inner `-`, 1 to 64 characters, no Windows device name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

/// The short name under which a registry files a statement; the same grammar as an [`Id`].
pub type Slug = Id;

/// Why a string is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing is there.
    #[error("an id has 1 to 64 characters, and none is given")]
    Empty,
    /// How many characters there are.
    #[error("an id has at most 64 characters, this one {0}")]
    Long(usize),
    /// A character that no id has, and its place, counted in characters from 1.
    #[error("an id has only the characters a-z, 0-9 and -, and character {place} is {found:?}")]
    Character {
        /// The first such character.
        found: char,
        /// Its place, from 1.
        place: usize,
    },
    /// A hyphen at the start.
    #[error("an id has no hyphen at its start")]
    LeadingHyphen,
    /// A hyphen at the end.
    #[error("an id has no hyphen at its end")]
    TrailingHyphen,
    /// A name that Windows keeps for a device, so that no folder there can have it.
    #[error("Windows keeps the name {0} for a device, so that no folder can have it")]
    DeviceName(String),
}

impl Id {
    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id to propose for a display name: its words in lower-case ASCII, joined by `-`, cut between words at 64.
    ///
    /// None where an id must be given by hand: the name has any letter or digit without an ASCII form, or nothing usable
    /// is left, which is no Latin letter. A part of a name is never proposed for the whole: of «ОВД-Info» only `info`
    /// would remain, and of a name with one look-alike letter a plausible misspelling.
    pub fn proposed(name: &str) -> Option<Self> {
        let spelled = in_ascii(name)?;
        let mut id = String::new();
        for word in spelled.split(' ').flat_map(words) {
            let hyphen = usize::from(!id.is_empty());
            if id.len() + hyphen + word.len() > MAX_ID {
                break;
            }
            if hyphen == 1 {
                id.push('-');
            }
            id.push_str(&word);
        }
        id.parse().ok().filter(|id: &Id| id.0.contains(|c: char| c.is_ascii_lowercase()))
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(written: &str) -> Result<Self, IdError> {
        let usual = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-');
        if written.is_empty() {
            return Err(IdError::Empty);
        }
        if let Some((before, found)) = written.chars().enumerate().find(|(_, c)| !usual(*c)) {
            return Err(IdError::Character { found, place: before + 1 });
        }
        if written.len() > MAX_ID {
            return Err(IdError::Long(written.len()));
        }
        if written.starts_with('-') {
            return Err(IdError::LeadingHyphen);
        }
        if written.ends_with('-') {
            return Err(IdError::TrailingHyphen);
        }
        if is_device_name(written) {
            return Err(IdError::DeviceName(written.to_owned()));
        }
        Ok(Self(written.to_owned()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id that somebody who wrote `wanted` most likely meant: the one with the fewest slips between them, as long as
/// these are few for its length; failing that the only one that holds all its words (`amnesty` for
/// `amnesty-international`).
pub fn nearest<'a>(wanted: &str, among: impl Iterator<Item = &'a Id>) -> Option<&'a Id> {
    // Longer than any slip makes an id, and the distance costs the product of the lengths.
    if wanted.len() > 4 * MAX_ID {
        return None;
    }
    let wanted = Id::proposed(wanted).map_or_else(|| wanted.to_lowercase(), |id| id.0);
    // Names that share most of their words are long and few slips apart, and are still not each other.
    let slips_allowed = ((wanted.chars().count() + 2) / 4).min(3);
    let mut closest: Option<(usize, &Id)> = None;
    let mut holding = Vec::new();
    for id in among {
        let slips = strsim::osa_distance(&wanted, &id.0);
        if slips <= slips_allowed && closest.is_none_or(|(fewest, _)| slips < fewest) {
            closest = Some((slips, id));
        }
        if !wanted.is_empty() && wanted.split('-').all(|word| id.0.split('-').any(|other| other == word)) {
            holding.push(id);
        }
    }
    match (closest, holding.as_slice()) {
        (Some((_, id)), _) => Some(id),
        (None, [id]) => Some(*id),
        (None, _) => None,
    }
}

/// What Windows reserves in every folder, whatever the case (Microsoft, "Naming Files, Paths, and Namespaces");
/// `com0` and `lpt0` are refused by some versions.
fn is_device_name(id: &str) -> bool {
    let numbered = |stem| {
        id.strip_prefix(stem).is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    matches!(id, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// The name in `a-z`, `0-9`, `.` and spaces for everything that parts words; None if a letter or digit has no such form.
fn in_ascii(name: &str) -> Option<String> {
    let mut spelled = String::new();
    // Lower case first, for the letters that compatibility decomposition leaves whole; again for those it makes.
    let letters = name.chars().filter(|c| !matches!(c, '™' | '℠' | '®' | '©'));
    for c in letters.flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' | '.' => spelled.push(c),
            // Inside a word or at its end an apostrophe joins: womens, laquila, sanaa, reporters. So do the letters
            // by which Arabic, Hebrew and Russian are romanized.
            '\'' | '’' | '‘' | '‛' | '`' | '´' | '′' | '″' | 'ʹ' | 'ʺ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ'
            | 'ˈ' | 'ꞌ' => {}
            _ if is_combining_mark(c) => {}
            _ => match plain_letters(c) {
                Some(letters) => spelled.push_str(letters),
                None if c.is_alphanumeric() => return None,
                None => spelled.push(' '),
            },
        }
    }
    Some(spelled)
}

/// Lower-case Latin letters that do not decompose, as their own languages write them in ASCII.
fn plain_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ŋ' => "ng",
        'ø' | 'ɔ' => "o",
        'ł' => "l",
        'đ' | 'ð' | 'ɖ' | 'ɗ' => "d",
        'ı' | 'ɩ' | 'ɨ' => "i",
        'ħ' => "h",
        'ŧ' | 'ƭ' => "t",
        'ĸ' | 'ƙ' => "k",
        'ə' | 'ǝ' | 'ɛ' => "e",
        'ɓ' => "b",
        'ƒ' => "f",
        'ɣ' | 'ǥ' => "g",
        'ɲ' => "n",
        'ʉ' => "u",
        'ʋ' => "v",
        'ƴ' => "y",
        'ƶ' => "z",
        _ => return None,
    })
}

/// The words of a run without spaces: parted at full stops, but `u.s.a.` and `e.v.` are one.
fn words(run: &str) -> Vec<String> {
    let parts: Vec<&str> = run.split('.').filter(|part| !part.is_empty()).collect();
    if parts.iter().all(|part| part.len() == 1) && !parts.is_empty() {
        return vec![parts.concat()];
    }
    parts.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(written: &str) -> Id {
        written.parse().unwrap()
    }

    fn proposed(name: &str) -> Option<String> {
        Id::proposed(name).map(|id| id.to_string())
    }

    #[test]
    fn ids_are_read_and_printed_alike() {
        for written in ["a", "0", "30-october", "freedom-house", "a--b", "con-vener", "com10", "comx", "nul0"]
        {
            assert_eq!(id(written).to_string(), written);
        }
        assert_eq!(id(&"x".repeat(64)).as_str().len(), 64);
    }

    #[test]
    fn what_is_no_id_is_refused_with_what_is_wrong() {
        let character = |found, place| IdError::Character { found, place };
        let table = [
            ("", IdError::Empty),
            ("-", IdError::LeadingHyphen),
            ("-a", IdError::LeadingHyphen),
            ("a-", IdError::TrailingHyphen),
            ("Freedom", character('F', 1)),
            ("freedom house", character(' ', 8)),
            ("freedom_house", character('_', 8)),
            ("мемориал", character('м', 1)),
            ("caf\u{e9}", character('é', 4)),
            ("a\n", character('\n', 2)),
            ("../a", character('.', 1)),
            ("a/b", character('/', 2)),
            ("con.txt", character('.', 4)),
            ("conin$", character('$', 6)),
        ];
        for (written, error) in table {
            assert_eq!(written.parse::<Id>(), Err(error), "{written:?}");
        }
        assert_eq!("x".repeat(65).parse::<Id>(), Err(IdError::Long(65)));
        for device in ["con", "prn", "aux", "nul", "com0", "com1", "com9", "lpt0", "lpt9"] {
            assert_eq!(device.parse::<Id>(), Err(IdError::DeviceName(device.to_owned())));
        }
    }

    #[test]
    fn an_error_shows_no_control_character() {
        let error = "a\u{202e}b".parse::<Id>().unwrap_err().to_string();
        assert_eq!(error, r"an id has only the characters a-z, 0-9 and -, and character 2 is '\u{202e}'");
    }

    #[test]
    fn the_names_of_the_sample_have_ids_of_their_own() {
        let table = [
            ("McCain Institute", "mccain-institute"),
            ("Freedom House", "freedom-house"),
            ("Free Russia Foundation", "free-russia-foundation"),
            ("National Endowment for Democracy", "national-endowment-for-democracy"),
            (
                "Abdorrahman Boroumand Center for Human Rights in Iran",
                "abdorrahman-boroumand-center-for-human-rights-in-iran",
            ),
            ("Al-Tahreer Association for Development (TAD)", "al-tahreer-association-for-development-tad"),
            ("Amnesty International", "amnesty-international"),
            ("Center for Civil Liberties", "center-for-civil-liberties"),
            ("Committee to Protect Journalists", "committee-to-protect-journalists"),
            ("Freedom Now", "freedom-now"),
            ("George W. Bush Institute", "george-w-bush-institute"),
            ("Global Magnitsky Justice Campaign", "global-magnitsky-justice-campaign"),
            ("Human Rights Center Viasna", "human-rights-center-viasna"),
            ("Human Rights Defense Center Memorial", "human-rights-defense-center-memorial"),
            ("Human Rights First", "human-rights-first"),
            ("Human Rights Foundation", "human-rights-foundation"),
            ("Human Rights Watch", "human-rights-watch"),
            ("International Republican Institute", "international-republican-institute"),
            ("James W. Foley Legacy Foundation", "james-w-foley-legacy-foundation"),
            ("Lantos Foundation for Human Rights & Justice", "lantos-foundation-for-human-rights-justice"),
            (
                "Oma Organization for Human Rights and Democracy Promotion",
                "oma-organization-for-human-rights-and-democracy-promotion",
            ),
            ("Organization for Community Civic Engagement", "organization-for-community-civic-engagement"),
            ("OVD-Info", "ovd-info"),
            ("Political and Governance Development Academy", "political-and-governance-development-academy"),
            (
                "Socio-Economic Rights and Accountability Project (SERAP)",
                "socio-economic-rights-and-accountability-project-serap",
            ),
            ("The 30 October Foundation", "the-30-october-foundation"),
            ("The Raoul Wallenberg Centre for Human Rights", "the-raoul-wallenberg-centre-for-human-rights"),
            ("Victims of Communism Memorial Foundation", "victims-of-communism-memorial-foundation"),
            ("World Liberty Congress", "world-liberty-congress"),
        ];
        for (name, expected) in table {
            assert_eq!(proposed(name).as_deref(), Some(expected));
        }
        let mut distinct: Vec<_> = table.iter().map(|(_, id)| id).collect();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 29);
    }

    #[test]
    fn a_name_is_proposed_in_the_ascii_of_its_language() {
        let table = [
            ("Große Straße e.V.", "grosse-strasse-ev"),
            ("Ærø Fællesskab", "aero-faellesskab"),
            ("Fundacja Wolność i Łączność", "fundacja-wolnosc-i-lacznosc"),
            ("Đài Á Châu Tự Do", "dai-a-chau-tu-do"),
            ("Þjóðkirkjan", "thjodkirkjan"),
            ("İnsan Hakları Derneği", "insan-haklari-dernegi"),
            ("Azərbaycan Hüquq Mərkəzi", "azerbaycan-huquq-merkezi"),
            ("Œuvre pour l’Enfance", "oeuvre-pour-lenfance"),
            ("Ligue des droits de l'Homme", "ligue-des-droits-de-lhomme"),
            ("L'Aquila Solidale", "laquila-solidale"),
            ("Reporters' Alliance", "reporters-alliance"),
            ("Women’s Centre Sanaʿa", "womens-centre-sanaa"),
            ("Freedom Now, Inc.", "freedom-now-inc"),
            ("U.S. Committee for Refugees", "us-committee-for-refugees"),
            ("Amnesty.org", "amnesty-org"),
            ("7amleh", "7amleh"),
            ("+972 Magazine", "972-magazine"),
            ("Rights&Justice", "rights-justice"),
            ("Caf\u{65}\u{301} Libre", "cafe-libre"),
            ("Ｆｒｅｅ Ｐｒｅｓｓ", "free-press"),
            ("  Free — Press™ ", "free-press"),
        ];
        for (name, expected) in table {
            assert_eq!(proposed(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_words() {
        let name = "International Association for the Protection and Promotion of Human Rights Everywhere";
        let id = proposed(name).unwrap();
        assert_eq!(id, "international-association-for-the-protection-and-promotion-of");
        assert_eq!(proposed(&"x".repeat(64)), Some("x".repeat(64)));
        assert_eq!(proposed(&"x".repeat(65)), None);
        assert_eq!(
            proposed(&format!("26 {}", "x".repeat(64))),
            None,
            "of which a number alone would be left"
        );
    }

    #[test]
    fn a_name_that_ascii_cannot_say_whole_needs_an_id_by_hand() {
        for name in [
            "Мемориал",
            "منظمة العفو الدولية",
            "人权观察",
            "Мемориал Memorial",
            "ОВД-Info",
            "\u{410}mnesty International", // a Cyrillic А
            "Group ٣",
            "1325",
            "30",
            "",
            " & — ",
            "CON",
            "Com1",
            "x\u{0}y\u{3b1}",
        ] {
            assert_eq!(proposed(name), None, "{name}");
        }
    }

    #[test]
    fn the_nearest_id_is_what_was_meant() {
        let ids = ["amnesty-international", "freedom-house", "freedom-now", "human-rights-first", "ovd-info"]
            .map(id);
        let table = [
            ("freedom-hous", Some("freedom-house")),
            ("fredom-house", Some("freedom-house")),
            ("Freedom House", Some("freedom-house")),
            ("freedom_house", Some("freedom-house")),
            ("freedom-nwo", Some("freedom-now")),
            ("amnesty", Some("amnesty-international")),
            ("ovdinfo", Some("ovd-info")),
            ("freedom", None),
            ("human-rights-watch", None),
            ("memorial", None),
            ("", None),
            ("мемориал", None),
        ];
        for (wanted, expected) in table {
            assert_eq!(nearest(wanted, ids.iter()).map(Id::as_str), expected, "{wanted}");
        }
        assert_eq!(nearest(&"a".repeat(100_000), ids.iter()), None);
    }

    proptest! {
        #[test]
        fn whatever_is_proposed_is_an_id_and_proposes_itself(name in ".{0,100}") {
            if let Some(id) = Id::proposed(&name) {
                prop_assert_eq!(id.as_str().parse(), Ok(id.clone()));
                prop_assert_eq!(Id::proposed(id.as_str()), Some(id));
            }
        }

        #[test]
        fn whatever_is_read_is_within_the_grammar(written in "[a-c0-9A-]{0,5}|[a-z0-9-]{0,70}|com[0-9]|\\PC{0,4}") {
            let within = (1..=64).contains(&written.len())
                && written.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !written.starts_with('-') && !written.ends_with('-') && !is_device_name(&written);
            prop_assert_eq!(written.parse::<Id>().is_ok(), within);
        }
    }
}
