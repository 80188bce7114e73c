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

/** A gateway that the test speaks for. */
class Gateway {
  /** @type {FakeSocket[]} */
  sockets = [];
  heard = [];
  events = [];
  standings = [];
  boots = 0;
  position = 10;
  signedOut = false;

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
      booted: () => this.boots++,
      event: (frame) => this.events.push(frame.seq ?? frame.type),
      standing: ({ state, doing }) => this.standings.push(doing || state),
    });
  }

  async #answer(method) {
    if (this.signedOut) throw new RpcError(-32001, "who are you?");
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
  say(...frames) {
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

/** With timers that only move when the test says so. */
function timed(name, story) {
  test(name, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let now = 1_000;
    const clock = mock.method(performance, "now", () => now);
    const pass = (ms) => {
      now += ms;
      mock.timers.tick(ms);
    };
    try {
      await story(new Gateway(), pass);
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
  socket.say(HELLO, event(10, 11), resumed(11), { type: "ping", ts: 5, prev: 11, head: 20, lag_ms: 1 });
  assert.deepEqual(gateway.events, [11]);
  assert.deepEqual(socket.sent, [{ type: "pong", ts: 5, last: 20 }]);
  assert.deepEqual(gateway.standings, ["booting", "dialing", "resuming", "open"]);
});

timed("a gap closes with 4210 and the next socket resumes where the last was complete", async (gateway, pass) => {
  void gateway.live.start();
  const first = await gateway.socket(1);
  first.say(HELLO, resumed(10), event(10, 12), event(13, 14));
  assert.equal(first.closed?.code, 4210);
  await new Promise(setImmediate);
  pass(500);
  assert.match((await gateway.socket(2)).url, /resume_from=12&/);
});

timed("a connection that broke soon does not reset the backoff, a stable one does", async (gateway, pass) => {
  void gateway.live.start();
  for (let attempt = 1, pause = 500; attempt <= 3; attempt++, pause *= 2) {
    const socket = await gateway.socket(attempt);
    socket.say(HELLO, resumed(10));
    socket.end(1006);
    await new Promise(setImmediate);
    pass(pause - 1);
    await new Promise(setImmediate);
    assert.equal(gateway.sockets.length, attempt, `attempt ${attempt} came too early`);
    pass(1);
  }
  const stable = await gateway.socket(4);
  stable.say(HELLO, resumed(10));
  pass(5_001);
  stable.end(1006);
  await new Promise(setImmediate);
  pass(500);
  await gateway.socket(5);
});

timed("42xx comes back at once from a stable connection, and backs off from a young one", async (gateway, pass) => {
  void gateway.live.start();
  const first = await gateway.socket(1);
  first.say(HELLO, resumed(10));
  pass(5_001);
  first.end(4212);
  await new Promise(setImmediate);
  pass(0);
  const second = await gateway.socket(2);
  second.say(HELLO, resumed(10));
  second.end(4212);
  await new Promise(setImmediate);
  pass(499);
  await new Promise(setImmediate);
  assert.equal(gateway.sockets.length, 2);
  pass(1);
  await gateway.socket(3);
});

timed("draining waits as long as it was asked to", async (gateway, pass) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  socket.say(HELLO, resumed(10), { type: "draining", retry_after_ms: 3_000 });
  socket.end(4201);
  await new Promise(setImmediate);
  assert.equal(gateway.standings.at(-1), "moving");
  pass(2_999);
  await new Promise(setImmediate);
  assert.equal(gateway.sockets.length, 1);
  pass(1);
  await gateway.socket(2);
});

timed("40xx stops, and so does an upgrade that is refused to somebody signed out", async (gateway) => {
  const stopped = gateway.live.start();
  (await gateway.socket(1)).end(4004, "revoked");
  await stopped;
  assert.equal(gateway.standings.at(-1), "stopped");
});

timed("an upgrade refused without hello asks who one is", async (gateway) => {
  const stopped = gateway.live.start();
  const socket = await gateway.socket(1);
  gateway.signedOut = true;
  socket.end(1006);
  await stopped;
  assert.equal(gateway.standings.at(-1), "stopped");
});

timed("after resume.failed the socket stays, holds what it hears, and goes on from the new state", async (gateway) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  gateway.position = 90;
  socket.say(HELLO, { type: "resume.failed", reason: "too_old", head: 90 }, event(80, 89), event(89, 91));
  assert.deepEqual(gateway.events, []);
  for (let turn = 0; gateway.boots < 2 && turn < 100; turn++) await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.deepEqual(gateway.events, [91]);
  assert.equal(gateway.sockets.length, 1);
  assert.equal(gateway.standings.at(-1), "open");
});

timed("silence longer than promised is an end", async (gateway, pass) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  socket.say(HELLO, resumed(10));
  pass(40_000);
  assert.notEqual(socket.closed, null);
  await new Promise(setImmediate);
  pass(500);
  await gateway.socket(2);
});

timed("a server that is behind is shown as connecting, and as open when it has caught up", async (gateway) => {
  void gateway.live.start();
  const socket = await gateway.socket(1);
  socket.say(
    HELLO,
    resumed(10),
    { type: "ping", ts: 1, prev: 10, head: 10, lag_ms: 15_001 },
    { type: "ping", ts: 2, prev: 10, head: 10, lag_ms: 3 },
  );
  assert.deepEqual(gateway.standings.slice(-3), ["open", "behind", "open"]);
});

timed("hurrying ends a pause", async (gateway, pass) => {
  void gateway.live.start();
  (await gateway.socket(1)).end(1011);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  gateway.live.hurry();
  await gateway.socket(2);
  void pass;
});

timed("a program offers a ticket and keeps its token out of the address", async () => {
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
  timed(`who stops while ${waited} is under way opens no socket and is told nothing`, async () => {
    /** @type {(result: object) => void} */ let answer = () => {};
    const results = { "session.bootstrap": { epoch: "e1", seq: 1, user: { id: 7 } }, "auth.ticket": { ticket: "t1" } };
    const asked = [];
    const gateway = new Gateway({
      rpc: {
        hasToken: true,
        call: (method) => {
          asked.push(method);
          return method === waited ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(results[method]);
        },
      },
    });
    const stopped = gateway.live.start();
    while (asked.at(-1) !== waited) await new Promise(setImmediate);
    const boots = gateway.boots;
    gateway.live.stop();
    answer(results[waited]);
    await stopped;
    assert.equal(gateway.sockets.length, 0);
    assert.equal(gateway.boots, boots);
    assert.equal(gateway.standings.at(-1), "stopped");
  });
}
