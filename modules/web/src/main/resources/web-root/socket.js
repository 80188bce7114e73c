// @ts-check
import { Backoff } from "./backoff.js";
import { decode } from "./codec.js";
import { constants } from "./constants.js";
import { Inbox } from "./inbox.js";
import { reaction } from "./reaction.js";
import { RpcError, call } from "./rpc.js";

/** @typedef {import("./codec.js").Frame} Frame */
/** @typedef {"idle" | "connecting" | "open" | "waiting" | "stopped"} State */

/**
 * One user's live stream on one WebSocket, which resumes by itself. Boots first, then connects at the position of that state; what
 * can not be resumed is healed by booting again. There is no second way to catch up.
 */
export class LiveSocket {
  /** @type {State} */
  #state = "idle";
  #inbox = new Inbox();
  #backoff = new Backoff();
  /** @type {WebSocket | null} */
  #socket = null;
  #userId = 0;
  #stableMs = constants.stableMs;
  #silenceMs = constants.helloTimeoutMs;
  #openedAt = 0;
  #caughtUp = false;
  /** @type {number | null} */
  #drainMs = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #handlers;

  /**
   * @param {{booted: (state: any) => void, event: (frame: Frame) => void, state: (state: State, why: string) => void}} handlers
   */
  constructor(handlers) {
    this.#handlers = handlers;
    addEventListener("online", () => this.#comeBack());
    addEventListener("pagehide", () => this.#socket?.close(1000));
  }

  /** Begins, or begins again after a page came back from the browser's memory. */
  async start() {
    await this.#boot();
    this.#connect();
  }

  /**
   * The one place where the state changes.
   * @param {State} state
   * @param {string} [why]
   */
  #move(state, why = "") {
    this.#state = state;
    this.#handlers.state(state, why);
  }

  /** A fresh state, asked for until the server answers or refuses. */
  async #boot() {
    for (;;) {
      try {
        const state = await call("session.bootstrap");
        this.#userId = state.user.id;
        this.#handlers.booted(state);
        this.#follow(this.#inbox.booted(state.epoch, state.seq));
        return;
      } catch (error) {
        if (!(error instanceof RpcError) || !error.passing) {
          this.#move("stopped", error instanceof Error ? error.message : String(error));
          throw error;
        }
        this.#move("waiting", error.message);
        await new Promise((resolve) => setTimeout(resolve, this.#backoff.next()));
      }
    }
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#move("connecting");
    this.#inbox.connecting();
    this.#drainMs = null;
    this.#openedAt = 0;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const place = `resume_from=${this.#inbox.last}&epoch=${encodeURIComponent(this.#inbox.epoch)}`;
    const socket = new WebSocket(`${scheme}://${location.host}/ws/user/${this.#userId}?${place}`, constants.subprotocol);
    this.#socket = socket;
    this.#silenceMs = constants.helloTimeoutMs;
    this.#expectMore(socket);
    socket.onmessage = (message) => this.#received(socket, message.data);
    socket.onclose = (close) => this.#closed(socket, close.code, close.reason);
  }

  /**
   * A peer that says nothing for longer than it promised is gone, whatever the browser believes.
   * @param {WebSocket} socket
   */
  #expectMore(socket) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      socket.onclose = null;
      socket.close();
      this.#closed(socket, 1006, "nothing heard");
    }, this.#silenceMs);
  }

  /**
   * @param {WebSocket} socket
   * @param {unknown} data
   */
  #received(socket, data) {
    if (socket !== this.#socket) return;
    if (this.#openedAt > 0 && performance.now() - this.#openedAt > this.#stableMs) this.#backoff.reset();
    this.#expectMore(socket);
    const frame = decode(data);
    if (frame === null) socket.close(constants.closeProtocolError, "not a frame");
    else this.#follow(this.#inbox.take(frame));
  }

  /** @param {import("./inbox.js").Step[]} steps */
  #follow(steps) {
    for (const step of steps) {
      switch (step.do) {
        case "deliver":
          this.#handlers.event(step.frame);
          break;
        case "pong":
          this.#socket?.send(JSON.stringify({ type: "pong", ts: step.ts, last: step.last }));
          if (this.#state === "open" && step.lagMs > constants.lagShownMs) this.#move("connecting", "the server is behind");
          else if (this.#state === "connecting" && step.lagMs <= constants.lagShownMs && this.#caughtUp) this.#move("open");
          break;
        case "hello":
          this.#greeted(step.frame);
          break;
        case "caught up":
          this.#caughtUp = true;
          this.#move("open");
          break;
        case "boot":
          this.#move("connecting", `resume failed: ${step.reason}`);
          this.#boot().then(
            () => this.#move("open"),
            () => this.#socket?.close(1000),
          );
          break;
        case "gap":
          this.#socket?.close(constants.closeGap, "gap");
          return;
        case "draining":
          this.#drainMs = step.retryAfterMs;
          break;
        case "nonsense":
          this.#socket?.close(constants.closeProtocolError, step.why);
          return;
      }
    }
  }

  /** @param {Frame} hello */
  #greeted(hello) {
    this.#openedAt = performance.now();
    this.#backoff.bounds(hello.backoff.min_ms, hello.backoff.max_ms);
    this.#stableMs = hello.backoff.stable_ms;
    this.#silenceMs = hello.heartbeat_ms + hello.pong_ms + constants.silenceMarginMs;
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   * @param {string} reason
   */
  async #closed(socket, code, reason) {
    if (socket !== this.#socket || this.#state === "stopped") return;
    clearTimeout(this.#timer);
    this.#socket = null;
    this.#caughtUp = false;
    const greeted = this.#openedAt > 0;
    const stable = greeted && performance.now() - this.#openedAt > this.#stableMs;
    const why = reason || `closed with ${code}`;
    if (reaction(code) === "stop" || (!greeted && (await this.#signedOut()))) {
      this.#move("stopped", why);
      return;
    }
    const atOnce = reaction(code) === "return" && (stable || this.#drainMs !== null);
    const pause = atOnce ? (this.#drainMs ?? 0) : this.#backoff.next();
    this.#move("waiting", why);
    this.#timer = setTimeout(() => this.#connect(), pause);
  }

  /** A browser does not tell why an upgrade was refused; the account does. */
  async #signedOut() {
    try {
      await call("user.me");
      return false;
    } catch (error) {
      return error instanceof RpcError && error.code === -32001;
    }
  }

  /** The network is back: no reason to wait any longer. */
  #comeBack() {
    if (this.#state === "waiting") this.#connect();
  }
}
