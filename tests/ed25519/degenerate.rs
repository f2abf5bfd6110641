//! Keys and signatures that verifiers of Ed25519 disagree about, made with the curve itself.
//!
//! Where an R has a second spelling, a signature with it under an honest key can be made only for the points of small
//! order. The other encodings with y ≥ p are those of y = 2 to 18: points of which nobody knows the discrete logarithm
//! r, and S = r + k·a takes it. S cannot be chosen first either, since R = S·B − k·A must then come out as that very
//! point while k is a hash over it. The same holds for a key in a second spelling: its holder would have to know the
//! logarithm of a point that was not made from one. Such encodings are tried here with an S that is as good as any.

use std::fmt;

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as B, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity as _;
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256, Sha512};
use undersigned::key::PublicKeyError;

/// What S·B = R + k·A says of a signature, to a reader that takes every spelling of R and A and every S.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Equation {
    Holds,
    /// Only when both sides are multiplied by 8.
    HoldsWithCofactor,
    Fails,
}

use Equation::{Fails, Holds, HoldsWithCofactor};

/// What we hold against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Nothing,
    Signature,
    Key(PublicKeyError),
}

use Fault::{Key, Nothing, Signature};

/// From a text to what stands below it.
type Signs = dyn Fn(&[u8]) -> Vec<u8>;

/// A key, and what it puts below a text.
pub struct Vector {
    pub name: String,
    pub key: [u8; 32],
    pub fault: Fault,
    pub equation: Equation,
    /// Whether OpenSSL 3.0 takes it for a valid signature.
    pub openssl: bool,
    signs: Box<Signs>,
}

impl Vector {
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        (self.signs)(message)
    }

    fn new(
        name: impl fmt::Display,
        key: [u8; 32],
        fault: Fault,
        equation: Equation,
        signs: impl Fn(&[u8]) -> Vec<u8> + 'static,
    ) -> Self {
        Self { name: name.to_string(), key, fault, equation, openssl: false, signs: Box::new(signs) }
    }

    /// One by the honest key, with nothing wrong but the signature.
    fn signature(
        name: impl fmt::Display,
        equation: Equation,
        signs: impl Fn(&[u8]) -> Vec<u8> + 'static,
    ) -> Self {
        Self::new(name, honest_key(), Signature, equation, signs)
    }

    fn openssl_takes_it(self) -> Self {
        Self { openssl: true, ..self }
    }
}

/// The key of whoever signs honestly here.
pub fn honest() -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest("an honest key").into())
}

/// The 64 bytes.
pub fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    key.sign(message).to_bytes().to_vec()
}

fn honest_key() -> [u8; 32] {
    honest().verifying_key().to_bytes()
}

/// What the equation says; S is taken modulo L, and k is over the bytes as they are.
pub fn equation(key: &[u8; 32], message: &[u8], signature: &[u8]) -> Equation {
    let Ok(bytes) = <&[u8; 64]>::try_from(signature) else { return Fails };
    let r: [u8; 32] = bytes[..32].try_into().unwrap();
    let s = Scalar::from_bytes_mod_order(bytes[32..].try_into().unwrap());
    let (Some(point_r), Some(point_a)) = (point(&r), point(key)) else { return Fails };
    let difference = s * B - challenge(&r, key, message) * point_a - point_r;
    match difference {
        zero if zero == EdwardsPoint::identity() => Holds,
        small if small.is_small_order() => HoldsWithCofactor,
        _ => Fails,
    }
}

/// Every vector, the honest one first.
pub fn all() -> Vec<Vector> {
    let mut all = vec![
        Vector::new("an honest signature", honest_key(), Nothing, Holds, |message| sign(&honest(), message))
            .openssl_takes_it(),
    ];
    all.extend(large_s());
    all.extend(small_order_r());
    all.extend(torsioned_r());
    all.extend(r_in_a_second_spelling());
    all.extend(other_lengths());
    all.extend(not_over_the_text());
    all.extend(small_order_keys());
    all.extend(mixed_order_keys());
    all.extend(keys_in_a_second_spelling());
    all
}

