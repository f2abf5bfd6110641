// Answers each line of the standard input, a question as JSON, with a line: what the modules of the page say.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Refused, canonicalize, encodeUtf8, isCanonical } from "../../src/render/page/text.js";
import { demonstrationKey, digestOf, isPublicKey, isSignature, readVerifierKey } from "../../src/render/page/key.js";
import { BadSignature, openNote, readNote } from "../../src/render/page/note.js";
import { readRecord } from "../../src/render/page/record.js";
import { readBundle } from "../../src/render/page/bundle.js";
import { printBundle } from "../../src/render/page/mail.js";
import { noTrust, readTrust } from "../../src/render/page/trust.js";
import { bundleIn } from "../../src/render/page/mail.js";
import { warningsOf } from "../../src/render/page/warning.js";
import { makeAct, readKeyFile } from "../../src/render/page/sign.js";
import { audit, referenceOf } from "../../src/render/page/audit.js";
import { exitStatus, verify } from "../../src/render/page/verify.js";
import { explained, speaker } from "../../src/render/page/write.js";

const ENGLISH = readFileSync(new URL("../../src/render/site/interface/en.txt", import.meta.url), "utf8");
const say = speaker(Object.fromEntries(ENGLISH.split("\n").map((line) => line.split(" = "))));

const bytesOf = (base64) => new Uint8Array(Buffer.from(base64, "base64"));
const textOf = (base64) => Buffer.from(base64, "base64").toString();

// What copies are held against, by slug.
const REFERENCES = new Map();

const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
const became = ({ what, pairs }) =>
  `${what}: ${pairs.slice(0, 8).map((pair) => pair.map(codePoint).join(" became ")).join(", ")}`;

const ANSWERS = {
  // The words are those that a page carries.
  async reference({ slug, bundle, lexicon }) {
    REFERENCES.set(slug, referenceOf(readBundle(encodeUtf8(bundle)), slug, lexicon));
    await REFERENCES.get(slug);
    return {};
  },
  // In the members of audit/v1.
  async audit({ slug, copy, name }) {
    const found = audit(bytesOf(copy), await REFERENCES.get(slug), name);
    const flags = found.unseen.map(({ character, line, isLost }) =>
      [isLost ? "joiners" : "invisible-characters", line, codePoint(character)]);
    const differences = found.differences.map(({ kind, line, was, is, before, behind, remark }) =>
      ({ kind, line, was, is, before, behind, remark: remark && became(remark) }));
    const names = found.names.map(({ altered, ...name }) =>
      ({ ...name, name: altered?.name ?? null, was: altered?.was ?? null, is: altered?.is ?? null }));
    const { verdict, covered, words, hasList } = found;
    return { verdict, covered, words, list: hasList ? "present" : "absent", names, differences, flags };
  },
  text({ body }) {
    const canonical = encodeUtf8(canonicalize(bytesOf(body)));
    return { canonical: Buffer.from(canonical).toString("base64"), itself: isCanonical(bytesOf(body)) };
  },
  async key({ body, ids }) {
    const key = await readVerifierKey(textOf(body));
    const demonstration = [];
    for (const id of ids) if (await demonstrationKey(id) === key.same) demonstration.push(id);
    return { checked: key.isKnown, demonstration, word: key.word };
  },
  async note({ body, keys }) {
    const note = await readNote(bytesOf(body));
    const set = await Promise.all(keys.map(readVerifierKey));
    try {
      const { signed, uncheckedLines, unknown } = await openNote(note, set);
      const words = [...signed.values()].map(({ word }) => word);
      return { digest: note.digest, opened: { signed: words, unchecked: uncheckedLines, unknown } };
    } catch (bad) {
      if (bad instanceof BadSignature) return { digest: note.digest, opened: null };
      throw bad;
    }
  },
  async record({ body }) {
    const text = textOf(body);
    await readRecord(text);
    return { digest: await digestOf(encodeUtf8(text)) };
  },
  async bundle({ body }) {
    const files = [];
    for (const [path, bytes] of readBundle(bytesOf(body))) files.push(`${path} ${bytes.length} ${await digestOf(bytes)}`);
    return { files };
  },
  mail({ body }) {
    return { printed: printBundle(bundleIn(bytesOf(body))) };
  },
  warnings({ body }) {
    return { warnings: warningsOf(textOf(body)) };
  },
  async trust({ body }) {
    const { groups, seen, ...trust } = await readTrust(bytesOf(body));
    const named = (keys) => [...keys].flatMap(([id, each]) => [...each].map((key) => `${id} ${key}`)).sort();
    const [key, voucher, checker] = ["key", "voucher", "checker"].map((word) => named(trust[word]));
    const lines = [...groups].map(([name, { needed, members }]) => [name, needed, ...members].join(" "));
    return { key, voucher, checker, group: lines.filter((line) => !line.startsWith(" ")),
      quorum: lines.filter((line) => line.startsWith(" ")).map((line) => line.slice(3)),
      seen: seen.map(({ path, digest }) => `${path} ${digest}`) };
  },
  async signature({ key, message, signature }) {
    const isSound = isPublicKey(bytesOf(key));
    return { isSound, isValid: isSound && await isSignature(bytesOf(key), bytesOf(signature), bytesOf(message)) };
  },
  // `bundles`: the request, and earlier replies.
  async act({ bundles, keyFile, passphrase, intent }) {
    const files = new Map(bundles.flatMap((bundle) => [...readBundle(bytesOf(bundle))]));
    const { path, stands, reply } = await makeAct(files, intent, await readKeyFile(keyFile, passphrase));
    return { path, stands, reply };
  },
  async registry({ files, trust, question }) {
    let read;
    try {
      read = trust === null ? noTrust() : await readTrust(bytesOf(trust));
    } catch (refused) {
      if (refused instanceof Refused) return { report: null, status: 2 };
      throw refused;
    }
    const entries = Object.entries(files).map(([path, base64]) => [path, base64 === null ? null : bytesOf(base64)]);
    try {
      const report = await verify(new Map(entries), read, question);
      return { report, status: exitStatus(report) };
    } catch (refused) {
      if (refused instanceof Refused) return { report: null, status: 3 };
      throw refused;
    }
  },
};

