//! A statement as files that another tool checks without this program: the text, the acts that stand, the keys and
//! signatures in the form of the tool, and the shell lines that check them all.
//!
//! Most tools accept keys and signatures' R of small order, under which anybody can sign: the lines refuse these first.

use std::collections::BTreeMap;

use crate::key::VerifierKey;
use crate::key::minisign::Parts;
use crate::key::scheme::Scheme;
use crate::key::sshsig::NAMESPACE;
use crate::note::Note;
use crate::render::recipe::small_orders;
use crate::signer::tool::{
    armored, minisign_signature, public_pem, signify_public, signify_signature, ssh_public,
};

/// The tool that checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// openssl, 3.0 or newer.
    OpenSsl,
    /// signify, on Debian signify-openbsd.
    Signify,
    /// minisign.
    Minisign,
    /// ssh-keygen, 8.1 or newer.
    Ssh,
}

impl Tool {
    /// Whether it checks what keys make by this scheme.
    pub fn checks(self, scheme: Scheme) -> bool {
        match self {
            Self::OpenSsl | Self::Signify => scheme == Scheme::Plain,
            Self::Minisign => scheme == Scheme::Minisign,
            Self::Ssh => matches!(scheme, Scheme::SshSig | Scheme::Fido),
        }
    }
}

/// An act that stands: the party's id, its note, and the keys that count.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// The party.
    pub id: &'a str,
    /// The act.
    pub note: Note,
    /// The keys that signed it and count.
    pub keys: Vec<VerifierKey>,
}

impl Standing<'_> {
    /// Whether `tool` checks every signature that counts.
    pub fn is_checked_by(&self, tool: Tool) -> bool {
        self.keys.iter().all(|key| key.scheme().is_some_and(|scheme| tool.checks(scheme)))
    }
}

