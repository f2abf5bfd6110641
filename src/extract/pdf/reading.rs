//! From letters on pages to lines in the order in which people read them.
//!
//! What a page shows decides. Letters on one base line make lines, cut at wide gaps; of two lines, one is read before
//! another if it stands above it in a column, or in a column left of it with nothing across both in between (after
//! Breuel, High performance document layout analysis, 2003). The order in which they were drawn counts only where a gap
//! may part two columns or not.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::audit::copy::{Block, Doubt, Furniture};
use crate::extract::html::raised;
use crate::extract::pages::{is_page_number, is_repeated, shape};
use crate::extract::pdf::letters::{Letter, Shown, Sight};
use crate::extract::{ExtractError, within};
use crate::list::folded;

/// The most pieces and lines of a page.
const MAX_PIECES: usize = 20_000;
const MAX_LINES: usize = 1_500;

/// Gaps that part words, pieces, columns if others have them too, and lines, in sizes of the letters.
const WORD_GAP: f64 = 0.18;
const PIECE_GAP: f64 = 0.6;
/// What stands no further apart is one line, even if it was not drawn so.
const NEAR_GAP: f64 = 0.35;
const LINE_GAP: f64 = 1.6;
const WIDE_GAP: f64 = 4.5;
/// As far may a number stand before what it counts.
const LABEL_GAP: f64 = 6.0;

/// Letters on a base line.
#[derive(Clone, Debug)]
struct Line {
    text: String,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    /// How many signs stand in the text, white space not counted.
    signs: usize,
    /// The stretches of these that a reader may not see, and why: white space comes and goes, signs stay.
    doubts: Vec<(Range<usize>, &'static str)>,
    /// Its places among the pieces of the page in the order in which they were drawn.
    drawn: Range<usize>,
}

impl Line {
    /// Puts another line behind it.
    fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        for (at, what) in &other.doubts {
            self.doubts.push((at.start + self.signs..at.end + self.signs, what));
        }
        self.signs += other.signs;
        self.drawn.end = other.drawn.end;
    }

    /// Puts it at the end of a block.
    fn add_to(&self, block: &mut Block) {
        let start = block.text.len();
        block.text.push_str(&self.text);
        let places: Vec<Range<usize>> = if self.doubts.is_empty() {
            Vec::new()
        } else {
            let signs = self.text.char_indices().filter(|(_, c)| !c.is_whitespace());
            signs.map(|(at, c)| start + at..start + at + c.len_utf8()).collect()
        };
        for (signs, what) in &self.doubts {
            let stretch = places.get(signs.clone()).unwrap_or_default();
            if let (Some(first), Some(last)) = (stretch.first(), stretch.last()) {
                block.doubts.push(Doubt {
                    at: first.start..last.end,
                    what: (*what).to_owned(),
                    element: None,
                });
            }
        }
    }

    fn block(&self) -> Block {
        let mut block = Block::visible("", 0);
        self.add_to(&mut block);
        block
    }

    fn top(&self) -> f64 {
        self.y - 0.7 * self.size
    }

    fn bottom(&self) -> f64 {
        self.y + 0.2 * self.size
    }

    /// Whether one stands over the other.
    fn is_in_column_of(&self, other: &Self) -> bool {
        let margin = 0.1 * self.size.min(other.size);
        self.left + margin < other.right && other.left + margin < self.right
    }

    /// Whether both stand on one line, large or small.
    fn is_beside(&self, other: &Self) -> bool {
        let shared = self.bottom().min(other.bottom()) - self.top().max(other.top());
        shared > 0.5 * (0.9 * self.size).min(0.9 * other.size)
    }
}

