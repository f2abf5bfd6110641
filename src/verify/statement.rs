//! One statement: its text, its roll, and a finding for each name.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::chain::{Chain, Flaw, Link, Signers};
use crate::date::Date;
use crate::digest::Digest;
use crate::id::{Id, Slug};
use crate::record::act::{Act, Kind};
use crate::record::roll::{Listed, Mode, Relation, Roll};
use crate::text::{CanonicalText, Line};
use crate::tree::{Content, Filed, Folder, Tree};
use crate::trust::Standing;
use crate::verify::parties::{Parties, each};
use crate::verify::{
    Because, Consent, Finding, Follower, Judged, Mark, Outcome, Problem, Proof, Question, Reason, Require,
    RollReport, StatementReport, Totals, Verdict,
};

/// Judges what is filed as `slug`, of which `problems` are known already.
pub(super) fn judge(
    slug: &Slug,
    filed: &Filed,
    parties: &Parties,
    question: &Question,
    mut problems: Vec<Problem>,
    followers: Vec<(Relation, Follower)>,
) -> StatementReport {
    let text = read_text(slug, filed, &mut problems);
    let rolls = read_rolls(slug, filed, parties);
    let roll = rolls.state();
    judge_roll(slug, &rolls, text, parties, &mut problems);
    let scene = Scene {
        slug,
        filed,
        parties,
        text: text.map(|(digest, _)| digest),
        rolls: rolls.links().iter().map(|link| link.digest).collect(),
        roll: roll.map(|link| &link.record),
    };
    let mut findings = scene.findings();
    let totals = count(&findings);
    if let Some(id) = &question.id {
        findings.retain(|finding| finding.id == *id);
        if findings.is_empty() {
            findings.push(Finding::new(id.clone(), Verdict::NotOnRoll, Some(Reason::Unknown)));
        }
    }
    let (outcome, because) = match (roll, &question.id) {
        // Without a roll it is not known whose signatures were asked for; why there is none may be a judgement.
        (None, _) => (Outcome::NotJudged, Vec::new()),
        (Some(roll), None) => answer(question, &findings, &totals, parties, roll),
        (Some(roll), Some(_)) => answer_for_one(question, &findings, parties, roll),
    };
    let problem = problems.iter().map(|problem| match problem.is_unjudged() {
        true => Outcome::NotJudged,
        false => Outcome::DoesNotHold,
    });
    let published = roll.and_then(|link| report_roll(link, parties));
    let translations =
        published.as_ref().map(|roll| parties.translated(roll, scene.text, &filed.translations));
    StatementReport {
        slug: slug.clone(),
        text,
        roll: published,
        outcome: problem.fold(outcome, Outcome::and),
        problems,
        translations: translations.unwrap_or_default(),
        accepts_attested: question.accept_attested,
        followers: followers
            .into_iter()
            .filter(|(of, _)| is_of(slug, text, of))
            .map(|(_, follower)| follower)
            .collect(),
        findings,
        totals,
        because,
    }
}

fn read_rolls(slug: &Slug, filed: &Filed, parties: &Parties) -> Chain<Roll> {
    Chain::read(&filed.rolls, |link, previous| roll_signers(slug, link, previous, parties))
}

fn is_of(slug: &Slug, text: Option<(Digest, usize)>, relation: &Relation) -> bool {
    relation.slug == *slug && text.is_some_and(|(digest, _)| digest == relation.text)
}

/// For each slug the other statements with a roll that may say that they follow it, without judging any.
pub(super) fn relating(tree: &Tree) -> HashMap<Slug, BTreeSet<&Slug>> {
    let mut relating: HashMap<Slug, BTreeSet<&Slug>> = HashMap::new();
    for (slug, filed) in &tree.statements {
        for bytes in filed.rolls.values().filter_map(Content::bytes) {
            // the line stands before the names, of which there may be many
            let lines =
                bytes.split(|byte| *byte == b'\n').take_while(|line| !line.starts_with(b"signatory "));
            let related = lines.filter_map(|line| Relation::hint(std::str::from_utf8(line).ok()?));
            for other in related.filter(|other| other != slug) {
                relating.entry(other).or_default().insert(slug);
            }
        }
    }
    relating
}

