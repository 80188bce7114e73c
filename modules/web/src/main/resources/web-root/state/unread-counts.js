// @ts-check

/** @import { Channel, Mention, Message, ReadMarkResult, ReadState, ReadStateEvent, SessionBootstrapResult } from "../contract.js" */
/**
 * How far the user has read a channel: absolute values, of which the higher version wins.
 * @typedef {{readNo: number, lastRead: number, mentions: number, readBroadcastNo: number, ver: number}} ReadPosition
 */

/**
 * How many messages and mentions are unread in each channel. Every number is derived from absolute ordinals: they are replaced by the
 * higher version or merged by maximum and never added to, so repeated or reordered events change nothing.
 */
export class UnreadCounts {
  static ORDINALS_MAX = 2_000;
  static DELETED_MAX = 200;

  /** @type {Map<number, ReadPosition>} */
  positions = new Map();
  /** @type {Map<number, number>} the ordinal of the newest message, by channel */
  lastNos = new Map();
  /** @type {Map<number, number>} how many messages have mentioned the whole channel, by channel */
  #broadcastNos = new Map();
  /** @type {Map<number, number>} the ordinal up to which no message is left to read, because all of them were deleted; by channel */
  #emptyUpTo = new Map();
  /** @type {Map<number, number>} the ordinals of messages that arrived lately, by message; oldest first */
  #ordinals = new Map();
  /** @type {Map<number, Set<number>>} the ordinals of messages that were deleted unread, by channel; ordinals are not reused */
  #deletedUnread = new Map();

  /** @param {SessionBootstrapResult} state */
  reset(state) {
    this.lastNos = new Map(state.channels.map((channel) => [channel.id, channel.last_no]));
    this.#broadcastNos = new Map(state.channels.map((channel) => [channel.id, channel.broadcast_no]));
    this.positions = new Map(state.read_states.map((row) => [row.channel_id, positionOf(row)]));
  }

  /** @param {Channel} channel in a reply or an event */
  channelSeen(channel) {
    this.raiseLastNo(channel.id, channel.last_no);
    this.#raiseBroadcastNo(channel.id, channel.broadcast_no);
  }

  /**
   * The user joined: everything so far counts as read.
   * @param {Channel} channel
   * @param {number} ver
   */
  joined(channel, ver) {
    const position = { readNo: channel.last_no, lastRead: 0, mentions: 0, readBroadcastNo: channel.broadcast_no, ver };
    this.#setPosition(channel.id, position);
  }

  /** @param {number} channelId */
  forget(channelId) {
    const maps = [this.positions, this.lastNos, this.#broadcastNos, this.#emptyUpTo, this.#deletedUnread];
    for (const map of maps) map.delete(channelId);
  }

  /**
   * @param {Message} message with an ordinal
   * @param {number} ownUserId
   * @param {number} ver
   */
  messageCreated(message, ownUserId, ver) {
    if (message.no === undefined) return;
    this.#ordinals.set(message.id, message.no);
    if (this.#ordinals.size > UnreadCounts.ORDINALS_MAX) this.#ordinals.delete(/** @type {number} */ (this.#ordinals.keys().next().value));
    if (message.user_id !== ownUserId) return;
    // a user who writes has read the channel up to that message
    const known = this.positions.get(message.channel_id);
    this.#setPosition(message.channel_id, {
      readNo: message.no,
      lastRead: message.id,
      mentions: known?.mentions ?? 0,
      readBroadcastNo: known?.readBroadcastNo ?? 0,
      ver,
    });
  }

  /**
   * Deleting does not renumber. A message that was deleted unread is left out of the count if its ordinal is known.
   * @param {number} channelId
   * @param {number} messageId
   * @param {number} [knownNo] its ordinal, when the caller has the message
   */
  messageDeleted(channelId, messageId, knownNo) {
    const no = this.#ordinals.get(messageId) ?? knownNo;
    if (no === undefined || no <= (this.positions.get(channelId)?.readNo ?? 0)) return;
    const deleted = this.#deletedUnread.get(channelId) ?? new Set();
    this.#deletedUnread.set(channelId, deleted.add(no));
    if (deleted.size > UnreadCounts.DELETED_MAX) deleted.delete(/** @type {number} */ (deleted.values().next().value));
  }

