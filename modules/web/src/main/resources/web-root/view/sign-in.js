// @ts-check
import { html, nothing } from "../lib/lit-html.js";

/** @typedef {import("../state/session.js").Session} Session */

let busy = false;
let problem = "";

/**
 * @param {Session} session
 */
export function signIn(session) {
  const enter = async (/** @type {string} */ username, /** @type {string} */ password) => {
    busy = true;
    problem = "";
    session.show();
    try {
      await session.signIn(username, password);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    busy = false;
    session.show();
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    void enter(String(form.get("username")).trim().toLowerCase(), String(form.get("password") ?? ""));
  };
  return html`<main class="sign-in">
    <div class="door">
      <img src="icon.svg" alt="" width="56" height="56" />
      <h1>Hero Collab</h1>
      <p class="soft">Sign in to your workspace.</p>
      <form id="login-form" @submit=${submit}>
        <label>Username <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus /></label>
        <button type="submit" class="primary" ?disabled=${busy}>Sign in</button>
      </form>
      <p class="wrong" role="alert">${problem || nothing}</p>
    </div>
  </main>`;
}
