// @ts-check
import { html, nothing } from "../lib/lit-html.js";

/**
 * The bar above a message box that has two texts: the one of this browser, and the one of another device.
 * @param {import("../contract.js").Draft | undefined} other
 * @param {(useOther: boolean) => void} choose
 */
export function draftChoice(other, choose) {
  if (!other) return nothing;
  return html`<div class="draft-choice" role="status">
    <span>You wrote another text here on another device: <q dir="auto">${shortened(other.text)}</q></span>
    <button type="button" class="plain" @click=${() => choose(true)}>Use it</button>
    <button type="button" class="plain" @click=${() => choose(false)}>Keep this one</button>
  </div>`;
}

const CHARACTERS_MAX = 80;

/** @param {string} text */
const shortened = (text) => (text.length > CHARACTERS_MAX ? `${text.slice(0, CHARACTERS_MAX)}…` : text);
