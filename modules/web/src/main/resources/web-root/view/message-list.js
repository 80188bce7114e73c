// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { guard } from "../lib/directives/guard.js";
import { repeat } from "../lib/directives/repeat.js";
import { draftRow } from "./draft-row.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { messageRow } from "./message-row.js";

/** @typedef {import("../state/session.js").Session} Session */
/** @typedef {import("../state/run.js").Run} Run */

const NEAR_PX = 1_000;
const BOTTOM_PX = 48;
const CONTINUED_MS = 5 * 60_000;
const HOVERS = matchMedia("(hover: hover)");

/**
 * The messages of a run, in a scroller. It keeps what somebody reads where it is: while rows come and go above, and below, the first
 * row on the screen stays; at the end it follows what is said. Near an end of what is here it asks for more.
 */
export class MessageList {
  /** Stays the same element for as long as the page lives. */
  element = document.createElement("div");

  #session;
  /** @type {Run | null} */
  #run = null;
  #scroller;
  /** The end is on the screen, and is to stay there. */
  #sticks = true;
  /** The row that is pointed at or focused; 0 for none. */
  #active = 0;
  /** The row that Tab reaches. */
  #focusable = 0;
  /** The row that somebody was led to. */
  #goal = 0;
  /** A finger pressed last, not a mouse or a key. */
  #byFinger = false;
  /** The row whose editor is open. */
  #edited = 0;
  /** The run whose beginning place was found. @type {Run | null} */
  #placed = null;
  /** Whatever the last rendering was made from; the same again is not rendered. @type {unknown[]} */
  #shown = [];

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    this.element.className = "list";
    this.#scroller = document.createElement("div");
    this.#scroller.className = "scroller";
    this.element.append(this.#scroller);
    this.#listen();
    new ResizeObserver(() => this.#follow()).observe(this.#scroller);
  }

  #listen() {
    const scroller = this.#scroller;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    scroller.addEventListener("pointerover", (over) => hovers(over) && this.#point(over.target));
    scroller.addEventListener("pointerleave", (left) => hovers(left) && this.#activate(0));
    scroller.addEventListener("pointerdown", (down) => (this.#byFinger = down.pointerType === "touch"));
    scroller.addEventListener("pointerup", (up) => this.#byFinger && this.#touched(/** @type {Element} */ (up.target)));
    scroller.addEventListener(
      "click",
      (click) => this.#byFinger && /** @type {Element} */ (click.target).closest(".tools") && this.#dismiss(),
    );
    scroller.addEventListener("focusin", (focus) => this.#focused(focus.target));
    scroller.addEventListener("keydown", (press) => this.#keys(press));
  }

  /**
   * @param {Run} run
   * @param {{inThread?: boolean, head: () => unknown, headOf: unknown}} how `head` stands above the first row, made from `headOf`
   */
  show(run, { inThread = false, head, headOf }) {
    const elsewhere = run !== this.#run;
    if (elsewhere) {
      this.#run = run;
      this.#active = this.#focusable = this.#goal = 0;
      this.#sticks = true;
      this.#placed = null;
    }
    const { store, outbox, reader, place, editing } = this.#session;
    const drafts = outbox.of(run.channelId, run.parentId);
    const line = inThread ? null : reader.lineNo;
    const target = inThread ? 0 : place.target;
    const basis = [
      run,
      run.version,
      store.usersVersion,
      drafts,
      drafts.length,
      line,
      editing,
      this.#active,
      this.#focusable,
      this.#goal,
      target,
      headOf,
    ];
    if (basis.length === this.#shown.length && basis.every((one, at) => sameBasis(one, this.#shown[at]))) return;
    const anchor = elsewhere || this.#sticks ? null : this.#anchor();
    this.#shown = basis;
    render(this.#template(run, drafts, line, inThread, head), this.#scroller);
    if (anchor) this.#restore(anchor);
    this.#settle(run, line, target);
    if (editing !== this.#edited) this.#focusEditor(editing);
    this.#edited = editing;
  }

  /**
   * @param {Run} run
   * @param {import("../state/outbox.js").Draft[]} drafts
   * @param {number | null} line
   * @param {boolean} inThread
   * @param {() => unknown} head
   */
  #template(run, drafts, line, inThread, head) {
    const { store } = this.#session;
    const last = run.rows[run.rows.length - 1]?.id ?? 0;
    const reachable = run.rows.some((row) => row.id === this.#focusable) ? this.#focusable : last;
    /** @type {any} */
    let before = null;
    const items = run.rows.map((message) => {
      const newDay = !before || format.dayKey(before.created_at) !== format.dayKey(message.created_at);
      const isNew = line !== null && message.no > line && !(before?.no > line) && message.user_id !== store.user.id;
      const continued =
        !newDay &&
        !isNew &&
        before.user_id === message.user_id &&
        Date.parse(message.created_at) - Date.parse(before.created_at) < CONTINUED_MS;
      before = message;
      return { message, newDay, isNew, continued };
    });
    return html`${run.atStart ? head() : nothing} ${this.#edge(run, "older")}
      <ol class="rows" aria-label=${inThread ? "Replies" : "Messages"}>
        ${repeat(
          items,
          (item) => item.message.id,
          ({ message, newDay, isNew, continued }) => {
            const active = this.#active === message.id;
            const first = message.id === reachable;
            const goal = this.#goal === message.id;
            const editing = this.#session.editing === message.id;
            return guard(
              [message, newDay && !inThread, isNew, continued, active, first, goal, editing, store.usersVersion],
              () =>
                html`${newDay && !inThread ? html`<li class="day"><span>${format.day(message.created_at)}</span></li>` : nothing}
                ${isNew ? html`<li class="new-line"><span>New</span></li>` : nothing}
                ${messageRow(this.#session, message, { continued, active, inThread, first, goal })}`,
            );
          },
        )}
        ${repeat(
          run.atEnd || inThread ? drafts : [],
          (draft) => draft.opId,
          (draft) => draftRow(this.#session, draft),
        )}
      </ol>
      ${this.#edge(run, "newer")}`;
  }

  /**
   * What stands where the rows end: that more is coming, or that it could not be had.
   * @param {Run} run
   * @param {"older" | "newer"} end
   */
  #edge(run, end) {
    const whole = end === "older" ? run.atStart : run.atEnd;
    const first = run.loading === "newest" || run.loading === "around" || run.loading === "oldest";
    if (run.problem && (run.rows.length > 0 ? !whole : end === "older")) {
      return html`<div class="edge problem" role="alert">
        ${icon("alert")} ${run.problem}
        <button
          type="button"
          class="plain"
          @click=${() => this.#session.load(run, run.rows.length ? end : run.parentId ? "oldest" : "newest")}
        >
          Try again
        </button>
      </div>`;
    }
    if (run.rows.length === 0 && first && end === "older") return skeleton;
    return whole || run.rows.length === 0 ? nothing : html`<div class="edge" data-end=${end}><span class="spinner"></span></div>`;
  }

  /**
   * Where to look after a rendering.
   * @param {Run} run
   * @param {number | null} line
   * @param {number} target
   */
  #settle(run, line, target) {
    const { place } = this.#session;
    const ready = run.rows.length > 0 && !run.stale;
    if (target > 0 && ready && this.#row(target)) {
      place.target = 0;
      this.#sticks = false;
      this.#goal = target;
      this.#row(target)?.scrollIntoView({ block: "center" });
      this.#row(target)?.focus({ preventScroll: true });
    } else if (target === -1 && run.atEnd) {
      place.target = 0;
      this.#sticks = true;
    } else if (ready && this.#fresh(run)) {
      const mark = line === null ? null : this.#scroller.querySelector(".new-line");
      this.#sticks = run.atEnd;
      if (mark) this.#sticks = this.#toLine(mark) && run.atEnd;
    }
    this.#follow();
    this.#scrolled();
  }

  /**
   * The first time that rows of this run are here.
   * @param {Run} run
   */
  #fresh(run) {
    if (this.#placed === run) return false;
    this.#placed = run;
    return true;
  }

  /**
   * @param {Element} line
   * @returns {boolean} everything that is new fits on the screen
   */
  #toLine(line) {
    const top = line.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top + this.#scroller.scrollTop;
    if (this.#scroller.scrollHeight - top < this.#scroller.clientHeight - 40) return true;
    this.#scroller.scrollTop = top - 60;
    return false;
  }

  #follow() {
    if (this.#sticks) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** The first row on the screen, and where it is. */
  #anchor() {
    const top = this.#scroller.getBoundingClientRect().top;
    for (const row of this.#scroller.querySelectorAll(".message[data-id]")) {
      const box = row.getBoundingClientRect();
      if (box.bottom > top) return { id: Number(/** @type {HTMLElement} */ (row).dataset.id), top: box.top };
    }
    return null;
  }

  /** @param {{id: number, top: number}} anchor */
  #restore(anchor) {
    const row = this.#row(anchor.id);
    if (row) this.#scroller.scrollTop += row.getBoundingClientRect().top - anchor.top;
  }

  /**
   * @param {number} id
   * @returns {HTMLElement | null}
   */
  #row(id) {
    return this.#scroller.querySelector(`.message[data-id="${id}"]`);
  }

  #scrolled() {
    const run = this.#run;
    if (!run || this.element.offsetParent === null) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const below = scrollHeight - scrollTop - clientHeight;
    this.#sticks = run.atEnd && below < BOTTOM_PX;
    this.element.toggleAttribute("data-away", !run.atEnd || below > clientHeight / 2);
    if (run.parentId === 0) this.#session.reader.scrolled(this.#sticks && run.rows.length > 0);
    if (run.loading !== null || run.stale || run.problem || run.rows.length === 0) return;
    if (scrollTop < NEAR_PX && !run.atStart) void this.#session.load(run, "older");
    else if (below < NEAR_PX && !run.atEnd) void this.#session.load(run, "newer");
  }

  /**
   * What can be done is shown for the message that a finger touches, until it touches that again or none.
   * @param {Element} target
   */
  #touched(target) {
    if (target.closest("button, a, textarea")) return;
    const row = /** @type {HTMLElement | null} */ (target.closest(".message[data-id]"));
    if (row && Number(row.dataset.id) !== this.#active) this.#activate(Number(row.dataset.id));
    else this.#dismiss();
  }

  #dismiss() {
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    this.#activate(0);
  }

  /** @param {EventTarget | null} target */
  #point(target) {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest?.(".message[data-id]"));
    if (row) this.#activate(Number(row.dataset.id));
  }

  /** @param {EventTarget | null} target */
  #focused(target) {
    if (!this.#byFinger) this.#point(target);
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest(".message[data-id]"));
    if (row) this.#focusable = Number(row.dataset.id);
  }

  /** @param {number} id */
  #activate(id) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest?.(".message[data-id]") ?? null);
    const kept = id === 0 && focused && this.#scroller.contains(focused) ? Number(focused.dataset.id) : id;
    if (kept === this.#active) return;
    this.#active = kept;
    this.#session.show();
  }

  /** @param {number} id */
  #focusEditor(id) {
    if (id === 0) this.#row(this.#edited)?.focus({ preventScroll: true });
    const area = /** @type {HTMLTextAreaElement | null} */ (this.#row(id)?.querySelector("textarea"));
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
    area?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} press */
  #keys(press) {
    this.#byFinger = false;
    const row = /** @type {HTMLElement} */ (press.target);
    if (!row.matches(".message[data-id]") || press.ctrlKey || press.metaKey || press.altKey) return;
    const message = this.#run?.rows.find((one) => one.id === Number(row.dataset.id));
    if (!message) return;
    const mine = message.user_id === this.#session.store.user.id;
    /** @type {Record<string, () => unknown>} */
    const verbs = {
      ArrowUp: () => this.#step(row, "previousElementSibling"),
      ArrowDown: () => this.#step(row, "nextElementSibling"),
      Home: () => this.#scroller.querySelector(/** @type {"li"} */ (".message[data-id]"))?.focus(),
      End: () => [.../** @type {NodeListOf<HTMLElement>} */ (this.#scroller.querySelectorAll(".message[data-id]"))].at(-1)?.focus(),
      r: () => this.#session.ask({ kind: "emoji", message }),
      t: () => this.#session.beside({ kind: "thread", parentId: message.parent_id ?? message.id }),
      h: () => message.edited_at && this.#session.ask({ kind: "history", message }),
      p: () => message.no !== undefined && this.#session.pin(message),
      e: () => mine && this.#session.startEditing(message.id),
      Delete: () => mine && this.#session.askToDelete(message),
    };
    const verb = verbs[press.key];
    if (!verb) return;
    press.preventDefault();
    verb();
  }

  /**
   * @param {HTMLElement} row
   * @param {"previousElementSibling" | "nextElementSibling"} way
   */
  #step(row, way) {
    for (let next = row[way]; next; next = next[way]) {
      if (next.matches(".message[data-id]")) return /** @type {HTMLElement} */ (next).focus();
    }
  }
}

/**
 * Whether it points without pressing. No finger does; and where nothing can, a browser invents a mouse where a finger was.
 * @param {PointerEvent} pointer
 */
function hovers(pointer) {
  return HOVERS.matches && pointer.pointerType !== "touch";
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
function sameBasis(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((part, at) => part === other[at]);
  return one === other;
}

const skeleton = html`<div class="skeleton" aria-hidden="true">
  ${[1, 2, 3, 4, 5, 6].map(() => html`<div><i></i><span></span></div>`)}
</div>`;
