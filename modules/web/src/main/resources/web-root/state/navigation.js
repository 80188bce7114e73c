// @ts-check
import { formatUrl, HOME, isOfChannel, isSamePanel, parseUrl } from "./channel-url.js";
import { dialogOfPlace, entryOfDialog, isSameDialog, placeOfDialog } from "./dialog-address.js";
import { PageHistory } from "./page-history.js";
import { PlaceLoader } from "./place-loader.js";

/** @import { Message } from "../contract.js" */
/** @typedef {import("./channel-loader.js").ChannelLoader} ChannelLoader */
/** @typedef {import("./channel-url.js").Place} Place */
/** @typedef {import("./desktop-notifications.js").DesktopNotifications} DesktopNotifications */
/** @typedef {import("./dialog-store.js").DialogStore} DialogStore */
/** @typedef {import("./message-actions.js").MessageActions} MessageActions */
/** @typedef {import("./message-loader.js").MessageLoader} MessageLoader */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./navigation-store.js").SidePanel} SidePanel */
/** @typedef {import("./navigation-store.js").Unavailable} Unavailable */
/** @typedef {import("./read-tracker.js").ReadTracker} ReadTracker */
/** @typedef {import("./side-panel-content.js").SidePanelContent} SidePanelContent */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./page-history.js").Entry} Entry */
/** @typedef {import("./page-history.js").ShowOptions} ShowOptions */

/** From this width on, the list of channels is shown beside the channel. */
const CHANNELS_BESIDE = "(min-width: 760px)";
/** From this width on, the side panel is shown beside the channel. */
const PANEL_BESIDE = "(min-width: 901px)";

/** Opens channels, messages, side panels and the settings, and keeps the page's address and the history of the tab in step. */
export class Navigation {
  #parts;
  #content;
  /** A channel that the user is about to leave. */
  #leavingId = 0;
  #history = new PageHistory((readingId) => this.openFromUrl({ readingId }));

  /**
   * @param {{store: Store, shown: NavigationStore, loader: MessageLoader, channelLoader: ChannelLoader, reads: ReadTracker,
   *   notifications: DesktopNotifications, panelContent: SidePanelContent, dialogs: DialogStore, messages: MessageActions,
   *   changed: () => void}} parts
   */
  constructor(parts) {
    this.#parts = parts;
    this.#content = new PlaceLoader({ ...parts, openThread: (parentId, replyId) => this.#openThread(parentId, replyId) });
  }

  /**
   * The open channels that the user has joined in a workspace.
   * @param {number} [workspaceId] the one that is shown, if absent
   */
  channels(workspaceId = this.#parts.shown.workspaceId) {
    return [...this.#parts.store.channels.values()].filter(
      (channel) => channel.workspace_id === workspaceId && !channel.archived_at && channel.joined !== false,
    );
  }

  // ---- Addresses ----

  /**
   * Shows what the page's address names: after a bootstrap, and when the user goes back or forward.
   * @param {ShowOptions} [options]
   */
  openFromUrl(options = {}) {
    this.#open(location.hash, "replace", options);
  }

  /**
   * Follows a link of the page.
   * @param {string} hash
   */
  openUrl(hash) {
    this.#open(hash, "push", { again: true });
  }

  /**
   * @param {string} hash
   * @param {Entry} entry
   * @param {ShowOptions} options
   */
  #open(hash, entry, options) {
    const { store, shown } = this.#parts;
    if (store.isEmpty) return; // an address is read after the sign-in
    const place = parseUrl(hash);
    if (!place) return this.#showUnavailable({ why: "not-found", what: "page" }, hash, entry);
    if (place.workspaceId && !store.workspaces.has(place.workspaceId))
      return this.#showUnavailable({ why: "not-found", what: "workspace" }, hash, entry);
    if (!place.channelId) Object.assign(place, this.#orFirstChannel(place, place.workspaceId || shown.workspaceId));
    void this.#show(place, entry, options);
  }

