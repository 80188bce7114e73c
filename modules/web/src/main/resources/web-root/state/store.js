// @ts-check
import { ChannelActivity } from "./channel-activity.js";
import { FollowedThreads } from "./followed-threads.js";
import { keepNewer } from "./keep-newer.js";
import { MessageWindow } from "./message-window.js";
import { Preferences } from "./preferences.js";
import { TypingUsers } from "./typing-users.js";
import { UnreadCounts } from "./unread-counts.js";

/** @import { Channel, ChannelMember, InvitationUpdatedEvent, LiveEvent, Message, Permission, Right, SessionBootstrapResult, User, Workspace, WorkspaceRole } from "../contract.js" */
/**
 * An event as the stores apply it: the live stream delivers it, or a reply contains what the event will contain.
 * @typedef {LiveEvent extends infer E ? E extends LiveEvent ? Omit<E, "at"> : never : never} StateEvent
 */

/**
 * The entities that the page knows. A bootstrap replaces them and events change them. The entity with the higher `ver` wins, so a slow
 * reply never overwrites a newer event.
 */
export class Store {
  static WINDOWS_MAX = 24;

  /** @type {User | null} the user who is signed in; null before the first bootstrap */
  #self = null;
  /** @type {Permission[]} */
  permissions = [];
  /** The latest events of the user's own invitations. @type {Map<number, InvitationUpdatedEvent>} */
  invitations = new Map();
  /** @type {Map<number, Workspace>} */
  workspaces = new Map();
  /** @type {Map<number, Channel>} */
  channels = new Map();
  /** The channels that the user can read and has not joined, as far as they were loaded. @type {Map<number, Channel>} */
  unjoined = new Map();
  /** @type {Map<number, User>} */
  users = new Map();
  /** Increases whenever a user changes. */
  usersVersion = 0;
  /** @type {Set<number>} */
  online = new Set();
  counts = new UnreadCounts();
  activity = new ChannelActivity();
  threads = new FollowedThreads();
  prefs = new Preferences();
  /** @type {TypingUsers} */
  typing;
  /** @type {Map<string, MessageWindow>} least recently used first */
  windows = new Map();

  /** The {@link Store.usersVersion} that the map below was made from. */
  #indexedVersion = -1;
  /** @type {Map<string, User>} */
  #byUsername = new Map();

  /** @param {() => number} [now] milliseconds */
  constructor(now = Date.now) {
    this.typing = new TypingUsers(now);
  }

  /** There was no bootstrap yet. */
  get isEmpty() {
    return this.#self === null;
  }

