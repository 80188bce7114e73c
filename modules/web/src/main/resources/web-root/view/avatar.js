// @ts-check
import { html, nothing, svg } from "../lib/lit-html.js";
import { face, LINES } from "./face.js";

/** @typedef {import("../state/store.js").Store} Store */

/** How many faces stand for the members of a group. */
const GROUP_FACES = 2;

/**
 * A user's face, generated from the id. The page loads no pictures from other hosts, because a request would tell the host who reads
 * what and when.
 * @param {Store} store
 * @param {number} userId
 * @param {{dot?: boolean, size?: "small" | "large"}} [options] `dot` shows whether the user is online
 */
export function avatar(store, userId, { dot = false, size } = {}) {
  const online = store.online.has(userId);
  return html`<span class="avatar" data-size=${size ?? nothing} aria-hidden="true"
    >${facePicture(userId)}${dot ? html`<span class="dot" ?data-here=${online}></span>` : nothing}</span
  >`;
}

/** @param {number} userId */
export function facePicture(userId) {
  const { tint, head, hair, hairColor, lines, tilt } = face(userId);
  return svg`<svg viewBox="0 0 36 36" focusable="false"><path fill=${tint} d="M0 0h36v36H0z"></path><g transform="rotate(${tilt} 18 21)"
    ><circle fill=${head} cx="18" cy="21" r="13"></circle><path fill=${hairColor} d=${hair}></path><path class="lines" stroke=${LINES} d=${lines}></path></g></svg>`;
}

/**
 * The faces of two members of a group conversation.
 * @param {number[]} others the members except the user
 */
export function groupAvatar(others) {
  const faces = others.slice(0, GROUP_FACES).map((id) => html`<span class="avatar">${facePicture(id)}</span>`);
  return html`<span class="crowd" aria-hidden="true">${faces}</span>`;
}
