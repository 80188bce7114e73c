// @ts-check
import { BacktickRuns } from "./markdown-inline.js";
import { indentation, isBlankLine, stripIndent, textBegin, trimmed } from "./markdown-lines.js";
import { isEscape } from "./text-signs.js";

/**
 * @typedef {{before: string, language: string, text: string[], rest: string, next: number, mark: string}} Fenced `before` and `rest` are no
 *   code; `mark` is the fence
 */
/** @typedef {{line: number, begin: number, end: number}} Closing a run of backticks */

const FENCE = "```";
const LANGUAGE = /^[a-z0-9_+#.-]{1,24}$/i;

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
  /** For each line, the longest run that ends a line from there on, and the longest of all. @type {{ending: number[], anywhere: number[], tildes: number[]} | null} */
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
    const mark = line.slice(open, open + run);
    const info = line.slice(open + run);
    const last = closing ? this.#lines[closing.line].slice(0, closing.begin) : "";
    const rest = closing ? this.#lines[closing.line].slice(closing.end) : "";
    const isLanguage = LANGUAGE.test(trimmed(info)) && isBlankLine(last);
    const text = this.#between(at + 1, closing?.line ?? this.#lines.length, isFirst ? indentation(line) : 0);
    if (!isLanguage && !isBlankLine(info)) text.unshift(info);
    if (!isBlankLine(last)) text.push(last);
    return { before, language: isLanguage ? trimmed(info) : "", text, rest, next: closing ? closing.line + 1 : this.#lines.length, mark };
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
    const { ending, anywhere } = (this.#longest ??= this.#measure());
    const atEnd = ending[from] >= run;
    if (!atEnd && !(anywhere[from] >= run)) return null;
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
    return { before: "", language: LANGUAGE.test(info) ? info : "", text, rest: "", next: last + 1, mark: "~".repeat(run) };
  }

  #measure() {
    const count = this.#lines.length;
    const longest = { ending: new Array(count + 1).fill(0), anywhere: new Array(count + 1).fill(0), tildes: new Array(count + 1).fill(0) };
    for (let at = count - 1; at >= 0; at--) {
      const line = this.#lines[at];
      const found = endingRun(line);
      longest.ending[at] = Math.max(longest.ending[at + 1], found ? found.end - found.begin : 0);
      longest.anywhere[at] = Math.max(longest.anywhere[at + 1], longestRun(line));
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
  return { before: "", language: "", text: [content], rest: "", next: at + 1, mark: row.slice(0, run) };
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