/// The blocks of all pages.
///
/// # Errors
/// When no letter is visible, or too few have a meaning, or a page has too many lines.
pub(super) fn blocks(pages: &[Shown]) -> Result<Vec<Block>, ExtractError> {
    /// One of so many letters may be without meaning.
    const UNKNOWN: usize = 50;
    /// One of so many may be of a script that is written from right to left.
    const LEFTWARD: usize = 10;
    let visible = || seen_on(pages).filter(|letter| !letter.text.trim().is_empty());
    let unknown = visible().filter(|letter| letter.text.contains(char::REPLACEMENT_CHARACTER)).count();
    let count = visible().count();
    if count == 0 {
        return Err(ExtractError::NoText);
    }
    if unknown * UNKNOWN > count {
        return Err(ExtractError::NoLetters);
    }
    let is_leftward = |letter: &&Letter| letter.text.chars().any(is_right_to_left);
    if visible().filter(is_leftward).count() * LEFTWARD > count {
        return Err(ExtractError::VisualOrder);
    }
    let mut lines: Vec<Vec<Line>> = Vec::new();
    for page in pages {
        let upright = page.letters.iter().filter(|letter| letter.hidden().is_none() && letter.is_upright);
        let pieces = pieces(upright);
        within("pieces of text on a page", pieces.len(), MAX_PIECES)?;
        let page = lines_of(with_initials(pieces));
        within("lines on a page", page.len(), MAX_LINES)?;
        lines.push(page);
    }
    let around = around(&lines);
    let body = usual_size(pages);
    let mut blocks: Vec<Block> = Vec::new();
    let mut beside: Vec<Block> = Vec::new();
    for ((Shown { letters, said }, lines), around) in pages.iter().zip(lines).zip(around) {
        let mut text = Vec::new();
        let mut furniture = Vec::new();
        for (line, what) in lines.into_iter().zip(around) {
            match what {
                Some(what) => furniture.push((line, what)),
                None => text.push(line),
            }
        }
        let mut last: Option<Line> = None;
        for line in in_order(text) {
            join(&mut blocks, last.as_ref(), &line, body);
            last = Some(line);
        }
        // in other directions, and hidden: in the order in which they were drawn
        let turned = letters.iter().filter(|letter| letter.hidden().is_none() && !letter.is_upright);
        let hidden = letters.iter().filter(|letter| letter.hidden().is_some());
        blocks.extend(runs(turned).into_iter().map(|(text, sight)| block(text, sight)));
        blocks.extend(said.iter().map(|said| block(said.text.clone(), said.sight)));
        // a word may go on over a page's foot
        beside.extend(runs(hidden).into_iter().map(|(text, sight)| block(text, sight)));
        beside.extend(furniture.into_iter().map(|(line, what)| Block {
            furniture: Some(Furniture { what: what.to_owned(), element: None }),
            ..line.block()
        }));
    }
    blocks.extend(beside);
    let mut line = 1;
    for block in &mut blocks {
        block.line = line;
        line += block.text.matches('\n').count() + 1;
    }
    Ok(blocks)
}

/// A text by itself.
fn block(text: String, sight: Sight) -> Block {
    let mut block = Block::visible(text, 0);
    match sight {
        Sight::Seen => {}
        Sight::Doubtful(what) => {
            block.doubts.push(Doubt { at: 0..block.text.len(), what: what.to_owned(), element: None });
        }
        Sight::Hidden(how) => block.hidden = Some(how.to_owned()),
    }
    block
}

/// The letters of all pages that are not hidden.
fn seen_on(pages: &[Shown]) -> impl Iterator<Item = &Letter> {
    pages.iter().flat_map(|page| &page.letters).filter(|letter| letter.hidden().is_none())
}

/// Letters drawn one after the other on one base line, with spaces where gaps part words.
fn pieces<'l>(letters: impl Iterator<Item = &'l Letter>) -> Vec<Line> {
    let mut pieces = Vec::new();
    let mut open: Vec<&Letter> = Vec::new();
    for letter in letters {
        let goes_on = open.last().is_none_or(|last| {
            let gap = letter.x - (last.x + last.width);
            let is_mark = letter.width.abs() < 0.01 * letter.size;
            (letter.y - last.y).abs() <= 0.05 * last.size
                && (0.95..1.05).contains(&(letter.size / last.size))
                && gap < PIECE_GAP * last.size
                && (gap > -0.4 * last.size || is_mark)
        });
        if !goes_on {
            pieces.extend(piece(&open));
            open.clear();
        }
        open.push(letter);
    }
    pieces.extend(piece(&open));
    for (place, piece) in pieces.iter_mut().enumerate() {
        piece.drawn = place..place + 1;
    }
    pieces
}

