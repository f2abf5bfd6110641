//! Signatures of `ssh-keygen -Y sign` (OpenSSH, PROTOCOL.sshsig), by keys of its own and by FIDO keys (PROTOCOL.u2f).
//!
//! A signature line holds the whole of what stands between the lines of the armor. All of it but the hash and the bytes
//! that the key made is known beforehand, so it is compared and not parsed; the parser below only says what is wrong
//! with a signature that a tool made.

use sha2::{Digest as _, Sha256, Sha512};

use crate::key::PublicKey;

/// The namespace: a signature for any other purpose is none here.
pub const NAMESPACE: &str = "undersigned";

/// The application of a FIDO key, as `ssh-keygen -t ed25519-sk` sets it.
pub const APPLICATION: &str = "ssh:";

/// The name of an Ed25519 key (RFC 8709, section 4).
pub const ED25519: &str = "ssh-ed25519";

/// The name of an Ed25519 key that a FIDO token holds.
pub const FIDO: &str = "sk-ssh-ed25519@openssh.com";

const MAGIC: &[u8] = b"SSHSIG";

/// The flag of a FIDO signature by which the token says that somebody touched it.
const USER_PRESENT: u8 = 0x01;

/// The hash of the text: what `ssh-keygen` takes by default, and its other one.
#[derive(Clone, Copy)]
enum Hash {
    Sha512,
    Sha256,
}

impl Hash {
    const ALL: [Self; 2] = [Self::Sha512, Self::Sha256];

    fn name(self) -> &'static str {
        match self {
            Self::Sha512 => "sha512",
            Self::Sha256 => "sha256",
        }
    }

    fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
        }
    }
}

/// Takes a string from the front: 4 bytes of length, then so many (RFC 4251, section 5).
pub(crate) fn take_string<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, behind) = rest.split_first_chunk::<4>()?;
    let (string, behind) = behind.split_at_checked(u32::from_be_bytes(*length).try_into().ok()?)?;
    *rest = behind;
    Some(string)
}

