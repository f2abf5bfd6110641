//! `show`: a record or a bundle, checked and escaped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::chain::Flaw;
use crate::cli::command::{read_input, tree_of};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::extract::mail::bundles_in;
use crate::id::Slug;
use crate::key::scheme::Scheme;
use crate::key::{SecretKey, VerifierKey};
use crate::note::{Note, Opened};
use crate::party::Party;
use crate::path::RegistryPath;
use crate::pending::read_drawn_up;
use crate::record::Record;
use crate::record::keys::KeysRecord;
use crate::registry;
use crate::registry::bundle::{Bundle, MAX_JSON};
use crate::render::escape::{escape, quote_lines};
use crate::render::recipe::{Recipe, recipe};
use crate::render::text::{banner_for, counted, grouped};
use crate::text::CanonicalText;
use crate::tree::{Content, Tree};
use crate::trust::{Standing, Trust};
use crate::verify::Parties;

/// The arguments of `show`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned show signatures/political-prisoners-2025/freedom-house/1.note
  undersigned show reply.json
  undersigned show --recipe signatures/political-prisoners-2025/freedom-house/1.note > check.sh

A record is checked by the keys record that it names, which is looked up in the same bundle or in the registry.")]
pub struct Args {
    /// A record (.note) or a bundle, or - for the standard input
    file: PathBuf,
    /// Print the shell lines that check this record with sha256sum and openssl, without this program
    #[arg(long)]
    recipe: bool,
}

/// Shows a file.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    if args.recipe {
        terminal::say(&recipe_of(&args.file, named)?)?;
        return Ok(Status::Holds);
    }
    let bytes = read_input(&args.file, MAX_JSON)?;
    let around = around(&args.file, named);
    if bytes.starts_with(b"undersigned/") {
        let note = Shown::of(&bytes, &Parties::read(&around, &Trust::default())).map_err(|failure| {
            failure.of_file(&args.file).hint(
                "a record is used as it came, to the byte: get the file again, or the bundle that it came in",
            )
        })?;
        terminal::say(&banner_for(note.standing))?;
        terminal::say(&note.text)?;
        return Ok(note.status);
    }
    let found = bundles_in(&bytes).map_err(|error| {
        Failure::new(Status::DoesNotHold, error.to_string())
            .of_file(&args.file)
            .hint("show takes a record (.note) or a bundle (.json); a text is shown by undersigned canonicalize --explain")
    })?;
    let mut worst = Status::Holds;
    for found in found {
        if !found.mended.is_empty() {
            let mended: Vec<String> = found.mended.iter().map(ToString::to_string).collect();
            terminal::note(&format!("{}: mended: {}", args.file.to_string_lossy(), mended.join("; ")));
        }
        worst = worse(worst, show_bundle(&found.bundle, &around)?);
    }
    Ok(worst)
}

