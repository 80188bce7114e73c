// @ts-check
import { MATCH, matchAny } from "../state/text-match.js";
import { avatar } from "./avatar.js";

/** @import { User } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */

/**
 * The active users whose name matches the query, the best match first, and then by name; the signed-in user is last.
 * @param {Store} store
 * @param {string} query
 * @returns {User[]}
 */
export function findUsers(store, query) {
  const isSelf = (/** @type {User} */ user) => Number(user.id === store.user.id);
  return [...store.users.values()]
    .filter((user) => !user.deactivated_at)
    .map((user) => ({ user, match: query === "" ? MATCH.EQUAL : matchAny(query, [user.display_name, user.username]) }))
    .filter(({ match }) => match > MATCH.NONE)
    .sort((a, b) => isSelf(a.user) - isSelf(b.user) || b.match - a.match || a.user.display_name.localeCompare(b.user.display_name))
    .map(({ user }) => user);
}

/**
 * A user as an option of a picker.
 * @param {Store} store
 * @param {User} user
 * @param {() => unknown} select
 * @returns {import("./picker.js").Option}
 */
export function userOption(store, user, select) {
  return {
    key: `user ${user.id}`,
    label: user.id === store.user.id ? `${user.display_name} (you)` : user.display_name,
    detail: `@${user.username}${user.status_text ? ` · ${user.status_text}` : ""}`,
    picture: avatar(store, user.id, { size: "small", dot: true }),
    select,
  };
}
