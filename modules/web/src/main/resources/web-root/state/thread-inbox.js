// @ts-check
import { errorText } from "./error-text.js";

/** @import { InboxThread } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./store.js").StateEvent} StateEvent */
/** @typedef {import("./store.js").Store} Store */

/** @type {Set<StateEvent["type"]>} */
const CHANGED_BY = new Set(["thread.updated", "thread.followed", "thread.state", "read.all", "channel.removed"]);

/** Loads the list of the threads that the user follows, while its panel is open. */
export class ThreadInbox {
  static PAGE_SIZE = 30;
  static RELOAD_DELAY_MS = 150;

  /** Those with unread replies first, then those with the latest replies. @type {InboxThread[]} */
  rows = [];
  /** The first page has not arrived yet. */
  loading = false;
  /** Why the list could not be loaded; empty after a success. */
  error = "";
  /** Where the next page begins; empty when there is none. */
  next = "";

  #api;
  #store;
  #changed;
  /** The workspace whose threads are shown; 0 while the panel is closed. */
  #workspaceId = 0;
  #requestId = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {{api: Api, store: Store, changed: () => void}} parts */
  constructor({ api, store, changed }) {
    this.#api = api;
    this.#store = store;
    this.#changed = changed;
  }

  /** @param {number} workspaceId 0 when the panel is closed */
  show(workspaceId) {
    if (workspaceId === this.#workspaceId) return;
    this.#workspaceId = workspaceId;
    this.rows = [];
    this.next = "";
    if (workspaceId) this.reload();
  }

  reload() {
    this.loading = this.rows.length === 0;
    this.error = "";
    void this.#load("");
  }

  more() {
    return this.#load(this.next);
  }

  /** @param {StateEvent} applied */
  apply({ type }) {
    if (!this.#workspaceId || !CHANGED_BY.has(type) || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#workspaceId) this.reload();
    }, ThreadInbox.RELOAD_DELAY_MS);
  }

  /** @param {string} before */
  async #load(before) {
    const requestId = ++this.#requestId;
    const page = { workspace_id: this.#workspaceId, limit: ThreadInbox.PAGE_SIZE, ...(before ? { before } : {}) };
    try {
      const { threads, next = "", seq } = await this.#api.call("thread.inbox", page);
      if (requestId !== this.#requestId) return;
      for (const { state } of threads) this.#store.threads.fetched(state, seq);
      const known = before ? this.rows.filter(({ parent }) => !threads.some((row) => row.parent.id === parent.id)) : [];
      const rows = [...known, ...threads];
      this.rows = [...rows.filter((row) => row.state.unread > 0), ...rows.filter((row) => row.state.unread === 0)];
      this.next = next;
      this.error = "";
    } catch (error) {
      if (requestId !== this.#requestId) return;
      this.error = errorText(error);
    }
    this.loading = false;
    this.#changed();
  }
}
