// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { hasWideLine } from "./long-text.js";

const COPY = "Copy";
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
    button.dataset.label = isCopied ? "Copied" : "Couldn't copy";
    setTimeout(() => (button.dataset.label = COPY), SHOWN_MS);
  };
  return html`<div class="code" dir="ltr">
    <div class="code-bar">
      ${language ? html`<span class="language">${language}</span>` : nothing}
      ${hasWideLine(code) ? barButton("Wrap", "Wrap long lines", toggleWrap) : nothing} ${barButton(COPY, "Copy code", copy)}
    </div>
    <pre tabindex="0"><code>${code}</code></pre>
  </div>`;
}

/**
 * The style sheet shows the label, so that it is no part of a copied message.
 * @param {string} label
 * @param {string} name for screen readers
 * @param {(event: Event) => unknown} act
 */
function barButton(label, name, act) {
  return html`<button type="button" tabindex="-1" data-label=${label} aria-label=${name} @click=${act}></button>`;
}

/** @param {Event} event */
function toggleWrap({ currentTarget }) {
  const button = /** @type {HTMLElement} */ (currentTarget);
  const isWrapped = button.closest(".code")?.toggleAttribute("data-wrapped");
  button.setAttribute("aria-pressed", String(isWrapped));
}
