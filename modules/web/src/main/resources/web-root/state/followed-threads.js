// @ts-check

/** @import { Message, MessageDeletedEvent, SessionBootstrapResult, ThreadFollowedEvent, ThreadState, ThreadStateEvent } from "../contract.js" */
/**
 * A thread that the user follows. `readNo` is null while nothing in it is unread and the ordinals are not known: a bootstrap names such a
 * thread by its id only. `deleted` are the deleted replies above `readNo`, as of the position `asOf` in the event log, and `deletions`
 * those that were deleted after it: their positions by ordinal.
 * @typedef {{channelId: number, readNo: number | null, lastNo: number, deleted: number, mentions: number, ver: number, asOf: number,
 *   deletions: Map<number, number>}} FollowedThread
 */

/**
 * The threads that the user follows, and how many replies are unread in each. The rules are those of {@link UnreadCounts}: every number
 * is absolute, so repeated events change nothing. A thread that is missing here concerns the user only if {@link more} is set.
 */
export class FollowedThreads {
  /** The user follows threads that the bootstrap does not name. */
  more = false;
  /** Increases with every change, so that a view knows whether to render. */
  version = 0;

  /** @type {Map<number, FollowedThread>} by the id of the parent */
  #threads = new Map();

  /** @param {Pick<SessionBootstrapResult, "threads" | "seq">} state without threads from a server of an earlier release */
  reset({ threads = NONE, seq }) {
    this.more = threads.more;
    this.#threads.clear();
    for (const row of threads.unread) this.#threads.set(row.parent_id, threadOf(row, seq));
    for (const { channel_id: channelId, parent_ids: ids } of threads.following) {
      for (const id of ids) this.#threads.set(id, { ...START, channelId, deletions: new Map(), asOf: seq });
    }
    this.version++;
  }

  /**
   * @param {Message} message
   * @param {number} ownUserId
   * @param {number} seq
   */
  messageCreated({ parent_id: parentId, reply_no: no, channel_id: channelId, user_id: userId }, ownUserId, seq) {
    if (parentId === undefined || no === undefined) return;
    const known = this.#threads.get(parentId);
    if (known && no <= known.lastNo) return;
    if (userId === ownUserId) {
      if (known && seq <= known.ver) return;
      const mentions = known?.mentions ?? 0;
      this.#put(parentId, { channelId, readNo: no, lastNo: no, deleted: 0, mentions, ver: seq, asOf: seq, deletions: new Map() });
    } else if (known) {
      // nothing was unread: the reply is the first
      const isFirst = this.unread(parentId) === 0;
      this.#put(parentId, isFirst ? { ...known, readNo: no - 1, lastNo: no, deleted: 0, deletions: new Map() } : { ...known, lastNo: no });
    }
  }

  /**
   * @param {MessageDeletedEvent} event
   * @param {number} seq
   */
  messageDeleted({ parent_id: parentId, reply_no: no }, seq) {
    const known = this.#threads.get(parentId ?? 0);
    if (!known || known.readNo === null || no === undefined || no <= known.readNo || no > known.lastNo || seq <= known.asOf) return;
    known.deletions.set(no, seq);
    this.version++;
  }

  /**
   * The user follows since the reply that comes next.
   * @param {ThreadFollowedEvent} event
   * @param {number} seq
   */
  followed({ parent_id: parentId, channel_id: channelId, last_no: lastNo }, seq) {
    const known = this.#threads.get(parentId);
    if (known && known.ver >= seq) return;
    this.#put(parentId, { channelId, readNo: lastNo, lastNo, deleted: 0, mentions: 0, ver: seq, asOf: seq, deletions: new Map() });
  }

  /**
   * @param {ThreadStateEvent} event
   * @param {number} seq
   */
  stateChanged({ deleted, ...event }, seq) {
    this.fetched({ ...event, unread: event.last_no - event.read_no - deleted }, seq);
  }

