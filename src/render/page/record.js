// Records: part R of docs/format.md, of the atoms of part A.
import { canonicalize, encodeUtf8 } from "./text.js";
import { ID, readVerifierKey, refuseIf } from "./key.js";

const MOST_NUMBER = 1000000; // A2
const MOST_KEYS = 16, MOST_NAMES = 10000; // R1

// How the words of a line are read, each of which refuses what part A does not allow.
const ATOMS = {
  id: (word) => matching(ID, word, "A1"),
  number(word) {
    matching(/^[1-9][0-9]{0,6}$/, word, "A2");
    refuseIf(Number(word) > MOST_NUMBER, "A2");
    return Number(word);
  },
  digest: (word) => matching(/^sha256:[0-9a-f]{64}$/, word, "A3"),
  date(word) {
    matching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, word, "A4");
    refuseIf(new Date(dayNumber(word) * DAY).toISOString().slice(0, 10) !== word, "A4");
    return word;
  },
  value: (word) => readValue(word, 256), // A5
  reason: (word) => readValue(word, 1024),
  language(word) {
    refuseIf(word.length > 35, "A6");
    return matching(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/, word, "A6");
  },
  domain(word) {
    refuseIf(word.length > 253, "A7");
    return matching(/^(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{1,63}(?<!-)$/, word, "A7");
  },
  vkey: readVerifierKey,
  ids: (word) => word.split(" ").map(ATOMS.id),
};

const DAY = 86400000;

// Days since 1970-01-01 of the proleptic Gregorian calendar. A day that a month does not have is one of the next.
export function dayNumber(date) {
  const [year, month, day] = date.split("-").map(Number), at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return at.getTime() / DAY;
}

function matching(form, word, rule) {
  refuseIf(!form.test(word), rule);
  return word;
}

export function readValue(word, most) {
  const bytes = encodeUtf8(word);
  refuseIf(bytes.length > most, "A5");
  refuseIf(/[\n\u061c\u200e\u200f\u2066-\u2069]|^[ \u3000]|[ \u3000]$/.test(word), "A5");
  refuseIf(canonicalize(bytes) !== `${word}\n`, "A5");
  return word;
}

// R1: the lines of each type in their order, how often each stands, and its words. The last word takes the rest.
const ACT = ["version number", "text digest", "profile text-v1", "signatory id", "name value", "keys digest",
  "roll digest"];
const ACT_WITH_REASON = [...ACT, "reason? reason", "date date", "previous? digest"];
const LINES = {
  "undersigned/keys/v1": ["signatory id", "version number", "name value", "domain? domain",
    "assurance? demonstration", "threshold number", "key+ vkey", "retired* date vkey", "compromised* date vkey",
    "keeps* digest", "recovery? number ids", "recovered* id digest", "date date", "previous? digest"],
  "undersigned/roll/v1": ["slug id", "version number", "title value", "language language", "profile text-v1",
    "text digest", "date date", "convener id", "keys digest", "mode open|closed", "deadline? date",
    "corrects|supersedes|translates? id digest", "previous? digest", "signatory* id value",
    "alias* id language value"],
  "undersigned/signature/v1": [...ACT, "date date", "previous? digest"],
  "undersigned/vouch/v1": ["version number", "signatory id", "record digest", "voucher id", "keys digest",
    "mode given|withdrawn", "date date", "previous? digest"],
  "undersigned/domain-check/v1": ["version number", "signatory id", "domain domain", "record digest", "checker id",
    "keys digest", "mode found|withdrawn", "date date", "previous? digest"],
  "undersigned/attestation/v1": [...ACT.slice(0, 5), "means reason", "convener id", ...ACT.slice(5),
    "mode given|withdrawn", "date date", "previous? digest"],
  "undersigned/translation/v1": [...ACT.slice(0, 3), "language language", "original digest", "translator id",
    "keys digest", "mode given|withdrawn", "date date", "previous? digest"],
  "undersigned/withdrawal/v1": ACT_WITH_REASON,
  "undersigned/decline/v1": ACT_WITH_REASON,
};

