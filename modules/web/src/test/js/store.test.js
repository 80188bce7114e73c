// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../main/resources/web-root/state/store.js";
import { TypingUsers } from "../../main/resources/web-root/state/typing-users.js";
import { UnreadCounts } from "../../main/resources/web-root/state/unread-counts.js";

const ALICE = 1;
const CHANNEL = 3;

function boot(lastNo = 0, readNo = 0, now = Date.now) {
  const store = new Store(now);
  store.reset({
    user: { id: ALICE, ver: 1, display_name: "Alice" },
    permissions: [],
    workspaces: [{ id: 1, name: "General", ver: 1 }],
    channels: [{ id: CHANNEL, workspace_id: 1, name: "new", last_no: lastNo, broadcast_no: 0, ver: 9 }],
    read_states: [{ channel_id: CHANNEL, read_no: readNo, mentions: 0, read_broadcast_no: 0, ver: 9 }],
    presence: [],
  });
  return store;
}

const created = (no, userId = 2, seq = 100 + no) => ({
  type: "message.created",
  seq,
  event: {
    message: { id: no + 50, no, channel_id: CHANNEL, user_id: userId, text: `t${no}`, mentions: [], reactions: [], ver: seq },
    last_no: no,
  },
});
const read = (readNo, ver, mentions = 0, readBroadcastNo = 0) => ({
  type: "read.state",
  seq: ver,
  event: { channel_id: CHANNEL, read_no: readNo, mentions, read_broadcast_no: readBroadcastNo, ver },
});
const broadcast = (broadcastNo, seq, reach = "channel", userId = 2) => ({
  type: "mention.created",
  seq,
  event: { mention: { channel_id: CHANNEL, message_id: seq, user_id: userId, broadcast: reach }, broadcast_no: broadcastNo },
});

test("the higher version of an entity wins, in whatever order they arrive", () => {
  const store = boot();
  store.apply({ type: "channel.updated", seq: 4, event: { channel: { id: CHANNEL, name: "old", last_no: 0, ver: 4 } } });
  assert.equal(store.title(store.channels.get(CHANNEL)), "new");
  store.putUsers([{ id: 2, ver: 5, display_name: "Bob" }]);
  store.putUsers([{ id: 2, ver: 2, display_name: "Robert" }]);
  assert.equal(store.name(2), "Bob");
});

test("the unread count does not depend on the order or repetition of events", () => {
  const events = [created(1), created(2), created(3), read(2, 110), created(4)];
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round++) {
    const store = boot();
    const shuffled = [...events, ...events.slice(0, 3)].map((one) => [random(), one]).sort(([a], [b]) => a - b);
    for (const [, one] of shuffled) store.apply(one);
    assert.equal(store.counts.unread(CHANNEL), 2, `round ${round}`);
  }
});

test("a message of the user is not unread, and marks the messages before it as read", () => {
  const store = boot();
  store.apply(created(1));
  store.apply(created(2, ALICE));
  assert.equal(store.counts.unread(CHANNEL), 0);
  store.apply(created(3));
  assert.equal(store.counts.unread(CHANNEL), 1);
});

test("mention counts are replaced by the higher version", () => {
  const store = boot();
  store.apply({ type: "mention.created", seq: 120, event: { mention: { channel_id: CHANNEL, message_id: 9 }, mentions: 2 } });
  store.apply({ type: "mention.created", seq: 115, event: { mention: { channel_id: CHANNEL, message_id: 8 }, mentions: 1 } });
  assert.equal(store.counts.mentions(CHANNEL), 2);
  store.apply(read(0, 130, 0));
  assert.equal(store.counts.mentions(CHANNEL), 0);
});

test("mentions of everyone are counted from absolute numbers, in whatever order they arrive", () => {
  const events = [
    broadcast(1, 101),
    broadcast(2, 105),
    read(0, 110, 3, 1),
    broadcast(3, 120),
    broadcast(3, 125, "here"),
    read(0, 130, 1, 2),
  ];
  for (let first = 0; first < events.length; first++) {
    const store = boot();
    for (const one of [...events.slice(first), ...events, events[first]]) store.apply(one);
    assert.equal(store.counts.mentions(CHANNEL), 2, `from ${first}`);
  }
});

