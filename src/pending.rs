//! Pending: records that wait for signature lines, each of which is made at a machine of its own.
//!
//! A threshold of officers, the old key and the new, those who restore a party: whoever has to sign one record signs a
//! copy of it, in their turn or at the same time. Its text stays as it was drawn up, so that the lines of all copies fit
//! into one.

use crate::chain::Flaw;
use crate::digest::Digest;
use crate::id::Id;
use crate::key::VerifierKey;
use crate::note::{BadSignature, Note, NoteError, SignatureLine};
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

/// A record as it came by mail, with the valid lines by the keys that `keys` gives for it. Whatever else strangers put
/// below it, however many lines, is left out.
///
/// # Errors
/// [`Flaw::Note`], [`Flaw::Record`]; [`Flaw::BadSignature`] if none of the lines by these keys is valid: what it says was
/// changed since it was signed.
pub fn read_mailed(
    bytes: &[u8],
    keys: impl FnOnce(&Record) -> Vec<VerifierKey>,
) -> Result<(Record, Note), Flaw> {
    let whole = std::str::from_utf8(bytes).map_err(|error| NoteError::NotUtf8(error.valid_up_to()))?;
    let (text, lines) = match whole.rsplit_once("\n\n") {
        Some((text, lines)) => (format!("{text}\n"), lines),
        None => (whole.to_owned(), ""),
    };
    let record = Record::parse(&text)?;
    let mut note = record.to_note()?;
    let lines: Vec<SignatureLine> = lines.lines().filter_map(SignatureLine::parse).collect();
    match attach(&mut note, &lines, &keys(&record)) {
        Some(bad) if note.signatures().is_empty() => Err(bad.into()),
        _ => Ok((record, note)),
    }
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
    // what is no valid line is left out
    let _ = attach(&mut note, copies.into_iter().flat_map(Note::signatures), keys);
    Ok(note)
}

/// Adds the valid lines by one of `keys`, and gives the last that is not valid.
fn attach<'l>(
    note: &mut Note,
    lines: impl IntoIterator<Item = &'l SignatureLine>,
    keys: &[VerifierKey],
) -> Option<BadSignature> {
    let mut bad = None;
    for line in lines {
        let selected =
            keys.iter().filter(|key| key.key_id() == line.key_id && key.name().as_str() == line.name);
        for key in selected {
            bad = note.attach(key, &line.signature).err().or(bad);
        }
    }
    bad
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Succession, first_keys, next_keys};
    use crate::key::SecretKey;
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

    #[test]
    fn the_lines_of_strangers_are_left_out_however_many_they_are() {
        let (_, record, keys) = joined();
        let good = signed(&record, &keys[0], 1);
        let mut mailed = good.to_string();
        for number in 0..20 {
            mailed.push_str(&format!("\u{2014} stranger{number} AAAAAAAA\n"));
        }
        mailed.push_str("no line at all\n");
        assert!(Note::parse(mailed.as_bytes()).is_err());
        let (read, note) = read_mailed(mailed.as_bytes(), |_| keys.to_vec()).unwrap();
        assert_eq!((read, note), (record, good));
    }

    #[test]
    fn a_record_that_was_changed_since_it_was_signed_is_refused() {
        let (_, record, keys) = joined();
        let changed = signed(&record, &keys[0], 1).to_string().replacen("threshold 2", "threshold 1", 1);
        let read = read_mailed(changed.as_bytes(), |_| keys.to_vec());
        assert!(matches!(read, Err(Flaw::BadSignature(_))), "{read:?}");
    }
}
