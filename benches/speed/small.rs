//! The demonstration registry, 29 signatories, from a cold start of the program.

use std::path::Path;
use std::process::Command;

use crate::measure::{Work, alternate, print, ratio};
use crate::programs::{MINISIGN, OPENSSL, Program, SIGNIFY, run, undersigned};

const SIGNATORIES: usize = 29;
const ROUNDS: usize = 25;

pub fn bench() {
    println!("\n{SIGNATORIES} signatories, the program from its start to its end; {ROUNDS} rounds");
    let registry = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = registry.join("statement/political-prisoners-2025/text.txt");
    let text = std::fs::read(text).expect("the demonstration registry holds its text");
    let folder = tempfile::tempdir().expect("a temporary folder is made");
    let mut verify = undersigned(registry, &["verify"]);
    let mut nothing = Command::new("/bin/true");
    let mut works: Vec<Work> = vec![
        ("undersigned verify".to_owned(), Box::new(move || run(&mut verify))),
        ("/bin/true".to_owned(), Box::new(move || run(&mut nothing))),
    ];
    for program in [MINISIGN, SIGNIFY, OPENSSL] {
        works.extend(one_by_one(&program, folder.path(), &text));
    }
    let costs = alternate(ROUNDS, &mut works);
    print(&works, &costs);
    let [ours, nothing, others @ ..] = costs.as_slice() else { return };
    println!("  undersigned : /bin/true, processor {:.1} (aim: at most 10)", ratio(ours, nothing, |c| c.cpu));
    for ((name, _), costs) in works.iter().skip(2).zip(others) {
        let (cpu, wall) = (ratio(costs, ours, |c| c.cpu), ratio(costs, ours, |c| c.wall));
        println!("  {name} : undersigned, processor {cpu:.1}, wall {wall:.1} (aim: 10 for minisign)");
    }
}

/// A loop of `program` over as many signatures of `text`.
fn one_by_one(program: &Program, folder: &Path, text: &[u8]) -> Option<Work<'static>> {
    let mut commands = program.verifications(folder, text, SIGNATORIES)?;
    let name = format!("{}, {SIGNATORIES} times", program.name);
    Some((name, Box::new(move || commands.iter_mut().for_each(run))))
}
