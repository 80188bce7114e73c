// @ts-check
import { html } from "../lib/lit-html.js";

const PERSON = "[data-person]";

/**
 * A user's name in a text. A click opens the profile.
 * @param {{id: number, name: string, username: string, isNotified: boolean, me: boolean}} props `isNotified` by the message, `me` is the user of the page
 */
export function personInText({ id, name, username, isNotified, me }) {
  return html`<span
    class=${isNotified ? "mention" : "named"}
    dir="auto"
    role="button"
    tabindex="-1"
    data-person=${id}
    ?data-me=${me && isNotified}
    title="@${username}"
    >@${name}</span
  >`;
}

/**
 * Calls back when the user clicks a name in a text or a face, or presses Enter or the space bar on it.
 * @param {HTMLElement} root contains the texts
 * @param {(userId: number) => void} open
 */
export function onPersonChosen(root, open) {
  const choose = (/** @type {Event} */ event) => {
    const person = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest?.(PERSON));
    if (!person) return;
    event.preventDefault();
    person.focus();
    open(Number(person.dataset.person));
  };
  root.addEventListener("click", choose);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") choose(event);
  });
}
