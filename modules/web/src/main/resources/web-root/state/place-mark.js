// @ts-check

/** @import { Channel } from "../contract.js" */
/** @typedef {import("./store.js").Store} Store */
/**
 * What the sidebar shows at a channel or direct message.
 * @typedef {object} PlaceMark
 * @property {number} unread messages
 * @property {number} mentions that count
 * @property {number} badge the number at the entry; 0 for none
 * @property {number} sum what the place adds to the title of the page and to its workspace
 * @property {boolean} isMuted
 * @property {boolean} isWaiting the entry is bold, and among the first
 */

/**
 * The rules are those of {@link import("./attention.js").attention}: in a muted channel only a mention by name counts, and a muted direct
 * message has its number but is in no sum.
 * @param {Store} store
 * @param {Pick<Channel, "id" | "name">} channel
 * @returns {PlaceMark}
 */
export function placeMark({ counts, prefs }, { id, name }) {
  const isMuted = prefs.isMuted(id);
  const unread = counts.unread(id);
  const named = counts.named(id);
  const mentions = isMuted || !prefs.flag("notify.broadcasts") ? named : counts.mentions(id);
  const badge = name ? mentions : unread;
  if (isMuted) return { unread, mentions, badge, sum: name ? named : 0, isMuted, isWaiting: named > 0 };
  return { unread, mentions, badge, sum: badge, isMuted, isWaiting: unread > 0 || mentions > 0 };
}
