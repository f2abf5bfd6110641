//! A key on a token, by PKCS#11: `--key 'pkcs11:token=…;object=…?module-path=…'` (RFC 7512).
//!
//! The module of the token's maker is foreign code that runs in this process; it is loaded only by a build with the feature
//! `pkcs11`, and only where such a URI names it. What the token signs is plain Ed25519 over the bytes that it is given
//! (CKM_EDDSA without parameters), and is checked here before it becomes a signature line.

#[cfg(feature = "pkcs11")]
mod module;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

#[cfg(feature = "pkcs11")]
pub use self::module::TokenKey;
use crate::key::PublicKeyError;

/// How the URI of a key on a token begins.
const SCHEME: &str = "pkcs11:";

/// What a URI may say of the token and the key, and which module it may name.
const KNOWN: [(char, &[&str]); 2] =
    [(';', &["token", "serial", "model", "manufacturer", "object", "id", "type"]), ('&', &["module-path"])];

/// Which key on which token, and the module that reaches it. What is not given fits any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uri {
    /// The library to load, an absolute path.
    pub module: PathBuf,
    /// The token's label.
    pub token: Option<String>,
    /// The token's serial number.
    pub serial: Option<String>,
    /// The token's model.
    pub model: Option<String>,
    /// The token's maker.
    pub manufacturer: Option<String>,
    /// The key's label.
    pub object: Option<String>,
    /// The key's CKA_ID.
    pub id: Option<Vec<u8>>,
}

/// Why a URI is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// Not `pkcs11:`.
    #[error("it does not begin with {SCHEME}")]
    Scheme,
    /// An attribute that is not among those read here, or not where it belongs.
    #[error("{0} is not understood there")]
    Unknown(String),
    /// An attribute stands there twice.
    #[error("{0} stands there twice")]
    Twice(String),
    /// A value that is not percent-encoded, or that is no UTF-8.
    #[error("the value of {0} is not percent-encoded UTF-8")]
    Encoding(String),
    /// A PIN, or where one is kept.
    #[error("{0} is not taken: a PIN does not belong on a command line")]
    Pin(String),
    /// No module.
    #[error("module-path is missing")]
    NoModule,
    /// A module that the loader would look for.
    #[error("module-path is not absolute: {}", .0.display())]
    Relative(PathBuf),
}

impl Uri {
    /// The URI that stands in the place of a key file, if one does.
    pub fn in_place_of(file: &Path) -> Option<Result<Self, UriError>> {
        file.to_str().filter(|file| file.starts_with(SCHEME)).map(str::parse)
    }
}

impl FromStr for Uri {
    type Err = UriError;

    fn from_str(written: &str) -> Result<Self, UriError> {
        let rest = written.strip_prefix(SCHEME).ok_or(UriError::Scheme)?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut found = BTreeMap::new();
        for (part, (separator, known)) in [path, query].into_iter().zip(KNOWN) {
            for attribute in part.split(separator).filter(|attribute| !attribute.is_empty()) {
                let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
                if name.starts_with("pin-") {
                    return Err(UriError::Pin(name.to_owned()));
                }
                if !known.contains(&name) || (name == "type" && !["private", "public"].contains(&value)) {
                    return Err(UriError::Unknown(attribute.to_owned()));
                }
                let value = decoded(value).ok_or_else(|| UriError::Encoding(name.to_owned()))?;
                if found.insert(name, value).is_some() {
                    return Err(UriError::Twice(name.to_owned()));
                }
            }
        }
        let id = found.remove("id");
        let mut text = |name: &str| match found.remove(name).map(String::from_utf8) {
            Some(Err(_)) => Err(UriError::Encoding(name.to_owned())),
            Some(Ok(text)) => Ok(Some(text)),
            None => Ok(None),
        };
        let module = PathBuf::from(text("module-path")?.ok_or(UriError::NoModule)?);
        if !module.is_absolute() {
            return Err(UriError::Relative(module));
        }
        Ok(Self {
            module,
            token: text("token")?,
            serial: text("serial")?,
            model: text("model")?,
            manufacturer: text("manufacturer")?,
            object: text("object")?,
            id,
        })
    }
}

