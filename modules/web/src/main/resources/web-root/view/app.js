// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { Banner } from "./banner.js";
import { beginning, channelView } from "./channel.js";
import { Composer } from "./composer.js";
import { Dialogs } from "./dialogs.js";
import { icon } from "./icons.js";
import { MessageList } from "./message-list.js";
import { panel, threadHead } from "./panel.js";
import { sidebar } from "./sidebar.js";
import { signIn } from "./sign-in.js";

/** @typedef {import("../state/session.js").Session} Session */

/** The page: shows a session, and turns what is pressed anywhere into its verbs. */
export class App {
  #session;
  #root;
  #list;
  #composer;
  #threadList;
  #threadComposer;
  #banner;
  #dialogs;
  #scheduled = false;
  #drawing = false;
  #focusedFor = "";

  /**
   * @param {Session} session
   * @param {HTMLElement} root
   */
  constructor(session, root) {
    this.#session = session;
    this.#root = root;
    this.#list = new MessageList(session);
    this.#composer = new Composer(session, "composer");
    this.#threadList = new MessageList(session);
    this.#threadComposer = new Composer(session, "thread-composer");
    this.#banner = new Banner(() => session.live.hurry());
    this.#dialogs = new Dialogs(session);
    addEventListener("keydown", (press) => this.#keys(press));
    addEventListener("popstate", () => session.arrive());
    addEventListener("pagehide", () => session.outbox.leave());
  }

  /** Something changed: shown once per frame, and at once where frames are not drawn or keys that follow are meant for it. */
  changed() {
    if (this.#takesFocus() && !this.#drawing) return this.#draw();
    if (this.#scheduled) return;
    this.#scheduled = true;
    const draw = () => {
      this.#scheduled = false;
      this.#draw();
    };
    if (document.hidden) queueMicrotask(draw);
    else requestAnimationFrame(draw);
  }

  #takesFocus() {
    const { stage, dialog } = this.#session;
    return this.#focusable() !== this.#focusedFor || (stage === "in" && dialog !== this.#dialogs.shown);
  }

  #draw() {
    const session = this.#session;
    this.#drawing = true; // what changes while it is drawn is drawn with the next frame
    const focused = document.activeElement;
    try {
      this.#banner.show(session.standing);
      render(this.#page(), this.#root);
      if (session.stage === "in") this.#fill();
      this.#keepFocus(focused);
      this.#dialogs.show(session.stage === "in" ? session.dialog : null);
      document.title = this.#title();
      this.#focus();
    } finally {
      this.#drawing = false;
    }
  }

  /**
   * What is moved on the page loses the focus: a person in a list who is here now.
   * @param {Element | null} focused before it was drawn
   */
  #keepFocus(focused) {
    if (focused instanceof HTMLElement && focused.isConnected && document.activeElement === document.body)
      focused.focus({ preventScroll: true });
  }

  #page() {
    const session = this.#session;
    if (session.stage === "sign in") return signIn(session);
    if (session.stage === "starting")
      return html`<main class="sign-in">${this.#banner.element}<span class="spinner" role="img" aria-label="Loading"></span></main>`;
    const { place, toast } = session;
    return html`<div
        class="app"
        data-page=${place.channelId ? "channel" : "places"}
        ?data-panel=${place.panel !== null}
        data-state=${session.standing.state}
      >
        ${sidebar(session)} ${channelView(session, { list: this.#list, composer: this.#composer, banner: this.#banner.element })}
        ${panel(session, { list: this.#threadList, composer: this.#threadComposer })}
      </div>
      ${this.#dialogs.element}
      <div class="toasts" role="status">
        ${toast ? html`<div class="toast" ?data-bad=${toast.bad}>${icon(toast.bad ? "alert" : "check")} ${toast.text}</div>` : nothing}
      </div>
      <div class="sr" aria-live="polite" id="live">
        ${repeat(
          session.announcements,
          (one) => one.id,
          (one) => html`<p>${one.text}</p>`,
        )}
      </div>`;
  }

