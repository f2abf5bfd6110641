//! What an audit found, as text for a terminal and as one JSON object, `audit/v1`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::audit::{
    Audit, Difference, DifferenceKind, Fold, Invisible, Name, NamePlace, NameVerdict, PartAudit, Reference,
    Remark, TextVerdict, look_alike,
};
use crate::render::escape::{escape_bounded, isolate};
use crate::render::json;
use crate::render::text::{CAVEAT, counted, grouped, notice};
use crate::trust::Standing;
use crate::verify::StatementReport;

/// How every audit ends, before what every report says.
pub(super) const LIMITS: &str = "an audit compares words: it sees no pictures, no logos and no meaning";

/// The most differences, names or hidden pieces that are shown one by one.
const SHOWN: usize = 40;

/// The longest piece of a text that is shown, in characters.
const LONGEST: usize = 300;

const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// The verdicts on a copy, and the evidence: first the line that may be quoted.
pub fn text(audit: &Audit, reference: &Reference<'_>, copy: &str) -> String {
    let statement = reference.report;
    let mut out = notice(reference.demonstration)
        .map_or(String::new(), |notice| format!("{DOUBT}{notice}{DOUBT:#}\n\n"));
    let Some(part) = audit.parts.get(audit.deciding) else { return out };
    let _ = writeln!(out, "{}\n", quotable(audit, part, statement, copy));
    source(audit, part, &mut out);
    text_evidence(part, &mut out);
    name_evidence(part, &mut out);
    let _ = writeln!(out, "{DIM}{LIMITS}\n{CAVEAT}{DIM:#}");
    out
}

/// Both verdicts, a sentence each.
pub(super) fn quotable(audit: &Audit, part: &PartAudit, statement: &StatementReport, copy: &str) -> String {
    let title =
        statement.roll.as_ref().map_or(String::new(), |roll| format!(" “{}”", isolate(roll.title.as_str())));
    let digest = statement.text.map_or(String::new(), |(digest, _)| format!(", {}", digest.prefixed()));
    let slug = &audit.slug;
    let style = style_of(&part.verdict);
    let verdict = part.verdict.word();
    let text = match &part.verdict {
        TextVerdict::Identical => "is byte for byte the text of",
        TextVerdict::SameText => "has the text of",
        TextVerdict::SameWords => "has the words of",
        TextVerdict::Near => "differs from the text of",
        TextVerdict::Excerpt => "quotes from the text of",
        TextVerdict::Unrelated => "does not have the text of",
        TextVerdict::CannotCompare => "could not be compared with the text of",
    };
    format!(
        "{style}{verdict}{style:#}: {copy} {text} {slug}{title}{digest}\n{}",
        names_sentence(part, statement)
    )
}

/// Both verdicts on a part in a few words.
pub(super) fn in_short(part: &PartAudit) -> String {
    let listed = part.names.iter().filter(|name| name.verdict != NameVerdict::Omitted).count();
    let falsely = part.names.iter().filter(|name| name.verdict.is_false()).count();
    let names = match (&part.verdict, listed) {
        (TextVerdict::CannotCompare, _) => String::new(),
        (_, 0) => "; no names".to_owned(),
        _ => format!("; {}, {} falsely", counted(listed, "name"), grouped(falsely)),
    };
    let why = part.why.as_deref().map_or(String::new(), |why| format!(", {}", escape_bounded(why, LONGEST)));
    format!("{}{why}{names}", part.verdict.word())
}

