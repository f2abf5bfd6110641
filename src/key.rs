//! Ed25519 keys: read strictly, named as C2SP signed-note names them.
//!
//! Sound verifiers disagree about signatures only when a key or a signature is degenerate. Such keys are refused
//! here, when they are read; such signatures by [`PublicKey::verify`]. What passes both passes everywhere.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::id::Id;
use crate::key::scheme::Scheme;

pub mod minisign;
pub mod openpgp;
pub mod scheme;
pub mod sshsig;

/// The algorithm byte of Ed25519 in a verifier key (C2SP signed-note, "Signature types").
pub const ED25519: u8 = 0x01;

/// The longest verifier key that is read, in bytes.
pub const MAX_VERIFIER_KEY: usize = 1024;

/// A sound Ed25519 public key: a canonical encoding of a point of the prime-order subgroup, not the identity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why 32 bytes are no sound public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// Not 32 bytes.
    #[error("an Ed25519 public key has 32 bytes, this one {0}")]
    Length(usize),
    /// The bytes encode no point of the curve, or one in a second spelling.
    #[error("the public key is not the canonical encoding of a point on the curve")]
    Encoding,
    /// Anybody can sign for a key of small order.
    #[error("the public key has small order: signatures under it prove nothing")]
    SmallOrder,
    /// Verifiers disagree about signatures under a key with a torsion component.
    #[error("the public key has a torsion component: verifiers disagree about its signatures")]
    Torsion,
}

impl PublicKey {
    /// Reads 32 bytes.
    ///
    /// # Errors
    /// For every encoding that is not canonical, and every point outside the prime-order subgroup.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| PublicKeyError::Length(bytes.len()))?;
        let point = CompressedEdwardsY(*bytes).decompress().ok_or(PublicKeyError::Encoding)?;
        let key = VerifyingKey::from(point);
        if key.as_bytes() != bytes {
            return Err(PublicKeyError::Encoding);
        }
        if point.is_small_order() {
            return Err(PublicKeyError::SmallOrder);
        }
        if !is_torsion_free(&point) {
            return Err(PublicKeyError::Torsion);
        }
        Ok(Self(key))
    }

    /// The 32 bytes: what identity, counting and standing go by.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether `signature` (64 bytes, RFC 8032) over `message` is by this key: S below the group order, R a canonical
    /// encoding and not of small order, and the equation without cofactor.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

/// Whether L·A is the identity: (L − 1)·A = −A.
///
/// As `EdwardsPoint::is_torsion_free` in less time, since a public key need not be multiplied in constant time.
fn is_torsion_free(point: &EdwardsPoint) -> bool {
    EdwardsPoint::vartime_double_scalar_mul_basepoint(&-Scalar::ONE, point, &Scalar::ZERO) == -point
}

impl std::hash::Hash for PublicKey {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", STANDARD.encode(self.as_bytes()))
    }
}

/// An Ed25519 secret key; wiped from memory when dropped.
///
/// It signs nothing but a [`Note`](crate::note::Note).
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key with the 32-byte seed of RFC 8032, section 5.1.5.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The demonstration key of `id`: published, so that its signatures prove nothing.
    ///
    /// The seed is the SHA-256 of `undersigned demonstration key: ` followed by the id.
    pub fn demonstration(id: &Id) -> Self {
        let seed = Sha256::digest(format!("undersigned demonstration key: {id}"));
        Self::from_seed(&seed.into())
    }

    /// The 32-byte seed, for a key file.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey of {:?}", self.public())
    }
}

/// The first 4 bytes of a hash over name and key: it selects a key, and never identifies one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// What a verifier key holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// A key whose signatures are checked, and how it makes them.
    Checked(Scheme, PublicKey),
    /// Anything else: read, reported as not checked, never counted. The algorithm byte and the bytes behind it.
    Unchecked(u8, Vec<u8>),
}

/// A verifier key (C2SP signed-note, "Verifier keys"): `name+hex(key id)+base64(algorithm ‖ key)`, the name an [`Id`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VerifierKey {
    name: Id,
    key_id: KeyId,
    kind: KeyKind,
}

/// Why a string is no verifier key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifierKeyError {
    /// Not of the form at all.
    #[error("a verifier key has the form ID+KEYID+BASE64")]
    Form,
    /// Longer than [`MAX_VERIFIER_KEY`].
    #[error("a verifier key has at most {MAX_VERIFIER_KEY} bytes, this one {0}")]
    Long(usize),
    /// The name is no id.
    #[error("the name of the verifier key is no id: {0}")]
    Name(#[from] crate::id::IdError),
    /// The key id is not the hash of name and key.
    #[error("the key id of the verifier key is {written}, but its name and key give {computed}")]
    KeyId {
        /// As written.
        written: KeyId,
        /// As the name and the key give it.
        computed: KeyId,
    },
    /// The key itself is refused.
    #[error(transparent)]
    Key(#[from] PublicKeyError),
}

impl VerifierKey {
    /// The Ed25519 key `key` under the name `name`, which signs texts as they stand.
    pub fn new(name: Id, key: PublicKey) -> Self {
        Self::of(name, Scheme::Plain, key)
    }

    /// The key `key` under the name `name`, which signs by `scheme`.
    pub fn of(name: Id, scheme: Scheme, key: PublicKey) -> Self {
        let key_id = key_id(&name, &[&scheme.prefix()[..], key.as_bytes()].concat());
        Self { name, key_id, kind: KeyKind::Checked(scheme, key) }
    }

    /// The key's name: the id of the party that holds it.
    pub fn name(&self) -> &Id {
        &self.name
    }

    /// The selector that signature lines carry.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The key.
    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// The Ed25519 key, by whatever scheme it signs, if it is checked.
    pub fn ed25519(&self) -> Option<&PublicKey> {
        match &self.kind {
            KeyKind::Checked(_, key) => Some(key),
            KeyKind::Unchecked(..) => None,
        }
    }

    /// How it signs, if it is checked.
    pub fn scheme(&self) -> Option<Scheme> {
        match self.kind {
            KeyKind::Checked(scheme, _) => Some(scheme),
            KeyKind::Unchecked(..) => None,
        }
    }

    /// Whether both are one key: the same 32 bytes, by whatever schemes they sign; the same bytes where none are known.
    pub fn is_one_key_with(&self, other: &Self) -> bool {
        match (self.ed25519(), other.ed25519()) {
            (Some(key), Some(other)) => key == other,
            _ => self.kind == other.kind,
        }
    }

    /// Whether `signature` is one by this key over `text`; never where signatures of its kind are not checked.
    pub fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        match &self.kind {
            KeyKind::Checked(scheme, key) => scheme.verify(key, text, signature),
            KeyKind::Unchecked(..) => false,
        }
    }
}

