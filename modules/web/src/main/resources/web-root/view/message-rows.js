// @ts-check
import { format } from "./format.js";

/** @import { Message } from "../contract.js" */
/**
 * A message and what depends on the message before it: `isNewDay` if it is the first of a day, `isFirstNew` if the "New" marker is above
 * it, `continued` if it follows a message of the same author closely.
 * @typedef {{message: Message, isNewDay: boolean, isFirstNew: boolean, continued: boolean}} MessageRow
 */

const CONTINUED_MS = 5 * 60_000;

/**
 * @param {Message[]} messages ascending
 * @param {number | null} markerNo the marker is above the first message with a higher ordinal; null for no marker
 * @param {number} ownUserId the marker is never above a message of this user
 * @returns {MessageRow[]}
 */
export function messageRows(messages, markerNo, ownUserId) {
  // an imported message has no ordinal: it can stand between unread messages
  const firstNew = markerNo === null ? -1 : messages.findIndex((message) => (message.no ?? message.reply_no ?? 0) > markerNo);
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const isNewDay = !before || format.dayKey(before.created_at) !== format.dayKey(message.created_at);
    const isFirstNew = index === firstNew && message.user_id !== ownUserId;
    const continued = !isNewDay && !isFirstNew && before.user_id === message.user_id && msBetween(before, message) < CONTINUED_MS;
    return { message, isNewDay, isFirstNew, continued };
  });
}

/**
 * @param {Message} earlier
 * @param {Message} later
 */
const msBetween = (earlier, later) => Date.parse(later.created_at) - Date.parse(earlier.created_at);
