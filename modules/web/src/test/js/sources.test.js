// @ts-check
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../main/resources/web-root", import.meta.url));
/** A type expression of JSDoc, up to three levels of braces deep, that contains the type `any`. */
const ANY = /\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g;

test("the state and the views use the types of the contract instead of any", async () => {
  const found = [];
  for (const folder of ["accounts", "state", "view"]) {
    for (const file of (await readdir(join(ROOT, folder))).filter((name) => name.endsWith(".js"))) {
      const text = await readFile(join(ROOT, folder, file), "utf8");
      assert.match(text, /^\/\/ @ts-check\n/, `${folder}/${file} begins with @ts-check`);
      for (const comment of text.match(/\/\*\*[^]*?\*\//g) ?? []) {
        for (const [type] of comment.matchAll(ANY)) if (/\bany\b/.test(type)) found.push(`${folder}/${file}: ${type}`);
      }
    }
  }
  assert.deepEqual(found, []);
});