/// The statement `slug` as one that follows another, if its roll says so and is its convener's.
pub(super) fn follower(slug: &Slug, tree: &Tree, parties: &Parties) -> Option<(Relation, Follower)> {
    let filed = tree.statements.get(slug)?;
    let rolls = read_rolls(slug, filed, parties);
    let roll = report_roll(rolls.state()?, parties)?;
    let relation = roll.relation.clone()?;
    let text = filed.text.as_ref().and_then(Content::bytes).map(Digest::of);
    let translations = parties.translated(&roll, text, &filed.translations);
    let follower = Follower {
        kind: relation.kind,
        slug: slug.clone(),
        date: roll.date,
        convener: roll.convener,
        convener_name: roll.convener_name,
        convener_standing: roll.convener_standing,
        translations,
    };
    Some((relation, follower))
}

/// The digest and the length of the text as it stands here, canonical or not.
fn read_text(slug: &Slug, filed: &Filed, problems: &mut Vec<Problem>) -> Option<(Digest, usize)> {
    let bytes = match &filed.text {
        Some(Content::Bytes(bytes)) => bytes,
        Some(Content::Unreadable(why)) => {
            problems.push(Problem::TextUnreadable(slug.clone(), why.clone()));
            return None;
        }
        None => {
            problems.push(Problem::TextMissing(slug.clone()));
            return None;
        }
    };
    match CanonicalText::from_source(bytes) {
        Err(refusal) => problems.push(Problem::TextRefused(slug.clone(), refusal)),
        Ok(text) if text.as_str().as_bytes() != bytes => {
            problems.push(Problem::TextNotCanonical(slug.clone()))
        }
        Ok(_) => {}
    }
    Some((Digest::of(bytes), bytes.len()))
}

/// The keys that signed a roll, if it is valid behind the one before it.
fn roll_signers(
    slug: &Slug,
    link: &Link<Roll>,
    previous: Option<&Link<Roll>>,
    parties: &Parties,
) -> Result<Signers, Flaw> {
    let roll = &link.record;
    if roll.slug != *slug {
        return Err(Flaw::OtherSlug(roll.slug.clone()));
    }
    let signers = parties.signers(&roll.convener, roll.keys, &link.note)?;
    let Some(previous) = previous else { return Ok(signers) };
    let before = &previous.record;
    for (what, changed) in [
        ("the text", roll.text != before.text),
        ("the language", roll.language != before.language),
        ("the convener", roll.convener != before.convener),
        ("the date", roll.date != before.date),
    ] {
        if changed {
            return Err(Flaw::Changed(what));
        }
    }
    parties.keys_go_on(&roll.convener, before.keys, roll.keys)?;
    let mut names = roll.signatories.iter();
    for listed in &before.signatories {
        if names.next().is_none_or(|kept| kept.id != listed.id) {
            return Err(Flaw::Dropped(listed.id.clone()));
        }
    }
    let reopened = before.mode == Mode::Closed && (roll.mode == Mode::Open || names.next().is_some());
    if reopened { Err(Flaw::Reopened) } else { Ok(signers) }
}

fn judge_roll(
    slug: &Slug,
    rolls: &Chain<Roll>,
    text: Option<(Digest, usize)>,
    parties: &Parties,
    problems: &mut Vec<Problem>,
) {
    if let Some((version, flaw)) = rolls.flaw() {
        problems.push(Problem::RollFlawed { slug: slug.clone(), version: *version, flaw: flaw.clone() });
    }
    let Some(link) = rolls.state() else {
        if rolls.is_empty() {
            problems.push(Problem::RollMissing(slug.clone()));
        }
        return;
    };
    if text.is_some_and(|(digest, _)| digest != link.record.text) {
        problems.push(Problem::RollForOtherText(link.record.text));
    }
    let convener = &link.record.convener;
    if let Err(flaw) = parties.counted(convener, link.record.keys, link) {
        problems.push(Problem::RollFlawed { slug: slug.clone(), version: link.version, flaw });
    }
    if let Some((version, flaw)) = parties.get(convener).and_then(|party| party.chain().flaw()) {
        problems.push(Problem::ConvenerFlawed(Flaw::Keys(
            convener.clone(),
            *version,
            Box::new(flaw.clone()),
        )));
    }
    if let Err(revocation) = parties.standing_keys(convener, link.record.keys, link) {
        problems.push(Problem::RollRevoked(revocation));
    }
}

