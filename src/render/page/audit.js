// How a copy of a statement stands to it, its text and its list of names (docs/audit.md), as the program says it of
// plain text. Where a page knows too little to say the same, the verdict is "cannot-compare": ask the program.
import { Refused, canonicalize, decodeUtf8, encodeUtf8, isCanonical, sameBytes } from "./text.js";
import { readNote } from "./note.js";
import { readRecord } from "./record.js";
import { verify } from "./verify.js";
import { likeness, wordsOfBlock } from "./word.js";
import { chainOf } from "./align.js";
import { Lexicon, Unsure } from "./heading.js";
import { compare } from "./compare.js";
import { Names } from "./names.js";
import { regionsOf } from "./layout.js";

export const MOST_COPY = 1048576; // in UTF-16 units; the program takes more, in a process that is limited
const FIELDS = ["from", "to", "cc", "subject", "date", "message-id", "mime-version", "received", "return-path",
  "delivered-to", "reply-to", "content-type", "dkim-signature", "authentication-results"];
const REORDERS = /[\b\x0e\x0f\x1b\x80-\x9f\u202b\u202d\u202e\u2067]/;
const RIGHT_TO_LEFT = /(?=\p{Alphabetic})[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const OTHERS = /^(?:$|%PDF-|PK|\{|\[|ssh-|\x1f|\x89)|<html|<!DOCTYPE|-----BEGIN /i;

// What copies of a statement are held against: the report on it, its text and its roll, out of the files of a bundle.
export async function referenceOf(files, slug, words) {
  const { statements: [report], demonstration } = await verify(files, undefined, { slug });
  const bytes = files.get(`statement/${slug}/text.txt`);
  if (report.problems.length || !isCanonical(bytes)) throw new Refused(report.problems.join("; "));
  const note = await readNote(files.get(`statement/${slug}/roll/${report.roll.version}.note`));
  const [text, roll] = [decodeUtf8(bytes), await readRecord(note.text)];
  return { report, demonstration, text, roll, lexicon: new Lexicon(words) };
}

// The text that a file is, if a mark or UTF-8 tells it.
function unicodeOf(bytes) {
  const mark = [...bytes.subarray(0, 2)].join(), label = { "255,254": "utf-16le",
    "254,255": "utf-16be" }[mark] ?? "utf-8";
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw new Unsure();
  }
}

// Refuses what looks like a mail, a page, a file of another format, or pages with running heads.
function mustBePlain(text) {
  const start = text.trimStart(), [head] = start.split(/\r?\n\r?\n/, 1);
  const fields = /^[!-9;-~]+[ \t]*:/.test(start) ? head.split("\n").map((line) => line.split(/[ \t]*:/, 1)[0]) : [];
  const isMail = /^>?From /.test(start) || fields.some((field) => FIELDS.includes(field.toLowerCase()));
  if (text.length > MOST_COPY || isMail || OTHERS.test(start.slice(0, 4096)) || /[\0\f]/.test(text)) throw new Unsure();
}

// Paragraphs, without the marks of a quoted mail: text and first line.
function blocksOf(text) {
  const blocks = [];
  let isOpen = false;
  text.split("\n").flatMap((line) => line.replace(/\r$/, "").split("\r")).forEach((written, at) => {
    const line = written.replace(/^(?:> ?)+/, ""), isBlank = /^[\s\x85]*$/.test(line.replace(/\ufeff/g, "."));
    if (!isBlank && isOpen) blocks.at(-1).text += `\n${line}`;
    else if (!isBlank) blocks.push({ text: line, line: at + 1 });
    isOpen = !isBlank;
  });
  return blocks;
}

// Holds `copy`, a string, the bytes of a file of plain text, or null for any other file, against such a reference.
// Gives `verdict`, `names` and `hasList`, and what compare.js tells.
export function audit(copy, reference) {
  try {
    if (copy === null) throw new Unsure();
    const isFile = typeof copy !== "string", text = isFile ? unicodeOf(copy) : copy;
    mustBePlain(text);
    const found = judged(text, reference);
    if (isFile && sameBytes(copy, encodeUtf8(reference.text))) found.verdict = "identical";
    return found;
  } catch (unsure) {
    if (!(unsure instanceof Unsure)) throw unsure;
    const nothing = { differences: [], pieces: [], unseen: [], covered: 0, words: 0, hasList: false, names: [] };
    return { verdict: "cannot-compare", ...nothing };
  }
}

function judged(copy, { report: { findings, totals }, text, roll, lexicon }) {
  const own = wordsOfBlock({ text, line: 1 }), names = new Names(findings, roll.alias);
  const named = (line) => wordsOfBlock({ text: line, line: 1 });
  const spelled = names.subjects.flatMap((subject) => subject.spelled.map(named));
  const words = withoutHyphens(blocksOf(copy).flatMap(wordsOfBlock), [own, ...spelled]), matched = [];
  for (const run of chainOf(own.map(likeness), words.map(likeness))) {
    for (let at = run.copy; at < run.copy + run.length; at += 1) matched[at] = true;
  }
  const regions = regionsOf(words, matched, names, named(roll.title).map(({ key }) => key).join("\n"), lexicon);
  const of = (region) => words.filter((_, at) => [region, "both"].includes(regions[at]));
  const inText = of("text"), inList = of("list");
  const found = compare(own, inText), isBackwards = found.differences.length && isInVisualOrder(inText, own);
  const differs = (kind, was, is, line) => {
    found.differences.push({ kind, was, is, before: "", behind: "", line, remark: null });
    if (found.verdict === "same-words") found.verdict = "near";
  };
  const marksOf = ({ key, unseen }) => [key, ...unseen].join("\n"), ownMarks = new Set(spelled.flat().map(marksOf));
  const unlike = [...inList, ...of("heading")].filter((word) => !ownMarks.has(marksOf(word)));
  const seen = ({ unseen, line }) => unseen.map((character) => ({ character, line, isLost: false }));
  found.unseen = [...found.unseen, ...unlike.flatMap(seen)];
  const isTurned = RIGHT_TO_LEFT.test([text, ...names.subjects.flatMap(({ spelled: each }) => each)].join(" "));
  const turned = found.unseen.find(({ character, isLost }) => !isLost &&
    (REORDERS.test(character) || !isTurned && /[\u200f\u061c]/.test(character)));
  if (turned) differs("reordered", "", "", turned.line);
  const parting = listAmidText(words, regions, matched);
  if (parting) differs("inserted", "", parting.is, parting.line);
  Object.assign(found, { hasList: inList.length > 0, names: names.listed(inList) });
  for (const inserted of found.inserted) found.names.push(...names.within(inserted));
  names.tellAltered(found.names);
  if (found.hasList) found.names.push(...names.omitted(found.names));
  for (const { is, line } of miscounts(words, regions, found.names, totals.signed, lexicon)) {
    differs("miscounted", String(totals.signed), is, line);
  }
  if (isBackwards) found.verdict = "cannot-compare";
  if (found.verdict === "same-words" && isSameText(copy, words, regions, text)) found.verdict = "same-text";
  return found;
}

// Where a list begins that parts the text in two: whoever signed what stands above it need not have signed the rest.
function listAmidText(words, regions, matched) {
  const first = regions.findIndex((region) => ["heading", "list"].includes(region)), last = regions.lastIndexOf("list");
  const ofText = (from, to) => words.filter((_, at) => at >= from && at < to && regions[at] === "text" && matched[at]).length;
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
