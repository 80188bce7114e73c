// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** @typedef {"above" | "below"} Edge */

/**
 * Says at the edges of a scrolling list that something unread is outside of the visible part. A click scrolls to it. The browser reports
 * what is visible, so the list is never measured.
 */
export class EdgeMarks {
  above = document.createElement("div");
  below = document.createElement("div");

  /** @type {IntersectionObserver | null} */
  #observer = null;
  /** @type {Element | null} */
  #list = null;
  /** Where each unread entry is; null while it is visible, or not known. @type {Map<Element, Edge | null>} */
  #places = new Map();

  constructor() {
    this.above.className = "edge-mark";
    this.below.className = "edge-mark";
    this.above.dataset.edge = "above";
    this.below.dataset.edge = "below";
  }

  /**
   * Is called after the list was rendered.
   * @param {Element | null} list that scrolls
   * @param {string} selector of the unread entries in it
   */
  update(list, selector) {
    if (list !== this.#list) this.#observe(list);
    const unread = new Set(list?.querySelectorAll(selector) ?? []);
    for (const entry of [...this.#places.keys()]) {
      if (unread.has(entry)) continue;
      this.#observer?.unobserve(entry);
      this.#places.delete(entry);
    }
    for (const entry of unread) {
      if (this.#places.has(entry)) continue;
      this.#places.set(entry, null);
      this.#observer?.observe(entry);
    }
    this.#render();
  }

  /** @param {Element | null} list */
  #observe(list) {
    this.#observer?.disconnect();
    this.#places.clear();
    this.#list = list;
    this.#observer = list && new IntersectionObserver((changes) => this.#onChange(changes), { root: list, threshold: 0.5 });
  }

  /** @param {IntersectionObserverEntry[]} changes */
  #onChange(changes) {
    for (const { target, intersectionRatio, boundingClientRect, rootBounds } of changes) {
      if (!this.#places.has(target) || !rootBounds) continue;
      const middle = (boundingClientRect.top + boundingClientRect.bottom) / 2;
      const edge = middle < (rootBounds.top + rootBounds.bottom) / 2 ? "above" : "below";
      this.#places.set(target, intersectionRatio < 0.5 && rootBounds.height > 0 ? edge : null);
    }
    this.#render();
  }

  #render() {
    render(this.#mark("above"), this.above);
    render(this.#mark("below"), this.below);
  }

  /** @param {Edge} edge */
  #mark(edge) {
    const entries = [...this.#places].filter(([, place]) => place === edge).map(([entry]) => entry);
    if (entries.length === 0) return nothing;
    return html`<button type="button" tabindex="-1" @click=${() => scrollTo(entries, edge)}>
      ${icon(edge === "above" ? "up" : "down")} ${entries.length} unread ${edge}
    </button>`;
  }
}

/**
 * Scrolls to the entry that is nearest to the edge.
 * @param {Element[]} entries
 * @param {Edge} edge
 */
function scrollTo(entries, edge) {
  const sorted = entries.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  (edge === "above" ? sorted[sorted.length - 1] : sorted[0]).scrollIntoView({ block: "center" });
}
