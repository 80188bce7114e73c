// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { icon } from "../view/icons.js";
import { checks } from "./explain.js";
import { Form, choiceField, textField } from "./form.js";

/** @import { User, WorkspaceRole } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */

/** @type {[value: string, label: string][]} */
const ROLES = [
  ["member", "Member"],
  ["guest", "Guest: sees only the channels they are added to"],
  ["owner", "Owner: manages the workspace"],
];

/** Adds people who have an account on this server to a workspace, by their exact username. */
export class AddPeople {
  #app;
  #workspaceId;
  #form;
  /** @type {User[]} who were added, the last one first */
  #added = [];

  /**
   * @param {Application} app
   * @param {number} workspaceId
   * @param {() => void} changed
   */
  constructor(app, workspaceId, changed) {
    this.#app = app;
    this.#workspaceId = workspaceId;
    this.#form = new Form("add-people", changed);
  }

  content() {
    const form = this.#form;
    const { store } = this.#app;
    const name = store.workspaces.get(this.#workspaceId)?.name ?? "this workspace";
    return html`<p class="soft">
        Add people to <b>${name}</b> who have an account on this server. Others can join with an invitation link.
      </p>
      <form id="add-people-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#add(event)}>
        ${textField(form, {
          name: "username",
          label: "Username",
          max: 32,
          plain: true,
          autofocus: true,
          note: "The exact username, for example ana.maria.",
        })}
        ${choiceField(form, { name: "role", label: "Joins as", choices: ROLES, value: "member" })} ${form.problem()}
        <button type="submit" class="primary" aria-disabled=${form.busy}>Add</button>
      </form>
      <div role="status">${this.#added.length > 0 ? this.#list(name) : nothing}</div>`;
  }

  /** @param {string} workspaceName */
  #list(workspaceName) {
    return html`<ul class="account-rows" id="added-people">
      ${this.#added.map(({ display_name }) => html`<li>${icon("check")} ${display_name} is in ${workspaceName} now.</li>`)}
    </ul>`;
  }

  /** @param {SubmitEvent} event */
  #add(event) {
    const { api, store } = this.#app;
    const element = /** @type {HTMLFormElement} */ (event.target);
    void this.#form.submit(
      event,
      ({ username }) => ({ username: checks.needed(username, "Type a username.") }),
      async ({ username, role }) => {
        const name = username.replace(/^@/, "").toLowerCase();
        const known = store.byUsername().get(name);
        const { user } = known ? { user: known } : await api.call("users.find", { username: name });
        await api.change("workspace.members.add", {
          workspace_id: this.#workspaceId,
          user_id: user.id,
          role: /** @type {WorkspaceRole} */ (role),
        });
        this.#added = [user, ...this.#added];
        element.reset();
      },
    );
  }
}
