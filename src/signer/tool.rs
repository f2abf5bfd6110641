//! Public keys and signatures as openssl, signify, minisign, ssh-keygen, gpg and sq write them.
//!
//! signify (signify(1)) and minisign write two letters for the algorithm, 8 bytes that select a key, then the key or the
//! signature, in base64 under a comment. A signature by another scheme than the key's is refused by name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs8::der::pem;

use crate::key::minisign::{MAX_COMMENT, Parts};
use crate::key::scheme::Scheme;
use crate::key::{PublicKey, PublicKeyError, VerifierKey, openpgp, sshsig};
use crate::signer::openpgp::dearmored;
use crate::signer::ssh;

/// What signify and minisign write for Ed25519 over the message itself.
const PLAIN: &[u8; 2] = b"Ed";

/// What minisign writes for Ed25519 over the message's BLAKE2b hash.
const HASHED: &[u8; 2] = b"ED";

/// A SubjectPublicKeyInfo of Ed25519 up to its key (RFC 8410, section 4).
const SPKI: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// How the first line of what signify and minisign write begins.
pub(super) const COMMENT: &str = "untrusted comment:";

/// How minisign's second comment begins, which its second signature covers.
const TRUSTED: &str = "trusted comment:";

/// The lines around a signature of `ssh-keygen -Y sign`.
const ARMOR_BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const ARMOR_END: &str = "-----END SSH SIGNATURE-----";

/// The key in a verifier key, in what `openssl pkey -pubout` writes, or in a public key file of signify or
/// minisign; nothing if `text` is none of these.
pub(super) fn public_key(text: &str) -> Option<Result<(Scheme, PublicKey), PublicKeyError>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if let Ok(key) = text.parse::<VerifierKey>() {
        return key.scheme().zip(key.ed25519().copied()).map(Ok);
    }
    let plain = |key: PublicKey| (Scheme::Plain, key);
    if let Some(base64) = text.strip_prefix(COMMENT).and_then(|rest| rest.lines().nth(1)) {
        let bytes = STANDARD.decode(base64.trim_end()).ok()?;
        let key = bytes.strip_prefix(PLAIN)?.get(8..)?;
        return (key.len() == 32).then(|| PublicKey::from_bytes(key).map(plain));
    }
    let (label, der) = pem::decode_vec(text.as_bytes()).ok()?;
    let key = der.strip_prefix(SPKI).filter(|_| label == "PUBLIC KEY")?;
    Some(PublicKey::from_bytes(key).map(plain))
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

/// A signature by `key` as a signature file of minisign.
pub fn minisign_signature(key: &PublicKey, parts: &Parts<'_>) -> String {
    let (selector, _) = key.as_bytes().split_at(8);
    let first = STANDARD.encode([HASHED, selector, parts.signature].concat());
    let global = STANDARD.encode(parts.global);
    format!("{COMMENT} signature\n{first}\n{TRUSTED} {}\n{global}\n", parts.comment)
}

/// `key` as a public key file of OpenSSH, that of a token if it signs so.
pub fn ssh_public(key: &PublicKey, scheme: Scheme) -> String {
    let (name, blob) = match scheme {
        Scheme::Fido => (sshsig::FIDO, sshsig::fido_blob(key)),
        _ => (sshsig::ED25519, sshsig::blob(key)),
    };
    format!("{name} {}\n", STANDARD.encode(blob))
}

/// A signature of `ssh-keygen -Y sign` as it writes it.
pub fn armored(signature: &[u8]) -> String {
    let mut out = format!("{ARMOR_BEGIN}\n");
    let base64 = STANDARD.encode(signature);
    for (at, character) in base64.chars().enumerate() {
        if at > 0 && at.is_multiple_of(70) {
            out.push('\n');
        }
        out.push(character);
    }
    format!("{out}\n{ARMOR_END}\n")
}

/// What signify selects a key by is any 8 bytes: here the first of the key.
fn signify(what: &str, key: &PublicKey, content: &[u8]) -> String {
    let (selector, _) = key.as_bytes().split_at(8);
    format!("{COMMENT} {what}\n{}\n", STANDARD.encode([PLAIN, selector, content].concat()))
}

/// How a signature file says that its signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// Over the file itself.
    Plain,
    /// By `ssh-keygen -Y sign`, with a token or not.
    SshSig,
    /// By minisign in its default form.
    Minisign,
    /// By `gpg` or `sq`.
    OpenPgp,
}

impl From<Scheme> for Wrapping {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Plain => Self::Plain,
            Scheme::SshSig | Scheme::Fido => Self::SshSig,
            Scheme::Minisign => Self::Minisign,
            Scheme::OpenPgp(_) => Self::OpenPgp,
        }
    }
}

