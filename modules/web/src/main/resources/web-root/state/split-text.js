// @ts-check
import { codeLines } from "../view/markdown.js";
import { mayBeginMention } from "../view/mention-names.js";

/** @typedef {{begin: number, end: number, mark: string, language: string}} Code the places of the fence and of the end of a block */

/** The longest text of a message, in UTF-16 units as the server counts it. */
export const TEXT_MAX = 16_000;

/** A longer fence is not closed and opened again. */
const MARK_MAX = 100;
const OPENING_MAX = 200;
/** How far around a hard cut the ends of the characters that the reader sees are looked for. */
const CHARACTER_MAX = 64;
/** How many places of a kind are tried until one is found that is not in a code span. */
const TRIED_MAX = 20;
const FENCE_AT_BEGIN = /^\s*(?:`{3}|~{3})/;

/**
 * Splits a text into messages that the server accepts: between paragraphs, lines or words if there are any, and never inside a character.
 * A code block that is split is closed and opened again: what the grammar of messages makes code in the text is code in the parts.
 * Nothing but blank lines is left out.
 * @param {string} text
 * @param {number} [max] of each part
 * @returns {string[]}
 */
export function splitText(text, max = TEXT_MAX) {
  const whole = text.trim();
  if (whole.length <= max) return whole ? [whole] : [];
  const splitter = new Splitter(whole.replace(/\r\n?/g, "\n"));
  return splitter.parts(max);
}

class Splitter {
  #text;
  /** @type {Code[]} */
  #blocks;

  /** @param {string} text with line feeds between the lines */
  constructor(text) {
    this.#text = text;
    this.#blocks = blocksOf(text);
  }

  /** @param {number} max */
  parts(max) {
    /** @type {string[]} */
    const parts = [];
    let begin = 0;
    let opening = "";
    while (opening.length + this.#text.length - begin > max) {
      const cut = this.#placeToCut(begin, begin + max - opening.length - OPENING_MAX);
      const piece = opening + this.#text.slice(begin, cut).trimEnd();
      const open = this.#openAt(cut);
      if (piece.trim() !== opening.trim()) parts.push(open ? `${piece}\n${open.mark}` : piece);
      const rest = this.#text.slice(cut).replace(open ? /^\n/ : /^(?:[^\S\n]*\n)+|^\s/, "");
      begin = this.#text.length - rest.length;
      opening = open ? `${open.mark}${open.language}\n` : "";
    }
    const rest = this.#text.slice(begin);
    if (rest.trim()) parts.push(opening + rest);
    return parts;
  }

  /** @param {number} at */
  #blockAt(at) {
    return this.#blocks.find(({ begin, end }) => begin < at && at < end);
  }

  /** @param {number} at */
  #openAt(at) {
    const block = this.#blockAt(at);
    return block && block.mark.length <= MARK_MAX ? block : undefined;
  }

  /**
   * @param {number} from where the part begins
   * @param {number} to where it ends at the latest
   * @returns {number} where it ends
   */
  #placeToCut(from, to) {
    for (const separator of ["\n\n", "\n", /\s/]) {
      let tried = 0;
      for (let at = lastPlace(this.#text, separator, to); at > (from + to) / 2 && tried < TRIED_MAX; tried++) {
        const place = this.#beforeFence(at, from);
        if (this.#mayCut(place)) return place;
        at = lastPlace(this.#text, separator, at);
      }
    }
    return this.#beforeFence(betweenCharacters(this.#text, to), from);
  }

  /**
   * A place in the line of a fence moves before the fence, so that no part ends with a block that has just begun.
   * @param {number} at
   * @param {number} from
   */
  #beforeFence(at, from) {
    const block = this.#blockAt(at);
    if (!block || this.#text.slice(block.begin + block.mark.length, at).includes("\n")) return at;
    return this.#text.slice(from, block.begin).trim() ? block.begin : at;
  }

  /**
   * Whether the parts before and after a place mean what the text means there: it is in no code span, and it makes no fence of backticks
   * that are in the middle of a line.
   * @param {number} at
   */
  #mayCut(at) {
    if (this.#blockAt(at)) return true;
    const isBlockBegin = this.#blocks.some(({ begin }) => begin >= at && this.#text.slice(at, begin).trim() === "");
    if (!isBlockBegin && this.#text[at] !== "\n" && FENCE_AT_BEGIN.test(this.#text.slice(at, at + CHARACTER_MAX))) return false;
    const before = this.#blocks.findLast(({ end }) => end <= at)?.end ?? 0;
    const begin = Math.max(before, this.#text.lastIndexOf("\n\n", at), at - TEXT_MAX);
    const found = this.#text.indexOf("\n\n", at);
    const end = Math.min(found < 0 ? this.#text.length : found, at + TEXT_MAX);
    if (!this.#text.slice(begin, at).includes("`")) return true;
    return mayBeginMention(`${this.#text.slice(begin, at)} `, ` ${this.#text.slice(at, end)}`);
  }
}

/**
 * @param {string} text
 * @returns {Code[]} its blocks of code
 */
function blocksOf(text) {
  const lines = text.split("\n");
  const begins = [0];
  for (const line of lines) begins.push(/** @type {number} */ (begins.at(-1)) + line.length + 1);
  let known = 0;
  return codeLines(text).map(({ first, last, mark, language }) => {
    const begin = Math.max(text.indexOf(mark, Math.max(begins[first], known)), begins[first]);
    const close = last > first ? lines[last].indexOf(mark) : -1;
    const end = close < 0 ? begins[last + 1] - 1 : begins[last] + close + lengthOf(lines[last], close);
    known = end;
    return { begin, end, mark, language };
  });
}

/**
 * @param {string} line
 * @param {number} at of a run of one sign
 */
function lengthOf(line, at) {
  let end = at;
  while (line[end] === line[at]) end++;
  return end - at;
}

/**
 * @param {string} text
 * @param {string | RegExp} separator
 * @param {number} before
 * @returns {number} the last place of the separator before a place, or -1
 */
function lastPlace(text, separator, before) {
  if (typeof separator === "string") return text.lastIndexOf(separator, before - separator.length);
  let at = before - 1;
  while (at >= 0 && !separator.test(text[at])) at--;
  return at;
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {number} the last place that is not after `at` and not inside a character that the reader sees
 */
function betweenCharacters(text, at) {
  const from = at - CHARACTER_MAX;
  let cut = at;
  for (const { index } of new Intl.Segmenter().segment(text.slice(from, at + CHARACTER_MAX))) if (from + index <= at) cut = from + index;
  return cut > from ? cut : at;
}
