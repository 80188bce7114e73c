// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { emoji } from "./emoji.js";
import { statusEmoji } from "./emoji-signs.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { isComposing } from "./key-events.js";
import { isLong } from "./long-text.js";
import { messageToolbar } from "./message-toolbar.js";
import { richText } from "./rich-text.js";
import { showMoreButton } from "./show-more.js";
import { enterMakesLine, onTextKey } from "./text-keys.js";
import { isTooLong, tooLongMessage } from "./text-length.js";

/** @import { Message } from "../contract.js" */
/**
 * What every row of messages needs.
 * @typedef {object} RowContext
 * @property {import("../state/store.js").Store} store
 * @property {import("../state/message-actions.js").MessageActions} messages
 * @property {import("../state/mark-actions.js").MarkActions} marks
 * @property {(parentId: number) => void} openThread
 * @property {(userId: number) => void} openProfile
 */
/**
 * @typedef {object} RowOptions
 * @property {boolean} [continued] the row before is a message of the same author, so the author is not repeated
 * @property {boolean} [active] the user points at the row or has focused it: its toolbar is shown
 * @property {boolean} [inThread]
 * @property {boolean} [focusable] the Tab key reaches the row
 * @property {boolean} [highlighted] the user was led to the row
 */

/**
 * One message.
 * @param {RowContext} context
 * @param {Message} message
 * @param {RowOptions} options
 */
export function messageRow(
  context,
  message,
  { continued = false, active = false, inThread = false, focusable = false, highlighted = false },
) {
  const { store, messages } = context;
  const isEditing = messages.editingId === message.id;
  return html`<li
    class="message"
    id="m${message.id}"
    data-id=${message.id}
    tabindex=${focusable ? 0 : -1}
    aria-label="${store.name(message.user_id)}, ${format.clock(message.created_at)}: ${message.text.slice(0, 300)}"
    ?data-continued=${continued}
    ?data-active=${active}
    ?data-goal=${highlighted}
    ?data-pinned=${message.pinned && !inThread}
    ?data-mine=${message.user_id === store.user.id}
    ?data-names-me=${message.broadcast !== undefined || message.mentions.includes(store.user.id)}
  >
    <div class="side">
      ${continued
        ? html`<time class="late" datetime=${message.created_at}>${format.clock(message.created_at)}</time>`
        : authorFace(context, message)}
    </div>
    <div class="body">
      ${continued ? pinnedFlag(message) : head(context, message)} ${isEditing ? editor(context, message) : text(context, message)}
      ${message.reactions.length > 0 ? reactions(context, message) : nothing}
      ${message.reply_count && !inThread ? replies(context, message) : nothing}
    </div>
    ${active && !isEditing ? messageToolbar(context, message, inThread) : nothing}
  </li>`;
}

/** @param {Message} message */
const pinnedFlag = (message) => (message.pinned ? html`<span class="flag">${icon("pin")} Pinned</span>` : nothing);

/**
 * The face opens the profile, like the name beside it, which is what the keyboard and screen readers use.
 * @param {RowContext} context
 * @param {Message} message
 */
function authorFace({ store }, message) {
  return html`<span class="face" data-person=${message.user_id} aria-hidden="true">${avatar(store, message.user_id)}</span>`;
}

/**
 * @param {RowContext} context
 * @param {Message} message
 */
function head({ store, openProfile }, message) {
  return html`<div class="head">
    <button type="button" class="name" tabindex="-1" @click=${() => openProfile(message.user_id)}>${store.name(message.user_id)}</button>
    ${statusHint(store.users.get(message.user_id)?.status_text)}
    <time datetime=${message.created_at} title=${format.whole(message.created_at)}>${format.clock(message.created_at)}</time>
    ${pinnedFlag(message)}
  </div>`;
}

/**
 * A status beside a name: its emoji, and its text as a hint. The whole text on every message would hide the names.
 * @param {string | undefined} status
 */
function statusHint(status) {
  if (!status) return nothing;
  return html`<span class="status" role="img" aria-label="Status: ${status}" title=${status}>${statusEmoji(status)}</span>`;
}

