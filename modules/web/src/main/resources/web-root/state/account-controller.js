// @ts-check
import { isSignedOut } from "./api.js";
import { forgetEntryLink, takeEntryLink } from "./entry-link.js";

/** @import { AuthInfoResult, SignInName } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./field-errors.js").FieldErrors} FieldErrors */
/** @typedef {import("./signed-in-user.js").SignedInUser} SignedInUser */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** Signs the user in and out, and knows which page is shown: the entry of a link, the sign-in, or the workspace. */
export class AccountController {
  /** @type {"loading" | "entry" | "signed-out" | "signed-in"} */
  stage = "loading";
  /** The link that was opened, in the stage "entry". @type {import("./entry-link.js").EntryLink | null} */
  link = null;
  /** Why the sign-in page is shown; "" when the visit begins with it. @type {"" | "session-ended" | "password-set"} */
  signedOutBecause = "";
  /** How a user can sign in to this server. @type {{mode: AuthInfoResult["mode"] | "", users: SignInName[], needsSetup: boolean, publicUrl: string}} */
  signInOptions = { mode: "", users: [], needsSetup: false, publicUrl: "" };

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
    this.link = takeEntryLink();
    if (this.link) {
      this.stage = "entry";
      return this.#changed();
    }
    try {
      await this.#api.call("user.me");
    } catch (error) {
      if (isSignedOut(error)) return this.showSignIn();
      // the live stream asks again until the server replies
    }
    this.#enter();
  }

  async showSignIn() {
    await this.#loadSignInOptions();
    const { needsSetup, mode } = this.signInOptions;
    // a server in dev mode is set up without a link, by people on its own machine
    if (needsSetup && mode === "dev") this.link = { kind: "setup", token: "" };
    this.stage = this.link ? "entry" : "signed-out";
    this.#changed();
  }

  async #loadSignInOptions() {
    const info = await this.#toasts.run(() => this.#api.call("auth.info"));
    this.signInOptions = {
      mode: info?.mode ?? "",
      users: info?.users ?? [],
      needsSetup: info?.setup === true,
      publicUrl: info?.public_url ?? "",
    };
  }

  /** With what a link to pass on begins: the address that the operator has configured, else that of this page. */
  async linkBase() {
    await this.loadSignInOptions();
    return this.signInOptions.publicUrl || location.origin;
  }

  /** A user who has a session did not need the sign-in page, which loads them. */
  async loadSignInOptions() {
    if (this.signInOptions.mode === "") await this.#loadSignInOptions();
  }

  /**
   * @param {string} username
   * @param {string} [password]
   */
  async signIn(username, password) {
    await this.#signedInUser.changing(() => this.#api.call("auth.login", password ? { username, password } : { username }));
    this.#enter();
  }

  /**
   * Completes a sign-in whose password was right.
   * @param {string} challenge of the error of the sign-in
   * @param {string} code of the authenticator app, or a recovery code
   */
  async verifySignIn(challenge, code) {
    await this.#signedInUser.changing(() => this.#api.call("auth.verify", { challenge, code }));
    this.#enter();
  }

  /** The link has been used: the visitor has a session now. */
  enterByLink() {
    this.#forgetLink();
    this.#enter();
  }

  /**
   * Leaves the page of the link for the sign-in page, or for the workspace of a user who is signed in.
   * @param {"" | "password-set"} [because]
   */
  leaveLink(because = "") {
    this.#forgetLink();
    this.signedOutBecause = because;
    this.stage = "loading";
    this.#changed();
    void this.start();
  }

  #forgetLink() {
    forgetEntryLink();
    this.link = null;
  }

  /** The session of the user has ended. After the sign-in the page shows the place that its address names. */
  sessionEnded() {
    if (this.stage === "signed-in") this.signedOutBecause = "session-ended";
    void this.showSignIn();
  }

  #enter() {
    this.signedOutBecause = "";
    if (this.stage === "signed-out" || this.stage === "entry") this.stage = "loading";
    this.#changed();
    this.#connect();
  }

  async signOut() {
    await this.#toasts.run(() => this.#signedInUser.changing(() => this.#api.call("auth.logout")));
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
