//! A statement as files that openssl or signify checks without this program: the text, every act that stands, the keys
//! and signatures in the form of the tool, and the shell lines that check them all.
//!
//! Both tools accept keys and signatures' R of small order, under which anybody can sign: the lines refuse these first.

use std::collections::BTreeMap;

use crate::key::PublicKey;
use crate::note::Note;
use crate::render::recipe::small_orders;
use crate::signer::tool::{public_pem, signify_public, signify_signature};

/// The tool that checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// openssl, 3.0 or newer.
    OpenSsl,
    /// signify, on Debian signify-openbsd.
    Signify,
}

/// An act that stands: the party's id, its note, and the keys that count.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// The party.
    pub id: &'a str,
    /// The act.
    pub note: Note,
    /// The keys that signed it and count.
    pub keys: Vec<PublicKey>,
}

/// The files by their paths: `text.txt`, `acts/ID.txt`, `acts/ID.pub`, `acts/ID.sig` (`acts/ID.2.pub`, … where more keys
/// signed) and `check.sh`, which says `banner` first.
pub fn files(text: &[u8], acts: &[Standing<'_>], tool: Tool, banner: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([("text.txt".to_owned(), text.to_vec())]);
    for Standing { id, note, keys } in acts {
        files.insert(format!("acts/{id}.txt"), note.text().as_bytes().to_vec());
        for (number, key) in (1..).zip(keys) {
            let lines = note.signatures().iter().filter_map(|line| line.signature.as_slice().try_into().ok());
            let mut lines = lines.filter(|made: &[u8; 64]| key.verify(note.text().as_bytes(), made));
            let Some(signature) = lines.next() else { continue };
            let stem = if number == 1 { format!("acts/{id}") } else { format!("acts/{id}.{number}") };
            let (public, signature) = match tool {
                Tool::OpenSsl => (public_pem(key), signature.to_vec()),
                Tool::Signify => (signify_public(key), signify_signature(key, &signature).into_bytes()),
            };
            files.insert(format!("{stem}.pub"), public.into_bytes());
            files.insert(format!("{stem}.sig"), signature);
        }
    }
    files.insert("check.sh".to_owned(), check(tool, banner).into_bytes());
    files
}

fn check(tool: Tool, banner: &str) -> String {
    let said = match banner.trim_end() {
        "" => String::new(),
        banner => format!("cat <<'SAID FIRST'\n{banner}\nSAID FIRST\n"),
    };
    let verify = match tool {
        Tool::OpenSsl => OPENSSL,
        Tool::Signify => SIGNIFY,
    };
    let small = small_orders().join("|");
    format!(
        "#!/bin/sh\n{said}set -eu\ncd \"$(dirname \"$0\")\"\n{verify}{FAILS}  {small}) fails \"$1: small order\";;\n{LOOP}"
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
