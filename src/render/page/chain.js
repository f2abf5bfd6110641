// Chains of records: part C of docs/format.md.
import { Refused } from "./text.js";
import { refuseIf } from "./key.js";
import { BadSignature, openNote, readNote } from "./note.js";
import { readRecord } from "./record.js";

// What is wrong with a file of a chain: the verdict that it gives where it is the only file (V2), and whether it was
// judged, or could only not be read (V6).
export class Flaw extends Refused {
  constructor(why, verdict = "invalid", isJudged = true, filled = {}) {
    super(why, filled);
    Object.assign(this, { verdict, isJudged });
  }
}

const NO_TEXT = new Flaw("why-no-text", "unreadable", false);
const NO_KEYS = new Flaw("why-no-keys", "unreadable", false);
export const NOT_CHECKED = new Flaw("why-not-checked", "unreadable", false);
const TOO_FEW = new Flaw("why-too-few");
const SHARED = new Flaw("why-shared");

function flawIf(isWrong, why, ...rest) {
  if (isWrong) throw why instanceof Flaw ? why : new Flaw(why, ...rest);
}

// The chain in `folder`, a map from numbers to bytes, or null for what is unreadable (C1): its valid `records`, the
// last of which is its `state`; the first `flaw` and the path of what is flawed. `check(link, below)` judges a record
// behind C2 and gives what opening it left.
export async function readChain(path, folder, types, check) {
  const numbers = [...folder.keys()].sort((a, b) => a - b);
  const chain = { path, numbers, records: [], state: null, flaw: null, flawedAt: null }, highest = numbers.at(-1) ?? 0;
  while (chain.records.length < highest && !chain.flaw) {
    const version = chain.records.length + 1;
    try {
      const link = await readLink(folder.get(version), types);
      flawIf(link.version !== version || ownerOf(link) !== ownerAt(path), "why-misplaced"); // C2
      flawIf(link.previous !== (chain.state?.digest ?? null), "why-previous");
      link.opened = await check(link, chain.state);
      chain.records.push(link);
      chain.state = link;
    } catch (flaw) {
      if (!(flaw instanceof Refused)) throw flaw;
      chain.flaw = flaw instanceof Flaw ? flaw : flawOf(flaw);
      chain.flawedAt = `${path}/${version}.note`;
    }
  }
  return chain;
}

const flawOf = ({ why, filled }, verdict) => new Flaw(why, verdict, true, filled);

async function readLink(bytes, types) {
  flawIf(bytes === undefined, "why-gap");
  flawIf(bytes === null, "why-unreadable", "unreadable", false);
  try {
    const note = await readNote(bytes), record = await readRecord(note.text);
    flawIf(!types.includes(record.type), "why-type");
    return { ...record, note, digest: note.digest };
  } catch (refused) {
    if (refused instanceof Refused && !(refused instanceof Flaw)) throw flawOf(refused, "unreadable");
    throw refused;
  }
}

const ownerOf = ({ type, slug, signatory, voucher, checker, translator }) => (type === "roll" ? slug :
  voucher ? `${signatory}/vouches/${voucher}` : checker ? `${signatory}/checks/${checker}` : translator ?? signatory);
