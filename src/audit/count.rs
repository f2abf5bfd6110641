//! Numbers of signatories that a copy states where its words are not compared: in the heading of a list, and around the
//! text.

use crate::audit::copy::Block;
use crate::audit::day::is_day;
use crate::audit::layout::Region;
use crate::audit::names::{Name, NamePlace};
use crate::audit::word::{Word, line_of};
use crate::list;

/// A number that is neither that of the names under it, nor of all names, nor of the valid signatures.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Miscount {
    /// The line of the copy, from 1.
    pub(super) line: usize,
    /// As the copy states it.
    pub(super) words: String,
}

/// Every miscount in what is not compared of a copy that lists `names` of a statement with `signed` valid signatures.
pub(super) fn miscounts(
    words: &[Word],
    regions: &[Region],
    blocks: &[Block],
    names: &[Name],
    signed: usize,
) -> Vec<Miscount> {
    let lines = uncompared(words, regions, blocks);
    let listed: Vec<usize> =
        names.iter().filter(|name| name.place == NamePlace::List).map(|name| name.line).collect();
    let headings: Vec<usize> = lines.iter().filter(|line| line.is_heading).map(|line| line.number).collect();
    let mut found = Vec::new();
    for line in &lines {
        let stated = list::stated_counts(line.text, 0).into_iter();
        let mut stated: Vec<(usize, String)> =
            stated.map(|stated| (stated.number as usize, stated.words)).collect();
        if line.is_heading {
            stated.extend(large_numbers(line.text).map(|number| (number, line.text.trim().to_owned())));
        }
        if stated.is_empty() {
            continue;
        }
        let end = headings.iter().copied().find(|next| *next > line.number).unwrap_or(usize::MAX);
        let below = listed.iter().filter(|name| (line.number..end).contains(*name)).count();
        let true_counts = [signed, listed.len(), below];
        let wrong = stated.into_iter().find(|(number, _)| !true_counts.contains(number));
        found.extend(wrong.map(|(_, words)| Miscount { line: line.number, words }));
    }
    found
}

/// A line whose words are not compared.
struct Line<'b> {
    text: &'b str,
    number: usize,
    is_heading: bool,
}

fn uncompared<'b>(words: &[Word], regions: &[Region], blocks: &'b [Block]) -> Vec<Line<'b>> {
    let with_regions: Vec<(&Word, &Region)> = words.iter().zip(regions).collect();
    let lines = with_regions.chunk_by(|(one, region), (other, other_region)| {
        region == other_region && one.block == other.block && !other.begins_line
    });
    let told = lines.filter_map(|line| {
        let ((first, region), (last, _)) = (line.first()?, line.last()?);
        let text = blocks.get(first.block)?.text.get(first.at.start..last.at.end)?;
        let is_heading = **region == Region::Heading;
        let is_uncompared = is_heading || **region == Region::Around && text.contains(char::is_numeric);
        is_uncompared.then(|| Line { text, number: line_of(first, blocks), is_heading })
    });
    told.collect()
}

/// Numbers in a heading that are no day, no month and no year, whatever they count.
fn large_numbers(heading: &str) -> impl Iterator<Item = usize> {
    const LARGEST_DAY: usize = 31;
    let parts = heading.split_whitespace().filter(|part| !is_day(part));
    let numbers = parts.filter_map(|part| {
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    numbers.filter(|number| *number > LARGEST_DAY && !(1900..2100).contains(number))
}
