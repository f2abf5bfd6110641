//! Auditing: how a copy in circulation stands to a signed statement, its text and its list of names.
//!
//! Two verdicts, never one. The *text* of a copy, without its list, is held word by word against the signed text, with
//! layout, typography and transport folded away, and nothing else. Every *name* that a copy lists is held against the
//! roll and its signatures. What stands around a statement on a page is told apart from what was added to it; what is
//! hidden is reported.

mod align;
mod compare;
pub mod copy;
mod count;
mod day;
mod doubt;
mod layout;
mod names;
mod word;

use std::collections::{BTreeMap, HashSet};

use crate::audit::align::Seeds;
use crate::audit::compare::{Side, compare, reorders};
use crate::audit::copy::{Block, Copy, Part};
use crate::audit::count::miscounts;
use crate::audit::doubt::{Holding, with_what_speaks};
use crate::audit::layout::{Region, regions};
use crate::audit::names::{Names, Seen};
use crate::audit::word::{MAX_WORDS, SOFT_HYPHEN, Vocabulary, Word, is_hangul, line_of};
use crate::digest::Digest;
use crate::id::Slug;
use crate::text::CanonicalText;
use crate::trust::Standing;
use crate::verify::{Demonstration, Outcome, StatementReport};

pub use compare::{Comparison, Difference, DifferenceKind, Invisible, Piece, PieceKind, Remark, TextVerdict};
pub(crate) use day::words as words_of_days;
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

/// Which of the statements `texts` the copy is one of: the one of which most words stand in it, of equals the last. The
/// work is proportional to the lengths of all texts and the copy added.
pub fn find<'s>(copy: &Copy, texts: &[(&'s Slug, &CanonicalText)]) -> Option<&'s Slug> {
    let mut vocabulary = Vocabulary::default();
    let mut seeds: HashSet<[u32; align::SEED]> = HashSet::new();
    for part in &copy.parts {
        let words = visible_words(part.blocks.as_deref().unwrap_or_default(), &mut vocabulary);
        seeds.extend(windows(&words));
    }
    let shared = texts.iter().map(|(slug, text)| {
        let words = vocabulary.known(text.as_str());
        let shared: HashSet<_> = windows(&words).filter(|seed| seeds.contains(seed)).collect();
        (shared.len(), *slug)
    });
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

/// Holds `copy`, whose bytes have this digest, against a statement.
pub fn audit(copy: &Copy, digest: Digest, reference: &Reference<'_>, standing: Standing) -> Audit {
    let mut vocabulary = Vocabulary::default();
    let own = Own::of(reference, &mut vocabulary);
    let mut parts: Vec<PartAudit> =
        copy.parts.iter().map(|part| audit_part(part, reference, &own, &mut vocabulary)).collect();
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
    let signed = part.names.iter().filter(|name| name.verdict == NameVerdict::Signed);
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
    /// The roll's title, in keys.
    title: Vec<u32>,
}

impl<'r> Own<'r> {
    fn of(reference: &Reference<'r>, vocabulary: &mut Vocabulary) -> Self {
        let statement = vocabulary.words(reference.text.as_str(), 0);
        let roll = reference.report.roll.as_ref();
        let aliases = roll.map_or(&[][..], |roll| &roll.aliases);
        let names = Names::of(&reference.report.findings, aliases, vocabulary);
        let spelled = names.spellings().map(|name| vocabulary.words(name, 0)).collect();
        let title = roll.map_or_else(Vec::new, |roll| vocabulary.words(roll.title.as_str(), 0));
        Self {
            blocks: [Block::visible(reference.text.as_str(), 1)],
            statement,
            names,
            spelled,
            title: title.iter().map(|word| word.key).collect(),
        }
    }
}

fn audit_part(
    part: &Part,
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
    let Own { blocks: own_blocks, statement, names, spelled, title } = own;
    let words = visible_words(blocks, vocabulary);
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
    let blocks = &with_what_speaks(blocks, &words, &matched);
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
    if let Some(line) = reorders(&comparison.invisible).map(|invisible| invisible.line) {
        comparison.differs(DifferenceKind::Reordered, String::new(), String::new(), line);
    }
    let holding = Holding::of(&words, &regions, blocks);
    comparison.in_doubt(holding.doubts(&words, &regions, blocks));
    audit.verdict = comparison.verdict.clone();
    if !audit.verdict.is_same() && is_in_visual_order(&text, statement, vocabulary) {
        audit.verdict = TextVerdict::CannotCompare;
        audit.why = Some("the letters come out in the order in which they are seen, not read".to_owned());
    }

    let mut seen = Seen::default();
    let list = of(Region::List);
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
        audit.names.extend(names.within(&words, blocks, NamePlace::Hidden, &mut seen));
        audit.hidden.push(Hidden { text: block.text.clone(), how: how.clone(), line: block.line });
    }
    let beside = |block: &Block| block.is_alternative && block.furniture.is_none() && holding.holds(block);
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| beside(block)) {
        let found = names.within(&vocabulary.words(&block.text, at), blocks, NamePlace::Hidden, &mut seen);
        // the name beside its own logo is no second one
        let is_news = |name: &Name| name.verdict.is_false() && name.verdict != NameVerdict::Duplicate;
        audit.names.extend(found.into_iter().filter(is_news));
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

/// How many words of each kind of furniture.
fn around(words: &[Word], regions: &[Region], blocks: &[Block]) -> BTreeMap<String, usize> {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (word, _) in words.iter().zip(regions).filter(|(_, region)| **region == Region::Around) {
        let furniture = blocks.get(word.block).and_then(|block| block.furniture.as_ref());
        let kind = furniture.map_or("title or date", |furniture| furniture.what.as_str());
        *kinds.entry(kind.to_owned()).or_default() += 1;
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
        let breaks = |next: &Word| {
            next.begins_line && next.mark.is_none() && next.is_letters && next.block == word.block
        };
        let hyphen = vocabulary.folded(word.key) == "-" && word.mark.is_none();
        let next = words.peek().filter(|next| breaks(next));
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
