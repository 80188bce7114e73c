// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { completionAt, isSuggested } from "../../main/resources/web-root/view/completion.js";
import { emoji } from "../../main/resources/web-root/view/emoji.js";

const found = (before) => {
  const completion = completionAt(before);
  return completion && `${completion.kind} ${completion.part}`;
};
const suggested = (part) => emoji.find(part, 8).filter(({ name }) => isSuggested(name, part));

/** Enter after "Thanks :-D" inserted a flag instead of sending the message. */
test("a text smiley is no beginning of an emoji name", () => {
  for (const smiley of [":-D", ":D", ":-)", ":3", ":-P", ":-/", ":+", ":10", ":_", ":--"])
    assert.equal(found(`Thanks ${smiley}`), null, smiley);
  assert.deepEqual([":smi", ":+1", ":-1", ":8ball", "(:hea", "x\n:ok"].map(found), [
    "emoji smi",
    "emoji +1",
    "emoji -1",
    "emoji 8ball",
    "emoji hea",
    "emoji ok",
  ]);
  assert.equal(found("at 10:sm"), null);
});

test("a short part matches only at the begin of a name or of a word in it", () => {
  assert.ok(suggested("sm").every(({ name }) => /(^|_)sm/.test(name)));
  assert.ok(suggested("sm").length > 0);
  assert.deepEqual(suggested("xd"), []);
  assert.ok(suggested("+1").some(({ name }) => name === "+1"));
  assert.ok(suggested("mile").some(({ name }) => name.includes("smile")));
});

/** Enter in code inserted an emoji into it. */
test("nothing is completed in code", () => {
  assert.equal(found("```\nkey :smi"), null);
  assert.equal(found("```\n@ali"), null);
  assert.equal(found("`code` :smi"), "emoji smi");
});

/** An accepted name replaced the text from the last at-sign or colon before the cursor, wherever the cursor was by then. */
test("a completion knows its own place", () => {
  assert.deepEqual(completionAt("see a:b @al"), { kind: "mention", part: "al", start: 8, end: 11 });
  assert.deepEqual(completionAt("@bob :smi"), { kind: "emoji", part: "smi", start: 5, end: 9 });
  assert.deepEqual(completionAt(":+1"), { kind: "emoji", part: "+1", start: 0, end: 3 });
  assert.equal(completionAt("@bob "), null);
});
