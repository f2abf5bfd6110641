// How a registry is judged: parts P and V of docs/format.md. Gives the object of docs/json.md.
import { Refused, isCanonical, sameBytes } from "./text.js";
import { demonstrationKey, digestOf } from "./key.js";
import { dayNumber } from "./record.js";
import {
  Flaw, checkAct, checkAttestation, checkKeys, checkRoll, checkSigned, checkTranslation, countedKeys, doubtOf,
  doubtOfRecovery, keysRecordOf, readChain, standingKeys,
} from "./chain.js";
import { STANDINGS, noTrust, suffices } from "./trust.js";
import { placeOf } from "./bundle.js";

const MOST_TEXT = 4194304; // P5
const ACTS = { signature: "signed", withdrawal: "withdrawn", decline: "declined" };
const EXIT = { "holds": 0, "not-judged": 3, "does-not-hold": 1 }; // V6, the worst last

// The report on `files`, a map from paths to bytes, or null where something stands that cannot be read (P2). `trust`
// is that of a trust file; `question` may have `slug`, `id`, `require` and `standing` (V6, V8).
export async function verify(files, trust = noTrust(), question = {}) {
  return reportOn(await readRegistry(files, trust), question);
}

// The same on a registry that was read.
export async function reportOn(registry, question) {
  const asked = { slug: null, id: null, require: "all", standing: "vouched", ...question };
  const slugs = [...registry.statements.keys()].sort();
  if (asked.slug !== null && !slugs.includes(asked.slug)) throw new Refused("V1");
  const statements = [], involved = new Set();
  let demonstration = registry.isDemonstration;
  for (const slug of slugs.filter((each) => asked.slug === null || each === asked.slug)) {
    const { report, ids, translators } = await judge(registry, slug, asked);
    statements.push(report);
    ids.forEach((id) => involved.add(id));
    demonstration ||= [...ids, ...translators].some((id) => standingOf(registry, id) === "demonstration"); // V7
  }
  const outcome = worst(statements.map((statement) => statement.outcome)) ?? "not-judged";
  const strays = straysOf(registry, asked.slug, involved);
  return { undersigned: "report/v1", demonstration, outcome, statements, strays };
}

// What a report says of what speaks against something, to be put into words: `at` is where it stands.
const toldOf = ({ why, filled }, at = null) => ({ ...filled, why, at });

export const exitStatus = (report) => EXIT[report.outcome];

function worst(outcomes) {
  return Object.keys(EXIT).findLast((outcome) => outcomes.includes(outcome));
}

// P1, V1: the files by chain and statement; every party judged once.
export async function readRegistry(files, trust) {
  const registry = { trust, strays: [], shared: new Set() };
  for (const map of ["folders", "statements", "parties"]) registry[map] = new Map();
  for (const [path, bytes] of files) {
    const place = placeOf(path), [top, name] = path.split("/");
    if (place === null) {
      registry.strays.push({ path, what: { why: "P1" } });
      continue;
    }
    if (top !== "keys" && !registry.statements.has(name)) registry.statements.set(name, { text: undefined });
    if (place.number === null) {
      registry.statements.get(name).text = bytes !== null && bytes.length > MOST_TEXT ? null : bytes;
      continue;
    }
    if (!registry.folders.has(place.folder)) registry.folders.set(place.folder, new Map());
    registry.folders.get(place.folder).set(place.number, bytes);
  }
  registry.unseen = await unseenIn(registry);
  const ids = idsIn(registry, "keys").filter((id) => !id.includes("/"));
  registry.demonstrationKeys = new Set(await Promise.all(ids.map(demonstrationKey)));
  const known = () => [...registry.parties.values()].reduce((sum, { chain }) => sum + chain.records.length, 0);
  for (let waiting = ids, before = -1; before < (before = known());) { // C13: again who may have waited for another
    const read = await Promise.all(waiting.map((id) => readParty(registry, id)));
    read.forEach((party) => registry.parties.set(party.id, party));
    waiting = read.filter(({ chain }) => chain.flaw && !chain.flaw.isJudged).map(({ id }) => id);
  }
  const parties = [...registry.parties.values()];
  findShared(registry);
  await findDoubts(registry, parties);
  await Promise.all(parties.map((party) => readConfirmed(registry, party)));
  const valid = [...registry.parties.values()].filter(({ chain }) => chain.state); // V7
  registry.isDemonstration = valid.length > 0 && valid.every(({ standing }) => standing === "demonstration");
  return registry;
}