/// Appends a string; none of ours has 2^32 bytes.
pub(crate) fn put_string(out: &mut Vec<u8>, string: &[u8]) {
    out.extend(u32::try_from(string.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(string);
}

fn strings<'s>(all: impl IntoIterator<Item = &'s [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    all.into_iter().for_each(|string| put_string(&mut out, string));
    out
}

/// An Ed25519 key in the form that OpenSSH works with.
pub fn blob(key: &PublicKey) -> Vec<u8> {
    strings([ED25519.as_bytes(), key.as_bytes()])
}

/// The key of a FIDO token in that form.
pub fn fido_blob(key: &PublicKey) -> Vec<u8> {
    strings([FIDO.as_bytes(), key.as_bytes(), APPLICATION.as_bytes()])
}

/// What the key signs, or a token hashes and signs.
fn signed(hash: Hash, text: &[u8]) -> Vec<u8> {
    let digest = hash.of(text);
    [MAGIC, &strings([NAMESPACE.as_bytes(), b"", hash.name().as_bytes(), &digest])].concat()
}

/// A signature up to the bytes that the key made; behind its 64 bytes a token has 5 more.
fn head(blob: &[u8], algorithm: &str, hash: Hash, more: u32) -> Vec<u8> {
    let outer = strings([blob, NAMESPACE.as_bytes(), b"", hash.name().as_bytes()]);
    let algorithm = strings([algorithm.as_bytes()]);
    let length = u32::try_from(algorithm.len()).unwrap_or(u32::MAX).saturating_add(4 + 64 + more);
    [MAGIC, &1_u32.to_be_bytes(), &outer, &length.to_be_bytes(), &algorithm, &64_u32.to_be_bytes()].concat()
}

/// Whether `signature` is one by `key` over `text`, in our namespace, with SHA-512 or SHA-256.
pub(super) fn verify(key: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
    Hash::ALL.into_iter().any(|hash| {
        let made = signature.strip_prefix(&*head(&blob(key), ED25519, hash, 0));
        made.is_some_and(|made| key.verify(&signed(hash, text), made))
    })
}

/// The same by a token, which somebody touched.
pub(super) fn verify_fido(key: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
    Hash::ALL.into_iter().any(|hash| {
        let made = signature.strip_prefix(&*head(&fido_blob(key), FIDO, hash, 5));
        let Some((made, added)) = made.and_then(<[u8]>::split_first_chunk::<64>) else { return false };
        let is_present = added.len() == 5 && added.first().is_some_and(|flags| flags & USER_PRESENT != 0);
        is_present && key.verify(&by_token(added, &signed(hash, text)), made)
    })
}

/// What a token signs; `added` are its flags and the 4 bytes of its counter.
fn by_token(added: &[u8], signed: &[u8]) -> Vec<u8> {
    [&*Sha256::digest(APPLICATION), added, &*Sha256::digest(signed)].concat()
}

pub(super) fn sign<E>(
    key: &PublicKey,
    text: &[u8],
    mut made: impl FnMut(&[u8]) -> Result<[u8; 64], E>,
) -> Result<Vec<u8>, E> {
    let signature = made(&signed(Hash::Sha512, text))?;
    Ok([&head(&blob(key), ED25519, Hash::Sha512, 0), &signature[..]].concat())
}

/// What [`sign_fido`] asks a token, or the agent before it, to sign: it hashes that, and puts flags and counter between.
pub(crate) fn for_token(text: &[u8]) -> Vec<u8> {
    signed(Hash::Sha512, text)
}

/// The signature of a token over [`for_token`]: its 64 bytes, its flags, its counter.
pub(crate) fn of_token(key: &PublicKey, made: &[u8; 64], added: &[u8; 5]) -> Vec<u8> {
    [&head(&fido_blob(key), FIDO, Hash::Sha512, 5), &made[..], added].concat()
}

/// Why a signature of `ssh-keygen -Y sign` is none by a key over a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SshSigError {
    /// Not of its form.
    #[error("it is broken: not of the form that ssh-keygen -Y sign writes")]
    Broken,
    /// Made for another purpose: the namespace.
    #[error("it was made for another purpose: its namespace is not {NAMESPACE}")]
    Namespace,
    /// By a key of another type.
    #[error("it is by a key of another type than {0}")]
    KeyType(&'static str),
    /// By another key of the same type, or for another application.
    #[error("it is by another key")]
    OtherKey,
    /// With a hash that is none of the two.
    #[error("it is over another hash than SHA-512 or SHA-256")]
    Hash,
    /// A token that nobody touched.
    #[error("nobody touched the token: a FIDO signature without user presence does not count")]
    NotPresent,
    /// All is as it should be, but for the text.
    #[error("it is not valid for this text")]
    Invalid,
}

/// Why `signature` is none by `key`, a token's if `fido`, over whatever text it should be.
pub fn objection(key: &PublicKey, fido: bool, signature: &[u8]) -> SshSigError {
    let (name, blob) = if fido { (FIDO, fido_blob(key)) } else { (ED25519, blob(key)) };
    look(name, &blob, signature).unwrap_or(SshSigError::Broken)
}

fn look(name: &'static str, blob: &[u8], signature: &[u8]) -> Option<SshSigError> {
    let mut rest = signature.strip_prefix(MAGIC)?.strip_prefix(&1_u32.to_be_bytes())?;
    let (public, namespace) = (take_string(&mut rest)?, take_string(&mut rest)?);
    let (_reserved, hash) = (take_string(&mut rest)?, take_string(&mut rest)?);
    let mut made = take_string(&mut rest)?;
    let mut of = public;
    let (_, _) = (take_string(&mut made)?, take_string(&mut made)?);
    let is_of_type = take_string(&mut of)? == name.as_bytes();
    Some(match made.first() {
        _ if !is_of_type => SshSigError::KeyType(name),
        _ if public != blob => SshSigError::OtherKey,
        _ if namespace != NAMESPACE.as_bytes() => SshSigError::Namespace,
        _ if Hash::ALL.iter().all(|known| known.name().as_bytes() != hash) => SshSigError::Hash,
        Some(flags) if name == FIDO && flags & USER_PRESENT == 0 => SshSigError::NotPresent,
        _ => SshSigError::Invalid,
    })
}
