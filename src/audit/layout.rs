//! What each word of a copy belongs to: the text, the list of names, or what stands around them.

use std::collections::HashSet;
use std::ops::Range;

use crate::audit::around::{
    contradicts, heads_group, is_by_line, is_contact, is_end, is_label_of_advert, is_no_name, is_of_page,
    is_of_share_row, is_ornament,
};
use crate::audit::copy::{Block, LINKS, SHARE, TAGS};
use crate::audit::day::{is_day, is_word_of_day, without_day};
use crate::audit::names::Names;
use crate::audit::word::Word;
use crate::list::{self, folded};

/// What a word of a copy belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// The text, or something added to it.
    Text,
    /// The line that heads the list of names.
    Heading,
    /// The list of names.
    List,
    /// What stands behind a list and may be a name or not: it is added to the text, and named beside.
    TextAndList,
    /// What stands around: furniture, the title, a date.
    Around,
}

/// The most words of a line that may be a name.
const LONGEST_NAME: usize = 30;

/// The most words of a line that may be a run of names.
const LONGEST_RUN: usize = 5_000;

/// The words of a sentence, which is no name.
const SENTENCE: usize = 4;

/// The most words of a title, behind which a day or the title itself is one more line of the text.
const LONGEST_TITLE: usize = 40;

/// A line of a copy.
#[derive(Clone, Debug)]
struct Line {
    words: Range<usize>,
    block: usize,
    /// Whether most of its words are the statement's.
    is_text: bool,
}

/// The roll's title: its words, and as it is compared without regard to capitals.
pub(super) struct Title {
    pub(super) keys: Vec<u32>,
    pub(super) folded: String,
}

