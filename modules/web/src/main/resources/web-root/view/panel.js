// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { members } from "./members.js";
import { messageRow } from "./message-row.js";
import { richText } from "./rich-text.js";
import { workspace } from "./workspace.js";

/** @typedef {import("../state/session.js").Session} Session */

/**
 * What lies beside the messages: a thread, pins, details, a search, mentions, the workspace.
 * @param {Session} session
 * @param {{list: import("./message-list.js").MessageList, composer: import("./composer.js").Composer}} thread
 *   filled by the page once they are in it
 */
export function panel(session, thread) {
  const { panel: shown, channelId } = session.place;
  const channel = session.store.channels.get(channelId);
  if (shown?.kind === "search") return frame(session, "Search", search(session, shown.query));
  if (shown?.kind === "mentions") return frame(session, "Mentions", mentions(session));
  if (shown?.kind === "workspace") return frame(session, "Workspace", workspace(session, waiting(session)));
  if (!shown || !channel) return nothing;
  switch (shown.kind) {
    case "thread":
      return frame(session, "Thread", html`${thread.list.element} ${channel.archived_at ? nothing : thread.composer.element}`);
    case "pins":
      return frame(session, "Pinned messages", pins(session));
    case "details":
      return frame(session, channel.name ? "Channel details" : "Conversation", details(session, channel));
    default:
      return nothing;
  }
}

/**
 * @param {Session} session
 * @param {string} title
 * @param {unknown} body
 */
function frame(session, title, body) {
  return html`<aside class="panel" aria-label=${title} data-kind=${session.place.panel?.kind ?? nothing}>
    <header class="bar">
      <h2>${title}</h2>
      <button type="button" class="tool" id="close-panel" aria-label="Close" title="Close (Esc)" @click=${() => session.beside(null)}>
        ${icon("close")}
      </button>
    </header>
    ${body}
  </aside>`;
}

/**
 * What stands above the replies: the message they answer.
 * @param {Session} session
 * @param {number} channelId
 * @param {number} parentId
 */
export function threadHead(session, channelId, parentId) {
  const parent = session.store.run(channelId).rows.find((row) => row.id === parentId);
  if (!parent) return html`<p class="soft none">The message that this answers is further up.</p>`;
  const how = { continued: false, active: false, inThread: true, first: false, goal: false };
  return html`<ol class="parent" aria-label="Message">
      ${messageRow(session, parent, how)}
    </ol>
    <div class="day"><span>${format.count(parent.reply_count ?? 0, "reply", "replies")}</span></div>`;
}

/**
 * @param {Session} session
 */
function pins(session) {
  const { store, shelf } = session;
  if (shelf.problem) return problem(session);
  if (shelf.empty) return loading;
  if (shelf.rows.length === 0)
    return html`<div class="nothing">
      ${icon("pin")}
      <p>Nothing is pinned.</p>
      <p class="soft">Pin what people keep asking for.</p>
    </div>`;
  return html`<ul class="cards" id="pins">
    ${shelf.rows.map((message) =>
      card(
        session,
        message,
        richText(message.text, store),
        html`<button type="button" class="plain" @click=${() => session.pin(message)}>Unpin</button>`,
      ),
    )}
  </ul>`;
}

/**
 * A message away from its place, and the way there.
 * @param {Session} session
 * @param {any} message
 * @param {unknown} text
 * @param {unknown} [more] what else can be done
 */
function card(session, message, text, more = nothing) {
  const { store, place } = session;
  const channel = store.channels.get(message.channel_id);
  const where =
    channel && channel.id !== place.channelId
      ? html`<span class="soft">in ${channel.name ? "#" : ""}${store.title(channel)}</span>`
      : nothing;
  return html`<li class="card" data-id=${message.id}>
    <div class="head">
      ${avatar(store, message.user_id, { size: "small" })} <strong>${store.name(message.user_id)}</strong> ${where}
      <time class="soft" datetime=${message.created_at} title=${format.whole(message.created_at)}>${format.brief(message.created_at)}</time>
    </div>
    <div class="text">${text}</div>
    <div class="row">
      ${channel
        ? html`<button type="button" class="plain" @click=${() => session.visit(message)}>Show</button>`
        : html`<span class="soft">In a channel you have not joined</span>`}
      ${more}
    </div>
  </li>`;
}

