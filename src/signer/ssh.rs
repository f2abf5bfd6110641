//! Keys as OpenSSH writes them: private key files (its PROTOCOL.key), and the lines of `.pub` files (RFC 4253, section
//! 6.6, RFC 8709, and PROTOCOL.u2f).

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs8::der::pem;
use ssh_key::{Cipher, Kdf, PrivateKey};
use zeroize::Zeroizing;

use crate::key::scheme::Scheme;
use crate::key::sshsig::{APPLICATION, ED25519, FIDO, take_string};
use crate::key::{PublicKey, SecretKey};
use crate::signer::{Form, Found, KeyFileError, MAX_BCRYPT_ROUNDS, Passphrase};

/// How the content of every private key file begins.
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// The key in a line `ssh-ed25519 BASE64 COMMENT`, or the same of a FIDO token, and how it signs.
pub(super) fn read_public(path: &Path, line: &str) -> Result<(Scheme, PublicKey), KeyFileError> {
    let damaged = |what| KeyFileError::Damaged { path: path.to_owned(), what };
    let mut words = line.split_whitespace();
    let algorithm = words.next().unwrap_or_default();
    let not_a_key_file = |found| KeyFileError::NotAKeyFile { path: path.to_owned(), found };
    let scheme = match algorithm {
        ED25519 => Scheme::Plain,
        FIDO => Scheme::Fido,
        _ => return Err(not_a_key_file(Found::OtherPublicKey(shown(algorithm.as_bytes())))),
    };
    let bytes = words.next().and_then(|encoded| STANDARD.decode(encoded).ok());
    let bytes = bytes.ok_or_else(|| damaged("its base64 is broken"))?;
    let mut rest = bytes.as_slice();
    let (named, key) = (take_string(&mut rest), take_string(&mut rest));
    if scheme == Scheme::Fido && take_string(&mut rest).is_some_and(|named| named != APPLICATION.as_bytes()) {
        return Err(not_a_key_file(Found::OtherApplication));
    }
    let key = key.filter(|_| named == Some(algorithm.as_bytes()) && rest.is_empty());
    let key = PublicKey::from_bytes(key.ok_or_else(|| damaged("it is no public key of OpenSSH"))?);
    Ok((scheme, key.map_err(|error| KeyFileError::PublicKey { path: path.to_owned(), error })?))
}

/// A private key file, not yet opened.
pub(super) struct Sealed<'p> {
    path: &'p Path,
    key: PrivateKey,
}

impl<'p> Sealed<'p> {
    /// Reads a PEM block.
    pub(super) fn new(path: &'p Path, block: &str) -> Result<Self, KeyFileError> {
        let damaged = |what| KeyFileError::Damaged { path: path.to_owned(), what };
        let bytes = decode(block).ok_or_else(|| damaged("its PEM form is broken"))?;
        let broken = || damaged("its OpenSSH structure is broken");
        let (cipher, algorithm) = kind(&bytes).ok_or_else(broken)?;
        if algorithm != ED25519.as_bytes() {
            let found = Found::OtherAlgorithm(shown(algorithm));
            return Err(KeyFileError::NotAKeyFile { path: path.to_owned(), found });
        }
        let known = std::str::from_utf8(cipher).is_ok_and(|name| Cipher::new(name).is_ok_and(is_supported));
        if !known {
            let (path, scheme) = (path.to_owned(), shown(cipher));
            return Err(KeyFileError::Encryption { path, form: Form::OpenSsh, scheme });
        }
        let key = PrivateKey::from_bytes(&bytes).map_err(|_| broken())?;
        match key.kdf() {
            Kdf::Bcrypt { rounds, .. } if *rounds > MAX_BCRYPT_ROUNDS => {
                let demand = format!("{rounds} rounds of bcrypt");
                Err(KeyFileError::Costly { path: path.to_owned(), form: Form::OpenSsh, demand })
            }
            Kdf::Bcrypt { rounds: 0, .. } => Err(damaged("it asks for 0 rounds of bcrypt")),
            _ => Ok(Self { path, key }),
        }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.key.is_encrypted()
    }

    /// The key of a file that is not encrypted.
    pub(super) fn key(&self) -> Result<SecretKey, KeyFileError> {
        secret(self.path, &self.key)
    }

    pub(super) fn open(&self, passphrase: &Passphrase) -> Result<SecretKey, KeyFileError> {
        match self.key.decrypt(passphrase.bytes()) {
            Ok(opened) => secret(self.path, &opened),
            Err(_) => Err(KeyFileError::WrongPassphrase(self.path.to_owned(), Form::OpenSsh)),
        }
    }
}

/// The content of a PEM block, of lines of any one width.
pub(super) fn decode(block: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut decoder = pem::Decoder::new_detect_wrap(block.as_bytes()).ok()?;
    let mut bytes = Zeroizing::new(vec![0; decoder.remaining_len()]);
    decoder.decode(&mut bytes).ok()?;
    Some(bytes)
}

/// The names of the cipher and of the key's algorithm.
fn kind(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let cipher = take_string(&mut rest)?;
    let (_kdf, _options) = (take_string(&mut rest)?, take_string(&mut rest)?);
    let (_count, mut rest) = rest.split_first_chunk::<4>()?;
    let mut public = take_string(&mut rest)?;
    Some((cipher, take_string(&mut public)?))
}

fn is_supported(cipher: Cipher) -> bool {
    cipher != Cipher::TdesCbc
}

/// ssh-key computes nothing with the key: whether its halves belong together is asked here.
fn secret(path: &Path, key: &PrivateKey) -> Result<SecretKey, KeyFileError> {
    let damaged = |what| KeyFileError::Damaged { path: path.to_owned(), what };
    let pair = key.key_data().ed25519().ok_or_else(|| damaged("its OpenSSH structure is broken"))?;
    let secret = SecretKey::from_seed(pair.private.as_ref());
    match *secret.public().as_bytes() == pair.public.0 {
        true => Ok(secret),
        false => Err(damaged("its public key does not belong to its private key")),
    }
}

/// A name from a file, if it is one.
fn shown(name: &[u8]) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-@.".contains(byte);
    match std::str::from_utf8(name) {
        Ok(name) if (1..=64).contains(&name.len()) && name.bytes().all(|byte| is_plain(&byte)) => {
            name.to_owned()
        }
        _ => "unknown".to_owned(),
    }
}
