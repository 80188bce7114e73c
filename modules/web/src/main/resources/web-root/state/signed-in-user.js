// @ts-check

/**
 * The user who is signed in in this browser, as its tabs know it. All tabs have the same cookie: after a sign-in as another user in one
 * tab, a second tab that still shows the former user must send nothing of the former user.
 */
export class SignedInUser {
  static KEY = "signed-in user";
  #storage;

  /** @param {() => Pick<Storage, "getItem" | "setItem">} storage throws when the browser forbids it */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @param {number} userId */
  set(userId) {
    this.#write(String(userId));
  }

  /** @param {number} userId */
  is(userId) {
    const known = this.#read();
    return known === null || known === String(userId);
  }

  /**
   * Runs a sign-in or sign-out. From its beginning no tab sends anything, until a page shows the user who is signed in then.
   * @template T
   * @param {() => Promise<T>} action
   * @returns {Promise<T>}
   */
  async changing(action) {
    const former = this.#read();
    this.#write("0");
    try {
      return await action();
    } catch (error) {
      if (former !== null) this.#write(former);
      throw error;
    }
  }

  /** @returns {string | null} null when no tab has written it, or the browser forbids it */
  #read() {
    try {
      return this.#storage().getItem(SignedInUser.KEY);
    } catch {
      return null;
    }
  }

  /** @param {string} user */
  #write(user) {
    try {
      this.#storage().setItem(SignedInUser.KEY, user);
    } catch {
      // then the tabs do not know of each other
    }
  }
}
