// Opens a page in Chromium as a reader would, and prints as JSON what there is to see.
//
//   node look.mjs PAGE [--serve DIR] [--no-script] [--no-ed25519] [--dark] [--width N] [--language TAG]
//                 [--trust FILE] [--drop FILE] [--save FILE] [--follow FILE] [--copy FILE [--by-keyboard] [--change FROM=>TO …]]
//                 [--copy-file FILE] [--copy-drop FILE] [--axe] [--keyboard] [--unchecked] [--screenshot FILE] [--pdf FILE]
//                 [--host NAME] [--sign STEPS] [--top]
//
// PAGE is a path; under --serve it is one below DIR, and comes over a loopback connection, from NAME if one is given.
// --top: of a screenshot what a screen shows first. STEPS is a JSON object of what an officer does on the page for signing: see `sign` below.
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const tools = createRequire(resolve(process.env.BROWSER_DIR ?? "target/browser", "package.json"));
const { chromium } = tools("playwright-core");

const text = { type: "string" }, flag = { type: "boolean", default: false };
const { values: asked, positionals: [page] } = parseArgs({
  allowPositionals: true,
  options: {
    follow: text, copy: text, change: { ...text, multiple: true }, "by-keyboard": flag, "copy-file": text, "copy-drop": text,
    serve: text, "no-script": flag, "no-ed25519": flag, dark: flag, width: text, trust: text, drop: text, save: text,
    axe: flag, screenshot: text, pdf: text, keyboard: flag, unchecked: flag, host: text, sign: text, top: flag,
  },
});

