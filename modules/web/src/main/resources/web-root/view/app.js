// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { DayChange } from "../state/day-change.js";
import { channelStart, channelView } from "./channel-view.js";
import { Composer } from "./composer.js";
import { ConnectionBanner } from "./connection-banner.js";
import { Dialogs } from "./dialogs.js";
import { icon } from "./icons.js";
import { MessageList } from "./message-list.js";
import { sidePanel, threadStart } from "./side-panel.js";
import { sidebar } from "./sidebar.js";
import { SignInPage } from "./sign-in.js";

/** @typedef {import("../state/application.js").Application} Application */

/**
 * The page. It knows the application, gives each view what it shows, and turns keyboard shortcuts into calls of the controllers.
 */
export class App {
  #app;
  #root;
  #rowContext;
  #list;
  #composer;
  #threadList;
  #threadComposer;
  #banner;
  #dialogs;
  #signIn;
  #isScheduled = false;
  #isRendering = false;
  /** The {@link #focusKey} for which the focus was set last. */
  #focusedKey = "";

  /**
   * @param {Application} app
   * @param {HTMLElement} root
   */
  constructor(app, root) {
    this.#app = app;
    this.#root = root;
    this.#rowContext = this.#createRowContext();
    this.#list = new MessageList(this.#rowContext, this.#listActions());
    const scrolled = (/** @type {boolean} */ atBottom) => app.threads.scrolled(atBottom);
    this.#threadList = new MessageList(this.#rowContext, { ...this.#listActions(), scrolled }, { inThread: true });
    this.#composer = new Composer("composer", app.store, this.#composerActions());
    this.#threadComposer = new Composer("thread-composer", app.store, this.#composerActions());
    this.#banner = new ConnectionBanner(() => app.reconnectNow());
    this.#dialogs = new Dialogs(app);
    this.#signIn = new SignInPage(app.account, () => this.changed());
    addEventListener("keydown", (event) => this.#onKeydown(event));
    addEventListener("popstate", () => app.navigation.openFromUrl());
    new DayChange(() => this.changed());
    addEventListener("pagehide", () => app.outbox.flush());
  }

  #createRowContext() {
    const { store, messages, navigation, dialogs } = this.#app;
    return {
      store,
      messages,
      openThread: (/** @type {number} */ parentId) => navigation.openPanel({ kind: "thread", parentId }),
      openProfile: (/** @type {number} */ userId) => dialogs.open({ kind: "profile", userId }),
    };
  }

