// @ts-check

/** @import { Pref, PrefScope } from "../contract.js" */
/** @typedef {"all" | "mentions" | "nothing"} NotifyLevel */
/** @typedef {"notify.threads" | "notify.broadcasts" | "notify.preview" | "drafts.sync"} PrefFlag */

/** What the user has chosen. The choice with the higher version wins; a default has an empty value. */
export class Preferences {
  /** @type {Map<string, Pref>} */
  #prefs = new Map();

  /** @param {Pref[]} [prefs] those that differ from their default; none from a server of an earlier release */
  reset(prefs = []) {
    this.#prefs = new Map(prefs.map((pref) => [nameOf(pref.scope, pref.id ?? 0, pref.key), pref]));
  }

  /** @param {Pref} pref in a reply or an event */
  changed(pref) {
    const name = nameOf(pref.scope, pref.id ?? 0, pref.key);
    if ((this.#prefs.get(name)?.ver ?? 0) <= pref.ver) this.#prefs.set(name, pref);
  }

  /**
   * The user lost the place.
   * @param {PrefScope} scope
   * @param {number} id
   */
  forget(scope, id) {
    for (const [name, pref] of this.#prefs) if (pref.scope === scope && pref.id === id) this.#prefs.delete(name);
  }

  // ---- Questions ----

  /**
   * @param {PrefScope} scope
   * @param {number} id 0 for the scope `me`
   * @param {string} key
   * @returns {string[]} empty for the default
   */
  value(scope, id, key) {
    return this.#prefs.get(nameOf(scope, id, key))?.value ?? [];
  }

  /**
   * The version that a change of a list has to name.
   * @param {PrefScope} scope
   * @param {number} id
   * @param {string} key
   */
  ver(scope, id, key) {
    const known = this.#prefs.get(nameOf(scope, id, key));
    return known && known.value.length > 0 ? known.ver : 0; // the server keeps no default
  }

  /** @param {number} channelId */
  isMuted(channelId) {
    return this.value("channel", channelId, "muted")[0] === "true";
  }

  /** @returns {NotifyLevel} for the channels that have no level of their own */
  get level() {
    return /** @type {NotifyLevel} */ (this.value("me", 0, "notify.level")[0] ?? "mentions");
  }

  /**
   * @param {number} channelId
   * @returns {NotifyLevel}
   */
  levelIn(channelId) {
    return /** @type {NotifyLevel} */ (this.value("channel", channelId, "level")[0] ?? this.level);
  }

  /** @param {PrefFlag} key whose default is true */
  flag(key) {
    return this.value("me", 0, key)[0] !== "false";
  }

  get keywords() {
    return this.value("me", 0, "notify.keywords");
  }

  /**
   * @param {number} workspaceId
   * @returns {number[]} the ids of channels, in the order of the user
   */
  favourites(workspaceId) {
    return this.value("workspace", workspaceId, "favourites").map(Number);
  }
}

/**
 * @param {PrefScope} scope
 * @param {number} id
 * @param {string} key
 */
const nameOf = (scope, id, key) => `${scope} ${id} ${key}`;
