// @ts-check
import { ActionList } from "./action-list.js";
import { decode } from "./codec.js";
import { constants } from "./constants.js";
import { Inbox } from "./inbox.js";
import { reaction } from "./reaction.js";
import { ReconnectDelay } from "./reconnect-delay.js";
import { RpcError } from "./rpc-error.js";
import { SocketState } from "./socket-state.js";

/** @import { SessionBootstrapResult } from "../contract.js" */
/** @typedef {import("./codec.js").Frame} Frame */
/** @typedef {import("./action-list.js").Action} Action */
/** @typedef {import("./socket-state.js").Ending} Ending */

/**
 * The client's side of the socket protocol without input and output: each method takes one input and the time in milliseconds, and
 * returns the actions that follow. It first boots (`session.bootstrap`), then connects at the position of that state. When the gateway
 * cannot resume, it boots again on the open socket. There is no second way to catch up.
 *
 * The cases in modules/wire/src/test/resources/client-cases describe it; the Java SDK passes the same cases.
 */
export class LiveProtocol {
  #delay;
  #tickets;
  #inbox = new Inbox();
  #socket = new SocketState();
  #actions = new ActionList();
  #running = false;
  #userId = 0;
  /** When the current pause ends. */
  #retryAt = Infinity;
  /** @type {Ending | null} the ending of a socket that got no hello, while `user.me` is under way */
  #unexplained = null;

