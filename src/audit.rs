//! Auditing: how a copy in circulation stands to a signed statement, its text and its list of names.
//!
//! Two verdicts, never one. The *text* of a copy, without its list, is held word by word against the signed text, with
//! layout, typography and transport folded away, and nothing else. Every *name* that a copy lists is held against the
//! roll and its signatures. What stands around a statement on a page is told apart from what was added to it; what is
//! hidden is reported.

mod align;
mod around;
mod compare;
pub mod copy;
mod count;
mod day;
mod doubt;
mod find;
mod layout;
mod names;
mod word;

use std::collections::BTreeMap;

use foldhash::HashSet;

use crate::audit::align::Seeds;
use crate::audit::compare::{Side, compare, reordering};
use crate::audit::copy::{Block, Copy, Furniture, Part};
use crate::audit::count::miscounts;
use crate::audit::doubt::{Holding, with_what_speaks};
use crate::audit::find::CopySeeds;
use crate::audit::layout::{Region, Title, regions};
use crate::audit::names::{Names, Seen};
use crate::audit::word::{MAX_WORDS, SOFT_HYPHEN, Vocabulary, Word, is_hangul, is_right_to_left, line_of};
use crate::digest::Digest;
use crate::id::Slug;
use crate::list::folded;
use crate::text::CanonicalText;
use crate::trust::Standing;
use crate::verify::{Demonstration, Outcome, StatementReport};

pub(crate) use around::{CONTACTS, GROUPS, LABELS, SHARE_ROWS, contradicts, words as words_of_pages};
pub use compare::{
    Comparison, Difference, DifferenceKind, Invisible, Piece, PieceKind, Remark, TextVerdict, look_alike,
};
pub(crate) use day::words as words_of_days;
pub use find::Texts;
pub use names::{Altered, Name, NamePlace, NameVerdict};
pub use word::Fold;

/// A statement that a copy is held against.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// Its text.
    pub text: &'a CanonicalText,
    /// What verification found about it.
    pub report: &'a StatementReport,
    /// Whether demonstration keys stand behind what verification found.
    pub demonstration: Demonstration,
}

/// How a copy stands to a statement.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The statement.
    pub slug: Slug,
    /// One for each part of the copy, in their order.
    pub parts: Vec<PartAudit>,
    /// The place of the part whose verdicts are those of the copy.
    pub deciding: usize,
    /// Whether the copy is the statement's text and lists nobody falsely.
    pub outcome: Outcome,
}

/// How one part of a copy stands to a statement.
#[derive(Clone, Debug)]
pub struct PartAudit {
    /// Where it stands in the copy.
    pub name: String,
    /// What got the text out.
    pub extractor: String,
    /// The encoding, if it was not UTF-8.
    pub encoding: Option<String>,
    /// The verdict on its text.
    pub verdict: TextVerdict,
    /// Why nothing could be compared.
    pub why: Option<String>,
    /// How its words stand to the statement's, if they could be compared.
    pub comparison: Option<Comparison>,
    /// Whether it has a list of names.
    pub has_list: bool,
    /// The names that it lists, in their order, then those that it omits.
    pub names: Vec<Name>,
    /// What it hides from a reader.
    pub hidden: Vec<Hidden>,
    /// How many style sheets it takes from elsewhere: what they hide was not looked for.
    pub unread_styles: usize,
    /// What stands around the statement and was not compared: how many words of each kind.
    pub around: BTreeMap<String, usize>,
}

/// Text that a copy holds and does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The text.
    pub text: String,
    /// How it is hidden.
    pub how: String,
    /// The line, from 1.
    pub line: usize,
}

/// A copy whose words are read: once, to find its statement and to be held against that.
pub struct CopyWords<'c> {
    copy: &'c Copy,
    /// Those of parts by their places, as long as they are few.
    kept: BTreeMap<usize, Vec<Word>>,
    vocabulary: Vocabulary,
}

impl<'c> CopyWords<'c> {
    /// The words of `copy` that a reader sees.
    pub fn of(copy: &'c Copy) -> Self {
        let mut own = Self { copy, kept: BTreeMap::new(), vocabulary: Vocabulary::default() };
        for at in 0..copy.parts.len() {
            let words = own.take(at);
            own.keep(at, words);
        }
        own
    }

    /// Those of the part at `at`, read again if they were not kept.
    fn take(&mut self, at: usize) -> Vec<Word> {
        let part = self.copy.parts.get(at);
        let blocks = part.and_then(|part| part.blocks.as_deref().ok()).unwrap_or_default();
        self.kept.remove(&at).unwrap_or_else(|| visible_words(blocks, &mut self.vocabulary))
    }

