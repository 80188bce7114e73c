// @ts-check

/** What was written and not sent, per composer, kept in this browser for this user; the oldest are forgotten. */
export class KeptDrafts {
  static MAX = 50;
  static LETTERS_MAX = 16_000;

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

  /** @param {string} place */
  get(place) {
    return this.#texts.get(place) ?? "";
  }

  /**
   * @param {string} place
   * @param {string} text
   */
  set(place, text) {
    this.#texts.delete(place);
    if (text.trim()) this.#texts.set(place, text.slice(0, KeptDrafts.LETTERS_MAX));
    if (this.#texts.size > KeptDrafts.MAX) this.#texts.delete(/** @type {string} */ (this.#texts.keys().next().value));
    try {
      this.#storage.setItem(this.#key, JSON.stringify([...this.#texts]));
    } catch {
      // a full or forbidden storage costs the draft after a reload, nothing else
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
