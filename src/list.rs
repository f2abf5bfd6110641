//! The list of signatories under a draft: found by its heading, read name by name.
//!
//! What is signed is the text alone, so a draft is cut at the heading: everything before it is the body, everything
//! behind it is names. No line is lost: behind the heading each is blank, a name or an error, and what reads in two ways
//! is an error too, until somebody settles it by hand.
//!
//! Line numbers, given and returned, count the lines of the source from 1. Canonicalization removes the blank lines
//! before the text, so their number ([`skipped_lines`]) comes along with it.

mod heading;
mod mark;
mod names;
mod stated;

use heading::Form;
pub(crate) use heading::{Sense, all as words_of_headings, ends_in_colon, folded, is_of_headings};
use names::{Row, shortened};

pub use names::{Listed, MAX_NAME, Trouble, Why};
pub use stated::{Stated, stated_counts};

/// Where the list of signatories begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitAt {
    /// At the only line that is a usual heading.
    Heading,
    /// At the heading on this line of the source, from 1; others before it are settled to belong to the body.
    Line(usize),
    /// Nowhere: all of the text is body.
    Nowhere,
}

/// A draft, cut into what is signed and who is to sign it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// Everything before the heading, without the blank lines before that: canonical text, as the draft is.
    pub body: &'a str,
    /// The heading.
    pub heading: Option<Place>,
    /// The names, in their order.
    pub names: Vec<Listed>,
    /// Lines of the body that look like headings of lists too; none unless the place was given by hand.
    pub left_in_body: Vec<Place>,
    skipped: usize,
}

impl Split<'_> {
    /// How many signatories the heading and the body state, to be held against the names.
    pub fn stated_counts(&self) -> Vec<Stated> {
        let heading = self.heading.iter().flat_map(|place| stated_counts(&place.text, place.line - 1));
        heading.chain(stated_counts(self.body, self.skipped)).collect()
    }
}

/// A line of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number, from 1.
    pub line: usize,
    /// What stands there, trimmed.
    pub text: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, shortened(&self.text))
    }
}

/// Why a draft is not cut. Texts of the source stand in the messages as they are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// No line is a usual heading. The lines that come nearest to one.
    #[error("no line heads a list of signatories{}", nearest(.0))]
    NoHeading(Vec<Place>),
    /// Several lines are.
    #[error("several lines look like the heading of the list of signatories{}", listed(.0))]
    ManyHeadings(Vec<Place>),
    /// There is more on the heading's line, most likely names.
    #[error("names stand on the line of the heading; write each on a line of its own below it\n  {0}")]
    NamesBesideHeading(Place),
    /// The source has no such line, or it lies in the blank lines around the text: the line, the first and the last.
    #[error("the text goes from line {first} to line {last}, and line {line} is not in it")]
    NoSuchLine {
        /// As asked for.
        line: usize,
        /// The first line of the text.
        first: usize,
        /// The last line of the text.
        last: usize,
    },
    /// The line is blank.
    #[error("line {0} is blank, and no heading")]
    BlankLine(usize),
    /// The line is neither a usual heading nor written as one; it may be a name, which would be lost.
    #[error("the heading of a list of signatories ends in a colon, and this line does not\n  {0}")]
    NotAHeading(Place),
    /// Nothing stands before the heading.
    #[error("no text stands before the heading of the list of signatories\n  {0}")]
    NoBody(Place),
    /// Nothing stands behind the heading.
    #[error("no name stands under the heading\n  {0}")]
    NoNames(Place),
    /// Lines that are not, or not surely, one name each.
    #[error("the list of signatories cannot be read with certainty{}", listed(.0))]
    Unsure(Vec<Trouble>),
}

/// Whether `line` heads a list of signatories, with names on it or not.
pub(crate) fn is_heading(line: &str) -> bool {
    heading::form(line.trim()).is_some()
}

/// Whether `line`, which stands in a list, heads a part of it: `Networks:`.
pub(crate) fn heads_part(line: &str) -> bool {
    ends_in_colon(line) && is_of_headings(line, |_| false) && line.contains(char::is_alphabetic)
}

