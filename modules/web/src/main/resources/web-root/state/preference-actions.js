// @ts-check
import { RpcError } from "../client/index.js";

/** @import { PrefScope } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** The keys whose values are lists: a change names the version that it replaces. */
const LISTS = new Set(["favourites", "notify.keywords"]);

/** What the user can do with preferences. */
export class PreferenceActions {
  #api;
  #store;
  #toasts;
  #changed;

  /** @param {{api: Api, store: Store, toasts: Pick<Toasts, "showError">, changed: () => void}} parts */
  constructor({ api, store, toasts, changed }) {
    this.#api = api;
    this.#store = store;
    this.#toasts = toasts;
    this.#changed = changed;
  }

  /**
   * @param {PrefScope} scope
   * @param {number} id 0 for the scope `me`
   * @param {string} key
   * @param {string[]} value empty for the default
   */
  async set(scope, id, key, value) {
    const { prefs } = this.#store;
    const place = id ? { id } : {};
    const version = LISTS.has(key) ? { if_ver: prefs.ver(scope, id, key) } : {};
    try {
      const { pref } = await this.#api.change("prefs.set", { scope, ...place, key, value, ...version });
      prefs.changed(pref);
    } catch (error) {
      if (error instanceof RpcError && error.reason === "pref_changed") await this.#load();
      this.#toasts.showError(error);
    }
    this.#changed();
  }

  /** Another device changed the list, and its event has not arrived. */
  async #load() {
    const { prefs } = await this.#api.call("prefs.get", {});
    for (const pref of prefs) this.#store.prefs.changed(pref);
  }

  /** @param {number} channelId */
  toggleMuted(channelId) {
    return this.set("channel", channelId, "muted", this.#store.prefs.isMuted(channelId) ? [] : ["true"]);
  }

  /**
   * A new favourite is the last one.
   * @param {number} workspaceId
   * @param {number} channelId
   */
  toggleFavourite(workspaceId, channelId) {
    const known = this.#store.prefs.favourites(workspaceId).filter((id) => this.#store.channels.has(id));
    const wanted = known.includes(channelId) ? known.filter((id) => id !== channelId) : [...known, channelId];
    return this.set("workspace", workspaceId, "favourites", wanted.map(String));
  }
}
