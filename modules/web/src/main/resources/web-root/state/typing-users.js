// @ts-check

/** @import { TypingStartedEvent } from "../contract.js" */

/** Who is typing in which channel. An entry expires by itself. */
export class TypingUsers {
  static ENTRIES_MAX = 200;

  /** @type {Map<string, {channelId: number, userId: number, until: number}>} */
  #entries = new Map();
  #now;

  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.#now = now;
  }

  get size() {
    return this.#entries.size;
  }

  /** @param {TypingStartedEvent} event */
  started({ channel_id: channelId, user_id: userId, expires_ms: expiresMs }) {
    if (this.#entries.size >= TypingUsers.ENTRIES_MAX) this.#entries.clear();
    this.#entries.set(`${channelId} ${userId}`, { channelId, userId, until: this.#now() + expiresMs });
  }

  /**
   * @param {number} channelId
   * @param {number} userId
   */
  stopped(channelId, userId) {
    this.#entries.delete(`${channelId} ${userId}`);
  }

  clear() {
    this.#entries.clear();
  }

  /**
   * @param {number} channelId
   * @returns {number[]} the users who type there now
   */
  in(channelId) {
    for (const [key, entry] of this.#entries) if (entry.until <= this.#now()) this.#entries.delete(key);
    return [...this.#entries.values()].filter((entry) => entry.channelId === channelId).map((entry) => entry.userId);
  }
}
