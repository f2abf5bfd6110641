//! Whoever signs: key files and their passphrases, keys in an ssh-agent or on a token, signatures by other tools.
//!
//! A key file of ours is what `openssl genpkey -algorithm ed25519` writes: PKCS#8 in PEM (RFC 5208, RFC 7468), the key as in
//! RFC 8410. Ours are version 1, which every openssl reads, and encrypted unless told otherwise: PBES2 with
//! PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018), which openssl and WebCrypto both read. Read is also version 2,
//! and what `openssl pkcs8 -topk8` writes, with scrypt too; and what `ssh-keygen -t ed25519` writes.
//!
//! A key file is written as [`durable::create_new`] promises, for its owner alone, and never inside a registry, from
//! where it would be published.

pub mod agent;
pub mod openpgp;
mod ssh;
pub mod token;
pub mod tool;

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use pkcs8::der::asn1::{AnyRef, OctetStringRef};
use pkcs8::der::{self, Decode as _};
use pkcs8::pkcs5::{self, pbes2};
use pkcs8::{
    AlgorithmIdentifierRef, EncryptedPrivateKeyInfoRef, LineEnding, ObjectIdentifier, PrivateKeyInfoRef,
    SecretDocument,
};
use zeroize::Zeroizing;

use crate::id::Id;
use crate::key::scheme::Scheme;
use crate::key::{PublicKey, PublicKeyError, SecretKey, VerifierKey};
use crate::note::Note;
use crate::registry::durable::{self, Access, DurableError};
use crate::signer::agent::{AgentError, AgentKey};
use crate::signer::openpgp::CertificateError;
use crate::signer::token::{TokenError, TokenKey, Uri};

/// The rounds of PBKDF2-HMAC-SHA-256 for a new key file (OWASP, Password Storage Cheat Sheet).
pub const ROUNDS: u32 = 600_000;

/// The environment variable that [`PassphraseSource::Environment`] names.
pub const PASSPHRASE_VARIABLE: &str = "UNDERSIGNED_PASSPHRASE";

/// The longest passphrase, in bytes. openssl reads no more than 1,024 with its line end.
pub const MAX_PASSPHRASE: usize = 1000;

/// A new passphrase of fewer characters is worth a warning.
pub const SHORT_PASSPHRASE: usize = 8;

/// Fewer rounds of PBKDF2 in a key file are worth a warning.
pub const WEAK_ROUNDS: u32 = 100_000;

/// The longest key file that is read, in bytes.
pub const MAX_KEY_FILE: usize = 64 << 10;

/// The most rounds of PBKDF2 that a key file may ask for: seconds, not minutes.
pub const MAX_ROUNDS: u32 = 10_000_000;

/// The most memory that a key file may ask scrypt for, in bytes: 128·N·r.
pub const MAX_SCRYPT_MEMORY: u64 = 256 << 20;

/// The most work that a key file may ask scrypt for, in bytes to be filled: 128·N·r·p.
pub const MAX_SCRYPT_WORK: u64 = 1 << 30;

/// The most rounds of bcrypt that a key file of OpenSSH may ask for, where ssh-keygen asks for 16 to 24.
pub const MAX_BCRYPT_ROUNDS: u32 = 2_000;

/// How often a person at a terminal may try.
const TRIES: usize = 3;

/// id-Ed25519, RFC 8410, section 3.
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// How every PEM block begins.
const BEGIN: &str = "-----BEGIN ";

/// The label of an unencrypted key file.
const PLAIN: &str = "PRIVATE KEY";

/// The label of an encrypted key file.
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

/// The label of a key file of OpenSSH.
const OPENSSH: &str = "OPENSSH PRIVATE KEY";

/// Where the passphrase of a key file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassphraseSource {
    /// A person at the terminal of this process: asked twice for a new key file, up to three times for another.
    Terminal,
    /// The first line of a file, or of a pipe; its line end, LF or CRLF, does not count.
    File(PathBuf),
    /// The environment variable [`PASSPHRASE_VARIABLE`].
    Environment,
    /// There is none: a new key file is not encrypted, and an encrypted one is not read.
    None,
}

/// A key file that was read.
#[derive(Debug)]
pub struct KeyFile {
    /// Its key.
    pub key: SecretKey,
    /// What its owner should hear about it.
    pub warnings: Vec<Warning>,
}

/// Whoever signs.
#[derive(Debug)]
pub enum Signer {
    /// A key from a file.
    Secret(SecretKey),
    /// A key that an ssh-agent keeps.
    Agent(AgentKey),
    /// A key on a token, by PKCS#11.
    Token(TokenKey),
}

/// Why whoever signs gave no signature.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum SignError {
    /// The agent did not, or only a token can.
    Agent(#[from] AgentError),
    /// The token did not.
    Token(#[from] TokenError),
}

impl Signer {
    /// The public half of its key.
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Secret(key) => key.public(),
            Self::Agent(key) => key.public(),
            Self::Token(key) => key.public(),
        }
    }

    /// Its key under the name `name`, as a party's first keys record lists it.
    pub fn verifier_key(&self, name: &Id) -> VerifierKey {
        let is_token = matches!(self, Self::Agent(key) if key.is_token());
        VerifierKey::of(name.clone(), if is_token { Scheme::Fido } else { Scheme::Plain }, self.public())
    }

    /// Adds to `note` a line by each of `keys` that is its own, by the scheme that this states.
    ///
    /// # Errors
    /// When an agent or a token gives no valid signature, or the key is a FIDO token's.
    pub fn sign<'k>(
        &self,
        note: &mut Note,
        keys: impl IntoIterator<Item = &'k VerifierKey>,
    ) -> Result<(), SignError> {
        let own = self.public();
        for key in keys.into_iter().filter(|key| key.ed25519() == Some(&own)) {
            match self {
                Self::Secret(secret) => note.sign_as(key, secret).ok_or(AgentError::Token)?,
                Self::Agent(agent) => agent.sign(note, key)?,
                Self::Token(token) => token.sign(note, key)?,
            }
        }
        Ok(())
    }
}

/// The form of a key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PKCS#8.
    Pkcs8,
    /// What ssh-keygen writes.
    OpenSsh,
}

/// What does not hinder, and yet should be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A file that holds a key or a passphrase is open to more people than its owner.
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A new passphrase has fewer than [`SHORT_PASSPHRASE`] characters: so many.
    ShortPassphrase(usize),
    /// An encrypted key file that was read costs whoever guesses passphrases fewer than [`WEAK_ROUNDS`] rounds of
    /// PBKDF2 a guess. openssl writes 2,048 unless told otherwise.
    WeakEncryption {
        /// The key file.
        path: PathBuf,
        /// Its rounds.
        rounds: u32,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exposed { path, mode } => {
                write!(f, "{} is open to others than its owner (mode {mode:04o})", path.display())
            }
            Self::ShortPassphrase(1) => f.write_str("the passphrase has only 1 character"),
            Self::ShortPassphrase(characters) => {
                write!(f, "the passphrase has only {characters} characters")
            }
            Self::WeakEncryption { path, rounds } => {
                write!(
                    f,
                    "{} is encrypted weakly: a guess at its passphrase costs {rounds} rounds of PBKDF2",
                    path.display()
                )
            }
        }
    }
}

