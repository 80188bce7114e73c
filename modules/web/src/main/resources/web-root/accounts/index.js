// @ts-check
import { AddPeople } from "./add-people.js";
import { AuditLog } from "./audit.js";
import { Invite } from "./invite.js";
import { NewWorkspace } from "./new-workspace.js";
import { People } from "./people.js";
import { Settings } from "./settings.js";

export { EntryPage } from "./entry-page.js";

/** @typedef {import("../state/application.js").Application} Application */
/** @typedef {import("../state/dialog-store.js").AccountDialog} AccountDialog */
/** @typedef {{content: () => unknown}} DialogPage */

/**
 * @param {Application} app
 * @param {AccountDialog} dialog
 * @param {() => void} changed
 * @returns {DialogPage}
 */
export function createDialogPage(app, dialog, changed) {
  switch (dialog.page) {
    case "settings":
      return new Settings(app, changed);
    case "people":
      return new People(app, changed);
    case "new-workspace":
      return new NewWorkspace(app, changed);
    case "invite":
      return new Invite(app, dialog.workspaceId, changed);
    case "add-people":
      return new AddPeople(app, dialog.workspaceId, changed);
    case "audit":
      return new AuditLog(app, dialog, changed);
  }
}
