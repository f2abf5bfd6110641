//! Key files, against openssl and the file system.
//!
//! A test that needs another umask, environment or terminal runs this very binary again: see [`second_process`].
#![cfg(unix)]
#![allow(missing_docs)]

use std::fs::{self, Permissions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use undersigned::key::{PublicKey, SecretKey};
use undersigned::registry::durable::DurableError;
use undersigned::signer::{
    Found, KeyFileError, PASSPHRASE_VARIABLE, PassphraseSource, Warning, generate, read_key_file,
    write_key_file,
};

#[test]
fn openssl_reads_and_uses_what_is_written() {
    let desk = Desk::new();
    let key = generate().unwrap();
    desk.put("message", "read exactly what you sign\n");
    for (name, source) in [("plain", PassphraseSource::None), ("sealed", desk.passphrase("sesame open it"))] {
        assert_eq!(write_key_file(&desk.at(name), &key, &source).unwrap(), []);
        let pem = fs::read_to_string(desk.at(name)).unwrap();
        let label = if name == "plain" { "PRIVATE KEY" } else { "ENCRYPTED PRIVATE KEY" };
        assert!(pem.starts_with(&format!("-----BEGIN {label}-----\n")), "{pem}");
        assert!(pem.ends_with(&format!("-----END {label}-----\n")), "{pem}");

        let text = desk.openssl(&format!("pkey -in {name} -passin file:passphrase -noout -text"));
        assert!(String::from_utf8(text).unwrap().starts_with("ED25519 Private-Key:"));
        // RFC 8410: 12 bytes of SubjectPublicKeyInfo, then the key
        let public = desk.openssl(&format!("pkey -in {name} -passin file:passphrase -pubout -outform DER"));
        assert_eq!(PublicKey::from_bytes(&public[12..]), Ok(key.public()));
        let signature =
            desk.openssl(&format!("pkeyutl -sign -rawin -in message -inkey {name} -passin file:passphrase"));
        assert!(key.public().verify(b"read exactly what you sign\n", &signature));

        let read = read_key_file(&desk.at(name), &source).unwrap();
        assert_eq!((read.key.public(), read.warnings), (key.public(), vec![]));
    }
    let parameters = desk.openssl("asn1parse -in sealed");
    let parameters = String::from_utf8(parameters).unwrap();
    for expected in ["PBES2", "PBKDF2", "0927C0", "hmacWithSHA256", "aes-256-cbc"] {
        assert!(parameters.contains(expected), "{parameters}");
    }
    assert_eq!(u32::from_str_radix("0927C0", 16), Ok(600_000));
    assert!(matches!(
        read_key_file(&desk.at("sealed"), &PassphraseSource::None),
        Err(KeyFileError::PassphraseNeeded(_))
    ));
    let wrong = desk.passphrase("another");
    let error = read_key_file(&desk.at("sealed"), &wrong).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the passphrase does not open the key file {}", desk.at("sealed").display())
    );
}

#[test]
fn what_openssl_writes_is_read() {
    let desk = Desk::new();
    let source = desk.passphrase("sesame open it");
    desk.openssl("genpkey -algorithm ed25519 -out plain");
    let public = PublicKey::from_bytes(&desk.openssl("pkey -in plain -pubout -outform DER")[12..]).unwrap();
    let seal = "pkcs8 -topk8 -in plain -passout file:passphrase";
    for (command, weak) in [
        ("pkcs8 -topk8 -nocrypt -in plain", None),
        (&*format!("{seal} -v2 aes-256-cbc -scrypt"), None),
        (&format!("{seal} -v2 aes-256-cbc -iter 600000"), None),
        (&format!("{seal} -v2 aes-128-cbc -v2prf hmacWithSHA512"), Some(2048)),
        ("pkey -in plain -aes256 -passout file:passphrase", Some(2048)),
    ] {
        desk.openssl(&format!("{command} -out other"));
        let read = read_key_file(&desk.at("other"), &source).unwrap();
        assert_eq!(read.key.public(), public, "{command}");
        let expected =
            weak.map(|rounds| Warning::WeakEncryption { path: desk.at("other"), rounds }).into_iter();
        assert_eq!(read.warnings, expected.collect::<Vec<_>>(), "{command}");
        fs::remove_file(desk.at("other")).unwrap();
    }
    for (command, scheme) in [
        ("-v2 des3", "1.2.840.113549.3.7"),
        ("-v2 aes-256-cbc -v2prf hmacWithSHA1", "PBKDF2 with HMAC-SHA-1"),
        ("-v1 PBE-SHA1-3DES", "1.2.840.113549.1.12.1.3"),
    ] {
        desk.openssl(&format!("{seal} {command} -out unsupported"));
        let error = read_key_file(&desk.at("unsupported"), &source).unwrap_err();
        assert!(error.to_string().ends_with(&format!("not supported ({scheme})")), "{error}");
    }
}

