//! The report as text for a terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::against::{Comparison, Lack, Sound};
use crate::id::Id;
use crate::record::keys::Domain;
use crate::record::roll::{Relation, RelationKind};
use crate::render::escape::{escape, isolate, pad, width};
use crate::trust::Standing;
use crate::verify::{
    Because, Confirmed, Consent, Demonstration, Finding, Follower, Lapsed, Mark, Outcome, Problem, Proof,
    Reason, Recovered, Report, StatementReport, Translated, Verdict,
};

/// What every view of a demonstration says first.
pub const DEMONSTRATION: &str = "\
DEMONSTRATION, NOT AN ENDORSEMENT: every key here is published with this program, so anybody can sign with it.
No organisation that is named here has signed anything here.";

/// What every view says first that shows demonstration keys and others.
pub const MIXED: &str = "\
DEMONSTRATION KEYS ARE AMONG THESE: they are published with this program, so anybody can sign with them.
What is signed with one is no endorsement: no organisation that is named beside it has signed it.";

/// What is said of a demonstration key.
pub const DEMONSTRATION_KEY: &str =
    "this is a demonstration key: it is published with this program, so anybody can sign with it";

/// How every report ends.
pub const CAVEAT: &str = "as this copy has it; nothing here proves that nothing was left out";

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// The most strays, and the most files of each kind in a comparison, that are named one by one.
const FILES_NAMED: usize = 20;

/// The widest that a column of names grows.
const WIDEST_NAME: usize = 60;

/// The whole report, and how another copy stands to this one. It holds colours as escape sequences, which the terminal's stream strips where they do not belong.
pub fn report(report: &Report, against: Option<&Comparison>) -> String {
    let mut out = banner(report);
    for statement in &report.statements {
        out.push_str(&statement_text(statement));
        out.push('\n');
    }
    if report.statements.is_empty() {
        out.push_str("no statement is filed here yet\n\n");
    }
    strays(report, &mut out);
    if let Some(other) = against {
        out.push_str(&comparison(other));
        out.push('\n');
    }
    let _ = writeln!(out, "{DIM}{CAVEAT}{DIM:#}");
    out
}

/// The answer about one party in one quotable sentence, and what must be said beside it.
pub fn answer(report: &Report) -> String {
    let mut out = banner(report);
    for statement in &report.statements {
        for finding in &statement.findings {
            let _ = writeln!(out, "{}", sentence(statement, finding));
            if let Some(reason) = finding.act.as_ref().and_then(|act| act.reason()) {
                let _ = writeln!(out, "  the reason given: “{}”", isolate(reason.as_str()));
            }
            for mark in &finding.marks {
                let _ = writeln!(out, "  {}", mark_text(mark));
            }
            for confirmation in untold(finding) {
                let _ = writeln!(out, "  {confirmation}");
            }
            let beside = finding.consent.as_ref().filter(|_| finding.verdict != Verdict::Attested);
            if let Some(consent) = beside {
                let _ = writeln!(out, "  {}", consent_text(consent));
            }
        }
        problems(&statement.problems, &mut out);
        for because in &statement.because {
            let _ = writeln!(out, "{WARNING}{}{WARNING:#}", because_text(because));
        }
    }
    let _ = writeln!(out, "{DIM}{CAVEAT}{DIM:#}");
    out
}

/// What a later statement says of this one, and who says it.
fn follower_text(follower: &Follower) -> String {
    let what = match follower.kind {
        RelationKind::Corrects => "corrected by",
        RelationKind::Supersedes => "superseded by",
        RelationKind::Translates => "translated by",
    };
    let (slug, convener, date) = (&follower.slug, &follower.convener, follower.date);
    let name = isolate(follower.convener_name.as_str());
    let standing = standing_text(follower.convener_standing);
    format!("{what} {slug}, which {name} ({convener}, {standing}) published {date} (claimed)")
}

/// The vouches and domain checks by which the keys do not have their standing.
fn untold(finding: &Finding) -> impl Iterator<Item = String> {
    let standing = finding.standing.unwrap_or(Standing::SelfPublished);
    let beside =
        move |made: Standing| move |confirmed: &&Confirmed| standing != made || confirmed.lapsed.is_some();
    let vouches = finding.vouches.iter().filter(beside(Standing::Vouched));
    let checks = finding.checks.iter().filter(beside(Standing::Domain));
    vouches.map(move |vouch| vouch_text(vouch, standing)).chain(checks.map(check_text))
}

