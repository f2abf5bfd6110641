//! Keys of OpenPGP: certificates and signatures of gpg and sq, taken and refused.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

#[path = "tools/desk.rs"]
mod desk;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Deref;

use desk::{Desk, text};
use undersigned::digest::Digest;
use undersigned::key::VerifierKey;
use undersigned::note::Note;
use undersigned::record::Record;
use undersigned::signer::read_certificate;

/// 2025-11-01, the day on which the program runs here.
const NOW: i64 = 1_761_955_200;

const OPEN: &str =
    "undersigned request open request.json --as anglers --name Anglers --public cert.pgp -o to-sign";
const ATTACH: &str = "undersigned attach to-sign to-sign/keys.sig to-sign/act.sig -o reply.json";
const VERIFY: &str =
    "undersigned verify no-dam anglers --registry registry --require-standing self-published";

/// gpg without questions; it asks its agent, which every desk has one of.
const GPG: &str =
    "gpg --batch --quiet --no-tty --pinentry-mode loopback --passphrase '' --no-auto-check-trustdb";

/// A desk with a key ring of its own, whose agent ends with it.
struct Office(Desk);

impl Deref for Office {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.0
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.run("gpgconf --kill all; gpgconf --remove-socketdir");
    }
}

impl Office {
    fn new() -> Self {
        let office = Self(Desk::new());
        office.works("mkdir -m 700 .gnupg");
        office
    }

    /// Where a signature by gpg is filed.
    fn that_signed() -> Self {
        let office = Self::new();
        let key = office.make("a", "ed25519 sign");
        office.export("a");
        office.works(OPEN);
        office.sign_both(&sign(&key));
        office.works(ATTACH);
        office.works("undersigned add reply.json --registry registry");
        office
    }

    fn gpg(&self, arguments: &str) -> String {
        self.works(&format!("{GPG} {arguments}"))
    }

    /// Makes a key with this name of user, algorithm, usage and time to live; its fingerprint.
    fn make(&self, name: &str, more: &str) -> String {
        self.gpg(&format!("--quick-gen-key {name} {more} 2>said"));
        let listed = self.gpg(&format!("--with-colons --list-keys ={name}"));
        listed
            .lines()
            .find_map(|line| line.strip_prefix("fpr:::::::::"))
            .unwrap()
            .trim_matches(':')
            .to_owned()
    }

    /// Adds a subkey to the key with this fingerprint; that of the subkey.
    fn add(&self, primary: &str, more: &str) -> String {
        self.gpg(&format!("--quick-add-key {primary} {more} 2>said"));
        self.fingerprints(primary).pop().unwrap()
    }

    fn fingerprints(&self, primary: &str) -> Vec<String> {
        let listed = self.gpg(&format!("--with-colons --with-subkey-fingerprint --list-keys {primary}"));
        let lines = listed.lines().filter_map(|line| line.strip_prefix("fpr:::::::::"));
        lines.map(|line| line.trim_matches(':').to_owned()).collect()
    }

    /// Writes cert.pgp.
    fn export(&self, of: &str) {
        self.gpg(&format!("--export --yes -o cert.pgp {of}"));
    }

    /// Signs both records that `request open` wrote by these commands.
    fn sign_both(&self, sign: &str) {
        for name in ["keys", "act"] {
            self.works(&format!("rm -f to-sign/{name}.sig"));
            let sign = sign.replace("$in", &format!("to-sign/{name}.txt"));
            self.works(&sign.replace("$out", &format!("to-sign/{name}.sig")));
        }
    }

    /// A signature by a key over a file.
    fn signature(&self, key: &str, file: &str) -> Vec<u8> {
        self.gpg(&format!("--yes -u {key}! --detach-sign -o made.sig {file}"));
        fs::read(self.at("made.sig")).unwrap()
    }

    fn verifier_key(&self, certificate: &str) -> VerifierKey {
        self.works(&format!("undersigned keygen anglers --from {certificate}")).parse().unwrap()
    }
}

