// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { constants } from "../../main/resources/web-root/client/constants.js";
import { Inbox } from "../../main/resources/web-root/client/inbox.js";

const event = (prev, seq) => ({ prev, seq, v: 2, type: "message.created", at: "2026-11-23T05:38:00.123Z", event: {} });
const ping = (prev, head) => ({ type: "ping", ts: 7, prev, head, lag_ms: 0 });
const pong = (last) => ({ do: "pong", ts: 7, last, lagMs: 0 });

function live(last) {
  const inbox = new Inbox();
  inbox.booted("e1", last);
  inbox.connecting();
  inbox.take({ type: "resumed", from: last, to: last, count: 0 });
  return inbox;
}

const delivered = (steps) => steps.filter((step) => step.do === "deliver").map((step) => step.frame.seq);

test("delivers in order and ignores repeats", () => {
  const inbox = live(10);
  assert.deepEqual(delivered(inbox.take(event(10, 12))), [12]);
  assert.deepEqual(inbox.take(event(10, 12)), []);
  assert.equal(inbox.last, 12);
});

test("an event whose predecessor is missing is a gap", () => {
  assert.deepEqual(live(10).take(event(11, 12)), [{ do: "gap", why: "gap: prev 11 is after 10" }]);
});

test("a ping reports a lost last event", () => {
  assert.deepEqual(live(10).take(ping(12, 12)), [{ do: "gap", why: "gap: prev 12 is after 10" }]);
});

test("a ping moves the position of a quiet user", () => {
  const inbox = live(10);
  assert.deepEqual(inbox.take(ping(10, 500)), [pong(500)]);
  assert.deepEqual(delivered(inbox.take(event(10, 501))), [501]);
});

test("a ping while catching up does not skip what is still to come", () => {
  const inbox = new Inbox();
  inbox.booted("e1", 10);
  inbox.connecting();
  assert.deepEqual(inbox.take(ping(10, 500)), [pong(10)]);
  assert.deepEqual(delivered(inbox.take(event(10, 11))), [11]);
});

test("after a failed resume frames wait for the fresh state", () => {
  const inbox = live(10);
  assert.equal(inbox.take({ type: "resume.failed", reason: "too_old", head: 90 })[0].do, "boot");
  assert.deepEqual(inbox.take(event(80, 91)), []);
  assert.deepEqual(inbox.take(event(91, 92)), []);
  assert.deepEqual(delivered(inbox.booted("e1", 91)), [92]);
  assert.equal(inbox.last, 92);
});

test("a new epoch begins at its own position", () => {
  const inbox = live(1000);
  inbox.take({ type: "resume.failed", reason: "epoch", head: 3 });
  inbox.booted("e2", 3);
  assert.equal(inbox.last, 3);
  assert.deepEqual(delivered(inbox.take(event(3, 4))), [4]);
});

test("the number of held frames is bounded", () => {
  const inbox = live(10);
  inbox.take({ type: "resume.failed", reason: "too_far", head: 90 });
  for (let i = 0; i < constants.heldFramesMax; i++) assert.deepEqual(inbox.take(event(90 + i, 91 + i)), []);
  assert.equal(inbox.take(event(1, 2))[0].do, "protocol error");
});

test("signals keep the position, frames of unknown types are ignored", () => {
  const inbox = live(10);
  assert.equal(inbox.take({ v: 2, type: "typing.started", event: { channel_id: 1 } })[0].do, "deliver");
  assert.deepEqual(inbox.take({ type: "weather" }), []);
  assert.equal(inbox.last, 10);
});
