// @ts-check

/**
 * Calls back after midnight, because the page shows "Today" and "Yesterday". The timers of a page stop while the device sleeps, so the day
 * is compared at least every minute.
 */
export class DayChange {
  static CHECK_MS = 60_000;

  #changed;
  #day = new Date().toDateString();

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
    this.#wait();
  }

  #wait() {
    const now = new Date();
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
    setTimeout(() => this.#compare(), Math.min(DayChange.CHECK_MS, midnight - now.getTime()));
  }

  #compare() {
    const day = new Date().toDateString();
    const isOther = day !== this.#day;
    this.#day = day;
    this.#wait();
    if (isOther) this.#changed();
  }
}
