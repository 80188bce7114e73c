// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/**
 * Why a field was not accepted, below it.
 * @param {string} text empty for no error
 * @param {string} id that the field names in `aria-describedby`
 */
export const fieldError = (text, id) =>
  text ? html`<span class="field-error" role="alert" id=${id}>${icon("alert")} ${text}</span>` : nothing;
