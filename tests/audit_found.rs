//! Which statement of a registry a copy is found to be one of: the one that has most in common with it, whatever way is
//! quicker than counting.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;
use undersigned::audit::copy::{Block, Copy, Part};
use undersigned::audit::{CopyWords, Texts, find};
use undersigned::id::Slug;
use undersigned::text::CanonicalText;

type Words = Vec<u16>;

/// As a text: most words apart by a space, some on a new line.
fn written(words: &[u16]) -> String {
    let parts = words.iter().map(|word| format!("w{word}{}", if word % 7 == 0 { "\n" } else { " " }));
    parts.collect()
}

fn copy_of(parts: &[Words]) -> Copy {
    let part = |words: &Words| Part {
        name: "part".to_owned(),
        extractor: "none".to_owned(),
        encoding: None,
        plain: None,
        unread_styles: 0,
        // a block ends no seed
        blocks: Ok(words.chunks(50).map(|words| Block::visible(written(words), 1)).collect()),
    };
    Copy { parts: parts.iter().map(part).collect() }
}

/// The number of the statement that is found.
fn found(statements: &[Words], parts: &[Words]) -> Option<usize> {
    let texts = statements.iter().map(|words| CanonicalText::from_source(written(words).as_bytes()).unwrap());
    let texts: Vec<(Slug, CanonicalText)> =
        texts.enumerate().map(|(number, text)| (format!("s-{number}").parse().unwrap(), text)).collect();
    let given = Texts::of(texts.iter().map(|(slug, text)| (slug, text)));
    let copy = copy_of(parts);
    let slug = find(&mut CopyWords::of(&copy), &given)?;
    texts.iter().position(|(own, _)| own == slug)
}

/// The number of the statement of which the copy has the most different four words in a row, of equals the last, by
/// counting them all.
fn counted(statements: &[Words], parts: &[Words]) -> Option<usize> {
    let of_copy: HashSet<&[u16]> = parts.iter().flat_map(|words| words.windows(4)).collect();
    let shared = |words: &Words| {
        let own: HashSet<&[u16]> = words.windows(4).collect();
        own.intersection(&of_copy).count()
    };
    let counts = statements.iter().map(shared).enumerate().filter(|(_, count)| *count > 0);
    counts.max_by_key(|(_, count)| *count).map(|(number, _)| number)
}

/// What makes one statement another, or a copy of it.
#[derive(Clone, Debug)]
enum Edit {
    Replace(Index, u16),
    Every(usize, u16),
    Piece(Index, Index),
    Swap(Index),
    Again,
}

impl Edit {
    fn of(&self, mut words: Words) -> Words {
        match self {
            Self::Replace(at, word) => {
                let at = at.index(words.len());
                words[at] = *word;
            }
            Self::Every(step, word) => words.iter_mut().step_by(*step).for_each(|own| *own = *word),
            Self::Piece(one, other) => {
                let (one, other) = (one.index(words.len()), other.index(words.len()));
                words = words[one.min(other)..=one.max(other)].to_vec();
            }
            Self::Swap(at) => {
                let at = at.index(words.len());
                words.rotate_left(at);
            }
            Self::Again => words.extend_from_within(..),
        }
        words
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<Index>(), 0..90_u16).prop_map(|(at, word)| Edit::Replace(at, word)),
        (2..20_usize, 0..90_u16).prop_map(|(step, word)| Edit::Every(step, word)),
        (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Edit::Piece(one, other)),
        any::<Index>().prop_map(Edit::Swap),
        Just(Edit::Again),
    ]
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec(edit(), 0..3)
}

fn edited(words: &Words, edits: &[Edit]) -> Words {
    edits.iter().fold(words.clone(), |words, edit| edit.of(words))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_found_is_what_counting_everything_finds(
        // of few words, so that chance runs are many
        origins in prop::collection::vec(prop::collection::vec(0..90_u16, 1..120), 1..4),
        versions in prop::collection::vec((any::<Index>(), edits()), 1..12),
        pieces in prop::collection::vec((any::<Index>(), edits(), prop::collection::vec(0..90_u16, 0..60)), 0..4),
        in_parts in any::<bool>(),
    ) {
        let statements: Vec<Words> =
            versions.iter().map(|(origin, edits)| edited(origin.get(&origins), edits)).collect();
        let mut parts: Vec<Words> = pieces
            .iter()
            .map(|(from, edits, around)| [around.clone(), edited(from.get(&statements), edits)].concat())
            .collect();
        if !in_parts {
            parts = vec![parts.concat()];
        }
        prop_assert_eq!(found(&statements, &parts), counted(&statements, &parts));
    }
}

/// Words that stand nowhere else, as many as asked for.
fn words(from: u16, count: u16) -> Words {
    (from..from + count).collect()
}

#[test]
fn of_ten_versions_that_differ_in_one_word_the_one_that_was_copied_is_found() {
    let version = |word: u16| [words(0, 300), vec![word], words(301, 299)].concat();
    let versions: Vec<Words> = (9_000..9_010).map(version).collect();
    for (number, version) in versions.iter().enumerate() {
        let page = [words(10_000, 5_000), version.clone(), words(20_000, 5_000)].concat();
        assert_eq!(found(&versions, &[page]), Some(number));
    }
}

#[test]
fn a_short_statement_quoted_in_a_long_page_about_another_is_found_by_what_they_share() {
    let (short, long) = (words(0, 12), words(1_000, 2_000));
    let page = |of_long: usize| [words(10_000, 9_000), short.clone(), long[..of_long].to_vec()].concat();
    // nine seeds of the short one against as many as stand of the long one
    assert_eq!(found(&[long.clone(), short.clone()], &[page(11)]), Some(1));
    assert_eq!(found(&[short.clone(), long.clone()], &[page(12)]), Some(1));
    assert_eq!(found(&[long.clone(), short.clone()], &[page(13)]), Some(0));
}

#[test]
fn a_copy_with_every_tenth_word_changed_is_found() {
    let statements: Vec<Words> = (0..20).map(|number| words(number * 1_000, 600)).collect();
    for (number, statement) in statements.iter().enumerate() {
        let changed = Edit::Every(10, 60_000).of(statement.clone());
        assert_eq!(found(&statements, &[changed]), Some(number));
        let too_often = Edit::Every(4, 60_000).of(statement.clone());
        assert_eq!(found(&statements, &[too_often]), None);
    }
}
