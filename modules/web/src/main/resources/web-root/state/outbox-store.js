// @ts-check
import { TabLock } from "./tab-lock.js";

/** @typedef {import("./outbox.js").PendingMessage} PendingMessage */
/** A stored message, the user who wrote it, and the tab that sends it. @typedef {PendingMessage & {userId: number, tab: string}} OutboxRow */
/**
 * Where the rows are kept.
 * @typedef {object} OutboxRows
 * @property {boolean} isDurable they are kept when the page is closed
 * @property {(row: OutboxRow) => Promise<unknown>} put
 * @property {(opId: string) => Promise<unknown>} remove
 * @property {(userId: number) => Promise<OutboxRow[]>} of the rows of a user
 */

/**
 * Keeps unsent messages in the browser, so that they survive the page, the browser and the server. Each message belongs to the tab that
 * sends it. The messages of a tab that is gone are taken over by one other tab. Each user has rows of their own.
 */
export class OutboxStore {
  /** Whether all unsent messages are kept when the page is closed. */
  isDurable = true;
  #tab;
  #rows;

  /** @param {{rows?: Promise<OutboxRows> | OutboxRows, tab?: TabLock}} [parts] tests replace them */
  constructor({ rows = openRows(), tab = new TabLock() } = {}) {
    this.#tab = tab;
    this.#rows = this.#open(rows);
  }

  /** @param {Promise<OutboxRows> | OutboxRows} opening */
  async #open(opening) {
    const rows = await opening;
    await this.#tab.ready; // before a row names this tab
    this.isDurable = rows.isDurable;
    return rows;
  }

  /**
   * @param {PendingMessage} message
   * @param {number} userId
   * @returns {Promise<void>} resolves when the message is kept, or cannot be kept
   */
  async put(message, userId) {
    const rows = await this.#rows;
    try {
      await rows.put({ ...message, userId, tab: this.#tab.id });
    } catch {
      this.isDurable = false; // the disk is full, or the browser has removed the data of the site
    }
  }

  /** @param {string} opId */
  async remove(opId) {
    const rows = await this.#rows;
    await rows.remove(opId).catch(() => {}); // sent again at the next start under the same op_id, without effect
  }

  /**
   * The messages of a user that this tab has to send: its own, and those of tabs that are gone. The messages of a tab that lives are left
   * to it until it ends.
   * @param {number} userId
   * @param {() => void} changed another tab of the user has ended
   * @returns {Promise<PendingMessage[]>} oldest first
   */
  async takeOver(userId, changed) {
    const rows = await this.#rows;
    const tab = this.#tab;
    return tab.alone(async () => {
      const living = await tab.living();
      const all = await rows.of(userId).catch(() => []);
      const taken = all.filter((row) => row.tab === tab.id || !living.has(row.tab));
      for (const row of taken) if (row.tab !== tab.id) await rows.put({ ...row, tab: tab.id }).catch(() => {});
      for (const row of all) if (row.tab !== tab.id && living.has(row.tab)) tab.whenGone(row.tab, changed);
      return taken.sort((a, b) => a.at - b.at).map(({ userId: _user, tab: _tab, ...message }) => message);
    });
  }
}

/**
 * Keeps rows for as long as the page lives, in a browser without IndexedDB.
 * @returns {OutboxRows}
 */
export function memoryRows() {
  /** @type {Map<string, OutboxRow>} */
  const rows = new Map();
  return {
    isDurable: false,
    put: async (row) => rows.set(row.opId, row),
    remove: async (opId) => rows.delete(opId),
    of: async (userId) => [...rows.values()].filter((row) => row.userId === userId),
  };
}

const DATABASE = "hero-collab";
const UNSENT = "unsent";
const BY_USER = "userId";

/** @returns {Promise<OutboxRows>} in IndexedDB, or in memory where the browser has none or forbids it */
async function openRows() {
  try {
    return databaseRows(await openDatabase());
  } catch {
    return memoryRows();
  }
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(UNSENT, { keyPath: "opId" }).createIndex(BY_USER, BY_USER);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBDatabase} database
 * @returns {OutboxRows}
 */
function databaseRows(database) {
  database.onversionchange = () => database.close();
  const change = (/** @type {(store: IDBObjectStore) => void} */ act) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(UNSENT, "readwrite", { durability: "strict" });
      act(transaction.objectStore(UNSENT));
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
  return {
    isDurable: true,
    put: (row) => change((store) => store.put(row)),
    remove: (opId) => change((store) => store.delete(opId)),
    of: (userId) =>
      new Promise((resolve, reject) => {
        const request = database.transaction(UNSENT).objectStore(UNSENT).index(BY_USER).getAll(userId);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      }),
  };
}
