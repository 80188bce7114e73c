// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { splitText, TEXT_MAX } from "../state/split-text.js";
import { format } from "./format.js";

const LEFT_SHOWN = 500;

/** @param {string} text */
export const isTooLong = (text) => text.trim().length > TEXT_MAX;

/** @param {string} text that is too long */
export const tooLongMessage = (text) =>
  `${format.many(text.trim().length - TEXT_MAX)} characters too long. A message can have ${format.many(TEXT_MAX)} characters.`;

/**
 * Beside a field: how much can still be written, or how much is too much, with the offer to send it as several messages.
 * @param {string} text
 * @param {() => void} sendParts
 */
export function lengthStatus(text, sendParts) {
  if (isTooLong(text)) {
    return html`<span class="too-long" role="alert">${tooLongMessage(text)}</span>
      <button type="button" class="plain" data-split @click=${sendParts}>Send as ${splitText(text).length} messages</button>`;
  }
  const left = TEXT_MAX - text.length;
  return left < LEFT_SHOWN ? html`<span class="soft" role="status">${format.count(Math.max(0, left), "character")} left</span>` : nothing;
}
