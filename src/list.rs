//! The list of signatories under a draft: found by its heading, read name by name.
