// @ts-check
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { auditParams, parseFilters, writeFilters } from "../../main/resources/web-root/accounts/audit-filters.js";
import { actionChoices, factsOf, sentenceOf } from "../../main/resources/web-root/accounts/audit-words.js";

const NAMES = { 1: "Alice", 2: "Bob" };
const nameOf = (id) => NAMES[id] ?? `user ${id}`;
const record = (more) => ({ id: 1, at: "2026-11-28T08:00:00.000Z", actor_kind: "user", actor_id: 1, token: false, count: 1, ...more });
const text = (row) => {
  const { who, what } = sentenceOf(record(row), nameOf);
  return `${who} ${what}`.trim();
};

test("every action of the contract has words", async () => {
  const contract = JSON.parse(await readFile(new URL("../../../../../openrpc.json", import.meta.url), "utf8"));
  const known = actionChoices().map(([action]) => action);
  assert.deepEqual(known, ["", ...contract.components.schemas.AuditAction.enum]);
});

test("a record is a sentence", () => {
  assert.equal(text({ action: "account_deactivated", target_kind: "user", target_id: 2 }), "Alice deactivated Bob");
  assert.equal(text({ action: "password_changed", target_kind: "user", target_id: 1 }), "Alice changed the password of their own account");
  assert.equal(text({ action: "channel_archived", target_kind: "channel", target_id: 7 }), "Alice archived channel 7");
  const failed = { action: "sign_in_failed", actor_kind: "system", actor_id: undefined };
  assert.equal(text({ ...failed, target_kind: "user", target_id: 2 }), "Failed sign-ins to Bob");
  assert.equal(text(failed), "Failed sign-ins to unknown accounts");
  assert.equal(
    text({ action: "reset_link_made", actor_kind: "cli", target_kind: "user", target_id: 9 }),
    "The operator made a password link for user 9",
  );
});

/** The page of an old tab must show what a newer server records. */
test("an action that the page does not know is shown by its name", () => {
  assert.equal(text({ action: "robot_painted", target_kind: "robot", target_id: 3 }), "Alice robot painted");
});

test("details name people and say how often", () => {
  const facts = (row) => factsOf(record(row), nameOf);
  assert.deepEqual(facts({ detail: "user=2 role=owner", address: "203.0.113.7", token: true }), [
    "Bob",
    "role owner",
    "from 203.0.113.7",
    "by an access token",
  ]);
  assert.deepEqual(facts({ detail: "factor=recovery" }), ["by a recovery code"]);
  assert.deepEqual(facts({ count: 12, workspace_id: 4 }), ["12 times", "workspace 4"]);
});

test("filters survive the address, and what cannot be a filter is left out", () => {
  const filters = { actor: "1", target: "", action: "signed_in", workspace: "4", since: "2026-11-01", until: "2026-11-28" };
  assert.deepEqual(parseFilters(writeFilters(filters)), filters);
  assert.equal(writeFilters(parseFilters("")), "");
  assert.equal(writeFilters(parseFilters("?actor=x&action=else&since=2026-13-77&target=2")), "?target=2");
});

test("the last day of a search is a whole day", () => {
  const { since, until } = auditParams(parseFilters("?since=2026-11-27&until=2026-11-28"));
  assert.equal(Date.parse(String(until)) - Date.parse(String(since)), 2 * 86_400_000);
});
