// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";

/** @import { ChannelMember, ChannelRole, WorkspaceMember, WorkspaceRole } from "../contract.js" */
/** @typedef {import("../state/channel-actions.js").ChannelActions} ChannelActions */
/** @typedef {import("../state/dialog-store.js").ProfileDialog} ProfileDialog */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("../state/workspace-actions.js").WorkspaceActions} WorkspaceActions */
/**
 * @typedef {object} ProfileProps
 * @property {Store} store
 * @property {ChannelMember[]} channelMembers of the open channel, if they are loaded
 * @property {WorkspaceMember[]} workspaceMembers of the open workspace, if they are loaded
 * @property {ChannelActions} channels
 * @property {WorkspaceActions} workspaces
 * @property {() => void} close
 */

/** @type {Record<ChannelRole, string>} */
const CHANNEL_ROLES = { owner: "Channel owner", member: "Channel member" };
/** @type {Record<WorkspaceRole, string>} */
const WORKSPACE_ROLES = {
  owner: "Workspace owner",
  member: "Workspace member",
  guest: "Guest. Sees only the channels they were added to.",
};

/**
 * A user, and what the caller can do with them: send a message, and change their role where the dialog was opened.
 * @param {ProfileProps} props
 * @param {ProfileDialog} dialog
 */
export function profile(props, { userId, channelId, workspaceId }) {
  const { store, channels, close } = props;
  const user = store.users.get(userId);
  const online = store.online.has(userId);
  const message = () => {
    close();
    void channels.openConversation([userId]);
  };
  return html`<div class="person">
      ${avatar(store, userId, { size: "large" })}
      <div class="names">
        <span class="presence" ?data-here=${online}>${online ? "Active" : "Offline"}</span>
        ${user ? html`<span class="soft">@${user.username}</span>` : nothing}
        ${user?.status_text ? html`<span>${user.status_text}</span>` : nothing}
        ${user?.deactivated_at ? html`<span class="soft">Deactivated account</span>` : nothing}
      </div>
    </div>
    ${channelId ? inChannel(props, userId, channelId) : nothing} ${workspaceId ? inWorkspace(props, userId, workspaceId) : nothing}
    <div class="row end">
      <button type="button" class="primary" autofocus id="message-person" @click=${message}>Message</button>
    </div>`;
}

/**
 * @param {ProfileProps} props
 * @param {number} userId
 * @param {number} channelId
 */
function inChannel({ store, channelMembers, channels, close }, userId, channelId) {
  const channel = store.channels.get(channelId);
  const member = channelMembers.find((row) => row.user_id === userId);
  if (!channel?.name || !member) return nothing;
  const mayChange = store.ownsChannel(channel, channelMembers) && userId !== store.user.id && !channel.archived_at;
  return roleCard(
    CHANNEL_ROLES,
    member.role,
    close,
    mayChange && {
      setRole: (role) => channels.setRole(channelId, userId, role),
      remove: () => channels.removeMember(channelId, userId),
      from: `#${channel.name}`,
    },
  );
}

/**
 * @param {ProfileProps} props
 * @param {number} userId
 * @param {number} workspaceId
 */
function inWorkspace({ store, workspaceMembers, workspaces, close }, userId, workspaceId) {
  const workspace = store.workspaces.get(workspaceId);
  const member = workspaceMembers.find((row) => row.user.id === userId);
  if (!workspace || !member) return nothing;
  const mayChange = store.ownsWorkspace(workspaceId) && userId !== store.user.id;
  return roleCard(
    WORKSPACE_ROLES,
    member.role,
    close,
    mayChange && {
      setRole: (role) => workspaces.setRole(workspace, userId, role),
      remove: () => workspaces.removeMember(workspace, userId, store.name(userId)),
      from: workspace.name,
    },
  );
}

/**
 * @template {string} R
 * @param {Record<R, string>} roles
 * @param {R} role
 * @param {() => void} close
 * @param {false | {setRole: (role: R) => void, remove: () => void, from: string}} actions false for a caller without the right
 */
function roleCard(roles, role, close, actions) {
  const others = /** @type {R[]} */ (Object.keys(roles)).filter((other) => other !== role);
  return html`<div class="card role-card">
    <p id="role" data-role=${role}>${roles[role]}</p>
    ${actions
      ? html`<div class="row">
          ${others.map(
            (other) =>
              html`<button type="button" class="plain" data-become=${other} @click=${() => actions.setRole(other)}>Make ${other}</button>`,
          )}
          <button
            type="button"
            class="plain bad"
            id="remove-person"
            @click=${() => {
              close();
              actions.remove();
            }}
          >
            Remove from ${actions.from}
          </button>
        </div>`
      : nothing}
  </div>`;
}