// S7
async function unseenIn({ trust, folders, statements }) {
  const found = await Promise.all(trust.seen.map(async ({ path, digest, folder, number }) => {
    const isAbout = path.startsWith("keys/") ? folders.has(folder) : statements.has(path.split("/")[1]);
    const bytes = folders.get(folder)?.get(number) ?? null;
    const end = bytes === null ? -1 : bytes.findLastIndex((byte, at) => byte === 10 && bytes[at + 1] === 10);
    const isSame = end >= 0 && await digestOf(bytes.subarray(0, end + 1)) === digest;
    return isAbout && !isSame ? [{ path, digest, isOther: bytes !== null }] : [];
  }));
  return found.flat();
}

// The ids that have a folder in `path`, in their order.
function idsIn({ folders }, path) {
  const below = [...folders.keys()].filter((folder) => folder.startsWith(`${path}/`));
  return below.map((folder) => folder.slice(path.length + 1)).sort();
}

// S2, S3: the keys chain of a party, its standing, and whether its pins are all for other keys.
async function readParty(registry, id) {
  const chain = await readChain(`keys/${id}`, registry.folders.get(`keys/${id}`), ["keys"],
    (link, below) => checkKeys(registry.parties, link, below));
  const keys = chain.records.flatMap(({ key }) => key), sameOf = (each) => new Set(each.map(({ same }) => same));
  const listed = sameOf(keys.filter(({ isChecked }) => isChecked)), every = sameOf(keys); // K8
  const restored = chain.records.findLastIndex(({ recovered }) => recovered.length); // C13
  const present = sameOf(chain.records.slice(Math.max(restored, 0)).flatMap(({ key }) => key));
  const compromised = new Set(chain.records.flatMap((record) => record.compromised.map(([, key]) => key.same)));
  const keysOf = (word) => registry.trust[word].get(id) ?? new Set(), pins = keysOf("key");
  const isDemonstration = chain.records.some(({ assurance }) => assurance !== null) ||
    [...every].some((key) => registry.demonstrationKeys.has(key));
  const isConnected = (keys) => [...keys].some((key) => listed.has(key) && present.has(key) && !compromised.has(key));
  const standing = isDemonstration ? "demonstration" : isConnected(pins) ? "pinned" : "self-published";
  const lists = (keys) => [...pins].some((key) => keys.has(key));
  const isPinnedOtherwise = pins.size > 0 && !lists(listed), isPinnedUnchecked = isPinnedOtherwise && lists(every);
  const is = { voucher: isConnected(keysOf("voucher")), checker: isConnected(keysOf("checker")) };
  return { id, chain, listed, standing, isPinnedOtherwise, isPinnedUnchecked, is, vouches: [], checks: [] };
}

// What the vouchers and checkers whom the reader named say of a party, and its standing by that.
async function readConfirmed(registry, party) {
  if (party.standing !== "self-published") return;
  const vouching = await confirming(registry, party, "voucher", "vouches", "vouch");
  const found = await confirming(registry, party, "checker", "checks", "domain-check");
  if (suffices(registry.trust, vouching)) party.standing = "vouched";
  else if (found.size) party.standing = "domain";
}

const LAPSED = { why: "why-lapsed" };

async function confirming(registry, party, role, folder, type) {
  const { folders, parties, trust } = registry, counting = new Set();
  for (const id of [...trust[role].keys()].sort()) {
    const by = parties.get(id), path = `keys/${party.id}/${folder}/${id}`;
    if (!by?.is[role] || !folders.has(path)) continue;
    const chain = await chainIn(registry, path, [type], (link, below) => checkSigned(by, link, below));
    const { date = null, digest = null, domain = null } = chain.state ?? {}, { name } = by.chain.state;
    const lapsed = counts(registry, party, by, chain) ? null : LAPSED;
    party[folder].push({ [role]: id, name, ...(role === "checker" && { domain }), date, digest, lapsed });
    if (!lapsed) counting.add(id);
  }
  return counting;
}