/// Puts each large letter with which a paragraph begins before the first of the lines beside it.
fn with_initials(mut pieces: Vec<Line>) -> Vec<Line> {
    /// How much larger it is at least, and how far from it the lines begin, in their sizes.
    const LARGE: f64 = 1.7;
    const APART: f64 = 1.5;
    const OVER: f64 = 0.5;
    /// The most letters, one perhaps behind a quotation mark.
    const MOST: usize = 2;
    let may_be_initial =
        |piece: &Line| piece.signs <= MOST && piece.text.ends_with(|c: char| c.is_alphabetic());
    let initials: Vec<usize> =
        (0..pieces.len()).filter(|at| pieces.get(*at).is_some_and(may_be_initial)).collect();
    let mut joined = Vec::new();
    for at in initials.into_iter().take(MAX_LINES) {
        let Some(initial) = pieces.get(at).cloned() else { continue };
        let is_beside = |piece: &&Line| {
            let apart = piece.left - initial.right;
            piece.size * LARGE < initial.size
                && (-OVER * piece.size..APART * piece.size).contains(&apart)
                && piece.y > initial.y - 0.9 * initial.size
                && piece.y < initial.y + OVER * piece.size
        };
        let beside = || pieces.iter().enumerate().filter(|(_, piece)| is_beside(piece));
        let Some((first, y)) =
            beside().map(|(first, piece)| (first, piece.y)).min_by(|one, other| one.1.total_cmp(&other.1))
        else {
            continue;
        };
        // beside one line alone it is no more than large, unless that goes on with its word above the base line
        let is_first_line = |(place, piece): (usize, &Line)| {
            place == first
                && piece.text.starts_with(char::is_lowercase)
                && piece.left - initial.right < PIECE_GAP * piece.size
                && piece.y < initial.y - 0.1 * initial.size
        };
        if !beside().any(|(_, piece)| piece.y > y + OVER * piece.size) && !beside().any(is_first_line) {
            continue;
        }
        if let Some(line) = pieces.get_mut(first) {
            let (y, size, right, drawn) = (line.y, line.size, line.right, line.drawn.clone());
            let mut whole = initial;
            whole.append(line);
            *line = Line { y, size, right, drawn, ..whole };
            joined.push(at);
        }
    }
    let mut place = 0..;
    pieces.retain(|_| place.next().is_none_or(|place| !joined.contains(&place)));
    pieces
}

