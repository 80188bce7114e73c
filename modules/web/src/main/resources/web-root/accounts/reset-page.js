// @ts-check
import { entryHeader, entryProblem } from "./entry-parts.js";
import { html } from "../lib/lit-html.js";
import { PASSWORD_RULES, checks } from "./explain.js";
import { Form, passwordField } from "./form.js";
import { isNoSecret, reasonOf, replyWasLost } from "./reason.js";

/** The link of an administrator with which a person sets a new password. */
export class ResetPage {
  #parts;
  #form;
  #isInvalid = false;
  /** The reply to an attempt was lost, so the link may have been used for this password. */
  #mayBeSet = false;

  /** @param {import("./entry-parts.js").EntryParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#form = new Form("reset", parts.changed);
  }

  content() {
    const { account } = this.#parts;
    const leave = { label: "Go to sign-in", act: () => account.leaveLink() };
    if (this.#isInvalid) {
      return entryProblem("This link can't be used", "It has been used, or it has expired. Ask an administrator for a new one.", leave);
    }
    const form = this.#form;
    return html`${entryHeader("Choose a new password", "You are signed out on all devices. Sign in with the new password afterwards.")}
      <form id="reset-form" class="entry-form" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event)}>
        ${passwordField(form, {
          name: "password",
          label: "New password",
          autocomplete: "new-password",
          note: PASSWORD_RULES,
          autofocus: true,
        })}
        ${form.problem()}
        <button type="submit" class="primary wide" aria-disabled=${form.busy}>${form.busy ? "Saving…" : "Save password"}</button>
      </form>`;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    const check = (/** @type {Record<string, string>} */ { password }) => ({ password: checks.newPassword(password, "") });
    void this.#form.submit(event, check, async ({ password }) => {
      const { api, account, token } = this.#parts;
      try {
        await api.call("auth.reset.complete", { token, password });
      } catch (error) {
        if (replyWasLost(error)) this.#mayBeSet = true;
        if (reasonOf(error) !== "link_invalid" && !isNoSecret(error)) throw error;
        this.#isInvalid = !this.#mayBeSet;
        if (this.#isInvalid) return;
      }
      account.leaveLink("password-set");
    });
  }
}
