//! An ssh-agent: it keeps the secret key and signs with it (draft-ietf-sshm-ssh-agent).
//!
//! Plain Ed25519 over the bytes that it is given: what it signs is no different from what a key file signs. A record
//! begins with `undersigned/`, and what ssh itself has an agent sign begins with the length of a session's name, so
//! neither is ever taken for the other.

use std::io::{self, ErrorKind, Read as _, Write as _};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::key::scheme::Scheme;
use crate::key::sshsig::{ED25519, FIDO, blob, fido_blob, for_token, of_token, put_string, take_string};
use crate::key::{PublicKey, VerifierKey};
use crate::note::Note;

/// The environment variable that names the agent's socket.
pub const SOCKET_VARIABLE: &str = "SSH_AUTH_SOCK";

/// How long an agent may take to list its keys.
pub const LISTING: Duration = Duration::from_secs(10);

/// How long it may take to sign: it may have to ask a person first.
pub const SIGNING: Duration = Duration::from_secs(60);

/// The longest answer that is read, in bytes: what OpenSSH's agent takes itself.
pub const MAX_ANSWER: usize = 256 << 10;

const FAILURE: u8 = 5;
const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;

/// Why an agent gave no signature.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// [`SOCKET_VARIABLE`] names none.
    #[error("no ssh-agent is known: the environment variable {SOCKET_VARIABLE} is not set")]
    NoAgent,
    /// The operating system refused.
    #[error("cannot reach the ssh-agent at {}: {error}", socket.display())]
    Unreachable {
        /// Where it should be.
        socket: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// It gave no answer in time.
    #[error("the ssh-agent gave no answer within {} seconds", .0.as_secs())]
    Silent(Duration),
    /// It closed the connection.
    #[error("the ssh-agent went away without an answer")]
    WentAway,
    /// It answered that it will not.
    #[error("the ssh-agent refuses to {0}")]
    Refused(&'static str),
    /// What it answered is no answer.
    #[error("the ssh-agent answered something that is no answer")]
    Garbled,
    /// It holds so many others.
    #[error("this key is not among the {0} that the ssh-agent holds")]
    NotHeld(usize),
    /// The key is a token's, and the file holds no more than its public half.
    #[error("this key is one of a FIDO token, which alone can sign with it")]
    Token,
    /// What it returned is no signature by the key over the text.
    #[error("what the ssh-agent returned is no valid signature by this key")]
    WrongSignature,
}

/// A key that an agent holds.
#[derive(Clone, Debug)]
pub struct AgentKey {
    key: PublicKey,
    /// Whether a FIDO token holds it.
    is_token: bool,
    socket: PathBuf,
    signing: Duration,
}

impl AgentKey {
    /// The key in the agent that [`SOCKET_VARIABLE`] names; `is_token` if it is one of a FIDO token.
    ///
    /// # Errors
    /// When there is no agent, it does not answer, or does not hold the key.
    pub fn find(key: PublicKey, is_token: bool) -> Result<Self, AgentError> {
        let socket = std::env::var_os(SOCKET_VARIABLE).filter(|socket| !socket.is_empty());
        Self::find_at(Path::new(&socket.ok_or(AgentError::NoAgent)?), key, is_token, LISTING, SIGNING)
    }

    /// The key in the agent at `socket`, which may take so long to list its keys, and so long to sign.
    ///
    /// # Errors
    /// As [`AgentKey::find`].
    pub fn find_at(
        socket: &Path,
        key: PublicKey,
        is_token: bool,
        listing: Duration,
        signing: Duration,
    ) -> Result<Self, AgentError> {
        let answer = ask(socket, &[REQUEST_IDENTITIES], listing)?;
        let (count, mut rest) = match answer.split_first() {
            Some((&IDENTITIES_ANSWER, rest)) => rest.split_first_chunk::<4>().ok_or(AgentError::Garbled)?,
            Some((&FAILURE, _)) => return Err(AgentError::Refused("list its keys")),
            _ => return Err(AgentError::Garbled),
        };
        let wanted = if is_token { fido_blob(&key) } else { blob(&key) };
        let mut others = 0;
        for _ in 0..u32::from_be_bytes(*count) {
            let (held, comment) = (take_string(&mut rest), take_string(&mut rest));
            let (Some(held), Some(_)) = (held, comment) else { return Err(AgentError::Garbled) };
            if held == wanted {
                return Ok(Self { key, is_token, socket: socket.to_owned(), signing });
            }
            others += 1;
        }
        Err(AgentError::NotHeld(others))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.key
    }

    /// Whether it is one of a FIDO token.
    pub fn is_token(&self) -> bool {
        self.is_token
    }

    /// Has the agent sign `note` by the scheme of `key`, which is its own, and adds the line if it is a valid signature.
    ///
    /// # Errors
    /// When it gives none.
    pub fn sign(&self, note: &mut Note, key: &VerifierKey) -> Result<(), AgentError> {
        let text = note.text().as_bytes();
        let signature = match key.scheme() {
            Some(Scheme::Fido) => {
                let (made, added) = self.made(&for_token(text))?;
                of_token(&self.key, &made, &added.try_into().map_err(|_| AgentError::WrongSignature)?)
            }
            scheme => {
                let plainly = |bytes: &[u8]| self.made(bytes).map(|(made, _)| made);
                let signed = scheme.map(|scheme| scheme.sign(&self.key, text, plainly)).transpose()?;
                signed.flatten().ok_or(AgentError::WrongSignature)?
            }
        };
        note.attach(key, &signature).map_err(|_| AgentError::WrongSignature)
    }

    /// What the agent makes of `bytes`: 64 bytes, and what a token adds to them.
    fn made(&self, bytes: &[u8]) -> Result<([u8; 64], Vec<u8>), AgentError> {
        let (algorithm, blob) = match self.is_token {
            true => (FIDO, fido_blob(&self.key)),
            false => (ED25519, blob(&self.key)),
        };
        let mut request = vec![SIGN_REQUEST];
        put_string(&mut request, &blob);
        put_string(&mut request, bytes);
        request.extend([0; 4]); // no flags
        let answer = ask(&self.socket, &request, self.signing)?;
        let mut rest = match answer.split_first() {
            Some((&SIGN_RESPONSE, rest)) => rest,
            Some((&FAILURE, _)) => return Err(AgentError::Refused("sign")),
            _ => return Err(AgentError::Garbled),
        };
        let mut signed = take_string(&mut rest).filter(|_| rest.is_empty()).ok_or(AgentError::Garbled)?;
        let (stated, signature) = (take_string(&mut signed), take_string(&mut signed));
        let (Some(stated), Some(signature)) = (stated, signature) else { return Err(AgentError::Garbled) };
        if !self.is_token && !signed.is_empty() {
            return Err(AgentError::Garbled);
        }
        let signature = signature.try_into().ok().filter(|_| stated == algorithm.as_bytes());
        Ok((signature.ok_or(AgentError::WrongSignature)?, signed.to_vec()))
    }
}

/// Sends one request and reads its answer, both within `patience`.
#[cfg(unix)]
fn ask(socket: &Path, request: &[u8], patience: Duration) -> Result<Vec<u8>, AgentError> {
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => AgentError::Silent(patience),
        ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => AgentError::WentAway,
        _ => AgentError::Unreachable { socket: socket.to_owned(), error },
    };
    let end = Instant::now().checked_add(patience);
    let left = || end.map_or(Duration::ZERO, |end| end.saturating_duration_since(Instant::now()));
    // a time limit of zero is refused
    let limit = || left().max(Duration::from_millis(1));
    let mut stream = UnixStream::connect(socket).map_err(failed)?;
    stream.set_write_timeout(Some(limit())).map_err(failed)?;
    let mut message = Vec::new();
    put_string(&mut message, request);
    stream.write_all(&message).map_err(failed)?;
    let mut read = |bytes: &mut [u8]| {
        let mut rest = bytes;
        while !rest.is_empty() {
            if left().is_zero() {
                return Err(AgentError::Silent(patience));
            }
            stream.set_read_timeout(Some(limit())).map_err(failed)?;
            let count = match stream.read(rest) {
                Ok(0) => return Err(AgentError::WentAway),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => 0,
                Err(error) => return Err(failed(error)),
            };
            rest = std::mem::take(&mut rest).get_mut(count..).unwrap_or_default();
        }
        Ok(())
    };
    let mut length = [0; 4];
    read(&mut length)?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > MAX_ANSWER {
        return Err(AgentError::Garbled);
    }
    let mut answer = vec![0; length];
    read(&mut answer)?;
    Ok(answer)
}

/// There is no agent on a socket here.
#[cfg(not(unix))]
fn ask(_: &Path, _: &[u8], _: Duration) -> Result<Vec<u8>, AgentError> {
    Err(AgentError::NoAgent)
}
