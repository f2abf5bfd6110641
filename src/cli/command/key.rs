//! `key`: the next keys record of a party.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::chain::{Chain, Confirmation, Link, Said};
use crate::cli::command::domain;
use crate::cli::command::open::public_key;
use crate::cli::command::recover::{RecoverArgs, RestoreArgs, draw_up, restore};
use crate::cli::command::trust::{fingerprint_text, keys_text};
use crate::cli::command::waiting::{Lacking, lacking, write_drawn_up};
use crate::cli::command::{
    KeysArgs, at, claimable, claimed, foreign_key, open_key, registry_root, signed_note, today,
    warn_of_future, word,
};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::{Succession, next_keys};
use crate::date::Date;
use crate::digest::Digest;
use crate::filing::Proposal;
use crate::id::{Id, Slug, nearest};
use crate::key::{PublicKey, VerifierKey};
use crate::note::Note;
use crate::party::Party;
use crate::path::RegistryPath;
use crate::record::check::DomainCheck;
use crate::record::keys::{Domain, FormerKey, KeysRecord, Recovery};
use crate::record::vouch::Vouch;
use crate::registry::{self, Writing};
use crate::render::escape::{isolate, quote_lines, quoted, shell_word};
use crate::render::keys::{KeysLine, keys_lines, keys_warnings, leaving};
use crate::render::text::counted;
use crate::signer::Signer;
use crate::tree::Tree;
use crate::trust::Trust;
use crate::verify::{Parties, Question, verify_among};

/// What happened to the keys.
#[derive(Debug, clap::Subcommand)]
#[allow(missing_docs, reason = "a comment on a flattened field would become help")]
pub enum Command {
    /// Replace your key by a new one
    #[command(after_help = "\
Example:
  undersigned keygen freedom-house -o new.pem
  undersigned key rotate freedom-house --key freedom-house.pem --new new.pem")]
    Rotate {
        #[command(flatten)]
        change: ChangeArgs,
    },
    /// List one more key, for a second officer
    #[command(after_help = "\
Example: from now on it takes both keys to sign
  undersigned key join freedom-house --key first.pem --new second.pem --threshold 2

Example: the same where the second officer has that key, who signs next
  undersigned key join freedom-house --key first.pem --new-public second.vkey --threshold 2 -o pending.json
  undersigned sign pending.json --as freedom-house --key second.pem -o keys.json")]
    Join {
        #[command(flatten)]
        change: ChangeArgs,
    },
    /// Say that keys of yours are no longer used
    #[command(after_help = "\
Example:
  undersigned key retire freedom-house 5f0a1b2c --key first.pem")]
    Retire {
        #[command(flatten)]
        change: ChangeArgs,
        /// The keys: verifier keys, or the 8 hexadecimal digits in their middle
        #[arg(required = true, value_name = "KEY")]
        keys: Vec<String>,
    },
    /// Say that somebody else may hold keys of yours
    #[command(after_help = "\
Example:
  undersigned key compromise freedom-house 5f0a1b2c --since 2025-11-20 --key freedom-house.pem \\
      --new new.pem --except a-statement-that-we-never-signed

What that key signed and this registry holds is shown, and goes on standing unless you take it out with --except: whoever
holds the key can sign in your name, and date it as they please.")]
    Compromise {
        #[command(flatten)]
        change: ChangeArgs,
        /// The keys: verifier keys, or the 8 hexadecimal digits in their middle
        #[arg(required = true, value_name = "KEY")]
        keys: Vec<String>,
        /// The first day on which somebody else may have held them, YYYY-MM-DD
        #[arg(long, value_name = "DATE")]
        since: Date,
    },
    /// Name who may restore your keys if you lose them
    #[command(after_help = "\
Example: any two of three
  undersigned key recovery freedom-house 2 amnesty-international memorial pen --key freedom-house.pem")]
    Recovery {
        #[command(flatten)]
        change: ChangeArgs,
        /// How many of them it takes
        #[arg(value_name = "NUMBER")]
        needed: u32,
        /// The ids of those who may
        #[arg(required = true, value_name = "ID")]
        parties: Vec<Id>,
    },
    /// You lost your keys: draw up new ones, for those whom you named to restore
    #[command(after_help = "\
Example:
  undersigned keygen freedom-house -o new.pem
  undersigned key recover freedom-house --new new.pem --by amnesty-international --by pen -o recovery.json

What the lost keys signed and this registry holds is shown, and goes on standing unless you take it out with --except.")]
    Recover {
        #[command(flatten)]
        args: RecoverArgs,
    },
    /// Restore the keys of an organisation that named you for it
    #[command(after_help = "\
Example:
  undersigned key restore recovery.json --as pen --key pen.pem -o restored.json")]
    Restore {
        #[command(flatten)]
        args: RestoreArgs,
    },
    /// Say which domain is yours
    #[command(after_help = "\
Example:
  undersigned key domain freedom-house freedomhouse.org --key freedom-house.pem
  undersigned key publish freedom-house -o freedom-house.note

It is a claim, until somebody finds your keys record on the web server of that domain: undersigned key check --help")]
    Domain {
        #[command(flatten)]
        change: ChangeArgs,
        /// The domain, in lower-case ASCII: one with other letters as xn--...
        #[arg(value_parser = claimable)]
        domain: Domain,
    },
    /// Print the keys record that your web server is to serve, for everybody who checks your domain
    #[command(after_help = domain::PUBLISH_EXAMPLES)]
    Publish(domain::PublishArgs),
    /// Hold the keys record that the organisation's web server serves against the one here: needs the network
    #[command(after_help = domain::CHECK_EXAMPLES)]
    Check(domain::CheckArgs),
}

