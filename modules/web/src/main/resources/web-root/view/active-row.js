// @ts-check
import { messageIdOf, ROW } from "./message-shortcuts.js";

const CAN_HOVER = matchMedia("(hover: hover)");
const IS_TOUCH_SCREEN = matchMedia("(pointer: coarse)");
/** The keys that move the focus. On a touch screen, all other keys come from the on-screen keyboard. */
const MOVES_FOCUS = /^(Tab|F6|Home|End|Arrow(Up|Down|Left|Right))$/;

/**
 * The row of a message list that the user points at, touches or has focused with a key: it shows its toolbar. It also remembers the row
 * that the Tab key reaches. While the user works with keys, a mouse that rests over the list changes nothing, also when the rows move.
 */
export class ActiveRow {
  #container;
  #changed;
  #id = 0;
  #focusableId = 0;
  /** The last press was by touch. */
  #byTouch = false;
  /** The last input was a key, not a press or a movement of the mouse. */
  #byKeyboard = false;

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
    document.addEventListener("keydown", ({ key }) => (this.#byKeyboard ||= !IS_TOUCH_SCREEN.matches || MOVES_FOCUS.test(key)), true);
    for (const type of ["pointerdown", "wheel"])
      document.addEventListener(type, () => (this.#byKeyboard = false), { capture: true, passive: true });
    container.addEventListener("pointermove", (event) => this.#onMove(event));
    container.addEventListener("pointerover", (event) => !this.#byKeyboard && this.#onMove(event));
    container.addEventListener("pointerleave", (event) => isHover(event) && this.#activate(0));
    container.addEventListener("pointerdown", (event) => (this.#byTouch = event.pointerType === "touch"));
    container.addEventListener("pointerup", (event) => this.#byTouch && this.#onTouch(/** @type {Element} */ (event.target)));
    container.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (this.#byTouch && target.closest(".tools") && !target.closest("[aria-haspopup]")) this.#deactivate();
    });
    container.addEventListener("focusin", (event) => this.#onFocus(event.target));
    container.addEventListener("keydown", (event) => this.#onFocus(event.target), true); // of a row that was focused with the mouse
    container.addEventListener("mousedown", keepFocus);
  }

  /** @param {PointerEvent} event of the mouse over the list; a resting mouse sends only "pointerover", when the rows move */
  #onMove(event) {
    if (!isHover(event)) return;
    this.#byKeyboard = false;
    this.#pointAt(event.target);
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
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && this.#container.contains(focused)) focused.blur();
    this.#activate(0);
  }

  /** @param {EventTarget | null} target */
  #pointAt(target) {
    const row = /** @type {Element} */ (target).closest?.(ROW);
    if (row) this.#activate(messageIdOf(row));
  }

  /** @param {EventTarget | null} target */
  #onFocus(target) {
    if (this.#byKeyboard) this.#pointAt(target);
    const row = /** @type {Element} */ (target).closest(ROW);
    if (row) this.#focusableId = messageIdOf(row);
  }

  /** @param {number} id 0 for the row that was focused with a key, or none */
  #activate(id) {
    const focused = this.#byKeyboard && document.activeElement?.closest?.(ROW);
    const active = id === 0 && focused && this.#container.contains(focused) ? messageIdOf(focused) : id;
    if (active === this.#id || this.#container.querySelector(".menu:popover-open")) return;
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

/**
 * A press of the mouse on a button of a row leaves the focus where it is: the user continues to write, and the button may be removed.
 * @param {MouseEvent} event
 */
function keepFocus(event) {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("button")?.closest(ROW) && !target.closest(".editor")) event.preventDefault();
}
