// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { avatar } from "./avatar.js";
import { roleName } from "./role-names.js";

/** @import { ChannelRole, WorkspaceRole } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */

/**
 * Members with their roles, those who are online first.
 * @param {Store} store
 * @param {{userId: number, role: ChannelRole | WorkspaceRole}[]} members
 * @param {(userId: number) => void} openProfile
 */
export function memberList(store, members, openProfile) {
  const online = (/** @type {number} */ userId) => Number(store.online.has(userId));
  const sorted = [...members].sort(
    (a, b) => online(b.userId) - online(a.userId) || store.name(a.userId).localeCompare(store.name(b.userId)),
  );
  return html`<ul class="members" id="members">
    ${repeat(
      sorted,
      ({ userId }) => userId,
      ({ userId, role }) => {
        const status = store.users.get(userId)?.status_text;
        return html`<li data-user=${userId}>
          <button type="button" class="member" aria-haspopup="dialog" @click=${() => openProfile(userId)}>
            ${avatar(store, userId, { size: "small", dot: true })}
            <span class="names"
              ><b>${store.name(userId)}${userId === store.user.id ? " (you)" : ""}</b>${status
                ? html`<span class="soft">${status}</span>`
                : nothing}</span
            >
            <span class="sr">${store.online.has(userId) ? "Active" : "Offline"}</span>
            ${role === "member" ? nothing : html`<span class="role">${roleName(role)}</span>`}
          </button>
        </li>`;
      },
    )}
  </ul>`;
}
