//! Signatures of OpenPGP (RFC 9580) over a file, by Ed25519 keys: what `gpg --detach-sign` and `sq sign --detached` make.
//!
//! A verifier key holds the body of the public key packet, since OpenPGP names a key by a hash of that. A signature line
//! holds the signature packet, as the tool wrote it. What is in it is known beforehand or covered by the signature, but
//! for how the packet states its length; what would limit the signature is refused.

use std::fmt;

use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::key::PublicKey;

/// The type of a signature packet.
pub(crate) const SIGNATURE: u8 = 2;

/// The type of a signature over a file as it stands.
const BINARY: u8 = 0x00;

/// The type of a signature over a file whose line ends are changed first.
const TEXT: u8 = 0x01;

// Subpackets of a signature (RFC 9580, section 5.2.3.7).
pub(crate) const MADE: u8 = 2;
pub(crate) const EXPIRES: u8 = 3;
const ISSUER: u8 = 16;
const ISSUER_FINGERPRINT: u8 = 33;

/// What stands before the 32 bytes of a key in the body of its packet (RFC 9580, sections 5.5.2 and 5.5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Head {
    form: Form,
    /// When the key was made, in seconds since 1970.
    created: u32,
}

/// The versions and algorithms of Ed25519 keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Form {
    /// Version 4, EdDSALegacy: what gpg and sq make.
    Legacy,
    /// Version 4, Ed25519.
    V4,
    /// Version 6, Ed25519.
    V6,
}

impl Form {
    const ALL: [Self; 3] = [Self::Legacy, Self::V4, Self::V6];

    fn version(self) -> u8 {
        if self == Self::V6 { 6 } else { 4 }
    }

    fn algorithm(self) -> u8 {
        if self == Self::Legacy { 22 } else { 27 }
    }

    /// What stands between the algorithm and the key: the curve's object identifier, the length of the number of 263 bits
    /// that 0x40 and the key make; or the key's length.
    fn between(self) -> &'static [u8] {
        match self {
            Self::Legacy => &[9, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01, 0x01, 0x07, 0x40],
            Self::V4 => &[],
            Self::V6 => &[0, 0, 0, 32],
        }
    }
}

impl Head {
    /// Takes it from the front of a packet's body; the rest should be the key.
    pub fn split(body: &[u8]) -> Option<(Self, &[u8])> {
        let mut rest = body;
        let [version] = *take(&mut rest)?;
        let created = u32::from_be_bytes(*take(&mut rest)?);
        let [algorithm] = *take(&mut rest)?;
        let mut forms = Form::ALL.into_iter();
        let form = forms.find(|form| {
            (form.version(), form.algorithm()) == (version, algorithm) && rest.starts_with(form.between())
        })?;
        Some((Self { form, created }, rest.strip_prefix(form.between())?))
    }

    /// Its bytes.
    pub fn bytes(self) -> Vec<u8> {
        let Self { form, created } = self;
        [&[form.version()], &created.to_be_bytes()[..], &[form.algorithm()], form.between()].concat()
    }

    /// When the key was made, in seconds since 1970.
    pub fn created(self) -> u32 {
        self.created
    }

    /// What OpenPGP calls the key with this head.
    pub fn fingerprint(self, key: &PublicKey) -> Fingerprint {
        Fingerprint::of(&[&self.bytes()[..], key.as_bytes()].concat())
    }
}

/// The name of a key in OpenPGP: the hash of its packet, SHA-1 where its version is 4.
///
/// Nothing here goes by it but what is said to people: a key is compared by its 32 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    version: u8,
    hash: Vec<u8>,
}

impl Fingerprint {
    /// That of the key whose packet has this body.
    pub(crate) fn of(body: &[u8]) -> Self {
        let (version, framed) = (body.first().copied().unwrap_or_default(), framed(body));
        let hash = if version == 6 { Sha256::digest(framed).to_vec() } else { Sha1::digest(framed).to_vec() };
        Self { version, hash }
    }

    /// The part of it by which older tools select a key.
    fn key_id(&self) -> &[u8] {
        let ends = if self.version == 6 { self.hash.first_chunk::<8>() } else { self.hash.last_chunk::<8>() };
        ends.map_or(&[], |key_id| key_id)
    }

