// The blocks of a copy: of plain text, or of a saved page. What is of another kind is refused.
import { encodeUtf8 } from "./text.js";
import { Unsure } from "./heading.js";
import { blocksOfPage } from "./markup.js";

export const MOST_COPY = 1048576; // in UTF-16 units; the program takes more, in a process that is limited
const FIELDS = ["from", "to", "cc", "subject", "date", "message-id", "mime-version", "received", "return-path",
  "delivered-to", "reply-to", "content-type", "dkim-signature", "authentication-results"];
const OTHERS = /^(?:$|%PDF-|PK|\{|\[|ssh-|\x1f|\x89)|-----BEGIN /i, BEGINS_PAGE = /<html|<HTML|<!DOCTYPE/;
const LOOKED_AT = 4096; // bytes at the start, for what they are

// The text that a file is: by its mark, by the zeros of UTF-16, as UTF-8, or as it declares itself. Guesses are left.
function textOf(bytes) {
  const latin = (length) => String.fromCharCode(...bytes.subarray(0, length)), [first, second, third] = bytes;
  const zeros = (odd) => (latin(LOOKED_AT).match(/[^]{2}/g) ?? []).filter((pair) => pair[odd] === "\0").length;
  const isMost = (count) => 4 * count > Math.floor(Math.min(bytes.length, LOOKED_AT) / 2);
  const start = latin(1024).toLowerCase(), label = start.includes("<meta") && /charset=["' ]*([a-z0-9_-]*)/.exec(start);
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf;
  const wide = first === 0xff && second === 0xfe || isMost(zeros(1)) && !zeros(0) ? "utf-16le" :
    first === 0xfe && second === 0xff || isMost(zeros(0)) && !zeros(1) ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(wide, { fatal: !isMarked && wide === "utf-8" }).decode(bytes);
  } catch {
    return new TextDecoder(otherThanUtf8(label ? label[1] : "")).decode(bytes);
  }
}

function otherThanUtf8(label) {
  try {
    if (new TextDecoder(label).encoding !== "utf-8") return label;
  } catch {
    // no label of an encoding
  }
  throw new Unsure();
}

// Refuses what looks like a mail, a file of another format, or pages with running heads.
function mustBeRead(text, isPage) {
  const start = text.trimStart(), [head] = start.split(/\r?\n\r?\n/, 1);
  const fields = /^[!-9;-~]+[ \t]*:/.test(start) ? head.split("\n").map((line) => line.split(/[ \t]*:/, 1)[0]) : [];
  const isMail = /^>?From /.test(start) || fields.some((field) => FIELDS.includes(field.toLowerCase()));
  if (text.length > MOST_COPY || isMail || OTHERS.test(start.slice(0, LOOKED_AT))) throw new Unsure();
  if (isPage ? text.includes("\0") : /[\0\f]/.test(text)) throw new Unsure();
}

const USUAL = { hidden: null, isAlternative: false, doubts: [], furniture: null, elements: [] };

// Paragraphs, without the marks of a quoted mail: text and first line.
function blocksOf(text) {
  const blocks = [];
  let isOpen = false;
  text.split("\n").flatMap((line) => line.replace(/\r$/, "").split("\r")).forEach((written, at) => {
    const line = written.replace(/^(?:> ?)+/, ""), isBlank = /^[\s\x85]*$/.test(line.replace(/\ufeff/g, "."));
    if (!isBlank && isOpen) blocks.at(-1).text += `\n${line}`;
    else if (!isBlank) blocks.push({ ...USUAL, text: line, line: at + 1 });
    isOpen = !isBlank;
  });
  return blocks;
}

// The blocks of a string, or of the bytes of a file with its name; the text, if plain; how many style sheets a page
// takes from elsewhere.
export function blocksOfCopy(copy, name, lexicon) {
  if (name !== "" && !/\.(?:te?xt|x?html?)$/i.test(name)) throw new Unsure();
  const bytes = name === "" ? encodeUtf8(copy.slice(0, LOOKED_AT).toWellFormed()) : copy;
  const text = name === "" ? copy : textOf(bytes), start = String.fromCharCode(...bytes.subarray(0, LOOKED_AT));
  const isPage = /\.x?html?$/i.test(name) || BEGINS_PAGE.test(start);
  mustBeRead(text, isPage);
  return isPage ? { ...blocksOfPage(text, lexicon), plain: null } : { blocks: blocksOf(text), plain: text, unread: 0 };
}
