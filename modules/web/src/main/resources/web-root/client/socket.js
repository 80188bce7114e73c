// @ts-check
import { Backoff } from "./backoff.js";
import { decode } from "./codec.js";
import { constants } from "./constants.js";
import { Inbox } from "./inbox.js";
import { reaction } from "./reaction.js";
import { RpcError } from "./rpc-error.js";

/** @typedef {import("./codec.js").Frame} Frame */
/** @typedef {"idle" | "connecting" | "open" | "waiting" | "stopped"} State */
/**
 * How a socket ended.
 * @typedef {{code: number, reason: string, greeted: boolean, stable: boolean, drainMs: number | null}} Ending
 */
/**
 * Where the socket stands. `doing` says why it is not open: `dialing`, `resuming`, `booting` or `behind` while connecting, `moving` while
 * waiting because the gateway said when to come back; `why` is for people who look for a cause.
 * @typedef {{state: State, doing: string, why: string}} Standing
 */
/**
 * What the owner learns. `booted` replaces everything it knows; `event` moves that on.
 * @typedef {{booted: (state: any) => void, event: (frame: Frame) => void, standing: (standing: Standing) => void}} Handlers
 */

/**
 * One user's live stream on one WebSocket, which resumes by itself. Boots first, then connects at the position of that state; what
 * can not be resumed is healed by booting again. There is no second way to catch up.
 *
 * One loop: boot, then connect and wait for the end, again and again, until it is told to stop. One function moves the state.
 */
export class LiveSocket {
  #rpc;
  #base;
  #WebSocket;
  #handlers;
  #backoff;
  #inbox = new Inbox();

  /** @type {Standing} */
  #standing = { state: "idle", doing: "", why: "" };
  /** @type {Promise<void> | null} */
  #running = null;
  #stopping = false;
  #userId = 0;
  /** @type {Promise<void> | null} the bootstrap under way */
  #booting = null;
  /** Ends the pause under way; nothing otherwise. */
  #wake = () => {};

  // Only of the socket that is connected now.
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {(code: number, reason: string) => void} */
  #end = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  #silenceMs = constants.helloTimeoutMs;
  #stableMs = constants.stableMs;
  #greetedAt = 0;
  #caughtUp = false;
  /** @type {number | null} */
  #drainMs = null;

  /**
   * @param {Handlers & {rpc: import("./rpc.js").Rpc, base?: string, WebSocket?: typeof WebSocket, random?: () => number}} options
   *   `base` is the gateway's origin (`wss://chat.example.org`), by default the page's own
   */
  constructor({ rpc, base, WebSocket: Socket = globalThis.WebSocket, random, ...handlers }) {
    this.#rpc = rpc;
    this.#base = base ?? globalThis.location?.origin ?? "";
    this.#WebSocket = Socket;
    this.#handlers = handlers;
    this.#backoff = new Backoff(random);
    this.#listenToTheBrowser();
  }

  /** Up to which position the owner is complete. */
  get last() {
    return this.#inbox.last;
  }

  get epoch() {
    return this.#inbox.epoch;
  }