fn sign(by: &str) -> String {
    format!("{GPG} -u {by}! --detach-sign -o $out $in")
}

#[test]
fn gpg_and_sq_sign_and_their_replies_are_filed() {
    for (make, sign) in [
        (
            format!("{GPG} --quick-gen-key a ed25519 sign && gpg --export a > cert.pgp"),
            format!("{GPG} --detach-sign -o $out $in"),
        ),
        (
            format!("{GPG} --quick-gen-key a ed25519 sign && gpg --armor --export a > cert.pgp"),
            format!(
                "{GPG} --armor --digest-algo SHA384 --sig-notation a@example.org=b --detach-sign -o $out $in"
            ),
        ),
        (
            format!(
                "{GPG} --quick-gen-key a ed25519 cert && {GPG} --quick-add-key $(gpg --list-keys --with-colons | awk -F: '/^fpr/ {{ print $10 }}') ed25519 sign && gpg --export a > cert.pgp"
            ),
            format!("{GPG} --detach-sign -o $out $in"),
        ),
        (
            "sq key generate -u a --export key.pgp && sq key extract-cert -o cert.pgp key.pgp".to_owned(),
            "sq sign --detached --signer-key key.pgp -o $out $in".to_owned(),
        ),
        (
            "sq key generate -u a --export key.pgp && sq key extract-cert -B -o cert.pgp key.pgp".to_owned(),
            "sq sign --detached -B --signer-key key.pgp -o $out $in".to_owned(),
        ),
    ] {
        let office = Office::new();
        office.works(&format!("{{ {make}; }} 2>said"));
        office.works(OPEN);
        office.sign_both(&sign);
        office.works(ATTACH);
        office.works("undersigned show reply.json");
        office.works("undersigned add reply.json --registry registry");
        office.works(VERIFY);
        // the key that the program prints is the one that signed, and is taken as well as the certificate
        let vkey = office.verifier_key("cert.pgp");
        let record = fs::read_to_string(office.at("registry/keys/anglers/1.note")).unwrap();
        assert!(record.contains(&format!("\nkey {vkey}\n")), "{make}: {record}");
        office.works("undersigned request no-dam --for anglers -o again.json --registry registry");
        office.works(&format!(
            "undersigned request open again.json --as anglers --act withdraw --public {vkey} -o gone"
        ));
        office.works(&sign.replace("$in", "gone/act.txt").replace("$out", "gone/act.sig"));
        office.works("undersigned attach gone gone/act.sig --certificate cert.pgp -o gone.json");
        office.works("undersigned add gone.json --registry registry");
        assert!(office.fails(VERIFY, 1).contains("withdrawn: "), "{make}");
    }
}

#[test]
fn what_is_filed_is_what_gpg_and_sq_check() {
    let office = Office::that_signed();
    // the lines of docs/tools.md
    office.works(
        "note=registry/signatures/no-dam/anglers/1.note; sed '/^$/,$d' $note > record.txt; \
                  grep '^\u{2014} anglers ' $note | cut -d ' ' -f 3 | base64 -d | tail -c +5 > record.sig",
    );
    office.works("gpgv --keyring ./cert.pgp record.sig record.txt 2>said");
    office.works("sq verify --signer-cert cert.pgp --detached record.sig record.txt 2>said");
    office.works("sed -i 's/^date .*/date 2020-01-01/' record.txt");
    office.fails("gpgv --keyring ./cert.pgp record.sig record.txt", 1);
}

#[test]
fn the_commands_that_are_hinted_at_work_as_they_stand() {
    let office = Office::new();
    let key = office.make("a", "ed25519 cert");
    let first = office.add(&key, "ed25519 sign");
    office.export("a");
    let output = office.run(OPEN);
    let said = text(&output.stderr);
    let hinted: Vec<&str> =
        said.lines().filter_map(|line| line.strip_prefix("undersigned: hint: gpg ")).collect();
    assert_eq!(hinted.len(), 2, "{said}");
    assert!(hinted[0].contains(&first), "{said}");
    // which of its subkeys gpg would take by itself
    office.add(&key, "ed25519 sign");
    for command in hinted {
        office.gpg(command);
    }
    office.works(ATTACH);
}

