// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { guard } from "../lib/directives/guard.js";
import { repeat } from "../lib/directives/repeat.js";
import { NavigationStore } from "../state/navigation-store.js";
import { ActiveRow } from "./active-row.js";
import { format } from "./format.js";
import { loadError } from "./load-state.js";
import { messageRow } from "./message-row.js";
import { messageRows } from "./message-rows.js";
import { messageIdOf, messageShortcuts, ROW } from "./message-shortcuts.js";
import { pendingMessageRow } from "./pending-message-row.js";

/** @typedef {import("../state/message-window.js").MessageWindow} MessageWindow */
/** @typedef {import("../state/outbox.js").PendingMessage} PendingMessage */
/** @typedef {import("./message-row.js").RowContext} RowContext */
/**
 * @typedef {object} ListActions
 * @property {(window: MessageWindow, direction: "newest" | "oldest" | "older" | "newer") => void} load
 * @property {(atBottom: boolean) => void} scrolled the user scrolled the messages
 * @property {() => void} targetReached the list has scrolled to its target
 * @property {(opId: string) => void} retry
 * @property {(opId: string) => void} discard
 * @property {() => void} changed
 */
/**
 * What a list shows. `head` renders what is above the first row, from `headBasis`.
 * @typedef {object} ListContent
 * @property {MessageWindow} window
 * @property {PendingMessage[]} pending
 * @property {number | null} markerNo of the "New" marker
 * @property {number} scrollTarget see {@link NavigationStore.scrollTarget}
 * @property {() => unknown} head
 * @property {unknown} headBasis
 */

const LOAD_DISTANCE_PX = 1_000;
const BOTTOM_PX = 48;

/**
 * A scrolling list of the messages of a window. While rows are added and removed, the first row on the screen stays where it is; at the
 * end, the list follows new messages. Near an end of the window it loads more.
 */
export class MessageList {
  /** The same element for as long as the page lives. */
  element = document.createElement("div");

  #context;
  #actions;
  #inThread;
  /** @type {MessageWindow | null} */
  #window = null;
  #scroller;
  #activeRow;
  /** The end is on the screen and stays there when messages are added. */
  #followsEnd = true;
  /** The row that the user was led to. */
  #highlightedId = 0;
  /** The row whose editor was open at the last rendering. */
  #editedId = 0;
  /** The window whose first scroll position is set. @type {MessageWindow | null} */
  #positioned = null;
  /** What the last rendering was made from: an equal basis is not rendered again. @type {unknown[]} */
  #basis = [];

