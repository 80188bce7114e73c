// @ts-check
import { avatar } from "./avatar.js";

/** @typedef {import("../state/store.js").Store} Store */

/** People as they are looked for by name. */
export const people = Object.freeze({
  /**
   * Who fits, by name; oneself last.
   * @param {Store} store
   * @param {string} query in small letters
   * @returns {any[]}
   */
  like(store, query) {
    const self = (/** @type {any} */ user) => Number(user.id === store.user.id);
    return [...store.users.values()]
      .filter((user) => !user.deactivated_at && (user.display_name.toLowerCase().includes(query) || user.username.includes(query)))
      .sort((one, other) => self(one) - self(other) || one.display_name.localeCompare(other.display_name));
  },

  /**
   * Somebody as a line of a picker, without what taking it does.
   * @param {Store} store
   * @param {any} user
   */
  option(store, user) {
    return {
      key: `user ${user.id}`,
      label: user.id === store.user.id ? `${user.display_name} (you)` : user.display_name,
      detail: user.status_text || `@${user.username}`,
      picture: avatar(store, user.id, { size: "small", dot: true }),
    };
  },
});
