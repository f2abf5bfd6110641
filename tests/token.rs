//! Signing with a key on a token, by PKCS#11: SoftHSM's, and a module in front of it that does one thing wrong.
#![cfg(all(feature = "pkcs11", target_os = "linux"))]
#![allow(missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// SoftHSM's module.
const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// What stands in front of it.
const FAULTY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/token/faulty.c");

/// A token with keys of several kinds, two tokens with one label, an empty one; a draft.
const WORLD: &str = "
set -e
mkdir tokens; echo \"directories.tokendir = $PWD/tokens\" > token.conf
for label in potters twins twins empty; do
    softhsm2-util --init-token --free --label $label --so-pin 1234 --pin 5678
done
token() { pkcs11-tool --module $softhsm --token-label potters --login --pin 5678 \"$@\"; }
token --keypairgen --key-type EC:edwards25519 --label first --id 01
token --keypairgen --key-type EC:edwards25519 --label second --id 02
token --keypairgen --key-type EC:edwards25519 --label convener --id 08
token --keypairgen --key-type EC:edwards25519 --label heir --id 09
token --keypairgen --key-type EC:edwards25519 --label alike --id 03
token --keypairgen --key-type EC:edwards25519 --label alike --id 04
token --keypairgen --key-type rsa:2048 --label rsa --id 05
token --keypairgen --key-type EC:edwards25519 --label alone --id 06
token --delete-object --type pubkey --label alone
token --keypairgen --key-type EC:edwards25519 --label each-time --id 07 --always-auth
token --read-object --type pubkey --label first -o first.pub
cc -shared -fPIC -o faulty.so $source
echo 5678 > pin; echo 1111 > wrong; chmod 600 pin wrong
printf 'No dam on the Wend.\\n\\nSigned:\\n- Potters\\n- Anglers\\n' > draft.txt
undersigned init registry
";

/// Publishes the statement that potters and anglers are asked to sign.
const PROPOSE: &str = "undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key $convener \
                       --registry registry --yes";

/// Signs a reply, with the key named behind it.
const SIGN: &str = "undersigned sign request.json --as potters --name Potters --passphrase-file pin -o reply.json --yes --key";

#[test]
fn a_key_on_a_token_signs_wherever_a_key_file_does() {
    let desk = Desk::new();
    for command in [
        "undersigned keygen anglers -o anglers.pem",
        "undersigned sign request.json --as potters --name Potters --key $second -o reply.json --yes",
        "undersigned add reply.json --registry registry",
        "undersigned verify no-dam potters --registry registry --require-standing self-published",
        "undersigned request no-dam --for potters -o again.json --registry registry",
        "undersigned withdraw again.json reply.json --as potters --key $second --reason Late -o withdrawal.json --yes",
        "undersigned add withdrawal.json --registry registry",
        "undersigned roll add no-dam Ramblers --key $convener --registry registry",
        "undersigned attest no-dam --name Anglers --means Paper --as coalition --key $convener --registry registry --yes",
        "undersigned vouch potters --as coalition --key $convener --registry registry --yes",
        "undersigned keygen potters -o potters.pem",
        "undersigned key join potters --key $second --new potters.pem --registry registry --yes",
        "undersigned key rotate coalition --key $convener --new $heir --registry registry --yes",
        "undersigned roll close no-dam --key $heir --registry registry --yes",
    ] {
        desk.works(&format!("export UNDERSIGNED_PASSPHRASE=5678; {command}"));
    }
    let said = desk.fails("undersigned verify no-dam --registry registry", 1);
    for line in ["withdrawn   Potters", "attested    Anglers", "missing     Ramblers"] {
        assert!(said.contains(line), "{said}");
    }
    // openssl checks what the token signed
    desk.works(
        "cd registry && undersigned show --recipe signatures/no-dam/potters/1.note > ../recipe && sh ../recipe",
    );
}

#[test]
fn the_verifier_key_of_a_token_is_that_of_its_public_half_and_needs_no_pin() {
    let desk = Desk::new();
    let expected = desk.works("undersigned keygen potters --from first.pub");
    assert_eq!(desk.works("undersigned keygen potters --from $first"), expected);
    let opened = desk
        .run("undersigned request open request.json --as potters --name Potters --public $first -o to-sign");
    assert!(text(&opened.stderr).contains(&expected), "{}", text(&opened.stderr));
    // nor is there a login
    desk.works("LOGINS=logins FAULT=locks undersigned keygen potters --from $faulty");
    assert!(!desk.at("logins").exists());
}

#[test]
fn a_key_is_found_by_its_id_by_its_token_s_serial_number_or_as_the_only_one() {
    let desk = Desk::new();
    desk.works(
        "pkcs11-tool --module $softhsm --token-label empty --login --pin 5678 --keypairgen \
                --key-type EC:edwards25519 --label it",
    );
    let serial = desk.works(
        "pkcs11-tool --module $softhsm --list-token-slots | grep -A9 potters | \
                             sed -n 's/.*serial num *: //p' | head -1",
    );
    for uri in [
        "pkcs11:token=potters;id=%01?module-path=$softhsm".to_owned(),
        "pkcs11:token=potters;id=%02;object=second?module-path=$softhsm".to_owned(),
        format!("pkcs11:serial={serial};object=second?module-path=$softhsm"),
        "pkcs11:model=SoftHSM%20v2;token=empty;type=private?module-path=$softhsm".to_owned(),
    ] {
        desk.works(&format!("{SIGN} \"{uri}\" && rm reply.json"));
    }
}

#[test]
fn every_form_of_a_public_key_on_a_token_is_read() {
    let desk = Desk::new();
    let expected = desk.works("undersigned keygen potters --from first.pub");
    for form in ["", "raw-point", "bit-string"] {
        assert_eq!(
            desk.works(&format!("FAULT={form} undersigned keygen potters --from $faulty")),
            expected,
            "{form}"
        );
        desk.works(&format!("FAULT={form} {SIGN} $faulty && rm reply.json"));
    }
}

#[test]
fn two_keys_on_one_token_are_opened_by_one_pin() {
    let desk = Desk::new();
    let [old, new] = ["convener", "heir"].map(|name| format!("${{faulty/first/{name}}}"));
    let rotate = format!(
        "undersigned key rotate coalition --key {old} --new {new} --passphrase-file pin --registry registry --yes"
    );
    desk.works(&format!("LOGINS=logins {rotate}"));
    assert_eq!(fs::read_to_string(desk.at("logins")).unwrap(), ".");
}

#[test]
fn a_wrong_pin_is_tried_once() {
    let desk = Desk::new();
    let said = desk.fails(&format!("LOGINS=logins {} $faulty", SIGN.replace("pin", "wrong")), 3);
    assert!(said.contains("error: the PIN does not open the token potters\n"), "{said}");
    assert_eq!(fs::read_to_string(desk.at("logins")).unwrap(), ".");
    let sign = SIGN.replace("--passphrase-file pin", "");
    let typed = |lines: &str| {
        let terminal = format!("script -qec \"LOGINS=typed {sign} '$faulty'\" /dev/null");
        desk.run(&format!("(sleep 1; printf '{lines}') | {terminal}"))
    };
    let output = typed("1111\\n5678\\n");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert_eq!(said.matches("PIN of the token \"potters\": ").count(), 1, "{said}");
    assert_eq!(fs::read_to_string(desk.at("typed")).unwrap(), ".");
    assert!(!desk.at("reply.json").exists());
    let output = typed("5678\\n");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(desk.at("reply.json").exists());
}

/// What is wrong with the module; the URI; the PIN's file; the exit status, what is said and what is hinted at.
#[rustfmt::skip]
const FAILURES: &[(&str, &str, &str, i32, &str, &str)] = &[
    ("", "pkcs11:token=potters;object=first", "pin", 2, "this PKCS#11 URI cannot be used: module-path is missing", "write it like 'pkcs11:token=LABEL"),
    ("", "$first&pin-value=5678", "pin", 2, "pin-value is not taken: a PIN does not belong on a command line", "--passphrase-file FILE"),
    ("", "pkcs11:slot-id=1?module-path=$softhsm", "pin", 2, "slot-id=1 is not understood there", "write it like"),
    ("", "pkcs11:?module-path=/nowhere.so", "pin", 3, "there is no PKCS#11 module /nowhere.so", "opensc-pkcs11.so"),
    ("", "pkcs11:?module-path=$PWD/draft.txt", "pin", 3, "/draft.txt is no PKCS#11 module that can be loaded: ", "opensc-pkcs11.so"),
    ("", "pkcs11:?module-path=/lib/x86_64-linux-gnu/libm.so.6", "pin", 3, "C_GetFunctionList", "opensc-pkcs11.so"),
    ("", "pkcs11:token=weavers?module-path=$softhsm", "pin", 3, "libsofthsm2.so sees no such token; it sees ", "pkcs11-tool --module MODULE --list-token-slots"),
    ("", "pkcs11:token=twins?module-path=$softhsm", "pin", 3, "several tokens fit: twins (", "serial=NUMBER"),
    ("", "pkcs11:token=empty?module-path=$softhsm", "pin", 3, "the token empty holds no such key; it holds none", "--list-objects"),
    ("", "pkcs11:token=potters;object=third?module-path=$softhsm", "pin", 3, "the token potters holds no such key; it holds ", "--list-objects"),
    ("", "pkcs11:token=potters;object=alike?module-path=$softhsm", "pin", 3, "several keys on the token potters fit: alike id=%0", "say which one: object=LABEL;id=%01"),
    ("", "pkcs11:token=potters;object=rsa?module-path=$softhsm", "pin", 3, "the key rsa id=%05 on the token potters is no Ed25519 key (CKK_RSA)", "--key-type EC:edwards25519"),
    ("long-point", "$faulty", "pin", 3, "the key first id=%01 on the token potters is no Ed25519 key (CKA_EC_POINT of 59 bytes)", "--key-type EC:edwards25519"),
    ("", "pkcs11:token=potters;object=alone?module-path=$softhsm", "pin", 3, "the token potters holds the private key alone id=%06 without its public half", "--write-object PUBLIC"),
    ("", "pkcs11:token=potters;object=each-time?module-path=$softhsm", "pin", 3, "the key each-time id=%07 on the token potters asks for its PIN at each signature", "undersigned request open"),
    ("", "$first", "wrong", 3, "the PIN does not open the token potters\n", "look the PIN up before you try again"),
    ("final-try", "$faulty", "wrong", 3, "the PIN does not open the token potters; one try is left before it locks itself", "look the PIN up"),
    ("locked", "$faulty", "pin", 3, "the token potters is locked: too many wrong PINs", "PUK"),
    ("locks", "$faulty", "wrong", 3, "the token potters is locked: too many wrong PINs", "PUK"),
    ("expired", "$faulty", "pin", 3, "the token potters fails to take the PIN: PinExpired", "nothing was written"),
    ("absent", "$faulty", "pin", 3, "the token potters was taken out", "plug it in"),
    ("removed", "$faulty", "pin", 3, "the token potters was taken out", "plug it in"),
    ("rejects", "$faulty", "pin", 3, "the token potters fails to sign: FunctionRejected", "nothing was written"),
    ("small-order", "$faulty", "pin", 3, "the public key on the token potters is refused: ", "--key-type EC:edwards25519"),
    ("other-key", "$faulty", "pin", 3, "what the token potters returned is no valid signature by this key", "nothing was written"),
    ("flips", "$faulty", "pin", 3, "what the token potters returned is no valid signature by this key", "nothing was written"),
    ("short", "$faulty", "pin", 3, "what the token potters returned is no valid signature by this key", "nothing was written"),
];

#[test]
fn whatever_else_a_token_answers_is_told_by_its_name_with_the_remedy_and_nothing_is_written() {
    let desk = Desk::new();
    let mut wrong = Vec::new();
    for (fault, uri, pin, status, message, hint) in FAILURES {
        let sign = SIGN.replace("-file pin", &format!("-file {pin}"));
        let output = desk.run(&format!("FAULT={fault} {sign} \"{uri}\""));
        let said = text(&output.stderr);
        let error = said.split_inclusive('\n').find(|line| line.starts_with("undersigned: error: "));
        let is_right = output.status.code() == Some(*status)
            && error.is_some_and(|error| error.contains(message))
            && said.lines().any(|line| line.starts_with("undersigned: hint: ") && line.contains(hint));
        if !is_right {
            wrong.push(format!("{fault} {uri}: {:?}\n{said}", output.status.code()));
        }
        assert!(!desk.at("reply.json").exists(), "{fault} {uri}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(TempDir::new().unwrap());
        desk.works(WORLD);
        desk.works(&format!("export UNDERSIGNED_PASSPHRASE=5678; {PROPOSE}"));
        desk.works("undersigned request no-dam -o request.json --registry registry");
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, line: &str) -> Output {
        let path = format!("{}:/usr/bin:/bin", Path::new(PROGRAM).parent().unwrap().display());
        let mut bash = Command::new("bash");
        bash.args(["-o", "pipefail", "-c", line]).current_dir(self.0.path()).stdin(Stdio::null()).env_clear();
        bash.env("PATH", path).env("HOME", self.0.path()).env("SOURCE_DATE_EPOCH", "1761955200");
        bash.env("SOFTHSM2_CONF", self.at("token.conf")).env("softhsm", SOFTHSM).env("source", FAULTY);
        let key =
            |name: &str, module: &str| format!("pkcs11:token=potters;object={name}?module-path={module}");
        for name in ["first", "second", "convener", "heir"] {
            bash.env(name, key(name, SOFTHSM));
        }
        bash.env("faulty", key("first", self.at("faulty.so").to_str().unwrap()));
        bash.output().unwrap()
    }

    /// What a command prints; it must succeed.
    fn works(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout).trim_end().to_owned()
    }

    /// What a command says that must end with this status.
    fn fails(&self, line: &str, status: i32) -> String {
        let output = self.run(line);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{line}: {said}");
        said
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
