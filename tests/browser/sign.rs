//! An officer signs in the page: requests made by the program, replies filed by it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{PROGRAM, SAMPLE, arabic, assert_alone, look, look_at, ours, pictures, published, strings};

const PASSPHRASE: &str = "several words, \u{e9}t\u{e9}";

/// A registry with one statement that nobody signed, its request, key files, and the page for signing of another site.
struct Office {
    directory: TempDir,
    site: TempDir,
}

impl Office {
    fn new(mode: &str) -> Self {
        let office = Self { directory: TempDir::new().unwrap(), site: ours() };
        office.write("passphrase", &format!("{PASSPHRASE}\n"));
        // A joiner that Persian needs, and a word with a Cyrillic letter in it: both are shown before anybody signs.
        office.write(
            "draft",
            "We ask for their rele\u{430}se.\n\nAt once: \u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{6cc}\u{645}.\n",
        );
        office.write("roll", "signatory alpha Alpha Union\nsignatory beta Beta Press\n");
        office.does(&["init", "registry"]);
        for id in ["convener", "alpha", "other"] {
            office.does(&["keygen", id, "-o", &format!("{id}.pem"), "--passphrase-file", "passphrase"]);
        }
        office.does(&["keygen", "beta", "-o", "demonstration.pem", "--demonstration", "--no-passphrase"]);
        #[rustfmt::skip]
        office.does(&[
            "propose", "draft", "--registry", "registry", "--slug", "release", "--title", "On <i>Release</i>",
            "--convener", "convener", "--key", "convener.pem", "--passphrase-file", "passphrase", "--roll", "roll",
            "--mode", mode, "--date", "2025-10-28", "--deadline", "2025-11-30", "--yes",
        ]);
        office.does(&["request", "release", "--registry", "registry", "-o", "request.json"]);
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.directory.path()).args(arguments).stdin(Stdio::null());
        command.output().unwrap()
    }

    fn does(&self, arguments: &[&str]) -> Output {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn page(&self) -> PathBuf {
        self.site.path().join("sign.html")
    }

    /// The steps of [`ALPHA`], changed by `more`, with paths into this office.
    fn steps(&self, more: Value) -> String {
        let mut steps = json!({
            "open": ["request.json"], "party": "alpha", "key": "alpha.pem", "passphrase": PASSPHRASE, "into": ".",
        });
        for (key, value) in more.as_object().unwrap() {
            steps[key] = value.clone();
        }
        for key in ["open", "key", "into"] {
            match &mut steps[key] {
                Value::String(name) => *name = self.path(name).to_str().unwrap().to_owned(),
                Value::Array(names) => {
                    for name in names {
                        *name = json!(self.path(name.as_str().unwrap()));
                    }
                }
                _ => {}
            }
        }
        steps.to_string()
    }

    /// What the officer is told who does so, of whom no request leaves the page.
    fn signs(&self, more: Value) -> Value {
        let seen = look(&self.page(), &["--sign", &self.steps(more)]);
        assert_alone(&seen);
        seen["sign"].clone()
    }

    /// Files `reply.json`, and checks what it says of `id` with the program and with openssl.
    fn files(&self, id: &str, act: &str, verified: i32) {
        self.does(&["add", "reply.json", "--registry", "registry"]);
        let shown = self.run(&[
            "verify",
            "release",
            id,
            "--registry",
            "registry",
            "--require-standing",
            "self-published",
        ]);
        assert_eq!(shown.status.code(), Some(verified), "{shown:?}");
        let registry = self.path("registry");
        let newest = (1..).map(|version| format!("signatures/release/{id}/{version}.note"));
        let newest = newest.take_while(|path| registry.join(path).exists()).last().unwrap();
        let record = fs::read_to_string(registry.join(&newest)).unwrap();
        assert!(record.starts_with(&format!("undersigned/{act}/v1\n")), "{record}");
        let recipe =
            self.does(&["show", "--recipe", &format!("registry/{newest}"), "--registry", "registry"]);
        let recipe = String::from_utf8(recipe.stdout).unwrap();
        assert!(recipe.contains("openssl pkeyutl"), "{recipe}");
        self.write("check.sh", &recipe);
        let checked = Command::new("sh").arg("../check.sh").current_dir(registry).output().unwrap();
        assert!(checked.status.success(), "{checked:?}");
    }
}

