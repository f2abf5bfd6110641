//! `request open` and `attach`: signing with any other tool.
//!
//! The first writes the exact bytes to sign into a directory, the second puts the signatures made of them into the file
//! that `sign` would have written. It draws up what was to be signed once more, and takes nothing else.

use std::path::{Path, PathBuf};

use crate::cli::command::act::{Introduction, Pending, Scene, Source, read_reason, settled};
use crate::cli::command::waiting::{Placed, Waiting, holds_no_act, registry_around};
use crate::cli::command::{
    KeyKind, bundle_of, claimed, no_day, now, passphrase, public_key_in, refuse_pipe, say_demonstration,
    verifier_key, word, write_directory,
};
use crate::cli::failure::{self, Failure, Status};
use crate::cli::terminal;
use crate::date::Date;
use crate::digest::Digest;
use crate::id::{Id, Slug};
use crate::key::scheme::Scheme;
use crate::key::{SecretKey, VerifierKey};
use crate::note::{MAX_NOTE, Note};
use crate::path::RegistryPath;
use crate::record::Record;
use crate::record::act::{Act, Kind};
use crate::record::keys::Domain;
use crate::registry;
use crate::registry::bundle::Bundle;
use crate::render::escape::escape_path;
use crate::render::text::DEMONSTRATION_KEY;
use crate::signer::openpgp::CertificateError;
use crate::signer::tool::{objection, public_pem, signature};
use crate::signer::{KeyFileError, read_certificate, read_public_key};
use crate::tree::{Content, Tree};

/// What came, for `attach` to draw up the same again.
const REQUEST: &str = "request.json";

/// The verifier key.
const KEY: &str = "key.txt";

/// The same key for openssl.
const PEM: &str = "key.pem";

/// The act.
const ACT: &str = "act.txt";

/// The party's first keys record, which comes before its first act.
const KEYS: &str = "keys.txt";

/// The longest signature file that is read, in bytes.
const MAX_SIGNATURE: u64 = 64 << 10;

/// What to do with a pipe.
const TO_A_FILE: &str = "write what comes out of it to a file, and give that";

/// The arguments of `request open`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  undersigned request open request.json --as freedom-house --name 'Freedom House' --public key.pub -o to-sign
  openssl pkeyutl -sign -rawin -inkey key.pem -in to-sign/keys.txt -out to-sign/keys.sig
  openssl pkeyutl -sign -rawin -inkey key.pem -in to-sign/act.txt -out to-sign/act.sig
  undersigned attach to-sign to-sign/keys.sig to-sign/act.sig -o reply.json")]
pub struct OpenArgs {
    /// The request that you got by mail (and your earlier reply, if any), or the slug of a statement in the registry
    #[arg(required = true, value_name = "REQUEST")]
    target: Vec<String>,
    /// The id of your organisation
    #[arg(long = "as", value_name = "ID")]
    party: Id,
    #[command(flatten)]
    introduction: Introduction,
    /// The public key with which you will sign: a verifier key, a file of ssh-keygen, openssl, signify or minisign, an OpenPGP
    /// certificate, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    public: String,
    /// How it signs, if not the file itself; a verifier key says it
    #[arg(long)]
    kind: Option<KeyKind>,
    /// The new directory for what is to be signed
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// What you do
    #[arg(long, value_name = "ACT", default_value = "sign", value_parser = ["sign", "withdraw", "decline"])]
    act: String,
    /// Why, for a withdrawal or a decline; published with it
    #[arg(long)]
    reason: Option<String>,
    /// The day that you claim, YYYY-MM-DD in UTC [default: today]
    #[arg(long)]
    date: Option<Date>,
}

/// The arguments of `attach`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  undersigned attach to-sign to-sign/keys.sig to-sign/act.sig -o reply.json

Read are 64 raw bytes, the same in base64, and the signature files of signify, minisign, ssh-keygen -Y sign, gpg and sq.")]
pub struct AttachArgs {
    /// The directory that request open wrote
    directory: PathBuf,
    /// What your tool made: a signature over each of the .txt files to sign, in any order
    #[arg(required = true, value_name = "SIGNATURE")]
    signatures: Vec<PathBuf>,
    /// The OpenPGP certificate of the key as it is now: refused if the key is revoked or expired
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// The reply to be mailed back
    #[arg(short, long, value_name = "REPLY")]
    output: PathBuf,
}

