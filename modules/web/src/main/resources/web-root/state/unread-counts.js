// @ts-check

/** @import { Channel, Mention, Message, MessageDeletedEvent, ReadMarkResult, ReadState, ReadStateEvent, SessionBootstrapResult } from "../contract.js" */
/**
 * How far the user has read a channel: absolute values, of which the higher version wins. `deleted` and `deletedBroadcasts` are the
 * deleted messages after the position, as of the position `asOf` in the event log.
 * @typedef {{readNo: number, lastRead: number, mentions: number, readBroadcastNo: number, deleted: number, deletedBroadcasts: number,
 *   ver: number, asOf: number}} ReadPosition
 */
/**
 * What was deleted after the read position and after its `asOf`: the position in the event log by ordinal, and by number of broadcast.
 * @typedef {{messages: Map<number, number>, broadcasts: Map<number, number>}} Deletions
 */

/**
 * How many messages and mentions are unread in each channel. A deleted message is not unread. Every number is derived from absolute
 * values: ordinals are merged by maximum, a read position is replaced by its higher version, and a deletion is known by its ordinal, so
 * repeated or reordered events change nothing.
 */
export class UnreadCounts {
  static DELETED_MAX = 1_000;

  /** @type {Map<number, ReadPosition>} */
  positions = new Map();
  /** @type {Map<number, number>} the ordinal of the newest message, by channel */
  lastNos = new Map();
  /** @type {Map<number, number>} how many messages have mentioned the whole channel, by channel */
  #broadcastNos = new Map();
  /** @type {Map<number, Deletions>} by channel */
  #deletions = new Map();
  /** @type {Set<number>} channels in which an event of an earlier release does not say what was deleted */
  #uncertain = new Set();

  /** @param {SessionBootstrapResult} state */
  reset(state) {
    this.lastNos = new Map(state.channels.map((channel) => [channel.id, channel.last_no]));
    this.#broadcastNos = new Map(state.channels.map((channel) => [channel.id, channel.broadcast_no]));
    this.positions = new Map(state.read_states.map((row) => [row.channel_id, positionOf(row, state.seq)]));
    this.#deletions.clear();
    this.#uncertain.clear();
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
    this.#setPosition(channel.id, { ...START, readNo: channel.last_no, readBroadcastNo: channel.broadcast_no, ver, asOf: ver });
  }

  /** @param {number} channelId */
  forget(channelId) {
    for (const map of [this.positions, this.lastNos, this.#broadcastNos, this.#deletions]) map.delete(channelId);
    this.#uncertain.delete(channelId);
  }

  /**
   * @param {Message} message with an ordinal
   * @param {number} ownUserId
   * @param {number} ver
   */
  messageCreated(message, ownUserId, ver) {
    if (message.no === undefined || message.user_id !== ownUserId) return;
    // a user who writes has read the channel up to that message
    const known = this.positions.get(message.channel_id) ?? START;
    if (message.no <= known.readNo || ver <= known.ver) return;
    this.#setPosition(message.channel_id, { ...known, readNo: message.no, lastRead: message.id, deleted: 0, ver });
  }

  /**
   * Deleting does not renumber: a message that was deleted unread is left out of the counts.
   * @param {MessageDeletedEvent & {imported?: boolean}} event
   * @param {number} seq
   */
  messageDeleted({ channel_id: channelId, no, broadcast_no: broadcastNo, parent_id: parentId, imported }, seq) {
    const position = this.positions.get(channelId);
    if (!position || seq <= position.asOf) return;
    if (no === undefined && parentId === undefined && imported !== true) this.#uncertain.add(channelId);
    const known = this.#deletions.get(channelId) ?? { messages: new Map(), broadcasts: new Map() };
    this.#deletions.set(channelId, known);
    if (no !== undefined && no > position.readNo) known.messages.set(no, seq);
    if (broadcastNo !== undefined && broadcastNo > position.readBroadcastNo) known.broadcasts.set(broadcastNo, seq);
    if (dropsOldest(known.messages)) this.positions.set(channelId, { ...position, deleted: position.deleted + 1 });
    if (dropsOldest(known.broadcasts)) {
      const latest = this.positions.get(channelId) ?? position;
      this.positions.set(channelId, { ...latest, deletedBroadcasts: latest.deletedBroadcasts + 1 });
    }
  }

  /**
   * @param {ReadStateEvent} event
   * @param {number} seq
   */
  readStateChanged(event, seq) {
    const { deleted, deleted_broadcasts: deletedBroadcasts } = event;
    if (deleted === undefined) this.#uncertain.add(event.channel_id);
    this.#setPosition(event.channel_id, {
      readNo: event.read_no,
      lastRead: event.last_read ?? 0,
      mentions: event.mentions,
      readBroadcastNo: event.read_broadcast_no,
      deleted: deleted ?? 0,
      deletedBroadcasts: deletedBroadcasts ?? 0,
      ver: event.ver,
      asOf: seq,
    });
  }

  /**
   * @param {number} channelId
   * @param {number} messageId up to which the channel was marked as read; 0 to keep the known one
   * @param {ReadMarkResult} result
   */
  marked(channelId, messageId, result) {
    this.raiseLastNo(channelId, result.last_no);
    this.#raiseBroadcastNo(channelId, result.broadcast_no);
    const known = this.positions.get(channelId);
    if (known && result.ver <= known.ver) return; // the event came first, and it is more exact
    const lastRead = messageId || known?.lastRead;
    this.#setPosition(channelId, positionOf({ ...result, last_read: lastRead }, result.ver));
  }

