//! Text out of DOCX and ODT: a zip archive of XML, read within limits.

mod docx;
mod look;
mod odt;
mod paragraphs;
mod xml;

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::audit::copy::Block;
use crate::extract::{ExtractError, within};

/// What gets the text out, with its version.
pub(super) const EXTRACTOR: &str = "zip 9.8.1, quick-xml 0.42.0";

/// The most files in an archive.
const MAX_FILES: usize = 10_000;

/// The most bytes that are inflated of one archive, all files that are read added.
const MAX_INFLATED: usize = 32 << 20;

/// The blocks of the document that `bytes` are.
///
/// # Errors
/// When it is no document of text, damaged, encrypted or beyond the limits.
pub(super) fn blocks(bytes: &[u8]) -> Result<Vec<Block>, ExtractError> {
    let mut package = Package::open(bytes)?;
    if let Some(manifest) = package.file("META-INF/manifest.xml")?
        && odt::is_encrypted(&manifest)?
    {
        return Err(ExtractError::Encrypted("document".into()));
    }
    let kind = package.file("mimetype")?;
    match kind.as_deref().map(str::trim) {
        Some(
            "application/vnd.oasis.opendocument.text" | "application/vnd.oasis.opendocument.text-template",
        ) => odt::blocks(&mut package),
        Some(kind) => Err(ExtractError::Unsupported(format!("a file of type {kind:?}"))),
        None => docx::blocks(&mut package),
    }
}

fn damaged(why: impl Into<String>) -> ExtractError {
    ExtractError::Damaged { what: "document".into(), why: why.into() }
}

/// An archive, and how many bytes of it were inflated.
struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    inflated: usize,
}

impl<'b> Package<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, ExtractError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
        within("files in the document", archive.len(), MAX_FILES)?;
        // two programs may read two different ones
        if archive.has_duplicate_names() {
            return Err(damaged("two files in it have one name"));
        }
        Ok(Self { archive, inflated: 0 })
    }

    /// A file of the archive as text, if it is there. Case is no matter in names.
    fn file(&mut self, name: &str) -> Result<Option<String>, ExtractError> {
        let names = self.archive.file_names_raw().enumerate();
        let mut places =
            names.filter(|(_, raw)| raw.eq_ignore_ascii_case(name.as_bytes())).map(|(place, _)| place);
        let Some(place) = places.next() else { return Ok(None) };
        if places.next().is_some() {
            return Err(damaged("two files in it have one name"));
        }
        drop(places);
        let file = self.archive.by_index(place).map_err(|error| match error {
            ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                ExtractError::Encrypted("document".into())
            }
            error => damaged(error.to_string()),
        })?;
        let mut bytes = Vec::new();
        let limit = (MAX_INFLATED - self.inflated) as u64 + 1;
        file.take(limit).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
        self.inflated += bytes.len();
        within("bytes in the document, inflated", self.inflated, MAX_INFLATED)?;
        xml::decode(bytes).map(Some)
    }
}