/// Why a file holds no signature that can become a signature line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFileError {
    /// It is by another scheme than the key is listed with.
    #[error("{}", called(*found))]
    OtherScheme {
        /// That of the signature.
        found: Wrapping,
        /// That of the key.
        wanted: Wrapping,
    },
    /// minisign's comment is one that no signature line holds.
    #[error("its trusted comment has more than {MAX_COMMENT} bytes, or holds control characters")]
    Comment,
    /// What gpg and sq write when they are not asked for a signature apart.
    #[error("this is a text with its OpenPGP signature around it, not a signature apart")]
    Around,
    /// A public or private key.
    #[error("this is a key, not a signature")]
    Key,
    /// Of so many bytes, and of no form that is read.
    #[error("this is no Ed25519 signature: it has {0} bytes, and is in no form that is read")]
    Unknown(usize),
}

/// What a signature is called that is not by the scheme of the key.
fn called(wrapping: Wrapping) -> &'static str {
    match wrapping {
        Wrapping::Plain => "this is a signature over the file itself",
        Wrapping::SshSig => "this is a signature of ssh-keygen -Y sign, which is not over the file alone",
        Wrapping::Minisign => "this is minisign's signature over a hash of the file, not over the file",
        Wrapping::OpenPgp => "this is an OpenPGP signature, which is not over the file alone",
    }
}

/// The signature in a file as a signature line holds it: for [`Scheme::Plain`] 64 bytes, raw or in base64, or in a
/// signature file of signify or of `minisign -l`; else in the form of `ssh-keygen -Y sign`, of `minisign`, or of `gpg` and
/// `sq`, armored or not.
///
/// # Errors
/// When it holds anything else.
pub fn signature(file: &[u8], wanted: Scheme) -> Result<Vec<u8>, SignatureFileError> {
    let (found, signature) = read(file)?;
    let wanted = wanted.into();
    if found == wanted { Ok(signature) } else { Err(SignatureFileError::OtherScheme { found, wanted }) }
}

/// Why a signature in the form of a tool is none by `key`, as far as its own content says.
pub fn objection(scheme: Scheme, key: &PublicKey, made: &[u8]) -> Option<String> {
    match scheme {
        Scheme::SshSig | Scheme::Fido => {
            Some(sshsig::objection(key, scheme == Scheme::Fido, made).to_string())
        }
        Scheme::Minisign => Parts::of(made)
            .filter(|parts| !parts.is_own_comment(key))
            .map(|_| "its trusted comment is not the one that was signed, or the key another".to_owned()),
        // of what it is over nothing is said: no text is given
        Scheme::OpenPgp(head) => openpgp::check(key, head, b"", made).err().map(|why| why.to_string()),
        Scheme::Plain => None,
    }
}

