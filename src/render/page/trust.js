// What a reader trusts: part S of docs/format.md.
import { decodeUtf8 } from "./text.js";
import { ID, readVerifierKey, refuseIf } from "./key.js";
import { placeOf } from "./bundle.js";

const MOST_TRUST = 8388608; // S1
// White_Space
const WHITE_SPACE = "[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*";
const TRUSTED = new RegExp(`^(key|voucher|checker|group|quorum|seen) ${WHITE_SPACE}(.*)$`);
const ENDS = new RegExp(`^${WHITE_SPACE}|${WHITE_SPACE}$`, "g");

// Standings from the least to the best; `demonstration` overrides all (S2).
export const STANDINGS = ["demonstration", "self-published", "domain", "vouched", "pinned"];

export const noTrust = () => ({ key: new Map(), voucher: new Map(), checker: new Map(), groups: new Map(), seen: [] });

// A trust file (S1): for each word from ids to the `same` of the keys named under each; the groups in their order, of
// which the quorum is one without a name (S4); `seen`, what was (S7).
export async function readTrust(bytes) {
  refuseIf(bytes.length > MOST_TRUST, "S1");
  const trust = noTrust(), used = new Set();
  for (const raw of decodeUtf8(bytes).replace(/^\ufeff/, "").split("\n")) {
    const line = raw.replace(ENDS, "");
    if (line === "" || line.startsWith("#")) continue;
    const [, word, rest] = TRUSTED.exec(line) ?? [];
    refuseIf(word === undefined, "S1");
    if (word === "seen") trust.seen.push(readSeen(rest));
    else if (trust[word]) addKey(trust, word, await readVerifierKey(rest));
    else addGroup(trust, word, rest.split(" ").filter(Boolean), used);
  }
  return trust;
}

function addKey(trust, word, { name, same, isKnown }) {
  refuseIf(!isKnown || word === "voucher" && trust.groups.has(name), "S1");
  for (const each of word === "voucher" ? ["key", word] : [word]) {
    trust[each].set(name, (trust[each].get(name) ?? new Set()).add(same));
  }
}

function readSeen(rest) {
  const [path, digest, ...more] = rest.split(" "), place = placeOf(path);
  const isSound = place?.number && /^sha256:[0-9a-f]{64}$/.test(digest) && !more.length;
  refuseIf(!isSound, "S7");
  return { path, digest, ...place };
}

function addGroup({ groups, voucher }, word, words, used) {
  const isGroup = word === "group", [name, takes, ...members] = isGroup ? words : ["", "any", ...words];
  const isKnown = (each) => groups.has(each) || voucher.has(each), most = members.length;
  const needed = { all: most, any: 1 }[takes] ?? (/^[1-9][0-9]{0,6}$/.test(takes) ? Number(takes) : 0);
  const isSound = isGroup ? ID.test(name ?? "") && needed <= most : most === 1;
  const isTwice = isGroup && members.some((each) => used.size === used.add(each).size);
  refuseIf(!isSound || !needed || isKnown(name) || isTwice || !members.every(isKnown), "S4");
  groups.set(name, { needed, members });
}

// Whether the vouches of these, a set of ids, make a party vouched for (S4).
export function suffices({ groups }, met) {
  for (const [name, { needed, members }] of groups) {
    if (members.filter((each) => met.has(each)).length >= needed) met.add(name);
  }
  return groups.has("") ? met.has("") : met.size > 0;
}