/// What all changes ask for.
#[derive(Debug, clap::Args)]
pub struct ChangeArgs {
    /// The id of your organisation
    id: Id,
    #[command(flatten)]
    keys: KeysArgs,
    /// The file of a new key, which undersigned keygen made
    #[arg(long, value_name = "FILE")]
    new: Option<PathBuf>,
    /// A new key that signs elsewhere: a verifier key, or a public key of ssh-keygen, openssl, signify or minisign
    #[arg(long, value_name = "KEY", conflicts_with = "new", requires = "output")]
    new_public: Option<String>,
    /// How many of your keys every act and every roll needs from now on
    #[arg(long, value_name = "K")]
    threshold: Option<u32>,
    /// Let go of what a key that leaves signed on this statement: it becomes disputed
    #[arg(long, value_name = "SLUG")]
    except: Vec<Slug>,
    /// The day that you claim, YYYY-MM-DD in UTC [default: today]
    #[arg(long)]
    date: Option<Date>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Publishes the next keys record.
pub(in crate::cli) fn run(command: &Command, named: Option<&Path>) -> Result<Status, Failure> {
    let change = match command {
        Command::Recover { args } => return draw_up(args, named),
        Command::Restore { args } => return restore(args, named),
        Command::Rotate { change }
        | Command::Join { change }
        | Command::Retire { change, .. }
        | Command::Compromise { change, .. }
        | Command::Recovery { change, .. }
        | Command::Domain { change, .. } => change,
        Command::Publish(args) => return domain::publish(args, named),
        Command::Check(args) => return domain::check(args, named),
    };
    let is_new = change.new.is_some() || change.new_public.is_some();
    if matches!(command, Command::Rotate { .. } | Command::Join { .. }) && !is_new {
        let failure = Failure::new(Status::Usage, "no new key is given".to_owned());
        return Err(failure
            .hint(format!("make one, then name it with --new: undersigned keygen {} -o FILE", change.id)));
    }
    let root = registry_root(named)?;
    let date = claimed(change.date)?;
    if let Command::Compromise { since, .. } = command {
        warn_of_future(*since);
    }
    let held = change.keys.open()?;
    let new = change.new.as_ref().map(|file| open_key(file, change.keys.passphrase_file.as_deref()));
    let new = new.transpose()?;
    let new_public = change.new_public.as_ref().map(|given| public_key(given, None, &change.id));
    let joining = new_public.transpose()?.or(new.as_ref().map(|key| key.verifier_key(&change.id)));
    let signing: Vec<&Signer> = held.iter().chain(&new).collect();
    let plan =
        |tree: &Tree| Plan::new(command, change, (&held, &signing), joining.clone(), date, tree, named);

    let tree = registry::read(&root, None)?;
    let planned = plan(&tree)?;
    let lacking = planned.lacking(&tree)?;
    if change.keys.output.is_none() {
        whole(&lacking, &planned)?;
    }
    planned.show()?;
    if let Command::Recovery { parties, .. } = command {
        for id in parties.iter().filter(|id| tree.keys_of(id).is_empty()) {
            terminal::warning(&format!(
                "{id} has no keys record in this registry: before it has, it restores nobody"
            ));
        }
    }
    terminal::ask(&format!("publish these keys as {}?", change.id), change.yes)?;
    let Some(output) = &change.keys.output else {
        let writing = Writing::begin(&root, terminal::waiting)?;
        let now = plan(&writing.tree)?;
        if now.note.text() != planned.note.text() {
            let message = format!("what stands here of {} changed meanwhile: nothing was written", change.id);
            return Err(Failure::new(Status::DoesNotHold, message)
                .hint("repeat the command: it shows what is there now"));
        }
        whole(&now.lacking(&writing.tree)?, &now)?;
        writing.file(&now.proposal().into_iter().collect::<Vec<_>>())?;
        terminal::say(&format!("{}: written\n", now.path))?;
        terminal::hint(&format!("check it: undersigned verify{}", at(named)));
        return Ok(Status::Holds);
    };
    write_drawn_up(output, "your keys records", &change.id, &planned.proposal(), &lacking, &tree)?;
    Ok(Status::Holds)
}

/// The failure to file a record that lacks lines.
fn whole(lacking: &[Lacking], plan: &Plan) -> Result<(), Failure> {
    let Some(why) = lacking.first() else { return Ok(()) };
    Err(Failure::new(Status::DoesNotHold, format!("{}: {}", plan.path, why.flaw()))
        .hint(
            "every key that is listed signs, and as many of those before as they need: give each with --key",
        )
        .hint("or write what you sign to a file, for the others to add their lines: -o pending.json"))
}

/// What is said to whoever signs a keys record of their own.
const FOR_GOOD: &str = "what you publish about your keys cannot be undone";

/// Something that a key which leaves has signed, as a person knows it.
pub(super) struct Signed {
    /// The statement; none of a vouch or a domain check.
    slug: Option<Slug>,
    what: String,
    digest: Digest,
    /// Whether it goes on standing.
    kept: bool,
}

/// The record that would be published.
pub(super) struct Plan {
    pub(super) path: RegistryPath,
    pub(super) note: Note,
    before: KeysRecord,
    pub(super) record: KeysRecord,
    signed: Vec<Signed>,
}

impl Plan {
    fn new(
        command: &Command,
        change: &ChangeArgs,
        (held, signing): (&[Signer], &[&Signer]),
        new: Option<VerifierKey>,
        date: Date,
        tree: &Tree,
        named: Option<&Path>,
    ) -> Result<Self, Failure> {
        let id = &change.id;
        let party = Party::read(id, tree);
        let newest = newest_of(&party)?;
        if let Some(foreign) = held.iter().find(|key| !lists(&newest.record, key)) {
            return Err(foreign_key(&foreign.verifier_key(id), id).hint(
                "give the files of the keys that sign now with --key, and that of a new one with --new",
            ));
        }
        if let Some(listed) = new.as_ref().and_then(|new| newest.record.listing(new.ed25519()?)) {
            let message = format!("{listed} is listed already");
            return Err(Failure::new(Status::DoesNotHold, message)
                .hint(format!("make a new key: undersigned keygen {id} -o FILE")));
        }
        if matches!(command, Command::Rotate { .. }) && held.is_empty() && newest.record.keys.len() > 1 {
            let (option, given) = match (&change.new, &change.new_public) {
                (Some(file), _) => ("--new", word(file)),
                (None, public) => ("--new-public", shell_word(public.as_deref().unwrap_or("KEY"))),
            };
            let message = "it is not said which key is replaced".to_owned();
            return Err(Failure::new(Status::Usage, message).hint(format!(
                "name it: undersigned key retire {id} KEY {option} {given} -o pending.json{}",
                at(named)
            )));
        }
        let succession = succession(command, change, held, new, date, &party, tree)?;
        let leaving = succession.retired.iter().chain(&succession.compromised);
        let leaving: Vec<VerifierKey> = leaving.map(|former| former.key.clone()).collect();
        let leaving: Vec<&VerifierKey> = leaving.iter().collect();
        Self::of(&party, newest, succession, &leaving, &change.except, signing.iter().copied(), tree)
    }