#[test]
fn a_signature_that_is_not_one_by_the_key_over_the_file_is_refused_by_name() {
    let office = Office::new();
    office.gpg("--faked-system-time 20200101T000000 --quick-gen-key a ed25519 cert 0");
    let key = office.fingerprints("=a").pop().unwrap();
    let subkey = office.add(&key, "ed25519 sign");
    office.export("a");
    office.works(OPEN);
    let other_subkey = office.add(&key, "ed25519 sign");
    let other = office.make("b", "ed25519 sign");
    let rsa = office.make("c", "rsa2048 sign");
    let nist = office.make("d", "nistp256 sign");
    let expired = {
        office.gpg(&format!("--faked-system-time 20200101T000000 --quick-add-key {key} ed25519 sign 1y"));
        office.fingerprints(&key).pop().unwrap()
    };
    office.works(&format!(
        "{}; openssl genpkey -algorithm ed25519 -out pem",
        sign(&subkey).replace("$in", "to-sign/keys.txt").replace("$out", "to-sign/keys.sig")
    ));
    let good = sign(&subkey).replace("$out", "good.sig");
    let by = |key: &str, more: &str| format!("{GPG} {more} -u {key}! --detach-sign -o $out $in");
    for (sign, complaint, hint) in [
        (
            by(&other_subkey, ""),
            format!("it is by {other_subkey}, and listed is {subkey}"),
            "that key and no other",
        ),
        (by(&other, ""), format!("it is by {other}, and listed is {subkey}"), "that key and no other"),
        (
            by(&expired, "--faked-system-time 20200601T000000"),
            format!("it is by {expired}, and listed is"),
            "that key",
        ),
        (by(&rsa, ""), "by a key of another algorithm or version: RSA".to_owned(), "that key"),
        (by(&nist, ""), "by a key of another algorithm or version: ECDSA".to_owned(), "that key"),
        (by(&subkey, "--textmode"), "over the file as text".to_owned(), "as it is, to the byte"),
        (by(&subkey, "--default-sig-expire 10y"), "says that it expires".to_owned(), "sign "),
        (
            by(&subkey, "--sig-notation '!a@example.org=b'"),
            "a critical subpacket of type 20".to_owned(),
            "sign ",
        ),
        (by(&subkey, "--digest-algo SHA224"), "over another hash than SHA-256".to_owned(), "sign "),
        (by(&subkey, "").replace("$in", "draft.txt"), "not valid for this text".to_owned(), "to the byte"),
        (
            format!("{GPG} -u {subkey}! --clearsign -o $out $in"),
            "its OpenPGP signature around it".to_owned(),
            "gpg --detach-sign",
        ),
        (
            format!("{GPG} -u {subkey}! --armor --sign -o $out $in"),
            "its OpenPGP signature around it".to_owned(),
            "gpg --detach-sign",
        ),
        (format!("{good} && head -c -1 good.sig > $out"), "it is broken".to_owned(), "sign "),
        (
            format!("{good} && cat good.sig good.sig > $out"),
            "more in it than one signature".to_owned(),
            "sign ",
        ),
        (
            format!("{good} && {{ cat good.sig; printf '\\0'; }} > $out"),
            "more in it than one signature".to_owned(),
            "sign ",
        ),
        (
            "openssl pkeyutl -sign -rawin -inkey pem -in $in -out $out".to_owned(),
            "over the file itself".to_owned(),
            "gpg --detach-sign",
        ),
        ("cp cert.pgp $out".to_owned(), "in no form that is read".to_owned(), "gpg and sq"),
        (
            "gpg --armor --export > $out".to_owned(),
            "this is a key".to_owned(),
            "the file that the tool wrote",
        ),
    ] {
        office.works("rm -f wrong.sig good.sig");
        office.works(&sign.replace("$in", "to-sign/act.txt").replace("$out", "wrong.sig"));
        let said = office.fails("undersigned attach to-sign to-sign/keys.sig wrong.sig -o reply.json", 1);
        assert!(said.contains(&complaint) && said.contains(hint), "{sign}: {said}");
        assert!(!office.at("reply.json").exists(), "{sign}");
    }
    // nor is one of gpg taken for a key that signs the file itself
    office.works("openssl pkey -in pem -pubout -out pem.pub");
    office.works(&OPEN.replace("cert.pgp", "pem.pub").replace("to-sign", "plain"));
    let said = office.fails("undersigned attach plain to-sign/keys.sig -o reply.json", 1);
    assert!(said.contains("an OpenPGP signature") && said.contains("--public CERTIFICATE"), "{said}");
}