// A browser without Ed25519 says so when a key is imported.
if (process.argv.includes("--without-ed25519")) {
  globalThis.crypto.subtle.importKey = () => Promise.reject(new DOMException("unknown", "NotSupportedError"));
}

// Copies of a registry hold the same notes: what WebCrypto said once of the same bytes it says again.
function remembering(method) {
  const original = globalThis.crypto.subtle[method].bind(globalThis.crypto.subtle), said = new Map();
  const keyOf = (part) => (part instanceof Uint8Array ? Buffer.from(part).toString("latin1") : String(part));
  return (...asked) => {
    const key = asked.map((part) => (part instanceof CryptoKey ? rawOf.get(part) : keyOf(part))).join("\n");
    if (!said.has(key)) said.set(key, original(...asked));
    return said.get(key);
  };
}
const rawOf = new Map();
const remembered = { importKey: remembering("importKey"), digest: remembering("digest"), verify: remembering("verify") };
globalThis.crypto.subtle.digest = remembered.digest;
globalThis.crypto.subtle.verify = remembered.verify;
globalThis.crypto.subtle.importKey = async (...asked) => {
  const key = await remembered.importKey(...asked);
  rawOf.set(key, Buffer.from(asked[1]).toString("latin1"));
  return key;
};

async function answer(line) {
  const asked = JSON.parse(line);
  try {
    return await ANSWERS[asked.ask](asked);
  } catch (refused) {
    // Anything but a refusal is a mistake in the modules, and ends this process.
    if (!(refused instanceof Refused)) throw refused;
    return { refused: explained(say, refused), problems: refused.problems };
  }
}

// A few at a time, answered in their order.
const written = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [answered, before] = [answer(line), written.at(-1)];
  const write = async () => {
    const said = JSON.stringify(await answered);
    await before;
    process.stdout.write(`${said}\n`);
  };
  written.push(write());
  if (written.length > 8) await written.shift();
}