/// What a file that is no key file of ours seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The public key of a FIDO token for another application than `ssh:`.
    OtherApplication,
    /// Nothing at all.
    Empty,
    /// The public half of what ssh-keygen writes, one line.
    OpenSshPublicKey,
    /// The public half of a key of OpenSSH of another algorithm: its name.
    OtherPublicKey(String),
    /// `BEGIN PUBLIC KEY`.
    PublicKey,
    /// `BEGIN CERTIFICATE`.
    Certificate,
    /// A private key of another algorithm: its name, or its object identifier.
    OtherAlgorithm(String),
    /// A key of OpenPGP.
    PgpKey,
    /// A key or signature of signify or minisign.
    Signify,
    /// A verifier key: the public half in the form of this program.
    VerifierKey,
    /// One of our records.
    Record,
    /// A bundle.
    Bundle,
    /// Perhaps a key, but in DER.
    Der,
    /// PEM with a label of which nothing is known.
    Pem(String),
    /// Nothing that is known.
    Unknown,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an empty file"),
            Self::OpenSshPublicKey => f.write_str("an OpenSSH public key"),
            Self::OtherApplication => {
                f.write_str("the key of a FIDO token for another application than ssh:")
            }
            Self::OtherPublicKey(name) => write!(f, "a public key of another algorithm, {name}"),
            Self::PublicKey => f.write_str("a public key"),
            Self::Certificate => f.write_str("a certificate"),
            Self::OtherAlgorithm(name) => write!(f, "a private key of another algorithm, {name}"),
            Self::PgpKey => f.write_str("an OpenPGP key"),
            Self::Signify => f.write_str("a signify or minisign file"),
            Self::VerifierKey => f.write_str("a verifier key, which is public"),
            Self::Record => f.write_str("a record"),
            Self::Bundle => f.write_str("a bundle"),
            Self::Der => f.write_str("binary data in DER"),
            Self::Pem(label) => write!(f, "PEM data of the kind {label}"),
            Self::Unknown => f.write_str("something else"),
        }
    }
}

/// Why a key file was not read or not written.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is no such file.
    #[error("there is no key file {}", .0.display())]
    Missing(PathBuf),
    /// The operating system refused.
    #[error("cannot {doing} {}: {error}", path.display())]
    Io {
        /// What was tried, as an infinitive.
        doing: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// More than [`MAX_KEY_FILE`] bytes.
    #[error("{} has more than {MAX_KEY_FILE} bytes, which no key file has", .0.display())]
    TooLarge(PathBuf),
    /// Not a file with an Ed25519 key in a form that is read.
    #[error("{} is no Ed25519 key file (PKCS#8 in PEM, or OpenSSH) but {found}", path.display())]
    NotAKeyFile {
        /// The file.
        path: PathBuf,
        /// What it seems to be.
        found: Found,
    },
    /// A key file, but broken.
    #[error("the key file {} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Encrypted in a way that is not read: which.
    #[error("the key file {} is encrypted in a way that is not supported ({scheme})", path.display())]
    Encryption {
        /// The file.
        path: PathBuf,
        /// Its form.
        form: Form,
        /// The name or object identifier of what is not supported.
        scheme: String,
    },
    /// Opening it would take more time or memory than any honest key file asks for.
    #[error("the key file {} asks for {demand} to be opened, more than is granted", path.display())]
    Costly {
        /// The file.
        path: PathBuf,
        /// Its form.
        form: Form,
        /// How much of what.
        demand: String,
    },
    /// An OpenPGP certificate that gives no key.
    #[error("the OpenPGP certificate {} gives no key: {error}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why.
        error: CertificateError,
    },
    /// The passphrase is wrong; or the encrypted bytes are damaged, which looks the same.
    #[error("the passphrase does not open the key file {}", .0.display())]
    WrongPassphrase(PathBuf, Form),
    /// A public key that is refused.
    #[error("{}: {error}", path.display())]
    PublicKey {
        /// The file.
        path: PathBuf,
        /// Why.
        error: PublicKeyError,
    },
    /// The key is in an ssh-agent, and that gives no signature.
    #[error(transparent)]
    Agent(#[from] AgentError),
    /// The key is on a token, and that cannot be used.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Encrypted, and [`PassphraseSource::None`].
    #[error("the key file {} is encrypted, and no passphrase is to be used", .0.display())]
    PassphraseNeeded(PathBuf),
    /// [`PassphraseSource::Terminal`], and there is no terminal.
    #[error("the passphrase for {} cannot be asked for: there is no terminal ({error})", path.display())]
    NobodyToAsk {
        /// The key file.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The person at the terminal gave up.
    #[error("no passphrase was given for {}", .0.display())]
    GivenUp(PathBuf),
    /// [`PASSPHRASE_VARIABLE`] is not set.
    #[error("the environment variable {PASSPHRASE_VARIABLE} is not set")]
    NoVariable,
    /// The passphrase has no character.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The passphrase has more than [`MAX_PASSPHRASE`] bytes.
    #[error("the passphrase has more than {MAX_PASSPHRASE} bytes")]
    LongPassphrase,
    /// The new passphrase was typed in two different ways.
    #[error("the passphrase and its repetition differ")]
    Mismatch,
    /// A key file inside a registry would be published.
    #[error("{} lies inside the registry {}, where a key file would be published", path.display(), registry.display())]
    InsideRegistry {
        /// The key file.
        path: PathBuf,
        /// The registry.
        registry: PathBuf,
    },
    /// The file could not be created.
    #[error(transparent)]
    Write(#[from] DurableError),
    /// The key could not be put into its form; not known to happen.
    #[error("the key cannot be encoded: {0}")]
    Encoding(pkcs8::Error),
    /// The operating system has no randomness.
    #[error("the operating system gives no random numbers: {0}")]
    Randomness(getrandom::Error),
}

/// A new key, from the randomness of the operating system.
///
/// # Errors
/// When it has none.
pub fn generate() -> Result<SecretKey, KeyFileError> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).map_err(KeyFileError::Randomness)?;
    Ok(SecretKey::from_seed(&seed))
}

/// Writes `key` to a new file, encrypted unless the source is [`PassphraseSource::None`].
///
/// The path is checked before anybody is asked for a passphrase.
///
/// # Errors
/// When the path is taken, lies inside a registry or cannot be written, and when there is no passphrase.
pub fn write_key_file(
    path: &Path,
    key: &SecretKey,
    passphrase: &PassphraseSource,
) -> Result<Vec<Warning>, KeyFileError> {
    write(path, key, passphrase, ROUNDS, &mut ask_on_terminal)
}

