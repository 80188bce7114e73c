// @ts-check
import { meaningOf } from "../../main/resources/web-root/view/mention-names.js";

/** @typedef {import("../../main/resources/web-root/view/markdown.js").Block} Block */
/** @typedef {import("../../main/resources/web-root/view/markdown.js").Inline} Inline */
/** @typedef {import("../../main/resources/web-root/view/markdown.js").ListItem} ListItem */

/** @type {Record<string, string>} */
const TAGS = { bold: "strong", italic: "em", strike: "s" };

/**
 * The HTML of a tree of Markdown, for the cases of the tests. The page uses the templates of `rich-text.js`, which need a browser.
 * @param {Block[]} blocks
 * @param {Set<string>} names of users and groups
 */
export function htmlOf(blocks, names) {
  const all = (/** @type {Block[]} */ nodes) => nodes.map(block).join("");
  const spans = (/** @type {Inline[]} */ nodes) => nodes.map(span).join("");

  /** @param {Block} node */
  function block(node) {
    switch (node.kind) {
      case "paragraph":
        return `<p>${spans(node.inside)}</p>`;
      case "heading":
        return `<h${node.level}>${spans(node.inside)}</h${node.level}>`;
      case "code":
        return `<pre${node.language ? ` data-language="${node.language}"` : ""}><code>${escaped(node.text)}</code></pre>`;
      case "quote":
        return `<blockquote>${all(node.inside)}</blockquote>`;
      case "list": {
        const items = node.items.map(item).join("");
        return node.ordered ? `<ol start="${node.start}">${items}</ol>` : `<ul>${items}</ul>`;
      }
      case "table": {
        const cell = (/** @type {Inline[]} */ inside, /** @type {number} */ at) => `<td${align(node.alignments[at])}>${spans(inside)}</td>`;
        return `<table>${node.rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</table>`;
      }
      case "rule":
        return "<hr>";
    }
  }

  /** @param {ListItem} node */
  function item({ checked, inside: [first, ...others] }) {
    const box = checked === null ? "" : checked ? "[x] " : "[ ] ";
    if (first?.kind === "paragraph") return `<li>${box}${spans(first.inside)}${all(others)}</li>`;
    return `<li>${box}${all(first ? [first, ...others] : [])}</li>`;
  }

  /** @param {Inline} node */
  function span(node) {
    switch (node.kind) {
      case "text":
        return escaped(node.text);
      case "break":
        return "<br>";
      case "code":
        return `<code>${escaped(node.text)}</code>`;
      case "emoji":
        return `<i>:${node.text}:</i>`;
      case "link":
        return `<a href="${escaped(node.href)}"${node.title ? ` title="${escaped(node.title)}"` : ""}>${spans(node.inside)}</a>`;
      case "mention": {
        const found = meaningOf(node.name, (reading) => (names.has(reading) ? reading : undefined));
        return found ? `<b>@${found.meaning}</b>${found.rest}` : `@${node.name}`;
      }
      default:
        return `<${TAGS[node.kind]}>${spans(node.inside)}</${TAGS[node.kind]}>`;
    }
  }

  return all(blocks);
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** @param {string} [alignment] */
const align = (alignment) => (alignment ? ` align="${alignment}"` : "");
