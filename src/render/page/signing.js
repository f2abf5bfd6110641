// What the page on which an officer signs does: it shows what the command line shows before it asks, and makes the
// reply. Nothing is sent, and nothing is kept.
import { Refused, decodeUtf8, encodeUtf8 } from "./text.js";
import { demonstrationKey, refuseIf } from "./key.js";
import { dayNumber } from "./record.js";
import { makeAct, randomBytes, readKeyFile, sceneOf, slugIn, writeKeyFile } from "./sign.js";
import { bundleIn } from "./mail.js";
import { warningsOf } from "./warning.js";
import { because, element, explained, grouped, isolated, isolatedLine, place, speaker } from "./write.js";

// The files of a request and of earlier replies, as one.
async function filesIn(chosen) {
  const files = new Map();
  for (const file of chosen) {
    for (const [path, bytes] of bundleIn(new Uint8Array(await file.arrayBuffer()))) {
      const isOther = files.has(path) && decodeUtf8(files.get(path)) !== decodeUtf8(bytes);
      refuseIf(isOther, "sign-why-disagree", { path });
      files.set(path, bytes);
    }
  }
  return files;
}

async function openRequest(say, chosen) {
  const files = await filesIn(chosen), slug = slugIn(files), scene = await sceneOf(files, slug), { statement } = scene;
  refuseIf(statement.problems.length, "why-unsound", { of: statement.problems[0] });
  const text = decodeUtf8(files.get(`statement/${slug}/text.txt`)), date = new Date().toISOString().slice(0, 10);
  writeNotice(say, scene.report, statement);
  show(say, { slug, statement, text, date });
  return { ...scene, files, slug, date };
}

// What was opened is told to be a demonstration, or not, where a page tells it of itself.
function writeNotice(say, report, { roll, findings }) {
  document.querySelectorAll("body > .demonstration, main > .notice").forEach((old) => old.remove());
  if (!report.demonstration) return;
  const standings = [roll.convener, ...findings].map(({ standing }) => standing).filter((one) => one !== null);
  const kind = standings.every((standing) => standing === "demonstration") ? "demonstration" : "mixed";
  const short = say(`${kind}-short`);
  document.body.prepend(element("aside", { class: "demonstration" }, element("p", {}, short)));
  place("main").prepend(element("p", { class: "notice" }, element("strong", {}, short), `: ${say(kind)}`));
}

// What a page says, what is filled in isolated from its neighbours.
function sentence(say, key, filled) {
  const parts = say(key).split(/\{([a-z]+)\}/);
  return element("span", {}, ...parts.map((part, at) => (at % 2 ? asNode(filled[part]) : part)));
}

const asNode = (filled) => (filled instanceof Node ? filled : isolated(String(filled)));

