// @ts-check
import { html, nothing } from "../lib/lit-html.js";

/** @typedef {import("../state/session.js").Session} Session */

const KEY = "people of this browser";
const PEOPLE_MAX = 6;

let busy = false;
let problem = "";
/** The server asks for a password; in dev mode it does not. */
let asksPassword = false;

/**
 * Asks for a name, and for a password where the server wants one. Who has signed in here before is one press away.
 * @param {Session} session
 */
export function signIn(session) {
  const enter = async (/** @type {string} */ username, /** @type {string} */ password) => {
    busy = true;
    problem = "";
    session.show();
    try {
      remember(username, (await session.signIn(username, password)).display_name);
    } catch (error) {
      asksPassword = true;
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
        ${asksPassword
          ? html`<label>Password <input id="password" name="password" type="password" autocomplete="current-password" placeholder="None in dev mode" /></label>`
          : nothing}
        <button type="submit" class="primary" ?disabled=${busy}>Sign in</button>
      </form>
      <p class="wrong" role="alert">${problem || nothing}</p>
      ${known().length > 0 && !asksPassword
        ? html`<div class="people" role="group" aria-label="Signed in here before">
            ${known().map((one) => html`<button type="button" ?disabled=${busy} @click=${() => enter(one.username, "")}>${one.name}</button>`)}
          </div>`
        : nothing}
    </div>
  </main>`;
}

/** @returns {{username: string, name: string}[]} the last first */
function known() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

/**
 * @param {string} username
 * @param {string} name
 */
function remember(username, name) {
  const others = known().filter((one) => one.username !== username);
  localStorage.setItem(KEY, JSON.stringify([{ username, name }, ...others].slice(0, PEOPLE_MAX)));
}