/// Writes what is to be signed.
pub(super) fn open(args: &OpenArgs, named: Option<&Path>) -> Result<Status, Failure> {
    let kind = match args.act.as_str() {
        "withdraw" => Kind::Withdrawal,
        "decline" => Kind::Decline,
        _ => Kind::Signature,
    };
    if kind == Kind::Signature && args.reason.is_some() {
        return Err(Failure::new(Status::Usage, "a signature has no reason".to_owned())
            .hint("leave --reason out, or say what you do: --act withdraw, --act decline"));
    }
    let key = public_key(&args.public, args.kind, &args.party)?;
    let source = Source::find(&args.target, named)?;
    let came = source.read()?;
    if kind == Kind::Signature && matches!(source, Source::Bundles(_)) && holds_no_act(&came) {
        return open_waiting(came, &key, args, named);
    }
    if matches!(source, Source::Bundles(_)) {
        let command = "undersigned request open FILES --as ID --act VERB --public KEY -o DIR";
        Pending::hold_to(kind, &args.party, &args.target, &came, command)?;
    }
    let slug = source.slug(&came)?;
    let mut tree = came.clone();
    let pending = match source {
        Source::Registry { .. } => None,
        Source::Bundles(_) => Pending::take(&mut tree, &slug, &args.party),
    };
    let date = match (&pending, args.date) {
        (Some(pending), None) => pending.act.date,
        (_, given) => claimed(given)?,
    };
    let reason = read_reason(args.reason.as_deref())?
        .or_else(|| pending.as_ref().and_then(|pending| pending.act.reason.clone()));
    let scene =
        Scene::new(kind, &args.party, &args.introduction, &tree, &slug, &source.remedy(&slug, named))?;
    say_demonstration(&scene.statement)?;
    if scene.stands() {
        return scene.say_that_it_stands(&key);
    }
    let draft = scene.draft(&key, date, reason.clone(), pending.as_ref())?;
    let convener = scene.statement.roll.as_ref().map(|roll| &roll.convener);
    let request = request(&came, &slug, [Some(&args.party), convener])?;
    scene.show(date, reason.as_ref())?;
    if key.ed25519() == Some(&SecretKey::demonstration(&args.party).public()) {
        terminal::warning(DEMONSTRATION_KEY);
    }

    let notes: Vec<_> = draft.notes.iter().map(|(path, note)| (path, note)).collect();
    write(&args.output, &request, &draft.key, &notes, "reply.json")
}

/// Writes what is to be signed of records that another officer, or nobody, has signed yet.
fn open_waiting(
    carried: Tree,
    key: &VerifierKey,
    args: &OpenArgs,
    named: Option<&Path>,
) -> Result<Status, Failure> {
    if args.introduction.is_given() || args.date.is_some() {
        return Err(settled());
    }
    let tree = registry_around(named)?;
    let request = bundle_of(&carried, |_| true)?;
    let mut waiting = Waiting::find(carried, &tree, &args.party)?;
    waiting.show()?;
    if key.ed25519() == Some(&SecretKey::demonstration(&args.party).public()) {
        terminal::warning(DEMONSTRATION_KEY);
    }
    let (listed, notes) = waiting.of_key(key)?;
    let notes: Vec<_> = notes.into_iter().map(|(path, note)| (path, &*note)).collect();
    write(&args.output, &request, &listed, &notes, "signed.json")
}

/// Writes the directory, and says what is done with it.
fn write(
    output: &Path,
    request: &Bundle,
    key: &VerifierKey,
    notes: &[(&RegistryPath, &Note)],
    reply: &str,
) -> Result<Status, Failure> {
    let mut written =
        vec![(REQUEST.to_owned(), request.print()), (KEY.to_owned(), format!("{key}\n").into_bytes())];
    if let (Some(Scheme::Plain), Some(public)) = (key.scheme(), key.ed25519()) {
        written.push((PEM.to_owned(), public_pem(public).into_bytes()));
    }
    written.extend(notes.iter().map(|(path, note)| (file_name(path), note.text().as_bytes().to_vec())));
    write_directory(output, &written)?;
    let files: Vec<PathBuf> = notes.iter().map(|(path, _)| output.join(file_name(path))).collect();
    for (file, (path, note)) in files.iter().zip(notes) {
        terminal::say(&format!(
            "{}: to be signed for {path}, {}\n",
            escape_path(file),
            note.digest().prefixed()
        ))?;
    }
    terminal::note(&format!(
        "sign {} as it is, to the byte, with the key {key}, by {}",
        if files.len() == 1 { "this file" } else { "each of these files" },
        match key.scheme() {
            Some(Scheme::Plain | Scheme::OpenPgp(_)) => "one of these",
            _ => "this",
        }
    ));
    let scheme = key.scheme().unwrap_or(Scheme::Plain);
    if let Scheme::OpenPgp(_) = scheme {
        terminal::note("sq signs with a key of its own choice where several of KEY.pgp can: then take gpg");
    }
    let fingerprint = fingerprint(key).unwrap_or_default();
    for command in commands(scheme) {
        for file in &files {
            let signature = signature_file(scheme, file);
            let command = command.replace("FILE", &word(file)).replace("SIGNATURE", &word(&signature));
            terminal::hint(&command.replace("FINGERPRINT", &fingerprint));
        }
    }
    let signatures: Vec<String> = files.iter().map(|file| word(&signature_file(scheme, file))).collect();
    terminal::hint(&format!("then: undersigned attach {} {} -o {reply}", word(output), signatures.join(" ")));
    Ok(Status::Holds)
}

