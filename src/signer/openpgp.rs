//! OpenPGP certificates (RFC 9580, section 10.1): which of their Ed25519 keys may sign here.
//!
//! That is the primary key, or a subkey that the primary key bound and that signed this in turn, if the newest signature
//! about it by its owner says that it signs, and it is neither revoked nor expired. What others say of a certificate is
//! passed over, and so is whatever is not signed by the three hashes that signatures here may have. A certificate whose
//! primary key is of another algorithm is refused, since nothing can be told about its subkeys without it.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::openpgp::{
    EXPIRES, Fingerprint, Head, MADE, Packet, SIGNATURE, algorithm_name, framed, take_packet,
};
use crate::key::scheme::Scheme;
use crate::key::{PublicKey, PublicKeyError};

// Types of packets (RFC 9580, section 5).
const SECRET_KEY: u8 = 5;
const PUBLIC_KEY: u8 = 6;
const SECRET_SUBKEY: u8 = 7;
const USER_ID: u8 = 13;
const PUBLIC_SUBKEY: u8 = 14;
const USER_ATTRIBUTE: u8 = 17;

// Types of signatures (section 5.2.1).
const CERTIFICATIONS: [u8; 4] = [0x10, 0x11, 0x12, 0x13];
const BINDING: u8 = 0x18;
const BACK: u8 = 0x19;
const DIRECT: u8 = 0x1f;
const REVOKES_KEY: u8 = 0x20;
const REVOKES_SUBKEY: u8 = 0x28;
const REVOKES_NAME: u8 = 0x30;

// Subpackets (section 5.2.3).
const KEY_EXPIRES: u8 = 9;
const FLAGS: u8 = 27;
const EMBEDDED: u8 = 32;

/// The critical subpackets about a key that say nothing against it: times, preferences, names, flags, features.
const KNOWN: [u8; 16] =
    [MADE, EXPIRES, 7, KEY_EXPIRES, 11, 16, 21, 22, 23, 24, 25, FLAGS, 30, EMBEDDED, 33, 34];

/// The flag of a key that signs.
const SIGNS: u8 = 0x02;

/// Why a key of a certificate does not sign here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Of another algorithm: its name.
    #[error("its algorithm is {0}, and every signature here is Ed25519")]
    Algorithm(&'static str),
    /// Refused as a public key.
    #[error(transparent)]
    Key(#[from] PublicKeyError),
    /// No valid signature of the owner binds it to the certificate.
    #[error("no valid signature by its owner says what it is for")]
    NotBound,
    /// It is for encryption, for certifying or for logging in alone.
    #[error("it is not for signing")]
    NotForSigning,
    /// A subkey that did not sign its being one.
    #[error("it did not sign that it belongs to this certificate")]
    NoBackSignature,
    /// Its owner revoked it.
    #[error("it is revoked")]
    Revoked,
    /// Its time is over.
    #[error("it is expired")]
    Expired,
}

/// A key that signs here, or why it does not.
type Fit = Result<(Scheme, PublicKey), Unfit>;

/// Why a certificate gives no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not of its form.
    #[error("it is broken")]
    Broken,
    /// It holds secret keys.
    #[error("it is a private key, which is not read here")]
    Secret,
    /// It is the first of several.
    #[error("there are several certificates in it")]
    Several,
    /// The primary key, on which everything else depends, or the key that was asked for.
    #[error("{0}: {1}")]
    Key(String, Unfit),
    /// None of its keys signs here: why, of each.
    #[error("none of its keys can sign here: {}", .0.iter().map(|(key, why)| format!("{key}: {why}")).collect::<Vec<_>>().join("; "))]
    None(Vec<(String, Unfit)>),
    /// Several do: their fingerprints.
    #[error("several of its keys can sign: {}", .0.join(", "))]
    Choice(Vec<String>),
    /// None has the fingerprint that was asked for.
    #[error("it holds no key {0}")]
    Absent(String),
}

/// The packets of the certificate in a file, or nothing if it seems to hold none.
pub(super) fn packets(file: &[u8]) -> Option<Result<Cow<'_, [u8]>, CertificateError>> {
    if let [0x98 | 0x99 | 0xc6, ..] = file {
        return Some(Ok(Cow::Borrowed(file)));
    }
    if let [0x94 | 0x95 | 0xc5, ..] = file {
        return Some(Err(CertificateError::Secret));
    }
    let text = std::str::from_utf8(file).ok()?.trim_start_matches('\u{feff}').trim();
    match text.strip_prefix("-----BEGIN PGP ")?.split_once("-----")? {
        ("PUBLIC KEY BLOCK", _) => {
            let packets = dearmored(text, "PUBLIC KEY BLOCK").map(Cow::Owned);
            Some(packets.ok_or(CertificateError::Broken))
        }
        ("PRIVATE KEY BLOCK", _) => Some(Err(CertificateError::Secret)),
        _ => None,
    }
}

