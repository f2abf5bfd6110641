// The blocks of text of a saved page, in reading order, with what it hides and what stands around its content, as the
// program finds them. The page is parsed and never shown: nothing of it runs, nothing is loaded.
import { Unsure } from "./heading.js";
import { Sheets } from "./sheet.js";
import { byNature, doubted, hiddenHow, lookOfPage, lookWithin, ofKind, partsOf } from "./look.js";
import { furnitureOf, isAnchor } from "./furniture.js";
import { isFiling } from "./said.js";

const DEEPEST_ELEMENT = 512, MOST_BLOCKS = 20000;
const BLOCKS = new Set(("address article aside blockquote body button caption center dd details dialog dir div dl dt " +
  "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre " +
  "search section select summary table tbody td th tr ul").split(" "));
// What no reader sees as text. A page's `noscript` is called `noframes` here, which is text to every parser as well.
const NOT_TEXT = new Set(("script style template head title noframes iframe datalist desc metadata defs annotation " +
  "annotation-xml").split(" "));
const END_BY_THEMSELVES = new Set(("area base br col embed hr img input link meta param source track wbr p li dt dd " +
  "option optgroup tr td th tbody thead tfoot rt rp colgroup html head body frame").split(" "));
const UNTYPED = ["hidden", "checkbox", "radio", "file", "image", "range", "color"];
const WHITE_OF_PAGE = "\\t-\\r \\x85\\u1680\\u2000-\\u200a\\u2028\\u2029\\u205f";
const BLANK = `${WHITE_OF_PAGE}\\xa0\\u202f\\u3000`;
const IS_SPACE = new RegExp(`[${WHITE_OF_PAGE}]`), IS_BLANK = new RegExp(`^[${BLANK}]*$`);
const BEGINS_BLANK = new RegExp(`^[${BLANK}]`);
const HAS_LETTER = /\p{Alphabetic}/u, SIGNIFICANT = /[\p{Alphabetic}\p{N}]/u;
const RAISED = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"], LOWERED = [..."₀₁₂₃₄₅₆₇₈₉"];

// How deep elements are nested at most, by their tags.
function depthOf(html) {
  const open = new Map();
  let depth = 0, deepest = 0;
  for (const [, slash, written] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)/gi)) {
    const name = written.toLowerCase(), count = open.get(name) ?? 0;
    if (END_BY_THEMSELVES.has(name)) continue;
    if (slash && count > 0) depth -= 1;
    open.set(name, slash ? Math.max(count - 1, 0) : count + 1);
    if (!slash) deepest = Math.max(deepest, depth += 1);
  }
  return deepest;
}

function parsed(html) {
  if (depthOf(html) > DEEPEST_ELEMENT || /<\/?noframes/i.test(html)) throw new Unsure();
  const page = new DOMParser().parseFromString(html.replace(/(<\/?)noscript/gi, "$1noframes"), "text/html");
  if (page.querySelector("template[shadowrootmode], frameset")) throw new Unsure();
  // of names of classes case counts, as the program has it, whatever the age of the page
  const standard = new DOMParser().parseFromString("<!doctype html>", "text/html");
  standard.replaceChild(standard.adoptNode(page.documentElement), standard.documentElement);
  return standard;
}

// The words of a piece of HTML that is no part of the page's own tree.
function textWithin(html) {
  if (html.length > 100000 || depthOf(html) > DEEPEST_ELEMENT) throw new Unsure();
  const { body } = new DOMParser().parseFromString(html, "text/html"), texts = [];
  const gather = (node) => {
    if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
    const isSeen = !NOT_TEXT.has(node.localName) && node.localName !== "xml" && node.localName !== "noscript";
    if (isSeen) node.childNodes.forEach(gather);
  };
  gather(body);
  return texts.join(" ");
}

const isRightToLeft = (c) => /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(c);
// Whether a text within a line is of the other direction than it is set to.
function isTurned(text, rightToLeft) {
  const letters = text.match(/\p{Alphabetic}/gu) ?? [];
  return letters.length > 0 && letters.every((c) => isRightToLeft(c) !== rightToLeft);
}