/// The bytes of a percent-encoded value.
fn decoded(value: &str) -> Option<Vec<u8>> {
    let mut parts = value.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        // from_str_radix alone takes a sign too
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)?);
        bytes.extend(rest.as_bytes());
    }
    Some(bytes)
}

/// Why a token gave no key or no signature.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The URI is refused.
    #[error("this PKCS#11 URI cannot be used: {0}")]
    Uri(#[from] UriError),
    /// This build loads no modules.
    #[error("this undersigned was built without the feature pkcs11, which keys on tokens need")]
    NotBuilt,
    /// There is no such file.
    #[error("there is no PKCS#11 module {}", .0.display())]
    NoModule(PathBuf),
    /// A file that is no library, or a library that is no module.
    #[error("{} is no PKCS#11 module that can be loaded: {why}", module.display())]
    NotAModule {
        /// The file.
        module: PathBuf,
        /// What the loader said.
        why: String,
    },
    /// No token fits.
    #[error("the PKCS#11 module {} sees no such token; it sees {}", module.display(), listed(held))]
    NoToken {
        /// The module.
        module: PathBuf,
        /// The labels of the tokens that it sees.
        held: Vec<String>,
    },
    /// More than one token fits.
    #[error("several tokens fit: {}", listed(.0))]
    SeveralTokens(Vec<String>),
    /// No key fits.
    #[error("the token {token} holds no such key; it holds {}", listed(held))]
    NoKey {
        /// Its label.
        token: String,
        /// The labels of the keys that it holds.
        held: Vec<String>,
    },
    /// More than one key fits.
    #[error("several keys on the token {token} fit: {}", listed(fitting))]
    SeveralKeys {
        /// Its label.
        token: String,
        /// Their labels.
        fitting: Vec<String>,
    },
    /// Another algorithm.
    #[error("the key {key} on the token {token} is no Ed25519 key ({found})")]
    NotEd25519 {
        /// The label of the token.
        token: String,
        /// The label of the key.
        key: String,
        /// What it is, in the words of PKCS#11.
        found: String,
    },
    /// The private key alone.
    #[error("the token {token} holds the private key {key} without its public half")]
    NoPublicHalf {
        /// The label of the token.
        token: String,
        /// The label of the key.
        key: String,
    },
    /// A key that nobody can sign soundly with.
    #[error("the public key on the token {token} is refused: {error}")]
    PublicKey {
        /// The label of the token.
        token: String,
        /// Why.
        error: PublicKeyError,
    },
    /// The token wants its PIN anew for each signature (CKA_ALWAYS_AUTHENTICATE).
    #[error("the key {key} on the token {token} asks for its PIN at each signature, which is not supported")]
    PinEachTime {
        /// The label of the token.
        token: String,
        /// The label of the key.
        key: String,
    },
    /// A wrong PIN; PKCS#11 counts no tries but the last one.
    #[error("the PIN does not open the token {token}{}", if *last { "; one try is left before it locks itself" } else { "" })]
    WrongPin {
        /// Its label.
        token: String,
        /// Whether one try is left.
        last: bool,
    },
    /// Too many wrong PINs.
    #[error("the token {0} is locked: too many wrong PINs")]
    Locked(String),
    /// It is gone.
    #[error("the token {0} was taken out, or its module lost sight of it")]
    Removed(String),
    /// Anything else that the module answers.
    #[error("the token {token} fails to {doing}: {why}")]
    Failed {
        /// Its label, or the path of its module.
        token: String,
        /// What was tried, as an infinitive.
        doing: &'static str,
        /// The answer, in the words of PKCS#11.
        why: String,
    },
    /// What it returned is no signature by the key over the text.
    #[error("what the token {0} returned is no valid signature by this key")]
    WrongSignature(String),
}

/// Labels, or that there are none.
fn listed(labels: &[String]) -> String {
    if labels.is_empty() { "none".to_owned() } else { labels.join(", ") }
}