/// The verdict on the names in one sentence.
fn names_sentence(part: &PartAudit, statement: &StatementReport) -> String {
    if part.verdict == TextVerdict::CannotCompare {
        return format!("{DOUBT}names{DOUBT:#}: none could be read");
    }
    let counts = counts(part);
    let listed: usize = part.names.iter().filter(|name| name.verdict != NameVerdict::Omitted).count();
    if listed == 0 {
        let signed = statement.totals.signed;
        return format!("{DIM}names{DIM:#}: the copy lists none; {}", counted(signed, "valid signature"));
    }
    let standings: Vec<Standing> = part.names.iter().filter_map(|name| name.standing).collect();
    let demonstration = standings.contains(&Standing::Demonstration);
    let omitted = counts.get(&NameVerdict::Omitted);
    let omitted = omitted.map_or(String::new(), |number| format!("; {} omitted", grouped(*number)));
    let of_list = counts.iter().filter(|(verdict, _)| **verdict != NameVerdict::Omitted);
    let told = of_list.map(|(verdict, number)| match verdict {
        // no crop of a screen makes an endorsement of it
        NameVerdict::Signed if demonstration => format!("{number} signed with demonstration keys"),
        _ => format!("{number} {}", verdict.word()),
    });
    let told: Vec<String> = told.collect();
    let style = if part.names.iter().any(|name| name.verdict.is_false()) { BAD } else { GOOD };
    let signed = part.names.iter().filter(|name| name.verdict == NameVerdict::Signed);
    let confirmed = signed.clone().filter(|name| name.standing >= Some(Standing::Vouched)).count();
    format!(
        "{style}names{style:#}: {} listed: {}{omitted}; {} of {} keys confirmed by you",
        grouped(listed),
        told.join(", "),
        grouped(confirmed),
        grouped(signed.count())
    )
}

fn counts(part: &PartAudit) -> BTreeMap<NameVerdict, usize> {
    let mut counts = BTreeMap::new();
    for name in &part.names {
        *counts.entry(name.verdict).or_default() += 1;
    }
    counts
}

fn source(audit: &Audit, part: &PartAudit, out: &mut String) {
    let encoding = part.encoding.as_ref().map_or(String::new(), |encoding| format!(", encoding {encoding}"));
    let _ =
        writeln!(out, "  read as      {}: {}{encoding}", escape_bounded(&part.name, LONGEST), part.extractor);
    if audit.parts.len() > 1 {
        let _ =
            writeln!(out, "  parts        {}, of which the worst decides and is shown", audit.parts.len());
        for (at, other) in audit.parts.iter().enumerate() {
            let decides = if at == audit.deciding { " (decides)" } else { "" };
            let name = escape_bounded(&other.name, LONGEST);
            let _ = writeln!(out, "               {name}: {}{decides}", in_short(other));
        }
    }
    if let Some(why) = &part.why {
        let _ = writeln!(out, "  why          {}", escape_bounded(why, LONGEST));
    }
    if !part.around.is_empty() {
        let around: Vec<String> =
            part.around.iter().map(|(what, words)| format!("{what}, {}", counted(*words, "word"))).collect();
        let _ = writeln!(out, "  not compared {}", around.join("; "));
    }
    out.push('\n');
}

