// @ts-check
import { html } from "../lib/lit-html.js";
import { icon } from "./icons.js";
import { messageCard } from "./message-card.js";

/** @import { SearchHit } from "../contract.js" */
/** @typedef {import("./message-card.js").CardProps} CardProps */

const MARKS = /\*\*|~~|`+|^> ?/gm;
const BULLETS = /^[-*] /gm;

const FILTERS = [
  ["from:bob", "Messages of a person. from:me for your own"],
  ["in:general", "Messages in a channel"],
  ["before:2026-11-01", "Also after: and on: with a date"],
  ["has:link", "Also has:reaction, has:pin, has:thread"],
  ['"two words"', "Exact phrase. -word excludes a word"],
];

const filterHelp = html`<dl class="hints">
  ${FILTERS.map(
    ([filter, meaning]) =>
      html`<div>
        <dt><code>${filter}</code></dt>
        <dd class="soft">${meaning}</dd>
      </div>`,
  )}
</dl>`;

/**
 * The search field and what was found.
 * @param {CardProps} props
 * @param {{query: string, hits: SearchHit[], pending: unknown, more: unknown, search: (query: string) => void}} content
 *   `pending` is shown until there is a result, `more` below the last hit
 */
export function searchPanel(props, { query, hits, pending, more, search }) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    search(String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("query")).trim());
  };
  const clear = (/** @type {Event} */ event) => {
    const { field } = partsOf(event);
    field.value = "";
    field.focus();
    showClear(event);
    if (query) search("");
  };
  return html`<form class="search-form" role="search" @submit=${submit}>
      <input
        id="search"
        name="query"
        type="search"
        dir="auto"
        aria-label="Search messages"
        placeholder="Search messages"
        autocomplete="off"
        .value=${query}
        @input=${showClear}
      />
      <button type="button" class="clear" aria-label="Clear search" title="Clear search" ?hidden=${query === ""} @click=${clear}>
        ${icon("close")}
      </button>
    </form>
    ${query ? pending || results(props, hits, more) : filterHelp}`;
}

/** @param {Event} event in the form */
function partsOf({ target }) {
  const form = /** @type {Element} */ (/** @type {Element} */ (target).closest("form"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  return { field, clear: /** @type {HTMLElement} */ (form.querySelector(".clear")) };
}

/** @param {Event} event */
function showClear(event) {
  const { field, clear } = partsOf(event);
  clear.hidden = field.value === "";
}

/**
 * @param {CardProps} props
 * @param {SearchHit[]} hits
 * @param {unknown} more
 */
function results(props, hits, more) {
  if (hits.length === 0) {
    return html`<div class="nothing">
      ${icon("search")}
      <p>No results</p>
      <p class="soft">Try fewer words, or the beginning of a word with a star: releas*</p>
    </div>`;
  }
  return html`<ul class="cards" id="found">
    ${hits.map((hit) => messageCard(props, hit.message, excerpt(hit)))} ${more}
  </ul>`;
}

/** @param {SearchHit} hit without the marks of Markdown */
function excerpt({ excerpt: fragments }) {
  return html`<p dir="auto">
    ${fragments.map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : text.replace(MARKS, "").replace(BULLETS, "• ")))}
  </p>`;
}
