//! One table from every kind of error to its message, its hint and its exit status.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::chain::Flaw;
use crate::cli::terminal;
use crate::extract::ExtractError;
use crate::fetch::{BadCertificate, FetchError, Why};
use crate::filing::Objection;
use crate::list::{Place, SplitError, Trouble};
use crate::path::RegistryPath;
use crate::record::RecordError;
use crate::registry::RegistryError;
use crate::registry::bundle::BundleError;
use crate::registry::durable::DurableError;
use crate::render::escape::{quoted, shell_word};
use crate::render::text::counted;
use crate::signer::agent::{AgentError, SOCKET_VARIABLE};
use crate::signer::openpgp::{CertificateError, Unfit};
use crate::signer::token::{TokenError, UriError};
use crate::signer::tool::{SignatureFileError, Wrapping};
use crate::signer::{Form, Found, KeyFileError, PASSPHRASE_VARIABLE, SignError, Warning};
use crate::trust::TrustError;
use crate::verify::Outcome;

/// The exit status, everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 0: what was asked holds.
    Holds,
    /// 1: judged, and it does not.
    DoesNotHold,
    /// 2: the question was not understood.
    Usage,
    /// 3: it could not be judged.
    NotJudged,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Holds => 0,
            Status::DoesNotHold => 1,
            Status::Usage => 2,
            Status::NotJudged => 3,
        })
    }
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Holds => Self::Holds,
            Outcome::DoesNotHold => Self::DoesNotHold,
            Outcome::NotJudged => Self::NotJudged,
        }
    }
}

/// The longest message that is shown whole, in characters.
const LONGEST_MESSAGE: usize = 2_000;

/// Why a command ended without what was asked of it.
#[derive(Clone, Debug)]
pub struct Failure {
    status: Status,
    messages: Vec<String>,
    hints: Vec<String>,
}

impl Failure {
    /// A failure with one message: lower case, no full stop.
    pub fn new(status: Status, message: String) -> Self {
        Self { status, messages: vec![message], hints: Vec::new() }
    }

    /// A failure of which there is nothing more to say.
    pub fn silent(status: Status) -> Self {
        Self { status, messages: Vec::new(), hints: Vec::new() }
    }

    /// The same with what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same with one more message.
    pub fn and(mut self, message: String) -> Self {
        self.messages.push(message);
        self
    }

    /// Both, with the status of the first; what both hint at is said once.
    pub fn with(mut self, other: Self) -> Self {
        self.messages.extend(other.messages);
        for hint in other.hints {
            if !self.hints.contains(&hint) {
                self.hints.push(hint);
            }
        }
        self
    }

    /// The same, told of the file it happened in.
    pub fn of_file(mut self, path: &Path) -> Self {
        let file = if path == Path::new("-") { "the standard input".into() } else { path.to_string_lossy() };
        for message in &mut self.messages {
            *message = format!("{file}: {message}");
        }
        self
    }

    /// Its messages in one.
    pub fn message(&self) -> String {
        self.messages.join("; ")
    }