test("a mention of everyone by the user is not counted", () => {
  const store = boot();
  store.apply(broadcast(1, 101, "channel", ALICE));
  assert.equal(store.counts.mentions(CHANNEL), 0);
  store.apply(broadcast(2, 102));
  store.apply({
    type: "channel.updated",
    seq: 103,
    event: { channel: { id: CHANNEL, name: "new", last_no: 0, broadcast_no: 2, ver: 103 } },
  });
  assert.equal(store.counts.mentions(CHANNEL), 1);
});

test("a channel without messages to read can be marked as empty", () => {
  const store = boot(5, 4);
  assert.equal(store.counts.unread(CHANNEL), 1);
  store.counts.markEmpty(CHANNEL);
  assert.equal(store.counts.unread(CHANNEL), 0);
  store.apply(created(6));
  assert.equal(store.counts.unread(CHANNEL), 2);
});

test("a removed channel is forgotten with its counts and windows", () => {
  const store = boot(5, 1);
  store.window(CHANNEL);
  store.apply({ type: "channel.removed", seq: 140, event: { channel_id: CHANNEL } });
  assert.equal(store.channels.size + store.counts.positions.size + store.windows.size, 0);
  assert.equal(store.counts.unread(CHANNEL), 0);
});

test("a typing user expires, is removed by a message, and their number is bounded", () => {
  let now = 1_000;
  const store = boot(0, 0, () => now);
  const types = (userId) => store.apply({ type: "typing.started", event: { channel_id: CHANNEL, user_id: userId, expires_ms: 8_000 } });
  types(2);
  types(4);
  assert.deepEqual(store.typing.in(CHANNEL), [2, 4]);
  store.apply(created(1, 2));
  assert.deepEqual(store.typing.in(CHANNEL), [4]);
  now += 8_001;
  assert.deepEqual(store.typing.in(CHANNEL), []);
  for (let i = 0; i < 1_000; i++) types(i);
  assert.ok(store.typing.size <= TypingUsers.ENTRIES_MAX);
});

test("the number of windows is bounded, and the least recently used is dropped first", () => {
  const store = boot();
  const first = store.window(CHANNEL);
  for (let parent = 1; parent < Store.WINDOWS_MAX; parent++) store.window(CHANNEL, parent);
  assert.equal(store.window(CHANNEL), first);
  store.window(CHANNEL, 999);
  assert.equal(store.windows.size, Store.WINDOWS_MAX);
  assert.equal(store.window(CHANNEL), first);
});

test("a message that was deleted unread is not counted, even if events are repeated", () => {
  const deleted = (no, seq) => ({ type: "message.deleted", seq, event: { message_id: no + 50, channel_id: CHANNEL } });
  const events = [created(1), created(2), created(3), deleted(2, 110), deleted(3, 111)];
  for (let repeats = 0; repeats < 3; repeats++) {
    const store = boot();
    for (let i = 0; i <= repeats; i++) for (const one of events) store.apply(one);
    assert.equal(store.counts.unread(CHANNEL), 1, `${repeats} repeats`);
    store.apply(read(1, 120));
    assert.equal(store.counts.unread(CHANNEL), 0);
    store.apply(created(4));
    assert.equal(store.counts.unread(CHANNEL), 1, "the next one counts");
    store.apply(read(4, 130));
    assert.equal(store.counts.unread(CHANNEL), 0);
  }
});

test("a message that was deleted after it was read is not subtracted again", () => {
  const store = boot(5, 5);
  store.window(CHANNEL).rows = [{ id: 55, no: 5, channel_id: CHANNEL, ver: 9 }];
  store.apply({ type: "message.deleted", seq: 110, event: { message_id: 55, channel_id: CHANNEL } });
  store.apply(created(6));
  assert.equal(store.counts.unread(CHANNEL), 1);
});

test("the ordinals of deleted messages are bounded; beyond that the messages count until the channel is read", () => {
  const deleted = (no) => ({ type: "message.deleted", seq: 10_000 + no, event: { message_id: no + 50, channel_id: CHANNEL } });
  const store = boot();
  for (let no = 1; no <= UnreadCounts.ORDINALS_MAX + 1; no++) store.apply(created(no));
  store.apply(deleted(1));
  assert.equal(store.counts.unread(CHANNEL), UnreadCounts.ORDINALS_MAX + 1, "too long ago");
  for (let no = 2; no <= UnreadCounts.DELETED_MAX + 11; no++) store.apply(deleted(no));
  assert.equal(store.counts.unread(CHANNEL), UnreadCounts.ORDINALS_MAX + 1 - UnreadCounts.DELETED_MAX);
});
