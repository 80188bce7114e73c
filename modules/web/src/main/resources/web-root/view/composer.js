// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { avatar } from "./avatar.js";
import { emoji } from "./emoji.js";
import { icon } from "./icons.js";

/** @typedef {import("../state/session.js").Session} Session */
/** @typedef {{insert: string, label: string, detail: string, picture: unknown}} Choice */

const CHOICES_MAX = 8;
const LETTERS_MAX = 16_000;
const LETTERS_LEFT_SHOWN = 500;
/** Which word before the cursor asks for names, and what of it is the beginning of one. */
const PERSON = /(^|[\s(])@([\p{L}\p{N}._-]*)$/u;
const EMOJI = /(^|[\s(])(:)([a-z0-9_+-]{2,})$/i;
const EVERYBODY = [
  { insert: "channel", label: "channel", detail: "everybody in this channel" },
  { insert: "here", label: "here", detail: "everybody who is here now" },
];

/**
 * Where messages are written: one for the channel, one for a thread. It keeps what was written in each place, completes names and
 * emoji, and sends with Enter.
 */
export class Composer {
  element = document.createElement("form");

  #session;
  #area;
  #foot;
  #channelId = 0;
  #parentId = 0;
  #place = "";
  /** @type {Choice[]} */
  #choices = [];
  #chosen = 0;
  /** Which version of the people had nobody of the name before the cursor, or -1: who is met later is offered then. */
  #nobodyIn = -1;
  #popup;
  /** Names the popup for the field, on a page with two composers. */
  #id;

  /**
   * @param {Session} session
   * @param {string} id
   */
  constructor(session, id) {
    this.#session = session;
    this.#id = id;
    this.element.className = "composer";
    this.element.id = id;
    this.#popup = document.createElement("div");
    this.#popup.className = "popup-host";
    this.#area = document.createElement("textarea");
    this.#foot = document.createElement("div");
    this.#foot.className = "foot";
    this.element.append(this.#popup, this.#area, this.#foot);
    this.#dress();
    this.#listen();
  }

  #dress() {
    this.#area.rows = 1;
    this.#area.maxLength = LETTERS_MAX;
    this.#area.setAttribute("aria-autocomplete", "list");
    this.#area.setAttribute("aria-controls", `${this.#id}-choices`);
    this.#area.setAttribute("aria-expanded", "false");
    this.#area.setAttribute("role", "combobox");
    this.#area.setAttribute("aria-haspopup", "listbox");
    this.#renderFoot();
  }

  #listen() {
    this.#area.addEventListener("input", () => this.#written(true));
    this.#area.addEventListener("keydown", (press) => this.#keys(press));
    this.#area.addEventListener("blur", () => this.#offer([]));
    this.element.addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#send();
    });
  }

  /**
   * @param {number} channelId
   * @param {number} parentId 0 for the channel itself
   * @param {string} placeholder
   */
  show(channelId, parentId, placeholder) {
    const place = `${channelId} ${parentId}`;
    this.#area.placeholder = placeholder;
    this.#area.setAttribute("aria-label", placeholder);
    if (place === this.#place) {
      if (this.#nobodyIn >= 0 && this.#nobodyIn !== this.#session.store.usersVersion) this.#complete();
      return;
    }
    this.#channelId = channelId;
    this.#parentId = parentId;
    this.#place = place;
    this.#offer([]);
    this.#area.value = this.#session.kept.get(place);
    this.#written(false);
  }

  focus() {
    this.#area.focus();
  }

  /**
   * Puts something at the cursor, in place of what is selected.
   * @param {string} text
   */
  insert(text) {
    this.#area.focus();
    this.#area.setRangeText(text, this.#area.selectionStart, this.#area.selectionEnd, "end");
    this.#written(true);
  }

  /** @param {boolean} byHand not when a kept text is shown */
  #written(byHand) {
    this.#area.style.height = "auto";
    this.#area.style.height = `${this.#area.scrollHeight}px`;
    this.#renderFoot();
    if (!byHand) return;
    this.#session.kept.set(this.#place, this.#area.value);
    if (this.#area.value.trim()) this.#session.typing(this.#channelId);
    this.#complete();
  }

  #send() {
    const text = this.#area.value.trim();
    if (!text) return;
    void this.#session.attempt(async () => {
      this.#session.say(this.#channelId, this.#parentId, text);
      this.#area.value = "";
      this.#offer([]);
      this.#session.kept.set(this.#place, "");
      this.#written(false);
    });
  }

  #renderFoot() {
    const left = LETTERS_MAX - this.#area.value.length;
    const tool = (/** @type {any} */ name, /** @type {string} */ label, /** @type {() => void} */ act) =>
      html`<button type="button" class="tool" data-tool=${name} aria-label=${label} title=${label} @mousedown=${keepFocus} @click=${act}>
        ${icon(name)}
      </button>`;
    render(
      html`${tool("bold", "Bold (Ctrl+B)", () => this.#wrap("**"))} ${tool("italic", "Italic (Ctrl+I)", () => this.#wrap("*"))}
        ${tool("strike", "Strike through", () => this.#wrap("~~"))} ${tool("code", "Code (Ctrl+E)", () => this.#wrap("`"))}
        <span class="gap"></span>
        ${tool("at", "Mention somebody", () => this.insert(this.#atWord() ? "@" : " @"))}
        ${tool("smile", "Emoji", () => this.#session.ask({ kind: "emoji", composer: this }))}
        <span class="end">
          ${left < LETTERS_LEFT_SHOWN ? html`<span class="soft" role="status">${left} left</span>` : nothing}
          <button type="submit" class="primary send" aria-label="Send" title="Send (Enter)" ?disabled=${!this.#area.value.trim()}>
            ${icon("send")}
          </button>
        </span>`,
      this.#foot,
    );
  }

  #atWord() {
    return /(^|\s)$/.test(this.#area.value.slice(0, this.#area.selectionStart));
  }

  /** @param {string} mark around what is selected */
  #wrap(mark) {
    const { selectionStart: start, selectionEnd: end, value } = this.#area;
    const inside = value.slice(start, end);
    this.#area.focus();
    this.#area.setRangeText(mark + inside + mark, start, end, "end");
    if (start === end) this.#area.setSelectionRange(start + mark.length, start + mark.length);
    this.#written(true);
  }

  // ---- completion

  #complete() {
    const before = this.#area.value.slice(0, this.#area.selectionStart);
    const person = PERSON.exec(before);
    const named = person ? null : EMOJI.exec(before);
    if (person) {
      this.#offer(this.#people(person[2].toLowerCase()));
      if (this.#choices.length === 0) this.#nobodyIn = this.#session.store.usersVersion;
    } else if (named) this.#offer(emojiChoices(named[3]));
    else this.#offer([]);
  }

  /**
   * @param {string} part
   * @returns {Choice[]}
   */
  #people(part) {
    const { store } = this.#session;
    const fits = (/** @type {string} */ name) => name.toLowerCase().startsWith(part);
    const people = [...store.users.values()]
      .filter((user) => !user.deactivated_at && (fits(user.username) || user.display_name.split(/\s+/).some(fits)))
      .sort((one, other) => one.display_name.localeCompare(other.display_name))
      .map((user) => ({
        insert: `@${user.username} `,
        label: user.display_name,
        detail: `@${user.username}`,
        picture: avatar(store, user.id, { size: "small", dot: true }),
      }));
    const everybody = EVERYBODY.filter((one) => part && fits.call(null, one.insert)).map((one) => ({
      ...one,
      insert: `@${one.insert} `,
      label: `@${one.label}`,
      picture: icon("people"),
    }));
    return [...people, ...everybody].slice(0, CHOICES_MAX);
  }

  /** @param {Choice[]} choices */
  #offer(choices) {
    this.#nobodyIn = -1;
    if (choices.length === 0 && this.#choices.length === 0) return;
    this.#choices = choices;
    this.#chosen = 0;
    this.#renderChoices();
  }

  #renderChoices() {
    const open = this.#choices.length > 0;
    this.#area.setAttribute("aria-expanded", String(open));
    if (open) this.#area.setAttribute("aria-activedescendant", `${this.#id}-choice-${this.#chosen}`);
    else this.#area.removeAttribute("aria-activedescendant");
    render(
      open
        ? html`<ul class="choices" role="listbox" id="${this.#id}-choices" aria-label="Suggestions">
            ${this.#choices.map(
              (choice, at) =>
                html`<li
                  role="option"
                  id="${this.#id}-choice-${at}"
                  aria-selected=${at === this.#chosen}
                  @mousedown=${keepFocus}
                  @click=${() => this.#take(choice)}
                >
                  ${choice.picture} <b>${choice.label}</b> <span class="soft">${choice.detail}</span>
                </li>`,
            )}
          </ul>`
        : nothing,
      this.#popup,
    );
  }

  /** @param {Choice} choice */
  #take(choice) {
    const end = this.#area.selectionStart;
    const before = this.#area.value.slice(0, end);
    const start = Math.max(before.lastIndexOf("@"), before.lastIndexOf(":"));
    this.#area.setRangeText(choice.insert, start, end, "end");
    this.#offer([]);
    this.#written(true);
    this.#offer([]);
  }

  // ---- keys

  /** @param {KeyboardEvent} press */
  #keys(press) {
    if (press.isComposing) return;
    if (this.#choices.length > 0 && this.#choose(press)) return press.preventDefault();
    if (press.key === "Enter" && !press.shiftKey && !press.altKey) {
      press.preventDefault();
      this.#send();
    } else if (press.key === "ArrowUp" && this.#area.value === "" && this.#editLast()) {
      press.preventDefault();
    } else if (press.ctrlKey || press.metaKey) {
      const mark = { b: "**", i: "*", e: "`" }[press.key];
      if (!mark) return;
      press.preventDefault();
      this.#wrap(mark);
    }
  }

  /** @param {KeyboardEvent} press */
  #choose(press) {
    const count = this.#choices.length;
    switch (press.key) {
      case "ArrowDown":
      case "ArrowUp":
        this.#chosen = (this.#chosen + (press.key === "ArrowDown" ? 1 : count - 1)) % count;
        this.#renderChoices();
        return true;
      case "Enter":
      case "Tab":
        this.#take(this.#choices[this.#chosen]);
        return true;
      case "Escape":
        press.stopPropagation();
        this.#offer([]);
        return true;
      default:
        return false;
    }
  }

  #editLast() {
    const { store } = this.#session;
    const own = store.run(this.#channelId, this.#parentId).rows.filter((row) => row.user_id === store.user.id);
    const last = own[own.length - 1];
    if (last) this.#session.startEditing(last.id);
    return last !== undefined;
  }
}

/** @param {Event} down pressing a button leaves the cursor where it is */
function keepFocus(down) {
  down.preventDefault();
}

/**
 * @param {string} part
 * @returns {Choice[]}
 */
function emojiChoices(part) {
  return emoji
    .like(part, CHOICES_MAX)
    .map(({ name, character }) => ({
      insert: `${character} `,
      label: `:${name}:`,
      detail: "",
      picture: html`<span class="big">${character}</span>`,
    }));
}
