// @ts-check
import { html } from "../lib/lit-html.js";

/** @type {[string, [string, string][]][]} the groups of the list; the keys of a line are separated by spaces */
const GROUPS = [
  [
    "Everywhere",
    [
      ["Ctrl K", "Jump to a channel, a person or an action"],
      ["Ctrl Shift F", "Search messages"],
      ["Alt ↑ ↓", "Previous or next channel"],
      ["Alt Shift ↑ ↓", "Previous or next unread channel"],
      ["F6", "Next part of the page; with Shift the previous one"],
      ["Ctrl /", "Show this list; also ? outside of a text field"],
      ["Shift Esc", "Mark everything as read"],
      ["Esc", "Close the panel, then jump to the latest message"],
    ],
  ],
  [
    "Message box",
    [
      ["Enter", "Send"],
      ["Shift Enter", "New line, or the next item of a list"],
      ["Ctrl Enter", "Send, also inside a block of code"],
      ["↑", "Edit your last message, if the message box is empty"],
      ["Ctrl B I E", "Bold, italic, code"],
      ["@ :", "Mention someone, insert an emoji"],
    ],
  ],
  [
    "Messages",
    [
      ["↑ ↓", "Previous or next message"],
      ["Home End", "First or last loaded message"],
      ["→ Enter", "To the buttons and links of the message"],
      ["← Esc", "Back to the message"],
      ["Alt R T E P H U", "React, open thread, edit, pin, show edit history, mark unread"],
      ["Delete", "Delete"],
    ],
  ],
  ["Channel list", [["↑ ↓ Home End", "Move in the list; Enter opens"]]],
];

/** All keyboard shortcuts. */
export function shortcutList() {
  return html`<div class="keys">
    ${GROUPS.map(
      ([title, lines]) =>
        html`<section>
          <h3>${title}</h3>
          <dl>
            ${lines.map(
              ([keys, meaning]) =>
                html`<div>
                  <dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd>`)}</dt>
                  <dd>${meaning}</dd>
                </div>`,
            )}
          </dl>
        </section>`,
    )}
  </div>`;
}
