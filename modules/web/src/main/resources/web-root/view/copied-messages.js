// @ts-check
import { format } from "./format.js";
import { messageIdOf, ROW } from "./message-shortcuts.js";

/** @import { Message } from "../contract.js" */
/** @typedef {{name: string, at: string, text: string}} CopiedMessage */

/**
 * A selection of several messages as text: each with the name of its author and its time, which are not a part of the selection in a
 * browser, because they are buttons or are shown once for several messages.
 * @param {CopiedMessage[]} messages
 */
export function copiedText(messages) {
  let last = "";
  const parts = messages.map(({ name, at, text }) => {
    const head = `${name}, ${format.stamp(at)}`;
    const part = head === last ? text : `${last ? "\n" : ""}${head}\n${text}`;
    last = head;
    return part;
  });
  return parts.join("\n");
}

/**
 * Puts the selected messages into the clipboard. A selection inside one message is left to the browser.
 * @param {ClipboardEvent} event
 * @param {HTMLElement} list contains the rows
 * @param {(messageId: number) => Message | undefined} messageWith
 * @param {(userId: number) => string} nameOf
 */
export function copyMessages(event, list, messageWith, nameOf) {
  const selection = document.getSelection();
  if (!selection?.rangeCount || !event.clipboardData) return;
  const range = selection.getRangeAt(0);
  /** @type {CopiedMessage[]} */
  const messages = [];
  for (const row of list.querySelectorAll(ROW)) {
    const shown = row.querySelector(".text");
    const message = messageWith(messageIdOf(row));
    if (!shown || !message || !range.intersectsNode(shown)) continue;
    const text = selectedText(range, shown, message.text);
    if (text) messages.push({ name: nameOf(message.user_id), at: message.created_at, text });
  }
  if (messages.length < 2) return;
  event.clipboardData.setData("text/plain", copiedText(messages));
  event.preventDefault();
}

/**
 * @param {Range} range
 * @param {Element} shown
 * @param {string} whole the text as it was written
 */
function selectedText(range, shown, whole) {
  const own = document.createRange();
  own.selectNodeContents(shown);
  const startsInside = range.compareBoundaryPoints(Range.START_TO_START, own) > 0;
  const endsInside = range.compareBoundaryPoints(Range.END_TO_END, own) < 0;
  if (!startsInside && !endsInside) return whole;
  if (startsInside) own.setStart(range.startContainer, range.startOffset);
  if (endsInside) own.setEnd(range.endContainer, range.endOffset);
  return own.toString().trim();
}
