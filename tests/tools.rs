//! Signing with any tool: `request open` writes what openssl, signify and minisign sign, `attach` makes the reply of it.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

#[path = "tools/desk.rs"]
mod desk;

use std::fs;

use desk::{Desk, text};

/// A tool: how it makes a key, how its public half is called, and how it signs `$in` into `$out`.
struct Tool {
    name: &'static str,
    keygen: &'static str,
    public: &'static str,
    sign: &'static str,
}

const TOOLS: [Tool; 10] = [
    Tool {
        name: "openssl",
        keygen: "openssl genpkey -algorithm ed25519 -out key && openssl pkey -in key -pubout -out key.pub",
        public: "key.pub",
        sign: "openssl pkeyutl -sign -rawin -inkey key -in $in -out $out",
    },
    Tool {
        name: "openssl, in base64",
        keygen: "openssl genpkey -algorithm ed25519 -out key && openssl pkey -in key -pubout -out key.pub",
        public: "key.pub",
        sign: "openssl pkeyutl -sign -rawin -inkey key -in $in | openssl base64 > $out",
    },
    Tool {
        name: "signify",
        keygen: "signify-openbsd -G -n -p key.pub -s key.sec",
        public: "key.pub",
        sign: "signify-openbsd -S -s key.sec -m $in -x $out",
    },
    Tool {
        name: "minisign",
        keygen: "minisign -G -W -p key.pub -s key.sec > said",
        public: "key.pub",
        sign: "minisign -S -l -s key.sec -m $in -x $out > said",
    },
    Tool {
        name: "openssl with a key of ours",
        keygen: "undersigned keygen anglers -o key --no-passphrase > key.vkey",
        public: "key.vkey",
        sign: "openssl pkeyutl -sign -rawin -inkey key -in $in -out $out",
    },
    Tool {
        name: "ssh-keygen -Y sign",
        keygen: "ssh-keygen -q -t ed25519 -N '' -f key",
        public: "key.pub --kind sshsig",
        sign: "ssh-keygen -q -Y sign -n undersigned -f key < $in > $out",
    },
    Tool {
        name: "ssh-keygen -Y sign, with the other hash",
        keygen: "ssh-keygen -q -t ed25519 -N '' -f key",
        public: "key.pub --kind sshsig",
        sign: "ssh-keygen -q -Y sign -n undersigned -O hashalg=sha256 -f key < $in > $out",
    },
    Tool {
        name: "a FIDO token",
        keygen: "python3 $token new key",
        public: "key.pub",
        sign: "python3 $token sign key $in > $out",
    },
    Tool {
        name: "minisign, in its default form",
        keygen: "minisign -G -W -p key.pub -s key.sec > said",
        public: "key.pub --kind minisign",
        sign: "minisign -S -s key.sec -m $in -x $out > said",
    },
    Tool {
        name: "a token, by PKCS#11",
        keygen: "mkdir tokens; echo \"directories.tokendir = $PWD/tokens\" > token.conf; export SOFTHSM2_CONF=token.conf; \
                 { softhsm2-util --init-token --free --label t --so-pin 1234 --pin 5678; \
                 pkcs11-tool --module $softhsm --login --pin 5678 --keypairgen --key-type EC:edwards25519 --label k; \
                 pkcs11-tool --module $softhsm --read-object --type pubkey --label k -o key.pub; } > said 2>&1",
        public: "key.pub",
        sign: "SOFTHSM2_CONF=token.conf pkcs11-tool --module $softhsm --login --pin 5678 --sign --mechanism EDDSA --label k -i $in -o $out",
    },
];

const SSH: &Tool = &TOOLS[5];
const FIDO: &Tool = &TOOLS[7];
const MINISIGN: &Tool = &TOOLS[8];

const OPEN: &str =
    "undersigned request open request.json --as anglers --name Anglers --public key.pub -o to-sign";
const ATTACH: &str = "undersigned attach to-sign to-sign/keys.sig to-sign/act.sig -o reply.json";

