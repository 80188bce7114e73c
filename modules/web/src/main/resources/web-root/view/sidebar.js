// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { DraftStore } from "../state/draft-store.js";
import { avatar } from "./avatar.js";
import { format } from "./format.js";
import { icon } from "./icons.js";

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
 */

const BADGE_MAX = 99;

/**
 * The workspaces, the channels and the direct messages with their unread counts, and the user's own status.
 * @param {SidebarProps} props
 */
export function sidebar(props) {
  const { store, navigation, dialogs, browseChannels } = props;
  const channels = navigation.channels();
  const named = channels.filter((channel) => channel.name).sort((a, b) => store.title(a).localeCompare(store.title(b)));
  const direct = channels.filter((channel) => !channel.name).sort((a, b) => store.title(a).localeCompare(store.title(b)));
  return html`<nav class="sidebar" aria-label="Channels">
    ${workspaceHeader(props)}
    <button type="button" class="jump" @click=${() => dialogs.open({ kind: "switcher" })}>
      ${icon("search")} <span>Jump to…</span> <kbd>Ctrl K</kbd>
    </button>
    <div class="places">
      <div>
        ${panelEntry(props, "search", "Search", { kind: "search", query: "" })} ${panelEntry(props, "at", "Mentions", { kind: "mentions" })}
        ${panelEntry(props, "thread", "Threads", { kind: "threads" }, threadBadge(props))}
      </div>
      ${sectionHeader("Channels", "Browse or create channels", browseChannels)}
      <ul id="channels">
        ${channelEntries(props, named, (channel) => icon(channel.kind === "private" ? "lock" : "hash"))}
        ${named.length === 0 ? html`<li class="soft none">No channels yet</li>` : nothing}
      </ul>
      ${sectionHeader("Direct messages", "New message", () => dialogs.open({ kind: "new-message", userIds: [] }))}
      <ul id="directs">
        ${channelEntries(props, direct, (channel) => directPicture(store, channel))}
        ${direct.length === 0 ? html`<li class="soft none">No direct messages yet</li>` : nothing}
      </ul>
    </div>
    ${account(props)}
  </nav>`;
}

/** @param {SidebarProps} props */
function workspaceHeader({ store, shown, navigation }) {
  const workspace = store.workspaces.get(shown.workspaceId);
  const choose = (/** @type {Event} */ event) => navigation.openWorkspace(Number(/** @type {HTMLSelectElement} */ (event.target).value));
  return html`<div class="workspace">
    ${store.workspaces.size > 1
      ? html`<label class="pick"
          ><span class="sr">Workspace</span>
          <select id="workspace" @change=${choose}>
            ${[...store.workspaces.values()].map(
              ({ id, name }) => html`<option value=${id} ?selected=${id === shown.workspaceId}>${name}</option>`,
            )}
          </select>
          ${icon("chevron")}</label
        >`
      : html`<h1>${workspace?.name ?? "Hero Collab"}</h1>`}
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
  const { threads, mentions } = store.threads.summary((id) => store.channels.get(id)?.workspace_id === shown.workspaceId);
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
  const unread = store.counts.unread(channel.id);
  const mentions = store.counts.mentions(channel.id);
  const badge = channel.name ? mentions : unread;
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
      ?data-waiting=${unread > 0 || mentions > 0}
      @click=${click}
    >
      ${picture} <span class="label">${store.title(channel)}</span>
      ${hasDraft ? html`<span class="drafted" title="Draft">${icon("edit")}<span class="sr">Draft</span></span>` : nothing}
      ${badge > 0
        ? html`<span class="badge" aria-label=${summary}>${badge > BADGE_MAX ? `${BADGE_MAX}+` : badge}</span>`
        : unread > 0
          ? html`<span class="sr">${summary}</span>`
          : nothing}
    </a>
  </li>`;
}

/**
 * @param {Store} store
 * @param {Channel} channel
 */
function directPicture(store, channel) {
  const others = store.others(channel);
  if (others.length > 1) return html`<span class="crowd">${others.length + 1}</span>`;
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