    /// Its exit status.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Tells the person.
    pub fn report(&self) {
        for message in &self.messages {
            let mut shown: String = message.chars().take(LONGEST_MESSAGE).collect();
            if shown.len() < message.len() {
                shown.push('…');
            }
            terminal::line("error", &shown);
        }
        for hint in &self.hints {
            terminal::hint(hint);
        }
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        let message = error.to_string();
        match error {
            RegistryError::NotFound(_) | RegistryError::NoRegistry(_) => Self::new(Status::NotJudged, message)
                .hint("name one with --registry DIR, or make one: undersigned init DIR"),
            RegistryError::Already(_) => Self::new(Status::DoesNotHold, message)
                .hint("publish a statement in it: undersigned propose --help"),
            RegistryError::Durable(error) => error.into(),
            RegistryError::Batch(error) => Self::new(Status::NotJudged, message).hint(match error.done.len() {
                0 => "nothing was written: make room or mend what stands in the way, then repeat the command",
                _ => "what was written is whole and stays: repeat the command to write the rest",
            }),
            RegistryError::Io { path, error, .. } => {
                let failure = Self::new(Status::NotJudged, message);
                match io_hint(&path, &error) {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            }
            RegistryError::TooLarge(_) => Self::new(Status::NotJudged, message)
                .hint("ask about one statement, or split the registry: it is made for up to 10,000 signatories"),
        }
    }
}

impl From<ExtractError> for Failure {
    fn from(error: ExtractError) -> Self {
        let failure = Self::new(Status::NotJudged, format!("cannot-compare: {error}"));
        match error {
            ExtractError::Unsupported(_)
            | ExtractError::NoText
            | ExtractError::NoLetters
            | ExtractError::VisualOrder => {
                failure.hint("save its text as a plain text file (UTF-8), and audit that")
            }
            ExtractError::Damaged { .. } => {
                failure.hint("get the file again, or save it anew with the program that made it")
            }
            ExtractError::Encrypted(_) => {
                failure.hint("open it with its password, save it without one, and audit that")
            }
            ExtractError::TooMuch { .. } | ExtractError::TooSlow | ExtractError::BrokeOff => {
                failure.hint("audit the part that holds the statement")
            }
            ExtractError::NoAnswer(_) => failure.hint("to read a copy, undersigned starts itself once more: see that it can be started where it is installed"),
            ExtractError::NoPdf => failure.hint("leave out --extractor, or save the PDF file alone"),
            ExtractError::NoPdftotext => failure.hint(
                "install it (apt-get install poppler-utils), or leave out --extractor: PDF is read without it too",
            ),
            ExtractError::Empty => failure.hint("see that it was saved whole"),
            ExtractError::NoMail | ExtractError::EmptyMail => {
                failure.hint("save the attachment or the text of the mail, and audit that")
            }
        }
    }
}

impl From<DurableError> for Failure {
    fn from(error: DurableError) -> Self {
        let message = error.to_string();
        // Behind it stands the path of a temporary file, which tells nobody anything.
        let message = message.split_once(" at path \"").map_or(message.clone(), |(said, _)| said.to_owned());
        match error {
            DurableError::Exists(_) => {
                Self::new(Status::DoesNotHold, message).hint("nothing is ever overwritten: give another name")
            }
            DurableError::Different(_) => Self::new(Status::DoesNotHold, message)
                .hint("records are never changed: see what stands there with undersigned show FILE"),
            DurableError::InTheWay { .. } | DurableError::Path(_) => Self::new(Status::NotJudged, message)
                .hint("move away what is in the way, then repeat the command"),
            DurableError::Io { path, error, .. } if error.kind() == io::ErrorKind::NotFound => {
                let directory = shell_word(&path.to_string_lossy());
                Self::new(Status::NotJudged, message)
                    .hint(format!("make the directory, then repeat the command: mkdir -p {directory}"))
            }
            DurableError::Io { .. } => Self::new(Status::NotJudged, message).hint(
                "nothing of this file was written: make room or give the permission, then repeat the command",
            ),
            DurableError::Unsynced { .. } => {
                Self::new(Status::NotJudged, message).hint("repeat the command: it writes nothing twice")
            }
        }
    }
}

impl From<BundleError> for Failure {
    fn from(error: BundleError) -> Self {
        Self::new(Status::DoesNotHold, error.to_string()).hint("ask for the file again, as an attachment")
    }
}

impl From<TrustError> for Failure {
    fn from(error: TrustError) -> Self {
        Self::new(Status::Usage, error.to_string())
            .hint("a trust file has one line for each key: key ID+KEYID+BASE64, as keygen and verify --json print it; more is in docs/format.md, part S")
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        Self::new(Status::DoesNotHold, format!("this cannot be written as a record: {error}"))
    }
}

impl From<KeyFileError> for Failure {
    fn from(error: KeyFileError) -> Self {
        let failure = Self::new(Status::NotJudged, error.to_string());
        let word = |path: &Path| shell_word(&path.to_string_lossy());
        match error {
            KeyFileError::Missing(path) => {
                failure.hint(format!("check the path, or make a key: undersigned keygen ID -o {}", word(&path)))
            }
            KeyFileError::Io { doing: "find the directory", path, error } if error.kind() == io::ErrorKind::NotFound => {
                failure.hint(format!("make it, then repeat the command: mkdir -p {}", word(&path)))
            }
            KeyFileError::Io { path, error, .. } => match io_hint(&path, &error) {
                Some(hint) => failure.hint(hint),
                None => failure,
            },
            KeyFileError::NotAKeyFile { found, .. } => failure.hint(other_key(&found)),
            KeyFileError::TooLarge(_) => failure.hint("name the file that undersigned keygen wrote; or export less: gpg --export --export-options export-minimal"),
            KeyFileError::Damaged { .. } => failure.hint("take it from your copy of the key file"),
            KeyFileError::Encryption { path, form, .. } | KeyFileError::Costly { path, form, .. } => {
                let anew = match form {
                    Form::Pkcs8 => encrypted_anew(&path),
                    Form::OpenSsh => format!("ssh-keygen -p -Z aes256-ctr -a 100 -f {}", word(&path)),
                };
                failure.hint(format!("write it anew in a way that is read: {anew}"))
            }
            KeyFileError::WrongPassphrase(path, form) => {
                let (program, check) = match form {
                    Form::Pkcs8 => ("openssl", "openssl pkey -noout -in"),
                    Form::OpenSsh => ("ssh-keygen", "ssh-keygen -y -f"),
                };
                failure
                    .hint("try again; capitals and the layout of the keyboard count")
                    .hint(format!("whether the file is whole, {program} says too: {check} {}", word(&path)))
            }
            KeyFileError::Certificate { error, .. } => failure.hint(other_certificate(&error)),
            KeyFileError::PublicKey { .. } => failure.hint("make another key: undersigned keygen ID -o ID.pem"),
            KeyFileError::Agent(error) => error.into(),
            KeyFileError::Token(error) => error.into(),
            KeyFileError::PassphraseNeeded(_) | KeyFileError::NobodyToAsk { .. } => failure.hint(format!(
                "give the passphrase with --passphrase-file FILE, or in the environment variable {PASSPHRASE_VARIABLE}"
            )),
            KeyFileError::GivenUp(_) => failure.hint("nothing was written: repeat the command"),
            KeyFileError::NoVariable => {
                failure.hint(format!("set {PASSPHRASE_VARIABLE}, or give --passphrase-file FILE"))
            }
            KeyFileError::EmptyPassphrase => {
                failure.hint("choose some words, or say --no-passphrase to keygen to leave the file unencrypted")
            }
            KeyFileError::LongPassphrase => {
                failure.hint("the passphrase is the first line of the file: is this the file that you meant?")
            }
            KeyFileError::Mismatch => failure.hint("nothing was written: repeat the command"),
            KeyFileError::InsideRegistry { path, .. } => {
                let name = path.file_name().map_or_else(|| "KEY.pem".into(), |name| name.to_string_lossy());
                failure.hint(format!("choose a place outside of it: -o ~/{}", shell_word(&name)))
            }
            KeyFileError::Write(error) => error.into(),
            KeyFileError::Encoding(_) | KeyFileError::Randomness(_) => failure,
        }
    }
}

impl From<AgentError> for Failure {
    fn from(error: AgentError) -> Self {
        let failure = Self::new(Status::NotJudged, error.to_string());
        match error {
            AgentError::NoAgent => failure
                .hint("start one and give it your key: eval \"$(ssh-agent)\"; ssh-add FILE")
                .hint("or name the private key itself with --key: the file without .pub"),
            AgentError::Unreachable { .. } | AgentError::WentAway => {
                failure.hint(format!("see whether it runs: ssh-add -l; its socket is in {SOCKET_VARIABLE}"))
            }
            AgentError::Silent(_) => {
                failure.hint("it may wait for you to confirm or to touch a key: then repeat the command")
            }
            AgentError::Refused(_) => failure
                .hint("unlock it, or confirm what it asks: ssh-add -X; ssh-add -l; then repeat the command"),
            AgentError::NotHeld(_) => {
                failure.hint("give it the key: ssh-add FILE; what it holds: ssh-add -L")
            }
            AgentError::Token => failure
                .hint("plug the token in, give the agent its key, and name the .pub file: ssh-add FILE"),
            AgentError::Garbled | AgentError::WrongSignature => failure.hint(
                "nothing was written: name the private key itself with --key, or ask who runs this agent",
            ),
        }
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        let message = error.to_string();
        let failure = Self::new(Status::NotJudged, message.clone());
        match error {
            TokenError::Uri(UriError::Pin(_)) => Self::new(Status::Usage, message).hint(format!(
                "leave it out: the PIN is asked for, or give it with --passphrase-file FILE or in {PASSPHRASE_VARIABLE}"
            )),
            TokenError::Uri(_) => Self::new(Status::Usage, message).hint(
                "write it like 'pkcs11:token=LABEL;object=LABEL?module-path=/usr/lib/MODULE.so', in quotes for the shell",
            ),
            TokenError::NotBuilt => failure
                .hint("build it with that feature: cargo install --path . --features pkcs11")
                .hint("or sign with the token's own tool: undersigned request open --help"),
            TokenError::NoModule(_) | TokenError::NotAModule { .. } => failure
                .hint("name the library that the token's maker calls its PKCS#11 module, or OpenSC's opensc-pkcs11.so"),
            TokenError::NoToken { .. } => failure
                .hint("plug it in; what the module sees: pkcs11-tool --module MODULE --list-token-slots"),
            TokenError::SeveralTokens(_) => failure.hint("say which one: token=LABEL;serial=NUMBER"),
            TokenError::NoKey { .. } => failure
                .hint("what it holds: pkcs11-tool --module MODULE --login --list-objects"),
            TokenError::SeveralKeys { .. } => failure.hint("say which one: object=LABEL;id=%01"),
            TokenError::NotEd25519 { .. } | TokenError::PublicKey { .. } => failure.hint(
                "make another key on it: pkcs11-tool --module MODULE --login --keypairgen --key-type EC:edwards25519 --label LABEL",
            ),
            TokenError::NoPublicHalf { .. } => failure.hint(
                "put it there too: pkcs11-tool --module MODULE --login --write-object PUBLIC --type pubkey --label LABEL",
            ),
            TokenError::PinEachTime { .. } => {
                failure.hint("sign with the token's own tool: undersigned request open --help")
            }
            TokenError::WrongPin { .. } => {
                failure.hint("look the PIN up before you try again: a few wrong ones lock the token")
            }
            TokenError::Locked(_) => {
                failure.hint("unlock it with its PUK or security officer's PIN, by the tool of its maker")
            }
            TokenError::Removed(_) => failure.hint("nothing was written: plug it in, then repeat the command"),
            TokenError::Failed { .. } | TokenError::WrongSignature(_) => failure.hint(
                "nothing was written: ask who made the token, or sign with its own tool: undersigned request open --help",
            ),
        }
    }
}

impl From<SignError> for Failure {
    fn from(error: SignError) -> Self {
        match error {
            SignError::Agent(error) => error.into(),
            SignError::Token(error) => error.into(),
        }
    }
}

impl From<SignatureFileError> for Failure {
    fn from(error: SignatureFileError) -> Self {
        let failure = Self::new(Status::DoesNotHold, error.to_string());
        failure.hint(match error {
            SignatureFileError::OtherScheme { found: Wrapping::Minisign, .. } => {
                "sign the file itself, in minisign's older form: minisign -S -l -s KEY.key -m FILE; or open the request \
                 anew with --kind minisign"
            }
            SignatureFileError::OtherScheme { found: Wrapping::SshSig, .. } => {
                "undersigned sign, withdraw and decline sign with that key too: --key ~/.ssh/id_ed25519; or open the request \
                 anew with --kind sshsig"
            }
            SignatureFileError::OtherScheme { found: Wrapping::OpenPgp, .. } => {
                "open the request anew as before, but with your certificate: --public CERTIFICATE"
            }
            SignatureFileError::OtherScheme { found: Wrapping::Plain, wanted } => match wanted {
                Wrapping::OpenPgp => "your key is listed as one of OpenPGP: gpg --detach-sign FILE",
                Wrapping::Minisign => "your key is listed as one of minisign's default form: leave -l out",
                _ => "your key is listed as one that signs with: ssh-keygen -Y sign -n undersigned -f KEY FILE",
            },
            SignatureFileError::Comment => "sign with a shorter one: minisign -S -t COMMENT",
            SignatureFileError::Around => "sign apart: gpg --detach-sign FILE, or sq sign --detached",
            SignatureFileError::Key => "give the file that the tool wrote when it signed",
            SignatureFileError::Unknown(_) => {
                "read are 64 raw bytes, the same in base64, and the signature files of signify, minisign, \
                 ssh-keygen, gpg and sq"
            }
        })
    }
}

/// What to do with a file that holds something else than a key of ours.
fn other_key(found: &Found) -> String {
    let make = "make one: undersigned keygen ID -o ID.pem";
    match found {
        Found::OpenSshPublicKey | Found::PublicKey | Found::VerifierKey => {
            "to sign, the private key is needed: name that file".to_owned()
        }
        Found::OtherAlgorithm(_) | Found::OtherPublicKey(_) => {
            format!("only plain Ed25519 keys are read, as ssh-keygen -t ed25519 makes them; or {make}")
        }
        Found::OtherApplication => {
            "make the key for ssh's own application: ssh-keygen -t ed25519-sk without -O application"
                .to_owned()
        }
        Found::Signify => {
            "sign with that tool: undersigned request open REQUEST --as ID --public KEY.pub -o DIR".to_owned()
        }
        Found::PgpKey => "OpenPGP signs with gpg or sq: undersigned request open REQUEST --as ID --public CERTIFICATE -o DIR".to_owned(),
        Found::Certificate => format!("only plain Ed25519 keys are read: {make}"),
        Found::Der => "turn it into PEM: openssl pkey -inform DER -in FILE -out FILE.pem".to_owned(),
        Found::Record | Found::Bundle | Found::Empty | Found::Pem(_) | Found::Unknown => {
            format!("name the file that undersigned keygen wrote, or {make}")
        }
    }
}

/// What to do about a certificate that gives no key.
fn other_certificate(error: &CertificateError) -> String {
    let make = "gpg --quick-add-key FINGERPRINT ed25519 sign, or: undersigned keygen ID -o ID.pem";
    match error {
        CertificateError::Broken => "export it anew: gpg --export FINGERPRINT".to_owned(),
        CertificateError::Secret => "keep it where it is, and export the public half: gpg --export, or sq key extract-cert".to_owned(),
        CertificateError::Several => "export one alone: gpg --export FINGERPRINT".to_owned(),
        CertificateError::Key(_, Unfit::Expired) => {
            "if that was extended, export it anew: gpg --export FINGERPRINT".to_owned()
        }
        CertificateError::Key(_, Unfit::Algorithm(_) | Unfit::Revoked) => {
            "make one for signing here: undersigned keygen ID -o ID.pem, or gpg --quick-gen-key NAME ed25519 sign".to_owned()
        }
        CertificateError::Key(..) | CertificateError::None(_) => format!("make a key for signing: {make}"),
        CertificateError::Choice(_) | CertificateError::Absent(_) => {
            "say which: undersigned keygen ID --from FILE --fingerprint FINGERPRINT, and give what it prints with --public".to_owned()
        }
    }
}

/// The command that encrypts a key file as ours are.
fn encrypted_anew(path: &Path) -> String {
    let out = path.with_extension("new.pem");
    let [path, out] = [path, &out].map(|path| shell_word(&path.to_string_lossy()));
    format!("openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 600000 -in {path} -out {out}")
}

/// Says what is worth knowing about a key file or a passphrase, and what to do about it.
pub(super) fn warn(warning: &Warning) {
    terminal::warning(&warning.to_string());
    terminal::hint(&match warning {
        Warning::Exposed { path, .. } => {
            format!("keep it to yourself: chmod 600 {}", shell_word(&path.to_string_lossy()))
        }
        Warning::ShortPassphrase(_) => "four or five words that nobody would guess are better".to_owned(),
        Warning::WeakEncryption { path, .. } => format!("encrypt it anew: {}", encrypted_anew(path)),
    });
}

/// What to do when the operating system does not give a file.
fn io_hint(path: &Path, error: &io::Error) -> Option<String> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder =
        parent.map_or_else(String::new, |parent| format!(" {}", shell_word(&parent.to_string_lossy())));
    let path = shell_word(&path.to_string_lossy());
    match error.kind() {
        io::ErrorKind::NotFound => {
            Some(format!("there is nothing of this name; see what there is: ls{folder}"))
        }
        io::ErrorKind::PermissionDenied => Some(format!("give yourself the right to it: ls -ld {path}")),
        io::ErrorKind::IsADirectory => Some("name a file in that directory".to_owned()),
        io::ErrorKind::StorageFull => Some("make room, then repeat the command".to_owned()),
        _ => None,
    }
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        let status = match &error.why {
            Why::Status(404 | 410) | Why::Elsewhere(_) | Why::Redirects | Why::TooLong(_) | Why::NoName => {
                Status::DoesNotHold
            }
            _ => Status::NotJudged,
        };
        let hint = match &error.why {
            Why::NoName => "ask the organisation to claim a domain: undersigned key domain --help",
            Why::NotFound => "see whether there is a network, and whether the domain is spelled rightly",
            Why::Unreachable(_) | Why::Slow(_) => {
                "repeat the command later, or from another network: somebody may stand in the way"
            }
            Why::Certificate(BadCertificate::UnknownAuthority) => {
                "on a closed network, name the authority that it trusts: --authority FILE"
            }
            Why::Certificate(_) | Why::Tls(_) => {
                "whoever runs the server renews its certificate; until then nobody knows whose server that is"
            }
            Why::Status(404 | 410) => {
                "whoever runs the server puts the file there: undersigned key publish --help"
            }
            Why::Elsewhere(_) | Why::Redirects => {
                "whoever runs the server serves the file from the domain itself, or from a name below it"
            }
            Why::Status(_) | Why::TooLong(_) | Why::Broken(_) => {
                "whoever runs the server serves the file as undersigned key publish writes it"
            }
        };
        Self::new(status, error.to_string()).hint(hint)
    }
}