    /// Which lines it lacks before it may be filed.
    fn lacking(&self, tree: &Tree) -> Result<Vec<Lacking>, Failure> {
        lacking(tree, &self.proposal())
    }

    /// The next keys record, signed by `held`: it keeps what the keys that leave have signed, but for `except`.
    pub(super) fn of<'s>(
        party: &Party,
        newest: &Link<KeysRecord>,
        succession: Succession,
        leaving: &[&VerifierKey],
        except: &[Slug],
        held: impl Iterator<Item = &'s Signer>,
        tree: &Tree,
    ) -> Result<Self, Failure> {
        let signed = signed_by(party, leaving, except, tree);
        if let Some(slug) =
            except.iter().find(|slug| !signed.iter().any(|signed| signed.slug.as_ref() == Some(slug)))
        {
            let message = format!("nothing on {slug} hangs on these keys");
            return Err(Failure::new(Status::Usage, message)
                .hint("give --except a slug of those that are shown without it")
                .hint("what an earlier version keeps stands for good: undersigned withdraw --help"));
        }
        let keeps = signed.iter().filter(|signed| signed.kept).map(|signed| signed.digest).collect();
        let record = next_keys(newest, Succession { keeps, ..succession });
        let joining = record.keys.iter().filter(|key| !newest.record.keys.contains(key));
        let keys: Vec<VerifierKey> = newest.record.keys.iter().chain(joining).cloned().collect();
        let note = signed_note(record.clone(), &keys, held)?;
        let path = RegistryPath::Keys(party.id().clone(), record.version);
        Ok(Self { path, note, before: newest.record.clone(), record, signed })
    }

