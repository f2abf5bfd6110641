//! Bundles out of mail, whatever mail did to them.
//!
//! A reply is a plain file, a saved e-mail, or what somebody copied out of one. The bytes are first read as they are.
//! Only if they are no bundle as it was printed, this is undone, in this order: the file's encoding (UTF-16, a byte order
//! mark); the structure of an e-mail (RFC 5322, MIME, mbox), down to its parts; then in each part the text around a
//! bundle, and what came between its characters: line breaks, spaces, marks of quotation, quoted-printable, typographic
//! quotes, HTML, base64.
//!
//! That is no guessing, because a printed bundle holds none of these characters ([`Bundle::print`]): what is taken out
//! was put in. A mended bundle counts only if it is, to the byte, what [`Bundle::print`] prints. What mail changed
//! beyond that is refused here or, if it looks like a bundle, by the digests and signatures of what it carries. Bundles
//! of plainer printers are taken only as they are: their spaces and `>` may be their own. They are told by the spaces,
//! which [`Bundle::print`] alone writes as `\u0020`.

mod encoding;
mod kind;
mod mend;
mod structure;

use std::borrow::Cow;
use std::collections::BTreeSet;

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::{MessageParser, MimeHeaders as _};

use crate::registry::bundle::{Bundle, BundleError, HEAD, MAX_JSON};

use encoding::{
    undo_all_but_doubtful, undo_base64, undo_base64_within, undo_encoding, undo_html, undo_quoted_printable,
};
use kind::{kind, type_of_note};
use mend::{Bundles, Damage, is_as_printed, sweep, was_printed};
use structure::{fields_and_body, is_mail, mails_of_mailbox, mime_fields, parts_between};

pub use kind::Kind;
pub use mend::{MAX_BUNDLES, MAX_FILES_IN_ALL, Mended};

/// The most bytes that are read at once.
pub const MAX_INPUT: usize = MAX_JSON;

/// The most parts of all e-mails in one input.
pub const MAX_PARTS: usize = 10_000;

/// How deep e-mails and their parts may be nested; what lies deeper is read as text.
const MAX_DEPTH: usize = 16;

/// A bundle, and what was undone to get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The bundle.
    pub bundle: Bundle,
    /// Each once, in the order of [`Mended`]; empty if the input was the bundle as it is.
    pub mended: Vec<Mended>,
}

/// Why no bundle was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// More bytes than are read.
    #[error("the file has {0} bytes, the limit is {MAX_INPUT}")]
    TooLong(usize),
    /// More parts than are read.
    #[error("the e-mail has more than {MAX_PARTS} parts")]
    TooManyParts,
    /// More bundles than are read.
    #[error("the file holds more than {MAX_BUNDLES} bundles, or {MAX_FILES_IN_ALL} files in them")]
    TooManyBundles,
    /// A bundle is there, and damaged beyond mending. Lines and columns count in the file or, for an e-mail, in the
    /// decoded part.
    #[error(transparent)]
    Damaged(BundleError),
    /// A bundle is there, and damaged, and was not printed as bundles are: its damage cannot be told from its text.
    #[error(
        "the bundle that begins in line {line} is damaged, and not of the form in which bundles are printed"
    )]
    NotPrinted {
        /// Where it begins, from 1, in the file or the decoded part.
        line: usize,
    },
    /// Somebody sent a note as it is.
    #[error("no bundle in it, but a bare note of type undersigned/{0}")]
    BareNote(String),
    /// Nothing of the kind.
    #[error("looked for a bundle, which begins with {HEAD}, and found {}", list(.seen, *.mail))]
    NoBundle {
        /// Whether the input is an e-mail.
        mail: bool,
        /// What it is, or what its parts are.
        seen: Vec<Kind>,
    },
}

/// Whether `text` begins with the header of an e-mail.
pub(in crate::extract) fn begins_as_mail(text: &[u8]) -> bool {
    is_mail(text)
}

/// What `bytes` look like.
pub(in crate::extract) fn kind_of(bytes: &[u8]) -> Kind {
    kind(bytes, None)
}

/// Every bundle in `bytes`, one saved file of at most [`MAX_INPUT`] bytes; equal ones once. It takes time in proportion to
/// the bytes, and memory of a few times their number, whatever they are.
///
/// # Errors
/// When there is none: what there is instead.
pub fn bundles_in(bytes: &[u8]) -> Result<Vec<Found>, MailError> {
    if bytes.len() > MAX_INPUT {
        return Err(MailError::TooLong(bytes.len()));
    }
    let mut search = Search::default();
    search.file(bytes)?;
    search.outcome()
}

/// The way down to a piece of the input.
#[derive(Clone, Default)]
struct Way {
    mended: BTreeSet<Mended>,
    depth: usize,
}

impl Way {
    fn with(&self, mended: impl IntoIterator<Item = Mended>) -> Self {
        let mut way = self.clone();
        way.mended.extend(mended);
        way
    }

