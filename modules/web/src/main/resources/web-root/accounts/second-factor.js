// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { loadError, loadingSpinner } from "../view/load-state.js";
import { checks, explain } from "./explain.js";
import { Form, focusSoon, textField } from "./form.js";
import { qrPicture } from "./invitation-link.js";

/** @import { AccountSecurity } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {import("./confirmation.js").Confirmation} Confirmation */

/** The authenticator app of a user and the recovery codes: set up, replace, remove. */
export class SecondFactor {
  #app;
  #changed;
  #confirmation;
  #form;
  #codeForm;
  /** @type {AccountSecurity | null} null until it is loaded */
  #account = null;
  #error = "";
  /** The app that is being set up. @type {{secret: string, picture: unknown} | null} */
  #begun = null;
  /** Shown once. @type {string[]} */
  #codes = [];
  #isRemoving = false;

  /**
   * @param {Application} app
   * @param {Confirmation} confirmation
   * @param {() => void} changed
   */
  constructor(app, confirmation, changed) {
    this.#app = app;
    this.#changed = changed;
    this.#confirmation = confirmation;
    this.#form = new Form("factor", changed);
    this.#codeForm = new Form("factor-code", changed);
    void this.load();
  }

  async load() {
    this.#error = "";
    try {
      this.#account = (await this.#app.api.call("account.get")).account;
    } catch (error) {
      this.#error = explain(error).text;
    }
    this.#changed();
  }

  content() {
    return html`<section aria-labelledby="settings-factor">
      <h3 id="settings-factor" tabindex="-1">Second factor</h3>
      ${this.#error ? loadError("Couldn't load this.", this.#error, () => void this.load()) : nothing}
      ${this.#account ? this.#state(this.#account) : this.#error ? nothing : loadingSpinner} ${this.#form.problem()}
    </section>`;
  }

  /** @param {AccountSecurity} account */
  #state(account) {
    if (this.#codes.length > 0) return this.#shownCodes();
    if (this.#begun) return this.#setUp(this.#begun);
    if (this.#isRemoving) return this.#removal();
    return account.second_factors.includes("totp") ? this.#on(account) : this.#off();
  }

  // ---- Set up ----

  #off() {
    return html`<p class="remark">With an authenticator app on your phone, your password alone is not enough to sign in.</p>
      <p class="buttons">
        <button type="button" class="primary" id="factor-begin" aria-disabled=${this.#form.busy} @click=${() => this.#begin()}>
          Set up an authenticator app
        </button>
      </p>`;
  }

  #begin() {
    void this.#form.run(async () => {
      const { secret, uri } = await this.#confirmation.run(() => this.#app.api.call("auth.totp.begin"));
      this.#begun = { secret, picture: qrPicture(uri, "QR code for an authenticator app", "Scan it with the app.") };
      this.#codeForm.errors = {};
      focusSoon("#factor-code-code");
    });
  }

  /** @param {{secret: string, picture: unknown}} begun */
  #setUp({ secret, picture }) {
    const form = this.#codeForm;
    return html`<ol class="steps">
        <li>Open an authenticator app on your phone and add an account.</li>
        <li>
          Scan this code, or type the key <code id="factor-secret">${secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          ${picture}
        </li>
        <li>Type the code that the app shows.</li>
      </ol>
      <form id="factor-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#confirmCode(event)}>
        ${textField(form, { name: "code", label: "Code", plain: true, autocomplete: "one-time-code", max: 10, placeholder: "123456" })}
        ${form.problem()}
        <p class="buttons">
          <button type="submit" class="primary" aria-disabled=${form.busy}>Switch on</button>
          <button type="button" class="plain" @click=${() => this.#leave()}>Cancel</button>
        </p>
      </form>`;
  }

  /** @param {SubmitEvent} event */
  #confirmCode(event) {
    const check = (/** @type {Record<string, string>} */ { code }) => ({ code: checks.code(code) });
    void this.#codeForm.submit(event, check, async ({ code }) => {
      this.#showCodes((await this.#app.api.call("auth.totp.confirm", { code })).recovery_codes);
      this.#begun = null;
      this.#app.toasts.show("The second factor is on");
    });
  }

  #leave() {
    this.#begun = null;
    this.#isRemoving = false;
    this.#changed();
    focusSoon("#factor-begin", "#factor-remove", "#settings-factor");
  }

  // ---- Recovery codes ----

  /** @param {string[]} codes */
  #showCodes(codes) {
    this.#codes = codes;
    focusSoon("#recovery-codes");
  }

  #shownCodes() {
    return html`<p><b>Keep these recovery codes</b></p>
      <p class="remark">
        Each one replaces the app once, when you have lost your phone. They are shown only now. Print them, or put them into a password
        manager.
      </p>
      <ul class="codes" id="recovery-codes" tabindex="-1" aria-label="Recovery codes">
        ${this.#codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ul>
      <p class="buttons">
        <button type="button" class="primary" id="codes-kept" @click=${() => this.#keep()}>I have kept them</button>
        <button type="button" class="plain" @click=${() => this.#save()}>Save as a file</button>
      </p>`;
  }

  #keep() {
    this.#codes = [];
    this.#account = null;
    this.#changed();
    void this.load().then(() => focusSoon("#settings-factor"));
  }

  #save() {
    const text = `Recovery codes of @${this.#app.store.user.username} at ${location.host}\n\n${this.#codes.join("\n")}\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = "hero-collab-recovery-codes.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  }

  // ---- Switched on ----

  /** @param {AccountSecurity} account */
  #on({ recovery_left: left }) {
    return html`<p class="remark">
        An authenticator app is set up. Each sign-in with your password needs its code.
        ${left === 0
          ? html`<span class="ended">You have no recovery code left. Make new ones.</span>`
          : `${left} of 10 recovery codes are left.`}
      </p>
      <p class="buttons">
        <button type="button" class="plain" id="factor-renew" aria-disabled=${this.#form.busy} @click=${() => this.#renew()}>
          Make new recovery codes
        </button>
        <button type="button" class="plain bad" id="factor-remove" aria-disabled=${this.#form.busy} @click=${() => this.#askRemoval()}>
          Remove the app…
        </button>
      </p>`;
  }

  #renew() {
    void this.#form.run(async () => {
      this.#showCodes((await this.#confirmation.run(() => this.#app.api.call("auth.recovery.renew"))).recovery_codes);
    });
  }

  #askRemoval() {
    this.#isRemoving = true;
    this.#changed();
    focusSoon("#factor-keep");
  }

  #removal() {
    return html`<p class="remark">Then your password alone is enough to sign in, and the recovery codes stop working.</p>
      <p class="buttons">
        <button type="button" class="plain" id="factor-keep" @click=${() => this.#leave()}>Cancel</button>
        <button type="button" class="danger" id="factor-remove-now" aria-disabled=${this.#form.busy} @click=${() => this.#remove()}>
          Remove the app
        </button>
      </p>`;
  }

  #remove() {
    void this.#form.run(async () => {
      await this.#confirmation.run(() => this.#app.api.call("auth.totp.disable"));
      this.#isRemoving = false;
      this.#app.toasts.show("The second factor is off");
      await this.load();
      focusSoon("#factor-begin");
    });
  }
}
