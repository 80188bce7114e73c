// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { SignedInUser } from "../../main/resources/web-root/state/signed-in-user.js";

function browser() {
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  return () => new SignedInUser(() => storage);
}

/** A tab that still showed the former user sent that user's text as the next one. */
test("from the begin of a sign-in in one tab, another tab is no longer the former user's", async () => {
  const tab = browser();
  const [first, second] = [tab(), tab()];
  assert.equal(first.is(7), true, "no tab has written it yet");
  first.set(7);
  assert.deepEqual([second.is(7), second.is(8)], [true, false]);
  await second.changing(async () => assert.equal(first.is(7), false, "while the server is asked"));
  assert.equal(first.is(7), false);
  second.set(8);
  assert.deepEqual([first.is(7), first.is(8)], [false, true]);
});

test("a sign-in that fails changes no user", async () => {
  const user = browser()();
  user.set(7);
  await assert.rejects(
    user.changing(async () => {
      throw new Error("Wrong name or password.");
    }),
  );
  assert.equal(user.is(7), true);
});

test("a browser that forbids storage does not stop the page", () => {
  const user = new SignedInUser(() => {
    throw new Error("SecurityError");
  });
  user.set(7);
  assert.equal(user.is(7), true);
});
