// @ts-check

const LINES_MAX = 24;
const LENGTH_MAX = 2_400;
/** A line of more letters may be wider than the text of a message. */
const CODE_LINE_MAX = 80;

/**
 * Whether only the beginning of a message is shown until the user wants to see all of it.
 * @param {string} text
 */
export function isLong(text) {
  return text.length > LENGTH_MAX || text.split("\n", LINES_MAX + 1).length > LINES_MAX;
}

/**
 * Whether a line of code may be wider than the text of a message.
 * @param {string} code
 */
export function hasWideLine(code) {
  return code.split("\n").some((line) => line.length > CODE_LINE_MAX);
}
