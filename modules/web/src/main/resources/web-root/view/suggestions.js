// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { completionAt, isSuggested } from "./completion.js";
import { emoji } from "./emoji.js";
import { emojiChoices } from "./emoji-choices.js";
import { icon } from "./icons.js";
import { applyEdit } from "./text-edits.js";

/** @import { User } from "../contract.js" */
/** @typedef {import("./completion.js").Completion} Completion */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {{insert: string, label: string, detail: string, picture: unknown}} Suggestion */

const SUGGESTIONS_MAX = 8;
const BROADCASTS = [
  { name: "channel", detail: "Notify everyone in this channel" },
  { name: "here", detail: "Notify every online member of this channel" },
];

/** The names and emoji that complete what the user writes in a field, in a popup above it. */
export class Suggestions {
  element = document.createElement("div");

  #area;
  #store;
  /** Makes the ids of the popup unique on a page with two fields. */
  #id;
  /** @type {Suggestion[]} */
  #shown = [];
  /** The beginning of a name for which the suggestions are. @type {Completion | null} */
  #completion = null;
  #activeIndex = 0;
  /**
   * The version of the users in which none matches the mention before the cursor, or -1. A user who is loaded later is suggested then.
   */
  #noMatchInVersion = -1;

  /**
   * @param {string} id of the element around the field
   * @param {HTMLTextAreaElement} area
   * @param {Store} store
   */
  constructor(id, area, store) {
    this.#id = id;
    this.#area = area;
    this.#store = store;
    this.element.className = "popup-host";
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", `${id}-choices`);
    area.setAttribute("aria-expanded", "false");
    area.setAttribute("role", "combobox");
    area.setAttribute("aria-haspopup", "listbox");
    area.addEventListener("blur", () => this.close());
    document.addEventListener("selectionchange", () => this.#onCursorMoved());
  }

  /** Finds what completes the text before the cursor. */
  update() {
    this.#completion = completionAt(this.#area.value.slice(0, this.#area.selectionStart));
    if (this.#completion?.kind === "mention") {
      this.#suggest(this.#mentions(this.#completion.part.toLowerCase()));
      if (this.#shown.length === 0) this.#noMatchInVersion = this.#store.usersVersion;
    } else if (this.#completion) this.#suggest(emojiSuggestions(this.#completion.part));
    else this.close();
  }

  /** Users may have been loaded: one of them may be the one whose name is before the cursor. */
  usersChanged() {
    if (this.#noMatchInVersion >= 0 && this.#noMatchInVersion !== this.#store.usersVersion) this.update();
  }

  close() {
    this.#suggest([]);
  }

  /** The suggestions are for the name before the cursor; they close when the cursor is at another place. */
  #onCursorMoved() {
    if (this.#shown.length === 0) return;
    const { selectionStart, selectionEnd } = this.#area;
    if (selectionStart !== this.#completion?.end || selectionEnd !== selectionStart) this.close();
  }

  /**
   * @param {string} part
   * @returns {Suggestion[]}
   */
  #mentions(part) {
    const matches = (/** @type {string} */ name) => name.toLowerCase().startsWith(part);
    const isMatch = (/** @type {User} */ user) => matches(user.username) || user.display_name.split(/\s+/).some(matches);
    const users = [...this.#store.users.values()]
      .filter((user) => !user.deactivated_at && isMatch(user))
      .sort((a, b) => a.display_name.localeCompare(b.display_name))
      .map((user) => ({
        insert: `@${user.username} `,
        label: user.display_name,
        detail: `@${user.username}`,
        picture: avatar(this.#store, user.id, { size: "small", dot: true }),
      }));
    const broadcasts = BROADCASTS.filter(({ name }) => part && matches(name)).map(({ name, detail }) => ({
      insert: `@${name} `,
      label: `@${name}`,
      detail,
      picture: icon("people"),
    }));
    return [...users, ...broadcasts].slice(0, SUGGESTIONS_MAX);
  }

  /** @param {Suggestion[]} suggestions */
  #suggest(suggestions) {
    this.#noMatchInVersion = -1;
    if (suggestions.length === 0 && this.#shown.length === 0) return;
    this.#shown = suggestions;
    this.#activeIndex = 0;
    this.#render();
  }

  #render() {
    const isOpen = this.#shown.length > 0;
    this.#area.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.#area.setAttribute("aria-activedescendant", `${this.#id}-choice-${this.#activeIndex}`);
    else this.#area.removeAttribute("aria-activedescendant");
    render(
      isOpen
        ? html`<ul class="choices" role="listbox" id="${this.#id}-choices" aria-label="Suggestions">
            ${this.#shown.map(
              (suggestion, index) =>
                html`<li
                  role="option"
                  id="${this.#id}-choice-${index}"
                  aria-selected=${index === this.#activeIndex}
                  @mousedown=${keepFocus}
                  @click=${() => this.#accept(suggestion)}
                >
                  ${suggestion.picture} <b>${suggestion.label}</b> <span class="soft">${suggestion.detail}</span>
                </li>`,
            )}
          </ul>`
        : nothing,
      this.element,
    );
  }

  /** @param {Suggestion} suggestion */
  #accept({ insert }) {
    if (!this.#completion) return;
    const { start, end } = this.#completion;
    applyEdit(this.#area, { from: start, to: end, text: insert, start: start + insert.length, end: start + insert.length });
    this.close();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was for the suggestions
   */
  onKey(event) {
    const count = this.#shown.length;
    if (count === 0) return false;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        this.#activeIndex = (this.#activeIndex + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
        this.#render();
        return true;
      case "Enter":
      case "Tab":
        this.#accept(this.#shown[this.#activeIndex]);
        return true;
      case "Escape":
        event.stopPropagation();
        this.close();
        return true;
      default:
        return false;
    }
  }
}

/** @param {Event} event of a press on a button, which must not move the focus out of the field */
export function keepFocus(event) {
  event.preventDefault();
}

/**
 * @param {string} part
 * @returns {Suggestion[]}
 */
function emojiSuggestions(part) {
  const found = emoji.find(part, SUGGESTIONS_MAX, emojiChoices.tone()).filter(({ name }) => isSuggested(name, part));
  return found.map(({ name, names, character }) => ({
    insert: `${character} `,
    label: `:${name}:`,
    detail: names
      .filter((other) => other !== name)
      .map((other) => `:${other}:`)
      .join(" "),
    picture: html`<span class="big">${character}</span>`,
  }));
}