// S5, S6
function counts(registry, party, by, chain) {
  if (lapseOf(registry, by, chain)) return false;
  const { state } = chain, { records } = party.chain;
  const at = records.findIndex(({ digest }) => digest === state.record), later = records.slice(at);
  const stays = (word, stated) => [later[0], later.at(-1)].every((keys) => keys[word] === stated);
  return at >= 0 && by.standing !== "demonstration" && stays("name", later[0].name) &&
    (!state.checker || stays("domain", state.domain)) &&
    !later.slice(1).some(({ compromised, recovered }) => compromised.length || recovered.length);
}

// Why what a party says in a chain that it can take back does not stand, or null (S5, V12, V13).
function lapseOf({ shared }, party, { state, flaw }) {
  const lapsed = flaw ?? doubtOf(party, state, shared).flaw;
  return lapsed ?? (state.mode !== "withdrawn" ? null : new Flaw("why-taken-back"));
}

// C5
function findShared({ parties, shared }) {
  const holders = new Map();
  for (const { id, listed } of parties.values()) {
    for (const key of listed) {
      if (holders.has(key) && holders.get(key) !== id) shared.add(key);
      holders.set(key, id);
    }
  }
}

// C13
async function findDoubts({ shared, parties }, all) {
  const found = [];
  for (const { id, chain } of all.filter(({ chain }) => !chain.flaw)) {
    for (const link of chain.records) {
      const flaw = await doubtOfRecovery(parties, shared, link);
      if (flaw) found.push([chain, { flaw, flawedAt: `keys/${id}/${link.version}.note` }]);
    }
  }
  found.reverse().forEach(([chain, doubt]) => Object.assign(chain, doubt)); // the first of a chain last
}

function standingOf(registry, id) {
  return registry.parties.get(id)?.standing ?? "self-published";
}

function chainIn(registry, path, types, check) {
  return readChain(path, registry.folders.get(path) ?? new Map(), types, check);
}

// The report on one statement, and the ids that it shows.
async function judge(registry, slug, asked) {
  const { text } = registry.statements.get(slug), digest = text ? await digestOf(text) : null;
  const rolls = await chainIn(registry, `statement/${slug}/roll`, ["roll"],
    (link, below) => checkRoll(registry.parties.get(link.convener), link, below));
  const roll = rolls.state, problems = problemsOf(registry, slug, digest, rolls);
  const subjects = (roll?.signatory ?? []).map(([id, name], at) => ({ place: at + 1, id, name }));
  const listed = new Set(subjects.map(({ id }) => id));
  const attested = roll ? idsIn(registry, `statement/${slug}/attestations`) : [];
  const acting = new Set([...idsIn(registry, `signatures/${slug}`), ...attested]);
  const others = [...acting].filter((id) => !listed.has(id)).sort(); // V3
  subjects.push(...others.map((id) => ({ place: null, id, name: null })));
  const found = await Promise.all(subjects.map((subject) => find(registry, slug, digest, rolls, subject)));
  const withRecoveries = (finding) =>
    ({ ...finding, marks: [...finding.marks, ...recoveriesOf(registry.parties.get(finding.id))] });
  const findings = found.map(withRecoveries);
  const shown = asked.id === null ? findings : findings.filter(({ id }) => id === asked.id);
  if (!shown.length && asked.id !== null) shown.push({ ...UNKNOWN, id: asked.id });
  const { outcome, because } = answer(registry, asked, roll, problems, findings);
  const translations = roll ? await translationsOf(registry, slug, digest, roll) : [];
  const ids = [...shown.map(({ id }) => id), ...(roll ? [roll.convener] : [])];
  const report = {
    slug, text: digest, bytes: text ? text.length : null, roll: roll && reportOfRoll(registry, roll),
    translations, problems: problems.map((problem) => toldOf(problem, problem.at)),
    findings: shown.map(({ isJudged, ...finding }) => finding), totals: totalsOf(findings), outcome, because,
  };
  return { report, ids, translators: translations.map(({ translator }) => translator) };
}

