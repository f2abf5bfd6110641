// What each word of a copy belongs to: "text", "heading", "list", "both" (behind a list, and a name or not), "around".

const LONGEST_NAME = 30, LONGEST_RUN = 5000, SENTENCE = 4; // in words
const REACH_OF_HEADING = 5, REACH_OF_NAMES = 3; // in lines
const COLUMNS = ["", "no", "nr", "name", "names", "organization", "organisation", "organizations", "organisations"];

// The lines of a copy: their words, their text as it is written, and whether most words are the statement's.
function linesOf(words, matched) {
  const lines = [];
  for (const [at, word] of words.entries()) {
    if (lines.length && lines.at(-1).words[0].block === word.block && !word.begins) lines.at(-1).words.push(word);
    else lines.push({ from: at, words: [word] });
  }
  return lines.map(({ from, words: own }) => {
    const isText = 2 * own.filter((_, at) => matched[from + at]).length >= own.length;
    return { from, to: from + own.length, words: own, isText,
      written: own[0].block.text.slice(own[0].at, own.at(-1).end) };
  });
}

// The region of each word; `matched` tells of each whether it stands in a long run of the statement's words.
export function regionsOf(words, matched, names, title, lexicon) {
  const regions = words.map(() => "text"), set = (region, from, to) => regions.fill(region, from, to);
  const isOfNames = (line) => !line.isText && names.covers(line.words);
  const lines = linesOf(words, matched).filter((line) => {
    const isTitle = line.words.map(({ key }) => key).join("\n") === title;
    const isAround = !line.isText && (isTitle || lexicon.isDay(line.written));
    if (isAround) set("around", line.from, line.to);
    else if (!line.isText && !isOfNames(line)) lexicon.mustKnow(line.written);
    return !isAround;
  });
  const lastText = lines.findLastIndex(({ isText }) => isText);
  // At its heading, or at a line of nothing but names.
  const begins = (line, at) => isOfNames(line) || !line.isText && lexicon.isHeading(line.written) &&
    (at > lastText || lines.slice(at + 1, at + 1 + REACH_OF_HEADING).some(isOfNames));
  const isAmidNames = (at) => lines.slice(at + 1, at + 1 + REACH_OF_NAMES).some(isOfNames);
  for (let at = 0; at < lines.length; at += 1) {
    if (!begins(lines[at], at)) continue;
    let last = null, nameEnds = 0; // where a name ends that goes on over several lines
    const begin = at;
    for (; at < lines.length; at += 1) {
      const line = lines[at], { from, to, written } = line, reaches = from + names.at(words, from).length;
      const [first] = line.words, isBeside = last?.block === first.block || Boolean(last?.mark && first.mark);
      const isItem = last && (isBeside || names.covers(line.words));
      const isHeading = lexicon.isHeading(written) && (!isItem || /[:：︰][*_ \u200e\u200f]*$/.test(written));
      if (isHeading || !last && isOfColumn(written)) {
        const colon = line.words.findIndex(({ block, at: start, end }) => /^[:：]$/.test(block.text.slice(start, end)));
        const end = colon < 0 ? to : from + colon + 1, heading = written.slice(0, words[end - 1].end - words[from].at);
        set(isOfColumn(heading) || lexicon.isOfHeadings(heading) ? "heading" : "text", from, end);
        set("list", end, to);
        last = null;
      } else if (/^(?=.{0,4}$)[0-9]*\.*$/.test(written)) {
        set("list", from, to);
      } else if (!isNameLike(line, names)) {
        break;
      } else if (Math.max(nameEnds, reaches) >= to || !last || isItem || isAmidNames(at)) {
        nameEnds = Math.max(nameEnds, reaches);
        set("list", from, to);
        last = first;
      } else set(isCapitalized(written) ? "both" : "text", from, to);
    }
    at = Math.max(at - 1, begin);
  }
  return regions;
}

// Whether most words begin with a capital, or the script has none.
function isCapitalized(text) {
  const letters = text.split(/\s+/).flatMap((word) => /\p{Alphabetic}/u.exec(word)?.[0] ?? []);
  return 2 * letters.filter((letter) => /\p{Lowercase}/u.test(letter)).length < letters.length;
}

function isOfColumn(text) {
  const word = text.replace(/^[^\p{Alphabetic}\p{N}]+|[^\p{Alphabetic}\p{N}]+$/gu, "");
  return COLUMNS.includes(word.toLowerCase());
}

// Whether a line may be a name, or several, or a part of one.
function isNameLike({ words, written, isText }, names) {
  const letters = words.filter(({ isLetters }) => isLetters).length;
  const isSentence = letters >= SENTENCE && /[.!?。！？؟۔।]$/.test(written);
  const isOne = letters <= LONGEST_NAME && !isSentence;
  const isRun = () => words.length <= LONGEST_RUN && names.runThrough(words);
  return !isText && (isOne || names.covers(words) || isRun());
}