#[test]
fn every_tool_signs_and_its_reply_is_filed() {
    for tool in TOOLS {
        let desk = Desk::new();
        desk.works(tool.keygen);
        desk.works(&OPEN.replace("key.pub", tool.public));
        sign_both(&desk, &tool);
        desk.works(ATTACH);
        desk.works("undersigned show reply.json");
        desk.works("undersigned add reply.json --registry registry");
        desk.works("undersigned verify no-dam anglers --registry registry --require-standing self-published");
        // the key that the program prints is the one that signed
        let vkey = desk.works(&format!("undersigned keygen anglers --from {}", tool.public));
        let record = fs::read_to_string(desk.at("registry/keys/anglers/1.note")).unwrap();
        assert!(record.contains(&format!("\nkey {}", vkey)), "{}: {vkey}", tool.name);
        // what keygen prints is taken as well as the file
        desk.works("undersigned request no-dam --for anglers -o again.json --registry registry");
        let again = format!(
            "undersigned request open again.json --as anglers --act withdraw --reason Late --public {} -o withdrawal",
            vkey.trim()
        );
        desk.works(&again);
        assert!(!desk.at("withdrawal/keys.txt").exists(), "{}: its keys are known", tool.name);
        desk.works(&tool.sign.replace("$in", "withdrawal/act.txt").replace("$out", "withdrawal/act.sig"));
        desk.works("undersigned attach withdrawal withdrawal/act.sig -o withdrawn.json");
        desk.works("undersigned add withdrawn.json --registry registry");
        let said = desk.fails(
            "undersigned verify no-dam anglers --registry registry --require-standing self-published",
            1,
        );
        assert!(said.contains("withdrawn: "), "{}: {said}", tool.name);
    }
}

#[test]
fn a_file_that_is_too_long_for_a_signature_is_none() {
    /// What the command calls MAX_SIGNATURE.
    const MAX_SIGNATURE: usize = 64 << 10;
    let desk = Desk::new();
    desk.works("undersigned keygen anglers -o key.pem --no-passphrase > key.pub");
    desk.works(OPEN);
    desk.works("for record in keys act; do openssl pkeyutl -sign -rawin -inkey key.pem -in to-sign/$record.txt -out to-sign/$record.sig; done");
    desk.works("base64 -w0 to-sign/act.sig > written");
    let written = fs::read(desk.at("written")).unwrap();
    let padded = |bytes: usize| [&written[..], &vec![b'\n'; bytes - written.len()]].concat();
    let attach = "undersigned attach to-sign to-sign/keys.sig long -o reply.json";
    fs::write(desk.at("long"), padded(MAX_SIGNATURE + 1)).unwrap();
    let output = desk.run(attach);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("long: longer than 65536 bytes"), "{}", text(&output.stderr));
    fs::write(desk.at("long"), padded(MAX_SIGNATURE)).unwrap();
    desk.works(attach);
}

#[test]
fn attach_writes_what_sign_writes() {
    let desk = Desk::new();
    desk.works("undersigned keygen anglers -o key.pem --no-passphrase > key.pub");
    desk.works(
        "undersigned sign request.json --as anglers --name Anglers --key key.pem -o signed.json --yes",
    );
    desk.works(OPEN);
    desk.works("for record in keys act; do openssl pkeyutl -sign -rawin -inkey key.pem -in to-sign/$record.txt -out to-sign/$record.sig; done");
    desk.works(ATTACH);
    assert_eq!(fs::read(desk.at("reply.json")).unwrap(), fs::read(desk.at("signed.json")).unwrap());
    // in any order
    desk.works("undersigned attach to-sign to-sign/act.sig to-sign/keys.sig -o other.json");
    assert_eq!(fs::read(desk.at("other.json")).unwrap(), fs::read(desk.at("signed.json")).unwrap());
}

