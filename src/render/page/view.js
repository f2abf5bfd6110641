// What a page does when it is opened: it checks the records that it carries, holds what it shows against them, and
// writes what was found into the places that wait for it. No string of a record ever becomes markup.
import { Refused, decodeUtf8, encodeUtf8, isCanonical } from "./text.js";
import { readBundle } from "./bundle.js";
import { noTrust, readTrust } from "./trust.js";
import { verify } from "./verify.js";
import { because, element, explained, grouped, isolated, isolatedLine, place, speaker, visible } from "./write.js";

const FAILED = ["disputed", "other-text", "invalid", "unreadable"];

// The page as it came, before anything was written into it: the file that a reader passes on.
function savedPage(page) {
  const copy = page.cloneNode(true);
  // What leads to other files; the parts that do nothing else are marked.
  for (const part of copy.querySelectorAll("[data-site]")) part.remove();
  for (const link of copy.querySelectorAll("main a, header p a")) link.replaceWith(...link.childNodes);
  return `<!DOCTYPE html>\n${copy.outerHTML}`;
}

// Totals in the words of the terminal.
function totalsIn(say, report, { totals, findings, roll }) {
  const standings = [...findings.map(({ standing }) => standing), roll?.convener.standing ?? null];
  const all = standings.filter((one) => one !== null);
  const isDemonstration = all.length > 0 && all.every((standing) => standing === "demonstration");
  const counts = Object.fromEntries(Object.entries(totals).map(([key, value]) => [key, grouped(value)]));
  const said = [say(isDemonstration ? "totals-demonstration" : "totals", counts)];
  const published = findings.filter((finding) =>
    finding.place !== null && finding.verdict === "signed" && finding.standing === "demonstration").length;
  if (!isDemonstration && published) said.push(say("published-keys", { count: grouped(published) }));
  for (const key of ["late", "attested", "withdrawn", "declined", "missing", "failed"]) {
    if (totals[key]) said.push(say(key, { count: counts[key], timely: counts.on_time }));
  }
  if (totals.not_on_roll) said.push(say("not-on-roll", { count: counts.not_on_roll }));
  return said.join("; ");
}

// The mark of one finding, how well its key is known beside it, and under it what else is to be said. A demonstration
// says so on the line of the mark: no crop of a screen makes an endorsement of it.
function entryOf(say, finding, name) {
  const { verdict, standing, act, marks, reason, vouches, checks, consent } = finding;
  const attributes = { "data-standing": standing ?? "none" };
  const marked = { class: "mark", "data-verdict": verdict, ...attributes };
  const said = element("span", {}, element("span", marked, say(`verdict-${verdict}`)));
  const known = { class: "standing", ...attributes };
  if (standing !== null) said.append(" \u00b7 ", element("span", known, say(`standing-${standing}`)));
  const entry = [name, " ", said];
  const more = (child, also = {}) => entry.push(element("p", { class: "more", ...also }, child));
  if (act) more(say("dated", { date: act.date }));
  for (const { name: by, domain, lapsed, date } of [...vouches, ...checks]) {
    more(isolated(`${visible(by)}: ${domain ? `${domain}, ` : ""}${lapsed ? because(say, lapsed) : date}`));
  }
  if (act && act.reason !== null) more(say("reason", { reason: visible(act.reason) }), { dir: "auto" });
  if (consent) more(isolated(consent.lapsed ? because(say, consent.lapsed) : say("consented", consent)));
  for (const said of [...marks.map(({ says }) => says), ...reason ? [reason] : []]) more(isolated(because(say, said)));
  return entry;
}

let rows = null; // by their places, wherever they are moved to

function writeRoll(say, findings) {
  rows ??= [...document.querySelectorAll("#roll > li")];
  for (const finding of findings.filter(({ place: number }) => number !== null)) {
    const item = rows[finding.place - 1], name = item.querySelector(".name");
    name.querySelector("bdi").textContent = finding.name ?? finding.id;
    item.replaceChildren(...entryOf(say, finding, name));
    item.value = finding.place;
    const isLate = /^(signed|attested)$/.test(finding.verdict) && finding.marks.some(({ mark }) => mark === "late");
    place(isLate ? "late" : "roll").append(item);
  }
  place("late").hidden = place("late-heading").hidden = !place("late").children.length;
  const others = findings.filter(({ place: number }) => number === null);
  place("others").replaceChildren(...others.map((finding) =>
    element("li", {}, ...entryOf(say, finding,
      element("span", { class: "name" }, isolatedLine(finding.name ?? finding.id))))));
  place("others").hidden = place("others-heading").hidden = others.length === 0;
}

function writeTranslations(say, translations) {
  const told = translations.map(({ translator, name, date, lapsed, standing }) => {
    const who = visible(name ?? translator), how = say(`standing-${standing}`);
    const said = lapsed ? `${who}: ${because(say, lapsed)}` : say("translated", { who, date });
    return element("span", {}, isolated(said), ` \u00b7 ${how} `);
  });
  place("translations")?.replaceChildren(...told);
}

