// @ts-check
import { EMOJI_TABLE } from "./emoji-data.js";

/**
 * @typedef {object} Emoji
 * @property {string} sign fully qualified
 * @property {string[]} names without colons, the first one first
 * @property {string} one the pattern of the variant with one skin tone, in which 1 stands for the tone; "" without variants
 * @property {string} two the pattern of the variant with two tones; "" for an emoji of one person
 */
/** @typedef {{title: string, emoji: Emoji[]}} Category */
/** @typedef {{category: Category[], byName: Map<string, Emoji>, bySign: Map<string, Emoji>}} Table */

const TONES = ["\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"];
const TONE = /[\u{1f3fb}-\u{1f3ff}]/gu;
/** The category of the skin tones, which are no emoji to pick. */
const COMPONENTS = "Components";
/** Slack's skin tones are 2 to 6. */
const SLACK_TONES = /^(.+?)::skin-tone-([2-6])(?:-([2-6]))?$/;
const MATTERMOST_TONE = "_(light|medium_light|medium|medium_dark|dark)_skin_tone";
const MATTERMOST_TONES = new RegExp(`^(.+?)${MATTERMOST_TONE}(?:${MATTERMOST_TONE})?$`);
const MATTERMOST_TONE_NAMES = ["light", "medium_light", "medium", "medium_dark", "dark"];
const REACTION_NAME = /^:(.+):$/;
const NAME_MAX = 100;

/** @type {Table | undefined} */
let read;

/** The table, which is read when it is needed first. */
function table() {
  return (read ??= parse(EMOJI_TABLE));
}

/**
 * @param {string} text
 * @returns {Table}
 */
function parse(text) {
  /** @type {Table} */
  const parsed = { category: [], byName: new Map(), bySign: new Map() };
  for (const line of text.split("\n")) {
    if (line.startsWith("= ")) {
      parsed.category.push({ title: line.slice(2), emoji: [] });
      continue;
    }
    const emoji = fromLine(line);
    parsed.category[parsed.category.length - 1].emoji.push(emoji);
    for (const name of emoji.names) parsed.byName.set(name, emoji);
    for (const sign of [emoji.sign, emoji.one, emoji.two]) if (sign) parsed.bySign.set(bare(sign), emoji);
  }
  return parsed;
}

/**
 * @param {string} line see `generate-emoji.js`
 * @returns {Emoji}
 */
function fromLine(line) {
  const fields = line.split(" ");
  const variants = fields[fields.length - 1].startsWith("~") ? /** @type {string} */ (fields.pop()) : "";
  const [sign, ...names] = fields;
  const two = variants.replaceAll("~", "");
  if (!variants) return { sign, names, one: "", two };
  const [first, ...rest] = [...sign];
  const one = variants.startsWith("~~") ? two.replace("2", "1") : `${first}1${rest.join("").replace(/^\ufe0f/, "")}`;
  return { sign, names, one, two };
}

/** @param {string} sign */
function bare(sign) {
  return sign.replace(/[\ufe0e\ufe0f]/g, "");
}

/**
 * @param {Emoji} emoji
 * @param {number} first skin tone, 1 (light) to 5 (dark)
 * @param {number} [second]
 */
function toned({ sign, one, two }, first, second = first) {
  if (!one) return sign;
  const pattern = two && first !== second ? two : one;
  return pattern.replaceAll("1", TONES[first - 1]).replace("2", TONES[second - 1]);
}

/**
 * The sign of a name of Slack, GitHub or Mattermost, without colons; also of one with skin tones, as in `wave::skin-tone-2`.
 * @param {string} name
 * @returns {string | undefined}
 */
export function signOf(name) {
  const { byName } = table();
  const plain = byName.get(name);
  if (plain) return plain.sign;
  if (name.length > NAME_MAX) return undefined;
  const slack = SLACK_TONES.exec(name);
  const mattermost = slack ? null : MATTERMOST_TONES.exec(name);
  const found = slack ?? mattermost;
  const emoji = found && byName.get(found[1]);
  if (!emoji) return undefined;
  const tone = (/** @type {string} */ part) => (slack ? Number(part) - 1 : MATTERMOST_TONE_NAMES.indexOf(part) + 1);
  return toned(emoji, tone(found[2]), tone(found[3] ?? found[2]));
}

/**
 * The emoji of a sign, also of a variant with skin tones.
 * @param {string} sign
 */
function emojiOf(sign) {
  const { bySign } = table();
  const key = bare(sign);
  const plain = bySign.get(key);
  if (plain) return plain;
  const tones = new Set(key.match(TONE));
  let place = 0;
  return bySign.get(key.replace(TONE, () => (tones.size === 1 ? "1" : String(++place))));
}

/**
 * How well an emoji matches a part of a name: the lower, the better.
 * @param {Emoji} emoji
 * @param {string} part
 * @returns {{name: string, rank: number} | undefined}
 */
function match({ names }, part) {
  /** @type {{name: string, rank: number} | undefined} */
  let best;
  for (const name of names) {
    const at = name.indexOf(part);
    if (at < 0) continue;
    const begins = at === 0 ? 0 : /[a-z0-9]/.test(name[at - 1]) ? 2_000 : 1_000;
    const rank = begins + name.length;
    if (!best || rank < best.rank) best = { name, rank };
  }
  return best;
}

export const emoji = Object.freeze({
  /**
   * @param {string} name without colons
   * @returns {string | undefined}
   */
  named: signOf,

  /**
   * The sign of a reaction. A reaction is a sign, or a name between colons, which may be unknown to the table.
   * @param {string} reaction
   */
  shown: (reaction) => signOf(REACTION_NAME.exec(reaction)?.[1] ?? "") ?? reaction,

  /**
   * The emoji with a name that contains the part: first those whose name begins with it, then those with a word that begins with it, the
   * shortest name first. An empty part finds the first emoji of the table.
   * @param {string} part
   * @param {number} max
   * @param {number} [tone] 0 for none, 1 (light) to 5 (dark)
   * @returns {{name: string, names: string[], character: string}[]} the name is the one that matches
   */
  find(part, max, tone = 0) {
    const wanted = part
      .trim()
      .toLowerCase()
      .replace(/^:+|:+$/g, "")
      .replace(/ +/g, "_");
    /** @type {{emoji: Emoji, name: string, rank: number}[]} */
    const found = [];
    for (const category of emoji.categories()) {
      for (const one of category.emoji) {
        const best = wanted ? match(one, wanted) : { name: one.names[0], rank: 0 };
        if (best) found.push({ emoji: one, ...best });
      }
    }
    return found
      .sort((a, b) => a.rank - b.rank)
      .slice(0, max)
      .map(({ emoji: one, name }) => ({ name, names: one.names, character: emoji.toned(one, tone) }));
  },

  /** The categories of Unicode, without skin tones. */
  categories() {
    return table().category.filter(({ title }) => title !== COMPONENTS);
  },

  /**
   * The sign of an emoji with a skin tone, if it has variants.
   * @param {Emoji} one
   * @param {number} tone 0 for none, 1 (light) to 5 (dark)
   */
  toned: (one, tone) => (tone === 0 ? one.sign : toned(one, tone)),

  /**
   * The emoji of a sign, also of a variant with skin tones; undefined if the table does not have it.
   * @param {string} sign
   */
  of: emojiOf,

  /**
   * The name of a sign, for people; the sign itself if the table does not have it.
   * @param {string} sign
   */
  nameOf: (sign) => emojiOf(sign)?.names[0] ?? sign.replace(REACTION_NAME, "$1"),
});
