// Canonical text, profile text-v1: part T of docs/format.md.
import {
  CLASSES, RUNS, VARIANTS, UNASSIGNED, INVISIBLE, SPACE, SPACING_MARK, MARK, LETTER, RIGHT_TO_LEFT, MONGOLIAN,
  JOINER_SCRIPT, UNSPACED_SCRIPT, INHERITED, PICTOGRAPH, MODIFIER, IDEOGRAPH, RECOMPOSED,
} from "./tables.js";

// What a reader refuses: it has no meaning at all. `why` is a rule of docs/format.md, or the key of what a page says of
// it, with what is filled in there (`filled`); `problems` are those of a text.
export class Refused extends Error {
  constructor(why, filled = {}, problems = []) {
    super(why);
    Object.assign(this, { why, filled, problems });
  }
}

const MOST_SOURCE = 268435456; // T10
const MOST_MARKS = 8; // T6.7

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });
const ENCODER = new TextEncoder();

export const encodeUtf8 = (text) => ENCODER.encode(text);

// Strict UTF-8, no byte of it passed over (T1).
export function decodeUtf8(bytes) {
  try {
    return STRICT.decode(bytes);
  } catch {
    throw new Refused("T1");
  }
}

// The canonical form of a source (T1 to T10). Each problem of a refused one has `line` and `column`, from 1, as they
// are in the source, `character` (null for bytes that are none), `times` in a row that it stands there, and `what`.
export function canonicalize(source) {
  const whole = (what) => new Refused("T9", {}, [problem(1, 1, null, what)]);
  if (source.length > MOST_SOURCE) throw whole("too-long");
  if (source[0] + source[1] === 0xff + 0xfe) throw whole("utf16"); // T1: no byte is greater than FF
  const text = withoutBlankEnds(normalizedLines(source));
  if (text === "") throw whole("empty"); // T9
  return `${text}\n`;
}

// Whether a file is canonical text (T11).
export function isCanonical(bytes) {
  try {
    return sameBytes(encodeUtf8(canonicalize(bytes)), bytes);
  } catch (refused) {
    if (refused instanceof Refused) return false;
    throw refused;
  }
}

export function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

// T1 to T7
function normalizedLines(source) {
  const start = source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : 0; // T1: U+FEFF
  const lines = [], early = [], late = [];
  for (let from = start, end; from < source.length; from = end + 1) {
    end = source.indexOf(0x0a, from);
    if (end < 0) end = source.length;
    const isCrlf = end < source.length && end > from && source[end - 1] === 0x0d; // T3
    const number = lines.length + 1;
    lines.push(normalizedLine(source.subarray(from, isCrlf ? end - 1 : end), number, early, late));
  }
  const problems = [...early, ...late].sort((a, b) => a.line - b.line || a.column - b.column);
  if (problems.length) throw new Refused("T2", {}, problems);
  return lines;
}

// One line, behind T7. What T1 to T3 refuse goes to `early`; it is mended in thought before T6 looks, whose problems,
// which go to `late`, are thus those that are left to whoever mends one by one.
function normalizedLine(bytes, number, early, late) {
  const drawn = []; // [character, column]
  charactersOf(bytes).forEach((character, at) => {
    const what = character === null ? "not-utf8" : refusal(character);
    if (!what) return drawn.push([character, at + 1]);
    add(early, number, at + 1, character, what);
    if (what === "line-break") drawn.push(["\n", at + 1]);
    if (what === "blank-braille") drawn.push([" ", at + 1]);
  });
  const spaced = drawn.map(([character, column], at) => [mappedSpace(drawn, character, at), column]);
  const composed = inNfc(spaced);
  for (let from = 0, end; from <= composed.length; from = end + 1) {
    for (end = from; end < composed.length && composed[end][0] !== "\n";) end += 1;
    const line = composed.slice(from, end), whats = outOfContext(line.map(([character]) => character));
    line.forEach(([character, column], at) => whats[at] && add(late, number, column, character, whats[at]));
  }
  return composed.map(([character]) => character).join("").replace(/[ \u3000]+$/, ""); // T7
}

function problem(line, column, character, what) {
  return { line, column, character, times: 1, what };
}

// The same problem directly behind the last one counts with it.
function add(problems, line, column, character, what) {
  const last = problems.at(-1), isNext = last && last.line === line && last.column + last.times === column;
  if (isNext && last.character === character && last.what === what) last.times += 1;
  else problems.push(problem(line, column, character, what));
}

