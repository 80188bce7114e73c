// @ts-check

/** A call was not answered with a result: act on `code` and `name`, show `message`. */
export class RpcError extends Error {
  /**
   * @param {number} code JSON-RPC's, or 0 when nobody answered
   * @param {string} message
   * @param {{code?: string, detail?: string, retry_after_ms?: number}} [data] its detail says more than the message
   */
  constructor(code, message, data = {}) {
    super(data.detail ?? message);
    this.code = code;
    this.name = data.code ?? "";
    this.retryAfterMs = data.retry_after_ms;
  }

  /** Whether the same call may succeed later, unchanged. */
  get passing() {
    return this.code === 0 || this.code === -32007 || this.code === -32005;
  }

  /** Nobody is signed in, or no longer. */
  get signedOut() {
    return this.code === -32001;
  }
}