#[test]
fn a_request_is_signed_with_a_key_file_of_keygen_and_the_reply_is_filed() {
    let office = Office::new("open");
    let seen = office.signs(json!({}));
    assert_eq!((&seen["refused"], &seen["complaint"]), (&json!(""), &json!("")), "{seen}");
    assert_eq!(seen["saved"], json!(["reply.json"]));
    office.files("alpha", "signature", 0);
    // The same over a connection to this machine, with the request dropped, once it is signed already.
    office.does(&["request", "release", "--for", "alpha", "--registry", "registry", "-o", "again.json"]);
    let steps = office.steps(json!({ "open": ["again.json"], "drop": true }));
    let directory = office.site.path().to_str().unwrap().to_owned();
    let seen = look(Path::new("sign.html"), &["--serve", &directory, "--sign", &steps]);
    assert_alone(&seen);
    let seen = &seen["sign"];
    assert!(seen["known"].as_str().unwrap().contains("What it did before: signature"), "{seen}");
    assert!(seen["complaint"].as_str().unwrap().contains("stands here already"), "{seen}");
    assert_eq!(seen["reply"], Value::Null);
    // And taken back.
    let reason = "We <b>misread</b> it.";
    office.signs(json!({ "open": ["again.json"], "act": "withdrawal", "reason": reason }));
    office.files("alpha", "withdrawal", 1);
    let record = fs::read_to_string(office.path("registry/signatures/release/alpha/2.note")).unwrap();
    assert!(record.contains(&format!("\nreason {reason}\n")), "{record}");
}

#[test]
fn an_officer_is_shown_what_the_terminal_shows_before_it_asks() {
    let office = Office::new("open");
    let seen = office.signs(json!({}));
    let shown = seen["shown"].as_str().unwrap();
    let terminal = office.run(&[
        "sign",
        "request.json",
        "--as",
        "alpha",
        "--key",
        "alpha.pem",
        "--passphrase-file",
        "passphrase",
        "--yes",
        "-o",
        "r.json",
    ]);
    let told = String::from_utf8([terminal.stdout, terminal.stderr].concat()).unwrap();
    let digest = told.split("sha256:").nth(1).unwrap().split('\n').next().unwrap();
    for both in [
        digest,
        "On <i>Release</i>",
        "At once: ",
        "release",
        "convener",
        "self-published key",
        "2025-11-30",
        "line 1, column 18",
        "line 3, column 12",
        "U+200C",
        "publication cannot be undone",
    ] {
        assert!(told.contains(both) && shown.contains(both), "{both}: {told}\n\n{shown}");
    }
    let bytes = fs::metadata(office.path("registry/statement/release/text.txt")).unwrap().len();
    assert!(
        shown.contains(&format!("exactly these {bytes} bytes")) && told.contains(&format!("{bytes} bytes"))
    );
    // The day of the deadline is long gone.
    assert!(
        seen["known"].as_str().unwrap().contains("marked late") && told.contains("marked late"),
        "{seen}"
    );
}

#[test]
fn a_fresh_key_is_saved_before_the_reply_and_opens_with_the_program_and_openssl() {
    let office = Office::new("open");
    let seen = office.signs(json!({ "party": "*", "id": "gamma", "name": "Gamma & Co.", "key": null }));
    assert_eq!(seen["saved"], json!(["gamma.pem", "reply.json"]), "{seen}");
    assert_eq!(seen["isReplyFirst"], false, "the reply could be had without its key");
    assert!(seen["known"].as_str().unwrap().contains("not on the roll"), "{seen}");
    office.files("gamma", "signature", 1);
    let key = fs::read_to_string(office.path("gamma.pem")).unwrap();
    let labels = ["-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "\n-----END ENCRYPTED PRIVATE KEY-----\n"];
    assert!(key.starts_with(labels[0]) && key.ends_with(labels[1]), "{key}");
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).current_dir(office.directory.path()).output();
        let output = output.unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let structure = |file: &str| -> Vec<String> {
        let (_, parsed) = openssl(&["asn1parse", "-in", file]);
        let kinds = parsed.lines().map(|line| line.split("[HEX DUMP]").next().unwrap().to_owned());
        kinds.collect()
    };
    assert_eq!(structure("gamma.pem"), structure("alpha.pem"), "another file than keygen writes");
    assert!(structure("gamma.pem").concat().contains(":0927C0"), "600,000 rounds");
    assert!(openssl(&["pkey", "-in", "gamma.pem", "-passin", "file:passphrase", "-noout"]).0);
    assert!(!openssl(&["pkey", "-in", "gamma.pem", "-passin", "pass:another", "-noout"]).0);
    #[rustfmt::skip]
    office.does(&[
        "withdraw", "release", "--as", "gamma", "--key", "gamma.pem", "--passphrase-file", "passphrase", "--registry",
        "registry", "--yes",
    ]);
}

