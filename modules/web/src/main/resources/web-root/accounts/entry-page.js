// @ts-check
import { html } from "../lib/lit-html.js";
import { JoinPage } from "./join-page.js";
import { ResetPage } from "./reset-page.js";
import { SetupPage } from "./setup-page.js";

/** @typedef {import("../state/application.js").Application} Application */

/** The page of the link that was opened: the setup of the server, an invitation, or a new password. */
export class EntryPage {
  #app;
  #page;

  /**
   * @param {Application} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.#page = this.#create(changed);
  }

  /** @param {() => void} changed */
  #create(changed) {
    const { api, account, shown } = this.#app;
    const { kind, token } = account.link ?? { kind: "join", token: "" };
    const parts = { api, account, shown, token, changed };
    if (kind === "setup") return new SetupPage(parts);
    return kind === "join" ? new JoinPage(parts) : new ResetPage(parts);
  }

  content() {
    return html`<main class="sign-in entry-page"><div class="entry-card">${this.#page.content()}</div></main>`;
  }
}
