//! Bundles: one JSON file that carries any part of a registry through mail.
