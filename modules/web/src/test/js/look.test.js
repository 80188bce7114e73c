// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { SeenMentions } from "../../main/resources/web-root/state/seen-mentions.js";
import { Store } from "../../main/resources/web-root/state/store.js";
import { copiedText } from "../../main/resources/web-root/view/copied-messages.js";
import { isJumbo, statusEmoji } from "../../main/resources/web-root/view/emoji-signs.js";
import { face, HEADS, LINES, TINTS } from "../../main/resources/web-root/view/face.js";
import { format } from "../../main/resources/web-root/view/format.js";
import { Highlight } from "../../main/resources/web-root/view/highlight.js";
import { nextItem } from "../../main/resources/web-root/view/key-events.js";
import { hasWideLine, isLong } from "../../main/resources/web-root/view/long-text.js";
import { markdown } from "../../main/resources/web-root/view/markdown.js";
import { placeBeside } from "../../main/resources/web-root/view/placement.js";

test("a user has the same face always, and a hundred users have a hundred faces", () => {
  const faces = Array.from({ length: 100 }, (_, index) => JSON.stringify(face(index + 1)));
  assert.equal(new Set(faces).size, 100);
  assert.equal(JSON.stringify(face(17)), faces[16]);
  const tints = new Set(Array.from({ length: 100 }, (_, index) => face(index + 1).tint));
  assert.equal(tints.size, TINTS.length);
  assert.ok(face(2 ** 40 + 1).tint);
});

/** The contrast of two colors, as WCAG defines it. */
function contrast(first, second) {
  const light = (color) => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [brighter, darker] = [light(first), light(second)].sort((a, b) => b - a);
  return (brighter + 0.05) / (darker + 0.05);
}

test("the parts of a face differ in brightness", () => {
  for (const head of HEADS) {
    assert.ok(contrast(head, LINES) > 7, `eyes on ${head}`);
    for (const tint of TINTS) assert.ok(contrast(head, tint) > 3, `${head} on ${tint}`);
  }
});

test("flags, keycaps, joined pictures and names of emoji are large when they stand alone, up to six", () => {
  for (const text of ["🎉", "🇩🇪 🇫🇷", "1️⃣ 2️⃣", "👩‍🚀👍🏽", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", ":tada: :+1:", "❤️\n❤", "😀😀😀😀😀😀"]) {
    assert.ok(isJumbo(markdown(text)), text);
  }
  for (const text of ["", "12", "🎉 done", "😀😀😀😀😀😀😀", ":not_an_emoji_name:", "> 🎉", "- 🎉", "`🎉`", "🎉\n\n🎉"]) {
    assert.ok(!isJumbo(markdown(text)), text);
  }
});

test("the emoji of a status is the one that it begins with", () => {
  assert.equal(statusEmoji("🌴 Away until Monday"), "🌴");
  assert.equal(statusEmoji(" 🇯🇵 In Tokyo"), "🇯🇵");
  assert.equal(statusEmoji("In a meeting 🎉"), "💬");
  assert.equal(statusEmoji("3 meetings"), "💬");
});

test("a message is long by its lines or by its letters", () => {
  assert.ok(!isLong("line\n".repeat(23)));
  assert.ok(isLong("line\n".repeat(24)));
  assert.ok(!isLong("a".repeat(2_400)));
  assert.ok(isLong("a".repeat(2_401)));
  assert.ok(!hasWideLine(`${"a".repeat(80)}\n${"b".repeat(80)}`));
  assert.ok(hasWideLine(`a\n${"b".repeat(81)}`));
});

test("copied messages have names and times, once for those of the same minute", () => {
  const [at, later] = ["2026-11-27T12:00:00Z", "2026-11-27T12:05:00Z"];
  const copied = copiedText([
    { name: "Alice", at, text: "one" },
    { name: "Alice", at, text: "two" },
    { name: "Bob", at: later, text: "three" },
  ]);
  assert.equal(copied, `Alice, ${format.stamp(at)}\none\ntwo\n\nBob, ${format.stamp(later)}\nthree`);
});

test("what belongs to a place is shown beside it, inside the window", () => {
  const window = { width: 1000, height: 800 };
  const size = { width: 300, height: 400 };
  const box = (left, top) => ({ left, top, right: left + 30, bottom: top + 30 });
  assert.deepEqual(placeBeside(box(100, 100), size, window), { left: 100, top: 136 }, "below");
  assert.deepEqual(placeBeside(box(100, 700), size, window), { left: 100, top: 294 }, "above");
  assert.deepEqual(placeBeside(box(900, 100), size, window), { left: 630, top: 136 }, "ends where the button ends");
  assert.deepEqual(placeBeside(box(0, 380), { width: 300, height: 700 }, window), { left: 8, top: 92 }, "higher than the space");
  assert.deepEqual(placeBeside(box(0, 0), { width: 2000, height: 20 }, window), { left: 8, top: 36 }, "wider than the window");
});

test("the highlight ends when the user acts, after some seconds at the earliest", () => {
  let now = 0;
  let cleared = 0;
  /** @type {{act: () => void, at: number}[]} */
  let timers = [];
  const highlight = new Highlight(
    () => cleared++,
    () => now,
    (act, ms) => timers.push({ act, at: now + ms }),
  );
  const advance = (ms) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { act } of due) act();
  };
  highlight.acted();
  highlight.id = 7;
  advance(60_000);
  assert.equal(highlight.id, 7, "the user has not acted");
  highlight.acted();
  assert.deepEqual([highlight.id, cleared], [0, 1]);

  highlight.id = 8;
  highlight.acted();
  highlight.acted();
  assert.equal(highlight.id, 8, "too early");
  advance(1_000);
  highlight.id = 9;
  advance(3_000);
  assert.equal(highlight.id, 9, "a later row is not cleared with the earlier one");
  highlight.acted();
  advance(1_000);
  assert.deepEqual([highlight.id, cleared, timers.length], [0, 2, 0]);
});

test("keys of a menu move to the next item and around the ends", () => {
  assert.equal(nextItem("ArrowDown", 2, 3), 0);
  assert.equal(nextItem("ArrowUp", 0, 3), 2);
  assert.equal(nextItem("Home", 2, 3), 0);
  assert.equal(nextItem("End", 0, 3), 2);
  assert.equal(nextItem("x", 0, 3), -1);
});

test("seen mentions are kept for each user, and never go back", () => {
  let stored = "broken";
  const storage = { getItem: () => stored, setItem: (_key, value) => (stored = value) };
  const seen = new SeenMentions(() => storage);
  assert.equal(seen.upTo(1), 0);
  seen.saw(1, 9);
  seen.saw(1, 4);
  seen.saw(2, 3);
  assert.deepEqual([seen.upTo(1), seen.upTo(2)], [9, 3]);
  const without = new SeenMentions(() => {
    throw new Error("forbidden");
  });
  without.saw(1, 9);
  assert.equal(without.upTo(1), 0);
});

test("a channel is found by its name in the workspace of another channel, if the user has joined it", () => {
  const store = new Store();
  const channel = (id, name, workspace_id, joined = true) => store.channels.set(id, { id, name, workspace_id, joined });
  channel(1, "general", 1);
  channel(2, "general", 2);
  channel(3, "secret", 1, false);
  assert.equal(store.channelNamed("General", 2)?.id, 2);
  assert.equal(store.channelNamed("general", 1)?.id, 1);
  assert.equal(store.channelNamed("secret", 1), undefined);
  assert.equal(store.channelNamed("other"), undefined);
});