fn text_evidence(part: &PartAudit, out: &mut String) {
    let Some(comparison) = &part.comparison else { return };
    if !part.verdict.is_same() && comparison.words > 0 {
        let _ = writeln!(
            out,
            "{} of the statement's {} stand in the copy, in runs",
            grouped(comparison.covered),
            counted(comparison.words, "word")
        );
    }
    if part.verdict != TextVerdict::SameText
        && part.verdict != TextVerdict::Identical
        && !comparison.folds.is_empty()
    {
        let folds: Vec<&str> = comparison.folds.iter().map(|fold| fold.word()).collect();
        let _ = writeln!(out, "folded away: {}", folds.join(", "));
    }
    if part.verdict != TextVerdict::Unrelated {
        for difference in comparison.differences.iter().take(SHOWN) {
            let _ = writeln!(out, "{}", difference_text(difference));
        }
        more(comparison.differences.len(), "difference", out);
    }
    for invisible in comparison.invisible.iter().take(SHOWN) {
        let _ = writeln!(out, "{DOUBT}invisible-character{DOUBT:#} {}", invisible_text(invisible));
    }
    more(comparison.invisible.len(), "invisible character", out);
    for hidden in part.hidden.iter().take(SHOWN) {
        let _ = writeln!(
            out,
            "{DOUBT}hidden-text{DOUBT:#} ({}): “{}”",
            escape_bounded(&hidden.how, LONGEST),
            shown(&hidden.text)
        );
    }
    more(part.hidden.len(), "hidden piece", out);
    if part.unread_styles > 0 {
        let _ = writeln!(out, "{DOUBT}unread-styles{DOUBT:#}: {}", unread_styles(part));
    }
    if !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// What was not looked into.
pub(super) fn unread_styles(part: &PartAudit) -> String {
    format!(
        "{} from elsewhere, which may hide or change what is seen",
        counted(part.unread_styles, "style sheet")
    )
}

fn difference_text(difference: &Difference) -> String {
    let mut line = format!("{BAD}{}{BAD:#} line {}: ", difference.kind.word(), difference.line);
    if !difference.before.is_empty() {
        let _ = write!(line, "… {} ", shown(&difference.before));
    }
    match difference.kind {
        DifferenceKind::Moved => {
            let _ = write!(line, "{DOUBT}[moved: {}]{DOUBT:#}", shown(&difference.was));
        }
        DifferenceKind::Reordered => {
            let _ = write!(line, "what is written here is seen in another order");
        }
        DifferenceKind::Miscounted => {
            let _ = write!(
                line,
                "{BAD}“{}”{BAD:#}, and the valid signatures are {}",
                shown(&difference.is),
                difference.was
            );
        }
        DifferenceKind::Uncertain => {
            let _ = write!(line, "“{}”", shown(&difference.is));
        }
        _ => {
            if !difference.was.is_empty() {
                let _ = write!(line, "{BAD}[-{}-]{BAD:#}", shown(&difference.was));
            }
            if !difference.is.is_empty() {
                let _ = write!(line, "{GOOD}{{+{}+}}{GOOD:#}", shown(&difference.is));
            }
        }
    }
    if !difference.behind.is_empty() {
        let _ = write!(line, " {} …", shown(&difference.behind));
    }
    if let Some(remark) = &difference.remark {
        let _ = write!(line, " ({})", remark_text(remark));
    }
    line
}

/// An invisible character, its place, and who has it.
pub(super) fn invisible_text(invisible: &Invisible) -> String {
    let who = if invisible.is_lost {
        "the statement has there and the copy has not"
    } else {
        "the statement does not have there"
    };
    format!("line {}: U+{:04X}, which {who}", invisible.line, invisible.character as u32)
}

pub(super) fn remark_text(remark: &Remark) -> String {
    let pairs = match remark {
        Remark::LookAlike(pairs) | Remark::Spelling(pairs) => pairs,
        Remark::Style(what) => return what.clone(),
    };
    let what = Flag::of(remark).word();
    let pairs: Vec<String> = pairs
        .iter()
        .take(8)
        .map(|(was, is)| format!("U+{:04X} became U+{:04X}", *was as u32, *is as u32))
        .collect();
    format!("{what}: {}", pairs.join(", "))
}

fn name_evidence(part: &PartAudit, out: &mut String) {
    let worth: Vec<&Name> = part
        .names
        .iter()
        .filter(|name| name.verdict != NameVerdict::Signed || name.place != NamePlace::List)
        .collect();
    for name in worth.iter().take(SHOWN) {
        let style = if name.verdict.is_false() { BAD } else { DOUBT };
        let _ = write!(
            out,
            "{style}{:<17}{style:#} {}",
            name.verdict.word(),
            isolate(&escape_bounded(&name.written, LONGEST))
        );
        if name.line > 0 {
            let _ = write!(out, ", line {}", name.line);
        }
        match name.place {
            NamePlace::Text => out.push_str(", in words that were added to the text"),
            NamePlace::Hidden => out.push_str(", where no reader sees it"),
            NamePlace::List | NamePlace::Nowhere => {}
        }
        if let Some(found) = name.found.filter(|_| name.verdict == NameVerdict::ListedNotSigned) {
            let _ = write!(out, ": {}", found.word());
        }
        if let Some(altered) = &name.altered {
            let _ = write!(
                out,
                ": the roll has {}: “{}” became “{}”",
                isolate(&altered.name),
                shown(&altered.was),
                shown(&altered.is)
            );
            if let Some(remark) = look_alike(&altered.was, &altered.is) {
                let _ = write!(out, " ({})", remark_text(&remark));
            }
        }
        out.push('\n');
    }
    more(worth.len(), "name", out);
    if !worth.is_empty() {
        out.push('\n');
    }
}

fn more(all: usize, what: &str, out: &mut String) {
    if let Some(more) = all.checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "and {}, which --json names", counted(more, &format!("more {what}")));
    }
}

