// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { facePicture } from "./avatar.js";
import { errorText } from "../state/error-text.js";

/** @import { SignInName } from "../contract.js" */
/** @typedef {import("../state/account-controller.js").AccountController} AccountController */

/**
 * The sign-in page. The server decides how users sign in: with a name and a password, as one of the users of a development server, or
 * through a reverse proxy.
 */
export class SignInPage {
  #account;
  #changed;
  #busy = false;
  #error = "";

  /**
   * @param {Pick<AccountController, "signInOptions" | "signIn" | "start">} account
   * @param {() => void} changed
   */
  constructor(account, changed) {
    this.#account = account;
    this.#changed = changed;
  }

  content() {
    const { mode, users } = this.#account.signInOptions;
    return html`<main class="sign-in">
      <div class="sign-in-card">
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>Hero Collab</h1>
        <p class="soft">${mode === "dev" ? "Choose a user to sign in." : "Sign in to your workspace."}</p>
        ${users.length > 0 ? this.#userButtons(users) : nothing}
        ${mode === "proxy" ? this.#proxyHint() : this.#form(mode === "token", users.length > 0)}
        <p class="wrong" role="alert">${this.#error || nothing}</p>
      </div>
    </main>`;
  }

  /** @param {SignInName[]} users */
  #userButtons(users) {
    return html`<div class="people" role="group" aria-label="Users">
      ${users.map(
        ({ username, display_name: name }, index) =>
          html`<button
            type="button"
            data-username=${username}
            ?autofocus=${index === 0}
            ?disabled=${this.#busy}
            @click=${() => this.#signIn(username, "")}
          >
            <span class="avatar" aria-hidden="true">${facePicture(index + 1)}</span> ${name}
          </button>`,
      )}
    </div>`;
  }

  /**
   * @param {boolean} withPassword
   * @param {boolean} besideUsers the page also lists users
   */
  #form(withPassword, besideUsers) {
    return html`<form id="login-form" @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event)}>
      <label>
        ${besideUsers ? "Or enter a username" : "Username"}
        <input
          id="username"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          ?autofocus=${!besideUsers}
        />
      </label>
      ${withPassword
        ? html`<label>Password <input id="password" name="password" type="password" autocomplete="current-password" required /></label>`
        : nothing}
      <button type="submit" class=${besideUsers ? "plain" : "primary"} ?disabled=${this.#busy}>Sign in</button>
    </form>`;
  }

  #proxyHint() {
    return html`<p class="soft">Your organization manages sign-in. You don't have access, or your session has expired.</p>
      <button type="button" class="primary" @click=${() => this.#account.start()}>Try again</button>`;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    void this.#signIn(String(form.get("username")).trim().toLowerCase(), String(form.get("password") ?? ""));
  }

  /**
   * @param {string} username
   * @param {string} password
   */
  async #signIn(username, password) {
    this.#busy = true;
    this.#error = "";
    this.#changed();
    try {
      await this.#account.signIn(username, password);
    } catch (error) {
      this.#error = errorText(error);
    }
    this.#busy = false;
    this.#changed();
  }
}
