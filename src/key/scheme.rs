//! How a key signs the text of a note: as it stands, or as a tool wraps it first.
//!
//! Whatever the wrapping, the key is 32 bytes of Ed25519 and the signature beneath is as strict as any other.

use crate::key::{ED25519, PublicKey, minisign, openpgp, sshsig};

/// The algorithm byte behind which an identifier says what follows it.
const NAMED: u8 = 0xff;

/// What stands before the body of the packet of an OpenPGP key.
const OPENPGP: &[u8] = b"\xffundersigned/openpgp/v1\0";

/// What a key makes its signature over, and the form that this has in a signature line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// The text: 64 bytes.
    Plain,
    /// What `ssh-keygen -Y sign` makes of it with a key of `ssh-keygen -t ed25519`.
    SshSig,
    /// What `ssh-keygen -Y sign` makes of it with a FIDO key, of `ssh-keygen -t ed25519-sk`.
    Fido,
    /// Its BLAKE2b-512 hash, and a trusted comment: what minisign makes by default.
    Minisign,
    /// What `gpg --detach-sign` and `sq sign --detached` make of it; and what they name the key by.
    OpenPgp(openpgp::Head),
}

impl Scheme {
    /// All of them but [`Scheme::OpenPgp`], of which each key has its own.
    pub const ALL: [Self; 4] = [Self::Plain, Self::SshSig, Self::Fido, Self::Minisign];

    /// The word for it on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "ed25519",
            Self::SshSig => "sshsig",
            Self::Fido => "fido",
            Self::Minisign => "minisign",
            Self::OpenPgp(_) => "openpgp",
        }
    }

    /// What stands before the 32 bytes of the key in a verifier key.
    pub fn prefix(self) -> Vec<u8> {
        match self {
            Self::Plain => vec![ED25519],
            Self::OpenPgp(head) => [OPENPGP, &head.bytes()[..]].concat(),
            _ => [&[NAMED], format!("undersigned/{}/v1\0", self.word()).as_bytes()].concat(),
        }
    }

    /// The scheme of which a verifier key holds `bytes`, and what is behind its prefix; nothing if it is none of these.
    pub(super) fn of(bytes: &[u8]) -> Option<(Self, &[u8])> {
        if let Some(body) = bytes.strip_prefix(OPENPGP) {
            return openpgp::Head::split(body).map(|(head, key)| (Self::OpenPgp(head), key));
        }
        Self::ALL.into_iter().find_map(|scheme| Some((scheme, bytes.strip_prefix(&*scheme.prefix())?)))
    }

    /// Whether `signature` is one by `key` over `text`.
    pub fn verify(self, key: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Plain => key.verify(text, signature),
            Self::SshSig => sshsig::verify(key, text, signature),
            Self::Fido => sshsig::verify_fido(key, text, signature),
            Self::Minisign => minisign::verify(key, text, signature),
            Self::OpenPgp(head) => openpgp::check(key, head, text, signature).is_ok(),
        }
    }

    /// The signature over `text` of whoever signs bytes with `key` by `made`; nothing for [`Scheme::Fido`], where a token
    /// adds bytes of its own, and [`Scheme::OpenPgp`], where it takes the time of day.
    ///
    /// # Errors
    /// Those of `made`.
    pub fn sign<E>(
        self,
        key: &PublicKey,
        text: &[u8],
        mut made: impl FnMut(&[u8]) -> Result<[u8; 64], E>,
    ) -> Result<Option<Vec<u8>>, E> {
        match self {
            Self::Plain => made(text).map(|signature| Some(signature.to_vec())),
            Self::SshSig => sshsig::sign(key, text, made).map(Some),
            Self::Minisign => minisign::sign(text, made).map(Some),
            Self::Fido | Self::OpenPgp(_) => Ok(None),
        }
    }
}
