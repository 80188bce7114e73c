// @ts-check
import { html, nothing, render } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** Shows the short notice above everything, an open dialog included. */
export class ToastView {
  element = document.createElement("div");
  /** @type {unknown} */
  #shown = null;

  constructor() {
    this.element.className = "toasts";
    this.element.popover = "manual";
    this.element.setAttribute("role", "status");
  }

  /**
   * @param {{text: string, isError: boolean} | null} toast
   * @param {HTMLDialogElement} dialog while it is open, only what is inside of it can be read by a screen reader
   */
  show(toast, dialog) {
    const host = dialog.open && dialog.isConnected ? dialog : document.body;
    if (toast === this.#shown && (!toast || this.element.parentElement === host)) return;
    this.#shown = toast;
    if (this.element.parentElement !== host) host.append(this.element); // which closes the popover
    render(
      toast ? html`<div class="toast" ?data-bad=${toast.isError}>${icon(toast.isError ? "alert" : "check")} ${toast.text}</div>` : nothing,
      this.element,
    );
    const isOpen = this.element.matches(":popover-open");
    if (toast && !isOpen) this.element.showPopover();
    else if (!toast && isOpen) this.element.hidePopover();
  }
}