/// The recipe for a record in its place in a registry.
fn recipe_of(file: &Path, named: Option<&Path>) -> Result<String, Failure> {
    let root = root_of(file, named);
    let (root, file) = (root.map(std::fs::canonicalize), std::fs::canonicalize(file));
    let place = match (&root, &file) {
        (Some(Ok(root)), Ok(file)) => file.strip_prefix(root).ok().and_then(Path::to_str),
        _ => None,
    };
    let place: Option<RegistryPath> = place.and_then(|place| place.parse().ok());
    let (Some(place), Some(Ok(root))) = (place, root) else {
        let message = "a recipe is for a record in its place in a registry, and this is none".to_owned();
        return Err(Failure::new(Status::NotJudged, message).hint("add a reply first: undersigned add FILE"));
    };
    let tree = registry::read(&root, None)?;
    let wrong =
        |error: &dyn std::fmt::Display| Failure::new(Status::DoesNotHold, format!("{place}: {error}"));
    let bytes = match tree.get(&place) {
        Some(Content::Bytes(bytes)) => bytes.as_slice(),
        _ => &[],
    };
    let note = Note::parse(bytes).map_err(|error| wrong(&Flaw::from(error)))?;
    let record = Record::parse(note.text()).map_err(|error| wrong(&Flaw::from(error)))?;
    let (id, named) = record.signer();
    let named = named.unwrap_or_else(|| note.digest());
    let party = Party::read(id, &tree);
    let signers = party.signers(named, &note).map_err(|flaw| wrong(&flaw))?;
    let mut signers = party.listings(named, &signers);
    signers.retain(|key| key.scheme() == Some(Scheme::Plain));
    if signers.is_empty() {
        let message =
            "openssl checks none of the keys that signed it: they sign by a tool of their own".to_owned();
        return Err(Failure::new(Status::NotJudged, message)
            .hint("write what that tool checks: undersigned export SLUG --format allowed-signers|minisign"));
    }
    let keys = party.record(named).map_or(1, |link| link.version);
    let text = place.slug().map(|slug| RegistryPath::Text(slug.clone()).to_string());
    let keys = RegistryPath::Keys(id.clone(), keys).to_string();
    let belongs = match &place {
        RegistryPath::Keys(id, version)
        | RegistryPath::Act(_, id, version)
        | RegistryPath::Attestation(_, id, version) => {
            vec![format!("signatory {id}"), format!("version {version}")]
        }
        RegistryPath::Vouch(id, voucher, version) => {
            vec![format!("signatory {id}"), format!("voucher {voucher}"), format!("version {version}")]
        }
        RegistryPath::Check(id, checker, version) => {
            vec![format!("signatory {id}"), format!("checker {checker}"), format!("version {version}")]
        }
        RegistryPath::Translation(_, translator, version) => {
            vec![format!("translator {translator}"), format!("version {version}")]
        }
        RegistryPath::Roll(slug, version) => vec![format!("slug {slug}"), format!("version {version}")],
        RegistryPath::Text(_) => Vec::new(),
    };
    if let Some(lacking) =
        belongs.iter().find(|line| !note.text().lines().any(|other| other == line.as_str()))
    {
        return Err(wrong(&format!("this record belongs elsewhere: it lacks the line `{lacking}`")));
    }
    let standing = Parties::read(&tree, &Trust::default()).standing(id).map_err(|flaw| wrong(&flaw))?;
    let demonstration = standing == Standing::Demonstration;
    Ok(recipe(&Recipe {
        note: place.to_string(),
        keys,
        place: belongs,
        text,
        signers: &signers,
        demonstration,
    }))
}

/// The registry that the record lies in, or that was named, for the keys records in it.
fn around(file: &Path, named: Option<&Path>) -> Tree {
    root_of(file, named).and_then(|root| registry::read(&root, None).ok()).unwrap_or_default()
}

fn root_of(file: &Path, named: Option<&Path>) -> Option<PathBuf> {
    let beside = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let found = named.map(Path::to_owned).or_else(|| registry::find(beside).ok());
    found.or_else(|| registry::find(Path::new(".")).ok())
}

fn show_bundle(bundle: &Bundle, around: &Tree) -> Result<Status, Failure> {
    let own = tree_of(std::slice::from_ref(bundle))?;
    let texts = digests(around).chain(digests(&own)).collect();
    let mut keys = own.keys;
    for (id, folder) in &around.keys {
        keys.entry(id.clone()).or_insert_with(|| folder.clone());
    }
    let known = Tree { keys, ..Tree::default() };
    let parties = Parties::read(&known, &Trust::default());
    let files: Vec<(&str, Shown)> = bundle
        .files()
        .map(|(path, content)| {
            let shown = match path.ends_with(".note") {
                true => Shown::of(content.as_bytes(), &parties).map_or_else(
                    |failure| Shown {
                        text: format!("{}\n", escape(&failure.message())),
                        status: failure.status(),
                        standing: None,
                    },
                    |shown| shown.at(path, content, &texts),
                ),
                false => Shown::of_text(content),
            };
            (path, shown)
        })
        .collect();
    terminal::say(&banner_for(files.iter().filter_map(|(_, shown)| shown.standing)))?;
    terminal::say(&format!("a bundle of {}\n\n", counted(files.len(), "file")))?;
    for (path, shown) in &files {
        terminal::say(&format!("==== {}\n{}\n", escape(path), shown.text))?;
    }
    Ok(files.iter().fold(Status::Holds, |worst, (_, shown)| worse(worst, shown.status)))
}