    fn deeper(&self) -> Self {
        Self { depth: self.depth + 1, ..self.clone() }
    }
}

/// What was found so far.
#[derive(Default)]
struct Search {
    found: Bundles,
    damage: Option<Damage>,
    note: Option<String>,
    seen: BTreeSet<Kind>,
    mail: bool,
    parts: usize,
}

impl Search {
    fn outcome(self) -> Result<Vec<Found>, MailError> {
        if self.found.is_empty() {
            return Err(match (self.damage, self.note) {
                (Some(Damage::Bundle(error)), _) => MailError::Damaged(error),
                (Some(Damage::NotPrinted { line }), _) => MailError::NotPrinted { line },
                (None, Some(note)) => MailError::BareNote(note),
                (None, None) => {
                    MailError::NoBundle { mail: self.mail, seen: self.seen.into_iter().collect() }
                }
            });
        }
        let found =
            |(bundle, mended): (_, BTreeSet<_>)| Found { bundle, mended: mended.into_iter().collect() };
        let mut all: Vec<Found> = self.found.into_iter().map(found).collect();
        if let Some(first) = all.first_mut() {
            first.mended.extend(self.damage.map(|_| Mended::OtherDamaged));
        }
        Ok(all)
    }

    fn file(&mut self, bytes: &[u8]) -> Result<(), MailError> {
        let (text, encoding) = undo_encoding(bytes);
        let way = Way::default().with(encoding);
        if !is_mail(&text) {
            return self.leaf(bytes, None, &Way::default(), None);
        }
        self.mail = true;
        let mails = mails_of_mailbox(&text);
        let way_to_mail = way.with((mails.len() > 1).then_some(Mended::Mailbox));
        mails.into_iter().try_for_each(|mail| self.entity(mail, &way_to_mail, "text/plain"))?;
        // the mail itself may be damaged: a bundle may stand where its structure does not say so
        if self.found.is_empty() {
            self.text(&text, None, &way, encoding == Some(Mended::Utf16)).map(drop)
        } else {
            Ok(())
        }
    }