impl From<SplitError> for Failure {
    fn from(error: SplitError) -> Self {
        let refused = |message: &str| Self::new(Status::DoesNotHold, message.to_owned());
        let at = |place: &Place, what: &str| {
            refused(&format!("line {}: {what}: {}", place.line, quoted(&place.text)))
        };
        let settle = "name the line of the heading with --split-at N, or --split-at none if there is no list";
        match error {
            SplitError::NoHeading(near) => {
                let failure = refused("no line heads a list of signatories");
                let near = near
                    .iter()
                    .map(|place| format!("line {} comes near: {}", place.line, quoted(&place.text)));
                near.fold(failure, Self::and).hint(settle)
            }
            SplitError::ManyHeadings(places) => {
                let failure = refused("several lines look like the heading of the list of signatories");
                let places =
                    places.iter().map(|place| format!("line {}: {}", place.line, quoted(&place.text)));
                first(places).fold(failure, Self::and).hint(settle)
            }
            SplitError::NamesBesideHeading(place) => at(&place, "names stand on the line of the heading")
                .hint("write each name on a line of its own below the heading"),
            SplitError::NoSuchLine { .. } => refused(&error.to_string())
                .hint("--split-at counts the lines of the draft from 1: grep -n . DRAFT"),
            SplitError::BlankLine(_) => refused(&error.to_string())
                .hint("give --split-at the line of the heading itself, such as “Signed:”"),
            SplitError::NotAHeading(place) => {
                at(&place, "the heading of a list ends in a colon, and this does not")
                    .hint("write a line such as “Signed:” above the names, and give its number to --split-at")
            }
            SplitError::NoBody(place) => {
                at(&place, "no text stands before the heading of the list of signatories")
                    .hint("the text comes first, then the heading, then the names")
            }
            SplitError::NoNames(place) => at(&place, "no name stands under the heading")
                .hint("write the names below it, one a line, or give --split-at none if there are none yet"),
            SplitError::Unsure(troubles) => {
                let failure = refused("the list of signatories cannot be read with certainty");
                let line = |trouble: &Trouble| {
                    format!("line {} {}: {}", trouble.line, trouble.why, quoted(&trouble.text))
                };
                first(troubles.iter().map(line))
                    .fold(failure, Self::and)
                    .hint("write the names numbered 1., 2., 3., one a line, with nothing behind the last")
            }
        }
    }
}

