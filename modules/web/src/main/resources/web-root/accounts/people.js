// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { formatEntryLink } from "../state/entry-link.js";
import { avatar } from "../view/avatar.js";
import { format } from "../view/format.js";
import { loadError, loadingSpinner } from "../view/load-state.js";
import { Confirmation } from "./confirmation.js";
import { explain } from "./explain.js";
import { Form, focusSoon } from "./form.js";
import { LinkToPassOn } from "./invitation-link.js";

/** @import { Account, AccountState, User } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {{userId: number, url: string, expiresAt: string}} ResetLink */
/** An account, or a person whose account was not loaded. @typedef {{user: User} & Partial<Account>} Row */

const PAGE = 50;
/** How long the user must stop typing before the server is asked. */
const PAUSE_MS = 250;
/** @type {[value: string, label: string][]} */
const STATES = [
  ["", "All accounts"],
  ["active", "Active"],
  ["deactivated", "Deactivated"],
];

/** The accounts of the server, for its administrators: who can sign in, a link for a forgotten password, and the end of an account. */
export class People {
  #app;
  #changed;
  #form;
  #link;
  #confirmation;
  #query = "";
  /** @type {"" | AccountState} */
  #state = "";
  /** What the server has found, in its order; null until the first page is loaded. @type {Account[] | null} */
  #accounts = null;
  /** The cursor of the next page; "" for none. */
  #next = "";
  #error = "";
  /** Counts the loads: the answer of an older one is dropped. */
  #load = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  /** The person whose actions are shown; 0 for none. */
  #openId = 0;
  /** What the administrator is about to do, and has to be sure of. @type {"" | "deactivate" | "factor"} */
  #sure = "";
  /** @type {ResetLink | null} the last one that was made */
  #reset = null;