#[test]
fn what_is_to_be_signed_is_shown_and_written_to_the_byte() {
    let desk = Desk::new();
    desk.works(TOOLS[0].keygen);
    let output = desk.run(OPEN);
    let (shown, said) = (text(&output.stdout), text(&output.stderr));
    assert!(shown.contains("| No dam on the Wend."), "{shown}");
    for name in ["keys", "act"] {
        let file = format!("to-sign/{name}.txt");
        let digest = desk.works(&format!("sha256sum < {file} | cut -c 1-64"));
        assert!(shown.contains(&format!("{file}: to be signed for ")), "{shown}");
        assert!(shown.contains(&format!("sha256:{digest}")), "{shown}");
    }
    // the commands that it gives work as they stand, but for the name of the key
    let command = said.lines().find(|line| line.contains("openssl pkeyutl")).unwrap();
    let command = command.trim_start_matches("undersigned: hint: ").replace("KEY.pem", "key");
    desk.works(&command);
    assert_eq!(fs::read(desk.at("to-sign/keys.sig")).unwrap().len(), 64);
    desk.works("openssl pkeyutl -verify -pubin -inkey to-sign/key.pem -rawin -in to-sign/keys.txt -sigfile to-sign/keys.sig");
}

#[test]
fn a_signature_over_something_else_is_refused_with_the_remedy() {
    let desk = Desk::new();
    desk.works(TOOLS[0].keygen);
    desk.works("openssl genpkey -algorithm ed25519 -out other");
    desk.works(OPEN);
    sign_both(&desk, &TOOLS[0]);
    let sign = |input: &str| format!("openssl pkeyutl -sign -rawin -inkey key -in {input} -out wrong.sig");
    for (make, complaint, hint) in [
        (sign("registry/statement/no-dam/text.txt"), "over the text of the statement", "sign keys.txt or act.txt"),
        (sign("to-sign/request.json"), "no valid signature by anglers+", "with that key and no other"),
        (
            format!("openssl dgst -sha256 -binary to-sign/act.txt > digest; {}", sign("digest")),
            "over the digest of the file",
            "-rawin and no -digest",
        ),
        (
            format!("sed 's/$/\\r/' to-sign/act.txt > crlf; {}", sign("crlf")),
            "no valid signature by anglers+",
            "as it is, to the byte",
        ),
        (sign("to-sign/act.txt").replace("-inkey key ", "-inkey other "), "no valid signature by anglers+", "with that key"),
        ("head -c 63 to-sign/act.sig > wrong.sig".to_owned(), "it has 63 bytes", "64 raw bytes"),
        ("cp key.pub wrong.sig".to_owned(), "this is a key", "the file that the tool wrote"),
        ("cp to-sign/keys.sig wrong.sig".to_owned(), "no signature over to-sign/act.txt is given", "sign that file too"),
        // valid by the loose rules of some verifiers: S + L
        (
            "python3 -c \"b = open('to-sign/act.sig', 'rb').read(); s = int.from_bytes(b[32:], 'little') + 2**252 \
             + 27742317777372353535851937790883648493; open('wrong.sig', 'wb').write(b[:32] + s.to_bytes(32, 'little'))\""
                .to_owned(),
            "no valid signature by anglers+",
            "as it is, to the byte",
        ),
    ] {
        desk.works(&make);
        let said = desk.fails("undersigned attach to-sign to-sign/keys.sig wrong.sig -o reply.json", 1);
        assert!(said.contains(complaint) && said.contains(hint), "{make}: {said}");
        assert!(!desk.at("reply.json").exists(), "{make}");
    }
    let said = desk.fails("undersigned attach to-sign to-sign/keys.sig -o reply.json", 1);
    assert!(said.contains("no signature over to-sign/act.txt is given"), "{said}");
    desk.fails("undersigned attach to-sign to-sign/keys.sig absent.sig -o reply.json", 3);
    desk.fails("undersigned attach registry to-sign/keys.sig -o reply.json", 3);
}