    fn proposal(&self) -> Proposal {
        Proposal::from([(self.path.clone(), self.note.to_string().into_bytes())])
    }

    /// Shows what it would change.
    pub(super) fn show(&self) -> Result<(), Failure> {
        show(&self.before, &self.record, &self.signed, "you claim it")?;
        terminal::warning(FOR_GOOD);
        Ok(())
    }
}

/// Shows a record that somebody else drew up: all of its text, since a hand may have changed it on the way, what it would
/// change, and the keys that it is to list as people compare them.
pub(super) fn show_drawn_up(record: &KeysRecord, tree: &Tree) -> Result<(), Failure> {
    terminal::page(&quote_lines(&record.text()))?;
    if record.version == 1 {
        warn_of(record, None)?;
        return terminal::say(&keys_text(record));
    }
    let party = Party::read(&record.signatory, tree);
    let before = &newest_of(&party)?.record;
    let former = record.retired.iter().chain(&record.compromised).map(|former| &former.key);
    let mut signed = signed_by(&party, &leaving(record, before).chain(former).collect::<Vec<_>>(), &[], tree);
    for signed in &mut signed {
        signed.kept = record.keeps.contains(&signed.digest);
    }
    match record.recovered.is_empty() {
        true => {
            show(before, record, &signed, "you claim it")?;
            terminal::warning(FOR_GOOD);
        }
        false => show(before, record, &signed, &format!("{} claims it", record.signatory))?,
    }
    for key in record.keys.iter().filter(|key| !before.keys.contains(key)) {
        terminal::say(&fingerprint_text(key))?;
    }
    let is_shown = |digest: &&Digest| !signed.iter().any(|signed| signed.digest == **digest);
    match record.keeps.iter().filter(is_shown).count() {
        0 => {}
        unknown => terminal::warning(&format!(
            "it keeps {} that this registry does not hold: whoever drew it up may say what it is",
            counted(unknown, "record")
        )),
    }
    Ok(())
}

fn show(before: &KeysRecord, record: &KeysRecord, signed: &[Signed], dated: &str) -> Result<(), Failure> {
    let mut shown = format!(
        "party        {} ({}), version {} of its keys\n",
        isolate(record.name.as_str()),
        record.signatory,
        record.version
    );
    for KeysLine { word, says, .. } in keys_lines(record, Some(before)) {
        shown.push_str(&format!("{word:<13}{says}\n"));
    }
    for signed in signed {
        let word = if signed.kept { "kept" } else { "disputed" };
        shown.push_str(&format!("{word:<13}{}\n", signed.what));
    }
    shown.push_str(&format!("date         {}, as {dated}\n", record.date));
    terminal::say(&shown)?;
    warn_of(record, Some(before))?;
    Ok(())
}

fn warn_of(record: &KeysRecord, before: Option<&KeysRecord>) -> Result<(), Failure> {
    keys_warnings(record, before, today()?).iter().for_each(|warning| terminal::warning(warning));
    Ok(())
}

/// The newest keys record of a party, which is not in dispute.
pub(super) fn newest_of(party: &Party) -> Result<&Link<KeysRecord>, Failure> {
    let id = party.id();
    if let Some((version, flaw)) = party.chain().flaw() {
        let message = format!("{}: {flaw}", RegistryPath::Keys(id.clone(), *version));
        return Err(Failure::new(Status::DoesNotHold, message)
            .hint("nothing can follow keys in dispute before they are mended by hand"));
    }
    party.chain().state().ok_or_else(|| {
        Failure::new(Status::NotJudged, format!("{id} has no keys record in this registry"))
            .hint("its first one is written when it signs for the first time: undersigned sign --help")
    })
}

