// @ts-check
import { RpcError } from "../client/index.js";
import { DraftStore } from "./draft-store.js";

/** @import { Draft, DraftState, DraftUpdatedEvent } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/**
 * What this browser and the server agreed on last: the version, and the text if it is known.
 * @typedef {{ver: number, text: string | null}} Base
 */

/**
 * Keeps the unsent texts of this browser and those of the server equal. The text in the browser is the truth for this browser: a text from
 * another device replaces it only while it is as it was agreed on last. When both were changed, both stay, and the user chooses.
 */
export class DraftSync {
  static IDLE_MS = 1_000;
  /** An emptied draft was mostly sent: the other devices should know soon. */
  static EMPTY_MS = 200;
  /** The least time between two changes of a draft on the server. */
  static PAUSE_MS = 10_000;
  static CHARACTERS_MAX = 16_000;

  /** The texts of other devices that wait for a choice, by composer. @type {Map<string, Draft>} */
  conflicts = new Map();

  #api;
  #drafts;
  #storage;
  #storageKey;
  #isOn;
  #changed;
  /** @type {Map<string, ReturnType<typeof setTimeout>>} by composer */
  #timers = new Map();
  /** When each draft was sent to the server last. @type {Map<string, number>} */
  #pushedAt = new Map();
  /** @type {Set<string>} */
  #busy = new Set();

  /**
   * @param {{api: Api, userId: number, drafts: DraftStore, storage: Pick<Storage, "getItem" | "setItem">, isOn: () => boolean,
   *   changed: () => void}} parts `isOn` tells whether the user wants drafts on all devices
   */
  constructor({ api, userId, drafts, storage, isOn, changed }) {
    this.#api = api;
    this.#drafts = drafts;
    this.#storage = storage;
    this.#storageKey = `agreed drafts of ${userId}`;
    this.#isOn = isOn;
    this.#changed = changed;
    drafts.onSet = (key) => this.#textChanged(key);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) for (const key of [...this.#timers.keys()]) void this.#push(key);
    });
  }

  /** Another user signed in. */
  stop() {
    this.#drafts.onSet = () => {};
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** @param {DraftState[]} [drafts] of the server; none from a server of an earlier release */
  booted(drafts = []) {
    if (!this.#isOn()) return;
    for (const row of drafts) this.#noticed(DraftStore.key(row.channel_id, row.parent_id), row.ver);
    this.connected();
  }

  /** What was written without a connection is sent now. */
  connected() {
    for (const key of this.#drafts.keys()) this.#textChanged(key);
  }

  /** @param {DraftUpdatedEvent} event */
  updated({ channel_id: channelId, parent_id: parentId, ver }) {
    if (this.#isOn()) this.#noticed(DraftStore.key(channelId, parentId), ver);
  }

  /**
   * The server has a version. It is fetched if nothing here would be lost by it.
   * @param {string} key
   * @param {number} ver
   */
  #noticed(key, ver) {
    const base = this.#base(key);
    if (ver <= base.ver || this.#busy.has(key)) return;
    const text = this.#drafts.get(key);
    if (text === "" || text === base.text) void this.#fetch(key, text);
  }

  /**
   * @param {string} key
   * @param {string} known the text that may be replaced
   */
  async #fetch(key, known) {
    try {
      const { draft } = await this.#api.call("draft.get", placeOf(key));
      if (this.#drafts.get(key) === known) this.#take(key, draft);
    } catch {
      // the next event or the next start asks again
    }
  }

  /**
   * @param {string} key
   * @param {Draft} draft whose text is used here
   */
  #take(key, { text, ver }) {
    this.#agree(key, { text, ver });
    if (this.#drafts.get(key) !== text) this.#drafts.set(key, text);
    this.#changed();
  }

  // ---- To the server ----

  /** @param {string} key */
  #textChanged(key) {
    if (!/^\d+ \d+$/.test(key) || !this.#isOn() || this.conflicts.has(key)) return;
    const text = this.#drafts.get(key);
    if (text === (this.#base(key).text ?? "")) return;
    clearTimeout(this.#timers.get(key));
    const pause = (this.#pushedAt.get(key) ?? -Infinity) + DraftSync.PAUSE_MS - performance.now();
    const delay = text === "" ? DraftSync.EMPTY_MS : Math.max(DraftSync.IDLE_MS, pause);
    this.#timers.set(
      key,
      setTimeout(() => void this.#push(key), delay),
    );
  }

  /** @param {string} key */
  async #push(key) {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (this.#busy.has(key)) return;
    const text = this.#drafts.get(key);
    const { ver, text: agreed } = this.#base(key);
    if (text === (agreed ?? "") || text.length > DraftSync.CHARACTERS_MAX) return;
    this.#busy.add(key);
    this.#pushedAt.set(key, performance.now());
    try {
      const { draft } = await this.#api.change("draft.set", { ...placeOf(key), text, base_ver: ver });
      this.#agree(key, draft);
    } catch (error) {
      const isOther = error instanceof RpcError && error.reason === "draft_changed";
      if (!isOther) return void this.#busy.delete(key); // the next change or connection tries again
      await this.#compare(key);
    }
    this.#busy.delete(key);
    this.#textChanged(key);
  }

  /**
   * Another device changed the draft too.
   * @param {string} key
   */
  async #compare(key) {
    try {
      const { draft } = await this.#api.call("draft.get", placeOf(key));
      const text = this.#drafts.get(key);
      if (draft.text === "" || draft.text === text) this.#agree(key, draft);
      else if (text === "") this.#take(key, draft);
      else this.conflicts.set(key, draft);
      this.#changed();
    } catch {
      // the next change tries again
    }
  }

  // ---- Two texts ----

  /**
   * @param {string} key of a composer with a text of another device
   * @param {boolean} useOther whether that text replaces the one here
   */
  choose(key, useOther) {
    const other = this.conflicts.get(key);
    if (!other) return;
    this.conflicts.delete(key);
    if (useOther) return this.#take(key, other);
    this.#agree(key, other);
    this.#textChanged(key);
    this.#changed();
  }

  /** The user does not want drafts on the server any more. */
  async removeAll() {
    for (const [key, { ver }] of this.#bases()) {
      try {
        const { draft } = await this.#api.change("draft.set", { ...placeOf(key), text: "", base_ver: ver });
        this.#agree(key, draft);
      } catch {
        // a text of another device: that device removes it
      }
    }
  }

  // ---- What was agreed on, for all tabs of this browser ----

  /** @returns {Map<string, Base>} */
  #bases() {
    try {
      return new Map(JSON.parse(this.#storage.getItem(this.#storageKey) ?? "[]"));
    } catch {
      return new Map();
    }
  }

  /**
   * @param {string} key
   * @returns {Base}
   */
  #base(key) {
    return this.#bases().get(key) ?? { ver: 0, text: null };
  }

  /**
   * @param {string} key
   * @param {Pick<Draft, "text" | "ver">} draft
   */
  #agree(key, { text, ver }) {
    const bases = this.#bases();
    bases.delete(key);
    bases.set(key, { text, ver });
    while (bases.size > 2 * DraftStore.DRAFTS_MAX) bases.delete(/** @type {string} */ (bases.keys().next().value));
    try {
      this.#storage.setItem(this.#storageKey, JSON.stringify([...bases]));
    } catch {
      // a full storage: the next change is compared with the server
    }
  }
}

/** @param {string} key of a composer */
function placeOf(key) {
  const [channelId, parentId] = key.split(" ").map(Number);
  return { channel_id: channelId, ...(parentId ? { parent_id: parentId } : {}) };
}
