// @ts-check
import { errorText } from "./error-text.js";

/** @import { Calls, Channel, ChannelRole } from "../contract.js" */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("./dialog-store.js").BrowseChannelsDialog} BrowseChannelsDialog */
/** @typedef {import("./dialog-store.js").DialogStore} DialogStore */
/** @typedef {import("./field-errors.js").FieldErrors} FieldErrors */
/** @typedef {import("./navigation.js").Navigation} Navigation */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./toasts.js").Toasts} Toasts */

/** What the user can do with channels, direct conversations and their members. */
export class ChannelActions {
  #api;
  #store;
  #shown;
  #navigation;
  #dialogs;
  #toasts;
  #fieldErrors;

  /**
   * @param {{api: Api, store: Store, shown: NavigationStore, navigation: Navigation, dialogs: DialogStore, toasts: Toasts,
   *   fieldErrors: FieldErrors}} parts
   */
  constructor({ api, store, shown, navigation, dialogs, toasts, fieldErrors }) {
    this.#api = api;
    this.#store = store;
    this.#shown = shown;
    this.#navigation = navigation;
    this.#dialogs = dialogs;
    this.#toasts = toasts;
    this.#fieldErrors = fieldErrors;
  }

  /** The channels that the user has joined, and the public channels of the workspace. */
  async list() {
    return (await this.#api.call("channel.list", { workspace_id: this.#shown.workspaceId })).channels;
  }

  browse() {
    /** @type {BrowseChannelsDialog} */
    const dialog = { kind: "browse-channels", channels: null, error: "" };
    this.#fieldErrors.clear("new channel");
    this.#dialogs.open(dialog);
    void this.loadChannels(dialog);
  }

  /** @param {BrowseChannelsDialog} dialog */
  async loadChannels(dialog) {
    dialog.error = "";
    await this.#toasts.run(async () => {
      try {
        dialog.channels = await this.list();
      } catch (error) {
        dialog.error = errorText(error);
      }
    });
  }

  /**
   * @param {string} name
   * @param {"public" | "private"} kind
   */
  async create(name, kind) {
    const created = await this.#fieldErrors.run("new channel", { name: "channel name" }, () =>
      this.#apply("channel.create", { workspace_id: this.#shown.workspaceId, kind, name }),
    );
    if (created) await this.#navigation.open(created.channel.id);
  }

  /** @param {number} channelId */
  async join(channelId) {
    if (await this.#change("channel.join", { channel_id: channelId })) await this.#navigation.open(channelId);
  }

  /**
   * Opens the direct conversation with these users. It is created if there is none.
   * @param {number[]} userIds
   */
  async openConversation(userIds) {
    const known = this.#navigation.channels().find((channel) => !channel.name && this.#isBetween(channel, userIds));
    if (known) return this.#navigation.open(known.id);
    const kind = userIds.length > 1 ? "group_dm" : "dm";
    const created = await this.#change("channel.create", { workspace_id: this.#shown.workspaceId, kind, peer_ids: userIds });
    if (created) await this.#navigation.open(created.channel.id);
  }

  /**
   * @param {Channel} channel
   * @param {number[]} userIds
   */
  #isBetween(channel, userIds) {
    const others = this.#store.others(channel);
    const wanted = userIds.filter((id) => id !== this.#store.user.id);
    return others.length === wanted.length && wanted.every((id) => others.includes(id));
  }

  /**
   * @param {Channel} channel
   * @param {{name?: string, topic?: string}} changes
   */
  async update(channel, changes) {
    const fields = { name: "channel name", topic: "topic" };
    const saved = await this.#fieldErrors.run("channel", fields, () =>
      this.#apply("channel.update", { channel_id: channel.id, ...changes }),
    );
    if (saved) this.#toasts.show("Changes saved");
  }

  /**
   * Leaves a channel. The user confirms it for a private channel.
   * @param {Channel} channel
   */
  leave(channel) {
    const confirm = () => this.#leave(channel);
    if (channel.kind === "public") return void confirm();
    this.#dialogs.open({
      kind: "confirm",
      title: `Leave #${channel.name}?`,
      text: "This channel is private. To rejoin, a member has to add you.",
      action: "Leave",
      confirm,
    });
  }

  /** @param {Channel} channel */
  async #leave({ id, name }) {
    this.#navigation.leaving(id);
    if (await this.#change("channel.leave", { channel_id: id })) this.#toasts.show(`You left #${name}`);
    else this.#navigation.leaving(0);
  }

  /** @param {Channel} channel */
  archive(channel) {
    this.#dialogs.open({
      kind: "confirm",
      title: `Archive #${channel.name}?`,
      text: "Members can still read the channel. They can't post until an owner unarchives it.",
      action: "Archive",
      confirm: () => this.#change("channel.archive", { channel_id: channel.id }),
    });
  }

  /** @param {Channel} channel */
  unarchive(channel) {
    void this.#change("channel.unarchive", { channel_id: channel.id });
  }

  /**
   * @param {number} channelId
   * @param {number} userId
   */
  addMember(channelId, userId) {
    void this.#change("channel.members.add", { channel_id: channelId, user_id: userId });
  }

  /**
   * @param {number} channelId
   * @param {number} userId
   */
  removeMember(channelId, userId) {
    void this.#change("channel.members.remove", { channel_id: channelId, user_id: userId });
  }

  /**
   * @param {number} channelId
   * @param {number} userId
   * @param {ChannelRole} role
   */
  setRole(channelId, userId, role) {
    void this.#change("channel.members.set_role", { channel_id: channelId, user_id: userId, role });
  }

  /**
   * @template {keyof Calls} M
   * @param {M} method
   * @param {Calls[M]["params"]} params
   * @returns {Promise<Calls[M]["result"] | undefined>} nothing when the server rejected the change; the error is shown
   */
  #change(method, params) {
    return this.#toasts.run(() => this.#apply(method, params));
  }

  /**
   * @template {keyof Calls} M
   * @param {M} method
   * @param {Calls[M]["params"]} params
   * @returns {Promise<Calls[M]["result"]>}
   */
  async #apply(method, params) {
    const result = await this.#api.change(method, params);
    const { channel } = /** @type {{channel?: Channel}} */ (result);
    if (channel) this.#store.putChannel(channel);
    return result;
  }
}
