//! The token itself, by the module of its maker.

use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::RawAuthPin;
use zeroize::Zeroizing;

use crate::key::{PublicKey, VerifierKey};
use crate::note::Note;
use crate::signer::token::{TokenError, Uri};

/// What may stand before the 32 bytes of a key in CKA_EC_POINT: nothing (PKCS#11 3.0), or the head of the OCTET STRING or
/// BIT STRING around it.
const POINT_HEADS: [&[u8]; 3] = [&[], &[0x04, 0x20], &[0x03, 0x21, 0x00]];

/// A key that a token holds.
#[derive(Debug)]
pub struct TokenKey {
    key: PublicKey,
    token: Token,
    private: ObjectHandle,
}

impl TokenKey {
    /// The key that `uri` names. `pin` is asked once, with a prompt, unless the token has a pad of its own or is open
    /// already.
    ///
    /// # Errors
    /// When the module, the token or the key is not there, is not the only one that fits, or cannot be used; and those of
    /// `pin`.
    pub fn find<E: From<TokenError>>(
        uri: &Uri,
        pin: impl FnOnce(&str) -> Result<Zeroizing<Vec<u8>>, E>,
    ) -> Result<Self, E> {
        let token = Token::find(uri)?;
        token.open(pin)?;
        let private = token.only(ObjectClass::PRIVATE_KEY, uri)?;
        Ok(Self { key: token.public_half(private)?, token, private })
    }

    /// The public half of the key that `uri` names: `pin` is asked only if the token hides it.
    ///
    /// # Errors
    /// Those of [`TokenKey::find`].
    pub fn find_public<E: From<TokenError>>(
        uri: &Uri,
        pin: impl FnOnce(&str) -> Result<Zeroizing<Vec<u8>>, E>,
    ) -> Result<PublicKey, E> {
        let token = Token::find(uri)?;
        let public = match token.only(ObjectClass::PUBLIC_KEY, uri) {
            Err(TokenError::NoKey { .. }) => return Self::find(uri, pin).map(|found| found.key),
            found => found?,
        };
        Ok(token.point(public)?.ok_or_else(|| token.without_public_half(public))?)
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.key
    }

    /// Has the token sign `note` by the scheme of `key`, which is its own, and adds the line if it is a valid signature.
    ///
    /// # Errors
    /// When it gives none.
    pub fn sign(&self, note: &mut Note, key: &VerifierKey) -> Result<(), TokenError> {
        let wrong = || TokenError::WrongSignature(self.token.label.clone());
        let made = |bytes: &[u8]| {
            let mechanism = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519));
            let made = self.token.session.sign(&mechanism, self.private, bytes);
            let made = made.map_err(|error| self.token.failed("sign", error))?;
            made.try_into().map_err(|_| wrong())
        };
        let text = note.text().as_bytes();
        let signature = key.scheme().map(|scheme| scheme.sign(&self.key, text, made)).transpose()?.flatten();
        note.attach(key, &signature.ok_or_else(wrong)?).map_err(|_| wrong())
    }
}

/// A token, and a session with it.
#[derive(Debug)]
struct Token {
    label: String,
    module: Pkcs11,
    slot: Slot,
    session: Session,
}

impl Token {
    /// The only token that `uri` fits.
    fn find(uri: &Uri) -> Result<Self, TokenError> {
        let module = load(&uri.module)?;
        let path = uri.module.display().to_string();
        let slots = module.get_slots_with_token().map_err(|error| failed(&path, "list its tokens", error))?;
        let seen = slots.into_iter().filter_map(|slot| Some((slot, module.get_token_info(slot).ok()?)));
        let seen: Vec<_> = seen.filter(|(_, info)| info.token_initialized()).collect();
        let fitting: Vec<_> = seen.iter().filter(|(_, info)| fits(uri, info)).collect();
        let (slot, info) = match *fitting {
            [only] => only,
            [] => {
                let held = seen.iter().map(|(_, info)| info.label().to_owned()).collect();
                return Err(TokenError::NoToken { module: uri.module.clone(), held });
            }
            _ => {
                let several =
                    fitting.iter().map(|(_, info)| format!("{} ({})", info.label(), info.serial_number()));
                return Err(TokenError::SeveralTokens(several.collect()));
            }
        };
        let session = module.open_ro_session(*slot);
        let session = session.map_err(|error| failed(info.label(), "open a session", error))?;
        Ok(Self { label: info.label().to_owned(), slot: *slot, session, module })
    }

