// @ts-check

/** The longest text of a message, in UTF-16 units as the server counts it. */
export const TEXT_MAX = 16_000;

/** The opening line of a code block, at the beginning of a line. */
const FENCE = /^ {0,3}(`{3,100}|~{3,100})([^\n]*)$/;
const OPENING_MAX = 200;
/** How far around a hard cut the ends of the characters that the reader sees are looked for. */
const CHARACTER_MAX = 64;

/**
 * Splits a text into messages that the server accepts: between paragraphs, lines or words if there are any, and never inside a character.
 * A code block that is split is closed and opened again. Nothing but blank lines is left out.
 * @param {string} text
 * @param {number} [max] of each part
 * @returns {string[]}
 */
export function splitText(text, max = TEXT_MAX) {
  /** @type {string[]} */
  const parts = [];
  let rest = text.trim();
  let opening = "";
  while (opening.length + rest.length > max) {
    const room = max - opening.length - OPENING_MAX;
    const cut = placeToCut(rest, room);
    const piece = opening + rest.slice(0, cut).trimEnd();
    const fence = openFence(piece);
    if (piece.trim() !== opening.trim()) parts.push(fence ? `${piece}\n${fence.mark}` : piece);
    rest = rest.slice(cut).replace(fence ? /^\n/ : /^(?:[^\S\n]*\n)+|^\s/, "");
    opening = fence ? `${fence.line}\n` : "";
  }
  if (rest.trim()) parts.push(opening + rest);
  return parts;
}

/**
 * @param {string} text longer than `room`
 * @param {number} room
 * @returns {number} where the first part ends
 */
function placeToCut(text, room) {
  const head = text.slice(0, room);
  for (const end of [head.lastIndexOf("\n\n"), head.lastIndexOf("\n"), head.search(/\s\S*$/)]) if (end > room / 2) return end;
  const from = room - CHARACTER_MAX;
  let cut = room;
  for (const { index } of new Intl.Segmenter().segment(text.slice(from, room + CHARACTER_MAX)))
    if (from + index <= room) cut = from + index;
  return cut > from ? cut : room;
}

/**
 * @param {string} text
 * @returns {{mark: string, line: string} | null} the code block that is open at the end of the text
 */
function openFence(text) {
  /** @type {{mark: string, line: string} | null} */
  let open = null;
  for (const line of text.split("\n")) {
    const found = FENCE.exec(line);
    if (!found) continue;
    const [, mark, info] = found;
    if (open === null) open = { mark, line: line.length < OPENING_MAX / 2 && !info.includes("`") ? line.trimEnd() : mark };
    else if (mark[0] === open.mark[0] && mark.length >= open.mark.length && info.trim() === "") open = null;
  }
  return open;
}