#[test]
fn signatures_that_are_not_over_the_file_alone_are_refused_by_name() {
    let desk = Desk::new();
    desk.works(TOOLS[3].keygen);
    desk.works(OPEN);
    sign_both(&desk, &TOOLS[3]);
    desk.works("ssh-keygen -q -t ed25519 -N '' -f ssh");
    for (make, complaint, hint) in [
        (
            "minisign -S -s key.sec -m to-sign/act.txt -x wrong.sig > said",
            "signature over a hash",
            "minisign -S -l",
        ),
        (
            "ssh-keygen -q -Y sign -n file -f ssh < to-sign/act.txt > wrong.sig",
            "ssh-keygen -Y sign",
            "--key ~/.ssh/id_ed25519",
        ),
        (
            "signify-openbsd -G -n -p s.pub -s s.sec && signify-openbsd -S -e -s s.sec -m to-sign/act.txt -x wrong.sig",
            "no form that is read",
            "signify",
        ),
    ] {
        desk.works(make);
        let said = desk.fails("undersigned attach to-sign to-sign/keys.sig wrong.sig -o reply.json", 1);
        assert!(said.contains(complaint) && said.contains(hint), "{make}: {said}");
        assert!(!desk.at("reply.json").exists(), "{make}");
    }
}

#[test]
fn a_signature_of_another_kind_than_the_key_is_refused_by_name() {
    for (tool, sign, complaint, hint) in [
        (
            SSH,
            "ssh-keygen -q -Y sign -n file -f key < $in > $out",
            "its namespace is not undersigned",
            "sign ",
        ),
        (
            SSH,
            "ssh-keygen -q -t ed25519 -N '' -f b; ssh-keygen -q -Y sign -n undersigned -f b < $in > $out",
            "by another key",
            "sign ",
        ),
        (
            SSH,
            "ssh-keygen -q -t rsa -N '' -f r; ssh-keygen -q -Y sign -n undersigned -f r < $in > $out",
            "of another type than ssh-ed25519",
            "sign ",
        ),
        (
            SSH,
            "ssh-keygen -q -Y sign -n undersigned -f key < draft.txt > $out",
            "not valid for this text",
            "as it is, to the byte",
        ),
        (
            SSH,
            "openssl genpkey -algorithm ed25519 -out o; openssl pkeyutl -sign -rawin -inkey o -in $in -out $out",
            "over the file itself",
            "-Y sign",
        ),
        (
            SSH,
            "minisign -G -W -p m.pub -s m.sec > said; minisign -S -s m.sec -m $in -x $out > said",
            "minisign's signature over a hash",
            "--kind minisign",
        ),
        (FIDO, "python3 $token sign key $in 0 > $out", "nobody touched the token", "sign "),
        (
            FIDO,
            "ssh-keygen -q -t ed25519 -N '' -f b; ssh-keygen -q -Y sign -n undersigned -f b < $in > $out",
            "of another type than sk-ssh",
            "sign ",
        ),
        (
            MINISIGN,
            "minisign -S -s key.sec -m $in -x $out > said; sed -i '3s/$/ and more/' $out",
            "its trusted comment",
            "sign ",
        ),
        (MINISIGN, "minisign -S -l -s key.sec -m $in -x $out > said", "over the file itself", "leave -l out"),
        (
            MINISIGN,
            "minisign -S -s key.sec -m draft.txt -x $out > said",
            "no valid signature",
            "as it is, to the byte",
        ),
    ] {
        let desk = Desk::new();
        desk.works(tool.keygen);
        desk.works(&OPEN.replace("key.pub", tool.public));
        sign_both(&desk, tool);
        desk.works(&sign.replace("$in", "to-sign/act.txt").replace("$out", "wrong.sig"));
        let said = desk.fails("undersigned attach to-sign to-sign/keys.sig wrong.sig -o reply.json", 1);
        assert!(said.contains(complaint) && said.contains(hint), "{sign}: {said}");
        assert!(!desk.at("reply.json").exists(), "{sign}");
    }
}