/**
 * @param {Session} session
 * @param {string} query
 */
function search(session, query) {
  const { shelf } = session;
  const ask = (/** @type {SubmitEvent} */ submit) => {
    submit.preventDefault();
    const words = new FormData(/** @type {HTMLFormElement} */ (submit.target)).get("query");
    session.beside({ kind: "search", query: String(words).trim() });
  };
  return html`<form class="asking" role="search" @submit=${ask}>
      <input
        id="search"
        name="query"
        type="search"
        maxlength="500"
        aria-label="Search messages"
        placeholder="Words, or from:bob has:link…"
        autocomplete="off"
        .value=${query}
      />
    </form>
    ${shelf.problem ? problem(session) : nothing} ${!query || shelf.problem ? hints : shelf.empty ? loading : nothing}
    ${query && !shelf.empty && !shelf.problem && shelf.rows.length === 0
      ? html`<div class="nothing">
          ${icon("search")}
          <p>Nothing was found.</p>
          <p class="soft">Try fewer words, or a beginning with a star: releas*</p>
        </div>`
      : nothing}
    ${shelf.rows.length > 0
      ? html`<ul class="cards" id="found">
          ${shelf.rows.map((hit) => card(session, hit.message, excerpt(hit)))} ${more(session)}
        </ul>`
      : nothing}`;
}

const MARKS = /\*\*|~~|`+|^> ?/gm;
const BULLETS = /^[-*] /gm;

/** @param {any} hit the place in the text, in pieces, without the marks that mean a look */
function excerpt(hit) {
  return html`<p>
    ${hit.excerpt.map((/** @type {any} */ piece) =>
      piece.hit ? html`<mark>${piece.text}</mark>` : piece.text.replace(MARKS, "").replace(BULLETS, "• "),
    )}
  </p>`;
}

const FILTERS = [
  ["from:bob", "said by somebody, or from:me"],
  ["in:general", "in a channel"],
  ["before:2026-11-01", "or after: or on: a day"],
  ["has:link", "or has:reaction, has:pin, has:thread"],
  ['"two words"', "side by side; -word leaves out"],
];

const hints = html`<dl class="hints">
  ${FILTERS.map(
    ([written, meaning]) =>
      html`<div>
        <dt><code>${written}</code></dt>
        <dd class="soft">${meaning}</dd>
      </div>`,
  )}
