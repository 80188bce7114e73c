// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { DraftStore } from "../state/draft-store.js";
import { splitText } from "../state/split-text.js";
import { avatar } from "./avatar.js";
import { completionAt, isSuggested } from "./completion.js";
import { emoji } from "./emoji.js";
import { emojiChoices } from "./emoji-choices.js";
import { icon } from "./icons.js";
import { isComposing } from "./key-events.js";
import { mayBeginMention } from "./mention-names.js";
import { isTooLong, lengthStatus } from "./text-length.js";

/** @import { User } from "../contract.js" */
/** @typedef {import("./completion.js").Completion} Completion */
/** @typedef {import("../state/store.js").Store} Store */
/** @typedef {{insert: string, label: string, detail: string, picture: unknown}} Suggestion */
/**
 * @typedef {object} ComposerActions
 * @property {(channelId: number, parentId: number, text: string) => void} send throws when too many messages are pending
 * @property {(channelId: number) => void} typing
 * @property {(messageId: number) => void} edit
 * @property {(pick: (emoji: string) => void) => void} pickEmoji
 * @property {(error: unknown) => void} showError
 */

const SUGGESTIONS_MAX = 8;
const BROADCASTS = [
  { name: "channel", detail: "Notify everyone in this channel" },
  { name: "here", detail: "Notify every online member of this channel" },
];
/** @type {Record<string, string>} */
const MARK_BY_KEY = { b: "**", i: "*", e: "`" };

/** The field in which messages are written: one for the channel, one for a thread. It keeps drafts and completes names and emoji. */
export class Composer {
  element = document.createElement("form");

  #store;
  #actions;
  #drafts = DraftStore.inMemory();
  #popup = document.createElement("div");
  #area = document.createElement("textarea");
  #foot = document.createElement("div");
  #channelId = 0;
  #parentId = 0;
  #draftKey = "";
  /** The draft as the store had it last: when it has another one, another tab changed or sent it. */
  #draft = "";
  /** @type {Suggestion[]} */
  #suggestions = [];
  /** The beginning of a name for which the suggestions are. @type {Completion | null} */
  #completion = null;
  #activeIndex = 0;
  /**
   * The version of the users in which none matches the mention before the cursor, or -1. A user who is loaded later is suggested then.
   */
  #noMatchInVersion = -1;
  /** Makes the ids of the popup unique on a page with two composers. */
  #id;

  /**
   * @param {string} id of the element
   * @param {Store} store
   * @param {ComposerActions} actions
   */
  constructor(id, store, actions) {
    this.#id = id;
    this.#store = store;
    this.#actions = actions;
    this.element.className = "composer";
    this.element.id = id;
    this.#popup.className = "popup-host";
    this.#foot.className = "foot";
    this.element.append(this.#popup, this.#area, this.#foot);
    this.#setAttributes();
    this.#listen();
  }

  #setAttributes() {
    this.#area.rows = 1;
    this.#area.dir = "auto";
    this.#area.setAttribute("aria-autocomplete", "list");
    this.#area.setAttribute("aria-controls", `${this.#id}-choices`);
    this.#area.setAttribute("aria-expanded", "false");
    this.#area.setAttribute("role", "combobox");
    this.#area.setAttribute("aria-haspopup", "listbox");
    this.#renderFoot();
  }

  #listen() {
    this.#area.addEventListener("input", () => this.#onInput());
    this.#area.addEventListener("keydown", (event) => this.#onKeydown(event));
    this.#area.addEventListener("blur", () => this.#suggest([]));
    document.addEventListener("selectionchange", () => this.#onCursorMoved());
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
      if (this.#noMatchInVersion >= 0 && this.#noMatchInVersion !== this.#store.usersVersion) this.#complete();
      return;
    }
    this.#channelId = channelId;
    this.#parentId = parentId;
    this.#draftKey = key;
    this.#load();
  }

  #load() {
    this.#suggest([]);
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

