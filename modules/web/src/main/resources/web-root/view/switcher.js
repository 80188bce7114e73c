// @ts-check
import { MATCH, matchAny } from "../state/text-match.js";
import { groupAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { Picker } from "./picker.js";
import { findUsers, userOption } from "./user-search.js";

/** @import { Channel, User } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("./picker.js").Option} Option */
/** @typedef {{label: string, words?: string, picture: Parameters<typeof icon>[0], act: () => unknown}} Action */
/**
 * @typedef {object} SwitcherProps
 * @property {Store} store
 * @property {number} openId the channel that is shown
 * @property {number[]} recentIds the channels that the user opened, the latest first
 * @property {() => Channel[]} channels that the user has joined
 * @property {() => Promise<Channel[]>} listAll the channels of the workspace; fails without a connection
 * @property {Action[]} actions
 * @property {(channelId: number) => void} openChannel
 * @property {(channel: Channel) => void} openPreview of a channel that the user has not joined
 * @property {(userId: number) => void} openConversation
 */
/**
 * What can be chosen. `match` is how well it matches the query, `recent` is its place among those that were opened, `rank` that of its
 * kind: lower ones are first.
 * @typedef {{option: Option, match: number, recent: number, unread: number, rank: number}} Candidate
 */

const OPTIONS_MAX = 20;
/** An action is shown after a channel or person that matches less well by this much. */
const ACTION_DISTANCE = 1.5;
const RANK = Object.freeze({ CHANNEL: 0, PERSON: 1, NOT_JOINED: 2, ACTION: 3 });

/**
 * A picker of the channels, people and actions to jump to. Before anything is typed it offers what was opened last and what is unread.
 * Then the better match is first; of equal matches what was opened last, and then what is unread.
 * @param {SwitcherProps} props
 */
export function createSwitcher(props) {
  /** @type {Channel[]} */
  let all = [];
  const picker = new Picker("Search channels, people and actions", (query) => options(props, all, query), undefined, OPTIONS_MAX);
  props.listAll().then(
    (channels) => {
      all = channels;
      picker.refresh();
    },
    () => {
      picker.note = "Channels you haven't joined couldn't be loaded.";
      picker.refresh();
    },
  );
  return picker;
}

/**
 * @param {SwitcherProps} props
 * @param {Channel[]} all
 * @param {string} query
 * @returns {Option[]}
 */
function options(props, all, query) {
  const { store } = props;
  const joined = props.channels();
  const partners = new Map(
    joined.filter(({ kind }) => kind === "dm").map((channel) => [store.others(channel)[0] ?? store.user.id, channel]),
  );
  const known = joined.filter(({ kind }) => kind !== "dm").map((channel) => channelCandidate(props, channel, query));
  const people = findUsers(store, query).map((user) => userCandidate(props, user, partners.get(user.id), query));
  const found = query === "" ? [...known, ...people] : [...known, ...people, ...notJoined(props, all, query), ...actions(props, query)];
  const byRank = query === "" ? comparePlaces : compareMatches;
  return found
    .filter(({ match }) => query === "" || match > MATCH.NONE)
    .sort((a, b) => byRank(a, b) || a.option.label.localeCompare(b.option.label))
    .map(({ option }) => option);
}

/**
 * @param {Candidate} a
 * @param {Candidate} b
 */
const compareMatches = (a, b) => b.match - a.match || a.recent - b.recent || b.unread - a.unread || a.rank - b.rank;

/**
 * @param {Candidate} a
 * @param {Candidate} b
 */
const comparePlaces = (a, b) => a.recent - b.recent || b.unread - a.unread || a.rank - b.rank;

/**
 * @param {SwitcherProps} props
 * @param {number | undefined} channelId
 */
function recentPlace({ recentIds, openId }, channelId) {
  const place = channelId === undefined ? -1 : recentIds.indexOf(channelId);
  if (channelId === openId) return recentIds.length; // the user is there already
  return place < 0 ? Number.MAX_SAFE_INTEGER : place;
}

/**
 * @param {SwitcherProps} props
 * @param {Channel} channel
 * @param {string} query
 * @returns {Candidate}
 */
function channelCandidate(props, channel, query) {
  const { store, openChannel } = props;
  const label = store.title(channel);
  const unread = store.counts.unread(channel.id);
  return {
    option: {
      key: `channel ${channel.id}`,
      label,
      detail: channel.topic,
      kind: unread > 0 ? `${unread} unread` : undefined,
      picture: channel.name ? icon(channel.kind === "private" ? "lock" : "hash") : groupAvatar(store.others(channel)),
      select: () => openChannel(channel.id),
    },
    match: matchAny(query, [label]),
    recent: recentPlace(props, channel.id),
    unread,
    rank: RANK.CHANNEL,
  };
}

/**
 * @param {SwitcherProps} props
 * @param {User} user
 * @param {Channel | undefined} conversation with the user
 * @param {string} query
 * @returns {Candidate}
 */
function userCandidate(props, user, conversation, query) {
  const { store, openConversation } = props;
  const unread = conversation ? store.counts.unread(conversation.id) : 0;
  const option = userOption(store, user, () => openConversation(user.id));
  return {
    option: unread > 0 ? { ...option, kind: `${unread} unread` } : option,
    match: matchAny(query, [user.display_name, user.username]),
    recent: recentPlace(props, conversation?.id),
    unread,
    rank: RANK.PERSON,
  };
}

/**
 * @param {SwitcherProps} props
 * @param {Channel[]} all
 * @param {string} query
 * @returns {Candidate[]}
 */
function notJoined({ store, openPreview }, all, query) {
  const others = all.filter(({ id, kind, archived_at: archivedAt }) => kind === "public" && !archivedAt && !store.channels.has(id));
  return others.map((channel) => ({
    option: {
      key: `channel ${channel.id}`,
      label: channel.name ?? "",
      detail: channel.topic,
      kind: "Not joined",
      picture: icon("hash"),
      select: () => openPreview(channel),
    },
    match: matchAny(query, [channel.name ?? ""]),
    recent: Number.MAX_SAFE_INTEGER,
    unread: 0,
    rank: RANK.NOT_JOINED,
  }));
}

/**
 * @param {SwitcherProps} props
 * @param {string} query
 * @returns {Candidate[]}
 */
function actions(props, query) {
  return props.actions.map(({ label, words = "", picture, act }) => ({
    option: { key: `action ${label}`, label, kind: "Action", picture: icon(picture), select: act },
    match: matchAny(query, [label, words]) - ACTION_DISTANCE,
    recent: Number.MAX_SAFE_INTEGER,
    unread: 0,
    rank: RANK.ACTION,
  }));
}
