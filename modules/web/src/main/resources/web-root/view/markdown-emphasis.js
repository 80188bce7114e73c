// @ts-check
import { isAlphanumeric, isSpace } from "./text-signs.js";

/** @typedef {import("./markdown-inline.js").Inline} Inline */
/** @typedef {"bold" | "italic" | "strike"} Emphasis */

/** A run of marks that may begin or end emphasis. */
export class Delimiters {
  kind = /** @type {const} */ ("delimiters");
  /** Among the runs. */
  index = 0;
  /** What the run begins, the innermost first. @type {Emphasis[] | null} */
  opens = null;
  /** What the run ends, the innermost first. @type {Emphasis[] | null} */
  closes = null;
  /** Among the runs that are not decided. @type {Delimiters | null} */
  before = null;
  /** @type {Delimiters | null} */
  after = null;

  /**
   * @param {string} character
   * @param {number} length
   * @param {boolean} canOpen
   * @param {boolean} canClose
   */
  constructor(character, length, canOpen, canClose) {
    this.character = character;
    this.length = length;
    this.canOpen = canOpen;
    this.canClose = canClose;
    /** The marks that are not used. */
    this.left = length;
  }
}

/** A message of one user must not make the pages of others build trees of any depth. */
const DEPTH_MAX = 6;
const PUNCTUATION_SIGN = /[\p{P}\p{S}]/u;
/** Scripts that put no space between words and punctuation: there a mark between a letter and punctuation can begin and end emphasis. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const [SPACE, PUNCTUATION, LETTER, WIDE_LETTER] = [0, 1, 2, 3];
/** @type {Record<Emphasis, number>} */
const MARKS = { bold: 2, italic: 1, strike: 2 };

/**
 * A run of marks, or null if it cannot begin or end anything. The conditions are those of CommonMark.
 * @param {string} text
 * @param {number} begin
 * @param {number} end
 * @returns {Delimiters | null}
 */
export function delimiters(text, begin, end) {
  const character = text[begin];
  const length = end - begin;
  if (character === "~" && length !== 2) return null;
  const before = begin === 0 ? SPACE : classOf(text, begin - 1);
  const after = end === text.length ? SPACE : classOf(text, end);
  const begins = after !== SPACE && (after === LETTER || before !== LETTER);
  const ends = before !== SPACE && (before === LETTER || after !== LETTER);
  const canOpen = begins && (character !== "_" || !ends || before === PUNCTUATION);
  const canClose = ends && (character !== "_" || !begins || after === PUNCTUATION);
  return canOpen || canClose ? new Delimiters(character, length, canOpen, canClose) : null;
}

/**
 * What a character is to a mark beside it.
 * @param {string} text
 * @param {number} at
 */
function classOf(text, at) {
  const code = text.charCodeAt(at);
  if (code < 0x80) return isSpace(code) ? SPACE : isAlphanumeric(code) ? LETTER : PUNCTUATION;
  if (/\s/.test(text[at])) return SPACE;
  const isLow = code >= 0xdc00 && code <= 0xdfff;
  const character = String.fromCodePoint(/** @type {number} */ (text.codePointAt(isLow && at > 0 ? at - 1 : at)));
  if (PUNCTUATION_SIGN.test(character)) return PUNCTUATION;
  return WIDE.test(character) ? WIDE_LETTER : LETTER;
}

/**
 * Pairs the marks and makes a tree. Marks without their counterpart become text.
 * @param {(Inline | Delimiters)[]} items
 * @returns {Inline[]}
 */
export function emphasis(items) {
  pair(items.filter((item) => item.kind === "delimiters"));
  return tree(items);
}

/**
 * Each end takes the nearest beginning that fits; the marks between them are no emphasis. `bottoms` holds how far a search of the same
 * kind was in vain, so that nothing is searched twice.
 * @param {Delimiters[]} runs
 */
function pair(runs) {
  link(runs);
  /** @type {Map<number, number>} */
  const bottoms = new Map();
  /** @type {Delimiters | null} */
  let closer = runs[0] ?? null;
  while (closer) {
    /** @type {Delimiters} */
    const current = closer;
    if (!current.canClose) {
      closer = current.after;
      continue;
    }
    const kind = 6 * "*_~".indexOf(current.character) + 3 * Number(current.canOpen) + (current.length % 3);
    const opener = openerOf(current, bottoms.get(kind) ?? -1);
    if (opener) {
      use(opener, current);
      if (current.left === 0) {
        closer = current.after;
        unlink(current);
      }
    } else {
      bottoms.set(kind, current.index - 1);
      closer = current.after;
      if (!current.canOpen) unlink(current);
    }
  }
}

/** @param {Delimiters[]} runs */
function link(runs) {
  for (let index = 1; index < runs.length; index++) {
    runs[index].index = index;
    runs[index].before = runs[index - 1];
    runs[index - 1].after = runs[index];
  }
}

/** @param {Delimiters} run */
function unlink(run) {
  if (run.before) run.before.after = run.after;
  if (run.after) run.after.before = run.before;
}

/**
 * @param {Delimiters} closer
 * @param {number} bottom the index of the last run that does not fit
 */
function openerOf(closer, bottom) {
  let opener = closer.before;
  while (opener && opener.index > bottom) {
    if (opener.character === closer.character && opener.canOpen && fits(opener, closer)) return opener;
    opener = opener.before;
  }
  return null;
}

/**
 * @param {Delimiters} opener
 * @param {Delimiters} closer
 */
function fits(opener, closer) {
  if (closer.character === "~" || !(opener.canClose || closer.canOpen)) return true;
  return (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

/**
 * @param {Delimiters} opener
 * @param {Delimiters} closer
 */
function use(opener, closer) {
  const used = opener.left >= 2 && closer.left >= 2 ? 2 : 1;
  const emphasis = closer.character === "~" ? "strike" : used === 2 ? "bold" : "italic";
  (opener.opens ??= []).push(emphasis);
  (closer.closes ??= []).push(emphasis);
  opener.left -= used;
  closer.left -= used;
  opener.after = closer;
  closer.before = opener;
  if (opener.left === 0) unlink(opener);
}

/**
 * @param {(Inline | Delimiters)[]} items
 * @returns {Inline[]}
 */
function tree(items) {
  const root = /** @type {Inline[]} */ ([]);
  /** Null for emphasis that is deeper than allowed: its marks are shown. @type {(Inline[] | null)[]} */
  const stack = [];
  let target = root;
  for (const item of items) {
    if (item.kind !== "delimiters") {
      add(target, item);
      continue;
    }
    for (const emphasis of item.closes ?? []) {
      const outer = stack.pop();
      if (outer) target = outer;
      else add(target, { kind: "text", text: item.character.repeat(MARKS[emphasis]) });
    }
    if (item.left > 0) add(target, { kind: "text", text: item.character.repeat(item.left) });
    for (const emphasis of item.opens?.reverse() ?? []) {
      if (stack.length >= DEPTH_MAX) {
        stack.push(null);
        add(target, { kind: "text", text: item.character.repeat(MARKS[emphasis]) });
      } else {
        /** @type {Inline[]} */
        const inside = [];
        stack.push(target);
        target.push({ kind: emphasis, inside });
        target = inside;
      }
    }
  }
  return root;
}

/**
 * @param {Inline[]} target
 * @param {Inline} item
 */
function add(target, item) {
  const last = target.at(-1);
  if (item.kind === "text" && last?.kind === "text") target[target.length - 1] = { kind: "text", text: last.text + item.text };
  else target.push(item);
}
