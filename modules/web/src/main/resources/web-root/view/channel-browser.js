// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { fieldError } from "./field-error.js";
import { icon } from "./icons.js";
import { loadError, loadingSpinner } from "./load-state.js";

/** @import { Channel } from "../contract.js" */
/** @typedef {import("../state/field-errors.js").FieldErrors} FieldErrors */

/**
 * A form for a new channel, and the public channels that the user has not joined.
 * @param {{channels: Channel[] | null, error: string, load: () => void, errors: FieldErrors, isJoined: (channelId: number) => boolean,
 *   join: (channelId: number) => void, create: (name: string, kind: "public" | "private") => void}} props the channels are null until they
 *   are loaded
 */
export function channelBrowser({ channels, error, load, errors, isJoined, join, create }) {
  const others = (channels ?? []).filter((channel) => channel.kind === "public" && !channel.archived_at && !isJoined(channel.id));
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    create(String(form.get("name")).trim(), form.get("private") ? "private" : "public");
  };
  return html`<form class="create" @submit=${submit}>
      <label>
        Channel name
        <input name="name" required autocomplete="off" placeholder="e.g. release-notes" aria-describedby="new-channel-name-error" />
        ${fieldError(errors.of("new channel", "name"), "new-channel-name-error")}
      </label>
      <label class="check"><input type="checkbox" name="private" /> Private. Only people who are added can see it.</label>
      <button type="submit" class="primary">Create channel</button>
      ${fieldError(errors.of("new channel"), "new-channel-error")}
    </form>
    <h3>Channels you haven't joined</h3>
    ${error ? loadError("Couldn't load channels.", error, load) : nothing}
    ${channels === null && error
      ? nothing
      : channels === null
        ? loadingSpinner
        : others.length === 0
          ? html`<p class="soft">You've joined every public channel.</p>`
          : nothing}
    <ul class="members">
      ${others.map(
        ({ id, name, topic }) =>
          html`<li data-channel=${id}>
            ${icon("hash")}<span class="names"><b dir="auto">${name}</b><span class="soft" dir="auto">${topic}</span></span>
            <button type="button" class="plain" @click=${() => join(id)}>Join</button>
          </li>`,
      )}
    </ul>`;
}
