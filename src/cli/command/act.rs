//! `sign`, `withdraw`, `decline`: into a registry, or by mail into a reply.

use std::path::{Path, PathBuf};

use crate::chain::{Flaw, Link};
use crate::cli::command::roll::{CurrentRoll, current, objections};
use crate::cli::command::waiting::{Waiting, holds_no_act, registry_around};
use crate::cli::command::{
    KeyArgs, at, bundle_of, claimable, claimed, foreign_key, line, name_word, read_statement, registry_root,
    say_demonstration, sound, tree_of, word,
};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::{Intent, first_keys, next_act, signing_record};
use crate::date::Date;
use crate::digest::Digest;
use crate::extract::mail::bundles_in;
use crate::filing::{Proposal, judge};
use crate::id::{Id, Slug, nearest};
use crate::key::{SecretKey, VerifierKey};
use crate::note::Note;
use crate::party::Party;
use crate::path::RegistryPath;
use crate::record::act::{Act, Kind};
use crate::record::keys::{Domain, KeysRecord};
use crate::record::roll::{Mode, Roll};
use crate::record::{MAX_REASON, Record};
use crate::registry::bundle::{Bundle, MAX_JSON};
use crate::registry::durable::{Access, create_new};
use crate::registry::{self, Writing};
use crate::render::escape::{escape_path, isolate, quote_lines, quoted};
use crate::render::text::{DEMONSTRATION_KEY, counted, grouped, standing_text};
use crate::signer::Signer;
use crate::text::{CanonicalText, Line};
use crate::tree::{Content, Tree};
use crate::verify::{Finding, StatementReport, Verdict};

/// What all acts ask for.
#[derive(Debug, clap::Args)]
pub struct ActArgs {
    /// The slug of a statement in the registry, or the request that you got by mail (and your earlier reply, if any)
    #[arg(required = true, value_name = "SLUG|REQUEST")]
    target: Vec<String>,
    /// The id of your organisation
    #[arg(long = "as", value_name = "ID")]
    party: Id,
    #[command(flatten)]
    introduction: Introduction,
    #[command(flatten)]
    key: KeyArgs,
    /// Write a reply to be mailed back, instead of into the registry
    #[arg(short, long, value_name = "REPLY")]
    output: Option<PathBuf>,
    /// The day that you claim, YYYY-MM-DD in UTC [default: today]
    #[arg(long)]
    date: Option<Date>,
    /// Do not ask: you have read the text
    #[arg(long)]
    yes: bool,
}

/// What a party says of itself in its first keys record.
#[derive(Debug, clap::Args)]
pub struct Introduction {
    /// The name of your organisation; needed the first time that it signs anything
    #[arg(long)]
    pub(super) name: Option<String>,
    /// The domain that is yours, to be published with your first key: see key domain
    #[arg(long, value_parser = claimable)]
    pub(super) domain: Option<Domain>,
}

impl Introduction {
    /// Whether it says anything.
    pub(super) fn is_given(&self) -> bool {
        self.name.is_some() || self.domain.is_some()
    }
}

/// The arguments of `sign`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned sign request.json --as freedom-house --name 'Freedom House' \\
      --key freedom-house.pem -o reply.json
  undersigned sign political-prisoners-2025 --as freedom-house --key freedom-house.pem
  undersigned sign pending.json --as freedom-house --key second.pem -o signed.json

What another officer of yours wrote with -o and is pending gets the line of your key: keys records, vouches, rolls and what \
else an organisation signs. An act needs the request too: sign request.json pending.json")]
pub struct SignArgs {
    #[command(flatten)]
    act: ActArgs,
}

/// The arguments of `withdraw` and `decline`.
#[derive(Debug, clap::Args)]
pub struct AnswerArgs {
    #[command(flatten)]
    act: ActArgs,
    /// Why; published with it
    #[arg(long)]
    reason: Option<String>,
}

/// Signs.
pub(in crate::cli) fn sign(args: &SignArgs, named: Option<&Path>) -> Result<Status, Failure> {
    run(Kind::Signature, &args.act, None, named)
}

/// Takes a signature back.
pub(in crate::cli) fn withdraw(args: &AnswerArgs, named: Option<&Path>) -> Result<Status, Failure> {
    run(Kind::Withdrawal, &args.act, args.reason.as_deref(), named)
}

