//! Composing: the record that a party signs next.
//!
//! What is composed here is well formed and signed; whether it may be filed is asked of [filing](crate::filing).

use crate::chain::Link;
use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{PublicKey, SecretKey, VerifierKey};
use crate::note::Note;
use crate::party::Party;
use crate::record::act::{Act, Kind};
use crate::record::keys::{FormerKey, KeysRecord};
use crate::record::roll::Roll;
use crate::record::vouch::Vouch;
use crate::record::{Record, RecordError};
use crate::text::Line;

/// The first keys record of a party with one key, signed by it.
///
/// # Errors
/// When the record could not be read again.
pub fn first_keys(id: &Id, name: &Line, key: &SecretKey, date: Date) -> Result<Note, RecordError> {
    let record = KeysRecord {
        signatory: id.clone(),
        version: 1,
        name: name.clone(),
        domain: None,
        demonstration: key.public() == SecretKey::demonstration(id).public(),
        threshold: 1,
        keys: vec![VerifierKey::new(id.clone(), key.public())],
        retired: Vec::new(),
        compromised: Vec::new(),
        keeps: Vec::new(),
        recovery: None,
        date,
        previous: None,
    };
    sign_keys(record, [key])
}

/// What a party changes about its keys.
#[derive(Clone, Debug)]
pub struct Succession {
    /// Keys that it lists from now on.
    pub joining: Vec<PublicKey>,
    /// Keys that it no longer uses.
    pub retired: Vec<FormerKey>,
    /// Keys that somebody else may hold.
    pub compromised: Vec<FormerKey>,
    /// What the keys that leave have signed and what still stands: the digests of these acts and rolls.
    pub keeps: Vec<Digest>,
    /// How many keys an act or a roll needs from now on; as before if none is given, and as many as there are at most.
    pub threshold: Option<u32>,
    /// The claimed day.
    pub date: Date,
}

/// The keys record that follows `newest`.
pub fn next_keys(newest: &Link<KeysRecord>, succession: Succession) -> KeysRecord {
    let before = &newest.record;
    let leaving = |key: &VerifierKey| {
        succession.retired.iter().chain(&succession.compromised).any(|former| former.key == *key)
    };
    let staying = before.keys.iter().filter(|key| !leaving(key)).cloned();
    let joining = succession.joining.iter().map(|key| VerifierKey::new(before.signatory.clone(), *key));
    let keys: Vec<VerifierKey> = staying.chain(joining).collect();
    let most = u32::try_from(keys.len()).unwrap_or(u32::MAX).max(1);
    KeysRecord {
        version: newest.version + 1,
        threshold: succession.threshold.unwrap_or(before.threshold.min(most)),
        keys,
        retired: succession.retired,
        compromised: succession.compromised,
        keeps: succession.keeps,
        date: succession.date,
        previous: Some(newest.digest),
        ..before.clone()
    }
}

/// A keys record as a note, signed by those of its keys and of those before that are at hand.
///
/// # Errors
/// When the record could not be read again: no key is left, one is listed twice, there are too many, or fewer than the
/// threshold.
pub fn sign_keys<'k>(
    record: KeysRecord,
    signers: impl IntoIterator<Item = &'k SecretKey>,
) -> Result<Note, RecordError> {
    let id = record.signatory.clone();
    signed(record.into(), &id, signers)
}

/// What an act does, about which text, and what the signer saw.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Signature, withdrawal or decline.
    pub kind: Kind,
    /// The digest of the text.
    pub text: Digest,
    /// The digest of the roll that the signer saw.
    pub roll: Digest,
    /// Why, for a withdrawal or a decline.
    pub reason: Option<Line>,
    /// The claimed day.
    pub date: Date,
}

/// The next act of a party, signed by `key`, under the keys record `keys` and behind the act `previous`.
///
/// # Errors
/// When the record could not be read again.
pub fn next_act(
    intent: &Intent,
    keys: &Link<KeysRecord>,
    previous: Option<(u32, Digest)>,
    key: &SecretKey,
) -> Result<(u32, Note), RecordError> {
    let version = previous.map_or(1, |(version, _)| version + 1);
    let act = Act {
        kind: intent.kind,
        version,
        text: intent.text,
        signatory: keys.record.signatory.clone(),
        name: keys.record.name.clone(),
        keys: keys.digest,
        roll: intent.roll,
        reason: intent.reason.clone(),
        date: intent.date,
        previous: previous.map(|(_, digest)| digest),
    };
    Ok((version, signed(act.into(), &keys.record.signatory, [key])?))
}

/// A roll as a note, signed by the convener's `key`.
///
/// # Errors
/// When the record could not be read again: an id or a name that is not unique, too many names.
pub fn sign_roll(roll: Roll, key: &SecretKey) -> Result<Note, RecordError> {
    let convener = roll.convener.clone();
    signed(roll.into(), &convener, [key])
}

/// A vouch as a note, signed by those of the voucher's keys that are at hand.
///
/// # Errors
/// When the record could not be read again: nobody vouches for themselves.
pub fn sign_vouch<'k>(
    vouch: Vouch,
    signers: impl IntoIterator<Item = &'k SecretKey>,
) -> Result<Note, RecordError> {
    let voucher = vouch.voucher.clone();
    signed(vouch.into(), &voucher, signers)
}

/// The keys record of `party` under which `key` may sign now: the newest, if it lists the key.
pub fn signing_record<'p>(party: &'p Party, key: &PublicKey) -> Option<&'p Link<KeysRecord>> {
    let newest = party.chain().state()?;
    newest.record.keys.iter().any(|listed| listed.ed25519() == Some(key)).then_some(newest)
}

fn signed<'k>(
    record: Record,
    id: &Id,
    signers: impl IntoIterator<Item = &'k SecretKey>,
) -> Result<Note, RecordError> {
    let mut note = record.to_note()?;
    for key in signers {
        note.sign(id, key);
    }
    Ok(note)
}
