// @ts-check

/**
 * Makes a list one stop of the Tab key: the arrow keys, Home and End move inside of it. The stop is the item that has the focus, else the
 * one that is shown on the page, else the first.
 */
export class RovingList {
  #container;
  #items;

  /**
   * @param {string} container selects the list
   * @param {string} items selects the items in it
   */
  constructor(container, items) {
    this.#container = container;
    this.#items = items;
    document.addEventListener("keydown", (event) => this.#onKeydown(event));
    document.addEventListener("focusin", (event) => this.#find(event.target) && this.update());
    document.addEventListener("focusout", (event) => this.#find(event.target) && !this.#find(event.relatedTarget) && this.#reset());
  }

  /** Is called after the list was rendered. */
  update() {
    const items = this.#all();
    const stop = items.find((item) => item === document.activeElement) ?? first(items);
    for (const item of items) setTabIndex(item, item === stop ? 0 : -1);
  }

  #reset() {
    const items = this.#all();
    for (const item of items) setTabIndex(item, item === first(items) ? 0 : -1);
  }

  /** @returns {HTMLElement[]} */
  #all() {
    return [...document.querySelectorAll(`${this.#container} :is(${this.#items})`)].filter((item) => item instanceof HTMLElement);
  }

  /**
   * @param {EventTarget | null} target
   * @returns {HTMLElement | null} the item
   */
  #find(target) {
    const item = target instanceof Element ? target.closest(`${this.#container} :is(${this.#items})`) : null;
    return item instanceof HTMLElement ? item : null;
  }

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    const item = this.#find(event.target);
    if (!item || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const items = this.#all();
    const next = this.#next(event.key, items, items.indexOf(item));
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {string} key
   * @param {HTMLElement[]} items
   * @param {number} index
   */
  #next(key, items, index) {
    switch (key) {
      case "ArrowDown":
        return items[Math.min(index + 1, items.length - 1)];
      case "ArrowUp":
        return items[Math.max(index - 1, 0)];
      case "Home":
        return items[0];
      case "End":
        return items[items.length - 1];
      default:
        return undefined;
    }
  }
}

/** @param {HTMLElement[]} items */
const first = (items) => items.find((item) => item.matches("[aria-current]")) ?? items[0];

/**
 * @param {HTMLElement} item
 * @param {number} value
 */
function setTabIndex(item, value) {
  if (item.tabIndex !== value || !item.hasAttribute("tabindex")) item.tabIndex = value;
}
