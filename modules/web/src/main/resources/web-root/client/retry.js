// @ts-check
import { RpcError } from "./rpc-error.js";

/**
 * Repeat a call while its failure is temporary and the call is safe to repeat.
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {object} policy
 * @param {boolean} policy.safe whether the call may be repeated although the server may have executed it
 * @param {(failures: number) => number} policy.pauseMs the pause after so many failures, unless the server states one
 * @param {(ms: number, failures: number) => boolean} policy.allows whether another attempt after this pause is permitted
 * @param {(ms: number) => Promise<void>} policy.sleep
 * @returns {Promise<T>}
 * @throws {RpcError} the last failure
 */
export async function retry(attempt, { safe, pauseMs, allows, sleep }) {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RpcError) || !error.passing || (error.mayHaveHappened && !safe)) throw error;
      const pause = error.retryAfterMs ?? pauseMs(failures);
      if (!allows(pause, failures)) throw error;
      await sleep(pause);
    }
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal] ends the pause with its reason
 * @returns {Promise<void>}
 */
export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
