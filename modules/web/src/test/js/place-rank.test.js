// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { KIND, rankPlaces } from "../../main/resources/web-root/state/place-rank.js";
import { matchText } from "../../main/resources/web-root/state/text-match.js";

const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * @param {string} query
 * @param {[string, Partial<{recent: number, unread: number, kind: number}>?][]} places
 */
function ranked(query, places) {
  const all = places.map(([label, { recent = NEVER, unread = 0, kind = KIND.CHANNEL } = {}]) => ({
    label,
    match: matchText(query, label),
    recent,
    unread,
    kind,
  }));
  return rankPlaces(all, query).map(({ label }) => label);
}

test("the better match is first, and what does not match is left out", () => {
  const places = /** @type {[string][]} */ ([["regeneral"], ["gnrl"], ["the general"], ["general"], ["genral"], ["books"]]);
  assert.deepEqual(ranked("general", places), ["general", "the general", "regeneral", "genral"]);
});

test("of equal matches the recent ones are first, then the unread ones, then channels, people, channels not joined, and names", () => {
  assert.deepEqual(
    ranked("re", [
      ["requests", { kind: KIND.NOT_JOINED }],
      ["Rebecca", { kind: KIND.PERSON }],
      ["reviews"],
      ["releases"],
      ["research", { unread: 3 }],
      ["red", { recent: 4 }],
      ["reports", { recent: 1, unread: 1 }],
    ]),
    ["reports", "red", "research", "releases", "reviews", "Rebecca", "requests"],
  );
});

test("an action does not come before a channel whose words begin with what was typed", () => {
  const places = /** @type {[string, {kind: number}][]} */ ([
    ["Create or browse channels", { kind: KIND.ACTION }],
    ["code-reviews", { kind: KIND.NOT_JOINED }],
  ]);
  assert.deepEqual(ranked("cr", places), ["code-reviews", "Create or browse channels"]);
  assert.deepEqual(ranked("create", places), ["Create or browse channels"]);
});

test("before anything is typed the recent ones are first, and the unread ones next", () => {
  assert.deepEqual(ranked("", [["busy", { unread: 9 }], ["quiet"], ["b", { recent: 1 }], ["a", { recent: 0 }]]), [
    "a",
    "b",
    "busy",
    "quiet",
  ]);
});
