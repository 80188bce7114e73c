// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { avatar } from "./avatar.js";

/** @typedef {import("../state/session.js").Session} Session */

/**
 * People with their roles, those who are here first. Each leads to who they are and what can be done with them.
 * @param {Session} session
 * @param {{userId: number, role: string}[]} rows
 * @param {{channelId?: number, workspaceId?: number}} where
 */
export function members(session, rows, where) {
  const { store } = session;
  const sorted = [...rows].sort(
    (one, other) =>
      Number(store.online.has(other.userId)) - Number(store.online.has(one.userId)) ||
      store.name(one.userId).localeCompare(store.name(other.userId)),
  );
  return html`<ul class="members" id="members">
    ${repeat(
      sorted,
      (one) => one.userId,
      ({ userId, role }) => {
        const status = store.users.get(userId)?.status_text;
        return html`<li data-user=${userId}>
          <button type="button" class="member" aria-haspopup="dialog" @click=${() => session.ask({ kind: "person", userId, ...where })}>
            ${avatar(store, userId, { size: "small", dot: true })}
            <span class="names"
              ><b>${store.name(userId)}${userId === store.user.id ? " (you)" : ""}</b>${status
                ? html`<span class="soft">${status}</span>`
                : nothing}</span
            >
            <span class="sr">${store.online.has(userId) ? "here" : "away"}</span>
            ${role === "member" ? nothing : html`<span class="role">${role}</span>`}
          </button>
        </li>`;
      },
    )}
  </ul>`;
}
