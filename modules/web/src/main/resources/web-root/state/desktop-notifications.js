// @ts-check
import { attention, concernOf } from "./attention.js";

/** @import { Message } from "../contract.js" */
/** @typedef {import("./navigation-store.js").NavigationStore} NavigationStore */
/** @typedef {import("./read-tracker.js").ReadTracker} ReadTracker */
/** @typedef {import("./store.js").Store} Store */

/** A message between tabs that asks the others which channel they show. Every other message is the id of a channel, or 0. */
const CHANNEL_REQUEST = "which channel is shown";

/**
 * Desktop notifications of what the user chose: at first direct messages, mentions, and replies in threads that the user follows. Exactly one tab of the browser shows them: the one that holds a Web Lock. No
 * tab shows one for a channel that is on the screen of an active tab; the tabs tell each other which channel that is.
 */
export class DesktopNotifications {
  /** The name of the Web Lock and of the BroadcastChannel. */
  static NAME = "hero-collab notifier";
  static CHARACTERS_MAX = 200;

  #store;
  #shown;
  #reads;
  #open;
  #changed;
  /** This tab shows the notifications of all tabs. */
  #isLeader = false;
  /** @type {BroadcastChannel | null} */
  #tabs = null;
  /** The channel on the screen of another tab. */
  #shownElsewhere = 0;
  /** The channel that this tab sent to the others last. */
  #sent = 0;

  /**
   * @param {{store: Store, shown: NavigationStore, reads: ReadTracker, changed: () => void,
   *   open: (message: Message) => unknown}} parts `open` shows a message in this tab
   */
  constructor({ store, shown, reads, open, changed }) {
    this.#store = store;
    this.#shown = shown;
    this.#reads = reads;
    this.#open = open;
    this.#changed = changed;
    if (!("locks" in navigator) || !("BroadcastChannel" in globalThis)) return;
    this.#tabs = this.#connectTabs();
    void navigator.locks.request(DesktopNotifications.NAME, () => {
      this.#isLeader = true;
      return new Promise(() => {}); // held until the tab is closed
    });
    for (const type of ["focus", "blur"]) addEventListener(type, () => this.updateShownChannel());
    document.addEventListener("visibilitychange", () => this.updateShownChannel());
    addEventListener("pagehide", () => this.#send(0));
  }

  #connectTabs() {
    const tabs = new BroadcastChannel(DesktopNotifications.NAME);
    tabs.onmessage = ({ data }) => {
      if (data !== CHANNEL_REQUEST) this.#shownElsewhere = Number(data);
      else if (this.#sent !== 0) tabs.postMessage(this.#sent);
    };
    tabs.postMessage(CHANNEL_REQUEST);
    return tabs;
  }

  /** Tells the other tabs which channel is on the screen of this one, if that has changed. */
  updateShownChannel() {
    const active = this.#reads.isTabActive;
    if (active) this.#shownElsewhere = 0;
    this.#send(active ? this.#shown.channelId : 0);
  }

  /** @param {number} channelId */
  #send(channelId) {
    if (channelId !== this.#sent) this.#tabs?.postMessage(channelId);
    this.#sent = channelId;
  }

  /** @returns {NotificationPermission} */
  get permission() {
    return "Notification" in globalThis ? Notification.permission : "denied";
  }

  async requestPermission() {
    await Notification.requestPermission();
    this.#changed();
  }

  /** @param {Message} message that was just written */
  messageArrived(message) {
    if (!this.#isLeader || this.permission !== "granted" || !this.#isRelevant(message)) return;
    const channel = this.#store.channels.get(message.channel_id);
    const where = channel?.name ? ` in #${channel.name}` : "";
    const notification = new Notification(`${this.#store.name(message.user_id)}${where}`, {
      body: this.#store.prefs.flag("notify.preview") ? message.text.slice(0, DesktopNotifications.CHARACTERS_MAX) : "New message",
      tag: `message ${message.id}`,
      icon: "/icon.svg",
    });
    notification.onclick = () => {
      window.focus();
      void this.#open(message);
      notification.close();
    };
  }

  /** @param {Message} message */
  #isRelevant(message) {
    const channel = this.#store.channels.get(message.channel_id);
    const { id } = this.#store.user;
    if (!channel || message.user_id === id) return false;
    if (this.#reads.isTabActive && this.#shown.shows(message)) return false;
    if (this.#shownElsewhere === message.channel_id) return false;
    const { prefs, threads } = this.#store;
    const concern = concernOf(message, {
      userId: id,
      isDirect: !channel.name,
      follows: message.parent_id !== undefined && threads.has(message.parent_id),
      keywords: prefs.keywords,
    });
    return attention(concern, {
      level: prefs.levelIn(channel.id),
      isMuted: prefs.isMuted(channel.id),
      broadcasts: prefs.flag("notify.broadcasts"),
      threads: prefs.flag("notify.threads"),
    }).notifies;
  }
}