#[test]
fn a_kind_that_a_key_does_not_have_is_refused() {
    let desk = Desk::new();
    desk.works("python3 $token new token && python3 $token new work ssh:work");
    desk.works("ssh-keygen -q -t ed25519 -N '' -f key");
    let vkey = desk.works("undersigned keygen anglers --from key.pub --kind sshsig");
    for (command, status, complaint) in [
        ("undersigned keygen anglers --from token.pub --kind sshsig".to_owned(), 2, "in a way of its own"),
        ("undersigned keygen anglers --from work.pub".to_owned(), 3, "another application than ssh:"),
        ("undersigned keygen anglers -o new.pem --kind sshsig".to_owned(), 2, "cannot be used with"),
        (OPEN.replace("key.pub", &format!("{vkey} --kind sshsig")), 2, "says itself"),
        ("undersigned keygen anglers --from key.pub --kind pgp".to_owned(), 2, "invalid value 'pgp'"),
    ] {
        let said = desk.fails(&command, status);
        assert!(said.contains(complaint), "{command}: {said}");
    }
    assert!(!desk.at("new.pem").exists());
}

#[test]
fn a_key_of_another_kind_signs_here_too_if_it_is_at_hand() {
    let desk = Desk::new();
    desk.works("ssh-keygen -q -t ed25519 -N '' -f key");
    desk.works(&OPEN.replace("key.pub", SSH.public));
    sign_both(&desk, SSH);
    desk.works(ATTACH);
    desk.works("undersigned add reply.json --registry registry");
    desk.works("undersigned withdraw no-dam --as anglers --key key --registry registry --yes");
    desk.works("undersigned export no-dam --format allowed-signers -o ssh --registry registry");
    assert_eq!(desk.works("sh ssh/check.sh"), "anglers: withdrawal holds, by 1 of its keys");
    // and passes on to a key of ours
    desk.works("undersigned keygen anglers -o new.pem --no-passphrase");
    desk.works("undersigned key rotate anglers --key key --new new.pem --registry registry --yes");
    desk.works("undersigned sign no-dam --as anglers --key new.pem --registry registry --yes");
    desk.works("undersigned verify no-dam anglers --registry registry --require-standing self-published");
}

#[test]
#[cfg(not(feature = "pkcs11"))]
fn a_build_that_loads_no_modules_says_which_feature_it_lacks() {
    let desk = Desk::new();
    for command in [
        "undersigned sign request.json --as anglers --yes -o reply.json --key",
        "undersigned keygen anglers --from",
        "undersigned request open request.json --as anglers -o to-sign --public",
    ] {
        let said = desk.fails(&format!("{command} 'pkcs11:token=t?module-path=$softhsm'"), 3);
        assert!(said.contains("error: this undersigned was built without the feature pkcs11"), "{said}");
        assert!(
            said.contains("hint: build it with that feature: cargo install --path . --features pkcs11\n"),
            "{said}"
        );
        let said = desk.fails(&format!("{command} 'pkcs11:token=t'"), 2);
        assert!(said.contains("error: this PKCS#11 URI cannot be used: module-path is missing"), "{said}");
    }
    assert!(!desk.at("reply.json").exists() && !desk.at("to-sign").exists());
}

