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
  #chosen = 0;
  #none;

  /**
   * @param {string} label
   * @param {(query: string) => Option[]} options best first
   * @param {string} none said when nothing fits
   */
  constructor(label, options, none) {
    this.#options = options;
    this.#none = none;
    this.element.className = "picker";
    this.#dress(label);
    this.element.append(this.#input, this.#list);
    this.#input.addEventListener("input", () => this.refresh(true));
    this.#input.addEventListener("keydown", (press) => this.#keys(press));
    this.refresh(true);
  }

  /** @param {string} label */
  #dress(label) {
    const attributes = { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "picker-options", "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(attributes)) this.#input.setAttribute(name, value);
    this.#input.id = "picker";
    this.#input.autocomplete = "off";
    this.#input.placeholder = label;
    this.#input.setAttribute("aria-label", label);
  }

  focus() {
    this.#input.focus();
  }

  /** @param {boolean} [anew] with the first one chosen */
  refresh(anew = false) {
    this.#shown = this.#options(this.#input.value.trim().toLowerCase()).slice(0, Picker.OPTIONS_MAX);
    if (anew || this.#chosen >= this.#shown.length) this.#chosen = 0;
    this.#draw();
  }

  #draw() {
    if (this.#shown.length > 0) this.#input.setAttribute("aria-activedescendant", `option-${this.#chosen}`);
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
    if (count === 0 || press.isComposing) return;
    if (press.key === "Enter") this.#shown[this.#chosen].take();
    else if (press.key === "ArrowDown") this.#chosen = (this.#chosen + 1) % count;
    else if (press.key === "ArrowUp") this.#chosen = (this.#chosen + count - 1) % count;
    else return;
    press.preventDefault();
    if (press.key !== "Enter") this.#draw();
  }
}
