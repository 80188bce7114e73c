// @ts-check

const UNAUTHENTICATED = -32001;
const RATE_LIMITED = -32005;
const UNAVAILABLE = -32007;
const INTERNAL = -32603;
/** The session is valid, or there is none yet: a proof was wrong or is missing. */
const PROOF_MISSING = ["invalid_credentials", "second_factor_needed", "confirmation_needed", "code_invalid"];
const RETRY_AFTER_DEFAULT_MS = 500;
const RETRY_AFTER_MAX_MS = 60_000;

/** A call that was not answered with a result. Programs use `code` and `reason`; people read `message`. */
export class RpcError extends Error {
  /**
   * @param {number} code the JSON-RPC error code, or 0 when no answer arrived
   * @param {string} message the message of the answer; a description in `data` replaces it
   * @param {Record<string, any>} [data]
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, data = {}, options) {
    super(describe(message, data), options);
    this.name = "RpcError";
    this.code = code;
    /** @type {string} the error name of the contract, for example `channel_not_found` */
    this.reason = data.code ?? "";
    this.data = data;
    /** @type {number | undefined} */
    this.retryAfterMs = retryAfterMs(code, data);
  }

  /**
   * @param {string} base the origin of the server, or "" for the page's own
   * @param {unknown} cause
   */
  static unreachable(base, cause) {
    return new RpcError(0, base ? `${base} does not answer` : "The server does not answer.", { code: "unreachable" }, { cause });
  }

  /** Whether the same call may succeed later, unchanged. */
  get passing() {
    return this.code === 0 || this.code === UNAVAILABLE || this.code === RATE_LIMITED;
  }

  /** Whether the server may have executed the call although it failed. */
  get mayHaveHappened() {
    return this.code === 0 || this.code === INTERNAL || (this.code === UNAVAILABLE && this.data.outcome !== "not_executed");
  }

  /** Whether the caller has no valid session. */
  get signedOut() {
    return this.code === UNAUTHENTICATED && !PROOF_MISSING.includes(this.reason);
  }
}

/**
 * @param {string} message
 * @param {Record<string, any>} data
 */
function describe(message, data) {
  if (data.expected === undefined) return data.detail || message;
  return `${data.pointer?.slice(1) || "params"}: expected ${data.expected}, got ${data.actual}`;
}

/**
 * @param {number} code
 * @param {Record<string, any>} data
 */
function retryAfterMs(code, data) {
  if (code !== RATE_LIMITED && code !== UNAVAILABLE) return undefined;
  return Math.min(Math.max(Number(data.retry_after_ms ?? RETRY_AFTER_DEFAULT_MS), 1), RETRY_AFTER_MAX_MS);
}