// T1: characters, and null for each sequence of bytes that is none.
function charactersOf(bytes) {
  try {
    return [...STRICT.decode(bytes)];
  } catch {
    // The lenient decoder puts U+FFFD in their place; those that stand in the source are EF BF BD.
    const characters = [];
    for (let from = 0, end; from <= bytes.length; from = end + 3) {
      for (end = from; end < bytes.length && !isReplacement(bytes, end);) end += 1;
      for (const each of LENIENT.decode(bytes.subarray(from, end))) characters.push(each === "\ufffd" ? null : each);
      if (end < bytes.length) characters.push("\ufffd");
    }
    return characters;
  }
}

function isReplacement(bytes, at) {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
}

// The properties of each code point, from tables.js.
const PROPERTIES_OF = (() => {
  const properties = new Uint16Array(0x110000);
  const classes = new Map(CLASSES.split(" ").map((each) => [each[0], parseInt(each.slice(1), 36)]));
  let start = 0;
  for (const [, sign, length] of RUNS.matchAll(/([^0-9a-z])([0-9a-z]*)/g)) {
    const end = start + (length ? parseInt(length, 36) : 1);
    properties.fill(classes.get(sign), start, end);
    start = end;
  }
  return properties;
})();

const VARIANT_PAIRS = (() => {
  const pairs = new Set();
  for (const each of VARIANTS.split(" ")) {
    const [selector, runs] = each.split(":");
    let base = 0;
    for (const run of runs.split(",")) {
      const [gap, length] = run.split(".");
      base += parseInt(gap, 36);
      for (let left = length ? parseInt(length, 36) : 1; left > 0; left -= 1, base += 1) {
        pairs.add(String.fromCodePoint(base, parseInt(selector, 36)));
      }
    }
  }
  return pairs;
})();

function has(character, property) {
  return character !== undefined && (PROPERTIES_OF[character.codePointAt(0)] & property) !== 0;
}

// T2 and T3: what is wrong with a character wherever it stands.
function refusal(character) {
  const code = character.codePointAt(0);
  if (code === 0x09 || code === 0x0a) return null;
  if ([0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029].includes(code)) return "line-break";
  if (code < 0x20 || code >= 0x7f && code <= 0x9f) return "control";
  if (code < 0xad) return null;
  if (code === 0xfffc) return "object";
  if (code === 0xfffd) return "lost";
  if (code === 0x2800) return "blank-braille";
  if (code >= 0x202a && code <= 0x202e) return "embedding";
  if (code === 0xfeff) return "inner-mark";
  if (code === 0xe0001 || code >= 0xe0020 && code <= 0xe007f) return "tag";
  if (code >= 0xfdd0 && code <= 0xfdef || (code & 0xfffe) === 0xfffe) return "noncharacter";
  if (code >= 0xe000 && code <= 0xf8ff || code >= 0xf0000) return "private-use";
  if (has(character, UNASSIGNED)) return "unassigned";
  return has(character, INVISIBLE) && !CONTEXTUAL.test(character) ? "invisible" : null;
}

