// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { format } from "./format.js";
import { icon } from "./icons.js";

/** @import { Channel } from "../contract.js" */
/** @typedef {import("../state/navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("../state/store.js").Store} Store */
/**
 * @typedef {object} ChannelViewProps
 * @property {Store} store
 * @property {NavigationStore} shown
 * @property {Pick<import("../state/navigation.js").Navigation, "channels" | "closeChannel" | "togglePanel">} navigation
 * @property {() => void} showLatest
 * @property {() => void} browseChannels
 * @property {{list: HTMLElement, composer: HTMLElement, banner: HTMLElement}} elements filled by the page after they are in it
 */

/**
 * The open channel: its header, its messages, who is typing, and the composer.
 * @param {ChannelViewProps} props
 */
export function channelView(props) {
  const { store, shown, showLatest, elements } = props;
  const channel = store.channels.get(shown.channelId);
  if (!channel) return html`<main class="channel">${elements.banner}${noChannel(props)}</main>`;
  const title = store.title(channel);
  const unread = store.counts.unread(channel.id);
  return html`<main class="channel" aria-label=${title}>
    ${header(props, channel, title)} ${elements.banner} ${elements.list}
    <button type="button" class="latest" @click=${showLatest}>
      ${icon("down")} ${unread > 0 ? format.count(unread, "new message") : "Jump to latest"}
    </button>
    <div class="typing" aria-live="off">${typingUsers(store, channel.id)}</div>
    ${channel.archived_at
      ? html`<p class="closed">${icon("archive")} This channel is archived. You can't post messages.</p>`
      : elements.composer}
  </main>`;
}

/**
 * @param {ChannelViewProps} props
 * @param {Channel} channel
 * @param {string} title
 */
function header({ store, shown, navigation }, channel, title) {
  const others = store.others(channel);
  const status = others.length === 1 ? store.users.get(others[0])?.status_text : "";
  const panelButton = (/** @type {"pin" | "info"} */ picture, /** @type {"pins" | "details"} */ kind, /** @type {string} */ label) =>
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
    <button
      type="button"
      class="tool back"
      aria-label="Back to channels"
      title="Back to channels"
      @click=${() => navigation.closeChannel()}
    >
      ${icon("back")}
    </button>
    ${others.length === 1 ? avatar(store, others[0], { dot: true, size: "small" }) : icon(channelIcon(channel))}
    <div class="titles">
      <h1 id="title" title=${title}>${title}</h1>
      <span class="topic soft" dir="auto">${channel.topic || status || nothing}</span>
    </div>
    ${panelButton("pin", "pins", "Pinned messages")} ${panelButton("info", "details", channel.name ? "Channel details" : "Members")}
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
    ${others.length === 1
      ? avatar(store, others[0], { size: "large" })
      : html`<span class="channel-icon">${icon(channelIcon(channel))}</span>`}
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
function noChannel({ navigation, browseChannels }) {
  return html`<div class="nothing big">
    ${icon("hash")}
    <h2>${navigation.channels().length > 0 ? "No channel selected" : "No channels yet"}</h2>
    <p class="soft">Select a channel on the left, press <kbd>Ctrl K</kbd> to search, or create a new channel.</p>
    <button type="button" class="primary" @click=${browseChannels}>Browse channels</button>
  </div>`;
}