    /// Keeps those of a part, if all that are kept need little memory.
    fn keep(&mut self, at: usize, words: Vec<Word>) {
        const MOST: usize = MAX_WORDS / 2;
        let kept: usize = self.kept.values().map(Vec::len).sum();
        if kept + words.len() <= MOST {
            self.kept.insert(at, words);
        }
    }
}

/// Which of `texts` the copy is one of: the one of which most words stand in it, of equals the last. The work is
/// proportional to the lengths of all texts and the copy added.
pub fn find<'t>(copy: &mut CopyWords<'_>, texts: &'t Texts) -> Option<&'t Slug> {
    let mut seeds = CopySeeds::of(&copy.vocabulary, texts);
    for at in 0..copy.copy.parts.len() {
        let words = copy.take(at);
        seeds.add(&words);
        copy.keep(at, words);
    }
    let seeds = seeds.ready();
    let shared = texts.all.iter().map(|(slug, words)| (seeds.shared(words), slug));
    let best = shared.filter(|(shared, _)| *shared > 0).max_by_key(|(shared, _)| *shared);
    best.map(|(_, slug)| slug)
}

/// The keys of each `N` words in a row.
fn windows<const N: usize>(words: &[Word]) -> impl Iterator<Item = [u32; N]> {
    words.array_windows::<N>().map(|words| words.each_ref().map(|word| word.key))
}

fn visible_words(blocks: &[Block], vocabulary: &mut Vocabulary) -> Vec<Word> {
    let mut words = Vec::new();
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| block.hidden.is_none()) {
        vocabulary.read(&block.text, at, &mut words);
    }
    words
}

/// Holds a copy, whose bytes have this digest, against a statement.
pub fn audit(
    mut copy: CopyWords<'_>,
    digest: Digest,
    reference: &Reference<'_>,
    standing: Standing,
) -> Audit {
    let own = Own::of(reference, &mut copy.vocabulary);
    let mut parts = Vec::new();
    for (at, part) in copy.copy.parts.iter().enumerate() {
        let words = copy.take(at);
        parts.push(audit_part(part, words, reference, &own, &mut copy.vocabulary));
    }
    if reference.report.text.is_some_and(|(own, _)| own == digest) {
        for part in &mut parts {
            part.verdict = TextVerdict::Identical;
        }
    }
    let outcomes: Vec<Outcome> = parts.iter().map(|part| outcome(part, reference, standing)).collect();
    let outcome = outcomes.iter().copied().reduce(Outcome::and).unwrap_or(Outcome::NotJudged);
    let deciding = deciding(&parts, &outcomes, outcome);
    Audit { slug: reference.report.slug.clone(), parts, deciding, outcome }
}

/// The worst part decides, by its text or its names: nobody knows which of them a reader sees.
fn deciding(audits: &[PartAudit], outcomes: &[Outcome], outcome: Outcome) -> usize {
    let worst = audits.iter().zip(outcomes).enumerate().max_by_key(|(at, (audit, own))| {
        (**own == outcome, audit.verdict.clone(), falsely_listed(audit), usize::MAX - at)
    });
    worst.map_or(0, |(at, _)| at)
}

fn falsely_listed(audit: &PartAudit) -> usize {
    audit.names.iter().filter(|name| name.verdict.is_false()).count()
}

fn outcome(part: &PartAudit, reference: &Reference<'_>, standing: Standing) -> Outcome {
    if part.verdict == TextVerdict::CannotCompare {
        return Outcome::NotJudged;
    }
    if !part.verdict.is_same() || falsely_listed(part) > 0 {
        return Outcome::DoesNotHold;
    }
    if let Some(problem) = reference.report.problems.first() {
        return if problem.is_unjudged() { Outcome::NotJudged } else { Outcome::DoesNotHold };
    }
    if reference.demonstration.is_whole() {
        return Outcome::Holds;
    }
    let counts = |name: &&Name| matches!(name.verdict, NameVerdict::Signed | NameVerdict::Attested);
    let signed = part.names.iter().filter(counts);
    let known: Vec<Standing> = signed.filter_map(|name| name.standing).collect();
    match () {
        () if known.contains(&Standing::Demonstration) => Outcome::DoesNotHold,
        () if known.iter().all(|known| *known >= standing) => Outcome::Holds,
        () => Outcome::NotJudged,
    }
}

