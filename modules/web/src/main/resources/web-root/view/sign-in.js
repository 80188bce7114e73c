// @ts-check
import { html, nothing } from "../lib/lit-html.js";

/** @typedef {import("../state/session.js").Session} Session */

const TINTS = 8;

let busy = false;
let problem = "";

/**
 * How one signs in here is the server's word: with name and password, as one of the people of a development server, or by the
 * proxy in front.
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
  const { mode, users } = session.door;
  return html`<main class="sign-in">
    <div class="door">
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>Hero Collab</h1>
      <p class="soft">${mode === "dev" ? "Who are you today?" : "Sign in to your workspace."}</p>
      ${users.length > 0
        ? html`<div class="people" role="group" aria-label="People">
            ${users.map(
              (one, at) =>
                html`<button
                  type="button"
                  data-username=${one.username}
                  ?autofocus=${at === 0}
                  ?disabled=${busy}
                  @click=${() => enter(one.username, "")}
                >
                  <span class="avatar" data-tint=${(at + 1) % TINTS} aria-hidden="true">${[...one.display_name][0]}</span>
                  ${one.display_name}
                </button>`,
            )}
          </div>`
        : nothing}
      ${mode === "proxy" ? byProxy(session) : form(mode, users.length > 0, submit)}
      <p class="wrong" role="alert">${problem || nothing}</p>
    </div>
  </main>`;
}

/**
 * @param {string} mode
 * @param {boolean} besidePeople
 * @param {(submit: SubmitEvent) => void} submit
 */
function form(mode, besidePeople, submit) {
  return html`<form id="login-form" @submit=${submit}>
    <label>
      ${besidePeople ? "Or by username" : "Username"}
      <input
        id="username"
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        required
        ?autofocus=${!besidePeople}
      />
    </label>
    ${mode === "token"
      ? html`<label>Password <input id="password" name="password" type="password" autocomplete="current-password" required /></label>`
      : nothing}
    <button type="submit" class=${besidePeople ? "plain" : "primary"} ?disabled=${busy}>Sign in</button>
  </form>`;
}

/** @param {Session} session */
function byProxy(session) {
  return html`<p class="soft">Your organisation's sign-in decides who you are. It did not let you in, or your session has ended.</p>
    <button type="button" class="primary" @click=${() => session.start()}>Try again</button>`;
}
