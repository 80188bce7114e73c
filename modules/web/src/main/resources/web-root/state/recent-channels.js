// @ts-check

/** The channels that the user opened in this browser, the latest first. */
export class RecentChannels {
  static KEPT_MAX = 20;
  #key;
  #storage;

  /**
   * @param {number} userId
   * @param {Pick<Storage, "getItem" | "setItem">} storage
   */
  constructor(userId, storage) {
    this.#key = `recent channels of ${userId}`;
    this.#storage = storage;
  }

  /** For the time before the user is known. */
  static inMemory() {
    return new RecentChannels(0, { getItem: () => null, setItem: () => {} });
  }

  /** @returns {number[]} */
  get ids() {
    try {
      const kept = JSON.parse(this.#storage.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((id) => Number.isSafeInteger(id)) : [];
    } catch {
      return []; // the storage is forbidden, or another program wrote to it
    }
  }

  /** @param {number} channelId */
  opened(channelId) {
    const { ids } = this;
    if (ids[0] === channelId) return;
    const latest = [channelId, ...ids.filter((id) => id !== channelId)].slice(0, RecentChannels.KEPT_MAX);
    try {
      this.#storage.setItem(this.#key, JSON.stringify(latest));
    } catch {
      // the storage is full or forbidden: the order of the switcher is another one
    }
  }
}
