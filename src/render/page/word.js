// Words: what a reader takes in of a text, with layout, typography and transport folded away (docs/audit.md).

// As parts of classes of characters: white space; what shows nothing; scripts without spaces between words.
const WHITE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const UNSHOWN = "\\0-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\u2800\\ufff9-\\ufffb\\p{Default_Ignorable_Code_Point}";
const WITHOUT_SPACES = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u1950-\\u19ff\\u1a20-\\u1aaf" +
  "\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3040-\\u30ff\\u3100-\\u312f\\u31a0-\\u31ff\\u3400-\\u4dbf" +
  "\\u4e00-\\u9fff\\ua980-\\ua9ff\\uaa60-\\uaa7f\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const DASH = "\\-\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d", DOT = ".\\u2026\\u22ef",
  LETTER = "\\p{Alphabetic}\\p{N}";
const ZEROS = [0xff10, 0x17e0, 0xe50, 0x9e6, 0x966, 0x6f0, 0x660, 0x30];
const DIGIT = `[${ZEROS.map((zero) => `${String.fromCharCode(zero)}-${String.fromCharCode(zero + 9)}`).join("")}]`;

const like = (pattern, flags = "u") => new RegExp(pattern, flags);
const IN_WORD = `(?![${WITHOUT_SPACES}])[${LETTER}]`, BEHIND = `\\p{M}${UNSHOWN}`;
const ONE_WORD = like(`[${DASH}][${DASH}${BEHIND}]*|[${DOT}][${DOT}${BEHIND}]*|` +
  `${IN_WORD}(?:${IN_WORD}|[${BEHIND}])*|` +
  // a line may be broken before a mark
  `[${WITHOUT_SPACES}](?:[${BEHIND}]|\\n(?=\\p{M}))*|[^][${BEHIND}]*`, "uy");
// The mark of an item of a list: a number, a letter in brackets, a bullet, a flag.
const LIST_MARK = like(`(?:(?:\u2116|#|[Nn][or]\\.|N[\xba\xb0]|n\xb0)[ \\xa0]*((?:${DIGIT}){1,3})(?=[${WHITE}])|` +
  `[\\u{1f1e6}-\\u{1f1ff}]{2}(?=[${WHITE}])|` +
  `((?:${DIGIT}){1,3})(?:[.)\\-\\u2013](?=[${WHITE}])|[\\uff0e\\u3001\\uff09](?=[^]))|` +
  `\\(?((?<=\\()(?:${DIGIT}){1,3}|[a-z])\\)(?=[${WHITE}])|` +
  `[•‣◦▪▫●○■□·*–\\-—►➢✓\\uf0b7](?!\\n)(?=[${WHITE}]))`, "uy");
const IS_WHITE = like(`[${WHITE}]`), IS_UNSEEN = like(`[${UNSHOWN}]`), ALL_UNSEEN = like(`[${UNSHOWN}]`, "gu");
const IS_LETTER = like(`^[${LETTER}]`), IS_DASH = like(`^[${DASH}]`), IS_END_OF_LINE = /[\n-\r\x85\u2028\u2029]/;

// The value of decimal digits of the scripts in which lists are likely to count.
export const decimalOf = (digits) => [...digits].map((digit) => digit.codePointAt(0))
  .reduce((value, code) => value * 10 + code - ZEROS.find((zero) => zero <= code), 0);

