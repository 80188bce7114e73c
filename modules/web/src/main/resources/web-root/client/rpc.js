// @ts-check
import { constants } from "./constants.js";
import { RpcError } from "./rpc-error.js";

/**
 * Calls methods of `openrpc.json`. In a page the session's cookie says who calls; a program gives its token.
 */
export class Rpc {
  #url;
  #headers;
  #fetch;
  #sleep;
  #nextId = 1;

  /**
   * @param {{base?: string, token?: string, fetch?: typeof fetch, sleep?: (ms: number) => Promise<void>}} [options]
   *   `base` is the origin of the gateway, by default the page's own; `sleep` is for tests
   */
  constructor({ base = "", token, fetch = globalThis.fetch.bind(globalThis), sleep } = {}) {
    this.#url = `${base}/rpc`;
    this.#headers = { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    this.#fetch = fetch;
    this.#sleep = sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.hasToken = token !== undefined;
  }

  /**
   * One attempt. The request outlives the page it was made on: whoever clicks and closes the tab has still sent it.
   * @param {string} method
   * @param {object} [params]
   * @returns {Promise<any>} the result
   * @throws {RpcError}
   */
  async call(method, params = {}) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: this.#nextId++, method, params });
    let answer;
    try {
      const response = await this.#fetch(this.#url, {
        method: "POST",
        headers: this.#headers,
        credentials: "same-origin",
        keepalive: body.length < constants.keepaliveBytesMax,
        body,
      });
      answer = await response.json();
    } catch {
      throw new RpcError(0, "The server does not answer.");
    }
    if (answer.error) throw new RpcError(answer.error.code, answer.error.message, answer.error.data);
    return answer.result;
  }

  /**
   * A change, repeated under one `op_id` while the refusal is a passing one: it happens once.
   * @param {string} method
   * @param {object} params
   * @param {{opId?: string, attempts?: number}} [options]
   * @returns {Promise<any>} the result
   * @throws {RpcError}
   */
  async change(method, params, { opId = crypto.randomUUID(), attempts = 6 } = {}) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.call(method, { ...params, op_id: opId });
      } catch (error) {
        if (!(error instanceof RpcError) || !error.passing || attempt >= attempts) throw error;
        await this.#sleep(error.retryAfterMs ?? 100 * 2 ** attempt);
      }
    }
  }
}
