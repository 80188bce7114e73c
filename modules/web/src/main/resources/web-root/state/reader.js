// @ts-check

/** @typedef {import("./session.js").Session} Session */

/**
 * Says what has been read: the newest message of the open channel, while somebody looks at it. And remembers where reading ended when
 * the channel was opened, which is where the line "New" is drawn.
 */
export class Reader {
  static PAUSE_MS = 400;

  /** The line is drawn above the first message with a higher ordinal; nothing when all was read. @type {number | null} */
  lineNo = null;
  /** The end of the messages is on the screen. */
  atBottom = false;

  #session;
  /** What was marked last, and when: the same again says nothing. */
  #marked = { id: 0, lastNo: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    const look = () => this.look();
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
  }

  /** Somebody can see this tab. */
  get attentive() {
    return !document.hidden && document.hasFocus();
  }

  /** @param {number} channelId */
  opened(channelId) {
    const { store } = this.#session;
    this.atBottom = false;
    this.lineNo = store.unread(channelId) > 0 ? (store.readings.get(channelId)?.readNo ?? null) : null;
  }

  /** Whoever speaks has seen what was said. */
  spoke() {
    this.lineNo = null;
  }

  /**
   * Asked before a message is applied: will it be the first that nobody sees here?
   * @param {any} message
   */
  expects(message) {
    const { store, place } = this.#session;
    const here = message.channel_id === place.channelId && message.no !== undefined && message.user_id !== store.user.id;
    return here && this.lineNo === null && !(this.attentive && this.atBottom) ? (store.lastNos.get(message.channel_id) ?? 0) + 1 : false;
  }

  /**
   * @param {any} message
   * @param {number | false} unseen as {@link expects} said
   */
  arrived(message, unseen) {
    if (unseen !== false && this.#session.store.unread(message.channel_id) > 0) this.lineNo = unseen - 1;
    if (message.channel_id === this.#session.place.channelId) this.look();
  }

  /** @param {boolean} atBottom */
  scrolled(atBottom) {
    this.atBottom = atBottom;
    if (atBottom) this.look();
  }

  /** Marks what is seen as read, a moment later: glances and bursts cost one call. */
  look() {
    if (this.#timer !== undefined) return;
    if (!this.#unmarked()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const message = this.#unmarked();
      if (message) void this.#mark(message);
    }, Reader.PAUSE_MS);
  }

  /** @returns {any} the newest message, when it is seen and not yet marked */
  #unmarked() {
    const { store, place, standing } = this.#session;
    if (!place.channelId || !this.attentive || !this.atBottom || standing.state !== "open") return null;
    const run = store.run(place.channelId);
    if (!run.atEnd || run.stale || run.loading === "newest") return null;
    if (store.unread(place.channelId) === 0 && store.mentions(place.channelId) === 0) return null;
    const newest = this.#newest(run);
    if (!newest) store.settle(place.channelId);
    else if (newest.id !== this.#marked.id || store.lastNos.get(place.channelId) !== this.#marked.lastNo) return newest;
    return null;
  }

  /** @param {import("./run.js").Run} run */
  #newest(run) {
    const { store, place } = this.#session;
    const message = run.rows[run.rows.length - 1];
    if (place.panel?.kind !== "thread") return message;
    const thread = store.run(place.channelId, place.panel.parentId);
    const reply = thread.atEnd ? thread.rows[thread.rows.length - 1] : undefined;
    return reply && (!message || reply.id > message.id) ? reply : message;
  }

  /** @param {any} message */
  async #mark(message) {
    const { rpc, store } = this.#session;
    try {
      const answer = await rpc.change("read.mark", { channel_id: message.channel_id, message_id: message.id });
      store.marked(message, answer);
      this.#marked = { id: message.id, lastNo: store.lastNos.get(message.channel_id) ?? 0 };
      this.look();
      this.#session.show();
    } catch {
      // the next look marks it
    }
  }
}
