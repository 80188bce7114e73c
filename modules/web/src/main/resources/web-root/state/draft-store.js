// @ts-check

/** Unsent text by composer, kept in this browser for one user. The oldest drafts are dropped first. */
export class DraftStore {
  static DRAFTS_MAX = 50;
  static CHARACTERS_MAX = 16_000;

  #key;
  #storage;
  /** @type {Map<string, string>} oldest first */
  #texts;

  /**
   * @param {number} userId
   * @param {Pick<Storage, "getItem" | "setItem">} storage
   */
  constructor(userId, storage) {
    this.#key = `drafts of ${userId}`;
    this.#storage = storage;
    this.#texts = read(storage, this.#key);
  }

  /** A store that is empty and forgets its content with the page, for the time before the user is known. */
  static inMemory() {
    return new DraftStore(0, { getItem: () => null, setItem: () => {} });
  }

  /**
   * The key of the composer of a channel, or of a thread in it.
   * @param {number} channelId
   * @param {number} [parentId] 0 for the channel itself
   */
  static key(channelId, parentId = 0) {
    return `${channelId} ${parentId}`;
  }

  /** @param {string} key */
  get(key) {
    return this.#texts.get(key) ?? "";
  }

  /**
   * @param {string} key
   * @param {string} text blank text removes the draft
   */
  set(key, text) {
    this.#texts.delete(key);
    if (text.trim()) this.#texts.set(key, text.slice(0, DraftStore.CHARACTERS_MAX));
    if (this.#texts.size > DraftStore.DRAFTS_MAX) this.#texts.delete(/** @type {string} */ (this.#texts.keys().next().value));
    try {
      this.#storage.setItem(this.#key, JSON.stringify([...this.#texts]));
    } catch {
      // when the storage is full or forbidden, a reload loses the draft
    }
  }
}

/**
 * @param {Pick<Storage, "getItem">} storage
 * @param {string} key
 * @returns {Map<string, string>}
 */
function read(storage, key) {
  try {
    return new Map(JSON.parse(storage.getItem(key) ?? "[]"));
  } catch {
    return new Map();
  }
}
