// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { emoji } from "./emoji.js";
import { markdown } from "./markdown.js";

/** @typedef {import("./markdown.js").Inline} Inline */
/** @typedef {import("./markdown.js").Block} Block */
/** @typedef {import("../state/store.js").Store} Store */

const EVERYBODY = new Set(["channel", "here", "everyone"]);
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}\ufe0f]?(?:\u200d\p{Extended_Pictographic}\ufe0f?)*\s*){1,6}$/u;

/**
 * What was written, as elements. Each kind of the tree has its template here; text goes in as text.
 * @param {string} text
 * @param {Store} store
 */
export function richText(text, store) {
  if (ONLY_EMOJI.test(text)) return html`<p class="jumbo">${text}</p>`;
  const people = store.byUsername();
  return markdown(text).map((one) => block(one, people, store));
}

/**
 * @param {Block} one
 * @param {Map<string, any>} people
 * @param {Store} store
 * @returns {any}
 */
function block(one, people, store) {
  const spans = (/** @type {Inline[]} */ inside) => inside.map((span) => inline(span, people, store));
  switch (one.kind) {
    case "paragraph":
      return html`<p>${spans(one.inside)}</p>`;
    case "code":
      return html`<pre tabindex="0"><code>${one.text}</code></pre>`;
    case "quote":
      return html`<blockquote>${one.inside.map((inner) => block(inner, people, store))}</blockquote>`;
    case "list":
      return one.ordered
        ? html`<ol start=${one.start}>
            ${one.items.map((item) => html`<li>${spans(item)}</li>`)}
          </ol>`
        : html`<ul>
            ${one.items.map((item) => html`<li>${spans(item)}</li>`)}
          </ul>`;
  }
}

/**
 * @param {Inline} one
 * @param {Map<string, any>} people
 * @param {Store} store
 * @returns {any}
 */
function inline(one, people, store) {
  switch (one.kind) {
    case "text":
      return one.text;
    case "break":
      return html`<br />`;
    case "code":
      return html`<code>${one.text}</code>`;
    case "emoji": {
      const character = emoji.named(one.text);
      return character ? html`<span role="img" aria-label=${one.text}>${character}</span>` : `:${one.text}:`;
    }
    case "bold":
      return html`<strong>${one.inside.map((inner) => inline(inner, people, store))}</strong>`;
    case "italic":
      return html`<em>${one.inside.map((inner) => inline(inner, people, store))}</em>`;
    case "strike":
      return html`<s>${one.inside.map((inner) => inline(inner, people, store))}</s>`;
    case "link":
      return html`<a href=${one.href} target="_blank" rel="noopener noreferrer nofollow"
        >${one.inside.map((inner) => inline(inner, people, store))}</a
      >`;
    case "mention":
      return mention(one.name, people, store);
    default:
      return nothing;
  }
}

/**
 * @param {string} name
 * @param {Map<string, any>} people
 * @param {Store} store
 */
function mention(name, people, store) {
  const user = people.get(name);
  if (!user && !EVERYBODY.has(name)) return `@${name}`;
  const me = !user || user.id === store.user.id;
  return html`<span class="mention" ?data-me=${me} title=${user ? `@${name}` : "everybody here"}>@${user?.display_name ?? name}</span>`;
}
