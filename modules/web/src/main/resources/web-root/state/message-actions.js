// @ts-check
import { isMessageNotFound } from "./api.js";
import { formatMessageUrl } from "./channel-url.js";
import { DraftStore } from "./draft-store.js";
import { errorText } from "./error-text.js";

/** @import { Message, MessageDeletedEvent } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./dialog-store.js").DialogStore} DialogStore */
/** @typedef {import("./dialog-store.js").EditHistoryDialog} EditHistoryDialog */
/** @typedef {import("./message-loader.js").MessageLoader} MessageLoader */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./outbox.js").Outbox} Outbox */
/** @typedef {import("./read-tracker.js").ReadTracker} ReadTracker */
/** @typedef {import("./store.js").StateEvent} StateEvent */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./toasts.js").Toasts} Toasts */

const EDITED_DELETED = "The message you were editing was deleted. Your text is in the message box.";
const EDIT_NOT_SAVED = "Couldn't save your edit. Your text is in the message box.";
const REPLIED_DELETED = "The message you were replying to was deleted. Your reply is in the message box of the channel.";

/** What the user can do with messages. */
export class MessageActions {
  static TYPING_INTERVAL_MS = 3_000;

  /** The message whose editor is open; 0 for none. */
  editingId = 0;
  /** What the user wrote in the editor; null for the text of the message. @type {string | null} */
  editedText = null;

  /** Changes when other messages have an edit that is not saved. */
  unsavedVersion = 0;

  #parts;
  #typingSentAt = 0;
  /** Messages whose edit the server is asked to save. @type {Set<number>} */
  #saving = new Set();

  /**
   * @param {{api: Api, store: Store, shown: NavigationStore, outbox: Outbox, reads: ReadTracker, loader: MessageLoader, dialogs: DialogStore, toasts: Toasts,
   *   drafts: () => DraftStore, apply: (event: StateEvent) => void, changed: () => void}} parts `apply` takes what a reply contains as the event that follows it
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * @param {number} channelId
   * @param {number} parentId 0 for none
   * @param {string} text
   * @returns {Promise<void>} resolves when the text is kept in the browser
   * @throws {Error} when too many messages are pending
   */
  send(channelId, parentId, text) {
    const { outbox, reads, loader } = this.#parts;
    const kept = outbox.send(channelId, parentId, text);
    reads.clearMarker();
    void loader.showLatest(parentId);
    return kept;
  }

  /**
   * Puts the text of an unsent message back into its message box.
   * @param {string} opId
   * @returns {import("./outbox.js").PendingMessage | undefined}
   */
  takeBack(opId) {
    const { outbox, drafts, dialogs } = this.#parts;
    const item = outbox.discard(opId);
    if (item) drafts().append(DraftStore.key(item.channelId, item.parentId), item.text);
    dialogs.close();
    return item;
  }

