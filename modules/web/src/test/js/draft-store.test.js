// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { DraftStore } from "../../main/resources/web-root/state/draft-store.js";

test("drafts are kept per composer, the oldest is dropped first, and a full storage loses them only on reload", () => {
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  const drafts = new DraftStore(1, storage);
  drafts.set(DraftStore.key(7), "half a thought");
  assert.equal(new DraftStore(1, storage).get(DraftStore.key(7)), "half a thought");
  assert.equal(new DraftStore(2, storage).get(DraftStore.key(7)), "", "another user of this browser");
  for (let i = 0; i < DraftStore.DRAFTS_MAX; i++) drafts.set(`more ${i}`, "x");
  assert.equal(drafts.get(DraftStore.key(7)), "");
  drafts.set("more 3", "   ");
  assert.equal(new DraftStore(1, storage).get("more 3"), "");
  const full = new DraftStore(1, {
    getItem: () => "not JSON",
    setItem: () => {
      throw new Error("full");
    },
  });
  full.set(DraftStore.key(7), "still here");
  assert.equal(full.get(DraftStore.key(7)), "still here");
});
