//! What somebody does to the files of a registry, as a text that a fuzzer can change and a person can read:
//!
//! ```text
//! >>> PATH              a file with the bytes that follow, up to the next line of this kind
//! >>> PATH by KEY KEY   a note over the text that follows, in which {PATH} stands for the digest of the text of that
//!                       file, and {KEY} for a verifier key; it is signed by these keys
//! === PATH FROM         a copy
//! <<< PATH              the file is taken away
//! ??? PATH              it cannot be read
//! +++                   what follows is another proposal
//! ```
//!
//! A KEY is `own/ID`, the first key of that party; `new/ID`, its second; `mallory/ID`, one of somebody else under its
//! name; `published/ID`, its demonstration key.

use undersigned::path::RegistryPath;
use undersigned::tree::{Content, StrayFile, Tree};

use super::forge::{Key, Registry, digest, note};

/// What a script does, in its order.
pub enum Step {
    Put { path: String, content: Vec<u8>, by: Vec<String> },
    Copy { path: String, from: String },
    Remove { path: String },
    Unreadable { path: String },
    NextProposal,
}

/// Reads a script; what stands before its first step says nothing.
pub fn steps(script: &[u8]) -> Vec<Step> {
    let mut steps = Vec::new();
    for line in script.split_inclusive(|byte| *byte == b'\n') {
        let words = std::str::from_utf8(line).unwrap_or_default();
        match words.split_whitespace().collect::<Vec<_>>()[..] {
            [">>>", path] => steps.push(Step::Put { path: path.into(), content: Vec::new(), by: Vec::new() }),
            [">>>", path, "by", ref by @ ..] => {
                let by = by.iter().take(4).map(|key| key.to_string()).collect();
                steps.push(Step::Put { path: path.into(), content: Vec::new(), by });
            }
            ["===", path, from] => steps.push(Step::Copy { path: path.into(), from: from.into() }),
            ["<<<", path] => steps.push(Step::Remove { path: path.into() }),
            ["???", path] => steps.push(Step::Unreadable { path: path.into() }),
            ["+++"] => steps.push(Step::NextProposal),
            _ => {
                if let Some(Step::Put { content, .. }) = steps.last_mut() {
                    content.extend(line);
                }
            }
        }
    }
    steps
}

/// The files of a registry, some of which cannot be read.
#[derive(Clone, Default)]
pub struct Files {
    pub registry: Registry,
    pub unreadable: Vec<String>,
}

impl Files {
    /// Does the step, and gives the path of the file that was put, if one was.
    pub fn take(&mut self, step: &Step) -> Option<String> {
        let files = &mut self.registry.files;
        match step {
            Step::Put { path, content, by } => {
                let content = if by.is_empty() { content.clone() } else { self.signed(content, by) };
                self.registry.put(path, content);
                return Some(path.clone());
            }
            Step::Copy { path, from } => {
                let content = files.get(from)?.clone();
                files.insert(path.clone(), content);
                return Some(path.clone());
            }
            Step::Remove { path } => drop(files.remove(path)),
            Step::Unreadable { path } => self.unreadable.push(path.clone()),
            Step::NextProposal => {}
        }
        None
    }

    pub fn tree(&self) -> Tree {
        let mut tree = self.registry.tree();
        for path in &self.unreadable {
            let why = "a symbolic link".to_owned();
            match path.parse::<RegistryPath>() {
                Ok(place) => drop(tree.insert(place, Content::Unreadable(why))),
                Err(_) => tree.strays.push(StrayFile { path: path.clone(), what: why }),
            }
        }
        tree
    }

    fn signed(&self, content: &[u8], by: &[String]) -> Vec<u8> {
        let text = self.filled(&String::from_utf8_lossy(content));
        let keys: Vec<Key> = by.iter().filter_map(|name| key(name)).collect();
        note(&text, &keys).into_bytes()
    }

    /// `text` with what its braces stand for.
    fn filled(&self, text: &str) -> String {
        let mut pieces = text.split('{');
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            match piece.split_once('}').and_then(|(name, rest)| Some((self.stands_for(name)?, rest))) {
                Some((meant, rest)) => out.extend([meant.as_str(), rest]),
                None => out.extend(["{", piece]),
            }
        }
        out
    }

    fn stands_for(&self, name: &str) -> Option<String> {
        if let Some(bytes) = self.registry.files.get(name) {
            let content = std::str::from_utf8(bytes).ok()?;
            let text =
                content.rsplit_once("\n\n").map_or(content.to_owned(), |(text, _)| format!("{text}\n"));
            return Some(digest(if name.ends_with(".note") { &text } else { content }));
        }
        key(name).map(|key| key.vkey())
    }
}

/// The key that a script calls `name`.
pub fn key(name: &str) -> Option<Key> {
    let (whose, id) = name.split_once('/')?;
    match whose {
        "own" => Some(Key::of(id)),
        "new" => Some(Key::new(id, &format!("{id}, new"))),
        "mallory" => Some(Key::new(id, "mallory")),
        "published" => Some(Key::demonstration(id)),
        _ => None,
    }
}

/// Whether a step signs with keys of the parties themselves.
pub fn is_by_owner(step: &Step) -> bool {
    matches!(step, Step::Put { by, .. } if by.iter().any(|key| key.starts_with("own/") || key.starts_with("new/")))
}
