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
const BULLET = /^[-*•] +(.*)$/;
const NUMBERED = /^(\d{1,9})[.)] +(.*)$/;
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
    const content = paragraph.join("\n").replace(/^\n+|\s+$/g, "");
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
  const oneLine = /^```(.+)```$/.exec(lines[at]);
  if (oneLine) return { block: { kind: "code", text: oneLine[1].trim() }, next: at + 1 };
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
  /** Marks that do not occur again in the text, so that each is searched in vain at most once. @type {Set<string>} */
  const exhausted = new Set();
  let plain = "";
  const add = (/** @type {Inline} */ node) => {
    if (plain) found.push({ kind: "text", text: plain });
    plain = "";
    found.push(node);
  };
  for (let at = 0; at < text.length; ) {
    const taken = special(text, at, depth, exhausted);
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
 * @param {Set<string>} exhausted
 * @returns {{inline: Inline, next: number} | null}
 */
function special(text, at, depth, exhausted) {
  switch (text[at]) {
    case "\n":
      return { inline: { kind: "break" }, next: at + 1 };
    case "`":
      return span(text, at, exhausted);
    case "[":
      return depth < DEPTH_MAX ? link(text, at, exhausted) : null;
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
      return depth < DEPTH_MAX ? marked(text, at, depth, exhausted) : null;
    default:
      return null;
  }
}

/**
 * The index of the next mark, or -1.
 * @param {string} text
 * @param {string} mark
 * @param {number} from
 * @param {Set<string>} exhausted
 */
function find(text, mark, from, exhausted) {
  if (exhausted.has(mark)) return -1;
  const at = text.indexOf(mark, from);
  if (at < 0) exhausted.add(mark);
  return at;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {Set<string>} exhausted
 * @returns {{inline: Inline, next: number} | null}
 */
function span(text, at, exhausted) {
  let run = 1;
  while (text[at + run] === "`") run++;
  const mark = "`".repeat(run);
  const end = find(text, mark, at + run, exhausted);
  if (end <= at + run) return null;
  return { inline: { kind: "code", text: text.slice(at + run, end) }, next: end + run };
}

/**
 * @param {string} text
 * @param {number} at
 * @param {Set<string>} exhausted
 * @returns {{inline: Inline, next: number} | null}
 */
function link(text, at, exhausted) {
  const middle = find(text, "](", at + 1, exhausted);
  if (middle <= at + 1 || text.slice(at + 1, middle).includes("[")) return null;
  const end = find(text, ")", middle + 2, exhausted);
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
  let written = found[0].replace(/[.,;:!?*_~]+$/, "");
  if (written.endsWith(")") && !written.includes("(")) written = written.slice(0, -1);
  const href = safe(written);
  return href === null ? null : { inline: { kind: "link", href, inside: [{ kind: "text", text: written }] }, next: at + written.length };
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
 * @param {Set<string>} exhausted
 * @returns {{inline: Inline, next: number} | null}
 */
function marked(text, at, depth, exhausted) {
  for (const [mark, kind] of MARKS) {
    if (!text.startsWith(mark, at)) continue;
    const inWord = mark.startsWith("_") && at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1]);
    const from = at + mark.length;
    if (inWord || /\s/.test(text[from] ?? " ")) continue;
    const end = find(text, mark, from + 1, exhausted);
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
