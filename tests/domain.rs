//! A domain checked over the network: against a real web server on this machine, with an authority of its own.
#![cfg(unix)]
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;
use undersigned::fetch::MAX_REDIRECTS;

/// Who claims the domain, in the second version of its keys record; who checks; and another party.
const WORLD: &str = "
set -e
for id in coalition fishers anglers checker; do undersigned keygen $id -o $id.pem --no-passphrase > $id.vkey; done
printf 'No dam on the Wend.\\n\\nSigned:\\n- Fishers\\n- Anglers\\n- Checker\\n' > draft.txt
undersigned init registry
undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key coalition.pem --registry registry --yes
undersigned request no-dam -o request.json --registry registry
for id in fishers anglers checker; do undersigned sign request.json --as $id --key $id.pem -o $id.json --yes; done
undersigned add fishers.json anglers.json checker.json --registry registry
undersigned key domain fishers fishers.example --key fishers.pem --registry registry --yes
undersigned key publish fishers -o fishers.note --registry registry
cp -r registry next
undersigned keygen fishers -o new.pem --no-passphrase
undersigned key rotate fishers --key fishers.pem --new new.pem --registry next --yes
echo \"checker $(cat checker.vkey)\" > trust
";

/// What is asked, but for how the server is reached.
const CHECK: &str =
    "undersigned key check fishers --online --as checker --key checker.pem --registry registry --yes";

struct Desk {
    directory: TempDir,
}

/// A web server, stopped at the end.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Desk {
    fn new() -> Self {
        let desk = Self { directory: TempDir::new().unwrap() };
        let made = desk.bash(WORLD);
        assert!(made.status.success(), "{}", said(&made));
        desk
    }

    fn at(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    fn bash(&self, script: &str) -> Output {
        let bin = Path::new(env!("CARGO_BIN_EXE_undersigned")).parent().unwrap();
        let mut command = Command::new("bash");
        command.args(["-c", script]).current_dir(self.directory.path()).env_clear();
        command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()));
        command.env("HOME", self.directory.path()).env("LC_ALL", "C.UTF-8");
        command.env("SOURCE_DATE_EPOCH", "1761955200").stdin(Stdio::null()).output().unwrap()
    }

    /// A server that serves `file` and behaves so.
    fn server(&self, file: &str, behaviour: &str) -> Server {
        fs::copy(self.at(file), self.at("served")).unwrap();
        let mut command = Command::new("/usr/bin/python3");
        command.arg("tests/domain/server.py").arg(self.directory.path()).arg(behaviour);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Server { child, port: port.trim().parse().unwrap() }
    }

    /// Checks the domain at a server that serves `file` and behaves so.
    fn check(&self, file: &str, behaviour: &str, more: &str) -> Output {
        let server = self.server(file, behaviour);
        let address = format!("--address 127.0.0.1:{} --authority authority.pem", server.port);
        self.bash(&format!("{CHECK} {address} {more}"))
    }

    /// Every file of the registry.
    fn registry(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.at("registry")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => drop(files.insert(path.clone(), fs::read(path).unwrap())),
                }
            }
        }
        files
    }

    /// What a reader who trusts the checker is told of the fishers.
    fn told(&self) -> String {
        let asked =
            "undersigned verify no-dam fishers --registry registry --trust trust --require-standing domain";
        said(&self.bash(asked))
    }
}

fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said).into_owned());
    out + &err
}

#[test]
fn what_the_domain_serves_is_published_and_counts_for_readers_who_trust_the_checker() {
    let desk = Desk::new();
    let output = desk.check("fishers.note", "right", "");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let written = fs::read_to_string(desk.at("registry/keys/fishers/checks/checker/1.note")).unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(
        lines[..4],
        ["undersigned/domain-check/v1", "version 1", "signatory fishers", "domain fishers.example"]
    );
    assert_eq!((lines[5], lines[7], lines[8]), ("checker checker", "mode found", "date 2025-11-01"));
    let told = desk.told();
    assert!(
        told.contains("found at its domain fishers.example on 2025-11-01 (claimed) by Checker (checker)"),
        "{told}"
    );
    // the same day again says nothing new, another day does
    let again = desk.check("fishers.note", "right", "");
    assert!(said(&again).contains("nothing was changed"), "{}", said(&again));
    let later = desk.check("fishers.note", "right", "--date 2025-11-02");
    assert_eq!(later.status.code(), Some(0), "{}", said(&later));
    assert!(desk.at("registry/keys/fishers/checks/checker/2.note").exists());
    // and it is taken back without a network
    let back =
        "undersigned key check fishers --withdraw --as checker --key checker.pem --registry registry --yes";
    let back = desk.bash(back);
    assert_eq!(back.status.code(), Some(0), "{}", said(&back));
    assert!(
        desk.told().contains("the domain check of Checker (checker) does not count: withdrawn"),
        "{}",
        desk.told()
    );
}

