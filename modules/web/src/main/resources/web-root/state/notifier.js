// @ts-check

/** @typedef {import("./session.js").Session} Session */

const ASKING = "who looks at what?";

/**
 * Desktop notifications of direct messages and mentions, from exactly one tab: the one that holds a lock of the browser, unless some
 * tab is being looked at where the message is shown. Tabs tell each other which channel is looked at.
 */
export class Notifier {
  static LOCK = "hero-collab notifier";

  #session;
  /** This tab speaks for all tabs of this browser. */
  leads = false;
  /** @type {BroadcastChannel | null} */
  #tabs = null;
  /** The channel that another tab's person looks at. */
  #watchedElsewhere = 0;
  /** What the other tabs were told last. */
  #told = 0;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    if (!("locks" in navigator) || !("BroadcastChannel" in globalThis)) return;
    const tabs = new BroadcastChannel(Notifier.LOCK);
    this.#tabs = tabs;
    tabs.onmessage = ({ data }) => {
      if (data !== ASKING) this.#watchedElsewhere = Number(data);
      else if (this.#told !== 0) tabs.postMessage(this.#told);
    };
    tabs.postMessage(ASKING);
    void navigator.locks.request(Notifier.LOCK, () => {
      this.leads = true;
      return new Promise(() => {}); // until the tab goes
    });
    for (const type of ["focus", "blur"]) addEventListener(type, () => this.watches());
    document.addEventListener("visibilitychange", () => this.watches());
    addEventListener("pagehide", () => this.#tell(0));
  }

  /** Tells the other tabs what is looked at here, when that has changed. */
  watches() {
    const { place, reader } = this.#session;
    if (reader.attentive) this.#watchedElsewhere = 0;
    this.#tell(reader.attentive ? place.channelId : 0);
  }

  /** @param {number} channelId */
  #tell(channelId) {
    if (channelId !== this.#told) this.#tabs?.postMessage(channelId);
    this.#told = channelId;
  }

  get state() {
    return "Notification" in globalThis ? Notification.permission : "denied";
  }

  async enable() {
    await Notification.requestPermission();
    this.#session.show();
  }

  /** @param {any} message */
  arrived(message) {
    if (!this.leads || this.state !== "granted" || !this.#concerns(message)) return;
    const { store } = this.#session;
    const channel = store.channels.get(message.channel_id);
    const where = channel.name ? ` in #${channel.name}` : "";
    const shown = new Notification(`${store.name(message.user_id)}${where}`, {
      body: message.text.slice(0, 200),
      tag: `message ${message.id}`,
      icon: "/icon.svg",
    });
    shown.onclick = () => {
      window.focus();
      void this.#session.open(message.channel_id, message.parent_id ?? message.id);
      shown.close();
    };
  }

  /** @param {any} message */
  #concerns(message) {
    const { store, place, reader } = this.#session;
    const channel = store.channels.get(message.channel_id);
    if (!channel || message.user_id === store.user.id) return false;
    if (reader.attentive && place.shows(message)) return false;
    if (this.#watchedElsewhere === message.channel_id) return false;
    return (
      channel.kind === "dm" || channel.kind === "group_dm" || message.broadcast !== undefined || message.mentions.includes(store.user.id)
    );
  }
}
