//! Bundles: one JSON file that carries any part of a registry through mail.
//!
//! ```json
//! {"undersigned":"bundle/v1","files":{
//! "keys/amnesty-international/1.note":"undersigned/keys/v1\nsignatory\u0020amnesty\u002dinternational\n"
//! }}
//! ```
//!
//! Any strict JSON reader reads it. What [`Bundle::print`] writes is meant to be mended when mail has damaged it: inside
//! a content stand only ASCII letters, digits, `+`, `/` and the escapes `\n` and `\uXXXX`. So whatever else is found
//! there (a line break, a space, `>`, `=`, `!`, a typographic quote, a link) was put there on the way, and an address, a
//! link or a dash in a statement gives a mail program nothing to rewrite.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use crate::note::MAX_NOTE;
use crate::path::RegistryPath;
use crate::record::checks;
use crate::text::MAX_TEXT;

/// What the member `undersigned` says.
pub const FORMAT: &str = "bundle/v1";

/// What every printed bundle begins with.
pub const HEAD: &str = "{\"undersigned\":\"bundle/v1\",\"files\":{";

/// The most bytes of JSON that are read, and that a bundle may have when printed.
pub const MAX_JSON: usize = 64 << 20;

/// The most files in a bundle.
pub const MAX_FILES: usize = 30_000;

/// The most lines with a key or a signature in a bundle's notes: each is work on the curve.
pub const MAX_CHECKS: usize = 100_000;

/// Part of a registry: the contents of files, by their path in the registry with `/` between its parts.
///
/// Every path is one that a registry has, and [`Bundle::print`] never gives more than [`MAX_JSON`] bytes. Of the
/// contents nothing is known but that they are UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    files: BTreeMap<String, String>,
    printed: usize,
    checks: usize,
}

