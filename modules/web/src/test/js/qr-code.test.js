// @ts-check
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { qrCode } from "../../main/resources/web-root/accounts/qr-code.js";

/** @param {string} text @param {number} [mask] */
function rowsOf(text, mask) {
  const modules = qrCode(text, mask);
  assert.ok(modules, `${text} fits`);
  return modules.map((row) => row.map((dark) => (dark ? "#" : ".")).join(""));
}

/** Made by another program (the Python library qrcode 8) from the same text with the same mask. */
const HELLO = `
#######.#..#..#######
#.....#.####..#.....#
#.###.#...#.#.#.###.#
#.###.#.#.#.#.#.###.#
#.###.#....#..#.###.#
#.....#....##.#.....#
#######.#.#.#.#######
........#..##........
#.##.###.#.##.#..#.##
.##.##.#.######..##..
#...#.#..#.#.......##
#.##...#...#..####.#.
.#.######...#..#..#.#
........####..#...#.#
#######.#..##..#.....
#.....#.#.#....#####.
#.###.#.....######.##
#.###.#.#.##..#.####.
#.###.#.##..#.##..#..
#.....#...#..#.##...#
#######.#.#..#.#.....`;

test("a short text has the code that another program makes", () => {
  assert.equal(`\n${rowsOf("HELLO", 3).join("\n")}`, HELLO);
});

test("codes of several blocks, with alignment patterns and a version, are those that another program makes", () => {
  const hashOf = (/** @type {string} */ text, /** @type {number} */ mask) => {
    const bits = rowsOf(text, mask).map((row) => row.replaceAll("#", "1").replaceAll(".", "0"));
    return createHash("sha256").update(bits.join("\n")).digest("hex").slice(0, 16);
  };
  assert.equal(hashOf(`https://chat.example/#/join/hci_${"x".repeat(43)}`, 5), "cb86f14ce4ba0791");
  assert.equal(hashOf("é".repeat(100), 0), "5345c8b263548ac9");
});

test("the code grows with the text up to 213 bytes", () => {
  assert.equal(rowsOf("a").length, 21);
  assert.equal(rowsOf("a".repeat(213)).length, 57);
  assert.equal(qrCode("a".repeat(214)), null);
});
