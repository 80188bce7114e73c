// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** @typedef {import("../client/socket.js").Standing} Standing */

const GRACE_MS = 1_200;
const GOOD_NEWS_MS = 2_500;

/**
 * What is true of the connection, told without flicker: an interruption that is over before anybody would notice is not mentioned, and
 * good news are told only after bad ones.
 */
export class Banner {
  element = document.createElement("div");
  /** @type {"quiet" | "bad" | "good"} */
  #tells = "quiet";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Standing} */
  #standing = { state: "idle", doing: "", why: "" };
  /** The line was good before, so that bad news are news. */
  #knew = false;
  #hurry;

  /** @param {() => void} hurry tries again now */
  constructor(hurry) {
    this.#hurry = hurry;
    this.element.className = "banner-host";
    this.element.setAttribute("role", "status");
    for (const type of ["online", "offline"]) addEventListener(type, () => this.#draw());
  }

  /** @param {Standing} standing */
  show(standing) {
    if (standing === this.#standing) return;
    this.#standing = standing;
    this.element.dataset.state = standing.state;
    this.element.dataset.doing = standing.doing;
    const well = standing.state === "open";
    if (well && (this.#tells === "quiet" || !this.#knew)) this.#turn("quiet");
    else if (well && this.#tells === "bad") this.#turn("good", GOOD_NEWS_MS, "quiet");
    else if (!well && this.#tells === "good") this.#turn("bad");
    else if (!well && this.#tells === "quiet" && this.#timer === undefined) this.#after(GRACE_MS, () => this.#turn("bad"));
    this.#knew ||= well;
    this.#draw();
  }

  /**
   * @param {"quiet" | "bad" | "good"} tells
   * @param {number} [ms] until it tells something else
   * @param {"quiet" | "bad" | "good"} [next]
   */
  #turn(tells, ms = 0, next = tells) {
    this.#tells = tells;
    this.#after(ms, () => {
      if (next !== tells) this.#turn(next);
    });
    this.#draw();
  }

  /**
   * @param {number} ms
   * @param {() => void} act
   */
  #after(ms, act) {
    clearTimeout(this.#timer);
    this.#timer =
      ms === 0
        ? undefined
        : setTimeout(() => {
            this.#timer = undefined;
            act();
          }, ms);
  }

  #draw() {
    const { state, doing, why } = this.#standing;
    this.element.dataset.tells = this.#tells;
    if (this.#tells === "quiet") return render(nothing, this.element);
    const waits = state === "waiting" && navigator.onLine;
    render(
      html`<div class="banner" data-tells=${this.#tells} title=${why}>
        ${this.#tells === "good" ? icon("check") : html`<span class="spinner"></span>`} <span>${sentence(state, doing)}</span>
        ${waits ? html`<button type="button" class="plain" @click=${this.#hurry}>Try now</button>` : nothing}
      </div>`,
      this.element,
    );
  }
}

/**
 * @param {import("../client/socket.js").State} state
 * @param {string} doing
 */
function sentence(state, doing) {
  if (state === "open") return "You are up to date.";
  if (!navigator.onLine) return "You are offline. What you write is sent when you are back.";
  if (doing === "moving") return "The server is being restarted. Back in a moment…";
  if (state === "waiting") return "Connection lost. Trying again soon…";
  if (doing === "resuming") return "Catching up…";
  if (doing === "booting") return "Loading what is new…";
  if (doing === "behind") return "The server is slow to tell. Connecting…";
  return "Connecting…";
}