/// Why something is no bundle, or cannot go into one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// More bytes than are read.
    #[error("the bundle has {0} bytes, the limit is {MAX_JSON}")]
    TooLong(usize),
    /// The files do not fit into one bundle as it is printed.
    #[error("with the file {} the bundle would be longer than {MAX_JSON} bytes", quoted(.0))]
    Full(String),
    /// More files than a bundle may have.
    #[error("the bundle has more than {MAX_FILES} files")]
    TooManyFiles,
    /// More keys and signatures than a bundle may have.
    #[error("the bundle has more than {MAX_CHECKS} keys and signatures")]
    TooManyChecks,
    /// Not JSON, or not of the shape of a bundle; what the JSON reader says, at a line and a column in bytes from 1.
    #[error("the bundle is damaged in line {line}, column {column}: {what}")]
    Json {
        /// From 1.
        line: usize,
        /// In bytes, from 1; 0 if the line had not begun.
        column: usize,
        /// What was expected or found.
        what: String,
    },
    /// The member `undersigned` says something else than `bundle/v1`.
    #[error("the bundle's format is {}, not \"{FORMAT}\"", quoted(.0))]
    Format(String),
    /// A member beside `undersigned` and `files`.
    #[error("the bundle has a member {}, which none should have", quoted(.0))]
    Member(String),
    /// One of the two members is not there.
    #[error("the bundle has no member \"{0}\"")]
    NoMember(&'static str),
    /// One of the two members is there twice.
    #[error("the bundle has the member \"{0}\" twice")]
    MemberTwice(&'static str),
    /// A path that no registry has.
    #[error("the bundle has a file {}, which is no path in a registry", quoted(.0))]
    Path(String),
    /// One path twice.
    #[error("the bundle has the file {} twice", quoted(.0))]
    PathTwice(String),
    /// A note or a text that is longer than it may be.
    #[error("the file {} has {bytes} bytes, the limit is {limit}", quoted(.path))]
    FileTooLong {
        /// Its path.
        path: String,
        /// Its length.
        bytes: usize,
        /// The most that it may have.
        limit: usize,
    },
}

impl Default for Bundle {
    /// A bundle without files.
    fn default() -> Self {
        Self { files: BTreeMap::new(), printed: HEAD.len() + TAIL.len(), checks: 0 }
    }
}

impl Bundle {
    /// Reads a bundle, strictly: JSON in UTF-8 with exactly the members `undersigned` and `files`, no name twice.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        if bytes.len() > MAX_JSON {
            return Err(BundleError::TooLong(bytes.len()));
        }
        let mut reader = Reader::default();
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let outcome = reader.deserialize(&mut json).and_then(|()| json.end());
        match (reader.refused, outcome) {
            (Some(refused), _) => Err(refused),
            (None, Err(error)) => Err(json_error(&error)),
            (None, Ok(())) => Ok(reader.bundle),
        }
    }

    /// The one form in which a bundle is written: ASCII, a file a line in the order of their paths, a last LF.
    ///
    /// [`Bundle::parse`] gives the same bundle back.
    pub fn print(&self) -> Vec<u8> {
        let mut out = String::with_capacity(self.printed);
        out.push_str(HEAD);
        for (index, (path, content)) in self.files.iter().enumerate() {
            out.push_str(if index == 0 { "\n\"" } else { ",\n\"" });
            out.push_str(path);
            out.push_str("\":\"");
            print_content(content, &mut out);
            out.push('"');
        }
        out.push_str(TAIL);
        out.into_bytes()
    }

    /// Adds the file `path`.
    ///
    /// # Errors
    /// When no registry has such a path, the bundle has it already, or a limit is passed; nothing is added then.
    pub fn insert(&mut self, path: &str, content: &str) -> Result<(), BundleError> {
        let Ok(place) = path.parse::<RegistryPath>() else {
            return Err(BundleError::Path(path.to_owned()));
        };
        let limit = if matches!(place, RegistryPath::Text(_)) { MAX_TEXT } else { MAX_NOTE };
        if self.files.contains_key(path) {
            return Err(BundleError::PathTwice(path.to_owned()));
        }
        if self.files.len() >= MAX_FILES {
            return Err(BundleError::TooManyFiles);
        }
        if content.len() > limit {
            return Err(BundleError::FileTooLong { path: path.to_owned(), bytes: content.len(), limit });
        }
        let printed = self.printed + path.len() + printed_len(content) + FRAME;
        if printed > MAX_JSON {
            return Err(BundleError::Full(path.to_owned()));
        }
        let checks = self.checks + checks(content.as_bytes());
        if checks > MAX_CHECKS {
            return Err(BundleError::TooManyChecks);
        }
        self.files.insert(path.to_owned(), content.to_owned());
        self.printed = printed;
        self.checks = checks;
        Ok(())
    }

    /// The content of the file `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// How many lines of its notes hold a key or a signature.
    pub fn checks(&self) -> usize {
        self.checks
    }

    /// Paths and contents, in the order of the paths' bytes.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, content)| (path.as_str(), content.as_str()))
    }

    /// Whether it carries no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// What stands behind the last file, and the most that stands around a path and a content.
const TAIL: &str = "\n}}\n";
const FRAME: usize = ",\n\"\":\"\"".len();

fn print_content(content: &str, out: &mut String) {
    for c in content.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            _ if stands_for_itself(c) => out.push(c),
            _ => push_escaped(c, out),
        }
    }
}

fn push_escaped(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // writing to a String never fails
        let _ = write!(out, "\\u{unit:04x}");
    }
}

fn printed_len(content: &str) -> usize {
    let len = |c: char| match c {
        '\n' => 2,
        _ if stands_for_itself(c) => 1,
        _ => 6 * c.len_utf16(),
    };
    content.chars().map(len).sum()
}

/// `+` and `/` because signatures and keys are base64; mail does nothing to them.
fn stands_for_itself(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/')
}

/// The name of a member or a file, for a message: cut, in ASCII, and escaped as JSON would have it, so that it can be
/// looked for in the bundle.
fn quoted(name: &str) -> String {
    const MOST: usize = 160;
    let mut out = String::from("\"");
    for c in name.chars().take(MOST) {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ => push_escaped(c, &mut out),
        }
    }
    out.push_str(if name.chars().nth(MOST).is_some() { "...\"" } else { "\"" });
    out
}

fn json_error(error: &serde_json::Error) -> BundleError {
    let (line, column, what) = (error.line(), error.column(), error.to_string());
    let what = what.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&what);
    // it may quote what it found, escaped, at any length
    BundleError::Json { line, column, what: what.chars().take(200).collect() }
}

/// Reads the whole: serde's own maps would keep the last of two members with one name.
///
/// serde knows errors as words only, so a refusal of ours is put aside here.
#[derive(Default)]
struct Reader {
    bundle: Bundle,
    refused: Option<BundleError>,
}