/// What the convener says of an organisation that may have said something else.
pub fn consent_text(consent: &Consent) -> String {
    let said = consent
        .attested
        .as_ref()
        .map(|(said, _)| (said.date, said.convener.as_str(), isolate(said.means.as_str())));
    match (said, &consent.lapsed) {
        (Some((date, convener, means)), None) => {
            format!("attested by the convener {convener} on {date} (claimed): “{means}”")
        }
        (_, lapsed) => does_not_count("the convener's attestation", lapsed.as_ref()),
    }
}

/// What a party says of a text as a translation.
pub fn translated_text(said: &Translated) -> String {
    let id = &said.translator;
    let who = said.name.as_ref().map_or_else(|| id.to_string(), |name| isolate(name.as_str()).into_owned());
    let standing = standing_text(said.standing);
    match (said.given, &said.lapsed) {
        (Some((date, _)), None) => {
            format!("attested as a faithful translation on {date} (claimed) by {who} ({id}, {standing})")
        }
        (_, lapsed) => {
            let what = format!("the attestation of the translation by {who} ({id})");
            does_not_count(&what, lapsed.as_ref())
        }
    }
}

/// What is said of a translation: by whom, and what nobody said.
fn translations(said: &[Translated], out: &mut String) {
    for each in said {
        let _ = writeln!(out, "        {}", translated_text(each));
    }
    if said.iter().all(|each| each.lapsed.is_some()) {
        let _ = writeln!(out, "        nobody attests that it is a faithful translation");
    }
    let _ = writeln!(out, "        whoever signed the one text has not signed the other by it");
}

/// The keys of `who`, and how well they are known.
fn key_text(who: &str, standing: Option<Standing>, [vouches, checks]: [&[Confirmed]; 2]) -> String {
    match standing {
        Some(Standing::Demonstration) => {
            format!("the demonstration key that carries the name {who}, with which anybody can sign,")
        }
        Some(Standing::SelfPublished) | None => {
            format!("the key that this registry gives for {who}, which you have not confirmed,")
        }
        Some(Standing::Pinned) => format!("the key of {who}, pinned by you,"),
        Some(Standing::Vouched) => {
            let by: Vec<String> = vouches.iter().filter_map(when_and_who).collect();
            format!("the key of {who}, vouched for {}, whom you trust for that,", by.join(" and "))
        }
        Some(Standing::Domain) => {
            let by: Vec<String> = checks.iter().filter_map(when_and_who).collect();
            let domain = checks.iter().filter(|check| check.lapsed.is_none()).find_map(domain_of);
            format!(
                "the key of {who}, found at its domain {} {}, whom you trust for that,",
                domain.map_or("", Domain::as_str),
                by.join(" and ")
            )
        }
    }
}

/// The sentence about one finding.
fn sentence(statement: &StatementReport, finding: &Finding) -> String {
    let id = &finding.id;
    let who = match &finding.name {
        Some(name) => format!("{} ({id})", isolate(name.as_str())),
        None => id.to_string(),
    };
    let key = key_text(&who, finding.standing, [&finding.vouches, &finding.checks]);
    let text = statement.text.map_or_else(String::new, |(digest, _)| format!(", {}", digest.prefixed()));
    let about = format!("the statement {}{text}", statement.slug);
    let day = finding
        .act
        .as_ref()
        .map_or_else(String::new, |act| format!(" on {} by the signer's own dating", act.date()));
    // The day is no part of the digest that it stands behind.
    let on_day = if text.is_empty() { day.clone() } else { format!(",{day}") };
    let reason = finding
        .reason
        .as_ref()
        .map_or_else(String::new, |reason| format!(": {}", escape(&reason.to_string())));
    match finding.verdict {
        Verdict::Signed => format!("signed: {key} signed {about}{on_day}"),
        Verdict::Withdrawn if finding.marks.contains(&Mark::NeverSigned) => {
            format!("withdrawn: {key} withdrew from {about}{on_day}")
        }
        Verdict::Withdrawn => format!("withdrawn: {key} signed {about}, and withdrew{day}"),
        Verdict::Declined => format!("declined: {key} declined {about}{on_day}"),
        Verdict::Missing => {
            format!("missing: {who} stands on the roll of {about}, and nothing signed by it is here")
        }
        Verdict::Attested => attested_sentence(statement, finding, &who, &about),
        Verdict::Disputed => format!("disputed: what {who} did to {about} is in dispute{reason}"),
        Verdict::OtherText => {
            format!("other-text: what carries the name {who} is about another text than {about}{reason}")
        }
        Verdict::Invalid => format!("invalid: no valid signature by {who} for {about}{reason}"),
        Verdict::Unreadable => {
            format!("unreadable: what stands here for {who} and {about} cannot be read as an act{reason}")
        }
        Verdict::NotOnRoll => match &finding.act {
            Some(act) => {
                let act = act.kind().word();
                format!(
                    "not-on-roll: {who} does not stand on the roll of {about}; {key} made a valid {act}{day}"
                )
            }
            None if finding.reason == Some(Reason::Unknown) => {
                format!(
                    "not-on-roll: {who} does not stand on the roll of {about}, and nothing signed by it is here"
                )
            }
            None => format!("not-on-roll: {who} does not stand on the roll of {about}{reason}"),
        },
    }
}

