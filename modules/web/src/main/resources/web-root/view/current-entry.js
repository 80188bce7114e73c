// @ts-check

/** The entry of the open channel in the list of channels: it is scrolled into view when another channel is opened. */
export class CurrentEntry {
  #channelId = 0;

  /**
   * @param {HTMLElement} root
   * @param {number} channelId of the open channel
   */
  show(root, channelId) {
    if (channelId === this.#channelId) return;
    this.#channelId = channelId;
    root.querySelector(".entry[aria-current]")?.scrollIntoView({ block: "nearest" });
  }
}
