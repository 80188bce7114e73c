// @ts-check
import { isRetryable, isSignedOut } from "./api.js";
import { errorText } from "./error-text.js";
import { memoryRows, OutboxStore } from "./outbox-store.js";

/** @import { Message } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./store.js").StateEvent} StateEvent */
/**
 * A message that the server has not confirmed yet. `arrivedAs` is the id under which an event has already delivered it; 0 for none.
 * `triedAt` is the time since which the server may know the `opId`; 0 for never.
 * @typedef {{opId: string, channelId: number, parentId: number, text: string, at: number, triedAt: number,
 *   state: "sending" | "waiting" | "failed", error: string, arrivedAs: number}} PendingMessage
 */
/**
 * @typedef {object} OutboxParts
 * @property {OutboxStore} store
 * @property {(userId: number) => boolean} isSignedIn whether the cookie of this browser is still the user's
 * @property {() => number} now
 */

const TOO_OLD = "You wrote this more than six days ago. Check whether it was sent before you try again.";

/**
 * Sends messages. Each is sent under one `op_id` until the server replies, in the order in which the user wrote them in a channel, so
 * the server stores it once whatever happens to the connection. Until then it is kept in the browser, and sent by the next page of the
 * same user. A message that the server rejects stays until the user tries again, takes the text back or deletes it.
 */
export class Outbox {
  static PENDING_MAX = 100;
  static CHARACTERS_MAX = 400_000;
  static RETRY_MIN_MS = 500;
  static RETRY_MAX_MS = 15_000;
  /** A message that is still being sent after this time is announced as unsent. */
  static LATE_MS = 2_000;
  /** Shorter than the time for which a server remembers an `op_id` (7 days, `log.operation-retention`). */
  static REMEMBERED_MS = 6 * 24 * 60 * 60 * 1_000;

  /** @type {PendingMessage[]} */
  pending = [];
  #api;
  #changed;
  #store;
  #isSignedIn;
  #now;
  /** The user whose messages these are; 0 before the sign-in. */
  #userId = 0;
  /** @type {Set<number>} channels whose messages are being sent */
  #busy = new Set();
  /** @type {Set<() => void>} each ends a pause between two attempts */
  #wakes = new Set();
  /** How often the connection came back: a call from before must not stop what may be sent since. */
  #resumed = 0;

  /**
   * @param {Pick<Api, "call">} api
   * @param {(confirmed?: {message: Message, seq: number}) => void} changed called after every change, with the message and the position of
   *   its event when the server confirmed one
   * @param {Partial<OutboxParts>} [parts]
   */
  constructor(api, changed, { store = new OutboxStore({ rows: memoryRows() }), isSignedIn = () => true, now = Date.now } = {}) {
    this.#api = api;
    this.#changed = changed;
    this.#store = store;
    this.#isSignedIn = isSignedIn;
    this.#now = now;
  }

  /** Whether unsent messages are kept when the page is closed. */
  get isDurable() {
    return this.#store.isDurable;
  }

  /** The messages that are not sent yet and should be by now, oldest first. */
  get unsent() {
    const late = this.#now() - Outbox.LATE_MS;
    return this.pending.filter(({ state, arrivedAs, at }) => arrivedAs === 0 && (state !== "sending" || at < late));
  }

