//! Words: what a reader takes in of a text, with layout, typography and transport folded away.
//!
//! A word is a run of letters, digits and marks, one character with its marks in scripts that are written without spaces,
//! or one sign. White space parts words and is nothing itself. Case, digits, superscripts and letters that only look
//! alike are never folded.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use foldhash::HashMap;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

use crate::audit::copy::Block;

/// What was folded away to find two words equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fold {
    /// White space, line breaks, blank lines.
    Layout,
    /// Numbers and bullets before the items of a list.
    ListMarks,
    /// A word broken at the end of a line, where the statement has it whole.
    Hyphenation,
    /// One shape of quotation mark or apostrophe for another.
    Quotes,
    /// One dash for another, or for hyphens.
    Dashes,
    /// Three dots for an ellipsis.
    Ellipses,
    /// `ﬁ` for `fi`.
    Ligatures,
    /// Arabic letters as shapes.
    PresentationForms,
    /// Arabic letters drawn out.
    Tatweel,
    /// ASCII in the width of Han characters.
    FullWidth,
    /// Another normalization form of the same characters.
    Normalization,
    /// Invisible characters, which are flagged one by one.
    Invisible,
}

impl Fold {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Layout => "layout",
            Self::ListMarks => "list-marks",
            Self::Hyphenation => "hyphenation",
            Self::Quotes => "quotes",
            Self::Dashes => "dashes",
            Self::Ellipses => "ellipses",
            Self::Ligatures => "ligatures",
            Self::PresentationForms => "presentation-forms",
            Self::Tatweel => "tatweel",
            Self::FullWidth => "full-width",
            Self::Normalization => "normalization",
            Self::Invisible => "invisible-characters",
        }
    }
}

/// The most words of a text that are compared.
pub(super) const MAX_WORDS: usize = 2_000_000;

/// One word of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Two words are equal if their keys are.
    pub(super) key: u32,
    /// The block it stands in.
    pub(super) block: usize,
    /// Where it stands in the text of the block, in bytes.
    pub(super) at: Range<usize>,
    /// How many lines of the block stand before its own.
    pub(super) line: usize,
    /// The invisible characters in it and behind it.
    pub(super) invisible: Vec<char>,
    /// Whether a line begins with it, or with the mark of a list before it.
    pub(super) begins_line: bool,
    /// The mark of a list before it.
    pub(super) mark: Option<Box<ListMark>>,
    /// Whether it is letters or digits, not a sign.
    pub(super) is_letters: bool,
}

/// A number or bullet at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListMark {
    /// The keys of the words that it would be elsewhere.
    pub(super) keys: Vec<u32>,
    /// Where it stands in the text of the block.
    pub(super) at: Range<usize>,
    /// The number, if it is one.
    pub(super) number: Option<u32>,
}

/// The words that were met so far, each with its key.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Those of words of up to 15 bytes, which are most, by their bytes and their length: compared without a look elsewhere.
    short: HashMap<u128, u32>,
    long: HashMap<Arc<str>, u32>,
    folded: Vec<Arc<str>>,
    /// For each key that of what its word looks like, once it is asked for.
    likeness: Vec<Option<u32>>,
}

impl Vocabulary {
    /// The folded form behind a key.
    pub(super) fn folded(&self, key: u32) -> &str {
        self.folded.get(key as usize).map_or("", |folded| folded)
    }

    /// The key of a folded form, if some word has it.
    pub(super) fn find(&self, folded: &str) -> Option<u32> {
        match short(folded) {
            Some(bytes) => self.short.get(&bytes).copied(),
            None => self.long.get(folded).copied(),
        }
    }

    /// For each of `words` a number that is equal for two if a reader could overlook the difference: another case, another
    /// spelling, letters that look alike. Runs are found by it, so that what differs everywhere is still told word by word.
    pub(super) fn likenesses(&mut self, words: &[Word]) -> Vec<u32> {
        words.iter().map(|word| self.likeness(word.key)).collect()
    }

