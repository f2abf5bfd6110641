// The names in a copy, each held against the roll and its signatures (docs/audit.md).
import { encodeUtf8 } from "./text.js";
import { looks, wordsOfBlock } from "./word.js";
import { Unsure } from "./heading.js";

const CLOSE = 0.75; // how alike a name must be to one on the roll to be that name, altered
const LONGEST_WRITTEN = 600; // in bytes
const MOST_WORK = 20000000; // pairs of letters that are looked at to tell what was altered
const SEPARATORS = new Set([..."-,;،؛、，；፣·•|/*.",
  ..."and et und y e и та і και ve و और ও 및 和 እና և եւ და và en och og oraz".split(" ")]);
// "And", which Arabic and Hebrew write onto the next word, and scripts without spaces in several.
const ANDS_WRITTEN_ON = ["\u0648", "\u05d5"], ANDS_OF_SEVERAL = ["および", "และ", "និង", "ແລະ", "နှင့်"];
const END_OF_ITEM = /^[,;.\u060c\u061b\u3001\u3002\u0964\u06d4\u1362\u0589\u17d4\xb7|]$/;
const DOUBTING = /^[?\u061f!\u203d]$/; // signs of a question, or of mockery
const VERDICTS = { "signed": "signed", "withdrawn": "withdrawn", "not-on-roll": "not-on-roll" };

const keysOf = (text) => wordsOfBlock({ text, line: 1 }).flatMap(({ mark, key }) => [...mark?.keys ?? [], key]);

export class Names {
  #spelled = new Map(); // by their first word: [the words of a spelling, whose it is]
  #behindAnd = new Map(); // the first words of names, by those with the "and" before them
  #seen = new Set();

  // Those of the findings of a report, and aliases of some of them.
  constructor(findings, aliases) {
    this.subjects = findings.map((finding) => {
      const own = [finding.listed_as ?? finding.name, finding.name].filter((name) => name !== null);
      return { finding, spelled: [...own, ...aliases.filter(([id]) => id === finding.id).map(([, , name]) => name)] };
    });
    for (const subject of this.subjects) {
      for (const text of subject.spelled) {
        const keys = keysOf(text);
        if (!this.#spelled.has(keys[0])) this.#spelled.set(keys[0], []);
        this.#spelled.get(keys[0]).push([keys, subject]);
        for (const and of /^[\u0590-\u08ff]/.test(keys[0]) ? ANDS_WRITTEN_ON : []) {
          this.#behindAnd.set(keysOf(and + keys[0])[0], keys[0]);
        }
      }
    }
    this.ands = ANDS_OF_SEVERAL.map(keysOf);
  }

  // The longest name that begins at a place, and the number of its words; 0 if none does.
  at(words, at) {
    const isWord = (key, word) => word?.key === key && !word.mark, { key: first } = words[at] ?? {};
    const isHere = ([keys]) => keys.slice(1).every((key, place) => isWord(key, words[at + 1 + place]));
    const isOwn = this.#spelled.has(first);
    const named = this.#spelled.get(isOwn ? first : this.#behindAnd.get(first)) ?? [];
    const [keys, subject] = named.filter(isHere).reduce((a, b) => (b[0].length > a[0].length ? b : a), [[], null]);
    return { subject, length: keys.length };
  }

  // The names of the roll among words, in their order: [where, whose, how many words].
  #among(words) {
    const found = [];
    for (let at = 0; at < words.length; at += found.at(-1)?.[0] === at ? found.at(-1)[2] : 1) {
      const { subject, length } = this.at(words, at);
      if (length) found.push([at, subject, length]);
    }
    return found;
  }

  // Whether words are names of the roll and nothing else.
  covers(words) {
    const named = new Set(this.#among(words).flatMap(([at, , length]) => words.slice(at, at + length)));
    return named.size > 0 && words.every((word) => !word.isLetters || named.has(word));
  }

  // Where names end that follow each other from a place to another, or behind it, with nothing else between them but
  // what parts names in a run; 0 if anything else stands there.
  runFrom(words, from, end) {
    let at = from;
    while (at < end) {
      const length = this.at(words, at).length || this.#lengthOfAnd(words, at);
      const { isLetters, key } = words[at];
      if (length === 0 && (DOUBTING.test(key) || isLetters && !SEPARATORS.has(key))) return 0;
      at += length || 1;
    }
    return at;
  }

  #lengthOfAnd(words, at) {
    const isAnd = (keys) => words[at + keys.length] && keys.every((key, n) => words[at + n].key === key);
    return this.ands.find(isAnd)?.length ?? 0;
  }

  // Whether most of the words are names of the roll, several of them.
  runThrough(words) {
    const found = this.#among(words), covered = found.reduce((sum, [, , length]) => sum + length, 0);
    return found.length > 1 && 2 * covered > words.filter(({ isLetters }) => isLetters).length;
  }

  // The names of the roll among words that are no list.
  within(words, place) {
    const named = ([at, subject, length]) => this.#named(subject, words.slice(at, at + length), place);
    return this.#among(words).map(named);
  }

