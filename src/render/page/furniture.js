// What stands around a page's content, told by the names of its elements, their roles, classes and ids.

const BY_ELEMENT = { nav: "navigation", header: "header", footer: "footer", aside: "sidebar", dialog: "dialog",
  form: "form", button: "form", select: "form", search: "form" };
const BY_WORD = new Map(Object.entries({
  navigation: "nav navbar navigation menu breadcrumb breadcrumbs pagination skip toc", header: "header masthead banner",
  footer: "footer foot contentinfo copyright", sidebar: "sidebar aside complementary widget",
  "share links": "share sharing social", "cookie banner": "cookie cookies consent gdpr cmp cmp2 cmplz", archive: "wm",
  advertisement: "ad ads advert advertisement promo sponsor sponsored cta donate", comments: "comment comments disqus",
  "related pages": "related recommended", form: "newsletter subscribe login search form", tags: "tags", dialog: "modal",
}).flatMap(([what, words]) => words.split(" ").map((word) => [word, what])));
// Of these kinds is only what leads elsewhere: a share row without a link is none.
const OF_LINKS = ["navigation", "share links", "related pages", "tags"];
const ELSEWHERE = ("related also more recommended latest recent weitere mehr auch aussi plus también más também mais " +
  "ещё еще также похожие اقرأ أيضا المزيد עוד").split(" ");
const ANCHORS = ["#", "¶", "§", "\u{1f517}", "\u{1f517}\ufe0e"];

// What an element is around a page's content; null if nothing. The foot of an article speaks about it.
export function furnitureOf(element, isInArticle, isInFurniture) {
  const named = ["role", "id", "class"].map((name) => element.getAttribute(name) ?? "");
  const words = named.flatMap((name) => name.split(/[^a-zA-Z0-9]|(?<=[a-z])(?=[A-Z])/));
  const kindOf = (word) => BY_WORD.get(word) ?? (word.startsWith("cookie") ? "cookie banner" : null);
  const kinds = words.map((word) => kindOf(word.toLowerCase()));
  const what = BY_ELEMENT[element.localName] ?? kinds.find((kind) => kind !== null) ?? null;
  if (isInArticle && ["footer", "sidebar"].includes(what)) return null;
  return isInFurniture || !OF_LINKS.includes(what) || leadsElsewhere(element) ? what : null;
}

// Whether it holds a link, something to press, or a heading that says of what follows that it is another matter.
function leadsElsewhere(element) {
  const saysSo = ({ textContent }) => textContent.toLowerCase().split(/\s+/).some((word) => ELSEWHERE.includes(word));
  const isPressed = (each) => /^(?:a|button|input|select|form)$/.test(each.localName);
  return [element, ...element.querySelectorAll("*")].some((each) => isPressed(each) ||
    (/^h[1-6]$/.test(each.localName) ? saysSo(each) : each.hasAttribute("onclick")));
}

// Whether it is the sign beside a heading that leads to it.
export const isAnchor = (element) => element.localName === "a" && ANCHORS.includes(element.textContent.trim()) &&
  Boolean(element.getAttribute("href")?.startsWith("#"));
