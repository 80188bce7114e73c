// @ts-check
import { RpcError } from "../client/index.js";
import { html, nothing } from "../lib/lit-html.js";
import { facePicture } from "./avatar.js";
import { errorText } from "../state/error-text.js";
import { codeStep } from "./code-step.js";

/** @import { SignInName } from "../contract.js" */
/** @typedef {import("../state/account-controller.js").AccountController} AccountController */

const REASONS = {
  "": "",
  "session-ended": "Your session has ended. Sign in again to continue where you were.",
  "password-set": "Your password is saved. Sign in with it.",
};

/**
 * The sign-in page. The server decides how users sign in: with a name and a password, as one of the users of a development server, or
 * through a reverse proxy.
 */
export class SignInPage {
  #account;
  #changed;
  #busy = false;
  #error = "";
  /** The password was right, and a code is missing; "" before. */
  #challenge = "";
  #recovery = false;

  /**
   * @param {Pick<AccountController, "signInOptions" | "signedOutBecause" | "signIn" | "verifySignIn" | "start">} account
   * @param {() => void} changed
   */
  constructor(account, changed) {
    this.#account = account;
    this.#changed = changed;
  }

  content() {
    const { mode, users, needsSetup } = this.#account.signInOptions;
    if (needsSetup) return this.#setupHint();
    if (this.#challenge) return this.#codePage();
    const reason = REASONS[this.#account.signedOutBecause];
    return html`<main class="sign-in">
      <div class="sign-in-card">
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>Hero Collab</h1>
        <p class="soft" role="status">${reason || (mode === "dev" ? "Choose a user to sign in." : "Sign in to your workspace.")}</p>
        ${users.length > 0 ? this.#userButtons(users) : nothing}
        ${mode === "proxy" ? this.#proxyHint() : this.#form(mode === "token", users.length > 0)}
        <p class="wrong" role="alert">${this.#error || nothing}</p>
        ${mode === "token"
          ? html`<p class="soft small">
              Forgot your password? Ask an administrator for a password link. No account yet? Ask for an invitation.
            </p>`
          : nothing}
      </div>
    </main>`;
  }

  #codePage() {
    return html`<main class="sign-in">
      <div class="sign-in-card">
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>Enter a code</h1>
        <p class="soft" role="status">
          ${this.#recovery ? "Type one of your recovery codes." : "Type the code that your authenticator app shows for Hero Collab."}
        </p>
        ${codeStep({
          recovery: this.#recovery,
          busy: this.#busy,
          submit: (code) => void this.#attempt(() => this.#account.verifySignIn(this.#challenge, code)),
          toggle: () => this.#showCode(this.#challenge, !this.#recovery),
          cancel: () => this.#showCode("", false),
        })}
        <p class="wrong" role="alert">${this.#error || nothing}</p>
      </div>
    </main>`;
  }

  /**
   * @param {string} challenge
   * @param {boolean} recovery
   */
  #showCode(challenge, recovery) {
    this.#challenge = challenge;
    this.#recovery = recovery;
    this.#error = "";
    this.#changed();
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(challenge ? "code" : "username")?.focus()));
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
      <button type="submit" class=${besideUsers ? "plain" : "primary"} aria-disabled=${this.#busy}>Sign in</button>
    </form>`;
  }

  #proxyHint() {
    return html`<p class="soft">Your organization manages sign-in. You don't have access, or your session has expired.</p>
      <button type="button" class="primary" @click=${() => this.#account.start()}>Try again</button>`;
  }

  /** A server without an administrator: only the link that it printed leads on. */
  #setupHint() {
    return html`<main class="sign-in">
      <div class="sign-in-card setup-hint">
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>Almost ready</h1>
        <p class="soft">This server has no administrator yet. Its operator opens the setup link to make the first account.</p>
        <ol>
          <li>Look at the output of the server for the line that begins with <code>setup</code>.</li>
          <li>
            If you don't see the output, run <code>hero-collab admin setup-url</code> or open <code>setup.url</code> in its data folder.
          </li>
          <li>Open the link in this browser.</li>
        </ol>
        <button type="button" class="primary" @click=${() => this.#account.start()}>I have done this: check again</button>
      </div>
    </main>`;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    if (this.#busy) return;
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    void this.#signIn(String(form.get("username")).trim().toLowerCase(), String(form.get("password") ?? ""));
  }

  /**
   * @param {string} username
   * @param {string} password
   */
  async #signIn(username, password) {
    await this.#attempt(() => this.#account.signIn(username, password));
  }

  /** @param {() => Promise<void>} signIn */
  async #attempt(signIn) {
    if (this.#busy) return;
    this.#busy = true;
    this.#error = "";
    this.#changed();
    try {
      await signIn();
      this.#challenge = "";
    } catch (error) {
      const reason = error instanceof RpcError ? error.reason : "";
      if (error instanceof RpcError && reason === "second_factor_needed") this.#showCode(String(error.data.challenge), false);
      else if (reason === "invalid_credentials" && this.#challenge) this.#beginAgain();
      else this.#error = errorText(error);
    }
    this.#busy = false;
    this.#changed();
  }

  /** The challenge is too old, or the password has changed. */
  #beginAgain() {
    this.#showCode("", false);
    this.#error = "That took too long. Sign in again.";
  }
}