// V1
function problemsOf(registry, slug, digest, rolls) {
  const { text } = registry.statements.get(slug), roll = rolls.state, problems = [];
  const add = (is, why, isJudged = true, filled = {}, at = null) => is &&
    problems.push(Object.assign(new Flaw(why, null, isJudged, filled), { at }));
  const addFlaw = (flaw, at) => flaw && add(true, flaw.why, flaw.isJudged, flaw.filled, at);
  add(text === undefined, "why-text-missing", false);
  add(text === null, "why-text-unreadable", false);
  add(text && !isCanonical(text), "why-text-refused");
  const others = [...registry.statements].filter(([other]) => other !== slug).map(([, other]) => other.text);
  add(text && others.some((other) => other && sameBytes(other, text)), "why-text-twice");
  for (const { path, digest: seen, isOther } of registry.unseen) {
    const isOf = path.startsWith("keys/") || path.split("/")[1] === slug;
    add(isOf, isOther ? "why-seen-other" : "why-seen-missing", isOther, { seen }, path);
  }
  add(!rolls.numbers.length, "why-roll-missing", false);
  addFlaw(rolls.flaw, rolls.flawedAt);
  if (!roll) return problems;
  const convener = registry.parties.get(roll.convener);
  const { counted, flaw } = countedKeys(convener, roll, registry.shared);
  addFlaw(flaw, rolls.path);
  add(digest !== null && digest !== roll.text, "why-other-text", true, { text: roll.text }, rolls.path);
  addFlaw(convener.chain.flaw, convener.chain.flawedAt);
  addFlaw(standingKeys(convener, roll, counted).flaw, rolls.path);
  return problems;
}

// V2, V3, V12: by what the party did, and by what the convener says of it.
async function find(registry, slug, digest, rolls, subject) {
  const finding = await findActs(registry, slug, digest, rolls, subject), { place, id, name } = subject;
  const path = `statement/${slug}/attestations/${id}`, convener = registry.parties.get(rolls.state?.convener);
  if (!registry.folders.has(path) || !convener) return finding;
  const chain = await chainIn(registry, path, ["attestation"],
    (link, below) => checkAttestation(convener, link, below, digest));
  const said = chain.state ?? {}, lapse = lapseOf(registry, convener, chain);
  const own = ["name", "means", "version", "digest", "date"].map((word) => [word, said[word] ?? null]);
  const lapsed = lapse && toldOf(lapse), consent = { ...Object.fromEntries(own), lapsed };
  const isSilent = finding.verdict === "missing";
  if (!isSilent && (place === null || finding.verdict === "signed" || lapsed)) return finding;
  if (place === null) return { ...finding, verdict: "not-on-roll", reason: { why: "why-off-roll" }, consent };
  if (lapsed !== null || !isSilent) return { ...finding, consent };
  const listedAs = consent.name === name ? null : name, marks = marksOf(registry, chain, rolls, listedAs);
  return { ...finding, verdict: "attested", name: consent.name, listed_as: listedAs, marks, consent };
}

// V13
async function translationsOf(registry, slug, digest, roll) {
  const path = `statement/${slug}/translations`, [kind, , original] = roll.relation ?? [];
  return Promise.all(idsIn(registry, path).map(async (translator) => {
    const party = registry.parties.get(translator), standing = standingOf(registry, translator);
    const chain = await chainIn(registry, `${path}/${translator}`, ["translation"],
      (link, below) => checkTranslation(party, link, below, digest));
    const { state } = chain, lapse = lapseOf(registry, party, chain);
    const isOf = kind === "translates" && state?.original === original && state.language === roll.language;
    const isShown = standing === "demonstration" && standingOf(registry, roll.convener) !== standing;
    const lapsed = lapse ? toldOf(lapse) : isOf && !isShown ? null : LAPSED;
    return {
      translator, name: party?.chain.state?.name ?? null, standing, lapsed,
      date: state?.date ?? null, digest: state?.digest ?? null,
    };
  }));
}

