// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { DraftStore } from "../state/draft-store.js";
import { placeMark } from "../state/place-mark.js";
import { avatar, groupAvatar } from "./avatar.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { inviteEntry } from "./workspace-menu.js";

/** @import { Channel } from "../contract.js" */
/** @typedef {import("../state/navigation-store.js").SidePanel} SidePanel */
/** @typedef {import("../state/store.js").Store} Store */
/**
 * @typedef {object} SidebarProps
 * @property {Store} store
 * @property {import("../state/navigation-store.js").NavigationStore} shown
 * @property {DraftStore} drafts
 * @property {Pick<import("../state/navigation.js").Navigation, "channels" | "open" | "openWorkspace" | "togglePanel">} navigation
 * @property {Pick<import("../state/dialog-store.js").DialogStore, "open">} dialogs
 * @property {() => void} browseChannels
 * @property {unknown} unsent the strip with the number of unsent messages, for a screen without a channel
 * @property {import("../state/channel-order.js").ChannelOrder} order
 * @property {import("./edge-marks.js").EdgeMarks} edgeMarks filled by the page after they are in it
 */

const BADGE_MAX = 99;

/**
 * The workspaces, the channels and the direct messages with their unread counts, and the user's own status.
 * @param {SidebarProps} props
 */
export function sidebar(props) {
  const { store, shown, navigation, dialogs, browseChannels, order, edgeMarks } = props;
  const { activity } = store;
  const counts = { unread: (/** @type {number} */ id) => Number(isWaitingIn(store, id)), mentions: () => 0 };
  const title = (/** @type {Channel} */ channel) => store.title(channel);
  const channels = navigation.channels();
  const favourites = store.prefs.favourites(shown.workspaceId).flatMap((id) => channels.find((channel) => channel.id === id) ?? []);
  const others = channels.filter((channel) => !favourites.includes(channel));
  const { named, direct } = order.sections(others, shown.channelId, { counts, activity, title });
  return html`<nav class="sidebar" aria-label="Channels">
    ${shown.channelId ? nothing : html`<h1 class="sr">${store.workspaces.get(shown.workspaceId)?.name ?? "Hero Collab"}</h1>`}
    ${workspaceHeader(props)}
    <button type="button" class="jump" @click=${() => dialogs.open({ kind: "switcher" })}>
      ${icon("search")} <span>Jump to…</span> <kbd>Ctrl K</kbd>
    </button>
    ${edgeMarks.above}
    <div class="places">
      <div>
        ${panelEntry(props, "search", "Search", { kind: "search", query: "" })} ${panelEntry(props, "at", "Mentions", { kind: "mentions" })}
        ${panelEntry(props, "thread", "Threads", { kind: "threads" }, threadBadge(props))}
      </div>
      ${favourites.length > 0
        ? html`<div class="section"><h2>Favourites</h2></div>
            <ul id="favourites">
              ${channelEntries(props, favourites, (channel) => pictureOf(store, channel))}
            </ul>`
        : nothing}
      ${sectionHeader("Channels", "Browse or create channels", browseChannels)}
      <ul id="channels">
        ${channelEntries(props, named, (channel) => pictureOf(store, channel))}
        ${named.length === 0 && favourites.length === 0 ? html`<li class="soft none">No channels yet</li>` : nothing}
      </ul>
      ${sectionHeader("Direct messages", "New message", () => dialogs.open({ kind: "new-message", userIds: [] }))}
      <ul id="directs">
        ${channelEntries(props, direct, (channel) => pictureOf(store, channel))}
        ${direct.length === 0 && favourites.length === 0 ? html`<li class="soft none">No direct messages yet</li>` : nothing}
      </ul>
      ${inviteEntry(store, store.workspaces.get(props.shown.workspaceId), dialogs)}
    </div>
    ${edgeMarks.below} ${props.unsent} ${account(props)}
  </nav>`;
}

/** @param {SidebarProps} props */
function workspaceHeader({ store, shown, navigation }) {
  const workspace = store.workspaces.get(shown.workspaceId);
  const choose = (/** @type {Event} */ event) => navigation.openWorkspace(Number(/** @type {HTMLSelectElement} */ (event.target).value));
  const waiting = waitingByWorkspace(store);
  const elsewhere = [...waiting].reduce((sum, [id, count]) => (id === shown.workspaceId ? sum : sum + count), 0);
  return html`<div class="workspace">
    ${store.workspaces.size > 1
      ? html`<label class="pick" title=${workspace?.name ?? nothing}
          ><span class="sr">Workspace${elsewhere > 0 ? `, ${elsewhere} unread in other workspaces` : ""}</span>
          <select id="workspace" @change=${choose}>
            ${[...store.workspaces.values()].map(
              ({ id, name }) =>
                html`<option value=${id} ?selected=${id === shown.workspaceId}>
                  ${id !== shown.workspaceId && waiting.has(id) ? `(${badgeText(waiting.get(id) ?? 0)}) ` : ""}${name}
                </option>`,
            )}
          </select>
          ${elsewhere > 0
            ? html`<span class="badge" id="elsewhere" aria-hidden="true" title="Unread in other workspaces">${badgeText(elsewhere)}</span>`
            : nothing}
          ${icon("chevron")}</label
        >`
      : html`<b class="workspace-name" title=${workspace?.name ?? nothing}>${workspace?.name ?? "Hero Collab"}</b>`}
    ${workspace
      ? html`<button
          type="button"
          class="tool"
          id="workspace-settings"
          aria-label="Workspace members and settings"
          title="Workspace members and settings"
          aria-pressed=${shown.panel?.kind === "workspace"}
          @click=${() => navigation.togglePanel({ kind: "workspace" })}
        >
          ${icon("people")}
        </button>`
      : nothing}
  </div>`;
}