/// One piece; none if it is white space alone. A space at an end stays.
fn piece(letters: &[&Letter]) -> Option<Line> {
    let inked: Vec<&&Letter> = letters.iter().filter(|letter| !letter.text.trim().is_empty()).collect();
    let (first, last) = (inked.first()?, inked.last()?);
    // letters that are all set apart by the same are no words each
    let gap = |pair: &[&Letter]| match pair {
        [one, other] => (other.x - one.x - one.width) / one.size,
        _ => 0.0,
    };
    let mut gaps: Vec<f64> = letters.windows(2).map(gap).collect();
    gaps.sort_by(f64::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or_default().max(0.0);
    let mut text = String::new();
    let (mut signs, mut doubts): (usize, Vec<(Range<usize>, &'static str)>) = (0, Vec::new());
    let mut before: Option<&Letter> = None;
    for letter in letters {
        if let Some(before) = before
            && gap(&[before, letter]) > usual + WORD_GAP
            && !text.ends_with(' ')
            && letter.text != " "
        {
            text.push(' ');
        }
        if letter.text != " " || !text.ends_with(' ') {
            text.push_str(&letter.text);
        }
        let end = signs + letter.text.chars().filter(|c| !c.is_whitespace()).count();
        match (letter.doubt(), doubts.last_mut()) {
            (Some(what), Some((at, before))) if *before == what && at.end == signs => at.end = end,
            (Some(what), _) => doubts.push((signs..end, what)),
            (None, _) => {}
        }
        signs = end;
        before = Some(letter);
    }
    Some(Line {
        text,
        left: first.x,
        right: last.x + last.width,
        y: first.y,
        size: first.size,
        signs,
        doubts,
        drawn: 0..0,
    })
}

/// Pieces put together to lines, from the top down and from left to right.
fn lines_of(mut pieces: Vec<Line>) -> Vec<Line> {
    /// How far back a piece may belong.
    const ROWS: usize = 8;
    pieces.sort_by(|one, other| one.y.total_cmp(&other.y).then(one.left.total_cmp(&other.left)));
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for piece in pieces {
        let last = rows.len().saturating_sub(ROWS);
        let mut near = rows.iter_mut().skip(last);
        match near.find(|row| largest(row).is_some_and(|largest| largest.is_beside(&piece))) {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    let by_drawing = rows.iter().flatten().map(|piece| (piece.drawn.start, (piece.left, piece.y))).collect();
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let mut open: Vec<&Line> = Vec::new();
        for piece in row {
            if !open.is_empty() && !is_one_line(&open, piece, &rows, number, &by_drawing) {
                lines.extend(line_of(&open));
                open.clear();
            }
            open.push(piece);
        }
        lines.extend(line_of(&open));
    }
    lines
}

/// Whether a piece stands on one line with those to its left. `by_drawing` tells where each piece begins.
fn is_one_line(
    open: &[&Line],
    piece: &Line,
    rows: &[Vec<Line>],
    number: usize,
    by_drawing: &BTreeMap<usize, (f64, f64)>,
) -> bool {
    /// How far down the next line stands at most, in sizes.
    const NEXT: f64 = 2.2;
    let right = open.iter().map(|piece| piece.right).fold(f64::MIN, f64::max);
    let size = open.iter().map(|piece| piece.size).fold(piece.size, f64::max);
    let gap = (piece.left - right) / size;
    let label: String = open.iter().map(|piece| piece.text.as_str()).collect();
    if gap < LABEL_GAP && is_label(label.trim()) {
        return true;
    }
    let is_drawn_next = open.last().is_some_and(|last| last.drawn.end == piece.drawn.start);
    let is_item = || piece.text.split_whitespace().next().is_some_and(is_label);
    if gap <= WORD_GAP {
        return is_drawn_next || gap < -NEAR_GAP || !is_item();
    }
    // what was drawn next goes on under the piece alone: in its column
    let goes_on_beneath = by_drawing
        .get(&piece.drawn.end)
        .is_some_and(|(left, y)| *left > right && (0.5 * size..NEXT * size).contains(&(y - piece.y)));
    let is_column = || goes_on_beneath && gap > NEAR_GAP || is_gutter(rows, number, right, piece.left);
    gap <= WIDE_GAP && (is_drawn_next || gap <= NEAR_GAP) && !is_column()
}

/// The line that pieces make, from left to right; none without pieces.
fn line_of(pieces: &[&Line]) -> Option<Line> {
    let largest = pieces.iter().max_by(|one, other| one.size.total_cmp(&other.size))?;
    let mut line: Option<Line> = None;
    for piece in pieces {
        let mut piece = (*piece).clone();
        if piece.size < 0.8 * largest.size && piece.y < largest.y - 0.2 * largest.size {
            piece.text = piece.text.chars().map(raised).collect();
        }
        let Some(line) = &mut line else {
            line = Some(piece);
            continue;
        };
        // drawn twice, to make it bold
        if line.text.trim() == piece.text.trim() && (piece.left - line.left).abs() < 0.1 * largest.size {
            continue;
        }
        let is_apart = (piece.left - line.right) / largest.size > WORD_GAP || is_label(line.text.trim());
        if is_apart && !line.text.ends_with(' ') && !piece.text.starts_with(' ') {
            line.text.push(' ');
        }
        line.append(&piece);
        line.right = line.right.max(piece.right);
    }
    let line = line?;
    Some(Line { text: with_label_apart(line.text.trim()), size: largest.size, y: largest.y, ..line })
}

/// Whether the gap between `left` and `right` in a row parts two columns: others near it have one there, or begin anew
/// at the same place, and the rows next to it do not run across it.
fn is_gutter(rows: &[Vec<Line>], number: usize, left: f64, right: f64) -> bool {
    /// How far away others are looked for, and how far the next ones are at most, in sizes.
    const NEAR: f64 = 8.0;
    const NEXT: f64 = 2.2;
    /// How much of a gap two rows share at least, in sizes; how exactly lines begin under each other, in points.
    const SHARED: f64 = 0.5;
    /// One of so many rows near it must share it.
    const SHARING: usize = 4;
    const EXACT: f64 = 0.5;
    let Some(own) = rows.get(number).and_then(|row| largest(row)) else { return false };
    let distance = |row: &[Line]| row.first().map_or(f64::MAX, |line| (line.y - own.y).abs() / own.size);
    let others = || rows.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, row)| row.as_slice());
    let gaps = |row: &[Line]| -> Vec<(f64, f64)> {
        let mut reached = f64::MIN;
        let mut gaps = Vec::new();
        for line in row {
            if reached > f64::MIN && line.left > reached {
                gaps.push((reached, line.left));
            }
            reached = reached.max(line.right);
        }
        gaps
    };
    let near: Vec<Vec<(f64, f64)>> = others().filter(|row| distance(row) < NEAR).map(gaps).collect();
    let is_aligned = |gap: &(f64, f64)| gap.1 - gap.0 > LINE_GAP * own.size && (gap.1 - right).abs() < EXACT;
    if near.iter().filter(|gaps| gaps.iter().any(is_aligned)).count() >= 2 {
        return true;
    }
    let is_shared = |gap: &(f64, f64)| gap.1.min(right) - gap.0.max(left) > SHARED * own.size;
    let sharing = near.iter().filter(|gaps| gaps.iter().any(is_shared)).count();
    let runs_across =
        |row: &[Line]| distance(row) < NEXT && row.iter().any(|line| line.left < left && line.right > right);
    right - left > LINE_GAP * own.size && sharing > near.len() / SHARING && !others().any(runs_across)
}

/// A number of a list and what stands directly behind it, set apart.
fn with_label_apart(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.get(digits..).map(|rest| (rest, rest.chars().nth(1))) {
        Some((rest, Some(behind)))
            if (1..=3).contains(&digits) && rest.starts_with(['.', ')']) && behind.is_alphabetic() =>
        {
            let (label, rest) = text.split_at_checked(digits + 1).unwrap_or((text, ""));
            format!("{label} {rest}")
        }
        _ => text.to_owned(),
    }
}

fn largest(row: &[Line]) -> Option<&Line> {
    row.iter().max_by(|one, other| one.size.total_cmp(&other.size))
}

/// Whether a text is what stands before an item of a list.
fn is_label(text: &str) -> bool {
    let number = text.trim_start_matches('(').trim_end_matches(['.', ')']);
    let is_number = number.len() < text.len()
        && (1..=3).contains(&number.len())
        && number.bytes().all(|c| c.is_ascii_digit());
    is_number
        || matches!(text, "•" | "‣" | "◦" | "▪" | "●" | "○" | "■" | "□" | "·" | "*" | "–" | "-" | "—" | "►")
}

/// A set of small numbers.
#[derive(Clone)]
struct Numbers(Vec<u64>);

impl Numbers {
    fn below(limit: usize) -> Self {
        Self(vec![0; limit.div_ceil(64)])
    }

    fn add(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Those that both have, in order.
    fn shared<'n>(&'n self, other: &'n Self) -> impl Iterator<Item = usize> + 'n {
        self.0.iter().zip(&other.0).enumerate().flat_map(|(at, (one, other))| {
            let mut left = one & other;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(64 * at + bit)
            })
        })
    }
}

/// The lines of a page in reading order.
fn in_order(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|one, other| one.y.total_cmp(&other.y).then(one.left.total_cmp(&other.left)));
    let mut rows = Vec::new();
    let mut row = 0;
    for (at, line) in lines.iter().enumerate() {
        row += usize::from(lines.get(at.wrapping_sub(1)).is_some_and(|last| !last.is_beside(line)));
        rows.push(row);
    }
    let row_of = |line: usize| rows.get(line).copied().unwrap_or(0);
    let extents = extents(&lines);
    let extent_of = |line: usize| extents.get(line).copied().unwrap_or_default();
    // for each line, those that run across the height where the lines over it begin
    let crossings: Vec<Numbers> = extents
        .iter()
        .map(|(begin, _)| {
            let mut crossing = Numbers::below(lines.len());
            let runs = |line: &Line| line.top() < *begin && line.bottom() > *begin;
            lines.iter().enumerate().filter(|(_, line)| runs(line)).for_each(|(at, _)| crossing.add(at));
            crossing
        })
        .collect();
    let none = Numbers::below(0);
    let crossing = |line: usize| crossings.get(line).unwrap_or(&none);
    // for each line, those over and under it, and the rows that they stand in
    let columns: Vec<(Numbers, Numbers)> = lines
        .iter()
        .map(|one| {
            let mut column = (Numbers::below(lines.len()), Numbers::below(lines.len()));
            for (at, _) in lines.iter().enumerate().filter(|(_, other)| one.is_in_column_of(other)) {
                column.0.add(at);
                column.1.add(row_of(at));
            }
            column
        })
        .collect();
    let mut waits: Vec<usize> = vec![0; lines.len()];
    let mut followed: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
    for (upper, (one, one_column)) in lines.iter().zip(&columns).enumerate() {
        for (lower, (other, other_column)) in lines.iter().zip(&columns).enumerate().skip(upper + 1) {
            let is_left = one.left < other.left;
            let upper_first = if one.is_in_column_of(other) {
                true
            } else if one.is_beside(other) {
                is_left
            } else {
                // what runs across both parts what is above it from what is below
                let (mut first, mut end) = (0, usize::MAX);
                let mut is_parted = false;
                for across in one_column.0.shared(&other_column.0) {
                    if across < upper {
                        first = row_of(across) + 1;
                    } else if across > lower {
                        end = end.min(row_of(across));
                    } else {
                        is_parted = true;
                    }
                }
                if is_parted {
                    continue;
                }
                // columns stand beside each other somewhere
                // where columns end on one height, what was drawn behind both stands beneath both
                let line_at = extent_of(lower).0;
                let cut = || {
                    extent_of(upper).1 <= line_at
                        && one.drawn.start < other.drawn.start
                        && !crossing(lower)
                            .shared(&one_column.0)
                            .chain(crossing(lower).shared(&other_column.0))
                            .any(|_| true)
                };
                let are_columns = one_column.1.shared(&other_column.1).any(|row| row >= first && row < end)
                    || extent_of(upper).1.min(extent_of(lower).1)
                        > extent_of(upper).0.max(extent_of(lower).0);
                is_left || !are_columns || cut()
            };
            let (before, behind) = if upper_first { (upper, lower) } else { (lower, upper) };
            if let (Some(waits), Some(followed)) = (waits.get_mut(behind), followed.get_mut(before)) {
                *waits += 1;
                followed.push(behind);
            }
        }
    }
    let mut left: Vec<usize> = (0..lines.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        // the first that waits for none; in a circle, the first that was drawn
        let drawn = |line: &usize| lines.get(*line).map(|line| line.drawn.start);
        let first_drawn = || (0..left.len()).min_by_key(|at| left.get(*at).and_then(drawn)).unwrap_or(0);
        let next = left.iter().position(|line| waits.get(*line) == Some(&0)).unwrap_or_else(first_drawn);
        let line = left.remove(next);
        for behind in followed.get(line).into_iter().flatten() {
            if let Some(waits) = waits.get_mut(*behind) {
                *waits = waits.saturating_sub(1);
            }
        }
        order.extend(lines.get(line).cloned());
    }
    order
}

