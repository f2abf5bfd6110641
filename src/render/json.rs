//! The report as one JSON object, `report/v1`: everything that the text says.

use serde::Serialize;

use crate::against::{Comparison, Difference, Fork, Lack, Sound, outcome_of};
use crate::key::VerifierKey;
use crate::record::keys::Domain;
use crate::render::escape::escape;
use crate::render::text::{CAVEAT, because_text, mark_text, notice};
use crate::verify::{
    Confirmed, Consent, Finding, Follower, Mark, Outcome, Proof, Report, RollReport, StatementReport,
    Translated,
};

/// The version of the object, the value of its member `undersigned`.
pub const FORMAT: &str = "report/v1";

/// The report and how another copy stands to this one, ending in a line feed. ASCII controls, bidi controls and all else
/// that could act on a terminal is written as `\uXXXX`.
///
/// # Errors
/// Never in practice: the object holds nothing that JSON cannot.
pub fn report(report: &Report, against: Option<&Comparison>) -> Result<String, serde_json::Error> {
    let object = ReportObject {
        undersigned: FORMAT,
        notice: notice(report.demonstration),
        demonstration: report.demonstration.is_any(),
        outcome: outcome(outcome_of(report, against)),
        statements: report.statements.iter().map(StatementObject::new).collect(),
        strays: report
            .strays
            .iter()
            .map(|stray| StrayObject { path: &stray.path, what: &stray.what })
            .collect(),
        against: against.map(ComparisonObject::new),
        caveat: CAVEAT,
    };
    print(&object)
}

/// The word for a mark.
pub fn mark_word(mark: &Mark) -> &'static str {
    match mark {
        Mark::Late => "late",
        Mark::ListedAs(_) => "listed-as",
        Mark::RollNotHere(_) => "registry-incomplete",
        Mark::NeverSigned => "never-signed",
        Mark::UnknownLines(_) => "unknown-lines",
        Mark::UncheckedLines(_) => "unchecked-lines",
        Mark::SharedLines(_) => "shared-lines",
        Mark::Recovered(_) => "recovered",
    }
}

/// Any object as indented JSON that is safe to print.
///
/// # Errors
/// When `object` has a form that JSON does not have.
pub fn print(object: &impl Serialize) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string_pretty(object)?;
    let mut out = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        // Outside strings JSON is plain ASCII, and inside them every character may be written as an escape.
        let alone = character.encode_utf8(&mut [0; 4]).to_owned();
        let plain = character == '\n' || escape(&alone) == alone;
        if plain {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out.push('\n');
    Ok(out)
}

/// The word for an outcome.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Holds => "holds",
        Outcome::DoesNotHold => "does-not-hold",
        Outcome::NotJudged => "not-judged",
    }
}

#[derive(Serialize)]
struct ReportObject<'a> {
    undersigned: &'static str,
    notice: Option<&'static str>,
    demonstration: bool,
    outcome: &'static str,
    statements: Vec<StatementObject<'a>>,
    strays: Vec<StrayObject<'a>>,
    against: Option<ComparisonObject<'a>>,
    caveat: &'static str,
}

#[derive(Serialize)]
struct StrayObject<'a> {
    path: &'a str,
    what: &'a str,
}

#[derive(Serialize)]
struct ComparisonObject<'a> {
    outcome: &'static str,
    lacking_here: Vec<LackObject>,
    lacking_there: Vec<LackObject>,
    forks: Vec<ForkObject<'a>>,
    differing: Vec<DifferenceObject>,
}

#[derive(Serialize)]
struct LackObject {
    path: String,
    sound: bool,
}

#[derive(Serialize)]
struct ForkObject<'a> {
    path: String,
    party: &'a str,
    here: String,
    there: String,
    keys: Vec<String>,
}

#[derive(Serialize)]
struct DifferenceObject {
    path: String,
    sound: &'static str,
}

#[derive(Serialize)]
struct StatementObject<'a> {
    slug: &'a str,
    text: Option<String>,
    bytes: Option<usize>,
    roll: Option<RollObject<'a>>,
    followers: Vec<FollowerObject<'a>>,
    translations: Vec<TranslatedObject<'a>>,
    problems: Vec<String>,
    findings: Vec<FindingObject<'a>>,
    totals: TotalsObject,
    outcome: &'static str,
    because: Vec<String>,
}

#[derive(Serialize)]
struct RollObject<'a> {
    version: u32,
    digest: String,
    title: &'a str,
    language: &'a str,
    date: String,
    mode: String,
    deadline: Option<String>,
    relation: Option<RelationObject<'a>>,
    convener: ConvenerObject<'a>,
    unknown_lines: usize,
    unchecked_lines: usize,
    shared_lines: usize,
}

#[derive(Serialize)]
struct FollowerObject<'a> {
    kind: &'static str,
    slug: &'a str,
    date: String,
    convener: &'a str,
    convener_name: &'a str,
    convener_standing: &'static str,
    translations: Vec<TranslatedObject<'a>>,
}