/// First 4 bytes of SHA-256(name ‖ LF ‖ algorithm ‖ key), C2SP signed-note, "Key ID"; `key` begins with its algorithm.
fn key_id(name: &Id, key: &[u8]) -> KeyId {
    let hash = Sha256::new().chain_update(name.as_str()).chain_update([b'\n']).chain_update(key).finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
    KeyId([a, b, c, d])
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match &self.kind {
            KeyKind::Checked(scheme, key) => [&scheme.prefix()[..], key.as_bytes()].concat(),
            KeyKind::Unchecked(algorithm, key) => [&[*algorithm], &key[..]].concat(),
        };
        write!(f, "{}+{}+{}", self.name, self.key_id, STANDARD.encode(key))
    }
}

impl FromStr for VerifierKey {
    type Err = VerifierKeyError;

    fn from_str(written: &str) -> Result<Self, VerifierKeyError> {
        if written.len() > MAX_VERIFIER_KEY {
            return Err(VerifierKeyError::Long(written.len()));
        }
        let mut parts = written.splitn(3, '+');
        let (Some(name), Some(hex), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VerifierKeyError::Form);
        };
        let name: Id = name.parse()?;
        let written_id = u32::from_str_radix(hex, 16).map(|id| KeyId(id.to_be_bytes()));
        let written_id = written_id.map_err(|_| VerifierKeyError::Form)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| VerifierKeyError::Form)?;
        let (&algorithm, unchecked) = bytes.split_first().ok_or(VerifierKeyError::Form)?;
        let kind = match Scheme::of(&bytes) {
            Some((scheme, key)) => {
                let computed = key_id(&name, &bytes);
                if computed != written_id {
                    return Err(VerifierKeyError::KeyId { written: written_id, computed });
                }
                KeyKind::Checked(scheme, PublicKey::from_bytes(key)?)
            }
            None => KeyKind::Unchecked(algorithm, unchecked.to_vec()),
        };
        let read = Self { name, key_id: written_id, kind };
        if read.to_string() == written { Ok(read) } else { Err(VerifierKeyError::Form) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(written: &str) -> Id {
        written.parse().unwrap()
    }

    #[test]
    fn a_verifier_key_prints_as_it_was_read() {
        let key =
            VerifierKey::new(id("freedom-house"), SecretKey::demonstration(&id("freedom-house")).public());
        let written = key.to_string();
        assert!(written.starts_with("freedom-house+"), "{written}");
        assert_eq!(written.parse(), Ok(key));
        let other = format!("freedom-house+0123abcd+{}", STANDARD.encode([0xff, 1, 2, 3]));
        assert_eq!(other.parse::<VerifierKey>().unwrap().to_string(), other);
    }

    #[test]
    fn a_verifier_key_has_one_spelling() {
        let written = VerifierKey::new(id("a"), SecretKey::demonstration(&id("a")).public()).to_string();
        for wrong in [
            written.to_uppercase(),
            format!("{written}\n"),
            format!(" {written}"),
            written.replacen("a+", "b+", 1),
            written.replacen("a+", "a++", 1),
            "a+00000000+".to_owned(),
            "a+00000000".to_owned(),
            String::new(),
        ] {
            assert!(wrong.parse::<VerifierKey>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn degenerate_public_keys_are_refused_when_they_are_read() {
        use curve25519_dalek::constants::EIGHT_TORSION;
        for point in EIGHT_TORSION {
            assert_eq!(PublicKey::from_bytes(point.compress().as_bytes()), Err(PublicKeyError::SmallOrder));
        }
        for number in 0..100 {
            let sound = SecretKey::demonstration(&id(&format!("party-{number}"))).public();
            let point = CompressedEdwardsY(*sound.as_bytes()).decompress().unwrap();
            assert_eq!(PublicKey::from_bytes(sound.as_bytes()), Ok(sound));
            for torsion in EIGHT_TORSION.iter().skip(1) {
                let mixed = (point + torsion).compress();
                assert_eq!(PublicKey::from_bytes(mixed.as_bytes()), Err(PublicKeyError::Torsion));
            }
        }
        // y = p + 3 and the negative zero of x: second spellings of points
        let mut second_spelling = [0xff; 32];
        second_spelling[0] = 0xf0;
        second_spelling[31] = 0x7f;
        let mut negative_zero = [0; 32];
        (negative_zero[0], negative_zero[31]) = (1, 0x80);
        for bytes in [second_spelling, negative_zero] {
            assert_eq!(PublicKey::from_bytes(&bytes), Err(PublicKeyError::Encoding));
        }
        assert_eq!(PublicKey::from_bytes(&[2; 31]), Err(PublicKeyError::Length(31)));
    }
}
