// @ts-check

/** @typedef {import("./store.js").Store} Store */

const STREAM_ROWS_MAX = 500;

/**
 * Makes an element; text goes in as text, never as markup.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {string} [text]
 */
function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

/** @param {string} id */
export function find(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** @param {"login" | "stream"} which */
export function showPage(which) {
  find("login").hidden = which !== "login";
  find("app").hidden = which !== "stream";
}

const STATES = {
  idle: "Not connected",
  connecting: "Connecting…",
  open: "Connected",
  waiting: "Connection lost, coming back…",
  stopped: "Signed out",
};

/**
 * @param {import("./socket.js").State} state
 * @param {string} why
 */
export function showConnection(state, why) {
  const bar = find("connection");
  bar.dataset.state = state;
  bar.textContent = STATES[state];
  bar.title = why;
}

/** @param {Store} store */
export function showPlaces(store) {
  find("me").textContent = store.user.display_name;
  const channels = [...store.channels.values()].filter((channel) => !channel.archived_at);
  fill("channel", channels.map((channel) => [channel.id, store.title(channel)]));
  const others = [...store.users.values()].filter((user) => user.id !== store.user.id && !user.deactivated_at);
  fill("dm-with", others.map((user) => [user.id, user.display_name]));
}

/**
 * Keeps what was chosen when it is still there.
 * @param {string} id
 * @param {[number, string][]} options
 */
function fill(id, options) {
  const select = /** @type {HTMLSelectElement} */ (find(id));
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, text]) => element("option", { value: String(value) }, text)));
  if (options.some(([value]) => String(value) === chosen)) select.value = chosen;
}

/**
 * One line per event, the newest last; the oldest lines leave.
 * @param {Store} store
 * @param {import("./codec.js").Frame} frame
 */
export function showEvent(store, frame) {
  const stream = find("stream");
  const line = element("li", { "data-type": frame.type, "data-seq": String(frame.seq ?? "") });
  line.append(
    element("time", { datetime: frame.at ?? "" }, time(frame.at)),
    element("code", {}, frame.type),
    element("span", { class: "what" }, sentence(store, frame)),
  );
  const atEnd = stream.scrollHeight - stream.scrollTop - stream.clientHeight < 80;
  stream.append(line);
  while (stream.childElementCount > STREAM_ROWS_MAX) stream.firstElementChild?.remove();
  if (atEnd) stream.scrollTop = stream.scrollHeight;
}

/** @param {string | undefined} at */
function time(at) {
  return (at ? new Date(at) : new Date()).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/**
 * @param {Store} store
 * @param {import("./codec.js").Frame} frame
 */
function sentence(store, frame) {
  const event = frame.event;
  const where = (/** @type {number} */ id) => {
    const channel = store.channels.get(id);
    return channel ? store.title(channel) : `channel ${id}`;
  };
  switch (frame.type) {
    case "message.created":
    case "message.updated":
      return `${store.name(event.message.user_id)} in ${where(event.message.channel_id)}: ${event.message.text}`;
    case "message.deleted":
      return `a message in ${where(event.channel_id)} was deleted`;
    case "message.reacted":
      return `${where(event.channel_id)}: ${event.reactions.map((/** @type {any} */ r) => `${r.emoji} ${r.user_ids.length}`).join("  ") || "no reactions"}`;
    case "channel.added":
    case "channel.updated":
    case "channel.archived":
      return store.title(event.channel);
    case "channel.member_joined":
    case "channel.member_left":
      return `${store.name(event.user_id)}, ${where(event.channel_id)}`;
    case "read.state":
      return `${where(event.channel_id)} read up to ${event.read_no}`;
    case "user.updated":
      return `${event.user.display_name} ${event.user.status_text}`;
    case "typing.started":
      return `${store.name(event.user_id)} is typing in ${where(event.channel_id)}`;
    case "presence.changed":
      return event.users.map((/** @type {any} */ p) => `${store.name(p.user_id)} is ${p.online ? "here" : "away"}`).join(", ");
    case "presence.snapshot":
      return `here: ${event.online.map((/** @type {number} */ id) => store.name(id)).join(", ") || "nobody"}`;
    default:
      return JSON.stringify(event);
  }
}

/** @param {string} text */
export function showProblem(text) {
  find("problem").textContent = text;
}
