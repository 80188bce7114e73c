// @ts-check

/** @typedef {import("./session.js").Panel} Panel */

/** Where in the product this tab is. The address has the part that can be shared: the channel, and a message in it. */
export class Place {
  workspaceId = 0;
  channelId = 0;
  /** @type {Panel | null} */
  panel = null;
  /** The message to scroll to: an id, -1 for the end, 0 for none. */
  target = 0;

  /** @param {number} channelId 0 for the list of channels */
  go(channelId) {
    this.channelId = channelId;
    this.target = 0;
    this.panel = null;
  }

  /**
   * Whether somebody who looks at this tab sees it.
   * @param {any} message
   */
  shows(message) {
    const parent = message.parent_id ?? 0;
    if (message.channel_id !== this.channelId) return false;
    return parent === 0 || (this.panel?.kind === "thread" && this.panel.parentId === parent);
  }

  /**
   * @param {number} channelId
   * @param {number} [messageId]
   */
  static format(channelId, messageId = 0) {
    return messageId > 0 ? `#/c/${channelId}/m/${messageId}` : `#/c/${channelId}`;
  }

  /** @param {string} hash */
  static parse(hash) {
    const found = /^#\/c\/(\d{1,16})(?:\/m\/(\d{1,16}))?$/.exec(hash);
    return { channelId: Number(found?.[1] ?? 0), messageId: Number(found?.[2] ?? 0) };
  }
}