#[test]
fn the_keys_of_others_are_told_apart() {
    let desk = Desk::new();
    let source = desk.passphrase("sesame open it");
    desk.openssl("genpkey -algorithm ed25519 -out ed25519");
    desk.openssl("pkey -in ed25519 -pubout -out public");
    desk.openssl("pkey -in ed25519 -outform DER -out der");
    desk.openssl("genpkey -algorithm ed448 -out ed448");
    desk.openssl("genpkey -algorithm ed448 -aes256 -pass file:passphrase -out ed448-sealed");
    desk.openssl("genpkey -algorithm x25519 -out x25519");
    desk.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa");
    desk.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec");
    desk.openssl("ecparam -name prime256v1 -genkey -out ec-old");
    desk.openssl("req -x509 -key ed25519 -subj /CN=x -out certificate");
    let other = |name: &str| Found::OtherAlgorithm(name.to_owned());
    for (name, expected) in [
        ("public", Found::PublicKey),
        ("der", Found::Der),
        ("ed448", other("Ed448")),
        ("ed448-sealed", other("Ed448")),
        ("x25519", other("X25519")),
        ("rsa", other("RSA")),
        ("ec", other("EC")),
        ("ec-old", other("EC")),
        ("certificate", Found::Certificate),
        ("message", Found::Unknown),
    ] {
        desk.put("message", "hello\n");
        match read_key_file(&desk.at(name), &source).unwrap_err() {
            KeyFileError::NotAKeyFile { found, .. } => assert_eq!(found, expected, "{name}"),
            other => panic!("{name}: {other}"),
        }
    }
    let error = read_key_file(&desk.at("missing"), &source).unwrap_err();
    assert_eq!(error.to_string(), format!("there is no key file {}", desk.at("missing").display()));
    let error = read_key_file(&desk.at("missing/deep"), &source).unwrap_err();
    assert!(matches!(error, KeyFileError::Missing(_)), "{error}");
}

#[test]
fn a_key_file_is_for_its_owner_alone_whatever_the_umask() {
    for umask in ["000", "022", "077", "777"] {
        let desk = Desk::new();
        let mut child = desk.second_process("write", "my.key");
        let script = format!("umask {umask}; exec \"$@\"");
        let mut shell = desk.command("sh");
        shell.args(["-c", &script, "-"]).arg(child.get_program()).args(child.get_args());
        for (name, value) in child.env("SOURCE", "none").get_envs() {
            shell.env(name, value.unwrap());
        }
        assert!(shell.output().unwrap().status.success());
        let mode = fs::metadata(desk.at("my.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600, "umask {umask}");
    }
}

#[test]
fn an_exposed_file_is_worth_a_warning() {
    let desk = Desk::new();
    let path = desk.at("my.key");
    write_key_file(&path, &some_key(), &PassphraseSource::None).unwrap();
    for (mode, exposed) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true), (0o620, true)] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let warnings = read_key_file(&path, &PassphraseSource::None).unwrap().warnings;
        let expected = Warning::Exposed { path: path.clone(), mode };
        assert_eq!(warnings, if exposed { vec![expected] } else { vec![] }, "{mode:o}");
    }
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    // a passphrase in a file as well
    let source = desk.passphrase("sesame");
    fs::set_permissions(desk.at("passphrase"), Permissions::from_mode(0o644)).unwrap();
    let warnings = write_key_file(&desk.at("sealed"), &some_key(), &source).unwrap();
    let exposed = Warning::Exposed { path: desk.at("passphrase"), mode: 0o644 };
    assert_eq!(warnings, [exposed, Warning::ShortPassphrase(6)]);
    assert_eq!(
        warnings[0].to_string(),
        format!("{} is open to others than its owner (mode 0644)", desk.at("passphrase").display())
    );
}

#[test]
fn a_key_file_never_replaces_anything() {
    let desk = Desk::new();
    desk.put("file", "precious");
    fs::create_dir(desk.at("directory")).unwrap();
    symlink("nowhere", desk.at("dangling")).unwrap();
    for name in ["file", "directory", "dangling"] {
        let error = write_key_file(&desk.at(name), &some_key(), &PassphraseSource::None).unwrap_err();
        assert_eq!(error.to_string(), format!("{} exists already", desk.at(name).display()));
    }
    assert_eq!(fs::read(desk.at("file")).unwrap(), b"precious");
    assert!(!desk.at("nowhere").exists());

    for round in 0..20 {
        let path = desk.at(&round.to_string());
        let keys: Vec<SecretKey> = (0..4).map(|_| generate().unwrap()).collect();
        let winners: Vec<PublicKey> = std::thread::scope(|scope| {
            let write =
                |key: &SecretKey| write_key_file(&path, key, &PassphraseSource::None).map(|_| key.public());
            let racers: Vec<_> = keys.iter().map(|key| scope.spawn(move || write(key))).collect();
            racers.into_iter().filter_map(|racer| racer.join().unwrap().ok()).collect()
        });
        let read = read_key_file(&path, &PassphraseSource::None).unwrap();
        assert_eq!(winners, [read.key.public()]);
    }
    let names = fs::read_dir(desk.at("")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_str().unwrap().starts_with(".tmp-")));
}

