// @ts-check
import { signOf } from "./emoji.js";

/** @typedef {import("./markdown.js").Block} Block */

const JUMBO_MAX = 6;
/** Six emoji with the longest sequences are shorter. */
const LENGTH_MAX = 180;
/** One emoji: a flag of two letters, a keycap, or a picture with its modifiers, joined pictures and tags (the flag of Scotland). */
const EMOJI =
  /\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:\ufe0f|[\u{1f3fb}-\u{1f3ff}])?[\u{e0020}-\u{e007f}]*(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|[\u{1f3fb}-\u{1f3ff}])*)*/gu;
/** Stands for a status that begins with a word. */
const ANY_STATUS = "💬";

/**
 * Whether a message is nothing but a few emoji, as signs or names, which are shown large.
 * @param {Block[]} tree
 */
export function isJumbo([block, ...others]) {
  if (block?.kind !== "paragraph" || others.length > 0) return false;
  let count = 0;
  for (const node of block.inside) {
    if (node.kind === "break") continue;
    if (node.kind === "emoji" && signOf(node.text)) count++;
    else if (node.kind === "text" && node.text.length <= LENGTH_MAX && node.text.replace(EMOJI, "").trim() === "") {
      count += node.text.match(EMOJI)?.length ?? 0;
    } else return false;
  }
  return count > 0 && count <= JUMBO_MAX;
}

/**
 * The emoji at the beginning of a status.
 * @param {string} status
 */
export function statusEmoji(status) {
  const text = status.trim();
  const found = text.match(EMOJI)?.[0] ?? "";
  return found && text.startsWith(found) ? found : ANY_STATUS;
}
