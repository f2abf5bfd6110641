// Keys and signatures: part K of docs/format.md, and the atoms that they are written in.
import { Point, etc, getPublicKeyAsync } from "./noble-ed25519.js";
import { Refused, encodeUtf8, sameBytes } from "./text.js";

const L = Point.CURVE().n;
const ED25519 = 1; // the byte of the algorithm
// K6: what stands before the 32 bytes of keys whose signatures are not checked here.
const OPENPGP = String.raw`\x04[^]{4}(?:\x16\t\+\x06\x01\x04\x01\xdaG\x0f\x01\x01\x07@|\x1b)|\x06[^]{4}\x1b\0\0\0 `;
const OTHER_KIND =
  new RegExp(String.raw`^\xffundersigned\/(?:(?:sshsig|fido|minisign)\/v1\0|openpgp\/v1\0(?:${OPENPGP}))`);

export const ID = /^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)(?!-)[a-z0-9-]{1,64}(?<!-)$/; // A1

export function refuseIf(isWrong, why, filled) {
  if (isWrong) throw new Refused(why, filled);
}

// A3
export async function digestOf(bytes) {
  return `sha256:${etc.bytesToHex(await hashed("SHA-256", bytes))}`;
}

async function hashed(algorithm, ...parts) {
  const isInsecure = !globalThis.crypto?.subtle;
  refuseIf(isInsecure, "why-insecure");
  return new Uint8Array(await globalThis.crypto.subtle.digest(algorithm, etc.concatBytes(...parts)));
}

// The bytes that a word is the base64 of: padded, with no other character and with zero trailing bits.
export function fromBase64(word, why) {
  let text;
  try {
    text = atob(word);
  } catch {
    throw new Refused(why);
  }
  refuseIf(btoa(text) !== word, why);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

// K4, K6: a key as a party names it. `bytes` are those behind what says its kind; `same` is equal for equal keys (K7),
// of those that are `isKnown` whatever their kinds are.
export async function readVerifierKey(word) {
  const [, name, id, base64] = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(word) ?? [];
  refuseIf(!base64 || word.length > 1024 || !ID.test(name), "K4");
  const blob = fromBase64(base64, "K4"), isChecked = blob[0] === ED25519;
  const other = OTHER_KIND.exec(String.fromCharCode(...blob))?.[0], isKnown = isChecked || other !== undefined;
  const key = { word, name, id, bytes: blob.slice(other?.length ?? 1), isChecked, isKnown };
  key.same = `${isKnown ? ED25519 : blob[0]} ${etc.bytesToHex(key.bytes)}`;
  if (!isKnown) return key;
  refuseIf(!isPublicKey(key.bytes), "K1");
  refuseIf(id !== await keyIdOf(name, blob), "K3");
  return key;
}

// K3, K6
async function keyIdOf(name, blob) {
  const hash = await hashed("SHA-256", encodeUtf8(`${name}\n`), blob);
  return etc.bytesToHex(hash.subarray(0, 4));
}

export async function verifierKeyOf(name, publicKey) {
  const blob = Uint8Array.of(ED25519, ...publicKey);
  return readVerifierKey(`${name}+${await keyIdOf(name, blob)}+${btoa(String.fromCharCode(...blob))}`);
}

// What a page asks twice is computed once.
const SOUND = new Map();

// K1
export function isPublicKey(bytes) {
  if (bytes.length !== 32) return false;
  const hex = etc.bytesToHex(bytes);
  if (!SOUND.has(hex)) {
    const point = pointOf(bytes);
    SOUND.set(hex, point !== null && !point.isSmallOrder() && point.isTorsionFree());
  }
  return SOUND.get(hex);
}

// A point from its canonical encoding.
function pointOf(bytes) {
  try {
    const point = Point.fromBytes(bytes);
    return sameBytes(point.toBytes(), bytes) ? point : null;
  } catch {
    return null;
  }
}

// K2, for a key of K1.
export async function isSignature(publicKey, signature, message) {
  if (signature.length !== 64) return false;
  const r = signature.subarray(0, 32), s = numberOf(signature.subarray(32)), point = s < L ? pointOf(r) : null;
  if (point === null || point.isSmallOrder()) return false;
  return await byWebCrypto(publicKey, signature, message) ?? await byPoints(publicKey, point, s, r, message);
}

// WebCrypto does not multiply by the cofactor (Secure Curves, verify), and what else it may accept is refused by now.
// null: it has no Ed25519.
async function byWebCrypto(publicKey, signature, message) {
  const subtle = globalThis.crypto.subtle;
  let key;
  try {
    key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch {
    return null;
  }
  return subtle.verify("Ed25519", key, signature, message);
}

// S·B = R + SHA-512(R ‖ A ‖ M)·A; noble's own verify multiplies both sides by the cofactor.
async function byPoints(publicKey, point, s, r, message) {
  const k = numberOf(await hashed("SHA-512", r, publicKey, message)) % L;
  const right = point.add(Point.fromBytes(publicKey).multiplyUnsafe(k));
  return Point.BASE.multiplyUnsafe(s).equals(right);
}

function numberOf(littleEndian) {
  return BigInt(`0x${etc.bytesToHex(Uint8Array.from(littleEndian).reverse())}`);
}

const DEMONSTRATION = new Map();

// K5: `same` of the demonstration key of an id.
export async function demonstrationKey(id) {
  if (!DEMONSTRATION.has(id)) {
    const seed = await hashed("SHA-256", encodeUtf8(`undersigned demonstration key: ${id}`));
    DEMONSTRATION.set(id, `${ED25519} ${etc.bytesToHex(await getPublicKeyAsync(seed))}`);
  }
  return DEMONSTRATION.get(id);
}