#[derive(Serialize)]
struct TranslatedObject<'a> {
    translator: &'a str,
    name: Option<&'a str>,
    standing: &'static str,
    date: Option<String>,
    digest: Option<String>,
    lapsed: Option<String>,
}

#[derive(Serialize)]
struct RelationObject<'a> {
    kind: &'static str,
    slug: &'a str,
    text: String,
}

#[derive(Serialize)]
struct ConvenerObject<'a> {
    id: &'a str,
    name: &'a str,
    standing: &'static str,
    vouches: Vec<VouchObject<'a>>,
    checks: Vec<CheckObject<'a>>,
    marks: Vec<MarkObject>,
    keys: Vec<String>,
}

#[derive(Serialize)]
struct FindingObject<'a> {
    place: Option<usize>,
    id: &'a str,
    name: Option<&'a str>,
    listed_as: Option<&'a str>,
    verdict: &'static str,
    standing: Option<&'static str>,
    vouches: Vec<VouchObject<'a>>,
    checks: Vec<CheckObject<'a>>,
    marks: Vec<MarkObject>,
    reason: Option<String>,
    act: Option<ActObject<'a>>,
    consent: Option<ConsentObject<'a>>,
}

#[derive(Serialize)]
struct ConsentObject<'a> {
    name: Option<&'a str>,
    means: Option<&'a str>,
    version: Option<u32>,
    digest: Option<String>,
    date: Option<String>,
    lapsed: Option<String>,
}

#[derive(Serialize)]
struct VouchObject<'a> {
    voucher: &'a str,
    name: &'a str,
    date: Option<String>,
    digest: Option<String>,
    lapsed: Option<String>,
}

#[derive(Serialize)]
struct CheckObject<'a> {
    checker: &'a str,
    name: &'a str,
    domain: Option<&'a str>,
    date: Option<String>,
    digest: Option<String>,
    lapsed: Option<String>,
}

#[derive(Serialize)]
struct MarkObject {
    mark: &'static str,
    says: String,
}

#[derive(Serialize)]
struct ActObject<'a> {
    kind: &'static str,
    version: u32,
    digest: String,
    date: String,
    reason: Option<&'a str>,
    keys: Vec<String>,
}

#[derive(Serialize)]
struct TotalsObject {
    listed: usize,
    signed: usize,
    withdrawn: usize,
    declined: usize,
    attested: usize,
    missing: usize,
    failed: usize,
    on_time: usize,
    late: usize,
    confirmed: usize,
    not_on_roll: usize,
}

impl<'a> ComparisonObject<'a> {
    fn new(comparison: &'a Comparison) -> Self {
        Self {
            outcome: outcome(comparison.outcome),
            lacking_here: comparison.lacking_here.iter().map(LackObject::new).collect(),
            lacking_there: comparison.lacking_there.iter().map(LackObject::new).collect(),
            forks: comparison.forks.iter().map(ForkObject::new).collect(),
            differing: comparison.differing.iter().map(DifferenceObject::new).collect(),
        }
    }
}

impl LackObject {
    fn new(lack: &Lack) -> Self {
        Self { path: lack.path.to_string(), sound: lack.sound }
    }
}

impl<'a> ForkObject<'a> {
    fn new(fork: &'a Fork) -> Self {
        let keys = fork.keys.iter().map(VerifierKey::to_string);
        Self {
            path: fork.path.to_string(),
            party: fork.party.as_str(),
            here: fork.here.prefixed(),
            there: fork.there.prefixed(),
            keys: keys.collect(),
        }
    }
}

impl DifferenceObject {
    fn new(difference: &Difference) -> Self {
        let sound = match difference.sound {
            Sound::Here => "here",
            Sound::There => "there",
            Sound::Both => "both",
            Sound::Neither => "neither",
        };
        Self { path: difference.path.to_string(), sound }
    }
}

impl<'a> StatementObject<'a> {
    fn new(statement: &'a StatementReport) -> Self {
        let totals = &statement.totals;
        Self {
            slug: statement.slug.as_str(),
            text: statement.text.map(|(digest, _)| digest.prefixed()),
            bytes: statement.text.map(|(_, bytes)| bytes),
            roll: statement.roll.as_ref().map(RollObject::new),
            followers: statement.followers.iter().map(FollowerObject::new).collect(),
            translations: statement.translations.iter().map(TranslatedObject::new).collect(),
            problems: statement.problems.iter().map(ToString::to_string).collect(),
            findings: statement.findings.iter().map(FindingObject::new).collect(),
            totals: TotalsObject {
                listed: totals.listed,
                signed: totals.signed,
                withdrawn: totals.withdrawn,
                declined: totals.declined,
                attested: totals.attested,
                missing: totals.missing,
                failed: totals.failed,
                on_time: totals.on_time(),
                late: totals.late,
                confirmed: totals.confirmed,
                not_on_roll: totals.not_on_roll,
            },
            outcome: outcome(statement.outcome),
            because: statement.because.iter().map(because_text).collect(),
        }
    }
}

