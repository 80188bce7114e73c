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

test("a draft of any length is kept whole", () => {
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  const text = "line of a log\n".repeat(5_000);
  new DraftStore(1, storage).set("1 0", text);
  assert.equal(new DraftStore(1, storage).get("1 0"), text);
});

test("a draft that another tab sent is gone here, and what the storage did not take stays", () => {
  const stored = new Map();
  let isFull = false;
  const storage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => {
      if (isFull) throw new Error("full");
      stored.set(key, value);
    },
  };
  const one = new DraftStore(1, storage);
  one.set("7 0", "said once");
  const two = new DraftStore(1, storage);
  assert.equal(two.get("7 0"), "said once");
  one.set("7 0", "");
  assert.ok(!two.reload("drafts of 2"), "of another user");
  assert.equal(two.get("7 0"), "said once");
  assert.ok(two.reload("drafts of 1"));
  assert.equal(two.get("7 0"), "");
  isFull = true;
  two.set("8 0", "much");
  assert.ok(two.reload(null));
  assert.equal(two.get("8 0"), "much");
});

test("an appended text follows the draft", () => {
  const drafts = DraftStore.inMemory();
  drafts.append("1 0", "first");
  drafts.append("1 0", "second");
  assert.equal(drafts.get("1 0"), "first\nsecond");
});

/** When the storage was full, a draft that was sent stayed in it and came back with the next change of another tab or a reload. */
test("a sent draft does not come back when the storage is full", () => {
  const stored = new Map();
  let most = 1_000_000;
  const storage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > most) throw new Error("full");
      stored.set(key, value);
    },
  };
  const drafts = new DraftStore(1, storage);
  drafts.set("7 0", "sent soon");
  drafts.set("9 0", "stays");
  drafts.set("8 0", "x".repeat(DraftStore.LONG_CHARACTERS + 1));
  most = 0;
  drafts.set("7 0", "");
  drafts.reload(null);
  assert.deepEqual([drafts.get("7 0"), drafts.get("9 0")], ["", "stays"]);
  most = 1_000;
  drafts.set("7 0", "again");
  drafts.set("7 0", "");
  assert.deepEqual(
    ["7 0", "8 0", "9 0"].map((key) => new DraftStore(1, storage).get(key)),
    ["", "", "stays"],
    "long drafts are left out",
  );
  drafts.reload(null);
  assert.equal(drafts.get("8 0").length, DraftStore.LONG_CHARACTERS + 1, "the page keeps it");
  most = 1_000_000;
  drafts.set("7 0", "");
  assert.equal(new DraftStore(1, storage).get("8 0").length, DraftStore.LONG_CHARACTERS + 1);
});
