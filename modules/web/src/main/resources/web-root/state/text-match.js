// @ts-check

/** How well a name matches what the user typed, best first: the values are compared. */
export const MATCH = Object.freeze({ NONE: 0, TYPO: 1, LETTERS: 2, INSIDE: 3, WORDS: 4, START: 5, EQUAL: 6 });

/** A longer text is compared up to here. */
const CHARACTERS_MAX = 100;
/** Shorter words are not compared with typing errors: too many words are one letter away. */
const TYPO_LENGTH_MIN = 4;
const MARKS = /\p{Mn}+/gu;
const SEPARATORS = /[^\p{L}\p{N}]+/u;

/**
 * Compares a text with what the user typed, without case, accents and signs between words. It finds the start of words ("rev" in
 * "code-reviews"), the first letters of words ("cr"), a part, most of the letters in their order ("genrl") and one typing error.
 * @param {string} typed
 * @param {string} text
 * @returns {number} one of {@link MATCH}
 */
export function matchText(typed, text) {
  const wanted = wordsOf(typed);
  const words = wordsOf(text);
  if (wanted.length === 0 || words.length === 0) return MATCH.NONE;
  const query = wanted.join(" ");
  const name = words.join(" ");
  if (name === query) return MATCH.EQUAL;
  if (` ${name}`.includes(` ${query}`)) return MATCH.START;
  const letters = wanted.join("");
  if (areStarts(wanted, words) || isOfStarts(letters, words)) return MATCH.WORDS;
  if (name.includes(query) || words.join("").includes(letters)) return MATCH.INSIDE;
  if (isNearlyInside(letters, words)) return MATCH.LETTERS;
  return isMistyped(query, words) ? MATCH.TYPO : MATCH.NONE;
}

/**
 * The best match of several names.
 * @param {string} typed
 * @param {string[]} texts
 */
export function matchAny(typed, texts) {
  return Math.max(MATCH.NONE, ...texts.map((text) => matchText(typed, text)));
}

/** @param {string} text */
function wordsOf(text) {
  const plain = text.slice(0, CHARACTERS_MAX).normalize("NFKD").replace(MARKS, "").toLowerCase();
  return plain.split(SEPARATORS).filter(Boolean);
}

/**
 * Whether each typed word starts another word, in any order: "rev code" in "code-reviews".
 * @param {string[]} wanted
 * @param {string[]} words
 */
function areStarts(wanted, words) {
  const left = [...words];
  return wanted.every((part) => {
    const index = left.findIndex((word) => word.startsWith(part));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

/**
 * Whether the letters are starts of words in their order: "cr" and "corev" of "code-reviews".
 * @param {string} letters
 * @param {string[]} words
 */
function isOfStarts(letters, words) {
  const matched = new Set([0]); // how many letters the words so far can stand for
  for (const word of words) {
    for (const from of [...matched]) {
      for (let taken = commonStart(letters.slice(from), word); taken > 0; taken--) matched.add(from + taken);
    }
  }
  return matched.has(letters.length);
}

/**
 * @param {string} a
 * @param {string} b
 */
function commonStart(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/**
 * Whether the letters stand in their order from the start of a word on, with few others between them: "genrl" in "general".
 * @param {string} letters at least three
 * @param {string[]} words
 */
function isNearlyInside(letters, words) {
  if (letters.length < 3) return false;
  return words.some((_, first) => {
    const text = words.slice(first).join("");
    let end = 0;
    for (const letter of letters) {
      end = text.indexOf(letter, end) + 1;
      if (end === 0) return false;
    }
    return text[0] === letters[0] && end <= letters.length * 1.5 + 1;
  });
}

/**
 * Whether a word, or the words together, begin with the typed text when one letter is added, left out, replaced or swapped with the next.
 * @param {string} query
 * @param {string[]} words
 */
function isMistyped(query, words) {
  if (query.length < TYPO_LENGTH_MIN) return false;
  return words.some((_, first) => startsNearly(words.slice(first).join(" "), query));
}

/**
 * @param {string} text
 * @param {string} query
 */
function startsNearly(text, query) {
  const same = commonStart(text, query);
  const rest = query.slice(same);
  const [typed, next] = rest;
  const follows = (/** @type {string} */ tail, /** @type {number} */ from) => text.startsWith(tail, from);
  return (
    follows(rest, same + 1) || // a letter is missing
    follows(rest.slice(1), same) || // one letter too many
    follows(rest.slice(1), same + 1) || // another letter
    (rest.length > 1 && text[same] === next && text[same + 1] === typed && follows(rest.slice(2), same + 2)) // two letters swapped
  );
}
