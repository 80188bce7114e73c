// @ts-check
import { html, render } from "../lib/lit-html.js";
import { DraftStore } from "../state/draft-store.js";
import { splitText } from "../state/split-text.js";
import { icon } from "./icons.js";
import { isComposing } from "./key-events.js";
import { mayBeginMention } from "./mention-names.js";
import { keepFocus, Suggestions } from "./suggestions.js";
import { applyEdit } from "./text-edits.js";
import { enterMakesLine, onTextKey, wrapSelection } from "./text-keys.js";
import { isTooLong, lengthStatus } from "./text-length.js";

/** @typedef {import("../state/store.js").Store} Store */
/**
 * @typedef {object} ComposerActions
 * @property {(channelId: number, parentId: number, text: string) => Promise<void>} send resolves when the text is kept in the browser;
 *   throws when too many messages are pending
 * @property {(channelId: number) => void} typing
 * @property {(messageId: number) => void} edit
 * @property {(pick: (emoji: string) => void) => void} pickEmoji
 * @property {(error: unknown) => void} showError
 */

/** The field in which messages are written: one for the channel, one for a thread. It keeps drafts and completes names and emoji. */
export class Composer {
  element = document.createElement("form");

  #store;
  #actions;
  #drafts = DraftStore.inMemory();
  #area = document.createElement("textarea");
  #foot = document.createElement("div");
  #channelId = 0;
  #parentId = 0;
  #draftKey = "";
  /** The draft as the store had it last: when it has another one, another tab changed or sent it. */
  #draft = "";
  #suggestions;

  /**
   * @param {string} id of the element
   * @param {Store} store
   * @param {ComposerActions} actions
   */
  constructor(id, store, actions) {
    this.#store = store;
    this.#actions = actions;
    this.element.className = "composer";
    this.element.id = id;
    this.#suggestions = new Suggestions(id, this.#area, store);
    this.#foot.className = "foot";
    this.element.append(this.#suggestions.element, this.#area, this.#foot);
    this.#setAttributes();
    this.#listen();
  }

  #setAttributes() {
    this.#area.rows = 1;
    this.#area.dir = "auto";
    this.#area.enterKeyHint = enterMakesLine() ? "enter" : "send";
    this.#renderFoot();
  }

  #listen() {
    this.#area.addEventListener("input", () => this.#onInput());
    this.#area.addEventListener("keydown", (event) => this.#onKeydown(event));
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  /**
   * @param {{channelId: number, parentId?: number, placeholder: string, drafts: DraftStore}} content
   */
  show({ channelId, parentId = 0, placeholder, drafts }) {
    const key = DraftStore.key(channelId, parentId);
    this.#drafts = drafts;
    this.#area.placeholder = placeholder;
    this.#area.setAttribute("aria-label", placeholder);
    if (key === this.#draftKey) {
      if (drafts.get(key) !== this.#draft) this.#load();
      this.#suggestions.usersChanged();
      return;
    }
    this.#channelId = channelId;
    this.#parentId = parentId;
    this.#draftKey = key;
    this.#load();
  }

  #load() {
    this.#suggestions.close();
    this.#draft = this.#drafts.get(this.#draftKey);
    this.#area.value = this.#draft;
    this.#resize();
  }

  #keep() {
    this.#drafts.set(this.#draftKey, this.#area.value);
    this.#draft = this.#drafts.get(this.#draftKey);
  }

  focus() {
    this.#area.focus();
  }

  /** The field, if the user can write in it now. */
  get field() {
    return this.element.checkVisibility() ? this.#area : null;
  }

  /**
   * Inserts text at the cursor, in place of the selection.
   * @param {string} text
   */
  insert(text) {
    const { selectionStart: from, selectionEnd: to } = this.#area;
    applyEdit(this.#area, { from, to, text, start: from + text.length, end: from + text.length });
  }

  #onInput() {
    this.#resize();
    this.#keep();
    if (this.#area.value.trim()) this.#actions.typing(this.#channelId);
    this.#suggestions.update();
  }

  #resize() {
    this.#area.style.height = "auto";
    this.#area.style.height = `${this.#area.scrollHeight}px`;
    this.#renderFoot();
  }

  /** A text that is too long stays in the field, which says so. */
  #send() {
    const text = this.#area.value.trim();
    if (text && !isTooLong(text)) this.#sendAll([text]);
  }

  /** @param {string[]} texts those that cannot be sent stay in the field */
  #sendAll(texts) {
    /** @type {Promise<void>[]} */
    const kept = [];
    try {
      for (const text of texts) kept.push(this.#actions.send(this.#channelId, this.#parentId, text));
    } catch (error) {
      this.#actions.showError(error);
    }
    if (kept.length === 0) return;
    this.#area.value = texts.slice(kept.length).join("\n\n");
    this.#suggestions.close();
    this.#resize();
    void this.#replaceDraft(this.#area.value, Promise.all(kept));
  }

  /**
   * The draft stays until the messages are kept in the browser, so that the text is always in one of the two.
   * @param {string} rest of the draft
   * @param {Promise<unknown>} kept
   */
  async #replaceDraft(rest, kept) {
    const [drafts, key, draft] = [this.#drafts, this.#draftKey, this.#draft];
    await kept;
    if (drafts.get(key) !== draft) return; // the user has written more
    drafts.set(key, rest);
    if (key === this.#draftKey) this.#draft = drafts.get(key);
  }

  // ---- Buttons ----

  #renderFoot() {
    const { value } = this.#area;
    const tool = (/** @type {Parameters<typeof icon>[0]} */ picture, /** @type {string} */ label, /** @type {() => void} */ act) =>
      html`<button type="button" class="tool" data-tool=${picture} aria-label=${label} title=${label} @mousedown=${keepFocus} @click=${act}>
        ${icon(picture)}
      </button>`;
    render(
      html`${tool("bold", "Bold (Ctrl+B)", () => wrapSelection(this.#area, "**"))}
        ${tool("italic", "Italic (Ctrl+I)", () => wrapSelection(this.#area, "*"))}
        ${tool("strike", "Strikethrough", () => wrapSelection(this.#area, "~~"))}
        ${tool("code", "Code (Ctrl+E)", () => wrapSelection(this.#area, "`"))}
        <span class="gap"></span>
        ${tool("at", "Mention someone", () => this.insert(mayBeginMention(this.#beforeCursor()) ? "@" : " @"))}
        ${tool("smile", "Emoji", () => this.#actions.pickEmoji((character) => this.insert(character)))}
        <span class="end">
          ${lengthStatus(value, () => this.#sendAll(splitText(value)))}
          <button
            type="submit"
            class="primary send"
            aria-label="Send"
            title=${enterMakesLine() ? "Send" : "Send (Enter)"}
            ?disabled=${!value.trim() || isTooLong(value)}
          >
            ${icon("send")}
          </button>
        </span>`,
      this.#foot,
    );
  }

  #beforeCursor() {
    return this.#area.value.slice(0, this.#area.selectionStart);
  }

  // ---- Keys ----

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    if (isComposing(event)) return;
    const isHandled =
      this.#suggestions.onKey(event) ||
      onTextKey(event, this.#area, () => this.#send()) ||
      (event.key === "ArrowUp" && this.#area.value === "" && this.#editLast());
    if (isHandled) event.preventDefault();
  }

  /** @returns {boolean} whether the user has written a message here that is loaded */
  #editLast() {
    const { rows } = this.#store.window(this.#channelId, this.#parentId);
    const last = rows.findLast((row) => row.user_id === this.#store.user.id);
    if (last) this.#actions.edit(last.id);
    return last !== undefined;
  }
}
