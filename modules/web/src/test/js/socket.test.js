// @ts-check
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/rpc-error.js";
import { LiveSocket } from "../../main/resources/web-root/client/socket.js";

const HELLO = {
  type: "hello",
  v: 2,
  epoch: "e1",
  head: 10,
  heartbeat_ms: 25_000,
  pong_ms: 10_000,
  backoff: { min_ms: 500, max_ms: 30_000, stable_ms: 5_000 },
};

/** A gateway whose frames and answers the test provides. */
class Gateway {
  /** @type {FakeSocket[]} */
  sockets = [];
  events = [];
  phases = [];
  connections = [];
  boots = 0;
  position = 10;
  signedOut = false;
  fails = new Set();
  stopsAt = 0;

  constructor(options = {}) {
    const gateway = this;
    this.live = new LiveSocket({
      rpc: { hasToken: false, call: (method) => this.#answer(method), ...options.rpc },
      base: "https://chat.example",
      random: () => 1,
      WebSocket: class extends FakeSocket {
        constructor(url, protocols) {
          super(url, protocols);
          gateway.sockets.push(this);
        }
      },
      ...(options.WebSocket ? { WebSocket: options.WebSocket } : {}),
      booted: () => this.boots++,
      event: (frame) => {
        this.events.push(frame.seq ?? frame.type);
        if (this.fails.has(frame.seq)) throw new Error(`event ${frame.seq}`);
        if (frame.seq === this.stopsAt) this.live.stop("enough");
      },
      connection: (connection) => {
        this.connections.push(connection);
        this.phases.push(connection.phase || connection.state);
      },
    });
  }

  async #answer(method) {
    if (this.signedOut) throw new RpcError(-32001, "not signed in");
    return method === "session.bootstrap" ? { epoch: "e1", seq: this.position, user: { id: 7 } } : {};
  }

  async socket(count) {
    for (let turn = 0; this.sockets.length < count && turn < 100; turn++) await new Promise(setImmediate);
    assert.equal(this.sockets.length, count, "sockets so far");
    return this.sockets[count - 1];
  }
}

class FakeSocket {
  onmessage = null;
  onclose = null;
  sent = [];
  closed = null;
  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
  }
  receive(...frames) {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
  }
  end(code, reason = "") {
    this.onclose?.({ code, reason });
  }
  send(data) {
    this.sent.push(JSON.parse(data));
  }
  close(code, reason) {
    this.closed = { code, reason };
  }
}

const event = (prev, seq) => ({ prev, seq, v: 2, type: "message.created", at: "", event: {} });
const resumed = (to) => ({ type: "resumed", from: 10, to, count: 0 });

/** A test whose timers advance only when it calls `pass`. */
function timed(name, run) {
  test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let now = 1_000;
    const clock = mock.method(performance, "now", () => now);
    const pass = (ms) => {
      now += ms;
      mock.timers.tick(ms);
    };
    try {
      await run(new Gateway(), pass);
    } finally {
      mock.timers.reset();
      clock.mock.restore();
    }
  });
}

timed("boots first, then resumes at the position of that state", async (gateway) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  assert.equal(socket.url, "wss://chat.example/ws/user/7?resume_from=10&epoch=e1");
  assert.deepEqual(socket.protocols, ["collab.v2.json"]);
  socket.receive(HELLO, event(10, 11), resumed(11), { type: "ping", ts: 5, prev: 11, head: 20, lag_ms: 1 });
  assert.deepEqual(gateway.events, [11]);
  assert.deepEqual(socket.sent, [{ type: "pong", ts: 5, last: 20 }]);
  assert.deepEqual(gateway.phases, ["booting", "opening", "resuming", "open"]);
});

timed("a gap closes with 4210 and the next socket resumes at the last position", async (gateway, pass) => {
  void gateway.live.start();
  const first = await gateway.socket(1);
  first.receive(HELLO, resumed(10), event(10, 12), event(13, 14));
  assert.equal(first.closed?.code, 4210);
  await new Promise(setImmediate);
  pass(500);
  assert.match((await gateway.socket(2)).url, /resume_from=12&/);
});