  /**
   * @param {RowContext} context
   * @param {ListActions} actions
   * @param {{inThread?: boolean}} [options]
   */
  constructor(context, actions, { inThread = false } = {}) {
    this.#context = context;
    this.#actions = actions;
    this.#inThread = inThread;
    this.element.className = "list";
    this.#scroller = document.createElement("div");
    this.#scroller.className = "scroller";
    this.element.append(this.#scroller);
    this.#activeRow = new ActiveRow(this.#scroller, () => this.#actions.changed());
    this.#activeRow.listen();
    this.#scroller.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    this.#scroller.addEventListener("keydown", (event) => this.#onKeydown(event));
    new ResizeObserver(() => this.#scrollToEnd()).observe(this.#scroller);
  }

  /** @param {ListContent} content */
  show(content) {
    const { window, pending, markerNo, scrollTarget, headBasis } = content;
    const { store, messages } = this.#context;
    const { editingId } = messages;
    const isOther = window !== this.#window;
    if (isOther) this.#reset(window);
    const rowState = [editingId, this.#activeRow.id, this.#activeRow.focusableId, this.#highlightedId];
    const basis = [
      window,
      window.version,
      store.usersVersion,
      store.threads.version,
      pending,
      markerNo,
      ...rowState,
      scrollTarget,
      headBasis,
      format.today(),
    ];
    if (basis.length === this.#basis.length && basis.every((part, index) => isSame(part, this.#basis[index]))) return;
    const anchor = isOther || this.#followsEnd ? null : this.#anchor();
    this.#basis = basis;
    render(this.#template(content), this.#scroller);
    if (anchor) this.#restore(anchor);
    this.#position(content);
    if (editingId !== this.#editedId) this.#focusEditor(editingId);
    this.#editedId = editingId;
  }

  /** @param {MessageWindow} window */
  #reset(window) {
    this.#window = window;
    this.#activeRow.reset();
    this.#highlightedId = 0;
    this.#followsEnd = true;
    this.#positioned = null;
  }

  // ---- Rendering ----

  /** @param {ListContent} content */
  #template({ window, pending, markerNo, head }) {
    const { store } = this.#context;
    const { retry, discard } = this.#actions;
    const isLoaded = window.rows.some((row) => row.id === this.#activeRow.focusableId);
    const focusableId = isLoaded ? this.#activeRow.focusableId : window.rows.at(-1)?.id;
    return html`${window.atStart ? head() : nothing} ${this.#edge(window, "older")}
      <ol class="rows" aria-label=${this.#inThread ? "Replies" : "Messages"}>
        ${repeat(
          messageRows(window.rows, markerNo, store.user.id),
          ({ message }) => message.id,
          (row) => this.#row(row, row.message.id === focusableId),
        )}
        ${repeat(
          window.atEnd || this.#inThread ? pending : [],
          (item) => item.opId,
          (item) => pendingMessageRow(store, item, { retry, discard }),
        )}
      </ol>
      ${this.#edge(window, "newer")}`;
  }

  /**
   * @param {import("./message-rows.js").MessageRow} row
   * @param {boolean} focusable
   */
  #row({ message, isNewDay, isFirstNew, continued }, focusable) {
    const { store, messages } = this.#context;
    const showsDay = isNewDay && !this.#inThread;
    const active = this.#activeRow.id === message.id;
    const highlighted = this.#highlightedId === message.id;
    const isEditing = messages.editingId === message.id;
    return guard(
      [
        message,
        showsDay,
        isFirstNew,
        continued,
        active,
        focusable,
        highlighted,
        isEditing,
        store.usersVersion,
        store.threads.unread(message.id),
        format.today(),
      ],
      () =>
        html`${showsDay ? html`<li class="day"><span>${format.day(message.created_at)}</span></li>` : nothing}
        ${isFirstNew ? html`<li class="new-line"><span>New</span></li>` : nothing}
        ${messageRow(this.#context, message, { continued, active, inThread: this.#inThread, focusable, highlighted })}`,
    );
  }

  /**
   * What is shown where the window ends: that more messages are loading, or that loading failed.
   * @param {MessageWindow} window
   * @param {"older" | "newer"} end
   */
  #edge(window, end) {
    const isWhole = end === "older" ? window.atStart : window.atEnd;
    const isEmpty = window.rows.length === 0;
    if (window.error && (isEmpty ? end === "older" : !isWhole)) {
      const direction = isEmpty ? "newest" : end;
      return loadError("Couldn't load messages.", window.error, () => this.#actions.load(window, direction));
    }
    const isFirstPage = window.loading === "newest" || window.loading === "around" || window.loading === "oldest";
    if (isEmpty) return isFirstPage && end === "older" ? skeleton : nothing;
    return isWhole ? nothing : html`<div class="edge" data-end=${end}><span class="spinner"></span></div>`;
  }

  // ---- Scroll position ----

  /**
   * Scrolls after a rendering: to the target, to the "New" marker of a window that is shown for the first time, or to the end.
   * @param {ListContent} content
   */
  #position({ window, markerNo, scrollTarget }) {
    const isReady = window.rows.length > 0 && !window.stale;
    const target = scrollTarget > 0 && isReady ? this.#find(scrollTarget) : null;
    if (target) {
      this.#actions.targetReached();
      this.#followsEnd = false;
      this.#highlightedId = scrollTarget;
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    } else if (scrollTarget === NavigationStore.END && window.atEnd) {
      this.#actions.targetReached();
      this.#followsEnd = true;
    } else if (isReady && this.#positioned !== window) {
      this.#positioned = window;
      const marker = markerNo === null ? null : this.#scroller.querySelector(".new-line");
      this.#followsEnd = window.atEnd;
      if (marker) this.#followsEnd = this.#scrollToMarker(marker) && window.atEnd;
    }
    this.#scrollToEnd();
    this.#onScroll();
  }

  /**
   * @param {Element} marker
   * @returns {boolean} whether all new messages fit on the screen
   */
  #scrollToMarker(marker) {
    const top = marker.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top + this.#scroller.scrollTop;
    if (this.#scroller.scrollHeight - top < this.#scroller.clientHeight - 40) return true;
    this.#scroller.scrollTop = top - 60;
    return false;
  }

  #scrollToEnd() {
    if (this.#followsEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** The first row on the screen and its position. */
  #anchor() {
    const top = this.#scroller.getBoundingClientRect().top;
    for (const row of this.#scroller.querySelectorAll(ROW)) {
      const box = row.getBoundingClientRect();
      if (box.bottom > top) return { id: messageIdOf(row), top: box.top };
    }
    return null;
  }

  /** @param {{id: number, top: number}} anchor */
  #restore(anchor) {
    const row = this.#find(anchor.id);
    if (row) this.#scroller.scrollTop += row.getBoundingClientRect().top - anchor.top;
  }

  /**
   * @param {number} id
   * @returns {HTMLElement | null}
   */
  #find(id) {
    return this.#scroller.querySelector(`.message[data-id="${id}"]`);
  }

  #onScroll() {
    const window = this.#window;
    if (!window || this.element.offsetParent === null) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const below = scrollHeight - scrollTop - clientHeight;
    this.#followsEnd = window.atEnd && below < BOTTOM_PX;
    this.element.toggleAttribute("data-away", !window.atEnd || below > clientHeight / 2);
    this.#actions.scrolled(this.#followsEnd);
    if (window.loading !== null || window.stale || window.error || window.rows.length === 0) return;
    if (scrollTop < LOAD_DISTANCE_PX && !window.atStart) this.#actions.load(window, "older");
    else if (below < LOAD_DISTANCE_PX && !window.atEnd) this.#actions.load(window, "newer");
  }

  // ---- Focus and keys ----

  /** @param {number} id */
  #focusEditor(id) {
    if (id === 0) this.#find(this.#editedId)?.focus({ preventScroll: true });
    const area = this.#find(id)?.querySelector("textarea");
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
    area?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    const row = /** @type {HTMLElement} */ (event.target);
    if (!row.matches(ROW) || event.ctrlKey || event.metaKey || event.altKey) return;
    const message = this.#window?.rows.find(({ id }) => id === messageIdOf(row));
    const action = message && messageShortcuts(this.#context, this.#scroller, row, message)[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

/**
 * Whether two parts of a basis are the same; arrays are compared by their elements.
 * @param {unknown} a
 * @param {unknown} b
 */
function isSame(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((part, index) => part === b[index]);
  return a === b;
}

const skeleton = html`<div class="skeleton" aria-hidden="true">
  ${[1, 2, 3, 4, 5, 6].map(() => html`<div><i></i><span></span></div>`)}
</div>`;
