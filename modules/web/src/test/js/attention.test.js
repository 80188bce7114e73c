// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { attention, concernOf, contains } from "../../main/resources/web-root/state/attention.js";

/* The table of what notifies and what is marked, as a file of cases. */

/** @type {{concern: any, level: any, muted: boolean, broadcasts?: boolean, threads?: boolean, mark: string, notifies: boolean}[]} */
const cases = JSON.parse(readFileSync(new URL("../resources/attention-cases.json", import.meta.url), "utf8"));

for (const { concern, level, muted, broadcasts = true, threads = true, mark, notifies } of cases) {
  test(`${concern}, level ${level}${muted ? ", muted" : ""}${broadcasts ? "" : ", without @channel"}${threads ? "" : ", without threads"}`, () => {
    assert.deepEqual(attention(concern, { level, isMuted: muted, broadcasts, threads }), { mark, notifies });
  });
}

const reader = { userId: 1, isDirect: false, follows: false, keywords: ["release", "c++", "発売"] };
const message = (/** @type {object} */ more) => /** @type {any} */ ({ id: 9, text: "hello", mentions: [], ...more });

test("a message concerns its reader in the most direct way", () => {
  assert.equal(concernOf(message({ mentions: [1], broadcast: "channel" }), reader), "named");
  assert.equal(concernOf(message({ broadcast: "here" }), reader), "here");
  assert.equal(concernOf(message({ parent_id: 3 }), { ...reader, follows: true }), "thread");
  assert.equal(concernOf(message({ parent_id: 3 }), reader), "unfollowed");
  assert.equal(concernOf(message({}), { ...reader, isDirect: true }), "direct");
  assert.equal(concernOf(message({ text: "The Release is out" }), reader), "keyword");
  assert.equal(concernOf(message({ text: "released" }), reader), "other");
});

test("a keyword is found as a whole word, in any case and script", () => {
  assert.ok(contains("(RELEASE!)", "release"));
  assert.ok(contains("we use C++ here", "c++"));
  assert.ok(contains("明日発売です", "発売"));
  assert.ok(contains("prerelease, release", "release"));
  assert.ok(!contains("prereleases", "release"));
  assert.ok(!contains("überall", "all"));
  assert.ok(!contains("hello", ""));
});