#[test]
fn what_other_tools_signed_is_exported_for_each_and_refused_if_changed() {
    let desk = Desk::new();
    for (id, tool) in [("anglers", SSH), ("fishers", FIDO), ("rovers", MINISIGN), ("ramblers", &TOOLS[0])] {
        desk.works("rm -rf key key.* to-sign reply.json");
        desk.works(tool.keygen);
        desk.works(
            &OPEN
                .replace("key.pub", tool.public)
                .replace("anglers --name Anglers", &format!("{id} --name {id}")),
        );
        sign_both(&desk, tool);
        desk.works(ATTACH);
        desk.works("undersigned add reply.json --registry registry");
    }
    for (format, ids) in [
        ("allowed-signers", vec!["anglers", "fishers"]),
        ("minisign", vec!["rovers"]),
        ("openssl", vec!["ramblers"]),
    ] {
        let export = format!("undersigned export no-dam --format {format} -o {format} --registry registry");
        let output = desk.run(&export);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("cannot check these, and they are left out: "), "{format}");
        // the tool checks its own, and says that there are more
        let said = desk.fails(&format!("sh {format}/check.sh"), 3);
        for id in ["anglers", "fishers", "rovers", "ramblers"] {
            let expected = match ids.contains(&id) {
                true => format!("{id}: signature holds, by 1 of its keys"),
                false => format!("{id}: not checked here: its key signs by another tool"),
            };
            assert!(said.contains(&expected), "{format}: {said}");
        }
        let id = ids[0];
        for change in [
            "sed -i s/dam/dams/ text.txt".to_owned(),
            format!("sed -i 's/^date .*/date 2020-01-01/' acts/{id}.txt"),
            format!("rm acts/{id}.pub acts/{id}.sig"),
            format!(
                "sed -i '$s/[A-Za-z0-9]/+/3' acts/{id}.sig; sed -i '2s/[A-Za-z0-9]/+/80' acts/{id}.sig; echo x >> acts/{id}.sig"
            ),
        ] {
            desk.works(&format!("rm -rf copy && cp -r {format} copy && cd copy && {change}"));
            let said = desk.run("sh copy/check.sh");
            assert!(!matches!(said.status.code(), Some(0 | 3)), "{format}: {change}: {}", text(&said.stdout));
        }
    }
    desk.works("ssh-keygen -Y verify -f allowed-signers/allowed_signers -I fishers -n undersigned -s allowed-signers/acts/fishers.sig < allowed-signers/acts/fishers.txt");
    desk.works(
        "minisign -V -p minisign/acts/rovers.pub -m minisign/acts/rovers.txt -x minisign/acts/rovers.sig",
    );
    let said = desk.fails("undersigned export no-dam --format signify -o registry --registry registry", 1);
    assert!(said.contains("registry"), "{said}");
    desk.works("undersigned export no-dam --format signify -o signify --registry registry");
    let said = desk.fails("undersigned show --recipe registry/signatures/no-dam/rovers/1.note", 3);
    assert!(said.contains("openssl checks none of the keys"), "{said}");
}

#[test]
fn nothing_is_attached_to_what_was_changed_since() {
    let desk = Desk::new();
    desk.works(TOOLS[0].keygen);
    desk.works(OPEN);
    for (change, file) in [
        ("sed -i 's/^name .*/name The Rovers/' to-sign/act.txt", "keys"),
        ("sed -i 's/$/\\r/' to-sign/act.txt", "act"),
        ("sed -i 's/^threshold 1/threshold 01/' to-sign/keys.txt", "keys"),
        ("sed -i 's/^keys sha256:./keys sha256:g/' to-sign/act.txt", "act"),
        ("undersigned keygen anglers -o other --no-passphrase > to-sign/key.txt", "keys"),
    ] {
        desk.works("rm -rf was other && cp -r to-sign was");
        desk.works(change);
        sign_both(&desk, &TOOLS[0]);
        let said = desk.fails(ATTACH, 1);
        let complaint = format!("{file}.txt: this is not what request open wrote");
        assert!(said.contains(&complaint), "{change}: {said}");
        assert!(!desk.at("reply.json").exists(), "{change}");
        desk.works("rm -r to-sign && mv was to-sign");
    }
}

