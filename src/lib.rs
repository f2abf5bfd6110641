//! A registry of signed, verifiable joint statements.
//!
//! A joint statement is published under the names of many organisations. This crate turns “Signed: 29 organisations”
//! into something that anyone can check, offline, for decades:
//!
//! - a **convener** publishes the canonical [`text`] of a statement and, apart from it, a [roll](record::roll) of names;
//! - each **organisation** signs the text's SHA-256 with its own Ed25519 [`key`], as an [act](record::act) that carries
//!   the digest and never the text;
//! - a **registry**, which is a directory of files, keeps the detached signatures;
//! - **anyone** [verifies](verify) the full set of signatories, with this program or without it;
//! - **auditors** [hold](audit) any copy in circulation against the signed text and its list of names.
//!
//! # The way of the data
//!
//! ```text
//! bytes → CanonicalText → Statement → record → Note → Chain → Report → text, JSON
//! ```
//!
//! Each step takes the type before it and nothing else. A [`SecretKey`](key::SecretKey) signs a [`Note`](note::Note) and
//! no raw bytes; “signed” is said by a [`Proof`](verify::Proof), and verification alone makes one. Judging never prints
//! and never stops at the first bad signature; every view renders one and the same [`Report`](verify::Report).
//!
//! # The house
//!
//! The modules below stand in the order of that flow, floor upon floor; a file uses what stands before it and nothing
//! behind it, which `tests/floors.rs` holds them to.
//!
//! | floor | rooms | what it may do |
//! | --- | --- | --- |
//! | 0 | digests, days, ids, paths, trees of files | know nothing of what they are for |
//! | 1 | canonical text, the list under a draft | decide what a text is |
//! | 2 | keys, notes, records, chains, parties, what they sign next and together | decide what a record is |
//! | 3 | trust, verification, comparing copies of a registry, what a domain serves, filing, auditing | judge |
//! | 4 | the registry on disk, key files and agents, text out of mail, pages and documents, a file of a web server | read and write, never judge |
//! | 5 | views | say what was judged |
//! | 6 | the command line | ask, answer, exit |
//!
//! Floors 0 to 3 do no input or output: randomness and today's date come in as arguments.
//!
//! # An example
//!
//! ```
//! use undersigned::{compose, date::Date, key::SecretKey, record::Record, text::{CanonicalText, Line, Statement}};
//!
//! let text = CanonicalText::from_source(b"We call for their release.\r\n")?;
//! let statement = Statement::new(text);
//! assert_eq!(statement.text().as_str(), "We call for their release.\n");
//!
//! // Demonstration keys are published: nobody can take this for an organisation's signature.
//! let id = "an-organisation".parse()?;
//! let key = SecretKey::demonstration(&id);
//! let date: Date = "2025-10-30".parse()?;
//! let keys = compose::first_keys(&id, &Line::new("An Organisation", 256)?, &key.public(), date);
//! let mut note = Record::from(keys).to_note()?;
//! note.sign(&id, &key);
//! assert!(note.text().contains("assurance demonstration"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::todo,
    clippy::unimplemented
)]
#![warn(clippy::missing_errors_doc, rustdoc::broken_intra_doc_links)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

// floor 0
pub mod date;
pub mod digest;
pub mod id;
pub mod path;
pub mod tree;

// floor 1
pub mod text;

pub mod list;

// floor 2
pub mod key;

pub mod fingerprint;

pub mod note;

pub mod record;

pub mod chain;

pub mod party;

pub mod compose;

pub mod pending;

// floor 3
pub mod trust;

pub mod verify;

pub mod against;

pub mod domain;

pub mod filing;

pub mod audit;

// floor 4
pub mod registry;

pub mod signer;

pub mod extract;

pub mod fetch;

// floor 5
pub mod render;

// floor 6
pub mod cli;
