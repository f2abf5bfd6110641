//! Registries: whatever their files hold they are judged and shown, nobody else signs in anybody's place, and what is
//! filed leaves sound what was.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use undersigned::digest::Digest;
use undersigned::filing::{Proposal, judge};
use undersigned::id::Id;
use undersigned::path::RegistryPath;
use undersigned::render::{json, text};
use undersigned::tree::{Content, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Outcome, Question, Reason, Report, Require, Verdict, verify};

use super::forge::{CONVENER, Registry, SLUG, accepting_all, at_least, trusting};
use super::script::{Files, Step, is_by_owner, key, steps};
use super::{is_harmless, say};

/// Two parties on the second version of a roll: `a` signed once; `b` signed, withdrew, changed its key, kept what it had
/// done, and signed again.
static SOUND: LazyLock<Files> = LazyLock::new(|| {
    let mut registry = Registry::of(&["a"]);
    registry.act("a", "signature").file();
    registry.keys("b").file();
    registry.act("b", "signature").file();
    registry.act("b", "withdrawal").file();
    registry.roll(&["a", "b"]).file();
    let [own, new] = ["own/b", "new/b"].map(|name| key(name).unwrap());
    let keeps = format!("keeps {}\ndate", registry.digest("signatures/s/b/2.note"));
    registry.keys("b").lists(&[&new]).with("date", &keeps).by(&[&new, &own]).file();
    registry.act("b", "signature").by(&[&new]).file();
    Files { registry, unreadable: Vec::new() }
});

/// Pins for everybody in [`SOUND`].
static PINS: LazyLock<Trust> = LazyLock::new(|| {
    let keys = ["own/convener", "own/a", "own/b"].map(|name| key(name).unwrap());
    trusting(&keys.each_ref())
});

/// The files of a registry, whatever they are, are judged, and the report agrees with itself in every view.
pub fn registry(script: &[u8]) -> bool {
    let mut files = Files::default();
    for step in steps(script) {
        files.take(&step);
    }
    let tree = files.tree();
    let by_id = Question { slug: SLUG.parse().ok(), id: "a".parse().ok(), ..accepting_all() };
    let by_ids = Question {
        require: Require::Ids(["a", "b"].map(|id| id.parse().unwrap()).into()),
        ..accepting_all()
    };
    for (question, trust) in [
        (Question::default(), &*PINS),
        (accepting_all(), &Trust::default()),
        (at_least(1), &Trust::default()),
        (by_id, &Trust::default()),
        (by_ids, &*PINS),
    ] {
        agrees(&verify(&tree, trust, &question), &question);
    }
    verify(&tree, &Trust::default(), &accepting_all()).outcome == Outcome::Holds
}

fn agrees(report: &Report, question: &Question) {
    let outcomes = report.statements.iter().map(|statement| statement.outcome);
    assert_eq!(report.outcome, outcomes.reduce(Outcome::and).unwrap_or(Outcome::NotJudged));
    for statement in &report.statements {
        let totals = &statement.totals;
        let told = totals.signed + totals.withdrawn + totals.declined + totals.missing + totals.failed;
        assert_eq!(told, totals.listed);
        assert!(totals.late.max(totals.confirmed) <= totals.signed);
        if statement.outcome == Outcome::Holds {
            assert!(statement.problems.is_empty() && statement.roll.is_some() && totals.signed > 0);
        }
        if question.id.is_none() {
            let listed = statement.findings.iter().filter(|finding| finding.place.is_some());
            assert_eq!(listed.filter(|finding| finding.verdict == Verdict::Signed).count(), totals.signed);
        }
        for finding in &statement.findings {
            let stands = matches!(finding.verdict, Verdict::Signed | Verdict::Withdrawn | Verdict::Declined);
            assert!(!stands || finding.act.is_some(), "{finding:?}");
            assert!(finding.act.is_none() || finding.standing.is_some(), "{finding:?}");
            finding.reason.iter().for_each(say);
        }
        statement.problems.iter().for_each(say);
    }
    is_shown_safely(&text::report(report, None));
    is_shown_safely(&text::answer(report));
    let json = json::report(report, None).unwrap();
    assert!(json.chars().all(|c| c == '\n' || is_harmless(c)));
}

