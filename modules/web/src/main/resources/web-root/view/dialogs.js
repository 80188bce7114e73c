// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { AccountDialogPart } from "./account-pages.js";
import { accountSettings } from "./account-settings.js";
import { Anchor } from "./anchor.js";
import { channelBrowser } from "./channel-browser.js";
import { editHistory } from "./edit-history.js";
import { EmojiPicker } from "./emoji-picker.js";
import { FocusPlace } from "./focus-place.js";
import { icon } from "./icons.js";
import { NewMessage } from "./new-message.js";
import { Picker } from "./picker.js";
import { moveBeside } from "./placement.js";
import { notificationSettings } from "./notification-settings.js";
import { profile } from "./profile.js";
import { richText } from "./rich-text.js";
import { shortcutList } from "./shortcuts.js";
import { createSwitcher } from "./switcher.js";
import { switcherActions } from "./switcher-actions.js";
import { unsentMessages } from "./unsent-messages.js";
import { findUsers, userOption } from "./user-search.js";

/** @import { Channel, Message } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {import("../state/dialog-store.js").ConfirmDialog} ConfirmDialog */
/** @typedef {import("../state/dialog-store.js").Dialog} Dialog */

/** What belongs to a place of the page is shown beside it, the others in the middle of the window. @type {Set<Dialog["kind"]>} */
const BESIDE = new Set(["emoji", "profile"]);
/** @type {Record<import("../state/dialog-store.js").AccountDialog["page"], string>} */
const ACCOUNT_PAGES = {
  settings: "Account settings",
  people: "People",
  "new-workspace": "Create a workspace",
  invite: "Invite people",
  "add-people": "Add people who have an account",
  audit: "Audit log",
};

/**
 * The open dialog, in the browser's own modal element: it keeps the focus inside, closes with Escape, and returns the focus to where it
 * was. This view knows the application and gives each dialog only what it shows.
 */
export class Dialogs {
  element = document.createElement("dialog");
  #app;
  /** Where the focus was when the dialog was opened. @type {FocusPlace | null} */
  #opener = null;
  /** @type {Dialog | null} */
  #shown = null;
  /** The part of the dialog that keeps state of its own. @type {Picker | NewMessage | EmojiPicker | AccountDialogPart | null} */
  #part = null;

  #anchor = new Anchor();
  #accountPages;

