// @ts-check

/**
 * @typedef {{kind: "text" | "code" | "emoji", text: string}
 *   | {kind: "bold" | "italic" | "strike", inside: Inline[]}
 *   | {kind: "link", href: string, inside: Inline[]}
 *   | {kind: "mention", name: string}
 *   | {kind: "break"}} Inline
 * @typedef {{kind: "paragraph", inside: Inline[]}
 *   | {kind: "code", text: string}
 *   | {kind: "quote", inside: Block[]}
 *   | {kind: "list", ordered: boolean, start: number, items: Inline[][]}} Block
 */

const DEPTH_MAX = 6;
const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const LINK = /^https?:\/\/[^\s<>"'`]+/i;
const MENTION = /^@([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?![\p{L}\p{N}\p{M}@])/iu;
const EMOJI = /^:([a-z0-9_+-]{1,32}):/;
const WORD_BEFORE = /[\p{L}\p{N}\p{M}_+@/]$/u;
/* `[^\n]` instead of `.`: a line can contain U+000D, U+2028 and U+2029, at which `.` stops, and the pattern would then try each blank. */
const BULLET = /^[-*•] +([^\n]*)$/;
const NUMBERED = /^(\d{1,9})[.)] +([^\n]*)$/;
const MARKS = /** @type {const} */ ([
  ["**", "bold"],
  ["__", "bold"],
  ["~~", "strike"],
  ["*", "italic"],
  ["_", "italic"],
]);

/**
 * Parses the Markdown of messages into a tree of the kinds above. There is no HTML on the way from a message to the page, so a message
 * cannot produce an element of another kind.
 *
 * The number of steps grows with the length of the text and not faster, whatever the text is: a message of one user must not stop the
 * pages of others. Each pattern is bounded or matches at its first try; no part of the text is searched twice for the same mark.
 * @param {string} text
 * @returns {Block[]}
 */
export function markdown(text) {
  return blocks(text.split("\n"), 0);
}

/**
 * @param {string[]} lines
 * @param {number} depth
 * @returns {Block[]}
 */
function blocks(lines, depth) {
  /** @type {Block[]} */
  const found = [];
  /** @type {string[]} */
  let paragraph = [];
  const endParagraph = () => {
    const content = paragraph.join("\n").trimEnd();
    if (content) found.push({ kind: "paragraph", inside: inline(content, depth) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; ) {
    const taken = code(lines, at) ?? (depth < DEPTH_MAX ? quote(lines, at, depth) : null) ?? list(lines, at, depth);
    if (taken) {
      endParagraph();
      found.push(taken.block);
      at = taken.next;
    } else {
      if (lines[at].trim() === "") endParagraph();
      else paragraph.push(lines[at]);
      at++;
    }
  }
  endParagraph();
  return found;
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @returns {{block: Block, next: number} | null}
 */
function code(lines, at) {
  if (!lines[at].startsWith("```")) return null;
  if (lines[at].length > 6 && lines[at].endsWith("```")) {
    return { block: { kind: "code", text: lines[at].slice(3, -3).trim() }, next: at + 1 };
  }
  let end = at + 1;
  while (end < lines.length && lines[end].trimEnd() !== "```") end++;
  return { block: { kind: "code", text: lines.slice(at + 1, end).join("\n") }, next: Math.min(end + 1, lines.length) };
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {number} depth
 * @returns {{block: Block, next: number} | null}
 */
function quote(lines, at, depth) {
  let end = at;
  while (end < lines.length && lines[end].startsWith(">")) end++;
  if (end === at) return null;
  const inside = lines.slice(at, end).map((line) => line.replace(/^> ?/, ""));
  return { block: { kind: "quote", inside: blocks(inside, depth + 1) }, next: end };
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {number} depth
 * @returns {{block: Block, next: number} | null}
 */
function list(lines, at, depth) {
  const numbered = NUMBERED.exec(lines[at]);
  const pattern = numbered ? NUMBERED : BULLET;
  if (!pattern.test(lines[at])) return null;
  const items = [];
  let next = at;
  for (let item; next < lines.length && (item = pattern.exec(lines[next])); next++) {
    items.push(inline(/** @type {string} */ (item[item.length - 1]), depth));
  }
  return { block: { kind: "list", ordered: numbered !== null, start: Number(numbered?.[1] ?? 1), items }, next };
}

/**
 * Parses in one pass over the characters. A mark that is not closed is plain text.
 * @param {string} text
 * @param {number} depth
 * @returns {Inline[]}
 */
function inline(text, depth) {
  /** @type {Inline[]} */
  const found = [];
  const marks = new MarkSearch(text);
  let plain = "";
  const add = (/** @type {Inline} */ node) => {
    if (plain) found.push({ kind: "text", text: plain });
    plain = "";
    found.push(node);
  };
  for (let at = 0; at < text.length; ) {
    const taken = special(text, at, depth, marks);
    if (taken) {
      add(taken.inline);
      at = taken.next;
    } else if (text[at] === "\\" && /[\\`*_~[\]>@:-]/.test(text[at + 1] ?? "")) {
      plain += text[at + 1];
      at += 2;
    } else {
      plain += text[at++];
    }
  }
  if (plain) found.push({ kind: "text", text: plain });
  return found;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} depth
 * @param {MarkSearch} marks
 * @returns {{inline: Inline, next: number} | null}
 */
function special(text, at, depth, marks) {
  switch (text[at]) {
    case "\n":
      return { inline: { kind: "break" }, next: at + 1 };
    case "`":
      return span(text, at, marks);
    case "[":
      return depth < DEPTH_MAX ? link(text, at, marks) : null;
    case "h":
    case "H":
      return bareLink(text, at);
    case "@":
      return mention(text, at);
    case ":":
      return shortName(text, at);
    case "*":
    case "_":
    case "~":
      return depth < DEPTH_MAX ? marked(text, at, depth, marks) : null;
    default:
      return null;
  }
}

/** Finds marks in a text. It remembers the last place of each mark, so that no part of the text is searched twice for the same mark. */
class MarkSearch {
  #text;
  /** For each mark, from where it was searched and where it is; Infinity for nowhere. @type {Map<string, {from: number, at: number}>} */
  #found = new Map();

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  /**
   * The index of the next mark, or -1.
   * @param {string} mark
   * @param {number} from
   */
  next(mark, from) {
    let last = this.#found.get(mark);
    if (!last || from < last.from || from > last.at) {
      const at = this.#text.indexOf(mark, from);
      last = { from, at: at < 0 ? Infinity : at };
      this.#found.set(mark, last);
    }
    return last.at === Infinity ? -1 : last.at;
  }
}

/**
 * @param {string} text
 * @param {number} at
 * @param {MarkSearch} marks
 * @returns {{inline: Inline, next: number} | null}
 */
function span(text, at, marks) {
  let run = 1;
  while (text[at + run] === "`") run++;
  const mark = "`".repeat(run);
  const end = marks.next(mark, at + run);
  // the whole run is text: to try it again from its second mark on would take as many steps as the square of its length
  if (end < 0) return { inline: { kind: "text", text: mark }, next: at + run };
  return { inline: { kind: "code", text: text.slice(at + run, end) }, next: end + run };
}

/**
 * @param {string} text
 * @param {number} at
 * @param {MarkSearch} marks
 * @returns {{inline: Inline, next: number} | null}
 */
function link(text, at, marks) {
  const middle = marks.next("](", at + 1);
  const inner = marks.next("[", at + 1);
  if (middle <= at + 1 || (inner >= 0 && inner < middle)) return null;
  const end = marks.next(")", middle + 2);
  const href = end < 0 ? null : safe(text.slice(middle + 2, end));
  if (href === null) return null;
  return { inline: { kind: "link", href, inside: inline(text.slice(at + 1, middle), DEPTH_MAX) }, next: end + 1 };
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {{inline: Inline, next: number} | null}
 */
function bareLink(text, at) {
  if (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1])) return null;
  const found = LINK.exec(text.slice(at, at + 2_100));
  if (!found) return null;
  let written = withoutPunctuation(found[0]);
  if (written.endsWith(")") && !written.includes("(")) written = written.slice(0, -1);
  const href = safe(written);
  /** @type {Inline} */
  const node = { kind: "text", text: written };
  return { inline: href === null ? node : { kind: "link", href, inside: [node] }, next: at + written.length };
}

/**
 * An address without the punctuation at its end, which belongs to the sentence.
 * @param {string} address
 */
function withoutPunctuation(address) {
  let end = address.length;
  while (end > 0 && ".,;:!?*_~".includes(address[end - 1])) end--;
  return address.slice(0, end);
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {{inline: Inline, next: number} | null}
 */
function mention(text, at) {
  if (at > 0 && WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at))) return null;
  const found = MENTION.exec(text.slice(at, at + 66));
  return found ? { inline: { kind: "mention", name: found[1].toLowerCase() }, next: at + found[0].length } : null;
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {{inline: Inline, next: number} | null}
 */
function shortName(text, at) {
  const found = EMOJI.exec(text.slice(at, at + 36));
  return found ? { inline: { kind: "emoji", text: found[1] }, next: at + found[0].length } : null;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {number} depth
 * @param {MarkSearch} marks
 * @returns {{inline: Inline, next: number} | null}
 */
function marked(text, at, depth, marks) {
  for (const [mark, kind] of MARKS) {
    if (!text.startsWith(mark, at)) continue;
    const inWord = mark.startsWith("_") && at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1]);
    const from = at + mark.length;
    if (inWord || /\s/.test(text[from] ?? " ")) continue;
    const end = marks.next(mark, from + 1);
    if (end < 0 || /\s/.test(text[end - 1])) continue;
    if (mark.startsWith("_") && /[\p{L}\p{N}]/u.test(text[end + mark.length] ?? "")) continue;
    return { inline: { kind, inside: inline(text.slice(from, end), depth + 1) }, next: end + mark.length };
  }
  return null;
}

/**
 * @param {string} written
 * @returns {string | null} the address of a link, or null if its scheme is not allowed
 */
function safe(written) {
  if (written.length > 2_000 || /[\s\u0000-\u001f]/.test(written)) return null;
  try {
    const url = new URL(written);
    return SCHEMES.has(url.protocol) && (url.protocol === "mailto:" || url.hostname) ? url.href : null;
  } catch {
    return null;
  }
}