    /// Logs in, with one try.
    fn open<E: From<TokenError>>(
        &self,
        pin: impl FnOnce(&str) -> Result<Zeroizing<Vec<u8>>, E>,
    ) -> Result<(), E> {
        let info =
            self.module.get_token_info(self.slot).map_err(|error| self.failed("say its state", error))?;
        let state = self.session.get_session_info().map_err(|error| self.failed("say its state", error))?;
        let is_open = matches!(state.session_state(), SessionState::RoUser | SessionState::RwUser);
        if is_open || !info.login_required() {
            return Ok(());
        }
        if info.user_pin_locked() {
            return Err(TokenError::Locked(self.label.clone()).into());
        }
        let done = if info.protected_authentication_path() {
            self.session.login(UserType::User, None)
        } else {
            let last = if info.user_pin_final_try() { ", the last try" } else { "" };
            let mut pin = pin(&format!("PIN of the token {:?}{last}: ", self.label))?;
            // wiped when dropped, as what it is made of
            let pin = RawAuthPin::new(Box::new(std::mem::take(&mut *pin)));
            self.session.login_with_raw(UserType::User, &pin)
        };
        Ok(done.map_err(|error| self.not_opened(error))?)
    }

    fn not_opened(&self, error: Error) -> TokenError {
        let Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) = error
        else {
            return match error {
                Error::Pkcs11(RvError::PinLocked, _) => TokenError::Locked(self.label.clone()),
                error => self.failed("take the PIN", error),
            };
        };
        match self.module.get_token_info(self.slot) {
            Ok(info) if info.user_pin_locked() => TokenError::Locked(self.label.clone()),
            info => {
                let last = info.is_ok_and(|info| info.user_pin_final_try());
                TokenError::WrongPin { token: self.label.clone(), last }
            }
        }
    }

    /// The only key of this class that `uri` fits.
    fn only(&self, class: ObjectClass, uri: &Uri) -> Result<ObjectHandle, TokenError> {
        let mut wanted = vec![Attribute::Class(class), Attribute::Token(true)];
        let all = self.objects(&wanted)?;
        wanted.extend(uri.object.as_ref().map(|label| Attribute::Label(label.clone().into_bytes())));
        wanted.extend(uri.id.clone().map(Attribute::Id));
        let labels = |keys: &[ObjectHandle]| keys.iter().map(|key| self.name(*key)).collect();
        match *self.objects(&wanted)? {
            [only] => Ok(only),
            [] => Err(TokenError::NoKey { token: self.label.clone(), held: labels(&all) }),
            ref several => {
                Err(TokenError::SeveralKeys { token: self.label.clone(), fitting: labels(several) })
            }
        }
    }

    /// The public half of a private key that can sign here: in the key itself, or beside it.
    fn public_half(&self, private: ObjectHandle) -> Result<PublicKey, TokenError> {
        let mut beside = vec![Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Token(true)];
        for attribute in self.attributes(
            private,
            &[AttributeType::AlwaysAuthenticate, AttributeType::Id, AttributeType::Label],
        )? {
            match attribute {
                Attribute::AlwaysAuthenticate(true) => {
                    return Err(TokenError::PinEachTime {
                        token: self.label.clone(),
                        key: self.name(private),
                    });
                }
                Attribute::Id(ref id) | Attribute::Label(ref id) if !id.is_empty() => beside.push(attribute),
                _ => {}
            }
        }
        if let Some(key) = self.point(private)? {
            return Ok(key);
        }
        let beside = self.objects(&beside)?.into_iter().next();
        let key = beside.map(|public| self.point(public)).transpose()?.flatten();
        key.ok_or_else(|| self.without_public_half(private))
    }

    /// The public key in an object, if it holds one.
    fn point(&self, object: ObjectHandle) -> Result<Option<PublicKey>, TokenError> {
        let not_ed25519 = |found: String| TokenError::NotEd25519 {
            token: self.label.clone(),
            key: self.name(object),
            found,
        };
        let mut key = None;
        for attribute in self.attributes(object, &[AttributeType::KeyType, AttributeType::EcPoint])? {
            match attribute {
                Attribute::KeyType(kind) if kind != KeyType::EC_EDWARDS => {
                    return Err(not_ed25519(kind.to_string()));
                }
                Attribute::EcPoint(point) if !point.is_empty() => {
                    let bare = POINT_HEADS
                        .iter()
                        .find_map(|head| point.strip_prefix(*head).filter(|rest| rest.len() == 32));
                    let bare =
                        bare.ok_or_else(|| not_ed25519(format!("CKA_EC_POINT of {} bytes", point.len())))?;
                    let read = PublicKey::from_bytes(bare);
                    key = Some(
                        read.map_err(|error| TokenError::PublicKey { token: self.label.clone(), error })?,
                    );
                }
                _ => {}
            }
        }
        Ok(key)
    }

    fn objects(&self, wanted: &[Attribute]) -> Result<Vec<ObjectHandle>, TokenError> {
        self.session.find_objects(wanted).map_err(|error| self.failed("list its keys", error))
    }

    fn attributes(
        &self,
        object: ObjectHandle,
        wanted: &[AttributeType],
    ) -> Result<Vec<Attribute>, TokenError> {
        self.session.get_attributes(object, wanted).map_err(|error| self.failed("describe a key", error))
    }

    /// The label of a key and its id, as a URI has it.
    fn name(&self, key: ObjectHandle) -> String {
        let found = self.session.get_attributes(key, &[AttributeType::Label, AttributeType::Id]);
        let words = found.unwrap_or_default().into_iter().filter_map(|attribute| match attribute {
            Attribute::Label(label) => Some(String::from_utf8_lossy(&label).into_owned()),
            Attribute::Id(id) if !id.is_empty() => Some(
                id.iter().map(|byte| format!("%{byte:02x}")).fold("id=".to_owned(), |id, byte| id + &byte),
            ),
            _ => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn without_public_half(&self, key: ObjectHandle) -> TokenError {
        TokenError::NoPublicHalf { token: self.label.clone(), key: self.name(key) }
    }

    fn failed(&self, doing: &'static str, error: Error) -> TokenError {
        failed(&self.label, doing, error)
    }
}

/// Loads the module and starts it, if it does not run already.
fn load(path: &Path) -> Result<Pkcs11, TokenError> {
    if !path.exists() {
        return Err(TokenError::NoModule(path.to_owned()));
    }
    let no_module = |why: String| TokenError::NotAModule { module: path.to_owned(), why };
    let module = Pkcs11::new(path).map_err(|error| match error {
        Error::LibraryLoading(error) => no_module(error.to_string()),
        error => no_module(error.to_string()),
    })?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(module),
        Err(error) => Err(no_module(why(error))),
    }
}

/// Whether the token is one that `uri` means.
fn fits(uri: &Uri, info: &TokenInfo) -> bool {
    let pairs = [
        (&uri.token, info.label()),
        (&uri.serial, info.serial_number()),
        (&uri.model, info.model()),
        (&uri.manufacturer, info.manufacturer_id()),
    ];
    pairs.into_iter().all(|(wanted, found)| wanted.as_ref().is_none_or(|wanted| wanted == found))
}

fn failed(token: &str, doing: &'static str, error: Error) -> TokenError {
    use RvError::{DeviceRemoved, SessionClosed, SessionHandleInvalid, TokenNotPresent, TokenNotRecognized};
    let token = token.to_owned();
    match error {
        Error::Pkcs11(
            DeviceRemoved | TokenNotPresent | TokenNotRecognized | SessionClosed | SessionHandleInvalid,
            _,
        ) => TokenError::Removed(token),
        error => TokenError::Failed { token, doing, why: why(error) },
    }
}

/// The name of what the module answers, where cryptoki has a page about it.
fn why(error: Error) -> String {
    match error {
        Error::Pkcs11(answer, _) => format!("{answer:?}"),
        error => error.to_string(),
    }
}