// What the page shows and its records do not say: the facts around the text, and the names, as they were read.
function untrue(page, statement) {
  const { roll } = statement, told = {
    title: roll?.title, convener: roll?.convener.name, date: roll?.date, text: statement.text,
    hex: statement.text?.replace("sha256:", ""),
  };
  const facts = [...page.querySelectorAll("[data-fact]")].map((shown) => [shown, told[shown.dataset.fact] ?? ""]);
  const wrong = facts.filter(([shown, says]) => shown.textContent !== says).map(([shown]) => shown.textContent);
  const listed = statement.findings.filter(({ place: number }) => number !== null);
  const items = [...page.querySelectorAll("#roll > li")];
  for (let at = 0; at < Math.max(items.length, listed.length); at += 1) {
    const shown = items[at]?.querySelector(".name bdi")?.textContent ?? "";
    const says = listed[at]?.listed_as ?? listed[at]?.name ?? listed[at]?.id ?? "";
    if (shown !== says) wrong.push(shown || says);
  }
  return wrong;
}

// What the page shows otherwise than its records say, in words: the text, and what stands around it.
function falsehoods(say, page, files, statement) {
  const text = files.get(`statement/${statement.slug}/text.txt`);
  const shown = page.querySelector("#text")?.textContent ?? null;
  const isOther = text && isCanonical(text) && shown !== decodeUtf8(text); // any other text is shown escaped
  const others = untrue(page, statement).map((what) => isolated(say("failure-shown", { what: visible(what) })));
  return isOther ? [say("failure-text"), ...others] : others;
}

// What is wrong with the records themselves, in words.
function flaws(say, page, { problems, findings }) {
  const said = problems.map((problem) => isolated(because(say, problem)));
  const failed = findings.filter(({ verdict }) => FAILED.includes(verdict)).length;
  if (failed) said.push(say("failure-names", { count: grouped(failed) }));
  const lacks = page.querySelector("#lacks p");
  return lacks ? [...said, lacks.textContent] : said;
}

function writeFailure(say, failures) {
  const box = place("failure");
  const items = failures.map((failure) => element("li", {}, failure));
  box.replaceChildren(element("p", {}, say("failure")), element("ul", {}, ...items));
  box.hidden = false;
  place("text")?.classList.add("doubtful");
}

function writeVerdict(...said) {
  const verdict = place("verdict");
  verdict.className = "verdict";
  verdict.replaceChildren(...said);
}

// The bar over a demonstration stands in the page; a page from which it was taken gets it again.
function keepNotice(say, report) {
  if (!report.demonstration || document.querySelector(".demonstration")) return;
  const said = `${say("demonstration-short")}: ${say("demonstration")}`;
  document.body.prepend(element("aside", { class: "demonstration" }, element("p", {}, said)));
}

// Checks with what the reader trusts, and writes what was found.
async function check(say, page, slug, trust) {
  const files = readBundle(encodeUtf8(page.querySelector("#bundle").textContent));
  const report = await verify(files, trust, { slug });
  const [statement] = report.statements;
  keepNotice(say, report);
  const falsely = falsehoods(say, page, files, statement);
  const failures = [...falsely, ...flaws(say, page, statement)];
  place("failure").hidden = failures.length === 0;
  if (failures.length) writeFailure(say, failures);
  // Nothing is said of names that stand under something else than the records.
  if (falsely.length) return writeVerdict(say("failure"));
  writeRoll(say, statement.findings);
  writeTranslations(say, statement.translations);
  const before = failures.length ? `${say("failure")}: ` : "";
  const caveat = element("span", { class: "quiet" }, say("caveat"));
  writeVerdict(before + totalsIn(say, report, statement), element("br", {}), caveat);
  place("unconfirmed").hidden = report.demonstration || statement.totals.confirmed === statement.totals.signed;
}

function failed(say, error) {
  writeVerdict(say("failure"));
  writeFailure(say, [isolated(say("failure-script", { why: explained(say, error) }))]);
}

// A trust file that the reader chose or dropped. Its pins stay in this page.
async function pin(say, page, slug, file) {
  const said = place("trust-said");
  try {
    const trust = await readTrust(new Uint8Array(await file.arrayBuffer()));
    const count = [...trust.key.values()].reduce((sum, keys) => sum + keys.size, 0);
    await check(say, page, slug, trust);
    said.textContent = say("trust-read", { count: grouped(count) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said.replaceChildren(isolated(say("trust-refused", { why: explained(say, error) })));
  }
}

function save(page, slug) {
  const address = URL.createObjectURL(new Blob([savedPage(page)], { type: "text/html" }));
  element("a", { href: address, download: `${slug}.html` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function listen(say, page, slug) {
  const drop = place("drop"), input = place("trust-file");
  const take = (file) => file && pin(say, page, slug, file).catch((error) => failed(say, error));
  input.addEventListener("change", () => take(input.files[0]));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  place("save").addEventListener("click", () => save(page, slug));
  place("controls").hidden = false;
}

async function open() {
  // As it came: what is written below is not part of it.
  const page = document.documentElement.cloneNode(true);
  let say = (key) => key;
  try {
    const words = JSON.parse(page.querySelector("#words").textContent);
    say = speaker(words);
    place("verdict").textContent = say("checking");
    listen(say, page, words.slug);
    await check(say, page, words.slug, noTrust());
  } catch (error) {
    failed(say, error);
  }
  document.documentElement.dataset.checked = "";
}

open();
