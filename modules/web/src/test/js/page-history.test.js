// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { PageHistory } from "../../main/resources/web-root/state/page-history.js";
import { createTab } from "./tab.js";

/** A history in a tab, and where the user moved. */
function tab() {
  const { browser, ...rest } = createTab();
  const moves = [];
  const history = new PageHistory((readingId) => moves.push([browser.location.hash, readingId]), browser);
  return { ...rest, history, moves };
}

const later = () => new Promise(setImmediate);

test("an address that stays the same adds no entry", () => {
  const { history, urls } = tab();
  history.replace("#/c/1");
  history.push("#/c/1", 0);
  history.push("#/c/1/pins", 0);
  history.push("#/c/1/pins", 0);
  assert.deepEqual(urls(), ["#/c/1", "#/c/1/pins"]);
});

test("what was opened and closed leaves no entry to go back to", async () => {
  const { history, moves, at } = tab();
  history.replace("#/c/1");
  history.push("#/c/1/pins", 0);
  history.leave("#/c/1", 0);
  await later();
  assert.deepEqual([at(), moves], [0, []]);
});

test("closing adds an entry when the entry before shows something else", async () => {
  const { history, urls, at } = tab();
  history.replace("#/c/1");
  history.push("#/c/2/pins", 0);
  history.leave("#/c/2", 0);
  await later();
  assert.deepEqual([urls(), at()], [["#/c/1", "#/c/2/pins", "#/c/2"], 2]);
});

test("what is opened while the browser goes back is opened afterwards", async () => {
  const { history, urls, moves, at } = tab();
  history.replace("#/c/1");
  history.push("#/c/1/pins", 0);
  history.leave("#/c/1", 0);
  history.push("#/c/1/details", 0);
  history.push("#/c/1/search", 0);
  await later();
  assert.deepEqual([urls(), at(), moves], [["#/c/1", "#/c/1/details", "#/c/1/search"], 2, []]);
});

test("the user returns to where an entry was left", () => {
  const { history, moves, go } = tab();
  history.replace("#/c/1");
  history.push("#/c/1/m/5", 77);
  history.push("#/c/2", 0);
  go(1);
  go(0);
  assert.deepEqual(moves, [
    ["#/c/1/m/5", 0],
    ["#/c/1", 77],
  ]);
});
