// @ts-check

/** @import { Message } from "../contract.js" */

/** A reply that is announced later than this after its time was imported. */
const LATE_MS = 60_000;

/**
 * Whether a message that arrives was just written. The server also announces messages that are imported into a channel, which have no
 * ordinal, and imported replies, which are older than their event.
 * @param {Message} message
 * @param {string} at the time of the event
 */
export function isNews({ no, parent_id: parentId, created_at: createdAt }, at) {
  if (no !== undefined) return true;
  return parentId !== undefined && !(Date.parse(at) - Date.parse(createdAt) > LATE_MS);
}
