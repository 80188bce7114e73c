// @ts-check
import { placeMark } from "../state/place-mark.js";
import { KIND, rankPlaces } from "../state/place-rank.js";
import { matchAny } from "../state/text-match.js";
import { groupAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { Picker } from "./picker.js";
import { findUsers, userOption } from "./user-search.js";

/** @import { Channel, User } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {import("./picker.js").Option} Option */
/** @typedef {import("../state/place-rank.js").Ranked & {option: Option}} Candidate */
/** @typedef {{label: string, words?: string, picture: Parameters<typeof icon>[0], act: () => unknown}} Action */
/**
 * @typedef {object} SwitcherProps
 * @property {Store} store
 * @property {number} openId the channel that is shown
 * @property {number[]} recentIds the channels that the user opened, the latest first
 * @property {() => Channel[]} channels that the user has joined
 * @property {() => Promise<Channel[]>} listAll the channels of the workspace; fails without a connection
 * @property {Action[]} actions
 * @property {(channelId: number) => void} openChannel also one that the user has not joined: a preview of it
 * @property {(userId: number) => void} openConversation
 */
const OPTIONS_MAX = 20;

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
  return rankPlaces(found, query).map(({ option }) => option);
}

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
  const { unread, isMuted } = placeMark(store, channel);
  return {
    option: {
      key: `channel ${channel.id}`,
      label,
      detail: channel.topic,
      kind: unread > 0 ? `${unread} unread` : undefined,
      picture: channel.name ? icon(channel.kind === "private" ? "lock" : "hash") : groupAvatar(store.others(channel)),
      select: () => openChannel(channel.id),
    },
    label,
    match: matchAny(query, [label]),
    recent: recentPlace(props, channel.id),
    unread: isMuted ? 0 : unread,
    kind: KIND.CHANNEL,
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
    label: option.label,
    match: matchAny(query, [user.display_name, user.username]),
    recent: recentPlace(props, conversation?.id),
    unread,
    kind: KIND.PERSON,
  };
}

/**
 * @param {SwitcherProps} props
 * @param {Channel[]} all
 * @param {string} query
 * @returns {Candidate[]}
 */
function notJoined({ store, openChannel }, all, query) {
  const others = all.filter(({ id, kind, archived_at: archivedAt }) => kind === "public" && !archivedAt && !store.channels.has(id));
  return others.map((channel) => ({
    option: {
      key: `channel ${channel.id}`,
      label: channel.name ?? "",
      detail: channel.topic,
      kind: "Not joined",
      picture: icon("hash"),
      select: () => openChannel(channel.id),
    },
    label: channel.name ?? "",
    match: matchAny(query, [channel.name ?? ""]),
    recent: Number.MAX_SAFE_INTEGER,
    unread: 0,
    kind: KIND.NOT_JOINED,
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
    label,
    match: matchAny(query, [label, words]),
    recent: Number.MAX_SAFE_INTEGER,
    unread: 0,
    kind: KIND.ACTION,
  }));
}
