//! The domain of a party: where it publishes its keys record, and whether what is served there is that record.

use crate::chain::{Flaw, Link};
use crate::digest::Digest;
use crate::id::Id;
use crate::note::Note;
use crate::party::Party;
use crate::record::Record;
use crate::record::keys::{Domain, KeysRecord};

/// The path of a party's keys record on its web server (RFC 8615).
pub fn well_known(id: &Id) -> String {
    format!("/.well-known/undersigned/{id}.note")
}

/// The address of a party's keys record on the web.
pub fn address(domain: &Domain, id: &Id) -> String {
    format!("https://{}{}", domain.as_str(), well_known(id))
}

/// The line of a DNS zone that says the same as the file: for people and other tools, since nothing here asks the DNS.
pub fn txt_line(domain: &Domain, id: &Id, record: Digest) -> String {
    format!("_undersigned.{}. IN TXT \"undersigned=v1 id={id} keys={}\"", domain.as_str(), record.prefixed())
}

/// Why what a domain serves is not the newest keys record of the party.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotServed {
    /// No note, no record, or signatures that are not those of its keys.
    #[error("what is served is damaged: {0}")]
    Damaged(Flaw),
    /// A record of another kind.
    #[error("a {0} is served, not a keys record")]
    OtherKind(&'static str),
    /// Another party's keys record.
    #[error("the keys record of {0} is served, not that of {1}")]
    OtherParty(Id, Id),
    /// An earlier version than the newest one here.
    #[error("version {served} of the keys record is served, and version {newest} stands here")]
    Older {
        /// The version that is served.
        served: u32,
        /// The newest one.
        newest: u32,
    },
    /// A version that is not here, or another record in the place of one that is.
    #[error("another keys record is served, version {0}, than any that stands here")]
    Unknown(u32),
}

/// Holds what a domain serves against the newest keys record of `party`, which is `newest`.
///
/// # Errors
/// Why it is not that record.
pub fn served(party: &Party, newest: &Link<KeysRecord>, bytes: &[u8]) -> Result<(), NotServed> {
    let note = Note::parse(bytes).map_err(|error| NotServed::Damaged(error.into()))?;
    let record = match Record::parse(note.text()).map_err(|error| NotServed::Damaged(error.into()))? {
        Record::Keys(record) => record,
        other => return Err(NotServed::OtherKind(other.kind())),
    };
    if record.signatory != *party.id() {
        return Err(NotServed::OtherParty(record.signatory, party.id().clone()));
    }
    note.open(&record.keys).map_err(|bad| NotServed::Damaged(bad.into()))?;
    match party.record(note.digest()) {
        Some(link) if link.version == newest.version => Ok(()),
        Some(link) => Err(NotServed::Older { served: link.version, newest: newest.version }),
        None => Err(NotServed::Unknown(record.version)),
    }
}
