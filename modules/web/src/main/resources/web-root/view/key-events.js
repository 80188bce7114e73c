// @ts-check

/** The key code of a key that an input method handles. */
const INPUT_METHOD = 229;

/**
 * Whether a key belongs to an input method, as the Enter that takes a suggested Japanese word. Safari ends the composition before that
 * Enter arrives, and only the key code tells.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === INPUT_METHOD;
}

/**
 * Where a key moves the focus in a menu.
 * @param {string} key
 * @param {number} at the focused item
 * @param {number} count
 * @returns {number} the item that the key moves to; -1 if it does not move
 */
export function nextItem(key, at, count) {
  switch (key) {
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowUp":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return -1;
  }
}
