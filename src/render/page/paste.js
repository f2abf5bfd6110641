// What the page for audits does: it checks the records that it carries, takes a copy that is pasted, chosen or dropped,
// and writes what was found. Nothing is sent or kept, and no string of a copy ever becomes markup.
import { encodeUtf8 } from "./text.js";
import { readBundle } from "./bundle.js";
import { element, explained, grouped, isolated, place, speaker, visible } from "./write.js";
import { MOST_COPY } from "./copy.js";
import { audit, referenceOf } from "./audit.js";

const GOOD = ["identical", "same-text", "same-words"];
const MOST_SHOWN = 500; // of differences, invisible characters and names one by one

// Checks the records as the page of the statement does, and says what was found.
async function checked(say, slug) {
  const [bundle, words] = ["bundle", "lexicon"].map((id) => place(id).textContent);
  const reference = await referenceOf(readBundle(encodeUtf8(bundle)), slug, JSON.parse(words));
  const counts = Object.fromEntries(Object.entries(reference.report.totals)
    .map(([key, value]) => [key, grouped(value)]));
  place("verdict").className = "verdict";
  place("verdict").textContent = say(reference.demonstration ? "totals-demonstration" : "totals", counts);
  return reference;
}

const paragraph = (attributes, ...children) => element("p", attributes, ...children);
const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
const visibleLines = (text) => text.split("\n").map(visible).join("\n");
const onOneLine = (text) => isolated(text.split("\n").join(" "));

// Both verdicts, a sentence each: the lines that one may quote.
function sentences(say, { verdict, names }, { report, roll }) {
  const statement = `\u2068${visible(`${report.slug} “${roll.title}”, ${report.text}`)}\u2069`;
  const text = paragraph({ class: "verdict" }, say(`audit-text-${verdict}`, { statement }));
  const listed = names.filter((name) => name.verdict !== "omitted"), signed = grouped(report.totals.signed);
  if (verdict === "cannot-compare") return [text];
  if (listed.length === 0) return [text, paragraph({}, say("audit-names-none", { count: signed }))];
  const counts = new Map();
  for (const name of names) counts.set(name.verdict, (counts.get(name.verdict) ?? 0) + 1);
  const isDemonstration = names.some(({ standing }) => standing === "demonstration");
  const verdicts = [...counts].map(([each, count]) => (each === "signed" && isDemonstration
    ? say("audit-demonstration", { count: grouped(count) }) : `${grouped(count)} ${say(`verdict-${each}`)}`));
  const count = grouped(listed.length), confirmable = grouped(counts.get("signed") ?? 0);
  const list = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });
  const told = say("audit-names", { count, verdicts: list.format(verdicts), signed: confirmable });
  return [text, paragraph({}, told)];
}

// Marked words. What is read aloud before them nobody sees.
function marked(say, kind, text) {
  if (kind === "same" || text === "") return [visibleLines(text)];
  const [name, key] = kind === "deleted" ? ["del", "audit-lacks"] : ["ins", "audit-adds"];
  const aloud = element("span", { class: "unseen" }, `${say(key)} `);
  return [element(name, {}, aloud, element("bdi", {}, visibleLines(text))), " "];
}

function differenceItem(say, { kind, line, was, is, before, behind, remark }) {
  const item = element("li", {}, element("strong", { class: "kind" }, say(`audit-kind-${kind}`)));
  item.append(`, ${say("audit-line", { line: grouped(line) })}: `);
  if (before) item.append("… ", onOneLine(before), " ");
  if (["moved", "uncertain"].includes(kind)) item.append(onOneLine(was || is), " ");
  else item.append(...marked(say, "deleted", was), ...marked(say, "inserted", is));
  if (behind) item.append(onOneLine(behind), " …");
  const pairs = remark?.pairs?.map((pair) => pair.map(codePoint).join(" → ")).join(", ");
  if (remark) item.append(` (${pairs ? say(`audit-${remark.what}`, { pairs }) : remark.what})`);
  return item;
}

function nameItem(say, { written, line, place: where, verdict, found, altered, standing }) {
  const own = { "data-standing": standing ?? "none" }, mark = { class: "mark", "data-verdict": verdict, ...own };
  const said = element("span", {}, element("span", mark, say(`verdict-${verdict}`)));
  const known = standing && element("span", { class: "standing", ...own }, say(`standing-${standing}`));
  if (known) said.append(" · ", known);
  if (verdict === "listed-not-signed") said.append(`: ${say(`verdict-${found}`)}`);
  if (line && verdict !== "signed") said.append(`, ${say("audit-line", { line: grouped(line) })}`);
  const item = element("li", {}, element("span", { class: "name" }, isolated(written)), " ", said);
  const more = (...children) => item.append(paragraph({ class: "more" }, ...children));
  const [name, was, is] = altered ? [altered.name, altered.was, altered.is].map(isolated) : [];
  if (altered) more(`${say("audit-roll-has")} `, name, ": ", was, " → ", is);
  if (where === "text") more(say("audit-in-text"));
  if (where === "hidden") more(say("audit-in-hidden"));
  return item;
}

