// What a reader sees of an element's text: whether it is shown, hidden, or neither for sure. Nothing is weighed here:
// where two declarations disagree, or one is not known to do nothing, there is a doubt, and the program decides.

const OUTSIDE = 480, NEARBY = 40, TINY = 5, NO_SIZE = 2.5; // ways and sizes of letters, in pixels
const NOT_SEEN = 1.08, FAINT = 1.35; // contrasts that nobody, and that not everybody sees
const UNITS = { px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 9.6 / 2.54, rem: 16, vw: 12.8, vh: 8 };
const SIZES = { "xx-small": 9, "x-small": 10, small: 13, medium: 16, large: 18, "x-large": 24, "xx-large": 32 };
const OF_SIGNS = /^["']?(?:wingdings|webdings|symbol|zapf ?dingbats|marlett)/;
const SIZE = /^(?:0$|[-+]?[0-9.]+(?:[a-z]+|%)$|xx?-|small|medium|large)/;
const MARK_OF_ITEM = /^(?:none|disc|circle|square|decimal|(?:lower|upper)-(?:alpha|latin|roman)|(?:in|out)side)$/;
const SYSTEM = /text$|^(?:canvas|button|field|highlight|selecteditem|mark$|accentcolor|currentcolor$)/;

// Properties of one kind: the first names it.
const KINDS = new Map(["overflow overflow-x overflow-y overflow-block overflow-inline", "visibility", "display", "clip",
  "text-decoration text-decoration-line -webkit-text-decoration -webkit-text-decoration-line", "position",
  "transform -webkit-transform translate scale rotate zoom", "clip-path -webkit-clip-path", "filter -webkit-filter",
  "line-clamp -webkit-line-clamp", "order -webkit-order", "writing-mode -webkit-writing-mode", "z-index", "color",
  "animation animation-name -webkit-animation -webkit-animation-name", "background background-color background-image",
  "font font-size", "font-family", "line-height", "letter-spacing word-spacing", "flex-direction flex-flow flex-wrap",
  "list-style list-style-type", "counter-reset counter-set counter-increment", "contain",
  "grid-row grid-area grid-row-start", "grid-column grid-column-start", "vertical-align",
  "left right top bottom inset inset-block inset-inline inset-inline-start inset-inline-end inset-block-start " +
  "inset-block-end", "quotes", "text-indent", "opacity", "all", "?", "float",
  "margin margin-left margin-right margin-top margin-inline margin-block margin-inline-start margin-inline-end " +
  "margin-block-start", "width max-width inline-size max-inline-size", "height max-height block-size max-block-size",
  "mask mask-image -webkit-mask -webkit-mask-image -webkit-mask-box-image", "text-transform", "text-underline-offset",
  "text-decoration-thickness", "direction", "offset offset-path", "content-visibility", "mso-hide", "mix-blend-mode",
  "text-security -webkit-text-security", "unicode-bidi", "font-size-adjust", "text-emphasis", "-webkit-text-fill-color",
  "background-clip -webkit-background-clip", "content", "text-shadow", "white-space"].flatMap((names) =>
  names.split(" ").map((name, _, [kind]) => [name, kind])));
export const isOfInterest = (name) => KINDS.has(name);
export const ofKind = (declared, kind) => declared.filter(({ name }) => KINDS.get(name) === kind);

export const partsOf = (value) => value.match(/"[^"]*"|'[^']*'|[,/]|(?:[^\s("',/]|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];

// The pixels of a length, of letters of this size; NaN if it is not known.
function pixels(value, size) {
  const [, digits, unit] = /^([-+]?[0-9]*\.?[0-9]+)([a-z]*|%)$/.exec(value) ?? [], number = Number(digits);
  if (number === 0 || ["auto", "none", "normal"].includes(value)) return 0;
  return number * (unit === "em" ? size : unit === "%" ? 8 : UNITS[unit] ?? NaN);
}

// What a value does to a text: nothing (NO); it is in doubt, which does not matter if the element holds all of the text
// (WITHIN), or matters always (YES); or it hides the text (how).
const NO = 0, WITHIN = 1, YES = 2;
const only = (words, otherwise = YES) => (value) => (words.split(" ").includes(value) ? NO : otherwise);
const isOnly = (test) => (value, look, own) => (test(value, look, own) ? NO : YES);
const every = (test) => isOnly((value, look) => partsOf(value).every((part) => test(pixels(part, look.size), look)));
const fraction = (value) => (value === null ? 0 : parseFloat(value) / (value.endsWith("%") ? 100 : 1) || 0);
const DISPLAYS = new RegExp("^(?:(?:inline-)?(?:block|flex|grid|table)|inline|contents|list-item|flow-root|" +
  "table-(?:header|footer|row)-group|table-(?:row|cell|caption)|-webkit-(?:box|flex))$");
const JUDGED = {
  display: (value) => (value === "none" ? "display:none" : DISPLAYS.test(value) ? NO : YES),
  opacity: (value, look) => (value === "0" ? "opacity:0" : fraction(value) * look.opacity >= 0.3 ? NO : YES),
  "font-family": isOnly((value) => !OF_SIGNS.test(value)),
  "text-decoration": isOnly((value) => !value.includes("through")), "text-underline-offset": every((way) => way >= -1),
  "text-transform": isOnly((value, _, own) => value === "none" || /^h[1-6]$/.test(own.name)),
  "letter-spacing": every((space, { size }) => space >= -0.1 * size),
  "text-decoration-thickness": isOnly((value) => /^(?:auto|from-font|[0-3]px)$/.test(value)),
  "line-height": isOnly((value, { size }) => value === "normal" || Number(value) >= 0.7 ||
    (value.endsWith("%") ? fraction(value) >= 0.7 : pixels(value, size) >= 0.7 * size)),
  "vertical-align": isOnly((value, _, own) => own.isBlock || own.name === "sup" || own.name === "sub" ||
    /^(?:baseline|top|middle|bottom|text-top|text-bottom)$/.test(value)),
  margin: (value, { size }, own) => Math.max(...partsOf(value).map((part) => pixels(part, size)).map((way) =>
    (way > (own.isBlock ? -NEARBY : -0.3 * size) ? NO : way > -OUTSIDE ? WITHIN : YES))),
  "text-indent": every((way) => way > -NEARBY && way < OUTSIDE), "list-style": isOnly((value) =>
    partsOf(value).every((part) => MARK_OF_ITEM.test(part))),
  float: (value, _, { followsText }) => (value === "none" || value === "left" && !followsText ? NO :
    followsText ? YES : WITHIN),
  "grid-row": only("auto", WITHIN), "grid-column": isOnly((value, _, own) => own.isBlock || value === "auto"),
  transform: only("none 1 0px scale(1) translatez(0) normal"), filter: only("none", WITHIN),
  animation: only("none", WITHIN),
  order: only("0", WITHIN), "mix-blend-mode": only("normal", WITHIN), "clip-path": only("none"), mask: only("none"),
  offset: only("none"), "writing-mode": only("horizontal-tb"), "unicode-bidi": only("normal embed isolate plaintext"),
  "font-size-adjust": only("none"), "text-security": only("none"), "text-emphasis": only("none"), quotes: only("auto"),
  "mso-hide": only("none"), "content-visibility": only("visible"), "-webkit-text-fill-color": only(""),
  "line-clamp": only("none"),
  "counter-reset": isOnly((value) => !value.includes("list-item")), contain: isOnly((value, _, own) =>
    own.isBlock || !/strict|size|paint/.test(value)),
  "background-clip": isOnly((value) => !value.includes("text")),
};

// The look of a page, of which other style sheets may be unread.
export const lookOfPage = (isGroundOpen) => ({ gone: null, isAway: false, isInvisible: false, size: 16, opacity: 1,
  ink: [0, 0, 0, 1], ground: [255, 255, 255], isGroundOpen, faint: null, doubts: [], rightToLeft: false,
  isMarked: false, isScaled: false, turns: false });

// How a text is hidden, if that is sure.
export const hiddenHow = ({ gone, isInvisible, size, faint }) =>
  gone ?? (isInvisible ? "visibility:hidden" : size < NO_SIZE ? "audit-hidden-zero" : faint);

// The same look with a doubt about all text within, which is none where `element` holds all of a text. `isSure`: the
// program has the same.
export const doubted = (look, what, { element = null, isSure = false } = {}) =>
  ({ ...look, doubts: [...look.doubts, { what, element, isSure }] });

// The look of an element within one of this look, by what is declared for it. `own`: its name, itself (`element`),
// whether it is a block, and whether text stands before it on its line.
export function lookWithin(outer, declared, own) {
  const look = { ...outer, doubts: [...outer.doubts], turns: false }, isDoubted = new Set();
  const doubt = (what, level) => {
    if (level !== NO) look.doubts.push({ what, element: level === WITHIN ? own.element : null, isSure: false });
    if (level !== NO) isDoubted.add(what);
  };
  const of = (kind) => ofKind(declared, kind), says = (kind) => of(kind).length > 0, isMoving = says("animation");
  if (outer.turns) doubt("order", WITHIN);
  look.isScaled ||= says("transform");
  if (says("font")) size(look, outer, of("font"), doubt);
  if (look.isAway && ["position", "margin", "transform"].some(says)) {
    Object.assign(look, { isAway: false, gone: null });
    doubt("position", YES);
  }
  for (const kind of new Set(declared.map(({ name }) => KINDS.get(name)))) {
    const judge = JUDGED[kind] ?? (() => (kind === "all" || kind === "?" ? YES : NO)), all = of(kind);
    const isNothing = (value) => WIDE.includes(value) && kind !== "all";
    const found = all.map(({ value }) => (value === null ? YES : isNothing(value) ? NO : judge(value, look, own)));
    const [first] = found, isHiding = typeof first === "string" && found.every((one) => one === first) && !isMoving;
    if (isHiding && all.every(({ isSure }) => isSure)) look.gone ??= first;
    else if (SURE[kind] && all.every(({ isSure }, at) => isSure && found[at] === YES)) {
      look.doubts.push({ what: SURE[kind], element: null, isSure: true });
    } else doubt(kind, Math.max(...found.map((one) => (typeof one === "string" ? YES : one))));
  }
  for (const { value } of of("opacity")) look.opacity *= Math.min(fraction(value), 1);
  const seen = of("visibility").map(({ value, isSure }) => (isSure && !isMoving ? value : null)), [visibility] = seen;
  const isHidden = ["hidden", "collapse"].includes(visibility), isOne = seen.every((value) => value === visibility);
  if (seen.length && (!isOne || !isHidden && visibility !== "visible")) doubt("visibility", YES);
  else if (seen.length) look.isInvisible = isHidden;
  stand(look, of, doubt);
  if (says("text-shadow")) look.isGroundOpen = true;
  if (says("color") || says("background")) color(look, outer, of, own, doubt);
  const turning = of("direction").map(({ value, isSure }) => (isSure ? value : null)), [direction] = turning;
  if (turning.length) look.rightToLeft = direction === "rtl";
  if (turning.some((value) => value !== direction || value === null)) doubt("direction", YES);
  look.turns = of("flex-direction").some(({ value }) => value === null || value.includes("-reverse"));
  look.isMarked ||= says("list-style");
  return look;
}

// Kinds of which the program has the same doubt, under its name.
const SURE = { "text-decoration": "line-through", "unicode-bidi": "unicode-bidi" };
const WIDE = ["inherit", "initial", "unset", "revert", "revert-layer"];

// The size of letters.
function size(look, outer, declared, doubt) {
  const sizes = declared.map(({ value }) => {
    const part = partsOf(value ?? "?").find((one) => SIZE.test(one)) ?? "?", [, number] = /^(.*)%$/.exec(part) ?? [];
    if (WIDE.includes(value)) return outer.size;
    return SIZES[part] ?? (number ? number / 100 * outer.size : pixels(part, outer.size));
  });
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const isSure = least === most && declared.every((one) => one.isSure) && !look.isScaled;
  const isStrange = declared.some(({ value }) => partsOf(value ?? "").some((part, at, parts) => OF_SIGNS.test(part) ||
    parts[at - 1] === "/" && JUDGED["line-height"](part, { size: most }) !== NO && least >= NO_SIZE));
  if (isStrange || !(least >= TINY && most <= 2 * least) && !(isSure && least < NO_SIZE)) doubt("font", YES);
  look.size = Number.isNaN(least) || !isSure && least < NO_SIZE ? outer.size : most;
}

// Where the text stands, against where it is written, and what of it is cut off.
function stand(look, of, doubt) {
  const ways = (kind) => of(kind).flatMap(({ name, value }) =>
    partsOf(value ?? "?").map((part) => [name, pixels(part, look.size)]));
  const isSure = (kind) => of(kind).length === 1 && of(kind)[0].isSure && !of("animation").length;
  const positions = of("position").map(({ value }) => value), isMoved = positions.some((value) => value !== "static");
  const isLifted = positions.some((value) => !["static", "relative", "sticky", "-webkit-sticky"].includes(value));
  const steps = isMoved ? ways("left") : [], [clip] = of("clip");
  const isOut = ([name, way]) => (name === "left" || name === "top") && way <= -OUTSIDE ||
    name === "right" && way >= 2 * OUTSIDE;
  const isClipped = isLifted && clip && isSure("clip") && /^rect\((?:[01](?:px)?[\s,]*){4}\)$/.test(clip.value);
  const isGone = isSure("position") && positions[0] !== null && (isClipped || isSure("left") && steps.some(isOut));
  const how = isClipped ? "audit-hidden-clipped" : "audit-hidden-outside";
  if (isGone && look.gone === null) Object.assign(look, { gone: how, isAway: true });
  if (clip && isLifted && !isClipped && clip.value !== "auto") doubt("clip", YES);
  if (isLifted) doubt("position", positions.includes(null) ? YES : WITHIN);
  const isNear = steps.every(([, way]) => Math.abs(way) < OUTSIDE);
  if (steps.some(([, way]) => !(Math.abs(way) <= 10))) doubt("position", isNear ? WITHIN : YES);
  if (isMoved && of("z-index").some(({ value }) => value === null || /^-/.test(value))) doubt("z-index", WITHIN);
  const isSmall = (kind, most) => of(kind).some(({ value }) => /^[.0]/.test(value)) ||
    ways(kind).some(([, length]) => Number.isNaN(length) || length !== 0 && length < most);
  const isCut = of("overflow").some(({ value }) => !/^(?:visible\s*)+$/.test(value));
  if (isCut && (isSmall("height", OUTSIDE) || isSmall("width", 3 * look.size))) doubt("overflow", YES);
}

const over = (above, beneath) => beneath.map((part, at) => above[3] * above[at] + (1 - above[3]) * part);
function contrast(one, other) {
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const [a, b] = [one, other].map(([red, green, blue]) =>
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) + 0.05);
  return Math.max(a, b) / Math.min(a, b);
}

