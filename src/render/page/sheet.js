// Style sheets and style attributes of a page: what is declared for an element, in no order, and whether it is sure to
// apply. What is not understood here refuses the page, or is declared as "?".
import { Unsure } from "./heading.js";
import { isOfInterest } from "./look.js";

const DEEPEST = 16, LONGEST_SELECTOR = 4096, MOST_RULES = 20000, MOST_MATCHES = 1000000, MOST_BESIDE = 1000;

// A string, an escape, an address, a bracket or a semicolon, or what stands between them.
const PIECES = new RegExp("\"(?:[^\"\\\\\\n]|\\\\[^])*[\"\\n]?|'(?:[^'\\\\\\n]|\\\\[^])*['\\n]?|\\\\[^]|" +
  "url\\(\\s*[^\"'\\s)][^)]*\\)|[{}()[\\];]|[^\"'\\\\{}()[\\];u]+|u", "gi");
const COMMENTS = /"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?|\/\*[^]*?(?:\*\/|$)/g;
const COMMA = /,(?=(?:[^()[\]]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\[[^\]]*\])*$)/;
// What depends on what a reader does matches nothing. What is not KNOWN cannot be told from a page at rest.
const NEVER = new RegExp("(?<!\\\\):(?:hover|focus|active|visited|focus-within|focus-visible|target|target-within|" +
  "fullscreen|modal|user-invalid|user-valid|autofill|current|past|future|playing|popover-open)(?![\\w(-])", "gi");
const KNOWN = /^(?:not|is|where|root|empty|(?:first|last|only)-(?:child|of-type)|nth-(?:child|of-type))$/;
const PART = /(?<!\\)(?:::([\w-]+)(?:\([^()]*\))?|:(before|after|first-letter|first-line)(?![\w-]))/gi;
const PARTS = { before: "before", after: "after", marker: "marker", "first-letter": "first", "first-line": "first" };
const FUNCTION = /(?<!\\):[\w-]+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g;

// What ends in a semicolon, and blocks with what stands before them. Outside of rules only a block ends what is no
// at-rule.
function* statements(pieces, isInRule) {
  let prelude = "", brackets = 0;
  for (const piece of pieces) {
    const isEnd = piece === ";" && (isInRule || prelude.trim().startsWith("@"));
    brackets += { "(": 1, "[": 1, ")": -1, "]": -1 }[piece] ?? 0;
    if (brackets > 0 || piece !== "{" && !isEnd) prelude += piece;
    else {
      const block = piece === "{" ? blockOf(pieces) : null;
      yield { prelude: prelude.trim().replace(/^(?:<!-{2}|-{2}>|\s)+/, ""), block };
      [prelude, brackets] = ["", 0];
    }
  }
  if (prelude.trim()) yield { prelude: prelude.trim(), block: null };
}

function blockOf(pieces) {
  const block = [];
  let depth = 1;
  for (const piece of pieces) {
    depth += { "{": 1, "}": -1 }[piece] ?? 0;
    if (depth === 0) break;
    block.push(piece);
  }
  return block[Symbol.iterator]();
}

const piecesOf = (css) => (css.replace(COMMENTS, (piece, at) => {
  if (!piece.startsWith("/*")) return piece;
  if (/[\w-]/.test(css[at - 1] ?? " ") && /[\w-]/.test(css[at + piece.length] ?? " ")) throw new Unsure();
  return "";
}).match(PIECES) ?? [])[Symbol.iterator]();

// With characters in the place of escapes; null if they would be read as signs of a value.
function unescaped(value) {
  const written = value.replace(/\\(?:([0-9a-f]{1,6})\s?|([^]))/gi, (_, code, sign) => {
    const character = code ? String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff)) : sign;
    return /[\0-/:-@[-\x60{-\x7f]/.test(character) ? "\0" : character;
  });
  return written.includes("\0") ? null : written;
}

// `name: value` as an array of one; of none if it cannot matter.
function declaration(text) {
  const [, name, value] = /^([\w-]+)\s*:\s*([^]*?)\s*(?:!\s*important)?$/i.exec(text) ?? [], kind = name?.toLowerCase();
  if (name === undefined) return /^[^:]*\\/.test(text) ? [{ name: "?", value: null }] : [];
  if (!name.startsWith("--") && !isOfInterest(kind)) return [];
  return [{ name: name.startsWith("--") ? name : kind, value: unescaped(value) }];
}

export class Sheets {
  #reaching = new Map(); // by element: what rules declare for it
  #vars = new Map(); // custom properties that are declared once
  #rules = 0;
  #work = 0;
  unread = 0; // how many lie elsewhere

  // Those that a page holds.
  constructor(page) {
    this.page = page;
    for (const element of page.querySelectorAll("style, link")) {
      const said = (name) => (element.getAttribute(name) ?? "").trim().toLowerCase();
      const isSure = ["", "all"].includes(said("media")) && !element.hasAttribute("disabled");
      if (!["", "text/css"].includes(said("type"))) continue;
      const css = element.localName === "style" ? element.textContent : null;
      if (css !== null) this.#read(piecesOf(css), { selectors: null, isSure, depth: 0 });
      else if (said("rel").split(/\s+/).includes("stylesheet")) this.#linked(said("href"));
    }
  }