/// Whether `text` has a word that headings of lists use for signing, for who signs, or for organisations.
pub(crate) fn speaks_of_signing(text: &str) -> bool {
    has_sense(text, |sense| matches!(sense, Sense::Signer | Sense::Signing | Sense::Party))
}

/// Whether `text` has a word that headings of lists use for signing, or for who signs.
pub(crate) fn tells_of_signing(text: &str) -> bool {
    has_sense(text, |sense| matches!(sense, Sense::Signer | Sense::Signing))
}

/// Whether a heading says that somebody signed for others, or people and no organisations: `Signed on behalf of the members:`
pub(crate) fn is_on_behalf(heading: &str) -> bool {
    let folded = folded(heading);
    let mut words = folded.split(|c: char| !c.is_alphabetic());
    words.any(|word| ["behalf", "individuals", "personas"].contains(&word)) || folded.contains("im namen")
}

/// Whether a heading, of which names are the rest of the sentence, speaks of others that belong to them: `Signed by members of`.
pub(crate) fn names_others(heading: &str) -> bool {
    const OTHERS: [&str; 16] = [
        "members",
        "partners",
        "supporters",
        "endorsers",
        "names",
        "of",
        "for",
        "to",
        "with",
        "im",
        "für",
        "con",
        "de",
        "des",
        "с",
        "к",
    ];
    let mut words = heading.split_whitespace().map(str::to_lowercase);
    words.any(|word| OTHERS.contains(&word.as_str()))
}

/// Whether a heading is addressed to those who sign: `Letter to the signatories`.
pub(crate) fn addresses_signers(heading: &str) -> bool {
    let mut before = heading.split_whitespace().take_while(|word| !tells_of_signing(word));
    before.any(|word| word.eq_ignore_ascii_case("to")) && tells_of_signing(heading)
}

fn has_sense(text: &str, tells: impl Fn(&Sense) -> bool) -> bool {
    let folded = heading::folded(text);
    // without their marks, the shortest are words of other languages too
    let tells_apart = |word: &&str| word.chars().count() > 3 || !word.is_empty() && !word.is_ascii();
    let mut words = folded.split(|c: char| !c.is_alphabetic()).filter(tells_apart);
    words.any(|word| match word.contains(heading::is_han) {
        true => heading::senses_within(word).iter().any(&tells),
        false => heading::sense(word).is_some_and(|sense| tells(&sense)),
    })
}

/// How many blank lines canonicalization removes before the text of `source`, a draft as it was decoded.
pub fn skipped_lines(source: &str) -> usize {
    // U+1680 is a space that canonical text keeps, so a line of it is not blank.
    let blank = |line: &&str| line.chars().all(|c| c.is_whitespace() && c != '\u{1680}');
    source.trim_start_matches('\u{feff}').split('\n').take_while(blank).count()
}

/// Cuts `text`, a canonical text before which `skipped` blank lines of its source were removed.
///
/// # Errors
/// When the heading is missing or not the only one, and when anything under it is not surely one name.
pub fn split(text: &str, skipped: usize, at: SplitAt) -> Result<Split<'_>, SplitError> {
    let lines = lines(text, skipped);
    let headings = headings(&lines);
    let found = match at {
        SplitAt::Nowhere => {
            let left_in_body = headings.iter().map(Line::place).collect();
            return Ok(Split { body: text, heading: None, names: Vec::new(), left_in_body, skipped });
        }
        SplitAt::Line(number) => given(&lines, number)?,
        SplitAt::Heading => match headings.as_slice() {
            [] => return Err(SplitError::NoHeading(near_headings(&lines))),
            [only] => *only,
            _ => return Err(SplitError::ManyHeadings(headings.iter().map(Line::place).collect())),
        },
    };
    if heading::form(found.text.trim()) == Some(Form::WithMore) {
        return Err(SplitError::NamesBesideHeading(found.place()));
    }
    let before = text.get(..found.start).unwrap_or_default();
    let without_end = before.trim_end_matches('\n');
    // with the LF that ends its last line
    let body = before.get(..without_end.len() + 1).unwrap_or_default();
    if without_end.is_empty() {
        return Err(SplitError::NoBody(found.place()));
    }
    let rows: Vec<Row<'_>> = lines
        .iter()
        .filter(|line| line.number > found.number && !line.is_blank())
        .map(|line| Row { line: line.number, text: line.text })
        .collect();
    if rows.is_empty() {
        return Err(SplitError::NoNames(found.place()));
    }
    let names = names::read(&rows).map_err(SplitError::Unsure)?;
    let left_in_body = headings.iter().filter(|line| line.number < found.number).map(Line::place).collect();
    Ok(Split { body, heading: Some(found.place()), names, left_in_body, skipped })
}

