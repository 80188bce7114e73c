// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isTyped } from "../../main/resources/web-root/view/typed-keys.js";

/** @returns {any} */
const press = (key, { altGraph = false, ...more } = {}) => ({ key, getModifierState: () => altGraph, ...more });

test("a key that writes a character is typed, in every script and with every way to write it", () => {
  for (const key of ["a", "Z", "é", "ж", "?", "/", "1", "😀", "Dead"]) assert.ok(isTyped(press(key)), key);
  assert.ok(isTyped(press("@", { altGraph: true, ctrlKey: true, altKey: true })), "AltGr");
  assert.ok(isTyped(press("®", { altKey: true })), "the option key of a Mac");
  assert.ok(isTyped(press("Process", { keyCode: 229 })), "an input method");
  assert.ok(isTyped(press("v", { ctrlKey: true })), "what Ctrl+V inserts");
});

test("a key that moves, presses or is a shortcut is not typed", () => {
  for (const key of [" ", "Enter", "Tab", "Escape", "ArrowUp", "F6", "Shift", "Delete", "Backspace"]) assert.ok(!isTyped(press(key)), key);
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.ok(!isTyped(press("k", { [held]: true })), held);
});
