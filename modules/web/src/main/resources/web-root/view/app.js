// @ts-check
import { html, render } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { ChannelOrder } from "../state/channel-order.js";
import { DayChange } from "../state/day-change.js";
import { DraftStore } from "../state/draft-store.js";
import { parseEntryLink } from "../state/entry-link.js";
import { placeMark } from "../state/place-mark.js";
import { AccountPages } from "./account-pages.js";
import { channelStart, channelView } from "./channel-view.js";
import { Composer } from "./composer.js";
import { ConnectionBanner } from "./connection-banner.js";
import { CurrentEntry } from "./current-entry.js";
import { Dialogs } from "./dialogs.js";
import { draftChoice } from "./draft-choice.js";
import { EdgeMarks } from "./edge-marks.js";
import { FocusPlace } from "./focus-place.js";
import { MessageList } from "./message-list.js";
import { onPersonChosen } from "./person.js";
import { unavailableTitle } from "./place-notices.js";
import { refuseFiles } from "./refused-files.js";
import { PageKeys } from "./page-keys.js";
import { skipLinks } from "./regions.js";
import { RovingList } from "./roving-list.js";
import { sidePanel, threadStart } from "./side-panel.js";
import { sidebar } from "./sidebar.js";
import { SignInPage } from "./sign-in.js";
import { ToastView } from "./toast-view.js";
import { leadTypedKeys } from "./typed-keys.js";
import { unsentStrip } from "./unsent-messages.js";

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
  #accountPages;
  #dialogs;
  #signIn;
  #toast = new ToastView();
  #channelOrder = new ChannelOrder();
  #edgeMarks = new EdgeMarks();
  #currentEntry = new CurrentEntry();
  #sidebarItems = new RovingList(".places", ".entry, .section .tool");
  /** Where the focus was when the side panel was opened. @type {FocusPlace | null} */
  #panelOpener = null;
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
    const { shown, reads, threads } = app;
    const scrolled = (/** @type {boolean} */ atBottom) => reads.scrolled(atBottom);
    const threadScrolled = (/** @type {boolean} */ atBottom) => threads.scrolled(atBottom);
    this.#list = new MessageList(this.#rowContext, this.#listActions(shown.list, scrolled));
    this.#threadList = new MessageList(this.#rowContext, this.#listActions(shown.thread, threadScrolled), { inThread: true });
    this.#composer = new Composer("composer", app.store, this.#composerActions());
    this.#threadComposer = new Composer("thread-composer", app.store, this.#composerActions());
    this.#banner = new ConnectionBanner(() => app.reconnectNow());
    this.#accountPages = new AccountPages(app, () => this.changed());
    this.#dialogs = new Dialogs(app, this.#accountPages);
    this.#signIn = new SignInPage(app.account, () => this.changed());
    new PageKeys(app, root, { dialogs: this.#dialogs, composer: this.#composer }).listen();
    onPersonChosen(root, (userId) => app.dialogs.open({ kind: "profile", userId }));
    leadTypedKeys((target) => (target?.closest(".panel") && this.#threadComposer.field) || this.#composer.field);
    refuseFiles(() => app.toasts.showError(new Error("Files are not supported yet.")));
    root.addEventListener("click", (event) => this.#onClick(event));
    addEventListener("popstate", () => {
      if (parseEntryLink(location.hash)) location.reload(); // pasted into the address: as in a new tab
    });
    new DayChange(() => this.changed());
    addEventListener("pagehide", () => app.outbox.flush());
    addEventListener("beforeunload", (event) => {
      if (!app.outbox.isDurable && app.outbox.pending.length > 0) event.preventDefault(); // the browser asks the user
    });
  }

  #createRowContext() {
    const { store, messages, marks, navigation, dialogs } = this.#app;
    return {
      store,
      messages,
      marks,
      openThread: (/** @type {number} */ parentId) => navigation.openPanel({ kind: "thread", parentId }),
      openProfile: (/** @type {number} */ userId) => dialogs.open({ kind: "profile", userId }),
    };
  }

  /**
   * @param {import("../state/list-position.js").ListPosition} position of the list
   * @param {(atBottom: boolean) => void} [scrolled]
   * @returns {import("./message-list.js").ListActions}
   */
  #listActions(position, scrolled) {
    const { loader, unsentActions } = this.#app;
    return {
      load: (window, direction) => void loader.load(window, direction),
      scrolled: (atBottom, readingId) => {
        position.readingId = readingId;
        scrolled?.(atBottom);
      },
      targetReached: () => position.reached(),
      unsent: unsentActions,
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
    const { account, dialogs, toasts, connectionState } = this.#app;
    const isSignedIn = account.stage === "signed-in";
    this.#isRendering = true; // a change during the rendering is rendered in the next frame
    const focused = new FocusPlace();
    const { list, thread } = this.#app.shown;
    const isLed = list.target > 0 || thread.target > 0;
    try {
      this.#banner.show(connectionState);
      render(this.#page(), this.#root);
      if (isSignedIn) this.#fill();
      this.#returnFromPanel(focused);
      focused.keep();
      this.#dialogs.show(isSignedIn ? dialogs.current : null);
      this.#toast.show(toasts.current, this.#dialogs.element);
      document.title = this.#title();
      this.#setFocus(isLed);
    } finally {
      this.#isRendering = false;
    }
  }

  #page() {
    switch (this.#app.account.stage) {
      case "entry":
        return this.#accountPages.entry();
      case "signed-out":
        return this.#signIn.content();
      case "loading":
        return html`<main class="sign-in">${this.#banner.element}<span class="spinner" role="img" aria-label="Loading"></span></main>`;
      case "signed-in":
        return html`${this.#workspacePage()} ${this.#dialogs.element} ${this.#notices()}`;
    }
  }

  #workspacePage() {
    const { store, shown, drafts, navigation, dialogs, channels, workspaces, loader, messages, panelContent, outbox, fieldErrors } =
      this.#app;
    const { inbox, threads } = this.#app;
    const { connectionState } = this.#app;
    const { channelId, threadId } = shown;
    const unsent = unsentStrip({
      unsent: outbox.unsent,
      isDurable: outbox.isDurable,
      isElsewhere: (item) => item.channelId !== channelId || (item.parentId !== 0 && item.parentId !== threadId),
      show: () => dialogs.open({ kind: "unsent" }),
    });
    inbox.show(shown.panel?.kind === "threads" ? shown.workspaceId : 0);
    const browseChannels = () => channels.browse();
    const join = (/** @type {number} */ channelId) => void channels.join(channelId);
    const changed = () => this.changed();
    const showLatest = () => void loader.showLatest();
    const elements = { list: this.#list.element, composer: this.#composer.element, banner: this.#banner.element };
    const thread = {
      list: this.#threadList.element,
      composer: html`${this.#draftBar(DraftStore.key(shown.channelId, shown.threadId))}${this.#threadComposer.element}`,
    };
    return html`<div
      class="app"
      data-page=${shown.channelId || shown.unavailable ? "channel" : "places"}
      ?data-panel=${shown.panel !== null}
      data-state=${connectionState.state}
    >
      ${skipLinks()}
      ${sidebar({
        store,
        shown,
        drafts,
        navigation,
        dialogs,
        browseChannels,
        order: this.#channelOrder,
        edgeMarks: this.#edgeMarks,
        unsent,
      })}
      ${channelView({
        store,
        shown,
        navigation,
        dialogs,
        showLatest,
        browseChannels,
        join,
        changed,
        unsent,
        draftBar: this.#draftBar(DraftStore.key(shown.channelId)),
        elements,
      })}
      ${sidePanel({
        store,
        shown,
        content: panelContent,
        inbox,
        threads,
        marks: this.#app.marks,
        preferences: this.#app.preferences,
        navigation,
        dialogs,
        channels,
        workspaces,
        errors: fieldErrors,
        unpin: (message) => void messages.togglePin(message),
        changed,
        thread,
      })}
    </div>`;
  }

  /** @param {string} key of a composer */
  #draftBar(key) {
    const { draftSync } = this.#app;
    return draftChoice(draftSync?.conflicts.get(key), (useOther) => draftSync?.choose(key, useOther));
  }

  #notices() {
    return html`<div class="sr" aria-live="polite" id="live">
      ${repeat(
        this.#app.announcements.items,
        (item) => item.id,
        (item) => html`<p>${item.text}</p>`,
      )}
    </div>`;
  }

  /** Fills the lists and composers, which keep their own state, after they are in the page. */
  #fill() {
    const { store, shown, outbox, reads, threads, drafts, messages, recents } = this.#app;
    this.#sidebarItems.update();
    this.#edgeMarks.update(document.querySelector(".places"), ".entry[data-waiting]");
    const channel = store.channel(shown.channelId);
    threads.shows();
    if (!channel || shown.unavailable) return;
    recents.opened(channel.id);
    this.#currentEntry.show(this.#root, channel.id);
    this.#list.show({
      window: store.window(channel.id),
      pending: outbox.pendingIn(channel.id, 0),
      markerNo: reads.markerNo,
      scrollTarget: shown.list.target,
      isReturn: shown.list.isReturn,
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
      scrollTarget: shown.thread.target,
      head: () => threadStart(this.#rowContext, parent),
      headBasis: parent,
    });
    this.#threadComposer.show({ channelId: channel.id, parentId: threadId, placeholder: "Reply…", drafts });
  }

  #title() {
    const { store, shown, account } = this.#app;
    if (account.stage !== "signed-in") return "Hero Collab";
    const isMuted = (/** @type {number} */ id) => store.prefs.isMuted(id);
    let unread = store.threads.summary((id) => store.channels.has(id), isMuted).threads;
    for (const channel of store.channels.values()) unread += placeMark(store, channel).sum;
    const channel = store.channel(shown.channelId);
    if (shown.unavailable) return `${unavailableTitle(shown.unavailable)} · Hero Collab`;
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

  /**
   * Focuses the composer of a channel or thread that was opened, except on a touch screen, where the keyboard would open.
   * @param {boolean} isLed a list was led to a message, which has the focus
   */
  #setFocus(isLed) {
    const { shown, account } = this.#app;
    const key = this.#focusKey();
    if (key === this.#focusedKey) return;
    const isThreadClosed = this.#focusedKey !== "" && !shown.threadId;
    const isSameChannel = this.#focusedKey.startsWith(`${account.stage} ${shown.channelId} `);
    this.#focusedKey = key;
    if (account.stage !== "signed-in" || isLed || matchMedia("(pointer: coarse)").matches) return;
    if (shown.panel?.kind === "search") document.getElementById("search")?.focus();
    else if (shown.threadId) this.#threadComposer.focus();
    else if (isSameChannel && document.activeElement !== document.body) return;
    else if (shown.channelId || isThreadClosed) this.#composer.focus();
  }

  /**
   * Returns the focus from a side panel that was closed to where it was when the panel was opened.
   * @param {FocusPlace} focused before the rendering
   */
  #returnFromPanel(focused) {
    const isOpen = this.#app.shown.panel !== null;
    if (isOpen) this.#panelOpener ??= focused;
    else if (this.#panelOpener) {
      if (focused.wasIn(".panel")) this.#panelOpener.restore();
      this.#panelOpener = null;
    }
  }

  // ---- Links ----

  /** @param {MouseEvent} event on a link to a place of this page, for example in a message: it is followed in this tab */
  #onClick(event) {
    const link = /** @type {Element} */ (event.target).closest("a[href]");
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented) return;
    const { origin, pathname, hash } = new URL(/** @type {HTMLAnchorElement} */ (link).href);
    if (origin !== location.origin || pathname !== location.pathname || !hash.startsWith("#/")) return;
    event.preventDefault();
    this.#app.navigation.openUrl(hash);
  }
}
