// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { format } from "./format.js";
import { icon } from "./icons.js";

/** @typedef {import("../state/session.js").Session} Session */

/**
 * The open channel: what it is, what is said, who writes, and where to write.
 * @param {Session} session
 * @param {{list: import("./message-list.js").MessageList, composer: import("./composer.js").Composer, banner: HTMLElement}} parts
 *   filled by the page once they are in it
 */
export function channelView(session, { list, composer, banner }) {
  const { store, place } = session;
  const channel = store.channels.get(place.channelId);
  if (!channel) return html`<main class="channel">${banner}${nowhere(session)}</main>`;
  const title = store.title(channel);
  return html`<main class="channel" aria-label=${title}>
    ${header(session, channel, title)} ${banner} ${list.element}
    <button type="button" class="latest" @click=${() => session.latest()}>
      ${icon("down")} ${store.unread(channel.id) > 0 ? format.count(store.unread(channel.id), "new message") : "Jump to latest"}
    </button>
    <div class="typing" aria-live="off">${typists(session, channel.id)}</div>
    ${channel.archived_at
      ? html`<p class="closed">${icon("archive")} This channel is archived: it can be read, not written to.</p>`
      : composer.element}
  </main>`;
}

/**
 * @param {Session} session
 * @param {any} channel
 * @param {string} title
 */
function header(session, channel, title) {
  const { store, place } = session;
  const others = store.others(channel);
  const status = others.length === 1 ? store.users.get(others[0])?.status_text : "";
  const tool = (/** @type {any} */ name, /** @type {any} */ kind, /** @type {string} */ label) =>
    html`<button
      type="button"
      class="tool"
      data-panel=${kind}
      aria-label=${label}
      title=${label}
      aria-pressed=${place.panel?.kind === kind}
      @click=${() => session.beside(place.panel?.kind === kind ? null : { kind })}
    >
      ${icon(name)}
    </button>`;
  return html`<header class="bar">
    <button type="button" class="tool back" aria-label="All channels" title="All channels" @click=${() => session.leaveChannel()}>
      ${icon("back")}
    </button>
    ${others.length === 1
      ? avatar(store, others[0], { dot: true, size: "small" })
      : icon(channel.kind === "private" ? "lock" : channel.name ? "hash" : "people")}
    <div class="titles">
      <h1 id="title">${title}</h1>
      <span class="topic soft">${channel.topic || status || nothing}</span>
    </div>
    ${tool("pin", "pins", "Pinned messages")} ${tool("info", "details", channel.name ? "Members and settings" : "Members")}
  </header>`;
}

/**
 * What stands above the first message.
 * @param {Session} session
 * @param {any} channel
 */
export function beginning(session, channel) {
  const { store } = session;
  const others = store.others(channel);
  return html`<div class="beginning">
    ${others.length === 1
      ? avatar(store, others[0], { size: "large" })
      : html`<span class="sign">${icon(channel.kind === "private" ? "lock" : channel.name ? "hash" : "people")}</span>`}
    <h2>${channel.name ? `#${channel.name}` : store.title(channel)}</h2>
    <p class="soft">
      ${channel.name
        ? `This is the beginning of ${channel.kind === "private" ? "the private channel " : ""}#${channel.name}, made ${format.onDay(channel.created_at)}. Say hello.`
        : `This is the beginning of your conversation. Only ${others.length > 1 ? "the people in it" : "the two of you"} can see it.`}
    </p>
  </div>`;
}

/**
 * @param {Session} session
 * @param {number} channelId
 */
function typists(session, channelId) {
  const names = session.store.typing(channelId).map((id) => session.store.name(id));
  if (names.length === 0) return nothing;
  return html`<span class="dots"><i></i><i></i><i></i></span> ${format.names(names)} ${names.length === 1 ? "is" : "are"} typing…`;
}

/** @param {Session} session */
function nowhere(session) {
  return html`<div class="nothing big">
    ${icon("hash")}
    <h2>${session.channels().length > 0 ? "Choose a channel" : "Nothing here yet"}</h2>
    <p class="soft">Pick one on the left, press <kbd>Ctrl K</kbd>, or make a new one.</p>
    <button type="button" class="primary" @click=${() => session.ask({ kind: "browse" })}>Browse channels</button>
  </div>`;
}
