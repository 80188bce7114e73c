// @ts-check
import { isRule, listMarker } from "./markdown-lines.js";
import { mayBeginMention } from "./mention-names.js";

/**
 * A change of the text of a field: `text` replaces what is between `from` and `to`, and then the characters from `start` to `end` are selected.
 * @typedef {{from: number, to: number, text: string, start: number, end: number}} TextEdit
 */

/** The beginning of an item of a list, with the blank that follows its sign. */
const ITEM = /^\s*(?:[-*+•]|\d{1,9}[.)])\s/;
const BOX = /^\[[ xX]\](?:\s|$)/;

/**
 * Puts a mark around the selection, or removes it when the selection has the mark already. With nothing selected, it inserts a pair with
 * the cursor between; at the end of a marked text, it moves the cursor over the closing mark.
 * @param {string} text of the field
 * @param {number} start of the selection
 * @param {number} end of the selection
 * @param {string} mark one sign, once or twice
 * @returns {TextEdit}
 */
export function toggleMark(text, start, end, mark) {
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  const size = mark.length;
  const chosen = text.slice(start, end);
  const before = runBefore(text, start, mark[0]);
  const after = runAfter(text, end, mark[0]);
  if (hasMark(Math.min(before, after), size)) {
    return { from: start - size, to: end + size, text: chosen, start: start - size, end: end - size };
  }
  const inner = Math.min(runAfter(chosen, 0, mark[0]), runBefore(chosen, chosen.length, mark[0]));
  if (chosen.length > 2 * size && hasMark(inner, size)) {
    return { from: start, to: end, text: chosen.slice(size, -size), start, end: end - 2 * size };
  }
  if (start === end && hasMark(after, size) && isOpen(text, start, mark)) {
    return { from: start, to: start, text: "", start: start + size, end: start + size };
  }
  return { from: start, to: end, text: mark + chosen + mark, start: start + size, end: end + size };
}

/**
 * Whether a run of signs contains a mark of this size: three asterisks are bold and italic, two are bold only.
 * @param {number} run
 * @param {number} size
 */
function hasMark(run, size) {
  return size === 1 ? run === 1 || run === 3 : run >= size;
}

/**
 * Whether a mark begins before the place, in the same line, and does not end before it.
 * @param {string} text
 * @param {number} at
 * @param {string} mark
 */
function isOpen(text, at, mark) {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  let open = false;
  for (let place = 0; place < line.length; ) {
    const run = runAfter(line, place, mark[0]);
    if (hasMark(run, mark.length)) open = !open;
    place += run || 1;
  }
  return open && !line.endsWith(mark[0]);
}

/**
 * @param {string} text
 * @param {number} at
 * @param {string} sign
 */
function runBefore(text, at, sign) {
  let begin = at;
  while (begin > 0 && text[begin - 1] === sign) begin--;
  return at - begin;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {string} sign
 */
function runAfter(text, at, sign) {
  let end = at;
  while (text[end] === sign) end++;
  return end - at;
}

/**
 * A new line after an item of a list begins the next item. After an item without text, the list ends.
 * @param {string} text of the field
 * @param {number} at the place of the cursor
 * @returns {TextEdit | null} null where the line is no item of a list
 */
export function continueList(text, at) {
  const begin = text.lastIndexOf("\n", at - 1) + 1;
  const line = text.slice(begin, at);
  const marker = ITEM.test(line) && !isRule(line) && !isInFence(text.slice(0, begin)) ? listMarker(line) : null;
  if (!marker) return null;
  const box = BOX.test(marker.text);
  if (marker.text.replace(box ? BOX : "", "").trim() === "") return { from: begin, to: at, text: "", start: begin, end: begin };
  const indent = line.slice(0, line.length - line.trimStart().length);
  const sign = marker.ordered ? `${marker.number + 1}${marker.sign}` : marker.sign;
  const next = `\n${indent}${sign} ${box ? "[ ] " : ""}`;
  return { from: at, to: at, text: next, start: at + next.length, end: at + next.length };
}

/**
 * Whether a new line after this text is in a block of code that is not closed.
 * @param {string} before
 */
export function isInFence(before) {
  return /`{3}|~{3}/.test(before) && !mayBeginMention(`${before}\n`);
}

/**
 * Changes the text as if the user had typed it, so that the browser can undo it. The browser sends the `input` event.
 * @param {HTMLTextAreaElement} area
 * @param {TextEdit} edit
 */
export function applyEdit(area, { from, to, text, start, end }) {
  area.focus();
  area.setSelectionRange(from, to);
  if (text || from < to) insertText(area, text);
  area.setSelectionRange(start, end);
}

/**
 * Replaces the selection. No other way than this command keeps what the browser can undo; a browser without it inserts the text anyway.
 * @param {HTMLTextAreaElement} area that has the focus
 * @param {string} text
 */
export function insertText(area, text) {
  if (text ? document.execCommand("insertText", false, text) : document.execCommand("delete")) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
