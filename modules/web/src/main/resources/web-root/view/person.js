// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";

/** @typedef {import("../state/session.js").Session} Session */
/** @typedef {import("../state/session.js").Dialog} Dialog */

const ROLES = {
  channel: { owner: "An owner of this channel", member: "A member of this channel" },
  workspace: {
    owner: "An owner of this workspace",
    member: "A member of this workspace",
    guest: "A guest: sees only the channels they were added to",
  },
};

/**
 * Who somebody is, and what one can do with them where one met them: in a channel, or in the workspace.
 * @param {Session} session
 * @param {Dialog} dialog
 */
export function person(session, dialog) {
  const { store } = session;
  const { userId } = dialog;
  const user = store.users.get(userId);
  return html`<div class="person">
      ${avatar(store, userId, { size: "large" })}
      <div class="names">
        <span class="presence" ?data-here=${store.online.has(userId)}>${store.online.has(userId) ? "Here now" : "Away"}</span>
        ${user ? html`<span class="soft">@${user.username}</span>` : nothing}
        ${user?.status_text ? html`<span>${user.status_text}</span>` : nothing}
        ${user?.deactivated_at ? html`<span class="soft">This account is closed.</span>` : nothing}
      </div>
    </div>
    ${dialog.channelId ? inChannel(session, userId, dialog.channelId) : nothing}
    ${dialog.workspaceId ? inWorkspace(session, userId, dialog.workspaceId) : nothing}
    <div class="row end">
      <button type="button" class="primary" autofocus id="message-person" @click=${() => talk(session, userId)}>Message</button>
    </div>`;
}

/**
 * @param {Session} session
 * @param {number} userId
 */
function talk(session, userId) {
  session.ask(null);
  void session.talkTo([userId]);
}

/**
 * @param {Session} session
 * @param {number} userId
 * @param {number} channelId
 */
function inChannel(session, userId, channelId) {
  const { store, shelf } = session;
  const channel = store.channels.get(channelId);
  const row = shelf.rows.find((one) => one.user_id === userId);
  if (!channel?.name || !row) return nothing;
  const id = { channel_id: channelId, user_id: userId };
  const may = store.owns(channel, shelf.rows) && userId !== store.user.id && !channel.archived_at;
  return place(
    session,
    ROLES.channel,
    row.role,
    may && {
      become: (role) => session.change("channel.members.set_role", { ...id, role }),
      leave: () => session.change("channel.members.remove", id),
      from: `#${channel.name}`,
    },
  );
}

/**
 * @param {Session} session
 * @param {number} userId
 * @param {number} workspaceId
 */
function inWorkspace(session, userId, workspaceId) {
  const { store, shelf } = session;
  const row = shelf.rows.find((one) => one.user?.id === userId);
  const workspace = store.workspaces.get(workspaceId);
  if (!workspace || !row) return nothing;
  const id = { workspace_id: workspaceId, user_id: userId };
  return place(
    session,
    ROLES.workspace,
    row.role,
    store.ownsWorkspace(workspaceId) &&
      userId !== store.user.id && {
        become: (role) => session.change("workspace.members.add", { ...id, role }),
        leave: () =>
          session.ask({
            kind: "confirm",
            title: `Remove ${store.name(userId)} from ${workspace.name}?`,
            text: "They leave all of its channels. What they wrote stays.",
            verb: "Remove",
            act: () => void session.change("workspace.members.remove", id),
          }),
        from: workspace.name,
      },
  );
}

/**
 * @param {Session} session
 * @param {Record<string, string>} roles
 * @param {string} role
 * @param {false | {become: (role: string) => unknown, leave: () => unknown, from: string}} verbs nothing for who may not
 */
function place(session, roles, role, verbs) {
  const leave = () => {
    session.ask(null);
    if (verbs) void verbs.leave();
  };
  return html`<div class="card standing">
    <p id="role" data-role=${role}>${roles[role]}</p>
    ${verbs
      ? html`<div class="row">
          ${Object.keys(roles)
            .filter((one) => one !== role)
            .map(
              (one) => html`<button type="button" class="plain" data-become=${one} @click=${() => verbs.become(one)}>Make ${one}</button>`,
            )}
          <button type="button" class="plain bad" id="remove-person" @click=${leave}>Remove from ${verbs.from}</button>
        </div>`
      : nothing}
  </div>`;
}