  /**
   * The state of the user in a thread, in a reply or in an event.
   * @param {ThreadState} state
   * @param {number} seq
   */
  fetched(state, seq) {
    const known = this.#threads.get(state.parent_id);
    if (known && known.ver > state.ver) return;
    if (!state.following) {
      if (this.#threads.delete(state.parent_id)) this.version++;
      return;
    }
    const fresh = threadOf(state, seq);
    for (const [no, at] of known?.deletions ?? []) if (at > seq && no > state.read_no) fresh.deletions.set(no, at);
    this.#put(state.parent_id, { ...fresh, lastNo: Math.max(fresh.lastNo, known?.lastNo ?? 0) });
  }

  /**
   * A reply mentions the user.
   * @param {number} parentId
   * @param {number} mentions
   * @param {number} ver
   */
  mentioned(parentId, mentions, ver) {
    const known = this.#threads.get(parentId);
    if (known && ver > known.ver) this.#put(parentId, { ...known, mentions, ver });
  }

  /**
   * Everything in the threads of these channels is read at this position.
   * @param {(channelId: number) => boolean} isRead
   * @param {number} seq
   */
  allRead(isRead, seq) {
    for (const [parentId, known] of this.#threads) {
      if (!isRead(known.channelId) || seq <= known.ver) continue;
      this.#put(parentId, { ...known, readNo: known.lastNo || null, deleted: 0, mentions: 0, ver: seq, asOf: seq, deletions: new Map() });
    }
  }

  /** @param {number} channelId that the user lost */
  forgetChannel(channelId) {
    for (const [parentId, thread] of this.#threads) if (thread.channelId === channelId) this.#threads.delete(parentId);
    this.version++;
  }

  // ---- Questions ----

  /** @param {number} parentId */
  has(parentId) {
    return this.#threads.has(parentId);
  }

  /**
   * @param {number} parentId
   * @returns {number}
   */
  unread(parentId) {
    const known = this.#threads.get(parentId);
    if (!known || known.readNo === null) return 0;
    return Math.max(0, known.lastNo - known.readNo - known.deleted - known.deletions.size);
  }

  /** @param {number} parentId */
  mentions(parentId) {
    return this.#threads.get(parentId)?.mentions ?? 0;
  }

  /**
   * @param {number} parentId
   * @returns {number} the ordinal up to which the thread is read, as far as it is known
   */
  readNo(parentId) {
    const known = this.#threads.get(parentId);
    return known?.readNo ?? known?.lastNo ?? 0;
  }

  /**
   * @param {number} parentId
   * @returns {number | null} the ordinal up to which the thread is read, if something is unread
   */
  markerNo(parentId) {
    return this.unread(parentId) > 0 ? (this.#threads.get(parentId)?.readNo ?? null) : null;
  }

  /**
   * @param {number} parentId
   * @returns {number} the position of the event log as of which the state is known
   */
  knownAt(parentId) {
    const known = this.#threads.get(parentId);
    return Math.max(known?.ver ?? 0, known?.asOf ?? 0);
  }

  /**
   * @param {(channelId: number) => boolean} isCounted
   * @param {(channelId: number) => boolean} [isMuted] where only mentions count
   * @returns {{threads: number, mentions: number}} how many threads have unread replies, and the unread mentions in them
   */
  summary(isCounted, isMuted = () => false) {
    let threads = 0;
    let mentions = 0;
    for (const [parentId, known] of this.#threads) {
      if (this.unread(parentId) === 0 || !isCounted(known.channelId)) continue;
      if (known.mentions === 0 && isMuted(known.channelId)) continue;
      threads++;
      mentions += known.mentions;
    }
    return { threads, mentions };
  }

  /**
   * @param {number} parentId
   * @param {FollowedThread} thread
   */
  #put(parentId, thread) {
    this.#threads.set(parentId, thread);
    this.version++;
  }
}

/** @type {SessionBootstrapResult["threads"]} */
const NONE = { unread: [], following: [], more: false };

const START = { readNo: null, lastNo: 0, deleted: 0, mentions: 0, ver: 0 };

/**
 * @param {ThreadState} state
 * @param {number} asOf
 * @returns {FollowedThread}
 */
function threadOf(state, asOf) {
  return {
    channelId: state.channel_id,
    readNo: state.read_no,
    lastNo: state.last_no,
    deleted: Math.max(0, state.last_no - state.read_no - state.unread),
    mentions: state.mentions,
    ver: state.ver,
    asOf,
    deletions: new Map(),
  };
}
