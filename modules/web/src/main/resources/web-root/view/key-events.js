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
