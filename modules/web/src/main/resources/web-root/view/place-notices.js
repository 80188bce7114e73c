// @ts-check
import { html, nothing } from "../lib/lit-html.js";
import { icon } from "./icons.js";

/** @import { Channel } from "../contract.js" */
/** @typedef {import("../state/list-position.js").JumpProblem} JumpProblem */
/** @typedef {import("../state/navigation-store.js").Unavailable} Unavailable */

const NOT_FOUND = {
  channel: "It may have been deleted, or it is private and you haven't been added to it.",
  workspace: "It may have been deleted, or you aren't a member of it.",
  page: "Check the link, or ask the person who sent it to you.",
};

/** @param {Unavailable} unavailable */
export function unavailableTitle({ why, what, name }) {
  switch (why) {
    case "removed":
      return `You're no longer a member of ${name}`;
    case "failed":
      return "Couldn't load this channel";
    case "not-found":
      return what === "page" ? "This link doesn't lead anywhere" : `This ${what} wasn't found, or you don't have access`;
  }
}

/**
 * What is shown in the place of a channel that cannot be shown.
 * @param {Unavailable} unavailable
 * @param {{wayOut: string, leave: () => void, retry: () => void}} props `wayOut` says where `leave` leads
 */
export function unavailablePage(unavailable, { wayOut, leave, retry }) {
  const { why, what } = unavailable;
  const text = {
    removed: "A member can add you again. Your drafts are kept.",
    failed: "Check your connection.",
    "not-found": NOT_FOUND[what],
  }[why];
  const mayChange = why === "failed" || (why === "not-found" && what !== "page");
  return html`<div class="nothing unavailable" role="alert" data-why=${why}>
    ${icon(why === "failed" ? "alert" : what === "channel" ? "lock" : "search")}
    <h2>${unavailableTitle(unavailable)}</h2>
    <p class="soft">${text}</p>
    <div class="row">
      ${mayChange ? html`<button type="button" class="plain" @click=${retry}>Try again</button>` : nothing}
      <button type="button" class="primary" id="way-out" @click=${leave}>${wayOut}</button>
    </div>
  </div>`;
}

/**
 * Says beside a list that it could not be led to a message.
 * @param {JumpProblem | null} problem
 * @param {{retry: () => void, dismiss: () => void}} props
 */
export function jumpNotice(problem, { retry, dismiss }) {
  if (!problem) return nothing;
  const text =
    problem.why === "failed"
      ? "Couldn't load the message."
      : "The message wasn't found. It may have been deleted, or you don't have access to it.";
  return html`<div class="jump-notice" role="alert" data-why=${problem.why}>
    ${icon("alert")} <span>${text}</span>
    <button type="button" class="plain" @click=${retry}>Try again</button>
    <button type="button" class="tool" aria-label="Close this notice" title="Close" @click=${dismiss}>${icon("close")}</button>
  </div>`;
}

/**
 * Stands where the composer is in a channel that the user has joined.
 * @param {Channel} channel
 * @param {() => void} join
 */
export function joinBar(channel, join) {
  return html`<div class="closed join-bar">
    ${icon("hash")} <span>You haven't joined <b dir="auto">#${channel.name}</b>. Join it to write and to get new messages.</span>
    <button type="button" class="primary" id="join-channel" @click=${join}>Join #${channel.name}</button>
  </div>`;
}