/// Declines.
pub(in crate::cli) fn decline(args: &AnswerArgs, named: Option<&Path>) -> Result<Status, Failure> {
    run(Kind::Decline, &args.act, args.reason.as_deref(), named)
}

fn run(kind: Kind, args: &ActArgs, reason: Option<&str>, named: Option<&Path>) -> Result<Status, Failure> {
    let source = Source::find(&args.target, named)?;
    let mut tree = source.read()?;
    if kind == Kind::Signature && matches!(source, Source::Bundles(_)) && holds_no_act(&tree) {
        return sign_waiting(tree, args, named);
    }
    if matches!(source, Source::Bundles(_)) {
        let command = "undersigned VERB FILES --as ID --key FILE -o reply.json";
        Pending::hold_to(kind, &args.party, &args.target, &tree, command)?;
    }
    let slug = source.slug(&tree)?;
    let pending = match source {
        Source::Registry { .. } => None,
        Source::Bundles(_) => Pending::take(&mut tree, &slug, &args.party),
    };
    let date = match (&pending, args.date) {
        (Some(pending), None) => pending.act.date,
        (_, given) => claimed(given)?,
    };
    let reason = read_reason(reason)?.or_else(|| pending.as_ref()?.act.reason.clone());
    if matches!(source, Source::Bundles(_)) && args.output.is_none() {
        return Err(no_output("a request is answered with a reply to be mailed back"));
    }

    let remedy = source.remedy(&slug, named);
    let scene = Scene::new(kind, &args.party, &args.introduction, &tree, &slug, &remedy)?;
    say_demonstration(&scene.statement)?;
    if scene.stands() {
        return scene.say_that_it_stands(&args.key.open()?.verifier_key(&args.party));
    }
    scene.show(date, reason.as_ref())?;
    terminal::ask(&question(kind, &args.party), args.yes)?;
    let key = args.key.open()?;
    let demonstration = key.public() == SecretKey::demonstration(&args.party).public();
    if demonstration {
        terminal::warning(DEMONSTRATION_KEY);
    }
    let act = if demonstration { format!("demonstration {}", kind.word()) } else { kind.word().to_owned() };

    match (&source, &args.output) {
        (Source::Registry { root, .. }, None) => {
            let writing = Writing::begin(root, terminal::waiting)?;
            let now = Scene::new(kind, &args.party, &args.introduction, &writing.tree, &slug, &remedy)?;
            if now.stands() {
                terminal::say(&format!(
                    "a valid {act} by {} was filed meanwhile: nothing was changed\n",
                    args.party
                ))?;
                return Ok(Status::Holds);
            }
            // Nobody signs what they were not shown.
            if !now.is_as_shown_in(&scene) {
                let message = format!("{slug} changed meanwhile: nothing was written");
                return Err(Failure::new(Status::DoesNotHold, message)
                    .hint("repeat the command: it shows what is there now"));
            }
            let Composed { proposal, lacking } = now.compose(&key, date, reason, None)?;
            if let Some(lacking) = lacking {
                return Err(Failure::new(Status::DoesNotHold, format!("{lacking}: nothing was written"))
                    .hint(
                        "write what you sign to a file, for the others to add their lines: -o pending.json",
                    ));
            }
            writing.file(
                &proposal.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect::<Vec<_>>(),
            )?;
            for path in proposal.keys() {
                terminal::say(&format!("{path}: written\n"))?;
            }
            let (party, at) = (&args.party, at(named));
            terminal::hint(&format!("anyone checks it with: undersigned verify {slug} {party}{at}"));
        }
        (_, Some(output)) => {
            scene.write_reply(scene.compose(&key, date, reason, pending.as_ref())?, &act, output)?;
        }
        (Source::Bundles(_), None) => {}
    }
    Ok(Status::Holds)
}

/// Adds a line to what another officer drew up: keys records, and what the party says of others.
fn sign_waiting(carried: Tree, args: &ActArgs, named: Option<&Path>) -> Result<Status, Failure> {
    let tree = registry_around(named)?;
    let mut waiting = Waiting::find(carried, &tree, &args.party)?;
    if args.introduction.is_given() || args.date.is_some() {
        return Err(settled());
    }
    let Some(output) = &args.output else { return Err(no_output("what is pending is signed in a file")) };
    waiting.show()?;
    terminal::ask(&question(Kind::Signature, &args.party), args.yes)?;
    let key = args.key.open()?;
    if key.public() == SecretKey::demonstration(&args.party).public() {
        terminal::warning(DEMONSTRATION_KEY);
    }
    waiting.sign(&key)?;
    waiting.write(output)?;
    Ok(Status::Holds)
}

