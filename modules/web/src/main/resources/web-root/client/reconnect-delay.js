// @ts-check
import { Backoff } from "./backoff.js";
import { constants } from "./constants.js";
import { reaction } from "./reaction.js";

/** @typedef {import("./codec.js").Frame} Frame */
/** @typedef {import("./rpc-error.js").RpcError} RpcError */
/** @typedef {import("./socket-state.js").Ending} Ending */

/** How long a client waits before it connects or calls again. */
export class ReconnectDelay {
  #backoff;

  /** @param {() => number} [random] */
  constructor(random) {
    this.#backoff = new Backoff(random);
  }

  /**
   * The gateway states the bounds of the backoff.
   * @param {Frame} hello
   */
  greeted(hello) {
    const { min_ms = constants.backoffMinMs, max_ms = constants.backoffMaxMs } = hello.backoff ?? {};
    this.#backoff.bounds(min_ms, max_ms);
  }

  /** The connection is stable: the next delay is the shortest. */
  reset() {
    this.#backoff.reset();
  }

  /**
   * @param {RpcError} error
   * @returns {number} milliseconds
   */
  afterFailedCall(error) {
    return Math.max(this.#backoff.next(), error.retryAfterMs ?? 0);
  }

  /**
   * A close code of the reconnecting range permits an immediate return only after a stable connection.
   * @param {Ending} ending
   * @returns {{phase: string, ms: number}} the phase and the length of the pause
   */
  after({ code, stable, drainMs }) {
    if (stable) this.reset();
    const mayReturn = reaction(code) === "reconnect";
    const drain = mayReturn ? drainMs : null;
    return { phase: drain === null ? "" : "draining", ms: Math.max(drain ?? 0, mayReturn && stable ? 0 : this.#backoff.next()) };
  }
}
