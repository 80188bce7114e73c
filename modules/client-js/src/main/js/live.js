// @ts-check
import { LiveSocket } from "./core/index.js";

/**
 * @typedef {{
 *   booted?: (state: any) => void,
 *   event: (event: any) => void,
 *   state?: (state: "connecting" | "open" | "waiting" | "stopped", why: string) => void,
 * }} Listener
 */

/**
 * The live stream of one user, which resumes by itself. `booted` brings a fresh state first, and again when the gateway could not resume;
 * between two states each event arrives once and in order.
 */
export class LiveSession {
  #socket;

  /** Resolves with the reason when the session has stopped. @type {Promise<string>} */
  ended;

  /**
   * @param {{rpc: import("./core/rpc.js").Rpc, base: string, WebSocket?: any, random?: () => number}} options
   * @param {Listener} listener
   */
  constructor({ rpc, base, WebSocket: Socket = globalThis.WebSocket, random }, listener) {
    if (!Socket) throw new TypeError("this platform has no WebSocket: pass one as options.WebSocket");
    let shown = "";
    this.#socket = new LiveSocket({
      rpc,
      base,
      tickets: true, // a browser cannot send the token in a header, and a token does not belong in an address
      WebSocket: Socket,
      random,
      booted: (state) => listener.booted?.(state),
      event: ({ type, seq = 0, at = new Date().toISOString(), event }) => listener.event({ type, seq, at, event }),
      connection: ({ state, why }) => {
        if (state === "idle" || (state === "connecting" && shown === state)) return; // the package reports no phases
        shown = state;
        listener.state?.(state, why);
      },
    });
    this.ended = this.#socket.start();
  }

  /** End the session. */
  close() {
    this.#socket.stop("closed");
  }
}