#[test]
fn two_officers_sign_each_with_a_tool_of_their_own() {
    let desk = Desk::new();
    for (command, status) in [
        ("signify-openbsd -G -n -p key.pub -s key.sec", 0),
        ("undersigned keygen anglers -o one.pem --no-passphrase", 0),
        ("undersigned keygen anglers -o two.pem --no-passphrase > two.vkey", 0),
        ("undersigned sign no-dam --as anglers --key one.pem --registry registry --yes", 0),
        (
            "undersigned key join anglers --key one.pem --new two.pem --threshold 2 --registry registry --yes",
            0,
        ),
        ("undersigned request no-dam --for anglers -o again.json --registry registry", 0),
        ("undersigned withdraw again.json --as anglers --key one.pem -o pending.json --yes", 0),
        (
            "undersigned request open again.json pending.json --as anglers --act withdraw --public two.vkey -o second",
            0,
        ),
        ("openssl pkeyutl -sign -rawin -inkey two.pem -in second/act.txt -out second/act.sig", 0),
        ("undersigned attach second second/act.sig -o whole.json", 0),
        ("undersigned add whole.json --registry registry", 0),
        // a key that is none of theirs
        ("undersigned request open again.json --as anglers --act withdraw --public key.pub -o third", 1),
    ] {
        let output = desk.run(command);
        assert_eq!(output.status.code(), Some(status), "{command}: {}", text(&output.stderr));
    }
    let record = fs::read_to_string(desk.at("registry/signatures/no-dam/anglers/2.note")).unwrap();
    assert_eq!(record.matches("\n\u{2014} anglers ").count(), 2, "{record}");
}

#[test]
fn what_cannot_be_opened_is_said_before_anything_is_written() {
    let desk = Desk::new();
    desk.works(TOOLS[0].keygen);
    desk.works("undersigned keygen rovers -o rovers.pem --no-passphrase > rovers.vkey");
    let rovers = text(&fs::read(desk.at("rovers.vkey")).unwrap()).trim().to_owned();
    for (command, status, complaint) in [
        (OPEN.replace("key.pub", &rovers), 2, "is a key of rovers, not of anglers"),
        (OPEN.replace("key.pub", "draft.txt"), 3, "is no Ed25519 key file"),
        (OPEN.replace("key.pub", "absent"), 3, "there is no key file absent"),
        (OPEN.replace("key.pub", "anglers+00000000+/wEC"), 3, "of a kind that is not checked here"),
        (format!("{OPEN} --reason Late"), 2, "a signature has no reason"),
        (format!("{OPEN} --act agree"), 2, "invalid value 'agree'"),
        (format!("{OPEN} --act withdraw"), 1, "there is no signature by anglers to withdraw"),
        (OPEN.replace("request.json", "draft.txt"), 3, "draft.txt"),
        (OPEN.replace("-o to-sign", "-o registry"), 1, "registry exists already"),
    ] {
        let said = desk.fails(&command, status);
        assert!(said.contains(complaint), "{command}: {said}");
        assert!(!desk.at("to-sign").exists(), "{command}");
    }
    // a statement of that name is still asked for
    desk.works("undersigned propose other.txt --slug open --title Open --convener coalition --key coalition.pem --registry registry --yes");
    desk.works("undersigned request --registry registry -o open.json -- open");
}

