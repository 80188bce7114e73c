// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { splitText, TEXT_MAX } from "../../main/resources/web-root/state/split-text.js";

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Whether the characters of a text, without blank space, are in the parts in their order; lines that open code again are between them. */
function isContained(text, parts) {
  const wanted = text.replace(/\s+/g, "");
  let at = 0;
  for (const character of parts.join("").replace(/\s+/g, "")) if (wanted.startsWith(character, at)) at += character.length;
  return at === wanted.length;
}

test("a text that fits is one message, and a blank one is none", () => {
  assert.deepEqual(splitText("  hello\n"), ["hello"]);
  assert.deepEqual(splitText("x".repeat(TEXT_MAX)), ["x".repeat(TEXT_MAX)]);
  assert.deepEqual(splitText(" \n "), []);
});

test("paragraphs are kept together before lines, and lines before words", () => {
  const paragraph = (name, size) => `${name} ${"word ".repeat(size).trim()}`;
  assert.deepEqual(splitText(`${paragraph("a", 150)}\n\n${paragraph("b", 100)}`, 1_000), [paragraph("a", 150), paragraph("b", 100)]);
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index} of the log`);
  for (const part of splitText(lines.join("\n"), 600)) for (const line of part.split("\n")) assert.ok(lines.includes(line), line);
  const spaced = Array.from({ length: 400 }, (_, index) => `word${index}`);
  assert.deepEqual(
    splitText(spaced.join(" "), 700).flatMap((part) => part.split(" ")),
    spaced,
  );
});

test("a code block is closed in its message and opened again in the next", () => {
  const code = Array.from({ length: 200 }, (_, index) => `    step(${index});`).join("\n");
  const parts = splitText(`before\n\`\`\`js\n${code}\n\`\`\`\nafter`, 900);
  assert.ok(parts.length > 3);
  for (const part of parts.slice(1, -1)) {
    assert.ok(part.startsWith("```js\n    step("), part.slice(0, 40));
    assert.ok(part.endsWith(";\n```"), part.slice(-40));
  }
  assert.ok(parts.at(-1)?.endsWith("```\nafter"));
});

test("a character is never cut, also where it consists of several", () => {
  for (const character of ["🎉", "👩‍👩‍👧‍👦", "é", "🇩🇪", "ก็"]) {
    for (const part of splitText(character.repeat(1_500), 1_000)) {
      assert.equal(part.replaceAll(character, ""), "", character);
    }
  }
});

test("no word is lost and no part is too long, blank or malformed, for random texts", () => {
  const first = Date.now() % 1_000_000;
  const pieces = [
    "word",
    " ",
    "\n",
    "\n\n",
    "```",
    "\n```\n",
    "~~~~js\n",
    "🎉",
    "e\u0301",
    "\t",
    "    ",
    "x".repeat(700),
    "`".repeat(150),
    "\r\n",
  ];
  for (let seed = first; seed < first + 300; seed++) {
    let state = seed * 2 + 1;
    const random = (below) => (state = (state * 16807) % 2147483647) % below;
    const text = Array.from({ length: random(900) }, () => pieces[random(pieces.length)]).join("");
    const parts = splitText(text, 1_000);
    const why = `seed ${seed}`;
    for (const part of parts) {
      assert.ok(part.length <= 1_000, why);
      assert.notEqual(part.trim(), "", why);
      assert.doesNotMatch(part, LONE_SURROGATE, why);
    }
    assert.ok(isContained(text, parts), why);
    const added = parts.join("").replace(/\s+/g, "").length - text.replace(/\s+/g, "").length;
    assert.ok(added <= 2 * 104 * Math.max(0, parts.length - 1), `${why}: ${added} characters more`);
  }
});