  #linked(address) {
    if (address.startsWith("data:")) throw new Unsure();
    this.unread += 1;
  }

  // Rules, and within a rule its declarations too.
  #read(pieces, within) {
    const { selectors, depth } = within, declared = [];
    if (depth > DEEPEST) throw new Unsure();
    for (const { prelude, block } of statements(pieces, selectors !== null)) {
      const [, at, condition] = /^@([\w-]+)([^]*)$/.exec(prelude) ?? [], name = at?.toLowerCase();
      const isOpen = /^(?:media|supports|container|scope|document|-moz-document)$/.test(name);
      const isSure = within.isSure && !(isOpen && !(name === "media" && /^\s*(?:all)?$/i.test(condition)));
      const inner = { selectors, isSure, depth: depth + 1 };
      if (!block && name === "import") this.#linked(/(?:url\(\s*)?["']?([^"')]*)/.exec(condition.trim())[1].trim());
      else if (!block && selectors !== null && !name) declared.push(...declaration(prelude));
      else if (block && (isOpen || name === "layer")) this.#read(block, inner);
      else if (block && !name) this.#read(block, { ...inner, selectors: nested(selectors, prelude) });
    }
    if (declared.length) this.#keep(declared, within);
  }

  #keep(declared, within) {
    const all = within.selectors.split(COMMA).map((one) => selectorOf(one.trim()));
    const isSure = within.isSure && all.every((one) => one.isSure);
    for (const { text, part } of all.filter((one) => one.part !== undefined)) {
      this.#rules += 1;
      if (this.#rules > MOST_RULES || text.length > LONGEST_SELECTOR) throw new Unsure();
      const found = declared.map((one) => ({ ...one, part, isSure: isSure && one.value !== null }));
      for (const element of this.#matched(text)) {
        this.#work += found.length;
        const isFar = /[~+]|nth/.test(text) && element.parentNode.children.length > MOST_BESIDE;
        if (this.#work > MOST_MATCHES || isFar) throw new Unsure();
        this.#reaching.set(element, (this.#reaching.get(element) ?? []).concat(found));
      }
      for (const { name, value } of found.filter((one) => one.name.startsWith("--"))) {
        const isRoot = isSure && part === "" && /^(?::root|html|body)$/.test(text) && !this.#vars.has(name);
        this.#vars.set(name, isRoot ? value : null);
      }
    }
  }

  #matched(selector) {
    try {
      return this.page.querySelectorAll(selector);
    } catch {
      throw new Unsure();
    }
  }

  // What is declared for a part of an element, "" for itself; a `value` is null where it is not known.
  declared(element, part) {
    const attribute = part === "" ? element.getAttribute("style") ?? "" : "", found = this.#reaching.get(element) ?? [];
    const own = [...statements(piecesOf(attribute), true)].flatMap(({ prelude }) => declaration(prelude));
    if (own.some(({ name }) => name.startsWith("--"))) throw new Unsure();
    return [...own.map((one) => ({ ...one, isSure: one.value !== null })), ...found.filter((one) => one.part === part)]
      .filter(({ name }) => !name.startsWith("--")).map((one) => {
        const value = one.value && this.#withVars(one.value);
        return { ...one, value: one.name === "content" ? value : value && value.toLowerCase() };
      });
  }

  #withVars(value, depth = 0) {
    if (!value.includes("var(")) return value;
    const written = value.replace(/var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)/gi, (_, name, otherwise) =>
      (this.#vars.has(name) ? this.#vars.get(name) : otherwise) ?? "\0");
    return written.includes("\0") || depth > 8 ? null : this.#withVars(written, depth + 1);
  }
}

// The selectors of a rule within a rule, written out.
function nested(outer, selectors) {
  if (outer === null) return selectors;
  const around = `:is(${outer})`;
  const each = (one) => (one.includes("&") ? one.replaceAll("&", around) : `${around} ${one}`);
  return selectors.split(COMMA).map((one) => each(one.trim())).join(",");
}

// A selector as a page at rest can take it: its `text`, the `part` of an element that it is of (undefined if nobody
// reads that), and whether what it asks for `isSure`, in every browser.
function selectorOf(written) {
  const [first] = [...written.matchAll(PART)].map(([, one, other]) => (one ?? other).toLowerCase());
  let text = written.replace(PART, "").replace(NEVER, ":not(*)").replace(/(?<!\\):(?:any-)?link(?![\w-])/gi, "[href]");
  const isSure = !/(?<!\\):-[a-z]+-/i.test(written) && !/:nth[^)]* of /.test(text) &&
    [...text.matchAll(/(?<!\\):([\w-]+)/g)].every(([, name]) => KNOWN.test(name));
  const withoutFunctions = text.replace(FUNCTION, ":not(_)");
  if (!isSure) text = withoutFunctions.replace(/(?<!\\):(?!not\(_\))[\w-]+(?:\([^()]*\))?/g, ":not(_)");
  if (first && /(?:^|[\s>+~])$/.test(text)) text += "*";
  return { text, part: first ? PARTS[first] : "", isSure };
}