#[test]
fn no_flipped_bit_leaves_a_signature_or_a_key_what_it_was() {
    let office = Office::new();
    for made_by in ["gpg", "sq"] {
        let (vkey, line) = if made_by == "gpg" {
            let key = office.make("a", "ed25519 sign");
            office.export("a");
            (office.verifier_key("cert.pgp"), office.signature(&key, "draft.txt"))
        } else {
            office.works("sq key generate -u a --export key.pgp 2>said");
            office.works("sq sign --detached -B --signer-key key.pgp -o made.sq draft.txt 2>said");
            office.works("sq key extract-cert -o sq.pgp key.pgp 2>said");
            (office.verifier_key("sq.pgp"), fs::read(office.at("made.sq")).unwrap())
        };
        let draft = fs::read(office.at("draft.txt")).unwrap();
        assert!(vkey.verify(&draft, &line), "{made_by}");
        for bit in 0..line.len() * 8 {
            let mut flipped = line.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(!vkey.verify(&draft, &flipped), "{made_by}: bit {bit}");
        }
        for length in 0..line.len() {
            assert!(!vkey.verify(&draft, &line[..length]), "{made_by}: {length} bytes");
        }
        for bit in 0..draft.len() * 8 {
            let mut flipped = draft.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(!vkey.verify(&flipped, &line), "{made_by}: bit {bit} of the text");
        }
        let written = vkey.to_string();
        for place in 0..written.len() {
            let changed = format!("{}A{}", &written[..place], &written[place + 1..]);
            let read = changed.parse::<VerifierKey>();
            assert!(changed == written || !read.is_ok_and(|key| key.verify(&draft, &line)), "{changed}");
        }
    }
}

