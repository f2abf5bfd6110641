//! What a canonical text may hide, to be shown before anybody signs it.

use std::collections::HashMap;
use std::fmt;

use unicode_security::mixed_script::AugmentedScriptSet;

use crate::text::CanonicalText;
use crate::text::class::{self, Class};
use crate::text::tables::{
    DIRECTION_MARK, ISOLATE, ISOLATE_END, JOINER, JOINER_SCRIPT, JOINS_NEXT, JOINS_PREVIOUS, LETTER, MARK,
    PICTOGRAPH, SPACING_MARK, STACKS, TRANSPARENT, UNSPACED_SCRIPT, VARIATION, VOWEL_SEPARATOR,
    ZERO_WIDTH_SPACE,
};

/// One thing that a signer should look at, and where it stands first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The character it is about; none if it is about a word.
    pub character: Option<char>,
    /// How many times the text holds it.
    pub times: u64,
    /// What there is to look at.
    pub what: Concern,
}

/// What there is to look at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Concern {
    /// A control character that nobody can see, in a place where it does its work.
    Control,
    /// A joiner that changes nothing that can be seen.
    IdleJoiner,
    /// A word with letters of scripts that look alike.
    MixedScripts(String),
    /// Further words of the kind, each counted, none shown.
    MoreMixedScripts,
    /// A CJK compatibility ideograph of the source, and the ideograph that NFC puts in its place.
    Compatibility(char),
}

impl Warning {
    /// The Unicode name of the character, if it is known for its properties.
    pub fn name(&self) -> Option<String> {
        self.character.and_then(class::name)
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: ", self.line, self.column)?;
        if let Some(character) = self.character {
            write!(f, "{}: ", class::denoted(character))?;
        }
        match &self.what {
            Concern::Control => f.write_str("this control character cannot be seen")?,
            Concern::IdleJoiner => f.write_str("this joiner changes nothing that can be seen")?,
            Concern::MixedScripts(word) => write!(f, "the word “{word}” mixes letters that look alike")?,
            Concern::MoreMixedScripts => f.write_str("more words mix letters that look alike")?,
            Concern::Compatibility(to) => {
                write!(f, "this compatibility ideograph becomes {to} (U+{:04X})", *to as u32)?;
            }
        }
        if self.times > 1 { write!(f, " ({} times)", self.times) } else { Ok(()) }
    }
}

/// The most different words of mixed scripts that are shown.
const WORDS: usize = 1000;

impl CanonicalText {
    /// What a signer should look at: control characters that the profile let pass, joiners that do nothing, words of
    /// mixed scripts. Each is listed once, where it stands first in this text.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Warnings::default();
        for (line, text) in (1..).zip(self.as_str().lines()) {
            // Nothing in plain ASCII concerns anybody.
            if !text.is_ascii() {
                controls(line, text, &mut warnings);
                mixed_words(line, text, &mut warnings);
            }
        }
        warnings.listed
    }
}

/// The warnings so far: each character and each word once.
#[derive(Default)]
pub(super) struct Warnings {
    pub(super) listed: Vec<Warning>,
    places: HashMap<(Option<char>, Concern), usize>,
}

impl Warnings {
    pub(super) fn add(&mut self, line: u32, column: u32, character: Option<char>, what: Concern) {
        let full = matches!(what, Concern::MixedScripts(_)) && self.places.len() >= WORDS;
        let known = self.places.get(&(character, what.clone())).copied();
        let (what, known) = match known {
            None if full => {
                (Concern::MoreMixedScripts, self.places.get(&(None, Concern::MoreMixedScripts)).copied())
            }
            _ => (what, known),
        };
        if let Some(warning) = known.and_then(|place| self.listed.get_mut(place)) {
            warning.times += 1;
        } else {
            self.places.insert((character, what.clone()), self.listed.len());
            self.listed.push(Warning { line, column, character, times: 1, what });
        }
    }
}

fn controls(line: u32, text: &str, warnings: &mut Warnings) {
    for (column, (at, c)) in (1..).zip(text.char_indices()) {
        if class::passes(c) {
            continue;
        }
        let kind = Class::of(c).kind();
        if !matches!(
            kind,
            JOINER | ZERO_WIDTH_SPACE | DIRECTION_MARK | ISOLATE | ISOLATE_END | VOWEL_SEPARATOR
        ) {
            continue;
        }
        warnings.add(line, column, Some(c), Concern::Control);
        if kind == JOINER && is_idle(text, at, c) {
            warnings.add(line, column, Some(c), Concern::IdleJoiner);
        }
    }
}

