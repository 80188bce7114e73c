// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** @import { Workspace } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {Pick<import("../state/dialog-store.js").DialogStore, "open">} Dialogs */

/**
 * @param {Store} store
 * @param {Workspace | undefined} workspace
 */
const mayInvite = (store, workspace) =>
  workspace !== undefined && ((workspace.role === "member" && workspace.invites !== "owners") || store.ownsWorkspace(workspace.id));

/**
 * How people come into a workspace, and the way to another workspace.
 * @param {Store} store
 * @param {Workspace} workspace
 * @param {Dialogs} dialogs
 */
export function workspaceActions(store, workspace, dialogs) {
  const { id: workspaceId } = workspace;
  return html`<div class="workspace-actions">
    ${mayInvite(store, workspace)
      ? html`<button
          type="button"
          class="primary"
          id="invite-people"
          @click=${() => dialogs.open({ kind: "account-page", page: "invite", workspaceId })}
        >
          ${icon("link")} Invite people
        </button>`
      : nothing}
    ${store.ownsWorkspace(workspaceId)
      ? html`<button
          type="button"
          class="plain"
          id="add-existing"
          @click=${() => dialogs.open({ kind: "account-page", page: "add-people", workspaceId })}
        >
          ${icon("people")} Add people who have an account
        </button>`
      : nothing}
    ${newWorkspaceButton(store, dialogs, "plain")}
  </div>`;
}

/**
 * @param {Store} store
 * @param {Dialogs} dialogs
 * @param {"primary" | "plain"} look
 */
function newWorkspaceButton(store, dialogs, look) {
  if (!store.may("workspace_manage")) return nothing;
  return html`<button
    type="button"
    class=${look}
    id="new-workspace"
    @click=${() => dialogs.open({ kind: "account-page", page: "new-workspace" })}
  >
    ${icon("plus")} Create a workspace
  </button>`;
}

/**
 * The last entry of the sidebar.
 * @param {Store} store
 * @param {Workspace | undefined} workspace
 * @param {Dialogs} dialogs
 */
export function inviteEntry(store, workspace, dialogs) {
  if (!workspace || !mayInvite(store, workspace)) return nothing;
  return html`<button
    type="button"
    class="entry invite-entry"
    @click=${() => dialogs.open({ kind: "account-page", page: "invite", workspaceId: workspace.id })}
  >
    ${icon("plus")} <span class="label">Invite people</span>
  </button>`;
}

/**
 * The page of a user who is in no workspace.
 * @param {Store} store
 * @param {Dialogs} dialogs
 */
export function noWorkspace(store, dialogs) {
  return html`<div class="nothing big" id="no-workspace">
    ${icon("people")}
    <h2>You are not in a workspace yet</h2>
    <p class="soft">
      ${store.may("workspace_manage")
        ? "Create a workspace, then invite others to it."
        : `Ask an owner of a workspace for an invitation link, or to add you: your username is ${store.user.username}.`}
    </p>
    ${newWorkspaceButton(store, dialogs, "primary")}
  </div>`;
}