// A record: `type`, its second word, and for each of its lines the word or words, null or [] where it is absent.
export async function readRecord(text) {
  const [type, ...lines] = text.split("\n");
  refuseIf(!Object.hasOwn(LINES, type) || lines.pop() !== "", "R5");
  const record = { type: type.split("/")[1] };
  let at = 0;
  for (const each of LINES[type]) {
    const [, key, often, kinds] = /^([a-z|]+)([?*+]?) (.+)$/.exec(each);
    const isNext = () => key.split("|").includes(lines[at]?.split(" ", 1)[0]), isRelation = key.includes("|");
    const isRepeated = often === "*" || often === "+", read = [];
    while (isNext() && (isRepeated || !read.length)) {
      read.push(await readWords(lines[at], kinds.split(" "), isRelation));
      at += 1;
    }
    refuseIf(!read.length && (often === "" || often === "+"), "R1");
    record[isRelation ? "relation" : key] = isRepeated ? read : read[0] ?? null;
  }
  refuseIf(at < lines.length, "R1");
  refuseIf((record.version === 1) !== (record.previous === null), "R2");
  const isOwn = record.signatory && [record.voucher, record.checker, record.convener].includes(record.signatory);
  refuseIf(isOwn, "R6"); // and R7, R8
  if (record.type === "keys") checkKeysRecord(record);
  if (record.type === "roll") checkRollRecord(record);
  return record;
}

// The words of a line as its atoms read them, a single one alone. `isNamed`: the key of the line is the first of them.
async function readWords(line, kinds, isNamed) {
  let [key, ...words] = line.split(" ");
  words = [...words.slice(0, kinds.length - 1), words.slice(kinds.length - 1).join(" ")];
  refuseIf(words.length !== kinds.length || !line.includes(" "), "R1");
  const read = isNamed ? [key] : [];
  for (const [at, kind] of kinds.entries()) {
    if (!ATOMS[kind]) refuseIf(!kind.split("|").includes(words[at]), "R1");
    read.push(ATOMS[kind] ? await ATOMS[kind](words[at]) : words[at]);
  }
  return read.length > 1 ? read : read[0];
}

function isUnique(values) {
  return new Set(values).size === values.length;
}

function checkKeysRecord(record) {
  const former = [...record.retired, ...record.compromised].map(([, key]) => key);
  refuseIf(record.key.length > MOST_KEYS, "R1");
  refuseIf([...record.key, ...former].some(({ name }) => name !== record.signatory), "R3");
  refuseIf(!isUnique(record.key.map(({ id }) => id)), "R3");
  refuseIf(!isUnique(record.key.map(({ same }) => same)), "R3");
  refuseIf(record.threshold > record.key.length, "R3");
  const listed = new Set(record.key.map(({ same }) => same));
  refuseIf(former.some(({ same }) => listed.has(same)), "R3");
  const [least, ids] = record.recovery ?? [0, []];
  refuseIf(!isUnique(ids) || ids.length < least, "R3");
  const theirs = record.recovered.map(([id]) => id);
  refuseIf(!isUnique([record.signatory, ...theirs]), "R3");
  refuseIf(theirs.length && record.version === 1, "R3");
}

function checkRollRecord(record) {
  const { signatory, alias } = record, ids = signatory.map(([id]) => id);
  refuseIf(signatory.length > MOST_NAMES || alias.length > MOST_NAMES, "R1");
  refuseIf(!isUnique(ids) || !isUnique(signatory.map(([, name]) => name)), "R4");
  const listed = new Set(ids);
  refuseIf(alias.some(([id]) => !listed.has(id)), "R4");
  refuseIf(!isUnique(alias.map((each) => each.join(" "))), "R4");
}