fn report_roll(link: &Link<Roll>, parties: &Parties) -> Option<RollReport> {
    let roll = &link.record;
    let party = parties.get(&roll.convener)?;
    let keys = party.record(roll.keys)?;
    Some(RollReport {
        version: roll.version,
        digest: link.digest,
        title: roll.title.clone(),
        language: roll.language.as_str().to_owned(),
        date: roll.date,
        mode: roll.mode,
        deadline: roll.deadline,
        relation: roll.relation.clone(),
        convener: roll.convener.clone(),
        convener_name: keys.record.name.clone(),
        convener_standing: parties.standing(&roll.convener).ok()?,
        convener_vouches: parties.vouches(&roll.convener).to_vec(),
        convener_recoveries: parties.recoveries(&roll.convener),
        convener_checks: parties.checks(&roll.convener).to_vec(),
        aliases: link.record.aliases.clone(),
        unknown_lines: link.signers.unknown,
        unchecked_lines: link.signers.unchecked,
        shared_lines: link.signers.shared.len(),
        keys: party.listings(roll.keys, &link.signers.keys),
    })
}

/// What the findings of one statement rest on.
struct Scene<'a> {
    slug: &'a Slug,
    filed: &'a Filed,
    parties: &'a Parties,
    /// The digest of the text as it stands here.
    text: Option<Digest>,
    /// The digests of all valid rolls.
    rolls: HashSet<Digest>,
    /// The highest valid roll.
    roll: Option<&'a Roll>,
}

