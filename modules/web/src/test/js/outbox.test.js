// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/rpc-error.js";
import { SENTENCES } from "../../main/resources/web-root/state/error-text.js";
import { memoryRows, OutboxStore } from "../../main/resources/web-root/state/outbox-store.js";
import { Outbox } from "../../main/resources/web-root/state/outbox.js";

/** A server that replies when the test calls `answer` or `refuse`. */
class Server {
  /** @type {{params: any, answer: (result: any) => void, refuse: (error: Error) => void}[]} */
  calls = [];
  call(_method, params) {
    return new Promise((answer, refuse) => this.calls.push({ params, answer, refuse }));
  }
  async called(count) {
    while (this.calls.length < count) await new Promise(setImmediate);
    return this.calls[count - 1];
  }
}

function outbox() {
  const server = new Server();
  const confirmed = [];
  return {
    server,
    confirmed,
    box: new Outbox(server, (one) => one && confirmed.push(one), { store: new OutboxStore({ rows: memoryRows(), tab: tab("1") }) }),
  };
}

/** A tab of one browser with others, of which `living` are open. @returns {any} */
function tab(id, living = new Set([id])) {
  return {
    id,
    ready: Promise.resolve(),
    alone: (work) => work(),
    living: async () => living,
    gone: new Map(),
    whenGone(other, act) {
      this.gone.set(other, act);
    },
  };
}

/** A tab whose messages are kept beside those of other tabs. */
function page(rows, id, { living = new Set([id]), user = 7, isSignedIn = () => true, now = Date.now } = {}) {
  const server = new Server();
  const confirmed = [];
  const own = tab(id, living);
  const box = new Outbox(server, (one) => one && confirmed.push(one), { store: new OutboxStore({ rows, tab: own }), isSignedIn, now });
  return { server, confirmed, box, tab: own, opened: box.open(user) };
}

const durable = () => ({ ...memoryRows(), isDurable: true });

const settled = async (condition) => {
  while (!condition()) await new Promise(setImmediate);
};

test("messages of a channel are sent one after the other, in the order of writing", async () => {
  const { server, box, confirmed } = outbox();
  box.send(1, 0, "first");
  box.send(1, 0, "second");
  const first = await server.called(1);
  assert.equal(server.calls.length, 1);
  first.answer({ message: { id: 10 } });
  const second = await server.called(2);
  assert.deepEqual([first.params.text, second.params.text], ["first", "second"]);
  second.answer({ message: { id: 11 } });
  await settled(() => confirmed.length === 2);
  assert.deepEqual(box.pending, []);
});

test("a message is sent under the same op_id until the server replies", async () => {
  const { server, box } = outbox();
  box.send(1, 0, "once");
  const first = await server.called(1);
  first.refuse(new RpcError(0, "no answer"));
  await settled(() => box.pending[0].state === "waiting");
  box.retryNow();
  const second = await server.called(2);
  assert.equal(second.params.op_id, first.params.op_id);
  second.answer({ message: { id: 10 } });
  await settled(() => box.pending.length === 0);
});

test("a rejected message stays, does not block others, and can be retried", async () => {
  const { server, box } = outbox();
  box.send(1, 0, "refused");
  box.send(1, 0, "next");
  (await server.called(1)).refuse(new RpcError(-32002, "not a member"));
  (await server.called(2)).answer({ message: { id: 11 } });
  await settled(() => box.pending.length === 1);
  assert.deepEqual([box.pending[0].state, box.pending[0].error], ["failed", SENTENCES.permission_denied]);
  box.retry(box.pending[0].opId);
  assert.equal((await server.called(3)).params.op_id, server.calls[0].params.op_id);
});

test("an event that arrives before the reply does not show the message twice", async () => {
  const { server, box } = outbox();
  box.send(1, 0, "hi");
  box.send(1, 0, "hi");
  const event = (id) => ({ type: "message.created", seq: id, event: { message: { id, channel_id: 1, user_id: 7, text: "hi" } } });
  box.apply(event(10), 7);
  assert.equal(box.pendingIn(1, 0).length, 1, "the other message is still pending");
  box.apply(event(11), 8);
  assert.equal(box.pendingIn(1, 0).length, 1, "a message of another user with the same text");
  (await server.called(1)).refuse(new RpcError(-32603, "broken"));
  await settled(() => box.pending.length === 1);
});

test("flush hands every pending message to the browser", async () => {
  const { server, box } = outbox();
  for (const text of ["a", "b", "c"]) box.send(1, 0, text);
  await server.called(1);
  box.flush();
  assert.deepEqual(
    server.calls.slice(1).map((call) => call.params.text),
    ["a", "b", "c"],
  );
});

test("the number of pending messages is bounded", () => {
  const { box } = outbox();
  for (let i = 0; i < Outbox.PENDING_MAX; i++) box.send(1, 0, `m${i}`);
  assert.throws(() => box.send(1, 0, "one too many"), /You have 100 unsent messages/);
});

/** The position of the event was dropped, so the version of a message that was edited since then stood for it and moved the read position back. */
test("the reply to a repeated attempt is passed on with the position of its event", async () => {
  const { server, box, confirmed } = outbox();
  box.send(1, 0, "once");
  (await server.called(1)).answer({ message: { id: 10, ver: 500 }, seq: 100 });
  await settled(() => confirmed.length === 1);
  assert.deepEqual(confirmed, [{ message: { id: 10, ver: 500 }, seq: 100 }]);
});