    fn likeness(&mut self, key: u32) -> u32 {
        if let Some(known) = self.likeness.get(key as usize).copied().flatten() {
            return known;
        }
        let likeness = self.key(&looks(self.folded(key)));
        if let Some(unknown) = self.likeness.get_mut(key as usize) {
            *unknown = Some(likeness);
        }
        likeness
    }

    fn key(&mut self, folded: &str) -> u32 {
        if let Some(key) = self.find(folded) {
            return key;
        }
        let key = u32::try_from(self.folded.len()).unwrap_or(u32::MAX);
        let bytes = short(folded);
        let folded: Arc<str> = folded.into();
        match bytes {
            Some(bytes) => self.short.insert(bytes, key),
            None => self.long.insert(Arc::clone(&folded), key),
        };
        self.folded.push(folded);
        self.likeness.push(None);
        key
    }

    /// The words of the text of a block.
    pub(super) fn words(&mut self, text: &str, block: usize) -> Vec<Word> {
        let mut words = Vec::new();
        self.read(text, block, &mut words);
        words
    }

    /// Puts the words of the text of a block behind `words`, until there are more than [`MAX_WORDS`].
    pub(super) fn read(&mut self, text: &str, block: usize, words: &mut Vec<Word>) {
        read(text, block, &mut |folded| self.key(folded), words);
    }

    /// The folded forms behind all keys, in their order.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.folded.iter().map(|folded| &**folded)
    }
}

/// The bytes of a short word, with their number behind them.
fn short(folded: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    let (length, word) = bytes.split_last_mut()?;
    *length = u8::try_from(folded.len()).ok()?;
    word.get_mut(..folded.len())?.copy_from_slice(folded.as_bytes());
    Some(u128::from_le_bytes(bytes))
}

/// Puts the words of the text of a block behind `words`, until there are more than [`MAX_WORDS`]; `key` gives the key of a
/// folded form.
pub(super) fn read(text: &str, block: usize, key: &mut impl FnMut(&str) -> u32, words: &mut Vec<Word>) {
    let before = words.len();
    let mut begins_line = true;
    let mut mark = None;
    let (mut at, mut line) = (0, 0);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next())
        && words.len() <= MAX_WORDS
    {
        if first.is_whitespace() {
            begins_line |= is_line_break(first);
            line += usize::from(first == '\n');
            at += first.len_utf8();
            continue;
        }
        if is_invisible(first) {
            if let Some(last) = words.get_mut(before..).and_then(<[Word]>::last_mut) {
                last.invisible.push(first);
            }
            at += first.len_utf8();
            continue;
        }
        if begins_line
            && mark.is_none()
            && let Some((length, number)) = list_mark(text.get(at..).unwrap_or_default())
        {
            let keys = plain_words(text, block, at..at + length, key);
            mark = Some(Box::new(ListMark { keys, at: at..at + length, number }));
            at += length;
            continue;
        }
        let word = Word { begins_line, line, mark: mark.take(), ..word(text, block, at, key) };
        line += text.get(word.at.clone()).map_or(0, |written| written.matches('\n').count());
        at = word.at.end;
        words.push(word);
        begins_line = false;
    }
}

fn plain_words(text: &str, block: usize, range: Range<usize>, key: &mut impl FnMut(&str) -> u32) -> Vec<u32> {
    let mut keys = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(c) if c.is_whitespace() || is_invisible(c) => at += c.len_utf8(),
            Some(_) => {
                let word = word(text, block, at, key);
                at = word.at.end;
                keys.push(word.key);
            }
            None => break,
        }
    }
    keys
}

