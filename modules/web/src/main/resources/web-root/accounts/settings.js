// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { Activity } from "./activity.js";
import { Confirmation } from "./confirmation.js";
import { Devices } from "./devices.js";
import { FieldError, PASSWORD_RULES, checks } from "./explain.js";
import { Form, passwordField, textField } from "./form.js";
import { reasonOf } from "./reason.js";
import { SecondFactor } from "./second-factor.js";
import { NewToken } from "./tokens.js";

/** @typedef {import("../state/application.js").Application} Application */

/** What a user can change about their own account: the name, the password, the second factor, where they are signed in, and access tokens. */
export class Settings {
  #app;
  #name;
  #password;
  #devices;
  #confirmation;
  #factor;
  #token;
  #activity;

  /**
   * @param {Application} app
   * @param {() => void} changed
   */
  constructor(app, changed) {
    this.#app = app;
    this.#name = new Form("profile", changed);
    this.#password = new Form("password", changed);
    this.#devices = new Devices(app, changed);
    this.#confirmation = new Confirmation(app, changed);
    this.#factor = new SecondFactor(app, this.#confirmation, changed);
    this.#token = new NewToken(app, this.#confirmation, { changed, created: () => void this.#devices.load() });
    this.#activity = new Activity(app, changed);
    void app.account.loadSignInOptions();
  }

  content() {
    const withPasswords = this.#app.account.signInOptions.mode === "token";
    return html`${this.#confirmation.content()} ${this.#profile()} ${withPasswords ? this.#passwordForm() : nothing}
    ${withPasswords ? this.#factor.content() : nothing} ${this.#devices.content()} ${this.#token.content()} ${this.#activity.content()}`;
  }

  #profile() {
    const { user } = this.#app.store;
    const form = this.#name;
    return html`<section aria-labelledby="settings-profile">
      <h3 id="settings-profile">Profile</h3>
      <form id="profile-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#saveName(event)}>
        ${textField(form, {
          name: "display_name",
          label: "Name",
          value: user.display_name,
          autocomplete: "name",
          note: `Others see this name. They mention you as @${user.username}.`,
        })}
        ${form.problem()}
        <button type="submit" class="primary" aria-disabled=${form.busy}>Save name</button>
      </form>
    </section>`;
  }

  /** @param {SubmitEvent} event */
  #saveName(event) {
    const { api, store, toasts } = this.#app;
    void this.#name.submit(
      event,
      ({ display_name }) => ({ display_name: checks.needed(display_name, "Type your name.") }),
      async ({ display_name }) => {
        const { user } = await api.change("user.update", { display_name });
        store.putUsers([user]);
        toasts.show("Name saved");
      },
    );
  }

  #passwordForm() {
    const form = this.#password;
    return html`<section aria-labelledby="settings-password">
      <h3 id="settings-password">Password</h3>
      <form id="password-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#savePassword(event)}>
        <input
          class="sr"
          type="text"
          name="username"
          autocomplete="username"
          readonly
          tabindex="-1"
          aria-hidden="true"
          value=${this.#app.store.user.username}
        />
        ${passwordField(form, { name: "current_password", label: "Present password", autocomplete: "current-password" })}
        ${passwordField(form, { name: "password", label: "New password", autocomplete: "new-password", note: PASSWORD_RULES })}
        <p class="remark">A new password signs you out on all other devices and ends your access tokens.</p>
        ${form.problem()}
        <button type="submit" class="primary" aria-disabled=${form.busy}>Change password</button>
      </form>
    </section>`;
  }

  /** @param {SubmitEvent} event */
  #savePassword(event) {
    const { store } = this.#app;
    const element = /** @type {HTMLFormElement} */ (event.target);
    void this.#password.submit(
      event,
      ({ current_password, password }) => ({
        current_password: checks.needed(current_password, "Type your present password."),
        password: checks.newPassword(password, store.user.username),
      }),
      async ({ current_password, password }) => {
        await this.#change(current_password, password);
        element.reset();
      },
    );
  }

  /**
   * @param {string} current
   * @param {string} password
   */
  async #change(current, password) {
    const { api, toasts } = this.#app;
    try {
      await api.change("user.set_password", { current_password: current, password });
    } catch (error) {
      if (reasonOf(error) === "invalid_credentials") throw new FieldError("current_password", "This is not your present password.");
      throw error;
    }
    toasts.show("Password changed");
    void this.#devices.load();
  }
}