/// Reads a reason from the command line.
pub(super) fn read_reason(reason: Option<&str>) -> Result<Option<Line>, Failure> {
    let reason = reason.map(|reason| Line::new(reason, MAX_REASON)).transpose();
    reason.map_err(|error| {
        Failure::new(Status::Usage, format!("the reason: {error}"))
            .hint(format!("give it as one line of plain text, of at most {MAX_REASON} bytes"))
    })
}

/// The failure to change what somebody has signed already.
pub(super) fn settled() -> Failure {
    Failure::new(Status::Usage, "what is pending has its name, its domain and its day already".to_owned())
        .hint("leave --name, --domain and --date out")
}

fn no_output(why: &str) -> Failure {
    Failure::new(Status::Usage, why.to_owned()).hint("name the reply's file: -o reply.json")
}

fn question(kind: Kind, party: &Id) -> String {
    match kind {
        Kind::Signature => format!("sign this as {party}?"),
        Kind::Withdrawal => format!("withdraw the signature of {party}?"),
        Kind::Decline => format!("decline this as {party}?"),
    }
}

fn verb(kind: Kind) -> &'static str {
    match kind {
        Kind::Signature => "sign",
        Kind::Withdrawal => "withdraw",
        Kind::Decline => "decline",
    }
}

/// An act to which not all the keys that it needs have put their lines.
pub(super) struct Pending {
    note: Note,
    pub(super) act: Act,
}

impl Pending {
    fn find(tree: &Tree, slug: &Slug, id: &Id) -> Option<Self> {
        let (_, newest) = tree.statements.get(slug)?.acts.get(id)?.last_key_value()?;
        let note = Note::parse(newest.bytes()?).ok()?;
        let Record::Act(act) = Record::parse(note.text()).ok()? else { return None };
        match Party::read(id, tree).signers(act.keys, &note) {
            Err(Flaw::TooFew { .. }) => Some(Self { note, act }),
            _ => None,
        }
    }

    /// Takes it out of `tree`, where it would be an invalid act.
    pub(super) fn take(tree: &mut Tree, slug: &Slug, id: &Id) -> Option<Self> {
        let found = Self::find(tree, slug, id)?;
        tree.statements.get_mut(slug)?.acts.get_mut(id)?.pop_last();
        Some(found)
    }

    /// Refuses an act that is not the one which another officer began, or that came without the text that it is about.
    /// `command` signs it, with VERB, FILES and ID in the places of these.
    pub(super) fn hold_to(
        kind: Kind,
        id: &Id,
        files: &[String],
        tree: &Tree,
        command: &str,
    ) -> Result<(), Failure> {
        let mut began = tree
            .statements
            .iter()
            .filter_map(|(slug, filed)| Some((Self::find(tree, slug, id)?.act.kind, filed.text.is_some())));
        let Some((began, has_text)) = began.find(|(began, has_text)| *began != kind || !has_text) else {
            return Ok(());
        };
        let (lacks, request) = match has_text {
            true => ("", ""),
            false => (", and the text that it is about is not in it", "REQUEST "),
        };
        let files: Vec<String> = files.iter().map(|file| word(Path::new(file))).collect();
        let command = command
            .replace("VERB", verb(began))
            .replace("FILES", &format!("{request}{}", files.join(" ")))
            .replace("ID", id.as_str());
        Err(Failure::new(Status::DoesNotHold, format!("a {} by {id} is pending in it{lacks}", began.word()))
            .hint(format!("read that text, and add your line: {command}"))
            .hint("to do something else, leave the pending file out"))
    }
}

/// What is to be signed.
pub(super) struct Draft {
    /// The digest of the keys record by which the act is judged.
    keys: Digest,
    /// The key that signs, as that record lists it.
    pub(super) key: VerifierKey,
    /// The party's first keys record, if it has none yet, then the act; with the lines of others alone.
    pub(super) notes: Vec<(RegistryPath, Note)>,
}

/// The records to file.
pub(super) struct Composed {
    proposal: Proposal,
    /// What they lack before they may be filed.
    lacking: Option<Flaw>,
}

/// Where the statement is.
pub(super) enum Source {
    Registry { root: PathBuf, slug: Slug },
    Bundles(Vec<Bundle>),
}

