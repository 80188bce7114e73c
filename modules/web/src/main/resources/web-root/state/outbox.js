// @ts-check
import { newOpId } from "../client/rpc.js";
import { isRetryable, messageOf } from "./api.js";

/** @import { Message } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./store.js").StateEvent} StateEvent */
/**
 * A message that the server has not confirmed yet. `arrivedAs` is the id under which an event has already delivered it; 0 for none.
 * @typedef {{opId: string, channelId: number, parentId: number, text: string, at: number,
 *   state: "sending" | "waiting" | "failed", error: string, arrivedAs: number}} PendingMessage
 */

/**
 * Sends messages. Each is sent under one `op_id` until the server replies, in the order in which the user wrote them in a channel, so
 * the server stores it once whatever happens to the connection. A message that the server rejects stays until the user retries or
 * discards it.
 */
export class Outbox {
  static PENDING_MAX = 100;
  static RETRY_MIN_MS = 500;
  static RETRY_MAX_MS = 15_000;

  /** @type {PendingMessage[]} */
  pending = [];
  #api;
  #changed;
  /** @type {Set<number>} channels whose messages are being sent */
  #busy = new Set();
  /** @type {Set<() => void>} each ends a pause between two attempts */
  #wakes = new Set();

  /**
   * @param {Pick<Api, "call">} api
   * @param {(confirmed?: {message: Message, seq: number}) => void} changed called after every change, with the message and the position of
   *   its event when the server confirmed one
   */
  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  /**
   * @param {number} channelId
   * @param {number} parentId 0 for none
   * @param {string} text
   * @throws {Error} when too many messages are pending
   */
  send(channelId, parentId, text) {
    if (this.pending.length >= Outbox.PENDING_MAX) {
      throw new Error(`You have ${Outbox.PENDING_MAX} unsent messages. Wait until they are sent, or discard some.`);
    }
    this.pending = [
      ...this.pending,
      { opId: newOpId(), channelId, parentId, text, at: Date.now(), state: "sending", error: "", arrivedAs: 0 },
    ];
    this.#changed();
    void this.#work(channelId);
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
    this.#set(opId, { state: "sending", error: "" });
    const item = this.#find(opId);
    if (item) void this.#work(item.channelId);
  }

  /** @param {string} opId */
  discard(opId) {
    this.#remove(opId);
    this.#changed();
  }

  /** Ends the pauses between attempts: the connection is back. */
  retryNow() {
    for (const wake of this.#wakes) wake();
  }

  /** Hands every pending message to the browser, which sends them after the page is closed. */
  flush() {
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

  /** @param {number} channelId one sender per channel keeps the order */
  async #work(channelId) {
    if (this.#busy.has(channelId)) return;
    this.#busy.add(channelId);
    try {
      for (let item; (item = this.#next(channelId)); ) await this.#deliver(item);
    } finally {
      this.#busy.delete(channelId);
    }
  }

  /** @param {number} channelId */
  #next(channelId) {
    return this.pending.find((item) => item.channelId === channelId && item.state !== "failed");
  }

  /** @param {PendingMessage} item */
  async #deliver(item) {
    for (let attempt = 0; this.#find(item.opId); attempt++) {
      try {
        const { message, seq } = await this.#attempt(item);
        this.#remove(item.opId);
        this.#changed({ message, seq });
        return;
      } catch (error) {
        if (!isRetryable(error)) return this.#rejected(item, error);
        this.#set(item.opId, { state: "waiting", error: error.message });
        await this.#pause(pauseMs(error, attempt));
      }
    }
  }

  /** @param {PendingMessage} item */
  #attempt(item) {
    const params = { channel_id: item.channelId, text: item.text, op_id: item.opId };
    return this.#api.call("message.send", item.parentId ? { ...params, parent_id: item.parentId } : params);
  }

  /**
   * @param {PendingMessage} item
   * @param {unknown} error
   */
  #rejected(item, error) {
    if ((this.#find(item.opId)?.arrivedAs ?? 0) > 0) this.discard(item.opId);
    else this.#set(item.opId, { state: "failed", error: messageOf(error) });
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
