// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { emoji } from "./emoji.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { richText } from "./rich-text.js";

/** @typedef {import("../state/session.js").Session} Session */

const QUICK = ["👍", "❤️", "😂", "🎉"];

/**
 * One message. What can be done with it is shown for the one that somebody points at or has focused.
 * @param {Session} session
 * @param {any} message
 * @param {{continued: boolean, active: boolean, inThread: boolean, first: boolean, goal: boolean}} how
 *   `continued` stands below a message of the same person; `first` is the one that Tab reaches
 */
export function messageRow(session, message, how) {
  const { store } = session;
  const name = store.name(message.user_id);
  const editing = session.editing === message.id;
  const status = store.users.get(message.user_id)?.status_text;
  return html`<li
    class="message"
    id="m${message.id}"
    data-id=${message.id}
    tabindex=${how.first ? 0 : -1}
    aria-label="${name}, ${format.clock(message.created_at)}: ${message.text.slice(0, 300)}"
    ?data-continued=${how.continued}
    ?data-active=${how.active}
    ?data-goal=${how.goal}
    ?data-pinned=${message.pinned && !how.inThread}
    ?data-mine=${message.user_id === store.user.id}
    ?data-names-me=${message.broadcast !== undefined || message.mentions.includes(store.user.id)}
  >
    <div class="side">
      ${how.continued
        ? html`<time class="late" datetime=${message.created_at}>${format.clock(message.created_at)}</time>`
        : avatar(store, message.user_id)}
    </div>
    <div class="body">
      ${how.continued
        ? nothing
        : html`<div class="head">
            <button type="button" class="name" tabindex="-1" @click=${() => session.ask({ kind: "person", userId: message.user_id })}>
              ${name}
            </button>
            ${status ? html`<span class="status" title=${status}>${status}</span>` : nothing}
            <time datetime=${message.created_at} title=${format.whole(message.created_at)}>${format.clock(message.created_at)}</time>
            ${message.pinned ? html`<span class="flag">${icon("pin")} Pinned</span>` : nothing}
          </div>`}
      ${how.continued && message.pinned ? html`<span class="flag">${icon("pin")} Pinned</span>` : nothing}
      ${editing
        ? editor(session, message)
        : html`<div class="text">
            ${richText(message.text, store)}${message.edited_at
              ? html`<button
                  type="button"
                  class="edited"
                  aria-label="Edited: show what it said before"
                  title="Edited ${format.whole(message.edited_at)}"
                  @click=${() => session.ask({ kind: "history", message })}
                >
                  (edited)
                </button>`
              : nothing}
          </div>`}
      ${message.reactions.length > 0 ? reactions(session, message) : nothing}
      ${message.reply_count > 0 && !how.inThread ? replies(session, message) : nothing}
    </div>
    ${how.active && !editing ? tools(session, message, how.inThread) : nothing}
  </li>`;
}

/**
 * @param {Session} session
 * @param {any} message
 */
function reactions(session, message) {
  const { store } = session;
  return html`<div class="reactions" role="group" aria-label="Reactions">
    ${message.reactions.map((/** @type {any} */ one) => {
      const mine = one.user_ids.includes(store.user.id);
      const who = format.names(one.user_ids.map((/** @type {number} */ id) => (id === store.user.id ? "you" : store.name(id))));
      const shown = emoji.shown(one.emoji);
      return html`<button
        type="button"
        class="reaction"
        data-emoji=${one.emoji}
        aria-pressed=${mine}
        title="${who}"
        aria-label="${emoji.nameOf(shown)}, ${format.count(one.user_ids.length, "person", "people")}: ${who}"
        @click=${() => session.react(message, one.emoji)}
      >
        <span aria-hidden="true">${shown}</span><span aria-hidden="true" class="n">${one.user_ids.length}</span>
      </button>`;
    })}
    <button
      type="button"
      class="reaction add"
      aria-label="Add a reaction"
      title="Add a reaction"
      @click=${() => session.ask({ kind: "emoji", message })}
    >
      ${icon("smile")}
    </button>
  </div>`;
}

/**
 * @param {Session} session
 * @param {any} message
 */
function replies(session, message) {
  return html`<button type="button" class="replies" @click=${() => session.beside({ kind: "thread", parentId: message.id })}>
    ${icon("thread")} <b>${format.count(message.reply_count, "reply", "replies")}</b>
    ${message.last_reply_at ? html`<span class="soft">last ${format.brief(message.last_reply_at)}</span>` : nothing}
  </button>`;
}

/**
 * @param {Session} session
 * @param {any} message
 * @param {boolean} inThread
 */
function tools(session, message, inThread) {
  const { store } = session;
  const mine = message.user_id === store.user.id;
  const mayDelete = mine || store.may("channel_manage", store.channels.get(message.channel_id)?.workspace_id);
  const tool = (/** @type {any} */ name, /** @type {string} */ label, /** @type {() => void} */ act) =>
    html`<button type="button" aria-label=${label} title=${label} @click=${act}>${icon(name)}</button>`;
  return html`<div class="tools" role="toolbar" aria-label="Message">
    ${QUICK.map(
      (one) =>
        html`<button
          type="button"
          class="quick"
          aria-label="React with ${emoji.nameOf(one)}"
          title=${emoji.nameOf(one)}
          @click=${() => session.react(message, one)}
        >
          ${one}
        </button>`,
    )}
    ${tool("smile", "React with another emoji", () => session.ask({ kind: "emoji", message }))}
    ${inThread ? nothing : tool("thread", "Reply in a thread", () => session.beside({ kind: "thread", parentId: message.id }))}
    ${message.no === undefined ? nothing : tool("pin", message.pinned ? "Unpin" : "Pin", () => session.pin(message))}
    ${tool("link", "Copy a link to this message", () => copyLink(session, message))}
    ${mine ? tool("edit", "Edit", () => session.startEditing(message.id)) : nothing}
    ${mayDelete ? tool("trash", "Delete", () => session.askToDelete(message)) : nothing}
    <button type="button" class="dismiss" aria-label="Close" title="Close">${icon("close")}</button>
  </div>`;
}

/**
 * @param {Session} session
 * @param {any} message
 */
async function copyLink(session, message) {
  const { Place } = await import("../state/place.js");
  const link = `${location.origin}/${Place.format(message.channel_id, message.parent_id ?? message.id)}`;
  await session.attempt(() => navigator.clipboard.writeText(link).then(() => session.tell("Link copied")));
}

/**
 * @param {Session} session
 * @param {any} message
 */
function editor(session, message) {
  const save = (/** @type {Element} */ within) => {
    const area = /** @type {HTMLTextAreaElement} */ (within.closest(".editor")?.querySelector("textarea"));
    const text = area.value.trim();
    if (text) void session.edit(message, text);
    else session.askToDelete(message);
  };
  const keys = (/** @type {KeyboardEvent} */ press) => {
    if (press.key === "Escape") session.startEditing(0);
    else if (press.key === "Enter" && !press.shiftKey && !press.isComposing) save(/** @type {Element} */ (press.target));
    else return;
    press.preventDefault();
    press.stopPropagation();
  };
  return html`<div class="editor" @keydown=${keys}>
    <textarea class="edit" rows="2" maxlength="16000" aria-label="Edit your message" .defaultValue=${message.text}></textarea>
    <div class="row">
      <button type="button" class="plain" @click=${() => session.startEditing(0)}>Cancel</button>
      <button type="button" class="primary" @click=${(/** @type {Event} */ click) => save(/** @type {Element} */ (click.target))}>
        Save
      </button>
      <span class="soft hint">Esc cancels, Enter saves</span>
    </div>
  </div>`;
}
