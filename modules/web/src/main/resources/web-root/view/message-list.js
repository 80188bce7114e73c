// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { guard } from "../lib/directives/guard.js";
import { repeat } from "../lib/directives/repeat.js";
import { ListPosition } from "../state/list-position.js";
import { ActiveRow } from "./active-row.js";
import { copyMessages } from "./copied-messages.js";
import { format } from "./format.js";
import { Highlight } from "./highlight.js";
import { loadError, skeleton } from "./load-state.js";
import { messageRow } from "./message-row.js";
import { messageRows } from "./message-rows.js";
import { messageIdOf, messageShortcut, ROW } from "./message-shortcuts.js";
import { pendingMessageRow } from "./pending-message-row.js";
import { onRowKey, removeTabStops } from "./row-keys.js";
import { ScrollAnchor } from "./scroll-anchor.js";

/** @typedef {import("../state/message-window.js").MessageWindow} MessageWindow */
/** @typedef {import("../state/outbox.js").PendingMessage} PendingMessage */
/** @typedef {import("./message-row.js").RowContext} RowContext */
/**
 * @typedef {object} ListActions
 * @property {(window: MessageWindow, direction: "newest" | "oldest" | "older" | "newer") => void} load
 * @property {(atBottom: boolean, readingId: number) => void} scrolled the list was scrolled; `readingId` is the first message on the
 *   screen, or 0 at the end
 * @property {() => void} targetReached the list has scrolled to its target
 * @property {import("./unsent-messages.js").UnsentActions} unsent
 * @property {() => void} changed
 */
