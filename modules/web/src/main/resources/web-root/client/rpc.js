// @ts-check
import { constants } from "./constants.js";
import { retry, sleep as sleepFor } from "./retry.js";
import { RpcError } from "./rpc-error.js";

/**
 * An id of an operation. `crypto.randomUUID` exists only in pages over https and of this computer.
 */
export const newOpId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Calls methods of `openrpc.json`. A page is authenticated by the session cookie, a program by its token.
 */
export class Rpc {
  static CHANGE_ATTEMPTS = 6;
  static CHANGE_PAUSE_MS = 100;

  #base;
  #headers;
  #fetch;
  #sleep;
  #nextId = 1;

  /**
   * @param {{base?: string, token?: string | undefined, fetch?: typeof fetch, sleep?: (ms: number) => Promise<void>}} [options]
   *   `base` is the origin of the gateway, by default the page's own; tests replace `fetch` and `sleep`
   */
  constructor({ base = "", token, fetch = (url, init) => globalThis.fetch(url, init), sleep = sleepFor } = {}) {
    this.#base = base;
    this.#headers = { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    this.#fetch = fetch;
    this.#sleep = sleep;
    this.hasToken = Boolean(token);
  }

  /**
   * Call a method once. A page's request continues after the page is closed, up to the size that the browser permits.
   * @param {string} method
   * @param {object} [params]
   * @param {{signal?: AbortSignal | undefined}} [options]
   * @returns {Promise<any>} the result
   * @throws {RpcError}
   */
  async call(method, params = {}, { signal } = {}) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: this.#nextId++, method, params });
    let answer;
    try {
      const response = await this.#fetch(`${this.#base}/rpc`, {
        method: "POST",
        headers: this.#headers,
        credentials: "same-origin",
        keepalive: this.#base === "" && body.length < constants.keepaliveBytesMax,
        ...(signal ? { signal } : {}),
        body,
      });
      answer = await response.json();
    } catch (cause) {
      signal?.throwIfAborted();
      throw RpcError.unreachable(this.#base, cause);
    }
    if (answer?.error) throw new RpcError(answer.error.code, answer.error.message, answer.error.data);
    if (answer?.result === undefined) throw RpcError.unreachable(this.#base, new Error("the answer has no result"));
    return answer.result;
  }

  /**
   * Call a mutating method, and repeat it under one `op_id` while the failure is temporary: the server executes it once.
   * @param {string} method
   * @param {object} params
   * @param {{opId?: string, attempts?: number}} [options]
   * @returns {Promise<any>} the result
   * @throws {RpcError}
   */
  change(method, params, { opId = newOpId(), attempts = Rpc.CHANGE_ATTEMPTS } = {}) {
    return retry(() => this.call(method, { ...params, op_id: opId }), {
      safe: true,
      pauseMs: (failures) => Rpc.CHANGE_PAUSE_MS * 2 ** failures,
      allows: (_, failures) => failures < attempts,
      sleep: this.#sleep,
    });
  }
}
