// @ts-check

/** A call was not answered with a result: act on `code` and `reason`, show `message`. */
export class RpcError extends Error {
  /**
   * @param {number} code JSON-RPC's, or 0 when nobody answered
   * @param {string} message
   * @param {Record<string, any>} [data]
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, data = {}, options) {
    super(message, options);
    this.name = "RpcError";
    this.code = code;
    /** @type {string} */
    this.reason = data.code ?? "";
    this.data = data;
    /** @type {number | undefined} */
    this.retryAfterMs = data.retry_after_ms;
  }

  /** @param {{code: number, message: string, data?: Record<string, any>}} error the member of an answer */
  static of(error) {
    const data = error.data ?? {};
    const detail = data.expected ? `${data.pointer}: expected ${data.expected}, got ${data.actual}` : data.detail;
    return new RpcError(error.code, detail ? `${error.message}: ${detail}` : error.message, data);
  }

  /**
   * @param {URL} base
   * @param {unknown} cause
   */
  static unreachable(base, cause) {
    return new RpcError(0, `${base.origin} does not answer`, { code: "unreachable" }, { cause });
  }

  /** Whether the same call may succeed later, unchanged. */
  get passing() {
    return this.code === 0 || this.code === -32007 || this.code === -32005;
  }

  /** Whether it may have been executed all the same. */
  get mayHaveHappened() {
    return this.code === 0 || this.code === -32603 || (this.code === -32007 && this.data.outcome !== "not_executed");
  }
}
