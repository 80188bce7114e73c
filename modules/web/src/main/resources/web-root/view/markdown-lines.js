// @ts-check
import { BacktickRuns } from "./markdown-inline.js";
import { isBlank, isDigit, isEscape } from "./text-signs.js";

/**
 * @typedef {object} ListMarker
 * @property {string} sign the bullet, or the sign after the number; a list has one sign
 * @property {boolean} ordered
 * @property {number} number of an ordered list
 * @property {number} indent of the marker
 * @property {number} offset of the text after the marker
 * @property {string} text after the marker
 */
/** @typedef {{before: string, language: string, text: string[], rest: string, next: number}} Fenced `before` and `rest` are no code */
/** @typedef {{line: number, begin: number, end: number}} Closing a run of backticks */

const TAB = 4;
const FENCE = "```";
const LANGUAGE = /^[a-z0-9_+#.-]{1,24}$/i;

// ---- Lines ----

/** @param {string} line */
export function isBlankLine(line) {
  return textBegin(line) === line.length;
}

/**
 * The place of the first character that is no blank.
 * @param {string} line
 * @param {number} [from]
 */
function textBegin(line, from = 0) {
  let at = from;
  while (isBlank(line.charCodeAt(at))) at++;
  return at;
}

/** @param {string} line without blanks at its ends */
export function trimmed(line) {
  let end = line.length;
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(Math.min(textBegin(line), end), end);
}

/**
 * The columns of a part of a line. A tab has four.
 * @param {string} line
 * @param {number} from
 * @param {number} to
 */
function columns(line, from, to) {
  let width = 0;
  for (let at = from; at < to; at++) width += line[at] === "\t" ? TAB : 1;
  return width;
}

/** @param {string} line */
export const indentation = (line) => columns(line, 0, textBegin(line));

/**
 * @param {string} line
 * @param {number} most
 * @returns {string} the line without so many columns of blanks at its begin
 */
export function stripIndent(line, most) {
  let at = 0;
  let width = 0;
  for (; width < most && isBlank(line.charCodeAt(at)); at++) width += line[at] === "\t" ? TAB : 1;
  return " ".repeat(Math.max(0, width - most)) + line.slice(at);
}

/**
 * @param {string} line
 * @returns {string | null} what is quoted
 */
export function quoted(line) {
  const at = textBegin(line);
  if (line[at] !== ">") return null;
  return line.slice(line[at + 1] === " " ? at + 2 : at + 1);
}

/** @param {string} line whether it is three or more of one sign */
export function isRule(line) {
  const sign = line[textBegin(line)];
  if (sign !== "*" && sign !== "-" && sign !== "_") return false;
  let count = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === sign) count++;
    else if (!isBlank(line.charCodeAt(at))) return false;
  }
  return count >= 3;
}

/**
 * @param {string} line
 * @returns {{level: number, text: string} | null}
 */
export function heading(line) {
  const begin = textBegin(line);
  let at = begin;
  while (line[at] === "#") at++;
  const level = at - begin;
  if (level < 1 || level > 6 || !isBlank(line.charCodeAt(at))) return null;
  const text = trimmed(line.slice(at));
  let end = text.length;
  while (end > 0 && text[end - 1] === "#") end--;
  if (end === 0) return null;
  return { level, text: end < text.length && isBlank(text.charCodeAt(end - 1)) ? trimmed(text.slice(0, end)) : text };
}

/**
 * @param {string} line
 * @returns {ListMarker | null}
 */
export function listMarker(line) {
  const begin = textBegin(line);
  let end = begin;
  while (end < begin + 9 && isDigit(line.charCodeAt(end))) end++;
  const ordered = end > begin;
  const sign = line[end];
  if (sign === undefined || !(ordered ? ".)" : "-*+•").includes(sign) || !(end + 1 === line.length || isBlank(line.charCodeAt(end + 1)))) {
    return null;
  }
  const text = textBegin(line, end + 1);
  const indent = columns(line, 0, begin);
  const offset = indent + (end + 1 - begin) + Math.min(TAB, columns(line, end + 1, text));
  return { sign, ordered, number: ordered ? Number(line.slice(begin, end)) : 1, indent, offset, text: line.slice(text) };
}

/**
 * Whether an item of a list is a task, and its text without the box.
 * @param {string} text
 * @returns {{checked: boolean | null, text: string}}
 */
