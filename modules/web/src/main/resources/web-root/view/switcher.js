// @ts-check
import { groupAvatar } from "./avatar.js";
import { icon } from "./icons.js";
import { Picker } from "./picker.js";
import { findUsers, userOption } from "./user-search.js";

/** @import { Channel } from "../contract.js" */
/** @typedef {import("../state/store.js").Store} Store */

/**
 * A picker of the channels and users to jump to.
 * @param {{store: Store, channels: () => Channel[], openChannel: (channelId: number) => void, openConversation: (userId: number) => void}} props
 */
export function createSwitcher({ store, channels, openChannel, openConversation }) {
  const unread = (/** @type {Channel} */ channel) => store.counts.unread(channel.id);
  const channelOptions = (/** @type {string} */ query) =>
    channels()
      .filter((channel) => (channel.name || channel.kind === "group_dm") && store.title(channel).toLowerCase().includes(query))
      .sort((a, b) => unread(b) - unread(a) || store.title(a).localeCompare(store.title(b)))
      .map((channel) => ({
        key: `channel ${channel.id}`,
        label: store.title(channel),
        detail: unread(channel) > 0 ? `${unread(channel)} unread` : channel.topic,
        picture: channel.name ? icon(channel.kind === "private" ? "lock" : "hash") : groupAvatar(store.others(channel)),
        select: () => openChannel(channel.id),
      }));
  const userOptions = (/** @type {string} */ query) =>
    findUsers(store, query).map((user) => userOption(store, user, () => openConversation(user.id)));
  return new Picker("Search channels and people", (query) => [...channelOptions(query), ...userOptions(query)]);
}