    /// As a subpacket has it.
    fn bytes(&self) -> Vec<u8> {
        [&[self.version], &self.hash[..]].concat()
    }
}

/// In capital hexadecimal digits, as gpg and sq write it.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// The body of a key's packet as it is hashed (RFC 9580, section 5.2.4).
pub(crate) fn framed(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
    let [_, _, low @ ..] = length;
    match body.first() {
        Some(6) => [&[0x9b], &length[..], body].concat(),
        _ => [&[0x99], &low[..], body].concat(),
    }
}

/// What an algorithm of OpenPGP is called (RFC 9580, section 9.1).
pub(crate) fn algorithm_name(algorithm: u8) -> &'static str {
    match algorithm {
        1..=3 => "RSA",
        16 => "Elgamal",
        17 => "DSA",
        18 => "ECDH",
        19 => "ECDSA",
        22 => "EdDSA",
        25 => "X25519",
        26 => "X448",
        27 => "Ed25519",
        28 => "Ed448",
        _ => "unknown",
    }
}

/// A hash that a signature may be over (RFC 9580, section 9.5).
#[derive(Clone, Copy)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of(number: u8) -> Option<Self> {
        match number {
            8 => Some(Self::Sha256),
            9 => Some(Self::Sha384),
            10 => Some(Self::Sha512),
            _ => None,
        }
    }

    /// How many bytes of salt stand before what a signature of version 6 is over.
    fn salt(self) -> usize {
        match self {
            Self::Sha256 => 16,
            Self::Sha384 => 24,
            Self::Sha512 => 32,
        }
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// A signature packet, of which nothing is checked.
pub(crate) struct Packet<'p> {
    version: u8,
    /// The type of the signature: what it is over, and why.
    pub(crate) kind: u8,
    algorithm: u8,
    hash: u8,
    /// What of the packet the signature covers.
    covered: &'p [u8],
    hashed: Vec<Subpacket<'p>>,
    unhashed: Vec<Subpacket<'p>>,
    /// The first bytes of the hash.
    left: [u8; 2],
    salt: &'p [u8],
    /// R and S, by an algorithm of [`Form`].
    made: Option<[u8; 64]>,
}

/// A part of a signature packet.
pub(crate) struct Subpacket<'p> {
    pub(crate) kind: u8,
    /// Whether who does not know this type should refuse the signature.
    pub(crate) is_critical: bool,
    pub(crate) content: &'p [u8],
}

impl<'p> Packet<'p> {
    /// Reads the body of a signature packet of version 4 or 6.
    pub(crate) fn parse(body: &'p [u8]) -> Option<Self> {
        let mut rest = body;
        let [version, kind, algorithm, hash] = *take(&mut rest)?;
        let hashed = subpackets(take_area(&mut rest, version)?)?;
        let covered = body.strip_suffix(rest)?;
        let unhashed = subpackets(take_area(&mut rest, version)?)?;
        let left = *take(&mut rest)?;
        let mut salt: &[u8] = &[];
        if version == 6 {
            let [length] = *take(&mut rest)?;
            salt = take_bytes(&mut rest, length.into())?;
        }
        let made = match algorithm {
            22 => {
                let parts = (take_number(&mut rest), take_number(&mut rest));
                let made = parts.0.zip(parts.1).filter(|_| rest.is_empty());
                made.and_then(|(r, s)| [r, s].concat().try_into().ok())
            }
            27 => rest.try_into().ok(),
            _ => None,
        };
        Some(Self { version, kind, algorithm, hash, covered, hashed, unhashed, left, salt, made })
    }

