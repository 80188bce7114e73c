// @ts-check

/** @typedef {import("../client/codec.js").Frame} Frame */
/** @typedef {"newest" | "oldest" | "around" | "older" | "newer"} Direction */

/**
 * A window on the messages of a channel (or on the replies to one message): an unbroken stretch, ascending by id. It grows at either
 * end as people scroll and lets go at the other, so however long a channel is, the page holds at most {@link Run.ROWS_MAX}.
 *
 * While a page of it is asked for, events are held and applied behind the answer: the answer may be older than they are. Every rule
 * is by version, so repeats and late answers change nothing.
 */
export class Run {
  static ROWS_MAX = 300;
  static HELD_MAX = 2_000;
  static GONE_MAX = 500;

  /** @type {any[]} */
  rows = [];
  /** Nothing is earlier than the first row. */
  atStart = false;
  /** Nothing is later than the last row: what is said now belongs here. */
  atEnd = false;
  /** A boot has replaced what this was read with; it is shown until it has been read again. */
  stale = true;
  /** @type {Direction | null} what is asked for */
  loading = null;
  /** What went wrong with the last page; empty when nothing did. */
  problem = "";
  /** Moves whenever anything here does, so that a view knows whether to look. */
  version = 0;

  /** @type {Frame[]} */
  #held = [];
  /** Deleted lately: a late answer does not bring them back. @type {Set<number>} */
  #gone = new Set();
  #ticket = 0;

  /**
   * @param {number} channelId
   * @param {number} parentId 0 for the channel's own messages
   */
  constructor(channelId, parentId) {
    this.channelId = channelId;
    this.parentId = parentId;
  }

  /**
   * A page is being asked for; an earlier request counts no longer.
   * @param {Direction} direction
   * @returns {number} what its answer has to show
   */
  ask(direction) {
    this.loading = direction;
    this.problem = "";
    this.#held = [];
    this.version++;
    return ++this.#ticket;
  }

  /**
   * @param {number} ticket
   * @param {any[]} messages ascending
   * @param {{atStart?: boolean, atEnd?: boolean}} ends what is known about the ends now
   */
  answer(ticket, messages, ends) {
    if (ticket !== this.#ticket || this.loading === null) return;
    const direction = this.loading;
    const grows = direction === "older" || direction === "newer";
    this.rows = merged(
      grows ? this.rows : [],
      messages.filter((row) => !this.#gone.has(row.id)),
    );
    if (!grows) this.atStart = this.atEnd = this.stale = false;
    if (ends.atStart !== undefined) this.atStart = ends.atStart;
    if (ends.atEnd !== undefined) this.atEnd = ends.atEnd;
    if (direction === "older") this.#letGo("newer");
    else this.#letGo("older");
    this.loading = null;
    this.version++;
    const held = this.#held;
    this.#held = [];
    for (const frame of held) this.apply(frame);
  }

  /**
   * @param {number} ticket
   * @param {string} problem
   */
  fail(ticket, problem) {
    if (ticket !== this.#ticket || this.loading === null) return;
    this.loading = null;
    this.problem = problem;
    this.version++;
    const held = this.#held;
    this.#held = [];
    for (const frame of held) this.apply(frame);
  }

  /** @param {"older" | "newer"} end which end may be let go */
  #letGo(end) {
    const excess = this.rows.length - Run.ROWS_MAX;
    if (excess <= 0) return;
    if (end === "newer") {
      this.rows = this.rows.slice(0, Run.ROWS_MAX);
      this.atEnd = false;
    } else {
      this.rows = this.rows.slice(excess);
      this.atStart = false;
    }
  }

  /** @param {Frame} frame */
  apply(frame) {
    const event = frame.event;
    switch (frame.type) {
      case "message.created":
        if (this.#mine(event.message)) this.#hold(frame, () => this.#add(event.message));
        break;
      case "message.updated":
        if (this.#mine(event.message)) this.#hold(frame, () => this.replace(event.message));
        break;
      case "message.deleted":
        if (event.channel_id === this.channelId) this.#hold(frame, () => this.#remove(event.message_id));
        break;
      case "message.reacted":
        this.#change(frame, event.message_id, { reactions: event.reactions });
        break;
      case "message.pin_updated":
        this.#change(frame, event.message_id, { pinned: event.pinned });
        break;
      case "thread.updated":
        this.#change(frame, event.parent_id, { reply_count: event.reply_count, last_reply_at: event.last_reply_at });
        break;
    }
  }

  /**
   * Applied now, and once more behind the answer that is awaited.
   * @param {Frame} frame
   * @param {() => void} change
   */
  #hold(frame, change) {
    if (this.loading !== null) {
      this.#held.push(frame);
      if (this.#held.length > Run.HELD_MAX) this.fail(this.#ticket, "Too much happened meanwhile.");
    }
    change();
  }

  /**
   * @param {Frame} frame
   * @param {number} id
   * @param {object} members
   */
  #change(frame, id, members) {
    if (frame.event.channel_id !== this.channelId) return;
    this.#hold(frame, () => {
      const at = this.rows.findIndex((row) => row.id === id);
      if (at < 0 || this.rows[at].ver >= Number(frame.seq)) return;
      this.rows = this.rows.with(at, { ...this.rows[at], ...members, ver: frame.seq });
      this.version++;
    });
  }

  /** @param {any} message */
  #mine(message) {
    return message.channel_id === this.channelId && (message.parent_id ?? 0) === this.parentId;
  }

  /** @param {any} message */
  #add(message) {
    if (this.rows.some((row) => row.id === message.id)) return this.replace(message);
    if (!this.atEnd || this.stale || this.#gone.has(message.id)) return;
    this.rows = merged(this.rows, [message]);
    this.#letGo("older");
    this.version++;
  }

  /** @param {any} message a version of a message, which may be here */
  replace(message) {
    const at = this.rows.findIndex((row) => row.id === message.id);
    if (at < 0 || this.rows[at].ver >= message.ver) return;
    this.rows = this.rows.with(at, message);
    this.version++;
  }

  /** @param {number} id */
  #remove(id) {
    this.#gone.add(id);
    if (this.#gone.size > Run.GONE_MAX) this.#gone.delete(/** @type {number} */ (this.#gone.values().next().value));
    const left = this.rows.filter((row) => row.id !== id);
    if (left.length === this.rows.length) return;
    this.rows = left;
    this.version++;
  }
}

/**
 * Both, ascending by id, of every message the newer version.
 * @param {any[]} known
 * @param {any[]} told
 */
function merged(known, told) {
  const rows = new Map(known.map((row) => [row.id, row]));
  for (const row of told) {
    const before = rows.get(row.id);
    if (!before || row.ver > before.ver) rows.set(row.id, row);
  }
  return [...rows.values()].sort((one, other) => one.id - other.id);
}
