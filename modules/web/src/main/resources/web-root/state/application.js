// @ts-check
import { LiveSocket } from "../client/index.js";
import { AccountController } from "./account-controller.js";
import { Announcements } from "./announcements.js";
import { createRpc } from "./api.js";
import { ChannelActions } from "./channel-actions.js";
import { DesktopNotifications } from "./desktop-notifications.js";
import { DialogStore } from "./dialog-store.js";
import { DraftStore } from "./draft-store.js";
import { MessageActions } from "./message-actions.js";
import { MessageLoader } from "./message-loader.js";
import { Navigation } from "./navigation.js";
import { NavigationStore } from "./navigation-store.js";
import { isNews } from "./news.js";
import { Outbox } from "./outbox.js";
import { ReadTracker } from "./read-tracker.js";
import { SidePanelContent } from "./side-panel-content.js";
import { Store } from "./store.js";
import { ThreadInbox } from "./thread-inbox.js";
import { ThreadTracker } from "./thread-tracker.js";
import { Toasts } from "./toasts.js";
import { UserLoader } from "./user-loader.js";
import { WorkspaceActions } from "./workspace-actions.js";

/** @import { LiveEvent, Message, SessionBootstrapResult } from "../contract.js" */
/** @typedef {import("../client/codec.js").Frame} Frame */
/** @typedef {import("../client/socket.js").ConnectionState} ConnectionState */
/** @typedef {import("./store.js").StateEvent} StateEvent */

/** Builds the stores and controllers of the page, and passes what the live stream delivers on to them. */
export class Application {
  /** @type {ConnectionState} */
  connectionState = { state: "idle", phase: "", why: "" };
  drafts = DraftStore.inMemory();
  announcements = new Announcements();
  store = new Store();
  shown = new NavigationStore();

  #changed;
  #users;
  #live;

  /** @param {() => void} changed called after every change, to render the page */
  constructor(changed) {
    const rpc = createRpc();
    /** @type {import("./api.js").Api} */
    const api = rpc;
    const { store, shown } = this;
    this.#changed = changed;
    this.toasts = new Toasts(changed);
    this.dialogs = new DialogStore(changed);
    this.outbox = new Outbox(api, (confirmed) => this.#outboxChanged(confirmed));
    this.reads = new ReadTracker({
      api,
      store,
      shown,
      isConnected: () => this.connectionState.state === "open",
      changed,
    });
    const isReading = () => this.reads.isTabActive && this.connectionState.state === "open";
    this.threads = new ThreadTracker({ api, store, shown, toasts: this.toasts, isReading, changed });
    this.inbox = new ThreadInbox({ api, store, changed });
    this.#users = new UserLoader(api, store, changed);
    this.panelContent = new SidePanelContent({ api, store, shown, changed });
    this.loader = new MessageLoader({ api, store, shown, users: this.#users, changed });
    const open = (/** @type {number} */ channelId, /** @type {number} */ messageId) => this.#open(channelId, messageId);
    this.notifications = new DesktopNotifications({ store, shown, reads: this.reads, open, changed });
    const { toasts, dialogs, outbox, reads, panelContent, loader, notifications } = this;
    const apply = (/** @type {StateEvent} */ event) => this.#applyReply(event);
    const drafts = () => this.drafts;
    this.messages = new MessageActions({ api, store, shown, outbox, reads, loader, dialogs, toasts, drafts, apply, changed });
    this.navigation = new Navigation({
      store,
      shown,
      loader,
      reads,
      notifications,
      panelContent,
      dialogs,
      messages: this.messages,
      changed,
    });
    this.channels = new ChannelActions({ api, store, shown, navigation: this.navigation, dialogs, toasts });
    this.workspaces = new WorkspaceActions({ api, dialogs, toasts });
    this.#live = new LiveSocket({
      rpc,
      booted: (state) => this.#bootstrapped(state),
      event: (frame) => this.#received(frame),
      connection: (state) => this.#connectionChanged(state),
    });
    addEventListener("storage", (event) => {
      if (this.drafts.reload(event.key)) changed();
    });
    this.account = new AccountController({
      api,
      toasts,
      connect: () => void this.#live.start(),
      disconnect: () => this.#live.stop(),
      changed,
    });
  }

  /**
   * @param {number} channelId
   * @param {number} messageId
   * @returns {Promise<void>}
   */
  #open(channelId, messageId) {
    return this.navigation.open(channelId, messageId);
  }

