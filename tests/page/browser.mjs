// Answers as reader.mjs does, in Chromium: audits of saved pages, which a browser parses. Nothing but the modules is loaded.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const tools = createRequire(resolve(process.env.BROWSER_DIR ?? "target/browser", "package.json"));
const { chromium } = tools("playwright-core");
const FOLDER = new URL("../../src/render/page/", import.meta.url);

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"],
});
const tab = await browser.newPage(), foreign = [];
tab.on("pageerror", (error) => foreign.push(String(error)));
await tab.route("**", (route) => {
  const { hostname, pathname } = new URL(route.request().url());
  const module = /^\/([a-z0-9-]+\.js)$/.exec(pathname)?.[1];
  if (hostname !== "page.invalid" || pathname !== "/" && !module) foreign.push(route.request().url());
  const body = module ? readFileSync(new URL(module, FOLDER)) : "<!doctype html><title>x</title>";
  return route.fulfill({ contentType: module ? "text/javascript" : "text/html", body });
});
await tab.goto("https://page.invalid/");
await tab.evaluate(async () => {
  const { audit, referenceOf } = await import("/audit.js");
  const { readBundle } = await import("/bundle.js");
  const references = new Map();
  globalThis.reference = async ({ slug, bundle, lexicon }) => {
    references.set(slug, await referenceOf(readBundle(new TextEncoder().encode(bundle)), slug, lexicon));
    return {};
  };
  const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  globalThis.audited = ({ slug, copy, name }) => {
    const found = audit(Uint8Array.from(atob(copy), (c) => c.charCodeAt(0)), references.get(slug), name);
    return { ...found, unseen: found.unseen.map(({ character, ...one }) => ({ ...one, character: codePoint(character) })) };
  };
});

const became = ({ what, pairs }) => (!pairs ? what : `${what}: ${pairs.slice(0, 8).map((pair) =>
  pair.map((c) => `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`).join(" became ")).join(", ")}`);

// In the members of audit/v1.
function told(found) {
  const flags = [...found.unseen.map(({ character, line, isLost }) => [isLost ? "joiners" : "invisible-characters", line, character]),
    ...found.hidden.map(({ line }) => ["hidden-text", line])];
  const differences = found.differences.map(({ kind, line, was, is, before, behind, remark }) =>
    ({ kind, line, was, is, before, behind, remark: remark && became(remark) }));
  const names = found.names.map(({ altered, ...name }) =>
    ({ ...name, name: altered?.name ?? null, was: altered?.was ?? null, is: altered?.is ?? null }));
  const { verdict, covered, words, hasList, unread } = found;
  return { verdict, covered, words, list: hasList ? "present" : "absent", names, differences, flags, unread };
}

const ANSWERS = {
  reference: (asked) => tab.evaluate((question) => globalThis.reference(question), asked),
  audit: async (asked) => told(await tab.evaluate((question) => globalThis.audited(question), asked)),
  foreign: () => ({ foreign }),
};
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await ANSWERS[asked.ask](asked))}\n`);
}
await browser.close();
