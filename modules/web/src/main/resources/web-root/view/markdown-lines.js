// @ts-check
import { isBlank, isDigit } from "./text-signs.js";

/**
 * @typedef {object} ListMarker
 * @property {string} sign the bullet, or the sign after the number; a list has one sign
 * @property {boolean} ordered
 * @property {number} number of an ordered list
 * @property {number} indent of the marker
 * @property {number} offset of the text after the marker
 * @property {string} text after the marker
 */

const TAB = 4;
/** By the colons at the left and the right of a delimiter. */
const ALIGNMENTS = /** @type {const} */ (["", "right", "left", "center"]);

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
export function textBegin(line, from = 0) {
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
  /** @type {("left" | "center" | "right" | "")[]} */
  const found = [];
  for (const cell of cells(line)) {
    const left = cell.startsWith(":") ? 1 : 0;
    const right = cell.length > 1 && cell.endsWith(":") ? 1 : 0;
    if (cell.length === left + right) return null;
    for (let at = left; at < cell.length - right; at++) if (cell[at] !== "-") return null;
    found.push(ALIGNMENTS[2 * left + right]);
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
