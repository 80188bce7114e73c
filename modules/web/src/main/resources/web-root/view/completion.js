// @ts-check
import { mayBeginMention } from "./mention-names.js";

/**
 * The beginning of a name before the cursor. `start` is the place of its sign, `end` that of the cursor: an accepted name replaces what is
 * between them.
 * @typedef {{kind: "mention" | "emoji", part: string, start: number, end: number}} Completion
 */

/** A shorter part of an emoji name matches only at the begin of a name or of a word in it. */
const ANYWHERE_MIN = 3;
const MENTION = /@([\p{L}\p{N}\p{M}._-]*)$/u;
/** Signs that a text smiley is made of do not begin a name: `:-D` and `:3` are text, `:+1` and `:8ball` are names. */
const EMOJI = /(?:^|[\s(]):((?:[a-z]|[+-](?=\d)|\d(?=[a-z]))[a-z0-9_+-]+)$/i;

/**
 * The mention or the emoji name that ends at the cursor; null for none, and in code.
 * @param {string} before the text before the cursor
 * @returns {Completion | null}
 */
export function completionAt(before) {
  const end = before.length;
  const mention = MENTION.exec(before);
  if (mention && mayBeginMention(before.slice(0, mention.index))) return { kind: "mention", part: mention[1], start: mention.index, end };
  const emoji = EMOJI.exec(before);
  if (!emoji) return null;
  const start = end - emoji[1].length - 1;
  return mayBeginMention(before.slice(0, start)) ? { kind: "emoji", part: emoji[1], start, end } : null;
}

/**
 * Whether an emoji name is suggested for a part of it.
 * @param {string} name that contains the part
 * @param {string} part
 */
export function isSuggested(name, part) {
  const wanted = part.toLowerCase();
  return part.length >= ANYWHERE_MIN || name.startsWith(wanted) || name.includes(`_${wanted}`);
}