export function task(text) {
  const isBox = text[0] === "[" && text[2] === "]" && " xX".includes(text[1]) && isBlank(text.charCodeAt(3));
  const begin = textBegin(text, 4);
  return isBox && begin < text.length ? { checked: text[1] !== " ", text: text.slice(begin) } : { checked: null, text };
}

// ---- Tables ----

/**
 * @param {string} line
 * @returns {("left" | "center" | "right" | "")[] | null} the alignments if the line is the second one of a table
 */
export function alignments(line) {
  if (!line.includes("|") || !line.includes("-")) return null;
  const found = [];
  for (const cell of cells(line)) {
    const left = cell.startsWith(":") ? 1 : 0;
    const right = cell.length > 1 && cell.endsWith(":") ? 1 : 0;
    if (cell.length === left + right) return null;
    for (let at = left; at < cell.length - right; at++) if (cell[at] !== "-") return null;
    found.push(/** @type {const} */ (["", "right", "left", "center"])[2 * left + right]);
  }
  return found;
}

/**
 * @param {string} line of a table
 * @returns {string[]} its cells; a bar after a backslash separates none
 */
export function cells(line) {
  const row = trimmed(line);
  const found = [];
  let cell = "";
  for (let at = row[0] === "|" ? 1 : 0; at < row.length; at++) {
    if (row[at] === "\\" && row[at + 1] === "|") cell += row[++at];
    else if (row[at] !== "|") cell += row[at];
    else {
      found.push(trimmed(cell));
      cell = "";
    }
  }
  if (trimmed(cell) !== "" || found.length === 0 || !row.endsWith("|")) found.push(trimmed(cell));
  return found;
}

// ---- Code ----

/**
 * The place of the first run of three or more backticks in a line that has no counterpart in the line, or -1.
 * @param {string} line
 */
function openingRun(line) {
  if (!line.includes(FENCE)) return -1;
  const runs = new BacktickRuns(line);
  for (let at = 0; at < line.length; at++) {
    if (line[at] === "\\" && isEscape(line, at)) at++;
    else if (line[at] === "`") {
      const length = runs.lengthAt(at);
      const closing = runs.closing(at + length, length);
      if (closing < 0 && length >= 3) return at;
      at = closing < 0 ? at + length - 1 : closing + length - 1;
    }
  }
  return -1;
}

/**
 * Finds code blocks in lines. A fence is a run of three or more backticks, at any place of a line that is no code span; a run that is not
 * shorter ends the block: the next at the end of a line, or else the next at any place. A fence at the begin of a line that is not ended
 * reaches to the end. No line is searched twice: what can end a block is known for each line and all after it.
 */
export class Fences {
  #lines;
  /** For each line, the longest run that ends a line from there on, and the longest of all. @type {{ending: number[], any: number[], tildes: number[]} | null} */
  #longest = null;

  /** @param {string[]} lines */
  constructor(lines) {
    this.#lines = lines;
  }

