// @ts-check

/** @import { Message } from "../contract.js" */
/** @typedef {import("./preferences.js").NotifyLevel} NotifyLevel */
/**
 * How a message concerns the user: directly, by name, with the whole channel or those who are there, by a keyword, as a reply in a thread
 * that the user follows or does not follow, or not especially.
 * @typedef {"direct" | "named" | "channel" | "here" | "keyword" | "thread" | "unfollowed" | "other"} Concern
 */
/**
 * What the page shows at the place: a number, a bold name, a dimmed name, a mark at the threads, an entry in the list of threads only, a
 * dimmed number, or nothing.
 * @typedef {"badge" | "bold" | "dimmed" | "thread" | "inbox" | "count" | "nothing"} Mark
 */
/** @typedef {{level: NotifyLevel, isMuted: boolean, broadcasts: boolean, threads: boolean}} Choice what the user chose for the place */

/**
 * Which notifications and marks a message of another person causes. One table decides for all places of the page.
 * @param {Concern} concern
 * @param {Choice} choice
 * @returns {{mark: Mark, notifies: boolean}}
 */
export function attention(concern, { level, isMuted, broadcasts, threads }) {
  const speaks = level !== "nothing" && !isMuted;
  switch (concern) {
    case "direct":
      return { mark: isMuted ? "count" : "badge", notifies: speaks };
    case "named":
      return { mark: "badge", notifies: speaks };
    case "channel":
    case "here":
      if (!broadcasts) return attention("other", { level, isMuted, broadcasts, threads });
      return { mark: isMuted ? "nothing" : concern === "channel" ? "badge" : "bold", notifies: speaks };
    case "thread":
      return { mark: isMuted ? "inbox" : "thread", notifies: speaks && threads };
    case "unfollowed":
      return { mark: "nothing", notifies: false };
    case "keyword":
      return { mark: isMuted ? "nothing" : "bold", notifies: speaks };
    case "other":
      return { mark: isMuted ? "dimmed" : "bold", notifies: level === "all" && !isMuted };
  }
}

/**
 * @param {Message} message of another person
 * @param {{userId: number, isDirect: boolean, follows: boolean, keywords: string[]}} reader `follows` the thread of a reply
 * @returns {Concern}
 */
export function concernOf(message, { userId, isDirect, follows, keywords }) {
  if (message.mentions.includes(userId)) return "named";
  if (message.broadcast) return message.broadcast;
  if (message.parent_id !== undefined) return follows ? "thread" : "unfollowed";
  if (isDirect) return "direct";
  return keywords.some((word) => contains(message.text, word)) ? "keyword" : "other";
}

/**
 * Whether a text contains a word or phrase, in whole words and in any case.
 * @param {string} text
 * @param {string} word
 */
export function contains(text, word) {
  const wanted = fold(word);
  const folded = fold(text);
  if (wanted === "") return false;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
    if (!isJoined(folded, at) && !isJoined(folded, at + wanted.length)) return true;
  }
  return false;
}

/** @param {string} text */
const fold = (text) => text.normalize("NFC").toLowerCase();

const WORD = /[\p{L}\p{N}_]/u;
/** Words of these scripts stand beside each other without a space. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Whether a place is inside of a word.
 * @param {string} text
 * @param {number} at
 */
function isJoined(text, at) {
  const before = text.slice(0, at).match(/.$/su)?.[0] ?? "";
  const after = text.slice(at).match(/^./su)?.[0] ?? "";
  return WORD.test(before) && WORD.test(after) && !UNSPACED.test(before) && !UNSPACED.test(after);
}
