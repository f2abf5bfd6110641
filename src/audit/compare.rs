//! The words of a copy held against the words of a statement: verdict, differences, and the text with both marked.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::ops::Range;

use unicode_security::confusable_detection::skeleton;

use crate::audit::align::{Run, SEED, Seeds, fill};
use crate::audit::copy::Block;
use crate::audit::word::{
    Fold, Vocabulary, Word, folds_between, line_of, one_spelling, reorders, reorders_left_to_right,
};

/// How the text of a copy stands to the signed one, best first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextVerdict {
    /// The same bytes.
    Identical,
    /// The same after decoding and text-v1.
    SameText,
    /// The same words and signs; layout, typography or transport differ.
    SameWords,
    /// Most of it, with differences.
    Near,
    /// Verbatim pieces of it.
    Excerpt,
    /// Nothing that is worth to be called its words.
    Unrelated,
    /// Nothing could be compared.
    CannotCompare,
}

impl TextVerdict {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::SameText => "same-text",
            Self::SameWords => "same-words",
            Self::Near => "near",
            Self::Excerpt => "excerpt",
            Self::Unrelated => "unrelated",
            Self::CannotCompare => "cannot-compare",
        }
    }

    /// Whether a reader of the copy reads what was signed.
    pub fn is_same(&self) -> bool {
        *self <= Self::SameWords
    }
}

/// What kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// Words that the statement does not have.
    Inserted,
    /// Words that the copy does not have.
    Deleted,
    /// Words in the place of others.
    Replaced,
    /// Words that stand elsewhere in the copy.
    Moved,
    /// Words before the whole text.
    AddedBefore,
    /// Words behind the whole text.
    AddedBehind,
    /// Another number before an item of a list.
    Renumbered,
    /// What is seen in another order than it is written, by a control.
    Reordered,
    /// A number of signatories, in a heading or around the text, that is not theirs.
    Miscounted,
    /// What a reader may see otherwise, or not at all, by the style of the page.
    Uncertain,
}

impl DifferenceKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
            Self::Replaced => "replaced",
            Self::Moved => "moved",
            Self::AddedBefore => "added-before",
            Self::AddedBehind => "added-behind",
            Self::Renumbered => "renumbered",
            Self::Reordered => "reordered",
            Self::Miscounted => "miscounted",
            Self::Uncertain => "uncertain",
        }
    }
}

/// One difference between a copy and the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind.
    pub kind: DifferenceKind,
    /// The statement's words; empty if it has none here.
    pub was: String,
    /// The copy's words; empty if it has none here.
    pub is: String,
    /// A few words of the statement before it.
    pub before: String,
    /// A few words of the statement behind it.
    pub behind: String,
    /// The line of the copy, from 1, where it stands or would stand.
    pub line: usize,
    /// What only looks alike, or is only spelled otherwise.
    pub remark: Option<Remark>,
}

/// What a reader could overlook in a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Characters that look alike: the statement's, and the copy's.
    LookAlike(Vec<(char, char)>),
    /// Letters that some write for each other: ё and е, ي and ی.
    Spelling(Vec<(char, char)>),
    /// The property or the element that leaves open what is seen.
    Style(String),
}

/// A piece of the statement and the copy laid over each other, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Whether both have it, or which of them.
    pub kind: PieceKind,
    /// Its text, as the statement has it, or as the copy has it if the statement has it not.
    pub text: String,
}

/// Who has a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Both.
    Same,
    /// The statement alone.
    Deleted,
    /// The copy alone.
    Inserted,
}

/// An invisible character that one of the two has and the other has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invisible {
    /// The character.
    pub character: char,
    /// The line of the copy, from 1.
    pub line: usize,
    /// Whether the copy lacks it: a joiner that transport lost.
    pub is_lost: bool,
}

/// How the words of a copy stand to those of a statement.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// `SameWords` at best: what is better is no matter of words.
    pub verdict: TextVerdict,
    /// What had to be folded away.
    pub folds: BTreeSet<Fold>,
    /// In the order of the statement.
    pub differences: Vec<Difference>,
    /// Both laid over each other.
    pub pieces: Vec<Piece>,
    /// The statement's words that the copy has in runs, of all its words.
    pub covered: usize,
    /// All words of the statement.
    pub words: usize,
    /// What the copy hides in plain sight, or lost.
    pub invisible: Vec<Invisible>,
    /// The places, among the words given, of words that the statement does not have.
    pub(super) inserted: Vec<Range<usize>>,
}

impl Comparison {
    /// A difference on this line of the copy that no two words have.
    pub(super) fn differs(&mut self, kind: DifferenceKind, was: String, is: String, line: usize) {
        let (before, behind) = (String::new(), String::new());
        self.differences.push(Difference { kind, was, is, before, behind, line, remark: None });
        self.verdict = self.verdict.clone().max(TextVerdict::Near);
    }

