// @ts-check
import { html } from "../lib/lit-html.js";

/** The regions of the page in the order of the F6 key. */
export const REGIONS = [".sidebar", ".channel > .bar", ".channel > .list", ".channel > .composer", ".panel"];

/** What has the focus first in a region: what the user came for, else the first control that the Tab key reaches. */
const FIRST = ["[aria-current]", ".rows > [tabindex='0']", "textarea", "input", "[autofocus]", "a[href], button"];

/** Links that are on the screen only while they have the focus. They are the first stops of the Tab key. */
export function skipLinks() {
  const link = (/** @type {string} */ label, /** @type {string} */ region) =>
    html`<button type="button" class="plain" @click=${() => focusFirstOf(region)}>${label}</button>`;
  return html`<div class="skips" role="navigation" aria-label="Skip to">
    ${link("Skip to messages", ".channel > .list")} ${link("Skip to message box", ".channel > .composer")}
    ${link("Skip to channels", ".sidebar")}
  </div>`;
}

/** @param {string} selector */
function focusFirstOf(selector) {
  const region = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (region) focusRegion(region);
}

/**
 * Moves the focus to the next region of the page; after the last one comes the first.
 * @param {1 | -1} step
 */
export function focusNextRegion(step) {
  const regions = REGIONS.map((selector) => document.querySelector(selector)).filter((region) => isShown(region));
  const at = regions.findIndex((region) => region?.contains(document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at;
  for (let tried = 1; tried <= regions.length; tried++) {
    const next = regions[(from + step * tried + regions.length * 2) % regions.length];
    if (next && focusRegion(/** @type {HTMLElement} */ (next))) return;
  }
}

/**
 * @param {HTMLElement} region
 * @returns {boolean} whether it contains an element that took the focus
 */
export function focusRegion(region) {
  for (const selector of FIRST) {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (region.querySelectorAll(selector))) {
      if (!isShown(element)) continue;
      element.focus();
      if (document.activeElement === element) return true;
    }
  }
  return false;
}

/** @param {Element | null} element */
const isShown = (element) => element !== null && element.checkVisibility({ visibilityProperty: true });
