// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isComposing } from "../../main/resources/web-root/view/key-events.js";

/* In Safari, the Enter that took a Japanese word from the suggestions sent the message. */
test("a key of an input method is recognised in each browser", () => {
  const key = (/** @type {Partial<KeyboardEvent>} */ event) => isComposing(/** @type {KeyboardEvent} */ (event));
  assert.ok(key({ key: "Enter", isComposing: true, keyCode: 13 }), "Chromium and Firefox");
  assert.ok(key({ key: "Enter", isComposing: false, keyCode: 229 }), "Safari");
  assert.ok(!key({ key: "Enter", isComposing: false, keyCode: 13 }));
});