/// The commands that sign FILE into SIGNATURE by a scheme.
fn commands(scheme: Scheme) -> &'static [&'static str] {
    match scheme {
        Scheme::Plain => &[
            "openssl pkeyutl -sign -rawin -inkey KEY.pem -in FILE -out SIGNATURE",
            "signify -S -s KEY.sec -m FILE -x SIGNATURE",
            "minisign -S -l -s KEY.key -m FILE -x SIGNATURE",
        ],
        Scheme::SshSig | Scheme::Fido => &["ssh-keygen -Y sign -n undersigned -f KEY FILE"],
        Scheme::Minisign => &["minisign -S -s KEY.key -m FILE -x SIGNATURE"],
        Scheme::OpenPgp(_) => &[
            "gpg --local-user FINGERPRINT! --detach-sign --output SIGNATURE FILE",
            "sq sign --detached --signer-key KEY.pgp --output SIGNATURE FILE",
        ],
    }
}

/// The file that one of these commands writes; ssh-keygen chooses its name itself.
fn signature_file(scheme: Scheme, file: &Path) -> PathBuf {
    let names_it = matches!(scheme, Scheme::SshSig | Scheme::Fido);
    file.with_extension(if names_it { "txt.sig" } else { "sig" })
}

/// What OpenPGP calls a key of its kind.
fn fingerprint(key: &VerifierKey) -> Option<String> {
    match (key.scheme(), key.ed25519()) {
        (Some(Scheme::OpenPgp(head)), Some(key)) => Some(head.fingerprint(key).to_string()),
        _ => None,
    }
}

/// A verifier key, or the key in a file.
pub(super) fn public_key(given: &str, kind: Option<KeyKind>, party: &Id) -> Result<VerifierKey, Failure> {
    let Ok(vkey) = given.parse::<VerifierKey>() else {
        let file = public_key_in(Path::new(given), None, &passphrase(None))?;
        file.warnings.iter().for_each(failure::warn);
        return verifier_key(&file, party, kind);
    };
    if kind.is_some() {
        return Err(Failure::new(Status::Usage, "a verifier key says itself of which kind it is".to_owned())
            .hint("leave --kind out, or give the file of the key: --public FILE"));
    }
    if vkey.name() != party {
        let message = format!("{vkey} is a key of {}, not of {party}", vkey.name());
        return Err(Failure::new(Status::Usage, message)
            .hint("sign --as the id that is in the key, or give the file of the key: --public FILE"));
    }
    if vkey.ed25519().is_none() {
        return Err(Failure::new(
            Status::NotJudged,
            format!("{vkey} is a key of a kind that is not checked here"),
        )
        .hint("use an Ed25519 key"));
    }
    Ok(vkey)
}

/// What of `tree` it takes to draw up the act again: the statement and its roll, the keys of these parties, their acts.
fn request(tree: &Tree, slug: &Slug, parties: [Option<&Id>; 2]) -> Result<Bundle, Failure> {
    bundle_of(tree, |path| match path {
        RegistryPath::Keys(id, _) => parties.contains(&Some(id)),
        RegistryPath::Text(of) | RegistryPath::Roll(of, _) => of == slug,
        RegistryPath::Act(of, id, _) => of == slug && parties.contains(&Some(id)),
        RegistryPath::Vouch(..)
        | RegistryPath::Check(..)
        | RegistryPath::Attestation(..)
        | RegistryPath::Translation(..) => false,
    })
}

