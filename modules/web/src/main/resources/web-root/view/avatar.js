// @ts-check
import { html, nothing } from "../lib/lit-html.js";

/** @typedef {import("../state/store.js").Store} Store */

const TINTS = 8;

/**
 * A person in a square: initials on one of a few tints. Pictures from elsewhere are not fetched: they would tell their host who
 * reads what and when.
 * @param {Store} store
 * @param {number} userId
 * @param {{dot?: boolean, size?: "small" | "large"}} [options] `dot` shows who is here
 */
export function avatar(store, userId, { dot = false, size } = {}) {
  const initials = store
    .name(userId)
    .split(/\s+/)
    .map((/** @type {string} */ word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  const here = store.online.has(userId);
  return html`<span class="avatar" data-tint=${userId % TINTS} data-size=${size ?? nothing} aria-hidden="true"
    >${initials}${dot ? html`<span class="dot" ?data-here=${here}></span>` : nothing}</span
  >`;
}