    /// It is not sure that a reader sees what is written here.
    pub(super) fn in_doubt(&mut self, doubts: Vec<Difference>) {
        if !doubts.is_empty() {
            self.verdict = self.verdict.clone().max(TextVerdict::Near);
        }
        self.differences.extend(doubts);
    }
}

/// How many words make a quotation, and how many characters where each is a word.
const QUOTATION: usize = 8;
const QUOTATION_UNSPACED: usize = 16;

/// One of the two texts.
pub(super) struct Side<'t> {
    /// Its words.
    pub(super) words: &'t [Word],
    /// The blocks that they stand in.
    pub(super) blocks: &'t [Block],
}

impl<'t> Side<'t> {
    fn slice(&self, range: Range<usize>) -> &'t [Word] {
        self.words.get(range).unwrap_or_default()
    }

    /// The words of `range` as they are written, with a line break between blocks.
    fn written(&self, range: Range<usize>) -> String {
        let words = self.slice(range);
        let mut out = String::new();
        for same_block in words.chunk_by(|one, other| one.block == other.block) {
            let (Some(first), Some(last)) = (same_block.first(), same_block.last()) else { continue };
            if !out.is_empty() {
                out.push('\n');
            }
            let begin = first.mark.as_ref().map_or(first.at.start, |mark| mark.at.start);
            let text = self.blocks.get(first.block).and_then(|block| block.text.get(begin..last.at.end));
            out.push_str(text.unwrap_or_default());
        }
        out
    }

    /// One word as it is written.
    fn spelled(&self, word: &Word) -> &'t str {
        self.blocks.get(word.block).and_then(|block| block.text.get(word.at.clone())).unwrap_or_default()
    }

    /// The line of the word at `at`, or of the last one.
    fn line(&self, at: usize) -> usize {
        let word = self.words.get(at).or(self.words.last());
        word.map_or(1, |word| line_of(word, self.blocks))
    }

    /// What stands between a word and the next: what a reader sees as layout.
    fn space_behind(&self, at: usize) -> Option<&'t str> {
        let (word, next) = (self.words.get(at)?, self.words.get(at + 1)?);
        let end = next.mark.as_ref().map_or(next.at.start, |mark| mark.at.start);
        if word.block == next.block {
            self.blocks.get(word.block)?.text.get(word.at.end..end)
        } else {
            Some("\n\n")
        }
    }
}

/// Holds `copy`, the words of the text alone, against `statement`.
pub(super) fn compare(statement: &Side<'_>, copy: &Side<'_>, vocabulary: &mut Vocabulary) -> Comparison {
    let (statement_words, copy_words) =
        (vocabulary.likenesses(statement.words), vocabulary.likenesses(copy.words));
    let chain = Seeds::of(&statement_words).chain(&copy_words);
    let runs = fill(&statement_words, &copy_words, &chain);
    let equal = runs.iter().flat_map(|run| equal_runs(run, statement, copy)).collect::<Vec<_>>();
    let mut telling = Telling {
        statement,
        copy,
        comparison: Comparison {
            verdict: TextVerdict::SameWords,
            folds: BTreeSet::new(),
            differences: Vec::new(),
            pieces: Vec::new(),
            covered: runs.iter().filter(|run| run.length >= SEED).map(|run| run.length).sum(),
            words: statement.words.len(),
            invisible: Vec::new(),
            inserted: Vec::new(),
        },
    };
    telling.tell(&equal);
    let mut comparison = telling.comparison;
    tell_moved(&mut comparison.differences);
    comparison.verdict = verdict(&comparison, &runs, statement, vocabulary);
    comparison
}

/// The parts of a run of words that look alike whose words are equal.
fn equal_runs(run: &Run, statement: &Side<'_>, copy: &Side<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut is_open = false;
    for offset in 0..run.length {
        let (at, copy_at) = (run.reference + offset, run.copy + offset);
        let key = |side: &Side<'_>, at: usize| side.words.get(at).map(|word| word.key);
        if key(statement, at) != key(copy, copy_at) {
            is_open = false;
            continue;
        }
        match runs.last_mut().filter(|_| is_open) {
            Some(open) => open.length += 1,
            None => runs.push(Run { reference: at, copy: copy_at, length: 1 }),
        }
        is_open = true;
    }
    runs
}

