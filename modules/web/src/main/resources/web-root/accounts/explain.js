// @ts-check
import { RpcError } from "../client/index.js";

/** @typedef {{field: string, text: string}} Explanation the name of the field, "" for none, and what to do next */

/** What is wrong with one field, when the error of the call alone does not tell. */
export class FieldError extends Error {
  /**
   * @param {string} field
   * @param {string} text
   */
  constructor(field, text) {
    super(text);
    this.field = field;
  }
}

const PASSWORD_SHORT = "Use at least 8 characters.";
const PASSWORD_IS_NAME = "The password must not be your username.";
const PASSWORD_COMMON = "Attackers try this password first, because many people use it. Choose another one, for example four random words.";
const USERNAME = "Use 1 to 32 lower-case letters, digits, dots, hyphens or underscores. Begin with a letter or a digit.";

/** By the error name of the contract. @type {Record<string, [field: string, text: string]>} */
const SENTENCES = {
  unreachable: ["", "The server did not answer. Check your connection and try again."],
  name_taken: ["username", "This username is taken. Choose another one."],
  invalid_credentials: ["password", "The username or the password is wrong. Try again."],
  unauthenticated: ["", "You are not signed in. Reload the page and sign in."],
  password_weak: ["password", PASSWORD_COMMON],
  second_factor_needed: ["", "This account needs a code as well. Sign in first, then open this link again."],
  confirmation_needed: ["", "Confirm that it's you, then try again."],
  code_invalid: ["code", "This code is wrong or was used before. Type the next one that the app shows."],
  second_factor_on: ["", "An authenticator app is set up already. Remove it first."],
  second_factor_off: ["", "No authenticator app is set up. Reload the page."],
  too_many_tokens: ["", "You have 50 access tokens, the most there can be. Revoke one first."],
  permission_denied: ["", "You do not have permission to do this. Ask an administrator."],
  user_not_found: ["username", "No account has this username. Check the spelling."],
  workspace_not_found: ["", "You are not in this workspace any more."],
  last_owner: ["", "This is the last owner or administrator. Give the role to another person first."],
  link_invalid: ["", "This link has been used or has expired. Ask an administrator for a new one."],
  invitation_not_found: ["", "This link is not known here. Check that it is complete, or ask for a new one."],
  invitation_expired: ["", "This link has expired. Ask for a new one."],
  invitation_used_up: ["", "All places of this link are taken. Ask for a new one."],
  invitation_revoked: ["", "This link has been revoked. Ask for a new one."],
  setup_done: ["", "This server is set up already. Sign in."],
  too_many_invitations: ["", "There are too many open links. Revoke one of them first."],
};

/**
 * What went wrong, in a sentence that says what to do next.
 * @param {unknown} error
 * @returns {Explanation}
 */
export function explain(error) {
  if (error instanceof FieldError) return { field: error.field, text: error.message };
  if (!(error instanceof RpcError)) return { field: "", text: "Something went wrong in this page. Reload it and try again." };
  const { reason, data } = error;
  if (error.retryAfterMs !== undefined) return { field: "", text: waitFor(Number(data.retry_after_ms ?? error.retryAfterMs)) };
  if (reason === "password_weak" && data.why === "username") return { field: "password", text: PASSWORD_IS_NAME };
  const known = SENTENCES[reason];
  if (known) return { field: known[0], text: known[1] };
  const field = String(data.pointer ?? "").split("/")[1] ?? "";
  return field ? { field, text: invalid(field, data) } : { field: "", text: `That did not work: ${error.message}. Try again.` };
}

/** @param {number} ms */
function waitFor(ms) {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds > 120) return `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes.`;
  return `The server is busy or got too many attempts. Try again in ${seconds === 1 ? "a second" : `${seconds} seconds`}.`;
}

/**
 * @param {string} field
 * @param {Record<string, unknown>} data
 */
function invalid(field, data) {
  if (field === "username") return USERNAME;
  if (field === "password") return PASSWORD_SHORT;
  return data.expected ? `Not accepted. Expected: ${String(data.expected)}.` : "Not accepted. Change it and try again.";
}

// ---- Checks before anything is sent ----

export const checks = Object.freeze({
  /**
   * @param {string} value
   * @param {string} sentence what to type
   */
  needed: (value, sentence) => (value === "" ? sentence : ""),

  /** @param {string} value */
  code: (value) => (value.replace(/[\s-]/g, "").length >= 6 ? "" : "Type the 6 digits that the app shows."),

  /** @param {string} value */
  username: (value) => (/^[a-z0-9][a-z0-9._-]{0,31}$/.test(value) ? "" : USERNAME),

  /**
   * @param {string} value
   * @param {string} username
   */
  newPassword(value, username) {
    if ([...value].length < 8) return PASSWORD_SHORT;
    return value.toLowerCase() === username ? PASSWORD_IS_NAME : "";
  },
});

export const PASSWORD_RULES = "At least 8 characters, not your username and not a common password.";
export const USERNAME_RULES = "Lower-case letters, digits, dots, hyphens and underscores. Others mention you with it.";

/** Letters that are no letter with an accent. @type {Record<string, string>} */
const LATIN = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i" };

/**
 * A username made from a name: "Ana María" becomes "ana.maria".
 * @param {string} name
 */
export function suggestUsername(name) {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[łøđðþßæœı]/g, (letter) => LATIN[letter])
    .replace(/[^a-z0-9]+/g, ".")
    .replace(/^\.+|\.+$/g, "")
    .slice(0, 32);
}
