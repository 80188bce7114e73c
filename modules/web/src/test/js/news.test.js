// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isNews } from "../../main/resources/web-root/state/news.js";

const AT = "2026-03-01T12:00:00.000Z";
const message = (more) => /** @type {any} */ ({ id: 7, channel_id: 3, user_id: 2, text: "t", created_at: AT, ...more });

/** Desktop notifications and screen readers announced each message and reply of an import. */
test("an imported message or reply is no news", () => {
  assert.equal(isNews(message({}), AT), false);
  assert.equal(isNews(message({ parent_id: 5, created_at: "2025-11-20T08:00:00.000Z" }), AT), false);
  assert.equal(isNews(message({ parent_id: 5, created_at: "2026-03-01T11:58:59.999Z" }), AT), false);
});

test("a message that was sent is news, also when its event arrives late, and so is a reply to one", () => {
  assert.equal(isNews(message({ no: 4 }), AT), true);
  assert.equal(isNews(message({ no: 4, created_at: "2025-11-20T08:00:00.000Z" }), AT), true);
  assert.equal(isNews(message({ parent_id: 5 }), AT), true);
  assert.equal(isNews(message({ parent_id: 5, created_at: "2026-03-01T11:59:00.000Z" }), AT), true);
  assert.equal(isNews(message({ parent_id: 5, created_at: "2026-03-01T12:00:02.000Z" }), AT), true, "the clocks of two servers differ");
});