impl Source {
    /// One word that is a slug names a statement of the registry; everything else names files.
    pub(super) fn find(target: &[String], named: Option<&Path>) -> Result<Self, Failure> {
        if let [only] = target
            && let Ok(slug) = only.parse::<Slug>()
            && !Path::new(only).is_file()
        {
            return Ok(Self::Registry { root: registry_root(named)?, slug });
        }
        let mut bundles = Vec::new();
        for path in target.iter().map(Path::new) {
            let bytes = registry::read_file(path, MAX_JSON as u64).map_err(|error| {
                Failure::from(error).hint("give a request by its path, or a statement by its slug")
            })?;
            let found = bundles_in(&bytes).map_err(|error| {
                Failure::new(Status::NotJudged, error.to_string())
                    .of_file(path)
                    .hint("give the request as it came, or the slug of a statement in the registry")
            })?;
            bundles.extend(found.into_iter().map(|found| found.bundle));
        }
        Ok(Self::Bundles(bundles))
    }

    pub(super) fn read(&self) -> Result<Tree, Failure> {
        match self {
            Self::Registry { root, slug } => read_statement(root, slug),
            Self::Bundles(bundles) => tree_of(bundles),
        }
    }

    /// What to do if the statement is not sound.
    pub(super) fn remedy(&self, slug: &Slug, named: Option<&Path>) -> String {
        match self {
            Self::Registry { .. } => format!("see the whole of it: undersigned verify {slug}{}", at(named)),
            Self::Bundles(_) => "sign nothing of it, and ask the convener for the request itself".to_owned(),
        }
    }

    pub(super) fn slug(&self, tree: &Tree) -> Result<Slug, Failure> {
        if let Self::Registry { slug, .. } = self {
            return Ok(slug.clone());
        }
        let mut with_text =
            tree.statements.iter().filter(|(_, filed)| filed.text.is_some()).map(|(slug, _)| slug);
        match (with_text.next(), with_text.next()) {
            (Some(only), None) => Ok(only.clone()),
            (None, _) => Err(Failure::new(
                Status::NotJudged,
                "no text of a statement is in it: this is no request".to_owned(),
            )
            .hint("ask the convener for the file that undersigned request writes")),
            (Some(_), Some(_)) => {
                Err(Failure::new(Status::Usage, "the files given hold more than one statement".to_owned())
                    .hint("sign them one by one: give one request, and your earlier reply to it"))
            }
        }
    }
}

/// A party before a statement: what stands, what it is about to do.
pub(super) struct Scene<'a> {
    kind: Kind,
    id: &'a Id,
    slug: &'a Slug,
    tree: &'a Tree,
    text: CanonicalText,
    pub(super) statement: StatementReport,
    roll: CurrentRoll,
    party: Party,
    finding: Option<Finding>,
    /// How many acts of the party stand in its chain.
    acts: u32,
    name: Line,
    /// The domain that its first keys record claims.
    domain: Option<Domain>,
}

impl<'a> Scene<'a> {
    /// Judges what is there, and refuses what cannot be done.
    pub(super) fn new(
        kind: Kind,
        id: &'a Id,
        introduction: &Introduction,
        tree: &'a Tree,
        slug: &'a Slug,
        remedy: &str,
    ) -> Result<Self, Failure> {
        let statement = sound(tree, slug, remedy)?;
        let roll = current(tree, slug)?;
        let text = match tree.get(&RegistryPath::Text(slug.clone())) {
            Some(Content::Bytes(bytes)) => CanonicalText::from_source(bytes).ok(),
            _ => None,
        };
        let text = text
            .ok_or_else(|| Failure::new(Status::NotJudged, format!("the text of {slug} cannot be read")))?;
        let party = Party::read(id, tree);
        if let Some((version, flaw)) = party.chain().flaw() {
            let message = format!("{}: {flaw}", RegistryPath::Keys(id.clone(), *version));
            return Err(Failure::new(Status::DoesNotHold, message)
                .hint("nothing can be signed under keys in dispute"));
        }
        let finding = statement.findings.iter().find(|finding| finding.id == *id).cloned();
        let acts = finding.as_ref().and_then(|finding| finding.act.as_ref()).map_or(0, |act| act.version());
        let name = name(id, introduction.name.as_deref(), &party, &roll.record)?;
        let domain = first_domain(introduction.domain.as_ref(), &party)?;
        let scene = Self { kind, id, slug, tree, text, statement, roll, party, finding, acts, name, domain };
        scene.refuse()?;
        Ok(scene)
    }