/// The region of each word. `matched` tells of each whether it stands in a long run of the statement's words.
pub(super) fn regions(
    words: &[Word],
    blocks: &[Block],
    matched: &[bool],
    names: &Names,
    title: &Title,
) -> Vec<Region> {
    let lines = lines(words, matched);
    let holding = holding_elements(&lines, blocks);
    let listing = listing_elements(&lines, words, blocks, names, &holding);
    let with_text = lines.iter().filter(|line| line.is_text).filter_map(|line| blocks.get(line.block));
    let within: HashSet<&[usize]> = with_text.map(|block| block.elements.as_slice()).collect();
    let mut regions = vec![Region::Text; words.len()];
    let mut set = |line: &Line, region| {
        if let Some(words) = regions.get_mut(line.words.clone()) {
            words.fill(region);
        }
    };
    let mut open: Vec<&Line> = Vec::new();
    let is_of_names = |line: &Line| is_of_names(line, words, names);
    // beside a name and behind it, only what can be no name stands around
    let mut is_behind_name = false;
    let mut words_before = 0;
    let end_of_text = lines.iter().rposition(|line| line.is_text).unwrap_or_default();
    for (at, line) in lines.iter().enumerate() {
        let own_words = words.get(line.words.clone()).unwrap_or_default();
        let block = blocks.get(line.block);
        let text = written(line, words, blocks);
        let is_title = || {
            own_words.iter().map(|word| word.key).eq(title.keys.iter().copied())
                || folded(text) == title.folded
        };
        let is_on_page = block.is_some_and(|block| !block.elements.is_empty());
        let around = block.is_some_and(|block| {
            is_furniture(block, &holding, &within, &listing)
                && !is_against(block, own_words, names, &title.keys)
                || is_in_share_row(block)
        });
        words_before += if line.is_text { line.words.len() } else { 0 };
        let is_amid_text = words_before > LONGEST_TITLE && at < end_of_text;
        let is_amid = words_before > 0 && at < end_of_text
            || is_behind_name && lines.get(at + 1).is_some_and(is_of_names);
        let may_be_item = || {
            let elements = blocks.get(line.block).map_or(&[][..], |block| &block.elements);
            let is_within = elements.is_empty() || elements.iter().any(|element| listing.contains(element));
            is_behind_name && (is_within || !is_no_name(text)) || lines.get(at + 1).is_some_and(is_of_names)
        };
        let may_be_by_line = || !is_amid_text && (!is_behind_name || text.contains(char::is_numeric));
        let is_said_by_page = || {
            may_be_by_line() && is_by_line(text) && !names.any_within(own_words)
                || is_label_of_advert(text) && words_before > 0 && at < end_of_text
                || is_contact(text) && !names.any_within(own_words)
        };
        let says_nothing = || {
            is_day(text) && !is_amid_text
                || is_ornament(text)
                || is_end(text) && !is_amid
                || is_title() && !is_behind_name && !is_amid_text
                || is_of_page(text) && !may_be_item() && !(is_amid_text && text.contains(char::is_numeric))
                || is_on_page && is_said_by_page()
        };
        if !line.is_text && (around || says_nothing()) {
            set(line, Region::Around);
        } else {
            is_behind_name |= is_of_names(line)
                || is_of_heading(text)
                || behind_heading(line, words, blocks, names).is_some();
            open.push(line);
        }
    }
    let last_text = open.iter().rposition(|line| line.is_text);
    let mut at = 0;
    while at < open.len() {
        let Some(begin) = beginning(&open, at, last_text, words, blocks, names) else { break };
        at = begin;
        let mut last: Option<&Line> = None;
        // where a name ends that goes on over several lines
        let mut name_ends = 0;
        while let Some(line) = open.get(at) {
            let text = written(line, words, blocks);
            // an item like the others is a name, whatever words it is made of
            let is_item = last.is_some_and(|last| goes_on(last, line, words, blocks, names));
            let run = names.run_from(words, line.words.start.max(name_ends), line.words.end);
            if is_initial(&open, at, words, blocks, names) {
                set(line, Region::Heading);
            } else if is_of_heading(text) && (!is_item || list::ends_in_colon(text))
                || last.is_none() && is_heading_of_column(text)
                || list::heads_part(text)
                || heads_group(text) && is_above_names(line, open.get(at + 1).copied(), words, blocks, names)
            {
                let names = behind_colon(line, words, blocks);
                let heading = Line { words: line.words.start..names, ..(*line).clone() };
                set(
                    &heading,
                    if says_more(written(&heading, words, blocks)) { Region::Text } else { Region::Heading },
                );
                set(&Line { words: names..line.words.end, ..(*line).clone() }, Region::List);
                last = None;
            } else if is_number(text) {
                set(line, Region::List);
            } else if let Some(first) = behind_heading(line, words, blocks, names) {
                set(&Line { words: line.words.start..first, ..(*line).clone() }, Region::Heading);
                set(&Line { words: first..line.words.end, ..(*line).clone() }, Region::List);
                name_ends = names.run_from(words, first, line.words.end).unwrap_or_default();
                last = Some(line);
            } else if run.is_none() && !is_name_like(line, words, text, names) {
                break;
            } else if run.is_some()
                || last.is_none_or(|last| goes_on(last, line, words, blocks, names))
                || is_amid_names(&open, at, words, names)
            {
                name_ends = run.unwrap_or_else(|| names.reaches(words, line.words.start)).max(name_ends);
                set(line, Region::List);
                last = Some(line);
            } else {
                set(line, if is_capitalized(text) { Region::TextAndList } else { Region::Text });
            }
            at += 1;
        }
        at = at.max(begin + 1);
    }
    regions
}

/// Where, from `at` on, a list begins: at its heading, or at a line of nothing but names.
fn beginning(
    lines: &[&Line],
    at: usize,
    last_text: Option<usize>,
    words: &[Word],
    blocks: &[Block],
    names: &Names,
) -> Option<usize> {
    /// How far behind a heading a known name makes it one, wherever it stands.
    const REACH: usize = 5;
    let is_of_names = |line: &&Line| is_of_names(line, words, names);
    (at..lines.len()).find(|&index| {
        let Some(line) = lines.get(index) else { return false };
        if is_of_names(line) || behind_heading(line, words, blocks, names).is_some() {
            return true;
        }
        let behind_text = last_text.is_none_or(|last| index > last);
        let mut next = lines.get(index + 1..).unwrap_or_default().iter();
        !line.is_text
            && is_of_heading(written(line, words, blocks))
            && (behind_text || next.by_ref().take(REACH).any(is_of_names))
    })
}

