// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";
import { richText } from "./rich-text.js";

/** @typedef {import("../state/session.js").Session} Session */

/**
 * A message on its way: shown at once, and honest about not having arrived.
 * @param {Session} session
 * @param {import("../state/outbox.js").Draft} draft
 */
export function draftRow(session, draft) {
  const { store, outbox } = session;
  return html`<li class="message draft" data-state=${draft.state} data-op=${draft.opId}>
    <div class="side">${avatar(store, store.user.id)}</div>
    <div class="body">
      <div class="head">
        <strong class="name">${store.name(store.user.id)}</strong>
        ${draft.state === "failed"
          ? nothing
          : html`<span class="soft note">${icon("clock")} ${draft.state === "waiting" ? "Waiting for the connection" : "Sending"}</span>`}
      </div>
      <div class="text">${richText(draft.text, store)}</div>
      ${draft.state === "failed"
        ? html`<div class="row failed">
            ${icon("alert")} <span>Not sent. ${draft.problem}</span>
            <button type="button" class="plain" @click=${() => outbox.retry(draft.opId)}>Try again</button>
            <button type="button" class="plain" @click=${() => outbox.discard(draft.opId)}>Discard</button>
          </div>`
        : nothing}
    </div>
  </li>`;
}
