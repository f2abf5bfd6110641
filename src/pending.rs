//! Pending: records that wait for signature lines, each of which is made at a machine of its own.
//!
//! A threshold of officers, the old key and the new, those who restore a party: whoever has to sign one record signs a
//! copy of it, in their turn or at the same time. Its text stays as it was drawn up, so that the lines of all copies fit
//! into one.

use crate::digest::Digest;
use crate::id::Id;
use crate::key::VerifierKey;
use crate::note::Note;
use crate::record::keys::KeysRecord;
use crate::record::{Record, RecordError};
use crate::tree::{Content, Tree};

/// The keys by which a line may stand under `record`, as the keys records in `trees` list them: those that judge it; of a
/// keys record its own, and those of the version before or of whoever restores the party.
pub fn signing_keys(record: &Record, trees: &[&Tree]) -> Vec<VerifierKey> {
    let listed = |id: &Id, digest: Digest| {
        let found = trees.iter().find_map(|tree| keys_record(id, digest, tree));
        found.map(|record| record.keys).unwrap_or_default()
    };
    let Record::Keys(own) = record else {
        let (id, named) = record.signer();
        return named.map(|digest| listed(id, digest)).unwrap_or_default();
    };
    let before = own.previous.filter(|_| own.recovered.is_empty());
    let before = before.map(|digest| listed(&own.signatory, digest)).unwrap_or_default();
    let others = own.recovered.iter().flat_map(|by| listed(&by.party, by.keys));
    let mut keys = own.keys.clone();
    for key in before.into_iter().chain(others) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The keys record of `id` with this digest, valid or not: the digest says all that is in it.
fn keys_record(id: &Id, digest: Digest, tree: &Tree) -> Option<KeysRecord> {
    let mut drawn_up = tree.keys_of(id).values().filter_map(Content::bytes).filter_map(read_drawn_up);
    drawn_up.find_map(|(record, note)| match record {
        Record::Keys(record) if note.digest() == digest => Some(record),
        _ => None,
    })
}

/// A record as it was drawn up, with the lines that it has so far: a note, or a text, with an empty line behind it unless
/// that was lost.
pub fn read_drawn_up(bytes: &[u8]) -> Option<(Record, Note)> {
    if let Ok(note) = Note::parse(bytes) {
        return Some((Record::parse(note.text()).ok()?, note));
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let record =
        Record::parse(text.strip_suffix('\n').filter(|text| text.ends_with('\n')).unwrap_or(text)).ok()?;
    let note = record.to_note().ok()?;
    Some((record, note))
}

/// `record` with every valid line by one of `keys` that a copy of it holds, each once; all other lines are left out.
///
/// # Errors
/// If the record could not be read again as it would be written.
pub fn gathered<'n>(
    record: &Record,
    copies: impl IntoIterator<Item = &'n Note>,
    keys: &[VerifierKey],
) -> Result<Note, RecordError> {
    let mut note = record.to_note()?;
    for line in copies.into_iter().flat_map(Note::signatures) {
        let selected =
            keys.iter().filter(|key| key.key_id() == line.key_id && key.name().as_str() == line.name);
        for key in selected {
            // what is no valid line is left out
            let _ = note.attach(key, &line.signature);
        }
    }
    Ok(note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Succession, first_keys, next_keys};
    use crate::key::SecretKey;
    use crate::note::SignatureLine;
    use crate::party::Party;
    use crate::path::RegistryPath;
    use crate::record::MAX_VALUE;
    use crate::text::Line;

    fn secret(seed: u8) -> SecretKey {
        SecretKey::from_seed(&[seed; 32])
    }

    /// The first keys record of `anglers`, and its second, which a second key joins; without lines.
    fn joined() -> (Tree, Record, [VerifierKey; 2]) {
        let id: Id = "anglers".parse().unwrap();
        let keys = [1, 2].map(|seed| VerifierKey::new(id.clone(), secret(seed).public()));
        let date = "2025-10-30".parse().unwrap();
        let name = Line::new("Anglers", MAX_VALUE).unwrap();
        let mut first = Record::from(first_keys(&id, &name, &secret(1).public(), date)).to_note().unwrap();
        first.sign(&id, &secret(1));
        let mut tree = Tree::default();
        tree.extend([(RegistryPath::Keys(id.clone(), 1), first.to_string().into_bytes())]);
        let party = Party::read(&id, &tree);
        let succession = Succession {
            joining: vec![keys[1].clone()],
            retired: Vec::new(),
            compromised: Vec::new(),
            keeps: Vec::new(),
            threshold: Some(2),
            recovery: None,
            recovered: Vec::new(),
            domain: None,
            date,
        };
        (tree, next_keys(party.chain().state().unwrap(), succession).into(), keys)
    }

    fn signed(record: &Record, key: &VerifierKey, seed: u8) -> Note {
        let mut note = record.to_note().unwrap();
        note.sign_as(key, &secret(seed)).unwrap();
        note
    }

    #[test]
    fn a_keys_record_is_signed_by_its_own_keys_and_those_before() {
        let (tree, record, keys) = joined();
        let found = signing_keys(&record, &[&Tree::default(), &tree]);
        assert_eq!(found.len(), 2);
        assert!(keys.iter().all(|key| found.contains(key)));
        assert_eq!(signing_keys(&record, &[]).len(), 2, "it lists both itself");
    }

    #[test]
    fn the_lines_of_two_copies_are_one_record() {
        let (_, record, keys) = joined();
        let copies = [signed(&record, &keys[0], 1), signed(&record, &keys[1], 2)];
        let note = gathered(&record, &copies, &keys).unwrap();
        assert_eq!(note.text(), record.text());
        assert_eq!(note.open(&keys).unwrap().signers().len(), 2);
        assert_eq!(gathered(&record, copies.iter().chain(&copies), &keys).unwrap(), note);
    }

    #[test]
    fn a_line_that_is_not_valid_or_by_nobody_asked_is_left_out() {
        let (_, record, keys) = joined();
        let good = signed(&record, &keys[0], 1);
        let line = |key_id, seed| SignatureLine {
            name: "anglers".to_owned(),
            key_id,
            signature: secret(seed).sign(record.text().as_bytes()).to_vec(),
        };
        let copies = [line(keys[0].key_id(), 2), line(keys[1].key_id(), 2)].map(|line| {
            let copy = format!("{}\n{line}\n", record.text());
            Note::parse(copy.as_bytes()).unwrap()
        });
        let note = gathered(&record, copies.iter().chain([&good]), &keys[..1]).unwrap();
        assert_eq!(note, good);
    }
}
