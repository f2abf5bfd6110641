//! Bundles in a text: as they stand there, or without what mail put between their characters.

use std::collections::BTreeSet;
use std::fmt;

use crate::digest::Digest;
use crate::extract::mail::encoding::{end_of_soft_break, end_of_split_escape, find, hex_pair};
use crate::registry::bundle::{Bundle, BundleError, HEAD};

/// The most different bundles in one input.
pub const MAX_BUNDLES: usize = 1_000;

/// The most files in all bundles of one input.
pub const MAX_FILES_IN_ALL: usize = 100_000;

/// What mail had done and was undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the words of Display say it")]
pub enum Mended {
    Utf16,
    ByteOrderMark,
    Mailbox,
    Attachment,
    MailBody,
    ForwardedMail,
    Base64,
    QuotedPrintable,
    Html,
    SurroundingText,
    LineEnds,
    QuoteMarks,
    WrappedLines,
    TypographicQuotes,
    InvisibleCharacters,
    OtherDamaged,
}

impl fmt::Display for Mended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf16 => "UTF-16",
            Self::ByteOrderMark => "a byte order mark",
            Self::Mailbox => "taken out of a mailbox file",
            Self::Attachment => "taken out of an attachment",
            Self::MailBody => "taken out of the body of an e-mail",
            Self::ForwardedMail => "taken out of a forwarded e-mail",
            Self::Base64 => "base64",
            Self::QuotedPrintable => "quoted-printable",
            Self::Html => "HTML",
            Self::SurroundingText => "text before and behind the bundle ignored",
            Self::LineEnds => "CRLF line ends",
            Self::QuoteMarks => "lines quoted with >",
            Self::WrappedLines => "wrapped lines joined",
            Self::TypographicQuotes => "typographic quotes",
            Self::InvisibleCharacters => "invisible characters",
            Self::OtherDamaged => "another bundle beside it is damaged and was left out",
        })
    }
}

/// Bundles in the order in which they were found, equal ones once. Of far too many, a few more than are read.
#[derive(Default)]
pub(super) struct Bundles {
    all: Vec<(Bundle, BTreeSet<Mended>)>,
    known: BTreeSet<Digest>,
    files: usize,
}

