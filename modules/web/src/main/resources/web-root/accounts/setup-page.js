// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { forgetEntryLink, formatEntryLink } from "../state/entry-link.js";
import { icon } from "../view/icons.js";
import { entryHeader, entryLoading, entryProblem } from "./entry-parts.js";
import { PASSWORD_RULES, USERNAME_RULES, checks, explain, suggestUsername } from "./explain.js";
import { Form, focusSoon, passwordField, textField } from "./form.js";
import { LinkToPassOn } from "./invitation-link.js";
import { isNoSecret, reasonOf } from "./reason.js";

/** @import { AuthMode } from "../contract.js" */
/** @typedef {import("./form.js").Values} Values */

/** Suggestions beside the channel that every workspace has. */
const CHANNELS = ["random", "help", "announcements"];
const GENERAL = "general";
const CHANNELS_MAX = 10;

/** The first visit of a new server: its first administrator, the workspace and its channels, then a link for the others. */
export class SetupPage {
  #parts;
  #form;
  #link;
  /** @type {"checking" | "form" | "done" | "invalid" | "set-up"} */
  #stage = "checking";
  /** How people sign in to this server. @type {AuthMode} */
  #mode = "token";
  /** The person whom the proxy names; "" in the other modes. */
  #owner = "";
  #problem = "";
  #username = "";
  /** @type {{id: number, name: string}[]} */
  #channels = CHANNELS.map((name, id) => ({ id, name }));
  #workspaceName = "";
  /** The link for the others. */
  #invitation = "";