impl Scene<'_> {
    fn findings(&self) -> Vec<Finding> {
        let listed: Vec<&Listed> = self.roll.iter().flat_map(|roll| &roll.signatories).collect();
        let ids: BTreeSet<&Id> = listed.iter().map(|listed| &listed.id).collect();
        let mut subjects: Vec<(Option<usize>, &Id, Option<&Line>)> =
            (1..).zip(&listed).map(|(place, listed)| (Some(place), &listed.id, Some(&listed.name))).collect();
        // without a roll there is no convener to attest
        let attested = self.roll.iter().flat_map(|_| self.filed.attestations.keys());
        let others: BTreeSet<&Id> = self.filed.acts.keys().chain(attested).collect();
        subjects.extend(others.difference(&ids).map(|id| (None, *id, None)));
        each(&subjects, |(place, id, listed)| {
            let mut finding = Finding { place: *place, ..self.judge(id, *listed) };
            finding.marks.extend(self.parties.recoveries(id).into_iter().map(Mark::Recovered));
            finding
        })
    }

    /// The finding for one party, whatever its place.
    fn judge(&self, id: &Id, listed: Option<&Line>) -> Finding {
        let nothing = Folder::new();
        let folder = self.filed.acts.get(id).unwrap_or(&nothing);
        let chain = Chain::read(folder, |link, previous| self.act_signers(id, link, previous));
        let mut finding = match (chain.state(), chain.flaw()) {
            (None, None) => self.without_acts(id, listed.is_some()),
            (Some(link), None) => self.judge_state(id, &chain, link),
            (_, Some((version, flaw))) => {
                let disputed = folder.len() > 1 || *flaw == Flaw::Gap;
                self.flawed(id, *version, flaw, disputed)
            }
        };
        match (listed, &finding.name) {
            (Some(listed), Some(name)) if listed != name => {
                finding.marks.push(Mark::ListedAs(listed.clone()))
            }
            (Some(listed), None) => finding.name = Some(listed.clone()),
            _ => {}
        }
        if listed.is_none() && finding.act.is_some() {
            let acted = chain.state().map_or("act", |link| link.record.kind.word());
            finding.verdict = Verdict::NotOnRoll;
            finding.reason = Some(Reason::Acted(acted));
        }
        if !folder.is_empty() && listed.is_some() && finding.verdict != Verdict::Signed {
            finding.consent =
                self.consent(id).map(|(consent, _)| consent).filter(|said| said.lapsed.is_none());
        }
        finding
    }

    /// The finding for a party that did nothing, by what the convener says of it.
    fn without_acts(&self, id: &Id, is_listed: bool) -> Finding {
        let Some((consent, marks)) = self.consent(id) else {
            return Finding::new(id.clone(), Verdict::Missing, None);
        };
        let counted = consent.attested.as_ref().filter(|_| is_listed && consent.lapsed.is_none());
        let name = counted.map(|(attestation, _)| attestation.name.clone());
        let (verdict, reason) = match (is_listed, &name) {
            (false, _) => (Verdict::NotOnRoll, Some(Reason::Unlisted)),
            (true, Some(_)) => (Verdict::Attested, None),
            (true, None) => (Verdict::Missing, None),
        };
        let marks = if name.is_some() { marks } else { Vec::new() };
        Finding { name, marks, consent: Some(consent), ..Finding::new(id.clone(), verdict, reason) }
    }

    /// What the convener says of the consent of `id`, and the marks of that.
    fn consent(&self, id: &Id) -> Option<(Consent, Vec<Mark>)> {
        let folder = self.filed.attestations.get(id)?;
        let chain = self.parties.attestations(id, &self.roll?.convener, self.text, folder);
        let attested = chain.state().map(|link| (link.record.clone(), link.digest));
        let marks =
            chain.state().map(|link| self.marks(link.record.date, false, link.record.roll, &link.signers));
        Some((Consent { attested, lapsed: self.parties.still_says(&chain).err() }, marks.unwrap_or_default()))
    }

    /// The finding for an act that does not hold, in a chain that is in dispute or has no other.
    fn flawed(&self, id: &Id, version: u32, flaw: &Flaw, disputed: bool) -> Finding {
        let verdict = if disputed { Verdict::Disputed } else { verdict_on(flaw) };
        let (slug, flaw) = (self.slug.clone(), Box::new(flaw.clone()));
        Finding::new(id.clone(), verdict, Some(Reason::Flaw { slug, id: id.clone(), version, flaw }))
    }

    /// The keys that signed an act, if it is valid behind the one before it.
    fn act_signers(&self, id: &Id, link: &Link<Act>, previous: Option<&Link<Act>>) -> Result<Signers, Flaw> {
        let act = &link.record;
        if act.signatory != *id {
            return Err(Flaw::OtherParty(act.signatory.clone()));
        }
        let signers = self.parties.signers(id, act.keys, &link.note)?;
        let name =
            self.parties.get(id).and_then(|party| party.record(act.keys)).map(|link| &link.record.name);
        if name != Some(&act.name) {
            return Err(Flaw::OtherName(act.name.as_str().to_owned()));
        }
        match self.text {
            Some(text) if text == act.text => {}
            Some(_) => return Err(Flaw::OtherText(act.text)),
            None => return Err(Flaw::TextNotHere),
        }
        if let Some(previous) = previous {
            self.parties.keys_go_on(id, previous.record.keys, act.keys)?;
        }
        Ok(signers)
    }

    /// The finding for a chain without a flaw.
    fn judge_state(&self, id: &Id, chain: &Chain<Act>, link: &Link<Act>) -> Finding {
        let act = &link.record;
        if let Err(flaw) = self.parties.counted(id, act.keys, link) {
            return self.flawed(id, link.version, &flaw, link.version > 1);
        }
        if let Some((version, flaw)) = self.parties.get(id).and_then(|party| party.chain().flaw()) {
            let flaw = Flaw::Keys(id.clone(), *version, Box::new(flaw.clone()));
            return Finding::new(id.clone(), Verdict::Disputed, Some(Reason::Keys(flaw)));
        }
        let standing = match self.parties.standing_keys(id, act.keys, link) {
            Ok(keys) if !keys.is_empty() => keys,
            Ok(_) => return self.flawed(id, link.version, &Flaw::KeysNotHere(act.keys), false),
            Err(revocation) => {
                return Finding::new(id.clone(), Verdict::Disputed, Some(Reason::Revoked(revocation)));
            }
        };
        let verdict = match act.kind {
            Kind::Signature => Verdict::Signed,
            Kind::Withdrawal => Verdict::Withdrawn,
            Kind::Decline => Verdict::Declined,
        };
        let is_signature = |link: &Link<Act>| link.record.kind == Kind::Signature;
        let has_signed = chain.links().iter().any(is_signature);
        let never_signed = act.kind == Kind::Withdrawal && !has_signed;
        let proof = Proof {
            kind: act.kind,
            date: act.date,
            reason: act.reason.clone(),
            version: link.version,
            digest: link.digest,
            keys: self.parties.get(id).map(|party| party.listings(act.keys, &standing)).unwrap_or_default(),
        };
        Finding {
            name: Some(act.name.clone()),
            standing: self.parties.standing(id).ok(),
            vouches: self.parties.vouches(id).to_vec(),
            checks: self.parties.checks(id).to_vec(),
            marks: self.marks(act.date, never_signed, act.roll, &link.signers),
            act: Some(proof),
            ..Finding::new(id.clone(), verdict, None)
        }
    }

    /// The marks of a record of this day that names this roll.
    fn marks(&self, date: Date, never_signed: bool, roll: Digest, signers: &Signers) -> Vec<Mark> {
        let deadline = self.roll.and_then(|roll| roll.deadline);
        let marks = [
            deadline.is_some_and(|deadline| date.is_late_for(deadline)).then_some(Mark::Late),
            never_signed.then_some(Mark::NeverSigned),
            (!self.rolls.contains(&roll)).then_some(Mark::RollNotHere(roll)),
            (signers.unknown > 0).then_some(Mark::UnknownLines(signers.unknown)),
            (signers.unchecked > 0).then_some(Mark::UncheckedLines(signers.unchecked)),
            (!signers.shared.is_empty()).then_some(Mark::SharedLines(signers.shared.len())),
        ];
        marks.into_iter().flatten().collect()
    }
}

