// @ts-check
import { html, render } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {import("../state/dialog-store.js").AccountDialog} AccountDialog */
/** @typedef {typeof import("../accounts/index.js")} Pages */

/**
 * The pages of accounts: setup, invitations, settings and the list of people. Most visits show none of them, so their modules and their
 * style sheet are loaded when the first one is shown.
 */
export class AccountPages {
  #app;
  /** @type {Pages | null} */
  #pages = null;
  #isRequested = false;
  #failed = false;
  /** @type {InstanceType<Pages["EntryPage"]> | null} */
  #entry = null;
  /** The link of the page above. @type {import("../state/entry-link.js").EntryLink | null} */
  #link = null;

  /**
   * @param {Application} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.changed = changed;
  }

  /** The page of the link that was opened. */
  entry() {
    const pages = this.pages();
    if (!pages) return html`<main class="sign-in">${this.pending()}</main>`;
    const { link } = this.#app.account;
    if (!this.#entry || this.#link !== link) this.#entry = new pages.EntryPage(this.#app, this.changed);
    this.#link = link;
    return this.#entry.content();
  }

  /** @returns {Pages | null} null while they are loaded */
  pages() {
    if (!this.#isRequested) void this.#load();
    return this.#pages;
  }

  async #load() {
    this.#isRequested = true;
    try {
      const [pages] = await Promise.all([import("../accounts/index.js"), styleSheet(new URL("../accounts/accounts.css", import.meta.url))]);
      this.#pages = pages;
    } catch {
      this.#failed = true;
    }
    this.changed();
  }

  /** What is shown until the pages are loaded. The browser loads a module that failed only after a reload. */
  pending() {
    if (!this.#failed) return html`<span class="spinner" role="img" aria-label="Loading"></span>`;
    return html`<div class="edge problem" role="alert">
      ${icon("alert")} Couldn't load this page.
      <button type="button" class="plain" @click=${() => location.reload()}>Try again</button>
    </div>`;
  }
}

/** @param {URL} url */
function styleSheet(url) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = url.href;
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
  });
  document.head.append(link);
  return loaded;
}

/** A page of accounts in a dialog. */
export class AccountDialogPart {
  element = document.createElement("div");
  #pages;
  #app;
  #dialog;
  /** @type {import("../accounts/index.js").DialogPage | null} */
  #page = null;
  #wantsFocus = false;

  /**
   * @param {AccountPages} pages
   * @param {Application} app
   * @param {AccountDialog} dialog
   */
  constructor(pages, app, dialog) {
    this.#pages = pages;
    this.#app = app;
    this.#dialog = dialog;
    this.element.className = "account-page";
    this.element.dataset.page = dialog.page;
  }

  focus() {
    this.#wantsFocus = this.#page === null;
    const first = this.element.querySelector("[autofocus], input, select, button");
    if (first instanceof HTMLElement) first.focus();
  }

  refresh() {
    const pages = this.#pages.pages();
    if (pages) this.#page ??= pages.createDialogPage(this.#app, this.#dialog, this.#pages.changed);
    render(this.#page ? this.#page.content() : this.#pages.pending(), this.element);
    if (this.#page && this.#wantsFocus) this.focus();
  }
}