  // Every name on a list. In a run of names commas part them; where each has a line, a comma belongs to a name.
  listed(words) {
    let line = 0;
    const lines = words.map(({ begins, mark }) => (begins || mark ? (line += 1) : line)), found = [];
    const withNames = this.#among(words).map(([at]) => lines[at]), runsOn = new Set(withNames).size < withNames.length;
    const lengthOfAnd = (at) => this.#lengthOfAnd(words, at);
    const isSeparator = (at) => SEPARATORS.has(words[at].key), begins = (at) => this.at(words, at).length > 0;
    const ends = (place) => {
      const isLast = END_OF_ITEM.test(words[place]?.key) && (words[place + 1]?.begins ?? true);
      const at = isLast ? place + 1 : place, next = words[at];
      const isSign = !next?.isLetters && !DOUBTING.test(next?.key);
      const isParted = () => isSign || begins(at) || begins(at + (lengthOfAnd(at) || 1));
      return !next || next.begins || next.mark || runsOn && isParted();
    };
    const named = (at) => [this.at(words, at)].find(({ length }) => length && ends(at + length));
    const goesOn = ({ begins: isFirst, mark }, at) => !isFirst && !mark && !(runsOn && (isSeparator(at) || named(at)));
    for (let at = 0, end; at < words.length; at = end) {
      const name = named(at), number = numberAlone(words, at) || lengthOfAnd(at);
      end = at + (name?.length ?? (number || 1));
      if (name) found.push(this.#named(name.subject, words.slice(at, end), "list"));
      if (name || number || isSeparator(at)) continue;
      while (words[end] && goesOn(words[end], end)) end += 1;
      const here = words.slice(at, end);
      if (here.some(({ isLetters }) => isLetters)) found.push(this.#named(null, here, "list"));
    }
    return found;
  }

  #named(subject, words, place) {
    const [first, last] = [words[0], words.at(-1)], piece = ({ block, at, end }) => block.text.slice(at, end);
    const written = first.block === last.block ? piece({ ...first, end: last.end }) : words.map(piece).join(" ");
    const unknown = { id: null, found: null, altered: null, standing: null };
    const name = { written, line: first.line, place, verdict: "not-on-roll", ...unknown };
    if (!subject) return name;
    const { id, verdict: found, standing } = subject.finding, isAgain = this.#seen.has(id) && found === "signed";
    this.#seen.add(id);
    return { ...name, id, found, standing, verdict: isAgain ? "duplicate" : VERDICTS[found] ?? "listed-not-signed" };
  }

  // What is close to one name alone that the copy does not list, and no name of the roll, was altered.
  tellAltered(names) {
    const letters = (name) => [...looks(name.toLowerCase())];
    const absent = this.subjects.filter(({ finding }) => !this.#seen.has(finding.id))
      .map(({ finding, spelled: [name = ""] }) => ({ finding, name, own: letters(name) }));
    let work = 0;
    for (const name of names.filter(({ id }) => id === null)) {
      const own = letters(name.written);
      if (encodeUtf8(name.written).length > LONGEST_WRITTEN) continue;
      for (const other of absent) work += other.own.length * own.length;
      if (work > MOST_WORK) throw new Unsure();
      const close = absent.map((other) => ({ ...other, how: closeness(own, other.own) }))
        .filter(({ how }) => how >= CLOSE).sort((a, b) => b.how - a.how);
      if (!close.length || close[1]?.how === close[0].how) continue;
      const { finding: { id, verdict: found }, name: roll } = close[0];
      Object.assign(name, { verdict: "altered", id, found, altered: altered(roll, name.written) });
    }
  }

  // Every valid signature whose name was not read.
  omitted(names) {
    const listed = new Set(names.filter(({ altered: how }) => how === null).map(({ id }) => id));
    const left = this.subjects.filter(({ finding: { verdict, id } }) => verdict === "signed" && !listed.has(id));
    const told = { line: 0, place: "nowhere", verdict: "omitted", found: "signed", altered: null };
    return left.map(({ finding: { id, standing }, spelled: [written] }) => ({ ...told, written, id, standing }));
  }
}

// How many words a line has that is the number of a name set apart from it: `12.`
function numberAlone(words, at) {
  const [number, sign, next] = words.slice(at, at + 3);
  if (!number.begins || !/^[0-9]{0,3}$/.test(number.key)) return 0;
  return sign?.begins ?? true ? 1 : /^[.)]$/.test(sign.key) && (next?.begins ?? true) ? 2 : 0;
}

// How alike two names look, from 0 to 1: by the distance of Damerau and Levenshtein, letters changed, put in, left out
// or swapped. The whole name with something to it is close.
function closeness(one, other) {
  const size = one.length + other.length, rows = [[], [...other, 0].map((_, j) => j)], last = new Map();
  const at = (i, j) => (i < 0 || j < 0 ? size : rows[i + 1][j]);
  for (let i = 1; i <= one.length; i += 1) {
    let before = 0; // where the letter stood last in the other
    rows.push([i]);
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1], swapped = last.get(other[j - 1]) ?? 0;
      rows[i + 1][j] = Math.min(at(i - 1, j - 1) + (isSame ? 0 : 1), at(i, j - 1) + 1, at(i - 1, j) + 1,
        at(swapped - 1, before - 1) + i - swapped + j - before - 1);
      if (isSame) before = j;
    }
    last.set(one[i - 1], i);
  }
  const alike = 1 - at(one.length, other.length) / Math.max(one.length, other.length, 1);
  return one.join("").includes(other.join("")) ? Math.max(alike, CLOSE) : alike;
}

// Where two names differ, without what they begin and end with alike.
function altered(name, written) {
  const [was, is] = [[...name], [...written]], shorter = Math.min(was.length, is.length);
  let front = 0, back = 0;
  while (front < shorter && was[front] === is[front]) front += 1;
  while (back < shorter - front && was.at(-1 - back) === is.at(-1 - back)) back += 1;
  const middle = (all) => all.slice(front, all.length - back).join("");
  return { name, was: middle(was), is: middle(is) };
}