/// The verdict on a chain that is one flawed record. What rests on keys that cannot be judged cannot be judged either.
fn verdict_on(flaw: &Flaw) -> Verdict {
    match flaw {
        Flaw::OtherText(_) => Verdict::OtherText,
        Flaw::Keys(_, _, flaw) | Flaw::NotRestored(_, flaw) => verdict_on(flaw),
        Flaw::Unreadable(_)
        | Flaw::Note(_)
        | Flaw::Record(_)
        | Flaw::KeysNotHere(_)
        | Flaw::TextNotHere
        | Flaw::NotChecked => Verdict::Unreadable,
        _ => Verdict::Invalid,
    }
}

impl Finding {
    fn new(id: Id, verdict: Verdict, reason: Option<Reason>) -> Self {
        Self {
            place: None,
            id,
            name: None,
            verdict,
            reason,
            standing: None,
            vouches: Vec::new(),
            checks: Vec::new(),
            marks: Vec::new(),
            act: None,
            consent: None,
            _judged: Judged(()),
        }
    }
}

fn count(findings: &[Finding]) -> Totals {
    let listed = || findings.iter().filter(|finding| finding.place.is_some());
    let with = |verdict| listed().filter(|finding| finding.verdict == verdict).count();
    let signed = || listed().filter(|finding| finding.verdict == Verdict::Signed);
    let mut totals = Totals {
        listed: listed().count(),
        signed: with(Verdict::Signed),
        withdrawn: with(Verdict::Withdrawn),
        declined: with(Verdict::Declined),
        attested: with(Verdict::Attested),
        missing: with(Verdict::Missing),
        failed: 0,
        late: signed().filter(|finding| finding.is_late()).count(),
        confirmed: signed().filter(|finding| finding.standing >= Some(Standing::Vouched)).count(),
        not_on_roll: findings.iter().filter(|finding| finding.place.is_none()).count(),
    };
    let told = [totals.signed, totals.withdrawn, totals.declined, totals.attested, totals.missing];
    totals.failed = totals.listed - told.iter().sum::<usize>();
    totals
}