/** A message that was written while the server was down was lost with the tab. */
test("the messages of a tab that is gone are sent by the next one, under the same op_id and in their order", async () => {
  const rows = durable();
  const first = page(rows, "1");
  await first.opened;
  await first.box.send(1, 0, "one");
  await first.box.send(1, 5, "two");
  const { op_id: opId } = (await first.server.called(1)).params;
  const next = page(rows, "2");
  await next.opened;
  assert.deepEqual(
    next.box.pending.map(({ text, parentId }) => [text, parentId]),
    [
      ["one", 0],
      ["two", 5],
    ],
  );
  const call = await next.server.called(1);
  assert.deepEqual([call.params.text, call.params.op_id], ["one", opId]);
  call.answer({ message: { id: 10 } });
  (await next.server.called(2)).answer({ message: { id: 11 } });
  await settled(() => next.confirmed.length === 2);
  assert.deepEqual(await rows.of(7), []);
});

test("the messages of a tab that is open are left to it until it ends", async () => {
  const rows = durable();
  const living = new Set(["1", "2"]);
  const first = page(rows, "1", { living });
  await first.opened;
  await first.box.send(1, 0, "mine");
  const second = page(rows, "2", { living });
  await second.opened;
  assert.deepEqual(second.box.pending, []);
  living.delete("1");
  second.tab.gone.get("1")();
  assert.equal((await second.server.called(1)).params.text, "mine");
});

test("another user of the browser neither sees nor sends the messages, and their author does again", async () => {
  const rows = durable();
  const { box, server, opened } = page(rows, "1");
  await opened;
  await box.send(1, 0, "of user 7");
  (await server.called(1)).refuse(new RpcError(0, "no answer"));
  await settled(() => box.pending[0].state === "waiting");
  await box.open(8);
  box.retryNow();
  assert.deepEqual([box.pending, box.unsent], [[], []]);
  await box.send(2, 0, "of user 8");
  assert.equal((await server.called(2)).params.text, "of user 8");
  await box.open(7);
  await settled(() => server.calls.length === 3);
  assert.equal(server.calls[2].params.text, "of user 7");
});

test("nothing is sent while another user is signed in in this browser, or the session has ended", async () => {
  let signedIn = 8;
  const { box, server, opened } = page(durable(), "1", { isSignedIn: (userId) => userId === signedIn });
  await opened;
  await box.send(1, 0, "later");
  assert.deepEqual([server.calls.length, box.pending[0].state], [0, "waiting"]);
  box.flush();
  signedIn = 7;
  box.retryNow();
  (await server.called(1)).refuse(new RpcError(-32001, "Unauthenticated", { code: "session_ended" }));
  await settled(() => box.pending[0].state === "waiting");
  box.retryNow();
  (await server.called(2)).answer({ message: { id: 10 } });
  await settled(() => box.pending.length === 0);
});

test("a rejected message is rejected after a restart too, and is not sent again by itself", async () => {
  const rows = durable();
  const first = page(rows, "1");
  await first.opened;
  await first.box.send(1, 0, "refused");
  (await first.server.called(1)).refuse(new RpcError(-32002, "no", { code: "permission_denied" }));
  await settled(() => first.box.pending[0].state === "failed");
  const next = page(rows, "2");
  await next.opened;
  assert.deepEqual([next.box.pending[0].state, next.box.pending[0].error], ["failed", SENTENCES.permission_denied]);
  assert.equal(next.server.calls.length, 0);
  next.box.discard(next.box.pending[0].opId);
  await settled(() => true);
  assert.deepEqual(await rows.of(7), []);
});

/** The server forgets an op_id after 7 days: sent again, the message would be there twice. */
test("a message whose op_id may be forgotten is not sent again by itself", async () => {
  const rows = durable();
  let now = 1_000_000;
  const first = page(rows, "1", { now: () => now });
  await first.opened;
  await first.box.send(1, 0, "old");
  await first.server.called(1);
  now += Outbox.REMEMBERED_MS + 1;
  const next = page(rows, "2", { now: () => now });
  await next.opened;
  await settled(() => next.box.pending[0].state === "failed");
  assert.match(next.box.pending[0].error, /Check whether it was sent/);
  next.box.retry(next.box.pending[0].opId);
  assert.equal((await next.server.called(1)).params.text, "old");
});

test("without a place to keep them, unsent messages are said to be in this tab only", async () => {
  const { box, opened } = page(memoryRows(), "1");
  await opened;
  assert.equal(box.isDurable, false);
  const full = { ...durable(), put: () => Promise.reject(new Error("QuotaExceededError")) };
  const other = page(full, "2");
  await other.opened;
  assert.equal(other.box.isDurable, true);
  await other.box.send(1, 0, "kept in memory");
  assert.equal(other.box.isDurable, false);
  assert.equal((await other.server.called(1)).params.text, "kept in memory");
});

test("the characters of pending messages are bounded", () => {
  const { box } = outbox();
  const text = "x".repeat(16_000);
  assert.throws(() => {
    for (let i = 0; i < Outbox.PENDING_MAX; i++) box.send(1, 0, text);
  }, /too long to keep one more/);
  assert.equal(box.pending.length, Outbox.CHARACTERS_MAX / 16_000);
});
