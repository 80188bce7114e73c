// @ts-check
import { zoneOfDays } from "../client/index.js";
import { errorText } from "./error-text.js";

/** @import { ChannelMember, MentionedIn, Message, SearchHit, WorkspaceMember } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./channel-loader.js").ChannelLoader} ChannelLoader */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./navigation-store.js").SidePanel} SidePanel */
/** @typedef {import("./seen-mentions.js").SeenMentions} SeenMentions */
/** @typedef {import("./store.js").StateEvent} StateEvent */
/** @typedef {import("./store.js").Store} Store */
/**
 * What the panels show. Only the list of the open panel has rows.
 * @typedef {{pins: Message[], channelMembers: ChannelMember[], workspaceMembers: WorkspaceMember[], mentions: MentionedIn[],
 *   hits: SearchHit[]}} Lists
 */

/** @type {Lists} */
const EMPTY = { pins: [], channelMembers: [], workspaceMembers: [], mentions: [], hits: [] };

/** Which events change the content of a panel. @type {Record<string, StateEvent["type"][]>} */
const CHANGED_BY = {
  pins: ["message.pin_updated", "message.deleted", "message.updated"],
  details: ["channel.member_joined", "channel.member_left", "channel.updated"],
  workspace: ["workspace.member_joined", "workspace.member_left"],
  mentions: ["mention.created", "read.state"],
};

/**
 * Loads what the side panel shows: pinned messages, members, mentions, search results. It loads when the panel opens, and again after an
 * event that changes the content; a search is not repeated.
 */
export class SidePanelContent {
  static MEMBERS_MAX = 1_000;
  static MEMBERS_PAGE_SIZE = 200;
  static PAGE_SIZE = 30;
  static MESSAGES_MAX = 300;
  static RELOAD_DELAY_MS = 150;

  /** @type {Lists} */
  lists = EMPTY;
  /** The first reply has not arrived yet. */
  loading = true;
  /** Why the content could not be loaded; empty after a success. */
  error = "";
  /** The panel that the content belongs to. @type {SidePanel | null} */
  panel = null;
  /** Where the next page begins; 0 when there is none. */
  nextBeforeId = 0;

  #api;
  #store;
  #shown;
  #channelLoader;
  #seen;
  /** The mentions up to this message were seen before the panel was opened. */
  #seenUpTo = 0;
  #changed;
  #requestId = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {{api: Api, store: Store, shown: NavigationStore, channelLoader: ChannelLoader, seen: SeenMentions, changed: () => void}} parts */
  constructor({ api, store, shown, channelLoader, seen, changed }) {
    this.#api = api;
    this.#store = store;
    this.#shown = shown;
    this.#channelLoader = channelLoader;
    this.#seen = seen;
    this.#changed = changed;
  }

  /** Loads the content of the panel that is open now. */
  open() {
    this.panel = this.#shown.panel;
    this.lists = EMPTY;
    this.loading = true;
    this.error = "";
    this.nextBeforeId = 0;
    if (this.panel?.kind === "mentions") this.#seenUpTo = this.#seen.upTo(this.#store.user.id);
    void this.#load(0);
  }

  loadMore() {
    return this.#load(this.nextBeforeId);
  }