impl Reader {
    fn refuse<E: serde::de::Error>(&mut self, refusal: BundleError) -> E {
        self.refused = Some(refusal);
        E::custom("refused")
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reader {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Reader {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a bundle")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let (mut format, mut files) = (false, false);
        while let Some(member) = members.next_key::<String>()? {
            match member.as_str() {
                "undersigned" if format => return Err(self.refuse(BundleError::MemberTwice("undersigned"))),
                "undersigned" => {
                    let found: String = members.next_value()?;
                    if found != FORMAT {
                        return Err(self.refuse(BundleError::Format(found)));
                    }
                    format = true;
                }
                "files" if files => return Err(self.refuse(BundleError::MemberTwice("files"))),
                "files" => {
                    members.next_value_seed(Files(self))?;
                    files = true;
                }
                _ => return Err(self.refuse(BundleError::Member(member))),
            }
        }
        match (format, files) {
            (true, true) => Ok(()),
            (false, _) => Err(self.refuse(BundleError::NoMember("undersigned"))),
            (_, false) => Err(self.refuse(BundleError::NoMember("files"))),
        }
    }
}

/// Reads the member `files` into the bundle.
struct Files<'r>(&'r mut Reader);

impl<'de> DeserializeSeed<'de> for Files<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Files<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the files of a bundle")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut files: A) -> Result<(), A::Error> {
        while let Some((path, content)) = files.next_entry::<String, String>()? {
            if let Err(refusal) = self.0.bundle.insert(&path, &content) {
                return Err(self.0.refuse(refusal));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(json: &str) -> Result<Bundle, BundleError> {
        Bundle::parse(json.as_bytes())
    }

    fn with_files(files: &str) -> Result<Bundle, BundleError> {
        parse(&format!("{{\"undersigned\":\"bundle/v1\",\"files\":{{{files}}}}}"))
    }

    #[test]
    fn a_bundle_has_one_printed_form() {
        let mut bundle = Bundle::default();
        assert_eq!(bundle.print(), b"{\"undersigned\":\"bundle/v1\",\"files\":{\n}}\n");
        bundle.insert("statement/x/text.txt", "“a=b” \\ >\u{1f54a}\tسلام\r\n").unwrap();
        bundle.insert("keys/a/1.note", "a\n\n— a AA+/==\n").unwrap();
        let printed = concat!(
            "{\"undersigned\":\"bundle/v1\",\"files\":{\n",
            "\"keys/a/1.note\":\"a\\n\\n\\u2014\\u0020a\\u0020AA+/\\u003d\\u003d\\n\",\n",
            "\"statement/x/text.txt\":\"\\u201ca\\u003db\\u201d\\u0020\\u005c\\u0020\\u003e\\ud83d\\udd4a",
            "\\u0009\\u0633\\u0644\\u0627\\u0645\\u000d\\n\"\n",
            "}}\n"
        );
        assert_eq!(String::from_utf8(bundle.print()).unwrap(), printed);
        assert_eq!(parse(printed), Ok(bundle));
    }

    #[test]
    fn any_spelling_of_the_json_is_read() {
        let spelt =
            "\r\n { \"files\" : {\"keys/a/1.note\":\"\\/\\u00e9é\" }, \"undersigned\":\"bundle/v1\" }\n\n";
        assert_eq!(parse(spelt).unwrap().get("keys/a/1.note"), Some("/éé"));
    }

    #[test]
    fn only_the_two_members_are_read_each_once() {
        assert_eq!(parse("{}"), Err(BundleError::NoMember("undersigned")));
        assert_eq!(parse("{\"undersigned\":\"bundle/v1\"}"), Err(BundleError::NoMember("files")));
        assert_eq!(parse("{\"files\":{}}"), Err(BundleError::NoMember("undersigned")));
        let twice = "{\"undersigned\":\"bundle/v1\",\"files\":{},\"files\":{}}";
        assert_eq!(parse(twice), Err(BundleError::MemberTwice("files")));
        let twice = "{\"undersigned\":\"bundle/v1\",\"undersigned\":\"bundle/v1\",\"files\":{}}";
        assert_eq!(parse(twice), Err(BundleError::MemberTwice("undersigned")));
        let more = "{\"undersigned\":\"bundle/v1\",\"x\":[[[[]]]],\"files\":{}}";
        assert_eq!(parse(more), Err(BundleError::Member("x".to_owned())));
        let other = "{\"undersigned\":\"bundle/v2\",\"files\":{}}";
        assert_eq!(parse(other), Err(BundleError::Format("bundle/v2".to_owned())));
    }

    #[test]
    fn a_path_twice_is_refused_however_it_is_spelt() {
        let twice = with_files("\"keys/a/1.note\":\"x\",\"keys\\u002fa/1.note\":\"x\"");
        assert_eq!(twice, Err(BundleError::PathTwice("keys/a/1.note".to_owned())));
    }

    #[test]
    fn what_is_not_json_in_utf_8_is_refused_with_its_place() {
        for (wrong, at) in [
            (&b""[..], (1, 0)),
            (b"{\"undersigned\":\"bundle/v1\",\"files\":{}} x", (1, 40)),
            (b"{\"undersigned\":\"bundle/v1\",\"files\":{}}{}", (1, 39)),
            (b"\xef\xbb\xbf{\"undersigned\":\"bundle/v1\",\"files\":{}}", (1, 1)),
            (b"{\"undersigned\":\"bundle/v1\",\"files\":{\"keys/a/1.note\":\"\xff\"}}", (1, 54)),
            (b"{\"undersigned\":\"bundle/v1\",\"files\":{\"keys/a/1.note\":\"\\ud83d\"}}", (1, 60)),
            (b"{\"undersigned\":\"bundle/v1\",\"files\":{\"keys/a/1.note\":\"\\udd4a\"}}", (1, 59)),
            (b"{\"undersigned\":\"bundle/v1\",\n\"files\":{\"keys/a/1.note\":\"a\nb\"}}", (3, 0)),
            (b"{\"undersigned\":\"bundle/v1\",\"files\":{\"keys/a/1.note\":7}}", (1, 53)),
            (b"{\"undersigned\":\"bundle/v1\",\"files\":[]}", (1, 35)),
            (b"[]", (1, 0)),
        ] {
            match Bundle::parse(wrong) {
                Err(BundleError::Json { line, column, .. }) => {
                    assert_eq!((line, column), at, "{}", String::from_utf8_lossy(wrong));
                }
                other => panic!("{}: {other:?}", String::from_utf8_lossy(wrong)),
            }
        }
    }

    #[test]
    fn only_paths_that_a_registry_has_are_read() {
        for path in [
            "keys/amnesty-international/1.note",
            "keys/a/1000000.note",
            "statement/political-prisoners-2025/text.txt",
            "statement/x/roll/12.note",
            "signatures/x/a/3.note",
        ] {
            assert_eq!(Bundle::default().insert(path, ""), Ok(()), "{path}");
        }
        for path in [
            "",
            "keys",
            "keys/a/0.note",
            "keys/a/01.note",
            "keys/a/1000001.note",
            "keys/a/+1.note",
            "keys/a/.note",
            "keys/a/1.NOTE",
            "keys/a/1.note/",
            "keys/a/1.note\0",
            "keys//a/1.note",
            "keys/a/../1.note",
            "/keys/a/1.note",
            "./keys/a/1.note",
            "../keys/a/1.note",
            "keys\\a\\1.note",
            "C:/keys/a/1.note",
            "statement/x/text.TXT",
            "statement/x/roll/text.txt",
            "signatures/x/1.note",
            "signatures/x/a/b/1.note",
            ".git/config",
        ] {
            assert_eq!(Bundle::default().insert(path, ""), Err(BundleError::Path(path.to_owned())), "{path}");
        }
    }

    #[test]
    fn a_message_shows_a_hostile_name_as_ascii_and_cuts_it() {
        let error = BundleError::Path(format!("keys/\u{1b}[31m\u{202e}{}", "x".repeat(10_000))).to_string();
        assert!(error.contains("\"keys/\\u001b[31m\\u202exxx"), "{error}");
        assert!(error.is_ascii() && error.len() < 300, "{error}");
        let hostile =
            format!("{{\"undersigned\":\"bundle/v1\",\"files\":\"\u{1b}\u{202e}{}\"}}", "x".repeat(10_000));
        let error = parse(&hostile).unwrap_err().to_string();
        assert!(!error.contains(['\u{1b}', '\u{202e}']) && error.len() < 300, "{error}");
    }

    #[test]
    fn limits_hold() {
        let long = vec![b' '; MAX_JSON + 1];
        assert_eq!(Bundle::parse(&long), Err(BundleError::TooLong(MAX_JSON + 1)));
        let mut bundle = Bundle::default();
        let note = "n".repeat(MAX_NOTE);
        assert_eq!(bundle.insert("keys/a/1.note", &note), Ok(()));
        let error = bundle.insert("keys/a/2.note", &(note + "n"));
        assert_eq!(
            error,
            Err(BundleError::FileTooLong {
                path: "keys/a/2.note".to_owned(),
                bytes: MAX_NOTE + 1,
                limit: MAX_NOTE
            })
        );
        for version in 2..=15 {
            bundle.insert(&format!("keys/a/{version}.note"), &"n".repeat(MAX_NOTE)).unwrap();
        }
        let rest = "t".repeat(MAX_JSON - bundle.printed - "statement/a/text.txt".len() - FRAME);
        let mut one_more = bundle.clone();
        let error = one_more.insert("statement/a/text.txt", &format!("{rest}t"));
        assert_eq!(error, Err(BundleError::Full("statement/a/text.txt".to_owned())));
        assert_eq!(one_more, bundle, "nothing is added on an error");
        assert_eq!(bundle.insert("statement/a/text.txt", &rest), Ok(()));
        assert_eq!(Bundle::parse(&bundle.print()), Ok(bundle));

        let mut many = Bundle::default();
        for version in 1..=MAX_FILES {
            many.insert(&format!("keys/a/{version}.note"), "").unwrap();
        }
        assert_eq!(many.insert("keys/b/1.note", ""), Err(BundleError::TooManyFiles));
        assert_eq!(Bundle::parse(&many.print()), Ok(many));

        let mut costly = Bundle::default();
        costly.insert("keys/a/1.note", &"key \n".repeat(MAX_CHECKS)).unwrap();
        for line in ["key ", "retired ", "compromised ", "— "] {
            assert_eq!(costly.insert("keys/a/2.note", line), Err(BundleError::TooManyChecks));
        }
        assert_eq!(costly.insert("keys/a/2.note", "keeps "), Ok(()));
    }

    fn any_bundle() -> impl Strategy<Value = Bundle> {
        let path = prop_oneof![
            "keys/x[a-z0-9]{1,5}/[1-9][0-9]{0,5}\\.note",
            "statement/x[a-z0-9-]{0,5}z/text\\.txt",
            "statement/x[a-z0-9]{0,5}/roll/[1-9]\\.note",
            "signatures/x[a-z0-9]{0,3}/x[a-z0-9]{0,3}/[1-9]\\.note",
        ];
        prop::collection::btree_map(path, any::<String>(), 0..6).prop_map(|files| {
            let mut bundle = Bundle::default();
            files.iter().for_each(|(path, content)| bundle.insert(path, content).unwrap());
            bundle
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back_and_printed_alike(bundle in any_bundle()) {
            let printed = bundle.print();
            prop_assert!(printed.len() <= bundle.printed);
            prop_assert_eq!(Bundle::parse(&printed), Ok(bundle.clone()));
            prop_assert_eq!(Bundle::parse(&printed).unwrap().print(), printed);
        }

        #[test]
        fn a_printed_bundle_holds_nothing_that_mail_damages(bundle in any_bundle()) {
            let printed = String::from_utf8(bundle.print()).unwrap();
            prop_assert!(printed.bytes().all(|b| b == b'\n' || b.is_ascii_graphic()), "{}", printed);
            prop_assert!(!printed.contains(['=', '<', '>', '&', '\'', '`', '!', '|', '@', ' ']), "{}", printed);
            prop_assert!(printed.ends_with("}}\n"));
            prop_assert_eq!(printed.lines().count(), bundle.files().len() + 2);
        }

        #[test]
        fn other_json_writers_give_the_same_bundle(bundle in any_bundle()) {
            let files: BTreeMap<&str, &str> = bundle.files().collect();
            let json = serde_json::json!({"undersigned": "bundle/v1", "files": files});
            prop_assert_eq!(Bundle::parse(json.to_string().as_bytes()), Ok(bundle));
        }

        #[test]
        fn no_input_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Bundle::parse(&bytes);
        }
    }
}