/// Whether the joiner `c` at `at` changes nothing that can be seen: it neither keeps a conjunct from forming nor makes
/// one, neither parts letters that join nor gives a letter a joined form, and joins no emoji.
fn is_idle(text: &str, at: usize, c: char) -> bool {
    let before = || text.get(..at).unwrap_or_default().chars().rev().map(Class::of);
    let after = || text.get(at + c.len_utf8()..).unwrap_or_default().chars().map(Class::of);
    let stacks = |class: Option<Class>| class.is_some_and(|class| class.has(STACKS));
    if stacks(before().next()) || stacks(after().next()) {
        return false;
    }
    let joins = |nearest: Option<Class>, property| nearest.is_some_and(|class| class.has(property));
    let from_before = joins(before().find(|class| !class.has(TRANSPARENT)), JOINS_NEXT);
    let from_after = joins(after().find(|class| !class.has(TRANSPARENT)), JOINS_PREVIOUS);
    if c == '\u{200C}' {
        return !(from_before && from_after);
    }
    let joins_emoji = after().next().is_some_and(|class| class.has(PICTOGRAPH))
        && before().next().is_some_and(|class| !class.has(JOINER_SCRIPT));
    from_before == from_after && !joins_emoji
}

fn mixed_words(line: u32, text: &str, warnings: &mut Warnings) {
    let mut start = None;
    let mut column = 0;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        column += 1;
        match (start, is_of_word(c)) {
            (None, true) => start = Some((at, column)),
            (Some((from, first)), false) => {
                if let Some(word) = text.get(from..at).filter(|word| is_mixed(word)) {
                    warnings.add(line, first, None, Concern::MixedScripts(word.to_owned()));
                }
                start = None;
            }
            _ => {}
        }
    }
}

/// Letters, marks and joiners make words. Scripts that are written without spaces make none: where they meet another
/// script, a word ends.
fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    let class = Class::of(c);
    let of_word = class.has(LETTER) || matches!(class.kind(), MARK | SPACING_MARK | JOINER | VARIATION);
    of_word && !class.has(UNSPACED_SCRIPT) && !is_east_asian(c)
}

fn is_east_asian(c: char) -> bool {
    let scripts = AugmentedScriptSet::for_char(c);
    !scripts.is_all() && (scripts.jpan || scripts.kore || scripts.hanb)
}

/// One character each of the scripts whose letters are taken for those of Latin.
const LIKE_LATIN: [char; 7] = ['б', 'γ', 'բ', 'Ꭰ', 'ⲁ', 'ꓐ', '𐐀'];

/// Whether `word` mixes scripts in a way that serves to deceive: Latin goes with any one script that does not look like
/// it ("وGoogle"), everything else only with itself.
fn is_mixed(word: &str) -> bool {
    // Most words lie within one of these, each of one script.
    let blocks = ['\0'..='\u{24F}', '\u{400}'..='\u{4FF}', '\u{600}'..='\u{6FF}', '\u{900}'..='\u{97F}'];
    if blocks.iter().any(|block| word.chars().all(|c| block.contains(&c))) {
        return false;
    }
    // Marks say nothing: many are at home in scripts that Unicode has yet to list.
    let letters: String = word.chars().filter(|c| Class::of(*c).has(LETTER)).collect();
    if !AugmentedScriptSet::for_str(&letters).is_empty() {
        return false;
    }
    let shares = |a: AugmentedScriptSet, c: char| {
        let mut both = a;
        both.intersect_with(c.into());
        !both.is_empty()
    };
    let mut others = AugmentedScriptSet::default();
    let mut latin = false;
    for c in letters.chars() {
        let scripts = AugmentedScriptSet::for_char(c);
        if !scripts.is_all() && shares(scripts, 'a') {
            latin = true;
        } else {
            others.intersect_with(scripts);
        }
    }
    others.is_empty() || latin && LIKE_LATIN.iter().any(|c| shares(others, *c))
}
