// @ts-check
import { LiveSocket, Rpc, RpcError } from "../client/index.js";
import { KeptDrafts } from "./kept-drafts.js";
import { Notifier } from "./notifier.js";
import { Outbox } from "./outbox.js";
import { Place } from "./place.js";
import { Reader } from "./reader.js";
import { Shelf } from "./shelf.js";
import { Store } from "./store.js";

/** @typedef {import("../client/codec.js").Frame} Frame */
/** @typedef {import("./run.js").Run} Run */
/**
 * What lies beside the messages. A thread has its parent, a search its words.
 * @typedef {{kind: "thread", parentId: number} | {kind: "pins" | "details" | "mentions" | "workspace"} | {kind: "search", query: string}} Panel
 */
/** @typedef {{kind: string, [member: string]: any}} Dialog */

/**
 * Everything the page can do, and where it is: the views show it and call its verbs. Each verb returns when it is done; what goes
 * wrong is said in {@link Session.toast} unless the caller shows it.
 */
export class Session {
  static PAGE = 50;
  static PEOPLE_MAX = 1_000;
  static TYPING_EVERY_MS = 3_000;
  static ANNOUNCED_MAX = 5;

  rpc = new Rpc();
  store = new Store();
  place = new Place();
  /** @type {"starting" | "sign in" | "in"} */
  stage = "starting";
  /** How one signs in here. @type {{mode: string, users: {username: string, display_name: string}[]}} */
  door = { mode: "", users: [] };
  /** @type {import("../client/socket.js").ConnectionState} */
  standing = { state: "idle", phase: "", why: "" };
  /** @type {{text: string, bad: boolean} | null} */
  toast = null;
  /** @type {Dialog | null} */
  dialog = null;
  /** The message that is being written anew; 0 for none. */
  editing = 0;
  /** Said to those who do not see the screen; the latest few, oldest first. @type {{id: number, text: string}[]} */
  announcements = [];
  /** @type {KeptDrafts} */
  kept = new KeptDrafts(0, { getItem: () => null, setItem: () => {} });

  #changed;
  #typedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #toastTimer;
  /** @type {Map<number, Promise<void>>} people whose rows are asked for */
  #asked = new Map();

  /** @param {() => void} changed something is to be shown anew */
  constructor(changed) {
    this.#changed = changed;
    this.outbox = new Outbox(this.rpc, (message) => {
      if (message) this.#sent(message);
      changed();
    });
    this.reader = new Reader(this);
    this.shelf = new Shelf(this);
    this.notifier = new Notifier(this);
    this.live = new LiveSocket({
      rpc: this.rpc,
      booted: (state) => this.#booted(state),
      event: (frame) => this.#event(frame),
      connection: (connection) => this.#stands(connection),
    });
  }

  // ---- coming and going

  async start() {
    try {
      await this.rpc.call("user.me");
      this.enter();
    } catch (error) {
      if (error instanceof RpcError && error.signedOut) await this.#askAtTheDoor();
      else this.enter(); // whoever can not be asked is asked again by the stream
    }
  }