#[test]
fn a_certificate_without_a_key_that_can_sign_is_refused_by_name() {
    let office = Office::new();
    let make = |name: &str, more: &str| {
        let key = office.make(name, more);
        office.works(&format!("gpg --export {name} > {name}.pgp"));
        key
    };
    let rsa = make("rsa", "rsa2048 sign");
    office.add(&rsa, "ed25519 sign");
    office.works("gpg --export rsa > rsa.pgp");
    make("nist", "nistp256 sign");
    let cert = make("cert", "ed25519 cert");
    let encrypts = office.add(&cert, "cv25519 encr");
    office.works("gpg --export cert > cert.pgp");
    office.gpg("--faked-system-time 20200101T000000 --quick-gen-key expired ed25519 sign 1y");
    office.works("gpg --export expired > expired.pgp");
    office.gpg("--faked-system-time 20200101T000000 --quick-gen-key subkey ed25519 cert 0");
    let of_subkey = office.fingerprints("=subkey").pop().unwrap();
    office.gpg(&format!("--faked-system-time 20200101T000000 --quick-add-key {of_subkey} ed25519 sign 1y"));
    let expired = office.fingerprints("=subkey").pop().unwrap();
    office.works("gpg --export subkey > subkey.pgp");
    let revoked = make("revoked", "ed25519 sign");
    office.works(&format!("sed 's/^:-----/-----/' .gnupg/openpgp-revocs.d/{revoked}.rev | gpg --import 2>said; gpg --export revoked > revoked.pgp"));
    let own = make("own", "ed25519 cert");
    let gone = office.add(&own, "ed25519 sign");
    office.works("printf 'key 1\\nrevkey\\ny\\n0\\n\\ny\\nsave\\n' | gpg --no-tty --command-fd 0 --pinentry-mode loopback --passphrase '' --edit-key own >said 2>&1; gpg --export own > own.pgp");
    let first = make("several", "ed25519 sign");
    let second = office.add(&first, "ed25519 sign");
    office.works("gpg --export several > several.pgp; gpg --export several cert > two.pgp; head -c -1 several.pgp > cut.pgp");
    office.works(&format!("{GPG} --armor --export-secret-keys several > secret.pgp; {GPG} --export-secret-keys several > secret.bin"));

    for (file, more, complaint) in [
        ("rsa", String::new(), format!("{rsa}: its algorithm is RSA")),
        ("nist", String::new(), "its algorithm is ECDSA".to_owned()),
        (
            "cert",
            String::new(),
            format!(
                "none of its keys can sign here: {cert}: it is not for signing; {encrypts}: its algorithm is ECDH"
            ),
        ),
        ("expired", String::new(), "it is expired".to_owned()),
        ("subkey", String::new(), format!("{expired}: it is expired")),
        ("revoked", String::new(), format!("{revoked}: it is revoked")),
        ("own", String::new(), format!("{gone}: it is revoked")),
        ("own", format!(" --fingerprint {gone}"), format!("{gone}: it is revoked")),
        ("several", String::new(), format!("several of its keys can sign: {first}, {second}")),
        ("several", format!(" --fingerprint {gone}"), format!("it holds no key {gone}")),
        ("two", String::new(), "several certificates".to_owned()),
        ("cut", String::new(), "it is broken".to_owned()),
        ("secret", String::new(), "a private key".to_owned()),
    ] {
        let said = office.fails(&format!("undersigned keygen anglers --from {file}.pgp{more}"), 3);
        // nothing can be added to a key that is revoked
        assert!(file != "revoked" || !said.contains("--quick-add-key"), "{said}");
        assert!(said.contains(&complaint) && said.contains("hint: "), "{file}: {said}");
    }
    assert!(office.fails("undersigned keygen anglers --from secret.bin", 3).contains("a private key"));
    // gpg writes fingerprints with spaces too
    let spaced = second.as_bytes().chunks(4).map(text).collect::<Vec<_>>().join(" ").to_lowercase();
    let vkey =
        office.works(&format!("undersigned keygen anglers --from several.pgp --fingerprint '{spaced}'"));
    let chosen =
        office.works(&format!("undersigned keygen anglers --from several.pgp --fingerprint {first}"));
    assert_ne!(vkey, chosen);
    office.works("undersigned keygen anglers -o plain.pem --no-passphrase");
    for (command, status, complaint) in [
        (
            format!("undersigned keygen anglers --from plain.pem --fingerprint {first}"),
            2,
            "only a key of OpenPGP",
        ),
        (
            format!("undersigned keygen anglers --from several.pgp --fingerprint {first} --kind sshsig"),
            2,
            "in a way of its own",
        ),
        (
            "undersigned sign request.json --as anglers --name A --key secret.pgp -o reply.json --yes"
                .to_owned(),
            3,
            "request open",
        ),
        (OPEN.replace("cert.pgp", "several.pgp"), 3, "--fingerprint"),
    ] {
        let said = office.fails(&command, status);
        assert!(said.contains(complaint), "{command}: {said}");
    }
}

