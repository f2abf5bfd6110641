//! The list of signatories under a draft: found by its heading, read name by name.

mod heading;
mod mark;
mod stated;

pub use stated::{Stated, stated_counts};
