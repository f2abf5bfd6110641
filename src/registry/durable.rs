//! Write whole or not at all.
