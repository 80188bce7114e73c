// @ts-check

/** @import { Workspace, WorkspaceRole } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./dialog-store.js").DialogStore} DialogStore */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** What an owner can do with a workspace and its members. */
export class WorkspaceActions {
  #api;
  #dialogs;
  #toasts;
  #fieldErrors;

  /** @param {{api: Api, dialogs: DialogStore, toasts: Toasts, fieldErrors: import("./field-errors.js").FieldErrors}} parts */
  constructor({ api, dialogs, toasts, fieldErrors }) {
    this.#api = api;
    this.#dialogs = dialogs;
    this.#toasts = toasts;
    this.#fieldErrors = fieldErrors;
  }

  /**
   * @param {Workspace} workspace
   * @param {string} name
   */
  async rename(workspace, name) {
    const change = () => this.#api.change("workspace.update", { workspace_id: workspace.id, name });
    const saved = await this.#fieldErrors.run("workspace", { name: "name" }, change);
    if (saved) this.#toasts.show("Changes saved");
  }

  /**
   * @param {Workspace} workspace
   * @param {number} userId
   * @param {WorkspaceRole} role
   */
  setRole(workspace, userId, role) {
    void this.#toasts.run(() => this.#api.change("workspace.members.add", { workspace_id: workspace.id, user_id: userId, role }));
  }

  /**
   * @param {Workspace} workspace
   * @param {number} userId
   * @param {string} userName
   */
  removeMember(workspace, userId, userName) {
    this.#dialogs.open({
      kind: "confirm",
      title: `Remove ${userName} from ${workspace.name}?`,
      text: "They will be removed from all channels of the workspace. Their messages stay.",
      action: "Remove",
      confirm: () => this.#toasts.run(() => this.#api.change("workspace.members.remove", { workspace_id: workspace.id, user_id: userId })),
    });
  }
}
