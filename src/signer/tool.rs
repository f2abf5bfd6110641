//! Public keys and signatures as openssl, signify and minisign write them.
//!
//! All of them are plain Ed25519 under different wrappings. signify (signify(1)) and minisign write two letters for the
//! algorithm, 8 bytes that select a key, then the key or the signature, in base64 under a comment. What wraps something
//! else, such as minisign's signature over a hash, is refused by name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs8::der::pem;

use crate::key::{PublicKey, PublicKeyError, VerifierKey};

/// What signify and minisign write for Ed25519 over the message itself.
const PLAIN: &[u8; 2] = b"Ed";

/// What minisign writes for Ed25519 over the message's BLAKE2b hash.
const HASHED: &[u8; 2] = b"ED";

/// A SubjectPublicKeyInfo of Ed25519 up to its key (RFC 8410, section 4).
const SPKI: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// How the first line of what signify and minisign write begins.
pub(super) const COMMENT: &str = "untrusted comment:";

/// The Ed25519 key in a verifier key, in what `openssl pkey -pubout` writes, or in a public key file of signify or
/// minisign; nothing if `text` is none of these.
pub(super) fn public_key(text: &str) -> Option<Result<PublicKey, PublicKeyError>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if let Ok(key) = text.parse::<VerifierKey>() {
        return key.ed25519().copied().map(Ok);
    }
    if let Some(base64) = text.strip_prefix(COMMENT).and_then(|rest| rest.lines().nth(1)) {
        let bytes = STANDARD.decode(base64.trim_end()).ok()?;
        let key = bytes.strip_prefix(PLAIN)?.get(8..)?;
        return (key.len() == 32).then(|| PublicKey::from_bytes(key));
    }
    let (label, der) = pem::decode_vec(text.as_bytes()).ok()?;
    let key = der.strip_prefix(SPKI).filter(|_| label == "PUBLIC KEY")?;
    Some(PublicKey::from_bytes(key))
}

/// `key` as `openssl` reads it: a SubjectPublicKeyInfo in PEM.
pub fn public_pem(key: &PublicKey) -> String {
    let der = STANDARD.encode([SPKI, key.as_bytes()].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n")
}

/// A signature by `key` as a signature file of signify.
pub fn signify_signature(key: &PublicKey, signature: &[u8; 64]) -> String {
    signify("signature", key, signature)
}

/// `key` as a public key file of signify.
pub fn signify_public(key: &PublicKey) -> String {
    signify("public key", key, key.as_bytes())
}

/// What signify selects a key by is any 8 bytes: here the first of the key.
fn signify(what: &str, key: &PublicKey, content: &[u8]) -> String {
    let (selector, _) = key.as_bytes().split_at(8);
    format!("{COMMENT} {what}\n{}\n", STANDARD.encode([PLAIN, selector, content].concat()))
}

/// Why a file holds no signature that can become a signature line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFileError {
    /// minisign's default form signs a hash of the file.
    #[error("this is minisign's signature over a hash of the file, not over the file")]
    Hashed,
    /// `ssh-keygen -Y sign` signs a structure of its own.
    #[error("this is a signature of ssh-keygen -Y sign, which is not over the file alone")]
    SshSignature,
    /// OpenPGP signs a structure of its own.
    #[error("this is an OpenPGP signature, which is not over the file alone")]
    OpenPgp,
    /// A public or private key.
    #[error("this is a key, not a signature")]
    Key,
    /// Of so many bytes, and of no form that is read.
    #[error("this is no Ed25519 signature: it has {0} bytes, and is in no form that is read")]
    Unknown(usize),
}

