// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { icon } from "./icons.js";
import { hasWideLine } from "./long-text.js";

/** How long the button says that the code was copied. */
const SHOWN_MS = 2_000;

/**
 * A block of code with its language and buttons that copy it and wrap its lines.
 * @param {string} language empty for none
 * @param {string} code
 */
export function codeBlock(language, code) {
  const copy = async (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement} */ (event.currentTarget);
    const isCopied = await navigator.clipboard.writeText(code).then(
      () => true,
      () => false,
    );
    button.dataset.result = isCopied ? "Copied" : "Couldn't copy";
    setTimeout(() => delete button.dataset.result, SHOWN_MS);
  };
  return html`<div class="code" dir="ltr">
    <div class="code-bar">
      ${language ? html`<span class="language">${language}</span>` : nothing}
      ${hasWideLine(code) ? barButton("wrap", "Wrap lines", toggleWrap) : nothing} ${barButton("copy", "Copy code", copy)}
    </div>
    <pre tabindex="0"><code>${code}</code></pre>
  </div>`;
}

/**
 * @param {"wrap" | "copy"} picture
 * @param {string} label
 * @param {(event: Event) => unknown} act
 */
function barButton(picture, label, act) {
  return html`<button type="button" tabindex="-1" aria-label=${label} title=${label} @click=${act}>${icon(picture)}</button>`;
}

/** @param {Event} event */
function toggleWrap({ currentTarget }) {
  const button = /** @type {HTMLElement} */ (currentTarget);
  const isWrapped = button.closest(".code")?.toggleAttribute("data-wrapped");
  button.setAttribute("aria-pressed", String(isWrapped));
}