/// Reads the key in the file at `path`; the source is asked only if the file is encrypted.
///
/// # Errors
/// When it is no key file or a damaged one, asks for too much, or the passphrase does not open it.
pub fn read_key_file(path: &Path, passphrase: &PassphraseSource) -> Result<KeyFile, KeyFileError> {
    read(path, passphrase, &mut ask_on_terminal)
}

/// Whoever signs with the key of the file at `path`: the file itself, or, if it is the public key of OpenSSH, the agent
/// that holds its private half; or the token of which a [URI](Uri) stands in the file's place.
///
/// # Errors
/// Those of [`read_key_file`], of [`AgentKey::find`] and of [`TokenKey::find`].
pub fn open(path: &Path, passphrase: &PassphraseSource) -> Result<(Signer, Vec<Warning>), KeyFileError> {
    if let Some(uri) = Uri::in_place_of(path) {
        let mut warnings = Vec::new();
        let token = TokenKey::find(&uri.map_err(TokenError::from)?, pin(path, passphrase, &mut warnings))?;
        return Ok((Signer::Token(token), warnings));
    }
    match read_key_file(path, passphrase) {
        Err(KeyFileError::NotAKeyFile { found: Found::OpenSshPublicKey, .. }) => {
            let file = read_public_key(path, &PassphraseSource::None)?;
            let is_token = file.scheme == Scheme::Fido;
            Ok((Signer::Agent(AgentKey::find(file.key, is_token)?), file.warnings))
        }
        read => read.map(|file| (Signer::Secret(file.key), file.warnings)),
    }
}

/// A file that was read for its public key.
#[derive(Debug)]
pub struct PublicKeyFile {
    /// The key.
    pub key: PublicKey,
    /// How it signs, as far as the file says.
    pub scheme: Scheme,
    /// Whether [`open`] takes the file too: it is a private key, or the public key of OpenSSH.
    pub signs: bool,
    /// What its owner should hear about it.
    pub warnings: Vec<Warning>,
}

/// Reads the public key in the file at `path`, in any form: a verifier key, a public key of OpenSSH, openssl, signify or
/// minisign, or a private key, for which the source is asked if it is encrypted; or that on a token, by its [URI](Uri).
///
/// # Errors
/// When it holds no Ed25519 key, or one that is refused.
pub fn read_public_key(path: &Path, passphrase: &PassphraseSource) -> Result<PublicKeyFile, KeyFileError> {
    if let Some(uri) = Uri::in_place_of(path) {
        let mut warnings = Vec::new();
        let uri = uri.map_err(TokenError::from)?;
        let key = TokenKey::find_public(&uri, pin(path, passphrase, &mut warnings))?;
        return Ok(PublicKeyFile { key, scheme: Scheme::Plain, signs: true, warnings });
    }
    let bytes = read_whole(path, &mut Vec::new())?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    if classify(&bytes) == Err(Found::OpenSshPublicKey) {
        let (scheme, key) = ssh::read_public(path, text)?;
        return Ok(PublicKeyFile { key, scheme, signs: true, warnings: Vec::new() });
    }
    match tool::public_key(text) {
        Some(Ok((scheme, key))) => Ok(PublicKeyFile { key, scheme, signs: false, warnings: Vec::new() }),
        Some(Err(error)) => Err(KeyFileError::PublicKey { path: path.to_owned(), error }),
        None => {
            let KeyFile { key, warnings } = read_key_file(path, passphrase)?;
            Ok(PublicKeyFile { key: key.public(), scheme: Scheme::Plain, signs: true, warnings })
        }
    }
}

/// Reads the OpenPGP certificate in the file at `path`, armored or not, for the key that can sign at `now` (seconds since
/// 1970): the one with the fingerprint `wanted`, or else the only one. Nothing if the file is no certificate, or `path` is the
/// URI of a key on a token.
///
/// # Errors
/// When it cannot be read, or holds no such key, or more than one.
pub fn read_certificate(
    path: &Path,
    wanted: Option<&str>,
    now: i64,
) -> Result<Option<PublicKeyFile>, KeyFileError> {
    if Uri::in_place_of(path).is_some() {
        return Ok(None);
    }
    let bytes = read_whole(path, &mut Vec::new())?;
    let found =
        openpgp::packets(&bytes).map(|packets| openpgp::signing_key(&packets?, wanted, now)).transpose();
    let found = found.map_err(|error| KeyFileError::Certificate { path: path.to_owned(), error })?;
    Ok(found.map(|(scheme, key)| PublicKeyFile { key, scheme, signs: false, warnings: Vec::new() }))
}

/// Shows a prompt and reads a line without showing it.
type Ask<'a> = &'a mut dyn FnMut(&str) -> io::Result<String>;

/// Prompt and answer both go by the terminal itself: the standard streams may lead anywhere.
fn ask_on_terminal(prompt: &str) -> io::Result<String> {
    rpassword::prompt_password(prompt)
}

fn write(
    path: &Path,
    key: &SecretKey,
    source: &PassphraseSource,
    rounds: u32,
    ask: Ask<'_>,
) -> Result<Vec<Warning>, KeyFileError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(DurableError::Exists(path.to_owned()).into());
    }
    if let Some(registry) = registry_around(path)? {
        return Err(KeyFileError::InsideRegistry { path: path.to_owned(), registry });
    }
    let mut warnings = Vec::new();
    let passphrase = match source {
        PassphraseSource::Terminal => Some(ask_for_new(path, ask)?),
        PassphraseSource::None => None,
        PassphraseSource::File(file) => Some(Passphrase::from_file(file, &mut warnings)?),
        PassphraseSource::Environment => Some(Passphrase::from_environment()?),
    };
    if let Some(characters) = passphrase.as_ref().map(Passphrase::characters)
        && characters < SHORT_PASSPHRASE
    {
        warnings.push(Warning::ShortPassphrase(characters));
    }
    let encryption = match &passphrase {
        Some(passphrase) => Some((passphrase, fresh_parameters(rounds)?)),
        None => None,
    };
    let pem = encode(key, encryption).map_err(KeyFileError::Encoding)?;
    durable::create_new(path, pem.as_bytes(), Access::Private)?;
    Ok(warnings)
}

/// The registry inside which `path` lies, if any: its directory, links resolved, or one above it.
fn registry_around(path: &Path) -> Result<Option<PathBuf>, KeyFileError> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let directory = directory.canonicalize().map_err(failed("find the directory", directory))?;
    let holds_all =
        |place: &&Path| ["keys", "statement", "signatures"].iter().all(|name| place.join(name).is_dir());
    Ok(directory.ancestors().find(holds_all).map(Path::to_owned))
}

/// PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, its salt and its initialization vector random.
fn fresh_parameters(rounds: u32) -> Result<pbes2::Parameters, KeyFileError> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    getrandom::fill(&mut salt).and_then(|()| getrandom::fill(&mut iv)).map_err(KeyFileError::Randomness)?;
    pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(rounds, &salt, iv)
        .map_err(|error| KeyFileError::Encoding(error.into()))
}

/// The PEM text of a key file: PKCS#8 version 1, since openssl 3.0 refuses version 2.
fn encode(
    key: &SecretKey,
    encryption: Option<(&Passphrase, pbes2::Parameters)>,
) -> Result<Zeroizing<String>, pkcs8::Error> {
    // CurvePrivateKey ::= OCTET STRING (RFC 8410, section 7)
    let mut curve_private_key = Zeroizing::new([0; 34]);
    let (head, seed) = curve_private_key.split_at_mut(2);
    head.copy_from_slice(&[0x04, 0x20]);
    seed.copy_from_slice(&*key.seed());
    let algorithm = AlgorithmIdentifierRef { oid: ED25519, parameters: None };
    let info = PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(&*curve_private_key)?);
    let (label, document) = match encryption {
        None => (PLAIN, SecretDocument::try_from(&info)?),
        Some((passphrase, parameters)) => {
            (ENCRYPTED, info.encrypt_with_params(parameters, passphrase.bytes())?)
        }
    };
    Ok(document.to_pem(label, LineEnding::LF)?)
}

fn read(path: &Path, source: &PassphraseSource, ask: Ask<'_>) -> Result<KeyFile, KeyFileError> {
    let mut warnings = Vec::new();
    let bytes = read_whole(path, &mut warnings)?;
    let (label, block) = pem_block(path, &bytes)?;
    let key = match label {
        PLAIN => decode_key(path, decode_pem(path, block)?.as_bytes())?,
        OPENSSH => {
            let sealed = ssh::Sealed::new(path, block)?;
            match sealed.is_encrypted() {
                true => unlock(path, source, ask, &mut warnings, |passphrase| sealed.open(passphrase))?,
                false => sealed.key()?,
            }
        }
        _ => {
            let document = decode_pem(path, block)?;
            let sealed = Sealed::new(path, document.as_bytes())?;
            let key = unlock(path, source, ask, &mut warnings, |passphrase| sealed.open(passphrase))?;
            if let pbes2::Kdf::Pbkdf2(pbkdf2) = &sealed.parameters.kdf
                && pbkdf2.iteration_count < WEAK_ROUNDS
            {
                let rounds = pbkdf2.iteration_count;
                warnings.push(Warning::WeakEncryption { path: path.to_owned(), rounds });
            }
            key
        }
    };
    Ok(KeyFile { key, warnings })
}

/// Gets the passphrase and opens an encrypted key with it; a person at the terminal may try again.
fn unlock(
    path: &Path,
    source: &PassphraseSource,
    ask: Ask<'_>,
    warnings: &mut Vec<Warning>,
    open: impl Fn(&Passphrase) -> Result<SecretKey, KeyFileError>,
) -> Result<SecretKey, KeyFileError> {
    let prompt = format!("passphrase for {path:?}: ");
    let mut opened = open(&Passphrase::of(path, source, &prompt, ask, warnings)?);
    for _ in 1..TRIES {
        let is_wrong = matches!(opened, Err(KeyFileError::WrongPassphrase(..)));
        if !is_wrong || *source != PassphraseSource::Terminal {
            break;
        }
        let prompt = format!("that does not open it; passphrase for {path:?}: ");
        opened = open(&answer(path, &prompt, ask)?);
    }
    opened
}

/// Gets the PIN of the token at the URI `path`, where a key file has its passphrase.
fn pin(
    path: &Path,
    source: &PassphraseSource,
    warnings: &mut Vec<Warning>,
) -> impl FnOnce(&str) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    |prompt| Ok(Passphrase::of(path, source, prompt, &mut ask_on_terminal, warnings)?.0)
}

/// The bytes of a file that may be a key file.
fn read_whole(path: &Path, warnings: &mut Vec<Warning>) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let bytes = read_bounded(path, MAX_KEY_FILE, warnings).map_err(|error| match error.kind() {
        ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
        _ => failed("read", path)(error),
    })?;
    match bytes.len() {
        0..=MAX_KEY_FILE => Ok(bytes),
        _ => Err(KeyFileError::TooLarge(path.to_owned())),
    }
}

/// Up to `limit` bytes of a file and one more, if it has more.
fn read_bounded(path: &Path, limit: usize, warnings: &mut Vec<Warning>) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = file.metadata()?;
        let mode = metadata.permissions().mode() & 0o7777;
        // a pipe, as a shell makes it, has no lasting content to protect
        if metadata.is_file() && mode & 0o077 != 0 {
            warnings.push(Warning::Exposed { path: path.to_owned(), mode });
        }
    }
    // all at once: a buffer that grows leaves copies behind
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit.saturating_add(1)));
    file.take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first PEM block, if it is a private key: its label, one of the three above, and the block.
fn pem_block<'b>(path: &Path, bytes: &'b [u8]) -> Result<(&'static str, &'b str), KeyFileError> {
    let label = match classify(bytes) {
        Ok(label) => label,
        Err(found) => return Err(KeyFileError::NotAKeyFile { path: path.to_owned(), found }),
    };
    let end_line = format!("-----END {label}-----");
    let block = std::str::from_utf8(bytes).ok().and_then(|text| {
        let block = text.get(text.find(BEGIN)?..)?;
        block.get(..block.find(&end_line)?.checked_add(end_line.len())?)
    });
    let what = "its last line is missing";
    Ok((label, block.ok_or_else(|| KeyFileError::Damaged { path: path.to_owned(), what })?))
}

/// The DER in a PEM block.
fn decode_pem(path: &Path, block: &str) -> Result<SecretDocument, KeyFileError> {
    let what = "its PEM form is broken";
    let decoded = SecretDocument::from_pem(block);
    Ok(decoded.map_err(|_| KeyFileError::Damaged { path: path.to_owned(), what })?.1)
}

