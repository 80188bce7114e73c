// @ts-check

/** Unsent text by composer, kept in this browser for one user. The oldest drafts are dropped first. */
export class DraftStore {
  static DRAFTS_MAX = 50;
  /** A longer draft is left out when the storage is full. */
  static LONG_CHARACTERS = 100_000;
  /** Is called after each change that this tab makes. @type {(key: string) => void} */
  onSet = () => {};

  #key;
  #storage;
  /** @type {Map<string, string>} oldest first */
  #texts;
  /** @type {Set<string>} what the storage did not take */
  #unsaved = new Set();

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

  /**
   * The key of what the user wrote in the editor of a message.
   * @param {number} messageId
   */
  static editKey(messageId) {
    return `edit ${messageId}`;
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
    if (text.trim()) this.#texts.set(key, text);
    if (this.#texts.size > DraftStore.DRAFTS_MAX) this.#texts.delete(/** @type {string} */ (this.#texts.keys().next().value));
    this.#keep(key);
    this.onSet(key);
  }

  /** The keys of all drafts. */
  keys() {
    return [...this.#texts.keys()];
  }

  /** @param {string} key that was changed */
  #keep(key) {
    if (this.#save([...this.#texts])) return this.#unsaved.clear();
    this.#unsaved.add(key); // when the storage is full or forbidden, a reload loses the draft
    const short = [...this.#texts].filter(([, one]) => one.length <= DraftStore.LONG_CHARACTERS);
    if (short.length === this.#texts.size || !this.#save(short)) return;
    const long = [...this.#texts.keys()].filter((one) => !short.some(([kept]) => kept === one));
    this.#unsaved = new Set(long);
  }

  /**
   * @param {[string, string][]} texts
   * @returns {boolean} whether the storage took them
   */
  #save(texts) {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(texts));
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Adds a text to a draft, for example one that has lost its place.
   * @param {string} key
   * @param {string} text
   */
  append(key, text) {
    const known = this.get(key);
    this.set(key, known ? `${known}\n${text}` : text);
  }

  /**
   * Another tab of the user changed the storage: a draft that it sent is no longer one.
   * @param {string | null} storageKey that changed; null for all of them
   * @returns {boolean} whether it contains these drafts
   */
  reload(storageKey) {
    if (storageKey !== this.#key && storageKey !== null) return false;
    const unsaved = [...this.#unsaved].map((key) => /** @type {const} */ ([key, this.get(key)]));
    this.#texts = read(this.#storage, this.#key);
    for (const [key, text] of unsaved) text ? this.#texts.set(key, text) : this.#texts.delete(key);
    return true;
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