/// Whether a line heads a list, with the day on which it was made or not.
fn is_of_heading(text: &str) -> bool {
    list::is_heading(text) || without_day(text).is_some_and(list::is_heading)
}

/// Where the names begin in a sentence that is a heading and names alone: `Signed by A, B and C.`
fn behind_heading(line: &Line, words: &[Word], blocks: &[Block], names: &Names) -> Option<usize> {
    /// The most words of a heading.
    const LONGEST: usize = 20;
    if line.is_text {
        return None;
    }
    let (start, end) = (line.words.start, line.words.end);
    let first = (start + 1..end.min(start + LONGEST)).find(|at| names.begins(words, *at))?;
    let heading = Line { words: start..first, ..line.clone() };
    let heading = written(&heading, words, blocks);
    let is_said = is_of_heading(heading) && !says_more(heading) && !list::names_others(heading);
    (is_said && names.run_from(words, first, end).is_some()).then_some(first)
}

/// Whether a line of a list is the letter that the name under it begins with.
fn is_initial(lines: &[&Line], at: usize, words: &[Word], blocks: &[Block], names: &Names) -> bool {
    let text = |at: usize| lines.get(at).map_or("", |line| written(line, words, blocks));
    let mut letters = text(at).chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return false };
    let next = lines.get(at + 1).filter(|next| is_of_names(next, words, names));
    let begins = |next: &&Line| {
        let name = written(next, words, blocks);
        name.trim_start_matches("The ").starts_with(letter) || name.starts_with(letter)
    };
    letter.is_uppercase() && next.is_some_and(begins)
}

/// Whether a heading says, in brackets, what no heading needs to say: a remark on the signatures is no part of it.
fn says_more(heading: &str) -> bool {
    !is_heading_of_column(heading)
        && !heads_group(heading)
        && (!list::is_of_headings(heading, is_word_of_day)
            || is_in_quotes(heading)
            || list::is_on_behalf(heading)
            || list::addresses_signers(heading))
}

/// Whether a part of a heading stands in quotation marks, as what its writer does not hold to be true.
fn is_in_quotes(heading: &str) -> bool {
    heading.contains(['"', '“', '”', '„', '«', '»'])
}

/// Whether a line of a page stands above names, and is no item beside them.
fn is_above_names(line: &Line, next: Option<&Line>, words: &[Word], blocks: &[Block], names: &Names) -> bool {
    let elements = |line: &Line| blocks.get(line.block).map_or(&[][..], |block| &block.elements);
    let outer = |line: &Line| elements(line).split_last().map_or(&[][..], |(_, outer)| outer);
    let is_beside = |next: &Line| outer(line) == outer(next);
    !elements(line).is_empty() && next.is_some_and(|next| is_of_names(next, words, names) && !is_beside(next))
}

/// Whether a line is names of the roll and nothing else.
fn is_of_names(line: &Line, words: &[Word], names: &Names) -> bool {
    !line.is_text && names.covers(words.get(line.words.clone()).unwrap_or_default())
}

/// Whether a name of the roll stands a line or a few behind: what stands between names is in the list.
fn is_amid_names(lines: &[&Line], at: usize, words: &[Word], names: &Names) -> bool {
    const REACH: usize = 3;
    let mut next = lines.iter().skip(at + 1).take(REACH);
    next.any(|line| is_of_names(line, words, names))
}

/// Whether `line` goes on with the list that `last` belongs to: it is of names alone, is marked alike, or stands beside it.
fn goes_on(last: &Line, line: &Line, words: &[Word], blocks: &[Block], names: &Names) -> bool {
    let words_of = |line: &Line| words.get(line.words.clone()).unwrap_or_default();
    let is_marked = |line: &Line| words_of(line).first().is_some_and(|word| word.mark.is_some());
    let place = |line: &Line| {
        blocks.get(line.block).map(|block| block.elements.split_last().map_or(&[][..], |(_, outer)| outer))
    };
    // a name may be wrapped, and its second line has no mark
    let is_same_block = last.block == line.block;
    let is_item = blocks.get(line.block).is_some_and(|block| !block.elements.is_empty());
    let is_beside = is_item && place(last) == place(line) && is_marked(last) == is_marked(line);
    names.covers(words_of(line)) || is_same_block || is_marked(last) && is_marked(line) || is_beside
}

