// @ts-check
import { messageIdOf, ROW } from "./message-shortcuts.js";

/** @typedef {{id: number, top: number, scrollTop: number}} Anchor */

/**
 * The row of a list that stays where it is while rows are added, removed or wrapped in another way: the one that the user was led to,
 * while it is on the screen, or the first one on the screen.
 */
export class ScrollAnchor {
  #scroller;
  /** The row, its distance from the upper edge, and the scroll position at which that was so. @type {Anchor | null} */
  #anchor = null;

  /** @param {HTMLElement} scroller */
  constructor(scroller) {
    this.#scroller = scroller;
  }

  /** The message of the row; 0 for none. */
  get id() {
    return this.#anchor?.id ?? 0;
  }

  release() {
    this.#anchor = null;
  }

  /** @param {number} ledId the message that the user was led to; 0 for none */
  hold(ledId) {
    const { scrollTop } = this.#scroller;
    if (this.#anchor && this.#anchor.scrollTop === scrollTop && this.find(this.#anchor.id)) return;
    const edges = this.#scroller.getBoundingClientRect();
    const led = ledId ? this.find(ledId) : null;
    const row = led && isWithin(led.getBoundingClientRect(), edges) ? led : this.#firstRow(edges.top);
    this.#anchor = row ? { id: messageIdOf(row), top: row.getBoundingClientRect().top - edges.top, scrollTop } : null;
  }

  /**
   * Scrolls so that the row is where it was.
   * @param {number} wholeId a message whose row, if it fits, is on the screen as a whole, also when it has grown; 0 for none
   */
  restore(wholeId) {
    const row = this.#anchor && this.find(this.#anchor.id);
    if (!this.#anchor || !row) return;
    this.#scroller.scrollTop += row.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top - this.#anchor.top;
    const whole = wholeId ? this.find(wholeId) : null;
    if (whole && whole.offsetHeight <= this.#scroller.clientHeight) whole.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {number} id
   * @returns {HTMLElement | null} the row of a message
   */
  find(id) {
    return this.#scroller.querySelector(`.message[data-id="${id}"]`);
  }

  /**
   * @param {number} top the upper edge of the screen
   * @returns {Element | undefined} the first row that ends below it
   */
  #firstRow(top) {
    const rows = this.#scroller.querySelectorAll(`.rows > ${ROW}`);
    let first = 0;
    for (let end = rows.length; first < end; ) {
      const middle = (first + end) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > top) end = middle;
      else first = middle + 1;
    }
    return rows[first];
  }
}

/**
 * @param {DOMRect} inner
 * @param {DOMRect} outer
 */
const isWithin = (inner, outer) => inner.bottom > outer.top && inner.top < outer.bottom;
