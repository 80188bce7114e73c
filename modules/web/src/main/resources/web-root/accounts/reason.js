// @ts-check
import { RpcError } from "../client/index.js";

/**
 * The error name of the contract, or "".
 * @param {unknown} error
 */
export const reasonOf = (error) => (error instanceof RpcError ? error.reason : "");

/**
 * Whether the secret of a link has another form than those that the server makes.
 * @param {unknown} error
 */
export const isNoSecret = (error) => error instanceof RpcError && error.data.pointer === "/token";

/**
 * Whether the server may have done what was asked, although no reply says so.
 * @param {unknown} error
 */
export const replyWasLost = (error) => error instanceof RpcError && error.mayHaveHappened;
