// @ts-check

/** @import { Message } from "../contract.js" */
/** @typedef {import("./message-row.js").RowContext} RowContext */

/** Selects the rows of messages that the server has confirmed. */
export const ROW = ".message[data-id]";

/** @param {Element} row */
export const messageIdOf = (row) => Number(/** @type {HTMLElement} */ (row).dataset.id);

/**
 * What a key does while the row of a message has the focus. Letters need the Alt key: without it, what is typed goes to the message box.
 * @param {RowContext} context
 * @param {HTMLElement} list that contains the rows
 * @param {HTMLElement} row
 * @param {Message} message of the row
 * @param {KeyboardEvent} event
 * @returns {(() => unknown) | undefined}
 */
export function messageShortcut({ messages, marks, openThread, store }, list, row, message, event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  const rows = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(ROW));
  const isOwn = message.user_id === store.user.id;
  /** @type {Record<string, () => unknown>} */
  const byKey = {
    ArrowUp: () => focusSibling(row, "previousElementSibling"),
    ArrowDown: () => focusSibling(row, "nextElementSibling"),
    Home: () => rows[0]?.focus(),
    End: () => rows[rows.length - 1]?.focus(),
    Delete: () => isOwn && messages.confirmDelete(message),
  };
  /** @type {Record<string, () => unknown>} */
  const byLetter = {
    r: () => messages.pickReaction(message),
    t: () => openThread(message.parent_id ?? message.id),
    h: () => message.edited_at && messages.showHistory(message),
    p: () => message.parent_id === undefined && messages.togglePin(message),
    e: () => isOwn && messages.startEditing(message.id),
    u: () => !isOwn && store.channels.has(message.channel_id) && marks.unread(message),
  };
  return event.altKey ? byLetter[letterOf(event)] : byKey[event.key];
}

/**
 * The letter of a key. With the option key of a Mac, the key writes another sign, and only its place on the keyboard tells the letter.
 * @param {KeyboardEvent} event
 */
function letterOf({ key, code }) {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, "").toLowerCase();
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