/**
 * What a list shows. `head` renders what is above the first row, from `headBasis`.
 * @typedef {object} ListContent
 * @property {MessageWindow} window
 * @property {PendingMessage[]} pending
 * @property {number | null} markerNo of the "New" marker
 * @property {number} scrollTarget see {@link ListPosition.target}
 * @property {boolean} [isReturn] see {@link ListPosition.isReturn}
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
  #highlight;
  /** The list stays at the row that the user was led to, until the user scrolls. */
  #staysAtTarget = false;
  /** The target is not loaded yet: nothing that is on the screen meanwhile counts as read. */
  #awaitsTarget = false;
  #anchor;
  /** The row whose editor was open at the last rendering. */
  #editedId = 0;
  /** The message box in which the user began to edit. @type {HTMLTextAreaElement | null} */
  #messageBox = null;
  /** What is shown. @type {ListContent | null} */
  #content = null;
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
    this.#anchor = new ScrollAnchor(this.#scroller);
    this.element.append(this.#scroller);
    this.#activeRow = new ActiveRow(this.#scroller, () => this.#actions.changed());
    this.#activeRow.listen();
    this.#scroller.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    this.#scroller.addEventListener("keydown", (event) => this.#onKeydown(event));
    this.#scroller.addEventListener("copy", (event) => this.#onCopy(event));
    this.#highlight = new Highlight(() => this.#actions.changed());
    for (const type of ["pointerdown", "keydown", "wheel"]) addEventListener(type, () => this.#highlight.acted(), { passive: true });
    for (const type of ["wheel", "touchmove", "pointerdown", "keydown"])
      this.#scroller.addEventListener(type, () => (this.#staysAtTarget = false), { passive: true });
    new ResizeObserver(() => this.#onResize()).observe(this.#scroller);
  }

  /** @param {ListContent} content */
  show(content) {
    this.#content = content;
    const { window, pending, markerNo, scrollTarget, headBasis } = content;
    const { store, messages } = this.#context;
    const { editingId } = messages;
    const isOther = window !== this.#window;
    if (isOther) this.#reset(window);
    const { unsavedVersion } = messages;
    const rowState = [editingId, unsavedVersion, this.#activeRow.id, this.#activeRow.focusableId, this.#highlightedId];
    const state = [window, window.version, store.usersVersion, store.threads.version, format.today()];
    const basis = [...state, ...rowState, pending, markerNo, scrollTarget, headBasis];
    if (basis.length === this.#basis.length && basis.every((part, index) => isSame(part, this.#basis[index]))) return;
    const stays = !isOther && !this.#followsEnd;
    if (stays) this.#anchor.hold(this.#highlightedId);
    this.#basis = basis;
    render(this.#template(content), this.#scroller);
    removeTabStops(this.#scroller);
    if (stays) this.#stay();
    this.#position(content);
    if (this.#anchor.find(scrollTarget)) this.#content = { ...content, scrollTarget: 0 }; // is reached
    if (editingId !== this.#editedId) this.#focusEditor(editingId);
    this.#editedId = editingId;
  }

  /** @param {MessageWindow} window */
  #reset(window) {
    this.#window = window;
    this.#activeRow.reset();
    this.#highlightedId = 0;
    this.#staysAtTarget = false;
    this.#followsEnd = true;
    this.#positioned = null;
    this.#anchor.release();
  }

  /** The row that the user was led to. */
  get #highlightedId() {
    return this.#highlight.id;
  }

  set #highlightedId(id) {
    this.#highlight.id = id;
  }

  // ---- Rendering ----

  /** @param {ListContent} content */
  #template({ window, pending, markerNo, head }) {
    const { store } = this.#context;
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
          (item) => pendingMessageRow(store, item, this.#actions.unsent),
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
    const isUnsaved = messages.hasUnsavedEdit(message.id);
    const { usersVersion, threads } = store;
    const state = [message, showsDay, isFirstNew, continued, usersVersion, threads.unread(message.id), format.today()];
    return guard(
      [...state, isUnsaved, active, focusable, highlighted, isEditing],
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
      const text = window.isMissing ? "These messages were deleted, or you don't have access to them." : "Couldn't load messages.";
      return loadError(text, window.error, () => this.#actions.load(window, isEmpty ? "newest" : end));
    }
    const isFirstPage = window.loading === "newest" || window.loading === "around" || window.loading === "oldest";
    if (isEmpty) return (isFirstPage || window.stale) && end === "older" ? skeleton : nothing;
    return isWhole ? nothing : html`<div class="edge" data-end=${end}><span class="spinner"></span></div>`;
  }

  // ---- Scroll position ----

  /**
   * Scrolls after a rendering: to the target, to the "New" marker of a window that is shown for the first time, or to the end.
   * @param {ListContent} content
   */
  #position({ window, markerNo, scrollTarget, isReturn = false }) {
    const isReady = window.rows.length > 0 && !window.stale;
    const target = scrollTarget > 0 && isReady ? this.#anchor.find(scrollTarget) : null;
    this.#awaitsTarget = scrollTarget > 0 && !target;
    if (target) {
      this.#actions.targetReached();
      this.#positioned = window;
      this.#followsEnd = false;
      if (isReturn) target.scrollIntoView({ block: "start" });
      else this.#leadTo(target, scrollTarget);
    } else if (scrollTarget === ListPosition.END && window.atEnd) {
      this.#actions.targetReached();
      this.#positioned = window;
      this.#highlightedId = 0;
      this.#staysAtTarget = false;
      this.#followsEnd = true;
    } else if (isReady && this.#positioned !== window && !this.#awaitsTarget) {
      this.#positioned = window;
      const marker = markerNo === null ? null : this.#scroller.querySelector(".new-line");
      this.#followsEnd = window.atEnd;
      if (marker) this.#followsEnd = this.#scrollToMarker(marker) && window.atEnd;
    }
    this.#scrollToEnd();
    this.#onScroll();
  }

  /**
   * @param {HTMLElement} row
   * @param {number} id of its message
   */
  #leadTo(row, id) {
    this.#highlightedId = id;
    this.#staysAtTarget = true;
    row.scrollIntoView({ block: row.offsetHeight > this.#scroller.clientHeight ? "start" : "center" });
    this.#activeRow.focus(row);
    this.#actions.changed(); // draws the mark
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

  /** The size of the list changed, for example because the side panel was opened: the rows wrap in another way. */
  #onResize() {
    if (this.#followsEnd) this.#scrollToEnd();
    else this.#stay();
  }

  /** Keeps the row where it is that the user reads. One that the user was led to stays on the screen as a whole, also when it grows. */
  #stay() {
    this.#anchor.restore(this.#staysAtTarget ? this.#highlightedId : 0);
  }

  #onScroll() {
    const window = this.#window;
    if (!window || this.element.offsetParent === null) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const below = scrollHeight - scrollTop - clientHeight;
    const atBottom = window.atEnd && below < BOTTOM_PX;
    this.#followsEnd = atBottom && !this.#staysAtTarget;
    if (this.#followsEnd) this.#anchor.release();
    else this.#anchor.hold(this.#highlightedId);
    this.element.toggleAttribute("data-away", !window.atEnd || below > clientHeight / 2);
    this.#actions.scrolled(atBottom && !this.#awaitsTarget, atBottom ? 0 : this.#anchor.id);
    if (window.loading !== null || window.stale || window.error || window.rows.length === 0) return;
    if (scrollTop < LOAD_DISTANCE_PX && !window.atStart) this.#actions.load(window, "older");
    else if (below < LOAD_DISTANCE_PX && !window.atEnd) this.#actions.load(window, "newer");
  }

  // ---- Focus and keys ----

  /**
   * Moves the focus into an editor that was opened. When it is closed, the focus returns to the message box if it was there, else to the
   * row. An editor that opens again while the user writes elsewhere does not take the focus.
   * @param {number} id of the message whose editor is open; 0 for none
   */
  #focusEditor(id) {
    if (id === 0) (this.#messageBox ?? this.#anchor.find(this.#editedId))?.focus({ preventScroll: true });
    this.#messageBox = null;
    const area = this.#anchor.find(id)?.querySelector("textarea");
    const focused = document.activeElement;
    if (!area || (focused instanceof HTMLTextAreaElement && focused.value)) return;
    if (focused instanceof HTMLTextAreaElement) this.#messageBox = focused;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    area.scrollIntoView({ block: "nearest" });
  }

  /** @param {ClipboardEvent} event */
  #onCopy(event) {
    const messageWith = (/** @type {number} */ messageId) => this.#window?.rows.find(({ id }) => id === messageId);
    copyMessages(event, this.#scroller, messageWith, (userId) => this.#context.store.name(userId));
  }

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    if (this.#content) this.show(this.#content); // a row that has just got the focus has its toolbar from now on
    if (onRowKey(event, this.#scroller)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const row = /** @type {HTMLElement} */ (event.target);
    if (!row.matches(ROW)) return;
    const message = this.#window?.rows.find(({ id }) => id === messageIdOf(row));
    const action = message && messageShortcut(this.#context, this.#scroller, row, message, event);
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