const ownerAt = (path) =>
  path.replace(/^statement\/([^/]+)\/roll$|^keys\/|^signatures\/[^/]+\/|^statement\/[^/]+\/[^/]+\//, "$1");

async function opened(link, keys) {
  try {
    return await openNote(link.note, keys);
  } catch (refused) {
    throw refused instanceof BadSignature ? flawOf(refused) : refused;
  }
}

// Whether `signed` reach the threshold; `unchecked` might.
function flawOfCount(threshold, signed, unchecked, tooFew) {
  if (signed >= threshold) return null;
  return signed + unchecked >= threshold ? NOT_CHECKED : tooFew;
}

// C13, then C3; of the others in `parties` what is read so far.
export async function checkKeys(parties, link, below) {
  const [least, may] = below?.recovery ?? [0, []], { recovered } = link;
  flawIf(recovered.some(([id]) => !may.includes(id)), "C13");
  flawIf(recovered.length && recovered.length < least, "C13");
  for (const [id, keys] of recovered) await checkThreshold(keysRecordOf(parties.get(id), { keys }), link);
  const found = await opened(link, [...link.key, ...(below?.key ?? [])]);
  const isBehind = (key) => (key.isChecked ? found.signed : found.unchecked).has(key.same);
  flawIf(!link.key.every(isBehind), "why-unsigned");
  if (below && !recovered.length) {
    const of = (keys) => below.key.filter(({ same }) => keys.has(same)).length;
    const flaw = flawOfCount(below.threshold, of(found.signed), of(found.unchecked), TOO_FEW);
    flawIf(flaw, flaw);
  }
  return found;
}

// C4, C9, C10, S3: anything but a keys record by `party`, which is none if nothing is filed under its id.
export async function checkSigned(party, link, below) {
  const keys = keysRecordOf(party, link);
  if (!keys) throw party?.chain.flaw ?? NO_KEYS;
  const found = await checkThreshold(keys, link);
  flawIf(party.isPinnedUnchecked, NOT_CHECKED);
  flawIf(party.isPinnedOtherwise, "why-pinned");
  const isBack = below && keys.version < keysRecordOf(party, below)?.version; // C6, C7, C9, C11, C12
  flawIf(isBack, "why-back");
  return found;
}

async function checkThreshold(keys, link) {
  flawIf(!keys, NO_KEYS);
  const found = await opened(link, keys.key);
  const flaw = flawOfCount(keys.threshold, found.signed.size, found.unchecked.size, TOO_FEW);
  flawIf(flaw, flaw);
  return found;
}

// C13: why one of those who restored a party with `link` does not stand for it, or null.
export async function doubtOfRecovery(parties, shared, link) {
  for (const [id, keys] of link.recovered) {
    const party = parties.get(id), by = { ...link, keys };
    try {
      by.opened = await checkSigned(party, by);
    } catch (flaw) {
      if (flaw instanceof Flaw) return flaw;
      throw flaw;
    }
    const doubt = doubtOf(party, by, shared).flaw;
    const isOpen = party.standing === "demonstration" && parties.get(link.signatory).standing !== "demonstration";
    if (doubt || isOpen) return doubt ?? new Flaw("C13");
  }
  return null;
}

// The keys record that judges a roll or an act.
export function keysRecordOf(party, link) {
  return party?.chain.records.find(({ digest }) => digest === link.keys);
}

// C6
export async function checkRoll(party, link, below) {
  const found = await checkSigned(party, link, below);
  if (!below) return found;
  flawIf(["text", "language", "convener", "date"].some((line) => link[line] !== below[line]), "why-changed");
  flawIf(below.signatory.some(([id], at) => link.signatory[at]?.[0] !== id), "why-changed");
  const isLonger = link.signatory.length > below.signatory.length;
  flawIf(below.mode === "closed" && (link.mode !== "closed" || isLonger), "why-closed");
  return found;
}

// C7; `text` is the digest of the text that stands in the registry, or null.
export async function checkAct(party, link, below, text) {
  const found = await checkSigned(party, link, below);
  flawIf(link.name !== keysRecordOf(party, link).name, "why-name");
  checkText(link, text);
  return found;
}

// C11: an attestation of consent, by the party that convenes.
export async function checkAttestation(convener, link, below, text) {
  flawIf(link.convener !== convener.id, "why-convener");
  return checkTranslation(convener, link, below, text);
}

// C12
export async function checkTranslation(party, link, below, text) {
  const found = await checkSigned(party, link, below);
  checkText(link, text);
  return found;
}

function checkText(link, text) {
  flawIf(text === null, NO_TEXT);
  flawIf(link.text !== text, "why-other-text", "other-text", true, { text: link.text });
}

// C5: the keys that signed a state and count, apart from the shared ones, and why it does not hold, if it does not.
export function countedKeys(party, state, shared) {
  const keys = [...state.opened.signed.values()], counted = keys.filter(({ same }) => !shared.has(same));
  const { threshold } = keysRecordOf(party, state);
  return { counted, flaw: flawOfCount(threshold, counted.length, state.opened.unchecked.size, SHARED) };
}

// What speaks against the state of a chain by `party`, if anything does: C5 (`uncounted`), then a flaw of its keys
// chain, since what is not read may keep the state, then C8; and the keys that stand for it.
export function doubtOf(party, state, shared) {
  const { counted, flaw: uncounted } = countedKeys(party, state, shared);
  const { standing, flaw } = standingKeys(party, state, counted);
  return { standing, uncounted, flaw: uncounted ?? party.chain.flaw ?? flaw };
}

// C8: those of the counted keys that still stand for a state, or a flaw if it is in dispute.
export function standingKeys(party, state, counted) {
  const named = keysRecordOf(party, state), { records } = party.chain;
  const higher = records.filter(({ version }) => version > named.version);
  if (higher.some(({ keeps }) => keeps.includes(state.digest))) return { standing: counted, flaw: null };
  const stands = ({ same }) => higher.every(({ key }) => key.some((listed) => listed.same === same)) &&
    !records.some(({ compromised }) => compromised.some(([, key]) => key.same === same));
  const standing = counted.filter(stands);
  const isDisputed = standing.length < counted.length && standing.length < named.threshold;
  return { standing, flaw: isDisputed ? new Flaw("why-given-up") : null };
}
