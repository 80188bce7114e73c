// @ts-check
import { Fences } from "./markdown-fences.js";
import {
  alignments,
  cells,
  heading,
  indentation,
  isBlankLine,
  isRule,
  listMarker,
  quoted,
  stripIndent,
  task,
  trimmed,
} from "./markdown-lines.js";
import { inline } from "./markdown-inline.js";

/** @typedef {import("./markdown-inline.js").Inline} Inline */
/** @typedef {import("./markdown-lines.js").ListMarker} ListMarker */
/** @typedef {"left" | "center" | "right" | ""} Alignment */
/** @typedef {{checked: boolean | null, inside: Block[]}} ListItem with `checked` in a list of tasks */
/**
 * @typedef {{kind: "paragraph", inside: Inline[]}
 *   | {kind: "heading", level: number, inside: Inline[]}
 *   | {kind: "code", language: string, text: string}
 *   | {kind: "quote", inside: Block[]}
 *   | {kind: "list", ordered: boolean, start: number, items: ListItem[]}
 *   | {kind: "table", alignments: Alignment[], rows: Inline[][][]}
 *   | {kind: "rule"}} Block
 */
/** @typedef {{first: number, last: number, mark: string, language: string}} CodeLines the lines and the fence of a block of code */

/** How deep quotes and lists are in each other. Deeper marks are text. */
const DEPTH_MAX = 8;
/** A line belongs to the item above it when it is indented by so many columns more than the marker. */
const ITEM_INDENT = 2;

/**
 * Parses the Markdown of messages into a tree of the kinds above. There is no HTML on the way from a message to the page, so a message
 * cannot produce an element of another kind.
 *
 * The number of steps grows with the length of the text and not faster, whatever the text is: a message of one user must not stop the
 * pages of others. No part of the text is searched twice for the same mark.
 *
 * The server finds the same blocks in `TextBlocks.java`, because what is code decides who is mentioned.
 * @param {string} text
 * @returns {Block[]}
 */
export function markdown(text) {
  return new BlockParser(text.replace(/\r\n?/g, "\n").split("\n"), 0).parse();
}

/**
 * Where the blocks of code of a text are, in their order.
 * @param {string} text with line feeds between the lines
 * @returns {CodeLines[]}
 */
export function codeLines(text) {
  /** @type {CodeLines[]} */
  const found = [];
  new BlockParser(text.split("\n"), 0, 0, found).parse();
  return found;
}

class BlockParser {
  #lines;
  #depth;
  #firstLine;
  #codeLines;
  #fences;
  #at = 0;
  /** @type {Block[]} */
  #found = [];
  /** @type {string[]} */
  #paragraph = [];

  /**
   * @param {string[]} lines the parser may change them
   * @param {number} depth
   * @param {number} [firstLine] of the text, which these lines are a part of
   * @param {CodeLines[]} [codeLines] gets the blocks of code
   */
  constructor(lines, depth, firstLine = 0, codeLines = []) {
    this.#lines = lines;
    this.#depth = depth;
    this.#firstLine = firstLine;
    this.#codeLines = codeLines;
    this.#fences = new Fences(lines);
  }

