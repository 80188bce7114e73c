// @ts-check
import { keepNewer } from "./keep-newer.js";
import { Run } from "./run.js";

/** @typedef {import("../client/codec.js").Frame} Frame */
/**
 * How far this user has read a channel; absolute values, the higher version wins.
 * @typedef {{readNo: number, lastRead: number, mentions: number, readBroadcastNo: number, ver: number}} Reading
 */

/**
 * What the page knows: replaced by a boot, moved on by events. An entity with the higher `ver` wins, so a slow reply never
 * overwrites a newer event. Counters are replaced or merged by maximum, never added to.
 */
export class Store {
  static RUNS_MAX = 24;
  static TYPISTS_MAX = 200;
  static ORDINALS_MAX = 2_000;
  static GONE_MAX = 200;

  /** @type {any} */
  user = null;
  /** @type {any[]} */
  permissions = [];
  /** @type {Map<number, any>} */
  workspaces = new Map();
  /** @type {Map<number, any>} */
  channels = new Map();
  /** @type {Map<number, any>} */
  users = new Map();
  /** Moves whenever a person's row does. */
  usersVersion = 0;
  /** @type {Map<number, Reading>} */
  readings = new Map();
  /** @type {Map<number, number>} the ordinal of the newest message, by channel */
  lastNos = new Map();
  /** @type {Map<number, number>} how many messages have addressed the whole channel, by channel */
  #broadcastNos = new Map();
  /** @type {Map<number, number>} the ordinal up to which nothing is left to read: every message was deleted */
  #settled = new Map();
  /** @type {Map<number, number>} the ordinals of the messages told lately, by message; oldest first */
  #ordinals = new Map();
  /** @type {Map<number, Set<number>>} the ordinals that were deleted before they were read, by channel; never used again */
  #gone = new Map();
  /** @type {Set<number>} */
  online = new Set();
  /** @type {Map<string, Run>} least recently used first */
  runs = new Map();
  /** @type {Map<string, {channelId: number, userId: number, until: number}>} */
  typists = new Map();

  /** Of which version of the people the names are. */
  #named = -1;
  /** @type {Map<string, any>} */
  #byUsername = new Map();
  #now;

  /** @param {() => number} [now] milliseconds */
  constructor(now = Date.now) {
    this.#now = now;
  }

  /** @param {any} state of session.bootstrap */
  boot(state) {
    this.user = state.user;
    this.permissions = state.permissions;
    this.workspaces = byId(state.workspaces);
    this.channels = byId(state.channels);
    this.lastNos = new Map(state.channels.map((/** @type {any} */ row) => [row.id, row.last_no]));
    this.#broadcastNos = new Map(state.channels.map((/** @type {any} */ row) => [row.id, row.broadcast_no]));
    this.readings = new Map(state.read_states.map((/** @type {any} */ row) => [row.channel_id, reading(row, row.ver)]));
    this.online = new Set(state.presence.filter((/** @type {any} */ row) => row.online).map((/** @type {any} */ row) => row.user_id));
    this.typists.clear();
    for (const run of this.runs.values()) run.stale = true; // shown until it has been read again
    this.people([state.user]);
  }

  /** @param {any[]} rows */
  people(rows) {
    for (const row of rows) {
      keepNewer(this.users, row);
      this.usersVersion++;
      if (row.id === this.user.id) this.user = this.users.get(row.id);
    }
  }

  /** @param {any} row as a reply or an event brings it */
  channel(row) {
    this.#reaches(row.id, row.last_no);
    this.#addressed(row.id, row.broadcast_no);
    keepNewer(this.channels, row);
  }

