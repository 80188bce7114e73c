// @ts-check
import { onScrollByHand } from "./scroll-by-hand.js";

/** @import { Message } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/**
 * Marks the open thread as read while the user looks at its end, keeps the place of its "New" line, and follows threads by hand. It asks
 * the server about a thread that the bootstrap did not name.
 */
export class ThreadTracker {
  static DELAY_MS = 400;
  /** One question about an unknown thread within this time. */
  static ASK_MS = 2_000;
  static WAITING_MAX = 20;

  /** The "New" line is drawn above the first reply with a higher ordinal; null for no line. @type {number | null} */
  markerNo = null;

  #api;
  #store;
  #shown;
  #toasts;
  #isReading;
  #changed;
  #threadId = 0;
  /** The end of the replies is on the screen. */
  #atBottom = false;
  /** The thread that the user marked as unread: it is not marked as read until it is opened again or the user scrolls. 0 for none. */
  #held = 0;
  /** The newest reply that was marked last. */
  #marked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Threads to ask about, the newest last, and what waits for each answer. @type {Map<number, (() => void)[]>} */
  #unknown = new Map();
  #isAsking = false;

  /**
   * @param {{api: Api, store: Store, shown: NavigationStore, toasts: Pick<Toasts, "showError">, isReading: () => boolean,
   *   changed: () => void}} parts `isReading` tells whether the tab is active and connected
   */
  constructor({ api, store, shown, toasts, isReading, changed }) {
    this.#api = api;
    this.#store = store;
    this.#shown = shown;
    this.#toasts = toasts;
    this.#isReading = isReading;
    this.#changed = changed;
    addEventListener("focus", () => this.markSoon());
    document.addEventListener("visibilitychange", () => this.markSoon());
    onScrollByHand(() => this.#release());
  }

  /** Called before the open thread is rendered. */
  shows() {
    const { threadId } = this.#shown;
    if (threadId === this.#threadId) return;
    this.#threadId = threadId;
    this.#held = 0;
    this.#atBottom = false;
    this.markerNo = this.#store.threads.markerNo(threadId);
  }

  /** @param {number} parentId of the thread that the user marked as unread, here or in another tab */
  hold(parentId) {
    this.#held = parentId;
    this.#marked = 0;
  }

  /** @param {number} parentId */
  isHeld(parentId) {
    return parentId === this.#held;
  }

  /** @param {number} parentId of the thread in which the position moved back */
  showMarker(parentId) {
    if (parentId === this.#threadId) this.markerNo = this.#store.threads.markerNo(parentId);
  }

  #release() {
    if (this.#held === 0) return;
    this.#held = 0;
    this.markSoon();
  }

  /** @param {boolean} atBottom */
  scrolled(atBottom) {
    this.#atBottom = atBottom;
    if (atBottom) this.markSoon();
  }

  /**
   * Called after a message was applied.
   * @param {Message} message
   */
  messageArrived({ parent_id: parentId, reply_no: no, user_id: userId }) {
    if (!parentId || parentId !== this.#threadId) return;
    if (userId === this.#store.user.id) this.markerNo = null;
    else if (no !== undefined && this.markerNo === null && !(this.#atBottom && this.#isReading())) this.markerNo = no - 1;
    this.markSoon();
  }

  /** Marks the open thread as read after a short delay, so that bursts of replies cost one call. */
  markSoon() {
    if (this.#timer !== undefined || !this.#unmarked()) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const newest = this.#unmarked();
      if (newest) void this.#mark(newest);
    }, ThreadTracker.DELAY_MS);
  }

  /** @returns {Message | undefined} the newest reply, if the user sees it and it is not marked as read yet */
  #unmarked() {
    const { channelId, threadId } = this.#shown;
    const { threads } = this.#store;
    if (!threadId || threadId === this.#held || !this.#atBottom || !this.#isReading()) return undefined;
    if (threads.unread(threadId) === 0 && threads.mentions(threadId) === 0) return undefined;
    const window = this.#store.window(channelId, threadId);
    if (!window.atEnd || window.stale || window.loading !== null) return undefined;
    const newest = window.rows.at(-1);
    return newest && newest.id !== this.#marked ? newest : undefined;
  }

  /** @param {Message} newest */
  async #mark({ id, parent_id: parentId = 0 }) {
    try {
      const { state, seq } = await this.#api.change("thread.mark", {
        parent_id: parentId,
        message_id: id,
        seen_ver: this.#store.threads.knownAt(parentId),
      });
      this.#marked = id;
      this.#store.threads.fetched(state, seq);
      this.#changed();
    } catch {
      // the next call of markSoon tries again
    }
  }

  /**
   * @param {number} parentId
   * @param {boolean} following
   */
  async follow(parentId, following) {
    try {
      const { state, seq } = await this.#api.change("thread.follow", { parent_id: parentId, following });
      this.#store.threads.fetched(state, seq);
    } catch (error) {
      this.#toasts.showError(error);
    }
    this.#changed();
  }

  /**
   * @param {Message} message
   * @returns {Promise<void>} when it is known whether the user follows the thread of a reply
   */
  ensureKnown({ parent_id: parentId, reply_no: no }) {
    const { threads } = this.#store;
    if (!parentId || no === undefined || !threads.more || threads.has(parentId)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#unknown.set(parentId, [...(this.#unknown.get(parentId) ?? []), resolve]);
      if (this.#unknown.size > ThreadTracker.WAITING_MAX) this.#drop(/** @type {number} */ (this.#unknown.keys().next().value));
      if (!this.#isAsking) void this.#ask();
    });
  }

  /** @param {number} parentId */
  #drop(parentId) {
    for (const resolve of this.#unknown.get(parentId) ?? []) resolve();
    this.#unknown.delete(parentId);
  }

  async #ask() {
    this.#isAsking = true;
    for (let parentId = lastKey(this.#unknown); parentId !== undefined; parentId = lastKey(this.#unknown)) {
      try {
        const { state, seq } = await this.#api.call("thread.get", { parent_id: parentId });
        if (state) this.#store.threads.fetched(state, seq);
        this.#changed();
      } catch {
        // the next reply in that thread asks again
      }
      this.#drop(parentId);
      await new Promise((resolve) => setTimeout(resolve, ThreadTracker.ASK_MS));
    }
    this.#isAsking = false;
  }
}

/**
 * @param {Map<number, unknown>} map
 * @returns {number | undefined}
 */
const lastKey = (map) => [...map.keys()].at(-1);