/**
 * What waits for the user in each workspace: mentions in channels, and direct messages.
 * @param {Store} store
 */
function waitingByWorkspace(store) {
  /** @type {Map<number, number>} */
  const waiting = new Map();
  for (const channel of store.channels.values()) {
    const { sum } = placeMark(store, channel);
    if (sum > 0) waiting.set(channel.workspace_id, (waiting.get(channel.workspace_id) ?? 0) + sum);
  }
  return waiting;
}

/** @param {number} count */
const badgeText = (count) => (count > BADGE_MAX ? `${BADGE_MAX}+` : `${count}`);

/**
 * @param {SidebarProps} props
 * @param {"search" | "at" | "thread"} picture
 * @param {string} label
 * @param {SidePanel} panel
 * @param {unknown} [badge]
 */
function panelEntry({ shown, navigation }, picture, label, panel, badge = nothing) {
  return html`<button
    type="button"
    class="entry"
    data-shelf=${panel.kind}
    aria-pressed=${shown.panel?.kind === panel.kind}
    ?data-waiting=${badge !== nothing}
    @click=${() => navigation.togglePanel(panel)}
  >
    ${icon(picture)} <span class="label">${label}</span> ${badge}
  </button>`;
}

/**
 * How many threads have unread replies.
 * @param {SidebarProps} props
 */
function threadBadge({ store, shown }) {
  const { threads, mentions } = store.threads.summary(
    (id) => store.channels.get(id)?.workspace_id === shown.workspaceId,
    (id) => store.prefs.isMuted(id),
  );
  if (threads === 0) return nothing;
  const summary = [`${format.count(threads, "thread")} with new replies`, mentions > 0 ? format.count(mentions, "mention") : ""];
  return html`<span class="badge" data-mentions=${mentions} aria-label=${summary.filter(Boolean).join(", ")}
    >${threads > BADGE_MAX ? `${BADGE_MAX}+` : threads}</span
  >`;
}

/**
 * @param {string} title
 * @param {string} label of the button
 * @param {() => void} add
 */
function sectionHeader(title, label, add) {
  return html`<div class="section">
    <h2>${title}</h2>
    <button type="button" class="tool" aria-label=${label} title=${label} @click=${add}>${icon("plus")}</button>
  </div>`;
}

/**
 * @param {SidebarProps} props
 * @param {Channel[]} channels
 * @param {(channel: Channel) => unknown} picture
 */
function channelEntries(props, channels, picture) {
  return repeat(
    channels,
    (channel) => channel.id,
    (channel) => channelEntry(props, channel, picture(channel)),
  );
}

/**
 * @param {SidebarProps} props
 * @param {Channel} channel
 * @param {unknown} picture
 */
function channelEntry({ store, shown, drafts, navigation }, channel, picture) {
  const { unread, mentions, badge, isMuted, isWaiting } = placeMark(store, channel);
  const isOpen = shown.channelId === channel.id;
  const hasDraft = !isOpen && drafts.get(DraftStore.key(channel.id)) !== "";
  const summary = [unread > 0 ? `${unread} unread` : "", mentions > 0 ? format.count(mentions, "mention") : ""].filter(Boolean).join(", ");
  const click = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab or window
    event.preventDefault();
    void navigation.open(channel.id);
  };
  return html`<li>
    <a
      class="entry"
      href="#/c/${channel.id}"
      data-channel=${channel.id}
      data-unread=${unread}
      data-mentions=${mentions}
      aria-current=${isOpen ? "page" : nothing}
      ?data-waiting=${isWaiting}
      ?data-muted=${isMuted}
      @click=${click}
    >
      ${picture} <span class="label" title=${store.title(channel)}>${store.title(channel)}</span>
      ${isMuted ? html`<span class="silent" title="Muted">${icon("muted")}<span class="sr">Muted</span></span>` : nothing}
      ${hasDraft ? html`<span class="drafted" title="Draft">${icon("edit")}<span class="sr">Draft</span></span>` : nothing}
      ${badge > 0
        ? html`<span class="badge" aria-label=${summary}>${badgeText(badge)}</span>`
        : unread > 0
          ? html`<span class="sr">${summary}</span>`
          : nothing}
    </a>
  </li>`;
}

/**
 * @param {Store} store
 * @param {number} channelId
 */
function isWaitingIn(store, channelId) {
  const channel = store.channels.get(channelId);
  return channel !== undefined && placeMark(store, channel).isWaiting;
}

/**
 * @param {Store} store
 * @param {Channel} channel
 */
function pictureOf(store, channel) {
  if (channel.name) return icon(channel.kind === "private" ? "lock" : "hash");
  const others = store.others(channel);
  if (others.length > 1) return groupAvatar(others);
  return avatar(store, others[0] ?? store.user.id, { size: "small", dot: true });
}

/** @param {SidebarProps} props */
function account({ store, dialogs }) {
  return html`<div class="me">
    <button type="button" class="who" id="me" aria-haspopup="dialog" @click=${() => dialogs.open({ kind: "account" })}>
      ${avatar(store, store.user.id, { dot: true })}
      <span class="names"><b>${store.user.display_name}</b><span class="soft">${store.user.status_text || "Set a status"}</span></span>
      ${icon("gear")}
    </button>
  </div>`;
}
