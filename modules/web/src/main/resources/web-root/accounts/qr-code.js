// @ts-check

/** Error correction codewords per block of the versions 1 to 10, at the level M, which restores 15 % of a code. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
/** Blocks of the versions 1 to 10, at the level M. */
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
const MASKS = 8;
const FORMAT_MASK = 0x5412;
const FORMAT_DIVISOR = 0x537;
const VERSION_DIVISOR = 0x1f25;
const FIELD_DIVISOR = 0x11d;
const BYTE_MODE = 4;
const PADDING = [0xec, 0x11];
/** A pattern that a reader takes for a corner, between light modules. */
const CORNER_LIKE = [0b10111010000, 0b00001011101];

/** @typedef {boolean[][]} Modules rows of modules; true is dark */

/**
 * The QR code (ISO/IEC 18004) of a text, in byte mode with error correction level M.
 * @param {string} text
 * @param {number} [forcedMask] the pattern that is applied to the data; without it, the one with the lowest penalty
 * @returns {Modules | null} null if the text has more than 213 bytes
 */
export function qrCode(text, forcedMask) {
  const bytes = new TextEncoder().encode(text);
  const version = CORRECTION.findIndex((_, index) => dataLength(index + 1) >= bytes.length + (index + 1 < 10 ? 2 : 3)) + 1;
  if (version === 0) return null;
  const code = new Code(version);
  code.placeData(withCorrection(version, dataCodewords(version, bytes)));
  return code.masked(forcedMask);
}

/** @param {number} version */
const alignmentsOf = (version) => (version === 1 ? 0 : Math.floor(version / 7) + 2);

/** @param {number} version */
function rawLength(version) {
  const alignments = alignmentsOf(version);
  const patterns = alignments === 0 ? 0 : (25 * alignments - 10) * alignments - 55;
  return Math.floor(((16 * version + 128) * version + 64 - patterns - (version >= 7 ? 36 : 0)) / 8);
}

/** @param {number} version */
const dataLength = (version) => rawLength(version) - CORRECTION[version - 1] * BLOCKS[version - 1];

/**
 * The mode, the length, the bytes and the padding.
 * @param {number} version
 * @param {Uint8Array} bytes
 */
function dataCodewords(version, bytes) {
  /** @type {number[]} */
  const bits = [];
  const add = (/** @type {number} */ value, /** @type {number} */ length) => {
    for (let at = length - 1; at >= 0; at--) bits.push((value >> at) & 1);
  };
  add(BYTE_MODE, 4);
  add(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) add(byte, 8);
  const length = dataLength(version);
  add(0, Math.min(4, length * 8 - bits.length));
  add(0, (8 - (bits.length % 8)) % 8);
  for (let at = 0; bits.length < length * 8; at++) add(PADDING[at % 2], 8);
  return Array.from({ length }, (_, at) => bits.slice(at * 8, at * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0));
}

/**
 * The blocks with their error correction, interleaved. The last blocks are one codeword longer when the data is not divisible.
 * @param {number} version
 * @param {number[]} data
 */
function withCorrection(version, data) {
  const count = BLOCKS[version - 1];
  const divisor = correctionDivisor(CORRECTION[version - 1]);
  const short = Math.floor(data.length / count);
  const shortBlocks = count - (data.length % count);
  /** @type {number[][]} */
  const blocks = [];
  for (let at = 0; blocks.length < count; ) {
    const length = short + (blocks.length < shortBlocks ? 0 : 1);
    blocks.push(data.slice(at, at + length));
    at += length;
  }
  const corrections = blocks.map((block) => remainder(block, divisor));
  return [...interleave(blocks), ...interleave(corrections)];
}

/** @param {number[][]} blocks */
function interleave(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, at) => blocks.flatMap((block) => block.slice(at, at + 1))).flat();
}

// ---- Reed–Solomon ----

/**
 * The product of two elements of the field with 256 elements.
 * @param {number} a
 * @param {number} b
 */
