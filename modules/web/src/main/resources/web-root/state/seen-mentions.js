// @ts-check

const KEY = "mentions-seen";

/** The newest mention that each user of this browser has seen in the list of mentions. It is new there once, also if it is not read. */
export class SeenMentions {
  #storage;

  /** @param {() => Pick<Storage, "getItem" | "setItem">} storage may throw when the browser forbids it */
  constructor(storage) {
    this.#storage = storage;
  }

  /**
   * @param {number} userId
   * @returns {number} the id of a message; 0 for none
   */
  upTo(userId) {
    const id = this.#read()[userId];
    return typeof id === "number" && id > 0 ? id : 0;
  }

  /**
   * @param {number} userId
   * @param {number} messageId
   */
  saw(userId, messageId) {
    if (messageId <= this.upTo(userId)) return;
    try {
      this.#storage().setItem(KEY, JSON.stringify({ ...this.#read(), [userId]: messageId }));
    } catch {
      // when the storage is full or forbidden, the mentions are new again
    }
  }

  /** @returns {Record<number, unknown>} */
  #read() {
    try {
      const stored = JSON.parse(this.#storage().getItem(KEY) ?? "{}");
      return stored !== null && typeof stored === "object" ? stored : {};
    } catch {
      return {};
    }
  }
}
