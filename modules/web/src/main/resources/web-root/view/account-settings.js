// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { fieldError } from "./field-error.js";
import { icon } from "./icons.js";
import { theme } from "./theme.js";

/** @import { User } from "../contract.js" */

const NOTIFICATIONS = {
  granted: "Desktop notifications are on.",
  denied: "Desktop notifications are off in this browser.",
  default: "",
};

/**
 * The status of the user, the appearance, notifications, keyboard shortcuts, and the way out.
 * @param {{user: User, statusError: string, notifications: NotificationPermission, setStatus: (text: string) => void, enableNotifications: () => void,
 *   choices: unknown, showShortcuts: () => void, openSettings: () => void, openPeople: (() => void) | null,
 *   openAudit: (() => void) | null, signOut: () => void}} props `openPeople` and
 *   `openAudit` are null for those who may not
 */
export function accountSettings(props) {
  const { user, statusError, notifications, choices, setStatus, enableNotifications, showShortcuts, openSettings } = props;
  const { openPeople, openAudit, signOut } = props;
  const save = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    setStatus(String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("status")).trim());
  };
  return html`<form class="about" @submit=${save}>
      <label>
        Status
        <input
          name="status"
          id="status"
          dir="auto"
          aria-describedby="status-error"
          autocomplete="off"
          .value=${user.status_text}
          placeholder="What's your status?"
        />
        ${fieldError(statusError, "status-error")}
      </label>
      <button type="submit" class="primary">Save</button>
    </form>
    <button type="button" class="plain wide" id="open-settings" @click=${openSettings}>${icon("gear")} Name, password and devices</button>
    ${openPeople
      ? html`<button type="button" class="plain wide" id="open-people" @click=${openPeople}>${icon("people")} Manage people</button>`
      : nothing}
    ${openAudit
      ? html`<button type="button" class="plain wide" id="open-audit" @click=${openAudit}>${icon("list")} Audit log</button>`
      : nothing}
    ${appearance()}
    ${notifications === "default"
      ? html`<button type="button" class="plain wide" @click=${enableNotifications}>Enable desktop notifications</button>`
      : html`<p class="soft">${NOTIFICATIONS[notifications]}</p>`}
    ${choices}
    <button type="button" class="plain wide" id="show-shortcuts" @click=${showShortcuts}>Keyboard shortcuts</button>
    <button type="button" class="plain wide" id="sign-out" @click=${signOut}>${icon("out")} Sign out</button>`;
}

function appearance() {
  const chosen = theme.get();
  return html`<fieldset class="themes">
    <legend>Appearance</legend>
    ${theme.all.map(
      (name) =>
        html`<label
          ><input type="radio" name="theme" value=${name} ?checked=${name === chosen} @change=${() => theme.set(name)} />
          ${name[0].toUpperCase() + name.slice(1)}</label
        >`,
    )}
  </fieldset>`;
}
