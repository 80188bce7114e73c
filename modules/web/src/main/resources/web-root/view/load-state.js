// @ts-check
import { html } from "../lib/lit-html.js";
import { icon } from "./icons.js";

export const loadingSpinner = html`<div class="edge"><span class="spinner" role="img" aria-label="Loading"></span></div>`;

/**
 * Says that something could not be loaded.
 * @param {string} text for example "Couldn't load messages."
 * @param {string} cause shown as a tooltip
 * @param {() => unknown} retry
 */
export function loadError(text, cause, retry) {
  return html`<div class="edge problem" role="alert" title=${cause}>
    ${icon("alert")} ${text} <button type="button" class="plain" @click=${retry}>Try again</button>
  </div>`;
}
