// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { continueList, isInFence, toggleMark } from "../../main/resources/web-root/view/text-edits.js";

/** A text with its selection: `[` and `]` are around it, `|` stands for a cursor. */
function parse(shown) {
  const start = shown.search(/[[|]/);
  const text = shown.replace(/[[|]/, "");
  const end = text.includes("]") ? text.indexOf("]") : start;
  return { text: text.replace("]", ""), start, end };
}

function show(text, { from, to, text: inserted, start, end }) {
  const changed = text.slice(0, from) + inserted + text.slice(to);
  return start === end
    ? `${changed.slice(0, start)}|${changed.slice(start)}`
    : `${changed.slice(0, start)}[${changed.slice(start, end)}]${changed.slice(end)}`;
}

function toggled(shown, mark) {
  const { text, start, end } = parse(shown);
  return show(text, toggleMark(text, start, end, mark));
}

function continued(shown) {
  const start = shown.indexOf("|");
  const text = shown.replace("|", "");
  const edit = continueList(text, start);
  return edit && show(text, edit);
}

test("a mark is put around the selection and removed again", () => {
  for (const mark of ["**", "*", "~~", "`"]) {
    assert.equal(toggled("say [it] now", mark), `say ${mark}[it]${mark} now`);
    assert.equal(toggled(`say ${mark}[it]${mark} now`, mark), "say [it] now", "marks around the selection");
    assert.equal(toggled(`say [${mark}it${mark}] now`, mark), "say [it] now", "marks in the selection");
  }
});

test("blanks at the ends of the selection stay outside of the marks", () => {
  assert.equal(toggled("say [it ]now", "**"), "say **[it]** now");
});

test("with nothing selected a pair is inserted, and removed while it is empty", () => {
  assert.equal(toggled("say |", "**"), "say **|**");
  assert.equal(toggled("say **|**", "**"), "say |");
});

test("at the end of a marked text the cursor moves over the closing mark", () => {
  assert.equal(toggled("say **it|** now", "**"), "say **it**| now");
  assert.equal(toggled("**a** and |**b**", "**"), "**a** and **|****b**", "no mark is open here");
});

test("bold and italic are different marks", () => {
  assert.equal(toggled("**[it]**", "*"), "***[it]***");
  assert.equal(toggled("***[it]***", "*"), "**[it]**");
  assert.equal(toggled("***[it]***", "**"), "*[it]*");
  assert.equal(toggled("*[it]*", "**"), "***[it]***");
});

test("a new line continues a list", () => {
  assert.equal(continued("- milk|"), "- milk\n- |");
  assert.equal(continued("before\n  * milk|\nafter"), "before\n  * milk\n  * |\nafter");
  assert.equal(continued("9. milk|"), "9. milk\n10. |");
  assert.equal(continued("1) milk|"), "1) milk\n2) |");
  assert.equal(continued("- [x] milk|"), "- [x] milk\n- [ ] |");
});

test("a new line after an empty item ends the list", () => {
  assert.equal(continued("- milk\n- |"), "- milk\n|");
  assert.equal(continued("1. milk\n2. |"), "1. milk\n|");
  assert.equal(continued("- [ ] milk\n- [ ] |"), "- [ ] milk\n|");
});

test("a line that is no item of a list is not continued", () => {
  for (const shown of ["milk|", "-|", "-5 degrees|", "* * *|", "2026-11-27|", "```\n- in code|"])
    assert.equal(continued(shown), null, shown);
});

test("a block of code is open until its fence is closed", () => {
  for (const before of ["```", "```js\nlet a", "text\n```\na"]) assert.equal(isInFence(before), true, before);
  for (const before of ["", "text", "`code`", "```\na\n```", "```\na\n```\nafter"]) assert.equal(isInFence(before), false, before);
});
