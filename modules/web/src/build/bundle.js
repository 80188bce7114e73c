#!/usr/bin/env node
// @ts-check
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, formatMessages } from "esbuild";

/** @import { Metafile, OutputFile, Plugin } from "esbuild" */
/**
 * @typedef {object} Folders
 * @property {string} root the sources of the page
 * @property {string} lib the libraries that the page imports as `lib/…`
 * @property {string} target what a browser loads, and its list; the folder is emptied before
 * @property {string} maps a source map of each module in `target`
 */

const WEB = fileURLToPath(new URL("../..", import.meta.url));
/** @type {Folders} */
export const FOLDERS = {
  root: join(WEB, "src/main/resources/web-root"),
  lib: join(WEB, "target/lib"),
  target: join(WEB, "target/classes/web-root"),
  maps: join(WEB, "target/source-maps"),
};

const PAGE = "index.html";
/** The paths of all files except the page, one on a line. The program reads it, because a runtime image cannot list a folder. */
const LIST = "files.txt";
/** Where the page names the modules that it loads at once. */
const MODULES = "<!-- modules -->";
/** How a module names a style sheet that is loaded when it is needed. */
const SHEET = /new URL\("(\.[^"]+\.css)", import\.meta\.url\)/g;
/** What is bundled, and what is not for the browser. All other files are copied. */
const NOT_COPIED = [".js", ".css", ".html", ".md"];

/**
 * Joins the modules of the page to a few files, and the parts of its style sheet to one. What is imported by `import()` is a file of its
 * own, and so is what it has in common with the rest. All modules lie in the folder of the page's assets, side by side.
 * @param {Folders} folders
 * @returns {Promise<string[]>} the modules and parts of style sheets in the result, as paths in the folder of the sources
 */
export async function bundlePage({ root, lib, target, maps }) {
  const files = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll(sep, "/"));
  /** @type {Set<string>} */
  const sheets = new Set(["style.css"]);
  const options = /** @type {const} */ ({
    absWorkingDir: root,
    outbase: root,
    outdir: join(root, "assets"), // nothing is written there; the source maps name the sources from it
    bundle: true,
    minify: true,
    charset: "utf8",
    target: "es2024",
    metafile: true,
    write: false,
    logLevel: "silent", // a failure has its messages in its error
  });
  const modules = await build({
    ...options,
    entryPoints: ["main.js"],
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    sourcemap: "external",
    plugins: [pageModules(root, lib, sheets)],
  });
  const styles = await build({ ...options, entryPoints: [...sheets].sort() });

  const warnings = await formatMessages([...modules.warnings, ...styles.warnings], { kind: "warning" });
  if (warnings.length > 0) throw new Error(warnings.join(""));
  const outputs = [...modules.outputFiles, ...styles.outputFiles].map((file) => ({ path: relative(options.outdir, file.path), file }));
  const copied = files.filter((path) => !NOT_COPIED.includes(extname(path)));
  await Promise.all([target, maps].map((folder) => rm(folder, { recursive: true, force: true })));
  for (const { path, file } of outputs) await put(join(path.endsWith(".map") ? maps : target, path), file.contents);
  for (const path of copied) await put(join(target, path), await readFile(join(root, path)));
  await put(join(target, PAGE), pageText(await readFile(join(root, PAGE), "utf8"), modules.metafile));
  const paths = [...outputs.map(({ path }) => path).filter((path) => !path.endsWith(".map")), ...copied].sort();
  await put(join(target, LIST), paths.map((path) => `${path}\n`).join(""));
  await mkdir(join(target, "lib"));
  await copyFile(join(lib, "LICENSE"), join(target, "lib/LICENSE"));
  return [modules.metafile, styles.metafile].flatMap(({ inputs }) => Object.keys(inputs)).filter((path) => !path.startsWith("../"));
}

/**
 * Finds the libraries, and adds the style sheets that a module loads when it needs them to `sheets`.
 * @param {string} root
 * @param {string} lib
 * @param {Set<string>} sheets as paths in `root`
 * @returns {Plugin}
 */
function pageModules(root, lib, sheets) {
  return {
    name: "page-modules",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const inRoot = relative(join(root, "lib"), join(resolveDir, path));
        return resolveDir.startsWith(root) && !inRoot.startsWith("..") ? { path: join(lib, inRoot) } : null;
      });
      onLoad({ filter: /\.js$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!text.includes("import.meta")) return { contents: text, loader: "js" };
        const contents = text.replaceAll(SHEET, (_, named) => {
          const sheet = relative(root, join(dirname(path), named)).replaceAll(sep, "/");
          sheets.add(sheet);
          return `new URL("./${sheet}", import.meta.url)`; // the bundle lies beside the page, not where this module does
        });
        if (!contents.replaceAll(SHEET, "").includes("import.meta")) return { contents, loader: "js" };
        return { errors: [{ text: "import.meta is used for something else than the address of a style sheet", location: { file: path } }] };
      });
    },
  };
}

/**
 * The page with links to the modules that its script imports, so that a browser loads them at once.
 * @param {string} page
 * @param {Metafile} metafile
 */
function pageText(page, { outputs }) {
  const folder = "assets/";
  /** @type {Set<string>} */
  const needed = new Set();
  const pending = [`${folder}main.js`];
  for (let name = pending.pop(); name; name = pending.pop()) {
    for (const { path, kind } of outputs[name].imports) {
      if (kind !== "import-statement" || needed.has(path)) continue;
      needed.add(path);
      pending.push(path);
    }
  }
  const links = [...needed].sort().map((path) => `<link rel="modulepreload" href="{assets}/${path.slice(folder.length)}">`);
  return page.replace(MODULES, links.join("\n  "));
}

/**
 * @param {string} path
 * @param {string | Uint8Array} content
 */
async function put(path, content) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bundlePage(FOLDERS);
}
