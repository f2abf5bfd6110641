//! The records that a page carries: those from which it judges its statement as the whole registry would.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::id::Id;
use crate::note::Note;
use crate::path::RegistryPath;
use crate::record::Record;
use crate::registry::bundle::{Bundle, FORMAT};
use crate::tree::{Content, Tree};
use crate::verify::{Parties, StatementReport};

/// What a page carries.
#[derive(Debug)]
pub struct Carried {
    /// The records.
    pub bundle: Bundle,
    /// The files that no bundle takes.
    pub lacks: Vec<RegistryPath>,
}

/// The text, the rolls, the attestations and the acts of a statement; the keys of everyone in them, of everyone who vouches for one of these
/// or checked its domain, and what they say, and of everyone who shares a key with one of these; a party with real keys, if there is one; the same text where it is filed a second time.
pub fn carried(tree: &Tree, parties: &Parties, statement: &StatementReport) -> Carried {
    let slug = &statement.slug;
    let ids = ids(tree, parties, statement);
    let text = tree.get(&RegistryPath::Text(slug.clone()));
    let mut carried = Carried { bundle: Bundle::default(), lacks: Vec::new() };
    for (path, content) in tree.files() {
        let wanted = match &path {
            RegistryPath::Keys(id, _) => ids.contains(id),
            RegistryPath::Vouch(id, by, _) | RegistryPath::Check(id, by, _) => {
                ids.contains(id) && ids.contains(by)
            }
            RegistryPath::Text(other) => other == slug || Some(content) == text,
            _ => path.slug() == Some(slug),
        };
        if wanted {
            carried.put(&path, content);
        }
    }
    carried
}

impl Carried {
    fn put(&mut self, path: &RegistryPath, content: &Content) {
        let text = content.bytes().and_then(|bytes| std::str::from_utf8(bytes).ok());
        if text.and_then(|text| self.bundle.insert(&path.to_string(), text).ok()).is_none() {
            self.lacks.push(path.clone());
        }
    }

    /// The bundle as compact JSON, safe within a `script` element: no `<` stands in it.
    ///
    /// # Errors
    /// Never in practice: paths and contents are strings.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        #[derive(Serialize)]
        struct Compact<'a> {
            undersigned: &'static str,
            files: BTreeMap<&'a str, &'a str>,
        }
        in_script(&Compact { undersigned: FORMAT, files: self.bundle.files().collect() })
    }
}

/// Any object as compact JSON in which no `<` stands: neither `</script` nor `<!--` can be in it.
///
/// # Errors
/// When `object` has a form that JSON does not have.
pub fn in_script(object: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(object)?.replace('<', "\\u003c"))
}

fn ids(tree: &Tree, parties: &Parties, statement: &StatementReport) -> BTreeSet<Id> {
    let mut ids: BTreeSet<Id> = statement.findings.iter().map(|finding| finding.id.clone()).collect();
    if let Some(filed) = tree.statements.get(&statement.slug) {
        ids.extend(filed.translations.keys().filter(|id| tree.keys.contains_key(id)).cloned());
        ids.extend(filed.acts.keys().cloned());
        // Of a roll that is not valid the convener is asked for too.
        ids.extend(filed.rolls.values().filter_map(|roll| {
            match Record::parse(Note::parse(roll.bytes()?).ok()?.text()).ok()? {
                Record::Roll(roll) => Some(roll.convener),
                _ => None,
            }
        }));
    }
    let confirming = tree.confirming(|id| ids.contains(id)).into_iter();
    ids.extend(confirming.filter(|id| tree.keys.contains_key(*id)).cloned().collect::<Vec<_>>());
    let others: Vec<Id> = ids
        .iter()
        .filter_map(|id| parties.get(id))
        .flat_map(|party| party.keys().flat_map(|key| parties.holders(key)).cloned())
        .collect();
    ids.extend(others);
    if !parties.are_all_demonstrations() {
        let real = |id: &&Id| {
            let valid = parties.get(id).is_some_and(|party| party.chain().state().is_some());
            valid && !parties.is_demonstration(id)
        };
        ids.extend(tree.keys.keys().find(real).cloned());
    }
    ids
}
