//! What is not sure to be seen as it is written: in the text, in its list, or in the place of pictures beside them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::audit::around::{denies, is_of_page};
use crate::audit::compare::{Difference, DifferenceKind, Remark};
use crate::audit::copy::{Block, LINKS};
use crate::audit::layout::{Region, common_elements, is_capitalized};
use crate::audit::names::Names;
use crate::audit::word::{Word, line_of};
use crate::list;

/// The elements that hold all of the text, and those that hold all of the list.
pub(super) struct Holding {
    text: Vec<usize>,
    list: Vec<usize>,
}

impl Holding {
    /// Those around `words` of these regions.
    pub(super) fn of(words: &[Word], regions: &[Region], blocks: &[Block]) -> Self {
        let around = |wanted: Region| {
            let of_it = words.iter().zip(regions).filter(|(_, region)| **region == wanted);
            let places: HashSet<usize> = of_it.map(|(word, _)| word.block).collect();
            common_elements(places.into_iter().filter_map(|block| blocks.get(block)))
        };
        Self { text: around(Region::Text), list: around(Region::List) }
    }

    /// Whether a block stands in the elements of the text or of the list.
    pub(super) fn holds(&self, block: &Block) -> bool {
        let within = |elements: &[usize]| block.elements.starts_with(elements) && !elements.is_empty();
        within(&self.text) || within(&self.list) || self.text.is_empty() && block.furniture.is_none()
    }

    /// The stretches of the text and the list that are in doubt, a difference each.
    pub(super) fn doubts(&self, words: &[Word], regions: &[Region], blocks: &[Block]) -> Vec<Difference> {
        let mut all: Vec<(usize, &str, Difference)> = Vec::new();
        for (word, region) in words.iter().zip(regions).filter(|(_, region)| **region != Region::Around) {
            let Some(block) = blocks.get(word.block) else { continue };
            let whole =
                if matches!(region, Region::List | Region::Heading) { &self.list } else { &self.text };
            let counts = |element: Option<usize>| {
                element.is_none_or(|element| !self.text.contains(&element) && !whole.contains(&element))
            };
            let doubt = block.doubts.iter().find(|doubt| {
                doubt.at.start < word.at.end && word.at.start < doubt.at.end && counts(doubt.element)
            });
            let Some(doubt) = doubt else { continue };
            let written = block.text.get(word.at.clone()).unwrap_or_default();
            match all.last_mut() {
                Some((at, what, difference)) if *at == word.block && *what == doubt.what => {
                    difference.is.push(' ');
                    difference.is.push_str(written);
                }
                _ => {
                    let remark = Some(Remark::Style(doubt.what.clone()));
                    let line = line_of(word, blocks);
                    all.push((word.block, &doubt.what, uncertain(written, line, remark)));
                }
            }
        }
        all.into_iter().map(|(_, _, difference)| difference).collect()
    }
}

fn uncertain(written: &str, line: usize, remark: Option<Remark>) -> Difference {
    Difference {
        kind: DifferenceKind::Uncertain,
        was: String::new(),
        is: written.to_owned(),
        before: String::new(),
        behind: String::new(),
        line,
        remark,
    }
}

/// The blocks of a part, of which what stands directly before or behind the text or its list is no furniture if it speaks
/// of signing or denies the text: a notice dressed as a share row is a notice. `matched` tells of each word whether it is
/// the statement's.
pub(super) fn with_what_speaks<'b>(
    blocks: &'b [Block],
    words: &[Word],
    matched: &[bool],
    names: &Names,
) -> Cow<'b, [Block]> {
    let of_text: Vec<usize> =
        words.iter().zip(matched).filter(|(_, matched)| **matched).map(|(word, _)| word.block).collect();
    let mut blocks = Cow::Borrowed(blocks);
    let (Some(first), Some(last)) = (of_text.iter().min().copied(), of_text.iter().max().copied()) else {
        return blocks;
    };
    let is_seen = |at: &usize| blocks.get(*at).is_some_and(|block| block.hidden.is_none());
    let before: Vec<usize> = (0..first).rev().filter(is_seen).collect();
    let behind: Vec<usize> = (last + 1..blocks.len()).filter(is_seen).collect();
    let of_blocks = words.chunk_by(|one, other| one.block == other.block);
    let of_names: HashSet<usize> = of_blocks
        .filter(|words| names.covers(words))
        .filter_map(|words| words.first())
        .map(|word| word.block)
        .collect();
    let list = behind.iter().skip_while(|at| !of_names.contains(at)).skip_while(|at| of_names.contains(at));
    let behind_list: Vec<usize> = list.copied().collect();
    // what stands behind the list mostly stands behind the text too
    let mut said = HashMap::new();
    for (beside, is_behind_list) in [(before, false), (behind, false), (behind_list, true)] {
        for at in speaking(&blocks, &beside, is_behind_list, &mut said) {
            if let Some(block) = blocks.to_mut().get_mut(at) {
                block.furniture = None;
            }
        }
    }
    blocks
}

/// What furniture says.
#[derive(Clone, Copy)]
struct Said {
    of_signing: bool,
    denial: bool,
}

/// Which of the blocks `beside` a text, the nearest first, belong to the nearest furniture, and speak; what they say is
/// kept in `said`.
fn speaking(
    blocks: &[Block],
    beside: &[usize],
    is_behind_list: bool,
    said: &mut HashMap<usize, Said>,
) -> Vec<usize> {
    let mut group: Vec<usize> = Vec::new();
    let mut menus: Vec<usize> = Vec::new();
    let mut element = None;
    for at in beside {
        match blocks.get(*at).and_then(|block| block.furniture.as_ref()) {
            // what is no furniture may be the list, or stand before it
            None if group.is_empty() => {}
            Some(furniture) if furniture.element.is_some() => {
                let is_menu = furniture.what == "navigation";
                if element != furniture.element && !group.is_empty() {
                    break;
                }
                if is_menu {
                    menus.push(*at);
                } else {
                    element = furniture.element;
                    group.push(*at);
                }
            }
            _ => break,
        }
    }
    let text = |at: &usize| blocks.get(*at).map_or("", |block| block.text.as_str());
    let what = |at: &usize| blocks.get(*at).and_then(|block| Some(block.furniture.as_ref()?.what.as_str()));
    let mut says = |at: &usize| {
        *said.entry(*at).or_insert_with(|| Said {
            of_signing: speaks(text(at)),
            denial: denies(text(at), what(at) == Some("header")),
        })
    };
    if group.iter().any(|at| says(at).of_signing) {
        return group;
    }
    // links right behind the names may be names too
    let first = group.first().filter(|at| is_behind_list && what(at) == Some(LINKS) && may_be_name(text(at)));
    let first = first.copied();
    menus.into_iter().chain(group).filter(|at| says(at).denial).chain(first).collect()
}

/// Whether a link reads like a name, and not like one of those that pages have anyway.
fn may_be_name(text: &str) -> bool {
    text.lines().any(|line| is_capitalized(line) && !is_of_page(line))
}

/// Whether furniture says something about who signed.
fn speaks(text: &str) -> bool {
    /// What is longer is an article of its own.
    const LONGEST: usize = 400;
    if text.len() > LONGEST {
        return false;
    }
    let heads = |line: &str| {
        list::is_heading(line) || line.trim_end().ends_with(':') && list::speaks_of_signing(line)
    };
    let words =
        || text.split(|c: char| !c.is_alphabetic() && c != '\u{200c}').filter(|word| !word.is_empty());
    let is_sentence = words().count() >= 4;
    text.lines().any(heads) || is_sentence && list::speaks_of_signing(text)
}