  /** @param {number} channelId */
  sendTyping(channelId) {
    if (performance.now() - this.#typingSentAt < MessageActions.TYPING_INTERVAL_MS && this.#typingSentAt > 0) return;
    this.#typingSentAt = performance.now();
    this.#parts.api.call("typing.relay", { channel_id: channelId }).catch(() => {}); // a lost signal has no consequence
  }

  /** @param {number} messageId whose editor opens with what the user has written in it before; 0 closes the editor and keeps that */
  startEditing(messageId) {
    this.editingId = messageId;
    this.editedText = (messageId && this.#parts.drafts().get(DraftStore.editKey(messageId))) || null;
    this.unsavedVersion++;
    this.#parts.changed();
  }

  /** Closes the editor and forgets what was written in it. */
  stopEditing() {
    this.#keepEdit(this.editingId, "");
    this.startEditing(0);
  }

  /** @param {string} text in the editor, which is kept in the browser until it is saved */
  writeEdit(text) {
    this.editedText = text;
    this.#keepEdit(this.editingId, text);
  }

  /**
   * @param {number} messageId
   * @param {string} text empty when there is nothing to save any more
   */
  #keepEdit(messageId, text) {
    this.#parts.drafts().set(DraftStore.editKey(messageId), text);
    this.unsavedVersion++;
  }

  /**
   * Whether the user has written an edit of a message that is neither saved nor in the open editor.
   * @param {number} messageId
   */
  hasUnsavedEdit(messageId) {
    const isOpen = messageId === this.editingId || this.#saving.has(messageId);
    return !isOpen && this.#parts.drafts().get(DraftStore.editKey(messageId)) !== "";
  }

  /**
   * A text that the server does not take stays in the editor, or becomes a draft when the editor cannot be shown any more.
   * @param {Message} message
   * @param {string} text
   */
  async edit(message, text) {
    if (text === message.text) return this.stopEditing();
    const { api, store, shown, toasts } = this.#parts;
    this.#keepEdit(message.id, text);
    this.#saving.add(message.id);
    this.startEditing(0);
    try {
      store.putMessage((await api.change("message.update", { message_id: message.id, text })).message);
      this.#keepEdit(message.id, "");
    } catch (error) {
      const isGone = isMessageNotFound(error);
      if (isGone || this.editingId !== 0 || !shown.shows(message)) {
        this.#keepEdit(message.id, "");
        return this.#keepInComposer(message.channel_id, message.parent_id, text, isGone ? EDITED_DELETED : EDIT_NOT_SAVED);
      }
      toasts.showError(error);
      this.editingId = message.id;
      this.editedText = text;
    } finally {
      this.#saving.delete(message.id);
      this.unsavedVersion++;
    }
    this.#parts.changed();
  }

  /** @param {string} why the text in the editor cannot be saved; it stays there */
  rejectEdit(why) {
    this.#parts.toasts.showError(new Error(why));
  }

  /** @param {MessageDeletedEvent} event maybe of the message whose editor is open */
  messageDeleted({ message_id: messageId, channel_id: channelId, parent_id: parentId }) {
    const text = this.#parts.drafts().get(DraftStore.editKey(messageId)).trim();
    if (messageId === this.editingId) this.stopEditing();
    else if (text && !this.#saving.has(messageId)) this.#keepEdit(messageId, "");
    else return;
    if (text) this.#keepInComposer(channelId, parentId, text, EDITED_DELETED);
  }

  /**
   * A text that has no editor any more becomes the draft of a new message.
   * @param {number} channelId
   * @param {number | undefined} parentId
   * @param {string} text
   * @param {string} why
   */
  #keepInComposer(channelId, parentId, text, why) {
    this.#parts.drafts().append(DraftStore.key(channelId, parentId), text);
    this.#parts.toasts.show(why);
  }

  /**
   * The first message of a thread is deleted: a reply that the user was writing becomes the draft of a message to the channel.
   * @param {number} channelId
   * @param {number} parentId
   * @returns {boolean} whether there was a reply
   */
  moveReplyDraft(channelId, parentId) {
    const key = DraftStore.key(channelId, parentId);
    const text = this.#parts.drafts().get(key);
    if (!text) return false;
    this.#parts.drafts().set(key, "");
    this.#keepInComposer(channelId, 0, text, REPLIED_DELETED);
    return true;
  }

  /** @param {Message} message */
  confirmDelete(message) {
    this.#parts.dialogs.open({ kind: "delete-message", message });
  }

  /** @param {Message} message */
  async delete({ id, channel_id, no, parent_id }) {
    const { api, dialogs, toasts, apply } = this.#parts;
    dialogs.close();
    await toasts.run(async () => {
      const { seq } = await api.change("message.delete", { message_id: id });
      apply({
        type: "message.deleted",
        seq,
        event: {
          message_id: id,
          channel_id,
          ...(no ? { no } : {}),
          ...(parent_id ? { parent_id } : {}),
          ...(no || parent_id ? {} : { imported: true }),
        },
      });
    });
  }

  /** @param {Message} message */
  pickReaction(message) {
    this.#parts.dialogs.open({ kind: "emoji", title: "Add reaction", pick: (emoji) => void this.toggleReaction(message, emoji) });
  }

  /**
   * @param {Message} message
   * @param {string} emoji
   */
  async toggleReaction({ id, channel_id }, emoji) {
    const { api, toasts, apply } = this.#parts;
    await toasts.run(async () => {
      const { reactions, seq } = await api.change("message.toggle_react", { message_id: id, emoji });
      apply({ type: "message.reacted", seq, event: { message_id: id, channel_id, reactions } });
    });
  }

  /** @param {Message} message */
  async togglePin(message) {
    const { api, toasts, apply } = this.#parts;
    const pinned = !message.pinned;
    await toasts.run(async () => {
      const { seq } = await api.change(pinned ? "message.pin" : "message.unpin", { message_id: message.id });
      apply({ type: "message.pin_updated", seq, event: { message_id: message.id, channel_id: message.channel_id, pinned } });
    });
  }

  /** @param {Message} message */
  async copyLink(message) {
    const link = `${location.origin}/${formatMessageUrl(message)}`;
    await this.#parts.toasts.run(async () => {
      await navigator.clipboard.writeText(link).catch(() => {
        throw new Error("This browser doesn't allow copying. Copy the link from the address bar.");
      });
      this.#parts.toasts.show("Link copied");
    });
  }

  /** @param {Message} message */
  showHistory(message) {
    /** @type {EditHistoryDialog} */
    const dialog = { kind: "edit-history", message, versions: null, error: "" };
    this.#parts.dialogs.open(dialog);
    void this.loadHistory(dialog);
  }

  /** @param {EditHistoryDialog} dialog */
  async loadHistory(dialog) {
    dialog.error = "";
    this.#parts.changed();
    try {
      dialog.versions = (await this.#parts.api.call("message.history", { message_id: dialog.message.id })).versions;
    } catch (error) {
      dialog.error = errorText(error);
    }
    this.#parts.changed();
  }
}
