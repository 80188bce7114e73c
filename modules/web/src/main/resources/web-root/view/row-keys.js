// @ts-check
import { ROW } from "./message-shortcuts.js";

/** What the Tab key would stop at inside of a row, besides an editor. */
const CONTROLS = ":is(a[href], button, input, summary, [tabindex])";

/**
 * Makes a list of messages one stop of the Tab key: the controls of its rows are reached with the arrow keys.
 * @param {Element} list whose rows were rendered
 */
export function removeTabStops(list) {
  const stops = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(`${ROW} ${CONTROLS}:not([tabindex="-1"], .editor *)`));
  for (const stop of stops) stop.tabIndex = -1;
}

/**
 * Moves the focus between a row and its controls: right or Enter goes into the row, left and right move inside of it, Escape and left from
 * the first control lead back, and up and down lead to the next row.
 * @param {KeyboardEvent} event in the list
 * @param {HTMLElement} list
 * @returns {boolean} whether the key is used up
 */
export function onRowKey(event, list) {
  const target = /** @type {HTMLElement} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest(ROW));
  if (!row || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  if (target === row) return (event.key === "ArrowRight" || event.key === "Enter") && focusFirst(controlsOf(row));
  if (target.closest(".editor, [popover]")) return false; // they have keys of their own
  return onControlKey(event.key, target, row, list);
}

/**
 * @param {string} key
 * @param {HTMLElement} control that has the focus
 * @param {HTMLElement} row
 * @param {HTMLElement} list
 * @returns {boolean}
 */
function onControlKey(key, control, row, list) {
  const controls = controlsOf(row);
  const index = controls.indexOf(control);
  switch (key) {
    case "ArrowRight":
      return scrolls(control, 1) ? false : focusFirst(controls.slice(index + 1)) || true;
    case "ArrowLeft":
      return scrolls(control, -1) ? false : focusFirst([controls[index - 1] ?? row]);
    case "Escape":
      return focusFirst([row]);
    case "Home":
      return focusFirst(controls);
    case "End":
      return focusFirst(controls.slice(-1));
    case "ArrowUp":
    case "ArrowDown": {
      const rows = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(ROW)]);
      return focusFirst([rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)] ?? row]);
    }
    default:
      return false;
  }
}

/**
 * The controls of a row that are on the screen: those of its toolbar first, because they are needed most.
 * @param {HTMLElement} row
 */
function controlsOf(row) {
  const all = /** @type {HTMLElement[]} */ ([...row.querySelectorAll(CONTROLS)]);
  const usable = all.filter((control) => control.matches(":not(:disabled)") && control.getClientRects().length > 0);
  const isTool = (/** @type {HTMLElement} */ control) => control.closest(".tools") !== null;
  return [...usable.filter(isTool), ...usable.filter((control) => !isTool(control))];
}

/** @param {HTMLElement[]} elements */
function focusFirst([element]) {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  return element !== undefined;
}

/**
 * Whether an element that is wider than its place, as a block of code, can be scrolled further.
 * @param {HTMLElement} element
 * @param {1 | -1} direction
 */
function scrolls({ scrollLeft, scrollWidth, clientWidth }, direction) {
  const rest = scrollWidth - clientWidth - Math.abs(scrollLeft);
  return scrollWidth > clientWidth + 1 && (direction > 0 ? rest > 1 : Math.abs(scrollLeft) > 1);
}