/// A line of the text.
#[derive(Clone, Copy)]
struct Line<'a> {
    number: usize,
    /// Where it starts, in bytes.
    start: usize,
    text: &'a str,
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn place(&self) -> Place {
        Place { line: self.number, text: self.text.trim().to_owned() }
    }
}

fn lines(text: &str, skipped: usize) -> Vec<Line<'_>> {
    let mut start = 0;
    let numbered = text.split_inclusive('\n').zip(skipped + 1..).map(|(line, number)| {
        let found = Line { number, start, text: line.trim_end_matches('\n') };
        start += line.len();
        found
    });
    numbered.collect()
}

/// The lines that head a list and begin a paragraph, but for the first line of all: that is a title.
fn headings<'a>(lines: &[Line<'a>]) -> Vec<Line<'a>> {
    let mut found: Vec<Line<'a>> = Vec::new();
    let mut above: Option<&Line<'a>> = None;
    for line in lines {
        let begins = above.is_none_or(|above| begins_paragraph(above, line));
        if !line.is_blank() && begins && heading::form(line.text.trim()).is_some() {
            found.push(*line);
        }
        above = Some(line);
    }
    let title = lines.iter().find(|line| !line.is_blank()).map(|line| line.number);
    if found.len() > 1 {
        found.retain(|line| Some(line.number) != title);
    }
    found
}

/// Whether `line` is no continuation of the paragraph `above`: in a text with hard line breaks the last words of a
/// paragraph can be "by the undersigned organisations".
fn begins_paragraph(above: &Line<'_>, line: &Line<'_>) -> bool {
    let sentence_ends = above
        .text
        .trim_end_matches(['"', '”', '’', '»', ')', '*', '_'])
        .ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '：', '؟', '۔']);
    above.is_blank()
        || (sentence_ends && heading::ends_in_colon(line.text))
        || heading::is_markdown_heading(line.text)
}

/// The line that was given as the heading.
fn given<'a>(lines: &[Line<'a>], number: usize) -> Result<Line<'a>, SplitError> {
    let Some(line) = lines.iter().find(|line| line.number == number) else {
        let first = lines.first().map_or(0, |line| line.number);
        let last = lines.last().map_or(0, |line| line.number);
        return Err(SplitError::NoSuchLine { line: number, first, last });
    };
    if line.is_blank() {
        return Err(SplitError::BlankLine(number));
    }
    let text = line.text.trim();
    if heading::form(text).is_none() && !heading::is_written_as_heading(text) {
        return Err(SplitError::NotAHeading(line.place()));
    }
    Ok(*line)
}

/// The last few lines that somebody may have meant as a heading: short, and about signing or with a colon.
fn near_headings(lines: &[Line<'_>]) -> Vec<Place> {
    let near = |line: &&Line<'_>| {
        let words = heading::folded(line.text);
        let mut senses = words.split(|c: char| !c.is_alphabetic()).filter_map(heading::sense);
        let signs = senses.any(|s| matches!(s, heading::Sense::Signer | heading::Sense::Signing));
        line.text.chars().count() <= 120 && (signs || heading::ends_in_colon(line.text))
    };
    let mut found: Vec<Place> = lines.iter().rev().filter(near).take(3).map(Line::place).collect();
    found.reverse();
    found
}

fn nearest(places: &[Place]) -> String {
    if places.is_empty() { String::new() } else { format!("; these come nearest{}", listed(places)) }
}

