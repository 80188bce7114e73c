// @ts-check
import { constants } from "./constants.js";

/** @typedef {import("./codec.js").Frame} Frame */
/**
 * How a socket ended. `greeted`: it had received hello. `stable`: it was open for so long that an immediate return is permitted.
 * `drainMs`: the delay that the gateway stated before it closed.
 * @typedef {{code: number, why: string, greeted: boolean, stable: boolean, drainMs: number | null}} Ending
 */

/** The current socket of a client: whether there is one, when it counts as silent, and what it has received. */
export class SocketState {
  #exists = false;
  /** @type {number} */
  #stableMs = constants.stableMs;
  /** @type {number} */
  #silenceMs = constants.helloTimeoutMs;
  #silenceAt = Infinity;
  /** When hello arrived; infinite before it. */
  #helloAt = Infinity;

  /** The client has received all events up to the position at which it connected. */
  caughtUp = false;
  /** The delay that the gateway stated for the next connection. @type {number | null} */
  drainMs = null;

  get exists() {
    return this.#exists;
  }

  /** Why a silent socket is closed. */
  get silence() {
    return `no frame for ${this.#silenceMs} ms`;
  }

  /** When the silence of the socket has lasted too long; infinite without a socket. */
  get silenceAt() {
    return this.#silenceAt;
  }

  /** @param {number} now */
  opened(now) {
    this.#exists = true;
    this.#helloAt = Infinity;
    this.#silenceMs = constants.helloTimeoutMs;
    this.caughtUp = false;
    this.drainMs = null;
    this.received(now);
  }

  /**
   * A message has arrived.
   * @param {number} now
   */
  received(now) {
    this.#silenceAt = now + this.#silenceMs;
  }

  /**
   * @param {Frame} hello
   * @param {number} now
   */
  greeted(hello, now) {
    this.#helloAt = now;
    this.#stableMs = hello.backoff?.stable_ms ?? constants.stableMs;
    this.#silenceMs = (hello.heartbeat_ms ?? constants.heartbeatMs) + (hello.pong_ms ?? constants.pongMs) + constants.silenceMarginMs;
  }

  /** @param {number} now */
  isStable(now) {
    return now - this.#helloAt >= this.#stableMs;
  }

  /**
   * @param {number} code
   * @param {string} why
   * @param {number} now
   * @returns {Ending}
   */
  ending(code, why, now) {
    return { code, why, greeted: this.#helloAt < Infinity, stable: this.isStable(now), drainMs: this.drainMs };
  }

  forget() {
    this.#exists = false;
    this.#silenceAt = Infinity;
  }
}