#[test]
fn a_domain_is_claimed_with_the_first_key() {
    let desk = Desk::new();
    let works = |command: &str| {
        let output = desk.bash(command);
        assert_eq!(output.status.code(), Some(0), "{command}: {}", said(&output));
        said(&output)
    };
    works(
        "for id in potters rowers weavers; do undersigned keygen $id -o $id.pem --no-passphrase > $id.vkey; done",
    );
    let act = "--as potters --name Potters --key potters.pem --registry registry --yes";
    let shown = works(&format!("undersigned sign no-dam {act} --domain potters.example"));
    assert!(shown.contains("domain     potters.example, as you claim it\n"), "{shown}");
    // by mail, with another tool
    works(
        "undersigned request open request.json --as rowers --name Rowers --domain rowers.example --public rowers.vkey -o open",
    );
    works(
        "for it in keys act; do openssl pkeyutl -sign -rawin -inkey rowers.pem -in open/$it.txt -out $it.sig; done",
    );
    works(
        "undersigned attach open keys.sig act.sig -o rowers.json && undersigned add rowers.json --registry registry",
    );
    // and as a convener
    let propose = |slug: &str| {
        works(&format!("printf 'No {slug}.\\n\\nSigned:\\n- Potters\\n' > {slug}.txt"));
        format!(
            "undersigned propose {slug}.txt --slug {slug} --title It --convener weavers --key weavers.pem --registry registry --yes"
        )
    };
    let shown = works(&format!("{} --convener-domain weavers.example", propose("weir")));
    assert!(shown.contains("domain     weavers.example, as you claim it\n"), "{shown}");
    for id in ["potters", "rowers", "weavers"] {
        let record = fs::read_to_string(desk.at(&format!("registry/keys/{id}/1.note"))).unwrap();
        assert!(record.contains(&format!("\ndomain {id}.example\nthreshold ")), "{record}");
        works(&format!("undersigned key publish {id} --registry registry"));
    }
    // whoever has keys already does not change the domain in passing
    works(
        "undersigned withdraw no-dam --as potters --key potters.pem --registry registry --yes --domain potters.example",
    );
    let before = desk.registry();
    for (command, claimed) in [
        (format!("undersigned sign no-dam {act} --domain other.example"), "potters claims potters.example"),
        ("undersigned withdraw no-dam --as anglers --key anglers.pem --domain anglers.example --registry registry --yes".to_owned(), "anglers claims no domain"),
        (format!("{} --convener-domain other.example", propose("lock")), "weavers claims weavers.example"),
    ] {
        let output = desk.bash(&command);
        assert_eq!(output.status.code(), Some(1), "{command}: {}", said(&output));
        assert!(said(&output).contains(&format!("the keys record of {claimed}")), "{}", said(&output));
        assert!(said(&output).contains("undersigned key domain "), "{}", said(&output));
    }
    assert_eq!(desk.registry(), before);
}

#[test]
fn a_check_by_mail_is_filed_by_whoever_keeps_the_registry() {
    let desk = Desk::new();
    let before = desk.registry();
    let output = desk.check("fishers.note", "right", "-o check.json");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(desk.registry(), before);
    let added = desk.bash("undersigned add check.json --registry registry");
    assert_eq!(added.status.code(), Some(0), "{}", said(&added));
    let told = "check.json: a domain check by Checker (checker) for the keys of fishers at fishers.example, dated 2025-11-01";
    assert!(said(&added).contains(told), "{}", said(&added));
    assert!(desk.told().contains("found at its domain"), "{}", desk.told());
}