/// The word that begins at `at`, where neither white space nor an invisible character stands.
fn word(text: &str, block: usize, at: usize, key: &mut impl FnMut(&str) -> u32) -> Word {
    let rest = text.get(at..).unwrap_or_default();
    let mut word = Word {
        key: 0,
        block,
        at: at..at,
        line: 0,
        invisible: Vec::new(),
        begins_line: false,
        mark: None,
        is_letters: true,
    };
    if let Some(plain) = plain(rest) {
        word.key = key(rest.get(..plain).unwrap_or_default());
        word.at.end = at + plain;
        word.is_letters = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        return word;
    }
    let mut folded = String::new();
    let mut first = None;
    for c in rest.chars() {
        let continues = match first {
            None => true,
            Some(_) if is_invisible(c) => {
                word.invisible.push(c);
                word.at.end += c.len_utf8();
                continue;
            }
            // a line may be broken before a mark where no spaces part words
            Some(first) if c == '\n' && is_unspaced(first) && begins_with_mark(text, word.at.end + 1) => {
                word.at.end += 1;
                continue;
            }
            Some(first) => is_combining_mark(c) || continues(first, c),
        };
        if !continues {
            break;
        }
        first = first.or(Some(c));
        word.at.end += c.len_utf8();
        fold(c, &mut folded);
    }
    word.is_letters = first.is_some_and(char::is_alphanumeric);
    word.key = if first.is_some_and(is_dash) {
        key("-")
    } else if folded.len() >= 3 && folded.bytes().all(|byte| byte == b'.') {
        key("...")
    } else if folded.is_ascii() {
        key(&folded)
    } else {
        key(&folded.nfc().collect::<String>())
    };
    word
}

/// The length of the word that begins `rest`, if it is one of the most: letters or a sign of ASCII that nothing folds.
fn plain(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let is_sign = bytes.first().is_some_and(|first| first.is_ascii_punctuation() && !b"-.`".contains(first));
    let length = letters.max(usize::from(is_sign));
    let ends = bytes.get(length).is_none_or(|next| matches!(next, b' '..=b'~' | b'\n'));
    (length > 0 && ends).then_some(length)
}

fn begins_with_mark(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_combining_mark)
}

/// What `folded` looks like to an eye that passes over case, spelling and resemblance.
fn looks(folded: &str) -> String {
    static ASCII: LazyLock<Vec<String>> =
        LazyLock::new(|| ('\0'..='\x7f').map(|c| skeleton(c.encode_utf8(&mut [0; 4])).collect()).collect());
    if folded.is_ascii() {
        let one_by_one = folded.bytes().filter_map(|byte| ASCII.get(usize::from(byte.to_ascii_lowercase())));
        return one_by_one.map(String::as_str).collect();
    }
    let spelled: String = folded.to_lowercase().chars().map(one_spelling).collect();
    skeleton(&spelled).collect()
}

/// The line on which a word of a block stands, from 1.
pub(super) fn line_of(word: &Word, blocks: &[Block]) -> usize {
    blocks.get(word.block).map_or(1, |block| block.line + word.line)
}

/// The kinds of folds that make the words `one` and `other`, as they are written, equal.
pub(super) fn folds_between(one: &str, other: &str) -> BTreeSet<Fold> {
    let mut found = BTreeSet::new();
    if one == other {
        return found;
    }
    if let Some((front, back)) = other.split_once(is_line_break) {
        let kept = front.trim_end().trim_end_matches(|c| is_dash(c) || c == SOFT_HYPHEN);
        let fold = if kept == front.trim_end() { Fold::Layout } else { Fold::Hyphenation };
        found.extend(folds_between(one, &format!("{kept}{}", back.trim_start())));
        found.insert(fold);
        return found;
    }
    type IsOfIt = fn(char) -> bool;
    let kinds: [(Fold, IsOfIt); 7] = [
        (Fold::Quotes, is_quote),
        (Fold::Dashes, is_dash),
        (Fold::Ellipses, |c| matches!(c, '.' | '…' | '⋯')),
        (Fold::Ligatures, |c| matches!(c, '\u{fb00}'..='\u{fb17}')),
        (Fold::PresentationForms, is_presentation_form),
        (Fold::Tatweel, |c| c == '\u{640}'),
        (Fold::FullWidth, |c| matches!(c, '\u{ff01}'..='\u{ff5e}')),
    ];
    for (fold, is_of_it) in kinds {
        let of_it = |word: &str| word.chars().filter(|c| is_of_it(*c)).collect::<String>();
        if of_it(one) != of_it(other) {
            found.insert(fold);
        }
    }
    let seen = |word: &str| word.chars().filter(|c| !is_invisible(*c)).collect::<String>();
    let (one_seen, other_seen) = (seen(one), seen(other));
    if one_seen != one || other_seen != other {
        let hidden = |word: &str| word.chars().filter(|c| is_invisible(*c)).collect::<String>();
        if hidden(one) != hidden(other) {
            found.insert(Fold::Invisible);
        }
    }
    if found.is_empty() && one_seen != other_seen {
        found.insert(Fold::Normalization);
    }
    found
}

