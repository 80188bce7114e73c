// @ts-check

const KEY = "emoji";
const TONE_MAX = 5;

/** The skin tone that the user chose and the emoji that the user picked last, in this browser. */
export class EmojiChoices {
  static RECENT_MAX = 24;
  #storage;

  /** @param {() => Pick<Storage, "getItem" | "setItem">} storage may throw when the browser forbids it */
  constructor(storage) {
    this.#storage = storage;
  }

  /** 0 for none, 1 (light) to 5 (dark). */
  tone() {
    const { tone } = this.#read();
    return typeof tone === "number" && Number.isInteger(tone) && tone > 0 && tone <= TONE_MAX ? tone : 0;
  }

  /** @param {number} tone */
  setTone(tone) {
    this.#write({ tone, recent: this.recent() });
  }

  /** The signs, the last one first. */
  recent() {
    const { recent } = this.#read();
    return Array.isArray(recent) ? recent.filter((sign) => typeof sign === "string").slice(0, EmojiChoices.RECENT_MAX) : [];
  }

  /** @param {string} sign */
  picked(sign) {
    const recent = [sign, ...this.recent().filter((other) => other !== sign)];
    this.#write({ tone: this.tone(), recent: recent.slice(0, EmojiChoices.RECENT_MAX) });
  }

  /** @returns {{tone?: unknown, recent?: unknown}} */
  #read() {
    try {
      const stored = JSON.parse(this.#storage().getItem(KEY) ?? "{}");
      return stored !== null && typeof stored === "object" ? stored : {};
    } catch {
      return {};
    }
  }

  /** @param {{tone: number, recent: string[]}} choices */
  #write(choices) {
    try {
      this.#storage().setItem(KEY, JSON.stringify(choices));
    } catch {
      // when the storage is full or forbidden, the choices are not kept
    }
  }
}

/** The choices of this browser. */
export const emojiChoices = new EmojiChoices(() => localStorage);
