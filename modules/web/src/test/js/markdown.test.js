// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { markdown } from "../../main/resources/web-root/view/markdown.js";

const KINDS = new Set([
  "paragraph",
  "heading",
  "code",
  "quote",
  "list",
  "table",
  "rule",
  "text",
  "emoji",
  "bold",
  "italic",
  "strike",
  "link",
  "mention",
  "break",
]);

/** Every node of the tree. */
function* nodes(tree) {
  for (const one of tree) {
    if (Array.isArray(one)) yield* nodes(one);
    else {
      if (one.kind) yield one;
      yield* nodes(one.inside ?? one.items ?? one.rows ?? []);
    }
  }
}
const one = (text) => markdown(text)[0].inside;
const links = (text) => [...nodes(markdown(text))].filter((node) => node.kind === "link").map((node) => node.href);

test("marks in a line become inline nodes", () => {
  assert.deepEqual(
    one("a **b** *c* _d_ ~~e~~ `f*g*`").map((node) => node.kind),
    ["text", "bold", "text", "italic", "text", "italic", "text", "strike", "text", "code"],
  );
  assert.deepEqual(one("snake_case_name and 2 * 3 * 4"), [{ kind: "text", text: "snake_case_name and 2 * 3 * 4" }]);
  assert.deepEqual(one("\\*not\\* and **open"), [{ kind: "text", text: "*not* and **open" }]);
});

test("lines become paragraphs, code, quotes and lists", () => {
  assert.deepEqual(
    markdown("one\n\ntwo\n> three\n- four\n- five\n3. six\n```\n*seven*\n```").map((block) => block.kind),
    ["paragraph", "paragraph", "quote", "list", "list", "code"],
  );
  assert.equal(markdown("```js\nopen").at(0)?.text, "open");
  assert.equal(markdown("3. six")[0].start, 3);
});

test("only http, https and mailto addresses become links", () => {
  assert.deepEqual(links("https://a.example/x, and (http://b.example/y). [c](mailto:c@example.org) d@example.org"), [
    "https://a.example/x",
    "http://b.example/y",
    "mailto:c@example.org",
    "mailto:d@example.org",
  ]);
  for (const hostile of [
    "[x](javascript:alert(1))",
    "[x](data:text/html,y)",
    "[x](\tjavascript:alert(1))",
    "[x](vbscript:y)",
    "javascript:alert(1)",
    "[x](//evil.example)",
    "[x](file:///etc/passwd)",
  ]) {
    assert.deepEqual(links(hostile), [], hostile);
  }
});

test("random text yields only known kinds of nodes", () => {
  const letters = [
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```",
    "[",
    "](",
    ")",
    "http://",
    "@a",
    ":tada:",
    ">",
    "- ",
    "1. ",
    "\n",
    "<b>",
    "\\",
    "x",
    " ",
    "\u202e",
    "😀",
    "| ",
    "\n| - | - |\n",
    "# ",
    "  ",
    "***",
    "---",
    "[x] ",
    "www.a.b",
    "b@e.t",
  ];
  let seed = 42;
  const random = (max) => (seed = (seed * 16807) % 2147483647) % max;
  for (let round = 0; round < 3_000; round++) {
    const text = Array.from({ length: random(40) }, () => letters[random(letters.length)]).join("");
    for (const node of nodes(markdown(text))) assert.ok(KINDS.has(node.kind), `${node.kind} from ${JSON.stringify(text)}`);
  }
});

/** How deep the nodes of a tree are in each other. */
const depth = (tree) => Math.max(0, ...tree.map((node) => 1 + depth(node.items?.flatMap((item) => item.inside) ?? node.inside ?? [])));

test("the depth of a tree is bounded and no mark is lost", () => {
  for (const deep of ["> ".repeat(50), "- ".repeat(50), "> - ".repeat(50), "*a **b ".repeat(50), "~~a *b ~~c ".repeat(50)]) {
    assert.ok(depth(markdown(`${deep}x`)) < 20, deep);
  }
  const nested = `${"*a **b ".repeat(50)}x${"** *".repeat(50)}`;
  const shown = [...nodes(markdown(nested))].map((node) => node.text ?? "").join("");
  assert.equal(shown.replaceAll(/[^abx]/g, ""), nested.replaceAll(/[^abx]/g, ""));
  assert.ok(shown.includes("*"), "marks that are too deep are shown");
});

test("the longest message of any mark is parsed quickly and with bounded nesting", () => {
  for (const mark of [
    "*",
    "**",
    "_a",
    "~~a",
    "`",
    "[",
    "[a](",
    ">",
    "> ",
    "- \n",
    ":a:",
    "@a ",
    "h",
    "https://",
    "\\",
    "*a _b ~~c ",
    "![](",
    "``` \n",
  ]) {
    const text = mark.repeat(Math.floor(16_000 / mark.length));
    const began = performance.now();
    markdown(text);
    const ms = performance.now() - began;
    assert.ok(ms < 1_500, `${JSON.stringify(mark)} took ${ms} ms`);
  }
});
