// @ts-check
import { html } from "../lib/lit-html.js";
import { icon } from "./icons.js";
import { nextItem } from "./key-events.js";
import { moveBeside } from "./placement.js";

/** @typedef {{icon: Parameters<typeof icon>[0], label: string, act: () => unknown, isDangerous?: boolean}} MenuItem */

/**
 * A button with a menu. The browser shows the menu above everything else, and closes it when the user presses Escape or clicks elsewhere.
 * @param {string} id of the menu, unique in the page
 * @param {string} label
 * @param {MenuItem[]} items
 */
export function menuButton(id, label, items) {
  const choose = (/** @type {Event} */ event, /** @type {MenuItem} */ item) => {
    menuOf(event).hidePopover();
    void item.act();
  };
  return html`<button type="button" aria-label=${label} title=${label} aria-haspopup="menu" popovertarget=${id}>${icon("more")}</button>
    <div class="menu" id=${id} role="menu" aria-label=${label} popover @toggle=${onToggle} @keydown=${onKeydown}>
      ${items.map(
        (item) =>
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            aria-label=${item.label}
            ?data-dangerous=${item.isDangerous}
            @click=${(/** @type {Event} */ event) => choose(event, item)}
          >
            ${icon(item.icon)} <span>${item.label}</span>
          </button>`,
      )}
    </div>`;
}

/** @param {Event} event in a menu */
function menuOf({ target }) {
  return /** @type {HTMLElement} */ (/** @type {Element} */ (target).closest(".menu"));
}

/** @param {HTMLElement} menu */
const itemsOf = (menu) => [.../** @type {NodeListOf<HTMLElement>} */ (menu.querySelectorAll("[role=menuitem]"))];

/** @param {ToggleEvent} event */
function onToggle(event) {
  const menu = menuOf(event);
  const isOpen = event.newState === "open";
  menu.toggleAttribute("data-placed", isOpen);
  if (!isOpen) return;
  const button = /** @type {Element} */ (menu.previousElementSibling);
  moveBeside(menu, button.getBoundingClientRect());
  itemsOf(menu)[0]?.focus();
}

/** @param {KeyboardEvent} event */
function onKeydown(event) {
  const menu = menuOf(event);
  const items = itemsOf(menu);
  const next = nextItem(event.key, items.indexOf(/** @type {HTMLElement} */ (event.target)), items.length);
  event.stopPropagation(); // the keys are for the menu, not for the message
  if (event.key === "Tab") menu.hidePopover();
  if (next < 0) return;
  event.preventDefault();
  items[next].focus();
}
