// @ts-check
import { Backoff } from "./backoff.js";
import { decode } from "./codec.js";
import { constants } from "./constants.js";
import { Inbox } from "./inbox.js";
import { reaction } from "./reaction.js";
import { RpcError } from "./rpc-error.js";

/** @import { SessionBootstrapResult } from "../contract.js" */
/** @typedef {import("./codec.js").Frame} Frame */
/** @typedef {"idle" | "connecting" | "open" | "waiting" | "stopped"} State */
/**
 * The state of the connection. `phase` refines it: `booting`, `opening`, `resuming` or `lagging` while connecting; `draining` while waiting
 * for the end of the delay that the gateway stated; otherwise "". `why` is a reason for people, or "".
 * @typedef {{state: State, phase: string, why: string}} ConnectionState
 */
/**
 * An action for the owner of the protocol, which performs actions in the order in which they were returned.
 * @typedef {{do: "call", id: number, method: string}
 *   | {do: "open", userId: number, resumeFrom: number, epoch: string, ticket: string}
 *   | {do: "send", frame: object}
 *   | {do: "close", code: number, reason: string}
 *   | {do: "booted", state: SessionBootstrapResult}
 *   | {do: "event", frame: Frame}
 *   | {do: "state", connection: ConnectionState}} Action
 */
/**
 * How a socket ended.
 * @typedef {{code: number, why: string, stable: boolean, drainMs: number | null}} Ending
 */

/**
 * The client's side of the socket protocol without input and output: each method takes one input and the time in milliseconds, and
 * returns the actions that follow. It first boots (`session.bootstrap`), then connects at the position of that state. When the gateway
 * cannot resume, it boots again on the open socket. There is no second way to catch up.
 *
 * The cases in modules/wire/src/test/resources/client-cases describe it; the Java SDK passes the same cases.
 */
export class LiveProtocol {
  #backoff;
  #tickets;
  #inbox = new Inbox();
  /** @type {Action[]} the actions of the current input */
  #actions = [];
  #running = false;
  /** @type {ConnectionState} */
  #connection = { state: "idle", phase: "", why: "" };
  #userId = 0;

  #callId = 0;
  /** The method whose answer is awaited; "" for none. */
  #awaited = "";
  /** When the current pause ends. */
  #retryAt = Infinity;
  /** @type {Ending | null} the ending of a socket that got no hello, while `user.me` is under way */
  #unexplained = null;

  // The current socket.
  #hasSocket = false;
  /** @type {number} */
  #stableMs = constants.stableMs;
  /** @type {number} */
  #silenceMs = constants.helloTimeoutMs;
  #silenceAt = Infinity;
  /** When hello arrived; infinite before it. */
  #helloAt = Infinity;
  #caughtUp = false;
  /** @type {number | null} */
  #drainMs = null;

  /**
   * @param {{random?: () => number, tickets?: boolean}} [options] `tickets` means that each connection needs a ticket of `auth.ticket`
   */
  constructor({ random, tickets = false } = {}) {
    this.#backoff = new Backoff(random);
    this.#tickets = tickets;
  }

  get last() {
    return this.#inbox.last;
  }

  get epoch() {
    return this.#inbox.epoch;
  }