  /**
   * The counts of a channel that {@link takeUncertain} named.
   * @param {ReadState} row
   * @param {number} seq
   */
  fetched(row, seq) {
    this.raiseLastNo(row.channel_id, row.last_no);
    this.#raiseBroadcastNo(row.channel_id, row.broadcast_no);
    this.#setPosition(row.channel_id, positionOf(row, seq));
  }

  /**
   * Everything in these channels is read at this position.
   * @param {Iterable<number>} channelIds
   * @param {number} lastRead 0 to keep the known one
   * @param {number} seq
   */
  allRead(channelIds, lastRead, seq) {
    for (const id of channelIds) {
      if (seq <= (this.positions.get(id)?.ver ?? 0)) continue; // repeated: messages may have come since
      this.#setPosition(id, {
        ...START,
        readNo: this.lastNos.get(id) ?? 0,
        lastRead: lastRead || (this.positions.get(id)?.lastRead ?? 0),
        readBroadcastNo: this.#broadcastNos.get(id) ?? 0,
        ver: seq,
        asOf: seq,
      });
    }
  }

  /**
   * @param {number} channelId
   * @returns {number} the position of the event log as of which the read position is known
   */
  knownAt(channelId) {
    const { ver, asOf } = this.positions.get(channelId) ?? START;
    return Math.max(ver, asOf);
  }

  /** @returns {number[]} the channels whose counts have to be fetched; each is named once */
  takeUncertain() {
    const channelIds = [...this.#uncertain];
    this.#uncertain.clear();
    return channelIds;
  }

  /** @param {number} channelId whose counts could not be fetched */
  putBackUncertain(channelId) {
    if (this.positions.has(channelId)) this.#uncertain.add(channelId);
  }

  get isUncertain() {
    return this.#uncertain.size > 0;
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
    if (known && own) this.#setPosition(mention.channel_id, { ...known, readBroadcastNo: broadcastNo, deletedBroadcasts: 0, ver });
  }

  /**
   * @param {number} channelId
   * @returns {number}
   */
  unread(channelId) {
    const position = this.positions.get(channelId);
    if (!position) return 0;
    const later = this.#deletions.get(channelId)?.messages.size ?? 0;
    return Math.max(0, (this.lastNos.get(channelId) ?? 0) - position.readNo - position.deleted - later);
  }

  /**
   * @param {number} channelId
   * @returns {number} the unread messages that name the user
   */
  named(channelId) {
    return this.positions.get(channelId)?.mentions ?? 0;
  }

  /**
   * @param {number} channelId
   * @returns {number}
   */
  mentions(channelId) {
    const position = this.positions.get(channelId);
    if (!position) return 0;
    const later = this.#deletions.get(channelId)?.broadcasts.size ?? 0;
    const broadcasts = (this.#broadcastNos.get(channelId) ?? 0) - position.readBroadcastNo - position.deletedBroadcasts - later;
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
   * Deletions that the position contains, and those before it, are forgotten.
   * @param {number} channelId
   * @param {ReadPosition} position
   */
  #setPosition(channelId, position) {
    const known = this.positions.get(channelId);
    if (known && (position.ver < known.ver || (position.ver === known.ver && position.asOf < known.asOf))) return;
    this.positions.set(channelId, position);
    const deletions = this.#deletions.get(channelId);
    if (!deletions) return;
    forget(deletions.messages, position.readNo, position.asOf);
    forget(deletions.broadcasts, position.readBroadcastNo, position.asOf);
  }
}

/** @type {ReadPosition} */
const START = { readNo: 0, lastRead: 0, mentions: 0, readBroadcastNo: 0, deleted: 0, deletedBroadcasts: 0, ver: 0, asOf: 0 };

/**
 * The counts of a reply say how much was deleted: it is the difference to the ordinals.
 * @param {Omit<ReadState, "channel_id">} row
 * @param {number} asOf
 * @returns {ReadPosition}
 */
function positionOf(row, asOf) {
  return {
    readNo: row.read_no,
    lastRead: row.last_read ?? 0,
    mentions: row.mentions,
    readBroadcastNo: row.read_broadcast_no,
    deleted: Math.max(0, row.last_no - row.read_no - row.unread),
    deletedBroadcasts: Math.max(0, row.broadcast_no - row.read_broadcast_no - (row.unread_mentions - row.mentions)),
    ver: row.ver,
    asOf,
  };
}

/**
 * @param {Map<number, number>} deletions
 * @param {number} upTo the ordinal up to which they are read
 * @param {number} asOf the position in the event log up to which they are counted
 */
function forget(deletions, upTo, asOf) {
  for (const [no, seq] of deletions) if (no <= upTo || seq <= asOf) deletions.delete(no);
}

/**
 * @param {Map<number, number>} deletions
 * @returns {boolean} whether there were too many, so that the oldest has to be kept as a number
 */
function dropsOldest(deletions) {
  if (deletions.size <= UnreadCounts.DELETED_MAX) return false;
  return deletions.delete(/** @type {number} */ (deletions.keys().next().value));
}
