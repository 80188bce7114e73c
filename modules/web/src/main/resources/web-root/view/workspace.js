// @ts-check
import { html } from "../lib/lit-html.js";
import { format } from "./format.js";
import { members } from "./members.js";

/** @typedef {import("../state/session.js").Session} Session */

/**
 * What the workspace is called and who is in it.
 * @param {Session} session
 * @param {unknown} waiting shown in place of the people until they are here
 */
export function workspace(session, waiting) {
  const { store, shelf, place } = session;
  const row = store.workspaces.get(place.workspaceId);
  const owns = store.ownsWorkspace(place.workspaceId);
  const save = async (/** @type {SubmitEvent} */ submit) => {
    submit.preventDefault();
    const name = String(new FormData(/** @type {HTMLFormElement} */ (submit.target)).get("name")).trim();
    if (name === row.name) return;
    if (await session.change("workspace.update", { workspace_id: row.id, name })) session.tell("Saved");
  };
  return html`<div class="details">
    <form class="about" @submit=${save}>
      <label>Name <input name="name" .value=${row?.name ?? ""} maxlength="80" required ?disabled=${!owns} autocomplete="off" /></label>
      ${owns ? html`<button type="submit" class="primary">Save</button>` : html`<p class="soft">Its owners can rename it.</p>`}
    </form>
    <div class="section"><h3>${shelf.empty ? "Members" : format.count(shelf.rows.length, "member")}</h3></div>
    ${waiting ||
    members(
      session,
      shelf.rows.map((one) => ({ userId: one.user.id, role: one.role })),
      { workspaceId: place.workspaceId },
    )}
  </div>`;
}