/// The name of the file with the text of a record.
fn file_name(path: &RegistryPath) -> String {
    match path {
        RegistryPath::Keys(..) => KEYS.to_owned(),
        RegistryPath::Act(..) => ACT.to_owned(),
        other => other.to_string().replace('/', "-").replace(".note", ".txt"),
    }
}

/// Makes the reply, or adds lines to what is pending.
pub(in crate::cli) fn attach(args: &AttachArgs, named: Option<&Path>) -> Result<Status, Failure> {
    let directory = &args.directory;
    if !directory.join(ACT).is_file() && directory.join(REQUEST).is_file() {
        return attach_waiting(args, named);
    }
    let (act, key) = (read_act(directory)?, read_public_key(&directory.join(KEY), &passphrase(None))?);
    let id = &act.signatory;
    let key = verifier_key(&key, id, None)?;
    let source = Source::find(&[directory.join(REQUEST).to_string_lossy().into_owned()], named)?;
    let mut tree = source.read()?;
    let slug = source.slug(&tree)?;
    let pending = Pending::take(&mut tree, &slug, id);
    let introduction =
        Introduction { name: Some(act.name.as_str().to_owned()), domain: read_domain(directory)? };
    let scene = Scene::new(act.kind, id, &introduction, &tree, &slug, &source.remedy(&slug, named))?;
    say_demonstration(&scene.statement)?;
    if scene.stands() {
        return scene.say_that_it_stands(&key);
    }
    let mut draft = scene.draft(&key, act.date, act.reason.clone(), pending.as_ref())?;
    let text = tree.get(&RegistryPath::Text(slug.clone())).and_then(Content::bytes);
    let mut notes: Vec<_> = draft.notes.iter_mut().map(|(path, note)| (&*path, note)).collect();
    attach_all(args, &draft.key, &mut notes, text)?;
    let demonstration = key.ed25519() == Some(&SecretKey::demonstration(id).public());
    let word =
        if demonstration { format!("demonstration {}", act.kind.word()) } else { act.kind.word().to_owned() };
    scene.write_reply(scene.finish(draft)?, &word, &args.output)?;
    Ok(Status::Holds)
}

/// Adds lines to the records that were opened.
fn attach_waiting(args: &AttachArgs, named: Option<&Path>) -> Result<Status, Failure> {
    let file = args.directory.join(KEY);
    let bytes = registry::read_file(&file, MAX_SIGNATURE)?;
    let key =
        std::str::from_utf8(&bytes).ok().and_then(|written| written.trim_end().parse::<VerifierKey>().ok());
    let key = key.ok_or_else(|| not_written(&file))?;
    let carried =
        Source::find(&[args.directory.join(REQUEST).to_string_lossy().into_owned()], named)?.read()?;
    let tree = registry_around(named)?;
    let mut waiting = Waiting::find(carried, &tree, key.name())?;
    let (listed, mut notes) = waiting.of_key(&key)?;
    attach_all(args, &listed, &mut notes, None)?;
    waiting.write(&args.output)?;
    Ok(Status::Holds)
}