    /// Its only hashed subpacket of a type.
    pub(crate) fn only(&self, kind: u8) -> Option<&'p [u8]> {
        let mut those = self.hashed.iter().filter(|each| each.kind == kind);
        those.next().filter(|_| those.next().is_none()).map(|only| only.content)
    }

    /// The number in its only hashed subpacket of a type.
    pub(crate) fn number(&self, kind: u8) -> Option<u32> {
        Some(u32::from_be_bytes(self.only(kind)?.try_into().ok()?))
    }

    /// Its subpackets, hashed or not.
    pub(crate) fn subpackets(&self) -> impl Iterator<Item = &Subpacket<'p>> {
        self.hashed.iter().chain(&self.unhashed)
    }

    /// The type of a critical hashed subpacket, if it is none of these.
    pub(crate) fn unknown_condition(&self, known: &[u8]) -> Option<u8> {
        let unknown = self.hashed.iter().find(|each| each.is_critical && !known.contains(&each.kind));
        unknown.map(|each| each.kind)
    }

    /// Whether it is a signature by the key with this head over `data`, by one of the three hashes.
    pub(crate) fn is_by(&self, key: &PublicKey, head: Head, data: &[u8]) -> bool {
        let is_of_form = (self.version, self.algorithm) == (head.form.version(), head.form.algorithm());
        let (Some(hash), Some(made), true) = (Hash::of(self.hash), self.made, is_of_form) else {
            return false;
        };
        let length = u32::try_from(self.covered.len()).unwrap_or(u32::MAX).to_be_bytes();
        let end = [&[self.version, 0xff], &length[..]].concat();
        let digest = hash.digest(&[self.salt, data, self.covered, &end].concat());
        let is_salted = self.salt.len() == if self.version == 6 { hash.salt() } else { 0 };
        is_salted && digest.starts_with(&self.left) && key.verify(&digest, &made)
    }
}

/// Why a signature of OpenPGP is none by a key over a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenPgpError {
    /// Not of its form.
    #[error("it is broken: no OpenPGP signature packet")]
    Broken,
    /// More than one packet, or bytes behind it.
    #[error("there is more in it than one signature")]
    More,
    /// Of another type than 0x00.
    #[error("{}", called(*.0))]
    Kind(u8),
    /// By a key of another algorithm or version: which.
    #[error("it is by a key of another algorithm or version: {0}")]
    Algorithm(&'static str),
    /// Over another hash.
    #[error("it is over another hash than SHA-256, SHA-384 or SHA-512")]
    Hash,
    /// It names no key that made it, or more than one.
    #[error("it does not name the one key that made it")]
    NoIssuer,
    /// By another key, or another subkey of the same certificate.
    #[error("it names another key: it is by {found}, and listed is {listed}")]
    OtherKey {
        /// The fingerprint that it holds, or the part of one.
        found: String,
        /// That of the key.
        listed: String,
    },
    /// It says when it was made not once, or before its key was made.
    #[error("it was made before its key, or does not say when")]
    Time,
    /// It lapses, where what it signs is for ever.
    #[error("it says that it expires, and what it signs does not")]
    Expires,
    /// A critical subpacket of a type that is not known here.
    #[error("it makes a condition that is not known here: a critical subpacket of type {0}")]
    Critical(u8),
    /// A subpacket that the signature does not cover, and that does not name the key: its type.
    #[error("it holds what nobody signed: an unhashed subpacket of type {0}")]
    Unhashed(u8),
    /// All is as it should be, but for the text.
    #[error("it is not valid for this text")]
    Invalid,
}

fn called(kind: u8) -> String {
    match kind {
        TEXT => "it is over the file as text, with other line ends (type 0x01), not over the file".to_owned(),
        _ => format!("it is of the type {kind:#04x}, and no signature over a file"),
    }
}

/// Whether `line` is a signature by the key with this head over `text`.
///
/// # Errors
/// When it is not: the first rule of docs/format.md, N8, that it fails.
pub fn check(key: &PublicKey, head: Head, text: &[u8], line: &[u8]) -> Result<(), OpenPgpError> {
    let mut rest = line;
    let packet =
        take_packet(&mut rest).and_then(|(kind, body)| Packet::parse(body).filter(|_| kind == SIGNATURE));
    let packet = packet.ok_or(OpenPgpError::Broken)?;
    if !rest.is_empty() {
        return Err(OpenPgpError::More);
    }
    if packet.kind != BINARY {
        return Err(OpenPgpError::Kind(packet.kind));
    }
    if (packet.version, packet.algorithm) != (head.form.version(), head.form.algorithm()) {
        return Err(OpenPgpError::Algorithm(algorithm_name(packet.algorithm)));
    }
    Hash::of(packet.hash).ok_or(OpenPgpError::Hash)?;
    packet.only(ISSUER_FINGERPRINT).ok_or(OpenPgpError::NoIssuer)?;
    let listed = head.fingerprint(key);
    for subpacket in packet.subpackets() {
        let named = match subpacket.kind {
            ISSUER_FINGERPRINT => listed.bytes(),
            ISSUER => listed.key_id().to_vec(),
            _ => continue,
        };
        if subpacket.content != named {
            let hash = subpacket.content.iter().skip(usize::from(subpacket.kind == ISSUER_FINGERPRINT));
            let found = hash.map(|byte| format!("{byte:02X}")).collect();
            return Err(OpenPgpError::OtherKey { found, listed: listed.to_string() });
        }
    }
    if packet.number(MADE).is_none_or(|made| made < head.created) {
        return Err(OpenPgpError::Time);
    }
    if packet.subpackets().any(|each| each.kind == EXPIRES) {
        return Err(OpenPgpError::Expires);
    }
    if let Some(kind) = packet.unknown_condition(&[MADE, ISSUER, ISSUER_FINGERPRINT]) {
        return Err(OpenPgpError::Critical(kind));
    }
    let names_key =
        |each: &Subpacket<'_>| [ISSUER, ISSUER_FINGERPRINT].contains(&each.kind) && !each.is_critical;
    if let Some(other) = packet.unhashed.iter().find(|each| !names_key(each)) {
        return Err(OpenPgpError::Unhashed(other.kind));
    }
    if packet.is_by(key, head, text) { Ok(()) } else { Err(OpenPgpError::Invalid) }
}

