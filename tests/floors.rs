//! The house holds: no file uses a room above it, and no floor below the fourth touches the world.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of `src/lib.rs`, with their floors.
fn rooms() -> Vec<(String, usize)> {
    let mut floor = 0;
    let mut rooms = Vec::new();
    for line in fs::read_to_string("src/lib.rs").unwrap().lines() {
        if let Some(number) = line.strip_prefix("// floor ") {
            floor = number.parse().unwrap();
        } else if let Some(name) = line.strip_prefix("pub mod ") {
            rooms.push((name.trim_end_matches(';').to_owned(), floor));
        }
    }
    rooms
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The room that a source file belongs to; none for the library and the binary.
fn room_of(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").unwrap().iter().next().unwrap().to_str().unwrap();
    let room = first.trim_end_matches(".rs");
    (room != "lib" && room != "main").then(|| room.to_owned())
}

/// A source without the tests at its end.
fn code(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

/// The rooms that a source names as `crate::room`, in code and not in comments.
fn uses(source: &str) -> Vec<String> {
    let lines = code(source).lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut rooms = Vec::new();
    for line in lines {
        for rest in line.split("crate::").skip(1) {
            if let Some(list) = rest.strip_prefix('{') {
                rooms.extend(list.split(',').map(|item| name(item.trim())));
            } else {
                rooms.push(name(rest));
            }
        }
    }
    rooms
}

fn name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn all() -> Vec<(PathBuf, String, String)> {
    let mut found = Vec::new();
    sources(Path::new("src"), &mut found);
    let named = found.into_iter().filter_map(|path| room_of(&path).map(|room| (path, room)));
    named.map(|(path, room)| (path.clone(), room, fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn no_file_uses_a_room_above_its_own() {
    let order: HashMap<String, usize> =
        rooms().into_iter().enumerate().map(|(place, (room, _))| (room, place)).collect();
    let mut arrows = Vec::new();
    let mut checked = 0;
    for (path, room, source) in all() {
        for used in uses(&source) {
            checked += 1;
            let (Some(from), Some(to)) = (order.get(&room), order.get(&used)) else {
                panic!("{}: `{used}` or `{room}` is no module of src/lib.rs", path.display());
            };
            if to > from {
                arrows.push(format!("{} uses crate::{used}, which stands above it", path.display()));
            }
        }
    }
    assert!(checked > 100, "only {checked} uses were found: the reader of this test is broken");
    assert!(arrows.is_empty(), "{}", arrows.join("\n"));
}

#[test]
fn floors_0_to_3_touch_neither_files_nor_clocks_nor_terminals() {
    let floors: HashMap<String, usize> = rooms().into_iter().collect();
    let world = [
        "std::fs",
        "std::io",
        "std::env",
        "std::time",
        "std::process",
        "std::net",
        "println!",
        "eprintln!",
        "getrandom",
        "::now",
    ];
    for (path, room, source) in all().into_iter().filter(|(_, room, _)| floors[room] <= 3) {
        for touch in world {
            assert!(!code(&source).contains(touch), "{} ({room}) uses {touch}", path.display());
        }
    }
}

#[test]
fn judging_is_the_only_way_to_a_proof() {
    let makers: Vec<_> = all()
        .into_iter()
        .filter(|(_, _, source)| source.contains("Proof {"))
        .map(|(path, ..)| path)
        .collect();
    let mut expected = [PathBuf::from("src/verify.rs"), PathBuf::from("src/verify/statement.rs")];
    let mut makers: Vec<_> = makers;
    makers.sort();
    expected.sort();
    assert_eq!(makers, expected);
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    for (path, ..) in all() {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            !["mod", "util", "utils", "helper", "helpers", "common", "misc"].contains(&&*name),
            "{}",
            path.display()
        );
    }
}