  /** The user who is signed in. */
  get user() {
    if (this.#self === null) throw new Error("the user is not known before the bootstrap");
    return this.#self;
  }

  /** @param {SessionBootstrapResult} state */
  reset(state) {
    this.#self = state.user;
    this.permissions = state.permissions;
    this.invitations = new Map();
    this.workspaces = byId(state.workspaces);
    this.channels = byId(state.channels);
    for (const id of this.channels.keys()) this.unjoined.delete(id);
    this.counts.reset(state);
    this.activity.reset(state.read_states);
    this.threads.reset(state);
    this.prefs.reset(state.prefs);
    this.online = new Set(state.presence.filter((row) => row.online).map((row) => row.user_id));
    this.typing.clear();
    for (const window of this.windows.values()) window.stale = true; // shown until it has been loaded again
    this.putUsers([state.user]);
  }

  /** @param {User[]} users */
  putUsers(users) {
    for (const user of users) {
      keepNewer(this.users, user);
      this.usersVersion++;
      if (user.id === this.user.id) this.#self = this.users.get(user.id) ?? this.user;
    }
  }

  /**
   * A channel that the user has joined, or can read.
   * @param {number} channelId
   */
  channel(channelId) {
    return this.channels.get(channelId) ?? this.unjoined.get(channelId);
  }

  /** @param {Channel} channel that the user can read and has not joined, in a reply */
  putUnjoined(channel) {
    if (!this.channels.has(channel.id)) keepNewer(this.unjoined, channel);
  }

  /** @param {Channel} channel in a reply or an event */
  putChannel(channel) {
    if (!this.channels.has(channel.id)) this.#joined(channel.id);
    this.counts.channelSeen(channel);
    keepNewer(this.channels, channel);
  }

  /** @param {Workspace} workspace in a reply or an event, which does not name the role of the user */
  putWorkspace(workspace) {
    keepNewer(this.workspaces, { ...this.workspaces.get(workspace.id), ...workspace });
  }

  /** @param {Message} message in a reply */
  putMessage(message) {
    for (const window of this.windows.values()) window.replace(message);
  }

  /** @param {StateEvent} event */
  apply({ type, seq, event }) {
    switch (type) {
      case "message.created":
        this.activity.seen(event.message);
        this.counts.raiseLastNo(event.message.channel_id, event.last_no);
        this.typing.stopped(event.message.channel_id, event.message.user_id);
        this.counts.messageCreated(event.message, this.user.id, seq);
        this.threads.messageCreated(event.message, this.user.id, seq);
        break;
      case "message.updated":
        this.counts.raiseLastNo(event.message.channel_id, event.last_no);
        break;
      case "message.deleted":
        this.counts.messageDeleted(event, seq);
        this.threads.messageDeleted(event, seq);
        break;
      case "channel.added":
        this.putChannel(event.channel);
        this.counts.joined(event.channel, seq);
        break;
      case "channel.updated":
      case "channel.archived":
        this.putChannel(event.channel);
        break;
      case "channel.removed":
        this.#forgetChannel(event.channel_id);
        break;
      case "read.state":
        this.counts.readStateChanged(event, seq);
        break;
      case "read.all":
        this.#allRead(event, seq);
        break;
      case "prefs.updated":
        this.prefs.changed(event.pref);
        break;
      case "thread.followed":
        this.threads.followed(event, seq);
        break;
      case "thread.state":
        this.threads.stateChanged(event, seq);
        break;
      case "mention.created":
        if (event.thread_mentions === undefined) this.counts.mentioned(event, this.user.id, seq);
        else this.threads.mentioned(event.mention.parent_id ?? 0, event.thread_mentions, seq);
        break;
      case "workspace.added":
        keepNewer(this.workspaces, { ...event.workspace, role: event.role });
        break;
      case "workspace.updated":
        this.putWorkspace(event.workspace);
        break;
      case "workspace.removed":
        this.workspaces.delete(event.workspace_id);
        this.prefs.forget("workspace", event.workspace_id);
        break;
      case "workspace.member_joined":
        this.putUsers([event.user]);
        if (event.user.id === this.user.id) this.#setOwnRole(event.workspace_id, event.role);
        break;
      case "user.updated":
        this.putUsers([event.user]);
        break;
      case "invitation.updated":
        keepNewer(this.invitations, event);
        break;
      case "user.permissions_changed":
        if (event.user_id === this.user.id) this.permissions = event.permissions;
        break;
      case "presence.snapshot":
        this.online = new Set(event.online);
        break;
      case "presence.changed":
        for (const user of event.users) this.online[user.online ? "add" : "delete"](user.user_id);
        break;
      case "typing.started":
        this.typing.started(event);
        break;
    }
    for (const window of this.windows.values()) window.apply(/** @type {StateEvent} */ ({ type, seq, event }));
  }

  /**
   * @param {import("../contract.js").ReadAllEvent} event
   * @param {number} seq
   */
  #allRead({ workspace_id: workspaceId, what, last_read: lastRead = 0 }, seq) {
    const isThere = (/** @type {number} */ id) => this.channels.get(id)?.workspace_id === workspaceId;
    this.threads.allRead(isThere, seq);
    if (what === "all") this.counts.allRead([...this.channels.keys()].filter(isThere), lastRead, seq);
  }