/// The 64 bytes of the signature in a file: raw or in base64, or in a signature file of signify or of `minisign -l`.
///
/// # Errors
/// When it holds anything else.
pub fn signature(file: &[u8]) -> Result<[u8; 64], SignatureFileError> {
    if let Ok(raw) = file.try_into() {
        return Ok(raw);
    }
    let unknown = SignatureFileError::Unknown(file.len());
    let text = std::str::from_utf8(file).map_err(|_| unknown)?.trim_start_matches('\u{feff}').trim();
    if let Some(rest) = text.strip_prefix(COMMENT) {
        let mut lines = rest.lines().skip(1);
        let bytes = lines.next().and_then(|base64| STANDARD.decode(base64.trim_end()).ok()).ok_or(unknown)?;
        // signify ends here, or embeds the message; minisign adds a comment and a signature over that too
        let is_alone = lines.next().is_none_or(|line| line.starts_with("trusted comment:"));
        let (algorithm, rest) = bytes.split_first_chunk::<2>().ok_or(unknown)?;
        return match (algorithm, rest.get(8..).map(<[u8; 64]>::try_from)) {
            (PLAIN, Some(Ok(signature))) if is_alone => Ok(signature),
            (HASHED, Some(Ok(_))) => Err(SignatureFileError::Hashed),
            (PLAIN, Some(Err(_))) => Err(SignatureFileError::Key),
            _ => Err(unknown),
        };
    }
    match text {
        _ if text.starts_with("-----BEGIN SSH SIGNATURE-----") => Err(SignatureFileError::SshSignature),
        _ if text.starts_with("-----BEGIN PGP ") => Err(SignatureFileError::OpenPgp),
        _ if text.starts_with("-----BEGIN ") || text.starts_with("ssh-") => Err(SignatureFileError::Key),
        _ => {
            let base64: String = text.split_ascii_whitespace().collect();
            let bytes = STANDARD.decode(base64).ok();
            bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(unknown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;

    fn wrapped(algorithm: &[u8; 2], content: &[u8]) -> String {
        let bytes = [&algorithm[..], &[7; 8], content].concat();
        format!("untrusted comment: a comment\n{}\n", STANDARD.encode(bytes))
    }

    #[test]
    fn a_public_key_is_read_in_every_wrapping() {
        let key = SecretKey::from_seed(&[1; 32]).public();
        let vkey = VerifierKey::new("a".parse().unwrap(), key).to_string();
        for text in
            [&vkey, &format!("\u{feff}{vkey}\r\n"), &public_pem(&key), &wrapped(PLAIN, key.as_bytes())]
        {
            assert_eq!(public_key(text), Some(Ok(key)), "{text}");
        }
        let mut small = [0; 32];
        small[0] = 1;
        assert_eq!(public_key(&wrapped(PLAIN, &small)), Some(Err(PublicKeyError::SmallOrder)));
        for wrong in [
            wrapped(HASHED, key.as_bytes()),
            wrapped(PLAIN, &key.as_bytes()[1..]),
            wrapped(PLAIN, &[3; 64]),
            public_pem(&key).replace("PUBLIC", "PRIVATE"),
            public_pem(&key).replace("MCow", "MCox"),
            "a+00000000+/wEC".to_owned(),
            COMMENT.to_owned(),
            String::new(),
        ] {
            assert_eq!(public_key(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_signature_is_read_in_every_wrapping() {
        let raw: [u8; 64] = std::array::from_fn(|place| place as u8);
        let base64 = STANDARD.encode(raw);
        let (first, second) = base64.split_at(64);
        let minisign = format!("{}trusted comment: timestamp:1\nAAAA\n", wrapped(PLAIN, &raw));
        for file in [&base64, &format!("{first}\r\n{second}\r\n"), &wrapped(PLAIN, &raw), &minisign] {
            assert_eq!(signature(file.as_bytes()), Ok(raw), "{file}");
        }
        assert_eq!(signature(&raw), Ok(raw));
    }

    #[test]
    fn what_is_no_plain_signature_is_called_by_its_name() {
        let raw = [5; 64];
        let embedded = format!("{}the message\n", wrapped(PLAIN, &raw));
        for (file, error) in [
            (wrapped(HASHED, &raw), SignatureFileError::Hashed),
            (wrapped(PLAIN, &[1; 32]), SignatureFileError::Key),
            ("-----BEGIN SSH SIGNATURE-----\nAAAA\n".to_owned(), SignatureFileError::SshSignature),
            ("-----BEGIN PGP SIGNATURE-----\n".to_owned(), SignatureFileError::OpenPgp),
            (public_pem(&SecretKey::from_seed(&[1; 32]).public()), SignatureFileError::Key),
            (String::new(), SignatureFileError::Unknown(0)),
            (embedded.clone(), SignatureFileError::Unknown(embedded.len())),
            (STANDARD.encode([1; 63]), SignatureFileError::Unknown(84)),
            (STANDARD.encode([1; 65]), SignatureFileError::Unknown(88)),
        ] {
            assert_eq!(signature(file.as_bytes()), Err(error), "{file}");
        }
        assert_eq!(signature(&[0xff; 65]), Err(SignatureFileError::Unknown(65)));
    }
}