/// Shown only where a line breaks.
pub(super) const SOFT_HYPHEN: char = '\u{ad}';

/// Characters that show nothing where a font does what it should, and so can mark a copy.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || c.is_control() && !c.is_whitespace()
}

/// Controls that show other characters than those that are written: in another order, from right to left, and on a
/// terminal at another place or not at all.
pub(super) fn reorders(c: char) -> bool {
    matches!(c, '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2067}')
        || matches!(c, '\u{8}' | '\u{e}' | '\u{f}' | '\u{1b}' | '\u{80}'..='\u{9f}')
}

/// Marks that do so where nothing around them is written from right to left: `3, 8` between two is seen as `8, 3`.
pub(super) fn reorders_left_to_right(c: char) -> bool {
    matches!(c, '\u{200f}' | '\u{61c}')
}

/// Whether `c` is a letter of a script that is written from right to left.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && c.is_alphabetic()
}

/// Letters that some write for each other.
pub(super) fn one_spelling(c: char) -> char {
    match c {
        'ё' => 'е',
        'Ё' => 'Е',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ة' => 'ه',
        'أ' | 'إ' | 'آ' => 'ا',
        _ => c,
    }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether `c` goes on with the word that `first` began.
fn continues(first: char, c: char) -> bool {
    if is_dash(first) {
        return is_dash(c);
    }
    if matches!(first, '.' | '…' | '⋯') {
        return matches!(c, '.' | '…' | '⋯');
    }
    let in_words = |c: char| c.is_alphanumeric() || c == '\u{640}';
    in_words(first) && in_words(c) && !is_unspaced(first) && !is_unspaced(c)
}

/// Whether `c` is a syllable of Korean.
pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Whether `c` belongs to a script that is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19ff}'
        | '\u{1a20}'..='\u{1aaf}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3040}'..='\u{30ff}' | '\u{3100}'..='\u{312f}' | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a980}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Hyphens and dashes, also full-width and small ones; not the minus of a number.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

fn is_quote(c: char) -> bool {
    is_double_quote(c) || is_single_quote(c)
}

fn is_double_quote(c: char) -> bool {
    matches!(c,
        '"' | '\u{ab}' | '\u{bb}' | '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{300c}'..='\u{300f}'
        | '\u{301d}'..='\u{301f}' | '\u{ff02}')
}

fn is_single_quote(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{b4}' | '\u{2bc}' | '\u{2018}'
            ..='\u{201b}' | '\u{2032}' | '\u{2039}' | '\u{203a}' | '\u{ff07}'
    )
}

fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// `c` as words are compared, behind what `folded` holds.
fn fold(c: char, folded: &mut String) {
    match c {
        '\u{640}' => {}
        '…' | '⋯' => folded.push_str("..."),
        _ if is_double_quote(c) => folded.push('"'),
        _ if is_single_quote(c) => folded.push('\''),
        _ if is_dash(c) => folded.push('-'),
        '\u{ff01}'..='\u{ff5e}' => {
            folded.extend(char::from_u32(c as u32 - 0xff01 + 0x21));
        }
        '\u{fb00}'..='\u{fb17}' => folded.extend(std::iter::once(c).nfkc()),
        // Compatibility forms of marks stand on a space or a tatweel.
        _ if is_presentation_form(c) => {
            folded.extend(std::iter::once(c).nfkc().filter(|c| *c != ' ' && *c != '\u{640}'));
        }
        _ => folded.push(c),
    }
}

