// @ts-check
import { html } from "../lib/lit-html.js";
import { fieldError } from "./field-error.js";
import { format } from "./format.js";
import { memberList } from "./member-list.js";

/** @import { Workspace, WorkspaceMember } from "../contract.js" */
/** @typedef {import("../state/field-errors.js").FieldErrors} FieldErrors */
/** @typedef {import("../state/store.js").Store} Store */

/**
 * The name of a workspace and its members.
 * @param {{store: Store, workspace: Workspace, members: WorkspaceMember[], pending: unknown, errors: FieldErrors,
 *   rename: (name: string) => void, openProfile: (userId: number) => void}} props `pending` is shown until the members are loaded
 */
export function workspacePanel({ store, workspace, members, pending, errors, rename, openProfile }) {
  const isOwner = store.ownsWorkspace(workspace.id);
  const save = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("name")).trim();
    if (name !== workspace.name) rename(name);
  };
  const rows = members.map((member) => ({ userId: member.user.id, role: member.role }));
  return html`<div class="details">
    <form class="about" @submit=${save}>
      <label>
        Name
        <input
          name="name"
          .value=${workspace.name}
          required
          ?disabled=${!isOwner}
          autocomplete="off"
          aria-describedby="workspace-name-error"
        />
        ${fieldError(errors.of("workspace", "name") || errors.of("workspace"), "workspace-name-error")}
      </label>
      ${isOwner
        ? html`<button type="submit" class="primary">Save</button>`
        : html`<p class="soft">Only workspace owners can change the name.</p>`}
    </form>
    <div class="section"><h3>${pending ? "Members" : format.count(rows.length, "member")}</h3></div>
    ${pending || memberList(store, rows, openProfile)}
  </div>`;
}
