// @ts-check
import { ListPosition } from "./list-position.js";

/** @import { Message } from "../contract.js" */
/**
 * The panel at the side of the messages.
 * @typedef {{kind: "thread", parentId: number} | {kind: "pins" | "details" | "mentions" | "threads" | "workspace"} | {kind: "search", query: string}} SidePanel
 */
/**
 * Why nothing is shown at the place that the user asked for. `name` is that of a channel or workspace that the user was removed from.
 * @typedef {{why: "not-found" | "failed" | "removed", what: "channel" | "workspace" | "page", name?: string}} Unavailable
 */

/** Which workspace, channel and side panel this tab shows, and where the message lists have to scroll to. */
export class NavigationStore {
  /** The scroll target that means the end of the messages. */
  static END = ListPosition.END;

  workspaceId = 0;
  /** 0 for the list of channels. */
  channelId = 0;
  /** The message of the channel that the page's address names; 0 for none. */
  messageId = 0;
  /** @type {SidePanel | null} */
  panel = null;
  /** The reply in the open thread that the page's address names; 0 for none. */
  replyId = 0;
  /** The settings of the user are open. */
  settings = false;
  /** The page of the administration that is open, with its filters; "" for none. */
  admin = "";
  /** @type {Unavailable | null} null when the place is shown, or is loading */
  unavailable = null;
  /** Where the messages of the channel have to scroll to. */
  list = new ListPosition();
  /** Where the replies of the open thread have to scroll to. */
  thread = new ListPosition();

  /** See {@link ListPosition.target}. */
  get scrollTarget() {
    return this.list.target;
  }

  set scrollTarget(target) {
    this.list.lead(target);
  }

  /** The parent message of the open thread; 0 for none. */
  get threadId() {
    return this.panel?.kind === "thread" ? this.panel.parentId : 0;
  }

  /** @param {number} channelId 0 for the list of channels */
  showChannel(channelId) {
    this.channelId = channelId;
    this.messageId = 0;
    this.panel = null;
    this.replyId = 0;
    this.unavailable = null;
    this.list.reset();
    this.thread.reset();
  }

  /**
   * Whether the open channel or the open thread contains the message.
   * @param {Message} message
   */
  shows(message) {
    const parent = message.parent_id ?? 0;
    return message.channel_id === this.channelId && (parent === 0 || parent === this.threadId);
  }
}
