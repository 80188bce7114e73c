// @ts-check
import { messageIdOf, ROW } from "./message-shortcuts.js";

const CAN_HOVER = matchMedia("(hover: hover)");

/**
 * The row of a message list that the user points at, touches or has focused: it shows its toolbar. It also remembers the row that the Tab
 * key reaches.
 */
export class ActiveRow {
  #container;
  #changed;
  #id = 0;
  #focusableId = 0;
  /** The last press was by touch. */
  #byTouch = false;

  /**
   * @param {HTMLElement} container contains the rows
   * @param {() => void} changed another row is active
   */
  constructor(container, changed) {
    this.#container = container;
    this.#changed = changed;
  }

  /** The message of the active row; 0 for none. */
  get id() {
    return this.#id;
  }

  /** The message of the row that the Tab key reaches; 0 for none. */
  get focusableId() {
    return this.#focusableId;
  }

  /** The list shows other messages. */
  reset() {
    this.#id = this.#focusableId = 0;
  }

  /**
   * Focuses a row that the user was led to. On a touch screen its toolbar stays closed, because it would cover other things.
   * @param {HTMLElement} row
   */
  focus(row) {
    this.#byTouch ||= matchMedia("(pointer: coarse)").matches;
    row.focus({ preventScroll: true });
  }

  listen() {
    const container = this.#container;
    container.addEventListener("pointerover", (event) => isHover(event) && this.#pointAt(event.target));
    container.addEventListener("pointerleave", (event) => isHover(event) && this.#activate(0));
    container.addEventListener("pointerdown", (event) => (this.#byTouch = event.pointerType === "touch"));
    container.addEventListener("pointerup", (event) => this.#byTouch && this.#onTouch(/** @type {Element} */ (event.target)));
    container.addEventListener("click", (event) => {
      if (this.#byTouch && /** @type {Element} */ (event.target).closest(".tools")) this.#deactivate();
    });
    container.addEventListener("focusin", (event) => this.#onFocus(event.target));
    container.addEventListener("keydown", () => (this.#byTouch = false));
  }

  /**
   * Shows the toolbar of the message that is touched, until it is touched again or the user touches something else.
   * @param {Element} target
   */
  #onTouch(target) {
    if (target.closest("button, a, textarea")) return;
    const row = target.closest(ROW);
    if (row && messageIdOf(row) !== this.#id) this.#activate(messageIdOf(row));
    else this.#deactivate();
  }

  #deactivate() {
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    this.#activate(0);
  }

  /** @param {EventTarget | null} target */
  #pointAt(target) {
    const row = /** @type {Element} */ (target).closest?.(ROW);
    if (row) this.#activate(messageIdOf(row));
  }

  /** @param {EventTarget | null} target */
  #onFocus(target) {
    if (!this.#byTouch) this.#pointAt(target);
    const row = /** @type {Element} */ (target).closest(ROW);
    if (row) this.#focusableId = messageIdOf(row);
  }

  /** @param {number} id 0 for the row that has the focus, or none */
  #activate(id) {
    const focused = document.activeElement?.closest?.(ROW);
    const active = id === 0 && focused && this.#container.contains(focused) ? messageIdOf(focused) : id;
    if (active === this.#id) return;
    this.#id = active;
    this.#changed();
  }
}

/**
 * Whether the pointer points without pressing. Touch does not; on a device that cannot hover, browsers send mouse events for touches.
 * @param {PointerEvent} event
 */
function isHover(event) {
  return CAN_HOVER.matches && event.pointerType !== "touch";
}
