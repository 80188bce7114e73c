// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatEntryLink, parseEntryLink } from "../../main/resources/web-root/state/entry-link.js";

test("links into the server are told from places in it", () => {
  assert.deepEqual(parseEntryLink("#/join/hci_x"), { kind: "join", token: "hci_x" });
  assert.deepEqual(parseEntryLink("#/setup/hcs_x"), { kind: "setup", token: "hcs_x" });
  assert.deepEqual(parseEntryLink("#/reset/hcr_x"), { kind: "reset", token: "hcr_x" });
  for (const other of ["", "#/c/1", "#/c/1/m/2", "#/join", "#/leave/x", "#/join/a/b"]) assert.equal(parseEntryLink(other), null, other);
});

test("a link whose end is missing still opens its page, which says so", () => {
  assert.deepEqual(parseEntryLink("#/join/"), { kind: "join", token: "" });
});

test("the link of an address has one slash before its fragment", () => {
  const link = /** @type {const} */ ({ kind: "join", token: "hci_x" });
  assert.equal(formatEntryLink("https://chat.example", link), "https://chat.example/#/join/hci_x");
  assert.equal(formatEntryLink("https://chat.example/", link), "https://chat.example/#/join/hci_x");
});
