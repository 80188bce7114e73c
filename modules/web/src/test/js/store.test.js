// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../main/resources/web-root/state/store.js";
import { TypingUsers } from "../../main/resources/web-root/state/typing-users.js";
import { UnreadCounts } from "../../main/resources/web-root/state/unread-counts.js";

const ALICE = 1;
const CHANNEL = 3;

/** The row of a bootstrap or of `read.get`. */
const readState = ({
  lastNo = 0,
  readNo = 0,
  unread = lastNo - readNo,
  broadcastNo = 0,
  readBroadcastNo = 0,
  mentions = 0,
  more = {},
}) => ({
  channel_id: CHANNEL,
  read_no: readNo,
  last_no: lastNo,
  unread,
  mentions,
  read_broadcast_no: readBroadcastNo,
  broadcast_no: broadcastNo,
  unread_mentions: mentions + broadcastNo - readBroadcastNo,
  ver: 9,
  ...more,
});

function boot(lastNo = 0, readNo = 0, now = Date.now) {
  const store = new Store(now);
  store.reset({
    seq: 99,
    user: { id: ALICE, ver: 1, display_name: "Alice" },
    permissions: [],
    workspaces: [{ id: 1, name: "General", ver: 1 }],
    channels: [{ id: CHANNEL, workspace_id: 1, name: "new", last_no: lastNo, broadcast_no: 0, ver: 9 }],
    read_states: [readState({ lastNo, readNo })],
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
const read = (readNo, ver, mentions = 0, readBroadcastNo = 0, deleted = 0, deletedBroadcasts = 0) => ({
  type: "read.state",
  seq: ver,
  event: {
    channel_id: CHANNEL,
    read_no: readNo,
    mentions,
    read_broadcast_no: readBroadcastNo,
    deleted,
    deleted_broadcasts: deletedBroadcasts,
    ver,
  },
});
const deleted = (no, seq, broadcastNo) => ({
  type: "message.deleted",
  seq,
  event: { message_id: no + 50, channel_id: CHANNEL, no, ...(broadcastNo ? { broadcast_no: broadcastNo } : {}) },
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

/** The reply to a repeated attempt to send a message moved the read position back to that message. */
test("an own message before the read position, or older than it, does not move the position", () => {
  const store = boot();
  for (const no of [1, 2, 3, 4]) store.apply(created(no, no === 2 ? ALICE : 2));
  store.apply(read(4, 200));
  store.apply({ ...created(2, ALICE), seq: 300 });
  assert.deepEqual([store.counts.positions.get(CHANNEL).readNo, store.counts.unread(CHANNEL)], [4, 0]);
  store.apply({ ...created(5, ALICE), seq: 150 });
  assert.equal(store.counts.positions.get(CHANNEL).readNo, 4);
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
  const events = [created(1), created(2), created(3), deleted(2, 110), deleted(3, 111)];
  for (let repeats = 0; repeats < 3; repeats++) {
    const store = boot();
    for (let i = 0; i <= repeats; i++) for (const one of events) store.apply(one);
    assert.equal(store.counts.unread(CHANNEL), 1, `${repeats} repeats`);
    store.apply(read(1, 120, 0, 0, 2));
    assert.equal(store.counts.unread(CHANNEL), 0);
    store.apply(created(4));
    assert.equal(store.counts.unread(CHANNEL), 1, "the next one counts");
    store.apply(read(4, 130));
    assert.equal(store.counts.unread(CHANNEL), 0);
  }
});

test("a message that was deleted before the bootstrap is not counted, and not subtracted again by a repeated event", () => {
  const store = new Store();
  store.reset({
    seq: 99,
    user: { id: ALICE, ver: 1, display_name: "Alice" },
    permissions: [],
    workspaces: [],
    channels: [{ id: CHANNEL, workspace_id: 1, name: "new", last_no: 5, broadcast_no: 2, ver: 9 }],
    read_states: [readState({ lastNo: 5, readNo: 2, unread: 1, broadcastNo: 2, more: { unread_mentions: 1 } })],
    presence: [],
  });
  assert.deepEqual([store.counts.unread(CHANNEL), store.counts.mentions(CHANNEL)], [1, 1]);
  store.apply(deleted(4, 98, 1));
  assert.deepEqual([store.counts.unread(CHANNEL), store.counts.mentions(CHANNEL)], [1, 1]);
  store.apply(deleted(5, 100, 2));
  assert.deepEqual([store.counts.unread(CHANNEL), store.counts.mentions(CHANNEL)], [0, 0]);
});

test("a message that was deleted after it was read is not subtracted", () => {
  const store = boot(5, 5);
  store.apply(deleted(5, 110, 1));
  store.apply(created(6));
  store.apply(broadcast(1, 112));
  assert.deepEqual([store.counts.unread(CHANNEL), store.counts.mentions(CHANNEL)], [1, 0]);
});

test("the user's own deletion counts once, from the reply and from the event", () => {
  const store = boot(3, 0);
  store.apply({ type: "message.deleted", seq: 110, event: { message_id: 52, channel_id: CHANNEL, no: 2 } });
  store.apply(deleted(2, 110, 1));
  assert.equal(store.counts.unread(CHANNEL), 2);
});

test("deletions beyond those that are kept one by one still count", () => {
  const last = UnreadCounts.DELETED_MAX + 50;
  const store = boot(last, 0);
  for (let no = 1; no < last; no++) store.apply(deleted(no, 1_000 + no, no));
  assert.equal(store.counts.unread(CHANNEL), 1);
  store.apply(read(last - 1, 9_000));
  assert.equal(store.counts.unread(CHANNEL), 1);
});

test("an event of an earlier release makes the counts of its channel be fetched, once", () => {
  const store = boot(5, 2);
  store.apply({ type: "message.deleted", seq: 110, event: { message_id: 54, channel_id: CHANNEL } });
  assert.ok(store.counts.isUncertain);
  assert.deepEqual(store.counts.takeUncertain(), [CHANNEL]);
  assert.deepEqual(store.counts.takeUncertain(), []);
  store.counts.putBackUncertain(CHANNEL);
  assert.deepEqual(store.counts.takeUncertain(), [CHANNEL]);
  store.counts.fetched(readState({ lastNo: 5, readNo: 2, unread: 2 }), 112);
  assert.equal(store.counts.unread(CHANNEL), 2);
  const reply = { message_id: 70, channel_id: CHANNEL, parent_id: 51 };
  store.apply({ type: "message.deleted", seq: 113, event: reply });
  assert.ok(!store.counts.isUncertain, "a reply changes no count");
  const old = { channel_id: CHANNEL, read_no: 3, mentions: 0, read_broadcast_no: 0, ver: 114 };
  store.apply({ type: "read.state", seq: 114, event: old });
  assert.deepEqual(store.counts.takeUncertain(), [CHANNEL]);
});

/** Bug: every open page requested the counts of a channel in which an imported message was deleted. */
test("the deletion of an imported message changes no count and makes nothing be fetched", () => {
  const store = boot(5, 2);
  store.apply({ type: "message.deleted", seq: 110, event: { message_id: 54, channel_id: CHANNEL, imported: true } });
  assert.ok(!store.counts.isUncertain);
  assert.equal(store.counts.unread(CHANNEL), 3);
});

test("a late reply of read.mark does not replace the event, which is more exact", () => {
  const store = boot(5, 0);
  const result = { ...readState({ lastNo: 5, readNo: 3, unread: 1 }), ver: 120, seq: 120 };
  store.apply(read(3, 120));
  store.apply(deleted(5, 121));
  store.counts.marked(CHANNEL, 53, result); // counted after the deletion
  assert.equal(store.counts.unread(CHANNEL), 1);
  const first = boot(5, 0);
  first.counts.marked(CHANNEL, 53, result);
  assert.deepEqual([first.counts.unread(CHANNEL), first.counts.positions.get(CHANNEL)?.lastRead], [1, 53]);
});

/** A server in a few lines: what it would send and what a fresh bootstrap would answer. */
class Channel {
  seq = 100;
  messages = [];
  broadcastNo = 0;
  readNo = 0;
  readBroadcastNo = 0;

  get remaining() {
    return this.messages.filter((message) => !message.deleted && message.no > this.readNo);
  }

  get remainingBroadcasts() {
    return this.messages.filter((message) => !message.deleted && (message.broadcastNo ?? 0) > this.readBroadcastNo);
  }

  send(own, toAll) {
    const no = this.messages.length + 1;
    const message = { no, broadcastNo: toAll ? ++this.broadcastNo : undefined };
    this.messages.push(message);
    const events = [created(no, own ? ALICE : 2, ++this.seq)];
    if (toAll) events.push(broadcast(this.broadcastNo, ++this.seq, "channel", own ? ALICE : 2));
    if (own) this.readNo = no;
    if (own && (toAll || this.readBroadcastNo < this.broadcastNo)) {
      this.readBroadcastNo = this.broadcastNo;
      events.push(this.#read());
    }
    return events;
  }

  delete(message) {
    message.deleted = true;
    return [deleted(message.no, ++this.seq, message.broadcastNo)];
  }

  mark(no) {
    this.readNo = Math.max(this.readNo, no);
    const upTo = this.messages.filter((message) => message.no <= this.readNo).map((message) => message.broadcastNo ?? 0);
    this.readBroadcastNo = Math.max(this.readBroadcastNo, ...upTo);
    return [this.#read()];
  }

  #read() {
    const gone = this.messages.filter((message) => message.deleted);
    const messages = gone.filter((message) => message.no > this.readNo).length;
    const broadcasts = gone.filter((message) => (message.broadcastNo ?? 0) > this.readBroadcastNo).length;
    return read(this.readNo, ++this.seq, 0, this.readBroadcastNo, messages, broadcasts);
  }
}

test("after random sends, deletions and marks, the counts by events are those of a fresh bootstrap", () => {
  const first = Date.now() % 1_000_000;
  for (let seed = first; seed < first + 60; seed++) {
    let state = seed * 2 + 1;
    const random = (below) => (state = (state * 16807) % 2147483647) % below;
    const channel = new Channel();
    const store = boot();
    let held = [];
    for (let step = 0; step < 120; step++) {
      const undeleted = channel.messages.filter((message) => !message.deleted);
      const any = undeleted[random(Math.max(1, undeleted.length))];
      const kind = random(10);
      if (kind < 5) held.push(...channel.send(kind === 0, random(3) === 0));
      else if (any && kind < 8) held.push(...channel.delete(any));
      else if (any) held.push(...channel.mark(any.no));
      if (random(3) > 0) continue;
      for (const event of held) store.apply(event);
      for (const event of held.slice(-2)) store.apply(event); // repeats
      held = [];
      const expected = [channel.remaining.length, channel.remainingBroadcasts.length];
      assert.deepEqual([store.counts.unread(CHANNEL), store.counts.mentions(CHANNEL)], expected, `seed ${seed}, step ${step}`);
    }
  }
});
