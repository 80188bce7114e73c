// @ts-check
// The cases that every client passes (modules/wire/src/test/resources/client-cases/README.md), on a LiveSocket whose clock, calls and
// sockets belong to the test.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mock, test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/rpc-error.js";
import { LiveSocket } from "../../main/resources/web-root/client/socket.js";

const { setups, cases } = JSON.parse(
  readFileSync(new URL("../../../../wire/src/test/resources/client-cases/live.json", import.meta.url), "utf8"),
);
const RANDOM = 0.5;

/** Replaces the timers and the clock of the platform. */
class ManualTime {
  now = 1_000;
  #timers = new Map();
  #nextId = 1;

  install() {
    const clock = mock.method(performance, "now", () => this.now);
    const set = mock.method(globalThis, "setTimeout", (run, ms) => {
      this.#timers.set(this.#nextId, { run, at: this.now + ms });
      return this.#nextId++;
    });
    const clear = mock.method(globalThis, "clearTimeout", (id) => this.#timers.delete(id));
    return () => [clock, set, clear].forEach((each) => each.mock.restore());
  }

  async advance(ms) {
    const end = this.now + ms;
    for (let due; (due = this.#due(end)); ) {
      this.now = due[1].at;
      this.#timers.delete(due[0]);
      due[1].run();
      await settle();
    }
    this.now = end;
  }

  #due(end) {
    return [...this.#timers].filter(([, timer]) => timer.at <= end).sort(([, one], [, other]) => one.at - other.at)[0];
  }
}

/** Callbacks of promises have run. */
async function settle() {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
}

/** A client whose actions are recorded. */
class Subject {
  time = new ManualTime();
  opened = 0;
  #actions = [];
  #state = "";
  #socket = null;
  #answer = () => {};
  #fail = () => {};

  constructor({ random = RANDOM, tickets = false }) {
    const subject = this;
    this.live = new LiveSocket({
      base: "https://chat.example",
      random: () => random,
      rpc: { hasToken: tickets, call: (method) => this.#call(method) },
      WebSocket: class {
        constructor(url, protocols) {
          subject.#opens(this, new URL(url), protocols);
        }
        send(text) {
          subject.#actions.push({ send: JSON.parse(text) });
        }
        close(code) {
          subject.#actions.push({ close: code });
        }
      },
      booted: (state) => this.#actions.push({ booted: state.seq }),
      event: (frame) => this.#actions.push(frame.seq ? { event: frame.seq } : { signal: frame.type }),
      connection: ({ state }) => {
        if (state !== this.#state) this.#actions.push({ state });
        this.#state = state;
      },
    });
  }

  #call(method) {
    this.#actions.push({ call: method });
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
    });
  }

  #opens(socket, url, protocols) {
    this.#socket = socket;
    this.opened++;
    const open = {
      user_id: Number(url.pathname.split("/").at(-1)),
      resume_from: Number(url.searchParams.get("resume_from")),
      epoch: url.searchParams.get("epoch"),
    };
    const ticket = protocols.find((offered) => offered.startsWith("collab.ticket."))?.slice("collab.ticket.".length);
    this.#actions.push({ open: ticket === undefined ? open : { ...open, ticket } });
    assert.equal(protocols[0], "collab.v2.json");
  }

  #receive(data) {
    this.#socket.onmessage?.({ data });
  }

  /** @returns {Promise<object[]>} the actions that follow */
  async input(step) {
    this.#actions = [];
    if (step.start) void this.live.start();
    else if (step.stop) this.live.stop();
    else if (step.answer) this.#answer(step.answer);
    else if (step.fail) this.#fail(new RpcError(step.fail.code, step.fail.message, step.fail.data));
    else if (step.frame) this.#receive(JSON.stringify(step.frame));
    else if (step.text !== undefined) this.#receive(step.text);
    else if (step.binary) this.#receive(new ArrayBuffer(4));
    else if (step.closed) this.#socket.onclose?.(step.closed);
    else if (step.advance) await this.time.advance(step.advance);
    else if (step.events) {
      const { from, count } = step.events;
      for (let prev = from; prev < from + count; prev++) {
        this.#receive(JSON.stringify({ prev, seq: prev + 1, v: 2, type: "message.created", at: "", event: {} }));
      }
    } else throw new Error(`no input in ${JSON.stringify(step)}`);
    await settle();
    return this.#actions;
  }
}

for (const { name, given, steps, sockets, ...options } of cases) {
  test(name, async () => {
    const subject = new Subject(options);
    const restore = subject.time.install();
    try {
      for (const [index, step] of [...(given ? setups[given] : []), ...steps].entries()) {
        assert.deepEqual(await subject.input(step), step.then ?? [], `step ${index + 1}: ${JSON.stringify(step)}`);
      }
      if (sockets !== undefined) assert.equal(subject.opened, sockets);
    } finally {
      subject.live.stop();
      restore();
    }
  });
}
