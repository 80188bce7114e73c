// @ts-check
import { isComposing } from "./key-events.js";
import { applyEdit, continueList, isInFence, toggleMark } from "./text-edits.js";

/** @type {Record<string, string>} */
const MARK_BY_KEY = { b: "**", i: "*", e: "`" };

/** Whether Enter makes a new line, as on a phone, where the button sends. */
export const enterMakesLine = () => matchMedia("(pointer: coarse)").matches;

/**
 * What the keys do in every field in which a message is written: Enter sends, Shift+Enter makes a new line and continues a list, Ctrl+B
 * makes bold. In a block of code that is not closed, Enter makes a new line; Ctrl+Enter always sends.
 * @param {KeyboardEvent} event
 * @param {HTMLTextAreaElement} area
 * @param {() => void} send
 * @returns {boolean} whether the key was one of these and needs nothing more of the browser
 */
export function onTextKey(event, area, send) {
  if (isComposing(event) || event.altKey) return false;
  const withControl = event.ctrlKey || event.metaKey;
  if (event.key === "Enter") {
    const before = area.value.slice(0, area.selectionStart);
    const makesLine = !withControl && (event.shiftKey || enterMakesLine() || isInFence(before));
    if (!makesLine) send();
    return !makesLine || continuesList(area);
  }
  const mark = withControl && !event.shiftKey ? MARK_BY_KEY[event.key.toLowerCase()] : undefined;
  if (mark) wrapSelection(area, mark);
  return mark !== undefined;
}

/**
 * @param {HTMLTextAreaElement} area
 * @param {string} mark
 */
export function wrapSelection(area, mark) {
  applyEdit(area, toggleMark(area.value, area.selectionStart, area.selectionEnd, mark));
}

/** @param {HTMLTextAreaElement} area */
function continuesList(area) {
  const edit = area.selectionStart === area.selectionEnd ? continueList(area.value, area.selectionStart) : null;
  if (edit) applyEdit(area, edit);
  return edit !== null;
}
