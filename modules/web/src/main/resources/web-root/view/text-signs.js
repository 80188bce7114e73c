// @ts-check

/**
 * The classes of characters with which the grammar of messages decides where mentions and addresses begin and end. The server has the
 * same classes in `TextSigns.java`; both are ranges of code units, so that the Unicode version of the browser changes nothing.
 */

const SCHEMES = ["http://", "https://"];
const LINK_SCHEMES = [...SCHEMES, "mailto:"];

/** The longest address of a link, as written. */
export const ADDRESS_MAX = 2_000;

/** @param {number} code */
export const isDigit = (code) => code >= 48 && code <= 57;

/** @param {number} code an ASCII letter or digit */
export const isAlphanumeric = (code) => isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** @param {number} code a space or a tab */
export const isBlank = (code) => code === 32 || code === 9;

/**
 * Whether a character continues a word to which an at-sign or an address next to it would belong: letters of the alphabets from which
 * addresses and look-alikes of usernames are made. The letters of other scripts stand beside a mention without a space.
 * @param {number} code NaN beyond the text
 */
export function joins(code) {
  if (code < 0xaa) return isAlphanumeric(code);
  return (
    code === 0xaa ||
    code === 0xb5 ||
    code === 0xba ||
    (code >= 0xc0 && code <= 0x2af && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x300 && code <= 0x52f) ||
    (code >= 0x1e00 && code <= 0x1fff) ||
    (code >= 0x2c60 && code <= 0x2c7f) ||
    (code >= 0xa640 && code <= 0xa69f) ||
    (code >= 0xa720 && code <= 0xa7ff)
  );
}

/**
 * White space, controls and invisible format characters: no address contains them.
 * @param {number} code NaN beyond the text
 */
export function isSpace(code) {
  return (
    code <= 0x20 ||
    (code >= 0x7f && code <= 0xa0) ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200b) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x206f) ||
    code === 0x3000 ||
    code === 0xfeff
  );
}

/**
 * The quotation marks and the punctuation of East Asian scripts, which end an address.
 * @param {number} code
 */
function isWidePunctuation(code) {
  return (
    code === 0xab ||
    code === 0xbb ||
    (code >= 0x2018 && code <= 0x201f) ||
    code === 0x2026 ||
    (code >= 0x3001 && code <= 0x3003) ||
    (code >= 0x3008 && code <= 0x301f) ||
    (code >= 0xff01 && code <= 0xff0f) ||
    (code >= 0xff1a && code <= 0xff20) ||
    (code >= 0xff3b && code <= 0xff40) ||
    (code >= 0xff5b && code <= 0xff65)
  );
}

/**
 * The end of an address that begins at `at`, or -1. Punctuation at its end belongs to the sentence, and a closing bracket belongs to the
 * address only if the opening one does.
 * @param {string} text
 * @param {number} at
 */
export function addressEnd(text, at) {
  if (joins(text.charCodeAt(at - 1))) return -1;
  const scheme = SCHEMES.find((prefix) => startsWith(text, at, prefix))?.length ?? hostPrefix(text, at);
  if (scheme === 0) return -1;
  let end = at + scheme;
  let round = 0;
  let square = 0;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (isSpace(code) || isWidePunctuation(code) || '<>"`\\'.includes(text[end])) break;
    if (text[end] === "(") round++;
    else if (text[end] === "[") square++;
    else if ((text[end] === ")" && --round < 0) || (text[end] === "]" && --square < 0)) break;
  }
  while (end > at + scheme && ".,;:!?'*_~".includes(text[end - 1])) end--;
  return end > at + scheme ? end : -1;
}

/**
 * The length of `www.` when a host name follows it, or 0.
 * @param {string} text
 * @param {number} at
 */
function hostPrefix(text, at) {
  if (!startsWith(text, at, "www.") || (at > 0 && "/.@-_:".includes(text[at - 1]))) return 0;
  let dot = at + 4;
  while (isAlphanumeric(text.charCodeAt(dot)) || text[dot] === "-") dot++;
  return dot > at + 4 && text[dot] === "." && isAlphanumeric(text.charCodeAt(dot + 1)) ? 4 : 0;
}

/**
 * The end of an address in angle brackets that begins at `at`, after the closing one, or -1.
 * @param {string} text
 * @param {number} at
 */
export function bracketedEnd(text, at) {
  let end = at + 1;
  const last = Math.min(text.length, end + ADDRESS_MAX);
  while (end < last && !isSpace(text.charCodeAt(end)) && text[end] !== "<" && text[end] !== ">") end++;
  return text[end] === ">" && isLinkAddress(text, at + 1, end) ? end + 1 : -1;
}

/**
 * Whether a part of a text has the form of a link's address. The browser can still find it invalid.
 * @param {string} text
 * @param {number} from
 * @param {number} to
 */
