// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { format } from "./format.js";

/** @import { Message } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */
/**
 * @typedef {object} CardProps
 * @property {Store} store
 * @property {number} channelId of the open channel
 * @property {(message: Message) => void} openMessage
 * @property {(channelId: number) => void} join
 */

/**
 * A message outside its channel, with a button that opens it there.
 * @param {CardProps} props
 * @param {Message} message
 * @param {unknown} text
 * @param {unknown} [extra] further actions
 */
export function messageCard({ store, channelId, openMessage, join }, message, text, extra = nothing) {
  const channel = store.channel(message.channel_id);
  const isElsewhere = channel && channel.id !== channelId;
  return html`<li class="card" data-id=${message.id}>
    <div class="head">
      ${avatar(store, message.user_id, { size: "small" })} <strong>${store.name(message.user_id)}</strong>
      ${isElsewhere ? html`<span class="soft">in ${channel.name ? "#" : ""}${store.title(channel)}</span>` : nothing}
      <time class="soft" datetime=${message.created_at} title=${format.whole(message.created_at)}>${format.brief(message.created_at)}</time>
    </div>
    <div class="text">${text}</div>
    <div class="row">
      <button type="button" class="plain" @click=${() => openMessage(message)}>View in channel</button>
      ${channel && !store.channels.has(channel.id) && !channel.archived_at
        ? html`<button type="button" class="plain" data-join=${channel.id} @click=${() => join(channel.id)}>Join #${channel.name}</button>`
        : nothing}
      ${extra}
    </div>
  </li>`;
}
