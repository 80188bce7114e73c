// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageWindow } from "../../main/resources/web-root/state/message-window.js";

const message = (id, ver = id, more = {}) => ({ id, no: id, channel_id: 1, user_id: 2, text: `t${id}`, reactions: [], ver, ...more });
const span = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const created = (id) => ({ type: "message.created", seq: id, event: { message: message(id), last_no: id } });
const deleted = (id, seq) => ({ type: "message.deleted", seq, event: { message_id: id, channel_id: 1 } });
const ids = (window) => window.rows.map((row) => row.id);

function loadedWindow(from, to, ends = { atStart: true, atEnd: true }) {
  const window = new MessageWindow(1, 0);
  window.loaded(window.startLoading("newest"), span(from, to), ends);
  return window;
}

test("a new message is added at the end once, even if its event is repeated", () => {
  const window = loadedWindow(1, 3);
  for (const one of [created(5), created(4), created(5)]) window.apply(one);
  assert.deepEqual(ids(window), [1, 2, 3, 4, 5]);
});

test("no message is added after a gap", () => {
  const window = loadedWindow(1, 3, { atEnd: false });
  window.apply(created(9));
  assert.deepEqual(ids(window), [1, 2, 3]);
  window.loaded(window.startLoading("newer"), span(4, 9), { atEnd: true });
  window.apply(created(10));
  assert.equal(ids(window).at(-1), 10);
});

test("a late reply neither restores a deleted message nor overwrites a newer version", () => {
  const window = loadedWindow(1, 3);
  const request = window.startLoading("newest");
  window.apply(deleted(2, 20));
  window.apply({ type: "message.updated", seq: 21, event: { message: message(3, 21, { text: "anew" }) } });
  window.apply(created(22));
  window.loaded(request, span(1, 3), { atStart: true, atEnd: true });
  assert.deepEqual(ids(window), [1, 3, 22]);
  assert.equal(window.rows[1].text, "anew");
});

test("a reaction that arrives before its message is applied after the reply", () => {
  const window = new MessageWindow(1, 0);
  const request = window.startLoading("newest");
  window.apply({ type: "message.reacted", seq: 30, event: { message_id: 2, channel_id: 1, reactions: [{ emoji: "x", user_ids: [1] }] } });
  window.loaded(request, span(1, 3), { atStart: true, atEnd: true });
  assert.equal(window.rows[1].reactions.length, 1);
});

test("an older reaction does not replace a newer one", () => {
  const window = loadedWindow(1, 3);
  const reacted = (seq, count) => ({
    type: "message.reacted",
    seq,
    event: { message_id: 2, channel_id: 1, reactions: Array(count).fill({ emoji: "x", user_ids: [1] }) },
  });
  window.apply(reacted(40, 0));
  window.apply(reacted(39, 1));
  assert.equal(window.rows[1].reactions.length, 0);
});

test("the reply to an earlier request is ignored", () => {
  const window = loadedWindow(50, 60, { atEnd: true });
  const late = window.startLoading("older");
  const now = window.startLoading("newest");
  window.loaded(late, span(1, 49), { atStart: true });
  assert.equal(window.loading, "newest");
  window.loaded(now, span(70, 75), { atStart: false, atEnd: true });
  assert.deepEqual(ids(window), [70, 71, 72, 73, 74, 75]);
});

test("a window that grows at one end is bounded and drops rows at the other end", () => {
  const window = loadedWindow(901, 1_000, { atStart: false, atEnd: true });
  for (let first = 801; first >= 1; first -= 100)
    window.loaded(window.startLoading("older"), span(first, first + 99), { atStart: first === 1 });
  assert.equal(window.rows.length, MessageWindow.ROWS_MAX);
  assert.deepEqual([ids(window)[0], window.atStart, window.atEnd], [1, true, false]);
  window.loaded(window.startLoading("newer"), span(301, 400), {});
  assert.deepEqual([ids(window)[0], ids(window).at(-1), window.atStart], [101, 400, false]);
});

test("the events held while a page is loading are bounded", () => {
  const window = loadedWindow(1, 3);
  window.startLoading("newest");
  for (let seq = 10; seq <= 10 + MessageWindow.HELD_MAX; seq++) window.apply(created(seq));
  assert.equal(window.loading, null);
  assert.notEqual(window.error, "");
  assert.ok(window.rows.length <= MessageWindow.ROWS_MAX);
});

test("a failed request keeps the rows and the messages that arrived meanwhile", () => {
  const window = loadedWindow(1, 3);
  const request = window.startLoading("newest");
  window.apply(created(4));
  window.failed(request, "no answer");
  assert.deepEqual(ids(window), [1, 2, 3, 4]);
  assert.equal(window.error, "no answer");
});

test("replies and messages of other channels are not added", () => {
  const window = loadedWindow(1, 3);
  window.apply({ type: "message.created", seq: 9, event: { message: message(9, 9, { parent_id: 1 }) } });
  window.apply({ type: "message.created", seq: 9, event: { message: message(9, 9, { channel_id: 2 }) } });
  assert.deepEqual(ids(window), [1, 2, 3]);
});

const at = (minute) => new Date(Date.UTC(2020, 0, 1, 0, minute)).toISOString();
const timed = (id, minute, more = {}) => ({ ...message(id), created_at: at(minute), ...more });
const imported = (id, minute) => timed(id, minute, { no: undefined });
const arrival = (row) => ({ type: "message.created", seq: row.ver, event: { message: row, last_no: 0 } });

