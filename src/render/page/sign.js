// Signing in the page: key files, acts and replies as `undersigned keygen`, `sign`, `withdraw`, `decline` write them.
import { getPublicKeyAsync, signAsync } from "./noble-ed25519.js";
import { Refused, decodeUtf8, encodeUtf8 } from "./text.js";
import { ID, demonstrationKey, digestOf, fromBase64, refuseIf, verifierKeyOf } from "./key.js";
import { readValue } from "./record.js";
import { printBundle } from "./mail.js";
import { noTrust } from "./trust.js";
import { readRegistry, reportOn } from "./verify.js";

const ROUNDS = 600000, MOST_ROUNDS = 10000000; // of PBKDF2, of a new key file and of any: seconds, not minutes
const SEQUENCE = 0x30, INTEGER = 2, OCTETS = 4, NULL = 5; // tags of DER
const OID = {
  pbes2: "6,42,134,72,134,247,13,1,5,13", pbkdf2: "6,42,134,72,134,247,13,1,5,12", hmac: "6,42,134,72,134,247,13,2,9",
  aes: "6,96,134,72,1,101,3,4,1,42", ed25519: "6,43,101,112",
};

// The 32 bytes of the secret key in a key file: PKCS#8 in PEM (RFC 5958, RFC 8410), encrypted with PBES2, PBKDF2,
// HMAC-SHA-256 and AES-256-CBC (RFC 8018), or plain.
export async function readKeyFile(pem, passphrase) {
  const block = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----\s([A-Za-z0-9+/=\s]+)-----END \1?PRIVATE KEY-----/;
  const [found, isEncrypted, base64] = block.exec(pem) ?? [];
  refuseIf(!found, "sign-why-no-key");
  const der = fromBase64(base64.replace(/\s/g, ""), "sign-why-broken");
  if (!isEncrypted) return secretIn(der, "sign-why-broken");
  try {
    // A wrong passphrase now and then gets past the padding, to bytes that are no structure at all.
    return secretIn(await decrypted(der, passphrase), "sign-why-passphrase");
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("sign-why-broken");
  }
}

async function decrypted(der, passphrase) {
  const [info] = elements(der), [algorithm, data] = elements(info.content);
  const [scheme, parameters] = elements(algorithm.content), isKnown = scheme.oid === OID.pbes2;
  const [kdf, cipher] = isKnown ? elements(parameters.content).map(({ content }) => elements(content)) : [];
  const [salt, rounds, ...rest] = isKnown && kdf[0].oid === OID.pbkdf2 ? elements(kdf[1].content) : [];
  const prf = rest.length ? elements(rest.at(-1).content)[0].oid : null;
  refuseIf(prf !== OID.hmac || cipher[0].oid !== OID.aes, "sign-why-cipher");
  const iterations = rounds.content.reduce((number, byte) => number * 256 + byte, 0);
  refuseIf(iterations < 1 || iterations > MOST_ROUNDS, "sign-why-rounds", { rounds: iterations });
  const key = await cipherKey(passphrase, salt.content, iterations), iv = cipher[1].content;
  try {
    return new Uint8Array(await globalThis.crypto.subtle.decrypt({ name: "AES-CBC", iv }, key, data.content));
  } catch {
    throw new Refused("sign-why-passphrase");
  }
}

async function cipherKey(passphrase, salt, iterations) {
  const { subtle } = globalThis.crypto;
  const given = await subtle.importKey("raw", encodeUtf8(passphrase), "PBKDF2", false, ["deriveKey"]);
  const derive = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return subtle.deriveKey(derive, given, { name: "AES-CBC", length: 256 }, false, ["encrypt", "decrypt"]);
}

export function randomBytes(length) {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

// A key file as `keygen` writes it, of PKCS#8 version 1, which every openssl reads.
export async function writeKeyFile(secret, passphrase) {
  refuseIf(passphrase === "", "sign-why-empty");
  const salt = randomBytes(16), iv = randomBytes(16), key = await cipherKey(passphrase, salt, ROUNDS);
  const plain = der(SEQUENCE, der(INTEGER, [0]), der(SEQUENCE, oid("ed25519")), der(OCTETS, der(OCTETS, secret)));
  const sealed = await globalThis.crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, Uint8Array.from(plain));
  const rounds = der(INTEGER, [16, 8, 0].map((shift) => ROUNDS >> shift & 0xff));
  const hmac = der(SEQUENCE, oid("hmac"), der(NULL)), aes = der(SEQUENCE, oid("aes"), der(OCTETS, iv));
  const kdf = der(SEQUENCE, oid("pbkdf2"), der(SEQUENCE, der(OCTETS, salt), rounds, hmac));
  const scheme = der(SEQUENCE, oid("pbes2"), der(SEQUENCE, kdf, aes));
  const base64 = btoa(String.fromCharCode(...der(SEQUENCE, scheme, der(OCTETS, new Uint8Array(sealed)))));
  const lines = base64.match(/.{1,64}/g).join("\n");
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
}

