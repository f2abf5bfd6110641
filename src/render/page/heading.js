// Lines that head a list of signatories, that are a day, or of any page: by the words that a page knows for them.
import { learnLooks } from "./word.js";

// Thrown where a page knows too little to say what the program says.
export class Unsure extends Error {}

const LONGEST_HEADING = 120, LONGEST_OF_PAGE = 14, MOST_OF_DAY = 8, MOST_BEHIND = 6;
const LEAST_OF_SENTENCE = 4, HAN = /[\u3400-\u9fff]/, WITHOUT_ENDS = /[\u3040-\u9fff\uac00-\ud7a3]/;
const SIGNS = ["signer", "signing", "closing"], SPEAKING = ["signer", "signing", "party"];
const COUNTED = ["signer", "party"];
const isYear = (number) => number >= 1900 && number < 2100;
export const wordsIn = (text) => text.split(/[^\p{Alphabetic}]+/u).filter((word) => word !== "");

// As words of headings are compared: lower case, no marks, one letter for those that keyboards tell apart.
export const folded = (text) => text.normalize("NFKD").replace(/[\p{M}\u200c\u200d\u0640\u0621]/gu, "").toLowerCase()
  .replace(/[\u064a\u0649]/g, "\u06cc").replace(/\u0643/g, "\u06a9").replace(/\u0629/g, "\u0647");

// A number for one script or several, as the program has it: Latin 0, Han and kana 1.
function scriptOf(character) {
  const code = character.codePointAt(0);
  return code < 0x250 || code >> 8 === 0x1e ? 0 : code < 0x2e80 ? code >> 8 : 1;
}

export class Lexicon {
  // Words of headings by their senses, those of every other kind as a set, and their scripts: Latin, and those of the
  // statement.
  constructor({ scripts, ...words }) {
    const ordered = ["beside", "party", "closing", "signing", "signer"].filter((sense) => words[sense]);
    this.senses = new Map(ordered.flatMap((sense) => words[sense].split(" ").map((word) => [word, sense])));
    this.scripts = scripts;
    for (const [kind, all] of Object.entries(words)) this[kind] = new Set(all.split(" "));
    learnLooks(this.looks);
  }

  // The senses of a folded word, which in Han may have several parts; none if a part is no word of headings.
  of(word) {
    const shorter = /^[\u0648\u0628\u0644\u0641](?=.{4})/.test(word) && this.senses.get(word.slice(1));
    const sense = this.senses.get(word) ?? shorter;
    if (sense || !/[\u3400-\u9fff]/.test(word)) return sense ? [sense] : [];
    const parts = [...this.senses.keys()].filter((each) => word.startsWith(each));
    const part = parts.reduce((a, b) => (b.length > a.length ? b : a), "");
    const rest = part ? this.of(word.slice(part.length)) : [];
    return rest.length ? [this.senses.get(part), ...rest] : [];
  }

  // Whether a line heads a list of signatories, with names on it or not, or the day on which it was made.
  isHeading(line) {
    const spaces = [...line.matchAll(/\s/g)].slice(-MOST_BEHIND);
    const day = spaces.find(({ index }) => this.isDay(line.slice(index)));
    return this.#heads(line) || Boolean(day) && this.#heads(line.slice(0, day.index));
  }

