// What each word of a copy belongs to: "text", "heading", "list", "both" (behind a list, and a name or not), "around".
import { isCapitalized, isFurniture, placesOf } from "./around.js";
import { folded } from "./heading.js";
import { headsGroup, isByLine, isContact, isLabelOfAdvert, isOfShareRow } from "./said.js";

const LONGEST_NAME = 30, LONGEST_RUN = 5000, LONGEST_TITLE = 40, SENTENCE = 4; // in words
const REACH_OF_HEADING = 5, REACH_OF_NAMES = 3; // in lines
// What says nothing of a text: a rule, an ornament, a number of a page between dashes; the end that press offices mark.
const ORNAMENT = /^(?:[-–—*_=#~+.·•¶⁂\s]+|[-–—]*\s*[0-9]{1,3}\s*[-–—]+)$/u;
const END = /^[^\p{Alphabetic}\p{N}]*(?:ENDS|Ends|END)[^\p{Alphabetic}\p{N}]*$/u;
const NO_NAME = /[|•·0-9]|(?:^|\s)\p{Lowercase}/u; // goes on in small letters, or has several parts
const LONGEST_BEFORE = 20; // in words, of a heading whose names stand in its sentence
// Who else than the organisations themselves: `Signed by members of`, `Signed on behalf of`.
const BELONGING = "members partners supporters endorsers names of for to with im für con de des с к".split(" ");
const FOR_OTHERS = /(?:^|\P{Alphabetic})(?:behalf|individuals|personas)(?!\p{Alphabetic})|im namen/u;
const NONE = new Set(), ENDING = 2; // words behind a name on its line that make it another name: `Inc.`
const COLUMNS = ["", "no", "nr", "name", "names", "organization", "organisation", "organizations", "organisations"];

// The lines of a copy: their words, their text as it is written, and whether most words are the statement's.
function linesOf(words, matched) {
  const lines = [];
  for (const [at, word] of words.entries()) {
    if (lines.length && lines.at(-1).words[0].block === word.block && !word.begins) lines.at(-1).words.push(word);
    else lines.push({ from: at, words: [word] });
  }
  const isText = (from, own) => 2 * own.filter((_, at) => matched[from + at]).length >= own.length;
  return lines.map(({ from, words: own }) => ({ from, to: from + own.length, words: own, isText: isText(from, own),
    written: own[0].block.text.slice(own[0].at, own.at(-1).end) }));
}

// The region of each word; `matched` tells of each whether it stands in a long run of the statement's words.
export function regionsOf(words, matched, names, title, lexicon) {
  const regions = words.map(() => "text"), set = (region, from, to) => regions.fill(region, from, to);
  const isOfNames = (line) => !line.isText && names.covers(line.words);
  const isPlain = (heading) => lexicon.isOfHeadings(heading) && !/["“”„«»]/.test(heading) &&
    !FOR_OTHERS.test(folded(heading)) && !lexicon.addressesSigners(heading);
  const saysNoMore = (heading) => isOfColumn(heading) || headsGroup(heading, lexicon) || isPlain(heading);
  // Where the names begin in a sentence that is a heading and names alone, `Signed by A, B and C.`; 0 in any other.
  const behindHeading = ({ isText, from, to, words: own, written }) => {
    const isName = (_, at) => at > 0 && at < LONGEST_BEFORE && names.at(words, from + at).length > 0;
    const first = isText ? -1 : own.findIndex(isName);
    if (first < 0) return 0;
    const heading = written.slice(0, own[first - 1].end - own[0].at);
    const isSaid = lexicon.isHeading(heading) && saysNoMore(heading) &&
      !heading.split(/\s+/).some((word) => BELONGING.includes(word.toLowerCase()));
    return isSaid && names.runFrom(words, from + first, to) ? from + first : 0;
  };
  let isBehindName = false; // beside a name and behind it, only what can be no name stands around
  let wordsBefore = 0; // of the text
  const all = linesOf(words, matched), places = placesOf(all, isOfNames);
  const endOfText = all.findLastIndex(({ isText }) => isText);
  const lines = all.filter((line, at) => {
    const { written, isText, words: own } = line, [{ block }] = own;
    wordsBefore += isText ? own.length : 0;
    const isTitle = own.map(({ key }) => key).join("\n") === title.keys || folded(written) === title.folded;
    const isNext = all[at + 1] && isOfNames(all[at + 1]);
    const isWithin = block.elements.length === 0 || block.elements.some((element) => places.listing.has(element));
    const mayBeItem = () => isBehindName && (isWithin || !NO_NAME.test(written)) || isNext;
    const isAmid = wordsBefore > LONGEST_TITLE && at < endOfText;
    const isOfPage = () => lexicon.isOfPage(written) && !mayBeItem() && !(isAmid && /\p{N}/u.test(written));
    const namesAny = () => own.some((_, from) => names.at(own, from).length > 0);
    // by its nature, it may still speak against the text, or name somebody
    const isAgainst = () => block.furniture.element === null && (lexicon.contradicts(written) || namesAny());
    const isShared = block.furniture?.what === "share links" && isOfShareRow(block.text, lexicon);
    const mayBeByLine = !isAmid && (!isBehindName || /\p{N}/u.test(written));
    const isSaid = () => block.elements.length > 0 && (mayBeByLine && isByLine(written, lexicon) && !namesAny() ||
      isLabelOfAdvert(written, lexicon) && wordsBefore > 0 && at < endOfText ||
      isContact(written, lexicon) && !namesAny());
    const isAround = () => isFurniture(block, places) && !isAgainst() || isShared || isSaid() ||
      !isAmid && lexicon.isDay(written) || ORNAMENT.test(written) ||
      END.test(written) && !(wordsBefore > 0 && at < endOfText || isBehindName && isNext) ||
      !isBehindName && isTitle && !isAmid || isOfPage();
    if (!isText && isAround()) {
      set("around", line.from, line.to);
      return false;
    }
    if (!isText && !isOfNames(line)) lexicon.mustKnow(written);
    isBehindName ||= isOfNames(line) || lexicon.isHeading(written) || behindHeading(line) > 0;
    return true;
  });
  const lastText = lines.findLastIndex(({ isText }) => isText);
  // At its heading, or at a line of nothing but names.
  const begins = (line, at) => isOfNames(line) || behindHeading(line) > 0 ||
    !line.isText && lexicon.isHeading(line.written) &&
    (at > lastText || lines.slice(at + 1, at + 1 + REACH_OF_HEADING).some(isOfNames));
  // The letter that the name under it begins with.
  const isInitial = ({ written }, next) => /^\p{Uppercase}$/u.test(written) && next && isOfNames(next) &&
    [next.written, next.written.replace(/^(?:The )+/, "")].some((name) => name.startsWith(written));
  const isAmidNames = (at) => lines.slice(at + 1, at + 1 + REACH_OF_NAMES).some(isOfNames);
  for (let at = 0; at < lines.length; at += 1) {
    if (!begins(lines[at], at)) continue;
    let last = null, nameEnds = 0; // where a name ends that goes on over several lines
    const begin = at;
    for (; at < lines.length; at += 1) {
      const line = lines[at], { from, to, written } = line, reaches = from + names.at(words, from).length;
      const [first] = line.words, { elements } = first.block;
      const run = names.runFrom(words, Math.min(Math.max(from, nameEnds), to), to);
      const isSibling = elements.length > 0 && last?.block.elements.at(-2) === elements.at(-2) &&
        !last?.mark === !first.mark;
      const isBeside = last?.block === first.block || Boolean(last?.mark && first.mark) || isSibling;
      const isItem = last && (isBeside || names.covers(line.words));
      const endsInColon = /[:：︰][*_ \u200e\u200f]*$/.test(written), isOfNone = !/\p{Alphabetic}/u.test(written);
      const headsPart = endsInColon && !isOfNone && lexicon.isOfHeadings(written, NONE);
      const next = lines[at + 1], isAbove = () => elements.length > 0 && next && isOfNames(next) &&
        next.words[0].block.elements.at(-2) !== elements.at(-2);
      if (isInitial(line, next)) set("heading", from, to);
      else if (headsPart || headsGroup(written, lexicon) && isAbove() ||
        lexicon.isHeading(written) && (!isItem || endsInColon) || !last && isOfColumn(written)) {
        const colon = line.words.findIndex(({ block, at: start, end }) => /^[:：]$/.test(block.text.slice(start, end)));
        const end = colon < 0 ? to : from + colon + 1, heading = written.slice(0, words[end - 1].end - words[from].at);
        set(saysNoMore(heading) ? "heading" : "text", from, end);
        set("list", end, to);
        last = null;
      } else if (/^[0-9]{0,3}\.*$/.test(written)) set("list", from, to);
      else if (behindHeading(line)) {
        const named = behindHeading(line);
        set("heading", from, named);
        set("list", named, to);
        nameEnds = names.runFrom(words, named, to);
        last = first;
      } else if (!run && !isNameLike(line, reaches - from, names)) break;
      else if (run || !last || isItem || isAmidNames(at)) {
        nameEnds = Math.max(nameEnds, run || reaches);
        set("list", from, to);
        last = first;
      } else set(isCapitalized(written) ? "both" : "text", from, to);
    }
    at = Math.max(at - 1, begin);
  }
  return regions;
}

function isOfColumn(text) {
  const word = text.replace(/^[^\p{Alphabetic}\p{N}]+|[^\p{Alphabetic}\p{N}]+$/gu, "");
  return COLUMNS.includes(word.toLowerCase());
}

// Whether a line, which begins with a name of so many words, may be a name, or several, or a part of one.
function isNameLike({ words, written, isText }, length, names) {
  const lettersFrom = (at) => words.slice(at).filter(({ isLetters }) => isLetters).length;
  const letters = lettersFrom(0), isName = length > 0 && lettersFrom(length) <= ENDING;
  const isSentence = letters >= SENTENCE && !isName && /[.!?。！？؟۔।]$/.test(written);
  const isOne = letters <= LONGEST_NAME && !isSentence;
  const isRun = () => words.length <= LONGEST_RUN && names.runThrough(words);
  return !isText && (isOne || names.covers(words) || isRun());
}