  /**
   * @param {Application} app
   * @param {import("./account-pages.js").AccountPages} accountPages
   */
  constructor(app, accountPages) {
    this.#app = app;
    this.#accountPages = accountPages;
    this.#anchor.listen();
    this.element.addEventListener("close", () => {
      // the event arrives late: another dialog may be open by now
      if (this.#shown && !this.element.open) app.dialogs.close();
    });
    this.element.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#close();
    });
    this.element.addEventListener("pointerdown", (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  get shown() {
    return this.#shown;
  }

  /** @param {Dialog | null} dialog */
  show(dialog) {
    if (dialog === this.#shown) return this.#refresh();
    this.#shown = dialog;
    this.#part = null;
    if (!dialog) {
      this.element.close();
      this.#opener?.keepAfterDialog(); // the element that the browser would focus may be gone
      this.#opener = null;
      render(nothing, this.element);
      return;
    }
    this.element.dataset.kind = dialog.kind;
    this.#part = this.#createPart(dialog);
    this.#refresh();
    const anchor = this.#anchor.box();
    if (!this.element.open) {
      this.#opener = new FocusPlace();
      this.element.showModal();
    }
    this.#place(BESIDE.has(dialog.kind) ? anchor : null);
    (this.#part ?? this.#find("[autofocus], input, .primary") ?? this.#find("button"))?.focus();
  }

  /** Closes the dialog at once: the next key needs the focus. */
  #close() {
    this.#app.dialogs.close();
    this.show(this.#app.dialogs.current);
  }

  /** @param {import("./placement.js").Box | null} anchor null for the middle of the window */
  #place(anchor) {
    this.element.toggleAttribute("data-beside", anchor !== null);
    this.element.style.left = this.element.style.top = "";
    if (anchor) moveBeside(this.element, anchor);
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement | null}
   */
  #find(selector) {
    return this.element.querySelector(selector);
  }

  #refresh() {
    if (!this.#shown) return;
    this.#part?.refresh();
    render(this.#frame(this.#title(this.#shown), this.#part?.element ?? this.#body(this.#shown)), this.element);
  }

  /**
   * @param {string} title
   * @param {unknown} body
   */
  #frame(title, body) {
    return html`<div class="box" role="document">
      <header>
        <h2 id="dialog-title">${title}</h2>
        <button type="button" class="tool" aria-label="Close" title="Close (Esc)" @click=${() => this.#close()}>${icon("close")}</button>
      </header>
      ${body}
    </div>`;
  }

  /** @param {Dialog} dialog */
  #title(dialog) {
    const { store } = this.#app;
    switch (dialog.kind) {
      case "switcher":
        return "Jump to…";
      case "new-message":
        return "New message";
      case "add-members":
        return `Add people to #${dialog.channel.name}`;
      case "shortcuts":
        return "Keyboard shortcuts";
      case "browse-channels":
        return "Channels";
      case "unsent":
        return "Unsent messages";
      case "edit-history":
        return "Edit history";
      case "profile":
        return store.name(dialog.userId);
      case "delete-message":
        return "Delete message?";
      case "emoji":
      case "confirm":
        return dialog.title;
      case "account":
        return store.user.display_name;
      case "account-page":
        return ACCOUNT_PAGES[dialog.page];
    }
  }

  /** @param {Dialog} dialog */
  #createPart(dialog) {
    const { store, shown, navigation, channels, recents } = this.#app;
    const openConversation = (/** @type {number[]} */ userIds) => this.#closeThen(() => channels.openConversation(userIds));
    switch (dialog.kind) {
      case "switcher":
        return createSwitcher({
          store,
          openId: shown.channelId,
          recentIds: recents.ids,
          channels: () => navigation.channels(),
          listAll: () => channels.list(),
          actions: switcherActions(this.#app),
          openChannel: (channelId) => void navigation.open(channelId),
          openConversation: (userId) => openConversation([userId]),
        });
      case "new-message":
        return new NewMessage(store, dialog.userIds, openConversation);
      case "add-members":
        return this.#memberPicker(dialog.channel);
      case "emoji":
        return new EmojiPicker((character) => this.#closeThen(() => dialog.pick(character)));
      case "account-page":
        return new AccountDialogPart(this.#accountPages, this.#app, dialog);
      default:
        return null;
    }
  }

  /** @param {Channel} channel */
  #memberPicker(channel) {
    const { store, channels, panelContent } = this.#app;
    const isMember = (/** @type {number} */ userId) => panelContent.lists.channelMembers.some((member) => member.user_id === userId);
    return new Picker("Search people", (query) =>
      findUsers(store, query)
        .filter((user) => !isMember(user.id))
        .map((user) => userOption(store, user, () => this.#closeThen(() => channels.addMember(channel.id, user.id)))),
    );
  }

  /** @param {Dialog} dialog */
  #body(dialog) {
    const { store, channels, workspaces, messages, panelContent, notifications, dialogs, outbox, fieldErrors } = this.#app;
    switch (dialog.kind) {
      case "browse-channels":
        return channelBrowser({
          channels: dialog.channels,
          error: dialog.error,
          load: () => void channels.loadChannels(dialog),
          errors: fieldErrors,
          isJoined: (channelId) => store.channels.has(channelId),
          join: (channelId) => void channels.join(channelId),
          create: (name, kind) => void channels.create(name, kind),
        });
      case "unsent":
        return unsentMessages(
          store,
          outbox.pending.filter(({ arrivedAs }) => arrivedAs === 0),
          this.#app.unsentActions,
        );
      case "edit-history":
        return editHistory(store, dialog, () => messages.loadHistory(dialog));
      case "profile": {
        const { channelMembers, workspaceMembers } = panelContent.lists;
        return profile({ store, channelMembers, workspaceMembers, channels, workspaces, close: () => dialogs.close() }, dialog);
      }
      case "shortcuts":
        return shortcutList();
      case "delete-message":
        return this.#deletion(dialog.message);
      case "confirm":
        return this.#confirmation(dialog);
      case "account":
        return accountSettings({
          user: store.user,
          notifications: notifications.permission,
          choices: notificationSettings({ prefs: store.prefs, preferences: this.#app.preferences }),
          statusError: fieldErrors.of("account", "text") || fieldErrors.of("account"),
          setStatus: (text) => void this.#setStatus(text, dialog),
          showShortcuts: () => dialogs.open({ kind: "shortcuts" }),
          enableNotifications: () => void notifications.requestPermission(),
          openSettings: () => dialogs.open({ kind: "account-page", page: "settings" }),
          openAudit: store.mayAnywhere("audit_log") ? () => dialogs.open({ kind: "account-page", page: "audit", filters: "" }) : null,
          openPeople: store.may("admin") ? () => dialogs.open({ kind: "account-page", page: "people" }) : null,
          signOut: () => this.#app.signOut(),
        });
      default:
        return nothing;
    }
  }

  /**
   * @param {string} text
   * @param {Dialog} dialog is closed when the server has accepted the text
   */
  async #setStatus(text, dialog) {
    const { account, dialogs } = this.#app;
    if ((await account.setStatus(text)) && dialogs.current === dialog) dialogs.close();
  }

  /** @param {Message} message */
  #deletion(message) {
    const { store, messages } = this.#app;
    return html`<div class="card text">${richText(message.text, store, message)}</div>
      <p class="soft">The message is deleted for everyone. This can't be undone.</p>
      ${this.#buttons("confirm-delete", "Delete", () => void messages.delete(message))}`;
  }

  /** @param {ConfirmDialog} dialog */
  #confirmation({ text, action, confirm }) {
    return html`<p>${text}</p>
      ${this.#buttons("confirm", action, () => this.#closeThen(confirm))}`;
  }

  /**
   * @param {string} id
   * @param {string} label
   * @param {() => void} act
   */
  #buttons(id, label, act) {
    return html`<div class="row end">
      <button type="button" class="plain" @click=${() => this.#app.dialogs.close()}>Cancel</button>
      <button type="button" class="danger" autofocus id=${id} @click=${act}>${label}</button>
    </div>`;
  }

  /** @param {() => unknown} act */
  #closeThen(act) {
    this.#app.dialogs.close();
    void act();
  }
}