impl<'a> FollowerObject<'a> {
    fn new(follower: &'a Follower) -> Self {
        Self {
            kind: follower.kind.word(),
            slug: follower.slug.as_str(),
            date: follower.date.to_string(),
            convener: follower.convener.as_str(),
            convener_name: follower.convener_name.as_str(),
            convener_standing: follower.convener_standing.word(),
            translations: follower.translations.iter().map(TranslatedObject::new).collect(),
        }
    }
}

impl<'a> TranslatedObject<'a> {
    fn new(said: &'a Translated) -> Self {
        Self {
            translator: said.translator.as_str(),
            name: said.name.as_ref().map(|name| name.as_str()),
            standing: said.standing.word(),
            date: said.given.map(|(date, _)| date.to_string()),
            digest: said.given.map(|(_, digest)| digest.prefixed()),
            lapsed: said.lapsed.as_ref().map(ToString::to_string),
        }
    }
}

impl<'a> ConsentObject<'a> {
    fn new(consent: &'a Consent) -> Self {
        let said = consent.attested.as_ref().map(|(said, _)| said);
        Self {
            name: said.map(|said| said.name.as_str()),
            means: said.map(|said| said.means.as_str()),
            version: said.map(|said| said.version),
            digest: consent.attested.as_ref().map(|(_, digest)| digest.prefixed()),
            date: said.map(|said| said.date.to_string()),
            lapsed: consent.lapsed.as_ref().map(ToString::to_string),
        }
    }
}

impl<'a> RollObject<'a> {
    fn new(roll: &'a RollReport) -> Self {
        Self {
            version: roll.version,
            digest: roll.digest.prefixed(),
            title: roll.title.as_str(),
            language: &roll.language,
            date: roll.date.to_string(),
            mode: roll.mode.to_string(),
            deadline: roll.deadline.map(|date| date.to_string()),
            relation: roll.relation.as_ref().map(|relation| RelationObject {
                kind: relation.kind.word(),
                slug: relation.slug.as_str(),
                text: relation.text.prefixed(),
            }),
            convener: ConvenerObject {
                id: roll.convener.as_str(),
                name: roll.convener_name.as_str(),
                standing: roll.convener_standing.word(),
                vouches: roll.convener_vouches.iter().map(VouchObject::new).collect(),
                checks: roll.convener_checks.iter().map(CheckObject::new).collect(),
                marks: roll
                    .convener_recoveries
                    .iter()
                    .cloned()
                    .map(|each| MarkObject::new(&Mark::Recovered(each)))
                    .collect(),
                keys: keys(&roll.keys),
            },
            unknown_lines: roll.unknown_lines,
            unchecked_lines: roll.unchecked_lines,
            shared_lines: roll.shared_lines,
        }
    }
}

impl<'a> FindingObject<'a> {
    fn new(finding: &'a Finding) -> Self {
        let listed_as = finding.listed_name().filter(|name| Some(*name) != finding.name.as_ref());
        Self {
            place: finding.place,
            id: finding.id.as_str(),
            name: finding.name.as_ref().map(|name| name.as_str()),
            listed_as: listed_as.map(|name| name.as_str()),
            verdict: finding.verdict.word(),
            standing: finding.standing.map(|standing| standing.word()),
            vouches: finding.vouches.iter().map(VouchObject::new).collect(),
            checks: finding.checks.iter().map(CheckObject::new).collect(),
            marks: finding.marks.iter().map(MarkObject::new).collect(),
            reason: finding.reason.as_ref().map(ToString::to_string),
            act: finding.act.as_ref().map(ActObject::new),
            consent: finding.consent.as_ref().map(ConsentObject::new),
        }
    }
}

impl<'a> VouchObject<'a> {
    fn new(vouch: &'a Confirmed) -> Self {
        let given = vouch.given.as_ref();
        Self {
            voucher: vouch.by.as_str(),
            name: vouch.name.as_str(),
            date: given.map(|given| given.date.to_string()),
            digest: given.map(|given| given.digest.prefixed()),
            lapsed: vouch.lapsed.as_ref().map(ToString::to_string),
        }
    }
}

impl<'a> CheckObject<'a> {
    fn new(check: &'a Confirmed) -> Self {
        let given = check.given.as_ref();
        Self {
            checker: check.by.as_str(),
            name: check.name.as_str(),
            domain: given.and_then(|given| given.domain.as_ref()).map(Domain::as_str),
            date: given.map(|given| given.date.to_string()),
            digest: given.map(|given| given.digest.prefixed()),
            lapsed: check.lapsed.as_ref().map(ToString::to_string),
        }
    }
}

impl MarkObject {
    fn new(mark: &Mark) -> Self {
        Self { mark: mark_word(mark), says: mark_text(mark) }
    }
}

impl<'a> ActObject<'a> {
    fn new(act: &'a Proof) -> Self {
        Self {
            kind: act.kind().word(),
            version: act.version(),
            digest: act.digest().prefixed(),
            date: act.date().to_string(),
            reason: act.reason().map(|reason| reason.as_str()),
            keys: keys(act.keys()),
        }
    }
}

fn keys(keys: &[VerifierKey]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}
