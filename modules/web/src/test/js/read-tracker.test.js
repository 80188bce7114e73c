// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { NavigationStore } from "../../main/resources/web-root/state/navigation-store.js";
import { ReadTracker } from "../../main/resources/web-root/state/read-tracker.js";
import { Store } from "../../main/resources/web-root/state/store.js";

const CHANNEL = 3;

globalThis.addEventListener ??= () => {};
globalThis.document ??= /** @type {any} */ ({ addEventListener() {}, hidden: false, hasFocus: () => true });

/** The tracker of a tab that shows a channel, and the calls that it makes. */
function tracker({ rows = [], row = {}, answers = {} } = {}) {
  const store = new Store();
  const read = { channel_id: CHANNEL, read_no: 0, last_no: 2, unread: 0, mentions: 0, read_broadcast_no: 0, broadcast_no: 0, ver: 9 };
  store.reset(
    /** @type {any} */ ({
      seq: 99,
      user: { id: 1, ver: 1, display_name: "Alice" },
      permissions: [],
      workspaces: [],
      channels: [{ id: CHANNEL, workspace_id: 1, name: "new", last_no: 2, broadcast_no: 0, ver: 9 }],
      read_states: [{ ...read, unread_mentions: 0, ...row }],
      presence: [],
    }),
  );
  const window = store.window(CHANNEL);
  window.loaded(window.startLoading("newest"), /** @type {any} */ (rows), { atStart: true, atEnd: true });
  const calls = [];
  const call = async (method, params) => {
    calls.push({ method, ...params });
    const answer = answers[method];
    if (!answer) throw new Error("no answer");
    return answer;
  };
  const shown = Object.assign(new NavigationStore(), { channelId: CHANNEL });
  const reads = new ReadTracker({ api: /** @type {any} */ ({ call, change: call }), store, shown, isConnected: () => true, changed() {} });
  return { store, reads, calls };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("what remains unread in a channel without messages is marked when the channel is opened, once", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const result = {
    read_no: 0,
    last_no: 2,
    unread: 0,
    mentions: 0,
    read_broadcast_no: 0,
    broadcast_no: 0,
    unread_mentions: 0,
    ver: 110,
    seq: 110,
  };
  const { store, reads, calls } = tracker({ row: { mentions: 1, unread_mentions: 1 }, answers: { "mention.mark_read": result } });
  assert.equal(store.counts.mentions(CHANNEL), 1);
  reads.scrolled(true);
  t.mock.timers.tick(ReadTracker.DELAY_MS);
  await settled();
  assert.deepEqual(calls, [{ method: "mention.mark_read", channel_id: CHANNEL }]);
  assert.equal(store.counts.mentions(CHANNEL), 0);
  t.mock.timers.tick(ReadTracker.DELAY_MS);
  assert.equal(calls.length, 1);
});

test("nothing is marked in a channel whose unread messages were all deleted", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { reads, calls } = tracker();
  reads.scrolled(true);
  t.mock.timers.tick(ReadTracker.DELAY_MS);
  assert.deepEqual(calls, []);
});

test("the newest message that remains is marked when the newest one is deleted before the call", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const message = (no) => ({ id: no + 50, no, channel_id: CHANNEL, user_id: 2, text: "t", reactions: [], mentions: [], ver: no });
  const { store, reads, calls } = tracker({ rows: [message(1), message(2)], row: { unread: 2 } });
  reads.scrolled(true);
  store.apply({ type: "message.deleted", seq: 100, event: { message_id: 52, channel_id: CHANNEL, no: 2 } });
  t.mock.timers.tick(ReadTracker.DELAY_MS);
  await settled();
  assert.deepEqual(calls, [{ method: "read.mark", channel_id: CHANNEL, message_id: 51, seen_ver: 99 }]);
  assert.equal(store.counts.unread(CHANNEL), 1, "the call failed");
});

test("counts that an event of an earlier release leaves unknown are fetched, and again after a failure", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const row = {
    channel_id: CHANNEL,
    read_no: 0,
    last_no: 2,
    unread: 1,
    mentions: 0,
    read_broadcast_no: 0,
    broadcast_no: 0,
    unread_mentions: 0,
    ver: 9,
  };
  const answers = {};
  const { store, reads, calls } = tracker({ row: { unread: 2 }, answers });
  for (const seq of [100, 101]) {
    store.apply({ type: "message.deleted", seq, event: { message_id: 40 + seq, channel_id: CHANNEL } });
    reads.fetchUncertain();
  }
  t.mock.timers.tick(ReadTracker.FETCH_DELAY_MS);
  await settled();
  assert.deepEqual(calls, [{ method: "read.get", channel_id: CHANNEL }]);
  answers["read.get"] = { read_state: row, seq: 101 };
  reads.fetchUncertain();
  t.mock.timers.tick(ReadTracker.FETCH_DELAY_MS);
  await settled();
  assert.deepEqual([calls.length, store.counts.unread(CHANNEL)], [2, 1]);
  reads.fetchUncertain();
  t.mock.timers.tick(ReadTracker.FETCH_DELAY_MS);
  assert.equal(calls.length, 2);
});

/** Each deleted message of an import made all members of the channel fetch their counts at the same time. */
test("a deleted imported message leaves no count unknown, and an event for all members makes them fetch at different times", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 0.5);
  const { store, reads, calls } = tracker({ row: { unread: 2 } });
  const deleted = (seq, more) => store.apply({ type: "message.deleted", seq, event: { message_id: seq, channel_id: CHANNEL, ...more } });
  deleted(100, { imported: true });
  assert.equal(store.counts.isUncertain, false);
  deleted(101, {});
  reads.fetchUncertain(true);
  t.mock.timers.tick(ReadTracker.FETCH_DELAY_MS + ReadTracker.FETCH_SPREAD_MS / 2 - 1);
  assert.deepEqual(calls, []);
  t.mock.timers.tick(1);
  await settled();
  assert.deepEqual(calls, [{ method: "read.get", channel_id: CHANNEL }]);
});

test("a channel that the user marked as unread stays unread until it is opened again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const rows = [{ id: 7, channel_id: CHANNEL, no: 2, user_id: 2, created_at: "2026-11-23T05:38:00.123Z", mentions: [] }];
  const { reads, calls } = tracker({ rows: /** @type {any} */ (rows), row: { read_no: 1, unread: 1 } });
  reads.hold(CHANNEL);
  reads.scrolled(true);
  t.mock.timers.tick(ReadTracker.DELAY_MS);
  assert.deepEqual(calls, []);
  reads.channelOpened(CHANNEL);
  reads.scrolled(true);
  t.mock.timers.tick(ReadTracker.DELAY_MS);
  assert.deepEqual(calls, [{ method: "read.mark", channel_id: CHANNEL, message_id: 7, seen_ver: 99 }]);
});
