//! What people send instead of a bundle.

use std::fmt;

use crate::extract::mail::encoding::find;

/// What a thing without a bundle looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the words of Display say it")]
pub enum Kind {
    Nothing,
    Text,
    Json,
    Html,
    RichText,
    Pdf,
    Word,
    OpenDocument,
    Zip,
    Gzip,
    Picture,
    OutlookOrOldWord,
    WinmailDat,
    PgpEncrypted,
    PgpSigned,
    Smime,
    PrivateKey,
    PublicKey,
    Unknown,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing at all",
            Self::Text => "plain text",
            Self::Json => "JSON of another kind",
            Self::Html => "an HTML page",
            Self::RichText => "an RTF document",
            Self::Pdf => "a PDF file",
            Self::Word => "a Word document",
            Self::OpenDocument => "an OpenDocument file",
            Self::Zip => "a zip archive",
            Self::Gzip => "a gzip archive",
            Self::Picture => "a picture",
            Self::OutlookOrOldWord => "an Outlook message or an old Word document",
            Self::WinmailDat => "a winmail.dat, Outlook's own packing (TNEF)",
            Self::PgpEncrypted => "a message encrypted with PGP",
            Self::PgpSigned => "a PGP signature",
            Self::Smime => "a message encrypted or signed with S/MIME",
            Self::PrivateKey => "a private key, which nobody but its owner should have",
            Self::PublicKey => "a public key",
            Self::Unknown => "data of an unknown kind",
        })
    }
}

/// The type of the first bare note in `text`, such as `signature/v1`: a line of its own, past marks of quotation.
pub(super) fn type_of_note(text: &[u8]) -> Option<String> {
    text.split(|&byte| byte == b'\n').find_map(|line| {
        let start = line.iter().position(|byte| !matches!(byte, b'>' | b' ' | b'\t'))?;
        let name = line.get(start..)?.trim_ascii_end().strip_prefix(b"undersigned/")?;
        let kind = name.strip_suffix(b"/v1")?;
        let is_type =
            (1..=20).contains(&kind.len()) && kind.iter().all(|c| c.is_ascii_lowercase() || *c == b'-');
        is_type.then(|| String::from_utf8_lossy(name).into_owned())
    })
}

/// What `bytes` look like, by what the e-mail told and how they begin.
pub(super) fn kind(bytes: &[u8], told: Option<&str>) -> Kind {
    let begins = |any: &[&[u8]]| any.iter().any(|magic| bytes.starts_with(magic));
    let start = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let holds = |what: &[u8]| find(start, what, 0).is_some();
    let text = bytes.trim_ascii_start();
    match told {
        Some("application/ms-tnef" | "application/vnd.ms-tnef") => return Kind::WinmailDat,
        Some("application/pkcs7-mime" | "application/x-pkcs7-mime") => return Kind::Smime,
        Some("application/pkcs7-signature" | "application/x-pkcs7-signature") => return Kind::Smime,
        Some("application/pgp-encrypted") => return Kind::PgpEncrypted,
        Some("application/pgp-signature") => return Kind::PgpSigned,
        _ => (),
    }
    if text.is_empty() {
        Kind::Nothing
    } else if begins(&[b"%PDF-"]) {
        Kind::Pdf
    } else if begins(&[b"PK\x03\x04", b"PK\x05\x06"]) {
        if find(bytes, b"word/document.xml", 0).is_some() {
            Kind::Word
        } else if holds(b"mimetypeapplication/vnd.oasis.opendocument") {
            Kind::OpenDocument
        } else {
            Kind::Zip
        }
    } else if begins(&[b"\x1f\x8b"]) {
        Kind::Gzip
    } else if begins(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]) {
        Kind::OutlookOrOldWord
    } else if begins(&[b"\x78\x9f\x3e\x22"]) {
        Kind::WinmailDat
    } else if begins(&[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"]) {
        Kind::Picture
    } else if begins(&[b"{\\rtf"]) {
        Kind::RichText
    } else if holds(b"-----BEGIN PGP MESSAGE-----") {
        Kind::PgpEncrypted
    } else if holds(b"-----BEGIN PKCS7-----") {
        Kind::Smime
    } else if holds(b"PRIVATE KEY-----") || holds(b"-----BEGIN PGP PRIVATE KEY") {
        Kind::PrivateKey
    } else if begins(&[b"-----BEGIN PGP SIGNATURE-----"]) {
        Kind::PgpSigned
    } else if holds(b"-----BEGIN PUBLIC KEY-----")
        || holds(b"-----BEGIN PGP PUBLIC KEY")
        || begins(&[b"ssh-"])
    {
        Kind::PublicKey
    } else if told == Some("text/html") || holds(b"<html") || holds(b"<HTML") || holds(b"<!DOCTYPE") {
        Kind::Html
    } else if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
        Kind::Json
    } else if std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'))
        || told.is_some_and(|told| told.starts_with("text/"))
    {
        Kind::Text
    } else {
        Kind::Unknown
    }
}