  /** @returns {import("./message-list.js").ListActions} */
  #listActions() {
    const { loader, reads, shown, outbox } = this.#app;
    return {
      load: (window, direction) => void loader.load(window, direction),
      scrolled: (atBottom) => reads.scrolled(atBottom),
      targetReached: () => (shown.scrollTarget = 0),
      retry: (opId) => outbox.retry(opId),
      discard: (opId) => outbox.discard(opId),
      changed: () => this.changed(),
    };
  }

  /** @returns {import("./composer.js").ComposerActions} */
  #composerActions() {
    const { messages, dialogs, toasts } = this.#app;
    return {
      send: (channelId, parentId, text) => messages.send(channelId, parentId, text),
      typing: (channelId) => messages.sendTyping(channelId),
      edit: (messageId) => messages.startEditing(messageId),
      pickEmoji: (pick) => dialogs.open({ kind: "emoji", title: "Emoji", pick }),
      showError: (error) => toasts.showError(error),
    };
  }

  // ---- Rendering ----

  /** Renders once per frame. It renders at once if the focus moves, because the next keys are meant for the new element. */
  changed() {
    if (this.#movesFocus() && !this.#isRendering) return this.#render();
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const run = () => {
      this.#isScheduled = false;
      this.#render();
    };
    if (document.hidden)
      queueMicrotask(run); // a hidden tab has no frames
    else requestAnimationFrame(run);
  }

  #movesFocus() {
    const { account, dialogs } = this.#app;
    return this.#focusKey() !== this.#focusedKey || (account.stage === "signed-in" && dialogs.current !== this.#dialogs.shown);
  }

  #render() {
    const { account, dialogs, connectionState } = this.#app;
    const isSignedIn = account.stage === "signed-in";
    this.#isRendering = true; // a change during the rendering is rendered in the next frame
    const focused = document.activeElement;
    try {
      this.#banner.show(connectionState);
      render(this.#page(), this.#root);
      if (isSignedIn) this.#fill();
      keepFocus(focused);
      this.#dialogs.show(isSignedIn ? dialogs.current : null);
      document.title = this.#title();
      this.#setFocus();
    } finally {
      this.#isRendering = false;
    }
  }

  #page() {
    switch (this.#app.account.stage) {
      case "signed-out":
        return this.#signIn.content();
      case "loading":
        return html`<main class="sign-in">${this.#banner.element}<span class="spinner" role="img" aria-label="Loading"></span></main>`;
      case "signed-in":
        return html`${this.#workspacePage()} ${this.#dialogs.element} ${this.#notices()}`;
    }
  }

  #workspacePage() {
    const {
      store,
      shown,
      drafts,
      navigation,
      dialogs,
      channels,
      workspaces,
      loader,
      messages,
      panelContent,
      inbox,
      threads,
      connectionState,
    } = this.#app;
    inbox.show(shown.panel?.kind === "threads" ? shown.workspaceId : 0);
    const browseChannels = () => channels.browse();
    const showLatest = () => void loader.showLatest();
    const elements = { list: this.#list.element, composer: this.#composer.element, banner: this.#banner.element };
    const thread = { list: this.#threadList.element, composer: this.#threadComposer.element };
    return html`<div
      class="app"
      data-page=${shown.channelId ? "channel" : "places"}
      ?data-panel=${shown.panel !== null}
      data-state=${connectionState.state}
    >
      ${sidebar({ store, shown, drafts, navigation, dialogs, browseChannels })}
      ${channelView({ store, shown, navigation, showLatest, browseChannels, elements })}
      ${sidePanel({
        store,
        shown,
        content: panelContent,
        inbox,
        threads,
        navigation,
        dialogs,
        channels,
        workspaces,
        unpin: (message) => void messages.togglePin(message),
        thread,
      })}
    </div>`;
  }

  #notices() {
    const { toasts, announcements } = this.#app;
    const toast = toasts.current;
    return html`<div class="toasts" role="status">
        ${toast
          ? html`<div class="toast" ?data-bad=${toast.isError}>${icon(toast.isError ? "alert" : "check")} ${toast.text}</div>`
          : nothing}
      </div>
      <div class="sr" aria-live="polite" id="live">
        ${repeat(
          announcements.items,
          (item) => item.id,
          (item) => html`<p>${item.text}</p>`,
        )}
      </div>`;
  }

  /** Fills the lists and composers, which keep their own state, after they are in the page. */
  #fill() {
    const { store, shown, outbox, reads, threads, drafts, messages } = this.#app;
    const channel = store.channels.get(shown.channelId);
    threads.shows();
    if (!channel) return;
    this.#list.show({
      window: store.window(channel.id),
      pending: outbox.pendingIn(channel.id, 0),
      markerNo: reads.markerNo,
      scrollTarget: shown.scrollTarget,
      head: () => channelStart(store, channel),
      headBasis: channel,
    });
    const placeholder = `Message ${channel.name ? "#" : ""}${store.title(channel)}`;
    this.#composer.show({ channelId: channel.id, placeholder, drafts });
    const { threadId } = shown;
    if (!threadId) return;
    const thread = store.window(channel.id, threadId);
    const isClosed = !channel.archived_at && thread.parent?.deleted_at !== undefined;
    if (isClosed && messages.moveReplyDraft(channel.id, threadId) && !matchMedia("(pointer: coarse)").matches) this.#composer.focus();
    const parent = store.window(channel.id).rows.find((row) => row.id === threadId) ?? thread.parent;
    this.#threadList.show({
      window: thread,
      pending: outbox.pendingIn(channel.id, threadId),
      markerNo: threads.markerNo,
      scrollTarget: 0,
      head: () => threadStart(this.#rowContext, parent),
      headBasis: parent,
    });
    this.#threadComposer.show({ channelId: channel.id, parentId: threadId, placeholder: "Reply…", drafts });
  }

  #title() {
    const { store, shown, account } = this.#app;
    if (account.stage !== "signed-in") return "Hero Collab";
    let unread = store.threads.summary((id) => store.channels.has(id)).threads;
    for (const { id, name } of store.channels.values()) unread += name ? store.counts.mentions(id) : store.counts.unread(id);
    const channel = store.channels.get(shown.channelId);
    const where = channel ? `${channel.name ? "#" : ""}${store.title(channel)} · ` : "";
    return `${unread > 0 ? `(${unread}) ` : ""}${where}Hero Collab`;
  }

  // ---- Focus ----

  /** Changes when the focus has to move: with the stage, the channel, the thread and the search field. */
  #focusKey() {
    const { shown, account } = this.#app;
    const isSearching = shown.panel?.kind === "search" && shown.panel.query === "";
    return `${account.stage} ${shown.channelId} ${shown.threadId} ${isSearching}`;
  }

  /** Focuses the composer of a channel or thread that was opened, except on a touch screen, where the keyboard would open. */
  #setFocus() {
    const { shown, account } = this.#app;
    const key = this.#focusKey();
    if (key === this.#focusedKey) return;
    const isThreadClosed = this.#focusedKey !== "" && !shown.threadId;
    this.#focusedKey = key;
    if (account.stage !== "signed-in" || shown.scrollTarget > 0 || matchMedia("(pointer: coarse)").matches) return;
    if (shown.panel?.kind === "search") document.getElementById("search")?.focus();
    else if (shown.threadId) this.#threadComposer.focus();
    else if (shown.channelId || isThreadClosed) this.#composer.focus();
  }

  // ---- Keys ----

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    const { account, dialogs, navigation } = this.#app;
    if (account.stage !== "signed-in") return;
    const withControl = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (withControl && key === "k") {
      event.preventDefault();
      if (dialogs.current?.kind === "switcher" && this.#dialogs.element.open) dialogs.close();
      else dialogs.open({ kind: "switcher" });
    } else if (withControl && event.shiftKey && key === "f") {
      event.preventDefault();
      navigation.openPanel({ kind: "search", query: "" });
    } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.#openNeighbor(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !dialogs.current) {
      this.#escape();
    }
  }

  #escape() {
    const { shown, navigation, reads, loader } = this.#app;
    if (shown.panel) return navigation.closePanel();
    reads.clearMarker();
    void loader.showLatest();
    this.#composer.focus();
  }

  /** @param {1 | -1} step in the list of channels */
  #openNeighbor(step) {
    const { shown, navigation } = this.#app;
    const entries = /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll(".entry[data-channel]"));
    const channelIds = [...entries].map((entry) => Number(entry.dataset.channel));
    const index = channelIds.indexOf(shown.channelId);
    const next = channelIds[(index + step + channelIds.length) % channelIds.length];
    if (next) void navigation.open(next);
  }
}

/**
 * An element that moved during the rendering lost the focus, for example a member in a sorted list; it gets the focus again.
 * @param {Element | null} focused before the rendering
 */
function keepFocus(focused) {
  const isLost = document.activeElement === document.body;
  if (focused instanceof HTMLElement && focused.isConnected && isLost) focused.focus({ preventScroll: true });
}