/// What every part of a copy is held against.
struct Own<'r> {
    blocks: [Block; 1],
    statement: Vec<Word>,
    names: Names<'r>,
    /// Every name in every spelling.
    spelled: Vec<Vec<Word>>,
    /// The roll's title.
    title: Title,
    /// Whether some of it is written from right to left.
    is_right_to_left: bool,
}

impl<'r> Own<'r> {
    fn of(reference: &Reference<'r>, vocabulary: &mut Vocabulary) -> Self {
        let statement = vocabulary.words(reference.text.as_str(), 0);
        let roll = reference.report.roll.as_ref();
        let names = Names::of(reference.report, vocabulary);
        let spelled = names.spellings().map(|name| vocabulary.words(name, 0)).collect();
        let is_right_to_left = names.spellings().any(|name| name.contains(is_right_to_left))
            || reference.text.as_str().contains(is_right_to_left);
        let written = roll.map_or("", |roll| roll.title.as_str());
        let keys = vocabulary.words(written, 0).iter().map(|word| word.key).collect();
        let title = Title { keys, folded: folded(written) };
        Self {
            blocks: [Block::visible(reference.text.as_str(), 1)],
            statement,
            names,
            spelled,
            title,
            is_right_to_left,
        }
    }
}

fn audit_part(
    part: &Part,
    words: Vec<Word>,
    reference: &Reference<'_>,
    own: &Own<'_>,
    vocabulary: &mut Vocabulary,
) -> PartAudit {
    let mut audit = PartAudit {
        name: part.name.clone(),
        extractor: part.extractor.clone(),
        encoding: part.encoding.clone(),
        verdict: TextVerdict::CannotCompare,
        why: None,
        comparison: None,
        has_list: false,
        names: Vec::new(),
        hidden: Vec::new(),
        unread_styles: part.unread_styles,
        around: BTreeMap::new(),
    };
    let blocks = match &part.blocks {
        Ok(blocks) => blocks,
        Err(why) => {
            audit.why = Some(why.clone());
            return audit;
        }
    };
    let Own { blocks: own_blocks, statement, names, spelled, title, .. } = own;
    if words.len() > MAX_WORDS {
        audit.why = Some(format!("it has more than {MAX_WORDS} words"));
        return audit;
    }
    let texts: Vec<&[Word]> = std::iter::once(statement).chain(spelled).map(Vec::as_slice).collect();
    let words = undo_hyphenation(words, &texts, vocabulary);

    let mut matched = vec![false; words.len()];
    for run in Seeds::of(&vocabulary.likenesses(statement)).chain(&vocabulary.likenesses(&words)) {
        if let Some(here) = matched.get_mut(run.copy..run.copy + run.length) {
            here.fill(true);
        }
    }
    let blocks: &[Block] = &with_what_speaks(blocks, &words, &matched, names);
    let regions = regions(&words, blocks, &matched, names, title);
    let of = |wanted: Region| -> Vec<Word> {
        let is_of_it = |region: Region| region == wanted || region == Region::TextAndList;
        words
            .iter()
            .zip(&regions)
            .filter(|(_, region)| is_of_it(**region))
            .map(|(word, _)| word.clone())
            .collect()
    };
    let text = of(Region::Text);
    let copy_side = Side { words: &text, blocks };
    let statement_side = Side { words: statement, blocks: own_blocks };
    let mut comparison = compare(&statement_side, &copy_side, vocabulary);
    let list = of(Region::List);
    let marked = spelled.iter().flatten().filter(|word| !word.invisible.is_empty());
    let own_marks: HashSet<(u32, &[char])> =
        marked.map(|word| (word.key, word.invisible.as_slice())).collect();
    comparison.invisible.extend(unlike_any(&list, &own_marks, blocks));
    comparison.invisible.extend(unlike_any(&of(Region::Heading), &own_marks, blocks));
    if let Some(line) =
        reordering(&comparison.invisible, own.is_right_to_left).map(|invisible| invisible.line)
    {
        comparison.differs(DifferenceKind::Reordered, String::new(), String::new(), line);
    }
    if let Some(first) = list_amid_text(&words, &regions, &matched) {
        let line = words.iter().filter(|word| word.block == first.block && word.line == first.line);
        let written = line.filter_map(|word| blocks.get(word.block)?.text.get(word.at.clone()));
        let written = written.collect::<Vec<_>>().join(" ");
        comparison.differs(DifferenceKind::Inserted, String::new(), written, line_of(first, blocks));
    }
    let holding = Holding::of(&words, &regions, blocks);
    comparison.in_doubt(holding.doubts(&words, &regions, blocks));
    audit.verdict = comparison.verdict.clone();
    if !audit.verdict.is_same() && is_in_visual_order(&text, statement, vocabulary) {
        audit.verdict = TextVerdict::CannotCompare;
        audit.why = Some("the letters come out in the order in which they are seen, not read".to_owned());
    }

    let mut seen = Seen::default();
    audit.has_list = !list.is_empty();
    audit.names = names.listed(&list, blocks, vocabulary, &mut seen);
    for inserted in &comparison.inserted {
        let here = text.get(inserted.clone()).unwrap_or_default();
        audit.names.extend(names.within(here, blocks, NamePlace::Text, &mut seen));
    }
    for (at, block) in blocks.iter().enumerate() {
        let Some(how) = block.hidden.as_ref().filter(|_| !block.is_alternative) else { continue };
        let words = vocabulary.words(&block.text, at);
        if words.is_empty() {
            continue;
        }
        // a true name that no reader sees is claimed of nobody
        let found = names.within(&words, blocks, NamePlace::Hidden, &mut seen);
        audit.names.extend(found.into_iter().filter(is_false_alone));
        audit.hidden.push(Hidden { text: block.text.clone(), how: how.clone(), line: block.line });
    }
    let beside = |block: &Block| block.is_alternative && block.furniture.is_none() && holding.holds(block);
    let running =
        |block: &Block| block.hidden.is_none() && block.furniture.as_ref().is_some_and(Furniture::is_running);
    for (at, block) in blocks.iter().enumerate() {
        let place = match () {
            () if beside(block) => NamePlace::Hidden,
            () if running(block) => NamePlace::Text,
            () => continue,
        };
        let found = names.within(&vocabulary.words(&block.text, at), blocks, place, &mut seen);
        // the name beside its own logo is no second one, nor on the next page
        for name in found.into_iter().filter(is_false_alone) {
            let is_told = |known: &Name| known.written == name.written && known.verdict == name.verdict;
            if !audit.names.iter().any(is_told) {
                audit.names.push(name);
            }
        }
    }
    names.tell_altered(&mut audit.names, &seen);
    if audit.has_list {
        let omitted = names.omitted(&audit.names);
        audit.names.extend(omitted);
    }
    let signed = reference.report.totals.signed;
    for miscount in miscounts(&words, &regions, blocks, &audit.names, signed) {
        comparison.differs(DifferenceKind::Miscounted, signed.to_string(), miscount.words, miscount.line);
    }
    audit.verdict = audit.verdict.max(comparison.verdict.clone());
    audit.around = around(&words, &regions, blocks);
    if audit.verdict == TextVerdict::SameWords && is_same_text(part, &words, &regions, blocks, reference.text)
    {
        audit.verdict = TextVerdict::SameText;
    }
    audit.comparison = Some(comparison);
    audit
}

