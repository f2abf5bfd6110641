//! Where two sequences of words run alike: the stretches that they have in common, in order.
//!
//! Stretches of [`SEED`] words that both have are joined into runs; of all chains of runs that go forward in both, the one
//! with the most words in the fewest pieces is taken; the gaps in between are compared word by word. The work is
//! proportional to the lengths added, whatever the words are.

use foldhash::HashMap;

/// How many words in a row make a seed.
pub(super) const SEED: usize = 4;

/// How many places of the reference one seed is looked up at.
const PLACES: usize = 16;

/// How many runs are considered for the chain, the longest first.
const RUNS: usize = 2_000;

/// The gaps that are compared word by word: the products of their two lengths added.
const LARGEST_GAPS: usize = 20_000_000;

/// A stretch that the reference and the copy have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Where it begins in the reference.
    pub(super) reference: usize,
    /// Where it begins in the copy.
    pub(super) copy: usize,
    /// Its length in words, at least 1.
    pub(super) length: usize,
}

impl Run {
    fn reference_end(&self) -> usize {
        self.reference + self.length
    }

    fn copy_end(&self) -> usize {
        self.copy + self.length
    }
}

/// Where each seed of a reference stands in it.
pub(super) struct Seeds<'r> {
    reference: &'r [u32],
    places: HashMap<&'r [u32], Vec<usize>>,
}

impl<'r> Seeds<'r> {
    /// The seeds of `reference`.
    pub(super) fn of(reference: &'r [u32]) -> Self {
        let mut places: HashMap<&[u32], Vec<usize>> = HashMap::default();
        for (place, seed) in reference.windows(SEED).enumerate() {
            let here = places.entry(seed).or_default();
            if here.len() < PLACES {
                here.push(place);
            }
        }
        Self { reference, places }
    }

    /// The chain of long runs, in order.
    pub(super) fn chain(&self, copy: &[u32]) -> Vec<Run> {
        chain(self.runs(copy))
    }

    /// The longest runs of at least a seed, each as long as it can be.
    fn runs(&self, copy: &[u32]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        // The run that was last found for each offset between the two, to go on with.
        let mut open: HashMap<usize, Run> = HashMap::default();
        for (at, seed) in copy.windows(SEED).enumerate() {
            for place in self.places.get(seed).into_iter().flatten() {
                let offset = at + self.reference.len() - place;
                match open.get_mut(&offset).filter(|run| run.copy_end() + 1 == at + SEED) {
                    Some(run) => run.length += 1,
                    None => {
                        runs.extend(open.insert(offset, Run { reference: *place, copy: at, length: SEED }));
                    }
                }
            }
            if open.len() > RUNS {
                runs.extend(open.extract_if(|_, run| run.copy_end() < at).map(|(_, run)| run));
                keep_longest(&mut runs);
            }
        }
        runs.extend(open.into_values());
        keep_longest(&mut runs);
        runs
    }
}

fn keep_longest(runs: &mut Vec<Run>) {
    runs.sort_by_key(|run| (usize::MAX - run.length, run.copy, run.reference));
    runs.truncate(RUNS);
}

/// The best chain of runs that go forward in both, cut where they overlap.
fn chain(mut runs: Vec<Run>) -> Vec<Run> {
    /// What each further run costs, so that one whole run is preferred to two halves.
    const PIECE: i64 = 2;
    /// What distance costs, in words of distance for each word; the most that it costs.
    const FAR: usize = 100;
    const FARTHEST: usize = 400;
    runs.sort_by_key(|run| (run.copy, run.reference));
    // For each run: the worth of the best chain that ends with it, and its place in that chain's run before it.
    let mut best: Vec<(i64, Option<usize>)> = Vec::with_capacity(runs.len());
    for run in &runs {
        let own = i64::try_from(run.length).unwrap_or(i64::MAX) - PIECE;
        let mut chosen = (own, None);
        for (at, (before, (worth, _))) in runs.iter().zip(&best).enumerate() {
            let Some(cut) = overlap(before, run) else { continue };
            let apart =
                (run.copy + cut - before.copy_end()).abs_diff(run.reference + cut - before.reference_end());
            let cost = i64::try_from(cut + apart.min(FARTHEST) / FAR).unwrap_or(i64::MAX);
            if worth + own - cost > chosen.0 {
                chosen = (worth + own - cost, Some(at));
            }
        }
        best.push(chosen);
    }
    let last =
        best.iter().enumerate().max_by_key(|(at, (worth, _))| (*worth, usize::MAX - at)).map(|(at, _)| at);
    let mut chained = Vec::new();
    let mut next = last;
    while let Some(at) = next {
        chained.extend(runs.get(at).copied());
        next = best.get(at).and_then(|(_, before)| *before);
    }
    chained.reverse();
    for at in 1..chained.len() {
        let [.., before, run] = chained.get_mut(..=at).unwrap_or_default() else { continue };
        let cut = overlap(before, run).unwrap_or_default();
        *run = Run { reference: run.reference + cut, copy: run.copy + cut, length: run.length - cut };
    }
    chained
}