  /**
   * Inserts text at the cursor, in place of the selection.
   * @param {string} text
   */
  insert(text) {
    this.#area.focus();
    this.#area.setRangeText(text, this.#area.selectionStart, this.#area.selectionEnd, "end");
    this.#onInput();
  }

  #onInput() {
    this.#resize();
    this.#keep();
    if (this.#area.value.trim()) this.#actions.typing(this.#channelId);
    this.#complete();
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
    let sent = 0;
    try {
      for (; sent < texts.length; sent++) this.#actions.send(this.#channelId, this.#parentId, texts[sent]);
    } catch (error) {
      this.#actions.showError(error);
    }
    if (sent === 0) return;
    this.#area.value = texts.slice(sent).join("\n\n");
    this.#suggest([]);
    this.#keep();
    this.#resize();
  }

  // ---- Buttons ----

  #renderFoot() {
    const { value } = this.#area;
    const tool = (/** @type {Parameters<typeof icon>[0]} */ picture, /** @type {string} */ label, /** @type {() => void} */ act) =>
      html`<button type="button" class="tool" data-tool=${picture} aria-label=${label} title=${label} @mousedown=${keepFocus} @click=${act}>
        ${icon(picture)}
      </button>`;
    render(
      html`${tool("bold", "Bold (Ctrl+B)", () => this.#wrap("**"))} ${tool("italic", "Italic (Ctrl+I)", () => this.#wrap("*"))}
        ${tool("strike", "Strikethrough", () => this.#wrap("~~"))} ${tool("code", "Code (Ctrl+E)", () => this.#wrap("`"))}
        <span class="gap"></span>
        ${tool("at", "Mention someone", () => this.insert(mayBeginMention(this.#beforeCursor()) ? "@" : " @"))}
        ${tool("smile", "Emoji", () => this.#actions.pickEmoji((character) => this.insert(character)))}
        <span class="end">
          ${lengthStatus(value, () => this.#sendAll(splitText(value)))}
          <button type="submit" class="primary send" aria-label="Send" title="Send (Enter)" ?disabled=${!value.trim() || isTooLong(value)}>
            ${icon("send")}
          </button>
        </span>`,
      this.#foot,
    );
  }

  #beforeCursor() {
    return this.#area.value.slice(0, this.#area.selectionStart);
  }

  /** @param {string} mark is put around the selection */
  #wrap(mark) {
    const { selectionStart: start, selectionEnd: end, value } = this.#area;
    this.#area.focus();
    this.#area.setRangeText(mark + value.slice(start, end) + mark, start, end, "end");
    if (start === end) this.#area.setSelectionRange(start + mark.length, start + mark.length);
    this.#onInput();
  }

  // ---- Suggestions ----

  #complete() {
    this.#completion = completionAt(this.#beforeCursor());
    if (this.#completion?.kind === "mention") {
      this.#suggest(this.#mentionSuggestions(this.#completion.part.toLowerCase()));
      if (this.#suggestions.length === 0) this.#noMatchInVersion = this.#store.usersVersion;
    } else if (this.#completion) this.#suggest(emojiSuggestions(this.#completion.part));
    else this.#suggest([]);
  }

  /** The suggestions are for the name before the cursor; they close when the cursor is at another place. */
  #onCursorMoved() {
    if (this.#suggestions.length === 0) return;
    const { selectionStart, selectionEnd } = this.#area;
    if (selectionStart !== this.#completion?.end || selectionEnd !== selectionStart) this.#suggest([]);
  }

  /**
   * @param {string} part
   * @returns {Suggestion[]}
   */
  #mentionSuggestions(part) {
    const matches = (/** @type {string} */ name) => name.toLowerCase().startsWith(part);
    const isMatch = (/** @type {User} */ user) => matches(user.username) || user.display_name.split(/\s+/).some(matches);
    const users = [...this.#store.users.values()]
      .filter((user) => !user.deactivated_at && isMatch(user))
      .sort((a, b) => a.display_name.localeCompare(b.display_name))
      .map((user) => ({
        insert: `@${user.username} `,
        label: user.display_name,
        detail: `@${user.username}`,
        picture: avatar(this.#store, user.id, { size: "small", dot: true }),
      }));
    const broadcasts = BROADCASTS.filter(({ name }) => part && matches(name)).map(({ name, detail }) => ({
      insert: `@${name} `,
      label: `@${name}`,
      detail,
      picture: icon("people"),
    }));
    return [...users, ...broadcasts].slice(0, SUGGESTIONS_MAX);
  }

  /** @param {Suggestion[]} suggestions */
  #suggest(suggestions) {
    this.#noMatchInVersion = -1;
    if (suggestions.length === 0 && this.#suggestions.length === 0) return;
    this.#suggestions = suggestions;
    this.#activeIndex = 0;
    this.#renderSuggestions();
  }

  #renderSuggestions() {
    const isOpen = this.#suggestions.length > 0;
    this.#area.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.#area.setAttribute("aria-activedescendant", `${this.#id}-choice-${this.#activeIndex}`);
    else this.#area.removeAttribute("aria-activedescendant");
    render(
      isOpen
        ? html`<ul class="choices" role="listbox" id="${this.#id}-choices" aria-label="Suggestions">
            ${this.#suggestions.map(
              (suggestion, index) =>
                html`<li
                  role="option"
                  id="${this.#id}-choice-${index}"
                  aria-selected=${index === this.#activeIndex}
                  @mousedown=${keepFocus}
                  @click=${() => this.#accept(suggestion)}
                >
                  ${suggestion.picture} <b>${suggestion.label}</b> <span class="soft">${suggestion.detail}</span>
                </li>`,
            )}
          </ul>`
        : nothing,
      this.#popup,
    );
  }

  /** @param {Suggestion} suggestion */
  #accept(suggestion) {
    if (!this.#completion) return;
    this.#area.setRangeText(suggestion.insert, this.#completion.start, this.#completion.end, "end");
    this.#suggest([]);
    this.#onInput();
    this.#suggest([]);
  }

  // ---- Keys ----

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    if (isComposing(event)) return;
    if (this.#suggestions.length > 0 && this.#onSuggestionKey(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#send();
    } else if (event.key === "ArrowUp" && this.#area.value === "" && this.#editLast()) {
      event.preventDefault();
    } else if ((event.ctrlKey || event.metaKey) && MARK_BY_KEY[event.key]) {
      event.preventDefault();
      this.#wrap(MARK_BY_KEY[event.key]);
    }
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was for the suggestions
   */
  #onSuggestionKey(event) {
    const count = this.#suggestions.length;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        this.#activeIndex = (this.#activeIndex + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
        this.#renderSuggestions();
        return true;
      case "Enter":
      case "Tab":
        this.#accept(this.#suggestions[this.#activeIndex]);
        return true;
      case "Escape":
        event.stopPropagation();
        this.#suggest([]);
        return true;
      default:
        return false;
    }
  }

  /** @returns {boolean} whether the user has written a message here that is loaded */
  #editLast() {
    const { rows } = this.#store.window(this.#channelId, this.#parentId);
    const last = rows.findLast((row) => row.user_id === this.#store.user.id);
    if (last) this.#actions.edit(last.id);
    return last !== undefined;
  }
}

/** @param {Event} event of a press on a button, which must not move the focus out of the field */
function keepFocus(event) {
  event.preventDefault();
}

/**
 * @param {string} part
 * @returns {Suggestion[]}
 */
function emojiSuggestions(part) {
  const found = emoji.find(part, SUGGESTIONS_MAX, emojiChoices.tone()).filter(({ name }) => isSuggested(name, part));
  return found.map(({ name, names, character }) => ({
    insert: `${character} `,
    label: `:${name}:`,
    detail: names
      .filter((other) => other !== name)
      .map((other) => `:${other}:`)
      .join(" "),
    picture: html`<span class="big">${character}</span>`,
  }));
}
