// @ts-check
import { formatChannelUrl, parseChannelUrl } from "./channel-url.js";

/** @import { Channel, Message } from "../contract.js" */
/** @typedef {import("./desktop-notifications.js").DesktopNotifications} DesktopNotifications */
/** @typedef {import("./dialog-store.js").DialogStore} DialogStore */
/** @typedef {import("./message-actions.js").MessageActions} MessageActions */
/** @typedef {import("./message-loader.js").MessageLoader} MessageLoader */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./navigation-store.js").SidePanel} SidePanel */
/** @typedef {import("./read-tracker.js").ReadTracker} ReadTracker */
/** @typedef {import("./side-panel-content.js").SidePanelContent} SidePanelContent */
/** @typedef {import("./store.js").Store} Store */

/** From this width on, the list of channels is shown beside the channel. */
const CHANNELS_BESIDE = "(min-width: 760px)";
/** From this width on, the side panel is shown beside the channel. */
const PANEL_BESIDE = "(min-width: 901px)";

/** Opens channels, messages and side panels, and keeps the page's address in step. */
export class Navigation {
  #parts;

  /**
   * @param {{store: Store, shown: NavigationStore, loader: MessageLoader, reads: ReadTracker, notifications: DesktopNotifications,
   *   panelContent: SidePanelContent, dialogs: DialogStore, messages: MessageActions, changed: () => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** The open channels that the user has joined in the workspace that is shown. */
  channels() {
    const { store, shown } = this.#parts;
    return [...store.channels.values()].filter(
      (channel) => channel.workspace_id === shown.workspaceId && !channel.archived_at && channel.joined !== false,
    );
  }

  /** Shows what the page's address names: after a bootstrap, and when the user goes back. */
  openFromUrl() {
    const { store, shown } = this.#parts;
    const { channelId, messageId } = parseChannelUrl(location.hash);
    if (store.channels.has(channelId)) return void this.open(channelId, messageId, true);
    if (channelId || shown.channelId) this.closeChannel();
    const first = this.channels().find((channel) => channel.kind === "public" || channel.kind === "private") ?? this.channels()[0];
    if (matchMedia(CHANNELS_BESIDE).matches && first && !shown.channelId) void this.open(first.id, 0, true);
  }

  /** After a bootstrap: keeps the workspace that is shown if the user is still in it. */
  bootstrapped() {
    const { store, shown } = this.#parts;
    if (!store.workspaces.has(shown.workspaceId)) shown.workspaceId = [...store.workspaces.keys()][0] ?? 0;
    this.openFromUrl();
  }

  /** @param {number} workspaceId */
  openWorkspace(workspaceId) {
    this.#parts.shown.workspaceId = workspaceId;
    this.closeChannel();
    this.openFromUrl();
  }

  /**
   * @param {number} channelId
   * @param {number} [messageId] to scroll to; 0 for the place where reading ended
   * @param {boolean} [fromUrl] the address already names the channel
   */
  async open(channelId, messageId = 0, fromUrl = false) {
    const { store, shown, dialogs, loader, changed } = this.#parts;
    const channel = store.channels.get(channelId);
    if (!channel) return;
    const justOpened = shown.channelId !== channelId;
    shown.workspaceId = channel.workspace_id;
    dialogs.current = null;
    if (justOpened) this.#switchTo(channel);
    const url = formatChannelUrl(channelId, messageId);
    if (!fromUrl || location.hash !== url) history[fromUrl ? "replaceState" : "pushState"](null, "", url);
    const window = store.window(channelId);
    const isLoaded = window.rows.some((row) => row.id === messageId);
    shown.scrollTarget = messageId;
    changed();
    if (messageId > 0 && !isLoaded) {
      await loader.loadAround(window, messageId);
      if (!window.error && !window.rows.some((row) => row.id === messageId)) await this.#openThreadOf(channelId, messageId);
    } else if (window.stale || (justOpened && !window.atEnd && messageId === 0)) await loader.loadStart(window, justOpened);
    loader.loadThread();
  }

  /**
   * A link to a reply, or to a deleted message whose replies remain, opens the thread.
   * @param {number} channelId
   * @param {number} messageId
   */
  async #openThreadOf(channelId, messageId) {
    const { shown, loader } = this.#parts;
    if (shown.scrollTarget === messageId) shown.scrollTarget = 0;
    const parentId = shown.threadId === messageId ? 0 : await loader.threadOf(messageId);
    if (parentId && shown.channelId === channelId && shown.panel === null) this.openPanel({ kind: "thread", parentId });
  }

  /** @param {Channel} channel */
  #switchTo({ id }) {
    const { shown, reads, notifications, messages } = this.#parts;
    messages.editingId = 0;
    shown.showChannel(id);
    reads.channelOpened(id);
    notifications.updateShownChannel();
  }

  /**
   * Shows a message in its channel, or in its thread.
   * @param {Message} message
   */
  async openMessage(message) {
    const { shown } = this.#parts;
    const { panel } = shown;
    await this.open(message.channel_id, message.parent_id ?? message.id);
    const isWide = matchMedia(PANEL_BESIDE).matches;
    if (message.parent_id) this.openPanel({ kind: "thread", parentId: message.parent_id });
    else if (isWide && shown.panel === null && panel) this.openPanel(panel);
    else if (!isWide && shown.panel) this.closePanel();
  }

  closeChannel() {
    const { shown, notifications, changed } = this.#parts;
    shown.showChannel(0);
    notifications.updateShownChannel();
    history.replaceState(null, "", "/");
    changed();
  }

  /** @param {SidePanel} panel */
  openPanel(panel) {
    this.#setPanel(panel);
    this.#parts.loader.loadThread();
    this.#parts.changed();
  }

  closePanel() {
    this.#setPanel(null);
    this.#parts.changed();
  }

  /** @param {SidePanel} panel is closed if a panel of its kind is open */
  togglePanel(panel) {
    if (this.#parts.shown.panel?.kind === panel.kind) this.closePanel();
    else this.openPanel(panel);
  }

  /** @param {SidePanel | null} panel */
  #setPanel(panel) {
    const { shown, panelContent } = this.#parts;
    const isLoaded = panel !== null && panel === panelContent.panel;
    shown.panel = panel;
    if (!isLoaded) panelContent.open();
  }
}