/// Of each line, the top and the bottom of the lines that stand close over each other with it, and nothing beside them.
fn extents(lines: &[Line]) -> Vec<(f64, f64)> {
    /// How far apart the lines of a paragraph are at most, in sizes.
    const PITCH: f64 = 1.8;
    let next_to = |one: &Line, other: &Line| {
        let down = other.y - one.y;
        one.is_in_column_of(other) && down > 0.0 && down < PITCH * one.size.max(other.size)
    };
    let mut over: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
    let mut under = over.clone();
    for (upper, one) in lines.iter().enumerate() {
        for (lower, _) in lines.iter().enumerate().skip(upper + 1).filter(|(_, other)| next_to(one, other)) {
            over.get_mut(lower).into_iter().for_each(|over| over.push(upper));
            under.get_mut(upper).into_iter().for_each(|under| under.push(lower));
        }
    }
    let only = |all: &[Vec<usize>], line: usize| match all.get(line).map(Vec::as_slice) {
        Some([only]) => Some(*only),
        _ => None,
    };
    let end_of = |line: usize, to: &[Vec<usize>], back: &[Vec<usize>]| {
        let next = |line: &usize| only(to, *line).filter(|next| only(back, *next) == Some(*line));
        std::iter::successors(Some(line), next).last().and_then(|end| lines.get(end))
    };
    let extent = |line: usize| {
        let (first, last) = (end_of(line, &over, &under), end_of(line, &under, &over));
        (first.map_or(0.0, Line::top), last.map_or(0.0, Line::bottom))
    };
    (0..lines.len()).map(extent).collect()
}