timed("only a stable connection resets the backoff", async (gateway, pass) => {
  void gateway.live.start();
  for (let attempt = 1, pause = 500; attempt <= 3; attempt++, pause *= 2) {
    const socket = await gateway.socket(attempt);
    socket.receive(HELLO, resumed(10));
    socket.end(1006);
    await new Promise(setImmediate);
    pass(pause - 1);
    await new Promise(setImmediate);
    assert.equal(gateway.sockets.length, attempt, `attempt ${attempt} came too early`);
    pass(1);
  }
  const stable = await gateway.socket(4);
  stable.receive(HELLO, resumed(10));
  pass(5_001);
  stable.end(1006);
  await new Promise(setImmediate);
  pass(500);
  await gateway.socket(5);
});

timed("42xx reconnects at once after a stable connection and backs off otherwise", async (gateway, pass) => {
  void gateway.live.start();
  const first = await gateway.socket(1);
  first.receive(HELLO, resumed(10));
  pass(5_001);
  first.end(4212);
  await new Promise(setImmediate);
  pass(0);
  const second = await gateway.socket(2);
  second.receive(HELLO, resumed(10));
  second.end(4212);
  await new Promise(setImmediate);
  pass(499);
  await new Promise(setImmediate);
  assert.equal(gateway.sockets.length, 2);
  pass(1);
  await gateway.socket(3);
});

timed("draining waits as long as the gateway states", async (gateway, pass) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  socket.receive(HELLO, resumed(10), { type: "draining", retry_after_ms: 3_000 });
  socket.end(4201);
  await new Promise(setImmediate);
  assert.equal(gateway.phases.at(-1), "draining");
  pass(2_999);
  await new Promise(setImmediate);
  assert.equal(gateway.sockets.length, 1);
  pass(1);
  await gateway.socket(2);
});

timed("40xx stops", async (gateway) => {
  const stopped = gateway.live.start();
  (await gateway.socket(1)).end(4004, "revoked");
  await stopped;
  assert.equal(gateway.phases.at(-1), "stopped");
});

timed("a socket closed without hello stops when the user is signed out", async (gateway) => {
  const stopped = gateway.live.start();
  const socket = await gateway.socket(1);
  gateway.signedOut = true;
  socket.end(1006);
  await stopped;
  assert.equal(gateway.phases.at(-1), "stopped");
});

timed("after resume.failed the socket stays open and event frames wait for the new state", async (gateway) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  gateway.position = 90;
  socket.receive(HELLO, { type: "resume.failed", reason: "too_old", head: 90 }, event(80, 89), event(89, 91));
  assert.deepEqual(gateway.events, []);
  for (let turn = 0; gateway.boots < 2 && turn < 100; turn++) await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.deepEqual(gateway.events, [91]);
  assert.equal(gateway.sockets.length, 1);
  assert.equal(gateway.phases.at(-1), "open");
});

timed("silence beyond the deadline closes the socket", async (gateway, pass) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  socket.receive(HELLO, resumed(10));
  pass(40_000);
  assert.notEqual(socket.closed, null);
  await new Promise(setImmediate);
  pass(500);
  await gateway.socket(2);
});

timed("a lagging server shows as connecting, and as open when it has caught up", async (gateway) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  socket.receive(
    HELLO,
    resumed(10),
    { type: "ping", ts: 1, prev: 10, head: 10, lag_ms: 15_001 },
    { type: "ping", ts: 2, prev: 10, head: 10, lag_ms: 3 },
  );
  assert.deepEqual(gateway.phases.slice(-3), ["open", "lagging", "open"]);
});

timed("retryNow ends a pause", async (gateway, pass) => {
  void gateway.live.start();
  (await gateway.socket(1)).end(1011);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  gateway.live.retryNow();
  await gateway.socket(2);
  void pass;
});

timed("a client with a token offers a ticket and keeps the token out of the address", async () => {
  const gateway = new Gateway({
    rpc: {
      hasToken: true,
      call: async (method) => (method === "auth.ticket" ? { ticket: "t1" } : { epoch: "e1", seq: 1, user: { id: 7 } }),
    },
  });
  void gateway.live.start();
  const socket = await gateway.socket(1);
  assert.deepEqual(socket.protocols, ["collab.v2.json", "collab.ticket.t1"]);
  gateway.live.stop();
});