/// Whether a line could be a name by its letters: most words begin with a capital, or the script has none.
pub(super) fn is_capitalized(text: &str) -> bool {
    let words: Vec<char> =
        text.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphabetic())).collect();
    let small = words.iter().filter(|c| c.is_lowercase()).count();
    2 * small < words.len()
}

/// Whether a cell of a table holds the number of a name.
fn is_number(text: &str) -> bool {
    let number = text.trim_end_matches('.');
    number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The usual words over the columns of a table of names.
fn is_heading_of_column(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(
        word.as_str(),
        "" | "no"
            | "nr"
            | "name"
            | "names"
            | "organization"
            | "organisation"
            | "organizations"
            | "organisations"
    )
}

/// Where the names begin on the line of a heading; at its end if none stand there.
fn behind_colon(line: &Line, words: &[Word], blocks: &[Block]) -> usize {
    let is_colon = |word: &Word| {
        let text = blocks.get(word.block).and_then(|block| block.text.get(word.at.clone()));
        matches!(text, Some(":" | "："))
    };
    let colon = words.get(line.words.clone()).unwrap_or_default().iter().position(is_colon);
    colon.map_or(line.words.end, |colon| line.words.start + colon + 1)
}

/// Whether a line may be a name, or several, or a part of one.
fn is_name_like(line: &Line, words: &[Word], text: &str, names: &Names) -> bool {
    /// How many words may stand behind a name on its line and make it another name: `Inc.`
    const ENDING: usize = 2;
    if line.is_text {
        return false;
    }
    let name_ends = names.reaches(words, line.words.start);
    let words = words.get(line.words.clone()).unwrap_or_default();
    let letters = words.iter().filter(|word| word.is_letters).count();
    if names.covers(words) || words.len() <= LONGEST_RUN && names.run_through(words) {
        return true;
    }
    let behind_name = words.iter().skip(name_ends - line.words.start).filter(|word| word.is_letters).count();
    let is_name = name_ends > line.words.start && behind_name <= ENDING;
    let is_sentence =
        letters >= SENTENCE && !is_name && text.ends_with(['.', '!', '?', '。', '！', '？', '؟', '۔', '।']);
    letters <= LONGEST_NAME && !is_sentence
}

fn lines(words: &[Word], matched: &[bool]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match lines.last_mut() {
            Some(line) if line.block == word.block && !word.begins_line => line.words.end = at + 1,
            _ => lines.push(Line { words: at..at + 1, block: word.block, is_text: false }),
        }
    }
    for line in &mut lines {
        let of_text =
            matched.get(line.words.clone()).unwrap_or_default().iter().filter(|matched| **matched).count();
        line.is_text = 2 * of_text >= line.words.len();
    }
    lines
}

/// The line as it is written in the copy.
fn written<'b>(line: &Line, words: &[Word], blocks: &'b [Block]) -> &'b str {
    let (Some(block), Some(words)) = (blocks.get(line.block), words.get(line.words.clone())) else {
        return "";
    };
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return "" };
    block.text.get(first.at.start..last.at.end).unwrap_or_default()
}

/// The elements that hold all blocks of which a good part is the statement's.
fn holding_elements(lines: &[Line], blocks: &[Block]) -> Vec<usize> {
    let with_text: HashSet<usize> = lines.iter().filter(|line| line.is_text).map(|line| line.block).collect();
    common_elements(with_text.into_iter().filter_map(|block| blocks.get(block)))
}

