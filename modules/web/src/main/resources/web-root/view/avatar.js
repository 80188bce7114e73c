// @ts-check
import { html, nothing } from "../lib/lit-html.js";

/** @typedef {import("../state/store.js").Store} Store */

const TINTS = 8;

/**
 * A user's initials on a colored square. The page loads no pictures from other hosts, because a request would tell the host who reads
 * what and when.
 * @param {Store} store
 * @param {number} userId
 * @param {{dot?: boolean, size?: "small" | "large"}} [options] `dot` shows whether the user is online
 */
export function avatar(store, userId, { dot = false, size } = {}) {
  const initials = store
    .name(userId)
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  const online = store.online.has(userId);
  return html`<span class="avatar" data-tint=${userId % TINTS} data-size=${size ?? nothing} aria-hidden="true"
    >${initials}${dot ? html`<span class="dot" ?data-here=${online}></span>` : nothing}</span
  >`;
}
