//! A keys record line by line, each held against the version before: what it changes, and what a signer should weigh.

use crate::date::Date;
use crate::id::Id;
use crate::key::{SecretKey, VerifierKey};
use crate::record::keys::{Domain, FormerKey, KeysRecord, Recovery};
use crate::render::escape::isolate;

/// A line about a keys record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysLine {
    /// What it is about: `key`, `threshold`.
    pub word: &'static str,
    /// What the record says of that, and what the version before said if that was something else.
    pub says: String,
    /// Whether the version before said otherwise, or there is none.
    pub is_new: bool,
}

/// What `record` says, and what `before`, the version before it, said where that was something else or is said no more.
pub fn keys_lines(record: &KeysRecord, before: Option<&KeysRecord>) -> Vec<KeysLine> {
    let compare = |word, say: &dyn Fn(&KeysRecord) -> Option<String>| {
        let (now, was) = (say(record), before.and_then(say));
        let is_new = now != was;
        let says = match (now, was) {
            (None, None) => return None,
            (None, Some(was)) => format!("none, was {was}"),
            (Some(now), Some(was)) if is_new => format!("{now}, was {was}"),
            (Some(now), None) if before.is_some() => format!("{now}, new"),
            (Some(now), _) => now,
        };
        Some(KeysLine { word, says, is_new })
    };
    let new = |word, says| KeysLine { word, says, is_new: true };
    let mut lines = Vec::new();
    let name = compare("name", &|record| Some(isolate(record.name.as_str()).into_owned()));
    lines.extend(name.filter(|name| before.is_some() && name.is_new));
    lines.extend(compare("domain", &|record| Some(record.domain.as_ref().map(Domain::as_str)?.to_owned())));
    lines.extend(compare("assurance", &|record| record.demonstration.then(|| "demonstration".to_owned())));
    for key in &record.keys {
        lines.extend(compare("key", &|record| record.keys.contains(key).then(|| key.to_string())));
    }
    let why = if record.recovered.is_empty() { ", neither retired nor compromised" } else { "" };
    let unsaid = before.into_iter().flat_map(|before| leaving(record, before));
    let unsaid = unsaid.filter(|key| !former_keys(record).any(|(_, former)| former.key.is_one_key_with(key)));
    lines.extend(unsaid.map(|key| new("leaves", format!("{key}{why}"))));
    lines.extend(compare("threshold", &|record| {
        Some(format!("{} of {}", record.threshold, record.keys.len()))
    }));
    lines.extend(
        former_keys(record)
            .map(|(word, former)| new(word, format!("{}, since {}", former.key, former.since))),
    );
    lines.extend(compare("recovery", &|record| {
        let Recovery { threshold, parties } = record.recovery.as_ref()?;
        Some(format!("by {threshold} of {}", ids(parties.iter())))
    }));
    if !record.recovered.is_empty() {
        lines.push(new("restored by", ids(record.recovered.iter().map(|by| &by.party))));
    }
    lines
}

/// The keys of the version before that `record` lists no more.
pub fn leaving<'k>(record: &KeysRecord, before: &'k KeysRecord) -> impl Iterator<Item = &'k VerifierKey> {
    before.keys.iter().filter(|key| !record.keys.iter().any(|listed| listed.is_one_key_with(key)))
}

fn former_keys(record: &KeysRecord) -> impl Iterator<Item = (&'static str, &FormerKey)> {
    let retired = record.retired.iter().map(|former| ("retired", former));
    retired.chain(record.compromised.iter().map(|former| ("compromised", former)))
}

fn ids<'i>(ids: impl Iterator<Item = &'i Id>) -> String {
    ids.map(Id::as_str).collect::<Vec<_>>().join(", ")
}

/// What should be weighed of `record` before it is signed, and known once it is filed.
pub fn keys_warnings(record: &KeysRecord, before: Option<&KeysRecord>, today: Date) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(before) = before.filter(|before| before.name != record.name) {
        warnings.push(format!(
            "the name is another one, even where it looks the same: whoever vouched for {} has not vouched for this",
            isolate(before.name.as_str())
        ));
    }
    let published = SecretKey::demonstration(&record.signatory).public();
    let is_listed = |record: &KeysRecord| record.listing(&published).is_some();
    if is_listed(record) && before.is_some_and(|before| !is_listed(before)) {
        warnings.push(format!(
            "{} is a demonstration from now on, for ever: its key is published with this program, so anybody can sign \
             with it",
            record.signatory
        ));
    }
    let days = former_keys(record).map(|(word, former)| (word, former.since)).chain([("date", record.date)]);
    let to_come = days.filter(|(_, day)| *day > today);
    warnings.extend(to_come.map(|(word, day)| format!("{word} {day}: that day has not come yet")));
    warnings
}
