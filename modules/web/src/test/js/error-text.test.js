// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/index.js";
import { errorText, SENTENCES } from "../../main/resources/web-root/state/error-text.js";
import { FieldErrors } from "../../main/resources/web-root/state/field-errors.js";

const CONTRACT = JSON.parse(readFileSync(new URL("../../../../../openrpc.json", import.meta.url), "utf8"));
const CODES = Object.entries(CONTRACT["x-error-codes"]);

/** Users read "Unauthenticated" and "Invalid params". */
test("every error of the contract has a sentence of its own", () => {
  assert.ok(CODES.length > 30);
  for (const [reason, { code, message }] of CODES) {
    assert.ok(Object.hasOwn(SENTENCES, reason), `${reason} has no sentence`);
    const text = errorText(new RpcError(code, message, { code: reason }));
    assert.equal(text, SENTENCES[reason]);
    assert.match(text, /^[A-Z].*\.$/, reason);
    assert.notEqual(text, message, `${reason} shows the words of the contract`);
    assert.doesNotMatch(text, /op_id|_|rpc|param|null|undefined/i, reason);
  }
});

test("no word of the server reaches people, whatever it names", () => {
  const raw = [
    { code: "invalid_params", pointer: "/limit", expected: "an integer", actual: "500" },
    { code: "invalid_value", detail: "limit must be 1–200, got 500" },
    { code: "of_a_newer_server", detail: "limit must be 1–200" },
    {},
  ];
  for (const { code } of Object.values(CONTRACT.components.errors)) {
    for (const data of raw) {
      const text = errorText(new RpcError(code, "Raw words", data));
      assert.doesNotMatch(text, /Raw words|limit|integer/);
      assert.match(text, /^[A-Z].*\.$/);
    }
  }
});

test("an error that this page does not know is explained by its kind", () => {
  assert.equal(errorText(new RpcError(-32002, "no", { code: "guest_may_not" })), SENTENCES.permission_denied);
  assert.equal(errorText(new RpcError(0, "no", {})), SENTENCES.unreachable);
});

test("an internal error names its incident", () => {
  const text = errorText(new RpcError(-32603, "Internal error", { code: "internal_error", incident: "f3b0c442" }));
  assert.match(text, /tell an administrator this number: f3b0c442\.$/);
});

const invalid = (detail) => new RpcError(-32602, "Invalid params", { code: "invalid_value", detail });

test("what a field accepts is written in the words of the page", () => {
  const name = invalid('name is "Board Meeting Q4!"; expected letters, digits, - and _ without spaces');
  assert.match(errorText(name, "channel name"), /^Use 1 to 80 letters/);
  assert.match(errorText(invalid("topic has 300 characters; at most 250 are allowed")), /^A topic can have 250/);
  const pointed = new RpcError(-32602, "x", { code: "invalid_params", pointer: "/text", expected: "a string", actual: "1" });
  assert.match(errorText(pointed, "status"), /^A status can have 100/);
});

test("an error of a search names the part of the query", () => {
  const found = {
    "from:unknown does not match a user that you can see": "from:unknown matches no person. Use a username, or from:me.",
    "in:$1 does not match a channel that you can read": "in:$1 matches no channel that you can read.",
    "before:x is not understood; expected a day like 2026-11-23 or a time": "before:x is not understood. Use a day like 2026-11-23.",
    "from: must be followed by a name": "Write a value after from: without a space.",
    "the query has more than 500 words and characters": "This search is not understood. Try fewer words.",
  };
  for (const [detail, text] of Object.entries(found)) assert.equal(errorText(invalid(detail), "search"), text);
});

test("an error stays beside its field until the form is sent again", async () => {
  const errors = new FieldErrors(() => {});
  const fields = { name: "channel name", topic: "topic" };
  const fail = (error) =>
    errors.run("channel", fields, async () => {
      throw error;
    });
  assert.equal(await fail(new RpcError(-32004, "Conflict", { code: "name_taken" })), undefined);
  assert.deepEqual([errors.of("channel", "name"), errors.of("channel", "topic"), errors.of("channel")], [SENTENCES.name_taken, "", ""]);
  await fail(invalid("topic has 300 characters; at most 250 are allowed"));
  assert.deepEqual([errors.of("channel", "name"), errors.of("channel", "topic") !== ""], ["", true]);
  await fail(new RpcError(-32002, "no", { code: "permission_denied" }));
  assert.deepEqual([errors.of("channel", "topic"), errors.of("channel")], ["", SENTENCES.permission_denied]);
  assert.equal(await errors.run("channel", fields, async () => 7), 7);
  assert.equal(errors.of("channel"), "");
});
