//! The worst that each command reads: it ends, within half a gigabyte, with an answer.
//!
//! `--nocapture` prints what each took. Nothing about time is asserted but that there is an end.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

#[allow(dead_code)]
#[path = "attacks/forge.rs"]
mod forge;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use forge::{CONVENER, Key, Registry, SLUG, digest, note};
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::pkcs5::pbes2::{self, EncryptionScheme, Kdf, Pbkdf2Params, Pbkdf2Prf, Salt, ScryptParams};
use pkcs8::{EncryptedPrivateKeyInfoRef, LineEnding, SecretDocument};
use tempfile::TempDir;
use undersigned::registry::bundle::MAX_JSON;
use undersigned::signer::{MAX_ROUNDS, MAX_SCRYPT_MEMORY, MAX_SCRYPT_WORK};
use undersigned::text::MAX_TEXT;
use undersigned::trust::MAX_TRUST;

/// Of virtual memory, which is more than what is used.
const MOST_KIB: usize = 512 << 10;

/// Longer than any answer takes, on a slow machine too.
const PATIENCE: Duration = Duration::from_secs(300);

const ACCEPTING: [&str; 2] = ["--require-standing", "self-published"];

/// A registry, and a key file beside it.
struct Place(TempDir);

impl Place {
    fn of(registry: &Registry) -> Self {
        let place = Self(tempfile::tempdir_in("/dev/shm").or_else(|_| TempDir::new()).unwrap());
        for folder in ["keys", "statement", "signatures"] {
            fs::create_dir_all(place.at("registry").join(folder)).unwrap();
        }
        for (path, bytes) in &registry.files {
            place.put(&format!("registry/{path}"), bytes);
        }
        place.answers(0, "", &["keygen", "z", "-o", "z.pem", "--no-passphrase"]);
        place
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), bytes).unwrap();
    }

    /// The same, about the registry.
    fn judges(&self, status: i32, words: &str, arguments: &[&str]) {
        self.answers(status, words, &[arguments, &["--registry", "registry"]].concat());
    }

    /// Runs `undersigned` within the limits: it ends with this status, and says these words.
    fn answers(&self, status: i32, words: &str, arguments: &[&str]) {
        let [stdout, stderr] = ["stdout", "stderr"].map(|name| self.at(name));
        let mut child = Command::new("bash")
            .args([
                "-c",
                &format!("ulimit -v {MOST_KIB} && exec \"$@\""),
                "-",
                env!("CARGO_BIN_EXE_undersigned"),
            ])
            .args(arguments)
            // glibc reserves address space for every thread, which is no memory, and which `ulimit -v` counts
            .env("MALLOC_ARENA_MAX", "1")
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .stdout(fs::File::create(&stdout).unwrap())
            .stderr(fs::File::create(&stderr).unwrap())
            .spawn()
            .unwrap();
        let start = Instant::now();
        let (mut seconds, mut megabytes) = (0.0, 0);
        let ended = loop {
            if let Some((cpu, peak)) = used(child.id()) {
                (seconds, megabytes) = (cpu, peak);
            }
            if let Some(ended) = child.try_wait().unwrap() {
                break ended;
            }
            if start.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("{arguments:?} does not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let told = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        let said = told(&stdout) + &told(&stderr);
        println!("{seconds:>7.2} s of work {megabytes:>4} MB  {ended}  {}", arguments.join(" "));
        assert_eq!(ended.code(), Some(status), "{arguments:?}: {ended}: {said:.500}");
        assert!(said.contains(words), "{arguments:?}: no {words:?} in {said:.500}");
    }
}

/// The seconds of work and the peak of memory of a process, so far.
fn used(process: u32) -> Option<(f64, usize)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(2);
    let ticks: f64 = ticks.map(|ticks| ticks.parse::<f64>().unwrap_or_default()).sum();
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some((ticks / 100.0, peak.split_whitespace().next()?.parse::<usize>().ok()? / 1024))
}

