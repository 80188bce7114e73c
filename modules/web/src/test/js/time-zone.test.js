// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { timeZone } from "../../main/resources/web-root/client/time-zone.js";

test("the time zone is the name that the platform knows", () => {
  assert.equal(timeZone(), Intl.DateTimeFormat().resolvedOptions().timeZone);
  assert.equal(timeZone("Asia/Tokyo", 0), "Asia/Tokyo");
});

test("without a name the time zone is the present offset", () => {
  assert.equal(timeZone("Etc/Unknown", -540), "+09:00");
  assert.equal(timeZone("", 210), "-03:30");
  assert.equal(timeZone("Etc/Unknown", 0), "+00:00");
});
