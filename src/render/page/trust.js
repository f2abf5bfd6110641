// What a reader trusts: part S of docs/format.md.
import { decodeUtf8 } from "./text.js";
import { readVerifierKey, refuseIf } from "./key.js";

const MOST_TRUST = 8388608; // S1
const SPACE = "[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*"; // White_Space
const PIN = new RegExp(`^key ${SPACE}(.*)$`);
const ENDS = new RegExp(`^${SPACE}|${SPACE}$`, "g");

// Standings from the least to the best; `demonstration` overrides all (S2).
export const STANDINGS = ["demonstration", "self-published", "domain", "vouched", "pinned"];

// The pins of a trust file (S1): from ids to the `same` of the keys pinned under each.
export async function readTrust(bytes) {
  refuseIf(bytes.length > MOST_TRUST, "a trust file is longer than 8 MiB");
  const pins = new Map();
  for (const raw of decodeUtf8(bytes).replace(/^\ufeff/, "").split("\n")) {
    const line = raw.replace(ENDS, "");
    if (line === "" || line.startsWith("#")) continue;
    const [, word] = PIN.exec(line) ?? [];
    refuseIf(word === undefined, "a line of the trust file is not understood");
    const key = await readVerifierKey(word);
    refuseIf(!key.isChecked, "a key of the trust file is of an algorithm that is not checked");
    if (!pins.has(key.name)) pins.set(key.name, new Set());
    pins.get(key.name).add(key.same);
  }
  return pins;
}
