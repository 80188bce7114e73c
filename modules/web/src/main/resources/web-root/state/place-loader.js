// @ts-check

/** @typedef {import("./channel-loader.js").ChannelLoader} ChannelLoader */
/** @typedef {import("./message-loader.js").MessageLoader} MessageLoader */
/** @typedef {import("./message-window.js").MessageWindow} MessageWindow */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./store.js").Store} Store */
/**
 * What came of a jump: the list has the message; it has not; the message is a reply, or was deleted and its replies remain; or the user
 * went elsewhere meanwhile.
 * @typedef {"loaded" | "problem" | "superseded" | {parentId: number, replyId: number}} JumpOutcome
 */

/** Loads what a place shows. A list is led to the message that is asked for, or says why that is not possible. */
export class PlaceLoader {
  #store;
  #shown;
  #loader;
  #channelLoader;
  #openThread;
  #changed;

  /**
   * @param {{store: Store, shown: NavigationStore, loader: MessageLoader, channelLoader: ChannelLoader,
   *   openThread: (parentId: number, replyId: number) => void, changed: () => void}} parts
   */
  constructor({ store, shown, loader, channelLoader, openThread, changed }) {
    this.#store = store;
    this.#shown = shown;
    this.#loader = loader;
    this.#channelLoader = channelLoader;
    this.#openThread = openThread;
    this.#changed = changed;
  }

  /**
   * Loads the messages of the channel that is shown.
   * @param {boolean} isOther the user came from another channel
   * @param {boolean} leadsToMessage
   * @param {number | null} readingId where the user read before a message was shown; 0 for the end; null when the list stays where it is
   */
  async loadChannel(isOther, leadsToMessage, readingId) {
    const { channelId, messageId, unavailable } = this.#shown;
    if (!channelId || unavailable) return;
    if (!this.#store.channel(channelId) && !(await this.#findChannel(channelId))) return;
    const window = this.#store.window(channelId);
    if (leadsToMessage) {
      const outcome = await this.#toMessage(messageId);
      if (typeof outcome === "object") this.#openThread(outcome.parentId, outcome.replyId);
      if (outcome === "loaded" || outcome === "superseded") return;
    } else if (readingId !== null) {
      return readingId > 0 ? this.#back(readingId) : this.#loader.showLatest();
    }
    if (window.stale || (isOther && !window.atEnd)) await this.#loader.loadStart(window, isOther);
  }

  /**
   * Loads the replies of the open thread.
   * @param {boolean} justOpened
   * @param {boolean} leadsToReply
   */
  async loadThread(justOpened, leadsToReply) {
    const { channelId, threadId, replyId } = this.#shown;
    if (!threadId) return;
    if (leadsToReply) await this.#toReply(replyId);
    else if (justOpened || this.#store.window(channelId, threadId).stale) await this.#loader.loadThread(justOpened);
  }

  /**
   * Loads a channel that the user has not joined.
   * @param {number} channelId
   * @returns {Promise<boolean>} whether it is shown now
   */
  async #findChannel(channelId) {
    const outcome = await this.#channelLoader.load(channelId);
    if (this.#shown.channelId !== channelId) return false;
    const workspaceId = this.#store.channel(channelId)?.workspace_id ?? 0;
    if (this.#store.workspaces.has(workspaceId)) this.#shown.workspaceId = workspaceId;
    if (outcome !== "found") this.#shown.unavailable = { why: outcome, what: "channel" };
    this.#changed();
    return outcome === "found";
  }

  /**
   * Leads to a message of the open channel. A message that is not loaded is asked for first, because it may be a reply.
   * @param {number} messageId
   * @returns {Promise<JumpOutcome>}
   */
  async #toMessage(messageId) {
    const { list, channelId } = this.#shown;
    const window = this.#store.window(channelId);
    const isCurrent = list.lead(messageId);
    this.#changed();
    if (hasLoaded(window, messageId)) return "loaded";
    const found = await this.#loader.find(channelId, messageId);
    if (!isCurrent()) return "superseded";
    if (typeof found === "object") {
      list.reset();
      return found;
    }
    if (found !== "message") return this.#fail(list, found);
    return this.#load(list, window, messageId, isCurrent);
  }

  /**
   * Leads to a reply in the open thread.
   * @param {number} replyId
   * @returns {Promise<JumpOutcome>}
   */
  async #toReply(replyId) {
    const { thread, channelId, threadId } = this.#shown;
    const window = this.#store.window(channelId, threadId);
    const isCurrent = thread.lead(replyId);
    this.#changed();
    return this.#load(thread, window, replyId, isCurrent);
  }

  /**
   * Returns to where the user read before, without a mark. A message that is not there any more changes nothing.
   * @param {number} messageId
   */
  async #back(messageId) {
    const { list, channelId } = this.#shown;
    const window = this.#store.window(channelId);
    const isCurrent = list.lead(messageId, true);
    this.#changed();
    if (!hasLoaded(window, messageId)) await this.#loader.loadAround(window, messageId);
    if (isCurrent() && !hasLoaded(window, messageId)) list.lead(0);
  }

  /**
   * @param {import("./list-position.js").ListPosition} position
   * @param {MessageWindow} window
   * @param {number} messageId
   * @param {() => boolean} isCurrent
   * @returns {Promise<JumpOutcome>}
   */
  async #load(position, window, messageId, isCurrent) {
    if (!hasLoaded(window, messageId)) await this.#loader.loadAround(window, messageId);
    if (hasLoaded(window, messageId)) return "loaded";
    return isCurrent() ? this.#fail(position, window.error && !window.isMissing ? "failed" : "not-found") : "superseded";
  }

  /**
   * @param {import("./list-position.js").ListPosition} position
   * @param {"not-found" | "failed"} why
   * @returns {JumpOutcome}
   */
  #fail(position, why) {
    position.fail(why);
    this.#changed();
    return "problem";
  }
}

/**
 * @param {MessageWindow} window
 * @param {number} messageId
 */
const hasLoaded = (window, messageId) => !window.stale && window.rows.some(({ id }) => id === messageId);