    fn refuse(&self) -> Result<(), Failure> {
        let id = self.id;
        let refused = |message: String| Failure::new(Status::DoesNotHold, message);
        let standing = self.finding.as_ref().and_then(|finding| finding.act.as_ref()).map(|act| act.kind());
        if let Some(finding) = &self.finding
            && standing.is_none()
            && !matches!(finding.verdict, Verdict::Missing | Verdict::Attested)
        {
            let reason = finding.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            return Err(refused(format!(
                "what {id} did to {} is {}{reason}",
                self.slug,
                finding.verdict.word()
            ))
            .hint("the chain must be mended by hand before anything can follow in it"));
        }
        if self.kind == Kind::Withdrawal && !matches!(standing, Some(Kind::Signature | Kind::Withdrawal)) {
            return Err(refused(format!("there is no signature by {id} to withdraw"))
                .hint(
                    "by mail, give the reply with which you signed too: undersigned withdraw REQUEST REPLY …",
                )
                .hint("to say that you do not sign: undersigned decline --help"));
        }
        if self.kind == Kind::Decline && standing == Some(Kind::Signature) {
            return Err(refused(format!("{id} has signed {}", self.slug))
                .hint("to take the signature back: undersigned withdraw --help"));
        }
        let listed = self.roll.record.signatories.iter().any(|listed| listed.id == *id);
        if self.kind == Kind::Signature && self.roll.record.mode == Mode::Closed && !listed {
            let failure = refused(format!("the roll of {} is closed, and {id} is not on it", self.slug));
            let ids = self.roll.record.signatories.iter().map(|listed| &listed.id);
            return Err(match nearest(id.as_str(), ids) {
                Some(meant) => failure.hint(format!("did you mean {meant}?")),
                None => failure.hint("only the names on it may sign: ask the convener"),
            });
        }
        Ok(())
    }

    /// Whether the act that is asked for stands already.
    pub(super) fn stands(&self) -> bool {
        self.finding
            .as_ref()
            .and_then(|finding| finding.act.as_ref())
            .is_some_and(|act| act.kind() == self.kind)
    }

    /// Says so to whoever holds `key`: who finds a signature of its own standing must not take another's for it.
    pub(super) fn say_that_it_stands(&self, key: &VerifierKey) -> Result<Status, Failure> {
        if key.ed25519().is_none_or(|key| signing_record(&self.party, key).is_none()) {
            return Err(self.foreign_key(key));
        }
        let path = RegistryPath::Act(self.slug.clone(), self.id.clone(), self.acts);
        terminal::say(&format!(
            "a valid {} by {} stands already ({path}): nothing was changed\n",
            self.kind.word(),
            self.id,
        ))?;
        Ok(Status::Holds)
    }

    /// Whether this is what `shown` showed: the text, the roll and the name.
    fn is_as_shown_in(&self, shown: &Self) -> bool {
        self.text == shown.text && self.roll.digest == shown.roll.digest && self.name == shown.name
    }

    /// Shows what will be signed.
    pub(super) fn show(&self, date: Date, reason: Option<&Line>) -> Result<(), Failure> {
        let id = self.id;
        let roll = &self.roll.record;
        let digest = roll.text.prefixed();
        let bytes = grouped(self.text.as_str().len());
        terminal::page(&format!(
            "---- the text, {bytes} bytes, {digest}\n{}---- end of the text\n",
            quote_lines(self.text.as_str())
        ))?;
        let convener = self.statement.roll.as_ref().map_or_else(String::new, |report| {
            format!(
                "{} ({}, {})",
                isolate(report.convener_name.as_str()),
                report.convener,
                standing_text(report.convener_standing)
            )
        });
        let mut shown = String::new();
        shown.push_str(&format!("statement  {}: {}\n", self.slug, isolate(roll.title.as_str())));
        shown.push_str(&format!("text       {digest}\n"));
        shown.push_str(&format!(
            "roll       version {}, {}, {}, published by {convener}\n",
            roll.version,
            roll.mode,
            counted(roll.signatories.len(), "name")
        ));
        shown.push_str(&format!(
            "act        {} by {} ({id})\n",
            self.kind.word(),
            isolate(self.name.as_str())
        ));
        if let Some(domain) = &self.domain {
            shown.push_str(&format!("domain     {}, as you claim it\n", domain.as_str()));
        }
        if let Some(reason) = reason {
            shown.push_str(&format!("reason     {}\n", isolate(reason.as_str())));
        }
        shown.push_str(&format!("date       {date}, as you claim it\n"));
        terminal::say(&shown)?;
        self.warn(date);
        match self.kind {
            Kind::Signature => {
                terminal::warning(
                    "what you sign is published, and publication cannot be undone: a later withdrawal is published \
                     beside your signature, it does not remove it",
                );
            }
            _ => terminal::warning(&format!(
                "a {} is published, and publication cannot be undone",
                self.kind.word()
            )),
        }
        Ok(())
    }

