//! Copies in circulation: whatever they are they are taken apart, and held against a statement they get no better verdict
//! than they deserve.

use std::io::{Cursor, Write as _};
use std::iter;
use std::sync::LazyLock;

use undersigned::audit::copy::Copy;
use undersigned::audit::{
    Audit, CopyWords, NameVerdict, Reference, TextVerdict, Texts, audit as judge, find,
};
use undersigned::digest::Digest;
use undersigned::extract::{self, ExtractError, MAX_TEXT};
use undersigned::id::Slug;
use undersigned::render::{audit as view, page};
use undersigned::text::CanonicalText;
use undersigned::trust::Standing;
use undersigned::verify::{Outcome, Report};
use unicode_normalization::UnicodeNormalization as _;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::forge::{CONVENER, Registry, SLUG};
use super::registries::is_shown_safely;
use super::script::{Step, steps};
use super::{is_harmless, refused};

/// A saved page.
pub fn html(bytes: &[u8]) -> bool {
    taken_apart(bytes, Some("copy.html")).is_some()
}

/// A text with marks for headings, lists and links.
pub fn markdown(bytes: &[u8]) -> bool {
    taken_apart(bytes, Some("copy.md")).is_some()
}

/// A PDF file.
pub fn pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") && taken_apart(bytes, None).is_some()
}

/// A zip archive, as DOCX and ODT are.
pub fn office(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") && taken_apart(bytes, None).is_some()
}

/// The files of a DOCX or ODT, by a script, which is easier to change than an archive of them.
pub fn office_parts(script: &[u8]) -> bool {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for step in steps(script) {
        let Step::Put { path, content, .. } = step else { continue };
        if archive.start_file(path, stored).is_ok() {
            archive.write_all(&content).unwrap();
        }
    }
    office(&archive.finish().unwrap().into_inner())
}

/// A saved e-mail, each part of which is a copy.
pub fn mail_copy(bytes: &[u8]) -> bool {
    let Some(copy) = taken_apart(bytes, None) else { return false };
    copy.parts.iter().all(|part| part.name.starts_with("part "))
}

/// Plain text is told by no name, says the same in every encoding that has its characters, and loses no letter.
pub fn plain(bytes: &[u8]) -> bool {
    let Some(copy) = taken_apart(bytes, None) else { return false };
    let [part] = &copy.parts[..] else { return false };
    let Some(plain) = &part.plain else { return false };
    let signs = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace() && *c != '>').collect() };
    let shown: String = part.blocks.iter().flatten().map(|block| signs(&block.text)).collect();
    assert_eq!(shown, signs(plain));
    // what could be UTF-16 by its zeros, or begins with a mark of its own, may be read otherwise
    if std::str::from_utf8(bytes) == Ok(plain.as_str()) && !plain.contains(['\0', '\u{feff}']) {
        assert_eq!(part.encoding, None);
        let wide = std::iter::once(0xfeff).chain(plain.encode_utf16());
        let wide: Vec<u8> = wide.flat_map(u16::to_le_bytes).collect();
        let again = extract::copy(&wide, None).unwrap();
        assert_eq!((again.parts[0].plain.as_ref(), &again.parts[0].blocks), (Some(plain), &part.blocks));
    }
    true
}

/// What is taken apart is within the limits, in order, the same each time, and the same behind the child process.
fn taken_apart(bytes: &[u8], name: Option<&str>) -> Option<Copy> {
    // a foreign parser that panics brings down the child process that this is done in, and no more
    let Ok(answer) = std::panic::catch_unwind(|| extract::copy(bytes, name)) else {
        refused(&ExtractError::BrokeOff);
        return None;
    };
    let written = serde_json::to_vec(&answer).unwrap();
    assert_eq!(serde_json::from_slice::<Result<Copy, ExtractError>>(&written).as_ref().ok(), Some(&answer));
    let copy = match answer {
        Ok(copy) => copy,
        Err(error) => {
            refused(&error);
            return None;
        }
    };
    assert!(!copy.parts.is_empty());
    let blocks = || copy.parts.iter().flat_map(|part| part.blocks.iter().flatten());
    assert!(blocks().map(|block| block.text.len()).sum::<usize>() <= MAX_TEXT);
    for block in blocks() {
        assert!(block.line > 0 && !block.text.is_empty(), "{block:?}");
    }
    assert_eq!(extract::copy(bytes, name).as_ref(), Ok(&copy));
    Some(copy)
}