#[test]
fn what_is_exported_is_checked_by_the_tool_and_refused_if_changed() {
    let desk = Desk::new();
    for (id, name) in [("anglers", "Anglers"), ("fishers", "Fishers"), ("rovers", "Rovers")] {
        desk.works(&format!("undersigned keygen {id} -o {id}.pem --no-passphrase"));
        let verb = if id == "fishers" { "decline" } else { "sign" };
        desk.works(&format!(
            "undersigned {verb} no-dam --as {id} --name {name} --key {id}.pem --registry registry --yes"
        ));
    }
    desk.works("undersigned keygen anglers -o two.pem --no-passphrase");
    desk.works("undersigned key join anglers --key anglers.pem --new two.pem --threshold 2 --registry registry --yes");
    desk.works("undersigned request no-dam --for anglers -o again.json --registry registry");
    desk.works("undersigned withdraw again.json --as anglers --key anglers.pem -o one.json --yes");
    desk.works("undersigned withdraw again.json one.json --as anglers --key two.pem -o both.json --yes");
    desk.works("undersigned add both.json --registry registry");
    for format in ["openssl", "signify"] {
        desk.works(&format!("undersigned export no-dam --format {format} -o {format} --registry registry"));
        let said = desk.works(&format!("sh {format}/check.sh"));
        let expected = "anglers: withdrawal holds, by 2 of its keys\nfishers: decline holds, by 1 of its keys\n\
                        rovers: signature holds, by 1 of its keys";
        assert_eq!(said, expected, "{format}");
        for change in [
            "sed -i s/dam/dams/ text.txt",
            "sed -i 's/^date .*/date 2020-01-01/' acts/fishers.txt",
            "cp acts/rovers.txt acts/fishers.txt",
            "cp acts/rovers.sig acts/fishers.sig",
            "cp acts/rovers.pub acts/fishers.pub",
            "cp acts/anglers.sig acts/anglers.2.sig",
            "rm acts/anglers.2.sig",
            "mv acts/rovers.txt acts/ramblers.txt",
            "rm acts/rovers.pub acts/rovers.sig",
        ] {
            desk.works(&format!("rm -rf copy && cp -r {format} copy && cd copy && {change}"));
            let output = desk.run("sh copy/check.sh");
            assert!(!output.status.success(), "{format}: {change}: {}", text(&output.stdout));
        }
        // openssl takes a key of small order, and this signature by it for every message
        let small = match format {
            "openssl" => {
                "{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000\\001'; head -c 31 /dev/zero; } \
                          | openssl pkey -pubin -inform DER -out acts/rovers.pub; \
                          { printf '\\001'; head -c 63 /dev/zero; } > acts/rovers.sig"
            }
            _ => {
                "(echo 'untrusted comment: x'; { printf 'Ed12345678\\001'; head -c 31 /dev/zero; } | base64 -w 0; echo) > acts/rovers.pub; \
                  (echo 'untrusted comment: x'; { printf 'Ed12345678\\001'; head -c 63 /dev/zero; } | base64 -w 0; echo) > acts/rovers.sig"
            }
        };
        desk.works(&format!("rm -rf copy && cp -r {format} copy && cd copy && {small}"));
        let said = desk.fails("sh copy/check.sh", 1);
        assert!(said.contains("does not hold: acts/rovers.pub: small order"), "{format}: {said}");
        desk.works("sed -i '/small order/d' copy/check.sh");
        desk.works("sh copy/check.sh");
        desk.fails(
            &format!("undersigned export no-dam --format {format} -o {format} --registry registry"),
            1,
        );
    }
    desk.works("undersigned export no-dam --format bundle -o all.json --registry registry");
    desk.works(
        "undersigned init copy-of-all && undersigned add --statements all.json --registry copy-of-all",
    );
    desk.works("diff -r registry copy-of-all");
}

#[test]
fn an_exported_demonstration_says_so_first() {
    let desk = Desk::new();
    desk.works("undersigned demo demo");
    for format in ["openssl", "signify"] {
        let export = format!(
            "undersigned export political-prisoners-2025 --format {format} -o {format} --registry demo"
        );
        assert!(desk.works(&export).starts_with("DEMONSTRATION, NOT AN ENDORSEMENT"));
        let said = desk.works(&format!("sh {format}/check.sh"));
        assert!(said.starts_with("DEMONSTRATION, NOT AN ENDORSEMENT"), "{said}");
        assert_eq!(said.matches(": signature holds, by 1 of its keys").count(), 29, "{said}");
    }
}

/// Signs both records that `request open` wrote.
fn sign_both(desk: &Desk, tool: &Tool) {
    for name in ["keys", "act"] {
        let _ = fs::remove_file(desk.at(&format!("to-sign/{name}.sig")));
        let (input, output) = (format!("to-sign/{name}.txt"), format!("to-sign/{name}.sig"));
        desk.works(&tool.sign.replace("$in", &input).replace("$out", &output));
    }
}
