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

  /** @param {number} userId 0 while users change */
  set(userId) {
    try {
      this.#storage().setItem(SignedInUser.KEY, String(userId));
    } catch {
      // then the tabs cannot tell each other
    }
  }

  /** @param {number} userId */
  is(userId) {
    try {
      const known = this.#storage().getItem(SignedInUser.KEY);
      return known === null || known === String(userId);
    } catch {
      return true;
    }
  }
}
