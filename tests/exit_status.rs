//! Every command in every exit status that it can have: 0 what was asked holds, 1 judged and it does not, 2 usage, 3 it
//! could not be judged. All of it in an empty network namespace, where there is not even a loopback.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{LazyLock, Mutex};

use tempfile::TempDir;

/// What every row begins with: a registry in which the fishers signed and the anglers did not, one in which all did, a
/// demonstration, a statement with a closed roll, keys, drafts, a request and a reply to it.
const WORLD: &str = "
set -e
export SOURCE_DATE_EPOCH=1761955200
for id in coalition fishers anglers ramblers; do undersigned keygen $id -o $id.pem --no-passphrase > $id.vkey; done
(umask 077; echo 'seven herons over the weir' > words)
undersigned keygen coalition -o locked.pem --passphrase-file words
printf 'No dam on the Wend.\\n\\nSigned:\\n- Fishers\\n- Anglers\\n' > draft.txt
printf 'Clean water.\\n\\nSigned:\\n- Fishers\\n' > other.txt
printf 'No \\xe2\\x80\\xae dam.\\n' > hidden.txt
printf 'No dam\\xff.\\n' > binary.txt
undersigned init registry
undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key coalition.pem --registry registry --yes
undersigned request no-dam -o request.json --registry registry
for id in fishers anglers; do undersigned sign request.json --as $id --key $id.pem -o $id.json --yes; done
undersigned sign request.json --as ramblers --name Ramblers --key ramblers.pem -o ramblers.json --yes
cp -r registry full
undersigned add fishers.json --registry registry
undersigned add fishers.json anglers.json --registry full
cp -r full closed
undersigned roll close no-dam --key coalition.pem --yes --registry closed
cp -r registry spoilt
sed -i s/dam/dams/ spoilt/statement/no-dam/text.txt
cp -r registry torn
rm torn/keys/fishers/1.note
cp -r registry bare
rm bare/statement/no-dam/roll/1.note
undersigned demo demo
";