    /// An e-mail or a part of one: header fields, an empty line, a body. `untold` is its type if it does not tell.
    fn entity(&mut self, entity: &[u8], way: &Way, untold: &str) -> Result<(), MailError> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err(MailError::TooManyParts);
        }
        let (fields, body) = fields_and_body(entity);
        let fields = mime_fields(fields);
        let parsed = MessageParser::new().with_mime_headers().parse_headers(&fields);
        let part = parsed.as_ref().and_then(|message| message.parts.first());
        let content_type = part.and_then(|part| part.content_type());
        let told =
            content_type.map(|told| format!("{}/{}", told.ctype(), told.subtype().unwrap_or_default()));
        let told = told.unwrap_or_else(|| untold.to_owned()).to_ascii_lowercase();
        let attribute = |name| content_type.and_then(|told| told.attribute(name));

        let is_multipart = told.starts_with("multipart/") && way.depth < MAX_DEPTH;
        if let Some(boundary) = attribute("boundary").filter(|_| is_multipart) {
            let parts = parts_between(body, boundary);
            let untold = if told == "multipart/digest" { "message/rfc822" } else { "text/plain" };
            let deeper = way.deeper();
            if !parts.is_empty() {
                return parts.into_iter().try_for_each(|part| self.entity(part, &deeper, untold));
            }
        }

        let encoding = part.and_then(|part| part.content_transfer_encoding()).unwrap_or_default().trim();
        let mut doubtful = None;
        let (body, undone) = if encoding.eq_ignore_ascii_case("base64") {
            (Cow::Owned(undo_base64(body).0), Some(Mended::Base64))
        } else if encoding.eq_ignore_ascii_case("quoted-printable") {
            doubtful = undo_all_but_doubtful(body, false);
            (Cow::Owned(undo_quoted_printable(body)), Some(Mended::QuotedPrintable))
        } else {
            (Cow::Borrowed(body), None)
        };
        let way = way.with(undone);
        if matches!(told.as_str(), "message/rfc822" | "message/global") && way.depth < MAX_DEPTH {
            return self.entity(&body, &way.deeper().with([Mended::ForwardedMail]), "text/plain");
        }

        let disposition = part.and_then(|part| part.content_disposition());
        let is_attached = disposition.is_some_and(|told| told.is_attachment())
            || part.is_some_and(|part| part.attachment_name().is_some())
            || !told.starts_with("text/");
        let way = way.with([if is_attached { Mended::Attachment } else { Mended::MailBody }]);
        let body = in_utf_8(body, attribute("charset"));
        let doubtful = doubtful.map(|doubtful| in_utf_8(Cow::Owned(doubtful), attribute("charset")));
        self.leaf(&body, doubtful.as_deref(), &way, Some(&told))
    }

    /// A whole file, or a part of an e-mail that has no parts. `doubtful` is the same with those breaks of
    /// quoted-printable left in it that may be none.
    fn leaf(
        &mut self,
        bytes: &[u8],
        doubtful: Option<&[u8]>,
        way: &Way,
        told: Option<&str>,
    ) -> Result<(), MailError> {
        let strict = Bundle::parse(bytes).ok();
        if let Some(bundle) = strict.as_ref().filter(|bundle| is_as_printed(bundle, bytes)) {
            let line_ends = bytes.contains(&b'\r').then_some(Mended::LineEnds);
            return self.add(bundle.clone(), way.with(line_ends).mended);
        }
        let (text, encoding) = undo_encoding(bytes);
        let way = way.with(encoding);
        let doubtful = doubtful.map(|doubtful| undo_encoding(doubtful).0);
        // an attached e-mail that is not told to be one; where breaks are in doubt, they must not be lost on the way
        if told.is_some() && doubtful.is_none() && way.depth < MAX_DEPTH && is_mail(&text) {
            let before = self.found.len();
            self.entity(&text, &way.deeper().with([Mended::ForwardedMail]), "text/plain")?;
            if self.found.len() > before {
                return Ok(());
            }
        }
        let kind = kind(&text, told);
        // a plainer printer's text can be told from a damaged one only where nothing had to be decoded
        let only_printed = kind == Kind::Html || way.mended.contains(&Mended::Utf16);
        if self.text(&text, doubtful.as_deref(), &way, only_printed)? {
            return Ok(());
        }
        match strict {
            // a spelling that the search in a text does not know
            Some(bundle) if !only_printed && !was_printed(&text) => self.add(bundle, way.mended),
            _ => {
                self.note = self.note.take().or_else(|| type_of_note(&text));
                self.seen.insert(kind);
                Ok(())
            }
        }
    }

    /// The bundles in a text: as it stands, out of HTML, out of base64. Whether it holds any, damaged or not.
    fn text(
        &mut self,
        text: &[u8],
        doubtful: Option<&[u8]>,
        way: &Way,
        only_printed: bool,
    ) -> Result<bool, MailError> {
        let mut best = sweep(text, only_printed).checked_against(doubtful);
        let has_markup = text.contains(&b'<') || text.contains(&b'&');
        if !best.is_clean() && has_markup {
            let doubtful = doubtful.map(undo_html);
            let out = sweep(&undo_html(text), true).checked_against(doubtful.as_deref());
            best = best.or(out.mended_too(Mended::Html));
        }
        if !best.is_clean() && text.contains(&b'=') {
            let decoded = undo_quoted_printable(text);
            if has_markup || decoded.contains(&b'<') {
                let doubtful =
                    undo_all_but_doubtful(doubtful.unwrap_or(text), true).map(|text| undo_html(&text));
                let out = sweep(&undo_html(&decoded), true).checked_against(doubtful.as_deref());
                best = best.or(out.mended_too(Mended::Html).mended_too(Mended::QuotedPrintable));
            }
        }
        if !best.is_clean() {
            for decoded in undo_base64_within(text) {
                best = best.and(sweep(&decoded, false).mended_too(Mended::Base64));
                if best.found.is_too_many() {
                    break;
                }
            }
        }
        let holds_one = !best.found.is_empty() || best.damage.is_some();
        for (bundle, mended) in best.found {
            self.add(bundle, way.with(mended).mended)?;
        }
        self.damage = self.damage.take().or(best.damage);
        Ok(holds_one)
    }

    fn add(&mut self, bundle: Bundle, mended: BTreeSet<Mended>) -> Result<(), MailError> {
        self.found.add(bundle, mended);
        if self.found.is_too_many() { Err(MailError::TooManyBundles) } else { Ok(()) }
    }
}

/// `body` in UTF-8, if it is not and the mail tells its charset.
fn in_utf_8<'b>(body: Cow<'b, [u8]>, charset: Option<&str>) -> Cow<'b, [u8]> {
    let is_utf_7 = charset.is_some_and(|charset| charset.eq_ignore_ascii_case("utf-7"));
    if !is_utf_7 && std::str::from_utf8(&body).is_ok() {
        return body;
    }
    match charset.and_then(|charset| charset_decoder(charset.as_bytes())) {
        Some(decode) => Cow::Owned(decode(&body).into_bytes()),
        None => body,
    }
}

/// `an e-mail with plain text and a PDF file`.
fn list(seen: &[Kind], mail: bool) -> String {
    // an empty body beside something else is not worth a word
    let worth: Vec<_> = seen.iter().filter(|&&kind| kind != Kind::Nothing || seen.len() == 1).collect();
    let words = worth.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    match (mail, words.as_str()) {
        (true, "") => "an e-mail without content".to_owned(),
        (true, _) => format!("an e-mail with {words}"),
        (false, _) => words,
    }
}