</dl>`;

/** @param {Session} session */
function more(session) {
  return session.shelf.next
    ? html`<li class="row"><button type="button" class="plain wide" @click=${() => session.shelf.load(true)}>Show older ones</button></li>`
    : nothing;
}

/** @param {Session} session */
function mentions(session) {
  const { store, shelf } = session;
  if (shelf.problem) return problem(session);
  if (shelf.empty) return loading;
  if (shelf.rows.length === 0)
    return html`<div class="nothing">
      ${icon("at")}
      <p>Nobody has mentioned you.</p>
    </div>`;
  return html`<ul class="cards" id="mentions">
    ${shelf.rows.map(({ message, unread }) =>
      card(session, message, richText(message.text, store), unread ? html`<span class="badge">new</span>` : nothing),
    )}
    ${more(session)}
  </ul>`;
}

/**
 * @param {Session} session
 * @param {any} channel
 */
function details(session, channel) {
  const { store, shelf } = session;
  const owns = store.owns(channel, shelf.rows);
  const rows = shelf.rows.map((row) => ({ userId: row.user_id, role: channel.name ? row.role : "member" }));
  return html`<div class="details">
    ${channel.name ? about(session, channel, owns) : nothing}
    <div class="section">
      <h3>${shelf.empty ? "Members" : format.count(shelf.rows.length, "member")}</h3>
      ${channel.name && !channel.archived_at
        ? html`<button
            type="button"
            class="tool"
            id="add-member"
            aria-label="Add somebody"
            title="Add somebody"
            @click=${() => session.ask({ kind: "add", channel })}
          >
            ${icon("plus")}
          </button>`
        : nothing}
      ${channel.name
        ? nothing
        : html`<button
            type="button"
            class="tool"
            id="larger-group"
            aria-label="A group with more people"
            title="A group with more people"
            @click=${() => session.ask({ kind: "write", with: store.others(channel) })}
          >
            ${icon("plus")}
          </button>`}
    </div>
    ${waiting(session) || members(session, rows, { channelId: channel.id })} ${channel.name ? ending(session, channel, owns) : nothing}
  </div>`;
}

/**
 * @param {Session} session
 * @param {any} channel
 * @param {boolean} owns
 */
function about(session, channel, owns) {
  const save = async (/** @type {SubmitEvent} */ submit) => {
    submit.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (submit.target));
    const told = { name: String(form.get("name") ?? channel.name).trim(), topic: String(form.get("topic")).trim() };
    const changed = Object.entries(told).filter(([member, value]) => value !== channel[member]);
    if (changed.length === 0) return;
    const saved = await session.change("channel.update", { channel_id: channel.id, ...Object.fromEntries(changed) });
    if (saved) session.tell("Saved");
  };
  const shut = Boolean(channel.archived_at);
  return html`<form class="about" @submit=${save}>
    <label>Name <input name="name" .value=${channel.name} maxlength="80" required ?disabled=${!owns || shut} autocomplete="off" /></label>
    <label
      >Topic
      <textarea
        name="topic"
        rows="2"
        maxlength="250"
        .value=${channel.topic}
        ?disabled=${shut}
        placeholder="What is this channel about?"
      ></textarea>
    </label>
    ${shut ? nothing : html`<button type="submit" class="primary">Save</button>`}
  </form>`;
}

/**
 * @param {Session} session
 * @param {any} channel
 * @param {boolean} owns
 */
function ending(session, channel, owns) {
  const id = { channel_id: channel.id };
  const leave = () => {
    const act = () => void session.change("channel.leave", id);
    if (channel.kind === "public") act();
    else
      session.ask({
        kind: "confirm",
        title: `Leave #${channel.name}?`,
        text: "It is private: only who is in it can bring you back.",
        verb: "Leave",
        act,
      });
  };
  const archive = () => {
    const act = () => void session.change("channel.archive", id);
    session.ask({
      kind: "confirm",
      title: `Archive #${channel.name}?`,
      text: "It can be read, but nobody can write there until an owner opens it again.",
      verb: "Archive",
      act,
    });
  };
  const reopen = () => session.change("channel.unarchive", id);
  return html`<div class="row ending">
    <button type="button" class="plain" @click=${leave}>${icon("out")} Leave</button>
    ${owns
      ? html`<button type="button" class="plain" @click=${channel.archived_at ? reopen : archive}>
          ${icon("archive")} ${channel.archived_at ? "Open again" : "Archive"}
        </button>`
      : nothing}
  </div>`;
}

/**
 * What is shown until the shelf has an answer.
 * @param {Session} session
 */
function waiting(session) {
  return session.shelf.problem ? problem(session) : session.shelf.empty ? loading : "";
}

/** @param {Session} session */
function problem(session) {
  return html`<div class="edge problem" role="alert">
    ${icon("alert")} ${session.shelf.problem} <button type="button" class="plain" @click=${() => session.shelf.open()}>Try again</button>
  </div>`;
}

const loading = html`<div class="edge"><span class="spinner"></span></div>`;
