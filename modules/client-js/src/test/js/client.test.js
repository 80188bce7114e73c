// @ts-check
// The package, with a server and sockets whose answers and frames the test provides.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { CollabClient, METHODS, RpcError } from "../../../target/package/client.js";

/** The next answers of the server. @type {any[]} */ let turns = [];
/** @type {any[]} */ let requests = [];
/** @type {import("node:http").Server} */ let server;
/** @type {any} */ let client;

before(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const call = JSON.parse(body);
    requests.push(call);
    const turn = await turns.shift();
    if (turn === "silent") return request.socket.destroy();
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...(turn.code ? { error: turn } : { result: turn }) }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
});
after(() => server.close());
beforeEach(() => {
  turns = [];
  requests = [];
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  client = new CollabClient(`http://127.0.0.1:${port}`, { token: "secret" });
});

const opIds = () => new Set(requests.map((request) => request.params.op_id));

test("a change that got no answer is repeated under one op_id", async () => {
  turns = ["silent", "silent", { message: { id: 7 }, seq: 9 }];
  const sent = await client.message.send({ channel_id: 1, text: "hi" });
  assert.equal(sent.message.id, 7);
  assert.equal(requests.length, 3);
  assert.equal(opIds().size, 1);
  assert.match([...opIds()][0], /^[0-9a-f-]{36}$/);
});

test("the caller's own op_id is kept, and two changes are two operations", async () => {
  turns = [{}, {}, {}];
  await client.message.send({ channel_id: 1, text: "hi", op_id: "mine" });
  await client.message.send({ channel_id: 1, text: "hi" });
  await client.message.send({ channel_id: 1, text: "hi" });
  assert.equal(opIds().size, 3);
  assert.ok(opIds().has("mine"));
});

test("a query is repeated unchanged", async () => {
  turns = ["silent", { messages: [], seq: 1 }];
  assert.deepEqual(await client.message.list({ channel_id: 1 }), { messages: [], seq: 1 });
  assert.deepEqual([...opIds()], [undefined]);
});

// Each search had time_zone, which an older server rejects as an unknown parameter.
test("only a search by day has the time zone of this platform", async () => {
  turns = [
    { hits: [], seq: 1 },
    { hits: [], seq: 1 },
    { hits: [], seq: 1 },
  ];
  await client.message.search({ query: "on:2026-11-26" });
  await client.message.search({ query: "on:2026-11-26", time_zone: "Asia/Tokyo" });
  await client.message.search({ query: "release" });
  assert.deepEqual(
    requests.map((request) => request.params.time_zone),
    [Intl.DateTimeFormat().resolvedOptions().timeZone, "Asia/Tokyo", undefined],
  );
});

test("a call that may have been executed is not repeated without an op_id", async () => {
  turns = ["silent", "silent"];
  await assert.rejects(client.auth.login({ username: "alice" }), (/** @type {any} */ error) => error.mayHaveHappened);
  await assert.rejects(client.call("rocket.launch"), RpcError);
  assert.equal(requests.length, 2);
});

test("a call that was not executed is repeated in any case", async () => {
  turns = [
    { code: -32005, message: "Rate limited", data: { code: "rate_limited", retry_after_ms: 1 } },
    { code: -32007, message: "Unavailable", data: { code: "unavailable", retry_after_ms: 1, outcome: "not_executed" } },
    { ok: true },
  ];
  assert.deepEqual(await client.call("rocket.launch"), { ok: true });
});

test("an error carries the reason and describes the rejected parameter", async () => {
  turns = [
    {
      code: -32602,
      message: "Invalid params",
      data: { code: "invalid_params", pointer: "/channel_id", expected: "an integer", actual: "x" },
    },
  ];
  await assert.rejects(client.message.list({ channel_id: 0 }), {
    code: -32602,
    reason: "invalid_params",
    message: "channel_id: expected an integer, got x",
  });
});