#[test]
fn what_two_officers_of_a_checker_found_is_published_once_both_have_signed() {
    let desk = Desk::new();
    let works = |command: &str| {
        let output = desk.bash(command);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    };
    works("undersigned keygen checker -o second.pem --no-passphrase");
    works(
        "undersigned key join checker --key checker.pem --new second.pem --threshold 2 --registry registry --yes",
    );
    let before = desk.registry();
    let output = desk.check("fishers.note", "right", "");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("2 of the keys of checker must sign it, 1 did: nothing was written"));
    assert_eq!(desk.registry(), before);
    let output = desk.check("fishers.note", "right", "-o pending.json");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let shown = works(
        "undersigned sign pending.json --as checker --key second.pem -o whole.json --registry registry --yes",
    );
    for line in ["| domain fishers.example", "party        Fishers (fishers), version", "  in words "] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    works("undersigned add whole.json --registry registry");
    assert!(desk.registry().keys().any(|path| path.ends_with("keys/fishers/checks/checker/1.note")));
}

#[test]
fn redirects_are_followed_to_names_below_the_domain() {
    let desk = Desk::new();
    let output = desk.check("fishers.note", "below", "");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn a_redirect_may_be_relative_to_the_page_that_it_comes_from() {
    let desk = Desk::new();
    let output = desk.check("fishers.note", "relative", "");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn no_more_than_five_redirects_are_followed() {
    let desk = Desk::new();
    let output = desk.check("fishers.note", &format!("hops-{MAX_REDIRECTS}"), "");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let output = desk.check("fishers.note", &format!("hops-{}", MAX_REDIRECTS + 1), "--date 2025-11-02");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("redirected more than 5 times"), "{}", said(&output));
}

#[test]
fn whoever_only_looks_publishes_nothing() {
    let desk = Desk::new();
    let before = desk.registry();
    let server = desk.server("fishers.note", "right");
    let look = "undersigned key check fishers --online --registry registry --authority authority.pem";
    let output = desk.bash(&format!("{look} --address 127.0.0.1:{}", server.port));
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(
        said(&output).contains("found        https://fishers.example/.well-known/undersigned/fishers.note")
    );
    assert_eq!(desk.registry(), before);
}

/// What is served, how the server behaves, the exit status, what is said and what is hinted at.
#[rustfmt::skip]
const FAILURES: &[(&str, &str, i32, &str, &str)] = &[
    ("fishers.note", "other-name", 3, "its certificate is for another name", "renews its certificate"),
    ("fishers.note", "expired", 3, "its certificate has expired", "renews its certificate"),
    ("fishers.note", "unknown-authority", 3, "from an authority that is not known here", "--authority FILE"),
    ("fishers.note", "false-authority", 3, "from an authority that is not known here", "--authority FILE"),
    ("fishers.note", "no-tls", 3, "no secure connection", "renews its certificate"),
    ("fishers.note", "elsewhere", 1, "redirected to https://anglers.example/", "from the domain itself"),
    ("fishers.note", "look-alike", 1, "redirected to https://evilfishers.example/", "from the domain itself"),
    ("fishers.note", "plain", 1, "redirected to http://fishers.example/", "from the domain itself"),
    ("fishers.note", "other-port", 1, "redirected to https://fishers.example:8443/", "from the domain itself"),
    ("fishers.note", "user", 1, "redirected to https://fishers.example@anglers.example/", "from the domain itself"),
    ("fishers.note", "two-slashes", 1, "redirected to //anglers.example/", "from the domain itself"),
    ("fishers.note", "loop", 1, "redirected more than 5 times", "from the domain itself"),
    ("fishers.note", "nowhere", 3, "a redirect to nowhere", "as undersigned key publish writes it"),
    ("fishers.note", "slow", 3, "did not come whole within 2 seconds", "from another network"),
    ("fishers.note", "silent", 3, "did not come whole within 2 seconds", "from another network"),
    ("fishers.note", "endless", 1, "longer than 4194304 bytes", "as undersigned key publish writes it"),
    ("fishers.note", "short", 3, "ends before it is whole", "as undersigned key publish writes it"),
    ("fishers.note", "404", 1, "answers with status 404", "undersigned key publish"),
    ("fishers.note", "503", 3, "answers with status 503", "undersigned key publish"),
    ("registry/keys/anglers/1.note", "right", 1, "the keys record of anglers is served, not that of fishers", "ask fishers by a way that you trust"),
    ("registry/keys/fishers/1.note", "right", 1, "version 1 of the keys record is served, and version 2 stands here", "undersigned key publish fishers"),
    ("next/keys/fishers/3.note", "right", 1, "another keys record is served, version 3, than any that stands here", "undersigned add FILE"),
    ("registry/signatures/no-dam/fishers/1.note", "right", 1, "a signature is served, not a keys record", "undersigned key publish fishers"),
    ("damaged", "right", 1, "what is served is damaged: the signature by fishers+", "undersigned key publish fishers"),
    ("wrapped", "right", 1, "what is served is damaged: not a signed note", "undersigned key publish fishers"),
];

#[test]
fn whatever_else_the_domain_serves_is_told_by_its_name_with_the_remedy_and_nothing_is_written() {
    let desk = Desk::new();
    let made = desk
        .bash("sed 's/^date .*/date 2024-01-01/' fishers.note > damaged; fold -w 60 fishers.note > wrapped");
    assert!(made.status.success());
    let before = desk.registry();
    let mut wrong = Vec::new();
    for (file, behaviour, status, message, hint) in FAILURES {
        for more in ["--within 2", "--within 2 -o check.json"] {
            let output = desk.check(file, behaviour, more);
            let told = said(&output);
            let error =
                told.lines().find(|line| line.starts_with("undersigned: error: ")).unwrap_or_default();
            let is_right = output.status.code() == Some(*status)
                && error.contains(message)
                && error.contains("fishers.example")
                && told.lines().any(|line| line.starts_with("undersigned: hint: ") && line.contains(hint));
            if !is_right {
                wrong.push(format!("{file}, {behaviour}: {:?}\n{told}", output.status.code()));
            }
            assert!(!desk.at("check.json").exists(), "{file}, {behaviour}");
        }
        assert_eq!(desk.registry(), before, "{file}, {behaviour}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_answers_where_no_server_is() {
    let desk = Desk::new();
    let port = desk.server("fishers.note", "right").port;
    let output = desk.bash(&format!("{CHECK} --address 127.0.0.1:{port} --authority authority.pem"));
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("cannot fetch https://fishers.example/"), "{}", said(&output));
}

#[test]
fn without_online_nothing_is_fetched_and_what_would_be_is_said() {
    let desk = Desk::new();
    let output = desk.bash("undersigned key check fishers --registry registry");
    assert_eq!(output.status.code(), Some(2));
    let url = "this would fetch https://fishers.example/.well-known/undersigned/fishers.note";
    assert!(said(&output).contains(url), "{}", said(&output));
}

#[test]
fn what_is_to_be_served_is_the_keys_record_to_the_byte_and_the_zone_says_its_digest() {
    let desk = Desk::new();
    let newest = fs::read(desk.at("registry/keys/fishers/2.note")).unwrap();
    let output = desk.bash("undersigned key publish fishers --registry registry");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, newest);
    assert_eq!(fs::read(desk.at("fishers.note")).unwrap(), newest);
    let digest = desk.bash("head -n -2 fishers.note | sha256sum");
    let digest = String::from_utf8_lossy(&digest.stdout);
    let zone = format!(
        "_undersigned.fishers.example. IN TXT \"undersigned=v1 id=fishers keys=sha256:{}\"",
        digest.split(' ').next().unwrap()
    );
    assert!(said(&output).contains(&zone), "{}", said(&output));
    let none = desk.bash("undersigned key publish anglers --registry registry");
    assert_eq!(none.status.code(), Some(1));
    assert!(said(&none).contains("claims no domain"), "{}", said(&none));
    let over = desk.bash("undersigned key publish fishers -o draft.txt --registry registry");
    assert_eq!(over.status.code(), Some(1), "{}", said(&over));
}

#[test]
fn an_address_is_no_domain() {
    let desk = Desk::new();
    for claimed in ["127.0.0.1", "127.1"] {
        let refused = desk.bash(&format!(
            "undersigned key domain fishers {claimed} --key fishers.pem --registry registry --yes"
        ));
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        // whoever writes it all the same is told by whoever looks
        let escaped = claimed.replace('.', r"\\u002e");
        let claim = format!(
            "rm -f draft.json whole.json\n\
             undersigned key domain fishers elsewhere.example -o draft.json --registry registry --yes\n\
             sed -i 's/elsewhere.u002eexample/{escaped}/' draft.json\n\
             undersigned sign draft.json --as fishers --key fishers.pem -o whole.json --registry registry --yes\n\
             undersigned add whole.json --registry registry"
        );
        let claim = desk.bash(&claim);
        assert!(claim.status.success(), "{}", said(&claim));
        let output = desk.check("fishers.note", "right", "");
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("an address and no name"), "{}", said(&output));
    }
}
