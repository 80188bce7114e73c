// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { emoji } from "./emoji.js";

/** A search field and a grid of emoji. */
export class EmojiPicker {
  static SHOWN_MAX = 96;

  element = document.createElement("div");
  #pick;
  #query = "";

  /** @param {(character: string) => void} pick */
  constructor(pick) {
    this.#pick = pick;
    this.refresh();
  }

  focus() {
    this.element.querySelector("input")?.focus();
  }

  refresh() {
    const shown = emoji.find(this.#query, EmojiPicker.SHOWN_MAX);
    const search = (/** @type {InputEvent} */ event) => {
      this.#query = /** @type {HTMLInputElement} */ (event.target).value.trim();
      this.refresh();
    };
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (shown[0]) this.#pick(shown[0].character);
    };
    render(
      html`<form @submit=${submit}>
          <input id="emoji-search" placeholder="Search emoji" aria-label="Search emoji" autocomplete="off" @input=${search} />
        </form>
        <div class="grid">
          ${shown.map(
            ({ name, character }) =>
              html`<button type="button" title=":${name}:" aria-label=${name} @click=${() => this.#pick(character)}>${character}</button>`,
          )}
        </div>
        ${shown.length === 0 ? html`<p class="soft">No results</p>` : nothing}`,
      this.element,
    );
  }
}