  /** @returns {Promise<void>} settles when the stream has stopped for good */
  start() {
    this.#stopping = false;
    this.#running ??= this.#live().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Leaves; {@link start} begins again. */
  stop(why = "left") {
    this.#stopping = true;
    this.#wake();
    this.#hangUp(constants.closeLeaving, why);
  }

  /** No reason to wait any longer: the network is back, or somebody looks. */
  hurry() {
    this.#wake();
  }

  async #live() {
    try {
      await this.#boot();
      while (!this.#stopping) {
        const ending = await this.#connected();
        if (this.#stopping) break;
        const why = ending.reason || `closed with ${ending.code}`;
        if (reaction(ending.code) === "stop" || (!ending.greeted && (await this.#signedOut()))) {
          this.#move("stopped", "", why);
          return;
        }
        this.#move("waiting", ending.drainMs === null ? "" : "moving", why);
        await this.#pause(this.#waitAfter(ending));
      }
      this.#move("stopped", "", "left");
    } catch (error) {
      this.#move("stopped", "", error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * The one place where the state changes.
   * @param {State} state
   * @param {string} doing
   * @param {string} why
   */
  #move(state, doing, why = "") {
    this.#standing = { state, doing, why };
    this.#handlers.standing(this.#standing);
  }

  /** A fresh state, asked for until the server answers or refuses. Two who need it share one. */
  #boot() {
    this.#booting ??= this.#askForState().finally(() => {
      this.#booting = null;
    });
    return this.#booting;
  }

  async #askForState() {
    this.#move("connecting", "booting");
    while (!this.#stopping) {
      try {
        const state = await this.#rpc.call("session.bootstrap");
        if (this.#stopping) return;
        this.#userId = state.user.id;
        this.#handlers.booted(state);
        this.#follow(this.#inbox.booted(state.epoch, state.seq));
        return;
      } catch (error) {
        if (!(error instanceof RpcError) || !error.passing) throw error;
        this.#move("waiting", "", error.message);
        await this.#pause(Math.max(this.#backoff.next(), error.retryAfterMs ?? 0));
        this.#move("connecting", "booting");
      }
    }
  }

  /** @returns {Promise<Ending>} one socket, from its opening to its end */
  async #connected() {
    this.#move("connecting", "dialing");
    /** @type {string[]} */
    const protocols = [constants.subprotocol];
    if (this.#rpc.hasToken) {
      try {
        protocols.push(constants.ticketProtocol + (await this.#rpc.call("auth.ticket")).ticket);
      } catch (refused) {
        if (!(refused instanceof RpcError) || !refused.passing) throw refused;
        return { code: 1006, reason: refused.message, greeted: false, stable: false, drainMs: null };
      }
      if (this.#stopping) return { code: constants.closeLeaving, reason: "left", greeted: false, stable: false, drainMs: null };
    }
    return new Promise((resolve) => {
      this.#inbox.connecting();
      this.#greetedAt = 0;
      this.#caughtUp = false;
      this.#drainMs = null;
      this.#silenceMs = constants.helloTimeoutMs;
      const place = `resume_from=${this.#inbox.last}&epoch=${encodeURIComponent(this.#inbox.epoch)}`;
      const socket = new this.#WebSocket(`${this.#base.replace(/^http/, "ws")}/ws/user/${this.#userId}?${place}`, protocols);
      this.#socket = socket;
      this.#end = (code, reason) => {
        if (this.#socket !== socket) return;
        clearTimeout(this.#silence);
        this.#socket = null;
        this.#end = () => {};
        const greeted = this.#greetedAt > 0;
        resolve({ code, reason, greeted, stable: this.#stable(), drainMs: this.#drainMs });
      };
      socket.onmessage = (message) => this.#received(socket, message.data);
      socket.onclose = (close) => this.#end(close.code, close.reason);
      this.#expectMore();
    });
  }

  #stable() {
    return this.#greetedAt > 0 && performance.now() - this.#greetedAt > this.#stableMs;
  }

  /** A peer that says nothing for longer than it promised is gone, whatever the browser believes. */
  #expectMore() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#hangUp(constants.closeLeaving, "nothing heard", 1006), this.#silenceMs);
  }

  /**
   * Ends the socket without waiting for the peer to agree.
   * @param {number} code what the peer is told
   * @param {string} reason
   * @param {number} [meaning] the code that decides what happens next
   */
  #hangUp(code, reason, meaning = code) {
    const socket = this.#socket;
    this.#end(meaning, reason);
    if (socket) socket.onmessage = socket.onclose = null;
    socket?.close(code, reason);
  }

  /**
   * @param {WebSocket} socket
   * @param {unknown} data
   */
  #received(socket, data) {
    if (socket !== this.#socket) return;
    if (this.#stable()) this.#backoff.reset();
    this.#expectMore();
    const frame = decode(data);
    if (frame === null) this.#hangUp(constants.closeProtocolError, "not a frame", 1006);
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
          this.#heardLag(step.lagMs);
          break;
        case "hello":
          this.#greeted(step.frame);
          break;
        case "caught up":
          this.#caughtUp = true;
          this.#move("open", "");
          break;
        case "boot":
          void this.#bootAgain(step.reason);
          break;
        case "gap":
          this.#hangUp(constants.closeGap, "gap");
          return;
        case "draining":
          this.#drainMs = step.retryAfterMs;
          break;
        case "nonsense":
          this.#hangUp(constants.closeProtocolError, step.why, 1006);
          return;
      }
    }
  }

  /** @param {number} lagMs */
  #heardLag(lagMs) {
    if (!this.#caughtUp) return;
    const behind = lagMs > constants.lagShownMs;
    if (behind && this.#standing.state === "open") this.#move("connecting", "behind", `the server is ${lagMs} ms behind`);
    else if (!behind && this.#standing.doing === "behind") this.#move("open", "");
  }

  /** @param {Frame} hello */
  #greeted(hello) {
    this.#greetedAt = performance.now();
    this.#backoff.bounds(hello.backoff.min_ms, hello.backoff.max_ms);
    this.#stableMs = hello.backoff.stable_ms;
    this.#silenceMs = hello.heartbeat_ms + hello.pong_ms + constants.silenceMarginMs;
    this.#move("connecting", "resuming");
  }

  /**
   * The socket stays open and live; what it says is held until the state is there.
   * @param {string} reason
   */
  async #bootAgain(reason) {
    const socket = this.#socket;
    this.#move("connecting", "booting", `resume failed: ${reason}`);
    try {
      await this.#boot();
      if (socket !== this.#socket || socket === null) return;
      this.#caughtUp = true;
      this.#move("open", "");
    } catch (refused) {
      this.#hangUp(constants.closeLeaving, refused instanceof Error ? refused.message : String(refused), 4001);
    }
  }

  /**
   * @param {Ending} ending
   * @returns {number} milliseconds
   */
  #waitAfter(ending) {
    if (ending.stable) this.#backoff.reset();
    const atOnce = reaction(ending.code) === "return" && (ending.stable || ending.drainMs !== null);
    return atOnce ? (ending.drainMs ?? 0) : this.#backoff.next();
  }

  /** @param {number} ms */
  async #pause(ms) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    await new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
      timer = setTimeout(this.#wake, ms);
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }

  /** A browser does not tell why an upgrade was refused; the account does. */
  async #signedOut() {
    try {
      await this.#rpc.call("user.me");
      return false;
    } catch (error) {
      return error instanceof RpcError && error.signedOut;
    }
  }

  /** Only hints: whatever the browser says or does not say, deadlines and backoff decide. */
  #listenToTheBrowser() {
    const on = globalThis.addEventListener?.bind(globalThis);
    if (!on) return;
    on("online", () => this.hurry());
    on("offline", () => this.#hangUp(constants.closeLeaving, "offline", 1006));
    on("pagehide", () => this.#hangUp(constants.closeLeaving, "left", 4200));
    on("pageshow", () => this.hurry());
    globalThis.document?.addEventListener("visibilitychange", () => {
      if (!globalThis.document.hidden) this.hurry();
    });
  }
}
