// @ts-check

const NO_TEXT = new Set(["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"]);

/**
 * Whether the user can write in an element.
 * @param {EventTarget | null} target
 */
export function isTextField(target) {
  if (target instanceof HTMLInputElement) return !NO_TEXT.has(target.type) && !target.disabled && !target.readOnly;
  if (target instanceof HTMLTextAreaElement) return !target.disabled && !target.readOnly;
  return target instanceof HTMLElement && target.isContentEditable;
}