/// The label of a private key, or what the file seems to be instead.
fn classify(bytes: &[u8]) -> Result<&'static str, Found> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        // SEQUENCE, the outermost element of every key in DER
        return Err(if bytes.first() == Some(&0x30) { Found::Der } else { Found::Unknown });
    };
    if let Some((label, _)) = text.split_once(BEGIN).and_then(|(_, rest)| rest.split_once("-----")) {
        return Err(match label {
            PLAIN => return Ok(PLAIN),
            ENCRYPTED => return Ok(ENCRYPTED),
            OPENSSH => return Ok(OPENSSH),
            "PUBLIC KEY" | "RSA PUBLIC KEY" | "SSH2 PUBLIC KEY" => Found::PublicKey,
            "CERTIFICATE" | "TRUSTED CERTIFICATE" | "X509 CERTIFICATE" => Found::Certificate,
            "RSA PRIVATE KEY" => Found::OtherAlgorithm("RSA".to_owned()),
            "EC PRIVATE KEY" | "EC PARAMETERS" => Found::OtherAlgorithm("EC".to_owned()),
            "DSA PRIVATE KEY" => Found::OtherAlgorithm("DSA".to_owned()),
            _ if label.starts_with("PGP ") => Found::PgpKey,
            // what the label says is shown, so it must be a label
            _ if label.len() <= 40
                && label.bytes().all(|b| b.is_ascii_uppercase() || b" 0123456789".contains(&b)) =>
            {
                Found::Pem(label.to_owned())
            }
            _ => Found::Unknown,
        });
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    Err(match text {
        "" => Found::Empty,
        _ if text.starts_with("ssh-") || text.starts_with("ecdsa-") || text.starts_with("sk-") => {
            Found::OpenSshPublicKey
        }
        _ if text.starts_with(tool::COMMENT) => Found::Signify,
        _ if text.starts_with("undersigned/") => Found::Record,
        _ if text.starts_with('{') && text.contains("\"undersigned\"") => Found::Bundle,
        _ if text.parse::<VerifierKey>().is_ok() => Found::VerifierKey,
        _ => Found::Unknown,
    })
}

/// The key in a PKCS#8 structure, version 1 or 2.
fn decode_key(path: &Path, der: &[u8]) -> Result<SecretKey, KeyFileError> {
    let damaged = |what| KeyFileError::Damaged { path: path.to_owned(), what };
    let info = PrivateKeyInfoRef::try_from(der).map_err(|_| damaged("its PKCS#8 structure is broken"))?;
    if info.algorithm.oid != ED25519 {
        let found = Found::OtherAlgorithm(name_of_algorithm(info.algorithm.oid));
        return Err(KeyFileError::NotAKeyFile { path: path.to_owned(), found });
    }
    // RFC 8410, section 3: the parameters MUST be absent
    if info.algorithm.parameters.is_some() {
        return Err(damaged("its algorithm has parameters, which Ed25519 does not know"));
    }
    let seed = <&OctetStringRef>::from_der(info.private_key.as_bytes());
    let seed = seed.ok().and_then(|seed| <&[u8; 32]>::try_from(seed.as_bytes()).ok());
    let key = SecretKey::from_seed(seed.ok_or_else(|| damaged("its private key does not have 32 bytes"))?);
    if let Some(public) = info.public_key
        && public.as_bytes() != Some(key.public().as_bytes())
    {
        return Err(damaged("its public key does not belong to its private key"));
    }
    Ok(key)
}

fn name_of_algorithm(oid: ObjectIdentifier) -> String {
    match oid.to_string().as_str() {
        "1.2.840.113549.1.1.1" => "RSA".to_owned(),
        "1.2.840.113549.1.1.10" => "RSA-PSS".to_owned(),
        "1.2.840.10040.4.1" => "DSA".to_owned(),
        "1.2.840.10045.2.1" => "EC".to_owned(),
        "1.3.101.110" => "X25519".to_owned(),
        "1.3.101.111" => "X448".to_owned(),
        "1.3.101.113" => "Ed448".to_owned(),
        other => other.to_owned(),
    }
}

/// An encrypted key that asks for no more than is granted.
struct Sealed<'a> {
    path: &'a Path,
    parameters: pbes2::Parameters,
    ciphertext: &'a [u8],
}

impl<'a> Sealed<'a> {
    fn new(path: &'a Path, der: &'a [u8]) -> Result<Self, KeyFileError> {
        let damaged = |what| KeyFileError::Damaged { path: path.to_owned(), what };
        let form = Form::Pkcs8;
        let unsupported = |scheme| KeyFileError::Encryption { path: path.to_owned(), form, scheme };
        let costly = |demand| KeyFileError::Costly { path: path.to_owned(), form, demand };
        let broken = |_| damaged("its PKCS#8 structure is broken");
        let scheme = AnyRef::from_der(der).and_then(|outer| {
            outer.sequence(|reader| {
                let algorithm = AlgorithmIdentifierRef::decode(reader)?;
                <&OctetStringRef>::decode(reader).map(|_| algorithm.oid)
            })
        });
        let scheme = scheme.map_err(broken)?;
        if scheme != pbes2::PBES2_OID {
            return Err(unsupported(scheme.to_string()));
        }
        let info = EncryptedPrivateKeyInfoRef::from_der(der).map_err(|error| match error.kind() {
            der::ErrorKind::OidUnknown { oid } => unsupported(oid.to_string()),
            _ => broken(error),
        })?;
        let pkcs5::EncryptionScheme::Pbes2(parameters) = info.encryption_algorithm else {
            return Err(unsupported(scheme.to_string()));
        };
        match &parameters.kdf {
            pbes2::Kdf::Pbkdf2(pbkdf2) => {
                if pbkdf2.prf == pbes2::Pbkdf2Prf::HmacWithSha1 {
                    return Err(unsupported("PBKDF2 with HMAC-SHA-1".to_owned()));
                }
                if pbkdf2.iteration_count > MAX_ROUNDS {
                    return Err(costly(format!("{} rounds of PBKDF2", pbkdf2.iteration_count)));
                }
                if pbkdf2.iteration_count == 0 {
                    return Err(damaged("it asks for 0 rounds of PBKDF2"));
                }
            }
            pbes2::Kdf::Scrypt(scrypt) => {
                let (n, r, p) = (scrypt.cost_parameter, scrypt.block_size, scrypt.parallelization);
                // RFC 7914, section 6; the crate that computes it relies on n > 0
                if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
                    return Err(damaged("its parameters for scrypt are impossible"));
                }
                let memory = n.saturating_mul(128).saturating_mul(r.into());
                if memory > MAX_SCRYPT_MEMORY || memory.saturating_mul(p.into()) > MAX_SCRYPT_WORK {
                    return Err(costly(format!("scrypt with N = {n}, r = {r} and p = {p}")));
                }
            }
            other => return Err(unsupported(other.oid().to_string())),
        }
        Ok(Self { path, parameters, ciphertext: info.encrypted_data.as_bytes() })
    }

    fn open(&self, passphrase: &Passphrase) -> Result<SecretKey, KeyFileError> {
        let mut buffer = Zeroizing::new(self.ciphertext.to_vec());
        let opened = match self.parameters.decrypt_in_place(passphrase.bytes(), &mut buffer) {
            Ok(opened) => opened,
            Err(pkcs5::Error::DecryptFailed) => {
                return Err(KeyFileError::WrongPassphrase(self.path.to_owned(), Form::Pkcs8));
            }
            Err(error) => {
                let (path, scheme) = (self.path.to_owned(), error.to_string());
                return Err(KeyFileError::Encryption { path, form: Form::Pkcs8, scheme });
            }
        };
        // One wrong passphrase in 256 gets past the padding, to bytes that are no structure at all.
        if PrivateKeyInfoRef::try_from(opened).is_err() {
            return Err(KeyFileError::WrongPassphrase(self.path.to_owned(), Form::Pkcs8));
        }
        decode_key(self.path, opened)
    }
}

