// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMessageUrl, formatUrl, HOME, isSamePanel, parseUrl } from "../../main/resources/web-root/state/channel-url.js";

const thread = (parentId) => ({ kind: "thread", parentId });
const PANELS = [null, thread(9), ...["pins", "details", "mentions", "workspace"].map((kind) => ({ kind }))];
const QUERIES = ["", "plain", 'from:bob "two words" 50% #/c/1', "/settings", "日本語 и ещё"];

test("every place is read from its address as it was written", () => {
  const panels = [...PANELS, ...QUERIES.map((query) => ({ kind: "search", query }))];
  for (const where of [{ channelId: 12 }, { channelId: 12, messageId: 345 }])
    for (const panel of panels)
      for (const settings of [false, true]) {
        const place = { ...HOME, ...where, panel, settings };
        assert.deepEqual(parseUrl(formatUrl(place)), place, formatUrl(place));
      }
  const reply = { ...HOME, channelId: 12, panel: thread(9), replyId: 11 };
  assert.equal(formatUrl(reply), "#/c/12/t/9/m/11");
  assert.deepEqual(parseUrl("#/c/12/t/9/m/11"), reply);
});

test("the audit log and its filters are part of the address", () => {
  for (const admin of ["audit", "audit?target=3&action=signed_in&since=2026-11-28"]) {
    const place = { ...HOME, channelId: 12, admin };
    assert.equal(formatUrl(place), `#/c/12/admin/${admin}`);
    assert.deepEqual(parseUrl(formatUrl(place)), place);
  }
  for (const other of ["#/admin/else", "#/admin/audit?<b>", "#/admin/audit/settings"]) assert.equal(parseUrl(other), null, other);
});

test("places without a channel have an address too", () => {
  for (const place of [{ ...HOME, workspaceId: 2 }, { ...HOME, workspaceId: 2, panel: { kind: "search", query: "x" } }, HOME])
    assert.deepEqual(parseUrl(formatUrl(place).replace(/^\/$/, "")), place);
});

test("a link to a reply names its thread", () => {
  const message = { id: 7, channel_id: 3 };
  assert.equal(formatMessageUrl(message), "#/c/3/m/7");
  assert.equal(formatMessageUrl({ ...message, parent_id: 5 }), "#/c/3/t/5/m/7");
});

test("an address that is not complete leads nowhere", () => {
  const others = ["#/c/x", "#/c/12/m/", "#/c/1234567890123456", "#/c/0", "#/t/9", "#/pins", "#/c/1/search/%E0%A4%A", "#/c/1/else", "#top"];
  for (const other of others) assert.equal(parseUrl(other), null, other);
});

test("two panels are the same when they show the same", () => {
  assert.ok(isSamePanel(thread(9), thread(9)) && isSamePanel(null, null));
  assert.ok(!isSamePanel(thread(9), thread(8)) && !isSamePanel({ kind: "pins" }, null));
  assert.ok(!isSamePanel({ kind: "search", query: "a" }, { kind: "search", query: "b" }));
});
