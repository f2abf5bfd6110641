//! `keygen`: a key file.

use std::path::PathBuf;

use crate::cli::command::{passphrase, word};
use crate::cli::failure::{self, Failure, Status};
use crate::cli::terminal;
use crate::id::Id;
use crate::key::{SecretKey, VerifierKey};
use crate::render::text::DEMONSTRATION_KEY;
use crate::signer::{PassphraseSource, generate, write_key_file};

/// The arguments of `keygen`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  undersigned keygen our-organisation -o our-organisation.pem\n\nThe file is PKCS#8 in PEM, encrypted under your passphrase (PBKDF2, AES-256); openssl reads it too."
)]
pub struct Args {
    /// The id of your organisation: its name in lower-case words joined by -
    id: Id,
    /// The new key file; nothing is ever overwritten
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
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

/// Makes a key file.
pub(in crate::cli) fn run(args: &Args) -> Result<Status, Failure> {
    let key = if args.demonstration { SecretKey::demonstration(&args.id) } else { generate()? };
    let source = match args.no_passphrase {
        true => PassphraseSource::None,
        false => passphrase(args.passphrase_file.as_deref()),
    };
    let warnings = write_key_file(&args.output, &key, &source)?;
    if args.demonstration {
        terminal::warning(DEMONSTRATION_KEY);
    }
    terminal::say(&format!("{}\n", VerifierKey::new(args.id.clone(), key.public())))?;
    warnings.iter().for_each(failure::warn);
    if args.no_passphrase && !args.demonstration {
        terminal::warning(&format!(
            "{} is not encrypted: whoever reads it can sign as you",
            args.output.to_string_lossy()
        ));
    }
    terminal::note(
        "above is your verifier key: it is public, tell it to whoever wants to check your signatures",
    );
    terminal::note(
        "keep the key file and its passphrase apart, with a copy of each offline; nobody can restore them",
    );
    let (id, file) = (&args.id, word(&args.output));
    terminal::hint(&format!(
        "sign a statement: undersigned sign REQUEST --as {id} --name NAME --key {file} -o reply.json"
    ));
    terminal::hint(&format!(
        "or publish one: undersigned propose FILE --slug SLUG --title TITLE --convener {id} --key {file}"
    ));
    Ok(Status::Holds)
}
