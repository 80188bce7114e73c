// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { markdown } from "../../main/resources/web-root/view/markdown.js";
import { mayBeginMention, meaningOf, namesIn } from "../../main/resources/web-root/view/mention-names.js";
import { htmlOf } from "./html-of.js";

/* The cases of the grammar of messages. The server passes the same file (TextGrammarTest). */

/** @type {{users: string[], cases: {about: string, text: string, told?: string[], broadcast?: string, html: string}[]}} */
const { users, cases } = JSON.parse(readFileSync(new URL("../resources/text-cases.json", import.meta.url), "utf8"));
const BROADCASTS = ["channel", "here"];
const names = new Set([...users, ...BROADCASTS]);

/** @param {string} text */
function meanings(text) {
  const found = [...namesIn(markdown(text))].map((name) => meaningOf(name, (reading) => (names.has(reading) ? reading : undefined)));
  return [...new Set(found.map((each) => each?.meaning))].filter((name) => name !== undefined).sort();
}

for (const about of new Set(cases.map((each) => each.about))) {
  test(`messages are shown as expected: ${about}`, () => {
    for (const each of cases.filter((one) => one.about === about)) {
      assert.equal(htmlOf(markdown(each.text), names), each.html, JSON.stringify(each.text));
    }
  });

  test(`users who are notified are shown as mentioned: ${about}`, () => {
    for (const { text, told = [], broadcast = "" } of cases.filter((one) => one.about === about)) {
      const found = meanings(text);
      const title = JSON.stringify(text);
      assert.deepEqual(
        found.filter((name) => users.includes(name)),
        told.toSorted(),
        title,
      );
      assert.equal(BROADCASTS.find((name) => found.includes(name)) ?? "", broadcast, title);
    }
  });
}

test("names are suggested where a mention may begin", () => {
  for (const before of ["", "hi ", "你好", "안녕", "ครับ", "(", "_", "**", "@bob/", "`code` ", "https://e.test/ ", "- ", "| "]) {
    assert.ok(mayBeginMention(before), JSON.stringify(before));
  }
  for (const before of ["bob", "é", "a/", "@", "https://e.test/", "```\n", "\\", "first_"]) {
    assert.ok(!mayBeginMention(before), JSON.stringify(before));
  }
});
