// @ts-check
import { guard } from "../lib/directives/guard.js";
import { html, nothing, render } from "../lib/lit-html.js";
import { emoji } from "./emoji.js";
import { emojiChoices } from "./emoji-choices.js";

/** @typedef {{sign: string, names: string[]}} Choice */
/** @typedef {{title: string, choices: Choice[]}} Section */

const TONES = ["Default skin tone", "Light", "Medium-light", "Medium", "Medium-dark", "Dark"];
/** The emoji that shows the skin tones. */
const HAND = "✋";
/** Less than the height of a row of the grid. */
const SAME_ROW = 8;

/**
 * A search field and the emoji by category, after those that the user picked last. In the grid the arrow keys move, in the field the
 * arrow down enters the grid and Enter picks the first result.
 */
export class EmojiPicker {
  static FOUND_MAX = 96;

  element = document.createElement("div");
  #pick;
  #query = "";
  /** The sections do not change while the picker is open, except by the skin tone. @type {Section[]} */
  #sections = [];

  /** @param {(character: string) => void} pick */
  constructor(pick) {
    this.#pick = (/** @type {string} */ sign) => {
      emojiChoices.picked(sign);
      pick(sign);
    };
    this.element.className = "emoji-picker";
    this.#readSections();
    this.refresh();
  }

  focus() {
    this.element.querySelector("input")?.focus();
  }

  #readSections() {
    const tone = emojiChoices.tone();
    const recent = emojiChoices.recent().map((sign) => ({ sign, names: emoji.of(sign)?.names ?? [emoji.nameOf(sign)] }));
    const all = emoji.categories().map((category) => ({
      title: category.title,
      choices: category.emoji.map((one) => ({ sign: emoji.toned(one, tone), names: one.names })),
    }));
    this.#sections = recent.length > 0 ? [{ title: "Recent", choices: recent }, ...all] : all;
  }

  /** @returns {Section[]} */
  #shown() {
    if (!this.#query) return this.#sections;
    const found = emoji.find(this.#query, EmojiPicker.FOUND_MAX, emojiChoices.tone());
    return [{ title: "Results", choices: found.map(({ character, name, names }) => ({ sign: character, names: nameFirst(name, names) })) }];
  }

  refresh() {
    const sections = this.#shown();
    const first = sections[0].choices[0];
    const search = (/** @type {InputEvent} */ event) => {
      this.#query = /** @type {HTMLInputElement} */ (event.target).value.trim();
      this.refresh();
      this.#list().scrollTop = 0;
    };
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (first) this.#pick(first.sign);
    };
    const enter = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      this.#buttons()[0]?.focus();
    };
    render(
      html`<form @submit=${submit}>
          <input
            id="emoji-search"
            placeholder="Search emoji"
            aria-label="Search emoji"
            autocomplete="off"
            @input=${search}
            @keydown=${enter}
          />
        </form>
        ${this.#query ? nothing : this.#tabs()}
        <div class="emoji-list" @click=${this.#onClick} @keydown=${this.#onKeydown} @focusin=${this.#onFocusin}>
          ${sections.map((section) => guard([section], () => this.#section(section)))}
          ${sections[0].choices.length === 0 ? html`<p class="soft">No results</p>` : nothing}
        </div>
        ${this.#tones()}`,
      this.element,
    );
    this.#makeReachable(this.#buttons()[0]);
  }

  /**
   * The tab key reaches one emoji of the grid: the first, or the one that had the focus last.
   * @param {HTMLButtonElement | undefined} button
   */
  #makeReachable(button) {
    if (!button) return;
    for (const other of this.#buttons()) if (other.tabIndex === 0) other.tabIndex = -1;
    button.tabIndex = 0;
  }

  /** @param {Section} section */
  #section({ title, choices }) {
    return html`<section aria-label=${title}>
      ${this.#query ? nothing : html`<h3>${title}</h3>`}
      <div class="grid">
        ${choices.map(
          ({ sign, names }) =>
            html`<button
              type="button"
              tabindex="-1"
              data-emoji=${sign}
              title=${names.map((name) => `:${name}:`).join(" ")}
              aria-label=${names[0]}
            >
              ${sign}
            </button>`,
        )}
      </div>
    </section>`;
  }

  #tabs() {
    const show = (/** @type {number} */ index) => {
      const list = this.#list();
      const section = /** @type {HTMLElement} */ (list.children[index]);
      section.querySelector("button")?.focus({ preventScroll: true });
      list.scrollTop = section.offsetTop - list.offsetTop;
    };
    return html`<div class="emoji-tabs" role="toolbar" aria-label="Categories">
      ${this.#sections.map(
        ({ title, choices }, index) =>
          html`<button type="button" aria-label=${title} title=${title} @click=${() => show(index)}>
            ${title === "Recent" ? "🕒" : choices[0].sign}
          </button>`,
      )}
    </div>`;
  }

  #tones() {
    const hand = emoji.of(HAND);
    const chosen = emojiChoices.tone();
    const choose = (/** @type {number} */ tone) => {
      emojiChoices.setTone(tone);
      this.#readSections();
      this.refresh();
    };
    return html`<div class="emoji-tones" role="group" aria-label="Skin tone">
      <span class="soft">Skin tone</span>
      ${TONES.map(
        (title, tone) =>
          html`<button type="button" aria-pressed=${tone === chosen} aria-label=${title} title=${title} @click=${() => choose(tone)}>
            ${hand ? emoji.toned(hand, tone) : HAND}
          </button>`,
      )}
    </div>`;
  }

  #list() {
    return /** @type {HTMLElement} */ (this.element.querySelector(".emoji-list"));
  }

  /** @returns {HTMLButtonElement[]} */
  #buttons() {
    return [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.#list().querySelectorAll("button[data-emoji]"))];
  }

  /** @param {Event} event */
  #onClick = (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button?.dataset.emoji) this.#pick(button.dataset.emoji);
  };

  /** @param {FocusEvent} event */
  #onFocusin = (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button?.dataset.emoji) this.#makeReachable(button);
  };

  /** @param {KeyboardEvent} event */
  #onKeydown = (event) => {
    const buttons = this.#buttons();
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    if (at < 0 || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next =
      event.key === "ArrowUp" || event.key === "ArrowDown" ? inNextRow(buttons, at, event.key) : at + (event.key === "ArrowLeft" ? -1 : 1);
    if (next < 0) return this.focus();
    buttons[next]?.focus();
  };
}

/**
 * @param {string} name
 * @param {string[]} names
 */
function nameFirst(name, names) {
  return [name, ...names.filter((other) => other !== name)];
}

/**
 * The index of the button above or below.
 * @param {HTMLButtonElement[]} buttons
 * @param {number} at
 * @param {"ArrowUp" | "ArrowDown"} key
 * @returns {number} -1 above the first row, the number of buttons below the last one
 */
function inNextRow(buttons, at, key) {
  const step = key === "ArrowUp" ? -1 : 1;
  const { left, top } = buttons[at].getBoundingClientRect();
  let next = at + step;
  while (buttons[next] && Math.abs(buttons[next].getBoundingClientRect().top - top) < SAME_ROW) next += step;
  if (!buttons[next]) return next;
  const row = buttons[next].getBoundingClientRect().top;
  const distance = (/** @type {number} */ index) => Math.abs(buttons[index].getBoundingClientRect().left - left);
  let best = next;
  for (; buttons[next] && Math.abs(buttons[next].getBoundingClientRect().top - row) < SAME_ROW; next += step) {
    if (distance(next) < distance(best)) best = next;
  }
  return best;
}
