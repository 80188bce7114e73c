// @ts-check
import { html } from "../lib/lit-html.js";

/** @typedef {import("../state/account-controller.js").AccountController} AccountController */
/**
 * What the page of a link works with.
 * @typedef {object} EntryParts
 * @property {import("../state/api.js").Api} api
 * @property {Pick<AccountController, "enterByLink" | "leaveLink" | "linkBase">} account
 * @property {Pick<import("../state/navigation-store.js").NavigationStore, "workspaceId">} shown what is opened afterwards
 * @property {string} token the secret of the link
 * @property {() => void} changed
 */

/**
 * @param {string} title
 * @param {unknown} text
 */
export function entryHeader(title, text) {
  return html`<header class="entry-header">
    <img src="/icon.svg" alt="" width="48" height="48" />
    <h1>${title}</h1>
    <p class="soft">${text}</p>
  </header>`;
}

export const entryLoading = html`<p class="entry-loading"><span class="spinner" role="img" aria-label="Loading"></span></p>`;

/**
 * A link that cannot be used, or a server that did not answer.
 * @param {string} title
 * @param {string} text what to do next
 * @param {{label: string, act: () => void}} action
 */
export function entryProblem(title, text, { label, act }) {
  return html`${entryHeader(title, html`<span role="alert">${text}</span>`)}
    <button type="button" class="primary wide" autofocus @click=${act}>${label}</button>`;
}