fn names(number: usize) -> Vec<String> {
    (0..number).map(|number| format!("n{number}")).collect()
}

/// So many parties that signed, and the roll that lists them.
fn large(number: usize) -> Registry {
    let mut registry = Registry::of(&[]);
    let names = names(number);
    for id in &names {
        registry.keys(id).file();
        registry.act(id, "signature").file();
    }
    registry.roll(&names.iter().map(String::as_str).collect::<Vec<_>>()).file();
    registry
}

/// A party whose keys, acts and rolls have so many versions.
fn chained(versions: u32) -> Registry {
    let mut registry = Registry::signed(&["a"]);
    for (folder, key) in [("keys/a", "a"), ("signatures/s/a", "a"), ("statement/s/roll", CONVENER)] {
        let mut text = registry.text(&format!("{folder}/1.note"));
        for version in 2..=versions {
            let previous = format!("previous {}", digest(&text));
            let mut lines: Vec<String> =
                text.lines().filter(|line| !line.starts_with("previous ")).map(str::to_owned).collect();
            let place =
                lines.iter().rposition(|line| !line.starts_with("signatory ") || line == "signatory a");
            lines.insert(place.unwrap() + 1, previous);
            let stated = lines.iter_mut().find(|line| line.starts_with("version ")).unwrap();
            *stated = format!("version {version}");
            text = lines.join("\n") + "\n";
            registry.put(&format!("{folder}/{version}.note"), note(&text, &[Key::of(key)]));
        }
    }
    registry
}

fn bundle<'f>(files: impl IntoIterator<Item = (&'f String, &'f Vec<u8>)>) -> String {
    let mut out = "{\"undersigned\":\"bundle/v1\",\"files\":{".to_owned();
    for (number, (path, bytes)) in files.into_iter().enumerate() {
        let content = serde_json::to_string(std::str::from_utf8(bytes).unwrap()).unwrap();
        let _ = write!(out, "{}\"{path}\":{content}", if number == 0 { "" } else { "," });
    }
    out + "}}"
}

const SIGN: [&str; 10] = ["sign", "b.json", "--as", "z", "--name", "Z", "--key", "z.pem", "--yes", "-o"];

#[test]
fn lists_of_names_that_nobody_has() {
    let place = Place::of(&large(300));
    let ids: String = (0..150_000).map(|n| format!("x{n}\n")).collect();
    place.put("ids", &ids[..1 << 20]);
    place.judges(1, "more of the ids required", &["verify", SLUG, "--require", "ids"]);
    place.put("invited", "a\n".repeat(2 << 20));
    place.judges(1, "0 of 2097152 answered", &["pending", SLUG, "invited"]);
}

#[test]
fn drafts_that_are_all_list() {
    let place = Place::of(&Registry::default());
    place.put("text", "Text.\n");
    let propose = |status, words, draft: &str, more: &[&str]| {
        place.put("draft", draft);
        let command =
            ["propose", "draft", "--slug", "t", "--title", "T", "--convener", "z", "--key", "z.pem", "--yes"];
        place.judges(status, words, &[&command, more].concat());
    };
    let list = |item: &str, number| (0..number).map(|n| format!("{item}Group {n}\n")).collect::<String>();
    place.put("roll", list("", 200_000));
    propose(1, "a roll has at most 10,000", "Text.\n", &["--roll", "roll"]);
    propose(1, "a roll has at most 10,000", &format!("Text.\n\nSigned:\n{}", list("- ", 200_000)), &[]);
    for unit in ["Signed:\n\n- A\n\n", "A, B, C\n", "A; ", "* A\n  B\n", "(1) A (2) B ", "Signed: A, B\n"] {
        propose(
            1,
            "undersigned: error: ",
            &format!("Text.\n\nSigned:\n{}", unit.repeat(MAX_TEXT / unit.len() - 2)),
            &[],
        );
    }
    for unit in ["a ", "\u{416}", "a\n", "\u{44f}\u{301}", "\u{1100}\u{1161}"] {
        let text = unit.repeat(MAX_TEXT / unit.len() - 1);
        place.put("mend", &text);
        place.answers(0, "mended: written", &["repair", "mend", "mended"]);
        fs::remove_file(place.at("mended")).unwrap();
        propose(0, "text.txt: written", &text, &[]);
        place.judges(1, "the roll names nobody yet", &["verify", "t"]);
        place.judges(0, "the text of t", &["request", "t", "-o", "b.json"]);
        place.answers(0, "to be mailed back", &[&SIGN[..], &["reply"]].concat());
        for file in ["b.json", "reply"] {
            fs::remove_file(place.at(file)).unwrap();
        }
        for folder in ["keys/z", "statement/t"] {
            fs::remove_dir_all(place.at("registry").join(folder)).unwrap();
        }
    }
}

