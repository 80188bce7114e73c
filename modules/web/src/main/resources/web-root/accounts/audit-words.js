// @ts-check

/** @import { AuditAction, AuditRecord } from "../contract.js" */

/**
 * What was done, as the middle of a sentence that begins with who did it, and the name of the action in the filter. `#` stands for the
 * person or the thing that was acted on.
 * @type {Record<AuditAction, [sentence: string, name: string]>}
 */
const WORDS = {
  setup_completed: ["set up this server", "Server set up"],
  signed_in: ["signed in", "Signed in"],
  signed_out: ["signed out", "Signed out"],
  sign_in_failed: ["Failed sign-ins to #", "Failed sign-ins"],
  token_rejected: ["Invalid tokens and expired sessions were refused", "Refused tokens"],
  origin_rejected: ["Requests of other websites were refused", "Refused websites"],
  session_revoked: ["signed out a device of #", "Device signed out"],
  other_sessions_revoked: ["signed out everywhere else", "Signed out everywhere else"],
  token_created: ["made an access token for #", "Access token made"],
  password_changed: ["changed the password of #", "Password changed"],
  password_reset: ["set a new password by a link", "Password set by a link"],
  reset_link_made: ["made a password link for #", "Password link made"],
  second_factor_added: ["set up an authenticator app", "Second factor set up"],
  second_factor_removed: ["removed the authenticator app", "Second factor removed"],
  second_factor_reset: ["removed the second factor of #", "Second factor removed by another person"],
  recovery_codes_renewed: ["made new recovery codes", "Recovery codes made"],
  session_confirmed: ["gave the password or a code again", "Identity confirmed"],
  account_created: ["created the account of #", "Account created"],
  account_updated: ["changed the profile of #", "Profile changed by another person"],
  account_deactivated: ["deactivated #", "Account deactivated"],
  account_reactivated: ["activated # again", "Account activated again"],
  right_granted: ["gave # a right", "Right given"],
  group_created: ["created #", "Group created"],
  group_updated: ["changed #", "Group changed"],
  group_deleted: ["deleted #", "Group deleted"],
  group_member_added: ["added a member to #", "Group member added"],
  group_member_removed: ["removed a member from #", "Group member removed"],
  group_rights_set: ["changed the rights of #", "Rights of a group changed"],
  workspace_created: ["created #", "Workspace created"],
  workspace_updated: ["changed the settings of #", "Workspace changed"],
  workspace_deleted: ["deleted #", "Workspace deleted"],
  workspace_member_added: ["added # to the workspace", "Workspace member added"],
  workspace_member_removed: ["removed # from the workspace", "Workspace member removed"],
  workspace_role_set: ["changed the role of #", "Role changed"],
  channel_archived: ["archived #", "Channel archived"],
  channel_unarchived: ["restored #", "Channel restored"],
  channel_member_added: ["added a member to #", "Channel member added"],
  channel_member_removed: ["removed a member from #", "Channel member removed"],
  channel_role_set: ["changed a role in #", "Channel role changed"],
  message_deleted: ["deleted # of another person", "Message of another person deleted"],
  invitation_created: ["made #", "Invitation link made"],
  invitation_used: ["joined by #", "Joined by an invitation"],
  invitation_revoked: ["revoked #", "Invitation link revoked"],
  workspace_imported: ["imported #", "Workspace imported"],
  people_imported: ["imported people", "People imported"],
  channel_imported: ["imported a channel into #", "Channel imported"],
  messages_imported: ["imported messages into #", "Messages imported"],
  audit_read: ["read the audit log", "Audit log read"],
};

/** @param {string} action */
export const isAction = (action) => Object.hasOwn(WORDS, action);

/** The actions with their names, for a choice. @returns {[value: string, label: string][]} */
export const actionChoices = () => [
  ["", "Everything"],
  .../** @type {[string, string][]} */ (Object.entries(WORDS).map(([action, [, name]]) => [action, name])),
];

/** @type {Record<string, string>} */
const THINGS = {
  user: "user",
  group: "group",
  workspace: "workspace",
  channel: "channel",
  message: "message",
  invitation: "invitation link",
};

/**
 * The sentence of a record, in its parts. A newer server can record an action that this page does not know.
 * @param {AuditRecord} record
 * @param {(userId: number) => string} nameOf
 * @returns {{who: string, what: string}}
 */
export function sentenceOf(record, nameOf) {
  const [sentence] = WORDS[record.action] ?? [record.action.replaceAll("_", " ")];
  const isSelf = record.target_kind === "user" && record.target_id === record.actor_id;
  const thing = isSelf ? "their own account" : target(record, nameOf);
  return { who: who(record, nameOf), what: sentence.replace("#", thing) };
}

/**
 * @param {AuditRecord} record
 * @param {(userId: number) => string} nameOf
 */
function who({ actor_kind, actor_id = 0, action }, nameOf) {
  if (actor_kind === "user") return nameOf(actor_id);
  if (actor_kind === "cli") return "The operator";
  return action.endsWith("_failed") || action.endsWith("_rejected") ? "" : "The server";
}

/**
 * @param {AuditRecord} record
 * @param {(userId: number) => string} nameOf
 */
function target({ target_kind, target_id = 0 }, nameOf) {
  if (!target_kind) return "unknown accounts";
  return target_kind === "user" ? nameOf(target_id) : `${THINGS[target_kind] ?? target_kind} ${target_id}`;
}

/**
 * @param {AuditRecord} record
 * @param {(userId: number) => string} nameOf
 * @returns {string[]} what else is known, in short parts
 */
export function factsOf({ count, detail = "", address, token, actor_kind, workspace_id, target_kind }, nameOf) {
  const facts = [];
  if (count > 1) facts.push(`${count} times`);
  for (const word of detail.split(" ").filter(Boolean)) facts.push(fact(word, nameOf));
  if (workspace_id && target_kind !== "workspace") facts.push(`workspace ${workspace_id}`);
  if (address) facts.push(`from ${address}`);
  if (token && actor_kind === "user") facts.push("by an access token");
  return facts;
}

/** How the user proved who they are. @type {Record<string, string>} */
const PROOFS = { password: "by the password", totp: "by a code of the app", recovery: "by a recovery code" };

/**
 * @param {string} word `name=value`
 * @param {(userId: number) => string} nameOf
 */
function fact(word, nameOf) {
  const [name, value = ""] = word.split("=");
  if (name === "user" || name === "author") return nameOf(Number(value));
  if (name === "factor") return PROOFS[value] ?? value;
  return `${name.replaceAll("_", " ")} ${value.replaceAll("_", " ").replaceAll(",", ", ")}`;
}