/// The elements that hold all of these blocks, outermost first.
pub(super) fn common_elements<'b>(blocks: impl Iterator<Item = &'b Block>) -> Vec<usize> {
    let mut common: Option<&[usize]> = None;
    for block in blocks {
        let shared = common.map_or(block.elements.len(), |common| {
            common.iter().zip(&block.elements).take_while(|(one, other)| one == other).count()
        });
        common = block.elements.get(..shared);
    }
    common.unwrap_or_default().to_vec()
}

/// The elements around lines of names that do not hold the text: what stands in them is a list, even if of links.
fn listing_elements(
    lines: &[Line],
    words: &[Word],
    blocks: &[Block],
    names: &Names,
    holding: &[usize],
) -> HashSet<usize> {
    /// How far around a name its list may lie: cell, row, table.
    const AROUND: usize = 3;
    let of_names: Vec<&Line> = lines.iter().filter(|line| is_of_names(line, words, names)).collect();
    let is_in_head = |line: &Line| {
        let furniture = blocks.get(line.block).and_then(|block| block.furniture.as_ref());
        furniture.is_some_and(|furniture| furniture.what == "header")
    };
    let keys = |line: &Line| -> Vec<u32> {
        words.get(line.words.clone()).unwrap_or_default().iter().map(|word| word.key).collect()
    };
    let in_head: HashSet<Vec<u32>> =
        of_names.iter().filter(|line| is_in_head(line)).map(|line| keys(line)).collect();
    // the head of its own page names a signatory that stands in the list too
    let is_owner =
        in_head.len() == 1 && of_names.iter().any(|line| !is_in_head(line) && in_head.contains(&keys(line)));
    let of_names = of_names.iter().filter(|line| !(is_owner && is_in_head(line)));
    let blocks = of_names.filter_map(|line| blocks.get(line.block));
    let around = blocks.flat_map(|block| block.elements.iter().rev().take(1 + AROUND));
    around.filter(|element| !holding.contains(element)).copied().collect()
}

/// Whether a block is furniture: not if what makes it so holds the text or a list, or stands in the midst of the text.
fn is_furniture(
    block: &Block,
    holding: &[usize],
    within: &HashSet<&[usize]>,
    listing: &HashSet<usize>,
) -> bool {
    let Some(furniture) = &block.furniture else { return false };
    let Some(element) = furniture.element else { return true };
    let place = block.elements.iter().position(|own| *own == element).unwrap_or_default();
    let outer = block.elements.get(..place).unwrap_or_default();
    let is_beside_text = !holding.is_empty() && block.elements.starts_with(holding)
        || within.contains(outer) && !outer.is_empty();
    let is_list = furniture.what == LINKS && block.elements.iter().any(|own| listing.contains(own));
    !is_beside_text && !holding.contains(&element) && !is_list && !listing.contains(&element)
}

/// Whether what is furniture by its nature, or runs on through the pages, speaks against the text, or names somebody: a
/// notice beneath a mail or at the foot of each page is a notice. The title may have any words.
fn is_against(block: &Block, words: &[Word], names: &Names, title: &[u32]) -> bool {
    let Some(furniture) = &block.furniture else { return false };
    let is_by_nature = furniture.element.is_none() && !furniture.is_running();
    if !is_by_nature && !furniture.is_running() {
        return false;
    }
    let is_title = |run: &[Word]| run.iter().map(|word| word.key).eq(title.iter().copied());
    let place = words.windows(title.len().max(1)).position(is_title);
    let written = |words: &[Word]| {
        let written = words.iter().filter_map(|word| block.text.get(word.at.clone()));
        written.collect::<Vec<_>>().join(" ")
    };
    let said = match place {
        Some(at) => {
            let (before, rest) = words.split_at(at);
            let behind = rest.get(title.len()..).unwrap_or_default();
            format!("{} {}", written(before), written(behind))
        }
        None => block.text.clone(),
    };
    let names_signers =
        || names.any_within(words) && (furniture.what == TAGS || list::tells_of_signing(&said));
    contradicts(&said) || is_by_nature && names_signers()
}

/// Whether a block of the share links within a text says no more than these do.
fn is_in_share_row(block: &Block) -> bool {
    block.furniture.as_ref().is_some_and(|furniture| furniture.what == SHARE) && is_of_share_row(&block.text)
}