/// S + n·L for all n that fit, and S with a bit above it set.
fn large_s() -> Vec<Vector> {
    let more = |add: [u8; 32], times: usize| {
        move |message: &[u8]| {
            let mut signature = sign(&honest(), message);
            (0..times).for_each(|_| add_to(&mut signature[32..], &add));
            signature
        }
    };
    let multiples = (1..=15).map(|n| Vector::signature(format!("S + {n}L"), Holds, more(order(), n)));
    let bits = (253..=255).map(|bit| {
        let mut add = [0; 32];
        add[31] = 1 << (bit - 248);
        Vector::signature(format!("S + 2^{bit}"), Fails, more(add, 1))
    });
    multiples.chain(bits).collect()
}

/// R of small order, in each spelling, by a dishonest holder of an honest key: S = k·a.
fn small_order_r() -> Vec<Vector> {
    let mut all: Vec<Vector> = small_order_spellings()
        .into_iter()
        .map(|(name, r)| {
            let equation = if name.contains("identity") { Holds } else { HoldsWithCofactor };
            let vector = Vector::signature(format!("R is {name}"), equation, move |message| {
                assemble(r, challenge(&r, &honest_key(), message) * honest().to_scalar())
            });
            // It computes R and compares bytes, so that no other spelling and no other point can match.
            if name == "the identity" { vector.openssl_takes_it() } else { vector }
        })
        .collect();
    all.push(Vector::signature("64 zero bytes", Fails, |_| vec![0; 64]));
    all.push(Vector::signature("R of 32 zero bytes", Fails, |message| {
        [&[0; 32], &sign(&honest(), message)[32..]].concat()
    }));
    all.push(Vector::signature("S of 32 zero bytes", Fails, |message| {
        [&sign(&honest(), message)[..32], &[0; 32]].concat()
    }));
    all
}

/// R + T with a point T of small order, by a dishonest holder of an honest key: what only a verifier that multiplies by
/// the cofactor takes.
fn torsioned_r() -> Vec<Vector> {
    (1..8)
        .map(|n| {
            Vector::signature(format!("R + T{n}"), HoldsWithCofactor, move |message| {
                let nonce = scalar("a nonce", message, 0);
                let r = (nonce * B + EIGHT_TORSION[n]).compress().to_bytes();
                assemble(r, nonce + challenge(&r, &honest_key(), message) * honest().to_scalar())
            })
        })
        .collect()
}

/// R of large order with y ≥ p, and what is no R at all: nobody can make the equation hold (see above).
fn r_in_a_second_spelling() -> Vec<Vector> {
    let mut spellings: Vec<(String, [u8; 32])> = large_order_spellings();
    spellings.push(("no point on the curve".to_owned(), no_point()));
    let mut all: Vec<Vector> = spellings
        .into_iter()
        .map(|(name, r)| {
            Vector::signature(format!("R is {name}"), Fails, move |message| {
                let nonce = scalar("a nonce", message, 0);
                assemble(r, nonce + challenge(&r, &honest_key(), message) * honest().to_scalar())
            })
        })
        .collect();
    all.push(Vector::signature("−R", Fails, |message| {
        let mut signature = sign(&honest(), message);
        signature[31] ^= 0x80;
        signature
    }));
    all
}

/// An honest signature, cut or lengthened.
fn other_lengths() -> Vec<Vector> {
    [0, 1, 31, 32, 33, 60, 63, 65, 68, 96, 128]
        .into_iter()
        .map(|length| {
            Vector::signature(format!("{length} bytes"), Fails, move |message| {
                let signature = sign(&honest(), message);
                signature.iter().chain(&signature).copied().take(length).collect()
            })
        })
        .chain([Vector::signature("a zero byte in front", Fails, |message| {
            [&[0], &sign(&honest(), message)[..]].concat()
        })])
        .collect()
}

/// Signatures that are sound, but not by this key over this text.
fn not_over_the_text() -> Vec<Vector> {
    vec![
        Vector::signature("by another key", Fails, |message| {
            sign(&SigningKey::from_bytes(&[7; 32]), message)
        }),
        Vector::signature("over the text with one more line feed", Fails, |message| {
            sign(&honest(), &[message, b"\n"].concat())
        }),
        Vector::signature("over the SHA-512 of the text", Fails, |message| {
            sign(&honest(), &Sha512::digest(message))
        }),
        Vector::signature("S in front of R", Fails, |message| {
            let mut signature = sign(&honest(), message);
            signature.rotate_left(32);
            signature
        }),
        Vector::signature("Ed25519ph", Fails, |message| with_domain(1, &Sha512::digest(message))),
        Vector::signature("Ed25519ctx without a context", Fails, |message| with_domain(0, message)),
    ]
}

