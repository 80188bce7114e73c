// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { avatar } from "./avatar.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { loadError, loadingSpinner } from "./load-state.js";
import { richText } from "./rich-text.js";

/** @import { InboxThread, Message } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */
/**
 * @typedef {object} ThreadsProps
 * @property {Store} store
 * @property {import("../state/thread-inbox.js").ThreadInbox} inbox
 * @property {(thread: InboxThread) => void} openThread
 * @property {(() => void) | null} markAllRead null when nothing is unread
 */

/**
 * The threads that the user follows, those with unread replies first.
 * @param {ThreadsProps} props
 */
export function threadsPanel(props) {
  const { inbox } = props;
  if (inbox.error) return loadError("Couldn't load threads.", inbox.error, () => inbox.reload());
  if (inbox.loading) return loadingSpinner;
  if (inbox.rows.length === 0) {
    return html`<div class="nothing">
      ${icon("thread")}
      <p>No threads yet</p>
      <p class="soft">Threads that you start, reply to or are mentioned in appear here.</p>
    </div>`;
  }
  return html`${props.markAllRead
      ? html`<div class="row panel-actions">
          <button type="button" class="plain" id="mark-threads-read" @click=${props.markAllRead}>${icon("check")} Mark all as read</button>
        </div>`
      : nothing}
    <ul class="cards" id="threads">
      ${repeat(
        inbox.rows,
        (row) => row.parent.id,
        (row) => threadCard(props, row),
      )}
      ${inbox.next
        ? html`<li class="row"><button type="button" class="plain wide" @click=${() => inbox.more()}>Show more</button></li>`
        : nothing}
    </ul>`;
}

/**
 * @param {ThreadsProps} props
 * @param {InboxThread} thread
 */
function threadCard({ store, openThread }, thread) {
  const { parent, last_reply: last, repliers } = thread;
  const channel = store.channels.get(parent.channel_id);
  const unread = store.threads.unread(parent.id);
  return html`<li class="card" data-id=${parent.id} data-unread=${unread}>
    <div class="head">
      <strong>${store.name(parent.user_id)}</strong>
      ${channel ? html`<span class="soft">in ${channel.name ? "#" : ""}${store.title(channel)}</span>` : nothing}
      ${unread > 0 ? html`<span class="badge">${unread} new</span>` : nothing}
    </div>
    <div class="text">
      ${parent.deleted_at ? html`<span class="soft">This message was deleted.</span>` : richText(parent.text, store, parent)}
    </div>
    ${last ? latest(store, last, repliers) : nothing}
    <div class="row">
      <button type="button" class="plain" @click=${() => openThread(thread)}>
        ${icon("thread")} ${format.count(parent.reply_count ?? 0, "reply", "replies")}
      </button>
    </div>
  </li>`;
}

/**
 * @param {Store} store
 * @param {Message} reply
 * @param {number[]} repliers
 */
function latest(store, reply, repliers) {
  return html`<div class="latest">
    <div class="head">
      ${repliers.map((userId) => avatar(store, userId, { size: "small" }))} <strong>${store.name(reply.user_id)}</strong>
      <time class="soft" datetime=${reply.created_at} title=${format.whole(reply.created_at)}>${format.brief(reply.created_at)}</time>
    </div>
    <div class="text">${richText(reply.text, store, reply)}</div>
  </div>`;
}