// An element of DER, of fewer than 256 bytes.
function der(tag, ...parts) {
  const content = parts.flatMap((part) => [...part]), { length } = content;
  return [tag, ...(length < 0x80 ? [length] : [0x81, length]), ...content];
}

function oid(name) {
  const [tag, ...content] = OID[name].split(",").map(Number);
  return der(tag, content);
}

function secretIn(der, why) {
  try {
    const [version, algorithm, key] = elements(elements(der)[0].content);
    refuseIf(version.tag !== 2 || elements(algorithm.content)[0].oid !== OID.ed25519, why);
    const [secret] = elements(key.content);
    refuseIf(secret.tag !== 4 || secret.content.length !== 32, why);
    return secret.content;
  } catch {
    throw new Refused(why);
  }
}

// The elements of DER that stand in a row.
function elements(der) {
  const found = [];
  for (let at = 0; at < der.length;) {
    const tag = der[at], first = der[at + 1], more = first > 0x80 ? first - 0x80 : 0, start = at + 2 + more;
    const length = more ? der.subarray(at + 2, start).reduce((number, byte) => number * 256 + byte, 0) : first;
    const isBroken = first === undefined || first === 0x80 || more > 3 || start + length > der.length;
    refuseIf(isBroken, "sign-why-broken");
    const content = der.subarray(start, start + length);
    found.push({ tag, content, oid: tag === 6 ? [tag, ...content].join() : null });
    at = start + length;
  }
  return found;
}

// The one statement whose text is among `files`.
export function slugIn(files) {
  const texts = [...files.keys()].filter((path) => path.endsWith("/text.txt"));
  refuseIf(texts.length === 0, "sign-why-no-request");
  refuseIf(texts.length > 1, "sign-why-two");
  return texts[0].split("/")[1];
}

// What `intent` asks for, made of the files of a request and of earlier replies. `intent`: the `kind` of the act, the
// `id` of the party, its `name` (null: the one that is known), a `reason` or null, the claimed `date`. Gives the path
// of the act, the `key` that it is signed with, whether it `stands` there already, and otherwise the `reply`, a bundle.
export async function makeAct(files, intent, secret) {
  const slug = slugIn(files), { id, kind } = intent;
  refuseIf(!ID.test(id), "sign-why-id");
  const { statement, keysOf } = await sceneOf(files, slug), keys = keysOf(id);
  refuseIf(statement.problems.length, "why-unsound", { of: statement.problems[0] });
  refuseIf(keys.flaw, "sign-why-keys", { of: { ...keys.flaw, ...keys.flaw?.filled, at: keys.flawedAt } });
  const finding = statement.findings.find((each) => each.id === id), act = finding?.act ?? null;
  const name = nameOf(intent, keys, finding);
  refuseUnfit(statement, finding, intent);
  const key = await verifierKeyOf(id, await getPublicKeyAsync(secret));
  const isListed = !keys.state || keys.state.key.some(({ same, isChecked }) => isChecked && same === key.same);
  refuseIf(!isListed, "sign-why-other-key", { key: key.word, id });
  const path = (version) => `signatures/${slug}/${id}/${version}.note`;
  if (act?.kind === kind) return { path: path(act.version), key, stands: true, reply: null };
  const merged = new Map(files);
  if (!keys.state) merged.set(`keys/${id}/1.note`, await firstKeys(key, name, intent.date, secret));
  const keysDigest = keys.state?.digest ?? await digestOfNote(merged.get(`keys/${id}/1.note`));
  const version = act ? act.version + 1 : 1;
  const lines = [
    `undersigned/${kind}/v1`, `version ${version}`, `text ${statement.text}`, "profile text-v1", `signatory ${id}`,
    `name ${name}`, `keys ${keysDigest}`, `roll ${statement.roll.digest}`,
    ...(intent.reason ? [`reason ${valueOf(intent.reason, 1024)}`] : []), `date ${intent.date}`,
    ...(act ? [`previous ${act.digest}`] : []),
  ];
  merged.set(path(version), await signedNote(lines, key, secret));
  await refuseUnsound(merged, slug, intent, path(version), name);
  const folders = [`keys/${id}/`, `signatures/${slug}/${id}/`];
  const own = [...merged].filter(([each]) => folders.some((folder) => each.startsWith(folder)));
  return { path: path(version), key, stands: false, reply: printBundle(own) };
}