    fn warn(&self, date: Date) {
        for warning in self.text.warnings() {
            terminal::warning(&warning.to_string());
        }
        let id = self.id;
        let roll = &self.roll.record;
        match roll.signatories.iter().find(|listed| listed.id == *id) {
            Some(listed) if listed.name != self.name => {
                terminal::warning(&format!("the roll lists {id} as {}", isolate(listed.name.as_str())));
            }
            Some(_) => {}
            None => {
                terminal::warning(&format!(
                    "{id} is not on the roll: the convener lists those who signed with roll publish"
                ));
                if let Some(meant) = nearest(id.as_str(), roll.signatories.iter().map(|listed| &listed.id)) {
                    terminal::hint(&format!("did you mean {meant}?"));
                }
            }
        }
        if let Some(deadline) = roll.deadline.filter(|deadline| date.is_late_for(*deadline)) {
            terminal::warning(&format!(
                "the deadline was {deadline}: the {} will be marked late",
                self.kind.word()
            ));
        }
    }

    /// What whoever holds `key` would sign, with the lines of the `pending` act.
    pub(super) fn draft(
        &self,
        key: &VerifierKey,
        date: Date,
        reason: Option<Line>,
        pending: Option<&Pending>,
    ) -> Result<Draft, Failure> {
        let Some(public) = key.ed25519() else { return Err(self.foreign_key(key)) };
        let first = self.party.chain().is_empty().then(|| {
            let (keys, domain) = (vec![key.clone()], self.domain.clone());
            KeysRecord { keys, domain, ..first_keys(self.id, &self.name, public, date) }
        });
        let newest = self.party.chain().state().map(|link| &link.record);
        let keys = first.as_ref().or(newest);
        let listed = keys.and_then(|keys| Some((keys, keys.listing(public)?.clone())));
        let Some((keys, key)) = listed else { return Err(self.foreign_key(key)) };
        let intent =
            Intent { kind: self.kind, text: self.roll.record.text, roll: self.roll.digest, reason, date };
        let previous = self.finding.as_ref().and_then(|finding| finding.act.as_ref());
        let act = next_act(&intent, keys, previous.map(|act| (act.version(), act.digest())));
        let path = RegistryPath::Act(self.slug.clone(), self.id.clone(), act.version);
        let keys = act.keys;
        let mut act = Record::from(act).to_note()?;
        if let Some(pending) = pending {
            if pending.note.text() != act.text() {
                let message = "what is pending is not what you would sign now".to_owned();
                return Err(Failure::new(Status::DoesNotHold, message)
                    .hint("begin again: leave the pending file out, and have all sign what comes of it"));
            }
            act = pending.note.clone();
        }
        let mut notes = Vec::new();
        if let Some(first) = first {
            notes.push((RegistryPath::Keys(self.id.clone(), 1), Record::from(first).to_note()?));
        }
        notes.push((path, act));
        Ok(Draft { keys, key, notes })
    }

    /// The records to file, once `draft` is signed.
    pub(super) fn finish(&self, draft: Draft) -> Result<Composed, Failure> {
        let bytes = |note: &Note| note.to_string().into_bytes();
        let proposal: Proposal = draft.notes.iter().map(|(path, note)| (path.clone(), bytes(note))).collect();
        let mut tree = self.tree.clone();
        tree.extend(proposal.clone());
        let party = Party::read(self.id, &tree);
        if let Some((_, act)) = draft.notes.last()
            && let Err(lacking @ Flaw::TooFew { .. }) = party.signers(draft.keys, act)
        {
            return Ok(Composed { proposal, lacking: Some(lacking) });
        }
        for judged in judge(self.tree, std::slice::from_ref(&proposal)) {
            judged.map_err(objections)?;
        }
        Ok(Composed { proposal, lacking: None })
    }