#[test]
fn no_key_file_inside_a_registry() {
    let desk = Desk::new();
    for directory in ["registry/keys/a", "registry/statement", "registry/signatures", "registry/docs/deep"] {
        fs::create_dir_all(desk.at(directory)).unwrap();
    }
    fs::create_dir_all(desk.at("elsewhere")).unwrap();
    symlink(desk.at("registry/docs"), desk.at("elsewhere/link")).unwrap();
    symlink(desk.at("registry"), desk.at("alias")).unwrap();
    let registry = desk.at("registry").canonicalize().unwrap();
    for path in [
        "registry/my.key",
        "registry/keys/a/my.key",
        "registry/docs/deep/my.key",
        "elsewhere/link/my.key",
        "elsewhere/link/deep/../my.key",
        "elsewhere/../registry/my.key",
        "alias/my.key",
    ] {
        match write_key_file(&desk.at(path), &some_key(), &PassphraseSource::None) {
            Err(KeyFileError::InsideRegistry { registry: seen, .. }) => assert_eq!(seen, registry, "{path}"),
            other => panic!("{path}: {other:?}"),
        }
        assert!(!desk.at(path).exists());
    }
    // beside it, or in what is not yet one, is fine
    fs::remove_dir(desk.at("registry/signatures")).unwrap();
    for path in ["my.key", "elsewhere/my.key", "registry/my.key"] {
        write_key_file(&desk.at(path), &some_key(), &PassphraseSource::None).unwrap();
    }
    let error = write_key_file(&desk.at("missing/my.key"), &some_key(), &PassphraseSource::None).unwrap_err();
    assert!(matches!(error, KeyFileError::Io { doing: "find the directory", .. }), "{error}");
    for path in ["/", ".."] {
        let error = write_key_file(Path::new(path), &some_key(), &PassphraseSource::None).unwrap_err();
        assert!(
            matches!(error, KeyFileError::Write(DurableError::Path(_) | DurableError::Exists(_))),
            "{error}"
        );
    }
}

#[test]
fn a_relative_path_is_checked_where_it_leads() {
    let desk = Desk::new();
    for directory in ["keys", "statement", "signatures", "docs"] {
        fs::create_dir_all(desk.at(directory)).unwrap();
    }
    for place in ["docs", "keys", ""] {
        let mut child = desk.second_process("write", "my.key");
        let output = child.current_dir(desk.at(place)).env("SOURCE", "none").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("my.key lies inside the registry "), "{said}");
    }
}

#[test]
fn the_passphrase_may_come_from_the_environment() {
    let desk = Desk::new();
    let run = |role: &str, passphrase: Option<&str>| {
        let mut child = desk.second_process(role, "my.key");
        child.env("SOURCE", "environment").env_remove(PASSPHRASE_VARIABLE);
        if let Some(passphrase) = passphrase {
            child.env(PASSPHRASE_VARIABLE, passphrase);
        }
        String::from_utf8(child.output().unwrap().stderr).unwrap()
    };
    assert_eq!(run("write", None), "the environment variable UNDERSIGNED_PASSPHRASE is not set\n");
    assert_eq!(run("write", Some("")), "the passphrase is empty\n");
    assert_eq!(run("write", Some("söt")), "the passphrase has only 3 characters\nwritten\n");
    assert_eq!(run("read", Some("söt")), format!("{:?}\n", some_key().public()));
    assert!(run("read", Some("sot")).starts_with("the passphrase does not open"));
}

#[test]
fn without_a_terminal_there_is_nobody_to_ask() {
    let desk = Desk::new();
    let mut setsid = desk.command("setsid");
    let child = desk.second_process("write", "my.key");
    setsid.arg("--wait").arg(child.get_program()).args(child.get_args()).env("SOURCE", "terminal");
    for (name, value) in child.get_envs() {
        setsid.env(name, value.unwrap());
    }
    let output = setsid.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("the passphrase for my.key cannot be asked for: there is no terminal ("),
        "{said}"
    );
    assert!(!desk.at("my.key").exists());
}

