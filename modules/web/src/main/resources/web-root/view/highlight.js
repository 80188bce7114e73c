// @ts-check

/** The row that the user was led to. It is marked until the user does something, and for some seconds at least. */
export class Highlight {
  static SHOWN_MS = 4_000;

  #id = 0;
  #until = 0;
  #cleared;
  #now;
  #later;
  #isEnding = false;

  /**
   * @param {() => void} cleared
   * @param {() => number} [now] milliseconds
   * @param {(act: () => void, ms: number) => unknown} [later]
   */
  constructor(cleared, now = () => performance.now(), later = (act, ms) => setTimeout(act, ms)) {
    this.#cleared = cleared;
    this.#now = now;
    this.#later = later;
  }

  /** The message of the row; 0 for none. */
  get id() {
    return this.#id;
  }

  set id(id) {
    this.#id = id;
    this.#until = this.#now() + Highlight.SHOWN_MS;
  }

  /** The user pressed a key or the pointer, or scrolled. */
  acted() {
    if (this.#id === 0 || this.#isEnding) return;
    const rest = this.#until - this.#now();
    if (rest <= 0) return this.#clear();
    this.#isEnding = true;
    this.#later(() => this.#end(), rest);
  }

  /** The user may have been led to another row in the meantime. */
  #end() {
    this.#isEnding = false;
    if (this.#now() >= this.#until) this.#clear();
  }

  #clear() {
    if (this.#id === 0) return;
    this.#id = 0;
    this.#cleared();
  }
}
