// What pages write with. No string of a record ever becomes markup.

const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu;
// joiners, and signs that hold others
const SEEN = /[\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]/;

export function place(id) {
  return document.getElementById(id);
}

// As the terminal shows a line: what acts on its neighbours, or is there unseen, is written out.
export function visible(text) {
  return text.replace(UNSEEN, (c) => (SEEN.test(c) ? c : `\\u{${c.codePointAt(0).toString(16)}}`));
}

export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A line out of a record, isolated from its neighbours: none holds what acts on others.
export function isolatedLine(line) {
  return element("bdi", {}, line);
}

// Any other words, written out and isolated.
export function isolated(text) {
  return element("bdi", {}, visible(text));
}

// Says what a page says, in its language; `{name}` is replaced once.
export function speaker(words) {
  return (key, filled = {}) => (words[key] ?? key).replace(/\{([a-z]+)\}/g, (whole, name) => filled[name] ?? whole);
}

// Why something does not stand: a rule of docs/format.md, or in words of its own; `at` is where, `of` what is behind.
export function because(say, { why, at, of, ...filled }) {
  const said = /^[A-Z][0-9]/.test(why) ? say("why-rule", { rule: why }) : say(why, filled);
  return (at ? `${at}: ` : "") + said + (of ? `: ${because(say, of)}` : "");
}

// What an error says: of what is no refusal, the words of the browser.
export const explained = (say, { why, filled, message }) => (why ? because(say, { ...filled, why }) : message);

export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
