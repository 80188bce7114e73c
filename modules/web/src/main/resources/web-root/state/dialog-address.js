// @ts-check

/** @typedef {import("./channel-url.js").Place} Place */
/** @typedef {import("./dialog-store.js").Dialog} Dialog */
/** @typedef {Pick<Place, "settings" | "admin">} DialogPlace */

/**
 * The part of the page's address that names an open dialog. Other dialogs have none.
 * @param {Dialog | null} dialog
 * @returns {DialogPlace}
 */
export function placeOfDialog(dialog) {
  if (dialog?.kind === "account-page" && dialog.page === "audit") return { settings: false, admin: `audit${dialog.filters}` };
  return { settings: dialog?.kind === "account", admin: "" };
}

/**
 * @param {DialogPlace} place
 * @returns {Dialog | null}
 */
export function dialogOfPlace({ settings, admin }) {
  if (admin) return { kind: "account-page", page: "audit", filters: admin.slice("audit".length) };
  return settings ? { kind: "account" } : null;
}

/**
 * @param {DialogPlace} one
 * @param {DialogPlace} other
 */
export const isSameDialog = (one, other) => one.settings === other.settings && one.admin === other.admin;

/**
 * Another filter is no other place to go back to.
 * @param {DialogPlace} place
 * @param {DialogPlace} before
 * @returns {import("./page-history.js").Entry}
 */
export function entryOfDialog({ settings, admin }, before) {
  if (admin && before.admin) return "replace";
  return settings || admin ? "push" : "leave";
}
