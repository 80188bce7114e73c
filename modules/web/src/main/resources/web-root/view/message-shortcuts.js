// @ts-check

/** @import { Message } from "../contract.js" */
/** @typedef {import("./message-row.js").RowContext} RowContext */

/** Selects the rows of messages that the server has confirmed. */
export const ROW = ".message[data-id]";

/** @param {Element} row */
export const messageIdOf = (row) => Number(/** @type {HTMLElement} */ (row).dataset.id);

/**
 * What the keys do while the row of a message has the focus.
 * @param {RowContext} context
 * @param {HTMLElement} list that contains the rows
 * @param {HTMLElement} row
 * @param {Message} message of the row
 * @returns {Record<string, () => unknown>} by key
 */
export function messageShortcuts({ messages, openThread, store }, list, row, message) {
  const rows = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(ROW));
  const isOwn = message.user_id === store.user.id;
  return {
    ArrowUp: () => focusSibling(row, "previousElementSibling"),
    ArrowDown: () => focusSibling(row, "nextElementSibling"),
    Home: () => rows[0]?.focus(),
    End: () => rows[rows.length - 1]?.focus(),
    r: () => messages.pickReaction(message),
    t: () => openThread(message.parent_id ?? message.id),
    h: () => message.edited_at && messages.showHistory(message),
    p: () => message.parent_id === undefined && messages.togglePin(message),
    e: () => isOwn && messages.startEditing(message.id),
    Delete: () => isOwn && messages.confirmDelete(message),
  };
}

/**
 * @param {HTMLElement} row
 * @param {"previousElementSibling" | "nextElementSibling"} direction
 */
function focusSibling(row, direction) {
  for (let sibling = row[direction]; sibling; sibling = sibling[direction]) {
    if (sibling.matches(ROW)) return /** @type {HTMLElement} */ (sibling).focus();
  }
}
