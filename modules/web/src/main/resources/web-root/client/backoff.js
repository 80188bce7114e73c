// @ts-check
import { constants } from "./constants.js";

/**
 * The delay before the next attempt: full jitter over a span that doubles with each attempt. Clients that lose their connections at the
 * same moment therefore return at different moments. A stable connection resets the span; an open socket alone does not.
 */
export class Backoff {
  static DOUBLINGS_MAX = 16;

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
   * Set the bounds that the gateway's hello states.
   * @param {number} minMs
   * @param {number} maxMs
   */
  bounds(minMs, maxMs) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
  }

  /** @returns {number} milliseconds from 0 to the span, which doubles with each call up to the maximum */
  next() {
    const span = Math.min(this.#maxMs, this.#minMs * 2 ** this.#attempts);
    this.#attempts = Math.min(this.#attempts + 1, Backoff.DOUBLINGS_MAX);
    return Math.floor(this.#random() * span);
  }

  reset() {
    this.#attempts = 0;
  }
}