/// The files by their paths: `text.txt`, `acts/ID.txt`, `acts/ID.pub`, `acts/ID.sig` (`acts/ID.2.pub`, … where more keys
/// signed) and `check.sh`, which says `banner` first; for ssh-keygen `allowed_signers` too. Acts that `tool` does not
/// check are left out, and `check.sh` says so.
pub fn files(text: &[u8], acts: &[Standing<'_>], tool: Tool, banner: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([("text.txt".to_owned(), text.to_vec())]);
    let (checked, others): (Vec<_>, Vec<_>) = acts.iter().partition(|act| act.is_checked_by(tool));
    let mut allowed = String::new();
    for Standing { id, note, keys } in checked {
        files.insert(format!("acts/{id}.txt"), note.text().as_bytes().to_vec());
        for (number, key) in (1..).zip(keys) {
            let mut lines = note.signatures().iter().map(|line| &*line.signature);
            let signature = lines.find(|made| key.verify(note.text().as_bytes(), made));
            let Some((public, signature)) = signature.and_then(|made| in_form(tool, key, made)) else {
                continue;
            };
            let stem = if number == 1 { format!("acts/{id}") } else { format!("acts/{id}.{number}") };
            if tool == Tool::Ssh {
                allowed.push_str(&format!("{id} namespaces=\"{NAMESPACE}\" {public}"));
            }
            files.insert(format!("{stem}.pub"), public.into_bytes());
            files.insert(format!("{stem}.sig"), signature);
        }
    }
    if tool == Tool::Ssh {
        files.insert("allowed_signers".to_owned(), allowed.into_bytes());
    }
    let others: Vec<&str> = others.iter().map(|act| act.id).collect();
    files.insert("check.sh".to_owned(), check(tool, banner, &others).into_bytes());
    files
}

/// A key and a signature by it in the form of the tool.
fn in_form(tool: Tool, key: &VerifierKey, made: &[u8]) -> Option<(String, Vec<u8>)> {
    let public = key.ed25519()?;
    Some(match tool {
        Tool::OpenSsl => (public_pem(public), made.to_vec()),
        Tool::Signify => {
            (signify_public(public), signify_signature(public, made.try_into().ok()?).into_bytes())
        }
        Tool::Minisign => {
            (signify_public(public), minisign_signature(public, &Parts::of(made)?).into_bytes())
        }
        Tool::Ssh => (ssh_public(public, key.scheme()?), armored(made).into_bytes()),
    })
}

/// The shell lines; `others` are the ids whose acts the tool does not check.
fn check(tool: Tool, banner: &str, others: &[&str]) -> String {
    let said = match banner.trim_end() {
        "" => String::new(),
        banner => format!("cat <<'SAID FIRST'\n{banner}\nSAID FIRST\n"),
    };
    let verify = match tool {
        Tool::OpenSsl => OPENSSL,
        Tool::Signify => SIGNIFY,
        Tool::Minisign => MINISIGN,
        Tool::Ssh => SSH,
    };
    let others = match others {
        [] => String::new(),
        others => format!(
            "for id in {}; do\n  echo \"$id: not checked here: its key signs by another tool\" >&2\ndone\nexit 3\n",
            others.join(" ")
        ),
    };
    let small = small_orders().join("|");
    format!(
        "#!/bin/sh\n{said}set -eu\ncd \"$(dirname \"$0\")\"\n{verify}{FAILS}  {small}) fails \"$1: small order\";;\n{LOOP}{others}"
    )
}

const OPENSSL: &str = r#"point() { openssl pkey -pubin -in "$1" -outform DER | tail -c 32; }
signature() { cat "$1"; }
verify() { openssl pkeyutl -verify -pubin -inkey "$2" -rawin -in "$1" -sigfile "$3" >/dev/null; }
"#;

const SIGNIFY: &str = r#"signify=$(command -v signify-openbsd || command -v signify)
point() { tail -n 1 "$1" | base64 -d | tail -c 32; }
signature() { tail -n 1 "$1" | base64 -d | tail -c 64; }
verify() { "$signify" -V -q -p "$2" -m "$1" -x "$3"; }
"#;

const MINISIGN: &str = r#"point() { tail -n 1 "$1" | base64 -d | tail -c 32; }
signature() { sed -n 2p "$1" | base64 -d | tail -c 64; }
verify() { minisign -V -q -p "$2" -m "$1" -x "$3"; }
"#;

// A token adds its application to the key, and flags and counter to the signature.
const SSH: &str = r#"point() {
  cut -d ' ' -f 2 "$1" | base64 -d | case $(cat "$1") in
    sk-*) tail -c 40 | head -c 32;;
    *) tail -c 32;;
  esac
}
signature() {
  sed '/^-----/d' "$1" | base64 -d | case $(cat "${1%sig}pub") in
    sk-*) tail -c 69 | head -c 64;;
    *) tail -c 64;;
  esac
}
verify() {
  ssh-keygen -Y verify -q -f allowed_signers -I "$(basename "$1" .txt)" -n undersigned -s "$3" < "$1"
}
"#;

const FAILS: &str = r#"fails() {
  echo "does not hold: $1" >&2
  exit 1
}
sound() {
  case $(od -An -v -tx1 | tr -d ' \n') in
"#;

const LOOP: &str = r#"  esac
}
text=$(sha256sum < text.txt | cut -c 1-64)
for act in acts/*.txt; do
  id=$(basename "$act" .txt)
  grep -qx "text sha256:$text" "$act" || fails "$act: about another text"
  grep -qx "signatory $id" "$act" || fails "$act: by another party"
  signed=0
  for key in "acts/$id".*pub; do
    point "$key" | sound "$key"
    signature "${key%pub}sig" | head -c 32 | sound "${key%pub}sig"
    verify "$act" "$key" "${key%pub}sig" || fails "$act: not signed by $key"
    signed=$((signed + 1))
  done
  echo "$id: $(head -n 1 "$act" | cut -d / -f 2) holds, by $signed of its keys"
done
"#;
