//! A statement with 10,000 signatories, and where the time to verify it goes.

use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;

use undersigned::id::{Id, Slug};
use undersigned::key::{PublicKey, SecretKey, VerifierKey};
use undersigned::note::Note;
use undersigned::path::RegistryPath;
use undersigned::record::Record;
use undersigned::tree::{Content, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Outcome, Question, verify};

use crate::measure::{Cost, Work, alternate, median, print, ratio};
use crate::programs::{MINISIGN, run, undersigned};
use crate::registry::{self, SLUG};

const SIGNATORIES: usize = 10_000;
const ROUNDS: usize = 7;
/// The calls of minisign in a round; as many as there are signatories would only take longer.
const CALLS: usize = 100;

pub fn bench() {
    println!("\n{SIGNATORIES} signatories of one statement, files in the system's cache; {ROUNDS} rounds");
    let folder = tempfile::tempdir().expect("a temporary folder is made");
    let root = folder.path().join("registry");
    let tree = registry::tree(SIGNATORIES);
    registry::write(&tree, &root);
    let slug: Slug = SLUG.parse().expect("it is a slug");
    let text = tree.get(&RegistryPath::Text(slug.clone())).and_then(Content::bytes).expect("it has a text");
    let parts = Parts::of(&tree);

    let mut program = undersigned(&root, &["verify", SLUG, "--require-standing", "self-published"]);
    let mut works: Vec<Work> = vec![
        ("undersigned verify".to_owned(), Box::new(move || run(&mut program))),
        ("reading the files".to_owned(), Box::new(|| read(&root, &slug))),
        ("judging them".to_owned(), Box::new(|| judge(&tree, &slug))),
        ("alone: parsing notes, records, keys".to_owned(), Box::new(|| parts.parse())),
        ("alone: hashing records".to_owned(), Box::new(|| parts.hash())),
        ("alone: keys, the points and their order".to_owned(), Box::new(|| parts.read_keys())),
        ("alone: demonstration keys, to know them by".to_owned(), Box::new(|| parts.derive_keys())),
        ("alone: signatures".to_owned(), Box::new(|| parts.check_signatures())),
    ];
    if let Some(mut commands) = MINISIGN.verifications(folder.path(), text, CALLS) {
        let name = format!("minisign, {CALLS} times");
        works.push((name, Box::new(move || commands.iter_mut().for_each(run))));
    }
    let costs = alternate(ROUNDS, &mut works);
    print(&works, &costs);
    let [ours, reading, judging, parsing, hashing, keys, known, signatures, minisign @ ..] = costs.as_slice()
    else {
        return;
    };
    print_shares(reading, judging, parsing, hashing, [keys, known, signatures]);
    for minisign in minisign {
        let times = SIGNATORIES as f64 / CALLS as f64;
        let [cpu, wall] =
            [|cost: &Cost| cost.cpu, |cost: &Cost| cost.wall].map(|what| ratio(minisign, ours, what));
        println!(
            "  minisign, {SIGNATORIES} times : undersigned, processor {:.1}, wall {:.1} (aim: 40)",
            cpu * times,
            wall * times
        );
    }
}

/// Prints what part of the processor time of reading and judging goes where.
fn print_shares(
    reading: &[Cost],
    judging: &[Cost],
    parsing: &[Cost],
    hashing: &[Cost],
    curve: [&Vec<Cost>; 3],
) {
    let cpu = |costs: &[Cost]| median(costs.iter().map(|cost| cost.cpu));
    let (reading, judging, hashing) = (cpu(reading), cpu(judging), cpu(hashing));
    let [keys, known, signatures] = curve.map(|costs| cpu(costs));
    let parsing = cpu(parsing) - keys;
    let all = reading + judging;
    let curve = keys + known + signatures;
    let shares = [
        ("reading", reading),
        ("parsing", parsing),
        ("hashing", hashing),
        ("curve arithmetic", curve),
        ("the rest", judging - parsing - hashing - curve),
    ];
    let told: Vec<String> =
        shares.iter().map(|(name, part)| format!("{name} {:.0} %", 100.0 * part / all)).collect();
    println!("  shares of the processor time: {}", told.join(", "));
    println!(
        "  curve arithmetic by signatory, in microseconds: key {:.0}, demonstration key {:.0}, 2 signatures {:.0}",
        keys * 1e6 / SIGNATORIES as f64,
        known * 1e6 / SIGNATORIES as f64,
        signatures * 1e6 / SIGNATORIES as f64
    );
}

fn read(root: &Path, slug: &Slug) {
    let read = undersigned::registry::read(root, Some(slug)).expect("the registry is read");
    assert_eq!(read.keys.len(), SIGNATORIES + 1);
}

fn judge(tree: &Tree, slug: &Slug) {
    let question =
        Question { slug: Some(slug.clone()), standing: Standing::SelfPublished, ..Question::default() };
    let report = verify(tree, &Trust::default(), &question);
    assert_eq!(report.outcome, Outcome::Holds);
    assert!(report.statements.iter().all(|statement| statement.totals.signed == SIGNATORIES));
}

/// What verification does with the files of a registry, each thing alone.
struct Parts<'t> {
    notes: Vec<&'t [u8]>,
    ids: Vec<&'t Id>,
    /// The keys of the parties.
    keys: Vec<PublicKey>,
    /// Every note with the key that signed it.
    signed: Vec<(PublicKey, Note)>,
}

impl<'t> Parts<'t> {
    fn of(tree: &'t Tree) -> Self {
        let files = tree.files().filter(|(path, _)| !matches!(path, RegistryPath::Text(_)));
        let notes: Vec<&[u8]> = files.map(|(_, content)| content.bytes().expect("it holds bytes")).collect();
        let parsed: Vec<Note> = notes.iter().map(|bytes| Note::parse(bytes).expect("it is a note")).collect();
        let keys: HashMap<String, PublicKey> = parsed.iter().filter_map(key).collect();
        let signed = parsed.into_iter().map(|note| {
            let [line] = note.signatures() else { panic!("one key signed every note") };
            (*keys.get(&line.name).expect("every signer has keys"), note)
        });
        let signed = signed.collect();
        Self { notes, ids: tree.keys.keys().collect(), keys: keys.into_values().collect(), signed }
    }

    fn parse(&self) {
        for note in self.notes.iter().map(|bytes| Note::parse(bytes).expect("it is a note")) {
            black_box(Record::parse(note.text()).expect("it is a record"));
        }
    }

    fn hash(&self) {
        for (_, note) in &self.signed {
            black_box(note.digest());
        }
    }

    fn read_keys(&self) {
        for key in &self.keys {
            PublicKey::from_bytes(black_box(key.as_bytes())).expect("it is a sound key");
        }
    }

    fn derive_keys(&self) {
        for id in &self.ids {
            black_box(SecretKey::demonstration(id).public());
        }
    }

    fn check_signatures(&self) {
        for (key, note) in &self.signed {
            let signed =
                note.signatures().iter().all(|line| key.verify(note.text().as_bytes(), &line.signature));
            assert!(signed);
        }
    }
}

/// The party and its key, if `note` is its keys record.
fn key(note: &Note) -> Option<(String, PublicKey)> {
    let Ok(Record::Keys(record)) = Record::parse(note.text()) else { return None };
    let key = record.keys.first().and_then(VerifierKey::ed25519).expect("it lists a key");
    Some((record.signatory.to_string(), *key))
}
