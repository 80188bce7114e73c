// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { avatar } from "../view/avatar.js";
import { format } from "../view/format.js";
import { icon } from "../view/icons.js";
import { loadError, loadingSpinner } from "../view/load-state.js";
import { AuditExport } from "./audit-export.js";
import { auditParams, parseFilters, writeFilters } from "./audit-filters.js";
import { actionChoices, factsOf, sentenceOf } from "./audit-words.js";
import { explain } from "./explain.js";

/** @import { AuditRecord, User } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {Extract<import("../state/dialog-store.js").AccountDialog, {page: "audit"}>} AuditDialog */
/** @typedef {import("./audit-filters.js").Filters} Filters */

const PAGE = 50;

/** Who did what, to whom and from where. The filters are in the page's address. */
export class AuditLog {
  #app;
  #dialog;
  #changed;
  #export;
  /** @type {Filters} */
  #filters;
  /** @type {AuditRecord[] | null} null until the first page is loaded */
  #records = null;
  /** People whom the records name, also those who share no workspace with the reader. @type {Map<number, User>} */
  #users = new Map();
  /** The cursor of the next page; 0 for none. */
  #next = 0;
  #isLoading = false;
  #error = "";
  /** Counts the loads: the answer of an older one is dropped. */
  #load = 0;

  /**
   * @param {Application} app
   * @param {AuditDialog} dialog
   * @param {() => void} changed
   */
  constructor(app, dialog, changed) {
    this.#app = app;
    this.#dialog = dialog;
    this.#changed = changed;
    this.#export = new AuditExport(app.api, changed);
    this.#filters = this.#allowed(parseFilters(dialog.filters));
    void this.#first();
  }

  /**
   * A user with the right in a workspace reads the records of that workspace.
   * @param {Filters} filters
   */
  #allowed(filters) {
    if (filters.workspace || this.#app.store.may("audit_log")) return filters;
    return { ...filters, workspace: String(this.#workspaces()[0]?.id ?? "") };
  }

  #workspaces() {
    const { store } = this.#app;
    return [...store.workspaces.values()].filter(({ id }) => store.may("audit_log", id));
  }

  // ---- Loading ----

  #first() {
    this.#records = null;
    this.#next = 0;
    return this.#more();
  }

  async #more() {
    const load = ++this.#load;
    this.#isLoading = true;
    this.#error = "";
    this.#changed();
    try {
      const before = this.#next ? { before_id: this.#next } : {};
      const page = await this.#app.api.call("audit.list", { ...auditParams(this.#filters), ...before, limit: PAGE });
      if (load !== this.#load) return;
      for (const user of page.users) this.#users.set(user.id, user);
      this.#records = [...(this.#records ?? []), ...page.records];
      this.#next = page.next_before_id ?? 0;
    } catch (error) {
      if (load !== this.#load) return;
      this.#error = explain(error).text;
    }
    this.#isLoading = false;
    this.#changed();
  }

  /** @param {Partial<Filters>} change */
  #filter(change) {
    this.#filters = { ...this.#filters, ...change };
    this.#dialog.filters = writeFilters(this.#filters);
    this.#app.dialogs.open(this.#dialog); // writes the address
    this.#export.reset();
    void this.#first();
  }

  // ---- View ----

  content() {
    return html`${this.#choices()}
      <div class="audit-bar">
        <p class="remark" role="status">${this.#summary()}</p>
        ${this.#export.button(this.#filters)}
      </div>
      ${this.#error
        ? loadError("Couldn't load the records.", this.#error, () => void this.#more())
        : this.#records
          ? this.#list(this.#records)
          : loadingSpinner}
      ${this.#next && !this.#error
        ? html`<button type="button" class="plain" id="older-records" aria-disabled=${this.#isLoading} @click=${() => this.#older()}>
            Show older records
          </button>`
        : nothing}`;
  }

  #older() {
    if (!this.#isLoading) void this.#more();
  }

  #summary() {
    if (!this.#records) return nothing;
    const count = this.#records.length;
    if (count === 0) return "No record matches. Choose other filters.";
    return this.#next ? `The newest ${format.count(count, "record")}` : format.count(count, "record");
  }

  #choices() {
    const { store } = this.#app;
    /** @type {[string, string][]} */
    const people = [...store.users.values()]
      .sort((a, b) => a.display_name.localeCompare(b.display_name) || a.id - b.id)
      .map(({ id, display_name: name, username }) => [String(id), `${name} (@${username})`]);
    /** @type {[string, string][]} */
    const workspaces = this.#workspaces().map(({ id, name }) => [String(id), name]);
    return html`<div class="audit-filters">
      ${this.#choice("actor", "Done by", [["", "Everybody"], ...people])} ${this.#choice("target", "About", [["", "Everybody"], ...people])}
      ${this.#choice("action", "Action", actionChoices())}
      ${this.#choice("workspace", "Workspace", store.may("audit_log") ? [["", "All"], ...workspaces] : workspaces)}
      ${this.#day("since", "From")} ${this.#day("until", "To")}
    </div>`;
  }

  /**
   * @param {keyof Filters} name
   * @param {string} label
   * @param {[value: string, label: string][]} choices
   */
  #choice(name, label, choices) {
    const value = this.#filters[name];
    const isListed = choices.some(([choice]) => choice === value);
    return html`<div class="field">
      <label for="audit-${name}">${label}</label>
      <select
        id="audit-${name}"
        @change=${(/** @type {Event} */ event) => this.#filter({ [name]: /** @type {HTMLSelectElement} */ (event.target).value })}
      >
        ${isListed ? nothing : html`<option value=${value} selected>${this.#name(Number(value))}</option>`}
        ${choices.map(([choice, text]) => html`<option value=${choice} ?selected=${choice === value}>${text}</option>`)}
      </select>
    </div>`;
  }

  /**
   * @param {"since" | "until"} name
   * @param {string} label
   */
  #day(name, label) {
    return html`<div class="field">
      <label for="audit-${name}">${label}</label>
      <input
        id="audit-${name}"
        type="date"
        .value=${this.#filters[name]}
        @change=${(/** @type {Event} */ event) => this.#filter({ [name]: /** @type {HTMLInputElement} */ (event.target).value })}
      />
    </div>`;
  }

  /** @param {number} userId */
  #name(userId) {
    return this.#users.get(userId)?.display_name ?? this.#app.store.users.get(userId)?.display_name ?? `user ${userId}`;
  }

  /** @param {AuditRecord[]} records */
  #list(records) {
    return html`<ul class="account-rows" id="audit-records">
      ${repeat(
        records,
        ({ id }) => id,
        (record) => this.#row(record),
      )}
    </ul>`;
  }

  /** @param {AuditRecord} record */
  #row(record) {
    const nameOf = (/** @type {number} */ userId) => this.#name(userId);
    const { who, what } = sentenceOf(record, nameOf);
    const face = record.actor_id
      ? avatar(this.#app.store, record.actor_id, { dot: false })
      : html`<span class="audit-sign">${icon(record.actor_kind === "cli" ? "code" : "info")}</span>`;
    const facts = [`${format.day(record.at)}, ${format.clock(record.at)}`, ...factsOf(record, nameOf)];
    return html`<li data-record=${record.id} data-action=${record.action}>
      ${face}
      <span class="names">
        <span>${who ? html`<b>${who}</b> ` : nothing}${what}</span>
        <span class="soft">${facts.join(" · ")}</span>
      </span>
    </li>`;
  }
}
