// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { emoji } from "./emoji.js";
import { MarkdownCache } from "./markdown-cache.js";

/** @import { User } from "../contract.js" */
/** @typedef {import("./markdown.js").Inline} Inline */
/** @typedef {import("./markdown.js").Block} Block */
/** @typedef {import("../state/store.js").Store} Store */

const BROADCASTS = new Set(["channel", "here", "everyone"]);
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}(?:[\u{1f3fb}-\u{1f3ff}]|\ufe0f)?(?:\u200d\p{Extended_Pictographic}\ufe0f?)*\s*){1,6}$/u;
/** Six emoji with the longest sequences are shorter. */
const ONLY_EMOJI_MAX = 120;

const trees = new MarkdownCache();

/**
 * The Markdown of a message as elements. Each kind of node has its template here; text is inserted as text.
 * @param {string} text
 * @param {Store} store
 */
export function richText(text, store) {
  if (text.length <= ONLY_EMOJI_MAX && ONLY_EMOJI.test(text)) return html`<p class="jumbo">${text}</p>`;
  const users = store.byUsername();
  return trees.tree(text).map((node) => block(node, users, store));
}

/**
 * @param {Block} node
 * @param {Map<string, User>} users
 * @param {Store} store
 * @returns {unknown}
 */
function block(node, users, store) {
  const spans = (/** @type {Inline[]} */ inside) => inside.map((span) => inline(span, users, store));
  switch (node.kind) {
    case "paragraph":
      return html`<p>${spans(node.inside)}</p>`;
    case "code":
      return html`<pre tabindex="0"><code>${node.text}</code></pre>`;
    case "quote":
      return html`<blockquote>${node.inside.map((inner) => block(inner, users, store))}</blockquote>`;
    case "list":
      return node.ordered
        ? html`<ol start=${node.start}>
            ${node.items.map((item) => html`<li>${spans(item)}</li>`)}
          </ol>`
        : html`<ul>
            ${node.items.map((item) => html`<li>${spans(item)}</li>`)}
          </ul>`;
  }
}

/**
 * @param {Inline} node
 * @param {Map<string, User>} users
 * @param {Store} store
 * @returns {unknown}
 */
function inline(node, users, store) {
  switch (node.kind) {
    case "text":
      return node.text;
    case "break":
      return html`<br />`;
    case "code":
      return html`<code>${node.text}</code>`;
    case "emoji": {
      const character = emoji.named(node.text);
      return character ? html`<span role="img" aria-label=${node.text}>${character}</span>` : `:${node.text}:`;
    }
    case "bold":
      return html`<strong>${node.inside.map((inner) => inline(inner, users, store))}</strong>`;
    case "italic":
      return html`<em>${node.inside.map((inner) => inline(inner, users, store))}</em>`;
    case "strike":
      return html`<s>${node.inside.map((inner) => inline(inner, users, store))}</s>`;
    case "link":
      return html`<a href=${node.href} target="_blank" rel="noopener noreferrer nofollow"
        >${node.inside.map((inner) => inline(inner, users, store))}</a
      >`;
    case "mention":
      return mention(node.name, users, store);
    default:
      return nothing;
  }
}

/**
 * @param {string} name
 * @param {Map<string, User>} users
 * @param {Store} store
 */
function mention(name, users, store) {
  const user = users.get(name);
  if (!user && !BROADCASTS.has(name)) return `@${name}`;
  const me = !user || user.id === store.user.id;
  return html`<span class="mention" ?data-me=${me} title=${user ? `@${name}` : "Everyone in this channel"}
    >@${user?.display_name ?? name}</span
  >`;
}