  /**
   * Where the list of channels is beside the channel, the first channel is shown too.
   * @param {Place} place without a channel
   * @param {number} workspaceId
   * @returns {Place}
   */
  #orFirstChannel(place, workspaceId) {
    const channels = this.channels(workspaceId);
    const first = channels.find((channel) => channel.kind === "public" || channel.kind === "private") ?? channels[0];
    if (!first || !matchMedia(CHANNELS_BESIDE).matches) return { ...place, workspaceId };
    return { ...place, workspaceId: 0, channelId: first.id };
  }

  /**
   * After a bootstrap: keeps what is shown as far as the user still has access to it.
   * @param {boolean} isOtherUser another user than before has signed in
   */
  bootstrapped(isOtherUser) {
    const { store, shown } = this.#parts;
    if (isOtherUser) this.#history.replace(formatUrl(HOME));
    if (!store.workspaces.has(shown.workspaceId)) shown.workspaceId = [...store.workspaces.keys()][0] ?? 0;
    this.openFromUrl();
  }

  /** The connection is open again: what could not be loaded is loaded now. */
  connected() {
    const { store, shown } = this.#parts;
    if (store.isEmpty) return;
    if (shown.unavailable?.why === "failed" || shown.list.hasFailed || shown.thread.hasFailed) this.openFromUrl();
  }

  /** Tries again to show the place that the address names. */
  retry() {
    this.openFromUrl({ again: true });
  }

  // ---- Channels and messages ----

  /**
   * @param {number} channelId
   * @param {number} [messageId] to scroll to; 0 for the place where reading ended
   */
  async open(channelId, messageId = 0) {
    const { shown } = this.#parts;
    const panel = channelId === shown.channelId ? shown.panel : null;
    await this.#show({ ...HOME, channelId, messageId, panel }, "push", { again: true });
  }

  /**
   * Shows a message in its channel, or in its thread. What is in the side panel stays if it is beside the channel.
   * @param {Message} message
   */
  async openMessage({ id, channel_id: channelId, parent_id: parentId }) {
    const { shown } = this.#parts;
    const stays = channelId === shown.channelId;
    if (parentId !== undefined) {
      const messageId = stays ? shown.messageId : 0;
      return this.#show({ ...HOME, channelId, messageId, panel: { kind: "thread", parentId }, replyId: id }, "push", { again: true });
    }
    const keepsPanel = matchMedia(PANEL_BESIDE).matches && (stays || !isOfChannel(shown.panel));
    const panel = keepsPanel ? shown.panel : null;
    return this.#show({ ...HOME, channelId, messageId: id, panel, replyId: panel ? shown.replyId : 0 }, "push", { again: true });
  }

  /** @param {number} workspaceId */
  openWorkspace(workspaceId) {
    void this.#show(this.#orFirstChannel(HOME, workspaceId), "push");
  }

  /** Shows the list of channels of the workspace. */
  closeChannel() {
    void this.#show({ ...HOME, workspaceId: this.#parts.shown.workspaceId }, "leave");
  }

  /**
   * Shows a channel of the workspace; on a narrow screen the list of channels.
   * @param {Entry} [entry]
   */
  openFirstChannel(entry = "push") {
    void this.#show(this.#orFirstChannel(HOME, this.#parts.shown.workspaceId), entry);
  }

  /**
   * The user has become a member of a channel.
   * @param {number} channelId
   */
  channelAdded(channelId) {
    const { store, shown } = this.#parts;
    if (!shown.channelId && !shown.unavailable) void this.#show(this.#orFirstChannel(this.#place(), shown.workspaceId), "replace");
    if (channelId !== shown.channelId) return;
    if (shown.unavailable || store.window(channelId).stale) void this.#show(this.#place(), "replace");
  }

  /**
   * The user has become a member of a workspace, perhaps of the first one.
   * @param {number} workspaceId
   */
  workspaceAdded(workspaceId) {
    const { store, shown } = this.#parts;
    if (!store.workspaces.has(shown.workspaceId)) shown.workspaceId = workspaceId;
  }

  /** @param {number} channelId that the user is about to leave; 0 if that failed */
  leaving(channelId) {
    this.#leavingId = channelId;
  }

  /**
   * The user is no longer a member of the open channel, or of its workspace.
   * @param {"channel" | "workspace"} what
   * @param {string} name
   */
  removedFrom(what, name) {
    const { store, shown, notifications, changed } = this.#parts;
    const { channelId } = shown;
    if (channelId > 0 && channelId === this.#leavingId) return this.openFirstChannel("replace");
    shown.showChannel(channelId);
    if (!store.workspaces.has(shown.workspaceId)) shown.workspaceId = [...store.workspaces.keys()][0] ?? 0;
    shown.unavailable = { why: "removed", what, name };
    notifications.updateShownChannel();
    this.#history.replace(formatUrl({ channelId }));
    changed();
  }

  // ---- Panels and settings ----

  /** @param {SidePanel} panel */
  openPanel(panel) {
    void this.#show({ ...this.#place(), panel, replyId: 0 }, "push");
  }

  closePanel() {
    void this.#show({ ...this.#place(), panel: null, replyId: 0 }, "leave");
  }

  /** @param {SidePanel} panel is closed if a panel of its kind is open */
  togglePanel(panel) {
    if (this.#parts.shown.panel?.kind === panel.kind) this.closePanel();
    else this.openPanel(panel);
  }

  /** Called when a dialog has been opened or closed, or shows something else: some dialogs are part of the address. */
  dialogChanged() {
    const { shown, dialogs } = this.#parts;
    const place = placeOfDialog(dialogs.current);
    if (isSameDialog(place, shown)) return;
    const entry = entryOfDialog(place, shown);
    Object.assign(shown, place);
    this.#write(formatUrl(this.#place()), entry);
  }

  // ---- Showing a place ----

  /** What is shown. @returns {Place} */
  #place() {
    const { workspaceId, channelId, messageId, panel, replyId, settings, admin } = this.#parts.shown;
    return { workspaceId: channelId ? 0 : workspaceId, channelId, messageId, panel, replyId, settings, admin };
  }

  /**
   * @param {Place} place
   * @param {Entry} entry
   * @param {ShowOptions} [options]
   */
  async #show(place, entry, { again = false, readingId = 0 } = {}) {
    const { shown, dialogs, changed } = this.#parts;
    const { workspaceId } = shown;
    const before = this.#place();
    const isOther = place.channelId !== before.channelId || shown.unavailable !== null;
    this.#write(formatUrl(place), entry);
    if (isOther) this.#switchTo(place);
    else this.#setWorkspace(place.workspaceId);
    const leads = again || isOther;
    const leadsToMessage = place.messageId > 0 && (leads || place.messageId !== before.messageId || shown.list.isUnreached);
    const leadsToReply = place.replyId > 0 && (leads || place.replyId !== before.replyId || shown.thread.isUnreached);
    const returns = !isOther && before.messageId > 0 && place.messageId === 0;
    const opensThread = this.#setPanel(place.panel, before.panel, isOfChannel(place.panel) ? isOther : workspaceId !== shown.workspaceId);
    shown.messageId = place.messageId;
    shown.replyId = place.replyId;
    shown.settings = place.settings;
    shown.admin = place.admin;
    const dialog = dialogOfPlace(place);
    if (!dialog || !isSameDialog(placeOfDialog(dialogs.current), place)) dialogs.current = dialog;
    changed();
    void this.#content.loadThread(opensThread, leadsToReply);
    await this.#content.loadChannel(isOther, leadsToMessage, returns ? readingId : null);
  }

  /**
   * @param {string} url
   * @param {Entry} entry
   */
  #write(url, entry) {
    const { readingId } = this.#parts.shown.list;
    if (entry === "replace") this.#history.replace(url);
    else this.#history[entry](url, readingId);
  }

  /** @param {Place} place */
  #switchTo({ channelId, workspaceId }) {
    const { store, shown, reads, notifications, messages } = this.#parts;
    messages.editingId = 0;
    this.#leavingId = 0;
    shown.showChannel(channelId);
    this.#setWorkspace(store.channel(channelId)?.workspace_id ?? workspaceId);
    reads.channelOpened(channelId);
    notifications.updateShownChannel();
  }

  /** @param {number} workspaceId keeps the one that is shown unless the user is a member of this one */
  #setWorkspace(workspaceId) {
    const { store, shown } = this.#parts;
    if (store.workspaces.has(workspaceId)) shown.workspaceId = workspaceId;
  }

  /**
   * @param {SidePanel | null} panel
   * @param {SidePanel | null} before
   * @param {boolean} isElsewhere what the panel belongs to is another channel or workspace
   * @returns {boolean} whether another panel is open now
   */
  #setPanel(panel, before, isElsewhere) {
    const { shown, panelContent } = this.#parts;
    const stays = isSamePanel(panel, before) && !isElsewhere;
    shown.panel = stays ? before : panel;
    if (stays) return false;
    shown.thread.reset();
    panelContent.open();
    return true;
  }

  /**
   * The message of the address is a reply, or was deleted and its replies remain.
   * @param {number} parentId
   * @param {number} replyId
   */
  #openThread(parentId, replyId) {
    const { shown, changed } = this.#parts;
    this.#setPanel({ kind: "thread", parentId }, shown.panel, false);
    shown.messageId = 0;
    shown.replyId = replyId;
    this.#write(formatUrl(this.#place()), "replace");
    changed();
    void this.#content.loadThread(true, replyId > 0);
  }

  /**
   * @param {Unavailable} unavailable
   * @param {string} hash
   * @param {Entry} entry
   */
  #showUnavailable(unavailable, hash, entry) {
    const { shown, dialogs, changed } = this.#parts;
    this.#write(hash, entry);
    this.#switchTo(HOME);
    dialogs.current = null;
    Object.assign(shown, { settings: false, admin: "" });
    shown.unavailable = unavailable;
    changed();
  }
}