impl Bundles {
    pub(super) fn add(&mut self, bundle: Bundle, mended: BTreeSet<Mended>) {
        if !self.is_too_many() && self.known.insert(Digest::of(&bundle.print())) {
            self.files += bundle.files().len();
            self.all.push((bundle, mended));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether there are more than [`MAX_BUNDLES`], or more than [`MAX_FILES_IN_ALL`] files in them.
    pub(super) fn is_too_many(&self) -> bool {
        self.all.len() > MAX_BUNDLES || self.files > MAX_FILES_IN_ALL
    }
}

impl IntoIterator for Bundles {
    type Item = (Bundle, BTreeSet<Mended>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

/// The bundles in one reading of a text, and the first thing that looked like one.
#[derive(Default)]
pub(super) struct Sweep {
    pub(super) found: Bundles,
    pub(super) damage: Option<Damage>,
}

/// Why something that looked like a bundle is none; lines are those of the text, from 1.
pub(super) enum Damage {
    Bundle(BundleError),
    NotPrinted { line: usize },
}

impl Sweep {
    pub(super) fn is_clean(&self) -> bool {
        self.damage.is_none() && !self.found.is_empty()
    }

    pub(super) fn mended_too(mut self, mended: Mended) -> Self {
        self.found.all.iter_mut().for_each(|(_, all)| {
            all.insert(mended);
        });
        self
    }

    /// This reading, unless a bundle in it had other breaks than those of quoted-printable, and `doubtful`, the same text
    /// with those left in it that may be none, cannot tell what they are.
    pub(super) fn checked_against(mut self, doubtful: Option<&[u8]>) -> Self {
        let has_breaks = self.found.all.iter().any(|(_, mended)| {
            mended.contains(&Mended::WrappedLines) || mended.contains(&Mended::QuoteMarks)
        });
        if let Some(doubtful) = doubtful.filter(|_| has_breaks)
            && let Some(damage @ Damage::NotPrinted { .. }) = sweep(doubtful, true).damage
        {
            self = Self { found: Bundles::default(), damage: Some(damage) };
        }
        self
    }

    /// The reading that finds more; of two that find nothing, the one that saw something.
    pub(super) fn or(self, other: Self) -> Self {
        let better = other.found.len() > self.found.len() || (self.found.is_empty() && self.damage.is_none());
        if better { other } else { self }
    }

    /// Both, for readings of different places.
    pub(super) fn and(mut self, other: Self) -> Self {
        other.found.into_iter().for_each(|(bundle, mended)| self.found.add(bundle, mended));
        self.damage = self.damage.or(other.damage);
        self
    }
}

/// Every bundle in `text`, in one pass: exactly as it stands there (unless `only_printed`), or mended.
pub(super) fn sweep(text: &[u8], only_printed: bool) -> Sweep {
    let mut sweep = Sweep::default();
    let is_filling = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
    let first = text.iter().position(|byte| !is_filling(byte)).unwrap_or_default();
    let last = text.iter().rposition(|byte| !is_filling(byte)).unwrap_or_default();
    let mut at = first;
    while let Some(start) = next_brace(text, at) {
        at = start + 1;
        let exact = if only_printed { None } else { exactly(text, start) };
        let outcome = match (exact, mended(text, start)) {
            (None, None) => continue,
            (Some(Ok(exact)), Some(Ok(mended))) if exact.0 == mended.0 => Ok(exact),
            // much of what mail puts in is sound JSON inside a string (a space, a tag, a second backslash); and what of a
            // plain bundle could be taken out may be its own
            (Some(Ok(exact)), None | Some(Err(_)))
                if !was_printed(text.get(start..exact.1).unwrap_or_default()) =>
            {
                Ok(exact)
            }
            (_, Some(Ok(mended))) if was_printed(&mended.0.print()) => Ok(mended),
            (Some(Ok(_)), None) | (_, Some(Ok(_))) => Err(Failure::NotPrinted { start }),
            (Some(Err(failure @ Failure::Bundle(_))), _) | (_, Some(Err(failure))) => Err(failure),
            (Some(Err(failure)), None) => Err(failure),
        };
        match outcome {
            Ok((bundle, end, mut mended)) => {
                if start > first || end <= last {
                    mended.insert(Mended::SurroundingText);
                }
                at = end;
                sweep.found.add(bundle, mended);
            }
            Err(failure) if sweep.damage.is_none() => sweep.damage = Some(failure.placed(text)),
            Err(_) => (),
        }
        if sweep.found.is_too_many() {
            break;
        }
    }
    sweep
}

/// A bundle, where it ends in the text, and what was undone.
type Taken = (Bundle, usize, BTreeSet<Mended>);

/// Whether `json` was printed as bundles are: nobody else escapes a space, and every note has some. (A plain bundle with
/// these six characters in a content is taken for a damaged one, and refused.)
pub(super) fn was_printed(json: &[u8]) -> bool {
    find(json, b"\\u0020", 0).is_some()
}

/// Whether `bytes` are what `bundle` prints, line ends and missing ones aside.
pub(super) fn is_as_printed(bundle: &Bundle, bytes: &[u8]) -> bool {
    let is_inline = |byte: &&u8| !matches!(byte, b'\r' | b'\n');
    bytes.iter().filter(is_inline).eq(bundle.print().iter().filter(is_inline))
}

/// Why something that begins like a bundle is none; offsets are in the text.
enum Failure {
    Json { at: usize, what: String },
    Bundle(BundleError),
    NotPrinted { start: usize },
}

impl Failure {
    /// With its line and column, from 1.
    fn placed(self, text: &[u8]) -> Damage {
        let place = |at: usize| {
            let before = text.get(..at).unwrap_or(text);
            let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
            let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
            (line, column)
        };
        match self {
            Self::Json { at, what } => {
                let (line, column) = place(at);
                Damage::Bundle(BundleError::Json { line, column, what })
            }
            Self::Bundle(error) => Damage::Bundle(error),
            Self::NotPrinted { start } => Damage::NotPrinted { line: place(start).0 },
        }
    }
}

/// The next `{`, also as quoted-printable.
fn next_brace(text: &[u8], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let is_brace = |(at, byte): (usize, &u8)| match byte {
        b'{' => true,
        b'=' => matches!(rest.get(at + 1..at + 3), Some(b"7B" | b"7b")),
        _ => false,
    };
    rest.iter().enumerate().position(is_brace).map(|at| from + at)
}

/// The bundle that begins at `start`, undamaged and in whatever spelling of JSON. None if none begins there.
fn exactly(text: &[u8], start: usize) -> Option<Result<Taken, Failure>> {
    let rest = text.get(start..)?;
    let inner = rest.strip_prefix(b"{")?.trim_ascii_start();
    if !inner.starts_with(b"\"undersigned\"") && !inner.starts_with(b"\"files\"") {
        return None;
    }
    let json = rest.get(..json_len(rest))?;
    let line_ends = json.contains(&b'\r').then_some(Mended::LineEnds);
    Some(match Bundle::parse(json) {
        Ok(bundle) => Ok((bundle, start + json.len(), line_ends.into_iter().collect())),
        Err(BundleError::Json { line, column, what }) => {
            let lines = json.split_inclusive(|&byte| byte == b'\n');
            let before = lines.take(line.saturating_sub(1)).map(<[u8]>::len).sum::<usize>();
            Err(Failure::Json { at: start + before + column.saturating_sub(1), what })
        }
        Err(error) => Err(Failure::Bundle(error)),
    })
}

/// How far the JSON at the start of `text` goes, if it has the shape of a bundle; else just past where it has not.
///
/// It stops at the first thing that no bundle has, so that a text full of beginnings is not read over and over.
fn json_len(text: &[u8]) -> usize {
    let (mut inside, mut escaped, mut depth) = (false, false, 0usize);
    for (at, byte) in text.iter().enumerate() {
        match (inside, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true, b'"') => inside = false,
            (true, 0..=0x1f) => return at + 1,
            (true, _) => (),
            (false, b'"') => inside = true,
            (false, b'{') if depth < 2 => depth += 1,
            (false, b'}') if depth > 1 => depth -= 1,
            (false, b':' | b',' | b' ' | b'\t' | b'\r' | b'\n') => (),
            (false, _) => return at + 1,
        }
    }
    text.len()
}

/// The printed bundle that begins at `start`, without what came between its characters. None if none begins there.
fn mended(text: &[u8], start: usize) -> Option<Result<Taken, Failure>> {
    let mut mender = Mender::new(text, start);
    let mut printed = String::new();
    for expected in HEAD.chars() {
        if mender.next()? != expected {
            return None;
        }
        mender.note_noise(true);
        printed.push(expected);
    }
    let (mut inside, mut depth, mut before, mut doubtful) = (false, 2, '{', false);
    while depth > 0 {
        let Some(c) = mender.next() else {
            return Some(Err(Failure::Json { at: text.len(), what: "it ends in the middle".to_owned() }));
        };
        let is_printed = match c {
            '"' => true,
            ':' | ',' | '}' => !inside,
            '\\' | '+' | '/' | '.' | '-' => inside,
            _ => inside && c.is_ascii_alphanumeric(),
        };
        if !is_printed {
            let found =
                if c.is_ascii_graphic() { format!("'{c}'") } else { format!("U+{:04X}", u32::from(c)) };
            let what = format!("{found} stands where no bundle has it");
            return Some(Err(Failure::Json { at: mender.last_at, what }));
        }
        if let Some(end) = mender.doubt.take() {
            doubtful |= is_doubtful(&printed, Mender::new(text, end));
        }
        let has_line_break = matches!((before, c), ('{', '"' | '}') | (',', '"') | ('"', '}')) && !inside;
        mender.note_noise(!has_line_break);
        printed.push(c);
        before = c;
        match c {
            '"' => inside = !inside,
            '}' => depth -= 1,
            _ => (),
        }
    }
    Some(match Bundle::parse(printed.as_bytes()) {
        Ok(_) if doubtful && mender.has_hard_break => Err(Failure::NotPrinted { start }),
        Ok(bundle) if is_as_printed(&bundle, printed.as_bytes()) => Ok((bundle, mender.at, mender.mended)),
        Ok(_) => Err(Failure::NotPrinted { start }),
        Err(BundleError::Json { column, what, .. }) => {
            let mut again = Mender::new(text, start);
            let _ = (0..column).map_while(|_| again.next()).last();
            Err(Failure::Json { at: again.last_at, what })
        }
        Err(error) => Err(Failure::Bundle(error)),
    })
}

/// Reads a text character by character without what mail puts between the characters of a printed bundle.
struct Mender<'t> {
    text: &'t [u8],
    /// Where the next character is read, and where the last one was.
    at: usize,
    last_at: usize,
    /// What was found between the last two characters.
    noise: Noise,
    mended: BTreeSet<Mended>,
    /// Just behind a soft line break of quoted-printable stood what could be the rest of an encoded character: where
    /// that ends.
    doubt: Option<usize>,
    /// There is a line break inside a string that is no soft one.
    has_hard_break: bool,
}

#[derive(Default)]
struct Noise {
    line: bool,
    soft: bool,
    blank: bool,
    quote: bool,
}

impl<'t> Mender<'t> {
    fn new(text: &'t [u8], at: usize) -> Self {
        Self {
            text,
            at,
            last_at: at,
            noise: Noise::default(),
            mended: BTreeSet::new(),
            doubt: None,
            has_hard_break: false,
        }
    }

    /// The next character that is no noise.
    fn next(&mut self) -> Option<char> {
        self.noise = Noise::default();
        loop {
            let at = self.at;
            let c = self.character()?;
            match c {
                '\n' => self.noise.line = true,
                '\r' => drop(self.mended.insert(Mended::LineEnds)),
                '>' => self.noise.quote = true,
                ' '
                | '\t'
                | '\u{a0}'
                | '\u{1680}'
                | '\u{2000}'..='\u{200a}'
                | '\u{202f}'
                | '\u{205f}'
                | '\u{3000}' => {
                    self.noise.blank = true;
                }
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {
                    self.mended.insert(Mended::InvisibleCharacters);
                }
                // an old sendmail breaks a line of 990 characters with an exclamation mark
                '!' if self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) => self.noise.line = true,
                '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' | '\u{2036}' | '\u{ff02}' => {
                    self.last_at = at;
                    self.mended.insert(Mended::TypographicQuotes);
                    return Some('"');
                }
                _ => {
                    self.last_at = at;
                    return Some(c);
                }
            }
        }
    }

    /// Says what the noise before the last character was; `is_wrap` if a printed bundle has no line break there.
    fn note_noise(&mut self, is_wrap: bool) {
        let Noise { line, soft, blank, quote } = self.noise;
        if quote {
            self.mended.insert(Mended::QuoteMarks);
        }
        if (line && is_wrap) || (blank && !quote) {
            self.mended.insert(Mended::WrappedLines);
        }
        // a break that has become a space is one, too
        self.has_hard_break |= is_wrap && (line || (blank || quote) && !soft);
    }

    /// The next character in UTF-8 or, where that fails, in Windows-1252 as far as quotes go.
    fn character(&mut self) -> Option<char> {
        let first = self.byte()?;
        let len = match first {
            ..0x80 => return Some(char::from(first)),
            0x80..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        let behind_first = self.at;
        let mut bytes = [first, 0, 0, 0];
        for byte in bytes.iter_mut().take(len).skip(1) {
            *byte = self.byte().unwrap_or_default();
        }
        let read = bytes.get(..len).and_then(|bytes| std::str::from_utf8(bytes).ok());
        if let Some(c) = read.and_then(|read| read.chars().next()) {
            return Some(c);
        }
        self.at = behind_first;
        Some(match first {
            0x84 | 0x93 | 0x94 => '\u{201c}',
            // not its guillemets: they could be the rest of a character that lost its first byte
            _ => char::REPLACEMENT_CHARACTER,
        })
    }

    /// The next byte, with quoted-printable undone, several layers of it too.
    fn byte(&mut self) -> Option<u8> {
        loop {
            let first = *self.text.get(self.at)?;
            self.at += 1;
            if first != b'=' {
                return Some(first);
            }
            let start = self.at - 1;
            let mut behind = self.at;
            let decoded = loop {
                match hex_pair(self.text, behind) {
                    Some((b'=', end)) => behind = end,
                    decoded => break decoded,
                }
            };
            if let Some((byte, end)) = decoded {
                self.mended.insert(Mended::QuotedPrintable);
                self.at = end;
                return Some(byte);
            }
            let Some(end) = end_of_soft_break(self.text, behind) else { return Some(first) };
            self.mended.insert(Mended::QuotedPrintable);
            self.noise.soft = true;
            // what follows an escape that was itself encoded may be encoded, too: nothing is certain there
            self.doubt = if behind == start + 1 {
                end_of_split_escape(self.text, start, end, true)
            } else {
                Some(end)
            };
            self.at = end;
        }
    }
}

/// `=`, a line break, two digits: a soft line break and text, or one encoded character in a text that was wrapped after
/// it had been encoded? Only inside an escape of JSON the text tells, if it has too few digits without these two.
fn is_doubtful(printed: &str, mut behind: Mender<'_>) -> bool {
    let is_hex = |c: &char| matches!(c, '0'..='9' | 'a'..='f');
    // four are enough to know, and there may be millions
    let digits = printed.chars().rev().take(4).take_while(is_hex).count();
    let is_escape = digits < 4
        && printed.len().checked_sub(digits + 2).is_some_and(|at| printed.get(at..at + 2) == Some("\\u"));
    !is_escape || std::iter::from_fn(|| behind.next()).take(4 - digits).all(|c| is_hex(&c))
}
