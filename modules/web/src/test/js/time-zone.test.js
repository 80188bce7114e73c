// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { timeZone, zoneOfDays } from "../../main/resources/web-root/client/time-zone.js";

test("the time zone is the name that the platform knows", () => {
  assert.equal(timeZone(), Intl.DateTimeFormat().resolvedOptions().timeZone);
  assert.equal(timeZone("Asia/Tokyo", 0), "Asia/Tokyo");
});

test("without a name the time zone is the present offset", () => {
  assert.equal(timeZone("Etc/Unknown", -540), "+09:00");
  assert.equal(timeZone("", 210), "-03:30");
  assert.equal(timeZone("Etc/Unknown", 0), "+00:00");
});

// A search of a new page was rejected by an older server, because each search had the parameter time_zone, which that server does not know.
test("a search has a time zone only when its query has a filter by day", () => {
  const zone = { time_zone: timeZone() };
  for (const query of ["on:2026-11-26", "a before:2026-11-26", "ON:2026-11-26 b", '"a b"after:2026-11-26', "ｏｎ：２０２６－１１－２６"]) {
    assert.deepEqual(zoneOfDays(query), zone, query);
  }
  for (const query of ["", "on", "season:2026", "from:me in:general", "https://e.test", "is:reply has:pin"]) {
    assert.deepEqual(zoneOfDays(query), {}, query);
  }
});
