// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { emoji } from "./emoji.js";
import { history } from "./history.js";
import { icon } from "./icons.js";
import { NewMessage } from "./new-message.js";
import { people } from "./people.js";
import { person } from "./person.js";
import { Picker } from "./picker.js";
import { richText } from "./rich-text.js";
import { theme } from "./theme.js";

/** @typedef {import("../state/session.js").Session} Session */
/** @typedef {import("../state/session.js").Dialog} Dialog */

const EMOJI_MAX = 96;

/**
 * One modal dialog at a time, in the browser's own element: it keeps the focus inside, closes with Escape, and gives the focus back to
 * where it was.
 */
export class Dialogs {
  element = document.createElement("dialog");
  #session;
  /** @type {Dialog | null} */
  #shown = null;
  /** @type {Picker | NewMessage | null} */
  #picker = null;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    this.element.addEventListener("close", () => {
      if (this.#shown && !this.element.open) session.ask(null); // it is told late: another may be open by now
    });
    this.element.addEventListener("pointerdown", (down) => {
      if (down.target === this.element) this.element.close();
    });
  }

  get shown() {
    return this.#shown;
  }

  /** @param {Dialog | null} dialog */
  show(dialog) {
    if (dialog === this.#shown) return this.#refresh();
    this.#shown = dialog;
    this.#picker = null;
    if (!dialog) {
      this.element.close();
      render(nothing, this.element);
      return;
    }
    this.element.dataset.kind = dialog.kind;
    this.#picker = this.#pickerOf(dialog);
    this.#refresh();
    if (!this.element.open) this.element.showModal();
    (this.#picker ?? this.#first("[autofocus], input, .primary") ?? this.#first("button"))?.focus();
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement | null}
   */
  #first(selector) {
    return this.element.querySelector(selector);
  }

  #refresh() {
    if (!this.#shown) return;
    this.#picker?.refresh();
    render(this.#content(this.#shown), this.element);
  }

  /**
   * @param {Dialog} dialog
   * @returns {Picker | NewMessage | null}
   */
  #pickerOf(dialog) {
    if (dialog.kind === "switcher")
      return new Picker("Jump to a channel or person", (query) => this.#places(query), "Nobody and nothing is called that.");
    if (dialog.kind === "write") return new NewMessage(this.#session, dialog.with ?? []);
    if (dialog.kind === "add")
      return new Picker("Who joins?", (query) => this.#strangers(query, dialog.channel), "Nobody else is called that.");
    return null;
  }

  /** @param {Dialog} dialog */
  #content(dialog) {
    switch (dialog.kind) {
      case "switcher":
        return box(this.element, "Jump to", this.#picker?.element);
      case "write":
        return box(this.element, "New message", this.#picker?.element);
      case "add":
        return box(this.element, `Add people to #${dialog.channel.name}`, this.#picker?.element);
      case "emoji":
        return box(this.element, dialog.message ? "React" : "Emoji", this.#emojiGrid(dialog));
      case "browse":
        return box(this.element, "Channels", this.#browse(dialog));
      case "history":
        return box(this.element, "Edit history", history(this.#session, dialog));
      case "person":
        return box(this.element, this.#session.store.name(dialog.userId), person(this.#session, dialog));
      case "delete":
        return box(this.element, "Delete this message?", this.#deletion(dialog.message));
      case "confirm":
        return box(this.element, dialog.title, this.#confirmation(dialog));
      case "me":
        return box(this.element, this.#session.store.user.display_name, this.#me());
      default:
        return nothing;
    }
  }

  /**
   * @param {string} query
   * @returns {import("./picker.js").Option[]}
   */
  #places(query) {
    const { store } = this.#session;
    const fits = (/** @type {string} */ name) => name.toLowerCase().includes(query);
    const channels = this.#session
      .channels()
      .filter((one) => (one.name || one.kind === "group_dm") && fits(store.title(one)))
      .sort((one, other) => store.unread(other.id) - store.unread(one.id) || store.title(one).localeCompare(store.title(other)))
      .map((one) => ({
        key: `channel ${one.id}`,
        label: store.title(one),
        detail: store.unread(one.id) > 0 ? `${store.unread(one.id)} unread` : one.topic,
        picture: icon(one.kind === "private" ? "lock" : one.name ? "hash" : "people"),
        take: () => this.#session.open(one.id),
      }));
    const persons = people.like(store, query).map((user) => ({ ...people.option(store, user), take: () => this.#talk(user.id) }));
    return [...channels, ...persons];
  }

  /** @param {number} userId */
  #talk(userId) {
    this.#session.ask(null);
    void this.#session.talkTo([userId]);
  }

  /**
   * @param {string} query
   * @param {any} channel
   */
  #strangers(query, channel) {
    const { store, shelf } = this.#session;
    const inside = new Set(shelf.rows.map((row) => row.user_id));
    return people
      .like(store, query)
      .filter((user) => !inside.has(user.id))
      .map((user) => ({
        ...people.option(store, user),
        take: () => {
          this.#session.ask(null);
          void this.#session.change("channel.members.add", { channel_id: channel.id, user_id: user.id });
        },
      }));
  }

  /** @param {Dialog} dialog */
  #emojiGrid(dialog) {
    const take = (/** @type {string} */ character) => {
      this.#session.ask(null);
      if (dialog.message) void this.#session.react(dialog.message, character);
      else dialog.composer.insert(character);
    };
    const shown = emoji.like(dialog.query ?? "", EMOJI_MAX);
    const typed = (/** @type {InputEvent} */ input) => {
      dialog.query = /** @type {HTMLInputElement} */ (input.target).value.trim();
      this.#refresh();
    };
    const enter = (/** @type {SubmitEvent} */ submit) => {
      submit.preventDefault();
      if (shown[0]) take(shown[0].character);
    };
    return html`<form @submit=${enter}>
        <input id="emoji-search" placeholder="Search emoji" aria-label="Search emoji" autocomplete="off" @input=${typed} />
      </form>
      <div class="grid">
        ${shown.map(
          (one) =>
            html`<button type="button" title=":${one.name}:" aria-label=${one.name} @click=${() => take(one.character)}>
              ${one.character}
            </button>`,
        )}
      </div>
      ${shown.length === 0 ? html`<p class="soft">No emoji is called that.</p>` : nothing}`;
  }

  /** @param {Dialog} dialog */
  #browse(dialog) {
    const { store, place } = this.#session;
    if (!dialog.asked) {
      dialog.asked = true;
      void this.#session.attempt(async () => {
        dialog.rows = (await this.#session.rpc.call("channel.list", { workspace_id: place.workspaceId })).channels;
      });
    }
    const open = (dialog.rows ?? []).filter(
      (/** @type {any} */ row) => row.kind === "public" && !row.archived_at && !store.channels.has(row.id),
    );
    return html`<form class="create" @submit=${(/** @type {SubmitEvent} */ submit) => this.#create(submit)}>
        <label>New channel <input name="name" required maxlength="80" autocomplete="off" placeholder="for example release-notes" /></label>
        <label class="check"><input type="checkbox" name="private" /> Private: only who is added can see it</label>
        <button type="submit" class="primary">Create</button>
      </form>
      <h3>Channels you have not joined</h3>
      ${!dialog.rows ? html`<div class="edge"><span class="spinner"></span></div>` : nothing}
      ${dialog.rows && open.length === 0 ? html`<p class="soft">You are in all of them.</p>` : nothing}
      <ul class="members">
        ${open.map(
          (/** @type {any} */ row) =>
            html`<li data-channel=${row.id}>
              ${icon("hash")}<span class="names"><b>${row.name}</b><span class="soft">${row.topic}</span></span>
              <button type="button" class="plain" @click=${() => this.#join(row)}>Join</button>
            </li>`,
        )}
      </ul>`;
  }

  /** @param {SubmitEvent} submit */
  async #create(submit) {
    submit.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (submit.target));
    const kind = form.get("private") ? "private" : "public";
    const made = await this.#session.change("channel.create", {
      workspace_id: this.#session.place.workspaceId,
      kind,
      name: String(form.get("name")).trim(),
    });
    if (made) await this.#session.open(made.channel.id);
  }

  /** @param {any} row */
  async #join(row) {
    const joined = await this.#session.change("channel.join", { channel_id: row.id });
    if (joined) await this.#session.open(row.id);
  }

  /** @param {any} message */
  #deletion(message) {
    return html`<div class="card text">${richText(message.text, this.#session.store)}</div>
      <p class="soft">It disappears for everybody. This can not be undone.</p>
      <div class="row end">
        <button type="button" class="plain" @click=${() => this.#session.ask(null)}>Keep it</button>
        <button type="button" class="danger" autofocus id="confirm-delete" @click=${() => this.#session.remove(message)}>Delete</button>
      </div>`;
  }

  /** @param {Dialog} dialog `text` says what comes of it, `verb` and `act` are what was asked for */
  #confirmation({ text, verb, act }) {
    const confirm = () => {
      this.#session.ask(null);
      act();
    };
    return html`<p>${text}</p>
      <div class="row end">
        <button type="button" class="plain" @click=${() => this.#session.ask(null)}>Cancel</button>
        <button type="button" class="danger" autofocus id="confirm" @click=${confirm}>${verb}</button>
      </div>`;
  }

  #me() {
    const session = this.#session;
    const save = (/** @type {SubmitEvent} */ submit) => {
      submit.preventDefault();
      const text = String(new FormData(/** @type {HTMLFormElement} */ (submit.target)).get("status")).trim();
      session.ask(null);
      void session.change("presence.set_status_text", { text });
    };
    const chosen = theme.get();
    return html`<form class="about" @submit=${save}>
        <label
          >Status
          <input
            name="status"
            id="status"
            maxlength="100"
            autocomplete="off"
            .value=${session.store.user.status_text}
            placeholder="What are you up to?"
        /></label>
        <button type="submit" class="primary">Save</button>
      </form>
      <fieldset class="themes">
        <legend>Appearance</legend>
        ${theme.all.map(
          (one) =>
            html`<label
              ><input type="radio" name="theme" value=${one} ?checked=${one === chosen} @change=${() => theme.set(one)} />
              ${one[0].toUpperCase() + one.slice(1)}</label
            >`,
        )}
      </fieldset>
      ${session.notifier.state === "default"
        ? html`<button type="button" class="plain wide" @click=${() => session.notifier.enable()}>
            Notify me of mentions and direct messages
          </button>`
        : html`<p class="soft">Desktop notifications are ${session.notifier.state === "granted" ? "on" : "off in this browser"}.</p>`}
      <details class="keys">
        <summary>Keyboard</summary>
        <dl>
          ${KEYS.map(
            ([keys, what]) =>
              html`<div>
                <dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd>`)}</dt>
                <dd>${what}</dd>
              </div>`,
          )}
        </dl>
      </details>
      <button type="button" class="plain wide" id="sign-out" @click=${() => session.signOut()}>${icon("out")} Sign out</button>`;
  }
}

const KEYS = [
  ["Ctrl K", "Jump to a channel or person"],
  ["Ctrl Shift F", "Search messages"],
  ["Alt ↑", "Previous channel"],
  ["Alt ↓", "Next channel"],
  ["↑", "Edit your last message, in an empty composer"],
  ["Shift Enter", "New line"],
  ["Esc", "Close a panel; then go to the newest message"],
  ["↑ ↓", "Move through messages, from a focused one"],
  ["R T E P H", "React, thread, edit, pin, history of the focused message"],
];

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} title
 * @param {unknown} body
 */
function box(dialog, title, body) {
  return html`<div class="box" role="document">
    <header>
      <h2 id="dialog-title">${title}</h2>
      <button type="button" class="tool" aria-label="Close" title="Close (Esc)" @click=${() => dialog.close()}>${icon("close")}</button>
    </header>
    ${body}
  </div>`;
}