// A heading and a list under it; nothing if there is nothing to list.
function section(say, heading, all, item, [kind, attributes] = ["ul", {}]) {
  if (all.length === 0) return [];
  const list = element(kind, attributes, ...all.slice(0, MOST_SHOWN).map(item)), left = all.length - MOST_SHOWN;
  const more = left > 0 ? [paragraph({}, say("audit-more", { count: grouped(left) }))] : [];
  return [element("h3", {}, say(heading)), list, ...more];
}

function evidence(say, found, { roll }) {
  const { verdict, covered, words, differences, pieces, names, unseen, hidden, unread } = found, said = [];
  if (verdict === "cannot-compare") return [paragraph({}, say("audit-instead"))];
  const coverage = say("audit-covered", { covered: grouped(covered), words: grouped(words) });
  if (!GOOD.includes(verdict)) said.push(paragraph({}, coverage));
  if (differences.length && verdict !== "unrelated") {
    const laid = pieces.flatMap(({ kind, text }) => [...marked(say, kind, text), " "]);
    said.push(paragraph({}, say("audit-legend")));
    said.push(element("div", { class: "text", lang: roll.language, dir: "auto" }, ...laid));
    said.push(...section(say, "audit-differences", differences, (difference) => differenceItem(say, difference)));
  }
  const flag = ({ character, line, isLost }) => element("li", {},
    say(isLost ? "audit-lost" : "audit-unseen", { line: grouped(line), character: codePoint(character) }));
  const isNews = (name) => name.verdict !== "signed" || name.place !== "list";
  const ordered = [...names.filter(isNews), ...names.filter((name) => !isNews(name))];
  const hiding = ({ text, how, line }) => element("li", {},
    say("audit-line", { line: grouped(line) }), ": ", onOneLine(text), " (", isolated(say(how)), ")");
  said.push(...section(say, "audit-flags", unseen, flag), ...section(say, "audit-hidden", hidden, hiding));
  if (unread > 0) said.push(paragraph({}, say("audit-unread", { count: grouped(unread) })));
  said.push(...section(say, "audit-list", ordered, (name) => nameItem(say, name), ["ol", { class: "roll" }]));
  return said;
}

function showFound(said) {
  place("said").replaceChildren(...said);
  place("result").hidden = false;
  place("found").focus();
  place("found").scrollIntoView();
}

// Holds a copy, a string or a file, against the statement.
async function take(say, reference, copy) {
  const isPasted = typeof copy === "string", size = isPasted ? copy.length : copy.size;
  if (size === 0) return showFound([paragraph({}, say("audit-nothing"))]);
  if (size > MOST_COPY) return showFound([paragraph({}, say("audit-too-long", { limit: grouped(MOST_COPY) }))]);
  const found = audit(isPasted ? copy : new Uint8Array(await copy.arrayBuffer()), reference, copy.name);
  return showFound([...sentences(say, found, reference), ...evidence(say, found, reference)]);
}

function listenForCopies(say, reference) {
  const failing = (copy) => take(say, reference, copy).catch((error) => giveUp(say, error));
  place("compare").addEventListener("click", () => failing(place("copy").value));
  place("copy-file").addEventListener("change", ({ target }) => target.files[0] && failing(target.files[0]));
  place("drop").addEventListener("dragover", (event) => event.preventDefault());
  place("drop").addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) failing(event.dataTransfer.files[0]);
  });
  place("controls").hidden = false;
}

function giveUp(say, error) {
  place("verdict").textContent = say("failure");
  place("controls").hidden = place("result").hidden = true;
  const why = isolated(say("failure-script", { why: explained(say, error) }));
  place("failure").replaceChildren(paragraph({}, say("failure")), why);
  place("failure").hidden = false;
}

async function begin() {
  let say = (key) => key;
  try {
    const words = JSON.parse(place("words").textContent);
    say = speaker(words);
    place("verdict").textContent = say("checking");
    listenForCopies(say, await checked(say, words.slug));
  } catch (error) {
    giveUp(say, error);
  }
  document.documentElement.dataset.checked = "";
}

begin();
