// @ts-check

/** A call was not answered with a result: act on `code` and `name`, show `message`. */
export class RpcError extends Error {
  /**
   * @param {number} code JSON-RPC's, or 0 when nobody answered
   * @param {string} message
   * @param {{code?: string, retry_after_ms?: number}} [data]
   */
  constructor(code, message, data = {}) {
    super(message);
    this.code = code;
    this.name = data.code ?? "";
    this.retryAfterMs = data.retry_after_ms;
  }

  /** Whether the same call may succeed later, unchanged. */
  get passing() {
    return this.code === 0 || this.code === -32007 || this.code === -32005;
  }
}

let nextId = 1;

/**
 * Calls a method. The request outlives the page it was made on: whoever clicks and closes the tab has still sent it.
 * @param {string} method
 * @param {object} [params]
 * @returns {Promise<any>}
 */
export async function call(method, params = {}) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: nextId++, method, params });
  let answer;
  try {
    const response = await fetch("/rpc", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "same-origin",
      keepalive: body.length < 60_000,
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
 * A change, repeated under one op_id until somebody answers: it happens once.
 * @param {string} method
 * @param {object} params
 * @returns {Promise<any>}
 */
export async function change(method, params) {
  const once = { ...params, op_id: crypto.randomUUID() };
  for (let attempt = 0; ; attempt++) {
    try {
      return await call(method, once);
    } catch (error) {
      if (!(error instanceof RpcError) || !error.passing || attempt === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? 200 * 2 ** attempt));
    }
  }
}
