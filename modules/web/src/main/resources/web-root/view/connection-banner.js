// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** @typedef {import("../client/socket.js").ConnectionState} ConnectionState */
/** @typedef {"quiet" | "bad" | "good"} Notice nothing is shown, the connection is lost, the connection is back */

/**
 * Shows that the connection is lost, and that it is back. It does not flicker: an interruption shorter than the grace period is not
 * shown, and "Back online" is shown only after an interruption that was.
 */
export class ConnectionBanner {
  static GRACE_MS = 1_200;
  static BACK_ONLINE_MS = 2_500;

  element = document.createElement("div");
  /** @type {Notice} */
  #notice = "quiet";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ConnectionState} */
  #state = { state: "idle", phase: "", why: "" };
  /** The page was connected before; only then an interruption is announced as over. */
  #wasOpen = false;
  #reconnectNow;

  /** @param {() => void} reconnectNow */
  constructor(reconnectNow) {
    this.#reconnectNow = reconnectNow;
    this.element.className = "banner-host";
    this.element.setAttribute("role", "status");
    for (const type of ["online", "offline"]) addEventListener(type, () => this.#render());
  }

  /** @param {ConnectionState} state */
  show(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.element.dataset.state = state.state;
    this.element.dataset.doing = state.phase;
    const isOpen = state.state === "open";
    if (isOpen && (this.#notice === "quiet" || !this.#wasOpen)) this.#setNotice("quiet");
    else if (isOpen && this.#notice === "bad") this.#setNotice("good", ConnectionBanner.BACK_ONLINE_MS, "quiet");
    else if (!isOpen && this.#notice === "good") this.#setNotice("bad");
    else if (!isOpen && this.#notice === "quiet" && this.#timer === undefined) {
      this.#schedule(ConnectionBanner.GRACE_MS, () => this.#setNotice("bad"));
    }
    this.#wasOpen ||= isOpen;
    this.#render();
  }

  /**
   * @param {Notice} notice
   * @param {number} [ms] after which the next notice is shown
   * @param {Notice} [next]
   */
  #setNotice(notice, ms = 0, next = notice) {
    this.#notice = notice;
    this.#schedule(ms, () => {
      if (next !== notice) this.#setNotice(next);
    });
    this.#render();
  }

  /**
   * Replaces the timer; 0 only stops it.
   * @param {number} ms
   * @param {() => void} act
   */
  #schedule(ms, act) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (ms === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      act();
    }, ms);
  }

  #render() {
    const { state, phase } = this.#state;
    this.element.dataset.tells = this.#notice;
    if (this.#notice === "quiet") return render(nothing, this.element);
    const isPausing = state === "waiting" && navigator.onLine;
    render(
      html`<div class="banner" data-tells=${this.#notice}>
        ${this.#notice === "good" ? icon("check") : html`<span class="spinner"></span>`} <span>${sentence(state, phase)}</span>
        ${isPausing ? html`<button type="button" class="plain" @click=${this.#reconnectNow}>Try now</button>` : nothing}
      </div>`,
      this.element,
    );
  }
}

/**
 * @param {ConnectionState["state"]} state
 * @param {string} phase
 */
function sentence(state, phase) {
  if (state === "open") return "Back online";
  if (!navigator.onLine) return "You're offline. Messages are sent when you're back online.";
  if (phase === "draining") return "The server is restarting. Reconnecting…";
  if (state === "waiting") return "Connection lost. Reconnecting…";
  if (phase === "resuming") return "Loading new messages…";
  if (phase === "booting") return "Loading…";
  if (phase === "lagging") return "The server is slow. New messages may be delayed.";
  return "Reconnecting…";
}