  /** @param {StateEvent} applied */
  apply(applied) {
    if (applied.type === "message.deleted") this.#forget(applied.event.message_id);
    const { channelId, workspaceId, panel } = this.#shown;
    const kind = panel?.kind ?? "";
    if (!CHANGED_BY[kind]?.includes(applied.type) || this.#timer !== undefined) return;
    if (kind === "workspace" && "workspace_id" in applied.event && applied.event.workspace_id !== workspaceId) return;
    if ((kind === "pins" || kind === "details") && channelOf(applied) !== channelId) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#load(0);
    }, SidePanelContent.RELOAD_DELAY_MS);
  }

  /** @param {number} messageId of a message that was deleted */
  #forget(messageId) {
    const { pins, mentions, hits } = this.lists;
    const remains = (/** @type {{message: Message}} */ row) => row.message.id !== messageId;
    this.lists = {
      ...this.lists,
      pins: pins.filter((message) => message.id !== messageId),
      mentions: mentions.filter(remains),
      hits: hits.filter(remains),
    };
  }

  /** @param {number} beforeId 0 for the first page */
  async #load(beforeId) {
    const { panel } = this.#shown;
    if (!panel || panel.kind === "thread") return;
    const requestId = ++this.#requestId;
    try {
      const { next = 0, ...lists } = await this.#fetch(panel, beforeId);
      if (requestId !== this.#requestId) return;
      this.#keep({ ...EMPTY, ...lists }, next, beforeId > 0);
    } catch (error) {
      if (requestId !== this.#requestId) return;
      this.error = errorText(error, panel.kind);
    }
    this.loading = false;
    this.#changed();
  }

  /**
   * @param {Lists} page
   * @param {number} next
   * @param {boolean} more the page follows what is loaded
   */
  #keep(page, next, more) {
    const { mentions, hits } = this.lists;
    const max = SidePanelContent.MESSAGES_MAX;
    this.lists = more
      ? { ...page, mentions: [...mentions, ...page.mentions].slice(0, max), hits: [...hits, ...page.hits].slice(0, max) }
      : page;
    this.nextBeforeId = Math.max(this.lists.mentions.length, this.lists.hits.length) < max ? next : 0;
    this.error = "";
    const messages = [...page.pins, ...[...page.mentions, ...page.hits].map((row) => row.message)];
    for (const message of messages) this.#store.putMessage(message);
    void this.#channelLoader.ensureLoaded(messages.map((message) => message.channel_id));
  }

  /**
   * A mention that was in the list when the user opened it before is not new.
   * @param {MentionedIn[]} mentions
   */
  #withoutSeen(mentions) {
    this.#seen.saw(this.#store.user.id, Math.max(0, ...mentions.map(({ message }) => message.id)));
    return mentions.map((row) => ({ ...row, unread: row.unread && row.message.id > this.#seenUpTo }));
  }

  /**
   * @param {SidePanel} panel
   * @param {number} beforeId
   * @returns {Promise<Partial<Lists> & {next?: number}>}
   */
  async #fetch(panel, beforeId) {
    const { workspaceId, channelId } = this.#shown;
    const page = { workspace_id: workspaceId, limit: SidePanelContent.PAGE_SIZE, ...(beforeId ? { before_id: beforeId } : {}) };
    switch (panel.kind) {
      case "pins":
        return { pins: (await this.#api.call("message.pins", { channel_id: channelId })).messages };
      case "details":
        return { channelMembers: await allPages((range) => this.#api.call("channel.members.list", { channel_id: channelId, ...range })) };
      case "workspace":
        return {
          workspaceMembers: await allPages((range) => this.#api.call("workspace.members.list", { workspace_id: workspaceId, ...range })),
        };
      case "mentions": {
        const { mentions, next_before_id: next } = await this.#api.call("mention.list", page);
        return { mentions: this.#withoutSeen(mentions), next };
      }
      case "search": {
        if (!panel.query) return {};
        const { hits, next_before_id: next } = await this.#api.call("message.search", {
          ...page,
          query: panel.query,
          ...zoneOfDays(panel.query),
        });
        return { hits, next };
      }
      default:
        return {};
    }
  }
}

/** @param {StateEvent} applied */
function channelOf({ event }) {
  if ("channel_id" in event) return event.channel_id;
  if ("message" in event) return event.message.channel_id;
  return "channel" in event ? event.channel.id : 0;
}

/**
 * @template T
 * @param {(range: {after_id: number, limit: number}) => Promise<{members: T[], next_after_id?: number}>} load one page
 * @returns {Promise<T[]>}
 */
async function allPages(load) {
  /** @type {T[]} */
  const members = [];
  for (let after = 0; members.length < SidePanelContent.MEMBERS_MAX; ) {
    const page = await load({ after_id: after, limit: SidePanelContent.MEMBERS_PAGE_SIZE });
    members.push(...page.members);
    if (page.next_after_id === undefined) break;
    after = page.next_after_id;
  }
  return members;
}