test("a signal ends a call and its repetitions", async () => {
  turns = ["silent"];
  const controller = new AbortController();
  const call = client.message.list({ channel_id: 1 }, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await assert.rejects(call);
});

test("every method of the contract is a function", () => {
  for (const method of Object.keys(METHODS)) {
    let place = client;
    for (const word of method.split(".")) place = place[word.replace(/_(.)/g, (_, letter) => letter.toUpperCase())];
    assert.equal(typeof place, "function", method);
  }
});

// ---- the live session ----

class FakeSocket {
  /** @type {FakeSocket[]} */ static opened = [];
  /** @type {string[]} */ sent = [];
  /** @type {any} */ onmessage;
  /** @type {any} */ onclose;
  constructor(/** @type {string} */ url, /** @type {string[]} */ protocols) {
    this.url = new URL(url);
    this.protocols = protocols;
    FakeSocket.opened.push(this);
    FakeSocket.whenOpened?.(this);
  }
  /** @type {((socket: FakeSocket) => void) | undefined} */ static whenOpened;
  send(/** @type {string} */ text) {
    this.sent.push(text);
  }
  receive(/** @type {any} */ ...frames) {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
  }
  close(/** @type {number} */ code) {
    this.code = code;
    queueMicrotask(() => this.onclose?.({ code, reason: "" }));
  }
}

const HELLO = {
  type: "hello",
  v: 2,
  epoch: "e1",
  head: 9,
  heartbeat_ms: 25_000,
  pong_ms: 10_000,
  backoff: { min_ms: 0, max_ms: 0, stable_ms: 0 },
};
const event = (/** @type {number} */ prev, /** @type {number} */ seq) => ({
  prev,
  seq,
  v: 2,
  type: "message.created",
  at: "2026-11-23T05:38:00.123Z",
  event: {},
});
const STATE = { epoch: "e1", seq: 5, user: { id: 1 } };

/** Start a session whose first socket has caught up at position 5. */
async function live(/** @type {number[]} */ seen, then = (/** @type {any} */ _arrived) => {}) {
  FakeSocket.opened = [];
  turns = [STATE, { ticket: "t1" }];
  const first = new Promise((resolve) => (FakeSocket.whenOpened = resolve));
  const received = (/** @type {any} */ arrived) => {
    seen.push(arrived.seq);
    then(arrived);
  };
  const session = client.live({ event: received }, { WebSocket: FakeSocket });
  const socket = /** @type {FakeSocket} */ (await first);
  socket.receive(HELLO, { type: "resumed", from: 5, to: 5, count: 0 });
  return { session, socket };
}
const next = () => /** @type {Promise<FakeSocket>} */ (new Promise((resolve) => (FakeSocket.whenOpened = resolve)));

test("events come once and in order, and pings are answered", async () => {
  /** @type {number[]} */ const seen = [];
  const { session, socket } = await live(seen);
  assert.equal(socket.url.pathname + socket.url.search, "/ws/user/1?resume_from=5&epoch=e1");
  assert.deepEqual(socket.protocols, ["collab.v2.json", "collab.ticket.t1"]);
  socket.receive(event(5, 7), event(5, 7), event(7, 8), { type: "ping", ts: 4, prev: 8, head: 20 });
  assert.deepEqual(seen, [7, 8]);
  assert.deepEqual(JSON.parse(socket.sent[0]), { type: "pong", ts: 4, last: 20 });
  session.close();
  assert.equal(await session.ended, "closed");
});

test("a listener that throws receives the next event", async () => {
  /** @type {number[]} */ const seen = [];
  /** @type {any[]} */ const uncaught = [];
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => uncaught.push(error.message));
  try {
    const { session, socket } = await live(seen, (arrived) => {
      if (arrived.seq === 7) throw new Error("event 7");
    });
    socket.receive(event(5, 7), event(7, 8));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(seen, [7, 8]);
    assert.deepEqual(uncaught, ["event 7"]);
    session.close();
    await session.ended;
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of before) process.on("uncaughtException", listener);
  }
});

test("a gap closes the socket with 4210 and the next one resumes at the last position", async () => {
  /** @type {number[]} */ const seen = [];
  const { session, socket } = await live(seen);
  turns = [{ ticket: "t2" }];
  const second = next();
  socket.receive(event(5, 6), event(9, 10));
  const resumed = await second;
  assert.equal(socket.code, 4210);
  assert.equal(resumed.url.searchParams.get("resume_from"), "6");
  resumed.receive(HELLO, event(6, 9), event(9, 10), { type: "resumed", from: 6, to: 10, count: 2 });
  assert.deepEqual(seen, [6, 9, 10]);
  session.close();
  await session.ended;
});