/// What stands in ASCII armor under this label (RFC 9580, section 6.2), headers and the checksum left out.
pub(super) fn dearmored(text: &str, label: &str) -> Option<Vec<u8>> {
    let inner = text.strip_prefix(&*format!("-----BEGIN PGP {label}-----"))?;
    let inner = inner.strip_suffix(&*format!("-----END PGP {label}-----"))?;
    let mut lines = inner.lines().map(str::trim_end).skip(1);
    lines.by_ref().find(|line| line.is_empty())?;
    let base64: String = lines.filter(|line| !line.starts_with('=')).collect();
    STANDARD.decode(base64).ok()
}

/// The key that signs at `now`, seconds since 1970: the one with the fingerprint `wanted`, or else the only one.
///
/// # Errors
/// When there is none, or more than one, or something is wrong with the whole.
pub(super) fn signing_key(
    packets: &[u8],
    wanted: Option<&str>,
    now: i64,
) -> Result<(Scheme, PublicKey), CertificateError> {
    let parts = parts(packets)?;
    let (first, others) = parts.split_first().ok_or(CertificateError::Broken)?;
    let primary = Primary::new(first, &parts, now)
        .map_err(|why| CertificateError::Key(Fingerprint::of(first.body).to_string(), why))?;
    let subkeys = others.iter().filter(|part| part.kind == PUBLIC_SUBKEY);
    let own = (first.body, primary.signs());
    let keys =
        [own].into_iter().chain(subkeys.map(|subkey| (subkey.body, primary.signs_by(subkey, &parts, now))));
    let keys: Vec<(String, Fit)> = keys.map(|(body, fit)| (Fingerprint::of(body).to_string(), fit)).collect();
    if let Some(wanted) = wanted {
        let wanted = wanted.replace(' ', "").to_ascii_uppercase();
        let found = keys.into_iter().find(|(name, _)| *name == wanted);
        let (name, fit) = found.ok_or(CertificateError::Absent(wanted))?;
        return fit.map_err(|why| CertificateError::Key(name, why));
    }
    let fit: Vec<_> = keys.iter().filter_map(|(name, fit)| Some((name, fit.ok()?))).collect();
    match fit.as_slice() {
        [(_, key)] => Ok(*key),
        [] => Err(CertificateError::None(
            keys.into_iter().filter_map(|(name, fit)| Some((name, fit.err()?))).collect(),
        )),
        several => Err(CertificateError::Choice(several.iter().map(|(name, _)| (*name).clone()).collect())),
    }
}

/// A key or a name, and the signatures behind it.
struct Part<'c> {
    /// The type of its packet.
    kind: u8,
    body: &'c [u8],
    signatures: Vec<Packet<'c>>,
}

/// The parts of a certificate, the primary key first, each once, however often it stands there. Packets of other types are passed over, and signatures of other
/// versions.
fn parts(mut packets: &[u8]) -> Result<Vec<Part<'_>>, CertificateError> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut at = 0;
    while !packets.is_empty() {
        let (kind, body) = take_packet(&mut packets).ok_or(CertificateError::Broken)?;
        match (kind, parts.get_mut(at)) {
            (PUBLIC_KEY, None) | (USER_ID | USER_ATTRIBUTE | PUBLIC_SUBKEY, Some(_)) => {
                let before = parts.iter().position(|part| part.kind == kind && part.body == body);
                at = before.unwrap_or(parts.len());
                if before.is_none() {
                    parts.push(Part { kind, body, signatures: Vec::new() });
                }
            }
            (PUBLIC_KEY, Some(_)) => return Err(CertificateError::Several),
            (SECRET_KEY | SECRET_SUBKEY, _) => return Err(CertificateError::Secret),
            (SIGNATURE, Some(part)) => part.signatures.extend(Packet::parse(body)),
            (_, None) => return Err(CertificateError::Broken),
            _ => {}
        }
    }
    Ok(parts)
}

/// A key as it stands in a packet.
fn key(body: &[u8]) -> Result<(Head, PublicKey), Unfit> {
    let (head, key) = Head::split(body).ok_or(Unfit::Algorithm(match body.get(5) {
        // the curve, or the form, is another
        Some(22 | 27) | None => "unknown",
        Some(algorithm) => algorithm_name(*algorithm),
    }))?;
    Ok((head, PublicKey::from_bytes(key)?))
}

/// A primary key that is neither revoked nor expired.
struct Primary<'c> {
    body: &'c [u8],
    head: Head,
    key: PublicKey,
    flags: u8,
}