#[test]
fn whoever_cannot_sign_is_told_why_and_gets_no_reply() {
    let office = Office::new("open");
    office.does(&["request", "release", "--registry", "registry", "-o", "first.json"]);
    office.signs(json!({}));
    office.does(&["add", "reply.json", "--registry", "registry"]);
    fs::remove_file(office.path("request.json")).unwrap();
    office.does(&["request", "release", "--for", "alpha", "--registry", "registry", "-o", "request.json"]);
    let request = fs::read_to_string(office.path("first.json")).unwrap();
    let changed = request.replace("We\\u0020ask", "We\\u0020beg");
    assert_ne!(request, changed);
    office.write("changed.json", &changed);
    for (more, refused) in [
        (json!({ "open": ["draft"] }), "this is no request"),
        (json!({ "open": ["reply.json"] }), "this is no request"),
        (
            json!({ "open": ["changed.json"] }),
            "the statement is not sound: statement/release/roll: it is about another text",
        ),
        (json!({ "open": ["request.json", "changed.json"] }), "the files do not agree"),
    ] {
        let seen = office.signs(more);
        let said = seen["refused"].as_str().unwrap();
        assert!(said.starts_with("This is no request") && said.contains(refused), "{refused}: {seen}");
        assert_eq!(seen["shown"], Value::Null, "{refused}");
    }
    let fresh = |passphrase: &str, again: &str| json!({ "party": "beta", "key": null, "passphrase": passphrase, "again": again });
    for (more, complaint) in [
        (json!({ "act": "withdrawal", "passphrase": "wrong" }), "the passphrase does not open it"),
        (json!({ "key": "draft" }), "it is no Ed25519 key file"),
        (json!({ "act": "withdrawal", "key": "other.pem" }), "is not a key of alpha"),
        (json!({ "act": "withdrawal", "key": null }), "is not a key of alpha"),
        (json!({ "act": "decline" }), "alpha has signed: to take it back, withdraw"),
        (
            json!({ "party": "beta", "act": "withdrawal", "key": "other.pem" }),
            "no signature by beta to withdraw",
        ),
        (json!({ "party": "beta" }), "another party holds the key that signed it"),
        (
            json!({ "party": "beta", "key": "demonstration.pem" }),
            "signs with a demonstration key, and the statement is no",
        ),
        (json!({ "party": "*", "id": "Gamma", "name": "Gamma", "key": "other.pem" }), "the id is ill formed"),
        (
            json!({ "party": "*", "id": "gamma", "name": "Beta Press", "key": "other.pem" }),
            "on the roll under the id beta",
        ),
        (fresh("one", "another"), "the two passphrases differ"),
    ] {
        let seen = office.signs(more);
        let said = seen["complaint"].as_str().unwrap_or_else(|| panic!("{complaint}: {seen}"));
        assert!(said.starts_with("Nothing was signed: ") && said.contains(complaint), "{complaint}: {seen}");
        assert_eq!((&seen["reply"], &seen["saved"]), (&Value::Null, &Value::Null), "{complaint}");
    }
    let empty = office.signs(fresh("", ""));
    assert_eq!((&empty["invalid"], &empty["reply"]), (&json!(["passphrase-again"]), &Value::Null));
    let unread = office.signs(json!({ "party": "beta", "key": "other.pem", "consent": false }));
    assert_eq!((&unread["invalid"], &unread["reply"]), (&json!(["consent"]), &Value::Null));

    let closed = Office::new("closed");
    let seen = closed.signs(json!({ "party": "*", "id": "gamma", "name": "Gamma", "key": "other.pem" }));
    assert!(
        seen["complaint"].as_str().unwrap().contains("the roll is closed, and gamma is not on it"),
        "{seen}"
    );
}

#[test]
fn a_saved_page_of_a_statement_is_answered_like_a_request_and_a_demonstration_says_so() {
    let office = Office::new("open");
    let sample = office.site.path().join(SAMPLE);
    fs::copy(&sample, office.path("saved.html")).unwrap();
    office.does(&["keygen", "new", "-o", "new.pem", "--demonstration", "--no-passphrase"]);
    let more =
        json!({ "open": ["saved.html"], "party": "*", "id": "new", "name": "A New One", "key": "new.pem" });
    let seen = look(&office.page(), &["--sign", &office.steps(more)]);
    assert_eq!(seen["barAtTheBottom"], "DEMONSTRATION, NOT AN ENDORSEMENT", "{seen}");
    let reply = seen["sign"]["reply"].as_str().unwrap();
    assert!(reply.contains("This is a demonstration key"), "{reply}");
    // Of the page of a demonstration a request that is none must not be taken for one.
    let real = look(&office.page(), &["--sign", &office.steps(json!({}))]);
    assert_eq!(real["barAtTheBottom"], Value::Null, "{real}");
    assert!(!real["sign"]["reply"].as_str().unwrap().contains("demonstration"), "{real}");
}

