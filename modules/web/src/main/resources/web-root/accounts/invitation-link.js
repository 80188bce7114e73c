// @ts-check
import { html, nothing, svg } from "../lib/lit-html.js";
import { icon } from "../view/icons.js";
import { qrCode } from "./qr-code.js";

/** The light modules around a QR code. */
const QUIET = 4;
const COPIED_MS = 3_000;

/** A link to pass on: to copy, and as a QR code for a phone. */
export class LinkToPassOn {
  #changed;
  #copied = false;
  /** The result of the last attempt to copy, for a while. */
  #message = "";
  /** @type {{url: string, picture: unknown}} */
  #code = { url: "", picture: nothing };

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * @param {string} url
   * @param {string} label what the link is for
   */
  content(url, label) {
    if (this.#code.url !== url) {
      this.#code = { url, picture: qrPicture(url, "QR code of the link", "Scan it with a phone to open the link there.") };
    }
    return html`<div class="pass-on">
      <div class="field">
        <label for="link-to-pass-on">${label}</label>
        <span class="with-button">
          <input
            id="link-to-pass-on"
            type="text"
            readonly
            value=${url}
            @focus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}
          />
          <button type="button" class="primary" id="copy-link" @click=${() => void this.#copy(url)}>
            ${icon(this.#copied ? "check" : "link")} ${this.#copied ? "Copied" : "Copy link"}
          </button>
        </span>
        <p class="remark copy-state" role="status">${this.#message}</p>
      </div>
      ${isLoopback(url)
        ? html`<p class="remark">
            ${icon("alert")} This address works on this computer only. To let others in, start the server with
            <code>--host 0.0.0.0</code> and open it by the address of this computer.
          </p>`
        : nothing}
      ${this.#code.picture}
    </div>`;
  }

  /** @param {string} url */
  async #copy(url) {
    this.#copied = await copy(url);
    this.#message = this.#copied ? "The link is in the clipboard." : "The link is selected. Copy it with Ctrl C.";
    this.#changed();
    setTimeout(() => {
      this.#copied = false;
      this.#message = "";
      this.#changed();
    }, COPIED_MS);
  }
}

/**
 * @param {string} text
 * @param {string} name what it is, for those who do not see it
 * @param {string} caption what to do with it
 */
export function qrPicture(text, name, caption) {
  const modules = qrCode(text);
  if (!modules) return nothing;
  const size = modules.length + 2 * QUIET;
  const path = modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""))).join("");
  return html`<figure class="qr">
    ${svg`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${name} shape-rendering="crispEdges">
      <path class="qr-ground" d="M0 0h${size}v${size}H0z"></path><path class="qr-dark" d=${path}></path>
    </svg>`}
    <figcaption class="remark">${caption}</figcaption>
  </figure>`;
}

/** @param {string} url */
const isLoopback = (url) => /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/)/.test(url);

/**
 * Copies a text. Browsers offer their clipboard only to pages over https and of this computer; the others copy a selection.
 * @param {string} text
 * @returns {Promise<boolean>} whether the text is in the clipboard; if not, the field with it is selected
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById("link-to-pass-on"));
    field?.focus();
    field?.select();
    return document.execCommand("copy");
  }
}