  /** @param {import("./entry-parts.js").EntryParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#form = new Form("setup", parts.changed);
    this.#link = new LinkToPassOn(parts.changed);
    void this.#check();
  }

  async #check() {
    this.#problem = "";
    try {
      const { mode, user } = await this.#parts.api.call("setup.get", this.#secret());
      this.#mode = mode;
      this.#owner = user?.display_name ?? "";
      this.#stage = "form";
    } catch (error) {
      this.#failed(error);
    }
    this.#parts.changed();
  }

  /** A server in dev mode needs no secret. */
  #secret() {
    const { token } = this.#parts;
    return token ? { token } : {};
  }

  /** @param {unknown} error */
  #failed(error) {
    const reason = reasonOf(error);
    if (reason === "setup_done") this.#stage = "set-up";
    else if (reason === "link_invalid" || isNoSecret(error)) this.#stage = "invalid";
    else this.#problem = explain(error).text;
  }

  content() {
    const { account } = this.#parts;
    const signIn = { label: "Go to sign-in", act: () => account.leaveLink() };
    if (this.#problem)
      return entryProblem("The server did not answer", this.#problem, { label: "Try again", act: () => void this.#check() });
    switch (this.#stage) {
      case "checking":
        return entryLoading;
      case "form":
        return this.#formPage();
      case "done":
        return this.#donePage();
      case "set-up":
        return entryProblem("This server is set up", "It has an administrator already. Sign in, or ask for an invitation.", signIn);
      case "invalid":
        return entryProblem(
          "This setup link is not valid",
          "It has expired, or a part of it is missing. Copy the newest line that begins with “setup” from the output of the server.",
          signIn,
        );
    }
  }

  // ---- The form ----

  #formPage() {
    const form = this.#form;
    return html`${entryHeader("Set up Hero Collab", this.#introduction())}
      <form id="setup-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event)}>
        ${this.#mode === "proxy" ? nothing : this.#accountFields()}
        <fieldset>
          <legend>Your workspace</legend>
          ${textField(form, { name: "workspace_name", label: "Name of the workspace", placeholder: "For example: Acme" })}
        </fieldset>
        <fieldset>
          <legend>First channels</legend>
          <p class="remark">Beside <b>#general</b>, which all people join. You can add more later.</p>
          ${repeat(
            this.#channels,
            ({ id }) => id,
            (channel, index) => this.#channelField(channel, index),
          )}
          ${this.#channels.length < CHANNELS_MAX
            ? html`<button type="button" class="plain add-channel" @click=${() => this.#addChannel()}>
                ${icon("plus")} Add a channel
              </button>`
            : nothing}
        </fieldset>
        ${form.problem()}
        <button type="submit" class="primary wide" aria-disabled=${form.busy}>${form.busy ? "Creating…" : "Create workspace"}</button>
      </form>`;
  }

  #introduction() {
    if (this.#owner) return `You become the administrator, as ${this.#owner}. Make your workspace and its first channels.`;
    return "Make your account, your workspace and its first channels. It takes a minute.";
  }

  #accountFields() {
    const form = this.#form;
    return html`<fieldset>
      <legend>Your account</legend>
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
      ${this.#mode === "token"
        ? passwordField(form, { name: "password", label: "Password", autocomplete: "new-password", note: PASSWORD_RULES })
        : nothing}
    </fieldset>`;
  }

  /**
   * @param {{id: number, name: string}} channel
   * @param {number} index
   */
  #channelField({ id, name }, index) {
    return html`<div class="channel-field">
      ${textField(this.#form, { name: `channel-${id}`, label: `Channel ${index + 1}`, value: name, plain: true })}
      <button type="button" class="tool" aria-label="Remove channel ${index + 1}" title="Remove" @click=${() => this.#removeChannel(id)}>
        ${icon("close")}
      </button>
    </div>`;
  }

  #addChannel() {
    const id = Math.max(-1, ...this.#channels.map((channel) => channel.id)) + 1;
    this.#channels = [...this.#channels, { id, name: "" }];
    this.#parts.changed();
    focusSoon(`#setup-channel-${id}`);
  }

  /** @param {number} id */
  #removeChannel(id) {
    this.#channels = this.#channels.filter((channel) => channel.id !== id);
    this.#parts.changed();
    focusSoon(".add-channel");
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    await this.#form.submit(
      event,
      (values) => this.#checked(values),
      (values) => this.#complete(values),
    );
  }

  /** @param {Values} values */
  #checked(values) {
    const workspace = { workspace_name: checks.needed(values.workspace_name, "Type a name, for example the one of your team.") };
    if (this.#mode === "proxy") return { ...workspace, ...this.#repeatedChannels(values) };
    return {
      display_name: checks.needed(values.display_name, "Type your name."),
      username: checks.username(values.username),
      password: this.#mode === "token" ? checks.newPassword(values.password, values.username) : "",
      ...workspace,
      ...this.#repeatedChannels(values),
    };
  }

  /** @param {Values} values */
  #repeatedChannels(values) {
    /** @type {Record<string, string>} */
    const errors = {};
    const seen = new Set([GENERAL]);
    for (const { id } of this.#channels) {
      const name = channelName(values[`channel-${id}`]);
      if (name && seen.has(name)) errors[`channel-${id}`] = "Another channel has this name. Change one of them.";
      seen.add(name);
    }
    return errors;
  }

  /** @param {Values} values */
  async #complete(values) {
    const { username, display_name, password, workspace_name } = values;
    const channel_names = this.#channels.map(({ id }) => channelName(values[`channel-${id}`])).filter(Boolean);
    const account = this.#mode === "proxy" ? {} : { username, display_name };
    const secrets = { ...this.#secret(), ...(this.#mode === "token" ? { password } : {}) };
    try {
      const made = await this.#parts.api.call("setup.complete", { ...secrets, ...account, workspace_name, channel_names });
      this.#workspaceName = made.workspace.name;
      this.#invitation = formatEntryLink(await this.#parts.account.linkBase(), { kind: "join", token: made.invitation_token });
    } catch (error) {
      if (reasonOf(error) !== "setup_done") throw error;
      return this.#enterAfterLostReply(values);
    }
    forgetEntryLink();
    this.#stage = "done";
    focusSoon("#copy-link");
  }

  /**
   * The server is set up: by this form whose reply was lost, or by another person.
   * @param {Values} values
   */
  async #enterAfterLostReply({ username, password }) {
    const { api, account } = this.#parts;
    if (this.#mode !== "token") return account.leaveLink();
    try {
      await api.call("auth.login", { username, password });
    } catch (error) {
      if (reasonOf(error) !== "invalid_credentials") throw error;
      this.#stage = "set-up";
      focusSoon(".entry-card .primary");
      return;
    }
    account.enterByLink();
  }

  // ---- The link for the others ----

  #donePage() {
    const { account } = this.#parts;
    return html`${entryHeader(
        "Invite your team",
        `${this.#workspaceName} is ready. Up to 50 people can join with this link within 7 days.`,
      )}
      ${this.#link.content(this.#invitation, "Invitation link")}
      <button type="button" class="primary wide" id="open-workspace" @click=${() => account.enterByLink()}>
        Open ${this.#workspaceName}
      </button>
      <p class="remark centered">You can make more links later: “Invite people” below the channels.</p>`;
  }
}

/** @param {string | undefined} typed with or without the sign in front of it */
const channelName = (typed = "") => typed.replace(/^#+/, "").trim().toLowerCase().replace(/\s+/g, "-");