/**
 * @param {RowContext} context
 * @param {Message} message
 */
function text({ store, messages }, message) {
  const long = isLong(message.text);
  return html`<div class="text" ?data-long=${long}>
      ${richText(message.text, store, message)}${message.edited_at
        ? html`<button
            type="button"
            class="edited"
            aria-label="Edited. Show edit history"
            title="Edited ${format.whole(message.edited_at)}"
            @click=${() => messages.showHistory(message)}
          >
            (edited)
          </button>`
        : nothing}${messages.hasUnsavedEdit(message.id)
        ? html`<button type="button" class="edited unsaved" @click=${() => messages.startEditing(message.id)}>(unsaved edit)</button>`
        : nothing}
    </div>
    ${long ? showMoreButton() : nothing}`;
}

/**
 * @param {RowContext} context
 * @param {Message} message
 */
function reactions({ store, messages }, message) {
  const isMember = store.channels.has(message.channel_id);
  return html`<div class="reactions" role="group" aria-label="Reactions">
    ${message.reactions.map(({ emoji: name, user_ids: userIds }) => {
      const people = format.names(userIds.map((id) => (id === store.user.id ? "you" : store.name(id))));
      const shown = emoji.shown(name);
      return html`<button
        type="button"
        class="reaction"
        data-emoji=${name}
        aria-pressed=${userIds.includes(store.user.id)}
        ?disabled=${!isMember}
        title="${people} reacted with :${emoji.nameOf(shown)}:"
        aria-label="${emoji.nameOf(shown)}, ${format.count(userIds.length, "person", "people")}: ${people}"
        @click=${() => messages.toggleReaction(message, name)}
      >
        <span aria-hidden="true">${shown}</span><span aria-hidden="true" class="n">${userIds.length}</span>
      </button>`;
    })}
    ${isMember
      ? html`<button
          type="button"
          class="reaction add"
          aria-label="Add reaction"
          title="Add reaction"
          @click=${() => messages.pickReaction(message)}
        >
          ${icon("smile")}
        </button>`
      : nothing}
  </div>`;
}

/**
 * @param {RowContext} context
 * @param {Message} message
 */
function replies({ store, openThread }, message) {
  const unread = store.threads.unread(message.id);
  return html`<button type="button" class="replies" data-unread=${unread} @click=${() => openThread(message.id)}>
    ${icon("thread")} <b>${format.count(message.reply_count ?? 0, "reply", "replies")}</b>
    ${unread > 0 ? html`<span class="badge">${unread} new</span>` : nothing}
    ${message.last_reply_at ? html`<span class="soft">Last reply ${format.brief(message.last_reply_at)}</span>` : nothing}
  </button>`;
}

/**
 * @param {RowContext} context
 * @param {Message} message
 */
function editor({ messages }, message) {
  const save = (/** @type {EventTarget | null} */ target) => {
    const element = /** @type {Element} */ (target).closest(".editor")?.querySelector("textarea");
    const edited = element?.value.trim();
    if (!edited) messages.confirmDelete(message);
    else if (isTooLong(edited)) messages.rejectEdit(tooLongMessage(edited));
    else void messages.edit(message, edited);
  };
  const input = (/** @type {Event} */ event) => {
    messages.writeEdit(/** @type {HTMLTextAreaElement} */ (event.target).value);
  };
  const keydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && !isComposing(event)) messages.stopEditing();
    else if (!(event.target instanceof HTMLTextAreaElement) || !onTextKey(event, event.target, () => save(event.target))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="editor" @keydown=${keydown}>
    <textarea
      class="edit"
      dir="auto"
      rows="2"
      aria-label="Edit message"
      .defaultValue=${messages.editedText ?? message.text}
      @input=${input}
    ></textarea>
    <div class="row">
      <button type="button" class="plain" @click=${() => messages.stopEditing()}>Cancel</button>
      <button type="button" class="primary" @click=${(/** @type {Event} */ event) => save(event.target)}>Save</button>
      <span class="soft hint">${enterMakesLine() ? nothing : "Esc to cancel, Enter to save"}</span>
    </div>
  </div>`;
}
