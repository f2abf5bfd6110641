//! The names in a copy, each held against the roll and its signatures.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;

use foldhash::HashMap;
use unicode_security::confusable_detection::skeleton;

use crate::audit::copy::Block;
use crate::audit::word::{Vocabulary, Word, is_right_to_left};
use crate::id::Id;
use crate::trust::Standing;
use crate::verify::{Finding, StatementReport, Verdict};

/// What a name in a copy is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameVerdict {
    /// Its signature is valid.
    Signed,
    /// On the roll, and attested by the convener in place of a signature, which was asked to pass.
    Attested,
    /// On the roll, and no valid signature stands: false attribution.
    ListedNotSigned,
    /// It took its signature back.
    Withdrawn,
    /// The roll does not know it.
    NotOnRoll,
    /// Close to a name on the roll, and not that name.
    Altered,
    /// Listed before.
    Duplicate,
    /// A valid signature whose name the copy does not list.
    Omitted,
}

impl NameVerdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Attested => "attested",
            Self::ListedNotSigned => "listed-not-signed",
            Self::Withdrawn => "withdrawn",
            Self::NotOnRoll => "not-on-roll",
            Self::Altered => "altered",
            Self::Duplicate => "duplicate",
            Self::Omitted => "omitted",
        }
    }

    /// Whether the copy lists somebody who does not stand behind it under that name.
    pub fn is_false(self) -> bool {
        !matches!(self, Self::Signed | Self::Attested | Self::Omitted)
    }
}

/// Where in a copy a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamePlace {
    /// In the list.
    List,
    /// In words that were added to the text.
    Text,
    /// Where a reader does not see it.
    Hidden,
    /// Nowhere: it is omitted.
    Nowhere,
}

impl NamePlace {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Text => "text",
            Self::Hidden => "hidden",
            Self::Nowhere => "nowhere",
        }
    }
}

/// One name in a copy, or one that it omits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As the copy has it; of an omitted one, as it was signed.
    pub written: String,
    /// The line of the copy, from 1; 0 of an omitted one.
    pub line: usize,
    /// Where it stands.
    pub place: NamePlace,
    /// What it is worth.
    pub verdict: NameVerdict,
    /// The party that it is, or is close to.
    pub id: Option<Id>,
    /// The verdict of verification on that party.
    pub found: Option<Verdict>,
    /// The name that it is close to, and how it differs, if it is altered.
    pub altered: Option<Altered>,
    /// How well the key behind its signature is known.
    pub standing: Option<Standing>,
}

/// How a name differs from one on the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Altered {
    /// The name on the roll.
    pub name: String,
    /// The characters of it that are not in the copy.
    pub was: String,
    /// The characters that the copy has in their place.
    pub is: String,
}

/// The names of a roll and of who signed without standing on it, as they may be spelled.
pub(super) struct Names<'f> {
    /// How well the convener's keys are known, where what it attests passes for a signature.
    accepted: Option<Standing>,
    subjects: Vec<Subject<'f>>,
    /// The words of all spellings as one tree: from a node by a word to the next.
    next: HashMap<(usize, u32), usize>,
    /// For each node, whose spelling ends there.
    ends: Vec<Option<usize>>,
    /// The words that are written as one with the “and” before them, by their keys with it.
    behind_and: HashMap<u32, u32>,
    /// Those “and”s of several words that scripts without spaces have.
    ands: Vec<Vec<u32>>,
    /// Signs behind the items of a list, as sentences have them.
    ends_of_items: Vec<u32>,
    /// Signs and words that part names in a run.
    separators: HashSet<u32>,
    /// Signs behind a name that say something of it.
    doubting: HashSet<u32>,
    /// How many pairs of letters were looked at to tell what was altered.
    work: Cell<usize>,
}

struct Subject<'f> {
    finding: &'f Finding,
    name: String,
    /// The name as an eye takes it in, once it is asked for.
    looks: OnceCell<String>,
    spelled: Vec<String>,
}