const TYPES = { html: "text/html; charset=utf-8", svg: "image/svg+xml", txt: "text/plain; charset=utf-8" };
async function serve(directory) {
  const server = createServer(async (request, response) => {
    try {
      const path = new URL(request.url, "http://localhost").pathname;
      const bytes = await readFile(join(directory, path));
      response.writeHead(200, { "content-type": TYPES[path.split(".").pop()] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

const server = asked.serve ? await serve(asked.serve) : null;
const host = asked.host ?? "127.0.0.1";
const address = server ? `http://${host}:${server.address().port}/${page}` : pathToFileURL(resolve(page)).href;
const profile = await mkdtemp(join(tmpdir(), "undersigned-browser-"));
const log = join(profile, "net-log.json");
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", `--log-net-log=${log}`,
    // What the browser wants for itself leads nowhere.
    `--host-resolver-rules=${asked.host ? `MAP ${asked.host} 127.0.0.1, ` : ""}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
  ],
});
const seen = { requests: [], errors: [] };

// Goes on with Tab, or with an arrow among choices, until `id` has the focus.
async function reach(tab, id) {
  const focused = () => tab.evaluate(() => [document.activeElement.id, document.activeElement.type]);
  const choice = await tab.locator(`#${id}`).getAttribute("name");
  for (let step = 0; step < 200; step += 1) {
    const [at, kind] = await focused();
    if (at === id) return;
    const isBeside = kind === "radio" && choice && await tab.evaluate((name) => document.activeElement.name === name, choice);
    await tab.keyboard.press(isBeside ? "ArrowDown" : "Tab");
  }
  throw new Error(`the keyboard does not reach ${id}`);
}

async function press(tab, id, key) {
  await reach(tab, id);
  await tab.keyboard.press(key);
}

async function type(tab, id, words) {
  await reach(tab, id);
  await tab.keyboard.type(words);
}

// Opens `open`, the paths of files, and if `party` is given answers: as that id of the list, or as `*` with `id` and
// `name`; does `act`; with `key`, a path, or with a fresh one; under `passphrase` and `again`. What it can save it saves
// into the directory `into`, the key file first. `keyboard`: with no click, but for the files.
async function sign(tab, steps) {
  const said = (id) => tab.locator(`#${id}`).innerText();
  const settled = (id) => tab.waitForFunction((place) => {
    const { textContent } = document.getElementById(place);
    return !textContent.includes("\u2026");
  }, id, { timeout: 120000 });
  if (steps.drop) {
    const contents = await Promise.all(steps.open.map((path) => readFile(path, "latin1")));
    await tab.evaluate((dropped) => {
      const dataTransfer = new DataTransfer();
      for (const content of dropped) {
        dataTransfer.items.add(new File([Uint8Array.from(content, (c) => c.charCodeAt(0))], "dropped"));
      }
      document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
    }, contents);
  } else await tab.setInputFiles("#request-file", steps.open);
  await settled("request-said");
  const isShown = await tab.locator("#shown").isVisible();
  const seen = { refused: await said("request-said"), shown: isShown ? await said("shown") : null };
  if (!isShown || !steps.party) return seen;
  const choose = async (id) => (steps.keyboard ? press(tab, id, "Space") : tab.check(`#${id}`));
  const click = async (id) => (steps.keyboard ? press(tab, id, "Enter") : tab.click(`#${id}`));
  if (steps.keyboard) await type(tab, "party-chosen", steps.party);
  else await tab.selectOption("#party-chosen", steps.party);
  if (steps.party === "*") {
    await tab.fill("#party-id", steps.id);
    await tab.fill("#party-name", steps.name);
  }
  if (steps.act) await choose(`act-${steps.act}`);
  if (steps.reason) await tab.fill("#reason", steps.reason);
  if (!steps.key) await choose("key-fresh");
  if (steps.key) await tab.setInputFiles("#key-file", steps.key);
  const fill = (id, words) => (steps.keyboard ? type(tab, id, words) : tab.fill(`#${id}`, words));
  if (steps.passphrase) await fill("passphrase", steps.passphrase);
  if (!steps.key) await fill("passphrase-again", steps.again ?? steps.passphrase);
  if (steps.consent !== false) await choose("consent");
  await click("do");
  await settled("complaint");
  seen.known = await said("known");
  seen.complaint = await said("complaint");
  seen.invalid = await tab.locator(":invalid:not(fieldset)").evaluateAll((fields) =>
    fields.filter((field) => field.checkVisibility()).map(({ id }) => id));
  seen.reply = await tab.locator("#reply").isVisible() ? await said("reply") : null;
  if (seen.reply === null || !steps.into) return seen;
  seen.saved = [];
  seen.isReplyFirst = await tab.locator("#save-reply").isEnabled();
  for (const button of ["save-key", "save-reply"]) {
    if (!await tab.locator(`#${button}`).isVisible()) continue;
    const [download] = await Promise.all([tab.waitForEvent("download"), click(button)]);
    seen.saved.push(download.suggestedFilename());
    await download.saveAs(join(steps.into, download.suggestedFilename()));
  }
  return seen;
}

try {
  const context = await browser.newContext({
    javaScriptEnabled: !asked["no-script"], colorScheme: asked.dark ? "dark" : "light",
    viewport: { width: Number(asked.width ?? 1000), height: 900 }, acceptDownloads: true,
  });
  const tab = await context.newPage();
  tab.on("request", (request) => seen.requests.push(request.url()));
  tab.on("pageerror", (error) => seen.errors.push(String(error)));
  tab.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  if (asked["no-ed25519"]) {
    await tab.addInitScript(() => {
      const refuse = () => Promise.reject(new DOMException("no such algorithm", "NotSupportedError"));
      const { subtle } = globalThis.crypto;
      for (const name of ["importKey", "verify", "sign", "generateKey"]) {
        const own = subtle[name].bind(subtle);
        subtle[name] = (...given) => (JSON.stringify(given.slice(0, 3)).includes("Ed25519") ? refuse() : own(...given));
      }
    });
  }
  await tab.goto(address);
  const isChecked = () => document.documentElement.dataset.checked === "";
  const isScripted = !asked["no-script"] && !asked.unchecked;
  if (isScripted && await tab.locator("#verdict").count()) await tab.waitForFunction(isChecked, null, { timeout: 120000 });
  if (asked.follow) {
    await tab.click(`a[href$="${asked.follow}"]`);
    await tab.waitForURL(`**/${asked.follow}`);
    await tab.waitForFunction(isChecked, null, { timeout: 120000 });
  }
  const isFound = () => !document.getElementById("result").hidden;
  if (asked.copy && asked["by-keyboard"]) {
    const isAt = (id) => tab.evaluate((wanted) => document.activeElement.id === wanted, id);
    for (let step = 0; step < 100 && !await isAt("copy"); step += 1) await tab.keyboard.press("Tab");
    await tab.keyboard.insertText(await readFile(asked.copy, "utf8"));
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    await tab.waitForFunction(isFound);
  } else if (asked.copy) {
    await tab.locator("#copy").evaluate((box, copy) => { box.value = copy; }, await readFile(asked.copy, "utf8"));
    await tab.click("#compare");
    await tab.waitForFunction(isFound);
  }
  for (const change of asked.change ?? []) {
    const [from, to] = change.split("=>");
    const verdict = () => tab.locator("#said .verdict").innerText();
    seen.before = [...seen.before ?? [], await verdict()];
    await tab.locator("#copy").evaluate((box, word) => {
      const at = box.value.indexOf(word);
      if (at < 0) throw new Error(`${word} is not in the copy`);
      box.focus();
      box.setSelectionRange(at, at + word.length);
    }, from);
    await tab.keyboard.insertText(to);
    await tab.click("#compare");
  }
  if (asked["copy-file"]) {
    await tab.setInputFiles("#copy-file", asked["copy-file"]);
    await tab.waitForFunction(isFound);
  }
  if (asked["copy-drop"]) {
    const content = await readFile(asked["copy-drop"], "utf8");
    await tab.evaluate(([dropped, name]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([dropped], name));
      document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
    }, [content, basename(asked["copy-drop"])]);
    await tab.waitForFunction(isFound);
  }
  if (await tab.locator("#said").count()) {
    seen.audit = await tab.evaluate(() => {
      const texts = (selector) => [...document.querySelectorAll(`#said ${selector}`)].map((one) => one.textContent);
      return {
        said: document.getElementById("said").innerText, struck: texts(".text del bdi"), added: texts(".text ins bdi"),
        sentences: texts("> p"), marks: texts(".mark"), kinds: texts(".kind"), focused: document.activeElement.id,
        box: document.getElementById("copy").value.length, kept: localStorage.length + sessionStorage.length,
      };
    });
  }
  if (asked.trust) {
    await tab.setInputFiles("#trust-file", asked.trust);
    await tab.waitForFunction(() => document.getElementById("trust-said").textContent !== "");
  }
  if (asked.drop) {
    const content = await readFile(asked.drop, "utf8");
    await tab.evaluate((dropped) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([dropped], "my-keys.txt"));
      document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
    }, content);
    await tab.waitForFunction(() => document.getElementById("trust-said").textContent !== "");
  }
  if (asked.save) {
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.click("#save")]);
    seen.saved = download.suggestedFilename();
    await download.saveAs(asked.save);
  }
  if (asked.sign) seen.sign = await sign(tab, JSON.parse(asked.sign));
  if (asked.keyboard) {
    seen.focused = [];
    for (let step = 0; step < 200; step += 1) {
      await tab.keyboard.press("Tab");
      const at = await tab.evaluate(() => {
        const { activeElement: on } = document, { outlineStyle } = getComputedStyle(on);
        return on === document.body ? null : `${on.id || on.className || on.textContent.slice(0, 40)}: ${outlineStyle}`;
      });
      if (at === null) break;
      seen.focused.push(at);
    }
  }
  if (!asked["no-script"]) {
    Object.assign(seen, await tab.evaluate(() => {
      const read = (id) => document.getElementById(id)?.innerText.trim() ?? null;
      const isShown = (id) => document.getElementById(id)?.checkVisibility() ?? false;
      const bar = document.querySelector(".demonstration");
      scrollTo(0, document.body.scrollHeight);
      const bottom = bar?.getBoundingClientRect();
      scrollTo(0, 0);
      return {
        verdict: read("verdict"), failure: isShown("failure") ? read("failure") : null, trust: read("trust-said"),
        names: [...document.querySelectorAll("#roll .name")].map((name) => name.textContent),
        marks: [...document.querySelectorAll("#roll .mark")].map((mark) => mark.textContent),
        standings: [...document.querySelectorAll("#roll li")].map((item) => item.querySelector(".standing")?.textContent ?? ""),
        dates: [...document.querySelectorAll("#roll li")].map((item) => item.querySelector(".more")?.textContent ?? ""),
        late: [...document.querySelectorAll("#late li")].map(({ value, innerText }) => `${value}. ${innerText}`),
        translations: document.querySelector("#translations")?.innerText ?? null,
        others: [...document.querySelectorAll("#others .mark")].map((mark) => mark.textContent),
        text: document.getElementById("text")?.textContent ?? null, title: document.title,
        barAtTheBottom: bar ? bottom.top >= 0 && bottom.bottom <= innerHeight && bar.innerText : null,
        scrollsSideways: document.documentElement.scrollWidth > innerWidth,
        injected: [...document.querySelectorAll("img, iframe, object, embed, form, base, [onerror], [onload], [onclick]")].length,
        scripts: document.scripts.length, body: document.body.innerText, alerted: globalThis.alerted ?? null,
      };
    }));
  } else {
    seen.shown = await tab.locator("body").innerText();
  }
  if (asked.axe) {
    await tab.emulateMedia({ colorScheme: asked.dark ? "dark" : "light" });
    // In an isolated world of its own, which the policy of the page does not bind.
    const client = await context.newCDPSession(tab);
    const { frameTree } = await client.send("Page.getFrameTree");
    const { executionContextId: contextId } = await client.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
    const axe = await readFile(tools.resolve("axe-core/axe.min.js"), "utf8");
    await client.send("Runtime.evaluate", { expression: axe, contextId });
    const rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";
    const found = await client.send("Runtime.evaluate", {
      contextId, awaitPromise: true, returnByValue: true,
      expression: `axe.run(document, ${rules}).then(({ violations, passes }) => ({ passes: passes.length, violations:
        violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html, failureSummary }) => html.slice(0, 200) + " " + failureSummary).join(" | ")) }))`,
    });
    if (found.exceptionDetails) throw new Error(JSON.stringify(found.exceptionDetails));
    seen.axe = found.result.value;
  }
  if (asked.screenshot) await tab.screenshot({ path: asked.screenshot, fullPage: !asked.top });
  if (asked.pdf) await tab.pdf({ path: asked.pdf, preferCSSPageSize: true });
} finally {
  await browser.close();
  server?.close();
}
// What the browser itself noted of the network: each address, and the origin that wanted it.
const network = JSON.parse((await readFile(log, "utf8").catch(() => "{\"events\":[]}")).replace(/,\s*$/, "]}"));
const kinds = network.constants?.logEventTypes ?? {};
seen.network = network.events
  .filter(({ type, params }) => type === kinds.URL_REQUEST_START_JOB && params?.url)
  .map(({ params }) => [params.url, params.initiator ?? ""]);
seen.logged = network.events.length;
seen.address = address;
await rm(profile, { recursive: true, force: true });
console.log(JSON.stringify(seen));