const OF_SIGNS_ALONE = /^[\s\p{Co}"'“”‘’«»‹›•·|:,.()©]*$/u;

// What `content` writes, if it is more than a sign, and whether that is sure.
function contentOf(declared) {
  const all = ofKind(declared, "content"), found = all.map(({ value }) => {
    const parts = value === null || /^(?:none|normal)$/i.test(value) ? [] : partsOf(value.split("/")[0]);
    const isText = value !== null && parts.every((part) => /^["']/.test(part));
    return isText ? parts.map((part) => part.slice(1, -1)).join("") : "?";
  }).filter((text) => text === "?" || !OF_SIGNS_ALONE.test(text));
  return found.length ? { text: found[0], isSure: all.length === 1 && all[0].isSure && found[0] !== "?" } : null;
}

// Whether an element may be laid over others, with a ground of its own.
function covers(declared) {
  const isOne = (kind, harmless) => ofKind(declared, kind).some(({ value }) => !harmless.test(value));
  return isOne("position", /^(?:static|relative|(?:-webkit-)?sticky)$/) &&
    isOne("background", /^(?:none|transparent|inherit|initial|unset)$/);
}

// The number of the first item of a list and the step to the next, if it does not count from one.
function numbersOf(element) {
  if (element.localName !== "ol" || (element.getAttribute("type") ?? "1") !== "1") return null;
  const items = [...element.children].filter(({ localName }) => localName === "li");
  const start = wholeNumber(element, "start");
  if (element.hasAttribute("reversed")) return { next: start ?? items.length, step: -1 };
  const isOwn = start !== null && start !== 1 || items.some((item) => item.hasAttribute("value"));
  return isOwn ? { next: start ?? 1, step: 1 } : null;
}

function wholeNumber(element, name) {
  const [, digits] = /^\s*([-+]?[0-9]{1,15})\s*$/.exec(element.getAttribute(name) ?? "") ?? [];
  return digits === undefined ? null : Number(digits);
}

class Walk {
  blocks = [];
  #open = [];
  #line = 1;
  #letters = 0; // all that were read
  #mark = null; // of an item of a list, until its text begins
  #covered = new Set(); // elements of which something is laid over what they hold
  #block = { text: "", space: false, linked: 0, unlinked: "", letters: 0, doubts: [], covered: false };

  constructor(sheets, lexicon) {
    Object.assign(this, { sheets, lexicon });
  }

  node(node) {
    if (node.nodeType === Node.TEXT_NODE) this.#text(node.data);
    if (node.nodeType === Node.COMMENT_NODE) this.#comment(node.data.trim());
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    this.#enter(node);
    for (const child of node.childNodes) this.node(child);
    this.#leave();
  }

  #enter(element) {
    const { localName: name } = element, isBlock = BLOCKS.has(name);
    const outer = this.#open.at(-1) ?? { look: lookOfPage(this.sheets.unread > 0) };
    const declared = [...this.sheets.declared(element, ""), ...byNature(element)];
    let look = lookWithin(outer.look, declared, { name, element, isBlock, followsText: this.#block.letters > 0 });
    if (this.sheets.declared(element, "first").length) look = doubted(look, "::first-letter");
    const isForeign = name === "svg" || name === "marquee" || name === "object" && element.hasAttribute("data");
    if (isForeign) look = doubted(look, name, { isSure: true });
    if (["menclose", "maction"].includes(name)) look = doubted(look, name);
    const isClosed = name === "details" && !element.hasAttribute("open");
    if (isClosed) look = doubted(look, name, { element, isSure: true });
    if (name === "summary") look = { ...look, doubts: look.doubts.filter(({ what }) => what !== "details") };
    if (["audio", "video"].includes(name)) look.gone ??= "audit-hidden-unshown";
    if (isBlock || (hiddenHow(look) === null) !== (hiddenHow(outer.look) === null)) this.#flush();
    const isInArticle = outer.isInArticle || name === "article";
    const what = furnitureOf(element, isInArticle, Boolean(outer.furniture));
    const space = ofKind(declared, "white-space").map(({ value }) => /^(?:pre|break-spaces$)/.test(value));
    if (new Set(space).size > 1) throw new Unsure();
    this.#open.push({
      element, look, isBlock, isInArticle, furniture: outer.furniture ?? (what && { what, element }),
      isPreformatted: (space[0] ?? outer.isPreformatted) || ["pre", "textarea"].includes(name),
      isUnseen: outer.isUnseen || NOT_TEXT.has(name) || isAnchor(element), isLink: outer.isLink || name === "a",
      raised: { sup: RAISED, sub: LOWERED }[name], covers: covers(declared), lettersBefore: this.#letters,
      turns: !isBlock && (outer.turns || look.rightToLeft !== outer.look.rightToLeft), numbers: numbersOf(element),
      behind: null,
    });
    if (name === "li" && !look.isMarked && outer.numbers) {
      const number = wholeNumber(element, "value") ?? outer.numbers.next;
      this.#mark = `${number}. `;
      outer.numbers.next = number + outer.numbers.step;
    }
    this.#written(element);
    this.#inPlaceOf(element);
    if (name === "br") Object.assign(this.#block, { text: `${this.#block.text}\n`, space: false });
  }

  // What style sheets write before and behind the content of the element that was opened last.
  #written(element) {
    const open = this.#open.at(-1), { localName: name } = element;
    const [before, behind, mark] = ["before", "after", "marker"].map((part) => {
      const declared = this.sheets.declared(element, part), content = contentOf(declared);
      const look = lookWithin(open.look, declared, { name: "", element: null, isBlock: false, followsText: true });
      const isSaid = content !== null && hiddenHow(look) === null;
      if (isSaid) return { text: content.text, look: content.isSure ? look : doubted(look, "content") };
      const isPlain = name === "q" && part !== "marker" && !ofKind(declared, "content").length;
      return isPlain ? { text: part === "before" ? "“" : "”", look: open.look } : null;
    });
    open.behind = behind;
    for (const { text, look } of [name === "li" ? mark : null, before].filter(Boolean)) this.#say(text, look);
  }

  // What a reader reads in the place of an element, and what stands for it where it is not seen.
  #inPlaceOf(element) {
    const { localName: name } = element, said = (key) => element.getAttribute(key) ?? "";
    const kind = said("type").toLowerCase();
    if (name === "input" && !UNTYPED.includes(kind)) {
      const usual = { submit: "Submit", reset: "Reset" }[kind] ?? "";
      this.#aside(said("value") || (element.hasAttribute("placeholder") ? said("placeholder") : usual), "form");
    } else if (name === "textarea" && IS_BLANK.test(element.textContent)) this.#aside(said("placeholder"), "form");
    else if (name === "optgroup" || name === "option") this.#aside(said("label"), "form");
    else if (name === "iframe" && element.hasAttribute("srcdoc")) this.#aside(textWithin(said("srcdoc")), "frame");
    else if (name === "noframes") this.#aside(textWithin(element.textContent), "noscript");
    if (hiddenHow(this.#open.at(-1).look) !== null && name !== "track") return;
    for (const text of ["alt", "title", "aria-label", "label"].map(said).filter((each) => HAS_LETTER.test(each))) {
      this.#push({ text, hidden: "audit-hidden-picture", isAlternative: true });
    }
  }

  // Text of a kind that stands around a text if it does not stand in its midst.
  #aside(text, what) {
    const open = this.#open.at(-1), isForScripts = what === "noscript";
    const look = isForScripts ? doubted(open.look, what, { isSure: true }) : open.look;
    const isInHead = what !== "frame" && !isForScripts && this.#open.some(({ isUnseen }) => isUnseen);
    if (IS_BLANK.test(text) || isInHead || isForScripts && this.#open.length <= 3 && this.#open[1]?.isUnseen) return;
    if (this.#block.letters > 0 && !isForScripts) {
      this.#say(text, look);
      return;
    }
    this.#flush();
    open.furniture ??= { what, element: open.element };
    this.#say(text, look);
    this.#flush();
  }

  #leave() {
    const { behind, isBlock, covers: isOver, lettersBefore, look } = this.#open.at(-1), outer = this.#open.at(-2);
    if (behind) this.#say(behind.text, behind.look);
    const isHidden = hiddenHow(look) !== null, isOutside = outer !== undefined && hiddenHow(outer.look) !== null;
    if (this.#mark !== null && isBlock) this.#sayMark(look);
    if (isBlock || isHidden !== isOutside) this.#flush();
    this.#open.pop();
    if (!isOver || lettersBefore !== this.#letters || isHidden) return;
    if (this.#block.letters > 0 || outer && !outer.isBlock) this.#block.covered = true;
    else if (this.#open.length > 2) this.#covered.add(outer.element);
  }

  // A comment is no text, but where a mail program takes its condition for true.
  #comment(comment) {
    const [, condition, inner] = /^\[if([^]*?)\]>([^]*)$/.exec(comment) ?? [], open = this.#open.at(-1);
    const end = inner?.lastIndexOf("<![endif]"), text = inner && textWithin(end < 0 ? inner : inner.slice(0, end));
    if (!text || !open || open.isUnseen || !SIGNIFICANT.test(text)) return;
    if (/mso/.test(condition) && !condition.includes("!")) {
      this.#say(text, doubted(open.look, "conditional comment"));
    } else this.#push({ text, hidden: "audit-hidden-comment" });
  }

  #text(text) {
    const open = this.#open.at(-1), { text: before, space } = this.#block;
    if (!open || open.isUnseen) return;
    let { look } = open;
    if (open.turns && isTurned(text, look.rightToLeft)) look = doubted(look, "direction");
    const beginsWord = before === "" || space || BEGINS_BLANK.test(text);
    if (open.raised && beginsWord && HAS_LETTER.test(text)) look = doubted(look, "raised or lowered");
    if (!IS_BLANK.test(text) && this.#mark !== null) this.#sayMark(look);
    this.#say(text, look);
  }

  #sayMark(look) {
    const mark = this.#mark;
    this.#mark = null;
    this.#say(mark, look);
  }

  // Adds text of this look.
  #say(text, look) {
    const { isPreformatted, isLink, raised } = this.#open.at(-1), block = this.#block, pieces = [block.text];
    const apart = [block.unlinked];
    let from = null, end = block.text.length, last = block.text.at(-1) ?? "\n";
    const add = (piece) => {
      pieces.push(piece);
      end += piece.length;
      last = piece;
    };
    for (const c of text) {
      if (isPreformatted && c === "\n") {
        add(c);
        block.space = false;
      } else if (IS_SPACE.test(c)) {
        block.space = true;
        apart.push(" ");
      } else {
        if (block.space && last !== "\n") add(" ");
        block.space = false;
        from ??= end;
        add(raised?.[/[0-9]/.test(c) ? Number(c) : -1] ?? c);
        block.letters += 1;
        this.#letters += 1;
        if (isLink) block.linked += 1;
        apart.push(isLink ? " " : c);
      }
    }
    block.text = pieces.join("");
    block.unlinked = apart.join("");
    if (from !== null) block.doubts.push(...look.doubts.map((doubt) => ({ ...doubt, from, to: end })));
  }

  // A block at this place; html and body hold everything, and tell nothing.
  #push(block, isLinked = false) {
    const elements = this.#open.slice(2).map(({ element }) => element), { furniture = null } = this.#open.at(-1) ?? {};
    const usual = { line: this.#line, hidden: null, doubts: [], isAlternative: false };
    this.blocks.push({ ...usual, furniture, elements, isLinked, ...block });
    if (this.blocks.length > MOST_BLOCKS) throw new Unsure();
  }

  #flush() {
    const { text, linked, unlinked, letters, doubts, covered } = this.#block, look = this.#open.at(-1)?.look;
    this.#block = { text: "", space: false, linked: 0, unlinked: "", letters: 0, doubts: [], covered: false };
    if (letters === 0) return;
    const first = /[\p{Alphabetic}\p{N}]/u.exec(text)?.[0] ?? "", all = { from: 0, to: text.length, element: null };
    if (covered) doubts.push({ ...all, what: "position" });
    if (look?.rightToLeft && /\p{N}/u.test(first) && isTurned(text, true)) doubts.push({ ...all, what: "direction" });
    const filed = linked > 0 && !this.#open.at(-1)?.furniture && isFiling(unlinked, this.lexicon);
    const own = filed ? { furniture: { what: "tags", element: null } } : {};
    this.#push({ text, hidden: look ? hiddenHow(look) : null, doubts, ...own }, linked === letters);
    this.#line += text.split("\n").length;
  }

  // All blocks: of those over which something is laid it is not sure that they are seen; those that are nothing but
  // links, and stand beside nothing else in their element, are furniture.
  finished() {
    this.#flush();
    const outer = ({ elements }) => elements.at(-2), notAlone = new Set();
    for (const block of this.blocks) {
      const over = block.elements.find((element) => this.#covered.has(element));
      if (over) block.doubts.push({ from: 0, to: block.text.length, what: "position", element: over });
      if (!block.isLinked && outer(block)) notAlone.add(outer(block));
    }
    for (const block of this.blocks) {
      const isAlone = block.isLinked && block.elements.length > 0 && !notAlone.has(outer(block));
      if (isAlone) block.furniture ??= { what: "links", element: block.elements.at(-1) };
    }
    return this.blocks;
  }
}

// The blocks of a page, and how many style sheets it takes from elsewhere.
export function blocksOfPage(html, lexicon) {
  const page = parsed(html), sheets = new Sheets(page), walk = new Walk(sheets, lexicon);
  walk.node(page.documentElement);
  return { blocks: walk.finished(), unread: sheets.unread };
}
