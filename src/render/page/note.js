// Notes: part N of docs/format.md.
import { Refused, decodeUtf8, encodeUtf8 } from "./text.js";
import { digestOf, fromBase64, isSignature, refuseIf } from "./key.js";
import { etc } from "./noble-ed25519.js";

const MOST_NOTE = 4194304; // N1
const MOST_LINES = 16; // N2
// N3: a name has no White_Space and no `+`; what follows the last space is base64.
const LINE = /^\u2014 ([^+\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+) ([A-Za-z0-9+/=]+)$/;

// A note: its text, with its bytes and digest (N7), and signature lines.
export async function readNote(bytes) {
  refuseIf(bytes.length > MOST_NOTE, "N1");
  const whole = decodeUtf8(bytes);
  refuseIf(/[\0-\x09\x0b-\x1f\x7f-\x9f]/.test(whole), "N1");
  const end = whole.lastIndexOf("\n\n");
  refuseIf(end < 0, "N2");
  const text = whole.slice(0, end + 1), below = whole.slice(end + 2).split("\n");
  refuseIf(below.pop() !== "", "N2");
  refuseIf(!below.length || below.length > MOST_LINES, "N2");
  const lines = below.map(readLine), selected = new Set(lines.map(({ selects }) => selects));
  refuseIf(selected.size < lines.length, "N4");
  const signed = encodeUtf8(text);
  return { text, bytes: signed, digest: await digestOf(signed), lines };
}

function readLine(line) {
  const [, name, base64] = LINE.exec(line) ?? [];
  refuseIf(!base64, "N3");
  const blob = fromBase64(base64, "N3");
  refuseIf(blob.length < 5, "N3");
  return { selects: `${name}+${etc.bytesToHex(blob.subarray(0, 4))}`, signature: blob.subarray(4) };
}

// A signature by a key of the set that does not verify: the whole note is bad.
export class BadSignature extends Refused {}

// N6: against a set of keys, which ones `signed`, which ones have an `unchecked` line alone, how many lines are so, and
// how many are `unknown`. A key that stands there twice, with one name or with several, is one key.
export async function openNote(note, keys) {
  const opened = { signed: new Map(), unchecked: new Map(), uncheckedLines: 0, unknown: 0 };
  for (const { selects, signature } of note.lines) {
    const selected = keys.filter((key) => `${key.name}+${key.id}` === selects), valid = [];
    for (const key of selected.filter(({ isChecked }) => isChecked)) {
      if (await isSignature(key.bytes, signature, note.bytes)) valid.push(key);
    }
    const others = selected.filter(({ isChecked }) => !isChecked);
    if (valid.length) valid.forEach((key) => opened.signed.set(key.same, key));
    else if (others.length) {
      others.forEach((key) => opened.unchecked.set(key.same, key));
      opened.uncheckedLines += 1;
    } else if (selected.length) throw new BadSignature("why-bad", { name: selected[0].name });
    else opened.unknown += 1;
  }
  return opened;
}