    fn compose(
        &self,
        signer: &Signer,
        date: Date,
        reason: Option<Line>,
        pending: Option<&Pending>,
    ) -> Result<Composed, Failure> {
        let mut draft = self.draft(&signer.verifier_key(self.id), date, reason, pending)?;
        for (_, note) in &mut draft.notes {
            signer.sign(note, [&draft.key])?;
        }
        self.finish(draft)
    }

    /// Writes the reply to be mailed back, and says what to do with it; `act` is what it is called.
    pub(super) fn write_reply(&self, composed: Composed, act: &str, output: &Path) -> Result<(), Failure> {
        let mut merged = self.tree.clone();
        merged.extend(composed.proposal);
        let reply = bundle_of(&merged, |path| match path {
            RegistryPath::Keys(id, _) => id == self.id,
            RegistryPath::Act(of, id, _) => of == self.slug && id == self.id,
            _ => false,
        })?;
        create_new(output, &reply.print(), Access::Public)?;
        if let Some(lacking) = composed.lacking {
            terminal::say(&format!("{}: your {act}, pending: {lacking}\n", escape_path(output)))?;
            terminal::hint(&format!(
                "another of your officers reads the request and adds a line: undersigned {} REQUEST {} --as {} --key FILE -o reply.json",
                verb(self.kind),
                word(output),
                self.id
            ));
            return Ok(());
        }
        terminal::say(&format!("{}: your {act}, to be mailed back\n", escape_path(output)))?;
        let later = if self.kind == Kind::Signature { "to withdraw" } else { "to sign again" };
        terminal::hint(&format!(
            "mail this file to the convener as an attachment, and keep a copy: you need it {later}"
        ));
        terminal::hint(&format!("see what it says: undersigned show {}", word(output)));
        terminal::hint(&format!("the convener files it with: undersigned add {}", name_word(output)));
        Ok(())
    }

    fn foreign_key(&self, given: &VerifierKey) -> Failure {
        let id = self.id;
        let newest: Option<&Link<KeysRecord>> = self.party.chain().state();
        let listed = newest.map_or_else(String::new, |link| {
            link.record.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        });
        foreign_key(given, id)
            .and(format!("the keys of {id} are: {listed}"))
            .hint("give the key file that belongs to it with --key, or sign --as the id that is yours")
            .hint(format!("if {id} is yours and these keys are not, somebody else filed them: tell the convener and the public"))
    }
}

/// The domain that the first keys record of a party claims; nothing if it stands already, and claims the one given.
pub(super) fn first_domain(given: Option<&Domain>, party: &Party) -> Result<Option<Domain>, Failure> {
    let Some(newest) = party.chain().state() else { return Ok(given.cloned()) };
    if given.is_none_or(|given| newest.record.domain.as_ref() == Some(given)) {
        return Ok(None);
    }
    let id = party.id();
    let claimed = newest.record.domain.as_ref().map_or("no domain", Domain::as_str);
    Err(Failure::new(Status::DoesNotHold, format!("the keys record of {id} claims {claimed}")).hint(format!(
        "leave --domain out, and publish the change: undersigned key domain {id} DOMAIN --key FILE"
    )))
}

/// The name to sign under: the one in the party's keys record, or the one given, or the one on the roll.
fn name(id: &Id, given: Option<&str>, party: &Party, roll: &Roll) -> Result<Line, Failure> {
    let given = given.map(|name| line("the name", name)).transpose()?;
    let recorded = party.chain().state().map(|link| link.record.name.clone());
    let listed = roll.signatories.iter().find(|listed| listed.id == *id).map(|listed| listed.name.clone());
    match (recorded, given) {
        (Some(recorded), Some(given)) if recorded != given => {
            let message = format!("the keys record of {} gives the name {}", id, quoted(recorded.as_str()));
            Err(Failure::new(Status::DoesNotHold, message)
                .hint("leave --name out: acts carry the name in the keys record"))
        }
        (Some(recorded), _) => Ok(recorded),
        (None, Some(given)) => Ok(given),
        (None, None) => listed.ok_or_else(|| {
            let message = format!("{} signs for the first time, and its name is not known", id);
            Failure::new(Status::Usage, message).hint("give it with --name")
        }),
    }
}
