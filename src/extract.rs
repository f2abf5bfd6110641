//! Text and bundles out of what people send.

pub mod mail;
