// @ts-check
import { MATCH } from "./text-match.js";

/** The kinds of places of the switcher; of otherwise equal places, the lower one is first. */
export const KIND = Object.freeze({ CHANNEL: 0, PERSON: 1, NOT_JOINED: 2, ACTION: 3 });

/** An action comes after a channel or person that matches less well by up to this much. */
const ACTION_DISTANCE = 1.5;

/**
 * A place that the user can jump to. `match` is how well it matches what was typed, `recent` its place among those that were opened, the
 * latest being 0.
 * @typedef {{label: string, match: number, recent: number, unread: number, kind: number}} Ranked
 */

/**
 * Before anything is typed: what was opened last, then what is unread. After that the better match is first; of equal matches what was
 * opened last, and then what is unread.
 * @template {Ranked} T
 * @param {T[]} places
 * @param {string} query
 * @returns {T[]} those that match
 */
export function rankPlaces(places, query) {
  const worth = (/** @type {T} */ { match, kind }) => (query === "" ? MATCH.EQUAL : kind === KIND.ACTION ? match - ACTION_DISTANCE : match);
  return places
    .filter((place) => worth(place) > MATCH.NONE)
    .sort((a, b) => worth(b) - worth(a) || a.recent - b.recent || b.unread - a.unread || a.kind - b.kind || a.label.localeCompare(b.label));
}
