// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { icon } from "./icons.js";
import { isComposing } from "./key-events.js";

/** @typedef {{key: string, label: string, detail?: string, kind?: string, picture: unknown, select: () => unknown}} Option */

/** A search field with the list of matching options. The arrow keys move, Enter selects. */
export class Picker {
  static OPTIONS_MAX = 12;

  element = document.createElement("div");
  /** What is said below the options. */
  note = "";
  #input = document.createElement("input");
  #list = document.createElement("div");
  #find;
  #submitEmpty;
  #max;
  /** @type {Option[]} */
  #options = [];
  /** The option that Enter selects; -1 for none. */
  #active = 0;

  /**
   * @param {string} label
   * @param {(query: string) => Option[]} find the matching options, best first
   * @param {() => unknown} [submitEmpty] what Enter in an empty field does; without it, Enter selects the best option
   * @param {number} [max] how many options are shown
   */
  constructor(label, find, submitEmpty, max = Picker.OPTIONS_MAX) {
    this.#find = find;
    this.#max = max;
    this.#submitEmpty = submitEmpty;
    this.element.className = "picker";
    this.#setAttributes(label);
    this.element.append(this.#input, this.#list);
    this.#input.addEventListener("input", () => this.refresh(true));
    this.#input.addEventListener("keydown", (event) => this.#onKeydown(event));
    this.refresh(true);
  }

  /** @param {string} label */
  #setAttributes(label) {
    const attributes = {
      type: "text",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": "picker-options",
      "aria-autocomplete": "list",
      "aria-label": label,
    };
    for (const [name, value] of Object.entries(attributes)) this.#input.setAttribute(name, value);
    this.#input.id = "picker";
    this.#input.autocomplete = "off";
    this.#input.placeholder = label;
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

  /** @param {boolean} [reset] makes the first option the active one */
  refresh(reset = false) {
    this.#options = this.#find(this.query).slice(0, this.#max);
    if (reset || this.#active >= this.#options.length) this.#active = this.#submitEmpty && this.query === "" ? -1 : 0;
    this.#render();
  }

  #render() {
    this.#input.setAttribute("aria-expanded", String(this.#options.length > 0));
    if (this.#options[this.#active]) this.#input.setAttribute("aria-activedescendant", `option-${this.#active}`);
    else this.#input.removeAttribute("aria-activedescendant");
    render(
      html`<ul role="listbox" id="picker-options" aria-label="Results">
          ${this.#options.map(
            (option, index) =>
              html`<li
                role="option"
                id="option-${index}"
                data-key=${option.key}
                aria-selected=${index === this.#active}
                @click=${option.select}
              >
                ${option.picture} <b dir="auto">${option.label}</b>
                ${option.detail ? html`<span class="soft" dir="auto">${option.detail}</span>` : nothing}
                ${option.kind ? html`<span class="kind">${option.kind}</span>` : nothing}
              </li>`,
          )}
        </ul>
        <div role="status">
          ${this.#options.length === 0 ? html`<p class="nothing">${icon("search")}<span>No results</span></p>` : nothing}
          ${this.note ? html`<p class="soft none">${this.note}</p>` : nothing}
        </div>`,
      this.#list,
    );
    this.#list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    const count = this.#options.length;
    if (isComposing(event) || !["Enter", "ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") {
      if (this.#options[this.#active]) this.#options[this.#active].select();
      else if (this.query === "") this.#submitEmpty?.();
    } else if (count > 0) {
      this.#active = event.key === "ArrowDown" ? (this.#active + 1) % count : (Math.max(this.#active, 0) + count - 1) % count;
      this.#render();
    }
  }
}