/// The first few of `all`, each on a line of its own.
fn listed(all: &[impl std::fmt::Display]) -> String {
    const SHOWN: usize = 10;
    let mut shown: String = all.iter().take(SHOWN).map(|one| format!("\n  {one}")).collect();
    if let Some(more) = all.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        shown.push_str(&format!("\n  and {more} more"));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;
    use std::path::Path;

    use proptest::prelude::*;

    use crate::digest::Digest;

    /// One case a file: what it shows, where to cut (if not at the heading), what comes of it, the text.
    #[test]
    fn each_list_on_file_comes_to_what_it_says() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lists");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let case = std::fs::read_to_string(&path).unwrap();
            let mut parts = case.splitn(3, "===\n");
            let (head, expected, text) =
                (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            let at = head.lines().find_map(|line| line.strip_prefix("at line "));
            let at = at.map_or(SplitAt::Heading, |line| SplitAt::Line(line.parse().unwrap()));
            let found = outcome(text, at);
            assert_eq!(found, expected, "{}", path.display());
            count += 1;
        }
        assert!(count >= 50);
    }

    const SAMPLE: &str = include_str!("cli/command/demo/statement.txt");

    #[test]
    fn the_sample_is_cut_at_its_heading() {
        assert_eq!(skipped_lines(SAMPLE), 2);
        let text = format!("{}\n", SAMPLE.trim_matches('\n'));
        let split = split(&text, 2, SplitAt::Heading).unwrap();
        assert_eq!(
            Digest::of(split.body.as_bytes()).to_string(),
            "b459eb79b1fbeacaf4f668336a93d90cdf66425873762078aa6ca48175beabfb"
        );
        assert_eq!(split.heading, Some(Place { line: 17, text: "Signed:".to_owned() }));
        assert_eq!(split.names.len(), 29);
        for (listed, line) in split.names.iter().zip((19..=20).chain(22..)) {
            assert_eq!(listed.line, line);
            let written = SAMPLE.lines().nth(line - 1).unwrap();
            assert_eq!(written.split_once(". ").unwrap().1, listed.name);
        }
        assert_eq!(
            (split.left_in_body, split.names[25].name.as_str()),
            (vec![], "The 30 October Foundation")
        );
    }

    #[test]
    fn the_sample_states_no_number_of_signatories() {
        assert_eq!(stated_counts(SAMPLE, 0), []);
    }

    #[test]
    fn without_a_list_all_of_the_text_is_body() {
        let text = "They must be freed.\n\nSigned:\n\n1. Freedom House\n";
        let split = split(text, 3, SplitAt::Nowhere).unwrap();
        assert_eq!((split.body, split.heading, split.names), (text, None, vec![]));
        assert_eq!(split.left_in_body, [Place { line: 6, text: "Signed:".to_owned() }]);
    }

    #[test]
    fn lines_are_those_of_the_source_in_results_and_errors() {
        let text = "They must be freed.\n\nSigned:\n\n1. Freedom House\nand friends\n";
        let error = split(text, 10, SplitAt::Line(13)).unwrap_err();
        let why = Why::NoNumber;
        assert_eq!(
            error,
            SplitError::Unsure(vec![Trouble { line: 16, text: "and friends".to_owned(), why }])
        );
        let outside = SplitError::NoSuchLine { line: 3, first: 11, last: 16 };
        assert_eq!(split(text, 10, SplitAt::Line(3)), Err(outside));
    }

    #[test]
    fn blank_lines_before_the_text_are_counted_as_canonicalization_removes_them() {
        for (source, count) in [
            ("a\n", 0),
            ("\u{feff}a", 0),
            ("\n\na", 2),
            ("\u{feff}\r\n \t\r\n\u{3000}\n\u{a0}\na\n\n", 4),
            ("\u{1680}\na", 0),
        ] {
            assert_eq!(skipped_lines(source), count, "{source:?}");
        }
    }

    #[test]
    fn headings_and_body_both_state_counts() {
        let text = "We, the undersigned 30 organisations, agree.\n\nSignatories (29):\n\n1. Freedom House\n";
        let stated = split(text, 4, SplitAt::Heading).unwrap().stated_counts();
        let found: Vec<(usize, u32)> = stated.iter().map(|stated| (stated.line, stated.number)).collect();
        assert_eq!(found, [(7, 29), (5, 30)]);
    }

    #[test]
    fn a_long_list_of_troubles_is_shown_in_part() {
        let text = format!("Freed.\n\nSigned:\n\n1. A\n2. B\n{}", "3. A\n".repeat(20));
        let shown = split(&text, 0, SplitAt::Heading).unwrap_err().to_string();
        assert!(shown.ends_with("\n  and 10 more"), "{shown}");
    }

    /// How a line that has `place` names before it is marked.
    type Marked = fn(usize) -> String;

    const STYLES: &[Marked] = &[
        |place| format!("{}. ", place + 1),
        |place| format!("{}.", place + 1),
        |place| format!("{}) ", place + 1),
        |place| format!("{}.- ", place + 1),
        |place| format!("({}) ", place + 1),
        |place| format!("[{}] ", place + 1),
        |place| format!("{} - ", place + 1),
        |place| format!("{}: ", place + 1),
        |place| format!("№ {} ", place + 1),
        |place| format!("{}、", place + 1),
        |place| format!("{}. ", digits(place + 1, '٠')),
        |place| format!("{}\u{200f}- ", digits(place + 1, '٠')),
        |place| format!("{}- ", digits(place + 1, '۰')),
        |place| format!("{}．", digits(place + 1, '\u{ff10}')),
        |place| {
            format!(
                "{}、",
                ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"][place]
            )
        },
        |place| format!("{} ", ["①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩", "⑪", "⑫"][place]),
        |place| format!("    {}.  ", place + 1),
        |_| "1. ".to_owned(),
        |_| "- ".to_owned(),
        |_| "  – ".to_owned(),
        |_| "— ".to_owned(),
        |_| "* ".to_owned(),
        |_| "• ".to_owned(),
        |_| "•".to_owned(),
        |_| "▪ ".to_owned(),
        |_| "+ ".to_owned(),
        |_| "> ".to_owned(),
        |place| format!("- {}) ", place + 1),
    ];

    fn digits(number: usize, zero: char) -> String {
        let shifted =
            number.to_string().chars().map(|c| u32::from(zero) + c.to_digit(10).unwrap()).collect::<Vec<_>>();
        shifted.into_iter().filter_map(char::from_u32).collect()
    }

    /// Names as organisations have them, no two alike.
    fn names() -> impl Strategy<Value = Vec<String>> {
        let first = "Amnesty|The|Centre|7amleh|30|3D|50:50|\\+972|A\\.|urgewald|O'Brien|“Вясна”|Фонд|منظمة|کانون|人权|\\(Re\\)";
        let further = "International|Rights|& Justice|for Peace|e\\.V\\.|30|October|No\\. 5|1\\.5|Inc\\.|\\(TAD\\)|\\[UK\\]|прав, человека|\
            حقوق|بشر|观察（CPJ）|– Europe|and Sons, Ltd\\.|d’Ivoire|दलित";
        let name = format!("({first})( ({further})){{1,5}}");
        let names = prop::collection::vec(proptest::string::string_regex(&name).unwrap(), 2..12);
        names.prop_filter("no two names alike", |names| {
            let mut lower: Vec<_> = names.iter().map(|name| name.to_lowercase()).collect();
            lower.sort();
            lower.windows(2).all(|pair| pair[0] != pair[1])
        })
    }

    proptest! {
        #[test]
        fn marked_names_come_back_as_they_were(
            names in names(),
            style in 0..STYLES.len(),
            blanks in prop::collection::vec(0..3_usize, 12),
            heading in "Signed:|## Signatories \\([0-9]{1,3}\\)|Firman:|签署方：|الموقعون",
            separator in ",|;|",
        ) {
            // "1.7amleh" is refused: it could be a number with a fraction
            prop_assume!(style != 1 || !names.iter().any(|name| name.starts_with(char::is_numeric)));
            let mut text = format!("They must be freed.\n\n{heading}\n");
            for (place, name) in names.iter().enumerate() {
                text.push_str(&"\n".repeat(blanks[place]));
                text.push_str(&STYLES[style](place));
                text.push_str(name);
                text.push_str(&separator);
                text.push('\n');
            }
            let split = split(&text, 0, SplitAt::Heading).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
            prop_assert_eq!(split.body, "They must be freed.\n");
            for listed in &split.names {
                prop_assert!(text.lines().nth(listed.line - 1).unwrap().contains(&listed.name));
            }
            let read: Vec<String> = split.names.into_iter().map(|listed| listed.name).collect();
            prop_assert_eq!(read, names, "{}", text);
        }

        #[test]
        fn bare_names_come_back_as_they_were_or_not_at_all(names in names()) {
            let text = format!("They must be freed.\n\nSigned:\n\n{}\n", names.join("\n"));
            if let Ok(split) = split(&text, 0, SplitAt::Heading) {
                let read: Vec<String> = split.names.into_iter().map(|listed| listed.name).collect();
                prop_assert_eq!(read, names, "{}", text);
            }
        }

        #[test]
        fn plain_bare_names_come_back(
            names in prop::collection::hash_set("[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9}){0,3}( \\([A-Z]{3}\\)|, Inc\\.)?", 2..12)
        ) {
            let names: Vec<String> = names.into_iter().collect();
            prop_assume!(names.iter().all(|name| heading::form(name).is_none() && name != "Etc"));
            let text = format!("They must be freed.\n\nSigned:\n\n{}\n", names.join("\n"));
            let split = split(&text, 0, SplitAt::Heading).map_err(|e| TestCaseError::fail(e.to_string()))?;
            let read: Vec<String> = split.names.into_iter().map(|listed| listed.name).collect();
            prop_assert_eq!(read, names);
        }

        #[test]
        fn no_line_is_ever_lost(
            lines in prop::collection::vec(
                "|([0-9]{1,2}[.) ]|[-*•#>]|[a-c]\\)|\\(?[一二三]、)? ?(Free House[.,;]?|Signed:|No, X, Y|\\PC{0,12}|and 5 others|x@y.org)",
                0..9,
            ),
            at in 0..14_usize,
        ) {
            let text = format!("Freed.\n\nSigned:\n{}\n", lines.join("\n"));
            let at = if at == 0 { SplitAt::Heading } else { SplitAt::Line(at) };
            if let Ok(split) = split(&text, 0, at) {
                let heading = split.heading.clone().unwrap();
                let all: Vec<&str> = text.lines().collect();
                let (before, behind) = all.split_at(heading.line - 1);
                let before = before.join("\n");
                prop_assert_eq!(split.body.trim_end(), before.trim_end());
                prop_assert_eq!(behind[0].trim(), heading.text);
                let told: Vec<usize> = split.names.iter().map(|listed| listed.line).collect();
                let full = (heading.line + 1..).zip(&behind[1..]).filter(|(_, line)| !line.trim().is_empty());
                prop_assert_eq!(told, full.map(|(number, _)| number).collect::<Vec<_>>());
                for listed in &split.names {
                    prop_assert!(all[listed.line - 1].contains(&listed.name));
                    prop_assert!(listed.name.trim() == listed.name && listed.name.contains(char::is_alphanumeric));
                    prop_assert!(listed.name.len() <= MAX_NAME);
                }
            }
        }
    }

    fn outcome(text: &str, at: SplitAt) -> String {
        let split = match split(text, 0, at) {
            Ok(split) => split,
            Err(error) => return format!("error: {error}\n"),
        };
        let mut told = format!("heading {}\n", split.heading.clone().unwrap().line);
        for place in &split.left_in_body {
            writeln!(told, "left in body {}", place.line).unwrap();
        }
        for stated in split.stated_counts() {
            writeln!(told, "states {} on line {}: {}", stated.number, stated.line, stated.words).unwrap();
        }
        for listed in &split.names {
            writeln!(told, "{} {}", listed.line, listed.name).unwrap();
        }
        told
    }
}