  /**
   * The page shows this user: sends what the user wrote in pages that are gone. The messages of another user stay in the browser.
   * @param {number} userId
   */
  async open(userId) {
    if (userId !== this.#userId) this.pending = [];
    this.#userId = userId;
    await this.#takeOver();
  }

  async #takeOver() {
    const userId = this.#userId;
    if (!userId) return;
    const rows = await this.#store.takeOver(userId, () => void this.#takeOver());
    if (userId !== this.#userId) return;
    const missing = rows.filter(({ opId }) => !this.#find(opId));
    if (missing.length === 0) return;
    const resumed = missing.map((item) => (item.state === "failed" ? item : { ...item, state: /** @type {const} */ ("waiting") }));
    this.pending = [...this.pending, ...resumed].sort((a, b) => a.at - b.at);
    this.#changed();
    this.#workOnAll();
  }

  /**
   * @param {number} channelId
   * @param {number} parentId 0 for none
   * @param {string} text
   * @returns {Promise<void>} resolves when the text is kept in the browser
   * @throws {Error} when too many messages are pending
   */
  send(channelId, parentId, text) {
    this.#checkSize(text);
    const at = this.#now();
    /** @type {PendingMessage} */
    const item = { opId: crypto.randomUUID(), channelId, parentId, text, at, triedAt: at, state: "sending", error: "", arrivedAs: 0 };
    this.pending = [...this.pending, item];
    const kept = this.#store.put(item, this.#userId);
    this.#changed();
    setTimeout(() => this.#find(item.opId) && this.#changed(), Outbox.LATE_MS + 1);
    void this.#work(channelId);
    return kept;
  }

  /** @param {string} text */
  #checkSize(text) {
    if (this.pending.length >= Outbox.PENDING_MAX) {
      throw new Error(`You have ${Outbox.PENDING_MAX} unsent messages. Wait until they are sent, or delete some.`);
    }
    const characters = this.pending.reduce((sum, item) => sum + item.text.length, text.length);
    if (characters > Outbox.CHARACTERS_MAX) {
      throw new Error("Your unsent messages are too long to keep one more. Wait until they are sent, or delete some.");
    }
  }

  /**
   * @param {number} channelId
   * @param {number} parentId
   * @returns {PendingMessage[]} the pending messages to show there
   */
  pendingIn(channelId, parentId) {
    return this.pending.filter((item) => item.channelId === channelId && item.parentId === parentId && item.arrivedAs === 0);
  }

  /** @param {string} opId */
  retry(opId) {
    this.#set(opId, { state: "sending", error: "", triedAt: this.#now() });
    const item = this.#find(opId);
    if (!item) return;
    void this.#store.put(item, this.#userId);
    void this.#work(item.channelId);
  }

  /**
   * @param {string} opId
   * @returns {PendingMessage | undefined} what was discarded
   */
  discard(opId) {
    const item = this.#find(opId);
    this.#remove(opId);
    this.#changed();
    return item;
  }

  /** Ends the pauses between attempts: the connection is back. */
  retryNow() {
    this.#resumed++;
    for (const wake of this.#wakes) wake();
    this.#workOnAll();
    void this.#takeOver();
  }

  /** Hands every pending message to the browser, which sends them after the page is closed. */
  flush() {
    if (!this.#isSignedIn(this.#userId)) return;
    for (const item of this.pending) if (item.state !== "failed") void this.#attempt(item).catch(() => {});
  }

  /**
   * Hides a pending message whose event arrives before the reply, so that it is not shown twice.
   * @param {StateEvent} applied
   * @param {number} userId
   */
  apply(applied, userId) {
    if (applied.type !== "message.created" || applied.event.message.user_id !== userId) return;
    const message = applied.event.message;
    const item = this.pending.find(
      ({ arrivedAs, channelId, parentId, text }) =>
        arrivedAs === 0 && channelId === message.channel_id && parentId === (message.parent_id ?? 0) && text === message.text,
    );
    if (item) this.#set(item.opId, { arrivedAs: message.id });
  }

  #workOnAll() {
    for (const channelId of new Set(this.pending.map((item) => item.channelId))) void this.#work(channelId);
  }

  /** @param {number} channelId one sender per channel keeps the order */
  async #work(channelId) {
    if (this.#busy.has(channelId)) return;
    this.#busy.add(channelId);
    try {
      for (let item; (item = this.#next(channelId)); ) if (!(await this.#deliver(item))) return;
    } finally {
      this.#busy.delete(channelId);
    }
  }

  /** @param {number} channelId */
  #next(channelId) {
    return this.pending.find((item) => item.channelId === channelId && item.state !== "failed");
  }

  /**
   * @param {PendingMessage} item
   * @returns {Promise<boolean>} false when nothing can be sent until the user is signed in again
   */
  async #deliver(item) {
    const userId = this.#userId;
    for (let attempt = 0; this.#find(item.opId); attempt++) {
      if (!this.#isSignedIn(userId)) return this.#waitForSignIn(item);
      if (this.#now() - item.triedAt > Outbox.REMEMBERED_MS) return this.#rejected(item, TOO_OLD);
      const resumed = this.#resumed;
      try {
        const { message, seq } = await this.#attempt(item);
        const isShown = this.#find(item.opId) !== undefined; // another user may be signed in by now
        this.#remove(item.opId);
        if (isShown) this.#changed({ message, seq });
        return true;
      } catch (error) {
        if (isSignedOut(error) && resumed !== this.#resumed) continue;
        if (isSignedOut(error)) return this.#waitForSignIn(item);
        if (!isRetryable(error)) return this.#rejected(item, errorText(error));
        this.#set(item.opId, { state: "waiting", error: errorText(error) });
        await this.#pause(pauseMs(error, attempt));
      }
    }
    return true;
  }

  /** @param {PendingMessage} item */
  #attempt(item) {
    const params = { channel_id: item.channelId, text: item.text, op_id: item.opId };
    return this.#api.call("message.send", item.parentId ? { ...params, parent_id: item.parentId } : params);
  }

  /** @param {PendingMessage} item stays pending: the user is not signed in here any more */
  #waitForSignIn(item) {
    this.#set(item.opId, { state: "waiting" });
    return false;
  }

  /**
   * @param {PendingMessage} item
   * @param {string} error
   */
  #rejected({ opId }, error) {
    const item = this.#find(opId);
    if (item && item.arrivedAs > 0) this.discard(opId);
    else if (item) {
      this.#set(opId, { state: "failed", error });
      void this.#store.put({ ...item, state: "failed", error }, this.#userId);
    }
    return true;
  }

  /** @param {number} ms */
  async #pause(ms) {
    await new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakes.delete(wake);
        resolve(undefined);
      };
      const timer = setTimeout(wake, ms);
      this.#wakes.add(wake);
    });
  }

  /** @param {string} opId */
  #find(opId) {
    return this.pending.find((item) => item.opId === opId);
  }

  /** @param {string} opId */
  #remove(opId) {
    this.pending = this.pending.filter((item) => item.opId !== opId);
    void this.#store.remove(opId);
  }

  /**
   * @param {string} opId
   * @param {Partial<PendingMessage>} changes
   */
  #set(opId, changes) {
    this.pending = this.pending.map((item) => (item.opId === opId ? { ...item, ...changes } : item));
    this.#changed();
  }
}

/**
 * @param {import("../client/index.js").RpcError} error
 * @param {number} attempt
 */
function pauseMs(error, attempt) {
  return Math.max(error.retryAfterMs ?? 0, Math.min(Outbox.RETRY_MIN_MS * 2 ** attempt, Outbox.RETRY_MAX_MS));
}
