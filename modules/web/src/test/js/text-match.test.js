// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { MATCH, matchAny, matchText } from "../../main/resources/web-root/state/text-match.js";

test("each kind of match is recognised", () => {
  /** @type {[string, string, keyof typeof MATCH][]} */
  const cases = [
    ["general", "general", "EQUAL"],
    ["GENERAL", "general", "EQUAL"],
    ["code reviews", "code-reviews", "EQUAL"],
    ["code", "code-reviews", "START"],
    ["rev", "code-reviews", "START"],
    ["#code-rev", "code-reviews", "START"],
    ["müller", "Zoë Muller", "START"],
    ["zoe", "Zoë Muller", "START"],
    ["cr", "code-reviews", "WORDS"],
    ["corev", "code-reviews", "WORDS"],
    ["rev code", "code-reviews", "WORDS"],
    ["jd", "Jane van Doe", "WORDS"],
    ["views", "code-reviews", "INSIDE"],
    ["ereview", "code-reviews", "INSIDE"],
    ["genrl", "general", "LETTERS"],
    ["engneering", "engineering", "LETTERS"],
    ["enigneering", "engineering", "TYPO"],
    ["enginneering", "engineering", "TYPO"],
    ["engimeering", "engineering", "TYPO"],
    ["서버", "서버-팀", "START"],
    ["会议", "产品会议", "INSIDE"],
    ["cr", "carol", "NONE"],
    ["xyz", "general", "NONE"],
    ["gneral", "random", "NONE"],
    ["", "general", "NONE"],
    ["#", "general", "NONE"],
    ["a", "", "NONE"],
  ];
  for (const [typed, text, kind] of cases) assert.equal(matchText(typed, text), MATCH[kind], `"${typed}" in "${text}"`);
});

test("the best of several names counts", () => {
  assert.equal(matchAny("bob", ["Robert Bobson", "bob"]), MATCH.EQUAL);
  assert.equal(matchAny("bob", []), MATCH.NONE);
});

test("long texts are compared in a bounded time", () => {
  const began = performance.now();
  for (let round = 0; round < 200; round++) matchText("a".repeat(80) + "b", "a a a a a a a a a a ".repeat(50));
  assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`);
});
