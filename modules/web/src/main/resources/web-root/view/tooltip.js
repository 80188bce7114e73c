// @ts-check
import { moveBeside } from "./placement.js";

const DELAY_MS = 250;
const TITLED = "[title]";

/**
 * Shows the `title` of an element after a moment, also for the keyboard; the one of the browser takes a second and is small. While it is
 * shown, the element has no `title`, so that the browser does not show it as well.
 */
export class Tooltip {
  element = document.createElement("div");
  /** @type {HTMLElement | null} */
  #titled = null;
  #text = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    this.element.className = "tooltip";
    this.element.popover = "manual";
    this.element.setAttribute("aria-hidden", "true"); // the title or the label of the element says it
  }

  listen() {
    document.body.append(this.element);
    addEventListener("pointerover", (event) => event.pointerType !== "touch" && this.#pointAt(event.target), { passive: true });
    addEventListener("focusin", (event) => /** @type {Element} */ (event.target).matches(":focus-visible") && this.#pointAt(event.target));
    for (const type of ["pointerdown", "keydown", "wheel", "blur"])
      addEventListener(type, () => this.#hide(), { capture: true, passive: true });
  }

  /** @param {EventTarget | null} target */
  #pointAt(target) {
    const titled = /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest(TITLED) : null);
    if (titled === null && this.#titled && target instanceof Node && this.#titled.contains(target)) return;
    if (titled === this.#titled) return;
    this.#hide();
    if (!titled?.title) return;
    this.#titled = titled;
    this.#text = titled.title;
    titled.removeAttribute("title");
    this.#timer = setTimeout(() => this.#show(), DELAY_MS);
  }

  #show() {
    if (!this.#titled?.isConnected) return this.#hide();
    this.element.textContent = this.#text;
    this.element.showPopover();
    moveBeside(this.element, this.#titled.getBoundingClientRect());
  }

  #hide() {
    clearTimeout(this.#timer);
    if (this.element.matches(":popover-open")) this.element.hidePopover();
    if (this.#titled && !this.#titled.hasAttribute("title")) this.#titled.title = this.#text;
    this.#titled = null;
  }
}