/// Keys for which anybody can sign: R = r·B and S = r, as soon as k is divisible by 8.
fn small_order_keys() -> Vec<Vector> {
    let mut all: Vec<Vector> = small_order_spellings()
        .into_iter()
        .map(|(name, key)| {
            let second = name.contains("written");
            let error = if second { PublicKeyError::Encoding } else { PublicKeyError::SmallOrder };
            Vector::new(format!("the key is {name}"), key, Key(error), Holds, move |message| {
                without_torsion(key, Scalar::ZERO, message, 0)
            })
            .openssl_takes_it()
        })
        .collect();
    let identity = EdwardsPoint::identity().compress().to_bytes();
    all.push(
        Vector::new(
            "the key and R are the identity, S is 0",
            identity,
            Key(PublicKeyError::SmallOrder),
            Holds,
            move |_| assemble(identity, Scalar::ZERO),
        )
        .openssl_takes_it(),
    );
    all
}

/// Keys A + T: their holders make signatures that hold for some verifiers and not for others.
fn mixed_order_keys() -> Vec<Vector> {
    let mixed = |n: usize| {
        let point = honest().to_scalar() * B + EIGHT_TORSION[n];
        (point.compress().to_bytes(), Key(PublicKeyError::Torsion))
    };
    let secret = || honest().to_scalar();
    let mut all = Vec::new();
    for n in 1..8 {
        let (key, fault) = mixed(n);
        let plain = move |message: &[u8]| without_torsion(key, secret(), message, 0);
        all.push(Vector::new(format!("the key is A + T{n}"), key, fault, Holds, plain).openssl_takes_it());
        let sloppy = move |message: &[u8]| {
            let nonce = |count| scalar("a nonce", message, count);
            let found = (0..).find_map(|count| {
                let r = (nonce(count) * B).compress().to_bytes();
                let k = challenge(&r, &key, message);
                (k.as_bytes()[0] & 1 == 1).then(|| assemble(r, nonce(count) + k * secret()))
            });
            found.unwrap()
        };
        all.push(Vector::new(
            format!("the key is A + T{n}, k is odd"),
            key,
            fault,
            HoldsWithCofactor,
            sloppy,
        ));
    }
    // R = r·B − j·T, which makes up for k·T where k is j modulo 8
    for residue in 1..8 {
        let (key, fault) = mixed(1);
        let made_up = move |message: &[u8]| without_torsion(key, secret(), message, residue);
        all.push(
            Vector::new(format!("the key is A + T1, R is r·B − {residue}·T1"), key, fault, Holds, made_up)
                .openssl_takes_it(),
        );
    }
    all
}

/// Keys of large order with y ≥ p, and what is no key at all: nobody can sign for one (see above).
fn keys_in_a_second_spelling() -> Vec<Vector> {
    let mut spellings = large_order_spellings();
    spellings.push(("no point on the curve".to_owned(), no_point()));
    spellings
        .into_iter()
        .map(|(name, key)| {
            Vector::new(
                format!("the key is {name}"),
                key,
                Key(PublicKeyError::Encoding),
                Fails,
                move |message| sign(&honest(), message),
            )
        })
        .collect()
}