  /**
   * The role of the user in a workspace changes without a new version of the workspace.
   * @param {number} workspaceId
   * @param {WorkspaceRole} role
   */
  #setOwnRole(workspaceId, role) {
    const workspace = this.workspaces.get(workspaceId);
    if (workspace) this.workspaces.set(workspaceId, { ...workspace, role });
  }

  /**
   * What was loaded before the user joined may lack the latest messages.
   * @param {number} channelId
   */
  #joined(channelId) {
    this.unjoined.delete(channelId);
    for (const window of this.windows.values()) if (window.channelId === channelId) window.stale = true;
  }

  /** @param {number} channelId */
  #forgetChannel(channelId) {
    this.channels.delete(channelId);
    this.counts.forget(channelId);
    this.threads.forgetChannel(channelId);
    this.prefs.forget("channel", channelId);
    for (const [key, window] of this.windows) if (window.channelId === channelId) this.windows.delete(key);
  }

  /**
   * The loaded messages of a channel, or the loaded replies of a thread. The least recently used window is dropped first.
   * @param {number} channelId
   * @param {number} [parentId]
   */
  window(channelId, parentId = 0) {
    const key = windowKey(channelId, parentId);
    const window = this.windows.get(key) ?? new MessageWindow(channelId, parentId);
    this.windows.delete(key);
    this.windows.set(key, window);
    if (this.windows.size > Store.WINDOWS_MAX) this.windows.delete(/** @type {string} */ (this.windows.keys().next().value));
    return window;
  }

  // ---- Names ----

  /** @param {Channel} channel */
  title(channel) {
    if (channel.name) return channel.name;
    const others = this.others(channel);
    return others.length === 0 ? `${this.name(this.user.id)} (you)` : others.map((id) => this.name(id)).join(", ");
  }

  /**
   * The members of a direct conversation except the user.
   * @param {Channel} channel
   * @returns {number[]}
   */
  others(channel) {
    return (channel.member_ids ?? []).filter((id) => id !== this.user.id);
  }

  /** @returns {Map<string, User>} the users by the name that mentions use */
  byUsername() {
    if (this.#indexedVersion !== this.usersVersion) {
      this.#byUsername = new Map([...this.users.values()].map((user) => [user.username, user]));
      this.#indexedVersion = this.usersVersion;
    }
    return this.#byUsername;
  }

  /**
   * The channel of the user with this name.
   * @param {string} name
   * @param {number} [besideId] a channel of the workspace that is meant; without it, the channel can be in any
   */
  channelNamed(name, besideId) {
    const wanted = name.toLowerCase();
    const workspaceId = this.channels.get(besideId ?? 0)?.workspace_id;
    for (const channel of this.channels.values()) {
      const isThere = workspaceId === undefined || channel.workspace_id === workspaceId;
      if (isThere && channel.joined !== false && channel.name?.toLowerCase() === wanted) return channel;
    }
    return undefined;
  }

  /** @param {number} userId */
  name(userId) {
    return this.users.get(userId)?.display_name ?? `User ${userId}`;
  }

  // ---- Rights ----

  /**
   * Whether the user may change a channel and its members.
   * @param {Channel} channel
   * @param {ChannelMember[]} members of the channel
   */
  ownsChannel(channel, members) {
    const own = members.find((member) => member.user_id === this.user.id);
    const workspace = this.workspaces.get(channel.workspace_id);
    return own?.role === "owner" || workspace?.role === "owner" || this.may("channel_manage", channel.workspace_id);
  }

  /** @param {number} workspaceId */
  ownsWorkspace(workspaceId) {
    return this.workspaces.get(workspaceId)?.role === "owner" || this.may("workspace_admin", workspaceId);
  }

  /** @param {Message} message */
  mayDelete(message) {
    return message.user_id === this.user.id || this.may("channel_manage", this.channels.get(message.channel_id)?.workspace_id);
  }

  /**
   * Whether the user has the right everywhere or in a workspace.
   * @param {Right} right
   */
  mayAnywhere(right) {
    return this.permissions.some((held) => held.right === right || held.right === "admin");
  }

  /**
   * @param {Right} right
   * @param {number} [workspaceId]
   */
  may(right, workspaceId) {
    return this.permissions.some(
      (held) => (held.right === right || held.right === "admin") && (held.workspace_id === undefined || held.workspace_id === workspaceId),
    );
  }
}

/**
 * @param {number} channelId
 * @param {number} parentId
 */
const windowKey = (channelId, parentId) => `${channelId} ${parentId}`;

/**
 * @template {{id: number}} T
 * @param {T[]} rows
 */
const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