  /** Ends a pause between two attempts to connect. */
  reconnectNow() {
    this.#live.retryNow();
  }

  /** @param {SessionBootstrapResult} state */
  #bootstrapped(state) {
    this.store.reset(state);
    if (this.account.stage !== "signed-in") this.drafts = new DraftStore(state.user.id, localStorage);
    this.account.stage = "signed-in";
    for (const id of this.store.workspaces.keys()) void this.#users.loadWorkspace(id);
    this.navigation.bootstrapped();
    this.#changed();
  }

  /** @param {ConnectionState} state */
  #connectionChanged(state) {
    this.connectionState = state;
    if (state.state === "stopped" && this.account.stage !== "signed-out") void this.account.showSignIn();
    if (state.state === "open") this.outbox.retryNow();
    this.#changed();
  }

  /** @param {Frame} frame */
  #received(frame) {
    const received = /** @type {LiveEvent} */ ({ ...frame, seq: frame.seq ?? 0 }); // the frame of a signal has no position
    const unseenNo = received.type === "message.created" ? this.reads.ordinalIfUnseen(received.event.message) : null;
    this.store.apply(received);
    this.outbox.apply(received, this.store.user.id);
    this.#react(received, unseenNo);
    this.reads.fetchUncertain(received.type === "message.deleted" && this.connectionState.state === "open");
    this.panelContent.apply(received);
    this.inbox.apply(received);
    this.#changed();
  }

  /**
   * What follows from an event that has been applied.
   * @param {LiveEvent} received
   * @param {number | null} unseenNo
   */
  #react({ type, event, at }, unseenNo) {
    switch (type) {
      case "message.created":
        this.reads.messageArrived(event.message, unseenNo);
        this.threads.messageArrived(event.message);
        void Promise.all([this.#users.ensureLoaded(event.message.user_id), this.threads.ensureKnown(event.message)]).then(() => {
          if (isNews(event.message, at)) this.#announce(event.message);
        });
        break;
      case "message.deleted":
        this.messages.messageDeleted(event);
        if (event.channel_id === this.shown.channelId) this.reads.markSoon(); // the newest row is another one now
        break;
      case "channel.removed":
      case "workspace.removed":
        if (!this.store.channels.has(this.shown.channelId)) this.navigation.closeChannel();
        break;
      case "workspace.added":
        void this.#users.loadWorkspace(event.workspace.id);
        break;
      case "typing.started":
        void this.#users.ensureLoaded(event.user_id);
        setTimeout(this.#changed, event.expires_ms + 50);
        break;
    }
  }

  /** @param {Message} message that was just written, whose author is loaded by now, if that is possible */
  #announce(message) {
    this.notifications.messageArrived(message);
    if (message.user_id === this.store.user.id || !this.shown.shows(message)) return;
    this.announcements.add(message, this.store.name(message.user_id));
    this.#changed();
  }

  /**
   * The reply to a repeated attempt contains the message as it is now, and the position of the event that created it.
   * @param {{message: Message, seq: number}} [confirmed]
   */
  #outboxChanged(confirmed) {
    if (confirmed) {
      const { message, seq } = confirmed;
      this.#applyReply({ type: "message.created", seq, event: { message, last_no: message.no ?? 0 } });
    }
    this.#changed();
  }

  /**
   * A reply contains what the event will contain; it is applied by the same rules, in any order.
   * @param {StateEvent} event
   */
  #applyReply(event) {
    this.store.apply(event);
    this.panelContent.apply(event);
  }
}