/// The sentence about a name that the convener alone answers for.
fn attested_sentence(statement: &StatementReport, finding: &Finding, who: &str, about: &str) -> String {
    let said = finding.consent.as_ref().and_then(|consent| consent.attested.as_ref());
    let (Some(roll), Some((said, _))) = (&statement.roll, said) else { return String::new() };
    let convener = format!("the convener {} ({})", isolate(roll.convener_name.as_str()), roll.convener);
    let key =
        key_text(&convener, Some(roll.convener_standing), [&roll.convener_vouches, &roll.convener_checks]);
    format!(
        "attested: {key} says, on {} by its own dating, that {who} consents to {about}: “{}”; nothing signed by {who} is here",
        said.date,
        isolate(said.means.as_str())
    )
}

/// When a vouch or a domain check that counts was given, and by whom.
fn when_and_who(confirmed: &Confirmed) -> Option<String> {
    let given = confirmed.given.as_ref().filter(|_| confirmed.lapsed.is_none())?;
    Some(format!("on {} (claimed) by {} ({})", given.date, isolate(confirmed.name.as_str()), confirmed.by))
}

fn domain_of(check: &Confirmed) -> Option<&Domain> {
    check.given.as_ref()?.domain.as_ref()
}

/// What a checker that the reader named says.
fn check_text(check: &Confirmed) -> String {
    let domain = domain_of(check).map_or("", Domain::as_str);
    match when_and_who(check) {
        Some(by) => format!("found at its domain {domain} {by}"),
        None => without_effect("domain check", check),
    }
}

/// That the vouch or the domain check of somebody does not count, and why.
fn without_effect(what: &str, confirmed: &Confirmed) -> String {
    let what = format!("the {what} of {} ({})", isolate(confirmed.name.as_str()), confirmed.by);
    does_not_count(&what, confirmed.lapsed.as_ref())
}

fn does_not_count(what: &str, lapsed: Option<&Lapsed>) -> String {
    let why = lapsed.map_or_else(String::new, |why| format!(": {}", escape(&why.to_string())));
    format!("{what} does not count{why}")
}

/// What a voucher that the reader named says of keys of this standing.
fn vouch_text(vouch: &Confirmed, standing: Standing) -> String {
    match when_and_who(vouch) {
        Some(by) if standing == Standing::Vouched => format!("vouched for {by}"),
        Some(by) => format!("vouched for {by}, which is less than your quorum"),
        None => without_effect("vouch", vouch),
    }
}

/// What a report of a demonstration says before anything else.
pub fn notice(demonstration: Demonstration) -> Option<&'static str> {
    match demonstration {
        Demonstration::Wholly => Some(DEMONSTRATION),
        Demonstration::Partly => Some(MIXED),
        Demonstration::Nowhere => None,
    }
}

fn banner(report: &Report) -> String {
    let notice = notice(report.demonstration);
    notice.map_or_else(String::new, |notice| format!("{WARNING}{notice}{WARNING:#}\n\n"))
}

/// What is to be said before anything of this statement is shown; nothing unless it is a demonstration.
pub fn banner_of(statement: &StatementReport) -> String {
    banner_for(standings(statement))
}

/// What is to be said before acts by keys of these standings are shown.
pub fn banner_for(standings: impl IntoIterator<Item = Standing>) -> String {
    let (demonstrations, others): (Vec<_>, Vec<_>) =
        standings.into_iter().partition(|standing| *standing == Standing::Demonstration);
    match (demonstrations.is_empty(), others.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!("{WARNING}{DEMONSTRATION}{WARNING:#}\n\n"),
        (false, false) => format!("{WARNING}{MIXED}{WARNING:#}\n\n"),
    }
}

