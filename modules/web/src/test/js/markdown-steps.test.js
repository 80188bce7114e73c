// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { markdown } from "../../main/resources/web-root/view/markdown.js";
import { MarkdownCache } from "../../main/resources/web-root/view/markdown-cache.js";

/*
 * One message stopped the page of everybody in its channel: "- ", 16,000 blanks and U+2028 took 285 ms, and the page parsed each message
 * again after each typed letter.
 */

const LONGEST = 16_000;
const BEGINS = ["", "- ", "1. ", "> ", "```", "**a", "[a](", "http://a"];
const FILLS = [
  ...[" ", "\t", "\r", "\u2028", "\u2029", "\u00a0", "\n", "\n\n", " \r", "\u2028 "],
  ...["`", "``` ", "` ``", "*", "**", "*a", "**a ", "_", "_a_", "~~", "~~a", "*_", "**__~~", "*a_b~~", "a*", " *a"],
  ...["[", "[a", "[a](", "](", "[](", "[a](b", "[a]( ", "[a](http://x ", "[http://x"],
  ...["http://", "http://%", " http://%.", "http://a.", "HTTP://", ".", "h", " h", "@", "@a", " @a", " @a.", ":", ":a", ":a:"],
  ...["***a", "_*", "**a* ", "~~~\n", "<http://", "www.", "www.a.", "a@b.", "@a/", "[a](<http://a", "[a](http://a (b", "[x](http://a '"],
  ...[
    "|",
    "| a ",
    "|-",
    "| a |\n| - |\n",
    "# ",
    "- a\n  ",
    " - a\n",
    "1. a\n\n",
    "``` a\n",
    "a```\n",
    "```a\na``` b\n",
    "- ```\n",
    "````\n```\n",
  ],
  ...["\\", "\\*", ">", "> ", ">\n", "- ", "- \n", "1. \n", "1", "😀", "😀 ", "\u200d", "😀\u200d"],
];
const ENDS = ["", "x", ")"];

/** Runs of marks of ever other lengths. */
const runs = (mark) => (length) => {
  let text = "";
  for (let run = 1; text.length < length; run++) text += `${mark.repeat(run)} `;
  return text;
};
const MAKERS = [
  ...BEGINS.flatMap((begin) =>
    FILLS.flatMap((fill) => ENDS.map((end) => (length) => begin + fill.repeat(Math.ceil(length / fill.length)) + end)),
  ),
  ...["`", "*", "_", "~~", ">", "["].map(runs),
];

/** The shortest of some times of the processor, in ms: other programs of the machine do not count. */
function time(text, times) {
  let best = Infinity;
  for (let run = 0; run < times; run++) {
    const begin = process.cpuUsage();
    markdown(text);
    const { user, system } = process.cpuUsage(begin);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

test("the time for a text grows with its length and not with its square", () => {
  for (const make of MAKERS) {
    const long = make(2 * LONGEST);
    // the square would be 16 times as much; less than 150 ms is no evidence, because of the garbage collector
    if (time(long, 1) < 150) continue;
    const [whole, quarter] = [time(long, 3), time(make(LONGEST / 2), 3)];
    const name = `${JSON.stringify(long.slice(0, 30))}… ${JSON.stringify(long.slice(-4))}`;
    assert.ok(whole < 150 || whole < 9 * quarter, `${name}: ${quarter} ms and ${whole} ms`);
  }
});

test("a line may contain other line separators", () => {
  const item = { checked: null, inside: [{ kind: "paragraph", inside: [{ kind: "text", text: "a\u2028b" }] }] };
  assert.deepEqual(markdown("- a\u2028b"), [{ kind: "list", ordered: false, start: 1, items: [item] }]);
  assert.equal(markdown("1. one\r\n2. two\r")[0].kind, "list");
  assert.equal(markdown(`- ${" ".repeat(LONGEST)}\u2028`)[0].kind, "list");
});

test("a text is parsed once", () => {
  const parsed = [];
  const cache = new MarkdownCache((text) => {
    parsed.push(text);
    return markdown(text);
  });
  const first = cache.tree("*a*");
  for (let rendering = 0; rendering < 10; rendering++) assert.equal(cache.tree("*a*"), first);
  cache.tree("*edited*");
  assert.deepEqual(parsed, ["*a*", "*edited*"]);
});

test("the cache keeps the texts that were used last", () => {
  const parsed = [];
  const cache = new MarkdownCache((text) => {
    parsed.push(text);
    return [];
  }, 8);
  for (const text of ["aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"]) cache.tree(text);
  assert.deepEqual(parsed, ["aaaa", "bbbb", "cccc", "bbbb"]);
  cache.tree("a text that is longer than the cache");
  cache.tree("a text that is longer than the cache");
  assert.equal(parsed.length, 6, "it is not kept");
});
