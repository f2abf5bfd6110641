// How a copy of a statement stands to it, its text and its list of names (docs/audit.md), as the program says it of
// plain text and saved pages. Where a page knows too little to say the same, the verdict is "cannot-compare".
import { Refused, canonicalize, decodeUtf8, encodeUtf8, isCanonical, sameBytes } from "./text.js";
import { readNote } from "./note.js";
import { readRecord } from "./record.js";
import { verify } from "./verify.js";
import { likeness, wordsOfBlock } from "./word.js";
import { chainOf } from "./align.js";
import { Lexicon, Unsure, folded } from "./heading.js";
import { compare } from "./compare.js";
import { Names } from "./names.js";
import { holdingOf, holds, letSpeak, uncertain } from "./around.js";
import { regionsOf } from "./layout.js";
import { blocksOfCopy } from "./copy.js";

const REORDERS = /[\b\x0e\x0f\x1b\x80-\x9f\u202b\u202d\u202e\u2067]/;
const LETTER_FROM_RIGHT = /(?=\p{Alphabetic})[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

// What copies of a statement are held against: the report on it, its text and its roll, out of the files of a bundle.
export async function referenceOf(files, slug, words) {
  const { statements: [report], demonstration } = await verify(files, undefined, { slug });
  const bytes = files.get(`statement/${slug}/text.txt`);
  if (report.problems.length || !isCanonical(bytes)) throw new Refused("why-unsound", { of: report.problems[0] });
  const note = await readNote(files.get(`statement/${slug}/roll/${report.roll.version}.note`));
  const [text, roll] = [decodeUtf8(bytes), await readRecord(note.text)];
  return { report, demonstration, text, roll, lexicon: new Lexicon(words) };
}

// Holds `copy`, a string, or the bytes of a file with its `name`, against such a reference. Gives `verdict`, `names`,
// `hasList`, what is `hidden`, how many style sheets are `unread`, and what compare.js tells.
export function audit(copy, reference, name = "") {
  try {
    const { blocks, plain, unread } = blocksOfCopy(copy, name, reference.lexicon);
    const found = surely(blocks, plain, reference);
    if (name !== "" && sameBytes(copy, encodeUtf8(reference.text))) found.verdict = "identical";
    return Object.assign(found, { unread });
  } catch (unsure) {
    if (!(unsure instanceof Unsure)) throw unsure;
    const none = { differences: [], pieces: [], unseen: [], names: [], hidden: [] };
    return { verdict: "cannot-compare", covered: 0, words: 0, hasList: false, unread: 0, ...none };
  }
}

// The same verdicts whether a reader sees what stands around and is in doubt, or not.
function surely(blocks, plain, reference) {
  const found = judged(blocks.map((block) => ({ ...block })), plain, reference);
  const told = ({ verdict, differences, names }) => JSON.stringify([verdict, differences, names]);
  const unsure = new Set(found.inDoubt.map((at) => blocks[at]));
  if (unsure.size > 0) {
    const others = blocks.map((block) => ({ ...block, ...unsure.has(block) ? { hidden: "perhaps" } : {} }));
    if (told(judged(others, plain, reference)) !== told(found)) throw new Unsure();
  }
  return found;
}

function judged(blocks, plain, { report: { findings, totals }, text, roll, lexicon }) {
  const own = wordsOfBlock({ text, line: 1 }), names = new Names(findings, roll.alias);
  const named = (line) => wordsOfBlock({ text: line, line: 1 }), shown = blocks.filter(({ hidden }) => hidden === null);
  const title = { keys: named(roll.title).map(({ key }) => key).join("\n"), folded: folded(roll.title) };
  const spelled = names.subjects.flatMap((subject) => subject.spelled.map(named));
  const words = withoutHyphens(shown.flatMap(wordsOfBlock), [own, ...spelled]), matched = [];
  for (const run of chainOf(own.map(likeness), words.map(likeness))) {
    for (let at = run.copy; at < run.copy + run.length; at += 1) matched[at] = true;
  }
  letSpeak(blocks, words, matched, names, lexicon);
  const regions = regionsOf(words, matched, names, title, lexicon);
  const of = (region) => words.filter((_, at) => [region, "both"].includes(regions[at]));
  const inText = of("text"), inList = of("list"), places = holdingOf(words, regions);
  const doubts = uncertain(words, regions, places), found = compare(own, inText);
  const differs = (kind, was, is, line) => {
    found.differences.push({ kind, was, is, before: "", behind: "", line, remark: null });
    if (found.verdict === "same-words") found.verdict = "near";
  };
  const marksOf = ({ key, unseen }) => [key, ...unseen].join("\n"), ownMarks = new Set(spelled.flat().map(marksOf));
  const unlike = [...inList, ...of("heading")].filter((word) => !ownMarks.has(marksOf(word)));
  const seen = ({ unseen, line }) => unseen.map((character) => ({ character, line, isLost: false }));
  found.unseen = [...found.unseen, ...unlike.flatMap(seen)];
  const isTurned = LETTER_FROM_RIGHT.test([text, ...names.subjects.flatMap(({ spelled: each }) => each)].join(" "));
  const turned = found.unseen.find(({ character, isLost }) => !isLost &&
    (REORDERS.test(character) || !isTurned && /[\u200f\u061c]/.test(character)));
  if (turned) differs("reordered", "", "", turned.line);
  const parting = listAmidText(words, regions, matched);
  if (parting) differs("inserted", "", parting.is, parting.line);
  if (doubts.length && found.verdict === "same-words") found.verdict = "near";
  found.differences.push(...doubts);
  const isBackwards = found.verdict !== "same-words" && isInVisualOrder(inText, own);
  Object.assign(found, { hasList: inList.length > 0, names: names.listed(inList), hidden: [] });
  for (const inserted of found.inserted) found.names.push(...names.within(inserted, "text"));
  tellHidden(found, blocks, names, places);
  names.tellAltered(found.names);
  if (found.hasList) found.names.push(...names.omitted(found.names));
  for (const { is, line } of miscounts(words, regions, found.names, totals.signed, lexicon)) {
    differs("miscounted", String(totals.signed), is, line);
  }
  if (isBackwards) found.verdict = "cannot-compare";
  const isSame = found.verdict === "same-words" && plain !== null && isSameText(plain, words, regions, text);
  if (isSame) found.verdict = "same-text";
  const around = new Set(words.filter((_, at) => regions[at] === "around").map(({ block }) => block));
  const inDoubt = blocks.flatMap((block, at) => (around.has(block) && block.doubts.length ? [at] : []));
  return Object.assign(found, { inDoubt });
}

// What hides names: text that no reader sees, where only a false one is told, and what stands for a picture beside the
// list.
function tellHidden(found, blocks, names, places) {
  const among = (block) => names.within(wordsOfBlock(block), "hidden")
    .filter(({ verdict }) => !["signed", "omitted", "duplicate"].includes(verdict));
  for (const block of blocks.filter(({ hidden, isAlternative }) => hidden !== null && !isAlternative)) {
    if (wordsOfBlock(block).length === 0) continue;
    found.names.push(...among(block));
    found.hidden.push({ text: block.text, how: block.hidden, line: block.line });
  }
  const isBeside = (block) => block.isAlternative && block.furniture === null && holds(places, block);
  for (const name of blocks.filter(isBeside).flatMap(among)) {
    const isTold = ({ written, verdict }) => written === name.written && verdict === name.verdict;
    if (!found.names.some(isTold)) found.names.push(name);
  }
}

// Where a list begins that parts the text in two: whoever signed what stands above it need not have signed the rest.
function listAmidText(words, regions, matched) {
  const first = regions.findIndex((region) => ["heading", "list"].includes(region)), last = regions.lastIndexOf("list");
  const isOfText = (at) => regions[at] === "text" && matched[at];
  const ofText = (from, to) => words.filter((_, at) => at >= from && at < to && isOfText(at)).length;
  if (last < 0 || ofText(0, first) <= 40 || ofText(last, words.length) <= 8) return null;
  const { block, line } = words[first], own = words.filter((word) => word.block === block && word.line === line);
  return { line, is: own.map(({ at, end }) => block.text.slice(at, end)).join(" ") };
}

// Words that a line break parted, put together where a text has them whole and nowhere has them parted.
function withoutHyphens(words, texts) {
  const keys = texts.map((text) => text.map(({ key }) => key)), whole = new Set(keys.flat()), out = [];
  const beside = (all) => all.flatMap((_, at) => [2, 3].map((length) => all.slice(at, at + length).join("\n")));
  const parted = new Set(keys.flatMap(beside));
  for (let at = 0; at < words.length; at += 1) {
    const [word, next] = words.slice(at, at + 2), before = out.at(-1), isHangul = /^[\uac00-\ud7a3]{2}$/;
    const breaks = next?.begins && !next.mark && next.isLetters && next.block === word.block;
    const joins = (one) => breaks && one?.isLetters && whole.has(one.key + next.key);
    const isHyphen = word.key === "-" && !word.mark && joins(before) && before.end === word.at &&
      !parted.has(`${before.key}\n-\n${next.key}`);
    const goesOn = joins(word) && (word.unseen.at(-1) === "\xad" ||
      isHangul.test(word.key.at(-1) + next.key[0]) && !parted.has(`${word.key}\n${next.key}`));
    const first = isHyphen ? out.pop() : word;
    out.push(isHyphen || goesOn ? { ...first, key: first.key + next.key, end: next.end } : word);
    if (isHyphen || goesOn) at += 1;
  }
  return out;
}

// Whether words from right to left come out backwards: read so, they are the statement's.
function isInVisualOrder(words, statement) {
  const own = new Set(statement.map(({ key }) => key));
  const keys = words.map(({ key }) => key).filter((key) => /[\u0590-\u08ff]/.test(key) && [...key].length > 2);
  const backwards = keys.filter((key) => own.has([...key].reverse().join(""))).length;
  return backwards >= 5 && backwards > 2 * keys.filter((key) => own.has(key)).length;
}

// The lines of headings and around the text that state a number of signatories that is not theirs.
function miscounts(words, regions, names, signed, lexicon) {
  const lines = [];
  words.forEach((word, at) => {
    const last = lines.at(-1);
    if (last && last.region === regions[at] && last.first.block === word.block && !word.begins) last.end = word.end;
    else lines.push({ region: regions[at], first: word, end: word.end });
  });
  const listed = names.filter(({ place }) => place === "list").map(({ line }) => line);
  const headings = lines.filter(({ region }) => region === "heading").map(({ first }) => first.line);
  const uncompared = lines.filter(({ region }) => ["heading", "around"].includes(region));
  return uncompared.flatMap(({ region, first: { block, at, line }, end }) => {
    const next = headings.find((each) => each > line) ?? Infinity, is = block.text.slice(at, end);
    const below = listed.filter((name) => name >= line && name < next).length;
    if (region === "around" && !/\p{N}/u.test(is)) return [];
    return lexicon.miscounts(is, region === "heading", [signed, listed.length, below]) ? [{ is, line }] : [];
  });
}

// Whether the copy, up to the list that ends it, has the statement's text as its canonical form.
function isSameText(copy, words, regions, text) {
  const begin = regions.findIndex((region) => ["heading", "list"].includes(region));
  const lines = copy.split("\n").slice(0, begin < 0 ? undefined : words[begin].line - 1);
  try {
    return canonicalize(encodeUtf8(`${lines.join("\n")}\n`)) === text;
  } catch (refused) {
    if (refused instanceof Refused) return false;
    throw refused;
  }
}