  #heads(line) {
    const [before] = line.split(/[:：]/, 1), isNamed = /[\p{Alphabetic}\p{N}]/u.test(line.slice(before.length));
    return [line.trim(), ...isNamed ? [before.trim()] : []].some((text) => {
      const senses = wordsIn(folded(withoutBrackets(text))).map((word) => this.of(word));
      const isOfHeadings = senses.every(({ length }) => length) && senses.flat().some((sense) => SIGNS.includes(sense));
      return isOfHeadings && [...text].length <= LONGEST_HEADING && !/[?？؟]/.test(text);
    });
  }

  // Whether every word of a line is of headings, or one of these.
  isOfHeadings(line, others = this.dates) {
    return wordsIn(folded(line)).every((word) => others.has(word) || this.of(word).length);
  }

  isOfPages(word) {
    return this.pages.has(word) || this.around.has(word);
  }

  isBeside(word) {
    return this.isOfPages(word) || this.dates.has(word);
  }

  negates(word) {
    return this.negations.has(word) || this.statements.has(word);
  }

  // Whether a heading is addressed to those who sign.
  addressesSigners(line) {
    const signs = (word) => wordsIn(folded(word)).some((part) => ["signer", "signing"].includes(this.of(part)[0]));
    const words = line.split(/\s+/), first = words.findIndex(signs);
    return words.slice(0, Math.max(first, 0)).some((word) => word.toLowerCase() === "to");
  }

  // Whether a line is a date: a year, a day, and no word but those that dates are written with.
  isDay(line) {
    const parts = line.split(/[^\p{Alphabetic}\p{N}\p{M}\u200c]|[年月日년월일]/u).filter((part) => part !== "");
    const numberOf = (part) => Number(/^([0-9]+)(?:st|nd|rd|th|er|o|º)?$/.exec(part)?.[1] ?? NaN);
    const words = parts.filter((part) => Number.isNaN(numberOf(part)));
    const numbers = parts.map(numberOf).filter((number) => !Number.isNaN(number)), years = numbers.filter(isYear);
    const days = numbers.filter((number) => number <= 31), isOne = years.length === 1 && days.some((day) => day > 0);
    return isOne && days.length + 1 === numbers.length && parts.length <= MOST_OF_DAY &&
      words.every((word) => this.dates.has(folded(word)));
  }

  // Whether a line is what pages write around any text: how to share it, how long it takes to read.
  isOfPage(line) {
    const words = folded(line).split(/[^\p{Alphabetic}\p{N}]+/u).filter((word) => word !== "");
    const isKnown = (word) => [this.pages, this.around, this.dates].some((known) => known.has(word));
    return words.length <= LONGEST_OF_PAGE && words.some((word) => this.pages.has(word)) &&
      words.every((word) => isKnown(word) || /^[0-9]{1,4}$/.test(word));
  }

  // Whether a text says something about who signed.
  speaks(text) {
    this.mustKnow(text);
    const heads = (line) => this.isHeading(line) || line.trimEnd().endsWith(":") && this.speaksOfSigning(line);
    const isSentence = text.split(/[^\p{Alphabetic}\u200c]+/u).filter(Boolean).length >= LEAST_OF_SENTENCE;
    return text.split("\n").some(heads) || isSentence && this.speaksOfSigning(text);
  }

  // Whether it has a word for signing, for who signs, or for organisations; without these.
  speaksOfSigning(text) {
    return this.#hasSense(text, SPEAKING);
  }

  tellsOfSigning(text) {
    return this.#hasSense(text, ["signer", "signing"]);
  }

  #hasSense(text, senses) {
    const isLong = (word) => word.length > 3 || /[^\0-\x7f]/.test(word);
    return wordsIn(folded(text)).some((word) => (HAN.test(word) ? this.#holdsOfHan(word, senses) :
      isLong(word) && this.of(word).some((sense) => senses.includes(sense))));
  }

  // Whether it denies the statement, or the head of a page says whose it is.
  denies(text, isHead) {
    const isSentence = wordsIn(folded(text)).length >= LEAST_OF_SENTENCE;
    const isNamed = hasOneOf(text, this.statements), isDenied = hasOneOf(text, this.denials);
    return isDenied && (isSentence || isNamed || WITHOUT_ENDS.test(folded(text))) || isHead && isSentence && isNamed;
  }

  // Whether a line that stands around any text speaks against this one: it denies it, or that somebody signed.
  contradicts(text) {
    const said = text.split(/\s+/).filter((word) => !word.includes("@")).join(" ");
    return hasOneOf(said, this.denials) ||
      hasOneOf(said, this.negations) && (this.tellsOfSigning(said) || hasOneOf(said, this.statements));
  }

  // Whether a word in Han of one of these senses stands in a text.
  #holdsOfHan(text, senses) {
    return [...this.senses].some(([word, sense]) => HAN.test(word) && senses.includes(sense) && text.includes(word));
  }

  // Refuses a line with a word in a script of which no words are known here: it may be a heading, or a date.
  mustKnow(line) {
    const isShort = (word) => word.length === 1 && scriptOf(word) !== 1;
    const isKnown = (word) => isShort(word) || [...word].some((c) => this.scripts.includes(scriptOf(c)));
    if (!wordsIn(folded(line)).every(isKnown)) throw new Unsure();
  }

  // Whether a line that says how many signed says otherwise than is `known`. What a number counts is told by the word
  // behind it, that before its brackets, or its size in a `heading`; where none is sure, the line is refused.
  miscounts(line, isHeading, known) {
    const isCounted = (word) => COUNTED.includes(this.of(word)[0]);
    if (!isHeading && !this.#holdsOfHan(line, COUNTED) && !wordsIn(folded(line)).some(isCounted)) return false;
    return [...line.matchAll(/[0-9]+(?:[,.][0-9]{3}(?![0-9]))*|\p{Nd}+/gu)].some(({ 0: digits, index }) => {
      const number = Number(digits.replace(/[,.]/g, "")), behind = line.slice(index + digits.length);
      if (known.includes(number) || this.isDay(line)) return false;
      if (isHeading && number > 31 && !isYear(number)) return true;
      const before = line.slice(0, index), found = [/^ ?(\p{L}+)/u.exec(behind), /(\p{L}+)\P{L}*$/u.exec(before)];
      const [next, last] = found.map((each) => folded(each?.[1] ?? ""));
      const isApart = /[([（［:：][^\p{L}\p{N}]*$/u.test(before) && /^[^\p{L}\p{N}]*(?:[)\]）］]|$)/u.test(behind);
      if ([next, isApart ? last : ""].some(isCounted)) return number > 1;
      if ((this.dates.has(next) || this.dates.has(last)) && (number <= 31 || isYear(number))) return false;
      throw new Unsure();
    });
  }
}

const hasOneOf = (text, known) => wordsIn(folded(text)).some((word) => known.has(word) ||
  WITHOUT_ENDS.test(word) && [...known].some((each) => WITHOUT_ENDS.test(each) && word.includes(each)));

function withoutBrackets(text) {
  let depth = 0;
  return [...text.replace(/^\[(.*)\]$/s, "$1")].map((c) => {
    if ("([（［【".includes(c)) depth += 1;
    if (!")]）］】".includes(c)) return depth ? "" : c;
    depth = Math.max(depth - 1, 0);
    return " ";
  }).join("");
}