  /**
   * The code that begins in a line.
   * @param {number} at
   * @returns {Fenced | null}
   */
  codeAt(at) {
    const line = this.#lines[at];
    const open = openingRun(line);
    if (open < 0) return wholeLine(line, at) ?? this.#betweenTildes(at);
    const run = lengthOf(line, open, "`");
    const before = line.slice(0, open);
    const isFirst = isBlankLine(before);
    const closing = this.#closing(at + 1, run);
    if (!closing && !isFirst) return null;
    const info = line.slice(open + run);
    const last = closing ? this.#lines[closing.line].slice(0, closing.begin) : "";
    const rest = closing ? this.#lines[closing.line].slice(closing.end) : "";
    const isLanguage = LANGUAGE.test(trimmed(info)) && isBlankLine(last);
    const text = this.#between(at + 1, closing?.line ?? this.#lines.length, isFirst ? indentation(line) : 0);
    if (!isLanguage && !isBlankLine(info)) text.unshift(info);
    if (!isBlankLine(last)) text.push(last);
    return { before, language: isLanguage ? trimmed(info) : "", text, rest, next: closing ? closing.line + 1 : this.#lines.length };
  }

  /**
   * The line that ends the code that begins in a part of a line, or -1 if nothing ends it.
   * @param {number} at
   * @param {string} part
   */
  lastLine(at, part) {
    const open = openingRun(part);
    if (open < 0) return -1;
    return this.#closing(at + 1, lengthOf(part, open, "`"))?.line ?? -1;
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {number} indent
   */
  #between(from, to, indent) {
    return this.#lines.slice(from, to).map((line) => stripIndent(line, indent));
  }

  /**
   * @param {number} from
   * @param {number} run
   * @returns {Closing | null}
   */
  #closing(from, run) {
    const { ending, any } = (this.#longest ??= this.#measure());
    const atEnd = ending[from] >= run;
    if (!atEnd && !(any[from] >= run)) return null;
    for (let line = from; ; line++) {
      const found = atEnd ? endingRun(this.#lines[line]) : runOf(this.#lines[line], run);
      if (found && found.end - found.begin >= run) return { line, ...found };
    }
  }

  /** @param {number} at */
  #betweenTildes(at) {
    const line = this.#lines[at];
    const begin = textBegin(line);
    const run = lengthOf(line, begin, "~");
    if (run < 3 || line.includes("~", begin + run)) return null;
    const { tildes } = (this.#longest ??= this.#measure());
    if (!(tildes[at + 1] >= run)) return null;
    let last = at + 1;
    while (tildesOf(this.#lines[last]) < run) last++;
    const info = trimmed(line.slice(begin + run));
    const text = this.#between(at + 1, last, indentation(line));
    if (info && !LANGUAGE.test(info)) text.unshift(info);
    return { before: "", language: LANGUAGE.test(info) ? info : "", text, rest: "", next: last + 1 };
  }

  #measure() {
    const count = this.#lines.length;
    const longest = { ending: new Array(count + 1).fill(0), any: new Array(count + 1).fill(0), tildes: new Array(count + 1).fill(0) };
    for (let at = count - 1; at >= 0; at--) {
      const line = this.#lines[at];
      const found = endingRun(line);
      longest.ending[at] = Math.max(longest.ending[at + 1], found ? found.end - found.begin : 0);
      longest.any[at] = Math.max(longest.any[at + 1], longestRun(line));
      longest.tildes[at] = Math.max(longest.tildes[at + 1], tildesOf(line));
    }
    return longest;
  }
}

/**
 * Code between fences that are in the same line, with nothing else.
 * @param {string} line
 * @param {number} at
 * @returns {Fenced | null}
 */
function wholeLine(line, at) {
  const row = trimmed(line);
  if (!row.startsWith(FENCE) || !row.endsWith(FENCE)) return null;
  const run = lengthOf(row, 0, "`");
  let end = row.length;
  while (row[end - 1] === "`") end--;
  const content = trimmed(row.slice(run, Math.max(run, end)));
  if (row.length - end < run || content === "" || content.includes(FENCE)) return null;
  return { before: "", language: "", text: [content], rest: "", next: at + 1 };
}

/**
 * The run of three or more backticks at the end of a line in which there is no other.
 * @param {string} line
 * @returns {{begin: number, end: number} | null}
 */
function endingRun(line) {
  const begin = line.indexOf(FENCE);
  if (begin < 0) return null;
  const end = begin + lengthOf(line, begin, "`");
  return textBegin(line, end) === line.length ? { begin, end } : null;
}

/**
 * The first run of at least so many backticks.
 * @param {string} line
 * @param {number} least
 * @returns {{begin: number, end: number} | null}
 */
function runOf(line, least) {
  for (let begin = line.indexOf(FENCE); begin >= 0; ) {
    const end = begin + lengthOf(line, begin, "`");
    if (end - begin >= least) return { begin, end };
    begin = line.indexOf(FENCE, end);
  }
  return null;
}

/** @param {string} line */
function longestRun(line) {
  let longest = 0;
  for (let begin = line.indexOf(FENCE), length; begin >= 0; begin = line.indexOf(FENCE, begin + length)) {
    length = lengthOf(line, begin, "`");
    longest = Math.max(longest, length);
  }
  return longest;
}

/** @param {string} line the length of the run of tildes that is alone in the line, or 0 */
function tildesOf(line) {
  const row = trimmed(line);
  const run = lengthOf(row, 0, "~");
  return run >= 3 && run === row.length ? run : 0;
}

/**
 * @param {string} line
 * @param {number} begin
 * @param {string} character
 */
function lengthOf(line, begin, character) {
  let end = begin;
  while (line[end] === character) end++;
  return end - begin;
}
