//! A registry of 1,000 statements with 50 signatories each as a site, and the same once more.

use std::path::Path;
use std::process::Command;

use crate::measure::{Cost, Work, alternate, print, ratio};
use crate::programs::{run, undersigned};
use crate::registry;

const STATEMENTS: usize = 1_000;
const SIGNATORIES: usize = 50;
const PARTIES: usize = 500;
const ROUNDS: usize = 3;

pub fn bench() {
    println!("\npublish: {STATEMENTS} statements with {SIGNATORIES} signatories each; {ROUNDS} rounds");
    let folder = tempfile::tempdir().expect("a temporary folder is made");
    let (root, site) = (folder.path().join("registry"), folder.path().join("site"));
    registry::write(&registry::tree_of_many(STATEMENTS, SIGNATORIES, PARTIES), &root);
    let record = root.join("statement/statement-1/text.txt");
    let one = std::fs::read(&record).expect("the text is read");
    let mut works: Vec<Work> = vec![
        (
            "the first time".to_owned(),
            Box::new(|| {
                // Removing what an earlier round wrote costs next to nothing beside it.
                let _ = std::fs::remove_dir_all(&site);
                run(&mut publish(&root, &site));
            }),
        ),
        ("once more, nothing changed".to_owned(), Box::new(|| run(&mut publish(&root, &site)))),
    ];
    let costs = alternate(ROUNDS, &mut works);
    print(&works, &costs);
    assert_eq!(std::fs::read(site.join("statement/statement-1/text.txt")).ok(), Some(one));
    let [first, again] = costs.as_slice() else { return };
    let [cpu, wall] = [|cost: &Cost| cost.cpu, |cost: &Cost| cost.wall].map(|what| ratio(again, first, what));
    println!("  once more : the first time, processor {cpu:.3}, wall {wall:.3} (aim: at most 0.1)");
}

fn publish(root: &Path, site: &Path) -> Command {
    undersigned(root, &["publish", site.to_str().expect("the path is text")])
}