/// Where a list begins that parts the text in two: whoever signed what stands above it need not have signed the rest.
fn list_amid_text<'w>(words: &'w [Word], regions: &[Region], matched: &[bool]) -> Option<&'w Word> {
    /// How many words of the text before the list, and behind it, are more than a title or a last line.
    const BEFORE: usize = 40;
    const BEHIND: usize = 8;
    let first = regions.iter().position(|region| matches!(region, Region::Heading | Region::List))?;
    let last = regions.iter().rposition(|region| *region == Region::List)?;
    let of_text = |range: std::ops::Range<usize>| {
        let own =
            regions.get(range.clone()).unwrap_or_default().iter().zip(matched.get(range).unwrap_or_default());
        own.filter(|(region, matched)| **region == Region::Text && **matched).count()
    };
    let parts = of_text(0..first) > BEFORE && of_text(last..words.len()) > BEHIND;
    words.get(first).filter(|_| parts)
}

/// Whether a name is false wherever else it stands.
fn is_false_alone(name: &Name) -> bool {
    name.verdict.is_false() && name.verdict != NameVerdict::Duplicate
}

/// The invisible characters in `words` but those in `own_marks`, which belong to the word of that key.
fn unlike_any(words: &[Word], own_marks: &HashSet<(u32, &[char])>, blocks: &[Block]) -> Vec<Invisible> {
    let is_own = |word: &&Word| own_marks.contains(&(word.key, word.invisible.as_slice()));
    let marked = words.iter().filter(|word| !word.invisible.is_empty() && !is_own(word));
    let invisible = marked.flat_map(|word| {
        let line = line_of(word, blocks);
        word.invisible.iter().map(move |character| Invisible { character: *character, line, is_lost: false })
    });
    invisible.collect()
}

