// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { emoji } from "../../main/resources/web-root/view/emoji.js";

test("emoji whose name begins with the query are found first", () => {
  assert.equal(emoji.named("tada"), "🎉");
  assert.equal(emoji.find("hear", 3)[0].name, "heart");
  assert.equal(emoji.find("", 5).length, 5);
  assert.equal(emoji.nameOf("🎉"), "tada");
  assert.deepEqual([":tada:", "🎉", ":unknown:"].map(emoji.shown), ["🎉", "🎉", ":unknown:"]);
});