/// Takes a packet from the front: its type, and its body (RFC 9580, section 4.2). One of unknown length is none.
pub(crate) fn take_packet<'b>(rest: &mut &'b [u8]) -> Option<(u8, &'b [u8])> {
    let [tag] = *take(rest)?;
    let (kind, length) = match (tag, tag & 0x03) {
        (0xc0.., _) => (tag & 0x3f, take_length(rest, 223)?),
        (0x80.., 0) => ((tag >> 2) & 0x0f, u8::from_be_bytes(*take(rest)?).into()),
        (0x80.., 1) => ((tag >> 2) & 0x0f, u16::from_be_bytes(*take(rest)?).into()),
        (0x80.., 2) => ((tag >> 2) & 0x0f, u32::from_be_bytes(*take(rest)?).try_into().ok()?),
        _ => return None,
    };
    Some((kind, take_bytes(rest, length)?))
}

/// Takes a length of 1, 2 or 5 bytes from the front; `two` is the greatest first byte of one of 2.
fn take_length(rest: &mut &[u8], two: u8) -> Option<usize> {
    let [first] = *take(rest)?;
    match first {
        0..192 => Some(first.into()),
        255 => u32::from_be_bytes(*take(rest)?).try_into().ok(),
        _ if first <= two => {
            let [second] = *take(rest)?;
            Some((usize::from(first) - 192) * 256 + usize::from(second) + 192)
        }
        _ => None,
    }
}

/// Takes the subpackets of one sort.
fn take_area<'b>(rest: &mut &'b [u8], version: u8) -> Option<&'b [u8]> {
    let length = match version {
        4 => u16::from_be_bytes(*take(rest)?).into(),
        6 => u32::from_be_bytes(*take(rest)?).try_into().ok()?,
        _ => return None,
    };
    take_bytes(rest, length)
}

fn subpackets(mut area: &[u8]) -> Option<Vec<Subpacket<'_>>> {
    let mut all = Vec::new();
    while !area.is_empty() {
        let length = take_length(&mut area, 254)?;
        let (first, content) = take_bytes(&mut area, length)?.split_first()?;
        all.push(Subpacket { kind: first & 0x7f, is_critical: first & 0x80 != 0, content });
    }
    Some(all)
}

/// Takes a number of at most 32 bytes, without zeros before it, as 32 bytes.
fn take_number(rest: &mut &[u8]) -> Option<[u8; 32]> {
    let bits = u16::from_be_bytes(*take(rest)?);
    let bytes = take_bytes(rest, usize::from(bits).div_ceil(8))?;
    let zeros = bytes.first().map_or(0, |first| first.leading_zeros());
    let is_shortest = bytes.len() as u32 * 8 == u32::from(bits) + zeros && zeros < 8;
    let mut number = [0; 32];
    number.get_mut(32_usize.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
    is_shortest.then_some(number)
}

fn take<'b, const N: usize>(rest: &mut &'b [u8]) -> Option<&'b [u8; N]> {
    let (taken, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(taken)
}

fn take_bytes<'b>(rest: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(taken)
}