/// How many words of each kind of furniture.
fn around(words: &[Word], regions: &[Region], blocks: &[Block]) -> BTreeMap<String, usize> {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut at = 0;
    for of_block in words.chunk_by(|one, other| one.block == other.block) {
        let regions = regions.get(at..at + of_block.len()).unwrap_or_default();
        at += of_block.len();
        let count = regions.iter().filter(|region| **region == Region::Around).count();
        let Some(block) = of_block.first().and_then(|word| blocks.get(word.block)).filter(|_| count > 0)
        else {
            continue;
        };
        let kind = block.furniture.as_ref().map_or("title or date", |furniture| furniture.what.as_str());
        *kinds.entry(kind.to_owned()).or_default() += count;
    }
    kinds
}

/// Whether the source of a plain text, up to the list that ends it, has the statement's bytes as its canonical form.
fn is_same_text(
    part: &Part,
    words: &[Word],
    regions: &[Region],
    blocks: &[Block],
    text: &CanonicalText,
) -> bool {
    let Some(plain) = &part.plain else { return false };
    let list_begins = words
        .iter()
        .zip(regions)
        .find(|(_, region)| matches!(region, Region::Heading | Region::List))
        .map(|(word, _)| line_of(word, blocks));
    let before: String = match list_begins {
        Some(line) => plain.split_inclusive('\n').take(line - 1).collect(),
        None => plain.clone(),
    };
    CanonicalText::from_source(before.as_bytes()).is_ok_and(|canonical| canonical == *text)
}

/// Words that a line break parted, put together where the statement or a name has them whole and nowhere has them parted:
/// behind a hyphen, and in Hangul, which is broken within words, without one.
fn undo_hyphenation(words: Vec<Word>, texts: &[&[Word]], vocabulary: &Vocabulary) -> Vec<Word> {
    let breaks = |word: &Word, next: &Word| {
        next.begins_line && next.mark.is_none() && next.is_letters && next.block == word.block
    };
    if !words.array_windows().any(|[word, next]| breaks(word, next)) {
        return words;
    }
    let whole: HashSet<u32> = texts.iter().flat_map(|text| text.iter()).map(|word| word.key).collect();
    let by_sign: HashSet<[u32; 3]> = texts.iter().flat_map(|text| windows(text)).collect();
    let by_space: HashSet<[u32; 2]> = texts.iter().flat_map(|text| windows(text)).collect();
    let joined = |one: &Word, other: &Word| {
        let folded = format!("{}{}", vocabulary.folded(one.key), vocabulary.folded(other.key));
        vocabulary.find(&folded).filter(|key| whole.contains(key))
    };
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let hyphen = vocabulary.folded(word.key) == "-" && word.mark.is_none();
        let next = words.peek().filter(|next| breaks(&word, next));
        if let (true, Some(next), Some(before)) =
            (hyphen, next, out.last().filter(|before| before.is_letters))
        {
            let is_parted = by_sign.contains(&[before.key, word.key, next.key]);
            if let Some(key) = joined(before, next).filter(|_| !is_parted && before.at.end == word.at.start) {
                let whole = Word { key, at: before.at.start..next.at.end, ..before.clone() };
                out.pop();
                out.push(whole);
                words.next();
                continue;
            }
        }
        let goes_on = |next: &&Word| {
            word.invisible.last() == Some(&SOFT_HYPHEN)
                || vocabulary.folded(word.key).ends_with(is_hangul)
                    && vocabulary.folded(next.key).starts_with(is_hangul)
                    && !by_space.contains(&[word.key, next.key])
        };
        if let Some(next) = next.filter(|next| word.is_letters && goes_on(next))
            && let Some(key) = joined(&word, next)
        {
            out.push(Word { key, at: word.at.start..next.at.end, ..word.clone() });
            words.next();
            continue;
        }
        out.push(word);
    }
    out
}

/// Whether right-to-left words come out backwards: read so, they are the statement's.
fn is_in_visual_order(words: &[Word], statement: &[Word], vocabulary: &Vocabulary) -> bool {
    let own: HashSet<&str> = statement.iter().map(|word| vocabulary.folded(word.key)).collect();
    let is_right_to_left = |word: &str| word.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}'));
    let (mut forwards, mut backwards) = (0, 0);
    for word in words.iter().map(|word| vocabulary.folded(word.key)).filter(|word| is_right_to_left(word)) {
        if word.chars().count() < 3 {
            continue;
        }
        forwards += usize::from(own.contains(word));
        backwards += usize::from(own.contains(word.chars().rev().collect::<String>().as_str()));
    }
    backwards >= 5 && backwards > 2 * forwards
}
