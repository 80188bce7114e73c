// @ts-check
import { html } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** @import { Channel } from "../contract.js" */
/**
 * @typedef {object} PlacePreferencesProps
 * @property {import("../state/store.js").Store} store
 * @property {Channel} channel
 * @property {Pick<import("../state/preference-actions.js").PreferenceActions, "set" | "toggleMuted" | "toggleFavourite">} preferences
 */

const LEVELS = { all: "All messages", mentions: "Mentions and followed threads", nothing: "Nothing" };

/**
 * What the user chose for a channel or direct message: notifications, muted, and whether it is a favourite.
 * @param {PlacePreferencesProps} props
 */
export function placePreferences({ store, channel, preferences }) {
  const { prefs } = store;
  const { id, workspace_id: workspaceId } = channel;
  const isMuted = prefs.isMuted(id);
  const isFavourite = prefs.favourites(workspaceId).includes(id);
  const own = prefs.value("channel", id, "level")[0] ?? "default";
  const choose = (/** @type {Event} */ event) => {
    const level = /** @type {HTMLSelectElement} */ (event.target).value;
    void preferences.set("channel", id, "level", level === "default" ? [] : [level]);
  };
  return html`<fieldset class="place-preferences">
    <legend>For you</legend>
    <label>
      Notify me about
      <select id="notify-level" @change=${choose} ?disabled=${isMuted}>
        <option value="default" ?selected=${own === "default"}>Default (${LEVELS[prefs.level].toLowerCase()})</option>
        ${Object.entries(LEVELS).map(([level, label]) => html`<option value=${level} ?selected=${own === level}>${label}</option>`)}
      </select>
    </label>
    <label class="check">
      <input type="checkbox" id="muted" .checked=${isMuted} @change=${() => preferences.toggleMuted(id)} />
      <span>Mute <span class="soft">No notifications; only mentions of you are counted.</span></span>
    </label>
    <button
      type="button"
      class="plain wide"
      id="favourite"
      aria-pressed=${isFavourite}
      @click=${() => preferences.toggleFavourite(workspaceId, id)}
    >
      ${icon("star")} ${isFavourite ? "Remove from favourites" : "Add to favourites"}
    </button>
  </fieldset>`;
}
