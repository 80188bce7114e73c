// @ts-check

/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./store.js").Store} Store */

/** Loads users: those of a workspace page by page, and single ones whose messages arrive before them. */
export class UserLoader {
  static USERS_MAX = 1_000;
  static PAGE_SIZE = 200;

  #api;
  #store;
  #changed;
  /** @type {Map<number, Promise<void>>} requests under way, by user */
  #loading = new Map();

  /**
   * @param {Api} api
   * @param {Store} store
   * @param {() => void} changed
   */
  constructor(api, store, changed) {
    this.#api = api;
    this.#store = store;
    this.#changed = changed;
  }

  /** @param {number} workspaceId */
  async loadWorkspace(workspaceId) {
    try {
      for (let after = 0, loaded = 0; loaded < UserLoader.USERS_MAX; ) {
        const { users } = await this.#api.call("users.list", { workspace_id: workspaceId, after_id: after, limit: UserLoader.PAGE_SIZE });
        this.#store.putUsers(users);
        this.#changed();
        if (users.length < UserLoader.PAGE_SIZE) return;
        loaded += users.length;
        after = users[users.length - 1].id;
      }
    } catch {
      // the next bootstrap loads the names; until then users are shown by number
    }
  }

  /**
   * @param {number} userId
   * @returns {Promise<void>} settles when the user is loaded, or cannot be
   */
  ensureLoaded(userId) {
    if (this.#store.users.has(userId)) return Promise.resolve();
    const loading = this.#loading.get(userId) ?? this.#load(userId);
    this.#loading.set(userId, loading);
    return loading;
  }

  /** @param {number} userId */
  async #load(userId) {
    try {
      this.#store.putUsers([(await this.#api.call("user.get", { user_id: userId })).user]);
      this.#changed();
    } catch {
      // the user is shown by number
    } finally {
      this.#loading.delete(userId);
    }
  }
}
