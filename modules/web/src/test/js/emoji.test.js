// @ts-check
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { EMOJI_TABLE } from "../../main/resources/web-root/view/emoji-data.js";
import { emoji, signOf } from "../../main/resources/web-root/view/emoji.js";

const SERVER_TABLE = new URL("../../../../domain/src/main/resources/collab/domain/emoji/emoji.txt", import.meta.url);
const TONE = /[\u{1f3fb}-\u{1f3ff}]/u;

test("the page and the server have the same table", async () => {
  const lines = (await readFile(SERVER_TABLE, "utf8")).split("\n").filter((line) => line && !line.startsWith("# "));
  assert.equal(EMOJI_TABLE, lines.join("\n"));
});

test("every name of every emoji means its sign, and every sign has a name", () => {
  const categories = emoji.categories();
  assert.deepEqual(
    categories.map(({ title }) => title),
    ["Smileys", "People", "Nature", "Food", "Travel", "Activities", "Objects", "Symbols", "Flags"],
  );
  const names = new Set();
  let count = 0;
  for (const one of categories.flatMap((category) => category.emoji)) {
    count++;
    for (const name of one.names) {
      assert.ok(!names.has(name), name);
      names.add(name);
      assert.equal(signOf(name), one.sign);
      assert.equal(emoji.shown(`:${name}:`), one.sign);
    }
    assert.equal(emoji.nameOf(one.sign), one.names[0]);
    assert.equal(emoji.nameOf(one.sign.replaceAll("\ufe0f", "")), one.names[0]);
    assert.equal(emoji.shown(one.sign), one.sign);
  }
  assert.ok(count > 1900, String(count));
});

test("every variant with skin tones has a name", () => {
  const people = emoji.categories().flatMap((category) => category.emoji.filter(({ one }) => one));
  assert.ok(people.length > 300);
  for (const one of people) {
    const forms = new Set();
    for (let tone = 2; tone <= 6; tone++) {
      const sign = signOf(`${one.names[0]}::skin-tone-${tone}`);
      assert.ok(sign && TONE.test(sign), one.names[0]);
      assert.equal(sign, emoji.toned(one, tone - 1));
      assert.equal(emoji.nameOf(sign), one.names[0]);
      forms.add(sign);
      if (!one.two) continue;
      const pair = signOf(`${one.names[0]}::skin-tone-${tone}-${(tone % 5) + 2}`);
      assert.ok(pair);
      assert.equal(emoji.nameOf(pair), one.names[0]);
      forms.add(pair);
    }
    assert.equal(forms.size, one.two ? 10 : 5);
  }
});

test("names of Slack, Mattermost and the first releases are known", () => {
  for (const [name, sign] of Object.entries({
    "+1": "👍",
    thumbsup: "👍",
    thinking_face: "🤔",
    thinking: "🤔",
    slightly_smiling_face: "🙂",
    heavy_check_mark: "✔️",
    "wave::skin-tone-2": "👋🏻",
    wave_medium_dark_skin_tone: "👋🏾",
    "handshake::skin-tone-2-3": "🫱🏻‍🫲🏼",
    "tada::skin-tone-3": "🎉",
    "flag-de": "🇩🇪",
    fox: "🦊",
    medal: "🎖️",
    phone: "☎️",
    ballet_dancer: "🧑‍🩰",
  })) {
    assert.equal(signOf(name), sign, name);
  }
  for (const name of ["party_parrot", "", "wave::skin-tone-7", "wave::skin-tone-2-", "constructor", "__proto__", "x".repeat(10_000)]) {
    assert.equal(signOf(name), undefined, name);
  }
});

test("emoji whose name begins with the query are found first", () => {
  assert.equal(emoji.named("tada"), "🎉");
  assert.equal(emoji.find("hear", 3)[0].name, "heart");
  assert.equal(emoji.find("", 5).length, 5);
  assert.equal(emoji.nameOf("🎉"), "tada");
  assert.equal(emoji.nameOf("👋🏽"), "wave");
  assert.equal(emoji.nameOf(":party_parrot:"), "party_parrot");
  assert.deepEqual([":tada:", "🎉", ":unknown:", ":wave::skin-tone-2:"].map(emoji.shown), ["🎉", "🎉", ":unknown:", "👋🏻"]);
});

test("each emoji is found once, by any of its names, with the name that matches and the skin tone", () => {
  const found = emoji.find("thu", 8);
  assert.deepEqual(
    found.slice(0, 2).map(({ name, names, character }) => [name, names, character]),
    [
      ["thumbsup", ["+1", "thumbsup"], "👍"],
      ["thumbsdown", ["-1", "thumbsdown"], "👎"],
    ],
  );
  assert.equal(new Set(emoji.find("face", 2000).map(({ character }) => character)).size, emoji.find("face", 2000).length);
  assert.equal(emoji.find("THUMBS", 1, 3)[0].character, "👍🏽");
  assert.equal(emoji.find(":tada:", 1, 3)[0].character, "🎉");
  assert.equal(emoji.find("thinking face", 1)[0].character, "🤔");
  assert.deepEqual(emoji.find("no such emoji", 5), []);
});
