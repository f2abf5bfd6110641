// Where the text and its list stand among the elements of a page, and what of the furniture around them speaks.

import { Unsure } from "./heading.js";

const LONGEST = 400, AROUND = 3; // in bytes, more is an article of its own; cell, row and table around a name
const encoder = new TextEncoder();

// The elements that hold all of these blocks, outermost first.
export function common(blocks) {
  const [first, ...others] = [...new Set(blocks)];
  return (first?.elements ?? []).filter((element) => others.every(({ elements }) => elements.includes(element)));
}

// Where lines of the text, and lines of names, stand: the elements `holding` hold all of the text, `within` are the
// innermost of its lines, `listing` are around names and do not hold the text.
export function placesOf(lines, isOfNames) {
  const texts = lines.filter(({ isText }) => isText).map(({ words: [{ block }] }) => block), holding = common(texts);
  const named = lines.filter(isOfNames), isInHead = ({ words: [{ block }] }) => block.furniture?.what === "header";
  const keys = ({ words }) => words.map(({ key }) => key).join("\n"), heads = new Set(named.filter(isInHead).map(keys));
  // the head of its own page names a signatory that stands in the list too
  const isOwner = heads.size === 1 && named.some((line) => !isInHead(line) && heads.has(keys(line)));
  const listed = named.filter((line) => !(isOwner && isInHead(line)));
  const around = listed.flatMap(({ words: [{ block }] }) => block.elements.slice(-1 - AROUND));
  return { holding, within: new Set(texts.map(({ elements }) => elements.at(-1))),
    listing: new Set(around.filter((element) => !holding.includes(element))) };
}

// Whether a block is furniture: not if what makes it so holds the text or a list, or stands in the midst of the text.
export function isFurniture({ furniture, elements }, { holding, within, listing }) {
  if (!furniture) return false;
  const { what, element } = furniture;
  if (element === null) return true;
  const outer = elements[elements.indexOf(element) - 1];
  const isBeside = holding.length > 0 && elements.includes(holding.at(-1)) || outer !== undefined && within.has(outer);
  const isList = what === "links" && elements.some((own) => listing.has(own));
  return !isBeside && !holding.includes(element) && !isList && !listing.has(element);
}

// What stands directly before or behind the text or its list is no furniture if it speaks of signing or denies the
// text. `matched` tells of each word whether it is the statement's.
export function letSpeak(blocks, words, matched, names, lexicon) {
  const own = words.filter((_, at) => matched[at]).map(({ block }) => blocks.indexOf(block));
  if (own.length === 0) return;
  const first = Math.min(...own), last = Math.max(...own), isSeen = ({ hidden }) => hidden === null;
  const wordsOf = new Map(blocks.map((block) => [block, []])), isOfNames = (block) => names.covers(wordsOf.get(block));
  for (const word of words) wordsOf.get(word.block).push(word);
  const before = blocks.slice(0, first).reverse().filter(isSeen), behind = blocks.slice(last + 1).filter(isSeen);
  const list = behind.slice(behind.findIndex(isOfNames)), end = list.findIndex((block) => !isOfNames(block));
  const behindList = behind.some(isOfNames) && end >= 0 ? list.slice(end) : [];
  const speaking = [[before, false], [behind, false], [behindList, true]].flatMap(([beside, isBehindList]) =>
    speakingOf(beside, isBehindList, lexicon));
  for (const block of speaking) block.furniture = null;
}

// Which of the blocks beside a text, the nearest first, belong to the nearest furniture, and speak.
function speakingOf(beside, isBehindList, lexicon) {
  const group = [], menus = [];
  let element = null;
  for (const block of beside) {
    const { furniture } = block;
    // what is no furniture may be the list, or stand before it
    if (!furniture && group.length) break;
    if (!furniture) continue;
    if (element !== furniture.element && group.length) break;
    if (furniture.what === "navigation") menus.push(block);
    else {
      ({ element } = furniture);
      group.push(block);
    }
  }
  const isShort = ({ text }) => encoder.encode(text).length <= LONGEST;
  if (group.some((block) => isShort(block) && lexicon.speaks(block.text))) return group;
  // links right behind the names may be names too
  const [first] = group, mayBeName = (line) => isCapitalized(line) && !lexicon.isOfPage(line);
  const isName = isBehindList && first?.furniture.what === "links" && first.text.split("\n").some(mayBeName);
  const denies = ({ text, furniture: { what } }) => lexicon.denies(text, what === "header");
  const denying = [...menus, ...group].filter((block) => isShort(block) && denies(block));
  return [...denying, ...isName ? [first] : []];
}

// Whether most words begin with a capital, or the script has none.
export function isCapitalized(text) {
  const letters = text.split(/\s+/).flatMap((word) => /\p{Alphabetic}/u.exec(word)?.[0] ?? []);
  return 2 * letters.filter((letter) => /\p{Lowercase}/u.test(letter)).length < letters.length;
}

// The elements that hold all of the text, and all of the list.
export function holdingOf(words, regions) {
  const [text, list] = ["text", "list"].map((region) => common(words.filter((_, at) => regions[at] === region)
    .map(({ block }) => block)));
  return { text, list };
}

// Whether a block stands in the elements of the text or of the list.
export const holds = ({ text, list }, { elements, furniture }) => text.length === 0 && furniture === null ||
  [text, list].some((each) => each.length > 0 && elements.includes(each.at(-1)));

// The stretches of the text and the list that nobody is sure to see as they are written, each as a difference. Where
// the program may think better, or worse, of one than is known here, it decides.
export function uncertain(words, regions, { text, list }) {
  const found = [];
  words.forEach(({ at, end, block, line }, number) => {
    const region = regions[number], whole = ["list", "heading"].includes(region) ? list : text;
    const doubts = block.doubts.filter(({ from, to, element }) => region !== "around" && from < end && at < to &&
      (element === null || !text.includes(element) && !whole.includes(element)));
    if (doubts.some(({ isSure }) => !isSure)) throw new Unsure();
    if (doubts.length === 0) return;
    const [{ what }] = doubts, is = block.text.slice(at, end), last = found.at(-1);
    if (last?.block === block && last.what === what) last.is += ` ${is}`;
    else found.push({ block, what, is, line });
  });
  return found.map(({ what, is, line }) =>
    ({ kind: "uncertain", was: "", is, before: "", behind: "", line, remark: { what } }));
}
