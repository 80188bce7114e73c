// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { richText } from "./rich-text.js";

/** @typedef {import("../state/outbox.js").PendingMessage} PendingMessage */
/** @typedef {import("../state/store.js").Store} Store */
/**
 * @typedef {object} UnsentActions
 * @property {(opId: string) => void} retry
 * @property {(opId: string) => void} edit puts the text back into the message box
 * @property {(opId: string) => void} discard
 */

const NOT_KEPT = "This browser can't keep them: leave this tab open until they are sent.";

/**
 * How many messages are not sent, and the way to them. The style sheet hides it while the list of the channel shows them all.
 * @param {{unsent: PendingMessage[], isDurable: boolean, isElsewhere: (item: PendingMessage) => boolean, show: () => void}} props
 *   `isElsewhere` tells whether the lists on the screen do not contain the message
 */
export function unsentStrip({ unsent, isDurable, isElsewhere, show }) {
  if (unsent.length === 0) return nothing;
  return html`<div class="unsent" role="status" ?data-elsewhere=${!isDurable || unsent.some(isElsewhere)}>
    ${icon(unsent.some(isFailed) ? "alert" : "clock")} <span>${summary(unsent)} ${isDurable ? nothing : NOT_KEPT}</span>
    <button type="button" class="plain" @click=${show}>Show</button>
  </div>`;
}

/** @param {PendingMessage[]} unsent */
export function summary(unsent) {
  const failed = unsent.filter(isFailed).length;
  const waiting = unsent.length - failed;
  const parts = [
    ...(failed ? [`${format.count(failed, "message")} couldn't be sent.`] : []),
    ...(waiting ? [`${format.count(waiting, "message")} not sent yet.`] : []),
  ];
  return parts.join(" ");
}

/** @param {PendingMessage} item */
const isFailed = (item) => item.state === "failed";

/**
 * All unsent messages, wherever they belong.
 * @param {Store} store
 * @param {PendingMessage[]} unsent
 * @param {UnsentActions} actions
 */
export function unsentMessages(store, unsent, actions) {
  if (unsent.length === 0) return html`<p class="soft">All messages are sent.</p>`;
  return html`<ul class="cards unsent-list">
    ${unsent.map((item) => {
      const channel = store.channels.get(item.channelId);
      const place = channel ? `${channel.name ? "#" : ""}${store.title(channel)}` : "A channel that you are not in";
      return html`<li class="card" data-op=${item.opId} data-state=${item.state}>
        <div class="head">
          <strong>${place}${item.parentId ? ", in a thread" : nothing}</strong>
          <time class="soft">${format.brief(new Date(item.at).toISOString())}</time>
        </div>
        <div class="text">${richText(item.text, store, null)}</div>
        ${isFailed(item) ? failure(item, actions, channel !== undefined) : html`<p class="soft">Not sent yet. Trying again…</p>`}
      </li>`;
    })}
  </ul>`;
}

/**
 * Why a message could not be sent, and what the user can do.
 * @param {PendingMessage} item
 * @param {UnsentActions} actions
 * @param {boolean} canEdit false when its message box cannot be shown
 */
export function failure(item, actions, canEdit = true) {
  const button = (/** @type {string} */ label, /** @type {() => void} */ act) =>
    html`<button type="button" class="plain" @click=${act}>${label}</button>`;
  return html`<div class="row failed">
    ${icon("alert")} <span>Couldn't send message. ${item.error}</span>
    ${button("Try again", () => actions.retry(item.opId))} ${canEdit ? button("Edit", () => actions.edit(item.opId)) : nothing}
    ${button("Delete", () => actions.discard(item.opId))}
  </div>`;
}