/// Puts the signatures by `key` under the notes that were written, each of which must get one; `text` is that of the
/// statement, if they are about one.
fn attach_all(
    args: &AttachArgs,
    key: &VerifierKey,
    notes: &mut [Placed<'_>],
    text: Option<&[u8]>,
) -> Result<(), Failure> {
    if let Some(certificate) = &args.certificate {
        check_certificate(certificate, key)?;
    }
    let mut unsigned = Vec::new();
    for (path, note) in notes.iter() {
        let file = args.directory.join(file_name(path));
        if registry::read_file(&file, MAX_NOTE as u64)? != note.text().as_bytes() {
            return Err(not_written(&file));
        }
        unsigned.push(file_name(path));
    }
    for file in &args.signatures {
        refuse_pipe(file, TO_A_FILE)?;
        let bytes = registry::read_file(file, MAX_SIGNATURE)?;
        if bytes.len() as u64 > MAX_SIGNATURE {
            let message = format!("longer than {MAX_SIGNATURE} bytes, which no signature is");
            return Err(Failure::new(Status::DoesNotHold, message).of_file(file));
        }
        let scheme = key.scheme().unwrap_or(Scheme::Plain);
        let made = signature(&bytes, scheme).map_err(|error| Failure::from(error).of_file(file))?;
        let signed = notes
            .iter_mut()
            .find_map(|(path, note)| note.attach(key, &made).is_ok().then(|| file_name(path)));
        match signed {
            Some(signed) => unsigned.retain(|name| *name != signed),
            None => return Err(no_signature(&made, key, notes, text).of_file(file)),
        }
    }
    let Some(first) = unsigned.first() else { return Ok(()) };
    let file = args.directory.join(first);
    let message = format!("no signature over {} is given", escape_path(&file));
    Err(Failure::new(Status::DoesNotHold, message)
        .hint(format!("sign that file too, and give both signatures: {}", word(&file))))
}

/// Refuses a certificate that says something against `key`, or nothing of it.
fn check_certificate(file: &Path, key: &VerifierKey) -> Result<(), Failure> {
    let Some(fingerprint) = fingerprint(key) else {
        let message = format!("{key} is no key of OpenPGP, and no certificate is about it");
        return Err(Failure::new(Status::Usage, message).hint("leave --certificate out"));
    };
    refuse_pipe(file, TO_A_FILE)?;
    let refused = |message: String| {
        let export =
            format!("give the one with this key as it is now: gpg --export {fingerprint} > cert.pgp");
        Failure::new(Status::NotJudged, message).of_file(file).hint(export)
    };
    match read_certificate(file, Some(&fingerprint), now().ok_or_else(no_day)?) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(refused("there is no OpenPGP certificate in it".to_owned())),
        Err(KeyFileError::Certificate { error: CertificateError::Absent(_), .. }) => {
            Err(refused(format!("this certificate is of another key than {fingerprint}")))
        }
        Err(KeyFileError::Missing(_)) => Err(refused("there is no such certificate".to_owned())),
        Err(error) => Err(error.into()),
    }
}

fn not_written(file: &Path) -> Failure {
    Failure::new(Status::DoesNotHold, "this is not what request open wrote".to_owned())
        .of_file(file)
        .hint("write it anew, and sign that: undersigned request open --help")
}

/// The act in the directory, by which everything else in it is known.
fn read_act(directory: &Path) -> Result<Act, Failure> {
    match read_record(&directory.join(ACT))? {
        Record::Act(act) => Ok(act),
        _ => Err(not_written(&directory.join(ACT))),
    }
}

/// The domain in the first keys record, if the directory holds one.
fn read_domain(directory: &Path) -> Result<Option<Domain>, Failure> {
    let file = directory.join(KEYS);
    match file.exists().then(|| read_record(&file)).transpose()? {
        None => Ok(None),
        Some(Record::Keys(keys)) => Ok(keys.domain),
        Some(_) => Err(not_written(&file)),
    }
}

fn read_record(file: &Path) -> Result<Record, Failure> {
    let bytes = registry::read_file(file, MAX_NOTE as u64).map_err(|error| {
        Failure::from(error).hint("name the directory that undersigned request open wrote")
    })?;
    let record = std::str::from_utf8(&bytes).ok().and_then(|text| Record::parse(text).ok());
    record.ok_or_else(|| not_written(file))
}

/// Why `made` is a signature over none of the texts.
fn no_signature(made: &[u8], key: &VerifierKey, notes: &[Placed<'_>], text: Option<&[u8]>) -> Failure {
    let names: Vec<String> = notes.iter().map(|(path, _)| file_name(path)).collect();
    let files = names.join(" or ");
    let signs = |message: &[u8]| key.verify(message, made);
    let refused = |message: String| Failure::new(Status::DoesNotHold, message);
    if text.is_some_and(signs) {
        return refused(
            "this is a signature over the text of the statement, not over a record that names it".to_owned(),
        )
        .hint(format!("sign {files}: the text's digest stands in it"));
    }
    let digests = notes.iter().map(|(_, note)| note.digest());
    let of_digest = |digest: Digest| signs(digest.as_bytes()) || signs(&digest.to_string().into_bytes());
    if digests.into_iter().any(of_digest) {
        return refused("this is a signature over the digest of the file, not over the file".to_owned())
            .hint(format!("sign {files} as it is: with openssl, give -rawin and no -digest"));
    }
    let why = key.scheme().zip(key.ed25519()).and_then(|(scheme, key)| objection(scheme, key, made));
    let why = why.map_or_else(String::new, |why| format!(": {why}"));
    refused(format!("this is no valid signature by {key} over {files}{why}"))
        .hint(format!("sign {files} as it is, to the byte, with that key and no other"))
}
