// @ts-check

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../client/codec.js").Frame} Frame */

const PINS_TOUCHED_BY = new Set(["message.pin_updated", "message.deleted", "message.updated"]);
const MEMBERS_TOUCHED_BY = new Set(["channel.member_joined", "channel.member_left", "channel.updated"]);
const PEOPLE_TOUCHED_BY = new Set(["workspace.member_joined", "workspace.member_left"]);
const MENTIONS_TOUCHED_BY = new Set(["mention.created"]);
const NOTHING = new Set();
/** @type {Record<string, Set<string>>} */
const TOUCHED_BY = { pins: PINS_TOUCHED_BY, details: MEMBERS_TOUCHED_BY, workspace: PEOPLE_TOUCHED_BY, mentions: MENTIONS_TOUCHED_BY };

/**
 * What the panel beside the messages has asked for: pins, members, people, mentions, what a search found. Asked for when it opens, and again
 * when an event says that the answer is no longer true; a search is asked for once.
 */
export class Shelf {
  static MEMBERS_MAX = 1_000;
  static PAUSE_MS = 150;
  static PAGE = 30;
  static FOUND_MAX = 300;

  /** @type {any[]} */
  rows = [];
  /** Nothing has been answered yet. */
  empty = true;
  problem = "";
  /** The panel that this was asked for. @type {import("./session.js").Panel | null} */
  of = null;
  /** Where the next page begins; 0 at the end. */
  next = 0;

  #session;
  #ticket = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  open() {
    this.of = this.#session.place.panel;
    this.rows = [];
    this.empty = true;
    this.problem = "";
    this.next = 0;
    void this.load();
  }

  /** @param {Frame} frame */
  heard(frame) {
    const { place } = this.#session;
    const kind = place.panel?.kind ?? "";
    if (!(TOUCHED_BY[kind] ?? NOTHING).has(frame.type) || this.#timer !== undefined) return;
    if (kind === "workspace" && frame.event.workspace_id !== place.workspaceId) return;
    if ((kind === "pins" || kind === "details") && this.#channelOf(frame) !== place.channelId) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.load();
    }, Shelf.PAUSE_MS);
  }

  /** @param {Frame} frame */
  #channelOf({ event }) {
    return event.channel_id ?? event.message?.channel_id ?? event.channel?.id;
  }

  /** @param {boolean} [more] the next page, behind what is here */
  async load(more = false) {
    const { place, store } = this.#session;
    if (!place.panel || place.panel.kind === "thread") return;
    const ticket = ++this.#ticket;
    try {
      const { rows, next } = await this.#ask(place.panel, more ? this.next : 0);
      if (ticket !== this.#ticket) return;
      this.rows = more ? [...this.rows, ...rows].slice(0, Shelf.FOUND_MAX) : rows;
      this.next = this.rows.length < Shelf.FOUND_MAX ? (next ?? 0) : 0;
      this.problem = "";
      for (const row of rows) store.message(row.message ?? row);
    } catch (error) {
      if (ticket !== this.#ticket) return;
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.empty = false;
    this.#session.show();
  }

  /**
   * @param {import("./session.js").Panel} panel
   * @param {number} before an id, 0 for none
   * @returns {Promise<{rows: any[], next?: number}>}
   */
  async #ask(panel, before) {
    const { rpc, place } = this.#session;
    const page = { workspace_id: place.workspaceId, limit: Shelf.PAGE, ...(before ? { before_id: before } : {}) };
    switch (panel.kind) {
      case "pins":
        return { rows: (await rpc.call("message.pins", { channel_id: place.channelId })).messages };
      case "details":
        return { rows: await this.#members("channel.members.list", { channel_id: place.channelId }) };
      case "workspace":
        return { rows: await this.#members("workspace.members.list", { workspace_id: place.workspaceId }) };
      case "mentions": {
        const answer = await rpc.call("mention.list", page);
        return { rows: answer.mentions, next: answer.next_before_id };
      }
      case "search": {
        if (!panel.query) return { rows: [] };
        const answer = await rpc.call("message.search", { ...page, query: panel.query });
        return { rows: answer.hits, next: answer.next_before_id };
      }
      default:
        return { rows: [] };
    }
  }

  /**
   * @param {string} method
   * @param {object} where
   */
  async #members(method, where) {
    /** @type {any[]} */
    const members = [];
    for (let after = 0; members.length < Shelf.MEMBERS_MAX; ) {
      const page = await this.#session.rpc.call(method, { ...where, after_id: after, limit: 200 });
      members.push(...page.members);
      if (page.next_after_id === undefined) break;
      after = page.next_after_id;
    }
    return members;
  }
}
