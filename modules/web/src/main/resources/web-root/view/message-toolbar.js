// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";

/** @import { Message } from "../contract.js" */
/** @typedef {import("./menu.js").MenuItem} MenuItem */
/** @typedef {import("./message-row.js").RowContext} RowContext */

const QUICK_REACTIONS = ["👍", "❤️", "😂"];

/**
 * What the user can do with a message: the frequent actions as buttons, the others in a menu.
 * @param {RowContext} context
 * @param {Message} message
 * @param {boolean} inThread
 */
export function messageToolbar(context, message, inThread) {
  const { store, messages, openThread } = context;
  const isMember = store.channels.has(message.channel_id);
  const tool = (/** @type {Parameters<typeof icon>[0]} */ picture, /** @type {string} */ label, /** @type {() => void} */ act) =>
    html`<button type="button" aria-label=${label} title=${label} @click=${act}>${icon(picture)}</button>`;
  return html`<div class="tools-host">
    <div class="tools" role="toolbar" aria-label="Message actions">
      ${(isMember ? QUICK_REACTIONS : []).map(
        (character) =>
          html`<button
            type="button"
            class="quick"
            aria-label="React with ${emoji.nameOf(character)}"
            title=":${emoji.nameOf(character)}:"
            @click=${() => messages.toggleReaction(message, character)}
          >
            ${character}
          </button>`,
      )}
      ${isMember ? tool("smile", "Find another reaction", () => messages.pickReaction(message)) : nothing}
      ${inThread ? nothing : tool("thread", "Reply in thread", () => openThread(message.id))}
      ${menuButton(`menu-${inThread ? "thread" : "channel"}-${message.id}`, "More actions", menuItems(context, message))}
      <button type="button" class="dismiss" aria-label="Close" title="Close">${icon("close")}</button>
    </div>
  </div>`;
}

/**
 * @param {RowContext} context
 * @param {Message} message
 * @returns {MenuItem[]}
 */
function menuItems({ store, messages, marks }, message) {
  const isMember = store.channels.has(message.channel_id);
  const isOwn = message.user_id === store.user.id;
  /** @type {(condition: boolean, item: MenuItem) => MenuItem[]} */
  const when = (condition, item) => (condition ? [item] : []);
  return [
    ...when(isOwn && isMember, { icon: "edit", label: "Edit", act: () => messages.startEditing(message.id) }),
    { icon: "link", label: "Copy link", act: () => messages.copyLink(message) },
    ...when(isMember && !isOwn, { icon: "bell", label: "Mark unread", act: () => marks.unread(message) }),
    ...when(message.parent_id === undefined && isMember, {
      icon: "pin",
      label: message.pinned ? "Unpin" : "Pin",
      act: () => messages.togglePin(message),
    }),
    ...when(Boolean(message.edited_at), { icon: "history", label: "Edit history", act: () => messages.showHistory(message) }),
    ...when(store.mayDelete(message), { icon: "trash", label: "Delete", act: () => messages.confirmDelete(message), isDangerous: true }),
  ];
}
