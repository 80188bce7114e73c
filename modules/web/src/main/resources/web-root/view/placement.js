// @ts-check

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box in pixels of the window */
/** @typedef {{width: number, height: number}} Size */

const GAP_PX = 6;
const MARGIN_PX = 8;

/**
 * Where something that belongs to an element of the page is shown: below it, or above it if there is more space, and inside the window.
 * @param {Box} anchor
 * @param {Size} size of what is shown
 * @param {Size} window
 * @returns {{left: number, top: number}}
 */
export function placeBeside(anchor, size, window) {
  const below = anchor.bottom + GAP_PX;
  const above = anchor.top - GAP_PX - size.height;
  const fitsBelow = below + size.height + MARGIN_PX <= window.height;
  const top = fitsBelow || window.height - anchor.bottom > anchor.top ? below : above;
  const isRight = (anchor.left + anchor.right) / 2 > window.width / 2;
  const left = isRight ? anchor.right - size.width : anchor.left;
  return { left: inside(left, size.width, window.width), top: inside(top, size.height, window.height) };
}

/**
 * @param {number} start
 * @param {number} length
 * @param {number} available
 */
function inside(start, length, available) {
  return Math.round(Math.max(MARGIN_PX, Math.min(start, available - length - MARGIN_PX)));
}

/**
 * @param {HTMLElement} element with a fixed position
 * @param {Box} anchor
 */
export function moveBeside(element, anchor) {
  const { left, top } = placeBeside(anchor, sizeOf(element), { width: innerWidth, height: innerHeight });
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
}

/**
 * The size in the layout: an animation that scales the element does not change it.
 * @param {HTMLElement} element
 */
const sizeOf = ({ offsetWidth: width, offsetHeight: height }) => ({ width, height });
