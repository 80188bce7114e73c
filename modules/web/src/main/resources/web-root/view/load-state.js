// @ts-check
import { html } from "../lib/lit-html.js";
import { icon } from "./icons.js";

export const loadingSpinner = html`<div class="edge"><span class="spinner" role="img" aria-label="Loading"></span></div>`;

/**
 * Says that something could not be loaded.
 * @param {string} text for example "Couldn't load messages."
 * @param {string} cause a sentence
 * @param {() => unknown} retry
 */
export function loadError(text, cause, retry) {
  return html`<div class="edge problem" role="alert">
    ${icon("alert")} <span>${text} ${cause}</span> <button type="button" class="plain" @click=${retry}>Try again</button>
  </div>`;
}

/** Rows without text, while the first messages are loaded. */
export const skeleton = html`<div class="skeleton" aria-hidden="true">
  ${[1, 2, 3, 4, 5, 6].map(() => html`<div><i></i><span></span></div>`)}
</div>`;
