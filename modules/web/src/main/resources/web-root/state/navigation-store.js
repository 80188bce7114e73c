// @ts-check

/** @import { Message } from "../contract.js" */
/**
 * The panel at the side of the messages.
 * @typedef {{kind: "thread", parentId: number} | {kind: "pins" | "details" | "mentions" | "threads" | "workspace"} | {kind: "search", query: string}} SidePanel
 */

/** Which workspace, channel and side panel this tab shows, and where the message list has to scroll to. */
export class NavigationStore {
  /** The scroll target that means the end of the messages. */
  static END = -1;

  workspaceId = 0;
  /** 0 for the list of channels. */
  channelId = 0;
  /** @type {SidePanel | null} */
  panel = null;
  /** The id of the message to scroll to, {@link NavigationStore.END}, or 0 for none. */
  scrollTarget = 0;

  /** The parent message of the open thread; 0 for none. */
  get threadId() {
    return this.panel?.kind === "thread" ? this.panel.parentId : 0;
  }

  /** @param {number} channelId 0 for the list of channels */
  showChannel(channelId) {
    this.channelId = channelId;
    this.scrollTarget = 0;
    this.panel = null;
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