/** Rows were sorted by id, so messages of a later import of older messages were shown below the newest. */
test("rows keep the order of the server", () => {
  const window = new MessageWindow(1, 0);
  window.loaded(window.startLoading("newest"), [imported(20, 5), timed(3, 10), imported(21, 12), timed(4, 15)], {
    atStart: false,
    atEnd: true,
  });
  window.loaded(window.startLoading("older"), [imported(19, 1), timed(1, 2), imported(20, 5)], { atStart: true });
  assert.deepEqual(ids(window), [19, 1, 20, 3, 21, 4]);
});

test("an imported message that arrives stands at its time, a message that was sent at the end", () => {
  const window = new MessageWindow(1, 0);
  window.loaded(window.startLoading("newest"), [timed(1, 10), timed(2, 20)], { atStart: false, atEnd: true });
  for (const row of [imported(7, 15), imported(8, 5), imported(9, 15), imported(10, 25), timed(11, 24, { no: 3 })])
    window.apply(arrival(row));
  assert.deepEqual(ids(window), [1, 7, 9, 2, 10, 11], "8 belongs to an older page, 11 was sent after a correction of the clock");
});

test("an imported message inside a window that does not reach the end is added", () => {
  const window = new MessageWindow(1, 0);
  window.loaded(window.startLoading("around"), [timed(1, 10), timed(2, 20)], { atStart: false, atEnd: false });
  for (const row of [imported(7, 15), imported(8, 25)]) window.apply(arrival(row));
  assert.deepEqual(ids(window), [1, 7, 2]);
});

/** A message that arrived while older ones were loading dropped the first row, so a gap remained between it and the older page. */
test("no message is missing between the rows and an older page when messages arrive while it is loading", () => {
  const window = loadedWindow(101, 100 + MessageWindow.ROWS_MAX, { atStart: false, atEnd: true });
  const request = window.startLoading("older");
  for (let id = 401; id <= 405; id++) window.apply(created(id));
  assert.deepEqual([ids(window)[0], ids(window).length], [101, MessageWindow.ROWS_MAX]);
  window.loaded(request, span(51, 100), { atStart: false });
  assert.deepEqual(
    ids(window),
    span(51, 350).map((row) => row.id),
  );
  assert.equal(window.atEnd, false, "the messages that arrived are loaded when the user scrolls to them");
  window.loaded(window.startLoading("newer"), span(351, 405), { atEnd: true });
  assert.deepEqual([ids(window)[0], ids(window).at(-1)], [106, 405]);
});

test("messages that arrive while older ones are loading remain when the request fails", () => {
  const window = loadedWindow(1, MessageWindow.ROWS_MAX - 1, { atStart: false, atEnd: true });
  const request = window.startLoading("older");
  window.apply(created(300));
  window.apply(created(301));
  window.failed(request, "no answer");
  assert.deepEqual([ids(window)[0], ids(window).at(-1), window.atEnd], [1, 300, false]);
});

/** An old message was inserted after an imported first row, before messages that the window does not contain. */
test("a message that was sent before all others of a window is not added after its imported rows", () => {
  const rows = [imported(20, 5), timed(30, 10), timed(31, 11)];
  const window = new MessageWindow(1, 0);
  window.loaded(window.startLoading("around"), rows, { atStart: false, atEnd: true });
  window.apply(arrival(timed(3, 4, { ver: 90 })));
  assert.deepEqual(ids(window), [20, 30, 31]);
  window.loaded(window.startLoading("newest"), rows, { atStart: true, atEnd: true });
  window.apply(arrival(timed(3, 4, { ver: 90 })));
  assert.deepEqual(ids(window), [20, 3, 30, 31]);
  const allImported = new MessageWindow(1, 0);
  allImported.loaded(allImported.startLoading("newest"), [imported(20, 5), imported(21, 6)], { atStart: false, atEnd: true });
  allImported.apply(arrival(timed(3, 7)));
  assert.deepEqual(ids(allImported), [20, 21, 3], "the first message that was sent");
});

test("a thread keeps its parent as a deleted message, whatever late replies contain", () => {
  const thread = new MessageWindow(1, 5);
  const parent = {
    id: 5,
    no: 1,
    channel_id: 1,
    user_id: 2,
    text: "question",
    reactions: [{ emoji: "x", user_ids: [1] }],
    mentions: [],
    ver: 10,
  };
  thread.parentLoaded(parent);
  thread.parentLoaded({ ...parent, text: "older", ver: 9 });
  assert.equal(thread.parent.text, "question");
  thread.apply({ type: "message.updated", seq: 11, event: { message: { ...parent, text: "edited", ver: 11 }, last_no: 1 } });
  assert.equal(thread.parent.text, "edited");
  thread.apply(deleted(5, 12));
  assert.equal(thread.parent.text, "");
  assert.ok(thread.parent.deleted_at);
  const { version } = thread;
  thread.parentLoaded({ ...parent, ver: 13 });
  assert.ok(thread.parent.deleted_at, "a reply from before the deletion does not bring the text back");
  assert.equal(thread.version, version);
  thread.apply({ type: "thread.updated", seq: 14, event: { parent_id: 5, channel_id: 1, reply_count: 3 } });
  assert.deepEqual([thread.parent.reply_count, thread.parent.text], [3, ""]);
});