impl<'f> Names<'f> {
    /// The names of `findings`, and `aliases` of some of them by their ids.
    pub(super) fn of(statement: &'f StatementReport, vocabulary: &mut Vocabulary) -> Self {
        let (findings, roll) = (&statement.findings, statement.roll.as_ref());
        let aliases = roll.map_or(&[][..], |roll| &roll.aliases);
        let accepted = roll.map(|roll| roll.convener_standing).filter(|_| statement.accepts_attested);
        let mut subjects = Vec::new();
        let mut next: HashMap<(usize, u32), usize> = HashMap::default();
        let mut ends = vec![None];
        for finding in findings {
            let own = [finding.listed_name(), finding.name.as_ref()];
            let own = own.into_iter().flatten().map(|name| name.as_str());
            let others =
                aliases.iter().filter(|alias| alias.id == finding.id).map(|alias| alias.name.as_str());
            let spelled: Vec<String> = own.chain(others).map(str::to_owned).collect();
            for spelling in &spelled {
                let mut node = 0;
                for key in vocabulary.words(spelling, 0).iter().flat_map(all_keys) {
                    node = *next.entry((node, key)).or_insert(ends.len());
                    if node == ends.len() {
                        ends.push(None);
                    }
                }
                if let Some(end) = ends.get_mut(node).filter(|_| node > 0) {
                    end.get_or_insert(subjects.len());
                }
            }
            let name = spelled.first().cloned().unwrap_or_default();
            subjects.push(Subject { finding, name, looks: OnceCell::new(), spelled });
        }
        let firsts: Vec<u32> = next.keys().filter(|(node, _)| *node == 0).map(|(_, key)| *key).collect();
        let mut behind_and = HashMap::default();
        for key in firsts {
            let word = vocabulary.folded(key).to_owned();
            for and in ANDS_WRITTEN_ON.iter().filter(|_| word.starts_with(is_right_to_left)) {
                let joined = vocabulary.words(&format!("{and}{word}"), 0);
                behind_and.extend(joined.first().map(|joined| (joined.key, key)));
            }
        }
        let keys = |and: &&str| vocabulary.words(and, 0).iter().map(|word| word.key).collect();
        let ands = ANDS_OF_SEVERAL.iter().map(keys).collect();
        let ends_of_items = vocabulary.words(ENDS_OF_ITEMS, 0).iter().map(|word| word.key).collect();
        let separators = vocabulary.words(SEPARATORS, 0).iter().map(|word| word.key).collect();
        let doubting = vocabulary.words(DOUBTING, 0).iter().map(|word| word.key).collect();
        let work = Cell::new(0);
        Self { accepted, subjects, next, ends, behind_and, ands, ends_of_items, separators, doubting, work }
    }

    /// Every name in every spelling.
    pub(super) fn spellings(&self) -> impl Iterator<Item = &str> {
        self.subjects.iter().flat_map(|subject| &subject.spelled).map(String::as_str)
    }

    /// The longest name that begins at `at`, and the number of its words.
    fn at(&self, words: &[Word], at: usize) -> Option<(usize, usize)> {
        let mut node = 0;
        let mut longest = None;
        for (place, word) in words.get(at..)?.iter().enumerate() {
            // a mark amid a name begins another one
            if place > 0 && word.mark.is_some() {
                break;
            }
            let without_and = || self.behind_and.get(&word.key).filter(|_| place == 0);
            let next = self.next.get(&(node, word.key));
            let Some(next) = next.or_else(|| self.next.get(&(node, *without_and()?))) else { break };
            node = *next;
            let end = self.ends.get(node).copied().flatten();
            longest = end.map(|subject| (place + 1, subject)).or(longest);
        }
        longest
    }

    /// Where the name ends that begins at `at`; `at` itself if none does.
    pub(super) fn reaches(&self, words: &[Word], at: usize) -> usize {
        at + self.at(words, at).map_or(0, |(length, _)| length)
    }

    /// Whether `words` are names of the roll and nothing else.
    pub(super) fn covers(&self, words: &[Word]) -> bool {
        let mut at = 0;
        let mut any = false;
        while at < words.len() {
            match self.at(words, at) {
                Some((length, _)) => {
                    (at, any) = (at + length, true);
                }
                None if words.get(at).is_some_and(|word| !word.is_letters) => at += 1,
                None => return false,
            }
        }
        any
    }

    /// Where names end that follow each other from `from` on, up to `end` or with the last of them behind it, and nothing
    /// else than what parts names in a run; none if anything else stands there.
    pub(super) fn run_from(&self, words: &[Word], from: usize, end: usize) -> Option<usize> {
        let mut at = from;
        while at < end {
            let word = words.get(at)?;
            let own =
                self.at(words, at).map_or_else(|| self.several_words_of_and(words, at), |(length, _)| length);
            let parts = !self.doubting.contains(&word.key)
                && (!word.is_letters || self.separators.contains(&word.key));
            if own == 0 && !parts {
                return None;
            }
            at += own.max(1);
        }
        Some(at)
    }

