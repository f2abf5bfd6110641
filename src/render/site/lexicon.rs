//! The words by which a page knows headings of lists, dates and what is written around texts: those in Latin letters, and
//! in the scripts of its statement.

use std::collections::BTreeSet;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::confusable_detection::skeleton;

use crate::audit::{CONTACTS, GROUPS, LABELS, SHARE_ROWS, words_of_days, words_of_pages};
use crate::extract::FILING;
use crate::list::{Sense, folded, words_of_headings};

/// The words, parted by spaces, and of which scripts they are; those that deny a text, by which texts call themselves,
/// that stand in by-lines and never in them, and those of other lines that pages write around any text, are of all
/// scripts.
#[derive(Debug, Serialize)]
pub struct Lexicon {
    scripts: BTreeSet<u32>,
    dates: String,
    pages: String,
    around: String,
    denials: String,
    statements: String,
    negations: String,
    by: String,
    organisations: String,
    contacts: &'static str,
    groups: &'static str,
    labels: String,
    rows: &'static str,
    filing: &'static str,
    /// Letters of the scripts beside Latin and Han, each with the letters behind it that an eye takes it for.
    looks: String,
    signer: String,
    signing: String,
    closing: String,
    party: String,
    beside: String,
}

impl Lexicon {
    /// The words for a statement with this text and these names.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut scripts = BTreeSet::from([LATIN]);
        for text in texts {
            scripts.extend(folded(text).chars().filter(|c| c.is_alphabetic()).map(script));
        }
        let joined = |words: &mut dyn Iterator<Item = &'static str>| {
            let is_known =
                |word: &&str| word.chars().all(|c| c == '\u{200c}' || scripts.contains(&script(c)));
            let words: BTreeSet<&str> = words.filter(is_known).collect();
            words.into_iter().collect::<Vec<&str>>().join(" ")
        };
        let of = |wanted: Sense| {
            joined(&mut words_of_headings().filter(|(_, sense)| *sense == wanted).map(|(word, _)| word))
        };
        let [mut pages, mut around, denials, statements, negations, by, organisations] = words_of_pages();
        let all = |words: &mut dyn Iterator<Item = &'static str>| {
            words.collect::<BTreeSet<&str>>().into_iter().collect::<Vec<&str>>().join(" ")
        };
        Self {
            dates: joined(&mut words_of_days()),
            pages: joined(&mut pages),
            around: joined(&mut around),
            denials: all(&mut { denials }),
            statements: all(&mut { statements }),
            negations: all(&mut { negations }),
            by: all(&mut { by }),
            organisations: all(&mut { organisations }),
            contacts: CONTACTS,
            groups: GROUPS,
            labels: folded(LABELS),
            rows: SHARE_ROWS,
            filing: FILING,
            looks: looks(&scripts),
            signer: of(Sense::Signer),
            signing: of(Sense::Signing),
            closing: of(Sense::Closing),
            party: of(Sense::Party),
            beside: of(Sense::Beside),
            scripts,
        }
    }
}

/// Of each letter in the blocks of `scripts` what it looks like, if that is another.
fn looks(scripts: &BTreeSet<u32>) -> String {
    let blocks = scripts.iter().filter(|script| **script > HAN_AND_OTHERS);
    let letters = blocks.flat_map(|block| block << 8..(block + 1) << 8).filter_map(char::from_u32);
    let pairs = letters.filter_map(|c| {
        let looks: String = skeleton(c.encode_utf8(&mut [0; 4])).collect();
        let is_other = c.nfd().eq([c]) && !looks.chars().eq([c]) && !looks.contains(char::is_whitespace);
        is_other.then(|| format!("{c}{looks}"))
    });
    pairs.collect::<Vec<_>>().join(" ")
}

const LATIN: u32 = 0;
const HAN_AND_OTHERS: u32 = 1;

/// A number for one script or several: what heading.js calls by the same number.
fn script(c: char) -> u32 {
    match u32::from(c) {
        ..0x250 | 0x1e00..0x1f00 => LATIN,
        code @ ..0x2e80 => code >> 8,
        _ => HAN_AND_OTHERS,
    }
}
