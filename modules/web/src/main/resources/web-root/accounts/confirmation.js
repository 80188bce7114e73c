// @ts-check
import { RpcError } from "../client/index.js";
import { html, nothing } from "../lib/lit-html.js";
import { FieldError, checks } from "./explain.js";
import { Form, focusSoon, passwordField, textField } from "./form.js";
import { reasonOf } from "./reason.js";

/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {{ways: string[], done: () => void, cancelled: (error: FieldError) => void}} Question */

/** Asks the user to confirm with the password or a code, when the server wants that before an action, and then repeats the action. */
export class Confirmation {
  #app;
  #changed;
  #form;
  /** @type {Question | null} */
  #question = null;
  #withCode = false;

  /**
   * @param {Application} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.#changed = changed;
    this.#form = new Form("confirm", changed);
  }

  /**
   * @template T
   * @param {() => Promise<T>} action
   * @returns {Promise<T>}
   */
  async run(action) {
    try {
      return await action();
    } catch (error) {
      if (reasonOf(error) !== "confirmation_needed" || !(error instanceof RpcError)) throw error;
      await this.#ask(/** @type {string[]} */ (error.data.ways ?? []));
      return await action();
    }
  }

  /** @param {string[]} ways */
  #ask(ways) {
    this.#question?.cancelled(new FieldError("", ""));
    this.#withCode = !ways.includes("password");
    this.#form.errors = {};
    return new Promise((resolve, reject) => {
      this.#question = { ways, done: () => resolve(undefined), cancelled: reject };
      this.#changed();
      focusSoon("#confirm-password", "#confirm-code");
    });
  }

  /** The question, at the place where the page shows it. */
  content() {
    if (!this.#question) return nothing;
    const { ways } = this.#question;
    const form = this.#form;
    return html`<form
      id="confirm-form"
      class="entry-form confirm"
      aria-label="Confirm that it's you"
      novalidate
      @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event)}
    >
      <p><b>Confirm that it's you</b></p>
      <p class="remark">You signed in more than 15 minutes ago, and this changes who can get in.</p>
      ${this.#withCode
        ? textField(form, { name: "code", label: "Code of your app, or a recovery code", plain: true, autocomplete: "one-time-code" })
        : passwordField(form, { name: "password", label: "Your password", autocomplete: "current-password" })}
      ${form.problem()}
      <p class="buttons">
        <button type="submit" class="primary" aria-disabled=${form.busy}>Confirm</button>
        ${ways.includes("totp") && ways.includes("password")
          ? html`<button type="button" class="plain" id="confirm-other" @click=${() => this.#toggle()}>
              ${this.#withCode ? "Use the password" : "Use a code"}
            </button>`
          : nothing}
        <button type="button" class="plain" id="confirm-cancel" @click=${() => this.#cancel()}>Cancel</button>
      </p>
    </form>`;
  }

  #toggle() {
    this.#withCode = !this.#withCode;
    this.#form.errors = {};
    this.#changed();
    focusSoon("#confirm-password", "#confirm-code");
  }

  #cancel() {
    const question = this.#question;
    this.#question = null;
    question?.cancelled(new FieldError("", ""));
    this.#changed();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    /** @returns {import("./form.js").Errors} */
    const check = (/** @type {import("./form.js").Values} */ values) =>
      this.#withCode ? { code: checks.code(values.code) } : { password: checks.needed(values.password, "Type your password.") };
    void this.#form.submit(event, check, async ({ password, code }) => {
      await this.#prove(this.#withCode ? { code } : { password });
      const question = this.#question;
      this.#question = null;
      question?.done();
    });
  }

  /** @param {{code: string} | {password: string}} proof */
  async #prove(proof) {
    try {
      await this.#app.api.call("auth.confirm", proof);
    } catch (error) {
      if (reasonOf(error) === "invalid_credentials") throw new FieldError("password", "This is not your password. Try again.");
      throw error;
    }
  }
}
