// @ts-check
import { onScrollByHand } from "./scroll-by-hand.js";

/** @import { Message } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./message-window.js").MessageWindow} MessageWindow */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./store.js").Store} Store */

/**
 * Marks the open channel as read up to its newest message while the user looks at it. It also keeps the position at which reading ended
 * when the channel was opened: the "New" marker is drawn there.
 */
export class ReadTracker {
  static DELAY_MS = 400;
  static FETCH_DELAY_MS = 200;
  /** The members of a channel fetch within this time what an event for all of them left unknown. */
  static FETCH_SPREAD_MS = 10_000;

  /** The "New" marker is drawn above the first message with a higher ordinal; null for no marker. @type {number | null} */
  markerNo = null;
  /** The end of the messages is on the screen. */
  atBottom = false;

  #api;
  #store;
  #shown;
  #isConnected;
  #changed;
  /** What was marked last: marking the same again is left out. A channel without messages has its negative id. */
  #marked = { id: 0, lastNo: 0 };
  /** The channel that the user marked as unread: it is not marked as read until it is opened again or the user scrolls. 0 for none. */
  #held = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #fetchTimer;

  /**
   * @param {{api: Api, store: Store, shown: NavigationStore, isConnected: () => boolean, changed: () => void}} parts
   */
  constructor({ api, store, shown, isConnected, changed }) {
    this.#api = api;
    this.#store = store;
    this.#shown = shown;
    this.#isConnected = isConnected;
    this.#changed = changed;
    addEventListener("focus", () => this.markSoon());
    document.addEventListener("visibilitychange", () => this.markSoon());
    onScrollByHand(() => this.#release());
  }

  /** The tab is visible and has the focus. */
  get isTabActive() {
    return !document.hidden && document.hasFocus();
  }

  /** @param {number} channelId */
  channelOpened(channelId) {
    const { counts } = this.#store;
    this.atBottom = false;
    this.#held = 0;
    this.markerNo = counts.unread(channelId) > 0 ? (counts.positions.get(channelId)?.readNo ?? null) : null;
  }

  /** @param {number} channelId that the user marked as unread, here or in another tab */
  hold(channelId) {
    this.#held = channelId;
    this.#marked = { id: 0, lastNo: 0 };
  }

  /** @param {number} channelId */
  isHeld(channelId) {
    return channelId === this.#held;
  }

  /** @param {number} channelId in which the position moved back: the marker follows it, if the channel is open */
  showMarker(channelId) {
    if (channelId === this.#shown.channelId) this.markerNo = this.#store.counts.positions.get(channelId)?.readNo ?? null;
  }

  #release() {
    if (this.#held === 0) return;
    this.#held = 0;
    this.markSoon();
  }

  /** Removes the "New" marker, for example when the user writes. */
  clearMarker() {
    this.markerNo = null;
  }

  /**
   * Called before a message is applied.
   * @param {Message} message
   * @returns {number | null} the ordinal of the message if the marker belongs above it, because the user does not see it arrive
   */
  ordinalIfUnseen(message) {
    const { channelId } = this.#shown;
    const expected = message.channel_id === channelId && message.no !== undefined && message.user_id !== this.#store.user.id;
    if (!expected || this.markerNo !== null || (this.isTabActive && this.atBottom)) return null;
    return (this.#store.counts.lastNos.get(message.channel_id) ?? 0) + 1;
  }

  /**
   * Called after a message was applied.
   * @param {Message} message
   * @param {number | null} unseenNo the result of {@link ordinalIfUnseen}
   */
  messageArrived(message, unseenNo) {
    if (unseenNo !== null && this.#store.counts.unread(message.channel_id) > 0) this.markerNo = unseenNo - 1;
    if (message.channel_id === this.#shown.channelId) this.markSoon();
  }

  /** @param {boolean} atBottom */
  scrolled(atBottom) {
    this.atBottom = atBottom;
    if (atBottom) this.markSoon();
  }

  /** Marks the open channel as read after a short delay, so that bursts of messages cost one call. */
  markSoon() {
    if (this.#timer !== undefined) return;
    if (!this.#unmarked()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const unmarked = this.#unmarked();
      if (unmarked) void this.#mark(unmarked);
    }, ReadTracker.DELAY_MS);
  }

  /**
   * Fetches, after a short delay, the counts of channels in which an event of an earlier release left them unknown.
   * @param {boolean} [isForAll] whether all members of the channel receive the event now, and would fetch at the same time
   */
  fetchUncertain(isForAll = false) {
    const { counts } = this.#store;
    if (!counts.isUncertain || this.#fetchTimer !== undefined) return;
    this.#fetchTimer = setTimeout(
      () => {
        this.#fetchTimer = undefined;
        for (const channelId of counts.takeUncertain()) void this.#fetch(channelId);
      },
      ReadTracker.FETCH_DELAY_MS + (isForAll ? Math.random() * ReadTracker.FETCH_SPREAD_MS : 0),
    );
  }

  /** @param {number} channelId */
  async #fetch(channelId) {
    const { counts } = this.#store;
    try {
      const { read_state: row, seq } = await this.#api.call("read.get", { channel_id: channelId });
      counts.fetched(row, seq);
      this.#changed();
    } catch {
      counts.putBackUncertain(channelId); // the next event tries again
    }
  }

  /**
   * @returns {{channelId: number, message: Message | undefined} | null} the newest message, if the user sees it and it is not marked as
   *   read yet; without a message when none is left, but a mention in a thread of a deleted message is unread
   */
  #unmarked() {
    const { counts } = this.#store;
    const { channelId } = this.#shown;
    if (!channelId || channelId === this.#held || !this.isTabActive || !this.atBottom || !this.#isConnected()) return null;
    const window = this.#store.window(channelId);
    if (!window.atEnd || window.stale || window.loading === "newest") return null;
    if (counts.unread(channelId) === 0 && counts.mentions(channelId) === 0) return null;
    const newest = this.#newest(window);
    const id = newest?.id ?? -channelId;
    if (id === this.#marked.id && counts.lastNos.get(channelId) === this.#marked.lastNo) return null;
    return { channelId, message: newest };
  }

  /**
   * @param {MessageWindow} window
   * @returns {Message | undefined} the newest message of the channel and of the open thread
   */
  #newest(window) {
    const { channelId, threadId } = this.#shown;
    const message = window.rows.at(-1);
    if (!threadId) return message;
    const thread = this.#store.window(channelId, threadId);
    const reply = thread.atEnd ? thread.rows.at(-1) : undefined;
    return reply && (!message || isLater(reply, message)) ? reply : message;
  }

  /** @param {{channelId: number, message: Message | undefined}} unmarked */
  async #mark({ channelId, message }) {
    const { counts } = this.#store;
    try {
      const result = message
        ? await this.#api.change("read.mark", {
            channel_id: channelId,
            message_id: message.id,
            seen_ver: counts.knownAt(channelId),
          })
        : await this.#api.change("mention.mark_read", { channel_id: channelId });
      counts.marked(channelId, message?.id ?? 0, result);
      this.#marked = { id: message?.id ?? -channelId, lastNo: counts.lastNos.get(channelId) ?? 0 };
      this.markSoon();
      this.#changed();
    } catch {
      // the next call of markSoon tries again
    }
  }
}

/**
 * @param {Message} one
 * @param {Message} other
 */
function isLater(one, other) {
  const ms = Date.parse(one.created_at) - Date.parse(other.created_at);
  return ms > 0 || (ms === 0 && one.id > other.id);
}