export function isLinkAddress(text, from, to) {
  return LINK_SCHEMES.some((scheme) => to - from > scheme.length && startsWith(text, from, scheme));
}

/**
 * The end of the target of a link, after its `)`, and what is in it; or null. The target begins at `at`, after `](`.
 * @param {string} text
 * @param {number} at
 * @returns {{address: string, title: string, end: number} | null}
 */
export function linkTarget(text, at) {
  const from = skipBlanks(text, at);
  const angled = text[from] === "<";
  const begin = angled ? from + 1 : from;
  if (!isLinkAddress(text, begin, text.length)) return null;
  const to = angled ? angledEnd(text, begin) : plainEnd(text, begin);
  if (to < 0 || !isLinkAddress(text, begin, to)) return null;
  const after = angled ? to + 1 : to;
  const next = skipBlanks(text, after);
  const address = unescaped(text.slice(begin, to));
  if (text[next] === ")") return { address, title: "", end: next + 1 };
  const quote = { '"': '"', "'": "'", "(": ")" }[text[next]];
  if (!quote || next === after) return null;
  let close = next + 1;
  const last = Math.min(text.length, close + ADDRESS_MAX);
  while (close < last && text[close] !== quote) close += text[close] === "\\" ? 2 : 1;
  const end = skipBlanks(text, close + 1);
  return text[close] === quote && text[end] === ")" ? { address, title: unescaped(text.slice(next + 1, close)), end: end + 1 } : null;
}

/**
 * @param {string} text
 * @param {number} from
 */
function angledEnd(text, from) {
  const last = Math.min(text.length, from + ADDRESS_MAX);
  for (let end = from; end < last; end++) {
    if (text[end] === ">") return end;
    if (text[end] === "\n" || text[end] === "<") return -1;
    if (text[end] === "\\") end++;
  }
  return -1;
}

/**
 * @param {string} text
 * @param {number} from
 */
function plainEnd(text, from) {
  const last = Math.min(text.length, from + ADDRESS_MAX);
  let round = 0;
  for (let end = from; end < last; end++) {
    if (isSpace(text.charCodeAt(end)) || (text[end] === ")" && --round < 0)) return end;
    if (text[end] === "(") round++;
    else if (text[end] === "\\") end++;
  }
  return -1;
}

/**
 * @param {string} text
 * @param {number} at
 */
function skipBlanks(text, at) {
  let end = at;
  while (isBlank(text.charCodeAt(end))) end++;
  return end;
}

/**
 * The end of the name of a mention whose at-sign is at `at`, or -1.
 * @param {string} text
 * @param {number} at
 * @param {number} lastEnd the end of the mention before it, or -1
 */
export function mentionEnd(text, at, lastEnd) {
  if (!mayPrecedeMention(text, at, lastEnd)) return -1;
  let run = at + 1;
  while (isNameCode(text.charCodeAt(run))) run++;
  let end = run;
  while (end > at + 1 && !isAlphanumeric(text.charCodeAt(end - 1))) end--;
  if (end === at + 1 || !isAlphanumeric(text.charCodeAt(at + 1))) return -1;
  if (end < run) return end;
  const isPath = text[end] === "/" && isAlphanumeric(text.charCodeAt(end + 1));
  return joins(text.charCodeAt(end)) || text[end] === "@" || isPath ? -1 : end;
}

/**
 * Whether what is before an at-sign allows a mention: no word, address, path or other at-sign ends there.
 * @param {string} text
 * @param {number} at
 * @param {number} [lastEnd]
 */
export function mayPrecedeMention(text, at, lastEnd = -1) {
  let before = at - 1;
  if (text[before] === "/") return before === lastEnd;
  if (text[before] === "@") return false;
  while (text[before] === "_" || text[before] === "+") before--;
  return !joins(text.charCodeAt(before));
}

/** @param {number} code */
function isNameCode(code) {
  return isAlphanumeric(code) || code === 45 || code === 46 || code === 95;
}

/** Characters that have a meaning in messages; a backslash before one of them takes the meaning away. */
const ESCAPABLE = "\\`*_~[]<>@:#+-|";

/**
 * Whether a backslash at `at` takes the meaning of the next character away. `1\.` is no list.
 * @param {string} text
 * @param {number} at
 */
export function isEscape(text, at) {
  const next = text[at + 1];
  if (next === undefined) return false;
  return ESCAPABLE.includes(next) || ((next === "." || next === ")") && isDigit(text.charCodeAt(at - 1)));
}

/** @param {string} text */
export function unescaped(text) {
  return text.includes("\\") ? text.replace(/\\([\\`*_~[\]()<>@:#+\-|"'])/g, "$1") : text;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {string} prefix in lower case
 */
function startsWith(text, at, prefix) {
  return text.slice(at, at + prefix.length).toLowerCase() === prefix;
}
