// @ts-check

/** @import { Message } from "../contract.js" */
/** @typedef {import("./store.js").StateEvent} StateEvent */
/** @typedef {"newest" | "oldest" | "around" | "older" | "newer"} Direction */

/**
 * A window on the messages of a channel, or on the replies of a thread: a range without gaps, in the order of history. The server decides
 * that order; ids do not ascend where messages were imported. The window grows at the end that the user scrolls to and drops rows at the other end, so the page holds at most {@link MessageWindow.ROWS_MAX} rows of a channel.
 *
 * While a page is loading, events are held and applied again after the reply, because the reply may be older than they are. The higher
 * version of a message wins, so repeated and late replies change nothing.
 */
export class MessageWindow {
  static ROWS_MAX = 300;
  static HELD_MAX = 2_000;
  static DELETED_MAX = 500;

  /** @type {Message[]} */
  rows = [];
  /** The first row is the first message of the channel. */
  atStart = false;
  /** The last row is the newest message: new messages are added to the window. */
  atEnd = false;
  /** A bootstrap came after the rows were loaded. They are shown until they have been loaded again. */
  stale = true;
  /** @type {Direction | null} the page that is loading */
  loading = null;
  /** Why the last page could not be loaded; empty after a success. */
  error = "";
  /** The last page could not be loaded because the thread is not there, or the user has no access to it. */
  isMissing = false;
  /** Increases with every change, so that a view knows whether to render. */
  version = 0;
  /** The message that the replies of a thread answer, once it is loaded; with `deleted_at` when it was deleted. @type {Message | undefined} */
  parent = undefined;

  /** @type {StateEvent[]} */
  #held = [];
  /** Messages deleted lately: a late reply does not add them again. @type {Set<number>} */
  #deleted = new Set();
  #requestId = 0;

  /**
   * @param {number} channelId
   * @param {number} parentId 0 for the channel's own messages
   */
  constructor(channelId, parentId) {
    this.channelId = channelId;
    this.parentId = parentId;
  }

  /**
   * Starts a request for a page. The reply to an earlier request is ignored from now on.
   * @param {Direction} direction
   * @returns {number} the id of the request
   */
  startLoading(direction) {
    this.loading = direction;
    this.error = "";
    this.isMissing = false;
    this.#held = [];
    this.version++;
    return ++this.#requestId;
  }

  /**
   * @param {number} requestId
   * @param {Message[]} messages in the order of history
   * @param {{atStart?: boolean, atEnd?: boolean}} ends which ends of the channel the window reaches now
   */
  loaded(requestId, messages, ends) {
    if (requestId !== this.#requestId || this.loading === null) return;
    const direction = this.loading;
    const grows = direction === "older" || direction === "newer";
    const received = messages.filter((row) => !this.#deleted.has(row.id));
    this.rows = direction === "older" ? joined(received, this.rows) : joined(grows ? this.rows : [], received);
    if (!grows) this.atStart = this.atEnd = this.stale = false;
    if (ends.atStart !== undefined) this.atStart = ends.atStart;
    if (ends.atEnd !== undefined) this.atEnd = ends.atEnd;
    if (direction === "older") this.#dropExcess("newer");
    else this.#dropExcess("older");
    this.loading = null;
    this.version++;
    this.#applyHeld();
  }

  /** @param {Message} parent of the thread, in a reply */
  parentLoaded(parent) {
    if (this.parent && (this.parent.deleted_at || this.parent.ver >= parent.ver)) return;
    this.parent = parent;
    this.version++;
  }

  /**
   * The replies remain and can still be read.
   * @param {number} ver
   */
  #parentDeleted(ver) {
    const known = this.parent;
    if (!known || known.deleted_at) return;
    this.parent = { ...known, text: "", reactions: [], mentions: [], pinned: false, deleted_at: new Date().toISOString(), ver };
    this.version++;
  }

  /**
   * @param {number} requestId
   * @param {string} error
   * @param {boolean} [isMissing]
   */
  failed(requestId, error, isMissing = false) {
    if (requestId !== this.#requestId || this.loading === null) return;
    this.loading = null;
    this.error = error;
    this.isMissing = isMissing;
    this.version++;
    this.#applyHeld();
  }

  #applyHeld() {
    const held = this.#held;
    this.#held = [];
    for (const event of held) this.apply(event);
  }

  /** @param {"older" | "newer"} end where rows beyond the maximum are dropped */
  #dropExcess(end) {
    const excess = this.rows.length - MessageWindow.ROWS_MAX;
    if (excess <= 0) return;
    if (end === "newer") {
      this.rows = this.rows.slice(0, MessageWindow.ROWS_MAX);
      this.atEnd = false;
    } else {
      this.rows = this.rows.slice(excess);
      this.atStart = false;
    }
  }

