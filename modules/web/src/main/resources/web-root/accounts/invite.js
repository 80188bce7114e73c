// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { formatEntryLink } from "../state/entry-link.js";
import { format } from "../view/format.js";
import { loadError, loadingSpinner } from "../view/load-state.js";
import { explain } from "./explain.js";
import { Form, choiceField, focusSoon } from "./form.js";
import { LinkToPassOn } from "./invitation-link.js";

/** @import { Invitation, InvitationRole } from "../contract.js" */
/** @typedef {import("../state/application.js").Application} Application */

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;
/** @type {[value: string, label: string][]} */
const LIFETIMES = [
  [String(HOUR_S), "1 hour"],
  [String(DAY_S), "1 day"],
  [String(7 * DAY_S), "7 days"],
  [String(30 * DAY_S), "30 days"],
];
/** @type {[value: string, label: string][]} */
const USES = [
  ["1", "1 person"],
  ["10", "10 people"],
  ["50", "50 people"],
  ["200", "200 people"],
  ["1000", "1,000 people"],
];
/** @type {[value: string, label: string][]} */
const ROLES = [
  ["member", "Member"],
  ["guest", "Guest: sees only the channels they are added to"],
];

/** Makes links that admit people to a workspace, and lists the links that still do. */
export class Invite {
  #app;
  #workspaceId;
  #changed;
  #form;
  #revoking;
  #inviting;
  #link;
  /** The link that was just made; "" before. */
  #url = "";
  /** @type {Invitation | null} */
  #made = null;
  /** The invitations of the workspace as they were loaded; null before. @type {Invitation[] | null} */
  #loaded = null;
  /** The position of the server's log when they were loaded. */
  #seq = 0;
  #error = "";
  #isLoading = false;

  /**
   * @param {Application} app
   * @param {number} workspaceId
   * @param {() => void} changed
   */
  constructor(app, workspaceId, changed) {
    this.#app = app;
    this.#workspaceId = workspaceId;
    this.#changed = changed;
    this.#form = new Form("invite", changed);
    this.#revoking = new Form("invitations", changed);
    this.#inviting = new Form("inviters", changed);
    this.#link = new LinkToPassOn(changed);
    void this.#load();
  }

