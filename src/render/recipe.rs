//! The shell lines that check one record with `sha256sum`, `openssl` and the tools of every Unix, without this program.
//!
//! openssl accepts public keys and signatures' R of small order, under which anybody can sign: the lines refuse these
//! first. What they cannot see is a torsion component in a key; this program refused such keys before it printed them.

use std::fmt::Write as _;

use curve25519_dalek::constants::EIGHT_TORSION;

use crate::key::VerifierKey;
use crate::render::text::DEMONSTRATION;

/// What a recipe is about; paths are relative to the registry's root.
#[derive(Clone, Debug)]
pub struct Recipe<'a> {
    /// The record.
    pub note: String,
    /// The keys record that judges it; the record itself, if it is one.
    pub keys: String,
    /// The lines that the record must hold to stand in its place: whose it is, and which version.
    pub place: Vec<String>,
    /// The text that it is about.
    pub text: Option<String>,
    /// The keys that signed it and count.
    pub signers: &'a [VerifierKey],
    /// Whether they are demonstration keys.
    pub demonstration: bool,
}

/// Shell lines for `sh`, to be run in the registry's root; they end with status 0 if the record holds.
pub fn recipe(recipe: &Recipe<'_>) -> String {
    let mut out = String::new();
    let Recipe { note, keys, place, text, signers, demonstration } = recipe;
    if *demonstration {
        let _ = writeln!(out, "cat <<'SAID FIRST'\n{DEMONSTRATION}\nSAID FIRST");
    }
    let _ = writeln!(
        out,
        "# Checks {note} in the root of its registry, with sha256sum and openssl (3.0 or newer)."
    );
    let _ = writeln!(out, "set -eu\nnote='{note}'\nkeys='{keys}'");
    out.push_str(WORKSHOP);
    let _ = writeln!(out, "\n# It stands in its own place.");
    for line in place {
        let _ = writeln!(
            out,
            "grep -qxF '{line}' \"$work/record\" || fails 'this record belongs elsewhere: it lacks the line {line}'"
        );
    }
    if let Some(text) = text {
        let _ = writeln!(out, "text='{text}'");
        out.push_str(TEXT);
    }
    if keys != note {
        out.push_str(KEYS);
    }
    let _ =
        writeln!(out, "\n# No key and no R of small order: openssl accepts them, and they prove nothing.");
    let _ = writeln!(out, "sound() {{\n  case $1 in");
    let _ = writeln!(out, "  {}) fails 'small order: refused';;", small_orders().join("|"));
    let _ = writeln!(out, "  esac\n}}");
    for key in *signers {
        let _ = writeln!(out, "\n# The signature by {key}");
        let _ = writeln!(out, "name='{}'\nkey='{key}'", key.name());
        out.push_str(SIGNATURE);
    }
    let signers: Vec<&str> = signers.iter().map(|key| key.name().as_str()).collect();
    let _ = writeln!(out, "echo '{note} holds: signed by the key of {}'", signers.join(", "));
    out
}

const WORKSHOP: &str = r#"work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
fails() {
  echo "$note does not hold: $1" >&2
  exit 1
}

# What is signed: everything above the empty line.
sed '/^$/,$d' "$note" > "$work/record"
sed '/^$/,$d' "$keys" > "$work/keys"
"#;

const TEXT: &str = r#"
# The record is about the text that lies here.
test "text sha256:$(sha256sum < "$text" | cut -c 1-64)" = "$(grep '^text ' "$work/record")" \
  || fails 'the text here is not the one that it is about'
"#;

const KEYS: &str = r#"
# It names this keys record, and no other.
test "keys sha256:$(sha256sum < "$work/keys" | cut -c 1-64)" = "$(grep '^keys ' "$work/record")" \
  || fails 'the keys record here is not the one that it names'
"#;

const SIGNATURE: &str = r#"grep -qxF "key $key" "$work/keys" || fails "the keys record does not list $key"
printf %s "$key" | cut -d + -f 3- | base64 -d | tail -c 32 > "$work/point"
grep "^— $name " "$note" | while read -r _ _ line; do
  printf %s "$line" | base64 -d > "$work/line"
  test "$(head -c 4 "$work/line" | od -An -v -tx1 | tr -d ' ')" = "$(printf %s "$key" | cut -d + -f 2)" || continue
  tail -c +5 "$work/line" > "$work/signature"
done
test -e "$work/signature" || fails "it carries no signature by $key"
test "$(wc -c < "$work/signature")" -eq 64 || fails 'the signature does not have 64 bytes'
sound "$(od -An -v -tx1 "$work/point" | tr -d ' \n')"
sound "$(head -c 32 "$work/signature" | od -An -v -tx1 | tr -d ' \n')"
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; cat "$work/point"; } > "$work/key.der"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/record" -sigfile "$work/signature" \
  || fails "the signature by $key is not valid for this text"
rm "$work/signature"
"#;

/// The encodings of the points of small order in hexadecimal, those that are not canonical among them.
pub(super) fn small_orders() -> Vec<String> {
    let hex = |bytes: [u8; 32]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut all: Vec<String> = EIGHT_TORSION.iter().map(|point| hex(point.compress().to_bytes())).collect();
    // y = 0 and 1 written as p and p + 1, and each y with the other sign of an x that is 0.
    let mut sloppy = Vec::new();
    for low in [0xed, 0xee] {
        let mut bytes = [0xff; 32];
        bytes[0] = low;
        bytes[31] = 0x7f;
        sloppy.push(bytes);
    }
    let mut one = [0; 32];
    one[0] = 1;
    sloppy.push(one);
    let mut minus_one = [0xff; 32];
    minus_one[0] = 0xec;
    minus_one[31] = 0x7f;
    sloppy.push(minus_one);
    for mut bytes in sloppy {
        all.push(hex(bytes));
        bytes[31] |= 0x80;
        all.push(hex(bytes));
    }
    all.sort();
    all.dedup();
    all
}
