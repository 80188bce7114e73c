// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rpc } from "../../main/resources/web-root/client/rpc.js";

/** A `fetch` that returns the given answers in order and records the requests. */
function server(...answers) {
  const requests = [];
  const fetch = async (url, request) => {
    requests.push({ url, ...request, body: JSON.parse(request.body) });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return { json: async () => answer };
  };
  return { requests, fetch };
}
const refused = (code, data) => ({ error: { code, message: "refused", data } });

test("a token is sent in a header", async () => {
  const { requests, fetch } = server({ result: { ok: true } });
  const rpc = new Rpc({ base: "https://chat.example", token: "secret", fetch });
  assert.deepEqual(await rpc.call("user.me"), { ok: true });
  assert.equal(requests[0].url, "https://chat.example/rpc");
  assert.equal(requests[0].headers.Authorization, "Bearer secret");
});

test("a change is repeated under one op_id after the pause that the server states", async () => {
  const { requests, fetch } = server(new Error("cut"), refused(-32007, { retry_after_ms: 700 }), { result: { seq: 4 } });
  const pauses = [];
  const rpc = new Rpc({ fetch, sleep: async (ms) => void pauses.push(ms) });
  assert.deepEqual(await rpc.change("message.pin", { message_id: 1 }), { seq: 4 });
  assert.equal(new Set(requests.map((request) => request.body.params.op_id)).size, 1);
  assert.deepEqual(pauses, [200, 700]);
});

test("a change has an op_id in a page over plain http, where the browser offers no crypto.randomUUID", async (context) => {
  context.mock.method(crypto, "randomUUID", () => assert.fail("not in such a page"));
  const { requests, fetch } = server({ result: {} }, { result: {} });
  const rpc = new Rpc({ fetch });
  await rpc.change("message.pin", { message_id: 1 });
  await rpc.change("message.pin", { message_id: 1 });
  const [first, second] = requests.map((request) => request.body.params.op_id);
  assert.match(first, /^[0-9a-f]{32}$/);
  assert.notEqual(first, second);
});

test("a permanent failure is not repeated, and a temporary one is repeated a limited number of times", async () => {
  const never = server(refused(-32602, { code: "invalid_value", detail: "limit is 0; expected at least 1" }));
  await assert.rejects(new Rpc({ fetch: never.fetch }).change("x", {}), {
    code: -32602,
    reason: "invalid_value",
    message: "limit is 0; expected at least 1",
  });
  assert.equal(never.requests.length, 1);
  const dead = server(...Array(9).fill(new Error("cut")));
  await assert.rejects(new Rpc({ fetch: dead.fetch, sleep: async () => {} }).change("x", {}, { attempts: 3 }), { code: 0 });
  assert.equal(dead.requests.length, 3);
});

test("an error describes the rejected parameter", async () => {
  const { fetch } = server(refused(-32602, { code: "invalid_params", pointer: "/channel_id", expected: "an integer", actual: "x" }));
  await assert.rejects(new Rpc({ fetch }).call("x"), { message: "channel_id: expected an integer, got x" });
});

test("an answer without a result counts as no answer", async () => {
  for (const answer of [{}, null, "text"]) {
    await assert.rejects(new Rpc({ fetch: server(answer).fetch }).call("x"), { code: 0, reason: "unreachable", mayHaveHappened: true });
  }
});

test("the pause of a temporary failure has a default and bounds", async () => {
  for (const [stated, expected] of [
    [undefined, 500],
    [0, 1],
    [700, 700],
    [900_000, 60_000],
  ]) {
    const { fetch } = server(refused(-32007, stated === undefined ? {} : { retry_after_ms: stated }));
    await assert.rejects(new Rpc({ fetch }).call("x"), { passing: true, retryAfterMs: expected });
  }
});

test("a page's request continues after the page is closed, a large one and a program's do not", async () => {
  const { requests, fetch } = server({ result: 1 }, { result: 1 }, { result: 1 });
  await new Rpc({ fetch }).call("x");
  await new Rpc({ fetch }).call("x", { text: "x".repeat(60_000) });
  await new Rpc({ base: "https://chat.example", fetch }).call("x");
  assert.deepEqual(
    requests.map((request) => request.keepalive),
    [true, false, false],
  );
});
