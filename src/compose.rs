//! Composing: the record that a party signs next.
//!
//! What is composed here is not signed yet: [`Record::to_note`](crate::record::Record::to_note) makes the note, and
//! whoever holds the key signs it. Whether it may be filed is asked of [filing](crate::filing).

use crate::chain::Link;
use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{PublicKey, SecretKey, VerifierKey};
use crate::party::Party;
use crate::record::act::{Act, Kind};
use crate::record::keys::{Domain, FormerKey, KeysRecord, Recoverer, Recovery};
use crate::text::Line;

/// The first keys record of a party with one key, which signs texts as they stand.
pub fn first_keys(id: &Id, name: &Line, key: &PublicKey, date: Date) -> KeysRecord {
    KeysRecord {
        signatory: id.clone(),
        version: 1,
        name: name.clone(),
        domain: None,
        demonstration: *key == SecretKey::demonstration(id).public(),
        threshold: 1,
        keys: vec![VerifierKey::new(id.clone(), *key)],
        retired: Vec::new(),
        compromised: Vec::new(),
        keeps: Vec::new(),
        recovery: None,
        recovered: Vec::new(),
        date,
        previous: None,
    }
}

/// What a party changes about its keys.
#[derive(Clone, Debug)]
pub struct Succession {
    /// Keys that it lists from now on.
    pub joining: Vec<VerifierKey>,
    /// Keys that it no longer uses.
    pub retired: Vec<FormerKey>,
    /// Keys that somebody else may hold.
    pub compromised: Vec<FormerKey>,
    /// What the keys that leave have signed and what still stands: the digests of these acts and rolls.
    pub keeps: Vec<Digest>,
    /// How many keys an act or a roll needs from now on; as before if none is given, and as many as there are at most.
    pub threshold: Option<u32>,
    /// Who may restore the party from now on; as before if nobody is named.
    pub recovery: Option<Recovery>,
    /// Who restores the party with this record; none of the keys before stays by that.
    pub recovered: Vec<Recoverer>,
    /// The domain that it claims from now on; as before if none is given.
    pub domain: Option<Domain>,
    /// The claimed day.
    pub date: Date,
}

/// The keys record that follows `newest`.
pub fn next_keys(newest: &Link<KeysRecord>, succession: Succession) -> KeysRecord {
    let before = &newest.record;
    let leaving = |key: &VerifierKey| {
        let mut former = succession.retired.iter().chain(&succession.compromised).map(|former| &former.key);
        !succession.recovered.is_empty() || former.any(|former| former.is_one_key_with(key))
    };
    let staying = before.keys.iter().filter(|key| !leaving(key)).cloned();
    let keys: Vec<VerifierKey> = staying.chain(succession.joining).collect();
    let most = u32::try_from(keys.len()).unwrap_or(u32::MAX).max(1);
    KeysRecord {
        version: newest.version + 1,
        threshold: succession.threshold.unwrap_or(before.threshold.min(most)),
        domain: succession.domain.or_else(|| before.domain.clone()),
        keys,
        retired: succession.retired,
        compromised: succession.compromised,
        keeps: succession.keeps,
        recovery: succession.recovery.or_else(|| before.recovery.clone()),
        recovered: succession.recovered,
        date: succession.date,
        previous: Some(newest.digest),
        ..before.clone()
    }
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

/// The next act of a party under its keys record `keys`, behind the act `previous`: version and digest.
pub fn next_act(intent: &Intent, keys: &KeysRecord, previous: Option<(u32, Digest)>) -> Act {
    Act {
        kind: intent.kind,
        version: previous.map_or(1, |(version, _)| version + 1),
        text: intent.text,
        signatory: keys.signatory.clone(),
        name: keys.name.clone(),
        keys: Digest::of(keys.text().as_bytes()),
        roll: intent.roll,
        reason: intent.reason.clone(),
        date: intent.date,
        previous: previous.map(|(_, digest)| digest),
    }
}

/// The keys record of `party` under which `key` may sign now: the newest, if it lists the key.
pub fn signing_record<'p>(party: &'p Party, key: &PublicKey) -> Option<&'p Link<KeysRecord>> {
    let newest = party.chain().state()?;
    newest.record.listing(key).map(|_| newest)
}