/// The length and the number of a list's mark at the start of `line`, with white space behind it.
fn list_mark(line: &str) -> Option<(usize, Option<u32>)> {
    const DIGITS: usize = 3;
    if let Some((length, number)) = number_behind_sign(line).or_else(|| flag(line)) {
        return Some((length, number));
    }
    let mut chars = line.char_indices().peekable();
    let bracket = chars.next_if(|(_, c)| *c == '(').is_some();
    let mut number = None;
    for _ in 0..DIGITS {
        let Some(digit) = chars.peek().and_then(|(_, c)| decimal(*c)) else { break };
        number = Some(number.unwrap_or(0) * 10 + digit);
        chars.next();
    }
    // letters count only before a bracket: a name may begin with an initial
    let letter = chars.next_if(|(_, c)| number.is_none() && c.is_ascii_lowercase()).map(|(_, c)| c);
    number = number.or(letter.map(|c| c as u32 - 'a' as u32 + 1));
    if number.is_some() {
        let (_, close) = chars.next()?;
        let closes = match (bracket, letter) {
            (false, None) => {
                matches!(close, '.' | ')' | '-' | '\u{2013}' | '\u{ff0e}' | '\u{3001}' | '\u{ff09}')
            }
            _ => close == ')',
        };
        if !closes {
            return None;
        }
        // the ideographic ones bring their own space
        let (end, behind) = chars.next()?;
        let brings_space = matches!(close, '\u{ff0e}' | '\u{3001}' | '\u{ff09}');
        return (behind.is_whitespace() || brings_space).then_some((end, number));
    }
    let (_, bullet) = chars.next()?;
    let (end, behind) = chars.next()?;
    let is_bullet = matches!(
        bullet,
        '•' | '‣'
            | '◦'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '■'
            | '□'
            | '·'
            | '*'
            | '–'
            | '-'
            | '—'
            | '►'
            | '➢'
            | '✓'
            | '\u{f0b7}'
    );
    (!bracket && is_bullet && behind.is_whitespace() && behind != '\n').then_some((end, None))
}

/// `No. 1`, `#1`, `№ 1`, with white space behind it.
fn number_behind_sign(line: &str) -> Option<(usize, Option<u32>)> {
    const DIGITS: usize = 3;
    let counted = ["№", "#", "No.", "no.", "Nr.", "nr.", "Nº", "N°", "n°"]
        .iter()
        .find_map(|sign| line.strip_prefix(sign))?;
    let counted = counted.trim_start_matches([' ', '\u{a0}']);
    let end = counted.find(|c| decimal(c).is_none())?;
    let (digits, behind) = counted.split_at_checked(end)?;
    let number = digits
        .chars()
        .filter_map(decimal)
        .fold(0, |number: u32, digit| number.saturating_mul(10).saturating_add(digit));
    let is_mark = (1..=DIGITS).contains(&digits.chars().count()) && behind.starts_with(char::is_whitespace);
    is_mark.then_some((line.len() - behind.len(), Some(number)))
}

/// The flag of a country, with white space behind it.
fn flag(line: &str) -> Option<(usize, Option<u32>)> {
    let is_of_flag = |c: &char| matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    let letters: usize = line.chars().take_while(is_of_flag).map(char::len_utf8).sum();
    let behind = line.get(letters..)?;
    (letters == 8 && behind.starts_with(char::is_whitespace)).then_some((letters, None))
}

