// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { format } from "./format.js";
import { loadError, loadingSpinner } from "./load-state.js";
import { richText } from "./rich-text.js";

/** @typedef {import("../state/dialog-store.js").EditHistoryDialog} EditHistoryDialog */
/** @typedef {import("../state/store.js").Store} Store */

/** The server keeps this many versions of a message besides the current one. */
const VERSIONS_MAX = 100;

/**
 * The versions of a message, newest first.
 * @param {Store} store
 * @param {EditHistoryDialog} dialog
 * @param {() => void} retry
 */
export function editHistory(store, { versions, error }, retry) {
  if (error) return loadError("Couldn't load the edit history.", error, retry);
  if (!versions) return loadingSpinner;
  const last = versions.length - 1;
  return html`<ol class="versions" id="versions">
    ${[...versions].reverse().map(
      (version, index) =>
        html`<li class="card">
          <div class="head">
            <strong>${index === 0 ? "Current version" : index === last ? "Original message" : "Edited"}</strong>
            <time class="soft" datetime=${version.at} title=${format.whole(version.at)}>${format.brief(version.at)}</time>
          </div>
          <div class="text">${richText(version.text, store, null)}</div>
        </li>`,
    )}
    ${versions.length > VERSIONS_MAX ? html`<li class="soft none">Older versions are not kept.</li>` : nothing}
  </ol>`;
}
