// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../main/resources/web-root/client/backoff.js";
import { decode } from "../../main/resources/web-root/client/codec.js";
import { reaction } from "../../main/resources/web-root/client/reaction.js";

test("the span of the backoff doubles up to its maximum, and a reset restores its minimum", () => {
  const backoff = new Backoff(() => 0.5);
  backoff.bounds(500, 3000);
  assert.deepEqual([backoff.next(), backoff.next(), backoff.next(), backoff.next(), backoff.next()], [250, 500, 1000, 1500, 1500]);
  backoff.reset();
  assert.equal(backoff.next(), 250);
});

test("the range of a close code is the reaction", () => {
  assert.deepEqual([4001, 4099, 1008].map(reaction), ["stop", "stop", "stop"]);
  assert.deepEqual([4100, 4199, 1006, 1011, 1001].map(reaction), Array(5).fill("back off"));
  assert.deepEqual([4201, 4210, 4299].map(reaction), ["reconnect", "reconnect", "reconnect"]);
});

test("only frames are decoded", () => {
  assert.deepEqual(decode('{"type":"ping"}'), { type: "ping" });
  for (const other of ["", "{", "null", "7", "[]", '{"type":7}', '{"type":""}', new ArrayBuffer(2)]) assert.equal(decode(other), null);
});
