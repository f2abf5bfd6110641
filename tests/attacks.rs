//! Attacks on counting and identity: each one a registry that somebody with a motive could write, and what verification
//! must say of it.
#![allow(missing_docs)]

mod attacks {
    mod chains;
    mod checks;
    mod confusion;
    mod consent;
    mod copies;
    mod counting;
    mod filing;
    pub mod forge;
    mod identity;
    mod kinds;
    #[cfg(unix)]
    mod places;
    mod recovery;
    mod rolls;
    mod scale;
    mod translations;
    mod vouches;
}