    /// Whether a name of the roll begins at `at`.
    pub(super) fn begins(&self, words: &[Word], at: usize) -> bool {
        self.at(words, at).is_some()
    }

    /// Whether a name of the roll stands among `words`.
    pub(super) fn any_within(&self, words: &[Word]) -> bool {
        (0..words.len()).any(|at| self.at(words, at).is_some())
    }

    /// Whether most of `words` are names of the roll, several of them: a run of names.
    pub(super) fn run_through(&self, words: &[Word]) -> bool {
        let (mut at, mut names, mut covered) = (0, 0, 0);
        while at < words.len() {
            let length = self.at(words, at).map_or(0, |(length, _)| length);
            names += usize::from(length > 0);
            covered += length;
            at += length.max(1);
        }
        names > 1 && 2 * covered > words.iter().filter(|word| word.is_letters).count()
    }

    /// The names of the roll that stand among `words`, which are no list.
    pub(super) fn within(
        &self,
        words: &[Word],
        blocks: &[Block],
        place: NamePlace,
        seen: &mut Seen,
    ) -> Vec<Name> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.at(words, at) {
                Some((length, subject)) => {
                    let here = words.get(at..at + length).unwrap_or_default();
                    found.extend(self.name(Some(subject), here, blocks, place, seen));
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Every name on a list.
    pub(super) fn listed(
        &self,
        words: &[Word],
        blocks: &[Block],
        vocabulary: &Vocabulary,
        seen: &mut Seen,
    ) -> Vec<Name> {
        // In a run of names, commas part them; where each has a line, a comma belongs to a name.
        let runs_on = self.runs_on(words);
        let mut found: Vec<Name> = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            if let Some((length, subject)) =
                self.at(words, at).filter(|(length, _)| self.ends(words, at + length, runs_on))
            {
                let here = words.get(at..at + length).unwrap_or_default();
                found.extend(self.name(Some(subject), here, blocks, NamePlace::List, seen));
                at += length;
                continue;
            }
            let number = Self::number_alone(words, at, vocabulary);
            let and = self.several_words_of_and(words, at);
            if self.separators.contains(&word.key) || number > 0 || and > 0 {
                at += number.max(and).max(1);
                continue;
            }
            let more = words.get(at + 1..).unwrap_or_default();
            let length = 1 + more
                .iter()
                .enumerate()
                .take_while(|(next, word)| {
                    let parted = runs_on && self.separators.contains(&word.key);
                    !word.begins_line && word.mark.is_none() && !parted && {
                        let next = at + 1 + next;
                        !(runs_on
                            && self
                                .at(words, next)
                                .is_some_and(|(length, _)| self.ends(words, next + length, true)))
                    }
                })
                .count();
            let here = words.get(at..at + length).unwrap_or_default();
            if here.iter().any(|word| word.is_letters) {
                found.extend(self.name(None, here, blocks, NamePlace::List, seen));
            }
            at += length;
        }
        found
    }

    /// How many words the “and” at `at` has, if it is one of several.
    fn several_words_of_and(&self, words: &[Word], at: usize) -> usize {
        let here = words.get(at..).unwrap_or_default();
        let begins = |and: &&Vec<u32>| {
            here.len() > and.len() && here.iter().zip(*and).all(|(word, key)| word.key == *key)
        };
        self.ands.iter().find(begins).map_or(0, Vec::len)
    }

    /// How many words the line that begins at `at` has, if it is the number of a name set apart from it: `12.`
    fn number_alone(words: &[Word], at: usize, vocabulary: &Vocabulary) -> usize {
        let rest = words.get(at..).unwrap_or_default();
        let line = rest
            .iter()
            .take(3)
            .enumerate()
            .take_while(|(place, word)| *place == 0 || !word.begins_line)
            .count();
        let is_number = |word: &Word| {
            let folded = vocabulary.folded(word.key);
            folded.len() <= 3 && folded.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_alone = match rest.get(..line).unwrap_or_default() {
            [number] => is_number(number),
            [number, sign] => is_number(number) && matches!(vocabulary.folded(sign.key), "." | ")"),
            _ => false,
        };
        if is_alone && rest.first().is_some_and(|word| word.begins_line) { line } else { 0 }
    }

    /// Whether some line holds two names of the roll.
    fn runs_on(&self, words: &[Word]) -> bool {
        let mut at = 0;
        let mut before = false;
        while let Some(word) = words.get(at) {
            if word.begins_line || word.mark.is_some() {
                before = false;
            }
            match self.at(words, at) {
                Some(_) if before => return true,
                Some((length, _)) => {
                    before = true;
                    at += length;
                }
                None => at += 1,
            }
        }
        false
    }

    /// Whether a name that ends before `at` ends there for a reader too.
    fn ends(&self, words: &[Word], at: usize, runs_on: bool) -> bool {
        let at = at + usize::from(self.is_end_of_item(words, at));
        words.get(at).is_none_or(|next| {
            next.begins_line
                || next.mark.is_some()
                || runs_on && !next.is_letters && !self.doubting.contains(&next.key)
                || runs_on && self.at(words, at).is_some()
                || runs_on && self.at(words, at + self.several_words_of_and(words, at).max(1)).is_some()
        })
    }

    /// Whether a sign that ends the items of lists stands at `at`, and nothing behind it on its line.
    fn is_end_of_item(&self, words: &[Word], at: usize) -> bool {
        let ends = words.get(at).is_some_and(|sign| self.ends_of_items.contains(&sign.key));
        ends && words.get(at + 1).is_none_or(|next| next.begins_line)
    }

    /// The finding on one name in a copy.
    fn name(
        &self,
        subject: Option<usize>,
        words: &[Word],
        blocks: &[Block],
        place: NamePlace,
        seen: &mut Seen,
    ) -> Option<Name> {
        let (first, last) = (words.first()?, words.last()?);
        let block = blocks.get(first.block)?;
        let written = if first.block == last.block {
            block.text.get(first.at.start..last.at.end)?.to_owned()
        } else {
            words
                .iter()
                .filter_map(|word| blocks.get(word.block)?.text.get(word.at.clone()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        let line = block.line + first.line;
        let mut name = Name {
            written,
            line,
            place,
            verdict: NameVerdict::NotOnRoll,
            id: None,
            found: None,
            altered: None,
            standing: None,
        };
        if let Some(subject) = subject.and_then(|index| self.subjects.get(index)) {
            let finding = subject.finding;
            name.verdict = verdict_of(finding.verdict);
            name.standing = finding.standing;
            if let (Verdict::Attested, Some(standing)) = (finding.verdict, self.accepted) {
                name.verdict = NameVerdict::Attested;
                name.standing = Some(standing);
            }
            name.found = Some(finding.verdict);
            name.id = Some(finding.id.clone());
            if !seen.0.insert(finding.id.clone()) && !name.verdict.is_false() {
                name.verdict = NameVerdict::Duplicate;
            }
        }
        Some(name)
    }

    /// What is close to one name of the roll alone, and no name of it, was altered. Called when all names are read, since a
    /// name that is listed itself was not altered into another.
    pub(super) fn tell_altered(&self, names: &mut [Name], seen: &Seen) {
        let absent = self.subjects.iter().filter(|subject| !seen.0.contains(&subject.finding.id));
        let absent: Vec<(&Subject<'_>, &str)> = absent
            .map(|subject| (subject, subject.looks.get_or_init(|| looks(&subject.name)).as_str()))
            .collect();
        for name in names.iter_mut().filter(|name| name.id.is_none()) {
            if name.written.len() > LONGEST {
                continue;
            }
            let written = looks(&name.written);
            let work: usize = absent.iter().map(|(_, name)| work_of(&written, name)).sum();
            if self.work.get() + work > MOST_WORK {
                break;
            }
            self.work.set(self.work.get() + work);
            let mut close: Vec<(&Subject<'_>, f64)> = absent
                .iter()
                .map(|(subject, name)| (*subject, closeness(&written, name)))
                .filter(|(_, closeness)| *closeness >= CLOSE)
                .collect();
            close.sort_by(|(_, one), (_, other)| other.total_cmp(one));
            if let [(subject, best), rest @ ..] = close.as_slice()
                && rest.first().is_none_or(|(_, second)| second < best)
            {
                name.verdict = NameVerdict::Altered;
                name.id = Some(subject.finding.id.clone());
                name.found = Some(subject.finding.verdict);
                name.altered = Some(altered(&subject.name, &name.written));
            }
        }
    }

    /// Every valid signature whose name was not read.
    pub(super) fn omitted(&self, names: &[Name]) -> Vec<Name> {
        let listed: HashSet<&Id> =
            names.iter().filter(|name| name.altered.is_none()).filter_map(|name| name.id.as_ref()).collect();
        let omitted = self.subjects.iter().filter(|subject| {
            subject.finding.verdict == Verdict::Signed && !listed.contains(&subject.finding.id)
        });
        omitted
            .map(|subject| Name {
                written: subject.name.clone(),
                line: 0,
                place: NamePlace::Nowhere,
                verdict: NameVerdict::Omitted,
                id: Some(subject.finding.id.clone()),
                found: Some(Verdict::Signed),
                altered: None,
                standing: subject.finding.standing,
            })
            .collect()
    }
}

/// “And” in Arabic and Hebrew, which write it onto the next word.
const ANDS_WRITTEN_ON: [&str; 2] = ["و", "ו"];

/// Signs that end the items of lists.
const ENDS_OF_ITEMS: &str = ", ; . ، ؛ 、 ， ； 。 । ۔ ። ։ ។ · |";

/// Signs and words that part names in a run.
const SEPARATORS: &str =
    ", ; ، ؛ 、 ， ； ፣ · • | / - * . and et und y e и та і και ve و और ও 및 和 እና և եւ და và en och og oraz";

/// Signs of a question, or of mockery.
const DOUBTING: &str = "? ؟ ？ ! ！ ‽";

/// “And” in Japanese, Thai, Khmer, Lao and Burmese.
const ANDS_OF_SEVERAL: [&str; 5] = ["および", "และ", "និង", "ແລະ", "နှင့်"];

/// Whose names were read.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<Id>);

/// How many pairs of letters are looked at to tell what was altered. Names that come behind that are on no roll, which is
/// no better.
const MOST_WORK: usize = 100_000_000;

/// How alike a name must be to one on the roll to be that name, altered.
const CLOSE: f64 = 0.75;

/// What is longer, in bytes, is no name.
const LONGEST: usize = 600;

/// A name as an eye takes it in.
fn looks(name: &str) -> String {
    skeleton(&name.to_lowercase()).collect()
}

/// Whether two names are so near in length that they could be [`CLOSE`]. A character has up to four bytes.
fn is_of_like_length(written: &str, name: &str) -> bool {
    let (shorter, longer) = (written.len().min(name.len()), written.len().max(name.len()));
    16 * shorter >= 3 * longer
}

/// How many pairs of letters [`closeness`] looks at, at most.
fn work_of(written: &str, name: &str) -> usize {
    let pairs = if is_of_like_length(written, name) { written.len() * name.len() } else { 0 };
    pairs + written.len() + name.len()
}

/// How alike two names look, from 0, nothing in common, to 1.
fn closeness(written: &str, name: &str) -> f64 {
    let is_of_like_length = is_of_like_length(written, name);
    let alike = if is_of_like_length { strsim::normalized_damerau_levenshtein(written, name) } else { 0.0 };
    // the whole name with something to it
    if written.contains(name) { alike.max(CLOSE) } else { alike }
}

/// Where two names differ, without what they begin and end with alike.
fn altered(name: &str, written: &str) -> Altered {
    let (was, is): (Vec<char>, Vec<char>) = (name.chars().collect(), written.chars().collect());
    let front = was.iter().zip(&is).take_while(|(one, other)| one == other).count();
    let shorter = was.len().min(is.len()) - front;
    let back =
        was.iter().rev().zip(is.iter().rev()).take(shorter).take_while(|(one, other)| one == other).count();
    let middle = |all: &[char]| all.get(front..all.len() - back).unwrap_or_default().iter().collect();
    Altered { name: name.to_owned(), was: middle(&was), is: middle(&is) }
}

fn verdict_of(found: Verdict) -> NameVerdict {
    match found {
        Verdict::Signed => NameVerdict::Signed,
        Verdict::Withdrawn => NameVerdict::Withdrawn,
        Verdict::NotOnRoll => NameVerdict::NotOnRoll,
        _ => NameVerdict::ListedNotSigned,
    }
}

/// The words of a name, with what would be the mark of a list elsewhere: `1. FC Freedom`.
fn all_keys(word: &Word) -> Vec<u32> {
    word.mark.iter().flat_map(|mark| mark.keys.iter().copied()).chain([word.key]).collect()
}
