// @ts-check

/** @typedef {import("./codec.js").Frame} Frame */

/**
 * What the page knows: replaced by a boot, moved on by events. An entity with the higher `ver` wins, so a slow reply never
 * overwrites a newer event.
 */
export class Store {
  /** @type {any} */
  user = null;
  /** @type {Map<number, any>} */
  workspaces = new Map();
  /** @type {Map<number, any>} */
  channels = new Map();
  /** @type {Map<number, any>} */
  users = new Map();

  /** @param {any} state of session.bootstrap */
  boot(state) {
    this.user = state.user;
    this.workspaces = new Map(state.workspaces.map((/** @type {any} */ row) => [row.id, row]));
    this.channels = new Map(state.channels.map((/** @type {any} */ row) => [row.id, row]));
    this.people([state.user]);
  }

  /** @param {any[]} rows */
  people(rows) {
    for (const row of rows) keepNewer(this.users, row);
  }

  /** @param {Frame} frame */
  apply(frame) {
    const event = frame.event;
    switch (frame.type) {
      case "channel.added":
      case "channel.updated":
      case "channel.archived":
        keepNewer(this.channels, event.channel);
        break;
      case "channel.removed":
        this.channels.delete(event.channel_id);
        break;
      case "workspace.added":
      case "workspace.updated":
        keepNewer(this.workspaces, event.workspace);
        break;
      case "workspace.removed":
        this.workspaces.delete(event.workspace_id);
        break;
      case "user.updated":
      case "workspace.member_joined":
        keepNewer(this.users, event.user);
        break;
    }
  }

  /** @param {any} channel */
  title(channel) {
    if (channel.name) return `#${channel.name}`;
    const others = channel.member_ids.filter((/** @type {number} */ id) => id !== this.user.id);
    return others.map((/** @type {number} */ id) => this.name(id)).join(", ") || "you";
  }

  /** @param {number} userId */
  name(userId) {
    return this.users.get(userId)?.display_name ?? `user ${userId}`;
  }
}

/**
 * @param {Map<number, any>} rows
 * @param {any} row
 */
function keepNewer(rows, row) {
  const known = rows.get(row.id);
  if (!known || row.ver >= known.ver) rows.set(row.id, row);
}