  /**
   * @param {{random?: () => number, tickets?: boolean}} [options] `tickets` means that each connection needs a ticket of `auth.ticket`
   */
  constructor({ random, tickets = false } = {}) {
    this.#delay = new ReconnectDelay(random);
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
    return Math.min(this.#socket.silenceAt, this.#retryAt);
  }

  // ---- Inputs ----

  /** @returns {Action[]} */
  start() {
    if (this.#running) return [];
    this.#running = true;
    this.#boot("");
    return this.#actions.take();
  }

  /**
   * @param {string} why
   * @returns {Action[]}
   */
  stop(why) {
    if (this.#running) this.#stopped(why);
    return this.#actions.take();
  }

  /**
   * The call was answered with a result.
   * @param {number} id
   * @param {any} result its type depends on the method
   * @param {number} now
   * @returns {Action[]}
   */
  answered(id, result, now) {
    const method = this.#actions.answered(id);
    if (method === "session.bootstrap") this.#booted(result, now);
    if (method === "auth.ticket") this.#open(result.ticket, now);
    if (method === "user.me") this.#pauseAfterUnexplained(now);
    return this.#actions.take();
  }

  /**
   * The call failed.
   * @param {number} id
   * @param {unknown} error
   * @param {number} now
   * @returns {Action[]}
   */
  failed(id, error, now) {
    const method = this.#actions.answered(id);
    if (method === "") return [];
    const known = error instanceof RpcError ? error : null;
    if (method === "user.me") {
      if (known?.signedOut) this.#stopped(this.#unexplained?.why ?? "");
      else this.#pauseAfterUnexplained(now);
    } else if (known?.passing) {
      this.#pause("", known.message, this.#delay.afterFailedCall(known), now);
    } else {
      this.#stopped(error instanceof Error ? error.message : String(error));
    }
    return this.#actions.take();
  }

  /**
   * The socket received a message.
   * @param {unknown} data
   * @param {number} now
   * @returns {Action[]}
   */
  message(data, now) {
    if (!this.#socket.exists) return [];
    if (this.#socket.isStable(now)) this.#delay.reset();
    const frame = decode(data);
    if (frame === null) this.#leave(constants.closeProtocolError, "the message is not a frame", constants.closeAbnormal, now);
    else this.#follow(this.#inbox.take(frame), now);
    if (this.#socket.exists) this.#socket.received(now);
    return this.#actions.take();
  }

  /**
   * The peer closed the socket, or the connection broke.
   * @param {number} code
   * @param {string} reason
   * @param {number} now
   * @returns {Action[]}
   */
  closed(code, reason, now) {
    if (this.#socket.exists) this.#ended(code, reason ? `closed with ${code}: ${reason}` : `closed with ${code}`, now);
    return this.#actions.take();
  }

  /**
   * The owner closes the socket, for example because the browser went offline.
   * @param {string} reason
   * @param {number} meaning the close code that decides what happens next
   * @param {number} now
   * @returns {Action[]}
   */
  disconnect(reason, meaning, now) {
    if (this.#socket.exists) this.#leave(constants.closeNormal, reason, meaning, now);
    return this.#actions.take();
  }

  /**
   * End the current pause.
   * @param {number} now
   * @returns {Action[]}
   */
  retryNow(now) {
    if (this.#retryAt < Infinity) this.#retry(now);
    return this.#actions.take();
  }

  /**
   * Time has passed.
   * @param {number} now
   * @returns {Action[]}
   */
  tick(now) {
    if (now >= this.#socket.silenceAt) this.#leave(constants.closeNormal, this.#socket.silence, constants.closeAbnormal, now);
    if (now >= this.#retryAt) this.#retry(now);
    return this.#actions.take();
  }

  // ---- Pauses ----

  /**
   * @param {string} phase
   * @param {string} why
   * @param {number} ms
   * @param {number} now
   */
  #pause(phase, why, ms, now) {
    this.#actions.move("waiting", phase, why);
    this.#retryAt = now + ms;
    if (ms <= 0) this.#retry(now);
  }

  /** @param {number} now */
  #retry(now) {
    this.#retryAt = Infinity;
    if (this.#socket.exists || this.#userId === 0) this.#boot("");
    else this.#connect(now);
  }

  /** @param {string} why */
  #stopped(why) {
    if (this.#socket.exists) this.#actions.add({ do: "close", code: constants.closeNormal, reason: why });
    this.#forgetSocket();
    this.#running = false;
    this.#userId = 0;
    this.#actions.move("stopped", "", why);
  }

  // ---- Booting ----

  /** @param {string} why */
  #boot(why) {
    this.#actions.move("connecting", "booting", why);
    this.#actions.call("session.bootstrap");
  }

  /**
   * @param {SessionBootstrapResult} state
   * @param {number} now
   */
  #booted(state, now) {
    this.#userId = state.user.id;
    this.#actions.add({ do: "booted", state });
    const steps = this.#inbox.booted(state.epoch, state.seq);
    if (!this.#socket.exists) return this.#connect(now);
    this.#socket.caughtUp = true;
    this.#follow(steps, now);
    if (this.#socket.exists) this.#actions.move("open", "");
  }

  // ---- The socket ----

  /** @param {number} now */
  #connect(now) {
    this.#actions.move("connecting", "opening");
    if (this.#tickets) this.#actions.call("auth.ticket");
    else this.#open("", now);
  }

  /**
   * @param {string} ticket
   * @param {number} now
   */
  #open(ticket, now) {
    this.#inbox.connecting();
    this.#socket.opened(now);
    this.#actions.add({ do: "open", userId: this.#userId, resumeFrom: this.#inbox.last, epoch: this.#inbox.epoch, ticket });
  }

  /**
   * @param {import("./inbox.js").Step[]} steps
   * @param {number} now
   */
  #follow(steps, now) {
    for (const step of steps) {
      switch (step.do) {
        case "deliver":
          this.#actions.add({ do: "event", frame: step.frame });
          break;
        case "pong":
          this.#actions.add({ do: "send", frame: { type: "pong", ts: step.ts, last: step.last } });
          this.#reportLag(step.lagMs);
          break;
        case "hello":
          this.#hello(step.frame, now);
          break;
        case "caught up":
          this.#socket.caughtUp = true;
          this.#actions.move("open", "");
          break;
        case "boot":
          this.#socket.caughtUp = false;
          this.#boot(`resume failed: ${step.reason}`);
          break;
        case "draining":
          this.#socket.drainMs = step.retryAfterMs;
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
    this.#delay.greeted(hello);
    this.#socket.greeted(hello, now);
    this.#actions.move("connecting", "resuming");
  }

  /** @param {number} lagMs */
  #reportLag(lagMs) {
    if (!this.#socket.caughtUp) return;
    const lagging = lagMs > constants.lagShownMs;
    if (lagging && this.#actions.connection.state === "open")
      this.#actions.move("connecting", "lagging", `the server is ${lagMs} ms behind`);
    else if (!lagging && this.#actions.connection.phase === "lagging") this.#actions.move("open", "");
  }

  /**
   * Close the socket without waiting for the peer.
   * @param {number} code the code that the peer receives
   * @param {string} reason
   * @param {number} meaning the code that decides what happens next
   * @param {number} now
   */
  #leave(code, reason, meaning, now) {
    this.#actions.add({ do: "close", code, reason });
    this.#ended(meaning, reason, now);
  }

  /**
   * @param {number} code
   * @param {string} why
   * @param {number} now
   */
  #ended(code, why, now) {
    const ending = this.#socket.ending(code, why, now);
    this.#forgetSocket();
    if (reaction(code) === "stop") this.#stopped(why);
    else if (ending.greeted) this.#pauseAfter(ending, now);
    else {
      // A browser does not report why an upgrade was refused, so the account is queried.
      this.#unexplained = ending;
      this.#actions.call("user.me");
    }
  }

  /** A bootstrap under way belongs to the socket on which the resume failed; its answer is of no use to the next one. */
  #forgetSocket() {
    this.#socket.forget();
    this.#actions.forgetCall();
    this.#retryAt = Infinity;
  }

  /** @param {number} now */
  #pauseAfterUnexplained(now) {
    if (this.#unexplained) this.#pauseAfter(this.#unexplained, now);
    this.#unexplained = null;
  }

  /**
   * @param {Ending} ending
   * @param {number} now
   */
  #pauseAfter(ending, now) {
    const { phase, ms } = this.#delay.after(ending);
    this.#pause(phase, ending.why, ms, now);
  }
}