  parse() {
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at];
      if (isBlankLine(line)) {
        this.#endParagraph();
        this.#at++;
      } else if (!this.#quote() && !this.#list() && !this.#code() && !this.#single(line) && !this.#table()) {
        this.#paragraph.push(line);
        this.#at++;
      }
    }
    this.#endParagraph();
    return this.#found;
  }

  /**
   * @param {Block} block
   * @param {number} next
   */
  #take(block, next) {
    this.#endParagraph();
    this.#found.push(block);
    this.#at = next;
    return true;
  }

  #endParagraph() {
    const text = trimmed(this.#paragraph.join("\n"));
    if (text) this.#found.push({ kind: "paragraph", inside: inline(text) });
    this.#paragraph = [];
  }

  #code() {
    const fenced = this.#fences.codeAt(this.#at);
    if (!fenced) return false;
    const { mark, language } = fenced;
    this.#codeLines.push({ first: this.#firstLine + this.#at, last: this.#firstLine + fenced.next - 1, mark, language });
    if (!isBlankLine(fenced.before)) this.#paragraph.push(fenced.before);
    this.#take({ kind: "code", language, text: fenced.text.join("\n") }, fenced.next);
    if (!isBlankLine(fenced.rest)) this.#lines[--this.#at] = fenced.rest;
    return true;
  }

  #quote() {
    if (this.#depth === DEPTH_MAX) return false;
    const inside = [];
    let next = this.#at;
    for (let text; next < this.#lines.length && (text = quoted(this.#lines[next])) !== null; next++) inside.push(text);
    return inside.length > 0 && this.#take({ kind: "quote", inside: this.#nested(inside, this.#at) }, next);
  }

  /** @param {string} line */
  #single(line) {
    if (isRule(line)) return this.#take({ kind: "rule" }, this.#at + 1);
    const title = heading(line);
    return title !== null && this.#take({ kind: "heading", level: title.level, inside: inline(title.text) }, this.#at + 1);
  }

  /** A list begins with a text, and a list that interrupts a paragraph with the number 1: a line can begin with "1984. " or be a "-". */
  #list() {
    const first = listMarker(this.#lines[this.#at]);
    if (!first || first.text === "" || this.#depth === DEPTH_MAX || isRule(this.#lines[this.#at])) return false;
    if (this.#paragraph.length > 0 && first.number !== 1) return false;
    this.#endParagraph();
    /** @type {ListItem[]} */
    const items = [];
    /** @type {ListMarker | null} */
    let marker = first;
    while (marker && marker.sign === first.sign && marker.ordered === first.ordered && !isRule(this.#lines[this.#at])) {
      const { checked, text } = task(marker.text);
      const at = this.#at;
      items.push({ checked, inside: this.#nested(this.#itemLines(marker, text), at) });
      marker = this.#at < this.#lines.length ? listMarker(this.#lines[this.#at]) : null;
    }
    return this.#take({ kind: "list", ordered: first.ordered, start: first.number, items }, this.#at);
  }

  /**
   * The lines of an item, and moves to the line after them: those that are indented, and those of code that began in one of them.
   * @param {ListMarker} marker
   * @param {string} text after the marker
   */
  #itemLines(marker, text) {
    const inside = [text];
    this.#takeCodeLines(inside, text, marker.offset);
    for (let next = this.#at; next < this.#lines.length; next++) {
      if (isBlankLine(this.#lines[next])) continue;
      if (indentation(this.#lines[next]) < marker.indent + ITEM_INDENT) {
        if (listMarker(this.#lines[next])) this.#at = next;
        break;
      }
      for (; this.#at < next; this.#at++) inside.push("");
      const line = stripIndent(this.#lines[next], marker.offset);
      inside.push(line);
      this.#takeCodeLines(inside, line, marker.offset);
      next = this.#at - 1;
    }
    return inside;
  }

  /**
   * Moves to the line after the current one, or after the code that begins in it.
   * @param {string[]} inside
   * @param {string} line the current line as it is in the item
   * @param {number} offset
   */
  #takeCodeLines(inside, line, offset) {
    const last = this.#fences.lastLine(this.#at++, line);
    for (; this.#at <= last; this.#at++) inside.push(stripIndent(this.#lines[this.#at], offset));
  }

  #table() {
    const columns = this.#at + 1 < this.#lines.length && this.#lines[this.#at].includes("|") ? alignments(this.#lines[this.#at + 1]) : null;
    const head = columns ? cells(this.#lines[this.#at]) : [];
    if (!columns || head.length !== columns.length) return false;
    const rows = [head.map(inline)];
    let next = this.#at + 2;
    for (; next < this.#lines.length && this.#isRow(next); next++) rows.push(cells(this.#lines[next]).map(inline));
    return this.#take({ kind: "table", alignments: columns, rows }, next);
  }

  /** @param {number} at */
  #isRow(at) {
    const line = this.#lines[at];
    return line.includes("|") && quoted(line) === null && !heading(line) && !listMarker(line) && this.#fences.codeAt(at) === null;
  }

  /**
   * @param {string[]} lines
   * @param {number} at the line here that is the first of them
   */
  #nested(lines, at) {
    return new BlockParser(lines, this.#depth + 1, this.#firstLine + at, this.#codeLines).parse();
  }
}
