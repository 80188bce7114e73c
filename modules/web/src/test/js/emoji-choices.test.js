// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { EmojiChoices } from "../../main/resources/web-root/view/emoji-choices.js";

/** @param {Map<string, string>} values */
function storage(values = new Map()) {
  return { getItem: (/** @type {string} */ key) => values.get(key) ?? null, setItem: values.set.bind(values) };
}

test("the skin tone and the last emoji are kept for the next page", () => {
  const values = new Map();
  const choices = new EmojiChoices(() => storage(values));
  assert.equal(choices.tone(), 0);
  assert.deepEqual(choices.recent(), []);
  choices.setTone(3);
  for (const sign of ["👍", "🎉", "👍"]) choices.picked(sign);
  const reloaded = new EmojiChoices(() => storage(values));
  assert.equal(reloaded.tone(), 3);
  assert.deepEqual(reloaded.recent(), ["👍", "🎉"]);
});

test("the oldest emoji is dropped when there are too many", () => {
  const values = new Map();
  const choices = new EmojiChoices(() => storage(values));
  for (let i = 0; i <= EmojiChoices.RECENT_MAX; i++) choices.picked(`emoji ${i}`);
  assert.equal(choices.recent().length, EmojiChoices.RECENT_MAX);
  assert.equal(choices.recent()[0], `emoji ${EmojiChoices.RECENT_MAX}`);
  assert.ok(!choices.recent().includes("emoji 0"));
});

test("an unreadable or forbidden storage has no choices", () => {
  for (const stored of ["", "null", "7", "{", '{"tone":9,"recent":"x"}', '{"tone":"3","recent":[1]}']) {
    const choices = new EmojiChoices(() => storage(new Map([["emoji", stored]])));
    assert.equal(choices.tone(), 0, stored);
    assert.deepEqual(choices.recent(), [], stored);
  }
  const forbidden = new EmojiChoices(() => {
    throw new Error("forbidden");
  });
  forbidden.picked("👍");
  forbidden.setTone(2);
  assert.equal(forbidden.tone(), 0);
});
