// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Run } from "../../main/resources/web-root/state/run.js";

const message = (id, ver = id, more = {}) => ({ id, no: id, channel_id: 1, user_id: 2, text: `t${id}`, reactions: [], ver, ...more });
const span = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const created = (id) => ({ type: "message.created", seq: id, event: { message: message(id), last_no: id } });
const deleted = (id, seq) => ({ type: "message.deleted", seq, event: { message_id: id, channel_id: 1 } });
const ids = (run) => run.rows.map((row) => row.id);

function loaded(from, to, ends = { atStart: true, atEnd: true }) {
  const run = new Run(1, 0);
  run.answer(run.ask("newest"), span(from, to), ends);
  return run;
}

test("what is said belongs to the end once, however often it is told", () => {
  const run = loaded(1, 3);
  for (const one of [created(5), created(4), created(5)]) run.apply(one);
  assert.deepEqual(ids(run), [1, 2, 3, 4, 5]);
});

test("nothing is added behind a gap", () => {
  const run = loaded(1, 3, { atEnd: false });
  run.apply(created(9));
  assert.deepEqual(ids(run), [1, 2, 3]);
  run.answer(run.ask("newer"), span(4, 9), { atEnd: true });
  run.apply(created(10));
  assert.equal(ids(run).at(-1), 10);
});

test("a late answer neither brings back what was deleted nor overwrites what is newer", () => {
  const run = loaded(1, 3);
  const ticket = run.ask("newest");
  run.apply(deleted(2, 20));
  run.apply({ type: "message.updated", seq: 21, event: { message: message(3, 21, { text: "anew" }) } });
  run.apply(created(22));
  run.answer(ticket, span(1, 3), { atStart: true, atEnd: true });
  assert.deepEqual(ids(run), [1, 3, 22]);
  assert.equal(run.rows[1].text, "anew");
});

test("a reaction told before the message it belongs to is applied behind the answer", () => {
  const run = new Run(1, 0);
  const ticket = run.ask("newest");
  run.apply({ type: "message.reacted", seq: 30, event: { message_id: 2, channel_id: 1, reactions: [{ emoji: "x", user_ids: [1] }] } });
  run.answer(ticket, span(1, 3), { atStart: true, atEnd: true });
  assert.equal(run.rows[1].reactions.length, 1);
});

test("an older reaction does not replace a newer one", () => {
  const run = loaded(1, 3);
  const reacted = (seq, count) => ({
    type: "message.reacted",
    seq,
    event: { message_id: 2, channel_id: 1, reactions: Array(count).fill({ emoji: "x", user_ids: [1] }) },
  });
  run.apply(reacted(40, 0));
  run.apply(reacted(39, 1));
  assert.equal(run.rows[1].reactions.length, 0);
});

test("an answer that nobody waits for any more is ignored", () => {
  const run = loaded(50, 60, { atEnd: true });
  const late = run.ask("older");
  const now = run.ask("newest");
  run.answer(late, span(1, 49), { atStart: true });
  assert.equal(run.loading, "newest");
  run.answer(now, span(70, 75), { atStart: false, atEnd: true });
  assert.deepEqual(ids(run), [70, 71, 72, 73, 74, 75]);
});

test("however far somebody scrolls, the window is bounded and lets go at the other end", () => {
  const run = loaded(901, 1_000, { atStart: false, atEnd: true });
  for (let first = 801; first >= 1; first -= 100) run.answer(run.ask("older"), span(first, first + 99), { atStart: first === 1 });
  assert.equal(run.rows.length, Run.ROWS_MAX);
  assert.deepEqual([ids(run)[0], run.atStart, run.atEnd], [1, true, false]);
  run.answer(run.ask("newer"), span(301, 400), {});
  assert.deepEqual([ids(run)[0], ids(run).at(-1), run.atStart], [101, 400, false]);
});

test("what is held while an answer is awaited is bounded", () => {
  const run = loaded(1, 3);
  run.ask("newest");
  for (let seq = 10; seq <= 10 + Run.HELD_MAX; seq++) run.apply(created(seq));
  assert.equal(run.loading, null);
  assert.notEqual(run.problem, "");
  assert.ok(run.rows.length <= Run.ROWS_MAX);
});

test("a failed page keeps what is here and what came meanwhile", () => {
  const run = loaded(1, 3);
  const ticket = run.ask("newest");
  run.apply(created(4));
  run.fail(ticket, "no answer");
  assert.deepEqual(ids(run), [1, 2, 3, 4]);
  assert.equal(run.problem, "no answer");
});

test("replies and messages of other channels are not of this run", () => {
  const run = loaded(1, 3);
  run.apply({ type: "message.created", seq: 9, event: { message: message(9, 9, { parent_id: 1 }) } });
  run.apply({ type: "message.created", seq: 9, event: { message: message(9, 9, { channel_id: 2 }) } });
  assert.deepEqual(ids(run), [1, 2, 3]);
});
