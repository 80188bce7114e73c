// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { format } from "./format.js";
import { icon } from "./icons.js";
import { richText } from "./rich-text.js";

/** @typedef {import("../state/session.js").Session} Session */
/** @typedef {import("../state/session.js").Dialog} Dialog */

/**
 * What a message said before, the newest first. Asked for when it opens.
 * @param {Session} session
 * @param {Dialog} dialog `message` says of which
 */
export function history(session, dialog) {
  if (!dialog.asked) void ask(session, dialog);
  if (dialog.problem) {
    return html`<div class="edge problem" role="alert">
      ${icon("alert")} ${dialog.problem} <button type="button" class="plain" @click=${() => ask(session, dialog)}>Try again</button>
    </div>`;
  }
  if (!dialog.versions) return html`<div class="edge"><span class="spinner"></span></div>`;
  const last = dialog.versions.length - 1;
  return html`<ol class="versions" id="versions">
    ${[...dialog.versions].reverse().map(
      (version, at) =>
        html`<li class="card">
          <div class="head">
            <strong>${at === 0 ? "Now" : at === last ? "At first" : "Before"}</strong>
            <time class="soft" datetime=${version.at} title=${format.whole(version.at)}>${format.brief(version.at)}</time>
          </div>
          <div class="text">${richText(version.text, session.store)}</div>
        </li>`,
    )}
    ${dialog.versions.length > 100 ? html`<li class="soft none">Earlier ones are not kept.</li>` : nothing}
  </ol>`;
}

/**
 * @param {Session} session
 * @param {Dialog} dialog
 */
async function ask(session, dialog) {
  dialog.asked = true;
  dialog.problem = "";
  try {
    dialog.versions = (await session.rpc.call("message.history", { message_id: dialog.message.id })).versions;
  } catch (error) {
    dialog.problem = error instanceof Error ? error.message : String(error);
  }
  session.show();
}
