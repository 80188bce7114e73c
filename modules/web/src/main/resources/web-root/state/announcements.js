// @ts-check

/** @import { Message } from "../contract.js" */

/** New messages for screen readers: the latest few, oldest first. */
export class Announcements {
  static KEPT_MAX = 5;
  static CHARACTERS_MAX = 200;

  /** @type {{id: number, text: string}[]} */
  items = [];

  /**
   * Each message is announced once, also when its text equals that of the one before.
   * @param {Message} message
   * @param {string} author
   */
  add({ id, text }, author) {
    const others = this.items.filter((item) => item.id !== id).slice(1 - Announcements.KEPT_MAX);
    this.items = [...others, { id, text: `${author}: ${text.slice(0, Announcements.CHARACTERS_MAX)}` }];
  }
}