#[test]
fn what_mail_did_to_a_request_is_undone() {
    let office = Office::new("open");
    let request = fs::read_to_string(office.path("request.json")).unwrap();
    let wrapped: String = request
        .as_bytes()
        .chunks(60)
        .map(|line| format!("> {}\r\n", String::from_utf8_lossy(line)))
        .collect();
    office.write(
        "mail.eml",
        &format!("Subject: A request\r\n\r\nDear all,\r\n\r\n{wrapped}\r\nYours, the convener\r\n"),
    );
    let seen = office.signs(json!({ "open": ["mail.eml"] }));
    assert_eq!(seen["saved"], json!(["reply.json"]), "{seen}");
    office.files("alpha", "signature", 0);
}

#[test]
fn a_page_from_an_insecure_address_says_how_to_open_it() {
    let site = ours();
    let directory = site.path().to_str().unwrap();
    let over = |page: &str| {
        look_at(
            Path::new(page),
            &[
                "--serve",
                directory,
                "--host",
                "statements.example",
                "--screenshot",
                pictures().join("insecure.png").to_str().unwrap(),
            ],
        )
    };
    let shown = over("sign.html")["body"].as_str().unwrap().to_owned();
    assert!(shown.contains("Open this page over https://, or save it and open the saved file"), "{shown}");
    assert!(!shown.contains("Choose the request"), "{shown}");
    let failure = over(SAMPLE)["failure"].as_str().unwrap().to_owned();
    assert!(failure.contains("open it over https://, or save it and open the file"), "{failure}");
}

#[test]
fn what_a_request_holds_is_shown_and_never_run() {
    let office = Office::new("open");
    let seen = look(
        &office.page(),
        &[
            "--sign",
            &office.steps(
                json!({ "party": "*", "id": "new", "name": "<img src=x onerror=globalThis.alerted=1>" }),
            ),
        ],
    );
    assert_eq!((&seen["alerted"], &seen["injected"]), (&Value::Null, &json!(0)), "{seen}");
    assert!(seen["sign"]["shown"].as_str().unwrap().contains("On <i>Release</i>"), "{seen}");
    assert!(seen["sign"]["reply"].is_string(), "{seen}");
}

#[test]
fn the_page_for_signing_is_accessible_narrow_and_dark_and_is_pictured() {
    let office = Office::new("open");
    let right_to_left = published(&arabic(), 0);
    let saved = right_to_left.path().join("statement/s/index.html");
    let arabic =
        json!({ "open": [saved], "party": "dar", "key": null, "passphrase": PASSPHRASE }).to_string();
    let plain = office.steps(json!({}));
    let refused = office.steps(json!({ "key": "draft" }));
    let fresh = office
        .steps(json!({ "party": "*", "id": "gamma", "name": "Gamma Books", "key": null, "into": null }));
    let cases: [(&str, &str, &str, &[&str]); 6] = [
        ("sign", "sign.html", &plain, &[]),
        ("sign-fresh-dark", "sign.html", &fresh, &["--dark"]),
        ("sign-fresh-narrow", "sign.html", &fresh, &["--width", "320"]),
        ("sign-refused", "sign.html", &refused, &["--width", "320", "--dark"]),
        ("sign-arabic", "sign.ar.html", &arabic, &[]),
        ("sign-persian-narrow", "sign.fa.html", &arabic, &["--width", "320"]),
    ];
    for (name, page, steps, arguments) in cases {
        let picture = pictures().join(format!("{name}.png"));
        let mut all = vec!["--axe", "--screenshot", picture.to_str().unwrap(), "--sign", steps];
        all.extend(arguments);
        let seen = look(&office.site.path().join(page), &all);
        assert_eq!(seen["axe"]["violations"], json!([]), "{name}: {:#}", seen["axe"]);
        assert!(seen["axe"]["passes"].as_u64().unwrap() > 10, "{name}: {seen}");
        assert_eq!(seen["scrollsSideways"], false, "{name}");
        assert_alone(&seen);
    }
}

#[test]
fn an_officer_signs_with_the_keyboard_alone() {
    let office = Office::new("open");
    let seen = office.signs(json!({ "party": "beta", "key": null, "keyboard": true }));
    assert_eq!(seen["saved"], json!(["beta.pem", "reply.json"]), "{seen}");
    office.files("beta", "signature", 0);
    let opened = json!({ "open": [office.path("request.json")] }).to_string();
    let seen = look(&office.page(), &["--sign", &opened, "--keyboard"]);
    let focused = strings(&seen["focused"]);
    for needed in [
        "request-file",
        "party-chosen",
        "act-signature",
        "key-own",
        "key-file",
        "passphrase",
        "consent",
        "do",
    ] {
        assert!(focused.iter().any(|at| at.starts_with(needed)), "{needed} is not reached: {focused:?}");
    }
    assert!(focused.iter().all(|at| !at.ends_with(": none")), "{focused:?}");
}
