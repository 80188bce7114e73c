// @ts-check
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/rpc-error.js";
import { checks, explain, suggestUsername } from "../../main/resources/web-root/accounts/explain.js";

/** The methods that the pages of accounts call. */
const METHODS =
  /^(setup|invite|invitation)\.|^(auth\.(login|verify|confirm|reset\.complete|token\.|totp\.|recovery\.|sessions\.revoke_others)|account\.|user\.(update|set_password|deactivate|reactivate)|users\.find|workspace\.(create|members\.add))$/;
/** A person cannot cause these in the pages: they name a place that the page does not offer, or a bug of the page. */
const NOT_FROM_THE_PAGE = ["operation_reused", "invalid_value", "channel_not_found", "channel_archived", "direct_message_fixed"];

test("each error of the methods has a sentence of its own", async () => {
  const contract = JSON.parse(await readFile(new URL("../../../../../openrpc.json", import.meta.url), "utf8"));
  const names = new Set();
  for (const method of contract.methods) if (METHODS.test(method.name)) for (const name of method["x-error-codes"]) names.add(name);
  assert.ok(names.size > 10, [...names].join());
  for (const name of NOT_FROM_THE_PAGE) names.delete(name);
  for (const name of names) {
    const { text } = explain(new RpcError(-32004, "words of the server", { code: name }));
    assert.ok(!text.includes("words of the server"), `${name}: ${text}`);
  }
});

test("an error of a parameter is about its field, and says what is accepted", () => {
  const error = new RpcError(-32602, "Invalid params", { code: "invalid_params", pointer: "/username", expected: "a name", actual: "A b" });
  assert.equal(explain(error).field, "username");
  assert.match(explain(error).text, /lower-case letters/);
});

test("a password that is refused says why, beside the field", () => {
  const refused = (/** @type {string} */ why) => explain(new RpcError(-32602, "Invalid params", { code: "password_weak", why }));
  assert.deepEqual(refused("username"), { field: "password", text: "The password must not be your username." });
  assert.equal(refused("common").field, "password");
  assert.match(refused("common").text, /many people use it/);
});

test("a limit says how long to wait", () => {
  const error = new RpcError(-32005, "Rate limited", { code: "rate_limited", retry_after_ms: 12_300 });
  assert.deepEqual(explain(error), { field: "", text: "The server is busy or got too many attempts. Try again in 13 seconds." });
  const paused = new RpcError(-32005, "Rate limited", { code: "rate_limited", retry_after_ms: 870_000 });
  assert.deepEqual(explain(paused), { field: "", text: "Too many attempts. Try again in 15 minutes." });
});

test("a username is suggested from a name, and is one that the server accepts", () => {
  assert.equal(suggestUsername("Ana María"), "ana.maria");
  assert.equal(suggestUsername("  Łukasz O'Neill-Smith "), "lukasz.o.neill.smith");
  assert.equal(suggestUsername("王小明"), "");
  for (const name of ["Ana", "A. B. C.", "x".repeat(90), `${"x".repeat(31)} y`])
    assert.equal(checks.username(suggestUsername(name)), "", name);
});

test("a new password has eight characters and is not the username", () => {
  assert.equal(checks.newPassword("12345678", "ana"), "");
  assert.notEqual(checks.newPassword("1234567", "ana"), "");
  assert.notEqual(checks.newPassword("😀😀😀😀", "ana"), "");
  assert.notEqual(checks.newPassword("Ana.Maria", "ana.maria"), "");
});