/// A key that a token holds: there is none in a build without the feature `pkcs11`.
#[cfg(not(feature = "pkcs11"))]
#[derive(Debug)]
pub enum TokenKey {}

#[cfg(not(feature = "pkcs11"))]
#[allow(missing_docs, clippy::missing_errors_doc, reason = "as with the feature")]
impl TokenKey {
    pub fn find<P, E: From<TokenError>>(_: &Uri, _: impl FnOnce(&str) -> Result<P, E>) -> Result<Self, E> {
        Err(TokenError::NotBuilt.into())
    }

    pub fn find_public<P, E: From<TokenError>>(
        _: &Uri,
        _: impl FnOnce(&str) -> Result<P, E>,
    ) -> Result<crate::key::PublicKey, E> {
        Err(TokenError::NotBuilt.into())
    }

    pub fn public(&self) -> crate::key::PublicKey {
        match *self {}
    }

    pub fn sign(&self, _: &mut crate::note::Note, _: &crate::key::VerifierKey) -> Result<(), TokenError> {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_says_which_key_on_which_token_by_which_module() {
        let uri: Uri =
            "pkcs11:model=M%202;manufacturer=;token=the%20token;serial=00%3b1;id=%00%FFa;object=K%c3%bc\
                        ;type=private?module-path=/lib/a%20b.so"
                .parse()
                .unwrap();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            uri,
            Uri {
                module: "/lib/a b.so".into(),
                token: text("the token"),
                serial: text("00;1"),
                model: text("M 2"),
                manufacturer: text(""),
                object: text("K\u{fc}"),
                id: Some(vec![0, 0xff, b'a']),
            }
        );
        let least: Uri = "pkcs11:?module-path=/m".parse().unwrap();
        assert_eq!((least.token, least.object, least.id), (None, None, None));
    }

    #[test]
    fn what_a_uri_says_and_is_not_understood_is_refused() {
        let unknown = |what: &str| UriError::Unknown(what.to_owned());
        let encoding = |name: &str| UriError::Encoding(name.to_owned());
        for (uri, error) in [
            ("pkcs12:?module-path=/m", UriError::Scheme),
            ("pkcs11:", UriError::NoModule),
            ("pkcs11:token=t", UriError::NoModule),
            ("pkcs11:token=t?module-path=m.so", UriError::Relative("m.so".into())),
            ("pkcs11:token=t?module-path=", UriError::Relative("".into())),
            ("pkcs11:module-path=/m", unknown("module-path=/m")),
            ("pkcs11:?module-path=/m&token=t", unknown("token=t")),
            ("pkcs11:slot-id=1?module-path=/m", unknown("slot-id=1")),
            ("pkcs11:token?module-name=m", unknown("module-name=m")),
            ("pkcs11:type=cert?module-path=/m", unknown("type=cert")),
            ("pkcs11:Token=t?module-path=/m", unknown("Token=t")),
            ("pkcs11:token=t;token=t?module-path=/m", UriError::Twice("token".to_owned())),
            ("pkcs11:token=t?module-path=/m&pin-value=1234", UriError::Pin("pin-value".to_owned())),
            ("pkcs11:pin-source=/p?module-path=/m", UriError::Pin("pin-source".to_owned())),
            ("pkcs11:token=%2?module-path=/m", encoding("token")),
            ("pkcs11:token=%+2?module-path=/m", encoding("token")),
            ("pkcs11:token=%\u{fc}?module-path=/m", encoding("token")),
            ("pkcs11:object=%ff?module-path=/m", encoding("object")),
        ] {
            assert_eq!(uri.parse::<Uri>(), Err(error), "{uri}");
        }
    }

    #[test]
    fn a_file_is_a_file_unless_it_begins_like_a_uri() {
        for (file, is_uri) in [("pkcs11:", true), ("./pkcs11:", false), ("key.pem", false)] {
            assert_eq!(Uri::in_place_of(Path::new(file)).is_some(), is_uri, "{file}");
        }
    }
}
