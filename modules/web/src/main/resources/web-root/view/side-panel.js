// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { channelDetails } from "./channel-details.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { loadError, loadingSpinner } from "./load-state.js";
import { messageCard } from "./message-card.js";
import { messageRow } from "./message-row.js";
import { jumpNotice } from "./place-notices.js";
import { richText } from "./rich-text.js";
import { searchPanel } from "./search-panel.js";
import { threadsPanel } from "./threads-panel.js";
import { workspaceActions } from "./workspace-menu.js";
import { workspacePanel } from "./workspace-panel.js";

/** @import { Channel, Message } from "../contract.js" */
/** @typedef {import("./message-row.js").RowContext} RowContext */
/**
 * @typedef {object} SidePanelProps
 * @property {import("../state/store.js").Store} store
 * @property {import("../state/navigation-store.js").NavigationStore} shown
 * @property {import("../state/side-panel-content.js").SidePanelContent} content
 * @property {Pick<import("../state/navigation.js").Navigation, "openMessage" | "openPanel" | "closePanel" | "retry">} navigation
 * @property {Pick<import("../state/dialog-store.js").DialogStore, "open">} dialogs
 * @property {import("../state/channel-actions.js").ChannelActions} channels
 * @property {import("../state/workspace-actions.js").WorkspaceActions} workspaces
 * @property {import("../state/field-errors.js").FieldErrors} errors
 * @property {(message: Message) => void} unpin
 * @property {() => void} changed
 * @property {import("../state/thread-inbox.js").ThreadInbox} inbox
 * @property {import("../state/mark-actions.js").MarkActions} marks
 * @property {import("../state/preference-actions.js").PreferenceActions} preferences
 * @property {Pick<import("../state/thread-tracker.js").ThreadTracker, "follow">} threads
 * @property {{list: HTMLElement, composer: unknown}} thread elements that the page fills after they are in it
 */

/**
 * The panel at the side of the messages: a thread, pinned messages, channel details, search, mentions, or the workspace.
 * @param {SidePanelProps} props
 */
export function sidePanel(props) {
  const { store, shown, thread } = props;
  const { panel } = shown;
  const channel = shown.unavailable ? undefined : store.channel(shown.channelId);
  switch (panel?.kind) {
    case "search":
      return frame(props, "Search", search(props, panel.query));
    case "mentions":
      return frame(props, "Mentions", mentions(props));
    case "threads":
      return frame(props, "Threads", threads(props));
    case "workspace":
      return frame(props, "Workspace", workspace(props));
    case "thread":
      return channel
        ? frame(
            props,
            "Thread",
            html`${threadNotice(props, channel, panel.parentId)} ${thread.list} ${threadFoot(props, channel, panel.parentId)}`,
            followButton(props, panel.parentId),
          )
        : nothing;
    case "pins":
      return channel ? frame(props, "Pinned messages", pins(props)) : nothing;
    case "details":
      return channel ? frame(props, channel.name ? "Channel details" : "Conversation details", details(props, channel)) : nothing;
    default:
      return nothing;
  }
}

/**
 * @param {SidePanelProps} props
 * @param {string} title
 * @param {unknown} body
 * @param {unknown} [tools] in the header
 */
function frame({ shown, navigation }, title, body, tools = nothing) {
  return html`<aside class="panel" aria-label=${title} data-kind=${shown.panel?.kind ?? nothing}>
    <header class="bar">
      <h2>${title}</h2>
      ${tools}
      <button type="button" class="tool" id="close-panel" aria-label="Close" title="Close (Esc)" @click=${() => navigation.closePanel()}>
        ${icon("close")}
      </button>
    </header>
    ${body}
  </aside>`;
}

/**
 * @param {SidePanelProps} props
 * @param {number} parentId
 */
function followButton({ store, threads }, parentId) {
  const following = store.threads.has(parentId);
  const label = following ? "Stop following this thread" : "Follow this thread";
  return html`<button
    type="button"
    class="tool"
    id="follow-thread"
    aria-label="Follow this thread"
    aria-pressed=${following}
    title=${label}
    @click=${() => void threads.follow(parentId, !following)}
  >
    ${icon("bell")}
  </button>`;
}

/** @param {SidePanelProps} props */
function threads({ store, shown, inbox, navigation, marks }) {
  const isThere = (/** @type {number} */ id) => store.channels.get(id)?.workspace_id === shown.workspaceId;
  return threadsPanel({
    store,
    inbox,
    markAllRead: store.threads.summary(isThere).threads > 0 ? () => marks.confirmAllRead("threads") : null,
    openThread: ({ parent, last_reply: reply }) => void navigation.openMessage(reply ?? parent),
  });
}

/**
 * The message above the replies of a thread.
 * @param {RowContext} context
 * @param {Message | undefined} parent
 */
export function threadStart(context, parent) {
  if (!parent) return html`<p class="soft none">The first message of this thread isn't loaded. Scroll up in the channel to load it.</p>`;
  const row = parent.deleted_at
    ? html`<li class="tombstone" data-id=${parent.id}>${icon("trash")} This message was deleted.</li>`
    : messageRow(context, parent, { inThread: true });
  return html`<ol class="parent" aria-label="Message">
      ${row}
    </ol>
    <div class="day"><span>${format.count(parent.reply_count ?? 0, "reply", "replies")}</span></div>`;
}