for (const waited of ["session.bootstrap", "auth.ticket"]) {
  timed(`stopping while ${waited} is under way opens no socket and notifies of no state`, async () => {
    /** @type {(result: object) => void} */ let answer = () => {};
    const results = { "session.bootstrap": { epoch: "e1", seq: 1, user: { id: 7 } }, "auth.ticket": { ticket: "t1" } };
    const calls = [];
    const gateway = new Gateway({
      rpc: {
        hasToken: true,
        call: (method) => {
          calls.push(method);
          return method === waited ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(results[method]);
        },
      },
    });
    const stopped = gateway.live.start();
    while (calls.at(-1) !== waited) await new Promise(setImmediate);
    const boots = gateway.boots;
    gateway.live.stop();
    answer(results[waited]);
    await stopped;
    assert.equal(gateway.sockets.length, 0);
    assert.equal(gateway.boots, boots);
    assert.equal(gateway.phases.at(-1), "stopped");
  });
}

timed("an error of a handler is uncaught and ends nothing", async (gateway) => {
  const uncaught = [];
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => uncaught.push(error.message));
  try {
    gateway.fails = new Set([11]);
    void gateway.live.start();
    const socket = await gateway.socket(1);
    socket.receive(HELLO, event(10, 11), event(11, 12), resumed(12));
    await new Promise(setImmediate);
    assert.deepEqual(gateway.events, [11, 12]);
    assert.deepEqual(uncaught, ["event 11"]);
    assert.equal(gateway.phases.at(-1), "open");
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
});

timed("stopping inside a handler delivers no further event", async (gateway) => {
  gateway.stopsAt = 11;
  const stopped = gateway.live.start();
  const socket = await gateway.socket(1);
  socket.receive(HELLO, { type: "resume.failed", reason: "too_old", head: 10 }, event(10, 11), event(11, 12));
  assert.equal(await stopped, "enough");
  assert.deepEqual(gateway.events, [11]);
  assert.deepEqual(socket.closed, { code: 1000, reason: "enough" });
});

timed("the stream starts again after a stop", async (gateway) => {
  const first = gateway.live.start();
  assert.equal(gateway.live.start(), first, "one stream at a time");
  await gateway.socket(1);
  gateway.live.stop("signed out");
  assert.equal(await first, "signed out");
  void gateway.live.start();
  await gateway.socket(2);
  assert.equal(gateway.boots, 2);
});

timed("a WebSocket that cannot be constructed stops the stream with the reason", async () => {
  const Unavailable = class {
    constructor() {
      throw new TypeError("no sockets here");
    }
  };
  assert.equal(await new Gateway({ WebSocket: Unavailable }).live.start(), "no sockets here");
});

timed("an answer that is no state stops the stream", async () => {
  const gateway = new Gateway({ rpc: { call: async () => ({}) } });
  assert.match(await gateway.live.start(), /undefined/);
  assert.equal(gateway.connections.at(-1)?.state, "stopped");
});

timed("a long reason is cut to the length of a close frame", async (gateway) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  gateway.live.stop("\u20ac".repeat(200));
  assert.equal(new TextEncoder().encode(socket.closed?.reason).length, 123);
});

timed("events of the browser close the socket or end a pause until the stream stops", async (gateway) => {
  const target = new EventTarget();
  globalThis.addEventListener = target.addEventListener.bind(target);
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  try {
    void gateway.live.start();
    const first = await gateway.socket(1);
    first.receive(HELLO, resumed(10));
    target.dispatchEvent(new Event("offline"));
    assert.deepEqual(first.closed, { code: 1000, reason: "offline" });
    target.dispatchEvent(new Event("online"));
    const second = await gateway.socket(2);
    second.receive(HELLO, resumed(10));
    target.dispatchEvent(new Event("pagehide"));
    assert.deepEqual(second.closed, { code: 1000, reason: "page hidden" });
    globalThis.document.dispatchEvent(new Event("visibilitychange"));
    const third = await gateway.socket(3);
    third.receive(HELLO, resumed(10));
    third.end(1006);
    gateway.live.stop();
    target.dispatchEvent(new Event("online"));
    await new Promise(setImmediate);
    assert.equal(gateway.sockets.length, 3);
  } finally {
    delete globalThis.addEventListener;
    delete globalThis.document;
  }
});
