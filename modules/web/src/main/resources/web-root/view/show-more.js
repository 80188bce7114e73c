// @ts-check
import { html } from "../lib/lit-html.js";

/** The button below a long text, which is the element before it. */
export const showMoreButton = () =>
  html`<button type="button" class="show-more" tabindex="-1" aria-expanded="false" @click=${onClick}>Show more</button>`;

/** @param {Event} event */
function onClick({ currentTarget }) {
  const button = /** @type {HTMLElement} */ (currentTarget);
  const text = /** @type {HTMLElement} */ (button.previousElementSibling);
  const isWhole = text.toggleAttribute("data-whole");
  button.setAttribute("aria-expanded", String(isWhole));
  button.textContent = isWhole ? "Show less" : "Show more";
  if (!isWhole) text.closest(".message")?.scrollIntoView({ block: "nearest" });
}