/// The points of small order in all their spellings: eight canonical ones; y = 0 and y = 1 also as p and p + 1; and
/// the identity and the point of order 2, whose x is 0, with the sign of x set.
pub fn small_order_spellings() -> Vec<(String, [u8; 32])> {
    let named = |n: usize| match n {
        0 => "the identity".to_owned(),
        4 => "the point of order 2".to_owned(),
        2 | 6 => format!("T{n} of order 4"),
        _ => format!("T{n} of order 8"),
    };
    let mut all: Vec<(String, [u8; 32])> =
        (0..8).map(|n| (named(n), EIGHT_TORSION[n].compress().to_bytes())).collect();
    let signed = |mut bytes: [u8; 32]| {
        bytes[31] |= 0x80;
        bytes
    };
    let (zero, one) = (beyond_p(0), beyond_p(1));
    all.push(("T of order 4, written y = p".to_owned(), zero));
    all.push(("T of order 4, written y = p with the sign of x".to_owned(), signed(zero)));
    all.push(("the identity, written y = p + 1".to_owned(), one));
    all.push(("the identity, written y = p + 1 with the sign of x".to_owned(), signed(one)));
    all.push(("the identity, written with the sign of x".to_owned(), signed(all[0].1)));
    all.push(("the point of order 2, written with the sign of x".to_owned(), signed(all[4].1)));
    all
}

/// The points with y from 2 to 18, written with y + p.
fn large_order_spellings() -> Vec<(String, [u8; 32])> {
    let mut all = Vec::new();
    for y in 2..19 {
        let mut bytes = beyond_p(y);
        for sign in ["", " with the sign of x"] {
            if point(&bytes).is_some() {
                all.push((format!("a point written y = p + {y}{sign}"), bytes));
            }
            bytes[31] |= 0x80;
        }
    }
    assert!(all.len() >= 8, "some of the points with y = p + 2 to p + 18 are on the curve");
    assert!(all.iter().all(|(_, bytes)| !point(bytes).unwrap().is_small_order()));
    all
}

/// p + y for y from 0 to 18, p being 2^255 − 19.
fn beyond_p(y: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = 0xed + y;
    bytes[31] = 0x7f;
    bytes
}

fn no_point() -> [u8; 32] {
    (2..=255).map(|y| [&[y], &[0; 31][..]].concat().try_into().unwrap()).find(|y| point(y).is_none()).unwrap()
}

fn point(bytes: &[u8; 32]) -> Option<EdwardsPoint> {
    CompressedEdwardsY(*bytes).decompress()
}

/// k = SHA-512(R ‖ A ‖ M) mod L.
fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    Scalar::from_bytes_mod_order_wide(&hash.into())
}

fn scalar(what: &str, message: &[u8], count: u64) -> Scalar {
    let hash = Sha512::new().chain_update(what).chain_update(count.to_le_bytes()).chain_update(message);
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

fn assemble(r: [u8; 32], s: Scalar) -> Vec<u8> {
    [r, s.to_bytes()].concat()
}

/// A signature under secret·B + T whose torsion cancels: k is `residue` modulo 8, R is r·B − residue·T1.
fn without_torsion(key: [u8; 32], secret: Scalar, message: &[u8], residue: u8) -> Vec<u8> {
    let torsion = Scalar::from(residue) * EIGHT_TORSION[1];
    let found = (0..).find_map(|count| {
        let nonce = scalar("a nonce", message, count);
        let r = (nonce * B - torsion).compress().to_bytes();
        let k = challenge(&r, &key, message);
        (k.as_bytes()[0] % 8 == residue).then(|| assemble(r, nonce + k * secret))
    });
    found.unwrap()
}

/// A signature with the prefix dom2 of RFC 8032, section 2, and no context.
fn with_domain(flag: u8, message: &[u8]) -> Vec<u8> {
    let prefix = [&b"SigEd25519 no Ed25519 collisions"[..], &[flag, 0]].concat();
    let nonce = scalar("a nonce", message, 0);
    let r = (nonce * B).compress().to_bytes();
    let hash = Sha512::new().chain_update(prefix).chain_update(r).chain_update(honest_key());
    let k = Scalar::from_bytes_mod_order_wide(&hash.chain_update(message).finalize().into());
    assemble(r, nonce + k * honest().to_scalar())
}

/// L, least byte first.
fn order() -> [u8; 32] {
    let mut bytes = (-Scalar::ONE).to_bytes();
    bytes[0] += 1;
    bytes
}

fn add_to(number: &mut [u8], add: &[u8; 32]) {
    let mut carry = 0;
    for (digit, add) in number.iter_mut().zip(add) {
        let sum = u16::from(*digit) + u16::from(*add) + carry;
        (*digit, carry) = ((sum & 0xff) as u8, sum >> 8);
    }
    assert_eq!(carry, 0, "it fits");
}
