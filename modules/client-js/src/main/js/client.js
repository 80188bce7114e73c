// @ts-check
import { retry, Rpc, RpcError, sleep, zoneOfDays } from "./core/index.js";
import { LiveSession } from "./live.js";
import { functions, METHODS } from "./methods.js";

const RETRY_FOR_MS = 20_000;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 3_000;

/**
 * The parameters with those that the caller left out and the client knows.
 * @param {string} method
 * @param {Record<string, any>} params
 * @param {boolean} mutating
 */
function completed(method, params, mutating) {
  if (mutating && params.op_id === undefined) return { ...params, op_id: crypto.randomUUID() };
  if (method === "message.search" && params.time_zone === undefined) return { ...params, ...zoneOfDays(String(params.query ?? "")) };
  return params;
}

/**
 * Calls to one server, typed by the contract: `client.message.send({ channel_id: 1, text: "hi" })`.
 *
 * A call that got no answer is repeated for `retryForMs`. A mutating method is repeated under one `op_id`, so that the server executes it
 * once; a query is repeated unchanged. A search by day gets the time zone of this platform when it has none. Any other method is repeated only when the server states that it was not executed.
 */
export class CollabClient {
  #fetch;
  #retryForMs;
  #rpc;

  /**
   * @param {string | URL} base the address of the gateway, for example `http://127.0.0.1:8080`
   * @param {{token?: string, retryForMs?: number, fetch?: typeof fetch}} [options]
   */
  constructor(base, options = {}) {
    this.base = new URL(base);
    this.#fetch = options.fetch;
    this.#retryForMs = options.retryForMs ?? RETRY_FOR_MS;
    this.#rpc = new Rpc({ base: this.base.origin, token: options.token, ...(options.fetch ? { fetch: options.fetch } : {}) });
    Object.assign(
      this,
      functions((method, params, callOptions) => this.call(method, params, callOptions)),
    );
  }

  /** A client of the same server that authenticates with this token. @param {string} token */
  as(token) {
    return new CollabClient(this.base, { token, retryForMs: this.#retryForMs, ...(this.#fetch ? { fetch: this.#fetch } : {}) });
  }

  /**
   * Call any method by its name.
   * @param {string} method
   * @param {Record<string, any>} [params]
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   */
  call(method, params = {}, { signal } = {}) {
    const known = /** @type {Record<string, {mutating: boolean, query: boolean}>} */ (METHODS)[method];
    const once = completed(method, params, known?.mutating);
    const deadline = Date.now() + this.#retryForMs;
    return retry(() => this.#rpc.call(method, once, { signal }), {
      safe: known?.query || once.op_id !== undefined,
      pauseMs: (failures) => RETRY_MIN_MS + Math.random() * Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (failures - 1)),
      allows: (ms) => Date.now() + ms <= deadline,
      sleep: (ms) => sleep(ms, signal),
    });
  }

  /**
   * Follow the events of this client's user: each event once and in order. The session resumes by itself.
   * @param {import("./live.js").Listener} listener
   * @param {{WebSocket?: any, random?: () => number}} [options] `WebSocket` for a platform that has none of its own (Node 20)
   */
  live(listener, options = {}) {
    return new LiveSession({ rpc: this.#rpc, base: this.base.origin, ...options }, listener);
  }
}

export { LiveSession, METHODS, RpcError };