fn verdict(
    comparison: &Comparison,
    runs: &[Run],
    statement: &Side<'_>,
    vocabulary: &Vocabulary,
) -> TextVerdict {
    if comparison.differences.is_empty() {
        return TextVerdict::SameWords;
    }
    if 5 * comparison.covered >= 3 * comparison.words {
        return TextVerdict::Near;
    }
    let characters = |run: &Run| -> usize {
        let words = statement.slice(run.reference..run.reference + run.length);
        words.iter().map(|word| vocabulary.folded(word.key).chars().count()).sum()
    };
    let is_quotation = |run: &Run| run.length >= QUOTATION && characters(run) >= QUOTATION_UNSPACED;
    if runs.iter().any(is_quotation) { TextVerdict::Excerpt } else { TextVerdict::Unrelated }
}

/// The comparison while it is told.
struct Telling<'t> {
    statement: &'t Side<'t>,
    copy: &'t Side<'t>,
    comparison: Comparison,
}

impl Telling<'_> {
    fn tell(&mut self, runs: &[Run]) {
        let (mut statement_at, mut copy_at) = (0, 0);
        for run in runs {
            self.gap(statement_at..run.reference, copy_at..run.copy);
            self.same(run);
            (statement_at, copy_at) = (run.reference + run.length, run.copy + run.length);
        }
        self.gap(statement_at..self.statement.words.len(), copy_at..self.copy.words.len());
    }

    fn gap(&mut self, was: Range<usize>, is: Range<usize>) {
        if was.is_empty() && is.is_empty() {
            return;
        }
        if self.is_list_mark(&was, &is) {
            self.comparison.folds.insert(Fold::Layout);
            self.piece(PieceKind::Same, &self.statement.written(was));
            return;
        }
        let kind = match (was.is_empty(), is.is_empty()) {
            (true, _) if was.start == 0 => DifferenceKind::AddedBefore,
            (true, _) if was.end == self.statement.words.len() => DifferenceKind::AddedBehind,
            (true, _) => DifferenceKind::Inserted,
            (false, true) => DifferenceKind::Deleted,
            (false, false) => DifferenceKind::Replaced,
        };
        let (deleted, inserted) = (self.statement.written(was.clone()), self.copy.written(is.clone()));
        self.piece(PieceKind::Deleted, &deleted);
        self.piece(PieceKind::Inserted, &inserted);
        let remark = look_alike(&deleted, &inserted);
        self.difference(kind, was, &is, deleted, inserted, remark);
        for word in self.copy.slice(is.clone()) {
            let line = line_of(word, self.copy.blocks);
            let invisible = word.invisible.iter().map(|character| Invisible {
                character: *character,
                line,
                is_lost: false,
            });
            self.comparison.invisible.extend(invisible);
        }
        if !is.is_empty() {
            self.comparison.inserted.push(is);
        }
    }

    /// Whether one text has a number in the midst of a line that wrapping put at the start of a line of the other, where it
    /// reads as the mark of a list.
    fn is_list_mark(&self, was: &Range<usize>, is: &Range<usize>) -> bool {
        let is_mark = |side: &Side<'_>, gap: &Range<usize>, other: &Side<'_>, next: usize| {
            let mark = other.words.get(next).and_then(|word| word.mark.as_ref());
            mark.is_some_and(|mark| {
                side.slice(gap.clone()).iter().map(|word| word.key).eq(mark.keys.iter().copied())
            })
        };
        was.is_empty() && is_mark(self.copy, is, self.statement, was.end)
            || is.is_empty() && is_mark(self.statement, was, self.copy, is.end)
    }

    fn difference(
        &mut self,
        kind: DifferenceKind,
        was: Range<usize>,
        is: &Range<usize>,
        deleted: String,
        inserted: String,
        remark: Option<Remark>,
    ) {
        const CONTEXT: usize = 4;
        let mut begin = was.start.saturating_sub(CONTEXT);
        // the `s` of `world's` is no beginning
        let is_apart = |at: usize| {
            let sign = self.statement.words.get(at).map(|word| self.statement.spelled(word));
            sign.is_none_or(|sign| !["'", "\u{2019}"].contains(&sign))
                || self.statement.space_behind(at) != Some("")
        };
        begin += usize::from(begin < was.start && begin > 0 && !is_apart(begin - 1));
        let before = self.statement.written(begin..was.start);
        let end = self.statement.words.len();
        let behind = self.statement.written(was.end..(was.end + CONTEXT).min(end));
        let line = self.copy.line(is.start);
        let (was, is) = (deleted, inserted);
        self.comparison.differences.push(Difference { kind, was, is, before, behind, line, remark });
    }

    fn same(&mut self, run: &Run) {
        let mut told_from = run.reference;
        for offset in 0..run.length {
            let (at, copy_at) = (run.reference + offset, run.copy + offset);
            let (Some(word), Some(copied)) = (self.statement.words.get(at), self.copy.words.get(copy_at))
            else {
                continue;
            };
            let folds = folds_between(self.statement.spelled(word), self.copy.spelled(copied));
            self.comparison.folds.extend(folds);
            self.invisible(word, copied);
            if self.marks_differ(word, copied, at, copy_at) {
                self.piece(PieceKind::Same, &self.statement.written(told_from..at));
                told_from = at;
            }
            if offset + 1 < run.length && self.statement.space_behind(at) != self.copy.space_behind(copy_at) {
                self.comparison.folds.insert(Fold::Layout);
            }
        }
        self.piece(PieceKind::Same, &self.statement.written(told_from..run.reference + run.length));
    }

    fn invisible(&mut self, word: &Word, copied: &Word) {
        if word.invisible == copied.invisible {
            return;
        }
        self.comparison.folds.insert(Fold::Invisible);
        let line = line_of(copied, self.copy.blocks);
        let mut own = word.invisible.clone();
        for character in &copied.invisible {
            match own.iter().position(|own| own == character) {
                Some(at) => drop(own.remove(at)),
                None => {
                    self.comparison.invisible.push(Invisible { character: *character, line, is_lost: false });
                }
            }
        }
        let lost = own.into_iter().map(|character| Invisible { character, line, is_lost: true });
        self.comparison.invisible.extend(lost);
    }

    /// Tells of the marks of a list before two equal words; whether they are a difference.
    fn marks_differ(&mut self, word: &Word, copied: &Word, at: usize, copy_at: usize) -> bool {
        let number = |word: &Word| word.mark.as_ref().and_then(|mark| mark.number);
        match (number(word), number(copied)) {
            (Some(was), Some(is)) if was != is => {
                let kind = DifferenceKind::Renumbered;
                self.difference(kind, at..at, &(copy_at..copy_at), was.to_string(), is.to_string(), None);
                true
            }
            _ => {
                let mark = |word: &Word| word.mark.as_ref().map(|mark| mark.keys.clone());
                if mark(word) != mark(copied) {
                    self.comparison.folds.insert(Fold::ListMarks);
                }
                false
            }
        }
    }

    fn piece(&mut self, kind: PieceKind, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.comparison.pieces.last_mut() {
            Some(last) if last.kind == kind => {
                last.text.push(' ');
                last.text.push_str(text);
            }
            _ => self.comparison.pieces.push(Piece { kind, text: text.to_owned() }),
        }
    }
}

