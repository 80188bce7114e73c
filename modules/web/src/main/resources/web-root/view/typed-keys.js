// @ts-check
import { isComposing } from "./key-events.js";

const NO_TEXT = new Set(["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"]);

/**
 * Whether the user can write in an element.
 * @param {EventTarget | null} target
 */
export function isTextField(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NO_TEXT.has(target.type) && !target.disabled && !target.readOnly;
  if (target instanceof HTMLTextAreaElement) return !target.disabled && !target.readOnly;
  return target.isContentEditable;
}

/**
 * Whether a key writes a character, or begins one as an accent and an input method do. The space bar is not among them: it presses buttons
 * and scrolls. Ctrl+V counts, because what it inserts is text.
 * @param {KeyboardEvent} event
 */
export function isTyped(event) {
  if (event.getModifierState("AltGraph")) return isCharacter(event.key);
  const withControl = event.ctrlKey || event.metaKey;
  if (withControl) return !event.altKey && !event.shiftKey && event.key.toLowerCase() === "v";
  if (event.altKey) return isCharacter(event.key) && /[^\x20-\x7e]/.test(event.key); // the option key of a Mac writes signs
  return isCharacter(event.key) || event.key === "Dead" || isComposing(event);
}

/** @param {string} key */
const isCharacter = (key) => [...key].length === 1 && key !== " ";

/**
 * Leads what is typed to a message box when no text field has the focus: the one of the thread if the focus is in its panel, else the
 * one of the channel. The focus moves while the key goes down, so the browser writes the character there. A dialog keeps its keys.
 * @param {(target: Element | null) => HTMLTextAreaElement | null} fieldFor the message box for keys typed at an element; null for none
 */
export function leadTypedKeys(fieldFor) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !isTyped(event) || isTextField(event.target) || document.querySelector("dialog[open]")) return;
    fieldFor(event.target instanceof Element ? event.target : null)?.focus({ preventScroll: true });
  });
}
