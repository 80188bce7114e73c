// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar, groupAvatar } from "./avatar.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { loadingSpinner } from "./load-state.js";
import { jumpNotice, joinBar, unavailablePage } from "./place-notices.js";
import { noWorkspace } from "./workspace-menu.js";

/** @import { Channel } from "../contract.js" */
/** @typedef {import("../state/navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("../state/store.js").Store} Store */
/**
 * @typedef {object} ChannelViewProps
 * @property {Store} store
 * @property {NavigationStore} shown
 * @property {Pick<import("../state/navigation.js").Navigation, "channels" | "closeChannel" | "togglePanel" | "openFirstChannel" | "retry">}
 *   navigation
 * @property {Pick<import("../state/dialog-store.js").DialogStore, "open">} dialogs
 * @property {() => void} showLatest
 * @property {() => void} browseChannels
 * @property {unknown} unsent the strip with the number of unsent messages
 * @property {unknown} draftBar above the message box
 * @property {(channelId: number) => void} join
 * @property {() => void} changed
 * @property {{list: HTMLElement, composer: HTMLElement, banner: HTMLElement}} elements filled by the page after they are in it
 */

/**
 * The open channel: its header, its messages, who is typing, and the composer.
 * @param {ChannelViewProps} props
 */
export function channelView(props) {
  const { store, shown, showLatest, join, elements } = props;
  const channel = store.channel(shown.channelId);
  if (!channel || shown.unavailable) return html`<main class="channel">${elements.banner}${withoutChannel(props)}${props.unsent}</main>`;
  const title = store.title(channel);
  const unread = store.counts.unread(channel.id);
  return html`<main class="channel" aria-label=${title}>
    ${header(props, channel, title)} ${elements.banner} ${notice(props, channel)} ${elements.list}
    <div class="latest-host">
      <button type="button" class="latest" @click=${showLatest}>
        ${icon("down")} ${unread > 0 ? format.count(unread, "new message") : "Jump to latest"}
      </button>
    </div>
    ${props.unsent}
    <div class="typing" aria-live="off">${typingUsers(store, channel.id)}</div>
    ${channel.archived_at
      ? html`<p class="closed">${icon("archive")} This channel is archived. You can't post messages.</p>`
      : store.channels.has(channel.id)
        ? html`${props.draftBar}${elements.composer}`
        : joinBar(channel, () => join(channel.id))}
  </main>`;
}

/**
 * @param {ChannelViewProps} props
 * @param {Channel} channel
 */
function notice({ store, shown, navigation, changed }, channel) {
  const dismiss = () => {
    shown.list.forgetProblem();
    changed();
  };
  return jumpNotice(shown.list.problemIn(store.window(channel.id).rows), { retry: () => navigation.retry(), dismiss });
}

/**
 * @param {ChannelViewProps} props
 * @param {Channel} channel
 * @param {string} title
 */
function header({ store, shown, navigation }, channel, title) {
  const others = store.others(channel);
  const status = others.length === 1 ? store.users.get(others[0])?.status_text : "";
  const panelButton = (
    /** @type {"pin" | "gear" | "people"} */ picture,
    /** @type {"pins" | "details"} */ kind,
    /** @type {string} */ label,
  ) =>
    html`<button
      type="button"
      class="tool"
      data-panel=${kind}
      aria-label=${label}
      title=${label}
      aria-pressed=${shown.panel?.kind === kind}
      @click=${() => navigation.togglePanel({ kind })}
    >
      ${icon(picture)}
    </button>`;
  return html`<header class="bar">
    ${backButton(navigation)}
    ${channel.name
      ? icon(channelIcon(channel))
      : others.length > 1
        ? groupAvatar(others)
        : avatar(store, others[0] ?? store.user.id, { dot: true, size: "small" })}
    <div class="titles">
      <h1 id="title" title=${title}>${title}</h1>
      <span class="topic soft" dir="auto">${channel.topic || status || nothing}</span>
    </div>
    ${panelButton("pin", "pins", "Pinned messages")}
    ${channel.name ? panelButton("gear", "details", "Channel settings and members") : panelButton("people", "details", "Members")}
  </header>`;
}

/** @param {Channel} channel */
const channelIcon = (channel) => (channel.kind === "private" ? "lock" : channel.name ? "hash" : "people");

/**
 * The text above the first message of a channel.
 * @param {Store} store
 * @param {Channel} channel
 */
export function channelStart(store, channel) {
  const others = store.others(channel);
  return html`<div class="beginning">
    ${channel.name || others.length > 1
      ? html`<span class="channel-icon">${icon(channelIcon(channel))}</span>`
      : avatar(store, others[0] ?? store.user.id, { size: "large" })}
    <h2>${channel.name ? `#${channel.name}` : store.title(channel)}</h2>
    <p class="soft">
      ${channel.name
        ? `This is the start of the ${channel.kind} channel #${channel.name}, created ${format.onDay(channel.created_at)}.`
        : `This is the start of your conversation. Only ${others.length > 1 ? "its members" : "the two of you"} can see it.`}
    </p>
  </div>`;
}

/**
 * @param {Store} store
 * @param {number} channelId
 */
function typingUsers(store, channelId) {
  const names = store.typing.in(channelId).map((id) => store.name(id));
  if (names.length === 0) return nothing;
  return html`<span class="dots"><i></i><i></i><i></i></span> ${format.names(names)} ${names.length === 1 ? "is" : "are"} typing…`;
}

/** @param {ChannelViewProps} props */
function withoutChannel(props) {
  const { shown, navigation } = props;
  if (shown.unavailable) {
    const wayOut = navigation.channels().length > 0 ? "Go to your channels" : "Close";
    return html`${backBar(props)}
    ${unavailablePage(shown.unavailable, { wayOut, leave: () => navigation.openFirstChannel(), retry: () => navigation.retry() })}`;
  }
  if (props.store.workspaces.size === 0) return noWorkspace(props.store, props.dialogs);
  return shown.channelId ? html`${backBar(props)} ${loadingSpinner}` : noChannel(props);
}

/** @param {ChannelViewProps} props */
const backBar = ({ navigation }) => html`<header class="bar narrow-only">${backButton(navigation)}</header>`;

/** @param {Pick<ChannelViewProps["navigation"], "closeChannel">} navigation */
function backButton(navigation) {
  return html`<button
    type="button"
    class="tool back"
    aria-label="Back to channels"
    title="Back to channels"
    @click=${() => navigation.closeChannel()}
  >
    ${icon("back")}
  </button>`;
}

/** @param {ChannelViewProps} props */
function noChannel({ navigation, browseChannels }) {
  return html`<div class="nothing whole">
    ${icon("hash")}
    <h2>${navigation.channels().length > 0 ? "No channel selected" : "No channels yet"}</h2>
    <p class="soft">Select a channel on the left, press <kbd>Ctrl K</kbd> to search, or create a new channel.</p>
    <button type="button" class="primary" @click=${browseChannels}>Browse channels</button>
  </div>`;
}
