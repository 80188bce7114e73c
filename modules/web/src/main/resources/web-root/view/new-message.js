// @ts-check
import { html, render } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { Picker } from "./picker.js";
import { findUsers, userOption } from "./user-search.js";

/** @typedef {import("../state/store.js").Store} Store */

/** Chooses the recipients of a conversation. Enter adds the user who is found; Enter in the empty field opens the conversation. */
export class NewMessage {
  /** The server accepts this many members besides the user. */
  static RECIPIENTS_MAX = 8;

  element = document.createElement("div");
  #store;
  #open;
  #picker;
  #head = document.createElement("div");
  #foot = document.createElement("div");
  /** @type {number[]} */
  #recipients;

  /**
   * @param {Store} store
   * @param {number[]} recipients who are chosen already
   * @param {(userIds: number[]) => void} open
   */
  constructor(store, recipients, open) {
    this.#store = store;
    this.#recipients = recipients;
    this.#open = open;
    this.#picker = new Picker(
      "Search people",
      (query) => this.#options(query),
      () => this.#submit(),
    );
    this.element.className = "new-message";
    this.element.append(this.#head, this.#picker.element, this.#foot);
    this.element.addEventListener("keydown", (event) => this.#onKeydown(event));
    this.refresh();
  }

  focus() {
    this.#picker.focus();
  }

  refresh() {
    this.#picker.refresh();
    render(this.#chips(), this.#head);
    render(this.#footer(), this.#foot);
  }

  #chips() {
    const store = this.#store;
    return html`<ul class="chips" aria-label="Recipients" aria-live="polite">
      ${this.#recipients.map(
        (id) =>
          html`<li data-user=${id}>
            ${avatar(store, id, { size: "small" })} ${store.name(id)}
            <button type="button" aria-label="Remove ${store.name(id)}" @click=${() => this.#remove(id)}>${icon("close")}</button>
          </li>`,
      )}
    </ul>`;
  }

  #footer() {
    const count = this.#recipients.length;
    if (count === 0) return html`<p class="soft hint">You can add up to ${NewMessage.RECIPIENTS_MAX} people.</p>`;
    return html`<div class="row end">
      ${count > 1 ? html`<span class="soft">Group of ${count + 1}</span>` : ""}
      <button type="button" class="primary" id="open-conversation" @click=${() => this.#submit()}>Open conversation</button>
    </div>`;
  }

  /**
   * @param {string} query
   * @returns {import("./picker.js").Option[]}
   */
  #options(query) {
    const store = this.#store;
    if (this.#recipients.length >= NewMessage.RECIPIENTS_MAX) return [];
    return findUsers(store, query)
      .filter((user) => (user.id === store.user.id ? this.#recipients.length === 0 : !this.#recipients.includes(user.id)))
      .map((user) => userOption(store, user, () => this.#add(user.id)));
  }

  /** @param {number} id */
  #add(id) {
    if (id === this.#store.user.id) return this.#open([id]);
    this.#recipients = [...this.#recipients, id];
    this.#picker.clear();
    this.refresh();
    this.focus();
  }

  /** @param {number} id */
  #remove(id) {
    this.#recipients = this.#recipients.filter((other) => other !== id);
    this.refresh();
    this.focus();
  }

  #submit() {
    if (this.#recipients.length > 0) this.#open(this.#recipients);
  }

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    const last = this.#recipients.at(-1);
    if (event.key === "Backspace" && this.#picker.query === "" && last !== undefined) this.#remove(last);
  }
}
