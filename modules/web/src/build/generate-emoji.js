#!/usr/bin/env node
// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Generates the table of emoji for the server (`emoji.txt`) and for the page (`emoji-data.js`, the same lines as a module):
 * `generate-emoji.js EMOJI-DATASOURCE EMOJIBASE-DATA`, the folders of the two packages from npm (`npm pack`, unpacked). The results are
 * committed: a build needs neither package. emoji-datasource has Slack's names; emojibase-data has the newest signs, their
 * order, the names of GitHub and the variants with skin tones.
 */

/** @typedef {{short_names: string[], unified: string}} SlackEmoji */
/** @typedef {{hexcode: string, emoji: string, label: string, order?: number, group?: number, skins?: {emoji: string, tone: number | number[]}[]}} Emoji */

const REPOSITORY = fileURLToPath(new URL("../../../..", import.meta.url));
const TABLE = "modules/domain/src/main/resources/collab/domain/emoji/emoji.txt";
const MODULE = "modules/web/src/main/resources/web-root/view/emoji-data.js";
/** The groups of Unicode by their numbers in emojibase-data. */
const GROUPS = new Map([
  [0, "Smileys"],
  [1, "People"],
  [3, "Nature"],
  [4, "Food"],
  [5, "Travel"],
  [6, "Activities"],
  [7, "Objects"],
  [8, "Symbols"],
  [9, "Flags"],
  [2, "Components"],
]);
const TONES = ["", "\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"];
/** Names that the first releases of the page offered and that no other emoji has: messages contain them. */
const FIRST_NAMES = `zany 1f92a shushing 1f92b zipper_mouth 1f910 neutral 1f610 lying 1f925 drooling 1f924 fever 1f912 nauseated 1f922
sneezing 1f927 hot 1f975 cold 1f976 cowboy 1f920 partying 1f973 nerd 1f913 monocle 1f9d0 pleading 1f97a yawning 1f971
clown 1f921 pinched 1f90c call_me 1f919 salute 1fae1 fox 1f98a panda 1f43c tree 1f333 movie 1f3ac game 1f3ae
dice 1f3b2 mic 1f3a4 floppy 1f4be chart_down 1f4c9 alarm 23f0 heavy_plus 2795 heavy_minus 2796 blue_circle 1f535
money 1f4b0 ship_it 1f43f slight_smile 1f642 upside_down 1f643 earth 1f30d wine 1f377 tired 1f62b flag 1f3c1`;
/** Names of Mattermost that neither Slack nor GitHub has. */
const MATTERMOST_NAMES = `doctor 1f9d1-200d-2695 blonde_man 1f471-200d-2642
light_skin_tone 1f3fb medium_light_skin_tone 1f3fc medium_skin_tone 1f3fd medium_dark_skin_tone 1f3fe dark_skin_tone 1f3ff`;

/**
 * @param {string} slack
 * @param {string} base
 */
async function table(slack, base) {
  /** @type {SlackEmoji[]} */
  const slackEmoji = await json(join(slack, "emoji.json"));
  /** @type {Emoji[]} */
  const all = await json(join(base, "en/data.json"));
  const names = new Names();
  for (const { unified, short_names } of slackEmoji) names.add(unified, short_names);
  names.addAll(await json(join(base, "en/shortcodes/github.json")));
  const words = [...MATTERMOST_NAMES.split(/\s+/), ...FIRST_NAMES.split(/\s+/)];
  for (let i = 0; i < words.length; i += 2) names.add(words[i + 1], [words[i]]);
  const sorted = all.filter(({ group, hexcode }) => GROUPS.has(group ?? -1) && (group !== 2 || TONES.includes(sign(hexcode))));
  sorted.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  for (const { hexcode, label } of sorted)
    if (names.of(hexcode).length === 0) names.add(hexcode, [label.toLowerCase().replace(/\W+/g, "_")]);
  return [
    ...(await header(slack, base)),
    ...[...GROUPS].flatMap(([group, title]) => [
      `= ${title}`,
      ...sorted.filter((emoji) => emoji.group === group).map((emoji) => line(emoji, names.of(emoji.hexcode))),
    ]),
  ];
}

/** The names of each sign, the first one first. A name belongs to the sign that had it first. */
class Names {
  /** @type {Map<string, string[]>} */
  #bySign = new Map();
  /** @type {Set<string>} */
  #taken = new Set();