/// How many words `run` must give up to follow `before`; none if it cannot.
fn overlap(before: &Run, run: &Run) -> Option<usize> {
    let cut =
        before.reference_end().saturating_sub(run.reference).max(before.copy_end().saturating_sub(run.copy));
    (run.reference >= before.reference && run.copy >= before.copy && cut < run.length).then_some(cut)
}

/// Everything that `reference` and `copy` have in common along `chain`: its runs, and what the gaps between and around
/// them share word by word. Runs that touch are joined.
pub(super) fn fill(reference: &[u32], copy: &[u32], chain: &[Run]) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    let mut push = |run: Run| match all.last_mut() {
        Some(last) if last.reference_end() == run.reference && last.copy_end() == run.copy => {
            last.length += run.length;
        }
        _ => all.push(run),
    };
    let mut work = 0_usize;
    let (mut reference_at, mut copy_at) = (0, 0);
    let end = Run { reference: reference.len(), copy: copy.len(), length: 0 };
    for (number, run) in chain.iter().chain([&end]).enumerate() {
        let is_end = number == chain.len();
        // Before the first run and behind the last the copy may go on for long; what belongs here is near.
        let reach = 2 * (run.reference - reference_at) + 20;
        let copy_from =
            if number == 0 && !is_end { run.copy.saturating_sub(reach).max(copy_at) } else { copy_at };
        let copy_to = if is_end && number > 0 { run.copy.min(copy_at + reach) } else { run.copy };
        let (in_reference, in_copy) = (reference_at..run.reference, copy_from..copy_to);
        let product = in_reference.len().saturating_mul(in_copy.len());
        if work.saturating_add(product) <= LARGEST_GAPS {
            work += product;
            gap(reference, copy, in_reference, in_copy).into_iter().for_each(&mut push);
        }
        if run.length > 0 {
            push(*run);
        }
        (reference_at, copy_at) = (run.reference_end(), run.copy_end());
    }
    all
}

/// What a gap has in common word by word; nothing if that is so little that it is chance.
fn gap(
    reference: &[u32],
    copy: &[u32],
    in_reference: std::ops::Range<usize>,
    in_copy: std::ops::Range<usize>,
) -> Vec<Run> {
    let (reference_from, copy_from) = (in_reference.start, in_copy.start);
    let (Some(reference), Some(copy)) = (reference.get(in_reference), copy.get(in_copy)) else {
        return Vec::new();
    };
    let lengths = Lengths::of(reference, copy);
    if 3 * lengths.at(0, 0) < reference.len() {
        return Vec::new();
    }
    let mut shared: Vec<Run> = Vec::new();
    let (mut at, mut copy_at) = (0, 0);
    while let (Some(word), Some(other)) = (reference.get(at), copy.get(copy_at)) {
        if word == other {
            shared.push(Run { reference: reference_from + at, copy: copy_from + copy_at, length: 1 });
            (at, copy_at) = (at + 1, copy_at + 1);
        } else if lengths.at(at + 1, copy_at) >= lengths.at(at, copy_at + 1) {
            at += 1;
        } else {
            copy_at += 1;
        }
    }
    shared
}

/// For each place in two sequences the length of a longest subsequence that what follows there has in common.
struct Lengths {
    /// A row for each number of words that are left of the one, of an entry for each number left of the other.
    rows: Vec<u16>,
    left: usize,
    other_left: usize,
}

impl Lengths {
    fn of(one: &[u32], other: &[u32]) -> Self {
        let width = other.len() + 1;
        let mut rows = vec![0; width];
        rows.reserve(one.len() * width);
        let mut row = Vec::with_capacity(width);
        for word in one.iter().rev() {
            let below = rows.get(rows.len() - width..).unwrap_or_default();
            row.clear();
            let mut best = 0;
            row.push(best);
            for (candidate, pair) in other.iter().rev().zip(below.windows(2)) {
                let [diagonal, beneath] = pair else { continue };
                // a shorter side of more than 65,535 words is past LARGEST_GAPS
                best = if word == candidate { *diagonal + 1 } else { best.max(*beneath) };
                row.push(best);
            }
            rows.extend_from_slice(&row);
        }
        Self { rows, left: one.len(), other_left: other.len() }
    }

