// @ts-check
import { isNotFound } from "./api.js";

/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./store.js").Store} Store */

/** Loads channels that the user has not joined. */
export class ChannelLoader {
  #api;
  #store;
  #changed;
  /** @type {Set<number>} channels that were asked for and are not there */
  #missing = new Set();

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

  /**
   * @param {number} channelId
   * @returns {Promise<"found" | "not-found" | "failed">}
   */
  async load(channelId) {
    try {
      const { channel } = await this.#api.call("channel.get", { channel_id: channelId });
      this.#store.putUnjoined(channel);
      this.#missing.delete(channelId);
      return "found";
    } catch (error) {
      if (!isNotFound(error)) return "failed";
      this.#missing.add(channelId);
      return "not-found";
    }
  }

  /**
   * Loads the channels of messages that were found, where the user has not joined them.
   * @param {Iterable<number>} channelIds
   */
  async ensureLoaded(channelIds) {
    const unknown = [...new Set(channelIds)].filter((id) => !this.#store.channel(id) && !this.#missing.has(id));
    if (unknown.length === 0) return;
    await Promise.all(unknown.map((id) => this.load(id)));
    this.#changed();
  }
}