/// Puts a line behind the others: into the last block, if it goes on with it.
fn join(blocks: &mut Vec<Block>, last: Option<&Line>, line: &Line, body: f64) {
    /// How far apart the lines of a paragraph are at most, in sizes.
    const PITCH: f64 = 2.2;
    /// How much larger than most letters those of headings are.
    const LARGE: f64 = 1.15;
    const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{ad}'];
    let block = blocks.last_mut().filter(|block| block.hidden.is_none() && block.furniture.is_none());
    let Some(block) = block else {
        blocks.push(line.block());
        return;
    };
    let is_label = line.text.split_whitespace().next().is_some_and(is_label);
    let goes_on = last.is_some_and(|last| {
        let down = line.y - last.y;
        let is_alike = (0.87..1.15).contains(&(line.size / last.size));
        is_alike && !is_label && down > 0.0 && down < PITCH * last.size && line.is_in_column_of(last)
    });
    let is_broken =
        block.text.ends_with(HYPHENS) && line.text.chars().next().is_some_and(char::is_alphabetic);
    if last.is_some_and(|last| {
        last.is_beside(line) && last.right <= line.left && line.left < last.right + LABEL_GAP * last.size
    }) {
        block.text.push(' ');
        line.add_to(block);
    } else if goes_on || is_broken {
        // a heading is one line, however it is set
        block.text.push(if line.size > LARGE * body { ' ' } else { '\n' });
        line.add_to(block);
    } else {
        blocks.push(line.block());
    }
}

