// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { format } from "../view/format.js";
import { loadError, loadingSpinner } from "../view/load-state.js";
import { explain } from "./explain.js";
import { Form, focusSoon } from "./form.js";
import { scopesInWords } from "./tokens.js";

/** @import { Session } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */

/** The sessions of a user with their devices: the present one, and the others, which can be ended. */
export class Devices {
  #app;
  #changed;
  #form;
  /** @type {Session[] | null} null until they are loaded */
  #sessions = null;
  #error = "";

  /**
   * @param {Application} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.#changed = changed;
    this.#form = new Form("devices", changed);
    void this.load();
  }

  async load() {
    this.#error = "";
    try {
      this.#sessions = (await this.#app.api.call("auth.token.list")).sessions;
    } catch (error) {
      this.#error = explain(error).text;
    }
    this.#changed();
  }

  content() {
    return html`<section aria-labelledby="settings-devices">
      <h3 id="settings-devices" tabindex="-1">Where you are signed in</h3>
      ${this.#error ? loadError("Couldn't load your devices.", this.#error, () => void this.load()) : nothing}
      ${this.#sessions ? this.#list(this.#sessions) : this.#error ? nothing : loadingSpinner} ${this.#form.problem()}
    </section>`;
  }

  /** @param {Session[]} sessions */
  #list(sessions) {
    const sorted = [...sessions].sort((a, b) => Number(b.current) - Number(a.current) || b.id - a.id);
    return html`<ul class="account-rows" id="devices">
        ${repeat(
          sorted,
          ({ id }) => id,
          (session) => this.#row(session),
        )}
      </ul>
      ${sessions.length > 1
        ? html`<button type="button" class="plain bad" id="end-others" aria-disabled=${this.#form.busy} @click=${() => this.#endOthers()}>
            Sign out everywhere else
          </button>`
        : nothing}`;
  }

  /** @param {Session} session */
  #row(session) {
    const name = session.name ? `Access token “${session.name}”` : (session.device ?? "Unknown device");
    const seen = session.seen_at ?? session.created_at;
    return html`<li data-session=${session.id}>
      <span class="names">
        <b>${name}</b>
        <span class="soft">
          ${session.current ? html`<span class="role">This device</span>` : html`Last active ${format.onDay(seen)}, ${format.clock(seen)}`}
        </span>
        ${session.scopes ? html`<span class="soft">${scopesInWords(session.scopes)}</span>` : nothing}
      </span>
      ${session.current
        ? nothing
        : html`<button type="button" class="plain bad" aria-disabled=${this.#form.busy} @click=${() => this.#end(session, name)}>
            ${session.name ? "Revoke" : "Sign out"}<span class="sr"> ${name}</span>
          </button>`}
    </li>`;
  }

  /**
   * @param {Session} session
   * @param {string} name
   */
  #end(session, name) {
    const { api, toasts } = this.#app;
    void this.#form.run(async () => {
      await api.change("auth.token.revoke", { session_id: session.id });
      this.#sessions = (this.#sessions ?? []).filter(({ id }) => id !== session.id);
      toasts.show(session.name ? "Access token revoked" : `Signed out on ${name}`);
      focusSoon("#devices button", "#settings-devices");
    });
  }

  #endOthers() {
    const { api, toasts } = this.#app;
    void this.#form.run(async () => {
      await api.change("auth.sessions.revoke_others", {});
      this.#sessions = (this.#sessions ?? []).filter(({ current }) => current);
      toasts.show("Signed out everywhere else");
      focusSoon("#settings-devices");
    });
  }
}
