// @ts-check
/** @import { SessionBootstrapResult } from "../contract.js" */
/** @typedef {import("./codec.js").Frame} Frame */
/** @typedef {"idle" | "connecting" | "open" | "waiting" | "stopped"} State */
/**
 * The state of the connection. `phase` refines it: `booting`, `opening`, `resuming` or `lagging` while connecting; `draining` while waiting
 * for the end of the delay that the gateway stated; otherwise "". `why` is a reason for people, or "".
 * @typedef {{state: State, phase: string, why: string}} ConnectionState
 */
/**
 * An action for the owner of the protocol, which performs actions in the order in which they were returned.
 * @typedef {{do: "call", id: number, method: string}
 *   | {do: "open", userId: number, resumeFrom: number, epoch: string, ticket: string}
 *   | {do: "send", frame: object}
 *   | {do: "close", code: number, reason: string}
 *   | {do: "booted", state: SessionBootstrapResult}
 *   | {do: "event", frame: Frame}
 *   | {do: "state", connection: ConnectionState}} Action
 */

/** The actions that follow from the current input, the call whose answer is awaited, and the state of the connection. */
export class ActionList {
  /** @type {Action[]} */
  #actions = [];
  #callId = 0;
  /** The method whose answer is awaited; "" for none. */
  #awaited = "";
  /** @type {ConnectionState} */
  #connection = { state: "idle", phase: "", why: "" };

  get connection() {
    return this.#connection;
  }

  /** @param {Action} action */
  add(action) {
    this.#actions.push(action);
  }

  /**
   * @param {State} state
   * @param {string} phase
   * @param {string} [why]
   */
  move(state, phase, why = "") {
    this.#connection = { state, phase, why };
    this.add({ do: "state", connection: this.#connection });
  }

  /** Returns the actions of the input and begins the list of the next one. */
  take() {
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }

  // ---- Calls ----

  /** @param {string} method */
  call(method) {
    this.#awaited = method;
    this.add({ do: "call", id: ++this.#callId, method });
  }

  /**
   * @param {number} id
   * @returns {string} the method that was answered, or "" when the answer is of no use any more
   */
  answered(id) {
    const method = id === this.#callId ? this.#awaited : "";
    if (method !== "") this.#awaited = "";
    return method;
  }

  /** The answer to the current call is of no use any more. */
  forgetCall() {
    this.#awaited = "";
  }
}
