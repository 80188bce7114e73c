// @ts-check

/**
 * A link that leads into the server: the one for its first administrator, an invitation, or the one that sets a password.
 * @typedef {{kind: "setup" | "join" | "reset", token: string}} EntryLink
 */

const KEY = "entry-link";

/**
 * @param {string} hash of the page's address
 * @returns {EntryLink | null}
 */
export function parseEntryLink(hash) {
  const found = /^#\/(setup|join|reset)\/([^/]*)$/.exec(hash);
  return found && { kind: /** @type {EntryLink["kind"]} */ (found[1]), token: found[2] };
}

/**
 * @param {string} base the address of the page without a path
 * @param {EntryLink} link
 */
export const formatEntryLink = (base, { kind, token }) => `${base.replace(/\/$/, "")}/#/${kind}/${token}`;

/**
 * The link in the page's address. Its secret is removed from the address, so that it is not in the history and on the screen; this tab
 * keeps the link until it is used, or until another place is opened.
 * @returns {EntryLink | null}
 */
export function takeEntryLink() {
  const link = parseEntryLink(location.hash);
  if (link) {
    sessionStorage.setItem(KEY, location.hash);
    history.replaceState(null, "", "/");
  } else if (location.hash.length > 1) forgetEntryLink();
  return parseEntryLink(sessionStorage.getItem(KEY) ?? "");
}

export const forgetEntryLink = () => sessionStorage.removeItem(KEY);
