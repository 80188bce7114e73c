// @ts-check

/** @import { Message, ReadScope } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./dialog-store.js").DialogStore} DialogStore */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./read-tracker.js").ReadTracker} ReadTracker */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./thread-tracker.js").ThreadTracker} ThreadTracker */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** Marks messages as unread, and everything as read. */
export class MarkActions {
  #parts;

  /**
   * @param {{api: Api, store: Store, shown: NavigationStore, reads: ReadTracker, threads: ThreadTracker, dialogs: DialogStore, toasts: Toasts,
   *   changed: () => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * The message becomes the first unread one of its channel, or of its thread.
   * @param {Message} message
   */
  async unread({ id, channel_id: channelId, parent_id: parentId }) {
    const { api, store, reads, threads, toasts, changed } = this.#parts;
    await toasts.run(async () => {
      if (parentId === undefined) {
        reads.hold(channelId);
        const { read_state: row, seq } = await api.change("read.unread", { channel_id: channelId, message_id: id });
        store.counts.fetched(row, seq);
        reads.showMarker(channelId);
      } else {
        threads.hold(parentId);
        const { state, seq } = await api.change("thread.unread", { parent_id: parentId, message_id: id });
        store.threads.fetched(state, seq);
        threads.showMarker(parentId);
      }
    });
    changed();
  }

  /**
   * Asks first: the marks cannot be brought back.
   * @param {ReadScope} what
   */
  confirmAllRead(what) {
    const { store, shown, dialogs } = this.#parts;
    const workspace = store.workspaces.get(shown.workspaceId);
    if (!workspace) return;
    dialogs.open({
      kind: "confirm",
      title: what === "all" ? "Mark everything as read?" : "Mark all threads as read?",
      text:
        what === "all"
          ? `All channels, direct messages and threads of ${workspace.name} will have nothing unread.`
          : `All threads of ${workspace.name} will have nothing unread.`,
      action: "Mark as read",
      confirm: () => this.#allRead(workspace.id, what),
    });
  }

  /**
   * @param {number} workspaceId
   * @param {ReadScope} what
   */
  async #allRead(workspaceId, what) {
    const { api, toasts } = this.#parts;
    const done = await toasts.run(() => api.change("read.mark_all", { workspace_id: workspaceId, what }));
    if (done) toasts.show(what === "all" ? "Everything is marked as read" : "All threads are marked as read");
  }
}
