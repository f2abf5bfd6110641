//! Signed notes, the one format of everything that is signed (C2SP signed-note).
//!
//! A note is a text that ends in a line feed, an empty line, and signature lines:
//!
//! ```text
//! undersigned/signature/v1
//! …
//! date 2025-10-30
//!
//! — amnesty-international Xn…
//! ```
//!
//! The signatures are over the bytes of the text. Reading is strict, and a note read and printed is the same, to the
//! byte. What a note says is known only once it was opened against a stated set of keys.

use std::convert::Infallible;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::digest::Digest;
use crate::id::Id;
use crate::key::{KeyId, KeyKind, PublicKey, SecretKey, VerifierKey};
use crate::text::excerpt;

/// The longest note, in bytes.
pub const MAX_NOTE: usize = 4 << 20;

/// The most signature lines that a note may carry.
pub const MAX_SIGNATURES: usize = 16;

/// A note: a text and its signature lines, none of them checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// One line below the text: `— NAME BASE64(key id ‖ signature)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLine {
    /// The name of the key; anything without white space and `+`.
    pub name: String,
    /// Selects a key of that name.
    pub key_id: KeyId,
    /// For a key that signs texts as they stand 64 bytes; one byte at least.
    pub signature: Vec<u8>,
}

/// Why bytes are no note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than [`MAX_NOTE`].
    #[error("a note has at most {MAX_NOTE} bytes")]
    TooLong,
    /// Not UTF-8: the first wrong byte, counted from 0.
    #[error("byte {0} is not UTF-8")]
    NotUtf8(usize),
    /// A control character other than LF, in this line.
    #[error("line {line}: the control character U+{:04X}", u32::from(*character))]
    Control {
        /// The line, from 1.
        line: usize,
        /// The character.
        character: char,
    },
    /// No empty line between a text and signature lines.
    #[error("no empty line followed by signature lines: this is no signed note, or its end is missing")]
    NoSignatures,
    /// The last line lacks its line feed.
    #[error("the last line feed is missing: the end was cut off")]
    NoLastLineFeed,
    /// A line below the text is no signature line.
    #[error("line {0}: not a signature line")]
    SignatureLine(usize),
    /// Two lines for one name and key id.
    #[error("line {line}: a second signature line by {}+{key_id}", excerpt(name))]
    Repeated {
        /// The line, from 1.
        line: usize,
        /// The key's name.
        name: String,
        /// The key's id.
        key_id: KeyId,
    },
    /// More than [`MAX_SIGNATURES`] lines.
    #[error("more than {MAX_SIGNATURES} signature lines")]
    TooManySignatures,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// Whenever printing what was read would not give the same bytes, and beyond the limits.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE {
            return Err(NoteError::TooLong);
        }
        let note = std::str::from_utf8(bytes).map_err(|error| NoteError::NotUtf8(error.valid_up_to()))?;
        let line_of = |position: usize| note.bytes().take(position).filter(|&byte| byte == b'\n').count() + 1;
        if let Some((position, character)) = note.char_indices().find(|(_, c)| c.is_control() && *c != '\n') {
            return Err(NoteError::Control { line: line_of(position), character });
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::NoSignatures)?;
        let first = line_of(text.len()) + 2;
        let lines = lines.strip_suffix('\n').ok_or(match lines {
            "" => NoteError::NoSignatures,
            _ => NoteError::NoLastLineFeed,
        })?;
        let mut signatures: Vec<SignatureLine> = Vec::new();
        for (number, line) in (first..).zip(lines.split('\n')) {
            let read = SignatureLine::parse(line).ok_or(NoteError::SignatureLine(number))?;
            if signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            if signatures.iter().any(|other| other.name == read.name && other.key_id == read.key_id) {
                return Err(NoteError::Repeated { line: number, name: read.name, key_id: read.key_id });
            }
            signatures.push(read);
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// A note without signatures over the text of a record; records alone make one.
    pub(crate) fn unsigned(text: String) -> Self {
        Self { text, signatures: Vec::new() }
    }

    /// The text with its last line feed: what is signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The digest of the text, by which other records name this one; signature lines do not change it.
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// The signature lines, none of them checked.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// Adds the line by `secret`, whose public half is in `key`, by the scheme that this states, unless one stands there
    /// already; nothing where a token alone can sign so, or it is the half of another key.
    pub fn sign_as(&mut self, key: &VerifierKey, secret: &SecretKey) -> Option<()> {
        let signed = |bytes: &[u8]| Ok::<_, Infallible>(secret.sign(bytes));
        let Ok(signature) = key.scheme()?.sign(&secret.public(), self.text.as_bytes(), signed);
        self.attach(key, &signature?).ok()
    }

    /// Adds the line by `key` under the name `name`, unless one stands there already.
    pub fn sign(&mut self, name: &Id, key: &SecretKey) {
        let signature = key.sign(self.text.as_bytes()).to_vec();
        let key = VerifierKey::new(name.clone(), key.public());
        self.push(&key, SignatureLine::new(&key, signature));
    }

    /// Adds the line with a signature by `key` that was made elsewhere, unless one by it stands there already.
    ///
    /// # Errors
    /// When it is no valid signature over the text.
    pub fn attach(&mut self, key: &VerifierKey, signature: &[u8]) -> Result<(), BadSignature> {
        let line = SignatureLine::new(key, signature.to_vec());
        if !self.is_signed_by(key, &line) {
            return Err(BadSignature(line));
        }
        self.push(key, line);
        Ok(())
    }

    /// Adds a line, unless one by this key stands there: a second one, which a tool may make differently, would make the
    /// note malformed.
    fn push(&mut self, key: &VerifierKey, line: SignatureLine) {
        let is_same = |other: &SignatureLine| other.name == line.name && other.key_id == line.key_id;
        if !self.signatures.iter().any(|other| is_same(other) && self.is_signed_by(key, other)) {
            self.signatures.push(line);
        }
    }

    /// Checks every line by a key of `keys`; lines by other keys are reported, and count for nothing.
    ///
    /// # Errors
    /// If one line by a key of the set is not a valid signature by it, the whole note is bad.
    pub fn open<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k VerifierKey> + Clone,
    ) -> Result<Opened, BadSignature> {
        let mut opened = Opened::default();
        for line in &self.signatures {
            let selected = || {
                let all = keys.clone().into_iter();
                all.filter(|key| key.key_id() == line.key_id && key.name().as_str() == line.name)
            };
            let signer = selected().find(|key| self.is_signed_by(key, line));
            match signer {
                Some(key) => opened.keys.push(key.clone()),
                None if selected().any(|key| matches!(key.kind(), KeyKind::Unchecked(..))) => {
                    opened.unchecked.push(line.clone());
                }
                None if selected().next().is_some() => return Err(BadSignature(line.clone())),
                None => opened.unknown.push(line.clone()),
            }
        }
        for key in opened.keys.iter().filter_map(VerifierKey::ed25519) {
            if !opened.signers.contains(key) {
                opened.signers.push(*key);
            }
        }
        Ok(opened)
    }

    fn is_signed_by(&self, key: &VerifierKey, line: &SignatureLine) -> bool {
        key.verify(self.text.as_bytes(), &line.signature)
    }
}