// The colour of the text against what is beneath: null if that is a picture, undefined if it is not known.
function color(look, outer, of, own, doubt) {
  const inkOf = (value) => (["inherit", "unset", "currentcolor"].includes(value) ? outer.ink : value && colorOf(value));
  const isPicture = (part) => part.includes("(") && !/^(?:rgb|hsl)/.test(part);
  const groundOf = (value) => {
    const found = partsOf(value ?? "canvas").map(colorOf).find((each) => each !== undefined);
    if (found === null || found?.[3] > 0 && found[3] < 1 && !outer.ground) return undefined;
    return found === undefined || found[3] === 0 ? outer.ground : over(found, outer.ground ?? [0, 0, 0]);
  };
  const inks = of("color").map(({ value }) => inkOf(value));
  const grounds = of("background").map(({ value }) => groundOf(value));
  const isPictured = of("background").some(({ value }) => partsOf(value ?? "").some(isPicture));
  const isSure = [...of("color"), ...of("background")].every((one) => one.isSure);
  const contrasts = [...inks, ...isSure && inks.length ? [] : [outer.ink]].flatMap((ink) =>
    [...grounds, ...isSure && grounds.length ? [] : [outer.ground]].map((ground) => {
      if (!ink || ground === undefined) return 0;
      if (ink[3] < 0.1) return 1;
      if (ground) return contrast(over(ink, ground), ground);
      // nothing to be held against: what stands beside it is seen, so it is too if it looks alike
      return outer.ink && contrast(ink, outer.ink) <= 4 ? 21 : FAINT - 0.01;
    }));
  if (inks.length) look.ink = inks.at(-1);
  if (grounds.length) look.ground = isPictured ? null : grounds.at(-1);
  const isOpaque = ({ value }) => colorOf(value ?? "canvas")?.[3] === 1;
  if (isSure && grounds.length && of("background").every(isOpaque)) look.isGroundOpen = false;
  const isPlain = isSure && !isPictured && !look.isGroundOpen && of("background-clip").length === 0;
  const isHidden = isPlain && contrasts.every((one) => one >= 1 && one < NOT_SEEN);
  look.faint = isHidden ? "audit-hidden-colour" : null;
  if (!isHidden && contrasts.some((one) => one < FAINT)) doubt("color", YES);
  if (isPictured && !own.isBlock) doubt("background", WITHIN);
}

