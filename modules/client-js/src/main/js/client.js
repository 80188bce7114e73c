// @ts-check
import { functions, METHODS } from "./methods.js";
import { LiveSession } from "./live.js";
import { RpcError } from "./error.js";

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 3_000;

/**
 * Calls to one server, typed by the contract: `client.message.send({ channel_id: 1, text: "hi" })`.
 *
 * A call that got no answer is repeated for `retryForMs`: a change under one `op_id`, so that it happens once; a query as it is;
 * anything else only when it certainly was not executed.
 */
export class CollabClient {
  #url;
  #token;
  #fetch;
  #retryForMs;
  #nextId = 1;

  /**
   * @param {string | URL} base where the gateway listens, as `http://127.0.0.1:8080`
   * @param {{token?: string, retryForMs?: number, fetch?: typeof fetch}} [options]
   */
  constructor(base, options = {}) {
    this.base = new URL(base);
    this.#url = new URL("/rpc", this.base);
    this.#token = options.token;
    this.#retryForMs = options.retryForMs ?? 20_000;
    this.#fetch = options.fetch ?? /** @type {typeof fetch} */ ((url, init) => globalThis.fetch(url, init));
    Object.assign(
      this,
      functions((method, params, callOptions) => this.call(method, params, callOptions)),
    );
  }

  /** The same server, as the owner of this token. @param {string} token */
  as(token) {
    return new CollabClient(this.base, { token, retryForMs: this.#retryForMs, fetch: this.#fetch });
  }

  /**
   * Any method by its name.
   * @param {string} method
   * @param {Record<string, any>} [params]
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   */
  async call(method, params = {}, options = {}) {
    const known = /** @type {Record<string, {mutating: boolean, query: boolean}>} */ (METHODS)[method];
    const once = known?.mutating && params.op_id === undefined ? { ...params, op_id: crypto.randomUUID() } : params;
    const safely = known?.query || once.op_id !== undefined;
    const body = JSON.stringify({ jsonrpc: "2.0", id: this.#nextId++, method, params: once });
    const deadline = Date.now() + this.#retryForMs;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(body, options.signal);
      } catch (error) {
        if (!(error instanceof RpcError) || !error.passing || (error.mayHaveHappened && !safely)) throw error;
        const span = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** attempt);
        const pause = error.retryAfterMs ?? RETRY_MIN_MS + Math.random() * span;
        if (Date.now() + pause > deadline) throw error;
        await sleep(pause, options.signal);
      }
    }
  }

  /**
   * @param {string} body
   * @param {AbortSignal} [signal]
   */
  async #attempt(body, signal) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json" };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    let answer;
    try {
      const response = await this.#fetch(this.#url, { method: "POST", headers, body, signal });
      answer = await response.json();
    } catch (cause) {
      signal?.throwIfAborted();
      throw RpcError.unreachable(this.base, cause);
    }
    if (answer.error) throw RpcError.of(answer.error);
    if (!("result" in answer)) throw RpcError.unreachable(this.base, new Error("an answer without a result"));
    return answer.result;
  }

  /**
   * Follows what this client's user is told: every event once and in order, resumed by itself.
   * @param {import("./live.js").Listener} listener
   * @param {{WebSocket?: any, random?: () => number}} [options] `WebSocket` where the platform has none of its own (Node 20)
   */
  live(listener, options) {
    return new LiveSession(/** @type {any} */ (this), listener, options);
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal]
 */
function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

export { RpcError, LiveSession, METHODS };
