// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { people } from "./people.js";
import { Picker } from "./picker.js";

/** @typedef {import("../state/session.js").Session} Session */

/** With whom to talk: one person or a handful. Enter takes the one who is found, and Enter on an empty field opens the conversation. */
export class NewMessage {
  /** Besides oneself; as many as the server takes. */
  static OTHERS_MAX = 8;

  element = document.createElement("div");
  #session;
  #picker;
  #head = document.createElement("div");
  #foot = document.createElement("div");
  /** @type {number[]} */
  #taken;

  /**
   * @param {Session} session
   * @param {number[]} taken who is in it already
   */
  constructor(session, taken) {
    this.#session = session;
    this.#taken = taken;
    this.#picker = new Picker(
      "Name of a person",
      (query) => this.#options(query),
      "Nobody else is called that.",
      () => this.#go(this.#taken),
    );
    this.element.className = "new-message";
    this.element.append(this.#head, this.#picker.element, this.#foot);
    this.element.addEventListener("keydown", (press) => this.#keys(press));
    this.refresh();
  }

  focus() {
    this.#picker.focus();
  }

  refresh() {
    this.#picker.refresh();
    render(this.#chips(), this.#head);
    render(this.#end(), this.#foot);
  }

  #chips() {
    const { store } = this.#session;
    return html`<ul class="chips" aria-label="With" aria-live="polite">
      ${this.#taken.map(
        (id) =>
          html`<li data-user=${id}>
            ${avatar(store, id, { size: "small" })} ${store.name(id)}
            <button type="button" aria-label="Without ${store.name(id)}" @click=${() => this.#drop(id)}>${icon("close")}</button>
          </li>`,
      )}
    </ul>`;
  }

  #end() {
    const count = this.#taken.length;
    if (count === 0) return html`<p class="soft hint">Choose one person, or up to ${NewMessage.OTHERS_MAX}.</p>`;
    return html`<div class="row end">
      ${count > 1 ? html`<span class="soft">A group of ${count + 1}</span>` : nothing}
      <button type="button" class="primary" id="open-conversation" @click=${() => this.#go(this.#taken)}>Open conversation</button>
    </div>`;
  }

  /**
   * @param {string} query
   * @returns {import("./picker.js").Option[]}
   */
  #options(query) {
    const { store } = this.#session;
    if (this.#taken.length >= NewMessage.OTHERS_MAX) return [];
    return people
      .like(store, query)
      .filter((user) => (user.id === store.user.id ? this.#taken.length === 0 : !this.#taken.includes(user.id)))
      .map((user) => ({ ...people.option(store, user), take: () => this.#take(user.id) }));
  }

  /** @param {number} id */
  #take(id) {
    if (id === this.#session.store.user.id) return this.#go([id]);
    this.#taken = [...this.#taken, id];
    this.#picker.clear();
    this.refresh();
    this.focus();
  }

  /** @param {number} id */
  #drop(id) {
    this.#taken = this.#taken.filter((one) => one !== id);
    this.refresh();
    this.focus();
  }

  /** @param {number[]} ids */
  #go(ids) {
    if (ids.length === 0) return;
    this.#session.ask(null);
    void this.#session.talkTo(ids);
  }

  /** @param {KeyboardEvent} press */
  #keys(press) {
    const last = this.#taken.at(-1);
    if (press.key === "Backspace" && this.#picker.query === "" && last !== undefined) this.#drop(last);
  }
}