impl<'c> Primary<'c> {
    fn new(part: &Part<'c>, all: &[Part<'c>], now: i64) -> Result<Self, Unfit> {
        let (head, key) = key(part.body)?;
        let mut primary = Self { body: part.body, head, key, flags: 0 };
        if primary.revokes(part, all, REVOKES_KEY) {
            return Err(Unfit::Revoked);
        }
        let names = all.iter().filter(|part| matches!(part.kind, USER_ID | USER_ATTRIBUTE));
        let of_names = names.flat_map(|name| {
            let revoked =
                primary.own(name, &[REVOKES_NAME]).filter_map(|signature| signature.number(MADE)).max();
            let certified = primary.own(name, &CERTIFICATIONS);
            certified.filter(move |signature| signature.number(MADE) > revoked)
        });
        let newest = newest(primary.own(part, &[DIRECT]).chain(of_names), now).ok_or(Unfit::NotBound)?;
        if is_over(head, newest, now) {
            return Err(Unfit::Expired);
        }
        primary.flags = flags(newest);
        Ok(primary)
    }

    /// Whether it signs files itself.
    fn signs(&self) -> Fit {
        if self.flags & SIGNS == 0 {
            Err(Unfit::NotForSigning)
        } else {
            Ok((Scheme::OpenPgp(self.head), self.key))
        }
    }

    /// Whether a subkey signs files.
    fn signs_by(&self, subkey: &Part<'c>, all: &[Part<'c>], now: i64) -> Fit {
        let (head, key) = key(subkey.body)?;
        if self.revokes(subkey, all, REVOKES_SUBKEY) {
            return Err(Unfit::Revoked);
        }
        let newest = newest(self.own(subkey, &[BINDING]), now).ok_or(Unfit::NotBound)?;
        if flags(newest) & SIGNS == 0 {
            return Err(Unfit::NotForSigning);
        }
        if is_over(head, newest, now) {
            return Err(Unfit::Expired);
        }
        let bound = self.covered(subkey);
        let embedded = newest.subpackets().filter(|each| each.kind == EMBEDDED);
        let mut embedded = embedded.filter_map(|each| Packet::parse(each.content));
        match embedded.any(|back| back.kind == BACK && back.is_by(&key, head, &bound)) {
            true => Ok((Scheme::OpenPgp(head), key)),
            false => Err(Unfit::NoBackSignature),
        }
    }

    /// Whether a signature of this type revokes a key: behind whatever part it stands, it says which key it is about.
    fn revokes(&self, revoked: &Part<'_>, all: &[Part<'_>], kind: u8) -> bool {
        let covered = self.covered(revoked);
        let mut signatures = all.iter().flat_map(|part| &part.signatures);
        signatures.any(|signature| signature.kind == kind && signature.is_by(&self.key, self.head, &covered))
    }

    /// The valid signatures of these types that its owner made about a part.
    fn own<'p>(
        &self,
        part: &'p Part<'c>,
        kinds: &'p [u8],
    ) -> impl Iterator<Item = &'p Packet<'c>> + use<'p, 'c> {
        let (key, head, covered) = (self.key, self.head, self.covered(part));
        let of_kind = part.signatures.iter().filter(|signature| kinds.contains(&signature.kind));
        of_kind.filter(move |signature| signature.is_by(&key, head, &covered))
    }

    /// What a signature about a part is over (RFC 9580, section 5.2.4).
    fn covered(&self, part: &Part<'_>) -> Vec<u8> {
        let length = u32::try_from(part.body.len()).unwrap_or(u32::MAX).to_be_bytes();
        let more = match part.kind {
            USER_ID => [&[0xb4], &length[..], part.body].concat(),
            USER_ATTRIBUTE => [&[0xd1], &length[..], part.body].concat(),
            PUBLIC_SUBKEY => framed(part.body),
            _ => Vec::new(),
        };
        [framed(self.body), more].concat()
    }
}

/// The newest of the signatures that hold at `now`; of two of one second, the one that stands further behind.
fn newest<'p, 'c: 'p>(signatures: impl Iterator<Item = &'p Packet<'c>>, now: i64) -> Option<&'p Packet<'c>> {
    let lapses = |signature: &Packet<'_>| {
        let lasts = signature.number(EXPIRES).filter(|seconds| *seconds > 0);
        lasts
            .zip(signature.number(MADE))
            .is_some_and(|(seconds, made)| i64::from(made) + i64::from(seconds) <= now)
    };
    let holding = signatures.filter(|signature| {
        signature.number(MADE).is_some()
            && signature.unknown_condition(&KNOWN).is_none()
            && !lapses(signature)
    });
    holding.max_by_key(|signature| signature.number(MADE))
}

/// Whether the time of a key is over, by the newest signature about it.
fn is_over(head: Head, newest: &Packet<'_>, now: i64) -> bool {
    let lasts = newest.number(KEY_EXPIRES).filter(|seconds| *seconds > 0);
    lasts.is_some_and(|seconds| i64::from(head.created()) + i64::from(seconds) <= now)
}

fn flags(signature: &Packet<'_>) -> u8 {
    signature.only(FLAGS).and_then(<[u8]>::first).copied().unwrap_or_default()
}
