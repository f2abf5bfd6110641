//! The lines under a heading, read as names: each is one name, or it is refused.
//!
//! A name that is lost and a paragraph that becomes a name are the worst that can happen here, so whatever can be read
//! in two ways is refused, and there is one way to settle all of it: number the names.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use crate::list::heading;
use crate::list::mark::{self, Bullet, Hold, NUMERALS, Number, Numerals, trimmed};

/// The longest name, in bytes, as for every value in a record.
pub const MAX_NAME: usize = 256;

/// A name on the list, one trimmed line, and the line of the source where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The line of the source, from 1.
    pub line: usize,
    /// The name, without the list's marks.
    pub name: String,
}

/// A line under the heading that is not, or not surely, one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The line of the source, from 1.
    pub line: usize,
    /// The line as it stands there, trimmed.
    pub text: String,
    /// What is wrong with it.
    pub why: Why,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} {}: {}", self.line, self.why, shortened(&self.text))
    }
}

/// Why a line under the heading is not taken for a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The others are numbered, this line is not: text behind the list, or the rest of the line above.
    #[error("has no number, though the names of this list have")]
    NoNumber,
    /// The others have bullets, this line has none: text behind the list, or the rest of the line above.
    #[error("has no bullet, though the names of this list have")]
    NoBullet,
    /// It has another bullet than the first name: a list within the list, or a second one.
    #[error("has another bullet than the names before it")]
    OtherBullet,
    /// It is marked, the others are not.
    #[error("starts like a line of a numbered or bulleted list, though the lines around it do not")]
    MarkAmongBare,
    /// Its number does not follow the one before: a name is missing, or stands twice, or a second list begins.
    #[error("has number {found} where {expected} is due")]
    Number {
        /// What the name before it calls for.
        expected: u32,
        /// What stands there.
        found: u32,
    },
    /// It is another heading.
    #[error("looks like another heading")]
    Heading,
    /// It says how to reach somebody, or begins notes.
    #[error("looks like a contact, a note or another text behind the list")]
    Note,
    /// It holds a web or e-mail address.
    #[error("holds a web or e-mail address")]
    Address,
    /// It looks like a place and a day.
    #[error("looks like a date")]
    Date,
    /// It speaks of further names that are not listed.
    #[error("speaks of more names than are listed")]
    More,
    /// It is longer than a name can be; how many bytes.
    #[error("has {0} bytes, and a name has at most 256")]
    Long(usize),
    /// It is a sentence.
    #[error("looks like a sentence")]
    Sentence,
    /// More blank lines stand before it than between the names.
    #[error("stands apart from the names, behind blank lines")]
    Apart,
    /// It begins or ends as if a name were broken over two lines.
    #[error("looks like part of a name that goes over two lines")]
    Broken,
    /// A bracket is left open, or closed twice.
    #[error("has a bracket without its partner")]
    Bracket,
    /// It may hold several names.
    #[error("may hold several names: write one name a line")]
    Several,
    /// Spaces in a row, or the bars of a table.
    #[error("looks like several columns, or has a space too many")]
    Columns,
    /// It has neither a letter nor a digit.
    #[error("holds no name")]
    NoName,
    /// It holds Markdown emphasis, a check box or a bidi control.
    #[error("holds {0}, which no name has")]
    Character(&'static str),
    /// The same name stands on an earlier line, but for its case.
    #[error("repeats the name on line {0}")]
    Repeated(usize),
}

/// A line that is not blank, with its number in the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) line: usize,
    /// As it stands in the text.
    pub(crate) text: &'a str,
}

/// Reads the rows under a heading; every row is a name or a trouble.
///
/// # Errors
/// All troubles, in the order of the lines.
pub(crate) fn read(rows: &[Row<'_>]) -> Result<Vec<Listed>, Vec<Trouble>> {
    let mut items: Vec<Item> = rows.iter().map(Item::new).collect();
    let marked = unmark(&mut items);
    if !marked {
        refuse_marks(&mut items);
        refuse_other_layout(&mut items);
    }
    refuse_several(&mut items, marked);
    drop_separators(&mut items, marked);
    drop_emphasis(&mut items);
    for item in &mut items {
        let why = not_a_name(item.name).or_else(|| if marked { None } else { not_a_bare_name(item.name) });
        item.refuse_if(why);
    }
    refuse_repeated(&mut items);

    let troubles: Vec<Trouble> = items.iter().filter_map(Item::trouble).collect();
    if !troubles.is_empty() {
        return Err(troubles);
    }
    Ok(items.iter().map(|item| Listed { line: item.row.line, name: item.name.to_owned() }).collect())
}

/// `text`, cut to what fits on a line of a message.
pub(crate) fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(60).collect();
    if chars.next().is_none() { start } else { format!("{}…", start.trim_end()) }
}

