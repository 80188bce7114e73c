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

  /** The present place of the focus. */
  constructor() {
    const { activeElement: active } = document;
    this.#element = active instanceof HTMLElement && active !== document.body ? active : null;
    const row = this.#element?.closest(ROW);
    this.#rowId = row ? messageIdOf(row) : 0;
    this.#ancestors = this.#element ? ancestorsOf(this.#element) : [];
  }

  /** @param {string} selector of an element that may be removed by now */
  wasIn(selector) {
    return this.#ancestors.some((ancestor) => ancestor.matches(selector));
  }

  /** Returns the focus if no element has it. */
  keep() {
    if (this.#element && isLost()) this.restore();
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

const isLost = () => document.activeElement === null || document.activeElement === document.body;

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