/// A passphrase of 1 to [`MAX_PASSPHRASE`] bytes, as openssl takes them: of no particular encoding. Wiped when dropped.
struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    fn new(bytes: Zeroizing<Vec<u8>>) -> Result<Self, KeyFileError> {
        match bytes.len() {
            0 => Err(KeyFileError::EmptyPassphrase),
            1..=MAX_PASSPHRASE => Ok(Self(bytes)),
            _ => Err(KeyFileError::LongPassphrase),
        }
    }

    /// Gets it from its source; a person at the terminal is shown `prompt`, once.
    fn of(
        path: &Path,
        source: &PassphraseSource,
        prompt: &str,
        ask: Ask<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<Self, KeyFileError> {
        match source {
            PassphraseSource::None => Err(KeyFileError::PassphraseNeeded(path.to_owned())),
            PassphraseSource::File(file) => Self::from_file(file, warnings),
            PassphraseSource::Environment => Self::from_environment(),
            PassphraseSource::Terminal => answer(path, prompt, ask),
        }
    }

    fn from_file(path: &Path, warnings: &mut Vec<Warning>) -> Result<Self, KeyFileError> {
        // with its line end
        let limit = MAX_PASSPHRASE.saturating_add(2);
        let mut bytes =
            read_bounded(path, limit, warnings).map_err(failed("read the passphrase from", path))?;
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let length = line.strip_suffix(b"\r").unwrap_or(line).len();
        bytes.truncate(length);
        Self::new(bytes)
    }

    fn from_environment() -> Result<Self, KeyFileError> {
        let value = std::env::var_os(PASSPHRASE_VARIABLE).ok_or(KeyFileError::NoVariable)?;
        Self::new(Zeroizing::new(OsString::into_encoded_bytes(value)))
    }

    fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its characters, if it is UTF-8: the bytes that continue none.
    fn characters(&self) -> usize {
        self.0.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
    }
}

/// What a person answers to `prompt`, about the key file at `path`.
fn answer(path: &Path, prompt: &str, ask: Ask<'_>) -> Result<Passphrase, KeyFileError> {
    let answer = ask(prompt).map_err(|error| match error.kind() {
        ErrorKind::Interrupted | ErrorKind::UnexpectedEof => KeyFileError::GivenUp(path.to_owned()),
        _ => KeyFileError::NobodyToAsk { path: path.to_owned(), error },
    })?;
    Passphrase::new(Zeroizing::new(answer.into_bytes()))
}

