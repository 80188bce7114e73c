// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** @typedef {{key: string, label: string, detail?: string, picture: unknown, take: () => unknown}} Option */

/** A field and the list of what fits what is written in it; arrows move, Enter takes. */
export class Picker {
  static OPTIONS_MAX = 12;

  element = document.createElement("div");
  #input = document.createElement("input");
  #list = document.createElement("div");
  #options;
  /** @type {Option[]} */
  #shown = [];
  /** Which one Enter takes; -1 for none. */
  #chosen = 0;
  #none;
  #done;

  /**
   * @param {string} label
   * @param {(query: string) => Option[]} options best first
   * @param {string} none said when nothing fits
   * @param {() => unknown} [done] what Enter on an empty field does; without it the best option is taken
   */
  constructor(label, options, none, done) {
    this.#options = options;
    this.#none = none;
    this.#done = done;
    this.element.className = "picker";
    this.#dress(label);
    this.element.append(this.#input, this.#list);
    this.#input.addEventListener("input", () => this.refresh(true));
    this.#input.addEventListener("keydown", (press) => this.#keys(press));
    this.refresh(true);
  }

  /** @param {string} label */
  #dress(label) {
    const attributes = {
      type: "text",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": "picker-options",
      "aria-autocomplete": "list",
    };
    for (const [name, value] of Object.entries(attributes)) this.#input.setAttribute(name, value);
    this.#input.id = "picker";
    this.#input.autocomplete = "off";
    this.#input.placeholder = label;
    this.#input.setAttribute("aria-label", label);
  }

  focus() {
    this.#input.focus();
  }

  get query() {
    return this.#input.value.trim().toLowerCase();
  }

  clear() {
    this.#input.value = "";
    this.refresh(true);
  }

  /** @param {boolean} [anew] with the first one chosen */
  refresh(anew = false) {
    this.#shown = this.#options(this.query).slice(0, Picker.OPTIONS_MAX);
    if (anew || this.#chosen >= this.#shown.length) this.#chosen = this.#done && this.query === "" ? -1 : 0;
    this.#draw();
  }

  #draw() {
    if (this.#shown[this.#chosen]) this.#input.setAttribute("aria-activedescendant", `option-${this.#chosen}`);
    else this.#input.removeAttribute("aria-activedescendant");
    render(
      html`<ul role="listbox" id="picker-options" aria-label="Results">
          ${this.#shown.map(
            (option, at) =>
              html`<li role="option" id="option-${at}" data-key=${option.key} aria-selected=${at === this.#chosen} @click=${option.take}>
                ${option.picture} <b>${option.label}</b> ${option.detail ? html`<span class="soft">${option.detail}</span>` : nothing}
              </li>`,
          )}
        </ul>
        ${this.#shown.length === 0 ? html`<p class="nothing">${icon("search")}<span>${this.#none}</span></p>` : nothing}`,
      this.#list,
    );
    this.#list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} press */
  #keys(press) {
    const count = this.#shown.length;
    if (press.isComposing || !["Enter", "ArrowDown", "ArrowUp"].includes(press.key)) return;
    press.preventDefault();
    if (press.key === "Enter") {
      if (this.#shown[this.#chosen]) this.#shown[this.#chosen].take();
      else if (this.query === "") this.#done?.();
    } else if (count > 0) {
      this.#chosen = press.key === "ArrowDown" ? (this.#chosen + 1) % count : (Math.max(this.#chosen, 0) + count - 1) % count;
      this.#draw();
    }
  }
}