/**
 * @param {SidePanelProps} props
 * @param {Channel} channel
 * @param {number} parentId
 */
function threadNotice({ store, shown, navigation, changed }, channel, parentId) {
  const { rows, isMissing } = store.window(channel.id, parentId);
  const dismiss = () => {
    shown.thread.forgetProblem();
    changed();
  };
  return isMissing ? nothing : jumpNotice(shown.thread.problemIn(rows), { retry: () => navigation.retry(), dismiss });
}

/**
 * @param {SidePanelProps} props
 * @param {Channel} channel
 * @param {number} parentId
 */
function threadFoot({ store, thread }, channel, parentId) {
  if (channel.archived_at || store.window(channel.id, parentId).isMissing) return nothing;
  if (!store.channels.has(channel.id)) return html`<p class="closed">${icon("lock")} Join #${channel.name} to reply.</p>`;
  const isDeleted = store.window(channel.id, parentId).parent?.deleted_at !== undefined;
  return isDeleted ? html`<p class="closed">${icon("trash")} You can't reply to a deleted message.</p>` : thread.composer;
}

/** @param {SidePanelProps} props */
const cardProps = ({ store, shown, navigation, channels }) => ({
  store,
  channelId: shown.channelId,
  join: (/** @type {number} */ channelId) => void channels.join(channelId),
  openMessage: (/** @type {Message} */ message) => void navigation.openMessage(message),
});

/**
 * What is shown until the content is loaded; nothing once it is.
 * @param {SidePanelProps} props
 * @param {string} failed
 */
function pending({ content }, failed) {
  if (content.error) return loadError(failed, content.error, () => content.open());
  return content.loading ? loadingSpinner : "";
}

/** @param {SidePanelProps} props */
function more({ content }) {
  if (!content.nextBeforeId) return nothing;
  return html`<li class="row">
    <button type="button" class="plain wide" @click=${() => content.loadMore()}>Show more</button>
  </li>`;
}

/** @param {SidePanelProps} props */
function pins(props) {
  const { store, content, unpin } = props;
  const waiting = pending(props, "Couldn't load pinned messages.");
  if (waiting) return waiting;
  if (content.lists.pins.length === 0) {
    return html`<div class="nothing">
      ${icon("pin")}
      <p>No pinned messages</p>
      <p class="soft">Pin important messages to find them here.</p>
    </div>`;
  }
  return html`<ul class="cards" id="pins">
    ${content.lists.pins
      .toReversed()
      .map((message) =>
        messageCard(
          cardProps(props),
          message,
          richText(message.text, store, message),
          html`<button type="button" class="plain" @click=${() => unpin(message)}>Unpin</button>`,
        ),
      )}
  </ul>`;
}

/** @param {SidePanelProps} props */
function mentions(props) {
  const { store, content } = props;
  const waiting = pending(props, "Couldn't load mentions.");
  if (waiting) return waiting;
  if (content.lists.mentions.length === 0)
    return html`<div class="nothing">
      ${icon("at")}
      <p>No mentions yet</p>
    </div>`;
  return html`<ul class="cards" id="mentions">
    ${content.lists.mentions.map(({ message, unread }) =>
      messageCard(
        cardProps(props),
        message,
        richText(message.text, store, message),
        unread ? html`<span class="badge">New</span>` : nothing,
      ),
    )}
    ${more(props)}
  </ul>`;
}

/**
 * @param {SidePanelProps} props
 * @param {string} query
 */
function search(props, query) {
  return searchPanel(cardProps(props), {
    query,
    hits: props.content.lists.hits,
    pending: pending(props, "Couldn't search."),
    more: more(props),
    search: (words) => props.navigation.openPanel({ kind: "search", query: words }),
  });
}

/** @param {SidePanelProps} props */
function workspace(props) {
  const { store, shown, content, dialogs, workspaces } = props;
  const row = store.workspaces.get(shown.workspaceId);
  if (!row) return nothing;
  return workspacePanel({
    store,
    workspace: row,
    members: content.lists.workspaceMembers,
    pending: pending(props, "Couldn't load members."),
    errors: props.errors,
    rename: (name) => void workspaces.rename(row, name),
    openProfile: (userId) => dialogs.open({ kind: "profile", userId, workspaceId: row.id }),
    actions: workspaceActions(store, row, dialogs),
  });
}

/**
 * @param {SidePanelProps} props
 * @param {Channel} channel
 */
function details(props, channel) {
  const { store, content, dialogs, channels } = props;
  return channelDetails({
    store,
    channel,
    members: content.lists.channelMembers,
    pending: pending(props, "Couldn't load members."),
    errors: props.errors,
    channels,
    preferences: props.preferences,
    openProfile: (userId) => dialogs.open({ kind: "profile", userId, channelId: channel.id }),
    addMembers: () => dialogs.open({ kind: "add-members", channel }),
    startGroup: () => dialogs.open({ kind: "new-message", userIds: store.others(channel) }),
  });
}
