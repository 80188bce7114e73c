// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { NavigationStore } from "../../main/resources/web-root/state/navigation-store.js";
import { Store } from "../../main/resources/web-root/state/store.js";
import { ThreadTracker } from "../../main/resources/web-root/state/thread-tracker.js";

const ALICE = 1;
const BOB = 2;
const CHANNEL = 3;
const PARENT = 50;

globalThis.addEventListener ??= () => {};
globalThis.document ??= /** @type {any} */ ({ addEventListener() {}, hidden: false, hasFocus: () => true });

const state = (readNo, lastNo) => ({
  parent_id: PARENT,
  channel_id: CHANNEL,
  following: true,
  read_no: readNo,
  last_no: lastNo,
  unread: lastNo - readNo,
  mentions: 0,
  ver: 9 + readNo,
});
const reply = (no, userId = BOB) => ({
  id: 100 + no,
  channel_id: CHANNEL,
  parent_id: PARENT,
  reply_no: no,
  user_id: userId,
  text: `r${no}`,
  created_at: `2026-11-23T08:00:0${no}.000Z`,
  reactions: [],
  mentions: [],
  ver: 100 + no,
});

/** The tracker of a tab that shows a thread with the replies 1 and 2, of which the first is read, and the calls that it makes. */
function tracker({ answers = {}, more = false, unread = [state(1, 2)], isReading = () => true } = {}) {
  const store = new Store();
  const boot = { seq: 99, user: { id: ALICE, ver: 1 }, permissions: [], workspaces: [], channels: [], read_states: [], presence: [] };
  store.reset(/** @type {any} */ ({ ...boot, threads: { unread, following: [], more } }));
  const shown = Object.assign(new NavigationStore(), { channelId: CHANNEL, panel: { kind: "thread", parentId: PARENT } });
  const window = store.window(CHANNEL, PARENT);
  window.loaded(window.startLoading("newest"), /** @type {any} */ ([reply(1), reply(2)]), { atStart: true, atEnd: true });
  const calls = [];
  const errors = [];
  const call = async (method, params) => {
    calls.push({ method, ...params });
    if (!answers[method]) throw new Error("no answer");
    return answers[method];
  };
  const toasts = { showError: (error) => errors.push(error) };
  const api = /** @type {any} */ ({ call, change: call });
  const threads = new ThreadTracker({ api, store, shown, toasts, isReading, changed() {} });
  return { store, shown, threads, calls, errors };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const arrives = (store, threads, message) => {
  store.apply({ type: "message.created", seq: message.ver, event: { message, last_no: 0 } });
  threads.messageArrived(message);
};

test("the open thread is marked up to its newest reply when its end is on the screen, once", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { store, threads, calls } = tracker({ answers: { "thread.mark": { state: state(2, 2), seq: 110 } } });
  threads.shows();
  assert.equal(threads.markerNo, 1, "the line is above the second reply");
  threads.scrolled(false);
  t.mock.timers.tick(ThreadTracker.DELAY_MS);
  assert.deepEqual(calls, []);
  threads.scrolled(true);
  t.mock.timers.tick(ThreadTracker.DELAY_MS);
  await settled();
  assert.deepEqual(calls, [{ method: "thread.mark", parent_id: PARENT, message_id: 102, seen_ver: 99 }]);
  assert.equal(store.threads.unread(PARENT), 0);
  assert.equal(threads.markerNo, 1, "the line stays while the thread is open");
  threads.scrolled(true);
  t.mock.timers.tick(ThreadTracker.DELAY_MS);
  assert.equal(calls.length, 1);
});

test("a reply that the user does not see arrive gets the line, and writing removes it", () => {
  const { store, threads } = tracker({ unread: [], isReading: () => false });
  threads.shows();
  arrives(store, threads, reply(3));
  assert.equal(threads.markerNo, 2);
  arrives(store, threads, reply(4, ALICE));
  assert.equal(threads.markerNo, null);
});

test("following that fails is shown and changes nothing", async () => {
  const { store, threads, errors } = tracker();
  await threads.follow(PARENT, false);
  assert.equal(errors.length, 1);
  assert.equal(store.threads.has(PARENT), true);
});

test("a thread that the bootstrap left out is asked about once, before its reply is announced", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const answer = { state: state(2, 3), seq: 110 };
  const { store, threads, calls } = tracker({ more: true, unread: [], answers: { "thread.get": answer } });
  const known = [threads.ensureKnown(/** @type {any} */ (reply(3))), threads.ensureKnown(/** @type {any} */ (reply(4)))];
  await Promise.all(known);
  assert.deepEqual(calls, [{ method: "thread.get", parent_id: PARENT }]);
  assert.equal(store.threads.unread(PARENT), 1);
  await threads.ensureKnown(/** @type {any} */ (reply(5)));
  assert.equal(calls.length, 1, "it is known now");
});

test("nothing is asked when the bootstrap named all threads", async () => {
  const { threads, calls } = tracker({ unread: [] });
  await threads.ensureKnown(/** @type {any} */ (reply(3)));
  assert.deepEqual(calls, []);
});
