// @ts-check

/** Backgrounds: strong, so that neighbours differ. */
export const TINTS = Object.freeze([
  "#5145cd", "#0f766e", "#b4501d", "#1d6fb8", "#a03b76", "#4d7c1f", "#7c3aa8", "#a8324a",
  "#2f5fd0", "#8a6410", "#0b7285", "#9c4221", "#3b6e4f", "#6b4fbb", "#b03a5b", "#475569",
]); // prettier-ignore
/** Colors of heads. None is that of a skin. */
export const HEADS = Object.freeze(["#ffe3a3", "#c9f2d9", "#cfe6ff", "#e5dbff", "#ffd6e0", "#ffdcc2", "#d8f3f0", "#f3f0e6"]);
const HAIR_COLORS = ["#2b2540", "#5b3a1e", "#f2b84b", "#7f1d3a", "#2f4a5f", "#ece7f5"];
export const LINES = "#1d1b29";

/** On a canvas of 36 by 36, where the head is a circle around (18, 21) with the radius 13. */
const HAIR = [
  "",
  "M5 21a13 13 0 0 1 26 0q-6-8-13-7t-13 7z",
  "M5 21a13 13 0 0 1 26 0q-5-2-6-8-7 6-20 8z",
  "M4 33V21a14 14 0 0 1 28 0v12h-4V21q-5-6-10-6T8 21v12z",
  "M5 21a13 13 0 0 1 26 0q-6-8-13-7t-13 7zM18 9a4 4 0 1 1 .1 0z",
  "M12 10q0-7 6-7-1 3 5 2-2 3 1 5z",
];
const EYES = [
  "M13.5 20v.01M22.5 20v.01",
  "M13.5 19.4v1.6M22.5 19.4v1.6",
  "M12 20.6q1.5-2.2 3 0M21 20.6q1.5-2.2 3 0",
  "M13.5 20v.01M21 20.2h3",
];
const MOUTHS = ["M14 25.5q4 3.6 8 0", "M15.5 26.2h5", "M13.5 25q4.5 5.4 9 0z", "M16 26.4q3 1.6 5-.8"];
const TILTS = [-9, -5, 0, 0, 5, 9];

/**
 * The face that stands for a user without a picture: always the same one for the same user.
 * @typedef {{tint: string, head: string, hair: string, hairColor: string, lines: string, tilt: number}} Face
 */

/**
 * @param {number} userId
 * @returns {Face}
 */
export function face(userId) {
  let rest = mixed(userId);
  /** @type {<T>(choices: readonly T[]) => T} */
  const next = (choices) => {
    const chosen = choices[rest % choices.length];
    rest = Math.floor(rest / choices.length);
    return chosen;
  };
  const tint = next(TINTS);
  const head = next(HEADS);
  const hair = next(HAIR);
  const hairColor = next(HAIR_COLORS.filter((color) => color !== tint));
  return { tint, head, hair, hairColor, lines: `${next(EYES)}${next(MOUTHS)}`, tilt: next(TILTS) };
}

/**
 * A number below 2 to the power of 32 in which each bit of the id decides about each bit: the ids of colleagues follow each other.
 * @param {number} id
 */
function mixed(id) {
  let bits = (id ^ Math.floor(id / 2 ** 32)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
