// Lines that pages write around any text, and that name somebody: who wrote it down, whom the press may ask; and labels
// of adverts, rows of share links, groups of a list. What says anything else is none of these.
import { folded } from "./heading.js";

const MOST_OF_NAME = 2, MOST_OF_BY_LINE = 12, MOST_OF_CONTACT = 8, BYTES_OF_WORD = 20, BYTES_OF_LABEL = 20;

const bytesOf = (text) => new TextEncoder().encode(text).length;
const splitAt = (text, parting) => text.split(parting).filter((part) => part !== "");
const isCapital = (word) => /^\p{Uppercase}/u.test(word);

// “By Ana Weir”, “Posted by Ana at 10:00”, “Photo: A. Weir”.
export function isByLine(line, lexicon) {
  if (bytesOf(line) > BYTES_OF_WORD * MOST_OF_BY_LINE) return false;
  const parts = splitAt(line, /[^\p{Alphabetic}\p{N}\-’']+/u), folds = parts.map(folded);
  const isBeside = (word) => lexicon.isBeside(word) || /^[0-9]{1,4}$/.test(word);
  const by = folds.findIndex((word) => lexicon.by.has(word));
  if (by < 0) return false;
  const isInitial = (part) => [...part].length === 1;
  const isName = (part, word) =>
    isCapital(part) && (isInitial(part) || !isBeside(word)) && !lexicon.organisations.has(word);
  const rest = parts.slice(by + 1), end = rest.findIndex((part, at) => !isName(part, folds[by + 1 + at]));
  const name = rest.slice(0, end < 0 ? rest.length : end), long = name.filter((part) => !isInitial(part)).length;
  const others = [...folds.slice(0, by), ...folds.slice(by + 1 + name.length)];
  return long >= 1 && long <= MOST_OF_NAME && parts.length <= MOST_OF_BY_LINE && others.every(isBeside) &&
    !lexicon.contradicts(line) && !folds.some((word) => lexicon.negates(word)) && !lexicon.speaksOfSigning(line);
}

// `Contact: Ana Weir, press@weir.example`.
export function isContact(line, lexicon) {
  const [before] = line.split(/[:：]/, 1), behind = line.slice(before.length + 1), words = splitAt(behind, /\s+/);
  if (before === line || bytesOf(line) > BYTES_OF_WORD * MOST_OF_CONTACT) return false;
  const isKnown = (word) => lexicon.contacts.has(folded(word)), isAddress = (word) => /@|:\/\//.test(word);
  const own = words.filter((word) => !isAddress(word) && /\p{Alphabetic}/u.test(word));
  const isOfPerson = (word) => {
    const bare = folded(word.replace(/^[^\p{Alphabetic}\p{N}]+|[^\p{Alphabetic}\p{N}]+$/gu, ""));
    return isCapital(word) && !lexicon.organisations.has(bare) || isKnown(bare);
  };
  const isReached = words.some(isAddress) || behind.includes("+");
  const says = lexicon.contradicts(line) || lexicon.speaksOfSigning(line);
  return before.trim() !== "" && splitAt(before, /\s+/).every(isKnown) && isReached &&
    own.length <= MOST_OF_CONTACT && own.every(isOfPerson) && !says;
}

// `International organisations`, above those of a list.
export const headsGroup = (line, lexicon) => lexicon.isOfHeadings(line, lexicon.groups) &&
  lexicon.speaksOfSigning(line) && !lexicon.tellsOfSigning(line);

export const isLabelOfAdvert = (line, lexicon) =>
  bytesOf(line) <= BYTES_OF_LABEL && lexicon.labels.has(folded(line.trim()));

export const isOfShareRow = (text, lexicon) => splitAt(folded(text), /[^\p{Alphabetic}\p{N}]+/u)
  .every((word) => lexicon.isOfPages(word) || lexicon.rows.has(word));

// Whether the words beside links say that a page is filed under these: `Posted in`, `Tagged`.
export function isFiling(unlinked, lexicon) {
  const words = splitAt(unlinked, /[^\p{Alphabetic}\p{N}]+/u);
  return words.length > 0 && words[0].length > 3 && words.every((word) => lexicon.filing.has(word.toLowerCase()));
}