/// The command line (without the program's name), what is done before it, and its exit status.
#[rustfmt::skip]
const TABLE: &[(&str, &str, i32)] = &[
    ("demo new", "", 0),
    ("demo demo", "", 1),
    ("demo one two", "", 2),
    ("demo new --registry registry", "", 2),
    ("demo draft.txt/new", "", 3),

    ("verify --registry demo", "", 0),
    ("verify --registry full --require-standing self-published", "", 0),
    ("verify --registry full --trust trust", "for id in fishers anglers; do echo \"key $(cat $id.vkey)\"; done > trust", 0),
    ("verify no-dam fishers --registry registry --trust trust", "echo \"key $(cat fishers.vkey)\" > trust", 0),
    ("verify no-dam --registry registry --require 1 --require-standing self-published", "", 0),
    ("verify no-dam --registry registry --require ids --require-standing self-published", "echo fishers > ids", 0),
    ("verify --registry full --against registry --require-standing self-published", "", 0),
    ("verify --registry full --against fishers.json --require-standing self-published", "", 0),
    ("verify --registry registry --against full --require 1 --require-standing self-published", "", 3),
    ("verify --registry full --against other --require-standing self-published", "cp -r registry other && undersigned decline no-dam --as anglers --key anglers.pem --registry other --yes", 1),
    ("verify no-dam fishers --registry full --against registry", "", 2),
    ("verify --registry full --evidence fork", "", 2),
    ("verify --registry full --against absent", "", 3),
    ("verify --registry full --against pipe", "mkfifo pipe", 3),
    ("verify --registry registry", "", 1),
    ("verify --registry spoilt", "", 1),
    ("verify no-dam anglers --registry registry", "", 1),
    ("verify no-dam nobody --registry registry", "", 1),
    ("verify no-dam --registry registry --require 2", "", 1),
    ("verify no-dam --registry registry --require ids", "echo anglers > ids", 1),
    ("verify no-dam fishers --registry registry --trust trust", "echo \"key $(sed s/ramblers/fishers/ ramblers.vkey)\" > trust", 2),
    ("verify no-dam fishers --registry registry --trust trust",
     "echo \"key $(undersigned keygen fishers -o o.pem --no-passphrase)\" > trust", 1),
    ("verify --registry full --require 0", "", 2),
    ("verify --registry full --require ids", ": > ids", 2),
    ("verify --registry full --trust draft.txt", "", 2),
    ("verify --registry full --require-standing friendly", "", 2),
    ("verify --registry full No-Dam", "", 2),
    ("verify no-dam fishers --require 1 --registry full", "", 2),
    ("verify --registry full", "", 3),
    ("verify no-dam fishers --registry full", "", 3),
    ("verify --registry torn --require-standing self-published", "", 1),
    ("verify no-dam fishers --registry torn --require-standing self-published", "", 3),
    ("verify no-dam --registry bare", "", 3),
    ("verify nodam --registry full", "", 3),
    ("verify --registry nowhere", "", 3),
    ("verify", "", 3),
    ("verify --registry empty", "undersigned init empty", 3),
    ("verify --registry full --trust nowhere", "", 3),
    ("verify --registry full --json > /dev/full", "", 3),

    ("audit draft.txt --registry full --require-standing self-published", "", 0),
    ("audit demo/statement/political-prisoners-2025/text.txt --registry demo", "", 0),
    ("audit - --statement no-dam --registry full --require-standing self-published < draft.txt", "", 0),
    ("audit draft.txt --statement no-dam --registry registry", "", 1),
    ("audit other.txt --statement no-dam --registry full", "", 1),
    ("audit binary.txt --registry full", "", 1),
    ("audit https://example.org/ --registry full", "", 2),
    ("audit draft.txt --registry full --html draft.txt", "", 2),
    ("audit --registry full", "", 2),
    ("audit draft.txt --registry full --trust draft.txt", "", 2),
    ("audit draft.txt --registry full", "", 3),
    ("audit draft.txt --statement nodam --registry full", "", 3),
    ("audit nowhere --registry full", "", 3),
    ("audit scan --registry full", "printf GIF89a > scan", 3),
    ("audit blank --registry full", "printf ' \\n' > blank", 3),
    ("audit pipe --registry full", "mkfifo pipe", 3),
    ("audit draft.txt --registry full --json > /dev/full", "", 3),

    ("publish site --registry full", "", 0),
    ("publish site --registry demo --language all --address https://example.org/", "", 0),
    ("publish --single-file no-dam -o no-dam.html --registry full", "", 0),
    ("publish site --registry registry", "", 1),
    ("publish --single-file no-dam -o no-dam.html --registry spoilt", "", 1),
    ("publish site --registry full", "mkdir site; echo mine > site/index.html", 1),
    ("publish --single-file no-dam -o draft.txt --registry full", "", 1),
    ("publish", "", 2),
    ("publish site --language tlh --registry full", "", 2),
    ("publish site --address example.org --registry full", "", 2),
    ("publish full/keys/site --registry full", "", 2),
    ("publish full --registry full", "", 2),
    ("publish --single-file no-dam --registry full", "", 2),
    ("publish site --registry nowhere", "", 3),
    ("publish site --registry bare", "", 3),
    ("publish site --registry empty", "undersigned init empty", 3),
    ("publish nowhere/site --registry full", "", 3),
    ("publish site --registry full", "mkdir site; echo mine > site/undersigned.sha256", 3),
    ("publish --single-file nodam -o nodam.html --registry full", "", 3),
    ("publish site --registry full > /dev/full", "", 3),

    ("show registry/statement/no-dam/roll/1.note", "", 0),
    ("show demo/keys/freedom-house/1.note", "", 0),
    ("show request.json", "", 0),
    ("show - < fishers.json", "", 0),
    ("show note", "sed 's/^date.*/date 2025-10-31/' registry/signatures/no-dam/fishers/1.note > note; cp -r registry/* .", 1),
    ("show bundle", "sed 's,fishers/1.note,anglers/1.note,' fishers.json > bundle", 1),
    ("show bundle", "sed 's,no-dam/fishers/1.note,no-dam/fishers/2.note,' fishers.json > bundle", 1),
    ("show draft.txt", "", 1),
    ("show", "", 2),
    ("show note", "cp registry/signatures/no-dam/fishers/1.note note", 3),
    ("show nowhere", "", 3),

    ("keygen new -o new.pem --no-passphrase", "", 0),
    ("keygen new -o new.pem --passphrase-file words", "", 0),
    ("keygen new -o fishers.pem --no-passphrase", "", 1),
    ("keygen New -o new.pem --no-passphrase", "", 2),
    ("keygen new", "", 2),
    ("keygen new -o new.pem --no-passphrase --registry registry", "", 2),
    ("keygen new -o new.pem", "", 3),
    ("keygen new --from fishers.pem", "", 0),
    ("keygen new --from fishers.pem -o new.pem", "", 2),
    ("keygen new --from absent", "", 3),
    ("keygen new -o nowhere/new.pem --no-passphrase", "", 3),
    ("keygen new -o registry/new.pem --no-passphrase", "", 3),

    ("sign no-dam --as anglers --key anglers.pem --registry registry --yes", "", 0),
    ("sign no-dam --as fishers --key fishers.pem --registry registry", "", 0),
    ("sign request.json --as anglers --key anglers.pem -o new.json --yes", "", 0),
    ("sign no-dam --as fishers --key anglers.pem --registry full --yes -o new.json", "undersigned withdraw no-dam --as fishers --key fishers.pem --registry full --yes", 1),
    ("sign no-dam --as ramblers --name Ramblers --key ramblers.pem --registry closed --yes", "", 1),
    ("sign no-dam --as anglers --key anglers.pem --registry spoilt --yes", "", 1),
    ("sign request.json --as anglers --key anglers.pem -o fishers.json --yes", "", 1),
    ("sign no-dam --as anglers --key anglers.pem --registry registry", "", 2),
    ("sign request.json --as anglers --key anglers.pem --yes", "", 2),
    ("sign no-dam --as ramblers --key ramblers.pem --registry registry --yes", "", 2),
    ("sign no-dam --as anglers --registry registry --yes", "", 2),
    ("sign nodam --as anglers --key anglers.pem --registry registry --yes", "", 3),
    ("sign no-dam --as anglers --key nowhere --registry registry --yes", "", 3),
    ("sign draft.txt --as anglers --key anglers.pem -o new.json --yes", "", 3),
    ("sign fishers.json --as anglers --key anglers.pem -o new.json --yes", "", 3),

    ("withdraw no-dam --as fishers --key fishers.pem --registry registry --yes --reason Late", "", 0),
    ("withdraw request.json fishers.json --as fishers --key fishers.pem -o new.json --yes", "", 0),
    ("withdraw no-dam --as anglers --key anglers.pem --registry registry --yes", "", 1),
    ("withdraw no-dam --as fishers --key fishers.pem --registry registry", "", 2),
    ("withdraw no-dam --as fishers --key fishers.pem --registry registry --yes --reason \"$(printf 'two\\nlines')\"", "", 2),
    ("withdraw nodam --as fishers --key fishers.pem --registry registry --yes", "", 3),

    ("decline no-dam --as anglers --key anglers.pem --registry registry --yes", "", 0),
    ("decline no-dam --as fishers --key fishers.pem --registry registry --yes", "", 1),
    ("decline no-dam --as anglers --key anglers.pem --registry registry", "", 2),
    ("decline nodam --as anglers --key anglers.pem --registry registry --yes", "", 3),

    ("init new", "", 0),
    ("init", "", 0),
    ("init registry", "", 1),
    ("init one two", "", 2),
    ("init new --registry registry", "", 2),
    ("init draft.txt", "", 1),
    ("init draft.txt/new", "", 3),

    ("propose other.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes", "", 0),
    ("propose hidden.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes", "", 1),
    ("propose binary.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes", "", 1),
    ("propose other.txt --slug other --title Other --convener coalition --key fishers.pem --registry registry --yes", "", 1),
    ("propose other.txt --slug no-dam --title Other --convener coalition --key coalition.pem --registry registry --yes", "", 1),
    ("propose draft.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes", "", 1),
    ("propose more.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes",
     "(cat other.txt; echo; echo Write to us.) > more.txt", 1),
    ("propose other.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry", "", 2),
    ("propose other.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes --deadline 2025-10-31", "", 2),
    ("propose other.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes --deadline 2025-11-01", "", 0),
    ("propose other.txt --slug other --convener coalition --key coalition.pem --registry registry --yes", "", 2),
    ("propose other.txt --slug other --title '' --convener coalition --key coalition.pem --registry registry --yes", "", 2),
    ("propose other.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes --split-at x", "", 2),
    ("propose other.txt --slug other --title Other --convener coalition --key locked.pem --registry registry --yes", "", 3),
    ("propose nowhere.txt --slug other --title Other --convener coalition --key coalition.pem --registry registry --yes", "", 3),
    ("propose other.txt --slug other --title Other --convener coalition --key coalition.pem --yes", "", 3),

    ("request no-dam -o new.json --registry registry", "", 0),
    ("request no-dam -o request.json --registry registry", "", 1),
    ("request no-dam -o new.json --registry spoilt", "", 1),
    ("request no-dam --for fishers -o new.json --registry registry", "", 0),
    ("request no-dam --for fisher -o new.json --registry registry", "", 1),
    ("request no-dam --for nobody -o new.json --registry registry", "", 1),
    ("request no-dam --registry registry", "", 2),
    ("request no-dam -o new.json --registry bare", "", 3),
    ("request no-dam -o new.json --registry torn", "rm -r torn/keys/coalition", 3),
    ("request nodam -o new.json --registry registry", "", 3),
    ("request no-dam -o nowhere/new.json --registry registry", "", 3),
    ("request open request.json --as anglers --public anglers.vkey -o new", "", 0),
    ("request open no-dam --as anglers --public anglers.vkey -o new --registry registry", "", 0),
    ("request open request.json --as anglers --public anglers.vkey -o demo", "", 1),
    ("request open request.json --as anglers --public anglers.vkey", "", 2),
    ("request open request.json --as anglers --public draft.txt -o new", "", 3),

    ("export no-dam --format openssl -o new --registry registry", "", 0),
    ("export no-dam --format bundle -o request.json --registry registry", "", 1),
    ("export no-dam --format gpg -o new --registry registry", "", 2),
    ("export nodam --format signify -o new --registry registry", "", 3),

    ("attach to-sign keys.sig act.sig -o new.json", "undersigned request open request.json --as anglers --public anglers.vkey -o to-sign; for r in keys act; do openssl pkeyutl -sign -rawin -inkey anglers.pem -in to-sign/$r.txt -out $r.sig; done", 0),
    ("attach to-sign keys.sig -o new.json", "undersigned request open request.json --as anglers --public anglers.vkey -o to-sign; for r in keys act; do openssl pkeyutl -sign -rawin -inkey anglers.pem -in to-sign/$r.txt -out $r.sig; done", 1),
    ("attach to-sign -o new.json", "undersigned request open request.json --as anglers --public anglers.vkey -o to-sign; for r in keys act; do openssl pkeyutl -sign -rawin -inkey anglers.pem -in to-sign/$r.txt -out $r.sig; done", 2),
    ("attach to-sign keys.sig absent.sig -o new.json", "undersigned request open request.json --as anglers --public anglers.vkey -o to-sign; for r in keys act; do openssl pkeyutl -sign -rawin -inkey anglers.pem -in to-sign/$r.txt -out $r.sig; done", 3),

    ("add anglers.json --registry registry", "", 0),
    ("add fishers.json --registry registry", "", 0),
    ("add replies --registry registry", "mkdir replies; cp anglers.json ramblers.json replies", 0),
    ("add draft.txt --registry registry", "", 1),
    ("add anglers.json draft.txt --registry registry --keep-going", "", 1),
    ("add ramblers.json --registry closed", "", 1),
    ("add --registry registry", "", 2),
    ("add nowhere --registry registry", "", 3),
    ("add empty --registry registry", "mkdir empty", 3),
    ("add anglers.json", "", 3),
    ("add torn.json --registry registry",
     "python3 -c 'import json; b = json.load(open(\"anglers.json\")); b[\"files\"] = {p: c for p, c in b[\"files\"].items() if p.startswith(\"signatures/\")}; json.dump(b, open(\"torn.json\", \"w\"))'", 3),
    ("add anglers.json --registry registry", "mkdir -p registry/keys/anglers/1.note", 3),

    ("attest no-dam --name Anglers --means e-mail --as coalition --key coalition.pem --registry registry --yes", "", 0),
    ("attest no-dam --name anglers --means e-mail --as coalition --key coalition.pem --registry registry -o said.json --yes", "", 0),
    ("attest no-dam --name Anglers --withdraw --as coalition --key coalition.pem --registry registry --yes", "", 0),
    ("attest no-dam --name Anglers --means e-mail --as fishers --key fishers.pem --registry registry --yes", "", 1),
    ("attest no-dam --name Anglers --means e-mail --as coalition --key fishers.pem --registry registry --yes", "", 1),
    ("attest no-dam --name Fishers --means e-mail --as coalition --key coalition.pem --registry registry --yes", "", 1),
    ("attest no-dam --name Ramblers --means e-mail --as coalition --key coalition.pem --registry registry --yes", "", 1),
    ("attest no-dam --name Anglers --means e-mail --as coalition --key coalition.pem --registry spoilt --yes", "", 1),
    ("attest no-dam --name Anglers --as coalition --key coalition.pem --registry registry --yes", "", 2),
    ("attest no-dam --name Anglers --means e-mail --as coalition --key coalition.pem --registry registry", "", 2),
    ("attest nodam --name Anglers --means e-mail --as coalition --key coalition.pem --registry registry --yes", "", 3),
    ("verify no-dam --registry registry --accept attested --require-standing self-published", "undersigned attest no-dam --name Anglers --means e-mail --as coalition --key coalition.pem --registry registry --yes", 0),
    ("verify no-dam --registry registry --require-standing self-published", "undersigned attest no-dam --name Anglers --means e-mail --as coalition --key coalition.pem --registry registry --yes", 1),
    ("verify no-dam anglers --registry registry --accept attested", "undersigned attest no-dam --name Anglers --means e-mail --as coalition --key coalition.pem --registry registry --yes", 3),
    ("verify no-dam --registry registry --accept anything", "", 2),
    ("verify no-dam --registry full --on-time --require-standing self-published", "", 0),
    ("pending no-dam invited --registry registry", "undersigned attest no-dam --name Anglers --means e-mail --as coalition --key coalition.pem --registry registry --yes; echo anglers > invited", 0),
    ("add said.json --registry registry", "undersigned attest no-dam --name Anglers --means e-mail --as coalition --key coalition.pem --registry registry --yes; undersigned attest no-dam --name Anglers --withdraw --as coalition --key coalition.pem --registry registry -o said.json --yes", 0),

    ("translate barrage --as fishers --key fishers.pem --registry full --yes", "printf 'Pas de barrage.\\n\\nSigned:\\n- Fishers\\n' > fr.txt; undersigned propose fr.txt --slug barrage --translates no-dam --language fr --title Barrage --convener coalition --key coalition.pem --registry full --yes", 0),
    ("translate barrage --withdraw --as fishers --key fishers.pem --registry full --yes", "printf 'Pas de barrage.\\n\\nSigned:\\n- Fishers\\n' > fr.txt; undersigned propose fr.txt --slug barrage --translates no-dam --language fr --title Barrage --convener coalition --key coalition.pem --registry full --yes", 0),
    ("translate barrage --as fishers --key anglers.pem --registry full --yes", "printf 'Pas de barrage.\\n\\nSigned:\\n- Fishers\\n' > fr.txt; undersigned propose fr.txt --slug barrage --translates no-dam --language fr --title Barrage --convener coalition --key coalition.pem --registry full --yes", 1),
    ("translate no-dam --as fishers --key fishers.pem --registry full --yes", "", 1),
    ("translate barrage --as fishers --key fishers.pem --registry full", "printf 'Pas de barrage.\\n\\nSigned:\\n- Fishers\\n' > fr.txt; undersigned propose fr.txt --slug barrage --translates no-dam --language fr --title Barrage --convener coalition --key coalition.pem --registry full --yes", 2),
    ("translate barrage --as ramblers --key ramblers.pem --registry full --yes", "printf 'Pas de barrage.\\n\\nSigned:\\n- Fishers\\n' > fr.txt; undersigned propose fr.txt --slug barrage --translates no-dam --language fr --title Barrage --convener coalition --key coalition.pem --registry full --yes", 3),
    ("translate barage --as fishers --key fishers.pem --registry full --yes", "printf 'Pas de barrage.\\n\\nSigned:\\n- Fishers\\n' > fr.txt; undersigned propose fr.txt --slug barrage --translates no-dam --language fr --title Barrage --convener coalition --key coalition.pem --registry full --yes", 3),

    ("vouch fishers --as coalition --key coalition.pem --registry full --yes", "", 0),
    ("vouch fishers anglers --as coalition --key coalition.pem --registry full -o vouches.json --yes", "", 0),
    ("vouch fishers --withdraw --as coalition --key coalition.pem --registry full --yes", "", 0),
    ("vouch fishers --withdraw --as coalition --key coalition.pem --registry full --yes", "undersigned vouch fishers --as coalition --key coalition.pem --registry full --yes; echo > full/keys/fishers/2.note", 0),
    ("vouch fishers --as coalition --key anglers.pem --registry full --yes", "", 1),
    ("vouch fishers --as coalition --key coalition.pem --registry full --yes", "echo > full/keys/fishers/2.note", 1),
    ("vouch coalition --as coalition --key coalition.pem --registry full --yes", "", 2),
    ("vouch fishers --as coalition --key coalition.pem --registry full", "", 2),
    ("vouch ramblers --as coalition --key coalition.pem --registry full --yes", "", 3),
    ("verify --registry full --trust trust", "undersigned vouch fishers anglers --as coalition --key coalition.pem --registry full --yes; echo \"voucher $(cat coalition.vkey)\" > trust", 0),
    ("verify --registry full", "undersigned vouch fishers anglers --as coalition --key coalition.pem --registry full --yes; undersigned trust add coalition --voucher --registry full --yes", 0),
    ("verify --registry full --no-trust", "undersigned vouch fishers anglers --as coalition --key coalition.pem --registry full --yes; undersigned trust add coalition --voucher --registry full --yes", 3),
    ("verify --registry full", "mkdir -p .config/undersigned; echo pin > .config/undersigned/trust", 2),
    ("verify --registry full", "mkdir -p .config/undersigned/trust", 3),
    ("verify --registry full --trust trust --no-trust", "touch trust", 2),
    ("verify --registry full --trust trust", "echo \"quorum coalition\" > trust", 2),
    ("trust add fishers --registry full --yes", "", 0),
    ("trust add fishers --registry full --trust trust --yes", "undersigned trust add fishers --registry full --trust trust --yes", 0),
    ("trust add fishers --registry full --trust trust --yes", "echo \"key $(undersigned keygen fishers -o o.pem --no-passphrase)\" > trust", 1),
    ("trust add freedom-house --registry demo --yes", "", 1),
    ("trust add fishers --registry full", "", 2),
    ("trust add fishers --registry full --trust trust --yes", "echo pin > trust", 2),
    ("trust add ramblers --registry full --yes", "", 3),
    ("trust add fishers --registry nowhere --yes", "", 3),
    ("trust show fishers --registry full", "", 0),
    ("trust show $(cat ramblers.vkey)", "", 0),
    ("trust show fishers --registry full", "echo > full/keys/fishers/2.note", 1),
    ("trust show fishers+1+x", "", 2),
    ("trust show ramblers --registry full", "", 3),

    ("key rotate fishers --key fishers.pem --new new.pem --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase", 0),
    ("key rotate fishers --key anglers.pem --new new.pem --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase", 1),
    ("key rotate fishers --key fishers.pem --registry registry --yes", "", 2),
    ("key rotate fishers --key fishers.pem --new new.pem --registry registry", "undersigned keygen fishers -o new.pem --no-passphrase", 2),
    ("key rotate ramblers --key ramblers.pem --new anglers.pem --registry registry --yes", "", 3),
    ("key join fishers --key fishers.pem --new new.pem --threshold 2 --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase", 0),
    ("key join fishers --key fishers.pem --new coalition.pem --registry registry --yes", "", 1),
    ("key join fishers --key fishers.pem --new new.pem --threshold two --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase", 2),
    ("key join fishers --key fishers.pem --new nowhere --registry registry --yes", "", 3),
    ("key retire fishers $(cut -d+ -f2 fishers.vkey) --key fishers.pem --key new.pem --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase && undersigned key join fishers --key fishers.pem --new new.pem --registry registry --yes", 0),
    ("key retire fishers 12345678 --key fishers.pem --registry registry --yes", "", 1),
    ("key retire fishers $(cut -d+ -f2 fishers.vkey) --key fishers.pem --registry registry --yes", "", 2),
    ("key retire fishers $(cut -d+ -f2 fishers.vkey) --key fishers.pem --registry nowhere --yes", "", 3),
    ("key compromise fishers $(cut -d+ -f2 fishers.vkey) --since 2025-10-01 --key fishers.pem --new new.pem --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase", 0),
    ("key compromise fishers $(cut -d+ -f2 fishers.vkey) --since 2025-10-01 --key fishers.pem --new new.pem --except no-dam -o keys.json --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase", 0),
    ("key compromise fishers $(cut -d+ -f2 fishers.vkey) --since 2025-10-01 --key fishers.pem --new new.pem --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase; echo > registry/keys/fishers/2.note", 1),
    ("key compromise fishers $(cut -d+ -f2 fishers.vkey) --since yesterday --key fishers.pem --new new.pem --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase", 2),
    ("key compromise fishers $(cut -d+ -f2 fishers.vkey) --since 2025-10-01 --key fishers.pem --new new.pem --registry registry --yes", "undersigned keygen fishers -o new.pem --no-passphrase; rm registry/keys/fishers/1.note", 3),

    ("key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes", "", 0),
    ("key recovery fishers 1 anglers --key anglers.pem --registry full --yes", "", 1),
    ("key recovery fishers 3 anglers coalition --key fishers.pem --registry full --yes", "", 2),
    ("key recovery fishers 1 anglers fishers --key fishers.pem --registry full --yes", "", 2),
    ("key recovery ramblers 1 anglers --key ramblers.pem --registry full --yes", "", 3),
    ("key recover fishers --new new.pem --by anglers -o recovery.json --registry full --yes", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase", 0),
    ("key recover fishers --new new.pem --by ramblers -o recovery.json --registry full --yes", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase", 1),
    ("key recover fishers --new fishers.pem --by anglers -o recovery.json --registry full --yes", "", 1),
    ("key recover fishers --new new.pem -o recovery.json --registry full --yes", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase", 2),
    ("key recover ramblers --new ramblers.pem -o recovery.json --registry full --yes", "", 3),
    ("key restore recovery.json --as anglers --key anglers.pem -o restored.json --registry full --yes", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase && undersigned key recover fishers --new new.pem --by anglers -o recovery.json --registry full --yes", 0),
    ("key restore recovery.json --as anglers --key coalition.pem -o restored.json --registry full --yes", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase && undersigned key recover fishers --new new.pem --by anglers -o recovery.json --registry full --yes", 1),
    ("key restore recovery.json --as anglers --key anglers.pem -o restored.json --registry full --yes", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase && undersigned key recover fishers --new new.pem --by anglers -o recovery.json --registry full --yes && undersigned key recovery fishers 1 coalition --key fishers.pem --registry full --yes", 1),
    ("key restore recovery.json --as anglers -o restored.json --registry full --yes", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase && undersigned key recover fishers --new new.pem --by anglers -o recovery.json --registry full --yes", 2),
    ("key restore recovery.json --as coalition --key coalition.pem -o restored.json --registry full --yes", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase && undersigned key recover fishers --new new.pem --by anglers -o recovery.json --registry full --yes", 3),
    ("add restored.json --registry full", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase && undersigned key recover fishers --new new.pem --by anglers -o recovery.json --registry full --yes && undersigned key restore recovery.json --as anglers --key anglers.pem -o restored.json --registry full --yes", 0),
    ("add recovery.json --registry full", "undersigned key recovery fishers 1 anglers coalition --key fishers.pem --registry full --yes && undersigned keygen fishers -o new.pem --no-passphrase && undersigned key recover fishers --new new.pem --by anglers -o recovery.json --registry full --yes", 1),

    ("trust seen --registry full", "", 0),
    ("trust seen --registry full --trust trust", "undersigned trust seen --registry registry --trust trust", 0),
    ("trust seen --registry full --trust trust", "echo seen keys/fishers/1.note sha256:0000000000000000000000000000000000000000000000000000000000000000 > trust", 1),
    ("trust seen --registry full --trust trust", "echo seen keys/fishers/1.note > trust", 2),
    ("trust seen --registry registry --trust trust", "undersigned trust seen --registry full --trust trust", 3),
    ("trust seen --registry nowhere", "", 3),
    ("verify --registry full --require-standing self-published", "undersigned trust seen --registry registry", 0),
    ("verify --registry full --require-standing self-published --trust trust", "echo seen keys/fishers/1.note sha256:0000000000000000000000000000000000000000000000000000000000000000 > trust", 1),
    ("verify no-dam --registry registry --require 1 --require-standing self-published --trust trust", "undersigned trust seen --registry full --trust trust", 3),
    ("key domain fishers fishers.example --key fishers.pem --registry registry --yes", "", 0),
    ("key domain fishers fishers.example --key anglers.pem --registry registry --yes", "", 1),
    ("key domain fishers Fishers --key fishers.pem --registry registry --yes", "", 2),
    ("key domain ramblers ramblers.example --key ramblers.pem --registry registry --yes", "", 3),
    ("key publish fishers --registry registry", "undersigned key domain fishers fishers.example --key fishers.pem --registry registry --yes", 0),
    ("key publish fishers -o new --registry registry", "undersigned key domain fishers fishers.example --key fishers.pem --registry registry --yes", 0),
    ("key publish fishers --registry registry", "", 1),
    ("key publish", "", 2),
    ("key publish ramblers --registry registry", "", 3),
    ("key check fishers --withdraw --as coalition --key coalition.pem --registry registry --yes", "", 0),
    ("key check fishers --online --registry registry", "", 1),
    ("key check fishers --registry registry", "undersigned key domain fishers fishers.example --key fishers.pem --registry registry --yes", 2),
    ("key check fishers --as fishers --key fishers.pem --online --registry registry", "", 2),
    ("key check fishers --online --authority draft.txt --registry registry", "undersigned key domain fishers fishers.example --key fishers.pem --registry registry --yes", 2),
    ("key check fishers --online --address nowhere --registry registry", "undersigned key domain fishers fishers.example --key fishers.pem --registry registry --yes", 2),
    ("key check fishers --online --registry registry", "undersigned key domain fishers fishers.example --key fishers.pem --registry registry --yes", 3),
    ("key check ramblers --online --registry registry", "", 3),
    ("verify --registry full --trust trust --require-standing domain", "for id in fishers anglers; do echo \"key $(cat $id.vkey)\"; done > trust", 0),
    ("trust add coalition --checker --registry full --yes", "", 0),
    ("trust add coalition --checker --voucher --registry full --yes", "", 2),

    ("roll publish no-dam --key coalition.pem --registry registry", "undersigned add ramblers.json --registry registry", 0),
    ("roll publish no-dam --key coalition.pem --registry registry", "", 0),
    ("roll publish no-dam --key fishers.pem --registry registry", "undersigned add ramblers.json --registry registry", 1),
    ("roll publish no-dam --registry registry", "", 2),
    ("roll publish nodam --key coalition.pem --registry registry", "", 3),
    ("roll add no-dam Ramblers --key coalition.pem --registry registry", "", 0),
    ("roll add no-dam Fishers --key coalition.pem --registry registry", "", 1),
    ("roll add no-dam Ramblers --key coalition.pem --registry closed", "", 1),
    ("roll add no-dam Рыбаки --key coalition.pem --registry registry", "", 2),
    ("roll add no-dam Ramblers --key nowhere --registry registry", "", 3),
    ("roll rename no-dam fishers 'The Fishers' --key coalition.pem --registry registry", "", 0),
    ("roll rename no-dam fisher 'The Fishers' --key coalition.pem --registry registry", "", 1),
    ("roll rename no-dam fishers '' --key coalition.pem --registry registry", "", 2),
    ("roll rename no-dam fishers 'The Fishers' --key coalition.pem --registry nowhere", "", 3),
    ("roll close no-dam --key coalition.pem --yes --registry registry", "", 0),
    ("roll close no-dam --key coalition.pem --registry registry", "", 2),
    ("roll close no-dam --key fishers.pem --yes --registry registry", "", 1),
    ("roll close --key coalition.pem --registry registry", "", 2),
    ("roll close no-dam --key locked.pem --yes --registry registry", "", 3),
    ("roll", "", 2),

    ("pending no-dam invited --registry registry", "echo fishers > invited", 0),
    ("pending no-dam invited --registry registry", "echo anglers > invited", 1),
    ("pending no-dam invited --registry registry", ": > invited", 2),
    ("pending no-dam nowhere --registry registry", "", 3),
    ("pending nodam invited --registry registry", "echo anglers > invited", 3),

    ("canonicalize draft.txt", "", 0),
    ("canonicalize --digest - < draft.txt", "", 0),
    ("canonicalize --explain draft.txt", "", 0),
    ("canonicalize hidden.txt", "", 1),
    ("canonicalize --explain binary.txt", "", 1),
    ("canonicalize", "", 2),
    ("canonicalize draft.txt --registry registry", "", 2),
    ("canonicalize --digest --explain draft.txt", "", 2),
    ("canonicalize nowhere.txt", "", 3),
    ("canonicalize registry", "", 3),
    ("canonicalize draft.txt > /dev/full", "", 3),

    ("repair hidden.txt new.txt", "", 0),
    ("repair binary.txt new.txt", "", 1),
    ("repair hidden.txt draft.txt", "", 1),
    ("repair hidden.txt", "", 2),
    ("repair hidden.txt new.txt --registry registry", "", 2),
    ("repair nowhere.txt new.txt", "", 3),

    ("completions bash", "", 0),
    ("completions tcsh", "", 2),
    ("completions bash --registry registry", "", 2),
    ("completions bash > /dev/full", "", 3),

    ("man pages", "mkdir pages", 0),
    ("man pages", "mkdir pages; echo mine > pages/undersigned.1", 1),
    ("man", "", 2),
    ("man . --registry registry", "", 2),
    ("man nowhere", "", 3),

    ("help verify", "", 0),
    ("--help", "", 0),
    ("--version", "", 0),
    ("--help > /dev/full", "", 3),
    ("help vreify", "", 2),
    ("vreify", "", 2),
    ("--regstry x verify", "", 2),
    ("", "", 2),
];

/// What cannot be: printing completions makes no judgement.
const NEVER: &[(&str, i32)] = &[("completions", 1)];

#[test]
fn every_command_comes_to_every_status_that_it_can_have() {
    let world = TempDir::new().unwrap();
    let made = bash(world.path(), WORLD);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let rows = Mutex::new(TABLE.iter());
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((line, preparation, status)) = { rows.lock().unwrap().next() } {
                    let here = TempDir::new().unwrap();
                    let world = world.path().join(".");
                    assert!(
                        Command::new("cp").arg("-r").arg(world).arg(here.path()).status().unwrap().success()
                    );
                    let prepared = bash(here.path(), preparation);
                    assert!(prepared.status.success(), "{preparation}");
                    let output = bash(here.path(), &format!("undersigned {line}"));
                    wrong.lock().unwrap().extend(complaint(line, *status, &output));
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is wrong with how a command ended.
fn complaint(line: &str, status: i32, output: &Output) -> Option<String> {
    let [out, err] = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said).into_owned());
    let said = format!("undersigned {line}\n{out}{err}");
    if output.status.code() != Some(status) {
        return Some(format!("{:?} instead of {status}: {said}", output.status.code()));
    }
    if err.contains("panicked") || out.contains("panicked") {
        return Some(format!("a panic: {said}"));
    }
    let judges = ["verify", "audit", "show", "pending"].contains(&line.split(' ').next().unwrap_or_default());
    let tells = err.contains("undersigned: error: ") || (judges && !out.is_empty());
    let is_asked_what_it_can = status == 2 && err.contains("Usage: undersigned");
    if status != 0 && !tells && !is_asked_what_it_can {
        return Some(format!("it does not say why: {said}"));
    }
    if status == 0 && err.contains("undersigned: error: ") {
        return Some(format!("an error, and 0: {said}"));
    }
    None
}

#[test]
fn the_table_leaves_nothing_out() {
    let mut commands = BTreeSet::new();
    let mut above = vec![(String::new(), undersigned::cli::definition())];
    while let Some((name, command)) = above.pop() {
        for sub in command.get_subcommands() {
            above.push((format!("{name} {}", sub.get_name()).trim().to_owned(), sub.clone()));
        }
        if !name.is_empty() && !command.is_subcommand_required_set() {
            commands.insert(name);
        }
    }
    assert!(commands.contains("verify") && commands.contains("roll close"), "{commands:?}");
    for command in commands {
        for status in 0..=3 {
            let is = |line: &str| line == command || line.starts_with(&format!("{command} "));
            let found = TABLE.iter().any(|(line, _, found)| *found == status && is(line));
            let never = NEVER.contains(&(command.as_str(), status));
            assert_ne!(found, never, "{command}, {status}");
        }
    }
}

#[test]
fn what_every_command_was_run_in_has_no_network() {
    let here = TempDir::new().unwrap();
    let Some(_) = *NAMESPACE else { return };
    // but for the loopback, which is down
    let devices = bash(here.path(), "sed 1,2d /proc/net/dev; sed 1d /proc/net/route");
    let devices = String::from_utf8_lossy(&devices.stdout).into_owned();
    assert_eq!((devices.lines().count(), devices.trim_start().starts_with("lo:")), (1, true), "{devices}");
    let reached = bash(here.path(), "exec 3<> /dev/tcp/127.0.0.1/22");
    assert!(String::from_utf8_lossy(&reached.stderr).contains("Network is unreachable"));
}

#[test]
fn the_one_command_that_needs_a_network_says_so_where_there_is_none() {
    let here = TempDir::new().unwrap();
    let Some(_) = *NAMESPACE else { return };
    let world = bash(here.path(), WORLD);
    assert!(world.status.success(), "{}", String::from_utf8_lossy(&world.stderr));
    let claim = "undersigned key domain fishers fishers.example --key fishers.pem --registry registry --yes";
    assert!(bash(here.path(), claim).status.success());
    for (address, why) in [
        ("", "no address is known for this name"),
        ("--address 127.0.0.1:443", "no connection: Network is unreachable"),
    ] {
        let check = format!("undersigned key check fishers --online --registry registry {address}");
        let output = bash(here.path(), &check);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{told}");
        let url = "https://fishers.example/.well-known/undersigned/fishers.note";
        assert!(told.contains(&format!("undersigned: error: cannot fetch {url}: {why}")), "{told}");
        assert!(told.contains("undersigned: hint: "), "{told}");
    }
}

/// What makes an empty network namespace here, if that is allowed.
static NAMESPACE: LazyLock<Option<&str>> = LazyLock::new(|| {
    let makes = |flags: &&str| {
        let tried = Command::new("unshare").args([flags, "true"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let found = ["-n", "-rn"].into_iter().find(makes);
    if found.is_none() {
        eprintln!("NO NETWORK NAMESPACE CAN BE MADE HERE: not tried without a network");
    }
    found
});

/// Runs a script without a terminal, and without a network.
fn bash(here: &Path, script: &str) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_undersigned")).parent().unwrap();
    let mut command = Command::new("setsid");
    command.args(["--wait", "timeout", "60"]);
    command.args(NAMESPACE.iter().flat_map(|flags| ["unshare", *flags]));
    command.args(["bash", "-c", script]).current_dir(here).env_clear();
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()));
    command.env("HOME", here).env("LC_ALL", "C.UTF-8").env("SOURCE_DATE_EPOCH", "1761955200");
    command.stdin(Stdio::null()).output().unwrap()
}
