// The words of a copy held against the words of a statement: verdict, differences, and both laid over each other.
import { encodeUtf8 } from "./text.js";
import { likeness, looks, spelling } from "./word.js";
import { chainOf, filled } from "./align.js";

const RUN = 4, CONTEXT = 4, LONGEST_REMARK = 200;
const QUOTATION = 8, QUOTATION_UNSPACED = 16; // words that make one; characters where each is a word

// Words as they are written, with a line break between blocks.
function written(words) {
  const pieces = [];
  words.forEach((word, at) => {
    if (word.block === words[at - 1]?.block) pieces.at(-1)[2] = word.end;
    else pieces.push([word.block, word.mark?.at ?? word.at, word.end]);
  });
  return pieces.map(([block, from, to]) => block.text.slice(from, to)).join("\n");
}

// How `copy`, the words of the text alone, stand to those of the statement (`text` in docs/json.md); the `pieces` of
// both in reading order; the `unseen` characters that one has and the other has not; the words that are `inserted`.
export function compare(statement, copy) {
  const [one, other] = [statement, copy].map((words) => words.map(likeness));
  const runs = filled(one, other, chainOf(one, other));
  const told = { differences: [], pieces: [], unseen: [], inserted: [], words: statement.length, covered: 0 };
  for (const { length } of runs) if (length >= RUN) told.covered += length;
  const isEqual = ([at, copyAt]) => statement[at]?.key === copy[copyAt]?.key;
  const pairs = runs.flatMap(({ at, copy: copyAt, length }) => Array.from({ length }, (_, n) => [at + n, copyAt + n]));
  let at = 0, copyAt = 0;
  for (const [next, nextCopy] of [...pairs.filter(isEqual), [statement.length, copy.length]]) {
    tellGap(told, statement, copy, [at, next], [copyAt, nextCopy]);
    if (next < statement.length) tellSame(told, statement, copy, next, nextCopy);
    [at, copyAt] = [next + 1, nextCopy + 1];
  }
  tellMoved(told);
  const letters = (run) => statement.slice(run.at, run.at + run.length).flatMap(({ key }) => [...key]).length;
  const isQuotation = (run) => run.length >= QUOTATION && letters(run) >= QUOTATION_UNSPACED;
  if (!told.differences.length) told.verdict = "same-words";
  else if (5 * told.covered >= 3 * told.words) told.verdict = "near";
  else told.verdict = runs.some(isQuotation) ? "excerpt" : "unrelated";
  return told;
}

function tell(told, kind, statement, [from, to], [was, is], line) {
  let begin = Math.max(from - CONTEXT, 0);
  const [sign, first] = [statement[begin - 1], statement[begin]], spelled = sign && written([sign]);
  // the `s` of `world's` is no beginning
  if (begin < from && /^['\u2019]$/.test(spelled) && sign.block === first.block && sign.end === first.at) begin += 1;
  const before = written(statement.slice(begin, from));
  const behind = written(statement.slice(to, to + CONTEXT)), remark = kind === "renumbered" ? null : remarkOn(was, is);
  told.differences.push({ kind, was, is, before, behind, line, remark });
}

function tellGap(told, statement, copy, [from, to], [copyFrom, copyTo]) {
  const lacking = statement.slice(from, to), own = copy.slice(copyFrom, copyTo);
  const [was, is] = [lacking, own].map(written);
  if (lacking.length + own.length === 0) return;
  // A number amid a line of one, which wrapping put at the start of a line of the other.
  const isMark = (words, none, mark) => !none.length && words.map(({ key }) => key).join() === mark?.keys.join();
  const isSame = isMark(own, lacking, statement[to]?.mark) || isMark(lacking, own, copy[copyTo]?.mark);
  if (isSame) return piece(told, "same", was);
  let kind = own.length ? "replaced" : "deleted";
  if (!lacking.length) kind = from === 0 ? "added-before" : to === statement.length ? "added-behind" : "inserted";
  tell(told, kind, statement, [from, to], [was, is], (copy[copyFrom] ?? copy.at(-1))?.line ?? 1);
  piece(told, "deleted", was);
  piece(told, "inserted", is);
  for (const { unseen, line } of own) {
    for (const character of unseen) told.unseen.push({ character, line, isLost: false });
  }
  if (own.length) told.inserted.push(own);
}

function tellSame(told, statement, copy, at, copyAt) {
  const word = statement[at], copied = copy[copyAt], lost = [...word.unseen], { line } = copied;
  for (const character of copied.unseen) {
    if (lost.includes(character)) lost.splice(lost.indexOf(character), 1);
    else told.unseen.push({ character, line, isLost: false });
  }
  told.unseen.push(...lost.map((character) => ({ character, line, isLost: true })));
  const [was, is] = [word, copied].map(({ mark }) => mark?.number);
  const isRenumbered = was !== undefined && is !== undefined && was !== is;
  if (isRenumbered) tell(told, "renumbered", statement, [at, at], [String(was), String(is)], line);
  piece(told, "same", written([word]), word, statement[at - 1]);
}

// With the white space of the statement between its words.
function piece(told, kind, text, word = null, before = null) {
  const last = told.pieces.at(-1);
  if (text === "") return;
  const between = word && before ? word.block.text.slice(before.end, word.mark?.at ?? word.at) : " ";
  if (last?.kind === kind) last.text += between + text;
  else told.pieces.push({ kind, text });
}

// A deletion and an insertion of the same words are one move.
function tellMoved(told) {
  const words = (text) => text.trim().split(/\s+/).join(" "), inserted = new Map(), gone = new Set();
  for (const each of told.differences.filter(({ was }) => was === "").reverse()) {
    inserted.set(words(each.is), [...inserted.get(words(each.is)) ?? [], each]);
  }
  for (const deleted of told.differences.filter(({ kind }) => kind === "deleted")) {
    const other = inserted.get(words(deleted.was))?.pop();
    if (other) Object.assign(deleted, { kind: "moved", line: other.line, is: other.is });
    gone.add(other);
  }
  told.differences = told.differences.filter((each) => !gone.has(each));
}

// What a reader could overlook: letters that look alike, or are another spelling, in pairs.
function remarkOn(was, is) {
  const [one, other] = [[...was], [...is]], pairs = one.map((c, at) => [c, other[at]]).filter(([a, b]) => a !== b);
  const isLong = [was, is].some((text) => encodeUtf8(text).length > LONGEST_REMARK);
  if (was === "" || isLong || one.length !== other.length) return null;
  if (spelling(was) === spelling(is)) return { what: "spelling", pairs };
  return looks(was) === looks(is) ? { what: "look-alike", pairs } : null;
}