#[test]
fn a_person_is_asked_on_the_terminal_and_nowhere_else() {
    let desk = Desk::new();
    // the standard streams lead to files: only the terminal itself is left to ask on
    let talk = |role: &str, lines: &[(&str, &str)]| {
        let child = desk.second_process(role, "my.key");
        let program = child.get_program().to_str().unwrap();
        let arguments: Vec<_> = child.get_args().map(|argument| argument.to_str().unwrap()).collect();
        let command = format!("tty >tty; '{program}' {} >out 2>err </dev/null", arguments.join(" "));
        let mut script = desk.command("script");
        script.args(["-qec", &command, "/dev/null"]).env("SOURCE", "terminal");
        for (name, value) in child.get_envs() {
            script.env(name, value.unwrap());
        }
        let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (mut keyboard, mut screen) = (script.stdin.take().unwrap(), script.stdout.take().unwrap());
        let mut shown = String::new();
        for (prompt, answer) in lines {
            while !shown.ends_with(prompt) {
                let mut byte = [0];
                assert_eq!(screen.read(&mut byte).unwrap(), 1, "{shown}");
                shown.push(char::from(byte[0]));
            }
            wait_for_silence(fs::read_to_string(desk.at("tty")).unwrap().trim());
            keyboard.write_all(answer.as_bytes()).unwrap();
            keyboard.write_all(b"\n").unwrap();
        }
        screen.read_to_string(&mut shown).unwrap();
        drop(keyboard);
        script.wait().unwrap();
        assert!(!lines.iter().any(|(_, answer)| shown.contains(answer)), "{shown}");
        assert!(!fs::read_to_string(desk.at("out")).unwrap().contains("passphrase"));
        fs::read_to_string(desk.at("err")).unwrap()
    };
    let new =
        [("new passphrase for \"my.key\": ", "S3samé open"), ("the same passphrase again: ", "S3samé open")];
    assert_eq!(talk("write", &new), "written\n");
    let old = [
        ("passphrase for \"my.key\": ", "S3same open"),
        ("not open it; passphrase for \"my.key\": ", "S3samé open"),
    ];
    assert_eq!(talk("read", &old), format!("{:?}\n", some_key().public()));
}

/// rpassword shows its prompt a moment before it silences the terminal.
fn wait_for_silence(terminal: &str) {
    for _ in 0..3000 {
        let modes = Command::new("stty").args(["-F", terminal, "-a"]).output().unwrap();
        if String::from_utf8_lossy(&modes.stdout).split_whitespace().any(|mode| mode == "-echo") {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{terminal} is never silenced");
}

/// What the second process does, as the environment says; nothing in an ordinary run.
#[test]
fn second_process() {
    let (Ok(role), Some(path)) = (std::env::var("ROLE"), std::env::var_os("KEY_FILE").map(PathBuf::from))
    else {
        return;
    };
    let source = match std::env::var("SOURCE").unwrap().as_str() {
        "none" => PassphraseSource::None,
        "environment" => PassphraseSource::Environment,
        "terminal" => PassphraseSource::Terminal,
        other => panic!("{other}"),
    };
    let mut stderr = std::io::stderr();
    let outcome = match role.as_str() {
        "write" => write_key_file(&path, &some_key(), &source).map(|warnings| {
            warnings.iter().for_each(|warning| writeln!(stderr, "{warning}").unwrap());
            "written".to_owned()
        }),
        _ => read_key_file(&path, &source).map(|file| format!("{:?}", file.key.public())),
    };
    writeln!(stderr, "{}", outcome.unwrap_or_else(|error| error.to_string())).unwrap();
}

fn some_key() -> SecretKey {
    SecretKey::from_seed(b"just thirty-two bytes for a test")
}

/// A directory to work in.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, content: &str) {
        fs::write(self.at(name), content).unwrap();
    }

    /// `passphrase` in a file of that name, as openssl takes it too.
    fn passphrase(&self, passphrase: &str) -> PassphraseSource {
        self.put("passphrase", &format!("{passphrase}\n"));
        fs::set_permissions(self.at("passphrase"), Permissions::from_mode(0o600)).unwrap();
        PassphraseSource::File(self.at("passphrase"))
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.0.path());
        command
    }

    /// What openssl prints; it must succeed.
    fn openssl(&self, arguments: &str) -> Vec<u8> {
        let output = self.command("openssl").args(arguments.split(' ')).output().expect("openssl is needed");
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
        for entry in fs::read_dir(self.0.path()).unwrap() {
            fs::set_permissions(entry.unwrap().path(), Permissions::from_mode(0o600)).unwrap();
        }
        output.stdout
    }

    /// This test binary, told to be the second process in `role`.
    fn second_process(&self, role: &str, key_file: &str) -> Command {
        let mut command = self.command(std::env::current_exe().unwrap().to_str().unwrap());
        command
            .args(["--exact", "second_process", "--nocapture"])
            .env("ROLE", role)
            .env("KEY_FILE", key_file);
        command
    }
}
