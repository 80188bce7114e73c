// @ts-check
import { RpcError } from "../client/index.js";

const RELOAD = "This page is older or newer than the server. Reload the page and try again.";

/** What people read instead of an error of the contract, by its name: what happened, and what to do next. @type {Record<string, string>} */
export const SENTENCES = {
  unreachable: "Couldn't reach the server. Check your connection and try again.",
  unavailable: "The server can't do this right now. Try again in a moment.",
  rate_limited: "That was too much at once. Wait a moment, then try again.",
  internal_error: "Something went wrong on the server. Try again.",
  parse_error: RELOAD,
  invalid_request: RELOAD,
  method_not_found: RELOAD,
  invalid_params: "The server doesn't accept this. Change it and try again.",
  invalid_value: "The server doesn't accept this. Change it and try again.",
  reply_to_reply: "You can't reply to a reply. Reply to the first message of the thread.",
  pref_unknown: RELOAD,
  pref_invalid: "The server doesn't accept this. Change it and try again.",
  pref_changed: "You changed this on another device. Look at it and try again.",
  draft_changed: "You wrote another text here on another device. Look at it and try again.",
  too_many_drafts: "You have unsent texts in 100 places, the most that are kept. Send or delete one first.",
  unauthenticated: "You're not signed in. Sign in and try again.",
  session_ended: "Your session has ended. Sign in again.",
  invalid_credentials: "Wrong name or password.",
  password_weak: "Attackers try this password first. Choose another one.",
  second_factor_needed: "Enter a code of your authenticator app.",
  confirmation_needed: "Open the settings and confirm that it's you, then try again.",
  code_invalid: "This code is wrong or was used before. Enter the next one that the app shows.",
  scope_missing: "This access token doesn't allow this. Use another one.",
  second_factor_on: "You have an authenticator app already. Remove it first.",
  second_factor_off: "There is no authenticator app. Set one up in the settings.",
  too_many_tokens: "You have 50 access tokens, the most there can be. Revoke one first.",
  too_many_codes: "Too many codes were tried. Wait 15 minutes, then try again.",
  permission_denied: "You don't have permission to do this. Ask an owner.",
  user_not_found: "This person doesn't exist any more, or you can't see them.",
  group_not_found: "This group doesn't exist any more, or you can't see it.",
  workspace_not_found: "This workspace doesn't exist any more, or you're not in it.",
  channel_not_found: "This channel doesn't exist any more, or you're not in it.",
  message_not_found: "This message was deleted, or you can't see it.",
  operation_reused: "This was already sent with another content. Do it again.",
  name_taken: "This name is taken. Choose another one.",
  channel_archived: "This channel is archived. Nothing can be changed in it until an owner unarchives it.",
  direct_message_fixed: "The members and the name of a direct message can't be changed. Start a new one.",
  last_owner: "This is the last owner. Make another person an owner first.",
  group_cycle: "A group can't contain itself. Choose another group.",
  not_a_workspace_member: "This person is not in the workspace. Add them to the workspace first.",
  epoch_changed: RELOAD,
  position_too_old: RELOAD,
  position_in_future: RELOAD,
  too_large: "This is too large to send. Make it shorter.",
  text_too_long: "This message is too long. Make it shorter, or send it as several messages.",
  too_many_reactions: "This message has as many reactions as it can have.",
  too_many_mentions: "This message mentions more than 50 people. Mention fewer.",
  too_many_pins: "This channel has 100 pinned messages, the most it can have. Unpin one first.",
  link_invalid: "This link has been used or has expired. Ask an administrator for a new one.",
  setup_done: "This server is set up already. Sign in.",
  invitation_not_found: "This link is not known here. Check that it is complete, or ask for a new one.",
  invitation_expired: "This link has expired. Ask for a new one.",
  invitation_used_up: "All places of this link are taken. Ask for a new one.",
  invitation_revoked: "This link has been revoked. Ask for a new one.",
  too_many_invitations: "There are too many open links. Revoke one of them first.",
  too_many_members: "That is too many people for one conversation. A direct message can have 9, a group 1,000.",
};