/// A statement that two parties signed, one took back, and one did not sign.
static STATEMENT: LazyLock<(CanonicalText, Report)> = LazyLock::new(|| {
    const TEXT: &str = "We call for the release of all political prisoners.\n\nNobody may be held for words alone; \
                        where courts do not listen, we will speak.\n";
    let parties = ["harbour", "meadow", "willow", "quarry"];
    let mut registry = Registry::default();
    for id in parties.into_iter().chain([CONVENER]) {
        registry.keys(id).file();
    }
    registry.put(&format!("statement/{SLUG}/text.txt"), TEXT);
    registry.roll(&parties).file();
    for id in ["harbour", "meadow", "willow"] {
        registry.act(id, "signature").file();
    }
    registry.act("willow", "withdrawal").file();
    (CanonicalText::from_source(TEXT.as_bytes()).unwrap(), registry.report())
});

/// A copy behind a line with its file's name is judged in every view alike, and what holds has every letter of the
/// statement in its order and lists nobody who did not sign.
pub fn audit(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (name, bytes) = (&bytes[..end], bytes.get(end + 1..).unwrap_or_default());
    let Some(copy) = taken_apart(bytes, std::str::from_utf8(name).ok()) else { return false };
    let (text, report) = &*STATEMENT;
    let reference = Reference { text, report: &report.statements[0], demonstration: report.demonstration };
    let digest = Digest::of(bytes);
    let audit = judge(CopyWords::of(&copy), digest, &reference, Standing::SelfPublished);
    assert_eq!(audit.parts.len(), copy.parts.len());

    let is_text = bytes == text.as_str().as_bytes();
    for (part, judged) in copy.parts.iter().zip(&audit.parts) {
        assert_eq!(judged.verdict == TextVerdict::Identical, is_text);
        assert!(judged.verdict != TextVerdict::SameText || part.plain.is_some());
        if judged.verdict.is_same() {
            let shown = part.blocks.iter().flatten().filter(|block| block.hidden.is_none());
            let shown: String = shown.map(|block| letters(&block.text)).collect();
            assert!(is_within(&letters(text.as_str()), &shown), "{:?}: {shown}", judged.verdict);
        }
    }
    let slug: Slug = SLUG.parse().unwrap();
    let is_found = find(&mut CopyWords::of(&copy), &Texts::of(iter::once((&slug, text)))).is_some();
    assert!(is_found || !audit.parts.iter().any(|part| part.verdict.is_same()));
    is_shown_alike(&audit, &reference);
    if audit.outcome == Outcome::Holds {
        assert!(audit.parts.iter().all(|part| part.verdict.is_same()));
        let listed = audit.parts.iter().flat_map(|part| &part.names);
        let mut listed = listed.filter(|name| name.verdict != NameVerdict::Omitted);
        assert!(listed.all(|name| {
            name.verdict == NameVerdict::Signed
                && matches!(name.id.as_ref().map(|id| id.as_str()), Some("harbour" | "meadow"))
        }));
    }
    audit.outcome == Outcome::Holds
}

fn is_shown_alike(audit: &Audit, reference: &Reference<'_>) {
    let verdict = audit.parts[audit.deciding].verdict.word();
    let shown = view::text(audit, reference, "copy");
    is_shown_safely(&shown);
    assert!(shown.contains(verdict));
    let json = view::object(audit, reference, "copy").unwrap();
    assert!(json.chars().all(|c| c == '\n' || is_harmless(c)));
    let object: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(object["text"]["verdict"], verdict);
    let page = page::audit(audit, reference, "copy");
    assert!(page.contains(verdict) && !page.contains("<script"));
}

/// The letters and digits of a text, without what typography makes of them.
fn letters(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric() && *c != '\u{640}').collect()
}

/// Whether all of `wanted` stands in `text`, in its order.
fn is_within(wanted: &str, text: &str) -> bool {
    let mut text = text.chars();
    wanted.chars().all(|wanted| text.any(|c| c == wanted))
}
