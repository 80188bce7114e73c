// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { fieldError } from "./field-error.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { memberList } from "./member-list.js";
import { placePreferences } from "./place-preferences.js";

/** @import { Channel, ChannelMember } from "../contract.js" */
/**
 * @typedef {object} ChannelDetailsProps
 * @property {import("../state/store.js").Store} store
 * @property {Channel} channel
 * @property {ChannelMember[]} members
 * @property {import("../state/field-errors.js").FieldErrors} errors
 * @property {unknown} pending is shown until the members are loaded
 * @property {Pick<import("../state/channel-actions.js").ChannelActions, "update" | "leave" | "archive" | "unarchive">} channels
 * @property {import("./place-preferences.js").PlacePreferencesProps["preferences"]} preferences
 * @property {(userId: number) => void} openProfile
 * @property {() => void} addMembers
 * @property {() => void} startGroup opens a new conversation with the members and more people
 */

/**
 * The settings and the members of a channel, or the members of a direct conversation.
 * @param {ChannelDetailsProps} props
 */
export function channelDetails(props) {
  const { store, channel, members, pending, openProfile, addMembers, startGroup } = props;
  const isMember = store.channels.has(channel.id);
  const isOwner = isMember && store.ownsChannel(channel, members);
  const rows = members.map(({ user_id: userId, role }) => ({ userId, role: channel.name ? role : /** @type {const} */ ("member") }));
  return html`<div class="details">
    ${!channel.name ? nothing : isMember ? settings(props, isOwner) : about(channel)} ${isMember ? placePreferences(props) : nothing}
    <div class="section">
      <h3>${pending ? "Members" : format.count(members.length, "member")}</h3>
      ${channel.name
        ? channel.archived_at || !isMember
          ? nothing
          : addButton("add-member", "Add people", addMembers)
        : addButton("larger-group", "New group message", startGroup)}
    </div>
    ${pending || memberList(store, rows, openProfile)} ${channel.name && isMember ? leaveAndArchive(props, isOwner) : nothing}
  </div>`;
}

/** @param {Channel} channel that the user has not joined */
const about = (channel) =>
  html`<h3 dir="auto">#${channel.name}</h3>
    ${channel.topic ? html`<p class="soft" dir="auto">${channel.topic}</p>` : nothing}`;

/**
 * @param {string} id
 * @param {string} label
 * @param {() => void} act
 */
function addButton(id, label, act) {
  return html`<button type="button" class="tool" id=${id} aria-label=${label} title=${label} @click=${act}>${icon("plus")}</button>`;
}

/**
 * @param {ChannelDetailsProps} props
 * @param {boolean} isOwner
 */
function settings({ channel, channels, errors }, isOwner) {
  const isArchived = Boolean(channel.archived_at);
  const save = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const name = String(form.get("name") ?? channel.name).trim();
    const topic = String(form.get("topic")).trim();
    const changes = { ...(name === channel.name ? {} : { name }), ...(topic === channel.topic ? {} : { topic }) };
    if (Object.keys(changes).length > 0) void channels.update(channel, changes);
  };
  return html`<form class="about" @submit=${save}>
    <label>
      Name
      <input
        name="name"
        .value=${channel.name ?? ""}
        required
        ?disabled=${!isOwner || isArchived}
        autocomplete="off"
        aria-describedby="channel-name-error"
      />
      ${fieldError(errors.of("channel", "name"), "channel-name-error")}
    </label>
    <label>
      Topic
      <textarea
        name="topic"
        dir="auto"
        rows="2"
        aria-describedby="channel-topic-error"
        .value=${channel.topic}
        ?disabled=${isArchived}
        placeholder="What is this channel about?"
      ></textarea>
      ${fieldError(errors.of("channel", "topic"), "channel-topic-error")}
    </label>
    ${isArchived ? nothing : html`<button type="submit" class="primary">Save</button>`} ${fieldError(errors.of("channel"), "channel-error")}
  </form>`;
}

/**
 * @param {ChannelDetailsProps} props
 * @param {boolean} isOwner
 */
function leaveAndArchive({ channel, channels }, isOwner) {
  const archive = () => (channel.archived_at ? channels.unarchive(channel) : channels.archive(channel));
  return html`<div class="row channel-actions">
    <button type="button" class="plain" @click=${() => channels.leave(channel)}>${icon("out")} Leave</button>
    ${isOwner
      ? html`<button type="button" class="plain" @click=${archive}>
          ${icon("archive")} ${channel.archived_at ? "Unarchive" : "Archive"}
        </button>`
      : nothing}
  </div>`;
}
