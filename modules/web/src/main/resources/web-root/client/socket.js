// @ts-check
import { constants } from "./constants.js";
import { LiveProtocol } from "./live-protocol.js";

/** @import { SessionBootstrapResult } from "../contract.js" */
/** @typedef {import("./codec.js").Frame} Frame */
/** @typedef {import("./action-list.js").Action} Action */
/** @typedef {import("./action-list.js").ConnectionState} ConnectionState */
/** @typedef {import("./action-list.js").State} State */
/**
 * What the owner is notified of. `booted` replaces everything that the owner knows; `event` changes it. An error that a handler throws is
 * reported as uncaught and does not end the stream.
 * @typedef {{booted: (state: SessionBootstrapResult) => void, event: (frame: Frame) => void,
 *   connection: (connection: ConnectionState) => void}} Handlers
 */

const TIMEOUT_MS_MAX = 2 ** 31 - 1;
const CLOSE_REASON_CHARACTERS_MAX = 41; // at most 123 bytes

/** One user's live stream on one WebSocket, which resumes by itself: performs the actions of {@link LiveProtocol}. */
export class LiveSocket {
  #rpc;
  #base;
  #WebSocket;
  #handlers;
  #protocol;

  /** @type {Promise<string> | null} */
  #running = null;
  /** @type {(why: string) => void} */
  #resolve = () => {};
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Action[]} */
  #actions = [];
  #performing = false;
  #browserEvents = new AbortController();

  /**
   * @param {Handlers & {rpc: Pick<import("./rpc.js").Rpc, "call" | "hasToken">, base?: string, tickets?: boolean, WebSocket?: any,
   *   random?: () => number}} options `base` is the gateway's origin (`https://chat.example.org`), by default the page's own; `tickets` means that
   *   each connection needs a ticket, by default when there is a token
   */
  constructor({ rpc, base, tickets = rpc.hasToken, WebSocket: Socket = globalThis.WebSocket, random, ...handlers }) {
    this.#rpc = rpc;
    this.#base = base ?? globalThis.location?.origin ?? "";
    this.#WebSocket = Socket;
    this.#handlers = handlers;
    this.#protocol = new LiveProtocol({ random, tickets });
  }

  /** The position up to which the owner is complete. */
  get last() {
    return this.#protocol.last;
  }

  get epoch() {
    return this.#protocol.epoch;
  }

  /** @returns {Promise<string>} resolves with the reason when the stream has stopped */
  start() {
    if (this.#running) return this.#running;
    const running = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#running = running;
    this.#observeBrowser();
    this.#input(() => this.#protocol.start());
    return running;
  }

  /** Stop the stream; {@link start} starts it again. */
  stop(why = "closed") {
    this.#actions = []; // nothing is delivered after a stop
    this.#input(() => this.#protocol.stop(why));
  }

  /** End the pause before the next attempt, for example because a user asks for it. */
  retryNow() {
    this.#input((now) => this.#protocol.retryNow(now));
  }

  // ---- Inputs ----

  /** @param {(now: number) => Action[]} input */
  #input(input) {
    try {
      this.#actions.push(...input(performance.now()));
    } catch (error) {
      this.#actions.push(...this.#protocol.stop(error instanceof Error ? error.message : String(error)));
    }
    if (this.#performing) return;
    this.#performing = true;
    for (let action; (action = this.#actions.shift()); ) this.#perform(action);
    this.#performing = false;
    this.#setTimer();
  }

  #setTimer() {
    clearTimeout(this.#timer);
    const ms = Math.ceil(this.#protocol.deadline - performance.now());
    if (ms < Infinity) {
      this.#timer = setTimeout(() => this.#input((now) => this.#protocol.tick(now)), Math.min(Math.max(ms, 0), TIMEOUT_MS_MAX));
    }
  }

  /** Browser events only shorten a delay: without them, deadlines and the backoff decide. */
  #observeBrowser() {
    this.#browserEvents = new AbortController();
    const options = { signal: this.#browserEvents.signal };
    const on = globalThis.addEventListener?.bind(globalThis);
    if (!on) return;
    on("online", () => this.retryNow(), options);
    on("offline", () => this.#input((now) => this.#protocol.disconnect("offline", constants.closeAbnormal, now)), options);
    on("pagehide", () => this.#input((now) => this.#protocol.disconnect("page hidden", constants.closePageHidden, now)), options);
    on("pageshow", () => this.retryNow(), options);
    globalThis.document?.addEventListener("visibilitychange", () => !globalThis.document.hidden && this.retryNow(), options);
  }

  // ---- Actions ----

  /** @param {Action} action */
  #perform(action) {
    switch (action.do) {
      case "call":
        return this.#call(action.id, action.method);
      case "open":
        return this.#open(action);
      case "send":
        return this.#socket?.send(JSON.stringify(action.frame));
      case "close":
        return this.#close(action.code, action.reason);
      case "booted":
        return this.#notify(() => this.#handlers.booted(action.state));
      case "event":
        return this.#notify(() => this.#handlers.event(action.frame));
      case "state":
        return this.#state(action.connection);
    }
  }

  /**
   * @param {number} id
   * @param {string} method
   */
  #call(id, method) {
    this.#rpc.call(method).then(
      (result) => this.#input((now) => this.#protocol.answered(id, result, now)),
      (error) => this.#input((now) => this.#protocol.failed(id, error, now)),
    );
  }

  /** @param {{userId: number, resumeFrom: number, epoch: string, ticket: string}} action */
  #open({ userId, resumeFrom, epoch, ticket }) {
    const address = `${this.#base.replace(/^http/, "ws")}/ws/user/${userId}?resume_from=${resumeFrom}&epoch=${encodeURIComponent(epoch)}`;
    /** @type {string[]} */
    const protocols = [constants.subprotocol];
    if (ticket) protocols.push(constants.ticketProtocol + ticket);
    try {
      const socket = new this.#WebSocket(address, protocols);
      this.#socket = socket;
      socket.onmessage = (/** @type {MessageEvent} */ message) => {
        if (socket === this.#socket) this.#input((now) => this.#protocol.message(message.data, now));
      };
      socket.onclose = (/** @type {CloseEvent} */ close) => {
        if (socket !== this.#socket) return;
        this.#socket = null;
        this.#input((now) => this.#protocol.closed(close.code, close.reason, now));
      };
      socket.onerror = () => {}; // onclose follows
    } catch (error) {
      this.stop(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #close(code, reason) {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(code, reason.slice(0, CLOSE_REASON_CHARACTERS_MAX));
  }

  /** @param {ConnectionState} connection */
  #state(connection) {
    const stopped = connection.state === "stopped";
    const resolve = this.#resolve; // the handler may start the stream again
    if (stopped) {
      this.#browserEvents.abort();
      this.#running = null;
    }
    this.#notify(() => this.#handlers.connection(connection));
    if (stopped) resolve(connection.why);
  }

  /** @param {() => void} handler */
  #notify(handler) {
    try {
      handler();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
