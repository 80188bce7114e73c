// @ts-check
import { RpcError } from "./error.js";

/**
 * @typedef {{
 *   booted?: (state: any) => void,
 *   event: (event: any) => void,
 *   state?: (state: "connecting" | "open" | "waiting" | "stopped", why: string) => void,
 * }} Listener
 */

const HELD_MAX = 10_000;
const HELLO_MS = 10_000;
const SILENCE_MARGIN_MS = 5_000;

/**
 * One user's live stream that resumes by itself. `booted` brings a fresh state first of all, and again when a resume was
 * impossible; between these, every event comes once and in order.
 */
export class LiveSession {
  #client;
  #listener;
  #WebSocket;
  #random;
  #closed = false;
  #wake = () => {};
  /** @type {any} */ #socket;

  #epoch = "";
  #last = 0;
  #userId = 0;
  #attempts = 0;
  #backoff = { min_ms: 500, max_ms: 30_000, stable_ms: 5_000 };
  #silenceMs = HELLO_MS;

  /** Resolves, with the reason, when the session has stopped. @type {Promise<string>} */
  ended;

  /**
   * @param {any} client
   * @param {Listener} listener
   * @param {{WebSocket?: any, random?: () => number}} [options]
   */
  constructor(client, listener, options = {}) {
    this.#client = client;
    this.#listener = listener;
    this.#WebSocket = options.WebSocket ?? globalThis.WebSocket;
    this.#random = options.random ?? Math.random;
    if (!this.#WebSocket) throw new TypeError("this platform has no WebSocket: hand one in as options.WebSocket");
    this.ended = this.#run();
  }

  /** Ends the session. */
  close() {
    this.#closed = true;
    this.#socket?.close(1000);
    this.#wake();
  }

  async #run() {
    let why = "closed";
    try {
      await this.#boot();
      while (!this.#closed) {
        const ending = await this.#connection();
        why = ending.why;
        if (ending.stop || this.#closed) break;
        this.#tellState("waiting", why);
        await this.#sleep(ending.pauseMs);
      }
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    this.#tellState("stopped", this.#closed ? "closed" : why);
    return this.#closed ? "closed" : why;
  }

  /**
   * @param {"connecting" | "open" | "waiting" | "stopped"} state
   * @param {string} why
   */
  #tellState(state, why) {
    this.#tell(() => this.#listener.state?.(state, why));
  }

  /** What the listener throws is uncaught, as in any handler of events, and ends nothing here. @param {() => void} word */
  #tell(word) {
    try {
      word();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** A fresh state, asked for until the server answers or refuses. */
  async #boot() {
    for (;;) {
      try {
        const state = await this.#client.call("session.bootstrap");
        if (this.#closed) return;
        this.#userId = state.user.id;
        this.#last = state.epoch === this.#epoch ? Math.max(this.#last, state.seq) : state.seq;
        this.#epoch = state.epoch;
        this.#tell(() => this.#listener.booted?.(state));
        return;
      } catch (error) {
        if (this.#closed || !(error instanceof RpcError) || !error.passing) throw error;
        this.#tellState("waiting", error.message);
        await this.#sleep(this.#pause());
      }
    }
  }

  /** One socket, from its ticket to its end. */
  async #connection() {
    this.#tellState("connecting", "");
    let ticket;
    try {
      ({ ticket } = await this.#client.call("auth.ticket"));
    } catch (error) {
      if (!(error instanceof RpcError) || !error.passing) throw error;
      return { stop: false, pauseMs: this.#pause(), why: error.message };
    }
    if (this.#closed) return { stop: true, pauseMs: 0, why: "closed" };
    const url = new URL(`/ws/user/${this.#userId}?resume_from=${this.#last}&epoch=${encodeURIComponent(this.#epoch)}`, this.#client.base);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#silenceMs = HELLO_MS;
    return new Promise((resolve) => {
      const connection = new Connection(new this.#WebSocket(url, ["collab.v2.json", `collab.ticket.${ticket}`]), resolve, this.#silenceMs);
      this.#socket = connection.socket;
      connection.frame = (frame) => this.#take(frame, connection);
      connection.closed = (code, reason) => this.#ending(code, reason, connection);
    });
  }

  /**
   * @param {any} frame
   * @param {Connection} connection
   */
  #take(frame, connection) {
    if (this.#closed) return; // what comes until the peer has closed too
    if (connection.held && frame.event !== undefined) {
      if (connection.held.length >= HELD_MAX) connection.leave(1002, "too many frames while booting");
      else connection.held.push(frame);
      return;
    }
    if (frame.event !== undefined) this.#event(frame, connection);
    else if (frame.type === "hello") this.#hello(frame, connection);
    else if (frame.type === "ping") this.#ping(frame, connection);
    else if (frame.type === "resumed") {
      connection.resuming = false;
      this.#last = Math.max(this.#last, frame.to);
      this.#tellState("open", "");
    } else if (frame.type === "resume.failed") this.#reboot(connection);
    else if (frame.type === "draining") connection.drainMs = frame.retry_after_ms;
  }

  /**
   * @param {any} frame
   * @param {Connection} connection
   */
  #event(frame, connection) {
    if (frame.seq !== undefined) {
      if (frame.seq <= this.#last) return;
      if (frame.prev > this.#last) return connection.leave(4210, `gap: prev ${frame.prev} is beyond ${this.#last}`);
      this.#last = frame.seq;
    }
    const event = { type: frame.type, seq: frame.seq ?? 0, at: frame.at ?? new Date().toISOString(), event: frame.event };
    this.#tell(() => this.#listener.event(event));
  }

  /**
   * @param {any} frame
   * @param {Connection} connection
   */
  #hello(frame, connection) {
    connection.greetedAt = Date.now();
    this.#backoff = { ...this.#backoff, ...frame.backoff };
    connection.silenceMs = frame.heartbeat_ms + frame.pong_ms + SILENCE_MARGIN_MS;
  }

  /**
   * @param {any} frame
   * @param {Connection} connection
   */
  #ping(frame, connection) {
    if (!connection.held && !connection.resuming) {
      if (frame.prev > this.#last) return connection.leave(4210, `gap: prev ${frame.prev} is beyond ${this.#last}`);
      this.#last = Math.max(this.#last, frame.head);
    }
    connection.socket.send(JSON.stringify({ type: "pong", ts: frame.ts, last: this.#last }));
  }

  /** The past can not be had: a fresh state, then what was held. @param {Connection} connection */
  async #reboot(connection) {
    connection.held = [];
    connection.resuming = false;
    try {
      await this.#boot();
    } catch (error) {
      return connection.leave(1000, error instanceof Error ? error.message : String(error));
    }
    if (this.#closed) return;
    const held = connection.held ?? [];
    connection.held = undefined;
    for (const frame of held) this.#take(frame, connection);
    this.#tellState("open", "");
  }

  /**
   * The range of the code is the reaction.
   * @param {number} code
   * @param {string} reason
   * @param {Connection} connection
   */
  #ending(code, reason, connection) {
    const why = reason ? `closed with ${code}: ${reason}` : `closed with ${code}`;
    const stable = connection.greetedAt > 0 && Date.now() - connection.greetedAt >= this.#backoff.stable_ms;
    if (stable) this.#attempts = 0;
    if (code === 1008 || (code >= 4000 && code < 4100)) return { stop: true, pauseMs: 0, why };
    if (code === 4210 && connection.left) return { stop: false, pauseMs: 0, why };
    if (code >= 4200 && code < 4300 && (stable || connection.drainMs !== undefined)) {
      return { stop: false, pauseMs: connection.drainMs ?? 0, why };
    }
    return { stop: false, pauseMs: this.#pause(), why };
  }

  /** Full jitter over a span that doubles. */
  #pause() {
    const span = Math.min(this.#backoff.max_ms, this.#backoff.min_ms * 2 ** Math.min(this.#attempts++, 16));
    return this.#random() * span;
  }

  /** @param {number} ms */
  #sleep(ms) {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}

/** One socket and what is known of it; its end is told once. */
class Connection {
  /** @type {(frame: any) => void} */ frame = () => {};
  /** @type {(code: number, reason: string) => any} */ closed = () => {};
  /** @type {any[] | undefined} */ held;
  /** @type {number | undefined} */ drainMs;
  resuming = true;
  greetedAt = 0;
  left = false;
  #over = false;
  #resolve;
  /** @type {any} */ #timer;

  /**
   * @param {any} socket
   * @param {(ending: any) => void} resolve
   * @param {number} silenceMs
   */
  constructor(socket, resolve, silenceMs) {
    this.socket = socket;
    this.silenceMs = silenceMs;
    this.#resolve = resolve;
    this.#listen();
    socket.onmessage = (/** @type {{data: string}} */ message) => {
      if (this.#over) return;
      this.#listen();
      this.frame(JSON.parse(message.data));
    };
    socket.onclose = (/** @type {{code: number, reason: string}} */ close) => this.#end(close.code, close.reason);
    socket.onerror = () => {}; // a close follows
  }

  /** A peer that is silent for too long is gone, whatever the transport believes. */
  #listen() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.socket.close(4212);
      this.#end(1006, `nothing heard for ${this.silenceMs} ms`);
    }, this.silenceMs);
  }

  /**
   * @param {number} code
   * @param {string} why
   */
  leave(code, why) {
    this.left = true;
    this.socket.close(code === 1002 ? 4210 : code, why.slice(0, 100)); // browsers may say 1000 and 3000 to 4999 alone
    this.#end(code, why);
  }

  /**
   * @param {number} code
   * @param {string} why
   */
  #end(code, why) {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#resolve(this.closed(code, why));
  }
}