/// A line by a key of the set that is not its signature over the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature by {}+{} is not valid for this text", .0.name, .0.key_id)]
pub struct BadSignature(pub SignatureLine);

/// What opening a note found; only [`Note::open`] makes one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    keys: Vec<VerifierKey>,
    signers: Vec<PublicKey>,
    unchecked: Vec<SignatureLine>,
    unknown: Vec<SignatureLine>,
}

impl Opened {
    /// Whether this key of the set signed, by the scheme that it states.
    pub fn is_signed_by(&self, key: &VerifierKey) -> bool {
        self.keys.contains(key)
    }

    /// The keys of the set that signed, each once, by however many schemes.
    pub fn signers(&self) -> &[PublicKey] {
        &self.signers
    }

    /// Lines by keys of the set whose algorithm is not checked here.
    pub fn unchecked(&self) -> &[SignatureLine] {
        &self.unchecked
    }

    /// Lines by keys outside the set.
    pub fn unknown(&self) -> &[SignatureLine] {
        &self.unknown
    }
}

impl SignatureLine {
    fn new(key: &VerifierKey, signature: Vec<u8>) -> Self {
        Self { name: key.name().to_string(), key_id: key.key_id(), signature }
    }

    /// Reads one line, without its line feed.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
        let plain = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+');
        let bytes = STANDARD.decode(encoded).ok()?;
        let (key_id, signature) = bytes.split_first_chunk::<4>()?;
        let read = Self { name: name.to_owned(), key_id: KeyId(*key_id), signature: signature.to_vec() };
        (plain && !signature.is_empty()).then_some(read)
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "— {} {}", self.name, STANDARD.encode([&self.key_id.0, &self.signature[..]].concat()))
    }
}