function product(a, b) {
  let result = 0;
  for (let at = 7; at >= 0; at--) {
    result = (result << 1) ^ ((result >> 7) * FIELD_DIVISOR);
    result ^= ((b >> at) & 1) * a;
  }
  return result;
}

/** @param {number} degree */
function correctionDivisor(degree) {
  /** @type {number[]} */
  const result = Array.from({ length: degree }, (_, at) => (at === degree - 1 ? 1 : 0));
  for (let step = 0, root = 1; step < degree; step++, root = product(root, 2)) {
    for (let at = 0; at < degree; at++) result[at] = product(result[at], root) ^ (result[at + 1] ?? 0);
  }
  return result;
}

/**
 * @param {number[]} data
 * @param {number[]} divisor
 */
function remainder(data, divisor) {
  /** @type {number[]} */
  const result = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ /** @type {number} */ (result.shift());
    result.push(0);
    divisor.forEach((coefficient, at) => (result[at] ^= product(coefficient, factor)));
  }
  return result;
}

// ---- Modules ----

/** The square of a code while it is filled. */
class Code {
  #version;
  #size;
  /** @type {Modules} */
  #dark;
  /** Modules that carry no data. @type {Modules} */
  #fixed;

  /** @param {number} version */
  constructor(version) {
    this.#version = version;
    this.#size = version * 4 + 17;
    const square = () => Array.from({ length: this.#size }, () => Array.from({ length: this.#size }, () => false));
    this.#dark = square();
    this.#fixed = square();
    this.#placePatterns();
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {boolean} dark
   */
  #fix(x, y, dark) {
    if (x < 0 || y < 0 || x >= this.#size || y >= this.#size) return;
    this.#dark[y][x] = dark;
    this.#fixed[y][x] = true;
  }

  #placePatterns() {
    const last = this.#size - 1;
    for (let at = 0; at <= last; at++) {
      this.#fix(6, at, at % 2 === 0);
      this.#fix(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]]) this.#placeRings(x, y, 4, [2, 4]); // prettier-ignore
    const positions = this.#alignments();
    const end = positions.length - 1;
    positions.forEach((x, column) =>
      positions.forEach((y, row) => {
        const isCorner = (column === 0 && (row === 0 || row === end)) || (column === end && row === 0);
        if (!isCorner) this.#placeRings(x, y, 2, [1]);
      }),
    );
    this.#placeFormat(0);
    this.#placeVersion();
  }

  /** The coordinates of the centers of the alignment patterns. */
  #alignments() {
    const count = alignmentsOf(this.#version);
    if (count === 0) return [];
    const step = Math.floor((this.#version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
    return [6, ...Array.from({ length: count - 1 }, (_, at) => this.#size - 7 - (count - 2 - at) * step)];
  }

  /**
   * @param {number} centerX
   * @param {number} centerY
   * @param {number} radius
   * @param {number[]} light the distances from the center that are light
   */
  #placeRings(centerX, centerY, radius, light) {
    for (let y = -radius; y <= radius; y++) {
      for (let x = -radius; x <= radius; x++) this.#fix(centerX + x, centerY + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
    }
  }

  /** @param {number} mask */
  #placeFormat(mask) {
    const bits = ((mask << 10) | checkBits(mask, 10, FORMAT_DIVISOR)) ^ FORMAT_MASK; // the level M is 00
    const isDark = (/** @type {number} */ at) => ((bits >> at) & 1) === 1;
    const last = this.#size - 1;
    const firstCopy = [0, 1, 2, 3, 4, 5, 7, 8];
    firstCopy.forEach((y, at) => this.#fix(8, y, isDark(at)));
    [7, 5, 4, 3, 2, 1, 0].forEach((x, at) => this.#fix(x, 8, isDark(at + 8)));
    for (let at = 0; at < 8; at++) this.#fix(last - at, 8, isDark(at));
    for (let at = 8; at < 15; at++) this.#fix(8, this.#size - 15 + at, isDark(at));
    this.#fix(8, this.#size - 8, true);
  }

  #placeVersion() {
    if (this.#version < 7) return;
    const bits = (this.#version << 12) | checkBits(this.#version, 12, VERSION_DIVISOR);
    for (let at = 0; at < 18; at++) {
      const near = Math.floor(at / 3);
      const far = this.#size - 11 + (at % 3);
      this.#fix(far, near, ((bits >> at) & 1) === 1);
      this.#fix(near, far, ((bits >> at) & 1) === 1);
    }
  }

  /** @param {number[]} codewords placed in columns of two, from the right, upwards and downwards in turn */
  placeData(codewords) {
    let at = 0;
    for (let right = this.#size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      const isUpwards = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.#size; step++) {
        const y = isUpwards ? this.#size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.#fixed[y][x] || at >= codewords.length * 8) continue;
          this.#dark[y][x] = ((codewords[at >> 3] >> (7 - (at & 7))) & 1) === 1;
          at++;
        }
      }
    }
  }

  /** @param {number | undefined} forced */
  masked(forced) {
    if (forced !== undefined) return this.#withMask(forced);
    const all = Array.from({ length: MASKS }, (_, mask) => this.#withMask(mask));
    const penalties = all.map(penalty);
    return all[penalties.indexOf(Math.min(...penalties))];
  }

  /**
   * @param {number} mask
   * @returns {Modules}
   */
  #withMask(mask) {
    this.#placeFormat(mask);
    return this.#dark.map((row, y) => row.map((dark, x) => (this.#fixed[y][x] ? dark : dark !== isInverted(mask, x, y))));
  }
}

/**
 * The remainder of a polynomial, which protects the format and the version.
 * @param {number} value
 * @param {number} length
 * @param {number} divisor
 */
function checkBits(value, length, divisor) {
  let result = value;
  for (let step = 0; step < length; step++) result = (result << 1) ^ ((result >> (length - 1)) * divisor);
  return result;
}

/**
 * @param {number} mask
 * @param {number} x
 * @param {number} y
 */
function isInverted(mask, x, y) {
  const both = x * y;
  return [
    (x + y) % 2,
    y % 2,
    x % 3,
    (x + y) % 3,
    (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    (both % 2) + (both % 3),
    ((both % 2) + (both % 3)) % 2,
    (((x + y) % 2) + (both % 3)) % 2,
  ][mask] === 0; // prettier-ignore
}

/**
 * How hard a code is to read: long runs, squares of one color, patterns like a corner, and an uneven number of dark modules.
 * @param {Modules} modules
 */
function penalty(modules) {
  const columns = modules.map((_, x) => modules.map((row) => row[x]));
  let result = 0;
  for (const line of [...modules, ...columns]) result += runs(line) + cornersIn(line);
  let dark = 0;
  modules.forEach((row, y) =>
    row.forEach((module, x) => {
      if (module) dark++;
      if (x > 0 && y > 0 && row[x - 1] === module && modules[y - 1][x] === module && modules[y - 1][x - 1] === module) result += 3;
    }),
  );
  const total = modules.length ** 2;
  return result + Math.floor(Math.abs(dark * 20 - total * 10) / total) * 10;
}

/** @param {boolean[]} line */
function runs(line) {
  let result = 0;
  for (let at = 1, length = 1; at <= line.length; at++) {
    if (line[at] === line[at - 1]) length++;
    else {
      if (length >= 5) result += length - 2;
      length = 1;
    }
  }
  return result;
}

/** @param {boolean[]} line */
function cornersIn(line) {
  let result = 0;
  for (let at = 0; at + 11 <= line.length; at++) {
    const bits = line.slice(at, at + 11).reduce((sum, dark) => sum * 2 + Number(dark), 0);
    if (CORNER_LIKE.includes(bits)) result += 40;
  }
  return result;
}
