//! Signing with the keys that ssh users have: files of ssh-keygen, and a real ssh-agent.
//!
//! What a good agent never does, an agent of our own does.
#![cfg(unix)]
#![allow(missing_docs)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use undersigned::date::Date;
use undersigned::id::Id;
use undersigned::key::{PublicKey, SecretKey, VerifierKey};
use undersigned::note::Note;
use undersigned::record::Record;
use undersigned::signer::agent::{AgentError, AgentKey, MAX_ANSWER, SOCKET_VARIABLE};
use undersigned::signer::{
    Form, Found, KeyFileError, MAX_BCRYPT_ROUNDS, PASSPHRASE_VARIABLE, PassphraseSource, SignError, Signer,
    open, read_key_file, read_public_key,
};
use undersigned::text::Line;

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// Long enough for whoever answers at all.
const LONG: Duration = Duration::from_secs(60);

/// Too short for whoever does not.
const SHORT: Duration = Duration::from_millis(300);

#[test]
fn a_key_of_ssh_keygen_is_read_encrypted_or_not() {
    let desk = Desk::new();
    desk.keygen("plain", &["-N", ""]);
    let ciphers =
        ["aes256-ctr", "aes128-ctr", "aes256-cbc", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com"];
    for cipher in ciphers {
        desk.keygen(cipher, &["-N", "seven herons", "-Z", cipher]);
    }
    for name in ciphers.iter().chain(&["plain"]) {
        let read = read_key_file(&desk.at(name), &desk.passphrase("seven herons")).unwrap();
        assert_eq!(read.key.public(), desk.public(name), "{name}");
        assert_eq!(read.warnings, []);
    }
}

#[test]
fn what_is_signed_with_a_key_of_ssh_keygen_is_what_openssl_checks() {
    let desk = Desk::new();
    desk.keygen("id", &["-N", ""]);
    let (signer, _) = open(&desk.at("id"), &PassphraseSource::None).unwrap();
    let note = signed(&signer).unwrap();
    fs::write(desk.at("record"), note.text()).unwrap();
    fs::write(desk.at("signature"), &note.signatures()[0].signature).unwrap();
    // ssh-keygen knows the key in openssl's form only for RSA and ECDSA: 12 bytes of RFC 8410 come before it
    let public = signer.public();
    let der =
        [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0], &public.as_bytes()[..]];
    fs::write(desk.at("der"), der.concat()).unwrap();
    let verify = "pkeyutl -verify -pubin -keyform DER -inkey der -rawin -in record -sigfile signature";
    let output = Command::new("openssl").args(verify.split(' ')).current_dir(desk.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_wrong_passphrase_opens_no_key_of_ssh_keygen() {
    let desk = Desk::new();
    desk.keygen("id", &["-N", "seven herons"]);
    for wrong in ["seven storks", "seven herons ", "x"] {
        let error = read_key_file(&desk.at("id"), &desk.passphrase(wrong)).unwrap_err();
        assert!(matches!(error, KeyFileError::WrongPassphrase(_, Form::OpenSsh)), "{wrong}: {error}");
    }
    let error = read_key_file(&desk.at("id"), &PassphraseSource::None).unwrap_err();
    assert!(matches!(error, KeyFileError::PassphraseNeeded(_)), "{error}");
}

#[test]
fn keys_of_other_kinds_are_refused_by_name() {
    let desk = Desk::new();
    for (kind, bits, name) in [("rsa", "1024", "ssh-rsa"), ("ecdsa", "256", "ecdsa-sha2-nistp256")] {
        for passphrase in ["", "seven herons"] {
            let file = format!("{kind}{}", passphrase.len());
            let made = ["-q", "-t", kind, "-b", bits, "-f", &file, "-N", passphrase];
            assert!(
                Command::new("ssh-keygen").args(made).current_dir(desk.path()).status().unwrap().success()
            );
            match read_key_file(&desk.at(&file), &desk.passphrase("seven herons")) {
                Err(KeyFileError::NotAKeyFile { found: Found::OtherAlgorithm(found), .. }) => {
                    assert_eq!(found, name)
                }
                other => panic!("{file}: {other:?}"),
            }
            match open(&desk.at(&format!("{file}.pub")), &PassphraseSource::None) {
                Err(KeyFileError::NotAKeyFile { found: Found::OtherPublicKey(found), .. }) => {
                    assert_eq!(found, name)
                }
                other => panic!("{file}.pub: {other:?}"),
            }
        }
    }
    // PEM as ssh-keygen once wrote it
    let made = ["-q", "-t", "rsa", "-b", "1024", "-m", "PEM", "-f", "old", "-N", ""];
    assert!(Command::new("ssh-keygen").args(made).current_dir(desk.path()).status().unwrap().success());
    let error = read_key_file(&desk.at("old"), &PassphraseSource::None).unwrap_err();
    assert!(error.to_string().ends_with("a private key of another algorithm, RSA"), "{error}");
    // a FIDO key on a curve of NIST, of which only the public half can be made without one
    let line =
        "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20= me@here\n";
    fs::write(desk.at("fido.pub"), line).unwrap();
    let error = open(&desk.at("fido.pub"), &PassphraseSource::None).unwrap_err();
    assert!(error.to_string().ends_with("another algorithm, sk-ecdsa-sha2-nistp256@openssh.com"), "{error}");
}

#[test]
fn a_key_of_ssh_keygen_cannot_ask_for_minutes() {
    let desk = Desk::new();
    desk.keygen("id", &["-N", "seven herons", "-a", "1"]);
    let asking = |rounds: u32| {
        let mut bytes = desk.content("id");
        // the options of bcrypt: 4 bytes of length, a salt of 16 bytes with its length, the rounds
        let place = bytes.windows(6).position(|window| window == b"bcrypt").unwrap() + 6 + 4 + 4 + 16;
        assert_eq!(bytes[place..place + 4], 1_u32.to_be_bytes());
        bytes[place..place + 4].copy_from_slice(&rounds.to_be_bytes());
        desk.put_content("other", &bytes);
        read_key_file(&desk.at("other"), &PassphraseSource::None).unwrap_err()
    };
    for rounds in [MAX_BCRYPT_ROUNDS + 1, u32::MAX] {
        let error = asking(rounds);
        assert!(matches!(error, KeyFileError::Costly { form: Form::OpenSsh, .. }), "{rounds}: {error}");
    }
    for rounds in [1, MAX_BCRYPT_ROUNDS] {
        assert!(matches!(asking(rounds), KeyFileError::PassphraseNeeded(_)), "{rounds}");
    }
    assert!(matches!(asking(0), KeyFileError::Damaged { .. }));
}

#[test]
fn no_damage_to_a_key_of_ssh_keygen_gives_another_key() {
    let desk = Desk::new();
    desk.keygen("id", &["-N", "", "-C", "me"]);
    let (bytes, public) =
        (desk.content("id"), read_key_file(&desk.at("id"), &PassphraseSource::None).unwrap().key.public());
    let mut refused = 0;
    for position in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[position] ^= 1;
        desk.put_content("damaged", &damaged);
        match read_key_file(&desk.at("damaged"), &PassphraseSource::None) {
            Ok(read) => assert_eq!(read.key.public(), public, "byte {position}"),
            Err(_) => refused += 1,
        }
    }
    // of the 64 bytes of the private half and the 32 of the two public ones, each
    assert!(refused > 128, "{refused} of {}", bytes.len());
    for length in 0..bytes.len() {
        desk.put_content("damaged", &bytes[..length]);
        assert!(read_key_file(&desk.at("damaged"), &PassphraseSource::None).is_err(), "{length} bytes");
    }
}

#[test]
fn an_agent_signs_with_the_key_whose_public_half_is_named() {
    let desk = Desk::new();
    let agent = desk.agent(&[]);
    for name in ["first", "second"] {
        desk.keygen(name, &["-N", ""]);
        agent.add(&desk.at(name), &[]);
        fs::remove_file(desk.at(name)).unwrap();
    }
    for name in ["first", "second"] {
        let key = desk.public(name);
        let held = AgentKey::find_at(&agent.socket, key, false, LONG, LONG).unwrap();
        let note = signed(&Signer::Agent(held)).unwrap();
        let vkey = VerifierKey::new(party(), key);
        assert_eq!(note.open(&[vkey]).unwrap().signers(), [key], "{name}");
        assert_eq!(note.signatures().len(), 1);
    }
}

#[test]
fn the_program_signs_by_an_agent_as_it_does_by_the_file() {
    let desk = Desk::new();
    desk.prepare();
    desk.keygen("id", &["-N", "seven herons"]);
    let agent = desk.agent(&[]);
    agent.add(&desk.at("id"), &["seven herons"]);
    let by_agent =
        "undersigned sign request.json --as anglers --name Anglers --key id.pub -o agent.json --yes";
    assert_eq!(desk.run(by_agent, Some(&agent)).status.code(), Some(0));
    desk.passphrase("seven herons");
    let by_file = "undersigned sign request.json --as anglers --name Anglers --key id --passphrase-file passphrase \
                   -o file.json --yes";
    assert_eq!(desk.run(by_file, None).status.code(), Some(0));
    assert_eq!(fs::read(desk.at("agent.json")).unwrap(), fs::read(desk.at("file.json")).unwrap());
    for command in [
        "undersigned add agent.json --registry registry",
        "undersigned verify no-dam anglers --registry registry --require-standing self-published",
    ] {
        let output = desk.run(command, None);
        assert_eq!(output.status.code(), Some(0), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn conveners_and_successors_use_an_agent_too() {
    let desk = Desk::new();
    let agent = desk.agent(&[]);
    for name in ["old", "new"] {
        desk.keygen(name, &["-N", ""]);
        agent.add(&desk.at(name), &[]);
    }
    for command in [
        "undersigned init registry",
        "undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key old.pub --registry registry --yes",
        "undersigned roll add no-dam Ramblers --key old.pub --registry registry",
        "undersigned key rotate coalition --key old.pub --new new.pub --registry registry --yes",
        "undersigned roll add no-dam Cyclists --key new.pub --registry registry",
        "undersigned verify no-dam --registry registry --require 1",
    ] {
        let output = desk.run(command, Some(&agent));
        let expected = if command.contains("--require 1") { 1 } else { 0 };
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{command}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let keys = fs::read_to_string(desk.at("registry/keys/coalition/2.note")).unwrap();
    assert_eq!(Note::parse(keys.as_bytes()).unwrap().signatures().len(), 2);
}

#[test]
fn every_agent_that_does_not_sign_is_told_apart() {
    let desk = Desk::new();
    desk.prepare();
    desk.keygen("id", &["-N", ""]);
    desk.keygen("other", &["-N", ""]);
    let sign = "undersigned sign request.json --as anglers --name Anglers --key id.pub -o reply.json --yes";
    let complains = |agent: Option<&Agent>, what: &str| {
        let output = desk.run(sign, agent);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(&format!("undersigned: error: {what}")), "{said}");
        assert!(said.contains("undersigned: hint: "), "{said}");
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(!desk.at("reply.json").exists(), "{what}");
    };
    complains(None, "no ssh-agent is known: the environment variable SSH_AUTH_SOCK is not set");
    let agent = desk.agent(&[]);
    complains(Some(&agent), "this key is not among the 0 that the ssh-agent holds");
    agent.add(&desk.at("other"), &[]);
    complains(Some(&agent), "this key is not among the 1 that the ssh-agent holds");
    // one that asks a person before it signs, and gets no for an answer
    let refusing = desk.agent(&[("SSH_ASKPASS", "/bin/false"), ("SSH_ASKPASS_REQUIRE", "force")]);
    refusing.add(&desk.at("id"), &["-c"]);
    complains(Some(&refusing), "the ssh-agent refuses to sign");
    let gone = desk.agent(&[]);
    gone.add(&desk.at("id"), &[]);
    let socket = gone.socket.clone();
    drop(gone);
    let mut command = desk.command(sign);
    let output = command.env(SOCKET_VARIABLE, &socket).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot reach the ssh-agent at "), "{said}");
}

#[test]
fn an_agent_that_answers_wrongly_signs_nothing() {
    let key = SecretKey::from_seed(&[1; 32]).public();
    let held = identities(&[blob(&key)]);
    let signature_of = |seed: u8, text: &str| {
        let mut note = record().to_note().unwrap();
        note.sign(&party(), &SecretKey::from_seed(&[seed; 32]));
        assert_eq!(note.text(), text);
        note.signatures()[0].signature.clone()
    };
    let text = record().to_note().unwrap().text().to_owned();
    let right = signature_of(1, &text);
    let flipped = [&right[..63], &[right[63] ^ 1]].concat();
    let response = |algorithm: &str, signature: &[u8]| {
        answer(14, &string(&[string(algorithm.as_bytes()), string(signature)].concat()))
    };
    let long = u32::try_from(MAX_ANSWER + 1).unwrap().to_be_bytes().to_vec();
    type Expected = fn(&AgentError) -> bool;
    let cases: [(&str, Vec<Vec<u8>>, Expected); 19] = [
        ("another key's", vec![held.clone(), response("ssh-ed25519", &signature_of(2, &text))], |e| {
            matches!(e, AgentError::WrongSignature)
        }),
        ("a flipped bit", vec![held.clone(), response("ssh-ed25519", &flipped)], |e| {
            matches!(e, AgentError::WrongSignature)
        }),
        ("short", vec![held.clone(), response("ssh-ed25519", &right[..63])], |e| {
            matches!(e, AgentError::WrongSignature)
        }),
        ("long", vec![held.clone(), response("ssh-ed25519", &[&right[..], &[0]].concat())], |e| {
            matches!(e, AgentError::WrongSignature)
        }),
        ("all zero", vec![held.clone(), response("ssh-ed25519", &[0; 64])], |e| {
            matches!(e, AgentError::WrongSignature)
        }),
        ("of another algorithm", vec![held.clone(), response("rsa-sha2-512", &right)], |e| {
            matches!(e, AgentError::WrongSignature)
        }),
        ("nothing in it", vec![held.clone(), answer(14, &[])], |e| matches!(e, AgentError::Garbled)),
        ("half of it", vec![held.clone(), answer(14, &string(&string(b"ssh-ed25519")))], |e| {
            matches!(e, AgentError::Garbled)
        }),
        (
            "more behind it",
            vec![
                held.clone(),
                answer(14, &[string(&[string(b"ssh-ed25519"), string(&right)].concat()), vec![0]].concat()),
            ],
            |e| matches!(e, AgentError::Garbled),
        ),
        ("an empty answer", vec![held.clone(), 0_u32.to_be_bytes().to_vec()], |e| {
            matches!(e, AgentError::Garbled)
        }),
        ("an endless answer", vec![held.clone(), long.clone()], |e| matches!(e, AgentError::Garbled)),
        ("a list for a signature", vec![held.clone(), held.clone()], |e| matches!(e, AgentError::Garbled)),
        ("a refusal", vec![held.clone(), answer(5, &[])], |e| matches!(e, AgentError::Refused("sign"))),
        ("no answer", vec![held.clone(), Vec::new()], |e| matches!(e, AgentError::WentAway)),
        ("half a length", vec![held, vec![0, 0]], |e| matches!(e, AgentError::WentAway)),
        ("a refusal to list", vec![answer(5, &[])], |e| matches!(e, AgentError::Refused("list its keys"))),
        (
            "a list cut short",
            vec![answer(12, &[&2_u32.to_be_bytes()[..], &string(b"x"), &string(b"")].concat())],
            |e| matches!(e, AgentError::Garbled),
        ),
        ("2^32 keys that are not there", vec![answer(12, &u32::MAX.to_be_bytes())], |e| {
            matches!(e, AgentError::Garbled)
        }),
        ("an endless list", vec![long], |e| matches!(e, AgentError::Garbled)),
    ];
    for (what, answers, expected) in cases {
        let agent = Scripted::answering(answers);
        let error = AgentKey::find_at(&agent.socket, key, false, LONG, LONG)
            .and_then(|held| signed(&Signer::Agent(held)));
        let error = error.unwrap_err();
        assert!(expected(&error), "{what}: {error}");
    }
    let held = identities(&[blob(&SecretKey::from_seed(&[3; 32]).public()), blob(&key)]);
    let agent = Scripted::answering(vec![held, response("ssh-ed25519", &right)]);
    let held = AgentKey::find_at(&agent.socket, key, false, LONG, LONG).unwrap();
    assert_eq!(signed(&Signer::Agent(held)).unwrap().signatures()[0].signature, right);
}

#[test]
fn an_agent_that_hangs_is_left_alone() {
    let key = SecretKey::from_seed(&[1; 32]).public();
    let agent = Scripted::hanging(Vec::new());
    let error = AgentKey::find_at(&agent.socket, key, false, SHORT, LONG).unwrap_err();
    assert!(matches!(error, AgentError::Silent(patience) if patience == SHORT), "{error}");
    let agent = Scripted::hanging(vec![identities(&[blob(&key)])]);
    let held = AgentKey::find_at(&agent.socket, key, false, LONG, SHORT).unwrap();
    let error = signed(&Signer::Agent(held)).unwrap_err();
    assert!(matches!(error, AgentError::Silent(patience) if patience == SHORT), "{error}");
}

#[test]
fn the_verifier_key_of_an_ssh_key_is_printed_from_either_half() {
    let desk = Desk::new();
    desk.keygen("id", &["-N", ""]);
    let expected = format!("{}\n", VerifierKey::new(party(), desk.public("id")));
    for file in ["id", "id.pub"] {
        let output = desk.run(&format!("undersigned keygen anglers --from {file}"), None);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{file}");
        assert_eq!(output.status.code(), Some(0));
    }
    assert!(!desk.run("undersigned keygen anglers", None).status.success());
    assert_eq!(desk.run("undersigned keygen anglers --from id -o new.pem", None).status.code(), Some(2));
    assert_eq!(desk.run("undersigned keygen anglers --from draft.txt", None).status.code(), Some(3));
}

fn party() -> Id {
    "anglers".parse().unwrap()
}

fn record() -> Record {
    let date: Date = "2025-11-01".parse().unwrap();
    let key = SecretKey::from_seed(&[9; 32]).public();
    undersigned::compose::first_keys(&party(), &Line::new("Anglers", 256).unwrap(), &key, date).into()
}

fn signed(signer: &Signer) -> Result<Note, AgentError> {
    let mut note = record().to_note().unwrap();
    let key = signer.verifier_key(&party());
    match signer.sign(&mut note, [&key]) {
        Ok(()) => Ok(note),
        Err(SignError::Agent(error)) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

fn blob(key: &PublicKey) -> Vec<u8> {
    [string(b"ssh-ed25519"), string(key.as_bytes())].concat()
}

fn answer(kind: u8, content: &[u8]) -> Vec<u8> {
    string(&[&[kind], content].concat())
}

fn identities(blobs: &[Vec<u8>]) -> Vec<u8> {
    let keys: Vec<u8> = blobs.iter().flat_map(|blob| [string(blob), string(b"a comment")].concat()).collect();
    answer(12, &[&u32::try_from(blobs.len()).unwrap().to_be_bytes()[..], &keys].concat())
}

/// An agent that gives these answers, one a connection, whatever it is asked.
struct Scripted {
    socket: PathBuf,
    _directory: TempDir,
}

impl Scripted {
    fn answering(answers: Vec<Vec<u8>>) -> Self {
        Self::new(answers, |_| {})
    }

    /// Behind these answers, it takes every question and keeps the connection open.
    fn hanging(answers: Vec<Vec<u8>>) -> Self {
        let mut kept = Vec::new();
        Self::new(answers, move |stream| kept.push(stream))
    }

    fn new(answers: Vec<Vec<u8>>, mut then: impl FnMut(UnixStream) + Send + 'static) -> Self {
        let directory = TempDir::new().unwrap();
        let socket = directory.path().join("socket");
        let listener = UnixListener::bind(&socket).unwrap();
        std::thread::spawn(move || {
            let mut answers = answers.into_iter();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut length = [0; 4];
                stream.read_exact(&mut length).unwrap();
                stream.read_exact(&mut vec![0; u32::from_be_bytes(length) as usize]).unwrap();
                match answers.next() {
                    Some(answer) => stream.write_all(&answer).unwrap(),
                    None => then(stream),
                }
            }
        });
        Self { socket, _directory: directory }
    }
}

/// A real ssh-agent; it ends with the test.
struct Agent {
    socket: PathBuf,
    process: Child,
}

impl Agent {
    fn add(&self, key: &Path, words: &[&str]) {
        let mut command = Command::new("ssh-add");
        command.env(SOCKET_VARIABLE, &self.socket).arg("-q").stdin(Stdio::null());
        match words {
            [passphrase] if *passphrase != "-c" => {
                let asking = key.with_extension("asking");
                fs::write(&asking, format!("#!/bin/sh\necho '{passphrase}'\n")).unwrap();
                fs::set_permissions(&asking, fs::Permissions::from_mode(0o700)).unwrap();
                command.env("SSH_ASKPASS", &asking).env("SSH_ASKPASS_REQUIRE", "force");
            }
            words => {
                command.args(words);
            }
        }
        let output = command.arg(key).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A directory to work in.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(TempDir::new().unwrap());
        fs::write(desk.at("draft.txt"), "No dam on the Wend.\n\nSigned:\n- Fishers\n- Anglers\n").unwrap();
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// A registry with a statement, and a request for it.
    fn prepare(&self) {
        for command in [
            "undersigned init registry",
            "undersigned keygen coalition -o coalition.pem --no-passphrase",
            "undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key coalition.pem --registry registry --yes",
            "undersigned request no-dam -o request.json --registry registry",
        ] {
            let output = self.run(command, None);
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }

    fn keygen(&self, name: &str, arguments: &[&str]) {
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-t", "ed25519", "-f", name]).args(arguments).current_dir(self.path());
        assert!(command.status().expect("ssh-keygen is needed").success(), "{name} {arguments:?}");
    }

    fn public(&self, name: &str) -> PublicKey {
        read_public_key(&self.at(&format!("{name}.pub")), &PassphraseSource::None).unwrap().key
    }

    fn passphrase(&self, passphrase: &str) -> PassphraseSource {
        fs::write(self.at("passphrase"), format!("{passphrase}\n")).unwrap();
        fs::set_permissions(self.at("passphrase"), fs::Permissions::from_mode(0o600)).unwrap();
        PassphraseSource::File(self.at("passphrase"))
    }

    /// What is between the first and the last line of a key file.
    fn content(&self, name: &str) -> Vec<u8> {
        use base64::Engine as _;
        let file = fs::read_to_string(self.at(name)).unwrap();
        let base64: String = file.lines().filter(|line| !line.starts_with('-')).collect();
        base64::engine::general_purpose::STANDARD.decode(base64).unwrap()
    }

    fn put_content(&self, name: &str, bytes: &[u8]) {
        use base64::Engine as _;
        let base64 = base64::engine::general_purpose::STANDARD.encode(bytes);
        let lines: Vec<&str> =
            base64.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let label = "OPENSSH PRIVATE KEY";
        fs::write(
            self.at(name),
            format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")),
        )
        .unwrap();
        fs::set_permissions(self.at(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn agent(&self, environment: &[(&str, &str)]) -> Agent {
        let number = fs::read_dir(self.path()).unwrap().count();
        let socket = self.at(&format!("agent{number}"));
        let mut command = Command::new("ssh-agent");
        command.args(["-D", "-a"]).arg(&socket).envs(environment.iter().copied()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("ssh-agent is needed");
        // it listens before it says where
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains(SOCKET_VARIABLE), "{line}");
        Agent { socket, process }
    }

    fn command(&self, line: &str) -> Command {
        let mut words = line.split_whitespace();
        assert_eq!(words.next(), Some("undersigned"));
        let mut command = Command::new(PROGRAM);
        command.args(words).current_dir(self.path()).stdin(Stdio::null());
        command
            .env_remove(SOCKET_VARIABLE)
            .env_remove(PASSPHRASE_VARIABLE)
            .env("SOURCE_DATE_EPOCH", "1761955200");
        command
    }

    fn run(&self, line: &str, agent: Option<&Agent>) -> Output {
        let mut command = self.command(line);
        if let Some(agent) = agent {
            command.env(SOCKET_VARIABLE, &agent.socket);
        }
        command.output().unwrap()
    }
}