/// But for the colours and isolates of the program itself, nothing in a view acts on a terminal.
pub fn is_shown_safely(view: &str) {
    let mut pieces = view.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default();
    let behind_colours = pieces.map(|piece| {
        let (colour, rest) = piece.split_once('m').unwrap();
        assert!(colour.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'), "{colour:?}");
        rest
    });
    let plain: String = [first].into_iter().chain(behind_colours).collect();
    for line in plain.lines() {
        let isolated = line.matches('\u{2068}').count();
        assert_eq!(isolated, line.matches('\u{2069}').count(), "{line:?}");
        assert!(line.chars().all(|c| matches!(c, '\u{2068}' | '\u{2069}') || is_harmless(c)), "{line:?}");
    }
}

/// Whoever does whatever to a sound registry, without the keys of its parties: nobody is said to have done what they did
/// not, and if it still holds, nothing that it rests on was changed but for what was cut off behind.
pub fn tampering(script: &[u8]) -> bool {
    let mut files = SOUND.clone();
    let mut is_signed = false;
    for step in steps(script).iter().filter(|step| !is_by_owner(step)) {
        is_signed |= matches!(step, Step::Put { by, .. } if !by.is_empty());
        files.take(step);
    }
    let tree = files.tree();
    let pinned = verify(&tree, &PINS, &Question { standing: Standing::Pinned, ..Question::default() });
    is_genuine(&pinned, &files);
    if !is_signed {
        is_genuine(&verify(&tree, &Trust::default(), &accepting_all()), &files);
    }
    pinned.outcome == Outcome::Holds
}

fn is_genuine(report: &Report, files: &Files) {
    for statement in &report.statements {
        for finding in
            statement.findings.iter().filter(|finding| matches!(finding.id.as_str(), CONVENER | "a" | "b"))
        {
            let acts = format!("signatures/{SLUG}/{}/", finding.id);
            let Some(act) = &finding.act else { continue };
            assert!(texts_under(&acts).contains(act.digest().as_bytes()), "{finding:?}");
        }
        if let Some(roll) = statement.roll.as_ref().filter(|roll| roll.convener.as_str() == CONVENER) {
            assert!(
                texts_under(&format!("statement/{SLUG}/roll/")).contains(roll.digest.as_bytes()),
                "{roll:?}"
            );
        }
    }
    if report.outcome != Outcome::Holds {
        return;
    }
    let [statement] = &report.statements[..] else { panic!("{} statements hold", report.statements.len()) };
    assert_eq!(statement.slug.as_str(), SLUG);
    let text = format!("statement/{SLUG}/text.txt");
    assert_eq!(files.registry.files.get(&text), SOUND.registry.files.get(&text));
    let roll = statement.roll.as_ref().unwrap();
    // whose roll it is, the reader sees and judges
    if roll.convener.as_str() == CONVENER {
        is_as_it_was(files, &format!("keys/{CONVENER}/"));
        is_as_it_was(files, &format!("statement/{SLUG}/roll/"));
    }
    for finding in statement.findings.iter().filter(|finding| finding.place.is_some()) {
        is_as_it_was(files, &format!("keys/{}/", finding.id));
        is_as_it_was(files, &format!("signatures/{SLUG}/{}/", finding.id));
    }
}

fn texts_under(folder: &str) -> BTreeSet<[u8; 32]> {
    let files = SOUND.registry.files.keys().filter(|path| path.starts_with(folder));
    files.map(|path| *Digest::of(SOUND.registry.text(path).as_bytes()).as_bytes()).collect()
}

/// What is left of the chain in `folder` is its beginning, each record with its text and its signature lines; lines by
/// others may stand beside them.
fn is_as_it_was(files: &Files, folder: &str) {
    let now: Vec<&String> = files.registry.files.keys().filter(|path| path.starts_with(folder)).collect();
    let before: Vec<&String> = SOUND.registry.files.keys().filter(|path| path.starts_with(folder)).collect();
    let now: Vec<&String> = now.into_iter().filter(|path| path.parse::<RegistryPath>().is_ok()).collect();
    let unreadable = |path: &&String| path.starts_with(folder) && path.parse::<RegistryPath>().is_ok();
    assert_eq!(files.unreadable.iter().find(unreadable), None);
    assert!(!now.is_empty() && before.starts_with(&now), "{now:?} was {before:?}");
    for path in now {
        let (was, is) = (SOUND.registry.read(path), files.registry.read(path));
        assert_eq!(SOUND.registry.text(path), files.registry.text(path), "{path}");
        let lines: BTreeSet<&str> = is.lines().collect();
        assert!(was.lines().all(|line| lines.contains(line)), "{path}");
    }
}

/// Whatever is proposed to a sound registry, by whomever: what is accepted takes nobody's place, and leaves standing
/// what stood, but for what a party takes back with its own keys record.
pub fn filing(script: &[u8]) -> bool {
    let mut files = SOUND.clone();
    let mut proposals = vec![Proposal::new()];
    for step in &steps(script) {
        if matches!(step, Step::NextProposal) {
            proposals.push(Proposal::new());
        }
        // A step may refer to all that was proposed before it.
        let Some(path) = files.take(step) else { continue };
        let Ok(place) = path.parse::<RegistryPath>() else { continue };
        let content = files.registry.files[&path].clone();
        proposals.last_mut().unwrap().insert(place, content);
    }
    let mut tree = SOUND.tree();
    let before = verify(&tree, &Trust::default(), &accepting_all());
    let judged = judge(&tree, &proposals);
    assert_eq!(judged.len(), proposals.len());
    for (proposal, judged) in proposals.iter().zip(&judged) {
        match judged {
            Ok(accepted) => {
                assert!(accepted.new.iter().all(|path| proposal.contains_key(path)));
                file(&mut tree, proposal);
            }
            Err(objections) => {
                assert!(!objections.is_empty());
                objections.iter().for_each(say);
            }
        }
    }
    assert_eq!(before.outcome, Outcome::Holds);
    let proposed = proposals.iter().flat_map(|proposal| proposal.keys());
    let rotated = proposed.filter_map(|path| match path {
        RegistryPath::Keys(id, _) => Some(id),
        _ => None,
    });
    leaves_standing(&before, &verify(&tree, &Trust::default(), &accepting_all()), &rotated.collect());
    judged.iter().all(Result::is_ok)
}

/// Puts an accepted proposal into the registry, in which nothing stands in its way.
fn file(tree: &mut Tree, proposal: &Proposal) {
    for (path, bytes) in proposal {
        let content = Content::Bytes(bytes.clone());
        let stood = tree.insert(path.clone(), content.clone());
        assert!(stood.is_none_or(|stood| stood == content), "{path} was overwritten");
    }
}

fn leaves_standing(before: &Report, after: &Report, rotated: &BTreeSet<&Id>) {
    for was in &before.statements {
        let is = after.statements.iter().find(|is| is.slug == was.slug).unwrap();
        assert_eq!((&is.problems, is.text), (&was.problems, was.text));
        for finding in &was.findings {
            let now = is.findings.iter().find(|now| now.id == finding.id).unwrap();
            let stands = matches!(now.verdict, Verdict::Signed | Verdict::Withdrawn | Verdict::Declined);
            let taken_back = matches!(now.reason, Some(Reason::Revoked(_))) && rotated.contains(&now.id);
            assert!(stands || taken_back, "{} was {:?}, is {now:?}", finding.id, finding.verdict);
        }
    }
    let new = after.statements.iter().filter(|is| before.statements.iter().all(|was| was.slug != is.slug));
    for statement in new {
        assert!(statement.problems.is_empty() && statement.roll.is_some(), "{statement:?}");
    }
}