/// How well every key behind the roll and the acts is known.
fn standings(statement: &StatementReport) -> impl Iterator<Item = Standing> {
    let convener = statement.roll.as_ref().map(|roll| roll.convener_standing);
    convener.into_iter().chain(statement.findings.iter().filter_map(|finding| finding.standing))
}

/// An act in a word, and whether it is a demonstration: no crop of a screen makes an endorsement of it.
pub fn act_text(act: &Proof, standing: Standing) -> String {
    let word = act.kind().word();
    if standing == Standing::Demonstration { format!("demonstration {word}") } else { word.to_owned() }
}

fn statement_text(statement: &StatementReport) -> String {
    let mut out = String::new();
    let title = statement
        .roll
        .as_ref()
        .map_or_else(String::new, |roll| format!(": {}", isolate(roll.title.as_str())));
    let _ = writeln!(out, "{BOLD}{}{title}{BOLD:#}", statement.slug);
    if let Some((digest, bytes)) = statement.text {
        let _ = writeln!(out, "  text  {}, {} bytes", digest.prefixed(), grouped(bytes));
    }
    if let Some(roll) = &statement.roll {
        let names = counted(statement.totals.listed, "name");
        let _ = writeln!(
            out,
            "  roll  version {}, {}, {names}, language {}, published {} (claimed) by {} ({}, {})",
            roll.version,
            roll.mode,
            escape(&roll.language),
            roll.date,
            isolate(roll.convener_name.as_str()),
            roll.convener,
            standing_text(roll.convener_standing),
        );
        for vouch in &roll.convener_vouches {
            let _ = writeln!(out, "        {}", vouch_text(vouch, roll.convener_standing));
        }
        for check in &roll.convener_checks {
            let _ = writeln!(out, "        {}", check_text(check));
        }
        for recovered in &roll.convener_recoveries {
            let _ = writeln!(out, "        {}", recovered_text(recovered));
        }
        if let Some(deadline) = roll.deadline {
            let _ = writeln!(out, "        deadline {deadline}, until that day has ended everywhere");
        }
        if let Some(relation) = &roll.relation {
            let Relation { kind, slug, text } = relation;
            let _ = writeln!(out, "        {} {slug}, {}", kind.word(), text.prefixed());
        }
        if roll.relation.as_ref().is_some_and(|relation| relation.kind == RelationKind::Translates) {
            translations(&statement.translations, &mut out);
        }
        for (lines, mark) in [
            (roll.unknown_lines, Mark::UnknownLines(roll.unknown_lines)),
            (roll.unchecked_lines, Mark::UncheckedLines(roll.unchecked_lines)),
            (roll.shared_lines, Mark::SharedLines(roll.shared_lines)),
        ] {
            if lines > 0 {
                let _ = writeln!(out, "        {}", mark_text(&mark));
            }
        }
    }
    for follower in &statement.followers {
        let _ = writeln!(out, "  {WARNING}{}{WARNING:#}", follower_text(follower));
        if follower.kind == RelationKind::Translates {
            translations(&follower.translations, &mut out);
        }
    }
    out.push('\n');
    findings(&statement.findings, &mut out);
    problems(&statement.problems, &mut out);
    let style = style_of(statement.outcome);
    let _ = writeln!(out, "{style}{}{style:#}", totals(statement));
    for because in &statement.because {
        let _ = writeln!(out, "{WARNING}{}{WARNING:#}", because_text(because));
    }
    out
}

