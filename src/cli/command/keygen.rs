//! `keygen`: a key file, or the verifier key of one that exists.

use std::path::{Path, PathBuf};

use crate::cli::command::{KeyKind, passphrase, public_key_in, verifier_key, word};
use crate::cli::failure::{self, Failure, Status};
use crate::cli::terminal;
use crate::id::Id;
use crate::key::scheme::Scheme;
use crate::key::{SecretKey, VerifierKey};
use crate::render::text::DEMONSTRATION_KEY;
use crate::signer::{PassphraseSource, generate, write_key_file};

/// The arguments of `keygen`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  undersigned keygen our-organisation -o our-organisation.pem\n  undersigned keygen our-organisation --from ~/.ssh/id_ed25519.pub\n\nThe file is PKCS#8 in PEM, encrypted under your passphrase (PBKDF2, AES-256); openssl reads it too."
)]
pub struct Args {
    /// The id of your organisation: its name in lower-case words joined by -
    id: Id,
    /// The new key file; nothing is ever overwritten
    #[arg(short, long, value_name = "FILE", required_unless_present = "from")]
    output: Option<PathBuf>,
    /// Make no key: print the verifier key of one that you have, public or private, of openssl, ssh-keygen, signify or minisign,
    /// of an OpenPGP certificate, or of a pkcs11: URI
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "no_passphrase", "demonstration"])]
    from: Option<PathBuf>,
    /// How that key signs, if not the file itself
    #[arg(long, requires = "from", conflicts_with = "output")]
    kind: Option<KeyKind>,
    /// Which key of an OpenPGP certificate signs, where several can
    #[arg(long, value_name = "FINGERPRINT", requires = "from", conflicts_with = "output")]
    fingerprint: Option<String>,
    /// The file whose first line is the passphrase [default: UNDERSIGNED_PASSPHRASE, or asked on the terminal]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Leave the key file unencrypted
    #[arg(long, conflicts_with = "passphrase_file")]
    no_passphrase: bool,
    /// Write the published demonstration key of this id, with which anybody can sign
    #[arg(long)]
    demonstration: bool,
}

/// Makes a key file, or takes the one that is there.
pub(in crate::cli) fn run(args: &Args) -> Result<Status, Failure> {
    match (&args.output, &args.from) {
        (Some(output), _) => make(args, output),
        (None, Some(file)) => take(args, file),
        // clap asks for one of them
        (None, None) => Err(Failure::silent(Status::Usage)),
    }
}

fn take(args: &Args, file: &Path) -> Result<Status, Failure> {
    let source = passphrase(args.passphrase_file.as_deref());
    let taken = public_key_in(file, args.fingerprint.as_deref(), &source)?;
    taken.warnings.iter().for_each(failure::warn);
    if taken.key == SecretKey::demonstration(&args.id).public() {
        terminal::warning(DEMONSTRATION_KEY);
    }
    let vkey = verifier_key(&taken, &args.id, args.kind)?;
    terminal::say(&format!("{vkey}\n"))?;
    terminal::note(PUBLIC);
    match taken.signs && vkey.scheme() == Some(Scheme::Plain) {
        true => hint_at_signing(&args.id, file),
        false => terminal::hint(&format!(
            "sign a statement with the tool that made it: undersigned request open REQUEST --as {} --name NAME --public {vkey} -o DIR",
            args.id,
        )),
    }
    Ok(Status::Holds)
}

fn make(args: &Args, output: &Path) -> Result<Status, Failure> {
    let key = if args.demonstration { SecretKey::demonstration(&args.id) } else { generate()? };
    let source = match args.no_passphrase {
        true => PassphraseSource::None,
        false => passphrase(args.passphrase_file.as_deref()),
    };
    let warnings = write_key_file(output, &key, &source)?;
    if args.demonstration {
        terminal::warning(DEMONSTRATION_KEY);
    }
    terminal::say(&format!("{}\n", VerifierKey::new(args.id.clone(), key.public())))?;
    warnings.iter().for_each(failure::warn);
    if args.no_passphrase && !args.demonstration {
        terminal::warning(&format!(
            "{} is not encrypted: whoever reads it can sign as you",
            output.to_string_lossy()
        ));
    }
    terminal::note(PUBLIC);
    terminal::note(
        "keep the key file and its passphrase apart, with a copy of each offline; nobody can restore them",
    );
    hint_at_signing(&args.id, output);
    Ok(Status::Holds)
}

const PUBLIC: &str =
    "above is your verifier key: it is public, tell it to whoever wants to check your signatures";

fn hint_at_signing(id: &Id, file: &Path) {
    let file = word(file);
    terminal::hint(&format!(
        "sign a statement: undersigned sign REQUEST --as {id} --name NAME --key {file} -o reply.json"
    ));
    terminal::hint(&format!(
        "or publish one: undersigned propose FILE --slug SLUG --title TITLE --convener {id} --key {file}"
    ));
}
