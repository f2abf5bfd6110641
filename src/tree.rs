//! The files of a registry or of a bundle under their paths, before anything is judged.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{Id, Slug};
use crate::path::RegistryPath;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// A file's bytes.
    Bytes(Vec<u8>),
    /// Something that is no file, or a file that could not be read: why, in plain words.
    Unreadable(String),
}

impl Content {
    /// A file's bytes.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Unreadable(_) => None,
        }
    }
}

/// A folder of numbered records, `1.note`, `2.note`, …
pub type Folder = BTreeMap<u32, Content>;

/// A file that has no place in a registry: its path as found, which may hold anything, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrayFile {
    /// The path, relative to the root.
    pub path: String,
    /// Why it has no place there.
    pub what: String,
}

/// What is filed under one slug.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// `statement/<slug>/text.txt`
    pub text: Option<Content>,
    /// `statement/<slug>/roll/`
    pub rolls: Folder,
    /// `statement/<slug>/attestations/<id>/`
    pub attestations: BTreeMap<Id, Folder>,
    /// `statement/<slug>/translations/<translator>/`
    pub translations: BTreeMap<Id, Folder>,
    /// `signatures/<slug>/<id>/`
    pub acts: BTreeMap<Id, Folder>,
}

/// A whole registry or any part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// `keys/<id>/`
    pub keys: BTreeMap<Id, Folder>,
    /// `keys/<id>/vouches/<voucher>/`, by id and voucher
    pub vouches: BTreeMap<Id, BTreeMap<Id, Folder>>,
    /// `keys/<id>/checks/<checker>/`, by id and checker
    pub checks: BTreeMap<Id, BTreeMap<Id, Folder>>,
    /// `statement/<slug>/` and `signatures/<slug>/`
    pub statements: BTreeMap<Slug, Filed>,
    /// Files without a place.
    pub strays: Vec<StrayFile>,
}

static NOTHING: Folder = Folder::new();

impl Tree {
    /// Puts `content` at `path` and returns what stood there.
    pub fn insert(&mut self, path: RegistryPath, content: Content) -> Option<Content> {
        let statements = &mut self.statements;
        match path {
            RegistryPath::Keys(id, version) => self.keys.entry(id).or_default().insert(version, content),
            RegistryPath::Vouch(id, voucher, version) => {
                self.vouches.entry(id).or_default().entry(voucher).or_default().insert(version, content)
            }
            RegistryPath::Check(id, checker, version) => {
                self.checks.entry(id).or_default().entry(checker).or_default().insert(version, content)
            }
            RegistryPath::Text(slug) => statements.entry(slug).or_default().text.replace(content),
            RegistryPath::Roll(slug, version) => {
                statements.entry(slug).or_default().rolls.insert(version, content)
            }
            RegistryPath::Attestation(slug, id, version) => {
                let by = &mut statements.entry(slug).or_default().attestations;
                by.entry(id).or_default().insert(version, content)
            }
            RegistryPath::Translation(slug, translator, version) => {
                let by = &mut statements.entry(slug).or_default().translations;
                by.entry(translator).or_default().insert(version, content)
            }
            RegistryPath::Act(slug, id, version) => {
                statements.entry(slug).or_default().acts.entry(id).or_default().insert(version, content)
            }
        }
    }

    /// What stands at `path`.
    pub fn get(&self, path: &RegistryPath) -> Option<&Content> {
        match path {
            RegistryPath::Keys(id, version) => self.keys_of(id).get(version),
            RegistryPath::Vouch(id, voucher, version) => self.vouches_for(id, voucher).get(version),
            RegistryPath::Check(id, checker, version) => self.checks_of(id, checker).get(version),
            RegistryPath::Text(slug) => self.statements.get(slug)?.text.as_ref(),
            RegistryPath::Roll(slug, version) => self.statements.get(slug)?.rolls.get(version),
            RegistryPath::Attestation(slug, id, version) => {
                self.statements.get(slug)?.attestations.get(id)?.get(version)
            }
            RegistryPath::Translation(slug, translator, version) => {
                self.statements.get(slug)?.translations.get(translator)?.get(version)
            }
            RegistryPath::Act(slug, id, version) => self.acts_of(slug, id).get(version),
        }
    }

