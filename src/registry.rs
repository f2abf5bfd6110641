//! The directory.

pub mod bundle;
pub mod durable;