fn lists(record: &KeysRecord, key: &Signer) -> bool {
    record.listing(&key.public()).is_some()
}

/// What changes, but for what it keeps.
fn succession(
    command: &Command,
    change: &ChangeArgs,
    held: &[Signer],
    new: Option<VerifierKey>,
    date: Date,
    party: &Party,
    tree: &Tree,
) -> Result<Succession, Failure> {
    let newest = newest_of(party)?;
    let listed = || newest.record.keys.iter();
    let former = |since: Date| move |key: VerifierKey| FormerKey { since, key };
    let (retired, compromised) = match command {
        Command::Retire { keys, .. } => {
            (named(keys, listed)?.into_iter().map(former(date)).collect(), Vec::new())
        }
        Command::Rotate { .. } => {
            let replaced = match (held, newest.record.keys.as_slice()) {
                ([first, ..], _) => newest.record.listing(&first.public()),
                ([], [only]) => Some(only),
                ([], _) => None,
            };
            (replaced.cloned().map(former(date)).into_iter().collect(), Vec::new())
        }
        Command::Compromise { keys, since, .. } => {
            // one that was given up long ago too
            let all = || party.chain().links().iter().flat_map(|link| &link.record.keys);
            (Vec::new(), named(keys, all)?.into_iter().map(former(*since)).collect())
        }
        _ => (Vec::new(), Vec::new()),
    };
    let leaves = |key: &VerifierKey| {
        retired.iter().chain(&compromised).any(|former: &FormerKey| former.key.is_one_key_with(key))
    };
    if new.is_none() && listed().all(leaves) {
        let failure = Failure::new(Status::Usage, format!("no key of {} would be left", change.id));
        return Err(failure.hint(format!(
            "make a new one, then name it with --new: undersigned keygen {} -o FILE",
            change.id
        )));
    }
    let joining = new.into_iter().collect();
    let threshold = change.threshold;
    let domain = match command {
        Command::Domain { domain, .. } => Some(domain.clone()),
        _ => None,
    };
    Ok(Succession {
        joining,
        retired,
        compromised,
        keeps: Vec::new(),
        threshold,
        recovery: recovery(command, &change.id, tree)?,
        recovered: Vec::new(),
        domain,
        date,
    })
}

/// Who may restore the party from now on, if that changes.
fn recovery(command: &Command, id: &Id, tree: &Tree) -> Result<Option<Recovery>, Failure> {
    let Command::Recovery { needed, parties, .. } = command else { return Ok(None) };
    let distinct: BTreeSet<&Id> = parties.iter().filter(|party| *party != id).collect();
    if distinct.len() < parties.len() || !(1..=parties.len()).contains(&(*needed as usize)) {
        let message = format!("{needed} of {} other organisations cannot restore {id}", distinct.len());
        return Err(Failure::new(Status::Usage, message)
            .hint("name each once, not yourself, and at least as many as it takes"));
    }
    let unknown = parties.iter().filter(|party| tree.keys_of(party).is_empty());
    let unknown: Vec<&str> = unknown.map(Id::as_str).collect();
    if parties.len() - unknown.len() < *needed as usize {
        let message =
            format!("{} has no keys record in this registry, and restores nobody", unknown.join(", "));
        let failure = Failure::new(Status::DoesNotHold, message);
        let meant = parties.iter().find(|party| unknown.contains(&party.as_str()));
        return Err(match meant.and_then(|unknown| nearest(unknown.as_str(), tree.keys.keys())) {
            Some(meant) => failure.hint(format!("did you mean {meant}?")),
            None => failure.hint("name those who signed something here already"),
        });
    }
    Ok(Some(Recovery { threshold: *needed, parties: parties.clone() }))
}

/// The keys that are meant, each given as a verifier key or by its key id.
fn named<'k, I: Iterator<Item = &'k VerifierKey>>(
    given: &[String],
    known: impl Fn() -> I,
) -> Result<Vec<VerifierKey>, Failure> {
    let mut meant: Vec<VerifierKey> = Vec::new();
    for word in given {
        let is_meant = |key: &&VerifierKey| *word == key.to_string() || *word == key.key_id().to_string();
        let Some(key) = known().find(is_meant) else {
            let all: Vec<String> = known().map(ToString::to_string).collect();
            let failure = Failure::new(Status::DoesNotHold, format!("{} is none of the keys", quoted(word)));
            return Err(failure.hint(format!("they are: {}", all.join(", "))));
        };
        if !meant.contains(key) {
            meant.push(key.clone());
        }
    }
    Ok(meant)
}

