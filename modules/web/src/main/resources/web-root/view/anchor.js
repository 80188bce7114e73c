// @ts-check

/** @typedef {import("./placement.js").Box} Box */

const PRESSABLE = "button, a, [data-person]";

/** The element from which the user opens something: the one that was pressed, or the one that has the focus. */
export class Anchor {
  /** @type {Element | null} */
  #pressed = null;

  listen() {
    const press = (/** @type {PointerEvent} */ event) =>
      (this.#pressed = /** @type {Element} */ (event.target).closest?.(PRESSABLE) ?? null);
    document.addEventListener("pointerdown", press, { capture: true, passive: true });
    document.addEventListener("keydown", () => (this.#pressed = null), { capture: true, passive: true });
  }

  /** @returns {Box | null} null if there is no such element */
  box() {
    const element = this.#pressed?.isConnected ? this.#pressed : document.activeElement;
    if (!element || element === document.body) return null;
    const box = element.getBoundingClientRect();
    return box.width > 0 ? box : null;
  }
}