/// One line for each finding, and a line below it where there is more to say; those that are late in a group of their own.
fn findings(findings: &[Finding], out: &mut String) {
    let name = |finding: &Finding| {
        finding.name.as_ref().map_or_else(|| finding.id.to_string(), |n| n.as_str().to_owned())
    };
    let columns =
        findings.iter().map(|finding| width(&name(finding))).max().unwrap_or_default().min(WIDEST_NAME);
    let is_apart = |finding: &&Finding| {
        finding.is_late() && matches!(finding.verdict, Verdict::Signed | Verdict::Attested)
    };
    let (late, on_time): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(is_apart);
    for (at, finding) in on_time.iter().chain(&late).enumerate() {
        if at == on_time.len() {
            let _ = writeln!(out, "late, dated after the deadline:");
        }
        let style = style_of_verdict(finding.verdict);
        let place = finding.place.map_or_else(|| "  + ".to_owned(), |place| format!("{place:>3}."));
        let verdict = format!("{:<11}", finding.verdict.word());
        let mut line = format!("{place} {style}{verdict}{style:#} {}", pad(&name(finding), columns));
        if let (Some(standing), Some(act)) = (finding.standing, &finding.act) {
            let _ = write!(line, "  {:<14} {}", standing.word(), act.date());
        }
        let _ = writeln!(out, "{}", line.trim_end());
        let mut more: Vec<String> = finding
            .marks
            .iter()
            .filter(|mark| at < on_time.len() || **mark != Mark::Late)
            .map(mark_text)
            .chain(finding.consent.as_ref().map(consent_text))
            .collect();
        if let Some(standing) = finding.standing {
            more.extend(finding.vouches.iter().map(|vouch| vouch_text(vouch, standing)));
            more.extend(finding.checks.iter().map(check_text));
        }
        more.extend(finding.reason.as_ref().map(|reason| escape(&reason.to_string()).into_owned()));
        if let Some(reason) = finding.act.as_ref().and_then(|act| act.reason()) {
            more.push(format!("the reason given: “{}”", isolate(reason.as_str())));
        }
        for more in more {
            let _ = writeln!(out, "                 {more}");
        }
    }
    if !findings.is_empty() {
        out.push('\n');
    }
}

fn problems(problems: &[Problem], out: &mut String) {
    let style = style_of(Outcome::DoesNotHold);
    for problem in problems {
        let _ = writeln!(out, "{style}{}{style:#}", escape(&problem.to_string()));
    }
}

fn strays(report: &Report, out: &mut String) {
    for stray in report.strays.iter().take(FILES_NAMED) {
        let _ = writeln!(out, "stray: {}: {}", escape(&stray.path), escape(&stray.what));
    }
    let more = report.strays.len().saturating_sub(FILES_NAMED);
    if more > 0 {
        let _ = writeln!(out, "stray: {more} more, which --json names");
    }
    if !report.strays.is_empty() {
        out.push('\n');
    }
}

/// How another copy stands to this one, in lines.
fn comparison(comparison: &Comparison) -> String {
    let mut out = String::new();
    for fork in &comparison.forks {
        let _ = writeln!(out, "{WARNING}fork: {}: {} signed two records{WARNING:#}", fork.path, fork.party);
        let _ = writeln!(out, "  here  {}\n  there {}", fork.here.prefixed(), fork.there.prefixed());
    }
    let differing: Vec<String> = comparison
        .differing
        .iter()
        .map(|difference| {
            let sound = match difference.sound {
                Sound::Here => "only that of this copy is sound",
                Sound::There => "only that of the other copy is sound",
                Sound::Both => "both are sound, and by different keys or about different texts",
                Sound::Neither => "neither is sound",
            };
            format!("{}: {sound}", difference.path)
        })
        .collect();
    files("different", &differing, &mut out);
    let named = |lacks: &[Lack]| -> Vec<String> {
        let not_sound = |lack: &Lack| if lack.sound { "" } else { ", which is not sound" };
        lacks.iter().map(|lack| format!("{}{}", lack.path, not_sound(lack))).collect()
    };
    files("not in this copy", &named(&comparison.lacking_here), &mut out);
    files("not in the other copy", &named(&comparison.lacking_there), &mut out);
    if out.is_empty() { "the other copy holds the same\n".to_owned() } else { out }
}

/// The first of some files, each behind `what`.
fn files(what: &str, files: &[String], out: &mut String) {
    for file in files.iter().take(FILES_NAMED) {
        let _ = writeln!(out, "{what}: {file}");
    }
    let more = files.len().saturating_sub(FILES_NAMED);
    if more > 0 {
        let _ = writeln!(out, "{what}: {more} more, which --json names");
    }
}

