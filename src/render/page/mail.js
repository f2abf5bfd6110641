// The bundle in a file as an officer has it: as it was printed, in a saved page of a statement, or with the damage that
// mail does to it.
import { Refused, decodeUtf8, encodeUtf8 } from "./text.js";
import { readBundle } from "./bundle.js";
import { refuseIf } from "./key.js";

const HEAD = '{"undersigned":"bundle/v1","files":{', TAIL = '"}}';
const FOREIGN = /[^A-Za-z0-9+/\\"{}:,.-]/g; // what stands in no printed bundle (B3), line ends apart
const IN_PAGE = /<script type="application\/json" id="bundle">([^<]*)<\/script>/;
const BASE64 = /^(?:[A-Za-z0-9+/]{40,}\r?\n)+[A-Za-z0-9+/]*={0,2}/gm;

// From paths to the bytes of the files.
export function bundleIn(bytes) {
  const text = new TextDecoder().decode(bytes), [, inPage] = IN_PAGE.exec(text) ?? [];
  if (inPage !== undefined) return readBundle(encodeUtf8(inPage));
  const base64 = text.match(BASE64)?.map(decoded) ?? [], plain = withoutQuotedPrintable(text);
  for (const reading of [withoutMarkup(plain), plain, ...base64]) {
    const files = mended(reading);
    if (files) return files;
  }
  refuseIf(!text.includes("bundle/v1"), "sign-why-no-request");
  return readBundle(bytes);
}

// What is taken out was put in, or what is left is not what is printed.
function mended(text) {
  const bare = text.replace(/[\u201c-\u201f\u00ab\u00bb]/g, '"').replace(FOREIGN, "");
  const start = bare.indexOf(HEAD), printed = bare.slice(start, bare.indexOf(TAIL, start) + TAIL.length);
  try {
    const files = readBundle(encodeUtf8(printed));
    return printBundle(files).replaceAll("\n", "") === printed ? files : null;
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    return null;
  }
}

function withoutQuotedPrintable(text) {
  return text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

function withoutMarkup(text) {
  return text.replace(/<[^<>]*>/g, "").replaceAll("&quot;", '"');
}

function decoded(base64) {
  const bare = base64.replace(/[\s=]/g, "");
  return atob(bare.length % 4 === 1 ? bare.slice(0, -1) : bare);
}

// B3: the one form in which a bundle is written; `files` from paths to bytes.
export function printBundle(files) {
  const plain = (text) => text.replace(/[^A-Za-z0-9+/\n]/g, escaped).replaceAll("\n", "\\n");
  const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const printed = lines.map(([path, bytes]) => `\n"${path}":"${plain(decodeUtf8(bytes))}"`);
  return `{"undersigned":"bundle/v1","files":{${printed.join(",")}\n}}\n`;
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