/// The signature in a file, and how it was made.
fn read(file: &[u8]) -> Result<(Wrapping, Vec<u8>), SignatureFileError> {
    if file.len() == 64 {
        return Ok((Wrapping::Plain, file.to_vec()));
    }
    // the first byte of a signature packet, which begins no text of the others
    if let [0x88..=0x8a | 0xc2, ..] = file {
        return Ok((Wrapping::OpenPgp, file.to_vec()));
    }
    let unknown = SignatureFileError::Unknown(file.len());
    let text = std::str::from_utf8(file).map_err(|_| unknown)?.trim_start_matches('\u{feff}').trim();
    if let Some(rest) = text.strip_prefix(COMMENT) {
        let mut lines = rest.lines().skip(1);
        let bytes = lines.next().and_then(|base64| STANDARD.decode(base64.trim_end()).ok()).ok_or(unknown)?;
        // signify ends here, or embeds the message; minisign adds a comment and a signature over that too
        let comment = lines.next();
        let is_alone = comment.is_none_or(|line| line.starts_with(TRUSTED));
        let (algorithm, rest) = bytes.split_first_chunk::<2>().ok_or(unknown)?;
        return match (algorithm, rest.get(8..).map(<[u8; 64]>::try_from)) {
            (PLAIN, Some(Ok(signature))) if is_alone => Ok((Wrapping::Plain, signature.to_vec())),
            (HASHED, Some(Ok(signature))) => {
                let comment = comment.and_then(|line| line.strip_prefix(TRUSTED)?.strip_prefix(' '));
                let global = lines.next().and_then(|base64| STANDARD.decode(base64.trim_end()).ok());
                let (comment, global) = comment.zip(global).ok_or(unknown)?;
                let whole = [&signature, &*global, comment.as_bytes()].concat();
                match Parts::of(&whole) {
                    _ if global.len() != 64 => Err(unknown),
                    Some(_) => Ok((Wrapping::Minisign, whole)),
                    None => Err(SignatureFileError::Comment),
                }
            }
            (PLAIN, Some(Err(_))) => Err(SignatureFileError::Key),
            _ => Err(unknown),
        };
    }
    match text {
        _ if text.starts_with(ARMOR_BEGIN) => {
            let decoded = ssh::decode(text).filter(|_| text.ends_with(ARMOR_END));
            decoded.map(|bytes| (Wrapping::SshSig, bytes.to_vec())).ok_or(unknown)
        }
        _ if text.starts_with("-----BEGIN PGP SIGNATURE-----") => {
            dearmored(text, "SIGNATURE").map(|bytes| (Wrapping::OpenPgp, bytes)).ok_or(unknown)
        }
        _ if text.starts_with("-----BEGIN PGP SIGNED MESSAGE")
            || text.starts_with("-----BEGIN PGP MESSAGE") =>
        {
            Err(SignatureFileError::Around)
        }
        _ if text.starts_with("-----BEGIN ") || text.starts_with("ssh-") => Err(SignatureFileError::Key),
        _ => {
            let base64: String = text.split_ascii_whitespace().collect();
            let bytes = STANDARD.decode(base64).ok().filter(|bytes| bytes.len() == 64);
            bytes.map(|bytes| (Wrapping::Plain, bytes)).ok_or(unknown)
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
            assert_eq!(public_key(text), Some(Ok((Scheme::Plain, key))), "{text}");
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
            assert_eq!(signature(file.as_bytes(), Scheme::Plain), Ok(raw.to_vec()), "{file}");
        }
        assert_eq!(signature(&raw, Scheme::Plain), Ok(raw.to_vec()));
    }

    #[test]
    fn what_is_written_for_a_tool_is_read_again() {
        let secret = SecretKey::from_seed(&[1; 32]);
        let key = secret.public();
        let made = |bytes: &[u8]| Ok::<_, std::convert::Infallible>(secret.sign(bytes));
        for scheme in [Scheme::SshSig, Scheme::Minisign] {
            let Ok(line) = scheme.sign(&key, b"text", made);
            let line = line.unwrap();
            let file = match Parts::of(&line) {
                Some(parts) if scheme == Scheme::Minisign => minisign_signature(&key, &parts),
                _ => armored(&line),
            };
            assert_eq!(signature(file.as_bytes(), scheme), Ok(line.clone()));
            assert!(scheme.verify(&key, b"text", &line) && !scheme.verify(&key, b"texts", &line));
            let crlf = file.replace('\n', "\r\n");
            assert_eq!(signature(crlf.as_bytes(), scheme), Ok(line), "{crlf}");
            let error = SignatureFileError::OtherScheme { found: scheme.into(), wanted: Wrapping::Plain };
            assert_eq!(signature(file.as_bytes(), Scheme::Plain), Err(error));
        }
    }

    #[test]
    fn a_trusted_comment_is_plain_and_of_1024_bytes_at_most() {
        let file = |comment: &str| {
            let global = STANDARD.encode([4; 64]);
            format!("{}trusted comment: {comment}\n{global}\n", wrapped(HASHED, &[3; 64]))
        };
        let read = |comment: &str| signature(file(comment).as_bytes(), Scheme::Minisign);
        for comment in ["timestamp:1\tfile:a", "", &"x".repeat(1024)] {
            assert_eq!(read(comment).unwrap()[128..], *comment.as_bytes());
        }
        for comment in ["\u{1b}[1m", "\u{85}", "a\rb", &"x".repeat(1025)] {
            assert_eq!(read(comment), Err(SignatureFileError::Comment), "{comment:?}");
        }
    }

    #[test]
    fn what_is_no_plain_signature_is_called_by_its_name() {
        let raw = [5; 64];
        let embedded = format!("{}the message\n", wrapped(PLAIN, &raw));
        for (file, error) in [
            (wrapped(PLAIN, &[1; 32]), SignatureFileError::Key),
            ("-----BEGIN SSH SIGNATURE-----\nAAAA\n".to_owned(), SignatureFileError::Unknown(35)),
            (wrapped(HASHED, &raw), SignatureFileError::Unknown(wrapped(HASHED, &raw).len())),
            ("-----BEGIN PGP SIGNATURE-----\n".to_owned(), SignatureFileError::Unknown(30)),
            ("-----BEGIN PGP SIGNED MESSAGE-----\n".to_owned(), SignatureFileError::Around),
            (public_pem(&SecretKey::from_seed(&[1; 32]).public()), SignatureFileError::Key),
            (String::new(), SignatureFileError::Unknown(0)),
            (embedded.clone(), SignatureFileError::Unknown(embedded.len())),
            (STANDARD.encode([1; 63]), SignatureFileError::Unknown(84)),
            (STANDARD.encode([1; 65]), SignatureFileError::Unknown(88)),
        ] {
            assert_eq!(signature(file.as_bytes(), Scheme::Plain), Err(error), "{file}");
        }
        assert_eq!(signature(&[0xff; 65], Scheme::Plain), Err(SignatureFileError::Unknown(65)));
    }
}
