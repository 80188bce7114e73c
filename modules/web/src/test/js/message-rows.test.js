// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { messageRows } from "../../main/resources/web-root/view/message-rows.js";

const OWN = 1;
const at = (minutes) => new Date(2026, 10, 3, 12, minutes).toISOString();
const message = (no, minutes, userId = 2) => ({ id: no, no, user_id: userId, created_at: at(minutes) });
const of = (rows, property) => rows.filter((row) => row[property]).map((row) => row.message.id);

test("a message that follows one of the same author within five minutes is continued", () => {
  const rows = messageRows([message(1, 0), message(2, 4), message(3, 10), message(4, 11, 3)], null, OWN);
  assert.deepEqual(of(rows, "continued"), [2]);
});

test("the first message of each day begins a new day", () => {
  const rows = messageRows([message(1, 0), message(2, 1), message(3, 24 * 60)], null, OWN);
  assert.deepEqual(of(rows, "isNewDay"), [1, 3]);
});

test("the marker is above the first message after the read position", () => {
  const messages = [message(1, 0), message(2, 1), message(3, 2)];
  assert.deepEqual(of(messageRows(messages, 1, OWN), "isFirstNew"), [2]);
  assert.deepEqual(of(messageRows(messages, null, OWN), "isFirstNew"), []);
  assert.equal(messageRows(messages, 1, OWN)[1].continued, false, "the author is shown below the marker");
});

test("the marker is drawn once where an imported message stands between unread ones", () => {
  const messages = [message(1, 0), message(2, 1), { ...message(9, 2), no: undefined }, message(3, 3)];
  assert.deepEqual(of(messageRows(messages, 1, OWN), "isFirstNew"), [2]);
});

test("the marker is not above a message of the user", () => {
  assert.deepEqual(of(messageRows([message(1, 0), message(2, 1, OWN)], 1, OWN), "isFirstNew"), []);
});
