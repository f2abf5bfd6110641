// What a signer should look at in a canonical text, as the command line says it before it asks.

const CONTROL = /[\u200b-\u200f\u061c\u2066-\u2069\u180e]/u;
// Scripts whose letters are taken for those of Latin, others in which words are written with spaces, and the rest.
const LIKE_LATIN = "Cyrl Grek Armn Cher Copt Lisu Dsrt".split(" ");
const SPACED = "Arab Hebr Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Thaa Tibt Geor Ethi Mong Syrc Tfng " +
  "Nkoo Adlm Cans Olck Vaii Yiii Rohg Mand Samr Goth Glag Runr Ogam Newa Limb Lepc Saur Sylo Kali Mtei Osge Wcho Hmnp";
const UNSPACED = "Thai Laoo Khmr Mymr Tale Talu Lana Tavt Ahom Java Bali Sund Cham Cakm Bugi Batk Hani Hira Kana " +
  "Hang Bopo";
const classOf = (codes) => codes.replace(/(\w+) ?/g, "\\p{scx=$1}");
const CODES = ["Latn", ...LIKE_LATIN, ...SPACED.split(" ")];
const SCRIPTS = new Map(CODES.map((code) => [code, new RegExp(`^${classOf(code)}+$`, "u")]));
const WORD = new RegExp(`(?:(?![${classOf(UNSPACED)}])[\\p{L}\\p{M}\\u200c\\u200d])+`, "gu");

// Each thing once, where it stands first: `line` and `column` from 1, its `character` or `word`, and how many `times`.
export function warningsOf(text) {
  const found = new Map();
  text.split("\n").forEach((line, at) => {
    const columnOf = (index) => [...line.slice(0, index)].length + 1;
    const add = (index, what) => {
      const key = JSON.stringify(what), known = found.get(key);
      if (known) known.times += 1;
      else found.set(key, { line: at + 1, column: columnOf(index), times: 1, ...what });
    };
    for (const { 0: c, index } of line.matchAll(new RegExp(CONTROL, "gu"))) add(index, { character: c });
    for (const { 0: word, index } of line.matchAll(WORD)) if (isMixed(word)) add(index, { word });
  });
  return [...found.values()];
}

// Latin goes with any one script that does not look like it, everything else only with itself. Of scripts that are not
// named above nothing is known.
function isMixed(word) {
  const letters = [...word].filter((c) => /\p{L}/u.test(c) && !/[\p{scx=Zyyy}\p{scx=Zinh}]/u.test(c));
  const areOf = (code, some) => SCRIPTS.get(code).test(some.join(""));
  if (!letters.length || CODES.some((code) => areOf(code, letters))) return false;
  if (!letters.every((c) => CODES.some((code) => areOf(code, [c])))) return false;
  const others = letters.filter((c) => !areOf("Latn", [c])), shared = CODES.filter((code) => areOf(code, others));
  return !shared.length || others.length < letters.length && shared.some((code) => LIKE_LATIN.includes(code));
}