/// What keys that leave have signed, what stands in this registry and no version keeps yet.
fn signed_by(party: &Party, leaving: &[&VerifierKey], except: &[Slug], tree: &Tree) -> Vec<Signed> {
    let leaves = |key: &PublicKey| leaving.iter().any(|leaving| leaving.ed25519() == Some(key));
    let listed_leaves = |key: &VerifierKey| key.ed25519().is_some_and(leaves);
    let is_kept = |digest| party.chain().links().iter().any(|link| link.record.keeps.contains(&digest));
    let (id, parties) = (party.id(), Parties::read(tree, &Trust::default()));
    let mut found: Vec<Signed> = Vec::new();
    let mut find = |slug: Option<&Slug>, what: String, digest: Digest, by_leaving: bool| {
        if by_leaving && !is_kept(digest) {
            let kept = slug.is_none_or(|slug| !except.contains(slug));
            found.push(Signed { slug: slug.cloned(), what, digest, kept });
        }
    };
    let vouches = standing_confirmations::<Vouch>("vouch for", id, &parties, tree);
    let checks = standing_confirmations::<DomainCheck>("check of the domain of", id, &parties, tree);
    for (what, digest, signers) in vouches.chain(checks) {
        find(None, what, digest, signers.iter().any(leaves));
    }
    for other in tree.keys.keys().filter_map(|id| parties.get(id)) {
        for link in other.chain().links() {
            let by_us = link.record.recovered.iter().filter(|by| by.party == *id);
            let signers = by_us.filter_map(|by| party.signers(by.keys, &link.note).ok()).flatten();
            let what = format!("the keys restored of {}, version {}", other.id(), link.version);
            find(None, what, link.digest, signers.collect::<Vec<_>>().iter().any(leaves));
        }
    }
    for statement in &verify_among(&parties, tree, &Question::default()).statements {
        let Some(filed) = tree.statements.get(&statement.slug) else { continue };
        let (slug, text) = (&statement.slug, statement.text.map(|(digest, _)| digest));
        if let Some(roll) = statement.roll.as_ref().filter(|roll| roll.convener == *id) {
            let what = format!("version {} of the roll of {slug}", roll.version);
            find(Some(slug), what, roll.digest, roll.keys.iter().any(listed_leaves));
            for (consenting, folder) in &filed.attestations {
                let chain = parties.attestations(consenting, id, text, folder);
                let what = format!("the attestation that {consenting} consents to {slug}");
                if let Some((what, digest, signers)) = standing(&chain, &what) {
                    find(Some(slug), what, digest, signers.iter().any(leaves));
                }
            }
        }
        if let Some(folder) = filed.translations.get(id) {
            let chain = parties.translations(id, text, folder);
            let what = format!("the attestation that {slug} is a translation");
            if let Some((what, digest, signers)) = standing(&chain, &what) {
                find(Some(slug), what, digest, signers.iter().any(leaves));
            }
        }
        let own = statement.findings.iter().filter(|finding| finding.id == *id);
        for act in own.filter_map(|finding| finding.act.as_ref()) {
            let what = format!("the {} on {slug}, dated {}", act.kind().word(), act.date());
            find(Some(slug), what, act.digest(), act.keys().iter().any(listed_leaves));
        }
    }
    found
}

/// What `by` says of others and did not take back: in words, with its digest and who signed it.
fn standing_confirmations<C: Confirmation>(
    what: &str,
    by: &Id,
    parties: &Parties,
    tree: &Tree,
) -> impl Iterator<Item = (String, Digest, Vec<PublicKey>)> {
    C::all(tree).keys().filter_map(move |id| {
        let chain = parties.confirmations::<C>(id, by, tree);
        standing(&chain, &format!("the {what} {id}"))
    })
}

/// What the state of a chain says, if it is not taken back.
fn standing<S: Said>(chain: &Chain<S>, what: &str) -> Option<(String, Digest, Vec<PublicKey>)> {
    let link = chain.state().filter(|link| !link.record.is_withdrawn())?;
    let told = format!("{what}, dated {}", link.record.date());
    Some((told, link.digest, link.signers.keys.clone()))
}
