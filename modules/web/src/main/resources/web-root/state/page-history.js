// @ts-check

/**
 * How the history of the tab changes: a new entry, another address of the present entry, or back to the entry before if that shows the
 * place already.
 * @typedef {"push" | "replace" | "leave"} Entry
 */
/**
 * `again` also leads to a message that the address names already; `readingId` is where the user read before.
 * @typedef {{again?: boolean, readingId?: number}} ShowOptions
 */

/**
 * What this module uses of a browser's window.
 * @typedef {Pick<typeof globalThis, "history" | "location" | "addEventListener">} Browser
 */
/**
 * What an entry keeps: `before` is the address of the entry before it, `readingId` the message that was first on the screen when the user
 * went on to another entry; 0 for the end of the messages.
 * @typedef {{before?: string, readingId?: number}} EntryState
 */

/**
 * The entries that the page adds to the history of its tab. A browser goes back asynchronously: what is asked for meanwhile is done
 * afterwards, in its order.
 */
export class PageHistory {
  #browser;
  #moved;
  /** What was asked for while the browser goes back; null while it does not. @type {(() => void)[] | null} */
  #waiting = null;
  /** The address of the entry that the page asked for last. */
  #url;

  /**
   * @param {(readingId: number) => void} moved the user went to another entry, or changed the address
   * @param {Browser} [browser]
   */
  constructor(moved, browser = globalThis) {
    this.#moved = moved;
    this.#browser = browser;
    this.#url = this.#shown();
    browser.addEventListener("popstate", () => this.#popped());
  }

  /**
   * Adds an entry, unless the address stays the same.
   * @param {string} url
   * @param {number} readingId for the entry that the user leaves
   */
  push(url, readingId) {
    this.#ask(() => {
      const before = this.#shown();
      if (url === before) return;
      const { history } = this.#browser;
      history.replaceState({ ...this.#state(), readingId }, "");
      history.pushState({ before }, "", url);
    }, url);
  }

  /**
   * Changes the address of the present entry.
   * @param {string} url
   */
  replace(url) {
    this.#ask(() => {
      if (url !== this.#shown()) this.#browser.history.replaceState(this.#state(), "", url);
    }, url);
  }

  /**
   * Goes back if the entry before has this address, and adds an entry otherwise. So what was opened and closed leaves no trace.
   * @param {string} url
   * @param {number} readingId for the entry that the user leaves
   */
  leave(url, readingId) {
    if (url === this.#url) return;
    if (this.#waiting !== null || this.#state().before !== url) return this.push(url, readingId);
    this.#waiting = [];
    this.#url = url;
    this.#browser.history.back();
  }

  /**
   * @param {() => void} act
   * @param {string} url the address afterwards
   */
  #ask(act, url) {
    this.#url = url;
    if (this.#waiting === null) act();
    else this.#waiting.push(act);
  }

  #popped() {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null || (waiting.length === 0 && this.#shown() !== this.#url)) {
      this.#url = this.#shown();
      return this.#moved(this.#state().readingId ?? 0);
    }
    for (const act of waiting) act();
  }

  /** The address of the present entry. */
  #shown() {
    return this.#browser.location.hash || "/";
  }

  /** @returns {EntryState} */
  #state() {
    return this.#browser.history.state ?? {};
  }
}
