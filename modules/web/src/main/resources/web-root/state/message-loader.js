// @ts-check
import { messageOf } from "./api.js";
import { NavigationStore } from "./navigation-store.js";

/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./message-window.js").MessageWindow} MessageWindow */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./user-loader.js").UserLoader} UserLoader */

/** Loads pages of messages into the message windows. */
export class MessageLoader {
  static PAGE_SIZE = 50;

  #api;
  #store;
  #shown;
  #users;
  #changed;

  /** @param {{api: Api, store: Store, shown: NavigationStore, users: UserLoader, changed: () => void}} parts */
  constructor({ api, store, shown, users, changed }) {
    this.#api = api;
    this.#store = store;
    this.#shown = shown;
    this.#users = users;
    this.#changed = changed;
  }

  /**
   * @param {MessageWindow} window
   * @param {"newest" | "oldest" | "older" | "newer"} direction
   */
  async load(window, direction) {
    if (window.loading === direction) return;
    const limit = MessageLoader.PAGE_SIZE;
    const bounds = {
      newest: {},
      oldest: { since_id: 0 },
      older: { before_id: window.rows[0]?.id },
      newer: { since_id: window.rows.at(-1)?.id },
    }[direction];
    await this.#fill(window, direction, async () => {
      const messages = await this.#page(window, { ...bounds, limit });
      for (const { user_id: userId } of messages) void this.#users.ensureLoaded(userId);
      const isLast = messages.length < limit;
      const ends = {
        newest: { atStart: isLast, atEnd: true },
        oldest: { atStart: true, atEnd: isLast },
        older: isLast ? { atStart: true } : {},
        newer: isLast ? { atEnd: true } : {},
      }[direction];
      return { messages, ends };
    });
  }

  /**
   * Loads the messages before and after a message. The second page begins with the message, unless it was deleted.
   * @param {MessageWindow} window
   * @param {number} messageId
   */
  async loadAround(window, messageId) {
    const limit = MessageLoader.PAGE_SIZE / 2;
    await this.#fill(window, "around", async () => {
      const before = await this.#page(window, { before_id: messageId, limit });
      const after = await this.#page(window, { since_id: before.at(-1)?.id ?? 0, limit: limit + 1 });
      return { messages: [...before, ...after], ends: { atStart: before.length < limit, atEnd: after.length <= limit } };
    });
  }

  /**
   * Loads what a channel shows first: the place where reading ended if many messages are unread, else the newest messages.
   * @param {MessageWindow} window
   * @param {boolean} justOpened the user came from another channel
   */
  loadStart(window, justOpened) {
    const { counts } = this.#store;
    const lastRead = counts.positions.get(window.channelId)?.lastRead ?? 0;
    if (justOpened && lastRead > 0 && counts.unread(window.channelId) > MessageLoader.PAGE_SIZE / 2) {
      this.#shown.scrollTarget = 0;
      return this.loadAround(window, lastRead);
    }
    return this.load(window, "newest");
  }

  /** Scrolls to the end of the open channel, after the newest messages are loaded. */
  async showLatest() {
    const window = this.#store.window(this.#shown.channelId);
    this.#shown.scrollTarget = NavigationStore.END;
    if (!window.atEnd) await this.load(window, "newest");
    this.#changed();
  }

  /** Loads the replies of the open thread: around the first unread one, or the newest. */
  loadThread() {
    const { channelId, threadId } = this.#shown;
    if (threadId) void this.#loadThread(this.#store.window(channelId, threadId));
  }

  /** @param {MessageWindow} window */
  async #loadThread(window) {
    const { parentId } = window;
    const unread = this.#store.threads.unread(parentId);
    if (unread < MessageLoader.PAGE_SIZE) return this.load(window, "newest");
    const thread = await this.#api.call("thread.get", { parent_id: parentId }).catch(() => null);
    return thread?.first_unread_id ? this.loadAround(window, thread.first_unread_id) : this.load(window, "newest");
  }

  /**
   * @param {MessageWindow} window
   * @param {import("./message-window.js").Direction} direction
   * @param {() => Promise<{messages: import("../contract.js").Message[], ends: {atStart?: boolean, atEnd?: boolean}}>} request
   */
  async #fill(window, direction, request) {
    const requestId = window.startLoading(direction);
    this.#changed();
    try {
      const { messages, ends } = await request();
      window.loaded(requestId, messages, ends);
    } catch (error) {
      window.failed(requestId, messageOf(error));
    }
    this.#changed();
  }

  /**
   * @param {MessageWindow} window
   * @param {{since_id?: number, before_id?: number, limit: number}} range
   * @returns {Promise<import("../contract.js").Message[]>}
   */
  async #page(window, range) {
    const { channelId, parentId } = window;
    if (!parentId) return (await this.#api.call("message.list", { channel_id: channelId, ...range })).messages;
    const { messages, parent } = await this.#api.call("thread.list", { parent_id: parentId, ...range });
    if (parent) window.parentLoaded(parent);
    if (parent) void this.#users.ensureLoaded(parent.user_id);
    return messages;
  }

  /**
   * @param {number} messageId that its channel does not contain
   * @returns {Promise<number>} the parent of its thread: the message itself if it was deleted and its replies remain; 0 for none
   */
  async threadOf(messageId) {
    try {
      return (await this.#api.call("message.get", { message_id: messageId })).message.parent_id ?? 0;
    } catch {
      const found = await this.#api.call("thread.list", { parent_id: messageId, limit: 1 }).catch(() => null);
      return found ? messageId : 0;
    }
  }
}