  /**
   * @param {string} hexcode
   * @param {string[]} names
   */
  add(hexcode, names) {
    const known = this.of(hexcode);
    for (const name of names) {
      if (this.#taken.has(name) || !/^[a-z0-9_+-]+$/.test(name)) continue;
      this.#taken.add(name);
      known.push(name);
    }
    this.#bySign.set(key(hexcode), known);
  }

  /** @param {Record<string, string | string[]>} shortcodes */
  addAll(shortcodes) {
    for (const [hexcode, names] of Object.entries(shortcodes)) this.add(hexcode, [names].flat());
  }

  /** @param {string} hexcode */
  of(hexcode) {
    return this.#bySign.get(key(hexcode)) ?? [];
  }
}

/** @param {string} hexcode */
function key(hexcode) {
  return hexcode
    .toUpperCase()
    .replace(/^0+/, "")
    .replaceAll(/-(FE0F|200D)\b/g, "");
}

/** @param {string} hexcode */
function sign(hexcode) {
  return String.fromCodePoint(...hexcode.split("-").map((part) => parseInt(part, 16)));
}

/**
 * The sign, its names, and for an emoji with skin tones `~` and the pattern of the variants with two of them. The pattern has 1 and 2 in
 * the places of the tones. `~~` states that the variant with one tone has it in both places, not after the first sign.
 * @param {Emoji} emoji
 * @param {string[]} names
 */
function line({ emoji, skins = [] }, names) {
  const pairs = new Set(skins.filter(({ tone }) => Array.isArray(tone)).map(({ emoji: variant, tone }) => pattern(variant, tone)));
  const singles = new Set(
    skins.filter(({ tone }) => !Array.isArray(tone)).map(({ emoji: variant, tone }) => pattern(variant, [tone].flat())),
  );
  if (pairs.size > 1 || singles.size > 1) throw new Error(`${emoji} has several patterns of skin tones`);
  const [pair] = pairs;
  const [single] = singles;
  const plain = qualified(emoji);
  if (!single) return [plain, ...names].join(" ");
  const [first, ...rest] = [...plain];
  if (single === `${first}1${rest.join("").replace(/^\ufe0f/, "")}`) return [plain, ...names, `~${pair ?? ""}`].join(" ");
  if (single !== pair?.replace("2", "1")) throw new Error(`${emoji} has an unknown pattern of skin tones`);
  return [plain, ...names, `~~${pair}`].join(" ");
}

/**
 * @param {string} variant
 * @param {number | number[]} tones
 */
function pattern(variant, tones) {
  const places = [tones].flat();
  let place = 0;
  return [...qualified(variant)]
    .map((character) => {
      if (!TONES.includes(character)) return character;
      const at = place++;
      if (character !== TONES[places[at] ?? places[0]]) throw new Error(`${variant} has other skin tones than ${tones}`);
      return places.length === 1 ? 1 : at + 1;
    })
    .join("");
}

/** The form that Unicode calls fully qualified: a variation selector only after a sign that is shown as text without one. @param {string} emoji */
function qualified(emoji) {
  return emoji.replace(/(\p{Emoji_Presentation})\ufe0f/gu, "$1");
}

/** @param {string} file */
async function json(file) {
  return JSON.parse(await readFile(file, "utf8"));
}

/**
 * @param {string} slack
 * @param {string} base
 */
async function header(slack, base) {
  const versions = await Promise.all([slack, base].map(async (folder) => (await json(join(folder, "package.json"))).version));
  return [
    `# Generated by modules/web/src/build/generate-emoji.js from emoji-datasource ${versions[0]} and emojibase-data ${versions[1]}.`,
    "# A sign and its names, the first one first; ~ states that it has skin tones. See emoji/package-info.java.",
  ];
}

/** @param {string[]} lines */
function module(lines) {
  const [first, second, ...data] = lines;
  return `// @ts-check
// ${first.slice(2)}
// ${second.slice(2)}
export const EMOJI_TABLE = \`${data.join("\n")}\`;
`;
}

const [slackFolder, baseFolder] = process.argv.slice(2);
if (!baseFolder) throw new Error("usage: generate-emoji.js EMOJI-DATASOURCE EMOJIBASE-DATA");
const lines = await table(slackFolder, baseFolder);
await writeFile(join(REPOSITORY, TABLE), `${lines.join("\n")}\n`);
await writeFile(join(REPOSITORY, MODULE), module(lines));