fn ask_for_new(path: &Path, ask: Ask<'_>) -> Result<Passphrase, KeyFileError> {
    let mut prompt = format!("new passphrase for {path:?}: ");
    for _ in 0..TRIES {
        let passphrase = answer(path, &prompt, ask)?;
        let Passphrase(repeated) = answer(path, "the same passphrase again: ", ask)?;
        if passphrase.0 == repeated {
            return Ok(passphrase);
        }
        prompt = format!("the two differ; new passphrase for {path:?}: ");
    }
    Err(KeyFileError::Mismatch)
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyFileError {
    move |error| KeyFileError::Io { doing, path: path.to_owned(), error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pbes2::{EncryptionScheme, Kdf, Pbkdf2Params, ScryptParams};
    use pkcs8::der::asn1::BitStringRef;
    use pkcs8::pkcs5::pbes2::Salt;
    use tempfile::TempDir;

    const FEW_ROUNDS: u32 = 10;

    fn some_key() -> SecretKey {
        SecretKey::from_seed(b"just thirty-two bytes for a test")
    }

    /// Answers a script, and keeps the prompts.
    struct Person {
        answers: Vec<&'static str>,
        prompts: Vec<String>,
    }

    impl Person {
        fn who_says(answers: &[&'static str]) -> Self {
            Self { answers: answers.iter().rev().copied().collect(), prompts: Vec::new() }
        }

        fn ask(&mut self) -> impl FnMut(&str) -> io::Result<String> {
            |prompt| {
                self.prompts.push(prompt.to_owned());
                self.answers.pop().map(str::to_owned).ok_or(ErrorKind::UnexpectedEof.into())
            }
        }
    }

    fn write_for(person: &mut Person, path: &Path) -> Result<Vec<Warning>, KeyFileError> {
        write(path, &some_key(), &PassphraseSource::Terminal, FEW_ROUNDS, &mut person.ask())
    }

    fn read_for(person: &mut Person, path: &Path) -> Result<SecretKey, KeyFileError> {
        read(path, &PassphraseSource::Terminal, &mut person.ask()).map(|file| file.key)
    }

    fn read_as(pem: &str) -> Result<SecretKey, KeyFileError> {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("key");
        fs::write(&path, pem).unwrap();
        read_for(&mut Person::who_says(&["secret passphrase"]), &path)
    }

    fn in_pem(label: &'static str, message: &impl der::Encode) -> String {
        SecretDocument::encode_msg(message).unwrap().to_pem(label, LineEnding::LF).unwrap().to_string()
    }

    fn sealed_with(parameters: pbes2::Parameters) -> String {
        let info = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: parameters.into(),
            encrypted_data: OctetStringRef::new(&[0; 48]).unwrap(),
        };
        in_pem(ENCRYPTED, &info)
    }

    #[test]
    fn a_person_is_asked_twice_for_a_new_passphrase_and_once_for_an_old_one() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("my.key");
        let mut person = Person::who_says(&["correct horse", "correct horse"]);
        assert_eq!(write_for(&mut person, &path).unwrap(), []);
        let expected = [format!("new passphrase for {path:?}: "), "the same passphrase again: ".to_owned()];
        assert_eq!(person.prompts, expected);

        let mut person = Person::who_says(&["correct horse"]);
        assert_eq!(read_for(&mut person, &path).unwrap().public(), some_key().public());
        assert_eq!(person.prompts, [format!("passphrase for {path:?}: ")]);
    }

    #[test]
    fn a_person_may_mistype() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("my.key");
        let mut person = Person::who_says(&["a", "b", "b", "c", "four", "four"]);
        assert_eq!(write_for(&mut person, &path).unwrap(), [Warning::ShortPassphrase(4)]);
        assert_eq!(person.prompts[2], format!("the two differ; new passphrase for {path:?}: "));

        let mut person = Person::who_says(&["five", "six", "four"]);
        assert!(read_for(&mut person, &path).is_ok());
        assert_eq!(person.prompts[2], format!("that does not open it; passphrase for {path:?}: "));

        let mut person = Person::who_says(&["five", "six", "seven", "four"]);
        assert!(matches!(read_for(&mut person, &path), Err(KeyFileError::WrongPassphrase(..))));
    }

    #[test]
    fn without_a_passphrase_there_is_no_file() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("my.key");
        let long: &str = "x".repeat(MAX_PASSPHRASE + 1).leak();
        for (answers, complaint) in [
            (&[][..], format!("no passphrase was given for {}", path.display())),
            (&["first"], format!("no passphrase was given for {}", path.display())),
            (&[""], "the passphrase is empty".to_owned()),
            (&["first", ""], "the passphrase is empty".to_owned()),
            (&[long], "the passphrase has more than 1000 bytes".to_owned()),
            (&["1", "2", "3", "4", "5", "6"], "the passphrase and its repetition differ".to_owned()),
        ] {
            let error = write_for(&mut Person::who_says(answers), &path).unwrap_err();
            assert_eq!(error.to_string(), complaint);
            assert!(!path.exists());
        }
    }

    #[test]
    fn nobody_is_asked_in_vain() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("taken");
        fs::write(&path, "").unwrap();
        let mut person = Person::who_says(&[]);
        assert!(matches!(write_for(&mut person, &path), Err(KeyFileError::Write(DurableError::Exists(_)))));
        assert!(matches!(
            read_for(&mut person, &path),
            Err(KeyFileError::NotAKeyFile { found: Found::Empty, .. })
        ));
        assert!(matches!(
            read_for(&mut person, directory.path()),
            Err(KeyFileError::Io { doing: "read", .. })
        ));
        assert!(person.prompts.is_empty());
    }

    /// The padding passes once in 256 times, and the complaint stays the same.
    #[test]
    fn no_wrong_passphrase_is_taken_for_damage() {
        let pass = |text: &str| Passphrase::new(Zeroizing::new(text.as_bytes().to_vec())).unwrap();
        let right = pass("right");
        let pem = encode(&some_key(), Some((&right, fresh_parameters(1).unwrap()))).unwrap();
        let (label, block) = pem_block(Path::new("key"), pem.as_bytes()).unwrap();
        assert_eq!(label, ENCRYPTED);
        let document = decode_pem(Path::new("key"), block).unwrap();
        let sealed = Sealed::new(Path::new("key"), document.as_bytes()).unwrap();
        assert!(sealed.open(&right).is_ok());
        for number in 0..3000 {
            let error = sealed.open(&pass(&number.to_string())).unwrap_err();
            assert!(matches!(error, KeyFileError::WrongPassphrase(..)), "{number}: {error}");
        }
    }

    #[test]
    fn version_2_is_read_if_its_public_key_fits() {
        let (own, other) = (some_key().public(), SecretKey::from_seed(&[7; 32]).public());
        let from = |curve_private_key: &[u8], public: Option<&[u8]>, parameters| {
            let algorithm = AlgorithmIdentifierRef { oid: ED25519, parameters };
            let mut info = PrivateKeyInfoRef::new(algorithm, OctetStringRef::new(curve_private_key).unwrap());
            info.public_key = public.map(|bytes| BitStringRef::from_bytes(bytes).unwrap());
            read_as(&in_pem(PLAIN, &info)).map(|key| key.public()).map_err(|error| error.to_string())
        };
        let right = [&[0x04, 0x20], &some_key().seed()[..]].concat();
        let with = |public, parameters| from(&right, public, parameters);
        assert_eq!(with(None, None), Ok(own));
        assert_eq!(with(Some(own.as_bytes()), None), Ok(own));
        for wrong in [&other.as_bytes()[..], &own.as_bytes()[..31], &[]] {
            let complaint = with(Some(wrong), None).unwrap_err();
            assert!(complaint.ends_with("its public key does not belong to its private key"), "{complaint}");
        }
        let complaint = with(None, Some(AnyRef::NULL)).unwrap_err();
        assert!(complaint.ends_with("has parameters, which Ed25519 does not know"), "{complaint}");
        for wrong in [&right[2..], &[&right[..], &[0]].concat(), &[0x04, 0x01, 0x00], &[]] {
            let complaint = from(wrong, None, None).unwrap_err();
            assert!(complaint.ends_with("its private key does not have 32 bytes"), "{complaint}");
        }
    }

    #[test]
    fn a_key_file_cannot_ask_for_minutes_or_gigabytes() {
        let salt = Salt::new([1; 16]).unwrap();
        let encryption = EncryptionScheme::Aes256Cbc { iv: [2; 16] };
        let scrypt = |cost_parameter, block_size, parallelization| {
            let kdf = ScryptParams { salt, cost_parameter, block_size, parallelization, key_length: None };
            sealed_with(pbes2::Parameters { kdf: Kdf::Scrypt(kdf), encryption })
        };
        let pbkdf2 = |iteration_count, prf| {
            let kdf = Pbkdf2Params { salt, iteration_count, key_length: None, prf };
            sealed_with(pbes2::Parameters { kdf: Kdf::Pbkdf2(kdf), encryption })
        };
        let sha256 = pbes2::Pbkdf2Prf::HmacWithSha256;
        for (pem, complaint) in [
            (pbkdf2(MAX_ROUNDS + 1, sha256), "asks for 10000001 rounds of PBKDF2"),
            (pbkdf2(u32::MAX, sha256), "asks for 4294967295 rounds of PBKDF2"),
            (pbkdf2(0, sha256), "0 rounds"),
            (pbkdf2(1, pbes2::Pbkdf2Prf::HmacWithSha1), "not supported (PBKDF2 with HMAC-SHA-1)"),
            (scrypt(1 << 19, 8, 1), "asks for scrypt with N = 524288, r = 8 and p = 1 to be opened"),
            (scrypt(1 << 63, u16::MAX, u16::MAX), "asks for scrypt"),
            (scrypt(1 << 14, 8, 1000), "asks for scrypt"),
            (scrypt(0, 8, 1), "its parameters for scrypt are impossible"),
            (scrypt(1, 8, 1), "its parameters for scrypt are impossible"),
            (scrypt(1000, 8, 1), "its parameters for scrypt are impossible"),
            (scrypt(1024, 0, 1), "its parameters for scrypt are impossible"),
            (scrypt(1024, 8, 0), "its parameters for scrypt are impossible"),
            // what is granted is computed, and then of course opens nothing
            (scrypt(1024, 8, 1), "no passphrase was given"),
            // both limits of scrypt, and what is just beyond them: 2^18 · 128 · 8 bytes, four times filled
            (scrypt(1 << 18, 8, 5), "asks for scrypt"),
            (scrypt(1 << 18, 9, 1), "asks for scrypt"),
            (pbkdf2(1, sha256), "no passphrase was given"),
        ] {
            let error = read_as(&pem).unwrap_err().to_string();
            assert!(error.contains(complaint), "{error}");
        }
        // Nothing is computed before a passphrase is there.
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("key");
        for granted in [pbkdf2(MAX_ROUNDS, sha256), scrypt(1 << 18, 8, 4), scrypt(1 << 18, 8, 1)] {
            fs::write(&path, granted).unwrap();
            let error = read_key_file(&path, &PassphraseSource::None).unwrap_err();
            assert!(matches!(error, KeyFileError::PassphraseNeeded(_)), "{error}");
        }
        assert_eq!((MAX_SCRYPT_MEMORY, MAX_SCRYPT_WORK), ((1 << 18) * 128 * 8, (1 << 18) * 128 * 8 * 4));
    }

    #[test]
    fn damage_is_called_damage() {
        let good = encode(&some_key(), None).unwrap();
        let body = good.lines().nth(1).unwrap();
        let with_body = |body: &str| format!("-----BEGIN {PLAIN}-----\n{body}\n-----END {PLAIN}-----\n");
        assert_eq!(with_body(body), *good);
        for (wrong, complaint) in [
            (good.replace("END", "DNE"), "its last line is missing"),
            (good.get(..40).unwrap().to_owned(), "its last line is missing"),
            (with_body(body.get(..60).unwrap()), "its PEM form is broken"),
            (with_body(&body.replace('B', "!")), "its PEM form is broken"),
            (with_body(""), "its PEM form is broken"),
            (with_body("MAA="), "its PKCS#8 structure is broken"),
            (with_body("MAA=").replace(PLAIN, ENCRYPTED), "its PKCS#8 structure is broken"),
            (with_body("MAA=").replace(PLAIN, OPENSSH), "its OpenSSH structure is broken"),
            (with_body("").replace(PLAIN, OPENSSH), "its PEM form is broken"),
        ] {
            let error = read_as(&wrong).unwrap_err().to_string();
            assert!(error.contains("is damaged") && error.ends_with(complaint), "{wrong}: {error}");
        }
        // what openssl puts around a block, and Windows at its line ends, does no harm
        let pass = Passphrase::new(Zeroizing::new(b"secret passphrase".to_vec())).unwrap();
        let sealed = encode(&some_key(), Some((&pass, fresh_parameters(FEW_ROUNDS).unwrap()))).unwrap();
        for pem in [&good, &sealed] {
            for harmless in [
                format!("Bag Attributes: none\n{}-----BEGIN CERTIFICATE-----\n", **pem),
                pem.replace('\n', "\r\n"),
                format!("\u{feff}{}", **pem),
                pem.trim_end().to_owned(),
            ] {
                assert_eq!(read_as(&harmless).unwrap().public(), some_key().public(), "{harmless}");
            }
        }
    }

    #[test]
    fn what_is_no_key_file_is_told_apart() {
        let vkey = VerifierKey::new("a".parse().unwrap(), some_key().public());
        let begin = |label: &str| format!("-----BEGIN {label}-----\nMAA=\n-----END {label}-----\n");
        for (content, found) in [
            (String::new(), Found::Empty),
            (" \n".to_owned(), Found::Empty),
            ("ssh-ed25519 AAAA me@here\n".to_owned(), Found::OpenSshPublicKey),
            (begin("PUBLIC KEY"), Found::PublicKey),
            (begin("CERTIFICATE"), Found::Certificate),
            (begin("RSA PRIVATE KEY"), Found::OtherAlgorithm("RSA".to_owned())),
            (begin("EC PARAMETERS"), Found::OtherAlgorithm("EC".to_owned())),
            (begin("PGP PRIVATE KEY BLOCK"), Found::PgpKey),
            ("untrusted comment: signify secret key\nRWRC\n".to_owned(), Found::Signify),
            (format!("{vkey}\n"), Found::VerifierKey),
            ("undersigned/keys/v1\nsignatory a\n".to_owned(), Found::Record),
            ("{\"undersigned\":\"bundle/v1\",\"files\":{}}".to_owned(), Found::Bundle),
            (begin("X509 CRL"), Found::Pem("X509 CRL".to_owned())),
            (begin("\u{1b}[2J"), Found::Unknown),
            ("-----BEGIN ".to_owned(), Found::Unknown),
            ("hello".to_owned(), Found::Unknown),
        ] {
            match read_as(&content).unwrap_err() {
                KeyFileError::NotAKeyFile { found: seen, .. } => assert_eq!(seen, found, "{content}"),
                other => panic!("{content}: {other}"),
            }
        }
        assert_eq!(classify(&[0x30, 0x2e, 0x02, 0xff]), Err(Found::Der));
        assert_eq!(classify(&[0xff, 0xfe, 0x2d, 0x00]), Err(Found::Unknown));
        let error = read_as(&"x".repeat(MAX_KEY_FILE + 1)).unwrap_err();
        assert!(error.to_string().contains("more than 65536 bytes"), "{error}");
        let pem = encode(&some_key(), None).unwrap();
        let padded = format!("{}{}", *pem, "\n".repeat(MAX_KEY_FILE - pem.len()));
        assert_eq!(read_as(&padded).unwrap().public(), some_key().public());
    }

    #[test]
    fn the_passphrase_in_a_file_is_its_first_line() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("passphrase");
        let first_line = |content: &[u8]| {
            fs::write(&path, content).unwrap();
            Passphrase::from_file(&path, &mut Vec::new()).map(|passphrase| passphrase.bytes().to_vec())
        };
        for content in [&b"secret"[..], b"secret\n", b"secret\r\n", b"secret\nmore\n", b"secret\r\n\r\n"] {
            assert_eq!(first_line(content).unwrap(), b"secret");
        }
        assert_eq!(first_line(b" \xff \n").unwrap(), b" \xff ");
        for content in [&b""[..], b"\n", b"\r\n", b"\nsecond line"] {
            assert!(matches!(first_line(content), Err(KeyFileError::EmptyPassphrase)));
        }
        let longest = [&b"x".repeat(MAX_PASSPHRASE)[..], b"\r\n"].concat();
        assert_eq!(first_line(&longest).unwrap().len(), MAX_PASSPHRASE);
        for too_long in [b"x".repeat(MAX_PASSPHRASE + 1), b"x".repeat(1 << 20)] {
            assert!(matches!(first_line(&too_long), Err(KeyFileError::LongPassphrase)));
        }
    }

    #[test]
    fn characters_are_counted_as_people_count_them() {
        let count =
            |text: &str| Passphrase::new(Zeroizing::new(text.as_bytes().to_vec())).unwrap().characters();
        assert_eq!((count("sésame"), count("ключ"), count("鍵")), (6, 4, 1));
    }

    #[test]
    fn two_new_keys_differ() {
        assert_ne!(generate().unwrap().public(), generate().unwrap().public());
    }
}