/// The first few of many messages, and how many more there are.
fn first(all: impl ExactSizeIterator<Item = String>) -> impl Iterator<Item = String> {
    const MOST: usize = 10;
    let more = all.len().checked_sub(MOST).filter(|more| *more > 0);
    all.take(MOST).chain(more.map(|more| format!("and {}", counted(more, "more line"))))
}

impl From<Objection> for Failure {
    fn from(objection: Objection) -> Self {
        let message = match &objection {
            // The reason names the record itself where it is a flaw of the record.
            Objection::Act { path, reason } | Objection::NotJudged { path, reason }
                if reason.starts_with(&path.to_string()) =>
            {
                reason.clone()
            }
            _ => objection.to_string(),
        };
        let status = if objection.is_unjudged() { Status::NotJudged } else { Status::DoesNotHold };
        let failure = Self::new(status, message);
        match objection {
            Objection::OtherText { filed_as: Some(slug), .. } => failure.hint(format!(
                "that text is filed here as {slug}: send the request for that, and ask for a reply to it"
            )),
            Objection::OtherText { .. } => failure
                .hint("its sender signed another text: send the request again, and ask for a reply to it"),
            Objection::NoStatement(_) => {
                failure.hint("name the registry that holds the statement: --registry DIR")
            }
            Objection::Taken(RegistryPath::Keys(_, 2..)) => failure.hint(
                "two records in one place are a fork: keep both, and hold the copies of the registry against each other: \
                 undersigned verify --against COPY --evidence DIR",
            ),
            Objection::Taken(RegistryPath::Keys(id, _)) => failure.hint(format!(
                "another key stands here for {id}: ask by a way that you trust which one is theirs"
            )),
            Objection::Taken(RegistryPath::Act(slug, id, _)) => failure.hint(format!(
                "{id} has signed before: send it what stands here, and ask for a reply to that: \
                 undersigned request {slug} --for {id} -o {id}.json"
            )),
            Objection::SharedKey(id, _) => failure.hint(format!(
                "every organisation needs a key of its own: undersigned keygen {id} -o {id}.pem"
            )),
            Objection::NameTaken { listed, .. } => {
                failure.hint(format!("whoever that is acts as {listed}, or under a name of its own"))
            }
            Objection::Closed(..) => {
                failure.hint("a closed roll never opens: propose a statement with an open one")
            }
            Objection::Unreadable(path, _) => {
                failure.hint(format!("move away what stands there, then repeat the command: ls -ld {path}"))
            }
            Objection::FiledTwice(_, other) => {
                failure.hint(format!("for more names under that text: undersigned roll add {other} --help"))
            }
            Objection::Statement(slug, _) => failure.hint(format!("see undersigned verify {slug}")),
            Objection::NotJudged { path: RegistryPath::Act(_, id, _), .. } => failure
                .hint(format!("ask {id} for what is missing, or for a reply with its keys record in it")),
            Objection::Demonstration(..) => {
                failure.hint("a demonstration belongs in a registry of its own: undersigned demo")
            }
            Objection::NameShared { other, .. } => failure.hint(format!(
                "ask both by a way that you trust: sign as {other} if that is you, or under a name of your own"
            )),
            Objection::Unasked(id) => {
                failure.hint(format!("ask {id} for a reply that undersigned sign wrote, with its act in it"))
            }
            Objection::Unlisted(slug, _) => failure.hint(format!(
                "the convener lists the name first: undersigned roll add {slug} NAME --key FILE"
            )),
            Objection::Undecided => failure.hint("file the others first, then this one alone"),
            Objection::Empty => failure.hint("ask for the file that undersigned sign writes with -o"),
            Objection::Keys(ref id, _, Flaw::NotRestored(ref other, _)) if objection.lacks().is_none() => {
                failure.hint(format!(
                    "{id} draws it up anew, for {other} as its keys are now: undersigned key recover {id} --help"
                ))
            }
            _ if objection.lacks().is_some() => failure.hint(
                "it is pending: file it together with the copies that the others signed, or have them add their lines to this one",
            ),
            Objection::Said { .. } => failure.hint("ask its sender for it again, and for their keys records"),
            Objection::Taken(_) | Objection::Roll(..) | Objection::Keys(..) | Objection::Act { .. } | Objection::Pending { .. } | Objection::NotJudged { .. } => {
                failure
            }
        }
    }
}
