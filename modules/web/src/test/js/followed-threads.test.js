// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { FollowedThreads } from "../../main/resources/web-root/state/followed-threads.js";

const ALICE = 1;
const BOB = 2;
const CHANNEL = 3;
const PARENT = 50;

const state = (readNo, lastNo, { unread = lastNo - readNo, mentions = 0, ver = 9, following = true } = {}) => ({
  parent_id: PARENT,
  channel_id: CHANNEL,
  following,
  read_no: readNo,
  last_no: lastNo,
  unread,
  mentions,
  ver,
});

function boot({ unread = [], following = [], more = false } = {}) {
  const threads = new FollowedThreads();
  threads.reset({ seq: 99, threads: { unread, following, more } });
  return threads;
}

const read = () => boot({ following: [{ channel_id: CHANNEL, parent_ids: [PARENT] }] });
const reply = (no, userId = BOB) =>
  /** @type {any} */ ({ id: 100 + no, channel_id: CHANNEL, parent_id: PARENT, reply_no: no, user_id: userId });
const deletion = (no) => /** @type {any} */ ({ message_id: 100 + no, channel_id: CHANNEL, parent_id: PARENT, reply_no: no });

test("the first reply in a thread that the bootstrap names by its id is the first unread one", () => {
  const threads = read();
  assert.equal(threads.unread(PARENT), 0);
  threads.messageCreated(reply(7), ALICE, 100);
  threads.messageCreated(reply(8), ALICE, 101);
  assert.equal(threads.unread(PARENT), 2);
  assert.equal(threads.markerNo(PARENT), 6);
});

test("a repeated reply and a repeated deletion change nothing", () => {
  const threads = read();
  threads.messageCreated(reply(7), ALICE, 100);
  threads.messageCreated(reply(7), ALICE, 100);
  assert.equal(threads.unread(PARENT), 1);
  threads.messageDeleted(deletion(7), 101);
  threads.messageDeleted(deletion(7), 101);
  assert.equal(threads.unread(PARENT), 0);
});

test("the author of a reply follows and has read the thread", () => {
  const threads = boot();
  threads.messageCreated(reply(1), ALICE, 100);
  assert.equal(threads.has(PARENT), false, "a reply of another user in a thread that is not followed");
  threads.messageCreated(reply(2, ALICE), ALICE, 101);
  assert.deepEqual([threads.has(PARENT), threads.unread(PARENT)], [true, 0]);
  threads.messageCreated(reply(3), ALICE, 102);
  assert.equal(threads.unread(PARENT), 1);
});

test("a thread that is followed since a reply has that reply unread", () => {
  const threads = boot();
  threads.followed({ parent_id: PARENT, channel_id: CHANNEL, last_no: 4 }, 100);
  threads.messageCreated(reply(5), ALICE, 101);
  threads.mentioned(PARENT, 1, 102);
  assert.deepEqual([threads.unread(PARENT), threads.mentions(PARENT)], [1, 1]);
});

test("the higher version of a state wins, and the end of following forgets the thread", () => {
  const threads = boot({ unread: [state(2, 5)] });
  threads.fetched(state(0, 5, { ver: 8 }), 200);
  assert.equal(threads.unread(PARENT), 3);
  threads.stateChanged(/** @type {any} */ ({ ...state(4, 5, { ver: 120 }), deleted: 1 }), 120);
  assert.equal(threads.unread(PARENT), 0);
  threads.fetched(state(5, 5, { ver: 130, following: false, unread: 0 }), 130);
  assert.equal(threads.has(PARENT), false);
});

test("a slow reply keeps what was deleted and written after it", () => {
  const threads = boot({ unread: [state(2, 5)] });
  threads.messageCreated(reply(6), ALICE, 110);
  threads.messageDeleted(deletion(4), 111);
  threads.fetched(state(2, 5), 105);
  assert.equal(threads.unread(PARENT), 3, "3, 5 and 6");
});

test("a deletion that the bootstrap contains is not subtracted again", () => {
  const threads = boot({ unread: [state(2, 5, { unread: 2 })] });
  threads.messageDeleted(deletion(4), 98);
  assert.equal(threads.unread(PARENT), 2);
});

test("the summary counts the threads with unread replies in the wanted channels", () => {
  const threads = boot({ unread: [state(2, 5, { mentions: 1 })] });
  assert.deepEqual(
    threads.summary(() => true),
    { threads: 1, mentions: 1 },
  );
  assert.deepEqual(
    threads.summary(() => false),
    { threads: 0, mentions: 0 },
  );
  threads.forgetChannel(CHANNEL);
  assert.equal(threads.has(PARENT), false);
});