  async #load() {
    this.#error = "";
    this.#isLoading = true;
    try {
      const { invitations, seq } = await this.#app.api.call("invitation.list", { workspace_id: this.#workspaceId });
      this.#loaded = invitations;
      this.#seq = seq;
    } catch (error) {
      this.#error = explain(error).text;
    }
    this.#isLoading = false;
    this.#changed();
  }

  /** The links that admit people: events say which were used and which have ended since they were loaded. */
  #open() {
    const { invitations } = this.#app.store;
    return (this.#loaded ?? [])
      .map((invitation) => {
        const news = invitations.get(invitation.id);
        return news && news.ver > invitation.ver ? { ...invitation, ...news } : invitation;
      })
      .filter(({ state }) => state === "open");
  }

  /** A link that was made in another tab has to be loaded: its event has no role and no end. */
  #loadNews() {
    if (!this.#loaded || this.#isLoading || this.#error) return;
    const known = new Set(this.#loaded.map(({ id }) => id));
    const isNew = [...this.#app.store.invitations.values()].some(
      ({ id, workspace_id: workspaceId, ver }) => workspaceId === this.#workspaceId && ver > this.#seq && !known.has(id),
    );
    if (isNew) void this.#load();
  }

  content() {
    const { store } = this.#app;
    this.#loadNews();
    const name = store.workspaces.get(this.#workspaceId)?.name ?? "this workspace";
    return html`<p class="soft">Anyone who opens the link can join <b>${name}</b>, until it expires or is used up.</p>
      ${this.#made ? this.#result(this.#made) : this.#options()}
      <section aria-labelledby="open-invitations">
        <h3 id="open-invitations">Open links</h3>
        ${this.#list()} ${this.#revoking.problem()}
      </section>
      ${store.ownsWorkspace(this.#workspaceId) ? this.#inviters() : nothing}`;
  }

  // ---- Who may invite ----

  #inviters() {
    const form = this.#inviting;
    const value = this.#app.store.workspaces.get(this.#workspaceId)?.invites ?? "members";
    return html`<section aria-labelledby="who-invites">
      <h3 id="who-invites">Who may invite people</h3>
      <div class="field">
        <select
          id="invites"
          aria-labelledby="who-invites"
          aria-describedby="invites-remark"
          .value=${value}
          ?disabled=${form.busy}
          @change=${(/** @type {Event} */ event) => this.#setInviters(/** @type {HTMLSelectElement} */ (event.target))}
        >
          <option value="members" ?selected=${value === "members"}>Members and owners</option>
          <option value="owners" ?selected=${value === "owners"}>Owners only</option>
        </select>
        <p class="remark" id="invites-remark">
          ${value === "members"
            ? "If you choose “Owners only”, the open links of members end."
            : "Members can't make links. The links that they made before have ended."}
        </p>
      </div>
      ${form.problem()}
    </section>`;
  }

  /** @param {HTMLSelectElement} select */
  #setInviters(select) {
    const { api, store, toasts } = this.#app;
    const invites = select.value === "owners" ? "owners" : "members";
    void this.#inviting.run(async () => {
      const { workspace } = await api.change("workspace.update", { workspace_id: this.#workspaceId, invites });
      store.putWorkspace(workspace);
      toasts.show(invites === "owners" ? "Only owners can invite people now" : "Members can invite people now");
      await this.#load();
    });
  }

  // ---- A new link ----

  #options() {
    const form = this.#form;
    return html`<form id="invite-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#create(event)}>
      <div class="choices-of-link">
        ${choiceField(form, { name: "lifetime_s", label: "Works for", choices: LIFETIMES, value: String(7 * DAY_S) })}
        ${choiceField(form, { name: "uses_max", label: "Admits", choices: USES, value: "50" })}
      </div>
      ${this.#app.store.ownsWorkspace(this.#workspaceId)
        ? choiceField(form, { name: "role", label: "Joins as", choices: ROLES, value: "member" })
        : nothing}
      ${form.problem()}
      <button type="submit" class="primary" id="create-link" aria-disabled=${form.busy}>Create link</button>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  #create(event) {
    void this.#form.submit(
      event,
      () => ({}),
      async ({ lifetime_s, uses_max, role = "member" }) => {
        const base = await this.#app.account.linkBase();
        const { invitation, token } = await this.#app.api.change("invitation.create", {
          workspace_id: this.#workspaceId,
          lifetime_s: Number(lifetime_s),
          uses_max: Number(uses_max),
          role: /** @type {InvitationRole} */ (role),
        });
        this.#loaded = [invitation, ...(this.#loaded ?? [])];
        if (token) this.#show(invitation, token, base);
        else this.#form.errors = { "": "The link was made, but it was lost on the way. Revoke it below and make a new one." };
      },
    );
  }

  /**
   * @param {Invitation} invitation
   * @param {string} token
   * @param {string} base
   */
  #show(invitation, token, base) {
    this.#made = invitation;
    this.#url = formatEntryLink(base, { kind: "join", token });
    this.#changed();
    focusSoon("#copy-link");
  }

  /** @param {Invitation} invitation */
  #result(invitation) {
    return html`${this.#link.content(this.#url, "Invitation link")}
      <p class="remark">${summary(invitation)}. The link is shown only now: copy it before you close this dialog.</p>
      <button type="button" class="plain" id="another-link" @click=${() => this.#again()}>Create another link</button>`;
  }

  #again() {
    this.#made = null;
    this.#changed();
    focusSoon("#create-link");
  }

  // ---- The open links ----

  #list() {
    if (this.#error) return loadError("Couldn't load the links.", this.#error, () => void this.#load());
    if (!this.#loaded) return loadingSpinner;
    const open = this.#open();
    if (open.length === 0) return html`<p class="soft">There are no open links.</p>`;
    return html`<ul class="account-rows" id="invitations">
      ${repeat(
        open,
        ({ id }) => id,
        (invitation) => this.#row(invitation),
      )}
    </ul>`;
  }

  /** @param {Invitation} invitation */
  #row(invitation) {
    const { store } = this.#app;
    const by = invitation.created_by === store.user.id ? "you" : store.name(invitation.created_by);
    return html`<li data-invitation=${invitation.id}>
      <span class="names">
        <b>${invitation.uses} of ${invitation.uses_max} used</b>
        <span class="soft">${summary(invitation)}, made by ${by}</span>
      </span>
      <button type="button" class="plain bad" aria-disabled=${this.#revoking.busy} @click=${() => this.#revoke(invitation)}>
        Revoke<span class="sr"> the link made by ${by}, ${summary(invitation)}</span>
      </button>
    </li>`;
  }

  /** @param {Invitation} invitation */
  #revoke({ id }) {
    const { api, toasts } = this.#app;
    void this.#revoking.run(async () => {
      await api.change("invitation.revoke", { invitation_id: id });
      this.#loaded = (this.#loaded ?? []).filter((other) => other.id !== id);
      if (this.#made?.id === id) this.#made = null;
      toasts.show("Link revoked");
      focusSoon("#invitations button", "#create-link", "#copy-link");
    });
  }
}

/** @param {Invitation} invitation */
function summary({ role, expires_at }) {
  return `${role === "guest" ? "For guests" : "For members"}, until ${format.day(expires_at)}, ${format.clock(expires_at)}`;
}
