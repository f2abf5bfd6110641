//! What stands in a registry beside texts, rolls, acts and keys: what parties say of others and of translations, unchecked.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::id::{Id, Slug};
use crate::note::Note;
use crate::path::RegistryPath;
use crate::record::Record;
use crate::tree::Tree;
use crate::verify::Parties;

/// What a record of this kind is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The convener's word that somebody consents.
    Attestation,
    /// Somebody's word that a translation is faithful.
    Translation,
    /// Somebody's word on whose keys these are.
    Vouch,
    /// What somebody found under a domain.
    Check,
    /// Keys that others restored.
    Recovery,
}

impl Kind {
    /// The word in the feed, and the keys of what pages say: of one record, of their number.
    pub fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Attestation => ("attestation", "filed-attestation", "count-attestation"),
            Self::Translation => ("translation", "filed-translation", "count-translation"),
            Self::Vouch => ("vouch", "filed-vouch", "count-vouch"),
            Self::Check => ("domain-check", "filed-check", "count-check"),
            Self::Recovery => ("recovery", "filed-recovery", "count-recovery"),
        }
    }
}

/// One record.
#[derive(Clone, Debug)]
pub struct Said {
    /// Where it stands.
    pub path: RegistryPath,
    /// What its place, or its text, says that it is.
    pub kind: Kind,
    /// Who says it: nobody where only the text would tell, and it cannot be read.
    pub by: Vec<Id>,
    /// Of whom; of a translation nobody.
    pub of: Option<Id>,
    /// The claimed day; none where no record of the kind can be read.
    pub date: Option<Date>,
    /// Whether it takes back what the one before said.
    pub is_withdrawn: bool,
}

/// All of them, by whom and by what they concern.
#[derive(Debug, Default)]
pub struct Beside {
    all: Vec<Said>,
    of_parties: BTreeMap<Id, Vec<usize>>,
    of_statements: BTreeMap<Slug, Vec<usize>>,
}

impl Beside {
    /// What stands in `tree`; of recoveries those that are valid.
    pub fn read(tree: &Tree, parties: &Parties) -> Self {
        let said = tree.files().filter_map(|(path, content)| {
            let (kind, mut by, of) = match &path {
                RegistryPath::Attestation(_, id, _) => (Kind::Attestation, Vec::new(), Some(id.clone())),
                RegistryPath::Translation(_, translator, _) => {
                    (Kind::Translation, vec![translator.clone()], None)
                }
                RegistryPath::Vouch(id, voucher, _) => (Kind::Vouch, vec![voucher.clone()], Some(id.clone())),
                RegistryPath::Check(id, checker, _) => (Kind::Check, vec![checker.clone()], Some(id.clone())),
                _ => return None,
            };
            let note = content.bytes().and_then(|bytes| Note::parse(bytes).ok());
            let (date, is_withdrawn) = match (kind, note.and_then(|note| Record::parse(note.text()).ok())) {
                (Kind::Attestation, Some(Record::Attestation(said))) => {
                    by.push(said.convener);
                    (Some(said.date), said.withdrawn)
                }
                (Kind::Translation, Some(Record::Translation(said))) => (Some(said.date), said.withdrawn),
                (Kind::Vouch, Some(Record::Vouch(said))) => (Some(said.date), said.withdrawn),
                (Kind::Check, Some(Record::Check(said))) => (Some(said.date), said.withdrawn),
                _ => (None, false),
            };
            Some(Said { path, kind, by, of, date, is_withdrawn })
        });
        let recovered = tree.keys.keys().flat_map(|id| {
            parties.recoveries(id).into_iter().map(|recovered| Said {
                path: RegistryPath::Keys(id.clone(), recovered.version),
                kind: Kind::Recovery,
                by: recovered.by,
                of: Some(id.clone()),
                date: Some(recovered.date),
                is_withdrawn: false,
            })
        });
        let mut beside = Self { all: said.chain(recovered).collect(), ..Self::default() };
        for (at, said) in beside.all.iter().enumerate() {
            for id in said.by.iter().chain(&said.of) {
                beside.of_parties.entry(id.clone()).or_default().push(at);
            }
            if let Some(slug) = said.path.slug() {
                beside.of_statements.entry(slug.clone()).or_default().push(at);
            }
        }
        beside
    }

    /// Who says something, and of whom.
    pub fn parties(&self) -> impl Iterator<Item = &Id> {
        self.of_parties.keys()
    }

    /// What `id` says of others, and others of it.
    pub fn of_party(&self, id: &Id) -> impl Iterator<Item = &Said> {
        self.of_parties.get(id).into_iter().flatten().filter_map(|at| self.all.get(*at))
    }

    /// What stands beside the acts of the statement `slug`.
    pub fn of_statement(&self, slug: &Slug) -> impl Iterator<Item = &Said> {
        self.of_statements.get(slug).into_iter().flatten().filter_map(|at| self.all.get(*at))
    }

    /// What is said of keys.
    pub fn of_keys(&self) -> impl Iterator<Item = &Said> {
        self.all.iter().filter(|said| said.path.slug().is_none())
    }
}