function show(say, { slug, statement: { roll, findings, text: digest }, text, date }) {
  const listed = findings.filter(({ place: number }) => number !== null), { name, id, standing } = roll.convener;
  const nameOf = (finding) => finding.listed_as ?? finding.name ?? finding.id;
  const item = (...said) => element("li", {}, ...said);
  const convener = element("span", {}, isolatedLine(name), " (", isolated(id), `, ${say(`standing-${standing}`)})`);
  const facts = [sentence(say, "published", { date: roll.date, convener }), say(`roll-${roll.mode}`)];
  if (roll.deadline) facts.push(sentence(say, "deadline", { date: roll.deadline }));
  place("title").replaceChildren(isolatedLine(roll.title));
  place("facts").replaceChildren(...facts.map((fact) => element("p", {}, fact)), element("code", {}, slug));
  Object.assign(place("text"), { textContent: text, lang: roll.language });
  const told = { bytes: grouped(encodeUtf8(text).length), digest, date, count: grouped(listed.length) };
  for (const [fact, said] of Object.entries(told)) document.querySelector(`[data-fact=${fact}]`).textContent = said;
  const warnings = warningsOf(text).map(({ character, word, times, ...at }) => {
    const code = `U+${character?.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    const said = sentence(say, word ? "sign-mixed" : "sign-unseen", { ...at, word, code });
    return item(said, times > 1 ? ` \u00d7 ${times}` : "");
  });
  place("warned").replaceChildren(...warnings);
  place("warnings").hidden = warnings.length === 0;
  place("roll").replaceChildren(...listed.map((finding) => item(isolatedLine(nameOf(finding)))));
  const [none, other] = ["", "*"].map((value) => place("party-chosen").querySelector(`[value="${value}"]`));
  const known = findings.map((finding) => element("option", { value: finding.id }, nameOf(finding)));
  place("party-chosen").replaceChildren(none, ...known, other);
  place("party-chosen").value = "";
}

const actAsked = () => document.querySelector("[name=act]:checked").value;
const isOther = () => place("party-chosen").value === "*";
const idAsked = () => (isOther() ? place("party-id") : place("party-chosen")).value.trim();

// What is asked for and told follows what was chosen, and what was made before is no longer offered.
function follow(say, { statement, keysOf, date }) {
  const id = idAsked(), isFresh = place("key-fresh").checked, isSignature = actAsked() === "signature";
  const parts = { "party-other": isOther(), "reason-asked": !isSignature, "with-file": !isFresh, "with-fresh": isFresh,
    reply: false };
  for (const [part, is] of Object.entries(parts)) place(part).hidden = !is;
  place("complaint").textContent = "";
  if (id === "") return place("known").replaceChildren();
  const keys = keysOf(id), { deadline } = statement.roll;
  const finding = statement.findings.find((each) => each.id === id), act = finding?.act;
  const told = [
    [act, "sign-before", { act: act && say(`act-${act.kind}`), date: act?.date }], [!act, "sign-before-none"],
    [finding?.reason, "sign-before-flawed", { why: finding?.reason && because(say, finding.reason) }],
    [keys.state, "sign-before-keys", { keys: keys.state?.key.map(({ word }) => word).join(", ") }],
    [finding?.listed_as, "sign-listed-as", { name: finding?.listed_as }], [!finding?.place, "sign-off-roll"],
    [deadline && dayNumber(date) > dayNumber(deadline) + 1, "sign-late", { date: deadline }],
  ].filter(([is]) => is).map(([, key, filled]) => element("li", {}, sentence(say, key, filled)));
  place("known").replaceChildren(...told);
}

async function reply(say, { files, slug, date }) {
  const isFresh = place("key-fresh").checked, passphrase = place("passphrase").value, id = idAsked();
  refuseIf(isFresh && passphrase !== place("passphrase-again").value, "sign-passphrases-differ");
  const secret = isFresh ? randomBytes(32) : await readKeyFile(await place("key-file").files[0].text(), passphrase);
  const name = isOther() ? place("party-name").value : null, kind = actAsked();
  const reason = kind === "signature" ? null : place("reason").value || null;
  const made = await makeAct(files, { kind, id, name, reason, date }, secret);
  if (made.stands) return place("complaint").replaceChildren(say("sign-stands"));
  offer("save-key", isFresh ? await writeKeyFile(secret, passphrase) : null, `${id}.pem`);
  offer("save-reply", made.reply, "reply.json");
  // A signature under a key that was lost could never be taken back.
  place("fresh-first").hidden = !isFresh;
  place("save-reply").disabled = isFresh;
  place("vkey").textContent = made.key.word;
  place("check").textContent = `undersigned verify ${slug} ${id}`;
  place("by-demonstration").hidden = made.key.same !== await demonstrationKey(id);
  place("reply").hidden = false;
  place("reply").focus();
}

function offer(id, content, download) {
  place(id).onclick = () => {
    const href = URL.createObjectURL(new Blob([content]));
    element("a", { href, download }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
    place("save-reply").disabled = false;
  };
}

// Does what was asked for, and says in `where` why it was refused.
async function attempt(say, where, key, work) {
  place(where).replaceChildren(say("sign-working"));
  try {
    await work();
    if (place(where).textContent === say("sign-working")) place(where).replaceChildren();
  } catch (error) {
    place(where).replaceChildren(say(key), " ", isolated(explained(say, error)));
    if (!(error instanceof Refused)) throw error;
  }
}

function listenToOfficer(say) {
  let opened = null;
  const input = place("request-file"), drop = place("drop"), shown = place("shown");
  shown.hidden = true; // of a page that was saved with a request in it
  const take = (chosen) => chosen.length && attempt(say, "request-said", "sign-request-refused", async () => {
    shown.hidden = true;
    opened = await openRequest(say, chosen);
    shown.hidden = false;
    follow(say, opened);
  });
  input.addEventListener("change", () => take(input.files));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  shown.addEventListener("change", () => follow(say, opened));
  place("do").addEventListener("click", () => {
    const asked = [...shown.querySelectorAll("input, select")].filter((field) => field.checkVisibility());
    if (!asked.every((field) => field.reportValidity())) return;
    attempt(say, "complaint", "sign-refused", () => reply(say, opened));
  });
}

const sayHere = speaker(JSON.parse(place("words").textContent));
// A page from an insecure address is given no cryptography.
place(globalThis.crypto?.subtle ? "ask" : "insecure").hidden = false;
listenToOfficer(sayHere);
