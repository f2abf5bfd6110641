//! A registry of one statement with as many signatories as asked for, whose keys only the registry itself vouches for.

use std::path::Path;

use undersigned::chain::Link;
use undersigned::compose::{self, Intent};
use undersigned::date::Date;
use undersigned::digest::Digest;

use undersigned::id::Id;
use undersigned::key::SecretKey;
use undersigned::note::Note;
use undersigned::party::Party;
use undersigned::path::RegistryPath;
use undersigned::record::Record;
use undersigned::record::act::Kind;
use undersigned::record::keys::KeysRecord;
use undersigned::record::roll::{Listed, Mode, Roll};
use undersigned::registry;
use undersigned::text::{CanonicalText, Line, Statement};
use undersigned::tree::{Content, Tree};

/// Where the statement is filed.
pub const SLUG: &str = "a-statement";

const DATE: &str = "2025-10-30";

/// The registry, every name on its roll signed.
pub fn tree(signatories: usize) -> Tree {
    tree_of("A text that many have signed.\n", signatories)
}

/// The registry, with this text.
pub fn tree_of(text: &str, signatories: usize) -> Tree {
    let mut tree = Tree::default();
    let signers: Vec<Signer> = (1..=signatories).map(|number| Signer::new(number, &mut tree)).collect();
    let convener = Signer::new(0, &mut tree);
    file(SLUG, text, &signers.iter().collect::<Vec<_>>(), &convener, &mut tree);
    tree
}

/// A registry of so many statements, each signed by so many of `parties`.
pub fn tree_of_many(statements: usize, signatories: usize, parties: usize) -> Tree {
    let mut tree = Tree::default();
    let signers: Vec<Signer> = (1..=parties).map(|number| Signer::new(number, &mut tree)).collect();
    let convener = Signer::new(0, &mut tree);
    for number in 0..statements {
        let paragraph = format!("We ask for the {number}th time that what was promised be done. ").repeat(10);
        let text = format!("{}\n\n", paragraph.trim()).repeat(5);
        let some: Vec<&Signer> =
            signers.iter().cycle().skip(number * signatories % parties).take(signatories).collect();
        file(&format!("statement-{number}"), &text, &some, &convener, &mut tree);
    }
    tree
}

/// Files a statement that all of `signers` signed.
fn file(slug: &str, text: &str, signers: &[&Signer], convener: &Signer, tree: &mut Tree) {
    let statement =
        Statement::new(CanonicalText::from_source(text.as_bytes()).expect("the text is canonical"));
    put(tree, RegistryPath::Text(id(slug)), statement.text().as_str());
    let listed = signers.iter().map(|signer| Listed { id: signer.id.clone(), name: signer.name.clone() });
    let roll = Roll {
        slug: id(slug),
        version: 1,
        title: line("A statement"),
        language: "en".parse().expect("it is a language"),
        text: statement.digest(),
        date: date(),
        convener: convener.id.clone(),
        keys: convener.keys(tree, |keys| keys.digest),
        mode: Mode::Open,
        deadline: None,
        relation: None,
        previous: None,
        signatories: listed.collect(),
        aliases: Vec::new(),
    };
    let roll = convener.sign(roll);
    let intent = Intent {
        kind: Kind::Signature,
        text: statement.digest(),
        roll: roll.digest(),
        reason: None,
        date: date(),
    };
    put(tree, RegistryPath::Roll(id(slug), 1), roll);
    for signer in signers {
        let act = signer.keys(tree, |keys| compose::next_act(&intent, &keys.record, None));
        put(tree, RegistryPath::Act(id(slug), signer.id.clone(), act.version), signer.sign(act));
    }
}

/// Writes `tree` into a new registry at `root`, without waiting for the disk.
pub fn write(tree: &Tree, root: &Path) {
    registry::init(root).expect("a registry is made");
    for (path, content) in tree.files() {
        let (path, bytes) = (root.join(path.to_string()), content.bytes().expect("it holds bytes"));
        let folder = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(folder).expect("a folder is made");
        std::fs::write(path, bytes).expect("a file is written");
    }
}

struct Signer {
    id: Id,
    name: Line,
    key: SecretKey,
}

impl Signer {
    /// A new party in `tree`.
    fn new(number: usize, tree: &mut Tree) -> Self {
        let name = format!("Organisation {number}");
        let seed = Digest::of(format!("benchmark key of {name}").as_bytes());
        let key = SecretKey::from_seed(seed.as_bytes());
        let signer = Self { id: id(&format!("organisation-{number}")), name: line(&name), key };
        let keys = compose::first_keys(&signer.id, &signer.name, &signer.key.public(), date());
        put(tree, RegistryPath::Keys(signer.id.clone(), 1), signer.sign(keys));
        signer
    }

    fn sign(&self, record: impl Into<Record>) -> Note {
        let mut note = record.into().to_note().expect("it is a record");
        note.sign(&self.id, &self.key);
        note
    }

    /// What `of` gives for the keys record by which the party signs.
    fn keys<T>(&self, tree: &Tree, of: impl FnOnce(&Link<KeysRecord>) -> T) -> T {
        let party = Party::read(&self.id, tree);
        of(compose::signing_record(&party, &self.key.public()).expect("the party lists the key"))
    }
}

fn put(tree: &mut Tree, path: RegistryPath, content: impl ToString) {
    tree.insert(path, Content::Bytes(content.to_string().into_bytes()));
}

fn id(written: &str) -> Id {
    written.parse().expect("it is an id")
}

fn line(written: &str) -> Line {
    Line::new(written, 256).expect("it is one line of canonical text")
}

fn date() -> Date {
    DATE.parse().expect("it is a day")
}
