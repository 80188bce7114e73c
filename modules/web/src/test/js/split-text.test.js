// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { splitText, TEXT_MAX } from "../../main/resources/web-root/state/split-text.js";
import { markdown } from "../../main/resources/web-root/view/markdown.js";
import { namesIn } from "../../main/resources/web-root/view/mention-names.js";

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

const mentions = (text) => [...namesIn(markdown(text))];

/** The splitter knew only fences at the beginning of a line, so a log after "Error log: ```" mentioned the channel from each part but the first. */
test("a code block that begins in the middle of a line is closed and opened again", () => {
  const log = Array.from({ length: 500 }, (_, index) => `${index} retry @channel failed`).join("\n");
  const parts = splitText(`Error log: \`\`\`\n${log}\n\`\`\`\nthanks @bob`, 2_000);
  assert.ok(parts.length > 5);
  assert.deepEqual(parts.flatMap(mentions), ["bob"]);
  const prose = Array.from({ length: 100 }, (_, index) => `Paragraph ${index} for @user${index}.`).join("\n\n");
  const afterCode = splitText(`\`\`\`npm install\`\`\`\n\n${prose}`, 1_000);
  assert.deepEqual(afterCode.flatMap(mentions), mentions(prose));
});

/** The splitter found other code blocks than the grammar of messages, so that parts mentioned people in code, or made prose code. */
test("the parts of a random text mention the same users as the whole text", () => {
  const first = Date.now() % 1_000_000;
  const prose = (name) => `Some words for @${name} and others. `;
  const code = (name) => `line of code @in-code-${name}\n`;
  for (let seed = first; seed < first + 300; seed++) {
    let state = seed * 2 + 1;
    const random = (below) => (state = (state * 16807) % 2147483647) % below;
    const many = (line, name) => Array.from({ length: 1 + random(60) }, () => line(name)).join("");
    const blocks = [
      (name) => `${many(prose, name)}\n\n`,
      (name) => `${many((one) => `Line for @${one}\n`, name)}`,
      (name) => `Error log: \`\`\`\n${many(code, name)}\`\`\`\n`,
      (name) => `\`\`\`js\n${many(code, name)}\`\`\`\n\n`,
      (name) => `~~~~\n${many(code, name)}~~~~\n\n`,
      (name) => `\`\`\`\`\n${many(code, name)}\n\`\`\`\n${many(code, name)}\`\`\`\`\n`,
      (name) => `\`\`\`npm install @in-code-${name}\`\`\`\n\n`,
      (name) => `- item for @${name}\n- \`\`\`\n${many(code, name).replace(/^(?=.)/gm, "  ")}  \`\`\`\n\n`,
      (name) => `> quoted @${name}\n> \`\`\`\n${many(code, name).replace(/^(?=.)/gm, "> ")}> \`\`\`\n\n`,
      (name) => `a span \`of code @in-code-${name} and more\` for @${name} `,
    ];
    const text = Array.from({ length: 2 + random(8) }, (_, index) => blocks[random(blocks.length)](`u${index}`)).join("");
    assert.deepEqual(splitText(text, 1_000).flatMap(mentions), mentions(text), `seed ${seed}`);
  }
});
