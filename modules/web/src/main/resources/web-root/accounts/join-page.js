// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { isSignedOut } from "../state/api.js";
import { format } from "../view/format.js";
import { entryHeader, entryLoading, entryProblem } from "./entry-parts.js";
import { FieldError, PASSWORD_RULES, USERNAME_RULES, checks, explain, suggestUsername } from "./explain.js";
import { Form, focusSoon, passwordField, textField } from "./form.js";
import { isNoSecret, reasonOf, replyWasLost } from "./reason.js";

/** @import { InviteGetResult, User } from "../contract.js" */
/** @typedef {import("./form.js").Values} Values */

/** An invitation: a visitor makes an account, signs in to one, or joins with the account that is signed in. */
export class JoinPage {
  #parts;
  #form;
  /** @type {InviteGetResult | null} null until it is loaded */
  #invitation = null;
  /** Who is signed in in this browser. @type {User | null} */
  #user = null;
  /** @type {"new" | "existing" | "signed-in"} */
  #way = "new";
  /** Why the link cannot be used; "" if it can. */
  #ended = "";
  #unreachable = "";
  #username = "";
  /** The reply to an attempt to join was lost, so the account may exist. */
  #mayHaveJoined = false;

  /** @param {import("./entry-parts.js").EntryParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#form = new Form("join", parts.changed);
    void this.#check();
  }

  async #check() {
    this.#unreachable = "";
    try {
      this.#invitation = await this.#parts.api.call("invite.get", { token: this.#parts.token });
      this.#user = await this.#signedInUser();
      this.#way = this.#user ? "signed-in" : "new";
    } catch (error) {
      if (!this.#hasEnded(error)) this.#unreachable = explain(error).text;
    }
    this.#parts.changed();
  }

  async #signedInUser() {
    try {
      return (await this.#parts.api.call("user.me")).user;
    } catch (error) {
      if (isSignedOut(error)) return null;
      throw error;
    }
  }

  /** A server in dev mode trusts a username. */
  get #hasPasswords() {
    return this.#invitation?.mode === "token";
  }

  /**
   * @param {string} username
   * @param {string} password
   */
  #credentials(username, password) {
    return this.#hasPasswords ? { username, password } : { username };
  }

  /** @param {unknown} error */
  #hasEnded(error) {
    if (isNoSecret(error)) this.#ended = "A part of the link is missing. Copy the whole link, or ask for a new one.";
    if (reasonOf(error).startsWith("invitation_")) this.#ended = explain(error).text;
    if (this.#ended) focusSoon(".entry-card .primary");
    return this.#ended !== "";
  }

  content() {
    const { account } = this.#parts;
    const tryAgain = { label: "Try again", act: () => void this.#check() };
    if (this.#unreachable) return entryProblem("The server did not answer", this.#unreachable, tryAgain);
    if (this.#ended) {
      const leave = { label: "Go to sign-in", act: () => account.leaveLink() };
      return entryProblem("You can't join with this link", this.#ended, leave);
    }
    if (!this.#invitation) return entryLoading;
    return html`${this.#header(this.#invitation)} ${this.#body(this.#invitation)}`;
  }

  /** @param {InviteGetResult} invitation */
  #header({ workspace_name, inviter_name, role, channels }) {
    const places = channels > 0 ? ` with ${format.count(channels, "channel")}` : "";
    return entryHeader(
      `Join ${workspace_name}`,
      html`${inviter_name} invites you to the workspace <b>${workspace_name}</b>${places}${role === "guest" ? " as a guest" : ""}.`,
    );
  }

  /** @param {InviteGetResult} invitation */
  #body(invitation) {
    const { workspace_name, mode } = invitation;
    if (this.#way === "signed-in" && this.#user) return this.#signedIn(this.#user, invitation);
    if (mode === "proxy") {
      return html`<p class="remark" role="alert">
        Your organization manages the sign-in. Sign in there first, then open this link again.
      </p>`;
    }
    const isNew = this.#way === "new";
    return html`<div class="ways" role="group" aria-label="How to join">
        ${this.#wayButton("new", "New account")} ${this.#wayButton("existing", "I have an account")}
      </div>
      ${isNew ? this.#newAccount(workspace_name) : this.#existingAccount(workspace_name)}`;
  }

  /**
   * @param {"new" | "existing"} way
   * @param {string} label
   */
  #wayButton(way, label) {
    return html`<button type="button" id="way-${way}" aria-pressed=${this.#way === way} @click=${() => this.#choose(way)}>
      ${label}
    </button>`;
  }

  /** @param {"new" | "existing"} way */
  #choose(way) {
    this.#way = way;
    this.#form.errors = {};
    this.#parts.changed();
  }

  // ---- New account ----

  /** @param {string} workspaceName */
  #newAccount(workspaceName) {
    const form = this.#form;
    return html`<form id="join-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#submitNew(event)}>
      ${textField(form, {
        name: "display_name",
        label: "Your name",
        autocomplete: "name",
        autofocus: true,
        typed: (name) => {
          this.#username = suggestUsername(name);
          this.#parts.changed();
        },
      })}
      ${textField(form, {
        name: "username",
        label: "Username",
        value: this.#username,
        autocomplete: "username",
        max: 32,
        plain: true,
        note: USERNAME_RULES,
      })}
      ${this.#hasPasswords
        ? passwordField(form, { name: "password", label: "Password", autocomplete: "new-password", note: PASSWORD_RULES })
        : nothing}
      ${this.#foot(workspaceName)}
    </form>`;
  }

  /** @param {string} workspaceName */
  #foot(workspaceName) {
    const form = this.#form;
    return html`${form.problem()}
      <button type="submit" class="primary wide" aria-disabled=${form.busy}>${form.busy ? "Joining…" : `Join ${workspaceName}`}</button>`;
  }

  /** @param {SubmitEvent} event */
  #submitNew(event) {
    const check = (/** @type {Values} */ values) => ({
      display_name: checks.needed(values.display_name, "Type your name."),
      username: checks.username(values.username),
      password: this.#hasPasswords ? checks.newPassword(values.password, values.username) : "",
    });
    void this.#form.submit(event, check, (values) => this.#join(values));
  }

  /** @param {Values} values */
  async #join({ display_name, username, password }) {
    const { api, account, shown, token } = this.#parts;
    try {
      const joined = await api.call("invite.join", { token, display_name, ...this.#credentials(username, password) });
      shown.workspaceId = joined.workspace_id;
    } catch (error) {
      if (replyWasLost(error)) this.#mayHaveJoined = true;
      if (this.#mayHaveJoined && (await this.#signsIn(username, password))) return account.enterByLink();
      if (this.#hasEnded(error)) return;
      throw error;
    }
    account.enterByLink();
  }

  /**
   * Whether the account exists: the reply that said so was lost.
   * @param {string} username
   * @param {string} password
   */
  async #signsIn(username, password) {
    try {
      await this.#parts.api.call("auth.login", this.#credentials(username, password));
      return true;
    } catch (error) {
      if (reasonOf(error) === "invalid_credentials") this.#mayHaveJoined = false;
      return false;
    }
  }

  // ---- Existing account ----

  /** @param {string} workspaceName */
  #existingAccount(workspaceName) {
    const form = this.#form;
    return html`<form
      id="sign-in-to-join"
      class="entry-form"
      novalidate
      @submit=${(/** @type {SubmitEvent} */ event) => this.#submitExisting(event)}
    >
      ${textField(form, { name: "username", label: "Username", autocomplete: "username", max: 32, plain: true, autofocus: true })}
      ${this.#hasPasswords ? passwordField(form, { name: "password", label: "Password", autocomplete: "current-password" }) : nothing}
      ${this.#foot(workspaceName)}
    </form>`;
  }

  /** @param {SubmitEvent} event */
  #submitExisting(event) {
    const check = (/** @type {Values} */ { username, password }) => ({
      username: checks.needed(username, "Type your username."),
      password: this.#hasPasswords ? checks.needed(password, "Type your password.") : "",
    });
    void this.#form.submit(event, check, async ({ username, password }) => {
      const { user } = await this.#parts.api.call("auth.login", this.#credentials(username.toLowerCase(), password));
      this.#user = user;
      await this.#accept();
    });
  }

  /**
   * @param {User} user
   * @param {InviteGetResult} invitation
   */
  #signedIn(user, { workspace_name: workspaceName, mode, member: isMember }) {
    const form = this.#form;
    return html`<div class="entry-form">
      ${isMember ? html`<p class="remark centered">You are in this workspace already, as ${user.display_name}.</p>` : nothing}
      ${form.problem()}
      <button
        type="button"
        class="primary wide"
        id="accept"
        autofocus
        aria-disabled=${form.busy}
        @click=${() => void form.run(() => this.#accept())}
      >
        ${form.busy ? "Joining…" : isMember ? `Open ${workspaceName}` : `Join ${workspaceName} as ${user.display_name}`}
      </button>
      ${mode === "proxy"
        ? nothing
        : html`<button
            type="button"
            class="plain wide"
            id="other-account"
            aria-disabled=${form.busy}
            @click=${() => this.#choose("existing")}
          >
            Use another account
          </button>`}
    </div>`;
  }

  async #accept() {
    const { api, account, shown, token } = this.#parts;
    try {
      shown.workspaceId = (await api.change("invite.accept", { token })).workspace.id;
    } catch (error) {
      if (this.#hasEnded(error)) return;
      if (this.#user && this.#way === "existing") this.#way = "signed-in"; // the account is signed in now
      if (reasonOf(error) === "permission_denied") {
        throw new FieldError("", "You were removed from this workspace after the link was made. Ask for a new link.");
      }
      throw error;
    }
    account.enterByLink();
  }
}
