// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatChannelUrl, parseChannelUrl } from "../../main/resources/web-root/state/channel-url.js";

test("the address names a channel and a message, or neither", () => {
  assert.deepEqual(parseChannelUrl(formatChannelUrl(12, 345)), { channelId: 12, messageId: 345 });
  assert.deepEqual(parseChannelUrl(formatChannelUrl(12)), { channelId: 12, messageId: 0 });
  for (const other of ["", "#", "#/c/x", "#/c/12/m/", "#/c/12345678901234567"]) assert.equal(parseChannelUrl(other).channelId, 0, other);
});
