// @ts-check
import { markdown } from "./markdown.js";

/** @typedef {import("./markdown.js").Block} Block */

/** More than the longest page of messages with the longest texts on the screen. */
const CHARACTERS_MAX = 1_000_000;

/**
 * Remembers the trees of the texts that were shown last, so that a page that is rendered again does not parse its messages again. A text
 * has one tree, so an entry never becomes wrong: an edited message has another text.
 */
export class MarkdownCache {
  #parse;
  #charactersMax;
  #characters = 0;
  /** The least recently used first. @type {Map<string, Block[]>} */
  #trees = new Map();

  /**
   * @param {(text: string) => Block[]} [parse]
   * @param {number} [charactersMax] of all texts together
   */
  constructor(parse = markdown, charactersMax = CHARACTERS_MAX) {
    this.#parse = parse;
    this.#charactersMax = charactersMax;
  }

  /**
   * @param {string} text
   * @returns {Block[]}
   */
  tree(text) {
    const known = this.#trees.get(text);
    const tree = known ?? this.#parse(text);
    if (known) this.#trees.delete(text);
    else this.#characters += text.length;
    this.#trees.set(text, tree);
    this.#evict();
    return tree;
  }

  #evict() {
    for (const text of this.#trees.keys()) {
      if (this.#characters <= this.#charactersMax) return;
      this.#trees.delete(text);
      this.#characters -= text.length;
    }
  }
}