  /**
   * @param {Application} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.#changed = changed;
    this.#form = new Form("people", changed);
    this.#link = new LinkToPassOn(changed);
    this.#confirmation = new Confirmation(app, changed);
    void app.account.loadSignInOptions();
    void this.#first();
  }

  content() {
    return html`${this.#confirmation.content()}
      <div class="people-filters">
        <div class="field">
          <label for="people-search">Search people</label>
          <input
            id="people-search"
            type="search"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            maxlength="32"
            autofocus
            placeholder="Username, or a name of your workspaces"
            @input=${(/** @type {InputEvent} */ event) => this.#search(/** @type {HTMLInputElement} */ (event.target).value)}
          />
        </div>
        <div class="field">
          <label for="people-state">Show</label>
          <select
            id="people-state"
            @change=${(/** @type {Event} */ event) => this.#filter(/** @type {HTMLSelectElement} */ (event.target).value)}
          >
            ${STATES.map(([value, label]) => html`<option value=${value} ?selected=${value === this.#state}>${label}</option>`)}
          </select>
        </div>
      </div>
      ${this.#form.problem()}
      ${this.#error
        ? loadError("Couldn't load the accounts.", this.#error, () => void this.#more())
        : this.#accounts
          ? this.#list(this.#found(this.#accounts))
          : loadingSpinner}`;
  }

  // ---- Finding ----

  /** @param {string} query */
  #search(query) {
    this.#query = query.trim().replace(/^@/, "").toLowerCase();
    this.#form.errors = {};
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#first(), PAUSE_MS);
    this.#changed();
  }

  /** @param {string} state */
  #filter(state) {
    this.#state = /** @type {"" | AccountState} */ (state);
    this.#accounts = null;
    void this.#first();
  }

  #first() {
    this.#next = "";
    return this.#more();
  }

  async #more() {
    const load = ++this.#load;
    const after = this.#next;
    this.#error = "";
    this.#changed();
    try {
      const page = await this.#app.api.call("accounts.list", {
        ...(this.#state && { state: this.#state }),
        ...(this.#query && { prefix: this.#query }),
        ...(after && { after }),
        limit: PAGE,
      });
      if (load !== this.#load) return;
      this.#accounts = [...(after ? (this.#accounts ?? []) : []), ...page.accounts];
      this.#next = page.next_after ?? "";
    } catch (error) {
      if (load !== this.#load) return;
      this.#error = explain(error).text;
    }
    this.#changed();
  }

  /**
   * The server finds usernames; names are found among the people whom this page knows. What changed since is in the store.
   * @param {Account[]} accounts
   * @returns {Row[]}
   */
  #found(accounts) {
    const { store } = this.#app;
    const matches = (/** @type {User} */ user) =>
      user.username.startsWith(this.#query) || (this.#query !== "" && user.display_name.toLowerCase().includes(this.#query));
    const listed = accounts.map((account) => ({ ...account, user: store.users.get(account.user.id) ?? account.user }));
    const known = new Set(listed.map(({ user }) => user.id));
    const byName = this.#query ? [...store.users.values()].filter((user) => !known.has(user.id)) : [];
    return [...listed, ...byName.map((user) => ({ user }))].filter(({ user }) => matches(user) && this.#isInState(user));
  }

  /** @param {User} user */
  #isInState(user) {
    return this.#state === "" || (this.#state === "deactivated") === (user.deactivated_at !== undefined);
  }

  /** @param {Row[]} found */
  #list(found) {
    return html`<ul class="account-rows" id="accounts">
        ${repeat(
          found,
          ({ user }) => user.id,
          (row) => this.#row(row),
        )}
      </ul>
      <p class="remark" role="status">${found.length === 0 ? "No account matches. Check the spelling." : nothing}</p>
      ${this.#next
        ? html`<button type="button" class="plain" id="more-people" @click=${() => void this.#more()}>Show more</button>`
        : nothing}`;
  }

  /** @param {Row} row */
  #row({ user, ...account }) {
    const { store } = this.#app;
    const isOpen = user.id === this.#openId;
    const isSelf = user.id === store.user.id;
    return html`<li data-user=${user.id} data-state=${user.deactivated_at ? "deactivated" : "active"}>
      ${avatar(store, user.id, { dot: !user.deactivated_at })}
      <span class="names">
        <b>${user.display_name}${isSelf ? " (you)" : ""}</b>
        <span class="soft">
          @${user.username}${account.administrator ? " · Administrator" : ""}${user.deactivated_at
            ? html` · <span class="ended">Deactivated</span>`
            : account.last_seen_at
              ? ` · Last active ${format.onDay(account.last_seen_at)}`
              : nothing}
        </span>
      </span>
      ${isSelf
        ? nothing
        : html`<button type="button" class="plain" aria-expanded=${isOpen} @click=${() => this.#toggle(user.id)}>
            Manage<span class="sr"> ${user.display_name}</span>
          </button>`}
      ${isOpen ? this.#actions(user) : nothing}
    </li>`;
  }

  /** @param {number} userId */
  #toggle(userId) {
    this.#openId = this.#openId === userId ? 0 : userId;
    this.#sure = "";
    this.#reset = null;
    this.#form.errors = {};
    this.#changed();
  }

  /** @param {User} user */
  #actions(user) {
    if (this.#sure === "deactivate") return this.#deactivation(user);
    if (this.#sure === "factor") return this.#removal(user);
    if (this.#reset?.userId === user.id) return this.#resetLink(user, this.#reset);
    if (user.deactivated_at) {
      return html`<div class="actions">
        <p class="remark">${user.display_name} can't sign in. Their messages and their memberships stay.</p>
        <button type="button" class="primary" data-act="activate" @click=${() => this.#activate(user)}>Activate account</button>
      </div>`;
    }
    return html`<div class="actions">
      ${this.#app.account.signInOptions.mode === "token"
        ? html`<button type="button" class="plain" data-act="reset" @click=${() => this.#makeResetLink(user)}>Make a password link</button>`
        : nothing}
      ${this.#app.account.signInOptions.mode === "token"
        ? html`<button type="button" class="plain bad" data-act="factor" @click=${() => this.#ask("factor")}>Remove second factor…</button>`
        : nothing}
      <button type="button" class="plain bad" data-act="deactivate" @click=${() => this.#ask("deactivate")}>Deactivate account…</button>
    </div>`;
  }

  // ---- Password link ----

  /** @param {User} user */
  #makeResetLink({ id }) {
    void this.#form.run(async () => {
      const base = await this.#app.account.linkBase();
      const { token, expires_at } = await this.#confirmation.run(() => this.#app.api.call("account.reset_link", { user_id: id }));
      this.#reset = { userId: id, url: formatEntryLink(base, { kind: "reset", token }), expiresAt: expires_at };
      focusSoon("#copy-link");
    });
  }

  /**
   * @param {User} user
   * @param {ResetLink} link
   */
  #resetLink(user, { url, expiresAt }) {
    return html`<div class="actions">
      ${this.#link.content(url, `Password link for ${user.display_name}`)}
      <p class="remark">
        Give it to ${user.display_name} only. It works once, until ${format.day(expiresAt)}, ${format.clock(expiresAt)}, and is shown only
        now.
      </p>
    </div>`;
  }

  // ---- The end of an account ----

  /** @param {"deactivate" | "factor"} what */
  #ask(what) {
    this.#sure = what;
    this.#changed();
    focusSoon("[data-act=cancel]");
  }

  /** @param {User} user */
  #deactivation(user) {
    return html`<div class="actions" role="group" aria-label="Deactivate ${user.display_name}?">
      <p class="remark">
        ${user.display_name} is signed out everywhere and can't sign in. Their access tokens and the invitation links that they made end.
        Their messages stay. You can activate the account later.
      </p>
      <button type="button" class="plain" data-act="cancel" @click=${() => this.#cancel()}>Cancel</button>
      <button type="button" class="danger" data-act="confirm" @click=${() => this.#deactivate(user)}>
        Deactivate ${user.display_name}
      </button>
    </div>`;
  }

  #cancel() {
    const cancelled = this.#sure;
    this.#sure = "";
    this.#changed();
    focusSoon(`[data-act=${cancelled}]`);
  }

  /** @param {User} user */
  #removal(user) {
    return html`<div class="actions" role="group" aria-label="Remove the second factor of ${user.display_name}?">
      <p class="remark">
        For a person who has lost the phone and the recovery codes. ${user.display_name} is signed out everywhere, and the password alone is
        then enough to sign in. Be sure that it is ${user.display_name} who asks.
      </p>
      <button type="button" class="plain" data-act="cancel" @click=${() => this.#cancel()}>Cancel</button>
      <button type="button" class="danger" data-act="confirm" @click=${() => this.#removeFactor(user)}>Remove the second factor</button>
    </div>`;
  }

  /** @param {User} user */
  #removeFactor({ id, display_name: name }) {
    const { api, toasts } = this.#app;
    void this.#form.run(async () => {
      await this.#confirmation.run(() => api.call("account.reset_factors", { user_id: id }));
      this.#sure = "";
      toasts.show(`${name} signs in with the password only`);
      focusSoon("[data-act=factor]");
    });
  }

  /** @param {User} user */
  #deactivate({ id, display_name: name }) {
    const { api, store, toasts } = this.#app;
    void this.#form.run(async () => {
      store.putUsers([(await api.change("user.deactivate", { user_id: id })).user]);
      this.#sure = "";
      toasts.show(`${name} is deactivated`);
      focusSoon("[data-act=activate]");
    });
  }

  /** @param {User} user */
  #activate({ id, display_name: name }) {
    const { api, store, toasts } = this.#app;
    void this.#form.run(async () => {
      store.putUsers([(await api.change("user.reactivate", { user_id: id })).user]);
      toasts.show(`${name} is active again`);
      focusSoon("[data-act=deactivate]");
    });
  }
}
