//! `keygen`: a key file.

use std::path::PathBuf;

use crate::cli::command::passphrase;
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::id::Id;
use crate::key::{SecretKey, VerifierKey};
use crate::signer::{PassphraseSource, generate, write_key_file};

/// The arguments of `keygen`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  undersigned keygen amnesty-international -o amnesty-international.pem\n\nThe file is PKCS#8 in PEM, encrypted under your passphrase (PBKDF2, AES-256); openssl reads it too."
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
    terminal::say(&format!("{}\n", VerifierKey::new(args.id.clone(), key.public())))?;
    for warning in warnings {
        terminal::warning(&warning.to_string());
    }
    if args.no_passphrase {
        terminal::warning(&format!(
            "{} is not encrypted: whoever reads it can sign as you",
            args.output.display()
        ));
    }
    if args.demonstration {
        terminal::warning("this is a demonstration key: it is published, and its signatures count nowhere");
    }
    terminal::note(
        "above is your verifier key: it is public, tell it to whoever wants to check your signatures",
    );
    terminal::note(
        "keep the key file and its passphrase apart, with a copy of each offline; nobody can restore them",
    );
    terminal::hint(&format!(
        "sign a statement: undersigned sign REQUEST --as {} --name NAME --key {} -o reply.json",
        args.id,
        args.output.display()
    ));
    Ok(Status::Holds)
}
