// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rpc } from "../../main/resources/web-root/client/rpc.js";

/** Answers with what is given, in order; keeps what it was asked. */
function line(...answers) {
  const asked = [];
  const fetch = async (url, request) => {
    asked.push({ url, ...request, body: JSON.parse(request.body) });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return { json: async () => answer };
  };
  return { asked, fetch };
}
const refused = (code, data) => ({ error: { code, message: "no", data } });

test("a program gives its token in a header", async () => {
  const { asked, fetch } = line({ result: { ok: true } });
  const rpc = new Rpc({ base: "https://chat.example", token: "secret", fetch });
  assert.deepEqual(await rpc.call("user.me"), { ok: true });
  assert.equal(asked[0].url, "https://chat.example/rpc");
  assert.equal(asked[0].headers.Authorization, "Bearer secret");
});

test("a change is repeated under one op_id, as late as the server asks", async () => {
  const { asked, fetch } = line(new Error("cut"), refused(-32007, { retry_after_ms: 700 }), { result: { seq: 4 } });
  const pauses = [];
  const rpc = new Rpc({ fetch, sleep: async (ms) => void pauses.push(ms) });
  assert.deepEqual(await rpc.change("message.pin", { message_id: 1 }), { seq: 4 });
  assert.equal(new Set(asked.map((one) => one.body.params.op_id)).size, 1);
  assert.deepEqual(pauses, [200, 700]);
});

test("what will never be right is not repeated, and what never comes is given up", async () => {
  const never = line(refused(-32602, { code: "invalid_value", detail: "limit is 0; expected at least 1" }));
  await assert.rejects(new Rpc({ fetch: never.fetch }).change("x", {}), {
    code: -32602,
    name: "invalid_value",
    message: "limit is 0; expected at least 1",
  });
  assert.equal(never.asked.length, 1);
  const dead = line(...Array(9).fill(new Error("cut")));
  await assert.rejects(new Rpc({ fetch: dead.fetch, sleep: async () => {} }).change("x", {}, { attempts: 3 }), { code: 0 });
  assert.equal(dead.asked.length, 3);
});
