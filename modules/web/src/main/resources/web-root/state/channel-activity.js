// @ts-check

/** @import { Message, ReadState } from "../contract.js" */

/**
 * The newest message of each channel that the page knows, as its id: ids grow with time. A bootstrap names the last message that the user
 * read in a channel, and the live stream every message after that.
 */
export class ChannelActivity {
  /** @type {Map<number, number>} */
  #newest = new Map();

  /** @param {ReadState[]} states of a bootstrap */
  reset(states) {
    for (const { channel_id: channelId, last_read: lastRead } of states) this.#raise(channelId, lastRead ?? 0);
  }

  /** @param {Message} message */
  seen({ channel_id: channelId, id }) {
    this.#raise(channelId, id);
  }

  /**
   * @param {number} channelId
   * @param {number} messageId
   */
  #raise(channelId, messageId) {
    if (messageId > this.newest(channelId)) this.#newest.set(channelId, messageId);
  }

  /**
   * @param {number} channelId
   * @returns {number} 0 if no message is known
   */
  newest(channelId) {
    return this.#newest.get(channelId) ?? 0;
  }
}