// A word as words are compared.
function fold(word) {
  if (IS_DASH.test(word)) return "-";
  const folded = word.replace(ALL_UNSEEN, "").replace(/[\u0640\n]/g, "").replace(/[\u2026\u22ef]/g, "...")
    .replace(/["\xab\xbb\u201c-\u201f\u2033\u300c-\u300f\u301d-\u301f\uff02]/g, "\"")
    .replace(/['\x60\xb4\u02bc\u2018-\u201b\u2032\u2039\u203a\uff07]/g, "'")
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\ufb00-\ufb17\ufb50-\ufdff\ufe70-\ufefc]/g, (c) => c.normalize("NFKC").replace(/[ \u0640]/g, ""));
  return /^\.{3,}$/.test(folded) ? "..." : folded.normalize("NFC");
}

// Each letter with those that look like it, of the scripts of Europe; of the letters of formulas NFKD tells.
const ALIKE = "i¡ıɩɪιіւ x×х pþƿρϱϸр fſƒʄք gƍɡց sƽѕ lI1|ǀӏΙІ jȷϳјյ aɑαа yɣʏγуү " +
  "wɯшѡԝա uʋυս vνѵ oοσϭоօ cϲс rг eеҽ hһհ dԁ qԛգզ nոռ '\x60 " +
  "AΑА BΒВ CϹС EΕЕ HΗН JЈ KΚК MΜМ NΝ O0ΟО PΡР SЅ TΤТ XΧХ YΥУ ZΖ";
const VARIANTS_OF_LETTERS = /[\u{1d400}-\u{1d7ff}]/gu;
const LOOKS = new Map(ALIKE.split(" ").flatMap(([one, ...others]) => others.map((other) => [other, one])));
const SEVERAL = "\"'' mrn æae ӕae œoe đd\u0335 ħh\u0335 łl\u0338 øo\u0338 ŧt\u0335 ŋn\u0329 ð∂\u0335 ĳij ŀl·";
for (const [one, ...others] of SEVERAL.split(" ")) LOOKS.set(one, others.join(""));
// Letters of further scripts, each with those behind it that it looks like.
export function learnLooks(pairs) {
  for (const [one, ...others] of pairs) if (!LOOKS.has(one)) LOOKS.set(one, others.join(""));
}

const SPELLINGS = { ё: "е", Ё: "Е", ي: "ی", ى: "ی", ك: "ک", ة: "ه", أ: "ا", إ: "ا", آ: "ا" };

// Letters that some write for each other as one; and letters as an eye takes them in.
export const spelling = (text) => text.replace(/[ёЁيىكةأإآ]/g, (c) => SPELLINGS[c]);
export const looks = (text) => [...text.replace(VARIANTS_OF_LETTERS, (c) => c.normalize("NFKD")).normalize("NFD")
  .replace(/\p{Default_Ignorable_Code_Point}/gu, "")].map((c) => LOOKS.get(c) ?? c).join("").normalize("NFD");

// Equal for two words if a reader could overlook the difference: another case or spelling, letters that look alike.
export const likeness = ({ key }) => looks(spelling(key.toLowerCase()));

function wordAt(text, at) {
  ONE_WORD.lastIndex = at;
  const [written] = ONE_WORD.exec(text), key = /^[a-z]+$/i.test(written) ? written : fold(written);
  return { key, at, end: at + written.length, unseen: written.match(ALL_UNSEEN) ?? [],
    isLetters: IS_LETTER.test(written) };
}

// The words of the text of a block, a paragraph with its first `line`. Each has a `key`, by which words are equal, its
// place in the text (`at`, `end`), its `line`, the `unseen` characters in and behind it, whether it `begins` a line,
// the `mark` of a list before it, with its `number` and the `keys` of the words that it would be elsewhere.
export function wordsOfBlock(block) {
  const { text } = block, words = [];
  let begins = true, mark = null, { line } = block;
  for (let at = 0; at < text.length;) {
    LIST_MARK.lastIndex = at;
    const first = String.fromCodePoint(text.codePointAt(at)), found = begins && mark === null && LIST_MARK.exec(text);
    if (IS_WHITE.test(first) || IS_UNSEEN.test(first)) {
      if (IS_END_OF_LINE.test(first)) begins = true;
      if (first === "\n") line += 1;
      if (!IS_WHITE.test(first)) words.at(-1)?.unseen.push(first);
      at += first.length;
    } else if (found) {
      const [whole, ...groups] = found, counted = groups.find(Boolean), end = at + whole.length;
      const number = counted && (/[a-z]/.test(counted) ? counted.charCodeAt(0) - 96 : decimalOf(counted));
      mark = { at, number, keys: [] };
      for (let next; at < end; at = next.end) {
        next = wordAt(text, at);
        if (!IS_WHITE.test(next.key)) mark.keys.push(next.key);
      }
      at = end;
    } else {
      const word = { ...wordAt(text, at), block, line, begins, mark };
      words.push(word);
      line += text.slice(at, word.end).split("\n").length - 1;
      at = word.end;
      begins = false;
      mark = null;
    }
  }
  return words;
}
