//! A registry of signed, verifiable joint statements.
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

pub mod date;
pub mod digest;
pub mod id;
pub mod path;
pub mod tree;

pub mod list;
pub mod text;

pub mod chain;
pub mod key;
pub mod note;
pub mod party;
pub mod record;

pub mod filing;
pub mod trust;
pub mod verify;

pub mod extract;
pub mod registry;
pub mod signer;

pub mod render;

pub mod cli;