#[test]
fn bundles_as_large_as_they_may_be() {
    let place = Place::of(&Registry::signed(&["a"]));
    let all = |status, words| {
        place.judges(status, words, &["show", "b.json"]);
        place.judges(1, words, &["add", "b.json"]);
        place.answers(3, "undersigned: error: ", &[&SIGN[..], &["reply"]].concat());
    };
    let notes = |note: &str, number: usize| -> Vec<(String, Vec<u8>)> {
        (0..number).map(|n| (format!("keys/k{n}/1.note"), note.into())).collect()
    };
    let put = |files: Vec<(String, Vec<u8>)>| {
        place.put("b.json", bundle(files.iter().map(|(path, bytes)| (path, bytes))))
    };
    put(notes(&"a".repeat(4 << 20), 15));
    all(1, "");
    put(notes(&"a".repeat(2_000), 30_000));
    all(1, "");
    put(notes("", 100_000));
    all(1, "more than 30000 files");
    // 6 bytes for one: what a bundle becomes is less than what it was
    let escapes = "\\u0061".repeat(4 << 20);
    place.put("b.json", format!("{{\"undersigned\":\"bundle/v1\",\"files\":{{\"keys/a/1.note\":\"{escapes}\",\"keys/b/1.note\":\"{escapes}\"}}}}"));
    all(1, "");
    place.put("b.json", "\\u0061".repeat(MAX_JSON / 6 + 1));
    all(1, "the limit is 67108864");
    for unit in
        ["[", "{\"undersigned\":", "{\"undersigned\":\"bundle/v1\",\"files\":{\"keys/a/1.note\":\"x\n>= "]
    {
        place.put("b.json", unit.repeat(MAX_JSON / unit.len()));
        all(1, "undersigned: error: ");
    }
}

#[test]
fn a_bundle_with_long_chains_is_shown_record_by_record() {
    let place = Place::of(&Registry::default());
    place.put("b.json", bundle(&chained(1_500).files));
    place.judges(0, "a bundle of 4,502 files", &["show", "b.json"]);
    place.judges(1, "", &["add", "b.json"]);
}

#[test]
fn key_files_that_ask_for_all_that_is_granted() {
    let place = Place::of(&Registry::signed(&["a"]));
    let salt = Salt::new([1; 16]).unwrap();
    let scrypt = |parallelization| {
        let cost_parameter = MAX_SCRYPT_MEMORY / 128 / 8;
        Kdf::Scrypt(ScryptParams { salt, cost_parameter, block_size: 8, parallelization, key_length: None })
    };
    let prf = Pbkdf2Prf::HmacWithSha256;
    let pbkdf2 = Kdf::Pbkdf2(Pbkdf2Params { salt, iteration_count: MAX_ROUNDS, key_length: None, prf });
    place.put("words", "seven herons\n");
    for kdf in [scrypt((MAX_SCRYPT_WORK / MAX_SCRYPT_MEMORY) as u16), pbkdf2] {
        let parameters = pbes2::Parameters { kdf, encryption: EncryptionScheme::Aes256Cbc { iv: [2; 16] } };
        let info = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: parameters.into(),
            encrypted_data: OctetStringRef::new(&[0; 48]).unwrap(),
        };
        let document = SecretDocument::encode_msg(&info).unwrap();
        place.put("locked.pem", &*document.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF).unwrap());
        let sign = ["sign", SLUG, "--as", "a", "--key", "locked.pem", "--passphrase-file", "words", "--yes"];
        place.judges(3, "the passphrase does not open", &sign);
    }
}

