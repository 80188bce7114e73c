// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { format } from "../view/format.js";
import { loadError, loadingSpinner } from "../view/load-state.js";
import { factsOf, sentenceOf } from "./audit-words.js";
import { explain } from "./explain.js";

/** @import { AuditRecord, User } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */

const PAGE = 10;

/** What happened to the security of the user's own account: a sign-in that the user does not know is seen here. */
export class Activity {
  #app;
  #changed;
  /** @type {AuditRecord[] | null} null until the first page is loaded */
  #records = null;
  /** @type {Map<number, User>} */
  #users = new Map();
  /** The cursor of the next page; 0 for none. */
  #next = 0;
  #isLoading = false;
  #error = "";

  /**
   * @param {Application} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.#changed = changed;
    void this.#more();
  }

  async #more() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#error = "";
    try {
      const before = this.#next ? { before_id: this.#next } : {};
      const page = await this.#app.api.call("audit.list", { own: true, ...before, limit: PAGE });
      for (const user of page.users) this.#users.set(user.id, user);
      this.#records = [...(this.#records ?? []), ...page.records];
      this.#next = page.next_before_id ?? 0;
    } catch (error) {
      this.#error = explain(error).text;
    }
    this.#isLoading = false;
    this.#changed();
  }

  content() {
    return html`<section aria-labelledby="settings-activity">
      <h3 id="settings-activity">Recent activity on your account</h3>
      ${this.#records ? this.#list(this.#records) : this.#error ? nothing : loadingSpinner}
      ${this.#error ? loadError("Couldn't load your activity.", this.#error, () => void this.#more()) : nothing}
      ${this.#next && !this.#error
        ? html`<button type="button" class="plain" id="older-activity" @click=${() => void this.#more()}>Show older</button>`
        : nothing}
    </section>`;
  }

  /** @param {AuditRecord[]} records */
  #list(records) {
    return html`<ul class="account-rows" id="activity">
      ${repeat(
        records,
        ({ id }) => id,
        (record) => this.#row(record),
      )}
    </ul>`;
  }

  /** @param {AuditRecord} record */
  #row(record) {
    const { store } = this.#app;
    const nameOf = (/** @type {number} */ id) => (id === store.user.id ? "you" : (this.#users.get(id)?.display_name ?? `user ${id}`));
    const { who, what } = sentenceOf(record, nameOf);
    const text = `${who === "you" ? "You" : who} ${toYou(what)}`.trim();
    const facts = [`${format.day(record.at)}, ${format.clock(record.at)}`, ...factsOf(record, nameOf)];
    return html`<li data-action=${record.action}>
      <span class="names"><span>${text}</span><span class="soft">${facts.join(" · ")}</span></span>
    </li>`;
  }
}

/**
 * "the profile of you" is "your profile".
 * @param {string} text
 */
const toYou = (text) =>
  text
    .replace("of their own account", "of you")
    .replace("their own account", "yourself")
    .replace(/the ([a-z ]+) of you\b/, "your $1")
    .replace("a device of you", "one of your devices");
