// @ts-check
import { Rpc, RpcError } from "../client/index.js";

/** @import { Calls } from "../contract.js" */

/**
 * The methods of the contract, with the types of their parameters and results.
 * @typedef {object} Api
 * @property {<M extends keyof Calls>(method: M, params?: Calls[M]["params"]) => Promise<Calls[M]["result"]>} call
 *   makes one attempt
 * @property {<M extends keyof Calls>(method: M, params: Calls[M]["params"]) => Promise<Calls[M]["result"]>} change
 *   repeats a retryable failure under one `op_id`, so that the change is applied once
 */

export const createRpc = () => new Rpc();

/**
 * Whether the same call may succeed later, unchanged.
 * @param {unknown} error
 * @returns {error is RpcError}
 */
export const isRetryable = (error) => error instanceof RpcError && error.passing;

/**
 * Whether the message of a call does not exist any more.
 * @param {unknown} error
 */
export const isMessageNotFound = (error) => error instanceof RpcError && error.reason === "message_not_found";

const INVALID_PARAMS = -32602;

/**
 * Whether what the call names is not there, or the user has no access to it. The same call fails again.
 * @param {unknown} error
 */
export const isNotFound = (error) => error instanceof RpcError && (error.code === INVALID_PARAMS || error.reason.endsWith("_not_found"));

/**
 * Whether the server rejected the caller as not signed in.
 * @param {unknown} error
 */
export const isSignedOut = (error) => error instanceof RpcError && error.signedOut;