  /** @param {Frame} frame */
  apply(frame) {
    const event = frame.event;
    const seq = frame.seq ?? 0;
    switch (frame.type) {
      case "message.created":
        this.#created(event, seq);
        break;
      case "message.updated":
        this.#reaches(event.message.channel_id, event.last_no);
        break;
      case "message.deleted":
        this.#deleted(event);
        break;
      case "channel.added":
        this.channel(event.channel);
        this.#read(event.channel.id, {
          readNo: event.channel.last_no,
          lastRead: 0,
          mentions: 0,
          readBroadcastNo: event.channel.broadcast_no,
          ver: seq,
        });
        break;
      case "channel.updated":
      case "channel.archived":
        this.channel(event.channel);
        break;
      case "channel.removed":
        this.#forget(event.channel_id);
        break;
      case "read.state":
        this.#read(event.channel_id, reading(event, event.ver));
        break;
      case "mention.created":
        this.#mentioned(event, seq);
        break;
      case "workspace.added":
        keepNewer(this.workspaces, { ...event.workspace, role: event.role });
        break;
      case "workspace.updated":
        keepNewer(this.workspaces, { ...this.workspaces.get(event.workspace.id), ...event.workspace });
        break;
      case "workspace.removed":
        this.workspaces.delete(event.workspace_id);
        break;
      case "workspace.member_joined":
        this.people([event.user]);
        if (event.user.id === this.user.id) this.#become(event.workspace_id, event.role);
        break;
      case "user.updated":
        this.people([event.user]);
        break;
      case "user.permissions_changed":
        if (event.user_id === this.user.id) this.permissions = event.permissions;
        break;
      case "presence.snapshot":
        this.online = new Set(event.online);
        break;
      case "presence.changed":
        for (const one of event.users) this.online[one.online ? "add" : "delete"](one.user_id);
        break;
      case "typing.started":
        this.#types(event);
        break;
    }
    for (const run of this.runs.values()) run.apply(frame);
  }

  /**
   * @param {any} event
   * @param {number} seq
   */
  #created({ message, last_no: lastNo }, seq) {
    this.#reaches(message.channel_id, lastNo);
    this.typists.delete(`${message.channel_id} ${message.user_id}`);
    if (message.no === undefined) return;
    this.#ordinals.set(message.id, message.no);
    if (this.#ordinals.size > Store.ORDINALS_MAX) this.#ordinals.delete(/** @type {number} */ (this.#ordinals.keys().next().value));
    if (message.user_id !== this.user.id) return;
    // one's own message is read by writing it
    const known = this.readings.get(message.channel_id);
    this.#read(message.channel_id, {
      readNo: message.no,
      lastRead: message.id,
      mentions: known?.mentions ?? 0,
      readBroadcastNo: known?.readBroadcastNo ?? 0,
      ver: seq,
    });
  }

  /**
   * Deleting does not renumber; what was never read and is gone is left out of the count, as far as its ordinal is known here.
   * @param {any} event
   */
  #deleted({ message_id: id, channel_id: channelId }) {
    const no = this.#ordinals.get(id) ?? this.runs.get(`${channelId} 0`)?.rows.find((row) => row.id === id)?.no;
    if (no === undefined || no <= (this.readings.get(channelId)?.readNo ?? 0)) return;
    const gone = this.#gone.get(channelId) ?? new Set();
    this.#gone.set(channelId, gone.add(no));
    if (gone.size > Store.GONE_MAX) gone.delete(/** @type {number} */ (gone.values().next().value));
  }

  /**
   * @param {number} channelId
   * @param {number} lastNo
   */
  #reaches(channelId, lastNo) {
    this.lastNos.set(channelId, Math.max(this.lastNos.get(channelId) ?? 0, lastNo));
  }

  /**
   * @param {number} channelId
   * @param {Reading} told
   */
  #read(channelId, told) {
    const known = this.readings.get(channelId);
    if (known && told.ver < known.ver) return;
    this.readings.set(channelId, told);
    for (const no of this.#gone.get(channelId) ?? []) if (no <= told.readNo) this.#gone.get(channelId)?.delete(no);
  }

  /**
   * @param {number} channelId
   * @param {number} broadcastNo
   */
  #addressed(channelId, broadcastNo) {
    this.#broadcastNos.set(channelId, Math.max(this.#broadcastNos.get(channelId) ?? 0, broadcastNo));
  }

  /**
   * One was named, or everybody addressed: then the channel's number is told, and one's own counts as read.
   * @param {any} event
   * @param {number} seq
   */
  #mentioned({ mention, mentions, broadcast_no: broadcastNo }, seq) {
    const known = this.readings.get(mention.channel_id);
    if (mention.broadcast === undefined) {
      if (known) this.#read(mention.channel_id, { ...known, mentions, ver: seq });
      return;
    }
    this.#addressed(mention.channel_id, broadcastNo);
    const own = mention.broadcast === "channel" && mention.user_id === this.user.id;
    if (known && own) this.#read(mention.channel_id, { ...known, readBroadcastNo: broadcastNo, ver: seq });
  }

  /**
   * @param {any} message up to which was read
   * @param {any} answer of read.mark
   */
  marked(message, answer) {
    this.#reaches(message.channel_id, answer.last_no);
    this.#addressed(message.channel_id, answer.broadcast_no);
    this.#read(message.channel_id, reading({ ...answer, last_read: message.id }, answer.ver));
  }

  /**
   * One's own role has changed; the workspace's version does not tell.
   * @param {number} workspaceId
   * @param {string} role
   */
  #become(workspaceId, role) {
    const workspace = this.workspaces.get(workspaceId);
    if (workspace) this.workspaces.set(workspaceId, { ...workspace, role });
  }

  /** @param {number} channelId */
  #forget(channelId) {
    this.channels.delete(channelId);
    this.readings.delete(channelId);
    this.lastNos.delete(channelId);
    this.#broadcastNos.delete(channelId);
    this.#settled.delete(channelId);
    this.#gone.delete(channelId);
    for (const [key, run] of this.runs) if (run.channelId === channelId) this.runs.delete(key);
  }

  /** @param {any} event */
  #types({ channel_id: channelId, user_id: userId, expires_ms: expiresMs }) {
    if (this.typists.size >= Store.TYPISTS_MAX) this.typists.clear();
    this.typists.set(`${channelId} ${userId}`, { channelId, userId, until: this.#now() + expiresMs });
  }

  /**
   * @param {number} channelId
   * @returns {number[]} who types there now
   */
  typing(channelId) {
    for (const [key, typist] of this.typists) if (typist.until <= this.#now()) this.typists.delete(key);
    return [...this.typists.values()].filter((one) => one.channelId === channelId).map((one) => one.userId);
  }

  /**
   * @param {number} channelId
   * @returns {number}
   */
  unread(channelId) {
    const read = this.readings.get(channelId);
    const lastNo = this.lastNos.get(channelId) ?? 0;
    if (!read || this.#settled.get(channelId) === lastNo) return 0;
    const gone = [...(this.#gone.get(channelId) ?? [])].filter((no) => no > read.readNo && no <= lastNo);
    return Math.max(0, lastNo - read.readNo - gone.length);
  }

  /**
   * Nothing is left there to read.
   * @param {number} channelId
   */
  settle(channelId) {
    this.#settled.set(channelId, this.lastNos.get(channelId) ?? 0);
  }

  /**
   * @param {number} channelId
   * @returns {number}
   */
  mentions(channelId) {
    const read = this.readings.get(channelId);
    if (!read) return 0;
    const settled = this.#settled.get(channelId) === this.lastNos.get(channelId);
    const addressed = settled ? 0 : (this.#broadcastNos.get(channelId) ?? 0) - read.readBroadcastNo;
    return read.mentions + Math.max(0, addressed);
  }

  /**
   * The messages of a channel, or the replies to a message of it, as far as they are here. The least recently used are forgotten.
   * @param {number} channelId
   * @param {number} [parentId]
   */
  run(channelId, parentId = 0) {
    const key = `${channelId} ${parentId}`;
    const run = this.runs.get(key) ?? new Run(channelId, parentId);
    this.runs.delete(key);
    this.runs.set(key, run);
    if (this.runs.size > Store.RUNS_MAX) this.runs.delete(/** @type {string} */ (this.runs.keys().next().value));
    return run;
  }

  /**
   * A row of a reply, for whoever shows it.
   * @param {any} message
   */
  message(message) {
    for (const run of this.runs.values()) run.replace(message);
  }

  /** @param {any} channel */
  title(channel) {
    if (channel.name) return channel.name;
    const others = this.others(channel);
    return others.length === 0 ? `${this.name(this.user.id)} (you)` : others.map((/** @type {number} */ id) => this.name(id)).join(", ");
  }

  /**
   * The people of a direct message but oneself.
   * @param {any} channel
   * @returns {number[]}
   */
  others(channel) {
    return (channel.member_ids ?? []).filter((/** @type {number} */ id) => id !== this.user.id);
  }

  /** @returns {Map<string, any>} the people by the name that mentions use */
  byUsername() {
    if (this.#named !== this.usersVersion) {
      this.#byUsername = new Map([...this.users.values()].map((user) => [user.username, user]));
      this.#named = this.usersVersion;
    }
    return this.#byUsername;
  }

  /** @param {number} userId */
  name(userId) {
    return this.users.get(userId)?.display_name ?? `User ${userId}`;
  }

  /**
   * Whether the user stands above a channel.
   * @param {any} channel
   * @param {any[]} members of it, with their roles
   */
  owns(channel, members) {
    const own = members.find((row) => row.user_id === this.user.id);
    const workspace = this.workspaces.get(channel.workspace_id);
    return own?.role === "owner" || workspace?.role === "owner" || this.may("channel_manage", channel.workspace_id);
  }

  /** @param {number} workspaceId */
  ownsWorkspace(workspaceId) {
    return this.workspaces.get(workspaceId)?.role === "owner" || this.may("workspace_admin", workspaceId);
  }

  /**
   * @param {string} right
   * @param {number} [workspaceId]
   */
  may(right, workspaceId) {
    return this.permissions.some(
      (held) => (held.right === right || held.right === "admin") && (held.workspace_id === undefined || held.workspace_id === workspaceId),
    );
  }
}

/** @param {any[]} rows */
function byId(rows) {
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * @param {any} row
 * @param {number} ver
 * @returns {Reading}
 */
function reading(row, ver) {
  return { readNo: row.read_no, lastRead: row.last_read ?? 0, mentions: row.mentions, readBroadcastNo: row.read_broadcast_no, ver };
}
