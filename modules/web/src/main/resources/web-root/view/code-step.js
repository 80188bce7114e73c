// @ts-check
import { html, nothing } from "../lib/lit-html.js";

/**
 * The second step of a sign-in: a code of the authenticator app, or a recovery code.
 * @param {{recovery: boolean, busy: boolean, submit: (code: string) => void, toggle: () => void, cancel: () => void}} props
 *   `recovery`: the user has not got the app at hand
 */
export function codeStep({ recovery, busy, submit, toggle, cancel }) {
  const send = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    submit(String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("code")).trim());
  };
  return html`<form id="code-form" @submit=${send}>
      <label>
        ${recovery ? "Recovery code" : "Code"}
        <input
          id="code"
          name="code"
          inputmode=${recovery ? "text" : "numeric"}
          autocomplete=${recovery ? "off" : "one-time-code"}
          autocapitalize="none"
          spellcheck="false"
          maxlength="40"
          minlength="6"
          required
          autofocus
          placeholder=${recovery ? "abcd-efgh-ijkl-mnop" : "123456"}
        />
      </label>
      <button type="submit" class="primary" aria-disabled=${busy}>${busy ? "Checking…" : "Sign in"}</button>
    </form>
    <button type="button" class="plain" id="other-code" @click=${toggle}>
      ${recovery ? "Use the authenticator app" : "Use a recovery code"}
    </button>
    <button type="button" class="plain" id="other-account" @click=${cancel}>Sign in as someone else</button>
    ${recovery
      ? html`<p class="soft small">
          You got recovery codes when you set up the app. Each works once. If you have none, ask an administrator to remove your second
          factor.
        </p>`
      : nothing}`;
}