  /** What keeps its own place on the screen is filled once it is there. */
  #fill() {
    const session = this.#session;
    const { store, place } = session;
    const channel = store.channels.get(place.channelId);
    if (!channel) return;
    this.#list.show(store.run(channel.id), { head: () => beginning(session, channel), headOf: channel });
    this.#composer.show(channel.id, 0, `Message ${channel.name ? "#" : ""}${store.title(channel)}`);
    if (place.panel?.kind !== "thread") return;
    const { parentId } = place.panel;
    const parent = store.run(channel.id).rows.find((row) => row.id === parentId);
    this.#threadList.show(store.run(channel.id, parentId), {
      inThread: true,
      head: () => threadHead(session, channel.id, parentId),
      headOf: parent,
    });
    this.#threadComposer.show(channel.id, parentId, "Reply…");
  }

  #title() {
    const { store, place, stage } = this.#session;
    if (stage !== "in") return "Hero Collab";
    let waiting = 0;
    for (const channel of store.channels.values()) waiting += channel.name ? store.mentions(channel.id) : store.unread(channel.id);
    const channel = store.channels.get(place.channelId);
    const where = channel ? `${channel.name ? "#" : ""}${store.title(channel)} · ` : "";
    return `${waiting > 0 ? `(${waiting}) ` : ""}${where}Hero Collab`;
  }

  /** What the focus is put into when it changes, in one word. */
  #focusable() {
    const { place, stage } = this.#session;
    const parent = place.panel?.kind === "thread" ? place.panel.parentId : 0;
    const asking = place.panel?.kind === "search" && place.panel.query === "";
    return `${stage} ${place.channelId} ${parent} ${asking}`;
  }

  /** Whoever opens a channel or a thread wants to write there, unless a keyboard would jump up on a phone. */
  #focus() {
    const { place, stage } = this.#session;
    const parent = place.panel?.kind === "thread" ? place.panel.parentId : 0;
    const here = this.#focusable();
    if (here === this.#focusedFor) return;
    const threadClosed = this.#focusedFor !== "" && parent === 0;
    this.#focusedFor = here;
    if (stage !== "in" || place.target > 0 || matchMedia("(pointer: coarse)").matches) return;
    if (place.panel?.kind === "search") document.getElementById("search")?.focus();
    else if (parent) this.#threadComposer.focus();
    else if (place.channelId || threadClosed) this.#composer.focus();
  }

  /** @param {KeyboardEvent} press */
  #keys(press) {
    const session = this.#session;
    if (session.stage !== "in") return;
    if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === "k") {
      press.preventDefault();
      session.ask(session.dialog?.kind === "switcher" && this.#dialogs.element.open ? null : { kind: "switcher" });
    } else if ((press.ctrlKey || press.metaKey) && press.shiftKey && press.key.toLowerCase() === "f") {
      press.preventDefault();
      session.beside({ kind: "search", query: "" });
    } else if (press.altKey && (press.key === "ArrowDown" || press.key === "ArrowUp")) {
      press.preventDefault();
      this.#step(press.key === "ArrowDown" ? 1 : -1);
    } else if (press.key === "Escape" && !session.dialog) {
      this.#escape();
    }
  }

  #escape() {
    const session = this.#session;
    if (session.place.panel) session.beside(null);
    else {
      session.reader.spoke();
      void session.latest();
      this.#composer.focus();
    }
  }

  /** @param {1 | -1} way */
  #step(way) {
    const entries = [...this.#root.querySelectorAll(".entry[data-channel]")].map((entry) =>
      Number(/** @type {HTMLElement} */ (entry).dataset.channel),
    );
    const at = entries.indexOf(this.#session.place.channelId);
    const next = entries[(at + way + entries.length) % entries.length];
    if (next) void this.#session.open(next);
  }
}
