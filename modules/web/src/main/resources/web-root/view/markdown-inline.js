// @ts-check
import { delimiters, emphasis } from "./markdown-emphasis.js";
import { addressEnd, bracketedEnd, isAlphanumeric, isEscape, joins, linkTarget, mentionEnd } from "./text-signs.js";

/** @typedef {import("./markdown-emphasis.js").Delimiters} Delimiters */
/**
 * @typedef {{kind: "text" | "code" | "emoji", text: string}
 *   | {kind: "bold" | "italic" | "strike", inside: Inline[]}
 *   | {kind: "link", href: string, title: string, inside: Inline[]}
 *   | {kind: "mention", name: string}
 *   | {kind: "break"}} Inline
 */

const SPECIAL = /[\\`<[\]*_~@:\nhHwW]/g;
/** An emoji name is not followed by a slash: `see:https://a.example` contains an address. */
const EMOJI = /:([a-z0-9_+-]{1,54}(?:::skin-tone-[2-6](?:-[2-6])?)?):(?!\/)/y;
const DOMAIN = /@(?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{0,62}[a-z0-9](?![a-z0-9@-]|:\/\/)/iy;
const LOCAL_PART_MAX = 64;
const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:"]);

/**
 * Parses the text of a paragraph, a heading or a cell: code and addresses from left to right, then links, then emphasis. The server makes
 * the same decisions in `InlineScanner.java`, except those that change no mention: emoji, e-mail addresses and emphasis.
 * @param {string} text
 * @returns {Inline[]}
 */
export function inline(text) {
  return new InlineParser(text).parse();
}

class InlineParser {
  #text;
  #at = 0;
  #plain = "";
  /** @type {(Inline | Delimiters)[]} */
  #items = [];
  /** The indexes in `#items` of the brackets that may begin a link. @type {number[]} */
  #brackets = [];
  #backticks;
  #mentionEnd = -1;
  /** From here on, the plain text is the text itself. */
  #verbatim = 0;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
    this.#backticks = new BacktickRuns(text);
  }

  parse() {
    while (this.#at < this.#text.length) {
      SPECIAL.lastIndex = this.#at;
      const next = SPECIAL.exec(this.#text)?.index ?? this.#text.length;
      this.#takePlain(next);
      if (next < this.#text.length && !this.#takeSpecial()) this.#takePlain(next + 1);
    }
    this.#endPlain();
    return emphasis(this.#items);
  }

  /** @returns {boolean} whether the character at the current place has a meaning; then it is taken */
  #takeSpecial() {
    switch (this.#text[this.#at]) {
      case "\n":
        return this.#take({ kind: "break" }, this.#at + 1);
      case "\\":
        return this.#escape();
      case "`":
        return this.#code();
      case "<":
        return this.#address(bracketedEnd(this.#text, this.#at), 1);
      case "[":
        return this.#bracket();
      case "]":
        return this.#link();
      case "@":
        return this.#mention() || this.#mail();
      case ":":
        return this.#emoji();
      case "*":
      case "_":
      case "~":
        return this.#delimiters();
      default:
        return this.#address(addressEnd(this.#text, this.#at), 0);
    }
  }

  /**
   * @param {Inline | Delimiters} item
   * @param {number} end
   */
  #take(item, end) {
    this.#endPlain();
    this.#items.push(item);
    this.#at = end;
    this.#verbatim = end;
    return true;
  }

  /** @param {number} end */
  #takePlain(end) {
    this.#plain += this.#text.slice(this.#at, end);
    this.#at = end;
    return true;
  }

  #endPlain() {
    if (this.#plain) this.#items.push({ kind: "text", text: this.#plain });
    this.#plain = "";
  }

  #escape() {
    if (!isEscape(this.#text, this.#at)) return false;
    this.#at++;
    this.#verbatim = this.#at + 1;
    return this.#takePlain(this.#at + 1);
  }

  /** A run of backticks that no run of the same length follows is text. */
  #code() {
    const run = this.#backticks.lengthAt(this.#at);
    const begin = this.#at + run;
    const end = this.#backticks.closing(begin, run);
    if (end < 0) return this.#takePlain(begin);
    const content = this.#text.slice(begin, end).replaceAll("\n", " ");
    const isPadded = content.startsWith(" ") && content.endsWith(" ") && content.trim() !== "";
    return this.#take({ kind: "code", text: isPadded ? content.slice(1, -1) : content }, end + run);
  }

  /**
   * @param {number} end of the address, or -1
   * @param {number} bracket the length of the bracket at either side
   */
  #address(end, bracket) {
    if (end < 0) return false;
    const written = this.#text.slice(this.#at + bracket, end - bracket);
    return this.#take(address(/^www\./i.test(written) ? `http://${written}` : written, written), end);
  }

  #bracket() {
    this.#endPlain();
    this.#brackets.push(this.#items.length);
    return this.#take({ kind: "text", text: "[" }, this.#at + 1);
  }

  /** A link contains no other link and no mention, because a click on it has one meaning. */
  #link() {
    const open = this.#brackets.pop();
    const target = open === undefined || this.#text[this.#at + 1] !== "(" ? null : linkTarget(this.#text, this.#at + 2);
    if (open === undefined || !target) return false;
    this.#endPlain();
    this.#brackets = [];
    const inside = emphasis(this.#items.splice(open).slice(1).map(plainInLink));
    const href = safe(target.address);
    if (href !== null) {
      if (inside.length === 0) inside.push({ kind: "text", text: target.address });
      return this.#take({ kind: "link", href, title: target.title, inside }, target.end);
    }
    this.#items.push({ kind: "text", text: "[" }, ...inside);
    return this.#takePlain(target.end);
  }

  #mention() {
    const end = mentionEnd(this.#text, this.#at, this.#mentionEnd);
    if (end < 0) return false;
    this.#mentionEnd = end;
    return this.#take({ kind: "mention", name: this.#text.slice(this.#at + 1, end) }, end);
  }

  /** An e-mail address. The part before the at-sign has been taken as plain text. */
  #mail() {
    let begin = this.#at;
    const first = Math.max(this.#verbatim, begin - LOCAL_PART_MAX);
    while (begin > first && isLocalPart(this.#text[begin - 1])) begin--;
    if (!isAlphanumeric(this.#text.charCodeAt(begin)) || joins(this.#text.charCodeAt(begin - 1))) return false;
    DOMAIN.lastIndex = this.#at;
    const domain = DOMAIN.exec(this.#text)?.[0];
    if (!domain) return false;
    const written = this.#text.slice(begin, this.#at) + domain;
    this.#plain = this.#plain.slice(0, begin - this.#at);
    return this.#take(address(`mailto:${written}`, written), begin + written.length);
  }

  #emoji() {
    EMOJI.lastIndex = this.#at;
    const found = EMOJI.exec(this.#text);
    return found !== null && this.#take({ kind: "emoji", text: found[1] }, this.#at + found[0].length);
  }

  #delimiters() {
    const character = this.#text[this.#at];
    let end = this.#at + 1;
    while (this.#text[end] === character) end++;
    const run = delimiters(this.#text, this.#at, end);
    return run ? this.#take(run, end) : this.#takePlain(end);
  }
}

/** The runs of backticks in a text, so that no part of the text is searched twice for the same run. */
export class BacktickRuns {
  #text;
  /** The places of the runs of a length, and the first of them that was not passed. @type {Map<number, {places: number[], next: number}> | null} */
  #byLength = null;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  /** @param {number} at */
  lengthAt(at) {
    let end = at;
    while (this.#text[end] === "`") end++;
    return end - at;
  }

  /**
   * The place of the next run of exactly this length, or -1. The places from which this is called ascend.
   * @param {number} from
   * @param {number} length
   */
  closing(from, length) {
    this.#byLength ??= this.#find();
    const runs = this.#byLength.get(length);
    if (!runs) return -1;
    while (runs.next < runs.places.length && runs.places[runs.next] < from) runs.next++;
    return runs.places[runs.next] ?? -1;
  }

  #find() {
    /** @type {Map<number, {places: number[], next: number}>} */
    const byLength = new Map();
    for (let at = this.#text.indexOf("`"), length; at >= 0; at = this.#text.indexOf("`", at + length)) {
      length = this.lengthAt(at);
      const runs = byLength.get(length);
      if (runs) runs.places.push(at);
      else byLength.set(length, { places: [at], next: 0 });
    }
    return byLength;
  }
}

/**
 * @param {Inline | Delimiters} item
 * @returns {Inline | Delimiters}
 */
function plainInLink(item) {
  if (item.kind === "mention") return { kind: "text", text: `@${item.name}` };
  return item.kind === "link" ? item.inside[0] : item;
}

/** @param {string} character */
function isLocalPart(character) {
  return isAlphanumeric(character.charCodeAt(0)) || "._%+-".includes(character);
}

/**
 * @param {string} target
 * @param {string} written
 * @returns {Inline} a link, or the text if the address is invalid
 */
function address(target, written) {
  const href = safe(target);
  /** @type {Inline} */
  const text = { kind: "text", text: written };
  return href === null ? text : { kind: "link", href, title: "", inside: [text] };
}

/**
 * @param {string} written
 * @returns {string | null} the address of a link, or null if it is invalid or its scheme is not allowed
 */
function safe(written) {
  if (written.length > 2_000 || /[\s\u0000-\u001f]/.test(written)) return null;
  if (URL.canParse?.(written) === false) return null; // an exception takes 50 times as long; older browsers only have that
  try {
    const url = new URL(written);
    return SAFE_SCHEMES.has(url.protocol) && (url.protocol === "mailto:" || url.hostname) ? url.href : null;
  } catch {
    return null;
  }
}