  async #askAtTheDoor() {
    const told = await this.attempt(() => this.rpc.call("auth.info"));
    this.#show({ stage: "sign in", door: { mode: told?.mode ?? "", users: told?.users ?? [] } });
  }

  /**
   * @param {string} username
   * @param {string} [password]
   */
  async signIn(username, password) {
    await this.rpc.call("auth.login", password ? { username, password } : { username });
    this.enter();
  }

  enter() {
    this.#show({ stage: this.stage === "sign in" ? "starting" : this.stage });
    void this.live.start();
  }

  async signOut() {
    await this.attempt(() => this.rpc.call("auth.logout"));
    this.live.stop();
    location.replace("/");
  }

  /** @param {any} state */
  #booted(state) {
    const first = this.stage !== "in";
    this.store.boot(state);
    if (first) this.kept = new KeptDrafts(state.user.id, localStorage);
    this.stage = "in";
    if (!this.store.workspaces.has(this.place.workspaceId)) {
      this.place.workspaceId = [...this.store.workspaces.keys()][0] ?? 0;
    }
    for (const id of this.store.workspaces.keys()) void this.#meet(id);
    this.arrive();
    this.#changed();
  }

  /** @param {import("../client/socket.js").ConnectionState} standing */
  #stands(standing) {
    this.standing = standing;
    if (standing.state === "stopped" && this.stage !== "sign in") void this.#askAtTheDoor();
    if (standing.state === "open") this.outbox.hurry();
    this.#changed();
  }

  /** @param {Frame} frame */
  #event(frame) {
    const event = frame.event;
    const before = frame.type === "message.created" ? this.reader.expects(event.message) : false;
    this.store.apply(frame);
    this.outbox.saw(frame, this.store.user.id);
    switch (frame.type) {
      case "message.created":
        this.reader.arrived(event.message, before);
        void this.#know(event.message.user_id).then(() => this.#proclaim(event.message));
        break;
      case "channel.removed":
      case "workspace.removed":
        if (!this.store.channels.has(this.place.channelId)) this.leaveChannel();
        break;
      case "workspace.added":
        void this.#meet(event.workspace.id);
        break;
      case "typing.started":
        this.#know(event.user_id);
        setTimeout(this.#changed, event.expires_ms + 50);
        break;
    }
    this.shelf.heard(frame);
    this.#changed();
  }

  /** @param {any} message of somebody whose name is known by now, if it can be */
  #proclaim(message) {
    this.notifier.arrived(message);
    if (message.user_id !== this.store.user.id && this.place.shows(message)) this.#announce(message);
  }

  /** @param {any} message each is said, also when it says the same as the one before */
  #announce({ id, user_id: userId, text }) {
    const said = this.announcements.filter((one) => one.id !== id).slice(1 - Session.ANNOUNCED_MAX);
    this.announcements = [...said, { id, text: `${this.store.name(userId)}: ${text.slice(0, 200)}` }];
    this.#changed();
  }

  /** @param {any} message confirmed by the server */
  #sent(message) {
    this.#learn({ type: "message.created", seq: message.ver, event: { message, last_no: message.no ?? 0 } });
  }

  /**
   * A reply tells what the event will tell: the same rules take both, in any order.
   * @param {Frame} frame
   */
  #learn(frame) {
    this.store.apply(frame);
    this.shelf.heard(frame);
  }

  /** @param {Partial<Session>} members */
  #show(members) {
    Object.assign(this, members);
    this.#changed();
  }

  show() {
    this.#changed();
  }

  // ---- people

  /** @param {number} workspaceId */
  async #meet(workspaceId) {
    try {
      for (let after = 0, met = 0; met < Session.PEOPLE_MAX; ) {
        const page = await this.rpc.call("users.list", { workspace_id: workspaceId, after_id: after, limit: 200 });
        this.store.people(page.users);
        this.#changed();
        if (page.users.length < 200) return;
        met += page.users.length;
        after = page.users[page.users.length - 1].id;
      }
    } catch {
      // names come with the next boot; until then people have numbers
    }
  }

  /**
   * @param {number} userId somebody who wrote or types, and may not be known
   * @returns {Promise<void>} settles when they are, or can not be
   */
  #know(userId) {
    if (this.store.users.has(userId)) return Promise.resolve();
    const asked = this.#asked.get(userId) ?? this.#askWhoIs(userId);
    this.#asked.set(userId, asked);
    return asked;
  }

  /** @param {number} userId */
  async #askWhoIs(userId) {
    try {
      this.store.people([(await this.rpc.call("user.get", { user_id: userId })).user]);
      this.#changed();
    } catch {
      // shown by number
    } finally {
      this.#asked.delete(userId);
    }
  }

  // ---- where we are

  /** The address says where to be: at the start, after a boot, and when somebody goes back. */
  arrive() {
    const { channelId, messageId } = Place.parse(location.hash);
    const channel = this.store.channels.get(channelId);
    if (channel) return void this.open(channelId, messageId, true);
    if (channelId || this.place.channelId) this.leaveChannel();
    const wide = matchMedia("(min-width: 760px)").matches;
    const first = this.channels().find((one) => one.kind === "public" || one.kind === "private") ?? this.channels()[0];
    if (wide && first && !this.place.channelId) void this.open(first.id, 0, true);
  }

  /** The channels of the workspace that are open and joined. */
  channels() {
    return [...this.store.channels.values()].filter(
      (channel) => channel.workspace_id === this.place.workspaceId && !channel.archived_at && channel.joined !== false,
    );
  }

  /**
   * @param {number} channelId
   * @param {number} [messageId] to look at; 0 for where reading ended
   * @param {boolean} [arriving] the address is already right
   */
  async open(channelId, messageId = 0, arriving = false) {
    const channel = this.store.channels.get(channelId);
    if (!channel) return;
    const elsewhere = this.place.channelId !== channelId;
    this.place.workspaceId = channel.workspace_id;
    this.dialog = null;
    if (elsewhere) {
      this.editing = 0;
      this.place.go(channelId);
      this.reader.opened(channelId);
      this.notifier.watches();
    }
    if (!arriving || location.hash !== Place.format(channelId, messageId)) {
      history[arriving ? "replaceState" : "pushState"](null, "", Place.format(channelId, messageId));
    }
    const run = this.store.run(channelId);
    const shown = messageId > 0 && run.rows.some((row) => row.id === messageId);
    this.place.target = messageId;
    this.#changed();
    if (messageId > 0 && !shown) await this.#around(run, messageId);
    else if (run.stale || (elsewhere && !run.atEnd && messageId === 0)) await this.#beginAt(run, elsewhere);
    if (this.place.panel?.kind === "thread") void this.load(this.store.run(channelId, this.place.panel.parentId), "oldest");
  }

  /**
   * Goes to where a message is: its channel, or its thread.
   * @param {any} message
   */
  async visit(message) {
    const { panel } = this.place;
    await this.open(message.channel_id, message.parent_id ?? message.id);
    if (message.parent_id) this.beside({ kind: "thread", parentId: message.parent_id });
    else if (matchMedia("(min-width: 901px)").matches && this.place.panel === null && panel) this.beside(panel);
    else if (this.place.panel && !matchMedia("(min-width: 901px)").matches) this.beside(null);
  }

  leaveChannel() {
    this.place.go(0);
    this.notifier.watches();
    history.replaceState(null, "", "/");
    this.#changed();
  }

  /**
   * Where reading ended when much was said since, else the newest.
   * @param {Run} run
   * @param {boolean} elsewhere
   */
  #beginAt(run, elsewhere) {
    const lastRead = this.store.readings.get(run.channelId)?.lastRead ?? 0;
    if (elsewhere && lastRead > 0 && this.store.unread(run.channelId) > Session.PAGE / 2) {
      this.place.target = 0;
      return this.#around(run, lastRead);
    }
    return this.load(run, "newest");
  }

  // ---- messages that are here

  /**
   * @param {Run} run
   * @param {"newest" | "oldest" | "older" | "newer"} direction
   */
  async load(run, direction) {
    if (run.loading !== null && run.loading === direction) return;
    const limit = Session.PAGE;
    const first = run.rows[0]?.id;
    const last = run.rows[run.rows.length - 1]?.id;
    const ticket = run.ask(direction);
    this.#changed();
    const bounds = { newest: {}, oldest: { since_id: 0 }, older: { before_id: first }, newer: { since_id: last } }[direction];
    try {
      const { messages } = await this.#page(run, { ...bounds, limit });
      const whole = messages.length < limit;
      const ends = {
        newest: { atStart: whole, atEnd: true },
        oldest: { atStart: true, atEnd: whole },
        older: whole ? { atStart: true } : {},
        newer: whole ? { atEnd: true } : {},
      }[direction];
      run.answer(ticket, messages, ends);
      for (const row of messages) void this.#know(row.user_id);
    } catch (error) {
      run.fail(ticket, error instanceof Error ? error.message : String(error));
    }
    this.#changed();
  }

  /**
   * @param {Run} run
   * @param {number} id
   */
  async #around(run, id) {
    const half = Session.PAGE / 2;
    const ticket = run.ask("around");
    this.#changed();
    try {
      const [before, after] = await Promise.all([
        this.#page(run, { before_id: id + 1, limit: half }),
        this.#page(run, { since_id: id, limit: half }),
      ]);
      run.answer(ticket, [...before.messages, ...after.messages], {
        atStart: before.messages.length < half,
        atEnd: after.messages.length < half,
      });
    } catch (error) {
      run.fail(ticket, error instanceof Error ? error.message : String(error));
    }
    this.#changed();
  }

  /**
   * @param {Run} run
   * @param {object} bounds
   */
  #page(run, bounds) {
    return run.parentId
      ? this.rpc.call("thread.list", { parent_id: run.parentId, ...bounds })
      : this.rpc.call("message.list", { channel_id: run.channelId, ...bounds });
  }

  /** To the end of the open channel, whatever has to be read for that. */
  async latest() {
    const run = this.store.run(this.place.channelId);
    this.place.target = -1;
    if (!run.atEnd) await this.load(run, "newest");
    this.#changed();
  }

  // ---- saying things

  /**
   * @param {number} channelId
   * @param {number} parentId
   * @param {string} text
   */
  say(channelId, parentId, text) {
    this.outbox.send(channelId, parentId, text);
    this.reader.spoke();
    if (!parentId) void this.latest();
  }

  /** @param {number} channelId */
  typing(channelId) {
    if (performance.now() - this.#typedAt < Session.TYPING_EVERY_MS && this.#typedAt > 0) return;
    this.#typedAt = performance.now();
    this.rpc.call("typing.relay", { channel_id: channelId }).catch(() => {}); // a signal: nobody misses it
  }

  /**
   * @param {any} message
   * @param {string} text
   */
  async edit(message, text) {
    this.editing = 0;
    this.#changed();
    if (text === message.text) return;
    await this.attempt(async () => {
      this.store.message((await this.rpc.change("message.update", { message_id: message.id, text })).message);
    });
  }

  /** @param {any} message */
  askToDelete(message) {
    this.#show({ dialog: { kind: "delete", message } });
  }

  /** @param {any} message */
  async remove(message) {
    this.#show({ dialog: null });
    await this.attempt(async () => {
      const { seq } = await this.rpc.change("message.delete", { message_id: message.id });
      const event = { message_id: message.id, channel_id: message.channel_id };
      this.#learn({ type: "message.deleted", seq, event });
    });
  }

  /**
   * @param {any} message
   * @param {string} emoji
   */
  async react(message, emoji) {
    await this.attempt(async () => {
      const { reactions, seq } = await this.rpc.change("message.toggle_react", { message_id: message.id, emoji });
      const event = { message_id: message.id, channel_id: message.channel_id, reactions };
      this.#learn({ type: "message.reacted", seq, event });
    });
  }

  /** @param {any} message */
  async pin(message) {
    const pinned = !message.pinned;
    await this.attempt(async () => {
      const { seq } = await this.rpc.change(pinned ? "message.pin" : "message.unpin", { message_id: message.id });
      const event = { message_id: message.id, channel_id: message.channel_id, pinned };
      this.#learn({ type: "message.pin_updated", seq, event });
    });
  }

  // ---- channels

  /**
   * @param {string} method
   * @param {object} params
   * @returns {Promise<any>} the result, or nothing when it was refused and said so
   */
  async change(method, params) {
    return this.attempt(async () => {
      const result = await this.rpc.change(method, params);
      if (result.channel) this.store.channel(result.channel);
      return result;
    });
  }

  /** @param {number[]} userIds opens the conversation with them, which is made when there is none */
  async talkTo(userIds) {
    const known = this.channels().find((one) => !one.name && this.#between(one, userIds));
    if (known) return this.open(known.id);
    const kind = userIds.length > 1 ? "group_dm" : "dm";
    const made = await this.change("channel.create", { workspace_id: this.place.workspaceId, kind, peer_ids: userIds });
    if (made) await this.open(made.channel.id);
  }

  /**
   * @param {any} channel
   * @param {number[]} userIds
   */
  #between(channel, userIds) {
    const others = this.store.others(channel);
    const wanted = userIds.filter((id) => id !== this.store.user.id);
    return others.length === wanted.length && wanted.every((id) => others.includes(id));
  }

  // ---- panels and dialogs

  /** @param {Panel | null} panel */
  beside(panel) {
    const same = panel !== null && panel === this.shelf.of;
    this.place.panel = panel;
    if (!same) this.shelf.open();
    if (panel?.kind === "thread") void this.load(this.store.run(this.place.channelId, panel.parentId), "oldest");
    this.#changed();
  }

  /** @param {Dialog | null} dialog nothing closes it */
  ask(dialog) {
    this.#show({ dialog });
  }

  /** @param {number} messageId 0 for none */
  startEditing(messageId) {
    this.#show({ editing: messageId });
  }

  // ---- saying what went wrong

  /**
   * Runs something and says what went wrong.
   * @template T
   * @param {() => Promise<T>} action
   * @returns {Promise<T | undefined>}
   */
  async attempt(action) {
    try {
      return await action();
    } catch (error) {
      this.tell(error instanceof Error ? error.message : String(error), true);
      return undefined;
    } finally {
      this.#changed();
    }
  }

  /**
   * @param {string} text
   * @param {boolean} [bad]
   */
  tell(text, bad = false) {
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => this.#show({ toast: null }), bad ? 8_000 : 4_000);
    this.#show({ toast: { text, bad } });
  }
}
