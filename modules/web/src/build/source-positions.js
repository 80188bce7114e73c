#!/usr/bin/env node
// @ts-check
import { readFile } from "node:fs/promises";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { FOLDERS } from "./bundle.js";

/** A position in a module of the bundle, as browsers write it into a stack trace. */
const POSITION = /(?:https?:\/\/[^\s()]+\/)?assets\/[0-9a-f]{16}\/([\w-]+\.js):(\d+):(\d+)/g;

/**
 * Replaces each position in a module of the bundle by the position in the source, for example `view/app.js:12:3`. A position whose module
 * is not in the folder stays as it is: it is of another release.
 * @param {string} trace
 * @param {string} maps the folder of the source maps
 */
export async function withSourcePositions(trace, maps = FOLDERS.maps) {
  /** @type {Map<string, SourceMap | null>} */
  const known = new Map();
  for (const [, module] of trace.matchAll(POSITION)) {
    if (!known.has(module)) known.set(module, await sourceMap(join(maps, `${module}.map`)));
  }
  return trace.replaceAll(POSITION, (position, module, line, column) => {
    const found = known.get(module)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!found || !("originalSource" in found)) return position;
    return `${found.originalSource.replace(/^(\.\.\/)+/, "")}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  });
}

/** @param {string} path */
async function sourceMap(path) {
  const content = await readFile(path, "utf8").catch(() => null);
  return content && new SourceMap(JSON.parse(content));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(await withSourcePositions(await text(process.stdin)));
}
