// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/rpc-error.js";
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
  return { server, confirmed, box: new Outbox(server, (one) => one && confirmed.push(one)) };
}

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
  assert.deepEqual([box.pending[0].state, box.pending[0].error], ["failed", "not a member"]);
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