/// A row on its way to a name. The first thing found wrong with it stays.
struct Item<'a> {
    row: Row<'a>,
    name: &'a str,
    why: Option<Why>,
}

impl<'a> Item<'a> {
    fn new(row: &Row<'a>) -> Self {
        Self { row: *row, name: trimmed(row.text), why: None }
    }

    fn refuse(&mut self, why: Why) {
        self.why.get_or_insert(why);
    }

    fn refuse_if(&mut self, why: Option<Why>) {
        if let Some(why) = why {
            self.refuse(why);
        }
    }

    fn indent(&self) -> usize {
        self.row.text.chars().take_while(|c| c.is_whitespace()).count()
    }

    fn trouble(&self) -> Option<Trouble> {
        let why = self.why.clone()?;
        Some(Trouble { line: self.row.line, text: trimmed(self.row.text).to_owned(), why })
    }
}

/// How the names of a list are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marks {
    Numbers(Numerals, Hold),
    Bullets(char),
}

/// Takes the marks off the names, numbers behind bullets too, and refuses the rows that lack them; whether the list is
/// marked at all.
fn unmark(items: &mut [Item<'_>]) -> bool {
    let Some(marks) = outer_marks(items) else { return false };
    match marks {
        Marks::Numbers(numerals, least) => unnumber(items, numerals, least),
        Marks::Bullets(shape) => unbullet(items, shape),
    }
    match inner_marks(items, marks) {
        Some(Marks::Numbers(numerals, least)) => unnumber(items, numerals, least),
        Some(Marks::Bullets(shape)) => unbullet(items, shape),
        None => {}
    }
    true
}

/// The marks of a list: those of its first names if these begin a count or are bullets, else those that most rows have,
/// so that a stray line at the top is what gets refused.
fn outer_marks(items: &[Item<'_>]) -> Option<Marks> {
    let first = items.first()?.name;
    let second = items.get(1).map(|item| item.name);
    let most = |count: usize| count * 2 > items.len();
    for numerals in NUMERALS {
        let firm = |name| mark::number(name, numerals).is_some_and(|n| n.hold == Hold::Firm);
        let begins = mark::number(first, numerals).filter(|n| n.value == 1);
        let goes_on = second.and_then(|name| mark::number(name, numerals)).filter(|n| n.value == 2);
        // "A. Philip Randolph Institute", "V. Day": letters count only where a second one does
        let counts_alone = !matches!(numerals, Numerals::Letters | Numerals::Roman);
        let is_firm = begins.is_some_and(|n| n.hold == Hold::Firm);
        if counts_alone && (is_firm || most(items.iter().filter(|item| firm(item.name)).count())) {
            return Some(Marks::Numbers(numerals, Hold::Tight));
        }
        if let (Some(one), Some(two)) = (begins, goes_on) {
            return Some(Marks::Numbers(numerals, one.hold.min(two.hold)));
        }
    }
    let firm = |name| mark::bullet(name).filter(|b| b.firm);
    let alike = |one: Bullet<'_>, two: Bullet<'_>| one.shape == two.shape;
    let tight = mark::bullet(first).zip(second.and_then(mark::bullet)).filter(|(a, b)| alike(*a, *b));
    if let Some(bullet) = firm(first).or(tight.map(|(bullet, _)| bullet)) {
        return Some(Marks::Bullets(bullet.shape));
    }
    let bulleted: Vec<Bullet<'_>> = items.iter().filter_map(|item| firm(item.name)).collect();
    bulleted.first().filter(|_| most(bulleted.len())).map(|bullet| Marks::Bullets(bullet.shape))
}

/// Marks behind the outer ones (`- 1. Freedom House`), only if every one of several names has them.
fn inner_marks(items: &[Item<'_>], outer: Marks) -> Option<Marks> {
    let read: Vec<&str> = items.iter().filter(|item| item.why.is_none()).map(|item| item.name).collect();
    let first = read.first()?;
    if read.len() < 2 {
        return None;
    }
    if let Marks::Numbers(..) = outer {
        let shape = mark::bullet(first)?.shape;
        let all = read.iter().all(|name| mark::bullet(name).is_some_and(|b| b.firm && b.shape == shape));
        return all.then_some(Marks::Bullets(shape));
    }
    let counts = |numerals: Numerals| {
        let numbers = read.iter().map(|name| mark::number(name, numerals));
        (1..).zip(numbers).all(|(due, n)| n.is_some_and(|n| n.value == due && n.hold == Hold::Firm))
    };
    NUMERALS
        .into_iter()
        .find(|numerals| counts(*numerals))
        .map(|numerals| Marks::Numbers(numerals, Hold::Firm))
}

fn unnumber(items: &mut [Item<'_>], numerals: Numerals, least: Hold) {
    let number = |name| mark::number(name, numerals).filter(|n: &Number<'_>| n.hold >= least);
    // Markdown counts for its writer: 1., 1., 1.
    let all_one = items.len() > 1 && items.iter().all(|item| number(item.name).is_some_and(|n| n.value == 1));
    let mut due = 1;
    for item in items.iter_mut().filter(|item| item.why.is_none()) {
        let Some(Number { value, rest, .. }) = number(item.name) else {
            item.refuse(Why::NoNumber);
            continue;
        };
        if value != due && !all_one {
            item.refuse(Why::Number { expected: due, found: value });
        }
        due = value + 1;
        // "1. Freedom House 2. Human Rights First": the next name stands on the same line
        let next_here = rest.split(' ').enumerate().any(|(place, word)| {
            place > 0 && mark::number(word, numerals).is_some_and(|n| n.value == due && n.hold == Hold::Firm)
        });
        if next_here {
            item.refuse(Why::Several);
        }
        item.name = rest;
    }
}

fn unbullet(items: &mut [Item<'_>], shape: char) {
    let firm = items.iter().find_map(|item| mark::bullet(item.name)).is_some_and(|bullet| bullet.firm);
    for item in items.iter_mut().filter(|item| item.why.is_none()) {
        match mark::bullet(item.name) {
            // "*Not a member" behind "* Freedom House" is a footnote
            Some(bullet) if bullet.shape == shape && (bullet.firm || !firm || shape != '*') => {
                item.name = bullet.rest
            }
            Some(bullet) if bullet.firm => item.refuse(Why::OtherBullet),
            _ => item.refuse(Why::NoBullet),
        }
    }
}

/// In a list of bare names no row may look like one of another list.
fn refuse_marks(items: &mut [Item<'_>]) {
    let mut before: Option<u32> = None;
    for (place, item) in (1..).zip(items.iter_mut()) {
        let digits = mark::number(item.name, Numerals::Digits);
        let counts_on =
            digits.is_some_and(|n| before.and_then(|value| value.checked_add(1)) == Some(n.value));
        // "2.Freedom House" as the second name
        let in_place = |n: Number<'_>| n.hold == Hold::Tight && n.value == place;
        let firm = digits.is_some_and(|n| n.hold == Hold::Firm || in_place(n));
        let bracketed_letter = mark::number(item.name, Numerals::Letters).is_some()
            && item.name.chars().take(3).any(|c| matches!(c, ')' | '）'));
        if firm || counts_on || bracketed_letter || mark::bullet(item.name).is_some() {
            item.refuse(Why::MarkAmongBare);
        }
        before = digits.map(|n| n.value);
    }
}

/// In a list of bare names only the layout tells where it ends and whether a name goes on in the next row, so all rows
/// must stand alike: with the same number of blank lines between them, none deeper than the first.
fn refuse_other_layout(items: &mut [Item<'_>]) {
    let lines: Vec<usize> = items.iter().map(|item| item.row.line).collect();
    let mut gaps: BTreeMap<usize, usize> = BTreeMap::new();
    for (above, below) in lines.iter().zip(lines.iter().skip(1)) {
        *gaps.entry(below - above - 1).or_default() += 1;
    }
    // The commonest, the narrower of two. A single gap shows no habit: one blank line may part two names, more may not.
    let usual = match gaps.first_key_value() {
        Some((gap, _)) if items.len() == 2 => (*gap).min(1),
        _ => gaps.iter().max_by_key(|(gap, count)| (**count, Reverse(**gap))).map_or(0, |(gap, _)| *gap),
    };
    let indent = items.first().map(Item::indent);

    let mut above: Option<(usize, &str)> = None;
    for item in items.iter_mut() {
        if let Some((line, name)) = above {
            let gap = item.row.line - line - 1;
            let goes_on = name.chars().count() >= 50 && item.name.starts_with(char::is_lowercase);
            let deeper = Some(item.indent()) > indent;
            if gap > usual {
                item.refuse(Why::Apart);
            } else if gap < usual || (gap == 0 && (goes_on || deeper)) {
                item.refuse(Why::Broken);
            }
        }
        above = Some((item.row.line, item.name));
    }
}

/// A list that is written as running text.
fn refuse_several(items: &mut [Item<'_>], marked: bool) {
    let inner = |name: &str| without_separator(name).matches([',', '，', '、', '،']).count();
    let all_on_one_line = !marked && items.len() == 1;
    let running = !marked && items.iter().filter(|item| inner(item.name) >= 2).count() * 2 > items.len();
    for item in items.iter_mut() {
        let commas = inner(item.name);
        let several = (all_on_one_line && commas > 0) || (running && commas >= 2);
        if several || without_separator(item.name).contains([';', '；', '؛']) {
            item.refuse(Why::Several);
        }
    }
}

/// Takes off what parts the names of an enumeration: `;` or `,` behind each, `.` behind the last or behind each.
fn drop_separators(items: &mut [Item<'_>], marked: bool) {
    let Some((last, others)) = items.split_last_mut() else { return };
    let parted = others.iter().filter(|item| without_separator(item.name) != item.name).count();
    let last_parted = without_separator(last.name) != last.name;
    if !marked {
        // Some with and some without: where one is missing the row may go on in the next, where one is too many too.
        let odd_has_it = parted * 2 <= others.len();
        let mixed = (parted > 0 && parted < others.len()) || (last_parted && parted < others.len());
        if mixed || (last_parted && others.is_empty()) {
            for item in others.iter_mut().filter(|i| (without_separator(i.name) != i.name) == odd_has_it) {
                item.refuse(Why::Broken);
            }
            if last_parted {
                last.refuse(Why::Broken);
            }
        }
    }
    let enumerated = !others.is_empty() && parted == others.len();
    for item in others.iter_mut().chain([&mut *last]) {
        item.name = without_separator(item.name);
    }
    // A full stop belongs to a name ("Freedom Now, Inc.") unless all the names end in one. Behind one of several bare
    // lines it ends a sentence.
    let stopped = items.iter().filter(|item| item.name.ends_with(FULL_STOPS)).count();
    let enough = if marked { 2 } else { 3 };
    let all_stopped = items.len() >= enough && stopped + usize::from(items.len() > 4) >= items.len();
    let count = items.len();
    for (place, item) in items.iter_mut().enumerate() {
        let plain = without_full_stop(item.name);
        if !marked && plain != item.name && item.name.split_whitespace().count() > 12 {
            item.refuse(Why::Sentence);
        }
        if all_stopped || (enumerated && place + 1 == count) {
            item.name = plain;
        } else if !marked && plain != item.name {
            item.refuse(Why::Sentence);
        }
    }
}

const FULL_STOPS: [char; 5] = ['.', '。', '．', '۔', '।'];

/// `name` without a comma or semicolon at its end, and without the "and" that may follow it: no name ends in them.
fn without_separator(name: &str) -> &str {
    const SEPARATORS: [char; 7] = [',', ';', '，', '；', '、', '،', '؛'];
    let before_and = name.rsplit_once(' ').filter(|(before, and)| {
        let and = matches!(*and, "and" | "y" | "e" | "et" | "und" | "и" | "و" | "&" | "和" | "及");
        and && before.trim_end().ends_with(SEPARATORS)
    });
    let name = before_and.map_or(name, |(before, _)| before).trim_end();
    trimmed(name.trim_end_matches(SEPARATORS))
}

/// `name` without a full stop at its end, unless that marks an abbreviation.
fn without_full_stop(name: &str) -> &str {
    let Some(rest) = name.strip_suffix(FULL_STOPS) else { return name };
    if !name.ends_with('.') {
        return rest.trim_end();
    }
    let word = rest.rsplit([' ', '(', '\u{a0}']).next().unwrap_or(rest);
    let abbreviated = word.contains('.')
        || word.chars().count() == 1
        || matches!(
            word.to_lowercase().as_str(),
            "inc"
                | "ltd"
                | "co"
                | "corp"
                | "llc"
                | "plc"
                | "ltda"
                | "cia"
                | "cie"
                | "bros"
                | "assn"
                | "assoc"
                | "asoc"
                | "intl"
                | "int"
                | "natl"
                | "nat"
                | "dept"
                | "univ"
                | "inst"
                | "found"
                | "soc"
                | "fed"
                | "org"
                | "etc"
                | "al"
                | "jr"
                | "sr"
                | "st"
                | "dr"
                | "mbh"
                | "ges"
                | "gem"
                | "ev"
                | "spol"
                | "им"
                | "г"
                | "др"
        );
    if abbreviated { name } else { rest.trim_end() }
}

/// Takes off Markdown emphasis around whole names.
fn drop_emphasis(items: &mut [Item<'_>]) {
    for item in items {
        for mark in ["**", "__", "*", "_"] {
            let inner = item.name.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
            if let Some(inner) = inner.filter(|inner| !inner.contains(mark)) {
                item.name = trimmed(inner);
                break;
            }
        }
    }
}

/// What no name is, whatever the list looks like.
fn not_a_name(name: &str) -> Option<Why> {
    if !name.contains(char::is_alphanumeric) {
        return Some(Why::NoName);
    }
    if heading::form(name).is_some() || heading::is_markdown_heading(name) {
        return Some(Why::Heading);
    }
    if is_note(name) {
        return Some(Why::Note);
    }
    if has_address(name) {
        return Some(Why::Address);
    }
    if speaks_of_more(name) {
        return Some(Why::More);
    }
    if name.len() > MAX_NAME {
        return Some(Why::Long(name.len()));
    }
    if ["[ ]", "[x]", "[X]"].iter().any(|check_box| name.starts_with(check_box)) {
        return Some(Why::Character("a check box"));
    }
    if name.contains("**") || name.contains("__") {
        return Some(Why::Character("Markdown emphasis"));
    }
    if name.contains(|c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    {
        return Some(Why::Character("a bidi control"));
    }
    if name.starts_with('|')
        || name.ends_with('|')
        || name.contains("  ")
        || name.contains("\u{3000}\u{3000}")
    {
        return Some(Why::Columns);
    }
    if !brackets_match(name) {
        return Some(Why::Bracket);
    }
    None
}

/// What can stand in a numbered list, and in a list of bare lines is more likely no name.
fn not_a_bare_name(name: &str) -> Option<Why> {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() > 20 || (words.len() > 5 && name.ends_with(['!', '?', '！', '？', '؟', '…'])) {
        return Some(Why::Sentence);
    }
    // "Signed in Geneva"
    let first = words.first().map(|word| heading::folded(word));
    if first.is_some_and(|word| heading::sense(&word) == Some(heading::Sense::Signing)) {
        return Some(Why::Note);
    }
    if is_date(&words) {
        return Some(Why::Date);
    }
    let joins = |word: &str| JOINING.split_whitespace().any(|joining| joining == word);
    let open_end = words.last().is_some_and(|word| joins(word) || word.ends_with(['-', '–', '—', '/', '&']));
    let open_start =
        words.first().is_some_and(|word| word.starts_with(['&', ')', '/', ',', ';', '.', '）', '，', '。']));
    (open_end || open_start).then_some(Why::Broken)
}

/// Small words that no name ends with.
const JOINING: &str = "a al an and at by for from in into of on or the to with à au aux dans de del der des die das du e \
    em en et für im la las le les los mit o os para pela pelo per por pour sur und van von y zu zum zur в для за и из \
    на о об от по при с في من على عن و از به برای در با 的 和 与 與";

/// A line with a label that begins what stands behind lists, or with a colon at its end.
fn is_note(name: &str) -> bool {
    let label = name.split([':', '：', '︰']).next().unwrap_or(name);
    let label = heading::folded(label.trim_matches(['#', '*', '_', '-', ' ', '.']));
    heading::ends_in_colon(name) || LABELS.contains(&label)
}

static LABELS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let labels = [
        "contact",
        "contacts",
        "media contact",
        "media contacts",
        "press contact",
        "press contacts",
        "for more information",
        "for further information",
        "media inquiries",
        "press inquiries",
        "note",
        "notes",
        "notes to editors",
        "note to editors",
        "background",
        "source",
        "sources",
        "tel",
        "phone",
        "fax",
        "e-mail",
        "email",
        "web",
        "website",
        "ends",
        "end",
        "footnotes",
        "references",
        "annex",
        "p.s",
        "ps",
        "contacto",
        "contactos",
        "contacto de prensa",
        "más información",
        "nota",
        "notas",
        "contato",
        "contatos",
        "notes aux éditeurs",
        "contact presse",
        "contacts presse",
        "pressekontakt",
        "kontakt",
        "anmerkung",
        "anmerkungen",
        "hinweis",
        "quelle",
        "контакт",
        "контакты",
        "примечание",
        "примечания",
        "справка",
        "источник",
        "للتواصل",
        "للاتصال",
        "ملاحظة",
        "ملاحظات",
        "تماس",
        "یادداشت",
        "توضیح",
        "联系方式",
        "联系人",
        "联系",
        "聯絡",
        "聯絡人",
        "附注",
        "附註",
        "注",
        "註",
        "备注",
        "備註",
    ];
    labels.iter().map(|label| heading::folded(label)).collect()
});

fn has_address(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mail = lower.split_whitespace().any(|word| {
        word.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty() && host.trim_end_matches(|c: char| !c.is_alphanumeric()).contains('.')
        })
    });
    mail || ["http://", "https://", "www.", "mailto:"].iter().any(|scheme| lower.contains(scheme))
}

/// "and 12 individuals", "Freedom House and 12 others", "20 more organisations", "et al."
fn speaks_of_more(name: &str) -> bool {
    const FURTHER: [&str; 15] = [
        "other",
        "more",
        "further",
        "otras",
        "otros",
        "más",
        "autres",
        "outras",
        "outros",
        "andere",
        "weitere",
        "други",
        "ещё",
        "أخرى",
        "دیگر",
    ];
    let further = |word: &str| FURTHER.iter().any(|further| word.starts_with(further));
    let counted =
        |word: &str| mark::decimal(word.trim_start_matches('+')).is_some_and(|(_, rest)| rest.is_empty());
    let and = |word: &str| matches!(word, "and" | "plus" | "y" | "et" | "e" | "und" | "и" | "و");
    let words: Vec<&str> = name.split_whitespace().collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    pairs.clone().any(|(one, two)| further(two) && (counted(one) || and(one)))
        || pairs.take(1).any(|(one, two)| and(one) && counted(two))
        || matches!(
            name.to_lowercase().trim_end_matches('.'),
            "et al" | "etc" | "among others" | "и др" | "等"
        )
}

/// A day, with or without a place before it: `Geneva, 30 October 2025`, `2025-10-30`, `October 2025`.
fn is_date(words: &[&str]) -> bool {
    const MONTHS: [&str; 40] = [
        "jan",
        "ene",
        "feb",
        "fev",
        "mar",
        "mär",
        "apr",
        "abr",
        "avr",
        "may",
        "mai",
        "jun",
        "jui",
        "jul",
        "aug",
        "ago",
        "aou",
        "sep",
        "set",
        "oct",
        "okt",
        "out",
        "nov",
        "dec",
        "dic",
        "dez",
        "янв",
        "фев",
        "мар",
        "апр",
        "мая",
        "июн",
        "июл",
        "авг",
        "сен",
        "окт",
        "ноя",
        "дек",
        "يناير",
        "نوفمبر",
    ];
    let numbers: Vec<u32> = words
        .iter()
        .flat_map(|word| word.split(|c| mark::digit(c).is_none()))
        .filter_map(|digits| mark::decimal(digits).filter(|(_, rest)| rest.is_empty()))
        .map(|(value, _)| value)
        .collect();
    let year = |value: &u32| (1900..2100).contains(value) || (1300..1500).contains(value);
    if !numbers.iter().any(year) || words.len() > 7 {
        return false;
    }
    let day = numbers.iter().any(|value| (1..=31).contains(value));
    let month = words.len() <= 3 && {
        let folded: Vec<String> = words.iter().map(|word| heading::folded(word)).collect();
        folded.iter().any(|word| MONTHS.iter().any(|month| word.starts_with(&heading::folded(month))))
    };
    day || month
}

fn brackets_match(name: &str) -> bool {
    let mut open = Vec::new();
    for c in name.chars() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '（' => open.push('）'),
            '【' => open.push('】'),
            '《' => open.push('》'),
            ')' | ']' | '）' | '】' | '》' if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

fn refuse_repeated(items: &mut [Item<'_>]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for item in items.iter_mut().filter(|item| item.why.is_none()) {
        let key = item.name.to_lowercase();
        match seen.get(&key) {
            Some(line) => item.why = Some(Why::Repeated(*line)),
            None => {
                seen.insert(key, item.row.line);
            }
        }
    }
}
