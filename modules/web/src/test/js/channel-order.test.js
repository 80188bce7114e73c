// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { ChannelActivity } from "../../main/resources/web-root/state/channel-activity.js";
import { ChannelOrder } from "../../main/resources/web-root/state/channel-order.js";
import { RecentChannels } from "../../main/resources/web-root/state/recent-channels.js";

/** @typedef {import("../../main/resources/web-root/contract.js").Channel} Channel */

/**
 * @param {number} id
 * @param {string} title
 * @param {boolean} [isDirect]
 */
const channel = (id, title, isDirect = false) =>
  /** @type {Channel} */ (/** @type {unknown} */ ({ id, topic: title, ...(isDirect ? {} : { name: title }) }));

/** @param {Channel[]} channels */
const titles = (channels) => channels.map(({ topic }) => topic).join(" ");

function world() {
  /** @type {Map<number, number>} */
  const unread = new Map();
  const activity = new ChannelActivity();
  const order = new ChannelOrder();
  const channels = [channel(1, "general"), channel(2, "books"), channel(3, "zebra"), channel(4, "Ann", true), channel(5, "Zoe", true)];
  const counts = { unread: (/** @type {number} */ id) => unread.get(id) ?? 0, mentions: () => 0 };
  const sections = (openId = 0) => order.sections(channels, openId, { counts, activity, title: ({ topic }) => topic });
  return { unread, activity, sections };
}

test("unread channels are first, and both parts are sorted by name", () => {
  const { unread, sections } = world();
  assert.equal(titles(sections().named), "books general zebra");
  unread.set(3, 1).set(1, 4);
  assert.equal(titles(sections().named), "general zebra books");
});

test("direct messages are sorted by their newest message, and unread ones are first", () => {
  const { unread, activity, sections } = world();
  assert.equal(titles(sections().direct), "Ann Zoe");
  activity.reset([/** @type {any} */ ({ channel_id: 5, last_read: 70 })]);
  assert.equal(titles(sections().direct), "Zoe Ann");
  activity.seen(/** @type {any} */ ({ channel_id: 4, id: 71 }));
  assert.equal(titles(sections().direct), "Ann Zoe");
  activity.seen(/** @type {any} */ ({ channel_id: 4, id: 12 })); // loaded from the history
  unread.set(5, 1);
  assert.equal(titles(sections().direct), "Zoe Ann");
});

test("an unread channel keeps its place while it is open and is read", () => {
  const { unread, sections } = world();
  unread.set(3, 1).set(1, 1);
  assert.equal(titles(sections(2).named), "general zebra books");
  unread.set(3, 0);
  assert.equal(titles(sections(3).named), "general zebra books", "the channel was opened and read at once");
  assert.equal(titles(sections(3).named), "general zebra books");
  unread.set(1, 0);
  assert.equal(titles(sections(1).named), "general books zebra");
});

test("the channels that were opened are remembered, the latest first", () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  };
  const recents = new RecentChannels(7, storage);
  for (let id = 1; id <= 30; id++) recents.opened(id);
  recents.opened(25);
  recents.opened(25);
  assert.deepEqual(new RecentChannels(7, storage).ids.slice(0, 3), [25, 30, 29]);
  assert.equal(recents.ids.length, RecentChannels.KEPT_MAX);
  assert.deepEqual(new RecentChannels(8, storage).ids, []);
  kept.set("recent channels of 8", "{");
  assert.deepEqual(new RecentChannels(8, storage).ids, []);
});