/// The digest of each text.
fn digests(tree: &Tree) -> impl Iterator<Item = (Slug, Digest)> {
    tree.statements.iter().filter_map(|(slug, filed)| match &filed.text {
        Some(Content::Bytes(bytes)) => Some((slug.clone(), Digest::of(bytes))),
        _ => None,
    })
}

/// Whether a record is what its path says, and about the text in `texts` that is filed there, if one is.
fn is_in_place(path: &str, record: &Record, texts: &BTreeMap<Slug, Digest>) -> bool {
    let Ok(path) = path.parse::<RegistryPath>() else { return false };
    let text = path.slug().and_then(|slug| texts.get(slug));
    let is_of = |about| text.is_none_or(|text| *text == about);
    record.is_in_place(&path) && record.about().is_none_or(is_of)
}

fn worse(one: Status, other: Status) -> Status {
    match (one, other) {
        (Status::DoesNotHold, _) | (_, Status::DoesNotHold) => Status::DoesNotHold,
        (Status::NotJudged, _) | (_, Status::NotJudged) => Status::NotJudged,
        _ => Status::Holds,
    }
}

/// A file as it is shown, and what its signatures are worth.
struct Shown {
    text: String,
    status: Status,
    /// How well the keys behind it are known, if it is a record.
    standing: Option<Standing>,
}

impl Shown {
    /// A record as text with what its signature lines are worth.
    fn of(bytes: &[u8], parties: &Parties) -> Result<Self, Failure> {
        let wrong = |error: &dyn std::fmt::Display| Failure::new(Status::DoesNotHold, error.to_string());
        let (record, note) = match read_drawn_up(bytes) {
            Some(drawn_up) => drawn_up,
            None => {
                let note = Note::parse(bytes).map_err(|error| wrong(&Flaw::from(error)))?;
                (Record::parse(note.text()).map_err(|error| wrong(&Flaw::from(error)))?, note)
            }
        };
        let standing = standing(&note, &record, parties);
        let (verdict, status) = check(&note, &record, parties);
        let demonstration = match standing {
            Standing::Demonstration => ", a demonstration and not an endorsement",
            _ => "",
        };
        let mut text = quote_lines(note.text());
        text.push_str(&format!(
            "\n{} {}, {}{demonstration}\n{verdict}\n",
            if record.kind().starts_with('a') { "an" } else { "a" },
            record.kind(),
            note.digest().prefixed()
        ));
        Ok(Self { text, status, standing: Some(standing) })
    }

    /// The same of a record in a bundle, which must be what its path there says.
    fn at(mut self, path: &str, content: &str, texts: &BTreeMap<Slug, Digest>) -> Self {
        let drawn_up = read_drawn_up(content.as_bytes());
        if !drawn_up.is_some_and(|(record, _)| is_in_place(path, &record, texts)) {
            self.text.push_str("not valid: it is another record than its path says\n");
            self.status = Status::DoesNotHold;
        }
        self
    }

    /// The text of a statement with its digest.
    fn of_text(content: &str) -> Self {
        let canonical = CanonicalText::from_source(content.as_bytes());
        let (verdict, status) = match canonical.is_ok_and(|text| text.as_str() == content) {
            true => (Digest::of(content.as_bytes()).prefixed(), Status::Holds),
            false => ("not valid: it is not in canonical form".to_owned(), Status::DoesNotHold),
        };
        let text = format!("{}\na text, {} bytes\n{verdict}\n", quote_lines(content), grouped(content.len()));
        Self { text, status, standing: None }
    }
}

