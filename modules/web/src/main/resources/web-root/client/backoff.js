// @ts-check
import { constants } from "./constants.js";

/**
 * How long to wait before the next attempt: full jitter over a span that doubles, so that clients cut at once do not come
 * back at once. Reset by a connection that proved stable, not by one that merely opened.
 */
export class Backoff {
  /** @type {number} */
  #minMs = constants.backoffMinMs;
  /** @type {number} */
  #maxMs = constants.backoffMaxMs;
  #attempts = 0;
  #random;

  /** @param {() => number} [random] uniform in [0, 1) */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /**
   * What the server's hello asks for from now on.
   * @param {number} minMs
   * @param {number} maxMs
   */
  bounds(minMs, maxMs) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
  }

  /** @returns {number} milliseconds, between nothing and the span */
  next() {
    const span = Math.min(this.#maxMs, this.#minMs * 2 ** this.#attempts);
    this.#attempts = Math.min(this.#attempts + 1, 16);
    return Math.floor(this.#random() * span);
  }

  reset() {
    this.#attempts = 0;
  }
}
