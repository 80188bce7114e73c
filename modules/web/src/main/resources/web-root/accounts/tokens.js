// @ts-check
import { html } from "../lib/lit-html.js";
import { format } from "../view/format.js";
import { checks } from "./explain.js";
import { Form, choiceField, focusSoon, textField } from "./form.js";

/** @import { TokenScope } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {import("./confirmation.js").Confirmation} Confirmation */

/** What an access token may do, in words. @type {Record<TokenScope, string>} */
const SCOPES = {
  read: "Read messages and receive events",
  send: "Write messages and reactions",
  manage: "Change workspaces, channels and invitations",
  admin: "Use your rights as an administrator",
};
const AT_FIRST = ["read", "send"];
/** @type {[value: string, label: string][]} */
const LIFETIMES = [
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "1 year"],
];

/** @param {TokenScope[]} scopes */
export const scopesInWords = (scopes) => scopes.map((scope) => SCOPES[scope] ?? scope).join(" · ");

/** A new access token for a program. Those that exist are listed among the devices. */
export class NewToken {
  #app;
  #changed;
  #confirmation;
  #created;
  #form;
  #isOpen = false;
  /** Shown once. @type {{name: string, token: string, expiresAt: string} | null} */
  #made = null;

  /**
   * @param {Application} app
   * @param {Confirmation} confirmation
   * @param {{changed: () => void, created: () => void}} listeners
   */
  constructor(app, confirmation, { changed, created }) {
    this.#app = app;
    this.#changed = changed;
    this.#confirmation = confirmation;
    this.#created = created;
    this.#form = new Form("token", changed);
  }

  content() {
    return html`<section aria-labelledby="settings-tokens">
      <h3 id="settings-tokens">Access tokens</h3>
      <p class="remark">A program acts for you with a token. It can never change your password, your second factor or your devices.</p>
      ${this.#made ? this.#shown(this.#made) : this.#isOpen ? this.#newForm() : this.#opener()}
    </section>`;
  }

  #opener() {
    return html`<p class="buttons">
      <button type="button" class="plain" id="new-token" @click=${() => this.#open(true)}>Create an access token</button>
    </p>`;
  }

  /** @param {boolean} isOpen */
  #open(isOpen) {
    this.#isOpen = isOpen;
    this.#made = null;
    this.#form.errors = {};
    this.#changed();
    focusSoon(isOpen ? "#token-name" : "#new-token");
  }

  #newForm() {
    const form = this.#form;
    return html`<form id="token-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#create(event)}>
      ${textField(form, { name: "name", label: "Name of the program", placeholder: "Build server" })}
      <fieldset class="scopes">
        <legend>What it may do</legend>
        ${Object.entries(SCOPES).map(
          ([scope, words]) => html`<label><input type="checkbox" name=${scope} ?checked=${AT_FIRST.includes(scope)} /> ${words}</label>`,
        )}
      </fieldset>
      ${choiceField(form, { name: "days", label: "Ends after", choices: LIFETIMES, value: "90" })} ${form.problem()}
      <p class="buttons">
        <button type="submit" class="primary" aria-disabled=${form.busy}>Create token</button>
        <button type="button" class="plain" @click=${() => this.#open(false)}>Cancel</button>
      </p>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  #create(event) {
    const scopesOf = (/** @type {Record<string, string>} */ values) =>
      /** @type {TokenScope[]} */ (Object.keys(SCOPES).filter((scope) => values[scope] !== undefined));
    void this.#form.submit(
      event,
      (values) => ({
        name: checks.needed(values.name, "Type a name by which you recognize the program."),
        "": scopesOf(values).length === 0 ? "Choose what the program may do." : "",
      }),
      async (values) => {
        const params = { name: values.name, days: Number(values.days), scopes: scopesOf(values) };
        const { token, session } = await this.#confirmation.run(() => this.#app.api.call("auth.token.create", params));
        this.#made = { name: values.name, token, expiresAt: session.expires_at };
        this.#created();
        focusSoon("#made-token");
      },
    );
  }

  /** @param {{name: string, token: string, expiresAt: string}} made */
  #shown({ name, token, expiresAt }) {
    return html`<div class="field">
        <label for="made-token">Token for ${name}</label>
        <input
          id="made-token"
          type="text"
          readonly
          value=${token}
          @focus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}
        />
        <p class="remark">Copy it now: it is shown only once. It works until ${format.day(expiresAt)}.</p>
      </div>
      <p class="buttons">
        <button type="button" class="primary" id="token-copied" @click=${() => this.#open(false)}>I have copied it</button>
      </p>`;
  }
}