fn check(note: &Note, record: &Record, parties: &Parties) -> (String, Status) {
    if note.signatures().is_empty() {
        let verdict = "pending: nobody has signed it yet, or its end is missing";
        return (verdict.to_owned(), Status::DoesNotHold);
    }
    if let Record::Keys(keys) = record {
        return check_keys(note, keys);
    }
    let (id, named) = record.signer();
    let named = named.unwrap_or_else(|| note.digest());
    let signers = parties.get(id).map_or(Err(Flaw::KeysNotHere(named)), |party| party.signers(named, note));
    match signers {
        Ok(signers) => {
            let keys = counted(signers.len(), "key");
            (format!("signed by {keys} of {id}, under the keys record that it names"), Status::Holds)
        }
        Err(flaw @ (Flaw::KeysNotHere(_) | Flaw::NotChecked)) => {
            (format!("not checked: {}", escape(&flaw.to_string())), Status::NotJudged)
        }
        Err(flaw) => {
            let verdict = if flaw.is_pending() { "pending" } else { "not valid" };
            (format!("{verdict}: {}", escape(&flaw.to_string())), Status::DoesNotHold)
        }
    }
}

fn check_keys(note: &Note, keys: &KeysRecord) -> (String, Status) {
    let proven = |opened: &Opened| {
        keys.keys.iter().filter(|key| key.ed25519().is_some()).all(|key| opened.is_signed_by(key))
    };
    match note.open(&keys.keys) {
        Ok(opened) if proven(&opened) && keys.keys.iter().any(|key| key.ed25519().is_none()) => {
            (Flaw::NotChecked.to_string(), Status::NotJudged)
        }
        Ok(opened) if proven(&opened) && keys.version > 1 => {
            ("signed by every key that it lists; its chain is checked by verify".to_owned(), Status::Holds)
        }
        Ok(opened) if proven(&opened) => ("signed by every key that it lists".to_owned(), Status::Holds),
        Ok(_) => ("pending: not every key that it lists signed it".to_owned(), Status::DoesNotHold),
        Err(bad) => (format!("not valid: {}", escape(&bad.to_string())), Status::DoesNotHold),
    }
}

/// A demonstration by its own word, by a valid line of a published key on it, or by the keys chain of its signer; of
/// anything else only the files here say whose it is. A line that proves nothing could have been put there by anybody.
fn standing(note: &Note, record: &Record, parties: &Parties) -> Standing {
    let (id, _) = record.signer();
    let published = SecretKey::demonstration(id).public();
    let published = Scheme::ALL.map(|scheme| VerifierKey::of(id.clone(), scheme, published));
    let own = matches!(record, Record::Keys(keys) if keys.demonstration);
    let line = note.open(&published).is_ok_and(|opened| !opened.signers().is_empty());
    match own || line {
        true => Standing::Demonstration,
        false => parties.standing(id).unwrap_or(Standing::SelfPublished),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::first_keys;
    use crate::id::Id;
    use crate::text::Line;

    fn standing_of(note: &str) -> Standing {
        let note = Note::parse(note.as_bytes()).unwrap();
        let record = Record::parse(note.text()).unwrap();
        standing(&note, &record, &Parties::read(&Tree::default(), &Trust::default()))
    }

    #[test]
    fn a_strangers_line_makes_no_demonstration_of_a_record() {
        let id: Id = "fishers".parse().unwrap();
        let key = SecretKey::demonstration(&"anglers".parse().unwrap());
        let published = SecretKey::demonstration(&id);
        let name = Line::new("Fishers", crate::record::MAX_VALUE).unwrap();
        let keys = |key: &SecretKey, day: &str| {
            let record = first_keys(&id, &name, &key.public(), day.parse().unwrap());
            let mut note = Record::from(record).to_note().unwrap();
            note.sign(&id, key);
            note
        };
        let text = keys(&key, "2025-10-30").to_string().replace("assurance demonstration\n", "");
        assert_eq!(standing_of(&text), Standing::SelfPublished);
        let mut other = keys(&key, "2025-10-31");
        other.sign(&id, &published);
        let other = other.to_string();
        let line = other.lines().last().unwrap();
        assert_eq!(standing_of(&format!("{text}{line}\n")), Standing::SelfPublished);
        let mut note = Note::parse(text.as_bytes()).unwrap();
        note.sign(&id, &published);
        assert_eq!(standing_of(&note.to_string()), Standing::Demonstration);
    }
}