/// On one line, in bounds, and safe to print.
fn shown(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    isolate(&escape_bounded(&line.join(" "), LONGEST)).into_owned()
}

fn style_of(verdict: &TextVerdict) -> Style {
    match verdict {
        TextVerdict::Identical | TextVerdict::SameText | TextVerdict::SameWords => GOOD,
        TextVerdict::CannotCompare => DOUBT,
        _ => BAD,
    }
    .bold()
}

/// The version of the object, the value of its member `undersigned`.
pub const FORMAT: &str = "audit/v1";

/// The audit as one JSON object.
///
/// # Errors
/// Never in practice: the object holds nothing that JSON cannot.
pub fn object(audit: &Audit, reference: &Reference<'_>, copy: &str) -> Result<String, serde_json::Error> {
    let statement = reference.report;
    let others = audit.parts.iter().enumerate().filter(|(at, _)| *at != audit.deciding);
    json::print(&AuditObject {
        undersigned: FORMAT,
        notice: notice(reference.demonstration),
        copy,
        statement: audit.slug.as_str(),
        digest: statement.text.map(|(digest, _)| digest.prefixed()),
        outcome: json::outcome(audit.outcome),
        deciding: audit.parts.get(audit.deciding).map(PartObject::new),
        others: others.map(|(_, part)| PartObject::new(part)).collect(),
        caveat: CAVEAT,
    })
}

/// What a reader of a copy does not see, or could overlook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// A character that shows nothing, and that the statement does not have there.
    Invisible,
    /// A character that shows nothing, or joins or parts the letters beside it, and that the copy lost.
    Joiners,
    /// Letters that look like the statement's.
    LookAlike,
    /// Another spelling of the statement's letters.
    Spelling,
    /// Text that a reader may see otherwise, or not at all.
    Uncertain,
    /// Text that is not shown.
    Hidden,
    /// Style sheets that the copy names and does not hold.
    UnreadStyles,
}

impl Flag {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Invisible => "invisible-characters",
            Self::Joiners => "joiners",
            Self::LookAlike => "look-alike",
            Self::Spelling => "spelling",
            Self::Uncertain => "uncertain-text",
            Self::Hidden => "hidden-text",
            Self::UnreadStyles => "unread-styles",
        }
    }

    fn of(remark: &Remark) -> Self {
        match remark {
            Remark::LookAlike(_) => Self::LookAlike,
            Remark::Spelling(_) => Self::Spelling,
            Remark::Style(_) => Self::Uncertain,
        }
    }
}

#[derive(Serialize)]
struct AuditObject<'a> {
    undersigned: &'static str,
    notice: Option<&'static str>,
    copy: &'a str,
    statement: &'a str,
    digest: Option<String>,
    outcome: &'static str,
    #[serde(flatten)]
    deciding: Option<PartObject<'a>>,
    others: Vec<PartObject<'a>>,
    caveat: &'static str,
}

#[derive(Serialize)]
struct PartObject<'a> {
    part: &'a str,
    extractor: &'a str,
    encoding: Option<&'a str>,
    text: TextObject<'a>,
    list: &'static str,
    names: Vec<NameObject<'a>>,
    flags: Vec<FlagObject<'a>>,
    not_compared: &'a BTreeMap<String, usize>,
}