/// “29 of 29 signatures valid; 0 of 29 keys confirmed by you”, and what else there is. It says too that signatures are
/// demonstrations, since it is the line that is quoted.
pub fn totals(statement: &StatementReport) -> String {
    let totals = &statement.totals;
    let all = !standings(statement).any(|standing| standing != Standing::Demonstration);
    let demonstration = if all && standings(statement).next().is_some() { "demonstration " } else { "" };
    let mut out = format!(
        "{} of {} {demonstration}signatures valid; {} of {} keys confirmed by you",
        grouped(totals.signed),
        grouped(totals.listed),
        grouped(totals.confirmed),
        grouped(totals.signed)
    );
    let signed = |finding: &&Finding| finding.place.is_some() && finding.verdict == Verdict::Signed;
    let published = |finding: &&Finding| finding.standing == Some(Standing::Demonstration);
    let published = statement.findings.iter().filter(signed).filter(published).count();
    if demonstration.is_empty() && published > 0 {
        let _ = write!(out, "; {published} signed with demonstration keys, which anybody can sign with");
    }
    if totals.late > 0 {
        let _ = write!(out, "; {} on time, {} late", grouped(totals.on_time()), grouped(totals.late));
    }
    let attested = match statement.accepts_attested {
        true => "attested by the convener, which was accepted",
        false => "attested by the convener",
    };
    for (number, what) in [
        (totals.attested, attested),
        (totals.withdrawn, "withdrawn"),
        (totals.declined, "declined"),
        (totals.missing, "missing"),
        (totals.failed, "not valid"),
        (totals.not_on_roll, "not on the roll"),
    ] {
        if number > 0 {
            let _ = write!(out, "; {} {what}", grouped(number));
        }
    }
    out
}

/// A mark in words.
pub fn mark_text(mark: &Mark) -> String {
    match mark {
        Mark::Late => "late: dated after the deadline".to_owned(),
        Mark::ListedAs(name) => format!("listed as {}", isolate(name.as_str())),
        Mark::RollNotHere(digest) => {
            format!("registry incomplete: it names the roll {}, which is not in this copy", digest.prefixed())
        }
        Mark::NeverSigned => "no signature by it stands before the withdrawal".to_owned(),
        Mark::UncheckedLines(lines) => {
            format!(
                "not checked: {}, by a kind of key that this version does not check",
                counted(*lines, "signature line")
            )
        }
        Mark::SharedLines(lines) => {
            format!(
                "not counted: {}, by a key that another party holds too",
                counted(*lines, "signature line")
            )
        }
        Mark::Recovered(recovered) => recovered_text(recovered),
        Mark::UnknownLines(1) => {
            "one more signature line, by a key that is not known here, was ignored".to_owned()
        }
        Mark::UnknownLines(lines) => {
            format!("{lines} more signature lines, by keys that are not known here, were ignored")
        }
    }
}

fn recovered_text(recovered: &Recovered) -> String {
    let by: Vec<&str> = recovered.by.iter().map(Id::as_str).collect();
    let (by, Recovered { date, version, .. }) = (by.join(", "), recovered);
    format!(
        "recovered by {by} on {date} (claimed), with version {version} of the keys record: the keys before were lost"
    )
}

/// In words, why an outcome is not what the findings alone would give.
pub fn because_text(because: &Because) -> String {
    match because {
        Because::EmptyRoll => "the roll names nobody yet".to_owned(),
        Because::NobodySigned => "there is not one valid signature by a name on the roll".to_owned(),
        Because::TooFewSigned { asked, signed } => {
            format!("{} asked for, {signed} valid", counted(*asked, "signature"))
        }
        Because::NotSigned(id) => format!("{id} had to be signed, and is not"),
        Because::Late(number) => format!("not on time, as was asked: {}", counted(*number, "late signature")),
        Because::NotConfirmed { keys, standing } => {
            format!("not confirmed: {} below the standing {standing}", counted(*keys, "key"))
        }
        Because::DemonstrationAmongReal => {
            "demonstration keys stand among real ones: anybody can sign with a demonstration key".to_owned()
        }
    }
}

/// How well a key is known, in words.
pub fn standing_text(standing: Standing) -> &'static str {
    match standing {
        Standing::Demonstration => "demonstration key",
        Standing::SelfPublished => "self-published key",
        Standing::Domain => "key checked against its domain",
        Standing::Vouched => "key vouched for",
        Standing::Pinned => "key pinned by you",
    }
}

/// A number and its noun: `1 name`, `29 names`.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// A number with its thousands apart: `2,631`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn style_of(outcome: Outcome) -> Style {
    let color = match outcome {
        Outcome::Holds => AnsiColor::Green,
        Outcome::DoesNotHold => AnsiColor::Red,
        Outcome::NotJudged => AnsiColor::Yellow,
    };
    color.on_default().bold()
}

fn style_of_verdict(verdict: Verdict) -> Style {
    let color = match verdict {
        Verdict::Signed => AnsiColor::Green,
        Verdict::Withdrawn
        | Verdict::Declined
        | Verdict::Attested
        | Verdict::Missing
        | Verdict::NotOnRoll => AnsiColor::Yellow,
        Verdict::Disputed | Verdict::OtherText | Verdict::Invalid | Verdict::Unreadable => AnsiColor::Red,
    };
    color.on_default()
}