#[test]
fn a_subkey_that_stands_twice_is_one_key_and_revoked_once_is_revoked() {
    let office = Office::new();
    let key = office.make("a", "ed25519 cert");
    let subkey = office.add(&key, "ed25519 sign");
    office.export("a");
    let whole = fs::read(office.at("cert.pgp")).unwrap();
    office.works("printf 'key 1\\nrevkey\\ny\\n0\\n\\ny\\nsave\\n' | gpg --no-tty --command-fd 0 --pinentry-mode loopback --passphrase '' --edit-key a >said 2>&1");
    office.export("a");
    let revoked = fs::read(office.at("cert.pgp")).unwrap();
    // gpg writes a subkey of this form as a packet of 51 bytes
    let start = whole.windows(2).rposition(|header| header == [0xb8, 0x33]).unwrap();
    assert_eq!(whole[..start], revoked[..start]);
    let (before, bound) = whole.split_at(start);
    let read = |bytes: &[u8]| {
        fs::write(office.at("twice.pgp"), bytes).unwrap();
        read_certificate(&office.at("twice.pgp"), None, NOW)
    };
    assert!(read(&revoked).is_err());
    let one = read(&whole).unwrap().unwrap();
    assert_eq!(read(&[before, bound, bound].concat()).unwrap().unwrap().key, one.key);
    for both in [[&revoked[..], bound].concat(), [before, bound, &revoked[start..]].concat()] {
        let said = read(&both).err().unwrap().to_string();
        assert!(said.contains(&format!("{subkey}: it is revoked")), "{said}");
    }
}

#[test]
fn no_damage_to_a_certificate_gives_another_key() {
    let office = Office::new();
    let key = office.make("a", "ed25519 cert");
    office.add(&key, "ed25519 sign");
    office.export("a");
    let whole = fs::read(office.at("cert.pgp")).unwrap();
    let read = |bytes: &[u8]| {
        fs::write(office.at("damaged.pgp"), bytes).unwrap();
        read_certificate(&office.at("damaged.pgp"), None, NOW)
    };
    let signs = read(&whole).unwrap().unwrap().key;
    let mut said = BTreeSet::new();
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        match read(&flipped) {
            Ok(found) => assert!(found.is_none_or(|found| found.key == signs), "bit {bit}"),
            Err(error) => {
                said.insert(error.to_string().rsplit(": ").next().unwrap().to_owned());
            }
        }
    }
    for complaint in [
        "it is broken",
        "it did not sign that it belongs to this certificate",
        "no valid signature by its owner says what it is for",
    ] {
        assert!(said.contains(complaint), "{said:?}");
    }
    for length in 1..whole.len() {
        assert!(
            read(&whole[..length]).is_ok_and(|found| found.is_none()) || read(&whole[..length]).is_err(),
            "{length}"
        );
    }
}

#[test]
fn a_certificate_that_says_otherwise_by_now_keeps_a_signature_from_being_attached() {
    let office = Office::new();
    let key = office.make("a", "ed25519 cert");
    let subkey = office.add(&key, "ed25519 sign");
    office.export("a");
    office.works(OPEN);
    office.sign_both(&sign(&subkey));
    let attach = format!("{ATTACH} --certificate");
    office.works("printf 'key 1\\nrevkey\\ny\\n0\\n\\ny\\nsave\\n' | gpg --no-tty --command-fd 0 --pinentry-mode loopback --passphrase '' --edit-key a >said 2>&1");
    office.works("gpg --export a > revoked.pgp");
    office.make("b", "ed25519 sign");
    office.works("gpg --export b > b.pgp");
    for (file, complaint) in [
        ("revoked.pgp", "it is revoked"),
        ("b.pgp", "another key"),
        ("empty.pgp", "no OpenPGP certificate"),
        ("gone.pgp", "no such certificate"),
    ] {
        let said = office.fails(&format!("touch empty.pgp; {attach} {file}"), 3);
        assert!(said.contains(complaint) && said.contains("hint: "), "{said}");
        assert!(file == "revoked.pgp" || said.contains(&subkey), "{said}");
        assert!(!said.contains("--fingerprint") && !said.contains("undersigned keygen ID -o cert"), "{said}");
        assert!(!office.at("reply.json").exists());
    }
    office.works("mkfifo pipe");
    for command in [format!("timeout 20 {attach} pipe"), format!("timeout 20 {ATTACH} pipe")] {
        assert!(office.fails(&command, 3).contains("a pipe or a device"), "{command}");
    }
    // what it says afterwards is not asked: a keys record has a word of its own for that
    office.works(&format!("{attach} cert.pgp"));
    office.works("undersigned add reply.json --registry registry");
    office.works(VERIFY);
}

