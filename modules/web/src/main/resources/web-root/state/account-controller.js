// @ts-check
import { isSignedOut } from "./api.js";

/** @import { AuthInfoResult, SignInName } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./field-errors.js").FieldErrors} FieldErrors */
/** @typedef {import("./signed-in-user.js").SignedInUser} SignedInUser */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** Signs the user in and out, and knows which of the two pages is shown. */
export class AccountController {
  /** @type {"loading" | "signed-out" | "signed-in"} */
  stage = "loading";
  /** How a user can sign in to this server. @type {{mode: AuthInfoResult["mode"] | "", users: SignInName[]}} */
  signInOptions = { mode: "", users: [] };

  #api;
  #toasts;
  #fieldErrors;
  #signedInUser;
  #connect;
  #disconnect;
  #changed;

  /**
   * @param {{api: Api, toasts: Toasts, fieldErrors: FieldErrors, signedInUser: SignedInUser, connect: () => void, disconnect: () => void,
   *   changed: () => void}} parts
   */
  constructor({ api, toasts, fieldErrors, signedInUser, connect, disconnect, changed }) {
    this.#api = api;
    this.#toasts = toasts;
    this.#fieldErrors = fieldErrors;
    this.#signedInUser = signedInUser;
    this.#connect = connect;
    this.#disconnect = disconnect;
    this.#changed = changed;
  }

  async start() {
    try {
      await this.#api.call("user.me");
    } catch (error) {
      if (isSignedOut(error)) return this.showSignIn();
      // the live stream asks again until the server replies
    }
    this.#enter();
  }

  async showSignIn() {
    const info = await this.#toasts.run(() => this.#api.call("auth.info"));
    this.stage = "signed-out";
    this.signInOptions = { mode: info?.mode ?? "", users: info?.users ?? [] };
    this.#changed();
  }

  /**
   * @param {string} username
   * @param {string} [password]
   */
  async signIn(username, password) {
    this.#signedInUser.set(0); // from now on no tab sends as the former user
    await this.#api.call("auth.login", password ? { username, password } : { username });
    this.#enter();
  }

  #enter() {
    if (this.stage === "signed-out") this.stage = "loading";
    this.#changed();
    this.#connect();
  }

  async signOut() {
    this.#signedInUser.set(0);
    await this.#toasts.run(() => this.#api.call("auth.logout"));
    this.#disconnect();
    location.replace("/");
  }

  /**
   * @param {string} text
   * @returns {Promise<boolean>} whether the server accepted it
   */
  async setStatus(text) {
    const change = () => this.#api.change("presence.set_status_text", { text });
    return (await this.#fieldErrors.run("account", { text: "status" }, change)) !== undefined;
  }
}
