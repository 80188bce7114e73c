// @ts-check

/** @import { Channel, Message, MessageVersion } from "../contract.js" */
/** @typedef {{kind: "emoji", title: string, pick: (emoji: string) => void}} EmojiDialog */
/** @typedef {{kind: "browse-channels", channels: Channel[] | null, error: string}} BrowseChannelsDialog the channels are null until they are loaded */
/** @typedef {{kind: "edit-history", message: Message, versions: MessageVersion[] | null, error: string}} EditHistoryDialog */
/** @typedef {{kind: "profile", userId: number, channelId?: number, workspaceId?: number}} ProfileDialog */
/** @typedef {{kind: "confirm", title: string, text: string, action: string, confirm: () => unknown}} ConfirmDialog */
/**
 * @typedef {{kind: "account-page", page: "settings" | "people" | "new-workspace"}
 *   | {kind: "account-page", page: "invite" | "add-people", workspaceId: number}
 *   | {kind: "account-page", page: "audit", filters: string}} AccountDialog the filters are those of the address, "" or from "?" on
 */
/**
 * @typedef {{kind: "switcher" | "account" | "unsent" | "shortcuts"}
 *   | {kind: "new-message", userIds: number[]}
 *   | {kind: "add-members", channel: Channel}
 *   | {kind: "delete-message", message: Message}
 *   | AccountDialog | EmojiDialog | BrowseChannelsDialog | EditHistoryDialog | ProfileDialog | ConfirmDialog} Dialog
 */

/** The open modal dialog. At most one is open. */
export class DialogStore {
  /** @type {Dialog | null} */
  current = null;
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @param {Dialog} dialog */
  open(dialog) {
    this.current = dialog;
    this.#changed();
  }

  close() {
    this.current = null;
    this.#changed();
  }
}