#[test]
fn a_key_of_openpgp_takes_part_in_thresholds_rotation_and_standing() {
    let office = Office::new();
    let key = office.make("a", "ed25519 sign");
    office.export("a");
    let first = office.verifier_key("cert.pgp");
    office.works("undersigned keygen anglers -o two.pem --no-passphrase > two.vkey");
    let second: VerifierKey = office.works("cat two.vkey").parse().unwrap();
    let next = office.make("b", "ed25519 sign");
    office.works("gpg --export b > b.pgp");
    let third = office.verifier_key("b.pgp");
    let file = |path: &str, text: &str, signers: &[&VerifierKey]| {
        fs::write(office.at("record.txt"), text).unwrap();
        let mut note = Record::parse(text).unwrap().to_note().unwrap();
        for signer in signers {
            let made = match signer {
                _ if **signer == second => {
                    office.works("openssl pkeyutl -sign -rawin -inkey two.pem -in record.txt -out made.sig");
                    fs::read(office.at("made.sig")).unwrap()
                }
                _ => office.signature(if **signer == first { &key } else { &next }, "record.txt"),
            };
            note.attach(signer, &made).unwrap();
        }
        let path = office.at("registry").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, note.to_string()).unwrap();
        Digest::of(text.as_bytes()).prefixed()
    };
    let roll = fs::read(office.at("registry/statement/no-dam/roll/1.note")).unwrap();
    let digest = Digest::of(&fs::read(office.at("registry/statement/no-dam/text.txt")).unwrap()).prefixed();
    let keys = format!(
        "undersigned/keys/v1\nsignatory anglers\nversion 1\nname Anglers\nthreshold 2\nkey {first}\nkey {second}\ndate 2025-11-01\n"
    );
    let keys = file("keys/anglers/1.note", &keys, &[&first, &second]);
    let act = format!(
        "undersigned/signature/v1\nversion 1\ntext {digest}\nprofile text-v1\nsignatory anglers\nname Anglers\nkeys {keys}\n\
         roll {}\ndate 2025-11-01\n",
        Note::parse(&roll).unwrap().digest().prefixed()
    );
    file("signatures/no-dam/anglers/1.note", &act, &[&first]);
    assert!(office.fails(VERIFY, 1).contains("too few") || office.fails(VERIFY, 1).contains("invalid"));
    let signed = file("signatures/no-dam/anglers/1.note", &act, &[&first, &second]);
    office.works(VERIFY);
    fs::write(office.at("trust"), format!("key {first}\n")).unwrap();
    let pinned =
        "undersigned verify no-dam anglers --registry registry --trust trust --require-standing pinned";
    office.works(pinned);
    // a rotation that the key of OpenPGP does not sign is none
    let rotated = format!(
        "undersigned/keys/v1\nsignatory anglers\nversion 2\nname Anglers\nthreshold 1\nkey {third}\nretired 2025-11-01 {first}\n\
         keeps {signed}\ndate 2025-11-01\nprevious {keys}\n"
    );
    file("keys/anglers/2.note", &rotated, &[&third, &second]);
    assert!(office.fails(VERIFY, 1).contains("disputed"));
    file("keys/anglers/2.note", &rotated, &[&third, &first, &second]);
    office.works(VERIFY);
    let unkept = rotated.replace(&format!("keeps {signed}\n"), "");
    file("keys/anglers/2.note", &unkept, &[&third, &first, &second]);
    assert!(office.fails(VERIFY, 1).contains("disputed"));
}