/// The bytes of the note's file.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(written: &str) -> Id {
        written.parse().unwrap()
    }

    fn secret(name: &str) -> SecretKey {
        SecretKey::demonstration(&id(name))
    }

    fn verifier(name: &str) -> VerifierKey {
        VerifierKey::new(id(name), secret(name).public())
    }

    fn signed_by(names: &[&str]) -> Note {
        let mut note = Note::unsigned("a text\nof two lines\n".to_owned());
        names.iter().for_each(|name| note.sign(&id(name), &secret(name)));
        note
    }

    #[test]
    fn a_note_prints_as_it_was_read() {
        let written = signed_by(&["a", "b"]).to_string();
        assert_eq!(Note::parse(written.as_bytes()).unwrap().to_string(), written);
        let with_empty_lines = written.replacen("\n", "\n\n\n", 1);
        assert_eq!(Note::parse(with_empty_lines.as_bytes()).unwrap().to_string(), with_empty_lines);
    }

    #[test]
    fn lines_by_keys_of_the_set_are_checked_and_others_reported() {
        let opened = signed_by(&["a", "b"]).open(&[verifier("a"), verifier("c")]).unwrap();
        assert_eq!(opened.signers(), [secret("a").public()]);
        assert_eq!(opened.unknown().len(), 1);
        assert_eq!(opened.unknown()[0].name, "b");
    }

    #[test]
    fn a_key_that_signs_under_two_names_is_one_signer() {
        let mut note = signed_by(&["a"]);
        note.sign(&id("b"), &secret("a"));
        let twice = VerifierKey::new(id("b"), secret("a").public());
        assert_eq!(note.open(&[verifier("a"), twice]).unwrap().signers(), [secret("a").public()]);
    }

    #[test]
    fn one_bad_line_by_a_key_of_the_set_makes_the_note_bad() {
        let mut note = signed_by(&["a", "b"]);
        note.signatures[1].signature[0] ^= 1;
        assert_eq!(note.open(&[verifier("a"), verifier("b")]).unwrap_err().0.name, "b");
        assert!(note.open(&[verifier("a")]).is_ok());
    }

    #[test]
    fn a_line_repeated_in_either_order_is_refused() {
        let good = signed_by(&["a"]).signatures.remove(0);
        let mut bad = good.clone();
        bad.signature[0] ^= 1;
        for pair in [[&good, &bad], [&bad, &good], [&good, &good]] {
            let written = format!("text\n\n{}\n{}\n", pair[0], pair[1]);
            let error = Note::parse(written.as_bytes()).unwrap_err();
            assert!(matches!(error, NoteError::Repeated { line: 4, .. }), "{error}");
        }
    }

    #[test]
    fn sixteen_lines_are_read_and_a_seventeenth_is_refused() {
        let names: Vec<String> = (0..17).map(|n| format!("k{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(Note::parse(signed_by(&names[..16]).to_string().as_bytes()).is_ok());
        assert_eq!(Note::parse(signed_by(&names).to_string().as_bytes()), Err(NoteError::TooManySignatures));
    }

    #[test]
    fn of_two_keys_with_one_key_id_each_is_tried() {
        // Key ids can be ground: make two keys look alike by giving the line the other key's id.
        let mut note = signed_by(&["a"]);
        let twin = VerifierKey::new(id("a"), secret("b").public());
        note.signatures[0].key_id = twin.key_id();
        assert!(note.open(&[twin]).is_err(), "the line selects a key that did not sign");
    }

    #[test]
    fn what_is_not_exactly_a_note_is_refused() {
        let written = signed_by(&["a"]).to_string();
        for (wrong, error) in [
            (String::new(), NoteError::NoSignatures),
            ("text\n".to_owned(), NoteError::NoSignatures),
            ("text\n\n".to_owned(), NoteError::NoSignatures),
            (written.trim_end().to_owned(), NoteError::NoLastLineFeed),
            (format!("{written}\n"), NoteError::NoSignatures),
            (format!("{written}more\n"), NoteError::SignatureLine(5)),
            (written.replace('\n', "\r\n"), NoteError::Control { line: 1, character: '\r' }),
            (written.replace("two", "\u{85}"), NoteError::Control { line: 2, character: '\u{85}' }),
            (written.replace("— a", "- a"), NoteError::SignatureLine(4)),
            (written.replace("— a", "— a+b"), NoteError::SignatureLine(4)),
            (written.replace("— a", "—  a"), NoteError::SignatureLine(4)),
            (written.replace("— a ", "— a  "), NoteError::SignatureLine(4)),
            (written.replace("— a ", "— "), NoteError::SignatureLine(4)),
            (written.replace("=\n", "\n"), NoteError::SignatureLine(4)),
            ("text\n\n— a AAAAAA==\n".to_owned(), NoteError::SignatureLine(3)),
        ] {
            assert_eq!(Note::parse(wrong.as_bytes()), Err(error), "{wrong:?}");
        }
        assert_eq!(Note::parse(b"te\xffxt\n\n"), Err(NoteError::NotUtf8(2)));
        assert_eq!(Note::parse(&vec![b'a'; MAX_NOTE]), Err(NoteError::NoSignatures));
        assert_eq!(Note::parse(&vec![b'a'; MAX_NOTE + 1]), Err(NoteError::TooLong));
    }

    #[test]
    fn a_flip_of_any_bit_of_the_text_or_the_line_is_noticed() {
        let written = signed_by(&["a"]).to_string().into_bytes();
        for position in 0..written.len() * 8 {
            let mut flipped = written.clone();
            flipped[position / 8] ^= 1 << (position % 8);
            let signers = Note::parse(&flipped).ok().and_then(|note| note.open(&[verifier("a")]).ok());
            assert!(signers.is_none_or(|opened| opened.signers().is_empty()), "bit {position}");
        }
    }

    #[test]
    fn signing_twice_adds_one_line() {
        let mut note = signed_by(&["a"]);
        note.sign(&id("a"), &secret("a"));
        assert_eq!(note, signed_by(&["a"]));
    }

    #[test]
    fn a_signature_made_elsewhere_is_attached_if_it_is_valid() {
        let text = "a text\nof two lines\n";
        let signature = secret("a").sign(text.as_bytes());
        let mut note = Note::unsigned(text.to_owned());
        let key = verifier("a");
        for position in 0..512 {
            let mut flipped = signature;
            flipped[position / 8] ^= 1 << (position % 8);
            assert!(note.attach(&key, &flipped).is_err(), "bit {position}");
        }
        for wrong in [&signature[..63], &[&signature[..], &[0]].concat(), &[]] {
            assert!(note.attach(&key, wrong).is_err());
        }
        assert!(note.attach(&verifier("b"), &signature).is_err());
        assert!(note.signatures().is_empty());
        note.attach(&key, &signature).unwrap();
        note.attach(&key, &signature).unwrap();
        assert_eq!(note, signed_by(&["a"]));
    }
}
