// @ts-check

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../client/codec.js").Frame} Frame */

const PINS_TOUCHED_BY = new Set(["message.pin_updated", "message.deleted", "message.updated"]);
const MEMBERS_TOUCHED_BY = new Set(["channel.member_joined", "channel.member_left"]);

/**
 * What the panel beside the messages has asked for: the pins of the channel, or its members. Asked for when it opens, and again when an
 * event says that the answer is no longer true.
 */
export class Shelf {
  static MEMBERS_MAX = 1_000;
  static PAUSE_MS = 150;

  /** @type {any[]} */
  rows = [];
  /** Nothing has been answered yet. */
  empty = true;
  problem = "";

  #session;
  #ticket = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  open() {
    this.rows = [];
    this.empty = true;
    this.problem = "";
    void this.load();
  }

  /** @param {Frame} frame */
  heard(frame) {
    const { place } = this.#session;
    const kind = place.panel?.kind;
    const touched = kind === "pins" ? PINS_TOUCHED_BY : kind === "details" ? MEMBERS_TOUCHED_BY : null;
    if (!touched?.has(frame.type) || this.#channelOf(frame) !== place.channelId || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.load();
    }, Shelf.PAUSE_MS);
  }

  /** @param {Frame} frame */
  #channelOf({ event }) {
    return event.channel_id ?? event.message?.channel_id;
  }

  async load() {
    const { rpc, place, store } = this.#session;
    const kind = place.panel?.kind;
    if (kind !== "pins" && kind !== "details") return;
    const ticket = ++this.#ticket;
    try {
      const rows =
        kind === "pins" ? (await rpc.call("message.pins", { channel_id: place.channelId })).messages : await this.#members(place.channelId);
      if (ticket !== this.#ticket) return;
      this.rows = rows;
      this.problem = "";
      for (const row of rows) if (row.text !== undefined) store.message(row);
    } catch (error) {
      if (ticket === this.#ticket) this.problem = error instanceof Error ? error.message : String(error);
    }
    this.empty = false;
    this.#session.show();
  }

  /** @param {number} channelId */
  async #members(channelId) {
    /** @type {any[]} */
    const members = [];
    for (let after = 0; members.length < Shelf.MEMBERS_MAX; ) {
      const page = await this.#session.rpc.call("channel.members.list", { channel_id: channelId, after_id: after, limit: 200 });
      members.push(...page.members);
      if (page.next_after_id === undefined) break;
      after = page.next_after_id;
    }
    return members;
  }
}
