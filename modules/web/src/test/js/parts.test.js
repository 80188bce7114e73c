// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../main/resources/web-root/client/backoff.js";
import { decode } from "../../main/resources/web-root/client/codec.js";
import { reaction } from "../../main/resources/web-root/client/reaction.js";
import { emoji } from "../../main/resources/web-root/view/emoji.js";
import { KeptDrafts } from "../../main/resources/web-root/state/kept-drafts.js";
import { Place } from "../../main/resources/web-root/state/place.js";

test("the span of the backoff doubles up to its maximum and starts again after a reset", () => {
  const backoff = new Backoff(() => 0.5);
  backoff.bounds(500, 3000);
  assert.deepEqual([backoff.next(), backoff.next(), backoff.next(), backoff.next(), backoff.next()], [250, 500, 1000, 1500, 1500]);
  backoff.reset();
  assert.equal(backoff.next(), 250);
});

test("the range of a close code is the reaction", () => {
  assert.deepEqual([4001, 4099, 1008].map(reaction), ["stop", "stop", "stop"]);
  assert.deepEqual([4100, 4199, 1006, 1011, 1001].map(reaction), Array(5).fill("back off"));
  assert.deepEqual([4201, 4210, 4299].map(reaction), ["return", "return", "return"]);
});

test("only frames are decoded", () => {
  assert.deepEqual(decode('{"type":"ping"}'), { type: "ping" });
  for (const nothing of ["", "{", "null", "7", '{"type":7}', new ArrayBuffer(2)]) assert.equal(decode(nothing), null);
});

test("drafts are kept per place, the oldest are forgotten, and a full storage costs nothing but the reload", () => {
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  const drafts = new KeptDrafts(1, storage);
  drafts.set("7 0", "half a thought");
  assert.equal(new KeptDrafts(1, storage).get("7 0"), "half a thought");
  assert.equal(new KeptDrafts(2, storage).get("7 0"), "", "another user of this browser");
  for (let i = 0; i < KeptDrafts.MAX; i++) drafts.set(`more ${i}`, "x");
  assert.equal(drafts.get("7 0"), "");
  drafts.set("more 3", "   ");
  assert.equal(new KeptDrafts(1, storage).get("more 3"), "");
  const full = new KeptDrafts(1, {
    getItem: () => "not JSON",
    setItem: () => {
      throw new Error("full");
    },
  });
  full.set("7 0", "still here");
  assert.equal(full.get("7 0"), "still here");
});

test("the address names a channel and a message, or nothing", () => {
  assert.deepEqual(Place.parse(Place.format(12, 345)), { channelId: 12, messageId: 345 });
  assert.deepEqual(Place.parse(Place.format(12)), { channelId: 12, messageId: 0 });
  for (const other of ["", "#", "#/c/x", "#/c/12/m/", "#/c/12345678901234567"]) assert.equal(Place.parse(other).channelId, 0, other);
});

test("emoji are found by the beginning of their names first", () => {
  assert.equal(emoji.named("tada"), "🎉");
  assert.equal(emoji.like("hear", 3)[0].name, "heart");
  assert.equal(emoji.like("", 5).length, 5);
  assert.equal(emoji.nameOf("🎉"), "tada");
  assert.deepEqual([":tada:", "🎉", ":unknown:"].map(emoji.shown), ["🎉", "🎉", ":unknown:"]);
});
