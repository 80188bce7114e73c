// @ts-check
import { constants } from "./constants.js";

/**
 * The reaction of a client to a close code. The range decides, so that codes of newer gateways are handled too.
 * @param {number} code
 * @returns {"stop" | "back off" | "reconnect"}
 */
export function reaction(code) {
  if (code === constants.closePolicy || (code >= 4000 && code < 4100)) return "stop";
  if (code >= 4200 && code < 4300) return "reconnect";
  return "back off";
}
