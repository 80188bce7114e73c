// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { DayChange } from "../../main/resources/web-root/state/day-change.js";
import { format } from "../../main/resources/web-root/view/format.js";

const HOUR_MS = 3_600_000;

test("today is yesterday after midnight, and the page is told so once", (t) => {
  const now = new Date(2026, 10, 27, 22, 59, 30).getTime();
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now });
  let changes = 0;
  new DayChange(() => changes++);
  const sent = new Date(now).toISOString();
  assert.equal(format.day(sent), "Today");
  t.mock.timers.tick(HOUR_MS);
  assert.deepEqual([changes, format.day(sent)], [0, "Today"]);
  t.mock.timers.tick(30_000);
  assert.deepEqual([changes, format.day(sent)], [1, "Yesterday"], "at midnight, not later");
  t.mock.timers.tick(23 * HOUR_MS);
  assert.equal(changes, 1);
  t.mock.timers.tick(HOUR_MS);
  assert.equal(changes, 2);
});

test("a device that slept through midnight compares the day when it wakes", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: new Date(2026, 10, 27, 20, 0, 0).getTime() });
  let changes = 0;
  new DayChange(() => changes++);
  t.mock.timers.setTime(new Date(2026, 10, 28, 7, 0, 0).getTime());
  t.mock.timers.tick(DayChange.CHECK_MS);
  assert.equal(changes, 1);
});
