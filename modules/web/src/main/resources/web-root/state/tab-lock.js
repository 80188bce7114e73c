// @ts-check

/**
 * Tells the tabs of this browser from each other. Each tab holds a Web Lock for as long as its page lives, so the others notice when it is
 * gone, however it ended. A browser without Web Locks has no other tabs as far as this class can tell.
 */
export class TabLock {
  static PREFIX = "hero-collab tab ";
  static #ALONE = "hero-collab tabs one at a time";

  id = crypto.randomUUID();
  /** Resolves when the other tabs can see this one. @type {Promise<unknown>} */
  ready;
  #locks;
  /** Tabs whose end this tab waits for. @type {Set<string>} */
  #awaited = new Set();

  /** @param {Pick<LockManager, "request" | "query"> | undefined} [locks] */
  constructor(locks = globalThis.navigator?.locks) {
    this.#locks = locks;
    this.ready = new Promise((resolve) => {
      if (!locks) return resolve(undefined);
      const held = locks.request(TabLock.PREFIX + this.id, () => {
        resolve(undefined);
        return new Promise(() => {}); // until the page ends
      });
      held.catch(resolve);
    });
  }

  /**
   * Runs work that no two tabs do at the same time.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async alone(work) {
    return this.#locks ? await this.#locks.request(TabLock.#ALONE, work) : work();
  }

  /** @returns {Promise<Set<string>>} the ids of the tabs that are open, this one included */
  async living() {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    const ids = held.flatMap(({ name }) => (name?.startsWith(TabLock.PREFIX) ? [name.slice(TabLock.PREFIX.length)] : []));
    return new Set([this.id, ...ids]);
  }

  /**
   * @param {string} id of another tab
   * @param {() => void} act once, when that tab has ended
   */
  whenGone(id, act) {
    if (!this.#locks || this.#awaited.has(id)) return;
    this.#awaited.add(id);
    const ended = this.#locks.request(TabLock.PREFIX + id, () => {
      this.#awaited.delete(id);
    });
    ended.then(act, () => {});
  }
}
