// @ts-check
import { RpcError } from "../client/index.js";
import { isNotFound } from "./api.js";
import { errorText } from "./error-text.js";
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
   * Loads what a channel shows first: the place where reading ended if many messages are unread, else the newest messages. A channel that
   * was open before is loaded again where the user reads.
   * @param {MessageWindow} window
   * @param {boolean} justOpened the user came from another channel
   */
  loadStart(window, justOpened) {
    const { counts } = this.#store;
    const { readingId } = this.#shown.list;
    if (!justOpened && readingId > 0) return this.loadAround(window, readingId);
    const lastRead = counts.positions.get(window.channelId)?.lastRead ?? 0;
    if (justOpened && lastRead > 0 && counts.unread(window.channelId) > MessageLoader.PAGE_SIZE / 2) {
      if (this.#shown.scrollTarget !== 0) this.#shown.scrollTarget = 0;
      return this.loadAround(window, lastRead);
    }
    return this.load(window, "newest");
  }

  /**
   * Scrolls to the end of the open channel or thread, after the newest messages are loaded.
   * @param {number} [parentId] of the thread; 0 for the channel
   */
  async showLatest(parentId = 0) {
    const { channelId, list, thread } = this.#shown;
    const window = this.#store.window(channelId, parentId);
    (parentId ? thread : list).lead(NavigationStore.END);
    if (!window.atEnd) await this.load(window, "newest");
    this.#changed();
  }

  /**
   * Loads the replies of the open thread: those where the user reads if it was open before, otherwise the first unread ones or the
   * newest.
   * @param {boolean} justOpened
   */
  async loadThread(justOpened) {
    const { channelId, threadId, thread } = this.#shown;
    if (!threadId) return;
    const window = this.#store.window(channelId, threadId);
    if (!justOpened && thread.readingId > 0) await this.loadAround(window, thread.readingId);
    else await this.#loadUnread(window);
  }

  /** @param {MessageWindow} window of a thread */
  async #loadUnread(window) {
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
      window.failed(requestId, errorText(error), isNotFound(error));
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
    const messages = parentId
      ? await this.#replies(window, range)
      : (await this.#api.call("message.list", { channel_id: channelId, ...range })).messages;
    for (const { user_id: userId } of messages) void this.#users.ensureLoaded(userId);
    return messages;
  }

  /**
   * @param {MessageWindow} window of a thread
   * @param {{since_id?: number, before_id?: number, limit: number}} range
   */
  async #replies(window, range) {
    const { messages, parent } = await this.#api.call("thread.list", { parent_id: window.parentId, ...range });
    if (parent && parent.channel_id !== window.channelId) throw new RpcError(0, "", { code: "message_not_found" });
    if (parent) window.parentLoaded(parent);
    if (parent) void this.#users.ensureLoaded(parent.user_id);
    return messages;
  }

  /**
   * What a message of a channel is: one of its own messages, a reply, or a deleted message whose replies remain.
   * @param {number} channelId
   * @param {number} messageId
   * @returns {Promise<"message" | "not-found" | "failed" | {parentId: number, replyId: number}>}
   */
  async find(channelId, messageId) {
    try {
      const { message } = await this.#api.call("message.get", { message_id: messageId });
      if (message.channel_id !== channelId) return "not-found";
      return message.parent_id ? { parentId: message.parent_id, replyId: messageId } : "message";
    } catch (error) {
      return isNotFound(error) ? this.#findThread(channelId, messageId) : "failed";
    }
  }

  /**
   * @param {number} channelId
   * @param {number} parentId of a message that was deleted, or is not there
   */
  async #findThread(channelId, parentId) {
    try {
      const { parent } = await this.#api.call("thread.list", { parent_id: parentId, limit: 1 });
      return parent?.channel_id === channelId ? { parentId, replyId: 0 } : "not-found";
    } catch (error) {
      return isNotFound(error) ? "not-found" : "failed";
    }
  }
}