const NO_CHAIN = { numbers: [], records: [], state: null, flaw: null, flawedAt: null };

// The report on a statement, and the keys chain of each party.
export async function sceneOf(files, slug) {
  const registry = await readRegistry(files, noTrust());
  const report = await reportOn(registry, { slug, standing: "self-published" });
  return { report, statement: report.statements[0], keysOf: (id) => registry.parties.get(id)?.chain ?? NO_CHAIN };
}

function valueOf(word, most) {
  try {
    return readValue(word, most);
  } catch {
    throw new Refused("sign-why-value");
  }
}

// The name to sign under: the one in the party's keys record, or the one given, or the one on the roll.
function nameOf({ name }, keys, finding) {
  const given = name === null ? null : valueOf(name.replace(/^[\u2068\u2069]+|[\u2068\u2069]+$/g, ""), 256);
  const recorded = keys.state?.name ?? null;
  refuseIf(recorded !== null && given !== null && given !== recorded, "sign-why-other-name", { name: recorded });
  const known = recorded ?? given ?? (finding?.place ? finding.listed_as ?? finding.name : null);
  refuseIf(known === null, "sign-why-no-name");
  return known;
}

function refuseUnfit(statement, finding, { id, kind, reason }) {
  const standing = finding?.act?.kind ?? null, isOnRoll = Boolean(finding?.place);
  const isMuddled = finding && !standing && !["missing", "attested"].includes(finding.verdict);
  refuseIf(isMuddled, "sign-why-muddled", { id, of: finding?.reason });
  const mayWithdraw = standing === "signature" || standing === "withdrawal";
  refuseIf(kind === "withdrawal" && !mayWithdraw, "sign-why-nothing", { id });
  refuseIf(kind === "decline" && standing === "signature", "sign-why-has-signed", { id });
  const isClosed = statement.roll.mode === "closed" && !isOnRoll;
  refuseIf(kind === "signature" && isClosed, "sign-why-closed", { id });
  refuseIf(kind === "signature" && reason, "R1");
}

// What would not be filed is not made.
async function refuseUnsound(merged, slug, { id, kind }, path, name) {
  const { statement } = await sceneOf(merged, slug);
  const finding = statement.findings.find((each) => each.id === id);
  const others = statement.findings.filter((each) => each.id !== id);
  const isIt = finding.act && finding.act.digest === await digestOfNote(merged.get(path));
  refuseIf(!isIt, "sign-why-muddled", { id, of: finding.reason });
  const taken = others.find((each) => each.place !== null && (each.listed_as ?? each.name) === name);
  refuseIf(taken, "sign-why-name-taken", { id: taken?.id });
  const isDemonstration = finding.standing === "demonstration" && statement.roll.convener.standing !== "demonstration";
  refuseIf(isDemonstration, "sign-why-demonstration", { id });
  const namesake = others.find((each) => each.act?.kind === "signature" && each.place === null && each.name === name);
  refuseIf(kind === "signature" && finding.place === null && namesake, "sign-why-namesake", { id: namesake?.id });
}

// The first keys record of a party with one key.
async function firstKeys(key, name, date, secret) {
  const isDemonstration = key.same === await demonstrationKey(key.name);
  return signedNote([
    "undersigned/keys/v1", `signatory ${key.name}`, "version 1", `name ${name}`,
    ...(isDemonstration ? ["assurance demonstration"] : []), "threshold 1", `key ${key.word}`, `date ${date}`,
  ], key, secret);
}

// N2, N3
async function signedNote(lines, key, secret) {
  const text = lines.map((line) => `${line}\n`).join("");
  const id = key.id.match(/../g).map((byte) => parseInt(byte, 16));
  const blob = String.fromCharCode(...id, ...await signAsync(encodeUtf8(text), secret));
  return encodeUtf8(`${text}\n\u2014 ${key.name} ${btoa(blob)}\n`);
}

async function digestOfNote(note) {
  const whole = decodeUtf8(note);
  return digestOf(encodeUtf8(whole.slice(0, whole.lastIndexOf("\n\n") + 1)));
}
