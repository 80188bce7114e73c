// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";

/** @typedef {import("../state/session.js").Session} Session */

const BADGE_MAX = 99;

/**
 * Where one can go: workspaces, channels, people; what waits there; and who one is.
 * @param {Session} session
 */
export function sidebar(session) {
  const { store, place } = session;
  const channels = session.channels();
  const named = channels.filter((one) => one.name).sort((one, other) => one.name.localeCompare(other.name));
  const direct = channels.filter((one) => !one.name).sort((one, other) => store.title(one).localeCompare(store.title(other)));
  const workspace = store.workspaces.get(place.workspaceId);
  return html`<nav class="sidebar" aria-label="Channels">
    <div class="workspace">
      ${store.workspaces.size > 1
        ? html`<label class="pick"
            ><span class="sr">Workspace</span>
            <select id="workspace" @change=${(/** @type {Event} */ change) => chooseWorkspace(session, change)}>
              ${[...store.workspaces.values()].map(
                (one) => html`<option value=${one.id} ?selected=${one.id === place.workspaceId}>${one.name}</option>`,
              )}
            </select>
            ${icon("chevron")}</label
          >`
        : html`<h1>${workspace?.name ?? "Hero Collab"}</h1>`}
      ${workspace ? settings(session) : nothing}
    </div>
    <button type="button" class="jump" @click=${() => session.ask({ kind: "switcher" })}>
      ${icon("search")} <span>Jump to…</span> <kbd>Ctrl K</kbd>
    </button>
    <div class="places">
      <div class="shelves">
        ${shelf(session, "search", "Search", { kind: "search", query: "" })} ${shelf(session, "at", "Mentions", { kind: "mentions" })}
      </div>
      ${section("Channels", "Browse or create channels", () => session.ask({ kind: "browse" }))}
      <ul id="channels">
        ${repeat(
          named,
          (one) => one.id,
          (one) => entry(session, one, icon(one.kind === "private" ? "lock" : "hash")),
        )}
        ${named.length === 0 ? html`<li class="soft none">No channels yet</li>` : nothing}
      </ul>
      ${section("Direct messages", "Write to somebody", () => session.ask({ kind: "write" }))}
      <ul id="directs">
        ${repeat(
          direct,
          (one) => one.id,
          (one) => entry(session, one, directPicture(session, one)),
        )}
        ${direct.length === 0 ? html`<li class="soft none">Nobody yet</li>` : nothing}
      </ul>
    </div>
    ${me(session)}
  </nav>`;
}

/** @param {Session} session */
function settings(session) {
  const open = session.place.panel?.kind === "workspace";
  return html`<button
    type="button"
    class="tool"
    id="workspace-settings"
    aria-label="Workspace: people and settings"
    title="People and settings"
    aria-pressed=${open}
    @click=${() => session.beside(open ? null : { kind: "workspace" })}
  >
    ${icon("people")}
  </button>`;
}

/**
 * @param {Session} session
 * @param {"search" | "at"} picture
 * @param {string} label
 * @param {import("../state/session.js").Panel} panel
 */
function shelf(session, picture, label, panel) {
  const open = session.place.panel?.kind === panel.kind;
  return html`<button
    type="button"
    class="entry"
    data-shelf=${panel.kind}
    aria-pressed=${open}
    @click=${() => session.beside(open ? null : panel)}
  >
    ${icon(picture)} <span class="label">${label}</span>
  </button>`;
}

/**
 * @param {Session} session
 * @param {Event} change
 */
function chooseWorkspace(session, change) {
  session.place.workspaceId = Number(/** @type {HTMLSelectElement} */ (change.target).value);
  session.leaveChannel();
  session.arrive();
}

/**
 * @param {string} title
 * @param {string} label
 * @param {() => void} act
 */
function section(title, label, act) {
  return html`<div class="section">
    <h2>${title}</h2>
    <button type="button" class="tool" aria-label=${label} title=${label} @click=${act}>${icon("plus")}</button>
  </div>`;
}

/**
 * @param {Session} session
 * @param {any} channel
 * @param {unknown} picture
 */
function entry(session, channel, picture) {
  const { store, place, kept } = session;
  const unread = store.unread(channel.id);
  const mentions = store.mentions(channel.id);
  const direct = !channel.name;
  const loud = direct ? unread : mentions;
  const here = place.channelId === channel.id;
  const waiting = [unread > 0 ? `${unread} unread` : "", mentions > 0 ? `${mentions} mentions` : ""].filter(Boolean).join(", ");
  return html`<li>
    <a
      class="entry"
      href="#/c/${channel.id}"
      data-channel=${channel.id}
      data-unread=${unread}
      data-mentions=${mentions}
      aria-current=${here ? "page" : nothing}
      ?data-waiting=${unread > 0 || mentions > 0}
      @click=${(/** @type {MouseEvent} */ click) => follow(session, channel.id, click)}
    >
      ${picture} <span class="label">${store.title(channel)}</span>
      ${kept.get(`${channel.id} 0`) && !here
        ? html`<span class="drafted" title="A draft is kept here">${icon("edit")}<span class="sr">draft</span></span>`
        : nothing}
      ${loud > 0
        ? html`<span class="badge" aria-label=${waiting}>${loud > BADGE_MAX ? `${BADGE_MAX}+` : loud}</span>`
        : unread > 0
          ? html`<span class="sr">${waiting}</span>`
          : nothing}
    </a>
  </li>`;
}

/**
 * A plain click stays in this tab and on this page; with a key held the browser does as always.
 * @param {Session} session
 * @param {number} channelId
 * @param {MouseEvent} click
 */
function follow(session, channelId, click) {
  if (click.ctrlKey || click.metaKey || click.shiftKey) return;
  click.preventDefault();
  void session.open(channelId);
}

/**
 * @param {Session} session
 * @param {any} channel
 */
function directPicture({ store }, channel) {
  const others = store.others(channel);
  if (others.length > 1) return html`<span class="crowd">${others.length + 1}</span>`;
  return avatar(store, others[0] ?? store.user.id, { size: "small", dot: true });
}

/** @param {Session} session */
function me(session) {
  const { store } = session;
  return html`<div class="me">
    <button type="button" class="who" id="me" aria-haspopup="dialog" @click=${() => session.ask({ kind: "me" })}>
      ${avatar(store, store.user.id, { dot: true })}
      <span class="names"><b>${store.user.display_name}</b><span class="soft">${store.user.status_text || "Set a status"}</span></span>
      ${icon("gear")}
    </button>
  </div>`;
}
