// Bundles, and the paths that files have: parts B and P of docs/format.md.
import { decodeUtf8, encodeUtf8 } from "./text.js";
import { ID, refuseIf } from "./key.js";

const MOST_BUNDLE = 67108864, MOST_FILES = 30000, MOST_FILE = 4194304, MOST_COSTLY_LINES = 100000; // B2
const NUMBERED = /^(?:1000000|[1-9][0-9]{0,5})\.note$/; // A2

// P1: the folder of a path, and the number of its record, null for a text. null: it has no place in a registry.
export function placeOf(path) {
  const [top, ...below] = path.split("/"), file = below.pop(), under = below.length;
  const isText = top === "statement" && under === 1 && file === "text.txt";
  const isRoll = top === "statement" && under === 2 && below.pop() === "roll";
  const isHeld = top === "keys" && under === 3 && /^(?:vouche|check)s$/.test(below.splice(1, 1));
  const isSaid = top === "statement" && under === 3 && /^(?:attestation|translation)s$/.test(below.splice(1, 1));
  const isRecord = isRoll || isHeld || isSaid || top === "keys" && under === 1 || top === "signatures" && under === 2;
  if (!isText && !(isRecord && NUMBERED.test(file)) || !below.every((id) => ID.test(id))) return null;
  return { folder: path.slice(0, path.lastIndexOf("/")), number: isText ? null : parseInt(file, 10) };
}

// From paths to the bytes of the files (B1).
export function readBundle(bytes) {
  refuseIf(bytes.length > MOST_BUNDLE, "B2");
  const text = decodeUtf8(bytes);
  let bundle;
  try {
    bundle = JSON.parse(text);
  } catch {
    refuseIf(true, "B1");
  }
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  refuseIf(!isObject(bundle) || bundle.undersigned !== "bundle/v1" || !isObject(bundle.files), "B1");
  refuseIf(Object.keys(bundle).length !== 2, "B1");
  const files = Object.entries(bundle.files);
  refuseIf(files.length > MOST_FILES, "B2");
  refuseIf(files.some(([, content]) => typeof content !== "string"), "B1");
  // JSON.parse keeps the last of two equal names: the strings that stand there tell of the others.
  const quotes = text.replace(/\\[^]/g, "").split('"').length - 1;
  refuseIf(quotes !== 6 + 4 * files.length, "B1");
  let lines = 0;
  const read = files.map(([path, content]) => {
    refuseIf(placeOf(path) === null, "B1");
    refuseIf(/[\ud800-\udfff]/u.test(content), "B1");
    const encoded = encodeUtf8(content);
    refuseIf(encoded.length > MOST_FILE, "B2");
    if (path.endsWith(".note")) lines += costlyLines(content);
    return [path, encoded];
  });
  refuseIf(lines > MOST_COSTLY_LINES, "B2");
  return new Map(read.sort(([a], [b]) => (a < b ? -1 : 1)));
}

// P4: the lines of a note that cost the most to read.
function costlyLines(content) {
  return (content.match(/(?:^|\n)(?:key |retired |compromised |\u2014 )/g) ?? []).length;
}
