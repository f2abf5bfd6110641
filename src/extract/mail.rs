//! Bundles out of mail, whatever mail did to them.