// V2 to V4
async function findActs(registry, slug, digest, rolls, { place, id, name }) {
  const party = registry.parties.get(id);
  const acts = await chainIn(registry, `signatures/${slug}/${id}`, Object.keys(ACTS),
    (link, below) => checkAct(party, link, below, digest));
  const finding = { ...NOTHING, place, id, name };
  const failed = (verdict, flaw, at) => {
    return { ...finding, verdict, reason: toldOf(flaw, at), isJudged: flaw.isJudged };
  };
  if (!acts.numbers.length) return finding;
  const isAlone = acts.numbers.length === 1 && acts.numbers[0] === 1;
  if (acts.flaw) return failed(isAlone ? acts.flaw.verdict : "disputed", acts.flaw, acts.flawedAt);
  const act = acts.state, at = `${acts.path}/${act.version}.note`;
  const { standing, uncounted, flaw } = doubtOf(party, act, registry.shared);
  if (uncounted && isAlone) return failed(flaw.verdict, flaw, at);
  if (flaw) return failed("disputed", flaw, !uncounted && party.chain.flaw ? party.chain.flawedAt : at);
  const listedAs = place !== null && act.name !== name ? name : null;
  const { type: kind, version, digest: ofAct, date, reason = null } = act;
  return {
    ...finding, name: act.name, listed_as: listedAs, standing: party.standing, vouches: party.vouches,
    checks: party.checks, verdict: place === null ? "not-on-roll" : ACTS[kind],
    marks: marksOf(registry, acts, rolls, listedAs),
    reason: place === null ? { why: "why-off-roll" } : null,
    act: { kind, version, digest: ofAct, date, reason, keys: wordsOf(standing) },
  };
}

// What is found where nothing is.
const NOTHING = {
  place: null, id: null, name: null, listed_as: null, verdict: "missing", standing: null, vouches: [], checks: [],
  marks: [], reason: null, act: null, consent: null, isJudged: true,
};
const UNKNOWN = { ...NOTHING, verdict: "not-on-roll", reason: { why: "V8" } };

const wordsOf = (keys) => keys.map(({ word }) => word);

// V4
function marksOf(registry, acts, rolls, listedAs) {
  const { state, records } = acts, { unknown, uncheckedLines } = state.opened, shared = sharedBy(registry, state);
  const deadline = rolls.state?.deadline ?? null, isLate = deadline && dayNumber(state.date) > dayNumber(deadline) + 1;
  const hasSigned = records.some(({ type }) => type === "signature");
  const isRollHere = rolls.records.some(({ digest }) => digest === state.roll);
  const marks = [
    ["late", isLate],
    ["never-signed", state.type === "withdrawal" && !hasSigned],
    ["registry-incomplete", !isRollHere, { roll: state.roll }],
    ["unknown-lines", unknown, { count: unknown }],
    ["unchecked-lines", uncheckedLines, { count: uncheckedLines }],
    ["shared-lines", shared, { count: shared }],
    ["listed-as", listedAs !== null, { name: listedAs }],
  ];
  return marks.filter(([, stands]) => stands).map(([mark, , filled]) => markOf(mark, filled));
}

const markOf = (mark, filled) => ({ mark, says: { ...filled, why: `mark-${mark}` } });

// C13: said of every finding of a party.
function recoveriesOf(party) {
  const restored = (party?.chain.records ?? []).filter(({ recovered }) => recovered.length);
  return restored.map(({ date, recovered }) => {
    const by = recovered.map(([id]) => id).join(", ");
    return markOf("recovered", { by, date });
  });
}

function sharedBy(registry, state) {
  return [...state.opened.signed.keys()].filter((key) => registry.shared.has(key)).length;
}

function reportOfRoll(registry, roll) {
  const convener = registry.parties.get(roll.convener), { counted } = countedKeys(convener, roll, registry.shared);
  const { version, digest, title, language, date, mode, deadline, relation, opened } = roll;
  const [kind, slug, text] = relation ?? [], { name } = keysRecordOf(convener, roll);
  return {
    version, digest, title, language, date, mode, deadline, relation: relation && { kind, slug, text },
    convener: {
      id: roll.convener, name, standing: convener.standing, vouches: convener.vouches, checks: convener.checks,
      marks: recoveriesOf(convener), keys: wordsOf(counted),
    },
    unknown_lines: opened.unknown, unchecked_lines: opened.uncheckedLines, shared_lines: sharedBy(registry, roll),
  };
}