  /** @param {ReadStateEvent} event */
  readStateChanged(event) {
    this.#setPosition(event.channel_id, positionOf(event));
  }

  /**
   * @param {Message} message up to which the channel was marked as read
   * @param {ReadMarkResult} result
   */
  marked(message, result) {
    this.raiseLastNo(message.channel_id, result.last_no);
    this.#raiseBroadcastNo(message.channel_id, result.broadcast_no);
    this.#setPosition(message.channel_id, positionOf({ ...result, last_read: message.id }));
  }

  /**
   * A message mentions the user, or everyone in the channel. A mention of everyone by the user counts as read.
   * @param {{mention: Mention, mentions?: number, broadcast_no?: number}} event
   * @param {number} ownUserId
   * @param {number} ver
   */
  mentioned({ mention, mentions = 0, broadcast_no: broadcastNo = 0 }, ownUserId, ver) {
    const known = this.positions.get(mention.channel_id);
    if (mention.broadcast === undefined) {
      if (known) this.#setPosition(mention.channel_id, { ...known, mentions, ver });
      return;
    }
    this.#raiseBroadcastNo(mention.channel_id, broadcastNo);
    const own = mention.broadcast === "channel" && mention.user_id === ownUserId;
    if (known && own) this.#setPosition(mention.channel_id, { ...known, readBroadcastNo: broadcastNo, ver });
  }

  /**
   * Every message after the read position was deleted: the counts are zero until the next message.
   * @param {number} channelId
   */
  markEmpty(channelId) {
    this.#emptyUpTo.set(channelId, this.lastNos.get(channelId) ?? 0);
  }

  /**
   * @param {number} channelId
   * @returns {number}
   */
  unread(channelId) {
    const position = this.positions.get(channelId);
    const lastNo = this.lastNos.get(channelId) ?? 0;
    if (!position || this.#emptyUpTo.get(channelId) === lastNo) return 0;
    const deleted = [...(this.#deletedUnread.get(channelId) ?? [])].filter((no) => no > position.readNo && no <= lastNo);
    return Math.max(0, lastNo - position.readNo - deleted.length);
  }

  /**
   * @param {number} channelId
   * @returns {number}
   */
  mentions(channelId) {
    const position = this.positions.get(channelId);
    if (!position) return 0;
    const empty = this.#emptyUpTo.get(channelId) === this.lastNos.get(channelId);
    const broadcasts = empty ? 0 : (this.#broadcastNos.get(channelId) ?? 0) - position.readBroadcastNo;
    return position.mentions + Math.max(0, broadcasts);
  }

  /**
   * @param {number} channelId
   * @param {number} lastNo
   */
  raiseLastNo(channelId, lastNo) {
    this.lastNos.set(channelId, Math.max(this.lastNos.get(channelId) ?? 0, lastNo));
  }

  /**
   * @param {number} channelId
   * @param {number} broadcastNo
   */
  #raiseBroadcastNo(channelId, broadcastNo) {
    this.#broadcastNos.set(channelId, Math.max(this.#broadcastNos.get(channelId) ?? 0, broadcastNo));
  }

  /**
   * @param {number} channelId
   * @param {ReadPosition} position
   */
  #setPosition(channelId, position) {
    const known = this.positions.get(channelId);
    if (known && position.ver < known.ver) return;
    this.positions.set(channelId, position);
    const deleted = this.#deletedUnread.get(channelId);
    for (const no of deleted ?? []) if (no <= position.readNo) deleted?.delete(no);
  }
}

/**
 * @param {Pick<ReadState, "read_no" | "last_read" | "mentions" | "read_broadcast_no" | "ver">} row
 * @returns {ReadPosition}
 */
function positionOf(row) {
  return {
    readNo: row.read_no,
    lastRead: row.last_read ?? 0,
    mentions: row.mentions,
    readBroadcastNo: row.read_broadcast_no,
    ver: row.ver,
  };
}