  /** When {@link tick} has to be called; infinite for never. */
  get deadline() {
    return Math.min(this.#silenceAt, this.#retryAt);
  }

  // ---- Inputs ----

  /** @returns {Action[]} */
  start() {
    if (this.#running) return [];
    this.#running = true;
    this.#boot("");
    return this.#taken();
  }

  /**
   * @param {string} why
   * @returns {Action[]}
   */
  stop(why) {
    if (this.#running) this.#stopped(why);
    return this.#taken();
  }

  /**
   * The call was answered with a result.
   * @param {number} id
   * @param {any} result its type depends on the method
   * @param {number} now
   * @returns {Action[]}
   */
  answered(id, result, now) {
    const method = this.#received(id);
    if (method === "session.bootstrap") this.#booted(result, now);
    if (method === "auth.ticket") this.#open(result.ticket, now);
    if (method === "user.me") this.#pauseAfterUnexplained(now);
    return this.#taken();
  }

  /**
   * The call failed.
   * @param {number} id
   * @param {unknown} error
   * @param {number} now
   * @returns {Action[]}
   */
  failed(id, error, now) {
    const method = this.#received(id);
    if (method === "") return [];
    const known = error instanceof RpcError ? error : null;
    if (method === "user.me") {
      if (known?.signedOut) this.#stopped(this.#unexplained?.why ?? "");
      else this.#pauseAfterUnexplained(now);
    } else if (known?.passing) {
      this.#pause("", known.message, Math.max(this.#backoff.next(), known.retryAfterMs ?? 0), now);
    } else {
      this.#stopped(error instanceof Error ? error.message : String(error));
    }
    return this.#taken();
  }

  /**
   * The socket received a message.
   * @param {unknown} data
   * @param {number} now
   * @returns {Action[]}
   */
  message(data, now) {
    if (!this.#hasSocket) return [];
    if (this.#isStable(now)) this.#backoff.reset();
    const frame = decode(data);
    if (frame === null) this.#leave(constants.closeProtocolError, "the message is not a frame", constants.closeAbnormal, now);
    else this.#follow(this.#inbox.take(frame), now);
    if (this.#hasSocket) this.#silenceAt = now + this.#silenceMs;
    return this.#taken();
  }

  /**
   * The peer closed the socket, or the connection broke.
   * @param {number} code
   * @param {string} reason
   * @param {number} now
   * @returns {Action[]}
   */
  closed(code, reason, now) {
    if (this.#hasSocket) this.#ended(code, reason ? `closed with ${code}: ${reason}` : `closed with ${code}`, now);
    return this.#taken();
  }

  /**
   * The owner closes the socket, for example because the browser went offline.
   * @param {string} reason
   * @param {number} meaning the close code that decides what happens next
   * @param {number} now
   * @returns {Action[]}
   */
  disconnect(reason, meaning, now) {
    if (this.#hasSocket) this.#leave(constants.closeNormal, reason, meaning, now);
    return this.#taken();
  }

  /**
   * End the current pause.
   * @param {number} now
   * @returns {Action[]}
   */
  retryNow(now) {
    if (this.#retryAt < Infinity) this.#retry(now);
    return this.#taken();
  }

  /**
   * Time has passed.
   * @param {number} now
   * @returns {Action[]}
   */
  tick(now) {
    if (now >= this.#silenceAt) this.#leave(constants.closeNormal, `no frame for ${this.#silenceMs} ms`, constants.closeAbnormal, now);
    if (now >= this.#retryAt) this.#retry(now);
    return this.#taken();
  }

  // ---- Calls and pauses ----

  #taken() {
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }

  /** @param {string} method */
  #call(method) {
    this.#awaited = method;
    this.#actions.push({ do: "call", id: ++this.#callId, method });
  }

  /**
   * @param {number} id
   * @returns {string} the method that was answered, or "" when the answer is of no use any more
   */
  #received(id) {
    const method = id === this.#callId ? this.#awaited : "";
    if (method !== "") this.#awaited = "";
    return method;
  }

  /**
   * @param {string} phase
   * @param {string} why
   * @param {number} ms
   * @param {number} now
   */
  #pause(phase, why, ms, now) {
    this.#move("waiting", phase, why);
    this.#retryAt = now + ms;
    if (ms <= 0) this.#retry(now);
  }

  /** @param {number} now */
  #retry(now) {
    this.#retryAt = Infinity;
    if (this.#hasSocket || this.#userId === 0) this.#boot("");
    else this.#connect(now);
  }

  /**
   * @param {State} state
   * @param {string} phase
   * @param {string} [why]
   */
  #move(state, phase, why = "") {
    this.#connection = { state, phase, why };
    this.#actions.push({ do: "state", connection: this.#connection });
  }

  /** @param {string} why */
  #stopped(why) {
    if (this.#hasSocket) this.#actions.push({ do: "close", code: constants.closeNormal, reason: why });
    this.#forgetSocket();
    this.#running = false;
    this.#userId = 0;
    this.#move("stopped", "", why);
  }

  // ---- Booting ----

  /** @param {string} why */
  #boot(why) {
    this.#move("connecting", "booting", why);
    this.#call("session.bootstrap");
  }

  /**
   * @param {SessionBootstrapResult} state
   * @param {number} now
   */
  #booted(state, now) {
    this.#userId = state.user.id;
    this.#actions.push({ do: "booted", state });
    const steps = this.#inbox.booted(state.epoch, state.seq);
    if (!this.#hasSocket) return this.#connect(now);
    this.#caughtUp = true;
    this.#follow(steps, now);
    if (this.#hasSocket) this.#move("open", "");
  }

  // ---- The socket ----

  /** @param {number} now */
  #connect(now) {
    this.#move("connecting", "opening");
    if (this.#tickets) this.#call("auth.ticket");
    else this.#open("", now);
  }

  /**
   * @param {string} ticket
   * @param {number} now
   */
  #open(ticket, now) {
    this.#inbox.connecting();
    this.#hasSocket = true;
    this.#helloAt = Infinity;
    this.#caughtUp = false;
    this.#drainMs = null;
    this.#silenceMs = constants.helloTimeoutMs;
    this.#silenceAt = now + this.#silenceMs;
    this.#actions.push({ do: "open", userId: this.#userId, resumeFrom: this.#inbox.last, epoch: this.#inbox.epoch, ticket });
  }

  /**
   * @param {import("./inbox.js").Step[]} steps
   * @param {number} now
   */
  #follow(steps, now) {
    for (const step of steps) {
      switch (step.do) {
        case "deliver":
          this.#actions.push({ do: "event", frame: step.frame });
          break;
        case "pong":
          this.#actions.push({ do: "send", frame: { type: "pong", ts: step.ts, last: step.last } });
          this.#reportLag(step.lagMs);
          break;
        case "hello":
          this.#hello(step.frame, now);
          break;
        case "caught up":
          this.#caughtUp = true;
          this.#move("open", "");
          break;
        case "boot":
          this.#caughtUp = false;
          this.#boot(`resume failed: ${step.reason}`);
          break;
        case "draining":
          this.#drainMs = step.retryAfterMs;
          break;
        case "gap":
          return this.#leave(constants.closeGap, step.why, constants.closeGap, now);
        case "protocol error":
          return this.#leave(constants.closeProtocolError, step.why, constants.closeAbnormal, now);
      }
    }
  }

  /**
   * @param {Frame} hello
   * @param {number} now
   */
  #hello(hello, now) {
    this.#helloAt = now;
    const { min_ms = constants.backoffMinMs, max_ms = constants.backoffMaxMs, stable_ms = constants.stableMs } = hello.backoff ?? {};
    this.#backoff.bounds(min_ms, max_ms);
    this.#stableMs = stable_ms;
    this.#silenceMs = (hello.heartbeat_ms ?? constants.heartbeatMs) + (hello.pong_ms ?? constants.pongMs) + constants.silenceMarginMs;
    this.#move("connecting", "resuming");
  }

  /** @param {number} lagMs */
  #reportLag(lagMs) {
    if (!this.#caughtUp) return;
    const lagging = lagMs > constants.lagShownMs;
    if (lagging && this.#connection.state === "open") this.#move("connecting", "lagging", `the server is ${lagMs} ms behind`);
    else if (!lagging && this.#connection.phase === "lagging") this.#move("open", "");
  }

  /**
   * Close the socket without waiting for the peer.
   * @param {number} code the code that the peer receives
   * @param {string} reason
   * @param {number} meaning the code that decides what happens next
   * @param {number} now
   */
  #leave(code, reason, meaning, now) {
    this.#actions.push({ do: "close", code, reason });
    this.#ended(meaning, reason, now);
  }

  /**
   * @param {number} code
   * @param {string} why
   * @param {number} now
   */
  #ended(code, why, now) {
    const ending = { code, why, stable: this.#isStable(now), drainMs: this.#drainMs };
    const greeted = this.#helloAt < Infinity;
    this.#forgetSocket();
    if (reaction(code) === "stop") this.#stopped(why);
    else if (greeted) this.#pauseAfter(ending, now);
    else {
      // A browser does not report why an upgrade was refused, so the account is queried.
      this.#unexplained = ending;
      this.#call("user.me");
    }
  }

  /** A bootstrap under way belongs to the socket on which the resume failed; its answer is of no use to the next one. */
  #forgetSocket() {
    this.#hasSocket = false;
    this.#awaited = "";
    this.#silenceAt = Infinity;
    this.#retryAt = Infinity;
  }

  /** @param {number} now */
  #pauseAfterUnexplained(now) {
    if (this.#unexplained) this.#pauseAfter(this.#unexplained, now);
    this.#unexplained = null;
  }

  /**
   * A close code of the reconnecting range permits an immediate return only after a stable connection.
   * @param {Ending} ending
   * @param {number} now
   */
  #pauseAfter({ code, why, stable, drainMs }, now) {
    if (stable) this.#backoff.reset();
    const drain = reaction(code) === "reconnect" ? drainMs : null;
    const atOnce = reaction(code) === "reconnect" && stable;
    this.#pause(drain === null ? "" : "draining", why, Math.max(drain ?? 0, atOnce ? 0 : this.#backoff.next()), now);
  }

  /** @param {number} now */
  #isStable(now) {
    return now - this.#helloAt >= this.#stableMs;
  }
}
