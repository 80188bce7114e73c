// @ts-check
import { markdown } from "./markdown.js";

/** @typedef {import("./markdown.js").Block} Block */
/** @typedef {import("./markdown.js").Inline} Inline */

/** How many readings of a name are tried, the longest first. */
const READINGS_MAX = 4;
const NAME_MAX = 80;

/**
 * What a name means. The name of "thanks @bob.See you" is `bob.See`, which can mean a user of that name or `bob`: the longest reading that
 * has a meaning is meant, as on the server (`MentionScanner.java`).
 * @template T
 * @param {string} name as written
 * @param {(reading: string) => T | undefined} meaningOf a reading in lower case
 * @returns {{meaning: T, rest: string} | null} `rest` of the name is text
 */
export function meaningOf(name, meaningOf) {
  let reading = name.toLowerCase();
  for (let count = 0; count < READINGS_MAX && reading; count++) {
    const meaning = reading.length <= NAME_MAX ? meaningOf(reading) : undefined;
    if (meaning !== undefined) return { meaning, rest: name.slice(reading.length) };
    reading = withoutLastPart(reading);
  }
  return null;
}

/** @param {string} name */
function withoutLastPart(name) {
  let end = name.length;
  while (end > 0 && !isSeparator(name[end - 1])) end--;
  while (end > 0 && isSeparator(name[end - 1])) end--;
  return name.slice(0, end);
}

/** @param {string} sign */
const isSeparator = (sign) => sign === "." || sign === "-" || sign === "_";

/**
 * Whether an at-sign after a text begins a mention: not in code, in an address or after a word.
 * @param {string} text
 * @param {string} [after] the text after the at-sign and its name
 */
export function mayBeginMention(text, after = "") {
  const probe = "mention-begins-here";
  return [...namesIn(markdown(`${text}@${probe}${after}`))].includes(probe);
}

/**
 * The names of all mentions in a tree, as written and in their order.
 * @param {Block[]} blocks
 * @returns {Generator<string>}
 */
export function* namesIn(blocks) {
  for (const block of blocks) {
    if (block.kind === "quote") yield* namesIn(block.inside);
    else if (block.kind === "list") for (const item of block.items) yield* namesIn(item.inside);
    else if (block.kind === "table") for (const row of block.rows) for (const cell of row) yield* namesInLine(cell);
    else if (block.kind === "paragraph" || block.kind === "heading") yield* namesInLine(block.inside);
  }
}

/**
 * @param {Inline[]} spans
 * @returns {Generator<string>}
 */
function* namesInLine(spans) {
  for (const span of spans) {
    if (span.kind === "mention") yield span.name;
    else if ("inside" in span) yield* namesInLine(span.inside);
  }
}
