// @ts-check
import { focusNextRegion } from "./regions.js";
import { isTextField } from "./typed-keys.js";

/** @typedef {import("../state/application.js").Application} Application */

/** The keyboard shortcuts of the whole page. The list of messages and the text fields have their own. */
export class PageKeys {
  #app;
  #root;
  #parts;

  /**
   * @param {Application} app
   * @param {HTMLElement} root
   * @param {{dialogs: import("./dialogs.js").Dialogs, composer: import("./composer.js").Composer}} parts
   */
  constructor(app, root, parts) {
    this.#app = app;
    this.#root = root;
    this.#parts = parts;
  }

  listen() {
    addEventListener("keydown", (event) => this.#onKeydown(event));
  }

  /** @param {KeyboardEvent} event */
  #onKeydown(event) {
    const { account, dialogs, navigation } = this.#app;
    if (account.stage !== "signed-in") return;
    const withControl = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (withControl && key === "k") {
      event.preventDefault();
      if (dialogs.current?.kind === "switcher" && this.#parts.dialogs.element.open) dialogs.close();
      else dialogs.open({ kind: "switcher" });
    } else if (withControl && event.shiftKey && key === "f") {
      event.preventDefault();
      navigation.openPanel({ kind: "search", query: "" });
    } else if ((withControl && key === "/") || (key === "?" && !isTextField(event.target) && !dialogs.current)) {
      event.preventDefault();
      if (dialogs.current?.kind === "shortcuts") dialogs.close();
      else if (!dialogs.current) dialogs.open({ kind: "shortcuts" });
    } else if (key === "f6" && !withControl && !event.altKey) {
      event.preventDefault();
      if (!dialogs.current) focusNextRegion(event.shiftKey ? -1 : 1);
    } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.#openNeighbor(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    } else if (event.key === "Escape" && event.shiftKey && !dialogs.current) {
      event.preventDefault();
      this.#app.marks.confirmAllRead("all");
    } else if (event.key === "Escape" && !dialogs.current) {
      this.#escape();
    }
  }

  #escape() {
    const { shown, navigation, reads, loader } = this.#app;
    if (shown.panel) return navigation.closePanel();
    reads.clearMarker();
    void loader.showLatest();
    this.#parts.composer.focus();
  }

  /**
   * @param {1 | -1} step in the list of channels
   * @param {boolean} unreadOnly
   */
  #openNeighbor(step, unreadOnly) {
    const { shown, navigation } = this.#app;
    const isWanted = (/** @type {HTMLElement} */ entry) => !unreadOnly || entry.matches("[data-waiting], [aria-current]");
    const entries = /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll(".entry[data-channel]")]).filter(isWanted);
    const index = entries.findIndex((entry) => Number(entry.dataset.channel) === shown.channelId);
    const next = entries[(index + step + entries.length) % entries.length];
    if (!next) return;
    next.scrollIntoView({ block: "nearest" });
    void navigation.open(Number(next.dataset.channel));
  }
}