/// The value of a decimal digit of the scripts in which lists are likely to count.
fn decimal(c: char) -> Option<u32> {
    let zeros = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{17e0}', '\u{ff10}'];
    zeros.iter().find_map(|zero| (c as u32).checked_sub(*zero as u32).filter(|value| *value < 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        let mut vocabulary = Vocabulary::default();
        let words = vocabulary.words(text, 0);
        words.iter().map(|word| vocabulary.folded(word.key).to_owned()).collect()
    }

    #[test]
    fn layout_and_typography_make_no_other_words() {
        for (one, other) in [
            ("to be,\nor not", "to  be, or\u{a0}not"),
            ("“Yes” – she said…", "\"Yes\" - she said..."),
            ("l’été", "l'e\u{301}te\u{301}"),
            ("the ﬁrst oﬃce", "the first office"),
            ("政治犯 必须，获释", "政治犯必须,\n获释"),
            ("ﻣﺮﺣﺒﺎ", "مرحبا"),
            ("الســـلام", "السلام"),
            ("ＡＢＣ １２", "ABC 12"),
            ("dra\u{ad}ft", "draft"),
            ("1. Free them.\n2. Now.", "• Free them.\n• Now."),
            ("می\u{200c}خواهیم", "میخواهیم"),
        ] {
            assert_eq!(folded(one), folded(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn case_digits_superscripts_and_look_alikes_are_other_words() {
        for (one, other) in [
            ("must", "Must"),
            ("10", "1 0"),
            ("m²", "m2"),
            ("free", "frее"),
            ("все", "всё"),
            ("كرد", "کرد"),
            ("now here", "nowhere"),
            ("they. We", "they, We"),
            ("1.5", "15"),
            ("cafe", "café"),
            ("(1) yes", "yes (1)"),
        ] {
            assert_ne!(folded(one), folded(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn a_number_is_a_mark_at_the_start_of_a_line_alone() {
        let mut vocabulary = Vocabulary::default();
        let words = vocabulary.words("12. We met on the\n29. of May (3) and\n2025. It\n- rained", 0);
        let marks: Vec<_> =
            words.iter().filter_map(|word| word.mark.as_ref()).map(|mark| mark.number).collect();
        assert_eq!(marks, [Some(12), Some(29), None]);
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "  «Été»\n\u{200b}soft\u{ad}ly";
        let words = Vocabulary::default().words(text, 3);
        let raw: Vec<_> = words.iter().map(|word| &text[word.at.clone()]).collect();
        assert_eq!(raw, ["«", "Été", "»", "soft\u{ad}ly"]);
        assert!(words.iter().all(|word| word.block == 3));
        assert_eq!(words[3].invisible, ['\u{ad}']);
        assert_eq!(words[2].invisible, ['\u{200b}']);
        assert_eq!(words.iter().map(|word| word.begins_line).collect::<Vec<_>>(), [true, false, false, true]);
    }

    #[test]
    fn lines_are_counted_where_one_is_broken_before_a_mark() {
        for text in ["\u{e01}\n\u{e34}\u{e19}\n\u{e02}", "\u{1780}\n\u{17b6}\u{1798}\n\u{1781}"] {
            let lines: Vec<_> = Vocabulary::default().words(text, 0).iter().map(|word| word.line).collect();
            assert_eq!(lines, [0, 1, 2]);
        }
    }

    #[test]
    fn every_fold_is_named() {
        for (one, other, fold) in [
            ("“", "\"", Fold::Quotes),
            ("—", "--", Fold::Dashes),
            ("…", "...", Fold::Ellipses),
            ("oﬃce", "office", Fold::Ligatures),
            ("ﻣﺮﺣﺒﺎ", "مرحبا", Fold::PresentationForms),
            ("ســلام", "سلام", Fold::Tatweel),
            ("ＡＢ", "AB", Fold::FullWidth),
            ("é", "e\u{301}", Fold::Normalization),
            ("a\u{200b}b", "ab", Fold::Invisible),
            ("prisoners", "pris-\noners", Fold::Hyphenation),
            ("prisoners", "pris\u{ad}\noners", Fold::Hyphenation),
            ("자유로운", "자유\n로운", Fold::Layout),
        ] {
            assert_eq!(folds_between(one, other), BTreeSet::from([fold]), "{one:?} and {other:?}");
        }
        assert_eq!(folds_between("same", "same"), BTreeSet::new());
    }
}