/// A deletion and an insertion of the same words are one move.
fn tell_moved(differences: &mut Vec<Difference>) {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut inserted: HashMap<Vec<String>, VecDeque<usize>> = HashMap::new();
    for (at, difference) in differences.iter().enumerate().filter(|(_, difference)| difference.was.is_empty())
    {
        inserted.entry(words(&difference.is)).or_default().push_back(at);
    }
    let mut gone: HashSet<usize> = HashSet::new();
    for at in 0..differences.len() {
        let deleted = differences.get(at).filter(|difference| difference.kind == DifferenceKind::Deleted);
        let elsewhere = deleted.and_then(|deleted| inserted.get_mut(&words(&deleted.was))?.pop_front());
        let Some(other) = elsewhere else { continue };
        gone.insert(other);
        let (line, is) =
            differences.get(other).map(|other| (other.line, other.is.clone())).unwrap_or_default();
        if let Some(difference) = differences.get_mut(at) {
            difference.kind = DifferenceKind::Moved;
            difference.line = line;
            difference.is = is;
        }
    }
    let mut at = 0;
    differences.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

/// What a reader could overlook between two pieces: other letters that look alike, or another spelling.
pub fn look_alike(was: &str, is: &str) -> Option<Remark> {
    const LONGEST: usize = 200;
    if was.is_empty() || was.len() > LONGEST || is.len() > LONGEST {
        return None;
    }
    let pairs = || {
        let both = was.chars().zip(is.chars());
        both.filter(|(one, other)| one != other).collect::<Vec<_>>()
    };
    let same_length = was.chars().count() == is.chars().count();
    let spelled = |text: &str| text.chars().map(one_spelling).collect::<String>();
    if same_length && spelled(was) == spelled(is) {
        return Some(Remark::Spelling(pairs()));
    }
    let looks = |text: &str| skeleton(text).collect::<String>();
    (same_length && looks(was) == looks(is)).then(|| Remark::LookAlike(pairs()))
}

/// The first of these invisible characters by which a reader sees other text than is written, where the statement and its
/// names are written from right to left somewhere, or nowhere. Marks that make a line run from left to right come with
/// numbers and addresses that were pasted.
pub(super) fn reordering(invisible: &[Invisible], is_right_to_left: bool) -> Option<&Invisible> {
    let seen_otherwise = |c: char| reorders(c) || !is_right_to_left && reorders_left_to_right(c);
    invisible.iter().find(|invisible| !invisible.is_lost && seen_otherwise(invisible.character))
}
