// @ts-check
import { RpcError } from "../client/rpc-error.js";

/** @typedef {import("../client/codec.js").Frame} Frame */
/**
 * A message that nobody has confirmed yet.
 * @typedef {{opId: string, channelId: number, parentId: number, text: string, at: number,
 *   state: "sending" | "waiting" | "failed", problem: string, arrivedAs: number}} Draft
 */

/**
 * Messages on their way. Each is sent under one `op_id`, again and again until somebody answers, in the order of a channel's
 * composer; so it is said once, whatever happens to the line. What is refused stays, to be tried again or thrown away.
 */
export class Outbox {
  static DRAFTS_MAX = 100;

  /** @type {Draft[]} */
  drafts = [];
  #rpc;
  #changed;
  /** @type {Set<number>} channels with a sender */
  #busy = new Set();
  /** Ends the pauses under way. */
  #wakes = new Set();

  /**
   * @param {import("../client/rpc.js").Rpc} rpc
   * @param {(message?: any) => void} changed called after every change, with the message when one was confirmed
   */
  constructor(rpc, changed) {
    this.#rpc = rpc;
    this.#changed = changed;
  }

  /**
   * @param {number} channelId
   * @param {number} parentId 0 for none
   * @param {string} text
   * @throws {Error} when too many are waiting
   */
  send(channelId, parentId, text) {
    if (this.drafts.length >= Outbox.DRAFTS_MAX) {
      throw new Error(`${Outbox.DRAFTS_MAX} messages wait to be sent; more can be written when they are gone.`);
    }
    this.drafts = [
      ...this.drafts,
      { opId: crypto.randomUUID(), channelId, parentId, text, at: Date.now(), state: "sending", problem: "", arrivedAs: 0 },
    ];
    this.#changed();
    void this.#work(channelId);
  }

  /**
   * @param {number} channelId
   * @param {number} parentId
   * @returns {Draft[]} what has to be shown
   */
  of(channelId, parentId) {
    return this.drafts.filter((draft) => draft.channelId === channelId && draft.parentId === parentId && draft.arrivedAs === 0);
  }

  /** @param {string} opId */
  retry(opId) {
    this.#set(opId, { state: "sending", problem: "" });
    const draft = this.drafts.find((one) => one.opId === opId);
    if (draft) void this.#work(draft.channelId);
  }

  /** @param {string} opId */
  discard(opId) {
    this.drafts = this.drafts.filter((draft) => draft.opId !== opId);
    this.#changed();
  }

  /** The line is back: no reason to wait any longer. */
  hurry() {
    for (const wake of this.#wakes) wake();
  }

  /** The page goes away: what is not under way is given to the browser to send, in order as far as it can keep it. */
  leave() {
    for (const draft of this.drafts) if (draft.state !== "failed") void this.#attempt(draft).catch(() => {});
  }

  /**
   * An event may overtake the answer: the message that is here now is not shown a second time.
   * @param {Frame} frame
   * @param {number} userId
   */
  saw(frame, userId) {
    if (frame.type !== "message.created" || frame.event.message.user_id !== userId) return;
    const message = frame.event.message;
    const draft = this.drafts.find(
      (one) =>
        one.arrivedAs === 0 &&
        one.channelId === message.channel_id &&
        one.parentId === (message.parent_id ?? 0) &&
        one.text === message.text,
    );
    if (draft) this.#set(draft.opId, { arrivedAs: message.id });
  }

  /** @param {number} channelId one sender per channel, which keeps the order */
  async #work(channelId) {
    if (this.#busy.has(channelId)) return;
    this.#busy.add(channelId);
    try {
      for (let draft; (draft = this.#next(channelId)); ) await this.#deliver(draft);
    } finally {
      this.#busy.delete(channelId);
    }
  }

  /** @param {number} channelId */
  #next(channelId) {
    return this.drafts.find((draft) => draft.channelId === channelId && draft.state !== "failed");
  }

  /** @param {Draft} draft */
  async #deliver(draft) {
    for (let attempt = 0; this.drafts.some((one) => one.opId === draft.opId); attempt++) {
      try {
        const answer = await this.#attempt(draft);
        this.drafts = this.drafts.filter((one) => one.opId !== draft.opId);
        this.#changed(answer.message);
        return;
      } catch (error) {
        if (!(error instanceof RpcError) || !error.passing) {
          this.#refused(draft, error);
          return;
        }
        this.#set(draft.opId, { state: "waiting", problem: error.message });
        await this.#pause(Math.max(error.retryAfterMs ?? 0, Math.min(500 * 2 ** attempt, 15_000)));
      }
    }
  }

  /** @param {Draft} draft */
  #attempt(draft) {
    const params = { channel_id: draft.channelId, text: draft.text, op_id: draft.opId };
    return this.#rpc.call("message.send", draft.parentId ? { ...params, parent_id: draft.parentId } : params);
  }

  /**
   * @param {Draft} draft
   * @param {unknown} error
   */
  #refused(draft, error) {
    const now = this.drafts.find((one) => one.opId === draft.opId);
    if (now && now.arrivedAs > 0) this.discard(draft.opId);
    else this.#set(draft.opId, { state: "failed", problem: error instanceof Error ? error.message : String(error) });
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

  /**
   * @param {string} opId
   * @param {Partial<Draft>} members
   */
  #set(opId, members) {
    this.drafts = this.drafts.map((draft) => (draft.opId === opId ? { ...draft, ...members } : draft));
    this.#changed();
  }
}
