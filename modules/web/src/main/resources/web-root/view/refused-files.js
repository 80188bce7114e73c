// @ts-check
import { isTextField } from "./typed-keys.js";

/**
 * Files cannot be sent yet. A file that is dropped or pasted anywhere in the page is refused with a hint: the browser would open it
 * in the place of the page. Other things can be dropped on text fields only.
 * @param {() => void} tell
 */
export function refuseFiles(tell) {
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer) return;
    if (hasFiles(event.dataTransfer)) event.dataTransfer.dropEffect = "copy";
    else if (isTextField(event.target)) return;
    else event.dataTransfer.dropEffect = "none";
    event.preventDefault();
  });
  addEventListener("drop", (event) => {
    const withFiles = event.dataTransfer !== null && hasFiles(event.dataTransfer);
    if (!withFiles && isTextField(event.target)) return;
    event.preventDefault();
    if (withFiles) tell();
  });
  addEventListener("paste", (event) => {
    const data = event.clipboardData;
    if (!data || !hasFiles(data) || data.types.includes("text/plain")) return; // a copied table is a text and a picture of it
    event.preventDefault();
    tell();
  });
}

/** @param {DataTransfer} data */
const hasFiles = (data) => data.types.includes("Files");
