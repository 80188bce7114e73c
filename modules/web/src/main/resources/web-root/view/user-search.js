// @ts-check
import { avatar } from "./avatar.js";

/** @import { User } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */

/**
 * The active users whose name contains the query, by name; the signed-in user is last.
 * @param {Store} store
 * @param {string} query in lower case
 * @returns {User[]}
 */
export function findUsers(store, query) {
  const isSelf = (/** @type {User} */ user) => Number(user.id === store.user.id);
  return [...store.users.values()]
    .filter((user) => !user.deactivated_at && (user.display_name.toLowerCase().includes(query) || user.username.includes(query)))
    .sort((a, b) => isSelf(a) - isSelf(b) || a.display_name.localeCompare(b.display_name));
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