// Invisible characters that T6 may permit.
const CONTEXTUAL = /[\u061c\u180b-\u180f\u200b-\u200f\u2066-\u2069\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;

// T4
function mappedSpace(drawn, character, at) {
  if (character === "\t") return " ";
  if (!has(character, SPACE) || character === "\u3000" || character === "\u1680") return character;
  const isBesideMongolian = [drawn[at - 1], drawn[at + 1]].some((beside) => beside && has(beside[0], MONGOLIAN));
  return character === "\u202f" && isBesideMongolian ? character : " ";
}

// T5, of a segment after the other: each starts with a character that NFC neither changes nor joins to what precedes
// it. A character that a segment held before comes from where it stood; one that NFC made, from the segment's start.
function inNfc(drawn) {
  if (!drawn.some(([character]) => has(character, RECOMPOSED))) return drawn;
  const composed = [];
  for (let from = 0, end; from < drawn.length; from = end) {
    for (end = from + 1; end < drawn.length && has(drawn[end][0], RECOMPOSED);) end += 1;
    const segment = drawn.slice(from, end), start = segment[0][1];
    if (segment.length > LONGEST_TRACED) {
      const characters = [...segment.map(([character]) => character).join("").normalize("NFC")];
      characters.forEach((each, at) => composed.push([each, segment[Math.min(at, segment.length - 1)][1]]));
      continue;
    }
    for (const character of segment.map(([each]) => each).join("").normalize("NFC")) {
      const held = segment.findIndex(([each]) => each === character);
      composed.push([character, held < 0 ? start : segment.splice(held, 1)[0][1]]);
    }
  }
  return composed;
}

// In a longer segment, which no script has, one character is as good as the next.
const LONGEST_TRACED = 64;

const isJoiner = (character) => character === "\u200c" || character === "\u200d";
const isDirectionMark = (character) => character === "\u200e" || character === "\u200f" || character === "\u061c";
const isIsolate = (character) => character >= "\u2066" && character <= "\u2068";
const isEmojiSelector = (character) => character >= "\ufe00" && character <= "\ufe0f";
const isMongolianBlock = (character) => character >= "\u1800" && character <= "\u18af";

// T6: for each character of a line in NFC what is wrong with it, if anything is.
function outOfContext(line) {
  const whats = [];
  if (!line.some((character) => has(character, INVISIBLE | MARK | SPACING_MARK))) return whats;
  const passed = passing(line);
  let marks = 0;
  line.forEach((character, at) => {
    const isMark = has(character, MARK) && !isEmojiSelector(character);
    if (isMark) marks += 1;
    else if (!isEmojiSelector(character)) marks = 0;
    if (at === 0 && (isMark || has(character, SPACING_MARK))) whats[at] = "mark-at-start"; // T6.6
    else if (isMark && marks > MOST_MARKS) whats[at] = "too-many-marks"; // T6.7
    else if (has(character, INVISIBLE)) whats[at] = invisibleOutOfContext(line, at, passed);
  });
  return whats;
}

// For each place of a line, so that a long one costs no more than its length: what is nearest before it, namely the
// character that is not Inherited (`script`), the one that is neither U+FE0F nor a modifier (`shown`) and the letter;
// how many isolates are open there (`depth`); the letter nearest after it; where the isolate that opens there ends.
function passing(line) {
  const before = [], after = [], closed = [], open = [];
  let now = { script: undefined, shown: undefined, letter: undefined, depth: 0 };
  line.forEach((character, at) => {
    before.push(now);
    now = { ...now };
    if (!has(character, INHERITED)) now.script = character;
    if (character !== "\ufe0f" && !has(character, MODIFIER)) now.shown = character;
    if (has(character, LETTER)) now.letter = character;
    if (isIsolate(character)) open.push(at);
    if (character === "\u2069" && open.length) closed[open.pop()] = at;
    now.depth = open.length;
  });
  let letter;
  for (let at = line.length - 1; at >= 0; at -= 1) {
    after[at] = letter;
    if (has(line[at], LETTER)) letter = line[at];
  }
  return { before, after, closed, isRightToLeft: line.some((character) => has(character, RIGHT_TO_LEFT)) };
}

function invisibleOutOfContext(line, at, { before, after, closed, isRightToLeft }) {
  const character = line[at], left = line[at - 1], right = line[at + 1];
  if (isJoiner(character)) { // T6.1
    if (isJoiner(left)) return "joiner-again";
    const isEmoji = character === "\u200d" && has(before[at].shown, PICTOGRAPH) &&
      (has(right, PICTOGRAPH) || ["\u2640", "\u2642", "\u2695"].includes(right));
    return has(before[at].script, JOINER_SCRIPT) || has(right, JOINER_SCRIPT) || isEmoji ? undefined : "joiner";
  }
  if (character === "\u200b") { // T6.2
    return has(left, UNSPACED_SCRIPT) || has(right, UNSPACED_SCRIPT) ? undefined : "zero-width-space";
  }
  if (isDirectionMark(character)) { // T6.3
    if (isDirectionMark(left)) return "direction-mark-again";
    const isBeside = has(before[at].letter, RIGHT_TO_LEFT) || has(after[at], RIGHT_TO_LEFT);
    return isBeside ? undefined : "direction-mark";
  }
  if (isIsolate(character)) { // T6.4
    if (before[at].depth > 0) return "nested-isolate";
    if (!isRightToLeft) return "isolate";
    if (closed[at] === undefined) return "open-isolate";
    const held = line.slice(at, closed[at]).some((each) => has(each, RIGHT_TO_LEFT));
    return held || character === "\u2066" ? undefined : "empty-isolate";
  }
  if (character === "\u2069") return before[at].depth > 0 ? undefined : "stray-isolate-end"; // T6.4
  if (character === "\u180e") { // T6.5
    return isMongolianBlock(left) && isMongolianBlock(right) ? undefined : "vowel-separator";
  }
  if (character >= "\u{e0100}" && character.length === 2) {
    return has(left, IDEOGRAPH) ? undefined : "ideographic-variation";
  }
  if (!VARIANT_PAIRS.has(left + character)) return "variation";
  return /[0-9#*]/.test(left) && right !== "\u20e3" ? "keycap" : undefined;
}

// T8
function withoutBlankEnds(lines) {
  const first = lines.findIndex((line) => line !== ""), last = lines.findLastIndex((line) => line !== "");
  return lines.slice(Math.max(first, 0), last + 1).join("\n");
}