    fn at(&self, one: usize, other: usize) -> usize {
        let (left, other_left) = (self.left - one, self.other_left - other);
        self.rows.get(left * (self.other_left + 1) + other_left).copied().unwrap_or_default().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn aligned(reference: &[u32], copy: &[u32]) -> Vec<Run> {
        fill(reference, copy, &Seeds::of(reference).chain(copy))
    }

    fn run(reference: usize, copy: usize, length: usize) -> Run {
        Run { reference, copy, length }
    }

    #[test]
    fn equal_sequences_are_one_run() {
        let words: Vec<u32> = (0..100).collect();
        assert_eq!(aligned(&words, &words), [run(0, 0, 100)]);
    }

    #[test]
    fn one_changed_word_parts_two_runs() {
        let words: Vec<u32> = (0..100).collect();
        let mut copy = words.clone();
        copy[50] = 1000;
        assert_eq!(aligned(&words, &copy), [run(0, 0, 50), run(51, 51, 49)]);
    }

    #[test]
    fn the_whole_is_found_amid_other_words_and_preferred_to_its_pieces() {
        let words: Vec<u32> = (0..100).collect();
        let around = |n: u32| (0..300).map(move |word| 5000 + n * 300 + word);
        let teaser = words[..40].iter().copied();
        let copy: Vec<u32> = teaser.chain(around(0)).chain(words.iter().copied()).chain(around(1)).collect();
        assert_eq!(aligned(&words, &copy), [run(0, 340, 100)]);
    }

    #[test]
    fn of_two_swapped_halves_the_longer_is_kept() {
        let words: Vec<u32> = (0..100).collect();
        let copy: Vec<u32> = (60..100).chain(0..60).collect();
        assert_eq!(aligned(&words, &copy), [run(0, 40, 60)]);
    }

    #[test]
    fn a_gap_shares_its_longest_common_words_and_of_equals_those_that_come_first_in_the_copy() {
        let words = |text: &str| -> Vec<u32> { text.bytes().map(u32::from).collect() };
        let pairs = |one: &str, other: &str| -> Vec<(usize, usize)> {
            let (one, other) = (words(one), words(other));
            let shared = gap(&one, &other, 0..one.len(), 0..other.len());
            shared.iter().map(|run| (run.reference, run.copy)).collect()
        };
        assert_eq!(pairs("abcbdab", "bdcaba"), [(1, 0), (4, 1), (5, 3), (6, 4)]);
        assert_eq!(pairs("a", "aa"), [(0, 0)]);
        assert_eq!(pairs("aa", "a"), [(0, 0)]);
        assert_eq!(pairs("abcd", "xxxd"), [], "less than a third is chance");
        assert_eq!((pairs("", "a"), pairs("a", "")), (vec![], vec![]));
    }

    proptest! {
        #[test]
        fn runs_are_equal_words_that_go_forward(
            reference in prop::collection::vec(0_u32..6, 0..200),
            copy in prop::collection::vec(0_u32..6, 0..200),
        ) {
            let runs = aligned(&reference, &copy);
            for run in &runs {
                prop_assert!(run.length > 0);
                prop_assert_eq!(
                    &reference[run.reference..run.reference_end()],
                    &copy[run.copy..run.copy_end()]
                );
            }
            for pair in runs.windows(2) {
                prop_assert!(pair[0].reference_end() <= pair[1].reference);
                prop_assert!(pair[0].copy_end() <= pair[1].copy);
            }
        }

        #[test]
        fn a_few_edits_cost_no_more_than_what_they_touch(
            length in 20_usize..200,
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0_u32..3), 0..4),
        ) {
            let reference: Vec<u32> = (0..length as u32).collect();
            let mut copy = reference.clone();
            for (at, edit) in &edits {
                let at = at.index(copy.len());
                match edit {
                    0 => copy[at] = 9_999,
                    1 => { copy.remove(at); }
                    _ => copy.insert(at, 9_999),
                }
            }
            let common: usize = aligned(&reference, &copy).iter().map(|run| run.length).sum();
            // what a gap of edits shares may be so little that it is taken for chance
            prop_assert!(common + 2 * edits.len() >= length, "{common} of {length}");
        }
    }
}
