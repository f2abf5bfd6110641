//! Key files and passphrases.