/// The answer about a whole statement, its text and roll apart.
fn answer(
    question: &Question,
    findings: &[Finding],
    totals: &Totals,
    parties: &Parties,
    roll: &Link<Roll>,
) -> (Outcome, Vec<Because>) {
    let mut because = Vec::new();
    let convener = parties.standing(&roll.record.convener).ok();
    let listed = || findings.iter().filter(|finding| finding.place.is_some());
    // What must be settled, and the findings whose keys must have the standing asked for.
    let (settled, counted): (Outcome, Vec<&Finding>) = match &question.require {
        Require::All => {
            let outcomes =
                listed().map(|finding| match (finding.is_settled(question), finding.is_unjudged(question)) {
                    (true, _) => Outcome::Holds,
                    (_, true) => Outcome::NotJudged,
                    _ => Outcome::DoesNotHold,
                });
            (
                outcomes.fold(Outcome::Holds, Outcome::and),
                listed().filter(|finding| finding.is_settled(question)).collect(),
            )
        }
        Require::AtLeast(asked) => {
            let mut signed: Vec<&Finding> = listed().filter(|finding| finding.is_signed(question)).collect();
            let enough = signed.len() >= *asked;
            if !enough {
                because.push(Because::TooFewSigned { asked: *asked, signed: signed.len() });
            }
            let unjudged = listed().filter(|finding| finding.is_unjudged(question)).count();
            let settled = match (enough && *asked > 0, signed.len() + unjudged >= *asked) {
                (true, _) => Outcome::Holds,
                (false, true) => Outcome::NotJudged,
                (false, false) => Outcome::DoesNotHold,
            };
            // The best known are counted first; how well the others are known is not asked.
            signed.sort_by_key(|finding| std::cmp::Reverse(standing_behind(finding, convener)));
            signed.truncate(*asked);
            (settled, signed)
        }
        Require::Ids(ids) => {
            let by_id: HashMap<&Id, &Finding> = listed().map(|finding| (&finding.id, finding)).collect();
            let signed = |id| by_id.get(id).filter(|finding| finding.is_signed(question));
            let missing = ids.iter().filter(|id| signed(*id).is_none());
            because.extend(missing.map(|id| Because::NotSigned(id.clone())));
            let outcomes = ids.iter().filter(|id| signed(*id).is_none()).map(|id| match by_id.get(id) {
                Some(finding) if finding.is_unjudged(question) => Outcome::NotJudged,
                _ => Outcome::DoesNotHold,
            });
            let asked = if ids.is_empty() { Outcome::NotJudged } else { Outcome::Holds };
            let settled = outcomes.fold(asked, Outcome::and);
            (settled, ids.iter().filter_map(|id| signed(id).copied()).collect())
        }
    };
    let mut outcome = settled;
    if outcome != Outcome::Holds {
        because.extend(lateness(question, findings));
    }
    if totals.signed == 0 {
        because.push(if totals.listed == 0 { Because::EmptyRoll } else { Because::NobodySigned });
        // With nothing judged against a missing text, the outcome is not a judgement either.
        let unjudged = listed().any(|finding| finding.is_unjudged(question));
        outcome = outcome.and(if unjudged { Outcome::NotJudged } else { Outcome::DoesNotHold });
    }
    (outcome.and(standing_outcome(question, &counted, parties, roll, &mut because)), because)
}

/// The answer about one party.
fn answer_for_one(
    question: &Question,
    findings: &[Finding],
    parties: &Parties,
    roll: &Link<Roll>,
) -> (Outcome, Vec<Because>) {
    let mut because = Vec::new();
    let signed = |finding: &&Finding| finding.is_signed(question);
    let outcome = match findings.first() {
        Some(finding) if signed(&finding) => Outcome::Holds,
        Some(finding) if finding.is_unjudged(question) => Outcome::NotJudged,
        _ => Outcome::DoesNotHold,
    };
    if outcome != Outcome::Holds {
        because.extend(lateness(question, findings));
    }
    let counted: Vec<&Finding> = findings.iter().filter(signed).collect();
    (outcome.and(standing_outcome(question, &counted, parties, roll, &mut because)), because)
}

/// How many names on the roll would pass for signed if they were on time, where that was asked.
fn lateness(question: &Question, findings: &[Finding]) -> Option<Because> {
    let at_any_time = Question { on_time: false, ..question.clone() };
    let late = |finding: &&Finding| {
        finding.place.is_some() && finding.is_signed(&at_any_time) && !finding.is_signed(question)
    };
    let late = findings.iter().filter(late).count();
    (late > 0).then_some(Because::Late(late))
}

/// How well the keys are known that a finding rests on: the party's own, or those of the convener who attests it.
fn standing_behind(finding: &Finding, convener: Option<Standing>) -> Option<Standing> {
    if finding.verdict == Verdict::Attested { convener } else { finding.standing }
}

/// Whether the counted keys are known as well as was asked. The convener's standing is shown, and not asked: its key is
/// behind the roll, and behind none of the signatures that are counted.
fn standing_outcome(
    question: &Question,
    counted: &[&Finding],
    parties: &Parties,
    roll: &Link<Roll>,
    because: &mut Vec<Because>,
) -> Outcome {
    if parties.are_all_demonstrations() {
        return Outcome::Holds;
    }
    let is_demonstration = |standing: Option<Standing>| standing == Some(Standing::Demonstration);
    let convener = parties.standing(&roll.record.convener).ok();
    let behind = |finding: &&Finding| standing_behind(finding, convener);
    if is_demonstration(convener) || counted.iter().any(|finding| is_demonstration(behind(finding))) {
        because.push(Because::DemonstrationAmongReal);
        return Outcome::DoesNotHold;
    }
    let keys = counted.iter().filter(|finding| behind(finding) < Some(question.standing)).count();
    if keys == 0 {
        return Outcome::Holds;
    }
    because.push(Because::NotConfirmed { keys, standing: question.standing });
    Outcome::NotJudged
}