/// Whether a letter belongs to Hebrew, Arabic, Syriac, Thaana or another script of that direction.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// The size of most letters.
fn usual_size(pages: &[Shown]) -> f64 {
    let mut sizes: Vec<f64> = seen_on(pages).map(|letter| letter.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or_default()
}

/// Letters one after the other, cut where they are seen in another way.
fn runs<'l>(letters: impl Iterator<Item = &'l Letter>) -> Vec<(String, Sight)> {
    let mut runs: Vec<(String, Sight)> = Vec::new();
    let mut last: Option<&Letter> = None;
    for letter in letters {
        let apart = last.map_or(0.0, |last| {
            (letter.x - last.x - last.width).hypot(letter.y - last.y) / last.size.max(1.0)
        });
        match runs.last_mut().filter(|(_, sight)| *sight == letter.sight) {
            Some((text, _)) => {
                let is_turned = !letter.is_upright;
                if apart > if is_turned { 2.0 } else { WORD_GAP } && !text.ends_with(' ') {
                    text.push(' ');
                }
                text.push_str(&letter.text);
            }
            None => runs.push((letter.text.clone(), letter.sight)),
        }
        last = Some(letter);
    }
    runs.retain(|(text, _)| !text.trim().is_empty());
    runs
}

/// What each line of each page is around the text: a running head or foot, a page number.
fn around(pages: &[Vec<Line>]) -> Vec<Vec<Option<&'static str>>> {
    /// How many rows of a page's top and bottom are looked at, and how far they may move, in points.
    const ROWS: usize = 2;
    const MOVED: f64 = 3.0;
    let mut candidates: Vec<(usize, usize, &'static str)> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let mut rows: Vec<f64> = page.iter().map(|line| line.y).collect();
        rows.sort_by(f64::total_cmp);
        rows.dedup_by(|one, other| (*one - *other).abs() < MOVED);
        let top = rows.get(ROWS - 1).or(rows.last()).copied().unwrap_or(f64::MIN);
        let bottom = rows.iter().rev().nth(ROWS - 1).or(rows.first()).copied().unwrap_or(f64::MAX);
        for (at, line) in page.iter().enumerate() {
            if line.y <= top + MOVED {
                candidates.push((number, at, Furniture::HEAD));
            }
            if line.y >= bottom - MOVED {
                candidates.push((number, at, Furniture::FOOT));
            }
        }
    }
    // the title, as pages have it at the top behind the first
    let first = pages.first().and_then(|page| largest(page)).map(|line| folded(&line.text));
    let mut found: Vec<Vec<Option<&'static str>>> = pages.iter().map(|page| vec![None; page.len()]).collect();
    // in one order: a line that is head and foot is the same to every auditor
    let mut alike: BTreeMap<(String, &'static str), Vec<(usize, usize)>> = BTreeMap::new();
    for (page, at, what) in candidates {
        let Some(line) = pages.get(page).and_then(|lines| lines.get(at)) else { continue };
        let is_title = || page > 0 && what == Furniture::HEAD && first.as_ref() == Some(&folded(&line.text));
        let own = if is_page_number(&line.text, page, pages.len()) {
            Some("page number")
        } else {
            is_title().then_some(Furniture::HEAD)
        };
        if let (Some(_), Some(found)) = (own, found.get_mut(page).and_then(|found| found.get_mut(at))) {
            *found = own;
        } else {
            alike.entry((shape(&line.text), what)).or_default().push((page, at));
        }
    }
    let line_at = |(page, at): (usize, usize)| pages.get(page).and_then(|lines| lines.get(at));
    for ((_, what), places) in alike {
        for one in &places {
            let repeats = places.iter().any(|other| {
                let (Some(line), Some(again)) = (line_at(*one), line_at(*other)) else { return false };
                one.0 != other.0
                    && (line.y - again.y).abs() < MOVED
                    && is_repeated((&line.text, one.0), (&again.text, other.0))
            });
            if let Some(found) =
                found.get_mut(one.0).and_then(|found| found.get_mut(one.1)).filter(|_| repeats)
            {
                *found = Some(what);
            }
        }
    }
    found
}
