// @ts-check
import { messageIdOf, ROW } from "./message-shortcuts.js";
import { focusRegion, REGIONS } from "./regions.js";

/**
 * Where the focus is. When the element is removed or hidden, the focus goes to what took its place: the row of its message, the row after
 * a message that is gone, or the region of the page. Without this the browser would drop the focus, and the next key with it.
 */
export class FocusPlace {
  /** @type {HTMLElement | null} */
  #element;
  #ancestors;
  #rowId;
  /** @type {[number, number] | null} */
  #selection;

  /** The present place of the focus. */
  constructor() {
    const { activeElement: active } = document;
    this.#element = active instanceof HTMLElement && active !== document.body ? active : null;
    const row = this.#element?.closest(ROW);
    this.#rowId = row ? messageIdOf(row) : 0;
    this.#ancestors = this.#element ? ancestorsOf(this.#element) : [];
    this.#selection = selectionOf(this.#element);
  }

  /** @param {string} selector of an element that may be removed by now */
  wasIn(selector) {
    return this.#ancestors.some((ancestor) => ancestor.matches(selector));
  }

  /** Returns the focus if no element has it. */
  keep() {
    if (this.#element && isLost()) this.restore();
  }

  /**
   * The browser has returned the focus from a dialog. Chromium leaves the selection where the dialog was, and no key would write into
   * the text field that has the focus.
   */
  keepAfterDialog() {
    this.keep();
    const field = /** @type {HTMLTextAreaElement} */ (this.#element);
    if (this.#selection && document.activeElement === field) field.setSelectionRange(...this.#selection);
  }

  /** @returns {boolean} whether an element has the focus now */
  restore() {
    return focus(this.#element) || focus(this.#row()) || this.#focusAncestor();
  }

  #row() {
    if (this.#rowId === 0) return null;
    const list = this.#ancestors.find((ancestor) => ancestor.matches(".scroller") && ancestor.isConnected);
    const rows = /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll(ROW) ?? [])]);
    return rows.find((row) => messageIdOf(row) >= this.#rowId) ?? rows.at(-1) ?? null;
  }

  #focusAncestor() {
    const region = this.#ancestors.find((ancestor) => ancestor.isConnected && ancestor.matches(`dialog[open], ${REGIONS.join()}`));
    return region !== undefined && focusRegion(/** @type {HTMLElement} */ (region));
  }
}

/** Whether no element has the focus, or one that was hidden just now, which the browser has not noticed yet. */
function isLost() {
  const { activeElement: active } = document;
  return active === null || active === document.body || active.getClientRects().length === 0;
}

/**
 * @param {HTMLElement | null} element
 * @returns {[number, number] | null} null for an element without text, and for a text field that does not tell
 */
function selectionOf(element) {
  if (!(element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement)) return null;
  const { selectionStart: start, selectionEnd: end } = element;
  return start === null || end === null ? null : [start, end];
}

/** @param {Element} element */
function ancestorsOf(element) {
  const ancestors = [];
  for (let one = element.parentElement; one; one = one.parentElement) ancestors.push(one);
  return ancestors;
}

/**
 * A text field is not focused on a touch screen, where the keyboard would open.
 * @param {HTMLElement | null} element
 */
function focus(element) {
  if (!element?.isConnected || element.getClientRects().length === 0) return false;
  if (element.matches("textarea, input") && matchMedia("(pointer: coarse)").matches) return false;
  element.focus({ preventScroll: true });
  return document.activeElement === element;
}
