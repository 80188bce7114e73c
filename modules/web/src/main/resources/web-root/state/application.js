// @ts-check
import { LiveSocket } from "../client/index.js";
import { AccountController } from "./account-controller.js";
import { Announcements } from "./announcements.js";
import { createRpc } from "./api.js";
import { ChannelActions } from "./channel-actions.js";
import { ChannelLoader } from "./channel-loader.js";
import { DesktopNotifications } from "./desktop-notifications.js";
import { DialogStore } from "./dialog-store.js";
import { DraftStore } from "./draft-store.js";
import { FieldErrors } from "./field-errors.js";
import { MessageActions } from "./message-actions.js";
import { MessageLoader } from "./message-loader.js";
import { Navigation } from "./navigation.js";
import { NavigationStore } from "./navigation-store.js";
import { isNews } from "./news.js";
import { Outbox } from "./outbox.js";
import { OutboxStore } from "./outbox-store.js";
import { ReadTracker } from "./read-tracker.js";
import { SeenMentions } from "./seen-mentions.js";
import { RecentChannels } from "./recent-channels.js";
import { SidePanelContent } from "./side-panel-content.js";
import { SignedInUser } from "./signed-in-user.js";
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
  recents = RecentChannels.inMemory();
  store = new Store();
  shown = new NavigationStore();

  #changed;
  #users;
  #live;
  #signedInUser = new SignedInUser(() => localStorage);
  /** The user whose drafts are loaded; 0 before the sign-in. */
  #userId = 0;

  /** @param {() => void} changed called after every change, to render the page */
  constructor(changed) {
    const rpc = createRpc();
    /** @type {import("./api.js").Api} */
    const api = rpc;
    this.api = api;
    const { store, shown } = this;
    this.#changed = changed;
    this.toasts = new Toasts(changed);
    this.dialogs = new DialogStore(() => this.#dialogChanged());
    this.fieldErrors = new FieldErrors(changed);
    const signedInUser = this.#signedInUser;
    this.outbox = new Outbox(api, (confirmed) => this.#outboxChanged(confirmed), {
      store: new OutboxStore(),
      isSignedIn: (userId) => signedInUser.is(userId),
    });
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
    const channelLoader = new ChannelLoader(api, store, changed);
    const seen = new SeenMentions(() => localStorage);
    this.panelContent = new SidePanelContent({ api, store, shown, channelLoader, seen, changed });
    this.loader = new MessageLoader({ api, store, shown, users: this.#users, changed });
    const open = (/** @type {Message} */ message) => this.#openMessage(message);
    this.notifications = new DesktopNotifications({ store, shown, reads: this.reads, open, changed });
    const { toasts, fieldErrors, dialogs, outbox, reads, panelContent, loader, notifications } = this;
    const apply = (/** @type {StateEvent} */ event) => this.#applyReply(event);
    const drafts = () => this.drafts;
    this.messages = new MessageActions({ api, store, shown, outbox, reads, loader, dialogs, toasts, drafts, apply, changed });
    this.navigation = new Navigation({
      store,
      shown,
      loader,
      channelLoader,
      reads,
      notifications,
      panelContent,
      dialogs,
      messages: this.messages,
      changed,
    });
    this.channels = new ChannelActions({ api, store, shown, navigation: this.navigation, dialogs, toasts, fieldErrors });
    this.workspaces = new WorkspaceActions({ api, dialogs, toasts, fieldErrors });
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
      fieldErrors,
      signedInUser,
      connect: () => void this.#live.start(),
      disconnect: () => this.#live.stop(),
      changed,
    });
  }

  /**
   * @param {Message} message
   * @returns {Promise<void>}
   */
  #openMessage(message) {
    return this.navigation.openMessage(message);
  }

  #dialogChanged() {
    this.navigation.dialogChanged();
    this.#changed();
  }

  /** What the user can do with a message that could not be sent. */
  get unsentActions() {
    return {
      retry: (/** @type {string} */ opId) => this.outbox.retry(opId),
      discard: (/** @type {string} */ opId) => void this.outbox.discard(opId),
      edit: (/** @type {string} */ opId) => void this.#editUnsent(opId),
    };
  }

  /** @param {string} opId */
  async #editUnsent(opId) {
    const item = this.messages.takeBack(opId);
    if (!item) return;
    if (item.channelId !== this.shown.channelId) await this.navigation.open(item.channelId);
    if (item.parentId !== this.shown.threadId) {
      if (item.parentId) this.navigation.openPanel({ kind: "thread", parentId: item.parentId });
    }
    this.#changed();
  }

  /** Signs out. A user with unsent messages reads first what becomes of them. */
  signOut() {
    const count = this.outbox.pending.filter(({ arrivedAs }) => arrivedAs === 0).length;
    if (count === 0) return void this.account.signOut();
    this.dialogs.open({
      kind: "confirm",
      title: `You have ${count} unsent ${count === 1 ? "message" : "messages"}`,
      text: this.outbox.isDurable
        ? "They stay in this browser and are sent when you sign in here again."
        : "This browser can't keep them. They are lost when you sign out.",
      action: "Sign out",
      confirm: () => this.account.signOut(),
    });
  }

  /** Ends a pause between two attempts to connect. */
  reconnectNow() {
    this.#live.retryNow();
  }

  /** @param {SessionBootstrapResult} state */
  #bootstrapped(state) {
    const isOtherUser = !this.store.isEmpty && this.store.user.id !== state.user.id;
    this.store.reset(state);
    if (state.user.id !== this.#userId) {
      this.drafts = new DraftStore(state.user.id, localStorage);
      this.recents = new RecentChannels(state.user.id, localStorage);
    }
    this.#userId = state.user.id;
    this.account.stage = "signed-in";
    this.#signedInUser.set(state.user.id);
    void this.outbox.open(state.user.id);
    for (const id of this.store.workspaces.keys()) void this.#users.loadWorkspace(id);
    this.navigation.bootstrapped(isOtherUser);
    this.#changed();
  }

  /** @param {ConnectionState} state */
  #connectionChanged(state) {
    this.connectionState = state;
    if (state.state === "stopped" && this.account.stage !== "signed-out") this.account.sessionEnded();
    if (state.state === "open") {
      this.outbox.retryNow();
      this.navigation.connected();
    }
    this.#changed();
  }

  /** @param {Frame} frame */
  #received(frame) {
    const received = /** @type {LiveEvent} */ ({ ...frame, seq: frame.seq ?? 0 }); // the frame of a signal has no position
    const unseenNo = received.type === "message.created" ? this.reads.ordinalIfUnseen(received.event.message) : null;
    const names = this.#shownNames();
    this.store.apply(received);
    this.outbox.apply(received, this.store.user.id);
    this.#react(received, unseenNo, names);
    this.reads.fetchUncertain(received.type === "message.deleted" && this.connectionState.state === "open");
    this.panelContent.apply(received);
    this.inbox.apply(received);
    this.#changed();
  }

  /** The names of what is shown, which the stores forget when the user is removed from it. */
  #shownNames() {
    const channel = this.store.channels.get(this.shown.channelId);
    return {
      channel: channel ? `${channel.name ? "#" : ""}${this.store.title(channel)}` : "",
      workspace: this.store.workspaces.get(this.shown.workspaceId)?.name ?? "",
    };
  }

  /**
   * What follows from an event that has been applied.
   * @param {LiveEvent} received
   * @param {number | null} unseenNo
   * @param {{channel: string, workspace: string}} names of what was shown before
   */
  #react({ type, event, at }, unseenNo, names) {
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
      case "channel.added":
        this.navigation.channelAdded(event.channel.id);
        break;
      case "channel.removed":
        if (event.channel_id === this.shown.channelId) this.navigation.removedFrom("channel", names.channel);
        break;
      case "workspace.removed":
        if (event.workspace_id === this.shown.workspaceId) this.navigation.removedFrom("workspace", names.workspace);
        break;
      case "workspace.added":
        this.navigation.workspaceAdded(event.workspace.id);
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
