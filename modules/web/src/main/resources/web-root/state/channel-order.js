// @ts-check

/** @import { Channel } from "../contract.js" */
/** @typedef {{unread: (channelId: number) => number, mentions: (channelId: number) => number}} Counts */
/** @typedef {import("./channel-activity.js").ChannelActivity} ChannelActivity */

/**
 * The order of the channels in the sidebar. In both sections the unread ones come first; then channels follow by name, and direct messages
 * by their newest message. A channel that was unread when it was opened keeps its place until another one is opened, so that the entry
 * under the pointer, and the one that the next key opens, do not change while it is read.
 */
export class ChannelOrder {
  #openId = 0;
  /** The open channel was unread when it was opened. */
  #keepsPlace = false;
  /** @type {Set<number>} the channels that were on top at the last call */
  #onTop = new Set();

  /**
   * @param {Channel[]} channels of the workspace
   * @param {number} openId the channel that is shown
   * @param {{counts: Counts, activity: ChannelActivity, title: (channel: Channel) => string}} parts
   * @returns {{named: Channel[], direct: Channel[]}}
   */
  sections(channels, openId, { counts, activity, title }) {
    if (openId !== this.#openId) {
      this.#openId = openId;
      this.#keepsPlace = this.#onTop.has(openId) || counts.unread(openId) > 0;
    }
    const isUnread = (/** @type {Channel} */ { id }) =>
      counts.unread(id) > 0 || counts.mentions(id) > 0 || (id === openId && this.#keepsPlace);
    this.#onTop = new Set(channels.filter(isUnread).map(({ id }) => id));
    const unreadFirst = (/** @type {Channel} */ a, /** @type {Channel} */ b) =>
      Number(this.#onTop.has(b.id)) - Number(this.#onTop.has(a.id));
    const byTitle = (/** @type {Channel} */ a, /** @type {Channel} */ b) => title(a).localeCompare(title(b));
    const newestFirst = (/** @type {Channel} */ a, /** @type {Channel} */ b) => activity.newest(b.id) - activity.newest(a.id);
    return {
      named: channels.filter(({ name }) => name).sort((a, b) => unreadFirst(a, b) || byTitle(a, b)),
      direct: channels.filter(({ name }) => !name).sort((a, b) => unreadFirst(a, b) || newestFirst(a, b) || byTitle(a, b)),
    };
  }
}
