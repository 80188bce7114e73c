// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { richText } from "./rich-text.js";
import { failure } from "./unsent-messages.js";

/** @typedef {import("../state/outbox.js").PendingMessage} PendingMessage */
/** @typedef {import("../state/store.js").Store} Store */

/**
 * A message that the server has not confirmed yet.
 * @param {Store} store
 * @param {PendingMessage} item
 * @param {import("./unsent-messages.js").UnsentActions} actions
 */
export function pendingMessageRow(store, item, actions) {
  const isFailed = item.state === "failed";
  const note = item.state === "waiting" ? "Waiting for connection…" : "Sending…";
  return html`<li class="message pending" data-state=${item.state} data-op=${item.opId}>
    <div class="side">${avatar(store, store.user.id)}</div>
    <div class="body">
      <div class="head">
        <strong class="name">${store.name(store.user.id)}</strong>
        ${isFailed ? nothing : html`<span class="soft note">${icon("clock")} ${note}</span>`}
      </div>
      <div class="text">${richText(item.text, store, null)}</div>
      ${isFailed ? failure(item, actions) : nothing}
    </div>
  </li>`;
}
