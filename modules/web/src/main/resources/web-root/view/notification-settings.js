// @ts-check
import { html } from "../lib/lit-html.js";

/**
 * @typedef {object} NotificationSettingsProps
 * @property {import("../state/preferences.js").Preferences} prefs
 * @property {Pick<import("../state/preference-actions.js").PreferenceActions, "set">} preferences
 */

const LEVELS = /** @type {const} */ ([
  ["all", "All messages"],
  ["mentions", "Direct messages, mentions and followed threads"],
  ["nothing", "Nothing"],
]);

const FLAGS = /** @type {const} */ ([
  ["notify.threads", "Replies in threads that I follow"],
  ["notify.broadcasts", "@channel and @here"],
  ["notify.preview", "Show the text in notifications"],
]);

const DRAFTS = /** @type {const} */ (["drafts.sync", "Keep my unsent texts on all my devices"]);

const KEYWORDS_MAX = 20;

/**
 * What notifies the user, on every device.
 * @param {NotificationSettingsProps} props
 */
export function notificationSettings({ prefs, preferences }) {
  const save = (/** @type {string} */ key, /** @type {string[]} */ value) => void preferences.set("me", 0, key, value);
  const chooseLevel = (/** @type {Event} */ event) => save("notify.level", [/** @type {HTMLSelectElement} */ (event.target).value]);
  const saveKeywords = (/** @type {Event} */ event) =>
    save("notify.keywords", keywordsIn(/** @type {HTMLInputElement} */ (event.target).value));
  return html`<fieldset class="notification-settings">
    <legend>Notifications</legend>
    <label>
      Notify me about
      <select id="notify-default" @change=${chooseLevel}>
        ${LEVELS.map(([level, label]) => html`<option value=${level} ?selected=${prefs.level === level}>${label}</option>`)}
      </select>
    </label>
    ${[...FLAGS, DRAFTS].map(
      ([key, label]) =>
        html`<label class="check">
          <input
            type="checkbox"
            name=${key}
            .checked=${prefs.flag(key)}
            @change=${(/** @type {Event} */ event) => save(key, [String(/** @type {HTMLInputElement} */ (event.target).checked)])}
          />
          <span>${label}</span>
        </label>`,
    )}
    <label>
      My keywords
      <input
        id="keywords"
        dir="auto"
        autocomplete="off"
        .value=${prefs.keywords.join(", ")}
        placeholder="release, invoice"
        aria-describedby="keywords-help"
        @change=${saveKeywords}
      />
      <span class="soft" id="keywords-help">Messages with one of these words notify you. Separate them with commas.</span>
    </label>
  </fieldset>`;
}

/** @param {string} text */
export const keywordsIn = (text) =>
  text
    .split(",")
    .map((word) => word.trim().slice(0, 40))
    .filter(Boolean)
    .slice(0, KEYWORDS_MAX);
