// @ts-check

/** @import { Message } from "../contract.js" */
/** @typedef {import("./navigation-store.js").SidePanel} SidePanel */
/**
 * What the page's address names. An id is 0 for what it does not name. `messageId` is a message of the channel, `replyId` a reply in the
 * open thread. The workspace is named only where no channel is.
 * `admin` is a page of the administration with its filters, "" for none.
 * @typedef {{workspaceId: number, channelId: number, messageId: number, panel: SidePanel | null, replyId: number, settings: boolean,
 *   admin: string}} Place
 */

/** @type {Readonly<Place>} */
export const HOME = Object.freeze({ workspaceId: 0, channelId: 0, messageId: 0, panel: null, replyId: 0, settings: false, admin: "" });

const ID = "([1-9]\\d{0,14})";
const WHERE = `(?:/w/${ID}|/c/${ID}(?:/m/${ID})?)?`;
const PANEL = `(?:/t/${ID}(?:/m/${ID})?|/(pins|details|mentions|workspace)|/(search)(?:/([^/]*))?)?`;
const ADDRESS = new RegExp(`^#${WHERE}${PANEL}(?:(/settings)|/admin/(audit(?:\\?[\\w=&-]*)?))?$`);
const OF_CHANNEL = new Set(["thread", "pins", "details"]);

/**
 * The panel belongs to the open channel: it is closed when another channel opens.
 * @param {SidePanel | null} panel
 */
export const isOfChannel = (panel) => panel !== null && OF_CHANNEL.has(panel.kind);

/**
 * @param {SidePanel | null} one
 * @param {SidePanel | null} other
 */
export const isSamePanel = (one, other) => formatPanel(one, 0) === formatPanel(other, 0);

/**
 * @param {Partial<Place>} place
 * @returns {string} the part of the page's address that names the place
 */
export function formatUrl({ workspaceId = 0, channelId = 0, messageId = 0, panel = null, replyId = 0, settings = false, admin = "" }) {
  const message = messageId > 0 ? `/m/${messageId}` : "";
  const where = channelId > 0 ? `/c/${channelId}${message}` : workspaceId > 0 ? `/w/${workspaceId}` : "";
  const path = `${where}${formatPanel(panel, replyId)}${settings ? "/settings" : ""}${admin ? `/admin/${admin}` : ""}`;
  return path ? `#${path}` : "/";
}

/** @param {Message} message a reply is named in its thread */
export function formatMessageUrl({ id, channel_id: channelId, parent_id: parentId }) {
  if (parentId === undefined) return formatUrl({ channelId, messageId: id });
  return formatUrl({ channelId, panel: { kind: "thread", parentId }, replyId: id });
}

/**
 * @param {SidePanel | null} panel
 * @param {number} replyId
 */
function formatPanel(panel, replyId) {
  if (!panel) return "";
  switch (panel.kind) {
    case "thread":
      return `/t/${panel.parentId}${replyId > 0 ? `/m/${replyId}` : ""}`;
    case "search":
      return `/search/${encodeURIComponent(panel.query)}`;
    default:
      return `/${panel.kind}`;
  }
}

/**
 * @param {string} hash of the page's address
 * @returns {Place | null} null for an address that the page does not know
 */
export function parseUrl(hash) {
  if (hash === "" || hash === "#" || hash === "#/") return { ...HOME };
  const found = ADDRESS.exec(hash);
  if (!found) return null;
  const [workspaceId, channelId, messageId, parentId, replyId] = found.slice(1, 6).map((id) => Number(id ?? 0));
  const panel = parsePanel(parentId, found[6] ?? found[7], found[8]);
  if (panel === undefined || (isOfChannel(panel) && channelId === 0)) return null;
  return { workspaceId, channelId, messageId, panel, replyId, settings: found[9] !== undefined, admin: found[10] ?? "" };
}

/**
 * @param {number} parentId
 * @param {string | undefined} kind
 * @param {string} [query] encoded
 * @returns {SidePanel | null | undefined} undefined for a query that cannot be decoded
 */
function parsePanel(parentId, kind, query = "") {
  if (parentId > 0) return { kind: "thread", parentId };
  if (kind !== "search") return kind ? { kind: /** @type {"pins" | "details" | "mentions" | "workspace"} */ (kind) } : null;
  try {
    return { kind, query: decodeURIComponent(query) };
  } catch {
    return undefined;
  }
}