/** The errors of which a server may have more kinds than this page knows. @type {Record<number, string>} */
const BY_CODE = {
  0: "unreachable",
  [-32001]: "unauthenticated",
  [-32002]: "permission_denied",
  [-32005]: "rate_limited",
  [-32006]: "too_large",
  [-32007]: "unavailable",
  [-32602]: "invalid_value",
};

/** What is accepted in a field, by the name of the field. @type {Record<string, string>} */
const FIELDS = {
  "channel name": "Use 1 to 80 letters, digits, - and _ without spaces, for example release-notes.",
  name: "Use 1 to 80 characters in one line.",
  topic: "A topic can have 250 characters in one line.",
  status: "A status can have 100 characters in one line.",
  username: "Enter your username.",
  password: "Enter your password.",
  emoji: "Choose one emoji.",
};

/** What the server states about a part of a search query, and what people read. @type {[RegExp, string][]} */
const SEARCH = [
  [/^(from:.*) does not match/, "$1 matches no person. Use a username, or from:me."],
  [/^(in:.*) does not match/, "$1 matches no channel that you can read."],
  [/^(.*) is not understood; expected a day/, "$1 is not understood. Use a day like 2026-11-23."],
  [/^(.*) is not understood/, "$1 is not understood. Try words, or a filter like from:bob."],
  [/^(.*) must be followed by/, "Write a value after $1 without a space."],
  [/^query/, "A search can have 500 characters. Make it shorter."],
  [/.*/, "This search is not understood. Try fewer words."],
];

/** For the errors of the browser, whose words are not for people. */
const BROKEN = "Something went wrong in this page. Reload it and try again.";
const TOO_SLOW = "This search takes too long. Use more words, or a filter like in:general.";

/**
 * A sentence for people about an error, never the words of the server or the browser. An `Error` of the page has its sentence.
 * @param {unknown} error
 * @param {string} [field] in which the user wrote what was rejected: one of the fields above, or "search"
 * @returns {string}
 */
export function errorText(error, field = "") {
  if (!(error instanceof RpcError)) return error instanceof Error && error.constructor === Error ? error.message : BROKEN;
  if (field === "search" && error.reason === "unavailable" && error.data.detail) return TOO_SLOW;
  if (error.reason !== "invalid_params" && error.reason !== "invalid_value") return withIncident(SENTENCES[error.reason] ?? "", error);
  if (field === "search") return searchText(error);
  return FIELDS[field || subjectOf(error)] ?? SENTENCES[error.reason];
}

/**
 * @param {string} sentence empty for an error that this page does not know
 * @param {RpcError} error
 */
function withIncident(sentence, { code, data }) {
  const known = sentence || SENTENCES[BY_CODE[code] ?? "internal_error"];
  return data.incident ? `${known} If it happens again, tell an administrator this number: ${data.incident}.` : known;
}

/** @param {RpcError} error */
function searchText({ data, message }) {
  const detail = String(data.detail ?? message);
  for (const [pattern, sentence] of SEARCH) {
    const found = pattern.exec(detail);
    if (found) return sentence.replace("$1", () => found[1]);
  }
  return SENTENCES.invalid_value;
}

/**
 * The field that an error is about, which the server names first; empty for none.
 * @param {unknown} error
 * @returns {string}
 */
export function subjectOf(error) {
  if (!(error instanceof RpcError)) return "";
  if (error.reason === "name_taken") return "name";
  if (error.reason !== "invalid_params" && error.reason !== "invalid_value") return "";
  const { data } = error;
  const detail = String(data.detail ?? "");
  return String(data.pointer ?? `/${detail}`).match(/^\/(\w+)/)?.[1] ?? "";
}