// V10
function totalsOf(findings) {
  const listed = findings.filter(({ place }) => place !== null);
  const signed = listed.filter(({ verdict }) => verdict === "signed");
  const late = signed.filter(({ marks }) => marks.some(({ mark }) => mark === "late")).length;
  const named = [...Object.values(ACTS), "attested", "missing"];
  const of = (verdict) => [verdict, listed.filter((finding) => finding.verdict === verdict).length];
  return {
    listed: listed.length, ...Object.fromEntries(named.map(of)),
    failed: listed.filter(({ verdict }) => !named.includes(verdict)).length,
    on_time: signed.length - late, late,
    confirmed: signed.filter(({ standing }) => rank(standing) >= rank("vouched")).length,
    not_on_roll: findings.length - listed.length,
  };
}

const rank = (standing) => STANDINGS.indexOf(standing);

// V5 to V8: the outcome, and why where the findings alone do not say so.
function answer(registry, asked, roll, problems, findings) {
  const failures = problems.map(({ isJudged }) => isJudged), because = [];
  let counted = [];
  if (roll) {
    const needed = neededBy(asked, findings);
    counted = needed.counted;
    failures.push(...needed.failures);
    because.push(...needed.because);
  }
  const standings = counted.map(({ standing }) => standing);
  const shown = roll ? [...standings, standingOf(registry, roll.convener)] : [];
  const isMixed = !registry.isDemonstration && shown.includes("demonstration"); // V7
  if (isMixed) failures.push(true);
  if (isMixed) because.push("V7");
  const isBelow = (standing) => !registry.isDemonstration && rank(standing) < rank(asked.standing);
  const unconfirmed = standings.filter(isBelow).length;
  if (unconfirmed && !isMixed) because.push("V6");
  const isWhole = roll !== null && !failures.length && !unconfirmed;
  return { outcome: failures.includes(true) ? "does-not-hold" : isWhole ? "holds" : "not-judged", because };
}

// The findings that count (V5), and for each thing that fails whether it was judged.
function neededBy({ id, require }, findings) {
  const signed = findings.filter(({ verdict }) => verdict === "signed");
  if (id !== null) return neededOf([id], findings, signed, () => []); // V8
  const listed = findings.filter(({ place }) => place !== null);
  const needed = Array.isArray(require) ? neededOf(require, listed, signed, () => ["V8"])
    : require === "all" ? neededOfAll(listed) : neededOfNumber(require, listed, signed);
  if (!signed.length) { // V6
    needed.failures.push(listed.every(({ isJudged }) => isJudged));
    needed.because.push("V6");
  }
  return needed;
}

// V6
function neededOfAll(listed) {
  const counted = listed.filter(({ standing }) => standing !== null);
  const failures = listed.filter(({ standing }) => standing === null).map(({ isJudged }) => isJudged);
  return { counted, failures, because: [] };
}

// V8: nothing asked is nothing judged.
function neededOf(ids, listed, signed, because) {
  const failing = ids.filter((id) => !signed.some((finding) => finding.id === id));
  const failures = failing.map((id) => listed.find((finding) => finding.id === id)?.isJudged ?? true);
  const counted = signed.filter(({ id }) => ids.includes(id));
  return { counted, failures: ids.length ? failures : [false], because: failing.flatMap(because) };
}

function neededOfNumber(number, listed, signed) {
  const counted = [...signed].sort((a, b) => rank(b.standing) - rank(a.standing)).slice(0, number);
  if (number > 0 && signed.length >= number) return { counted, failures: [], because: [] };
  const unread = listed.filter(({ isJudged }) => !isJudged).length;
  const because = number > 0 ? ["V8"] : [];
  return { counted, failures: [signed.length + unread < number], because };
}

// Files without a place, and flawed keys records on which nothing that was asked about rests.
function straysOf(registry, slug, involved) {
  const isAsked = ({ path }) => slug === null || path.startsWith("keys/") || path.split("/")[1] === slug;
  const flawed = [...registry.parties.values()].filter(({ id, chain }) => chain.flaw && !involved.has(id));
  const of = ({ chain }) => ({ path: chain.flawedAt, what: toldOf(chain.flaw) });
  return [...registry.strays.filter(isAsked), ...flawed.map(of)];
}