#[test]
#[ignore = "some minutes"]
fn a_registry_of_ten_thousand_names() {
    let place = Place::of(&large(10_000));
    place.judges(0, "10,000 of 10,000", &[&["verify"], &ACCEPTING[..]].concat());
    place.judges(0, "", &[&["verify", "--json"], &ACCEPTING[..]].concat());
    place.judges(0, "", &[&["verify", SLUG, "n1"], &ACCEPTING[..]].concat());
    place.judges(0, "", &["request", SLUG, "-o", "b.json"]);
    place.answers(0, "", &[&SIGN[..], &["reply"]].concat());
    place.judges(0, "2 records filed", &["add", "reply"]);
    let mut trust = String::new();
    for number in 0.. {
        let line = format!("key {}\n", Key::of(&format!("n{number}")).vkey());
        if trust.len() + line.len() > MAX_TRUST {
            break;
        }
        trust += &line;
    }
    place.put("trust", &trust);
    place.judges(0, "10,000 of 10,000 keys confirmed", &["verify", "--trust", "trust"]);
}

#[test]
#[ignore = "some minutes"]
fn a_registry_with_as_many_keys_and_signatures_as_it_may_have() {
    // a link is a key and its line, or a line: five for three records
    let place = Place::of(&chained(24_000));
    place.judges(0, "1 of 1", &[&["verify"], &ACCEPTING[..]].concat());
    place.judges(0, "", &["show", "registry/signatures/s/a/20000.note"]);
    let mut registry = Registry::of(&[]);
    for id in names(2_000) {
        let keys: Vec<Key> = (0..16).map(|n| Key::new(&id, &format!("{id} {n}"))).collect();
        let keys: Vec<&Key> = keys.iter().collect();
        registry.keys(&id).lists(&keys).with("threshold 1", "threshold 16").file();
        registry.act(&id, "signature").by(&keys).file();
    }
    let place = Place::of(&registry);
    place.judges(1, "2,000 not on the roll", &["verify"]);
    let mut registry = Registry::signed(&["a"]);
    for n in 0..2 {
        let former = Key::new("a", "former").vkey();
        let lines = format!("retired 2025-01-0{} {former}\n", n + 1).repeat(40_000);
        registry.keys("a").with("\ndate", &format!("\n{lines}date")).file();
    }
    let place = Place::of(&registry);
    place.judges(0, "1 of 1", &[&["verify"], &ACCEPTING[..]].concat());
    place.judges(0, "", &["show", "registry/keys/a/2.note"]);
}

#[test]
#[ignore = "some minutes, and a million files"]
fn registries_of_junk() {
    let place = Place::of(&Registry::signed(&["a"]));
    for number in 0..240_000 {
        let folder = place.at(&format!("registry/keys/a/{:x<200}{}", "", number / 10_000));
        fs::create_dir_all(&folder).unwrap();
        fs::File::create(folder.join(format!("{number:x<200}"))).unwrap();
    }
    place.judges(0, "1 of 1", &[&["verify"], &ACCEPTING[..]].concat());
    let place = Place::of(&Registry::signed(&["a"]));
    for number in 0..120_000 {
        place.put(&format!("registry/keys/k{number}/1.note"), "");
    }
    place.judges(0, "1 of 1", &[&["verify"], &ACCEPTING[..]].concat());
    let place = Place::of(&Registry::signed(&["a"]));
    for number in 0..31 {
        place.put(&format!("registry/keys/k{number}/1.note"), "x".repeat(4 << 20));
    }
    place.judges(0, "1 of 1", &[&["verify"], &ACCEPTING[..]].concat());
}