// Red, green, blue and how much they cover what is beneath; null if a reader's system decides or it is not told here;
// undefined if it is no colour. A browser knows them by name.
const COLORS = new Map();
export function colorOf(value) {
  if (!/^(?:#|[a-z]+$|(?:rgb|hsl)a?\(|[a-z-]+\()/.test(value) || isImage(value)) return undefined;
  if (SYSTEM.test(value)) return null;
  if (!COLORS.has(value)) COLORS.set(value, computed(value));
  return COLORS.get(value);
}
const isImage = (value) => /^(?:url|[\w-]*gradient|[\w-]*image[\w-]*|element|paint)\(/.test(value);

function computed(value) {
  const pen = document.createElement("canvas").getContext("2d");
  if (!CSS.supports("color", value) || WIDE.includes(value)) return undefined;
  pen.fillStyle = value;
  const hash = /^#(..)(..)(..)$/.exec(pen.fillStyle)?.slice(1).map((two) => parseInt(two, 16));
  if (hash) return [...hash, 1];
  if (!/^(?:rgb|hsl|okl)/.test(value)) return null; // of the others the program knows none
  pen.fillStyle = `color-mix(in srgb, ${value}, ${value})`; // as a screen has it
  const [found, parts, cover = 1] = /^color\(srgb ([-0-9.e]+ [-0-9.e]+ [-0-9.e]+)(?: \/ ([0-9.e-]+))?\)$/
    .exec(pen.fillStyle) ?? [];
  return found ? [...parts.split(" ").map((part) => 255 * Math.min(Math.max(part, 0), 1)), Number(cover)] : null;
}

// What a browser declares for an element by itself, or by attributes that are older than style sheets.
export function byNature(element) {
  const { localName: name } = element, found = [], said = (key) => element.getAttribute(key)?.trim().toLowerCase();
  const declare = (key, value) => found.push({ name: key, value: value ?? null, isSure: true });
  const isField = /^(?:input|button|select|textarea)$/.test(name), has = (key) => element.hasAttribute(key);
  if (/^(?:body|table|tr|td|th|thead|tbody|tfoot|col)$/.test(name)) {
    if (has("bgcolor")) declare("background", said("bgcolor"));
    if (has("background")) declare("background", "url()");
  }
  if (/^(?:base)?font$/.test(name) && has("color")) declare("color", said("color"));
  if (name === "body" && has("text")) declare("color", said("text"));
  if (name === "a" && has("href")) declare("color", "#0000ee");
  if (isField || name === "mark") declare("color", "black");
  if (isField || name === "mark") declare("background", isField ? "white" : "yellow");
  if (name === "font" && has("face")) declare("font-family", said("face"));
  if (["s", "strike", "del"].includes(name)) declare("text-decoration", "line-through");
  if (name === "bdo") declare("unicode-bidi", "bidi-override");
  const isUnshown = /^(?:rp|mphantom|noembed|progress|meter|canvas)$/.test(name) || name === "dialog" && !has("open");
  if (isUnshown || has("hidden") || has("popover")) declare("display", "none");
  if (["rtl", "ltr"].includes(said("dir"))) declare("direction", said("dir"));
  return found;
}