#[derive(Serialize)]
struct TextObject<'a> {
    verdict: &'static str,
    why: Option<&'a str>,
    covered: usize,
    words: usize,
    folded: Vec<&'static str>,
    differences: Vec<DifferenceObject<'a>>,
}

#[derive(Serialize)]
struct DifferenceObject<'a> {
    kind: &'static str,
    line: usize,
    was: &'a str,
    is: &'a str,
    before: &'a str,
    behind: &'a str,
    remark: Option<String>,
}

#[derive(Serialize)]
struct NameObject<'a> {
    written: &'a str,
    line: usize,
    place: &'static str,
    verdict: &'static str,
    id: Option<&'a str>,
    found: Option<&'static str>,
    name: Option<&'a str>,
    was: Option<&'a str>,
    is: Option<&'a str>,
    standing: Option<&'static str>,
}

#[derive(Serialize)]
struct FlagObject<'a> {
    flag: &'static str,
    line: usize,
    says: String,
    text: Option<&'a str>,
}

impl<'a> PartObject<'a> {
    fn new(part: &'a PartAudit) -> Self {
        let comparison = part.comparison.as_ref();
        let differences = comparison.into_iter().flat_map(|comparison| &comparison.differences);
        let text = TextObject {
            verdict: part.verdict.word(),
            why: part.why.as_deref(),
            covered: comparison.map_or(0, |comparison| comparison.covered),
            words: comparison.map_or(0, |comparison| comparison.words),
            folded: comparison
                .into_iter()
                .flat_map(|comparison| &comparison.folds)
                .map(|fold: &Fold| fold.word())
                .collect(),
            differences: differences.clone().map(DifferenceObject::new).collect(),
        };
        let invisible = comparison.into_iter().flat_map(|comparison| &comparison.invisible);
        let invisible = invisible.map(|invisible| FlagObject {
            flag: if invisible.is_lost { Flag::Joiners } else { Flag::Invisible }.word(),
            line: invisible.line,
            says: format!("U+{:04X}", invisible.character as u32),
            text: None,
        });
        let remarked = differences.filter_map(|difference| Some((difference, difference.remark.as_ref()?)));
        let remarked = remarked.map(|(difference, remark)| FlagObject {
            flag: Flag::of(remark).word(),
            line: difference.line,
            says: remark_text(remark),
            text: None,
        });
        let hidden = part.hidden.iter().map(|hidden| FlagObject {
            flag: Flag::Hidden.word(),
            line: hidden.line,
            says: hidden.how.clone(),
            text: Some(&hidden.text),
        });
        let unread = (part.unread_styles > 0).then(|| FlagObject {
            flag: Flag::UnreadStyles.word(),
            line: 0,
            says: unread_styles(part),
            text: None,
        });
        let flags = invisible.chain(remarked).chain(hidden).chain(unread).collect();
        Self {
            part: &part.name,
            extractor: &part.extractor,
            encoding: part.encoding.as_deref(),
            text,
            list: if part.has_list { "present" } else { "absent" },
            names: part.names.iter().map(NameObject::new).collect(),
            flags,
            not_compared: &part.around,
        }
    }
}

impl<'a> DifferenceObject<'a> {
    fn new(difference: &'a Difference) -> Self {
        Self {
            kind: difference.kind.word(),
            line: difference.line,
            was: &difference.was,
            is: &difference.is,
            before: &difference.before,
            behind: &difference.behind,
            remark: difference.remark.as_ref().map(remark_text),
        }
    }
}

impl<'a> NameObject<'a> {
    fn new(name: &'a Name) -> Self {
        let altered = name.altered.as_ref();
        Self {
            written: &name.written,
            line: name.line,
            place: name.place.word(),
            verdict: name.verdict.word(),
            id: name.id.as_ref().map(|id| id.as_str()),
            found: name.found.map(|found| found.word()),
            name: altered.map(|altered| altered.name.as_str()),
            was: altered.map(|altered| altered.was.as_str()),
            is: altered.map(|altered| altered.is.as_str()),
            standing: name.standing.map(|standing| standing.word()),
        }
    }
}