  /** @param {StateEvent} applied */
  apply(applied) {
    const { type, event } = applied;
    switch (type) {
      case "message.created":
        if (this.#contains(event.message)) this.#applyAndHold(applied, () => this.#add(event.message));
        break;
      case "message.updated":
        if (this.#contains(event.message) || event.message.id === this.parentId)
          this.#applyAndHold(applied, () => this.replace(event.message));
        break;
      case "message.deleted":
        if (event.channel_id === this.channelId) this.#applyAndHold(applied, () => this.#remove(event.message_id));
        if (event.message_id === this.parentId) this.#parentDeleted(applied.seq);
        break;
      case "message.reacted":
        this.#change(applied, event.message_id, { reactions: event.reactions });
        break;
      case "message.pin_updated":
        this.#change(applied, event.message_id, { pinned: event.pinned });
        break;
      case "thread.updated":
        this.#change(applied, event.parent_id, { reply_count: event.reply_count, last_reply_at: event.last_reply_at });
        break;
    }
  }

  /**
   * Applies a change now, and once more after the reply that is awaited.
   * @param {StateEvent} applied
   * @param {() => void} change
   */
  #applyAndHold(applied, change) {
    if (this.loading !== null) {
      this.#held.push(applied);
      if (this.#held.length > MessageWindow.HELD_MAX) this.failed(this.#requestId, "Too many events arrived while messages were loading.");
    }
    change();
  }

  /**
   * @param {StateEvent & {event: {channel_id: number}}} applied
   * @param {number} id
   * @param {Partial<Message>} changes
   */
  #change(applied, id, changes) {
    if (applied.event.channel_id !== this.channelId) return;
    this.#applyAndHold(applied, () => {
      if (this.parent?.id === id && this.parent.ver < applied.seq) {
        this.parent = { ...this.parent, ...changes, ver: applied.seq };
        this.version++;
      }
      const at = this.rows.findIndex((row) => row.id === id);
      if (at < 0 || this.rows[at].ver >= applied.seq) return;
      this.rows = this.rows.with(at, { ...this.rows[at], ...changes, ver: applied.seq });
      this.version++;
    });
  }

  /** @param {Message} message */
  #contains(message) {
    return message.channel_id === this.channelId && (message.parent_id ?? 0) === this.parentId;
  }

  /** @param {Message} message */
  #add(message) {
    if (this.rows.some((row) => row.id === message.id)) return this.replace(message);
    if (this.stale || this.#deleted.has(message.id)) return;
    const at = this.#placeOf(message);
    const isOfAnotherPage = (at === this.rows.length && !this.atEnd) || (at === 0 && !this.atStart && this.rows.length > 0);
    if (isOfAnotherPage) return;
    this.rows = this.rows.toSpliced(at, 0, message);
    this.#dropExcess(this.loading === "older" ? "newer" : "older"); // the page that is loading has to be next to the first row
    this.version++;
  }

  /**
   * A message that was sent to the channel stands after all others; it has an ordinal. An imported message and a reply stand at their time.
   * A message that was sent before all those in the window is of an older page, also when imported rows are at the begin of the window.
   * @param {Message} message
   */
  #placeOf({ no, created_at }) {
    if (no !== undefined) {
      const next = this.rows.findIndex((row) => row.no !== undefined && row.no > no);
      if (next < 0) return this.rows.length;
      const isBeforeAll = !this.atStart && this.rows.slice(0, next).every((row) => row.no === undefined);
      return isBeforeAll ? 0 : next;
    }
    const time = Date.parse(created_at);
    return this.rows.findLastIndex((row) => Date.parse(row.created_at) <= time) + 1;
  }

  /** @param {Message} message replaces an older version of it in the window */
  replace(message) {
    if (this.parent?.id === message.id) this.parentLoaded(message);
    const at = this.rows.findIndex((row) => row.id === message.id);
    if (at < 0 || this.rows[at].ver >= message.ver) return;
    this.rows = this.rows.with(at, message);
    this.version++;
  }

  /** @param {number} id */
  #remove(id) {
    this.#deleted.add(id);
    if (this.#deleted.size > MessageWindow.DELETED_MAX) this.#deleted.delete(/** @type {number} */ (this.#deleted.values().next().value));
    const remaining = this.rows.filter((row) => row.id !== id);
    if (remaining.length === this.rows.length) return;
    this.rows = remaining;
    this.version++;
  }
}

/**
 * The messages of two adjacent pages that may overlap, each once and in its newer version.
 * @param {Message[]} older
 * @param {Message[]} newer
 */
function joined(older, newer) {
  const rows = new Map(older.map((row) => [row.id, row]));
  for (const row of newer) {
    const before = rows.get(row.id);
    if (!before || row.ver > before.ver) rows.set(row.id, row);
  }
  return [...rows.values()];
}