#[test]
fn a_key_of_openpgp_passes_on_to_another_by_the_tools_alone() {
    let office = Office::that_signed();
    office
        .works("sq key generate -u b --export key.pgp 2>said && sq key extract-cert -o b.pgp key.pgp 2>said");
    office
        .works("undersigned key rotate anglers --new-public b.pgp -o pending.json --registry registry --yes");
    office.works(
        "undersigned request open pending.json --as anglers --public cert.pgp -o old --registry registry",
    );
    office.gpg("--detach-sign -o old/keys.sig old/keys.txt");
    let said = office
        .works("undersigned attach old old/keys.sig --certificate cert.pgp -o one.json --registry registry");
    assert!(said.contains("pending: the listed key"), "{said}");
    office.works("undersigned request open one.json --as anglers --public b.pgp -o new --registry registry");
    office.works("sq sign --detached --signer-key key.pgp -o new/keys.sig new/keys.txt 2>said");
    office.fails(
        "undersigned attach new new/keys.sig --certificate cert.pgp -o all.json --registry registry",
        3,
    );
    office.works("undersigned attach new new/keys.sig --certificate b.pgp -o all.json --registry registry");
    office.works("undersigned add all.json --registry registry");
    assert!(fs::read_to_string(office.at("registry/keys/anglers/2.note")).unwrap().contains("\nretired "));
    office.works(VERIFY);
}

/// RFC 9580, appendix A.3: a certificate of version 6, which no tool here makes.
const SAMPLE: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----

xioGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laPCsQYf
GwoAAABCBYJjh3/jAwsJBwUVCg4IDAIWAAKbAwIeCSIhBssYbE8GCaaX5NUt+mxy
KwwfHifBilZwj2Ul7Ce62azJBScJAgcCAAAAAK0oIBA+LX0ifsDm185Ecds2v8lw
gyU2kCcUmKfvBXbAf6rhRYWzuQOwEn7E/aLwIwRaLsdry0+VcallHhSu4RN6HWaE
QsiPlR4zxP/TP7mhfVEe7XWPxtnMUMtf15OyA51YBM4qBmOHf+MZAAAAIIaTJINn
+eUBXbki+PSAld2nhJh/LVmFsS+60WyvXkQ1wpsGGBsKAAAALAWCY4d/4wKbDCIh
BssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce62azJAAAAAAQBIKbpGG2dWTX8
j+VjFM21J0hqWlEg+bdiojWnKfA5AQpWUWtnNwDEM0g12vYxoWM8Y81W+bHBw805
I8kWVkXU6vFOi+HWvv/ira7ofJu16NnoUkhclkUrk0mXubZvyl4GBg==
-----END PGP PUBLIC KEY BLOCK-----
";

#[test]
fn the_sample_certificate_of_version_6_is_read() {
    let office = Office::new();
    fs::write(office.at("cert.pgp"), SAMPLE).unwrap();
    let fingerprint = "CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9";
    office.works(&format!("undersigned keygen anglers --from cert.pgp --fingerprint {fingerprint}"));
    let vkey = office.verifier_key("cert.pgp");
    let key = vkey.ed25519().unwrap().as_bytes();
    assert!(
        key.starts_with(&[0xf9, 0x4d, 0xa7, 0xbb]) && key.ends_with(&[0x54, 0x3d, 0xf8, 0x95, 0xa3]),
        "{vkey}"
    );
    let encrypts = "12C83F1E706F6308FE151A417743A1F033790E93E9978488D1DB378DA9930885";
    let said =
        office.fails(&format!("undersigned keygen anglers --from cert.pgp --fingerprint {encrypts}"), 3);
    assert!(said.contains("its algorithm is X25519"), "{said}");
    fs::write(office.at("cert.pgp"), SAMPLE.replace("xioGY4d", "xioGY4e")).unwrap();
    office.fails("undersigned keygen anglers --from cert.pgp", 3);
}