test("after a failed resume event frames wait for the fresh state", async () => {
  /** @type {number[]} */ const seen = [];
  const { session, socket } = await live(seen);
  turns = [{ ...STATE, epoch: "e2", seq: 3 }];
  const fresh = new Promise((resolve) => server.once("request", (_, response) => response.once("finish", resolve)));
  socket.receive({ type: "resume.failed", reason: "epoch", head: 3 }, event(2, 3), event(3, 4));
  assert.deepEqual(seen, []);
  await fresh;
  while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(seen, [4]);
  session.close();
  await session.ended;
});

test("a code of the stopping range ends the session", async () => {
  const { session, socket } = await live([]);
  socket.onclose({ code: 4004, reason: "session revoked" });
  assert.equal(await session.ended, "closed with 4004: session revoked");
});

test("closing while the ticket is under way opens no socket", async () => {
  FakeSocket.opened = [];
  /** @type {(ticket: any) => void} */ let answer = () => {};
  turns = [STATE, new Promise((resolve) => (answer = resolve))];
  /** @type {string[]} */ const states = [];
  const session = client.live({ event: () => {}, state: (/** @type {string} */ state) => states.push(state) }, { WebSocket: FakeSocket });
  while (requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  session.close();
  answer({ ticket: "t1" });
  assert.equal(await session.ended, "closed");
  assert.equal(FakeSocket.opened.length, 0);
  assert.deepEqual(states, ["connecting", "stopped"]);
});

test("closing while the first state is under way delivers no state", async () => {
  /** @type {(state: any) => void} */ let answer = () => {};
  turns = [new Promise((resolve) => (answer = resolve))];
  /** @type {any[]} */ const states = [];
  const session = client.live({ event: () => {}, booted: (/** @type {any} */ state) => states.push(state) }, { WebSocket: FakeSocket });
  while (requests.length < 1) await new Promise((resolve) => setImmediate(resolve));
  session.close();
  answer(STATE);
  assert.equal(await session.ended, "closed");
  assert.deepEqual(states, []);
});

test("frames after closing are ignored", async () => {
  /** @type {number[]} */ const seen = [];
  const { session, socket } = await live(seen);
  session.close();
  socket.receive(event(5, 6));
  assert.equal(await session.ended, "closed");
  assert.deepEqual(seen, []);
});

test("a text that is not JSON closes the socket with 4002 and the session resumes", async () => {
  /** @type {number[]} */ const seen = [];
  const { session, socket } = await live(seen);
  turns = [{ ticket: "t2" }];
  const second = next();
  socket.onmessage?.({ data: "<html>" });
  assert.equal(socket.code, 4002);
  const resumed = await second;
  resumed.receive(HELLO, event(5, 6), { type: "resumed", from: 5, to: 6, count: 1 });
  assert.deepEqual(seen, [6]);
  session.close();
  await session.ended;
});

test("a platform without WebSocket is refused", () => {
  const before = globalThis.WebSocket;
  // @ts-expect-error Node 20 has none
  delete globalThis.WebSocket;
  try {
    assert.throws(() => client.live({ event: () => {} }), /pass one as options.WebSocket/);
  } finally {
    if (before) globalThis.WebSocket = before;
  }
});

test("connecting is reported once, whatever its phase", async () => {
  FakeSocket.opened = [];
  turns = [STATE, { ticket: "t1" }];
  const first = next();
  /** @type {string[]} */ const states = [];
  const session = client.live({ event: () => {}, state: (/** @type {string} */ state) => states.push(state) }, { WebSocket: FakeSocket });
  (await first).receive(HELLO, { type: "resumed", from: 5, to: 5, count: 0 }, { type: "ping", ts: 1, prev: 5, head: 5, lag_ms: 15_001 });
  session.close();
  await session.ended;
  assert.deepEqual(states, ["connecting", "open", "connecting", "stopped"]);
});