    /// All files with their paths: keys records first, vouches, domain checks, then each statement's text, rolls,
    /// attestations, translations and acts.
    pub fn files(&self) -> impl Iterator<Item = (RegistryPath, &Content)> {
        let keys = self.keys.iter().flat_map(|(id, folder)| {
            folder.iter().map(|(version, content)| (RegistryPath::Keys(id.clone(), *version), content))
        });
        type Said = fn(Id, Id, u32) -> RegistryPath;
        let said: [(Said, _); 2] =
            [(RegistryPath::Vouch, &self.vouches), (RegistryPath::Check, &self.checks)];
        let said = said.into_iter().flat_map(|(place, all)| {
            all.iter().flat_map(move |(id, by)| {
                by.iter().flat_map(move |(who, folder)| {
                    let path = move |version: &u32| place(id.clone(), who.clone(), *version);
                    folder.iter().map(move |(version, content)| (path(version), content))
                })
            })
        });
        let statements = self.statements.iter().flat_map(|(slug, filed)| {
            let text = filed.text.iter().map(|content| (RegistryPath::Text(slug.clone()), content));
            let rolls = filed.rolls.iter();
            let rolls = rolls.map(|(version, content)| (RegistryPath::Roll(slug.clone(), *version), content));
            type Place = fn(Slug, Id, u32) -> RegistryPath;
            let chains: [(Place, _); 3] = [
                (RegistryPath::Attestation, &filed.attestations),
                (RegistryPath::Translation, &filed.translations),
                (RegistryPath::Act, &filed.acts),
            ];
            let chains = chains.into_iter().flat_map(move |(place, by)| {
                by.iter().flat_map(move |(id, folder)| {
                    let path = move |version: &u32| place(slug.clone(), id.clone(), *version);
                    folder.iter().map(move |(version, content)| (path(version), content))
                })
            });
            text.chain(rolls).chain(chains)
        });
        keys.chain(said).chain(statements)
    }

    /// The keys records of `id`, by version.
    pub fn keys_of(&self, id: &Id) -> &Folder {
        self.keys.get(id).unwrap_or(&NOTHING)
    }

    /// The vouches of `voucher` for `id`, by version.
    pub fn vouches_for(&self, id: &Id, voucher: &Id) -> &Folder {
        self.vouches.get(id).and_then(|by| by.get(voucher)).unwrap_or(&NOTHING)
    }

    /// The checks by `checker` of the domain of `id`, by version.
    pub fn checks_of(&self, id: &Id, checker: &Id) -> &Folder {
        self.checks.get(id).and_then(|by| by.get(checker)).unwrap_or(&NOTHING)
    }

    /// Who vouches for the keys of those that are meant, or checked their domains.
    pub fn confirming(&self, is_meant: impl Fn(&Id) -> bool) -> BTreeSet<&Id> {
        let about = self.vouches.iter().chain(&self.checks).filter(|(id, _)| is_meant(id));
        about.flat_map(|(_, by)| by.keys()).collect()
    }

    /// The acts of `id` on the statement `slug`, by version.
    pub fn acts_of(&self, slug: &Slug, id: &Id) -> &Folder {
        self.statements.get(slug).and_then(|filed| filed.acts.get(id)).unwrap_or(&NOTHING)
    }
}

/// Files take the place of what stands at their paths.
impl Extend<(RegistryPath, Vec<u8>)> for Tree {
    fn extend<I: IntoIterator<Item = (RegistryPath, Vec<u8>)>>(&mut self, files: I) {
        for (path, bytes) in files {
            self.insert(path, Content::Bytes(bytes));
        }
    }
}
