// @ts-check
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { bundlePage, FOLDERS } from "../../build/bundle.js";
import { withSourcePositions } from "../../build/source-positions.js";

/** The folder of the modules that the published package has too; the page does not use all of them. */
const CORE = "client/";

let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "bundle-"));
});

after(() => rm(folder, { recursive: true }));

/** The folders of a page in a folder of the test, laid out as in the module. */
function foldersOf(name) {
  return {
    root: join(folder, name, "src/main/resources/web-root"),
    lib: join(folder, name, "target/lib"),
    target: join(folder, name, "target/classes/web-root"),
    maps: join(folder, name, "target/source-maps"),
  };
}

/** Bundles a page of the given sources. */
async function bundle(name, sources) {
  const folders = foldersOf(name);
  await mkdir(folders.lib, { recursive: true });
  await writeFile(join(folders.lib, "LICENSE"), "the license");
  await writeFile(join(folders.lib, "library.js"), "export const fromLibrary = 'from the library';");
  const page = '<!-- modules -->\n<script type="module" src="{assets}/main.js"></script>';
  for (const [path, text] of Object.entries({ "index.html": page, "style.css": "", ...sources })) {
    await mkdir(join(folders.root, path, ".."), { recursive: true });
    await writeFile(join(folders.root, path), text);
  }
  await bundlePage(folders);
  return contents(folders.target);
}

async function contents(target) {
  const files = (await readdir(target, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(target.length + 1)).sort();
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(target, path), "utf8")])));
}

// A module or a part of the style sheet that nothing imports is never seen, although its own tests pass.
test("the page uses each module and each part of the style sheet", async () => {
  const used = new Set(await bundlePage({ ...FOLDERS, target: join(folder, "page"), maps: join(folder, "page-maps") }));
  const sources = (await readdir(FOLDERS.root, { recursive: true })).filter((path) => /\.(js|css)$/.test(path));
  assert.ok(sources.length > 150, String(sources.length));
  assert.deepEqual(
    sources.filter((path) => !used.has(path) && !path.startsWith(CORE)),
    [],
  );
});

// A release can be built again, for example to find the sources of a stack trace.
test("the same sources give the same files in any folder", async () => {
  const copy = foldersOf("copy");
  await cp(FOLDERS.root, copy.root, { recursive: true });
  await cp(FOLDERS.lib, copy.lib, { recursive: true });
  const results = [copy, { ...FOLDERS, target: join(folder, "again"), maps: join(folder, "again-maps") }].map(async (folders) => {
    await bundlePage(folders);
    return [await contents(folders.target), await contents(folders.maps)];
  });
  const [first, second] = await Promise.all(results);
  assert.deepEqual(first, second);
});

test("the list names all files except the page, itself and the license", async () => {
  const files = await bundle("list", {
    "main.js": "import('./later/part.js');",
    "later/part.js": "console.log('part');",
    "icon.svg": "<svg/>",
    "README.md": "not for the browser",
  });
  const named = Object.keys(files).filter((path) => !["index.html", "files.txt", "lib/LICENSE"].includes(path));
  assert.equal(files["files.txt"], named.map((path) => `${path}\n`).join(""));
  assert.match(files["files.txt"], /^icon\.svg\nmain\.js\npart-\w{8}\.js\nstyle\.css\n$/);
});

test("the page loads the modules at once that its script imports, and no others", async () => {
  const files = await bundle("parts", {
    "main.js":
      "import { shared } from './shared.js'; import { fromLibrary } from './lib/library.js'; console.log(shared, fromLibrary); import('./later/part.js');",
    "shared.js": "export const shared = 'in both';",
    "later/part.js": "import { shared } from '../shared.js'; console.log('later', shared);",
  });
  const [common] = Object.keys(files).filter((path) => path.startsWith("chunk-"));
  assert.match(files[common], /in both/);
  assert.equal(
    files["index.html"],
    `<link rel="modulepreload" href="{assets}/${common}">\n<script type="module" src="{assets}/main.js"></script>`,
  );
  assert.match(files["main.js"], /from the library/);
  assert.doesNotMatch(files["main.js"], /later"/);
});

test("a style sheet that a module loads is bundled, and its address is relative to the bundle", async () => {
  const files = await bundle("sheets", {
    "main.js": "import('./later/part.js');",
    "later/part.js": 'console.log(new URL("./part.css", import.meta.url), new URL("../other/other.css", import.meta.url));',
    "later/part.css": '@import "./colors.css";\n.part { margin: 0px; }',
    "later/colors.css": ".colors { color: red; }",
    "other/other.css": ".other { color: red; }",
    "style.css": '@import "./style/base.css";',
    "style/base.css": ".base { color: red; }",
  });
  assert.equal(files["style.css"], ".base{color:red}\n");
  assert.equal(files["later/part.css"], ".colors{color:red}.part{margin:0}\n");
  assert.equal(files["other/other.css"], ".other{color:red}\n");
  assert.match(
    Object.values(files).join(""),
    /new URL\("\.\/later\/part\.css",import\.meta\.url\),new URL\("\.\/other\/other\.css",import\.meta\.url\)/,
  );
});

test("an address that the bundle would change, a missing module, and a warning end the build", async () => {
  await assert.rejects(
    bundle("address", { "main.js": 'console.log(new URL("./x.png", import.meta.url));' }),
    /main\.js.*import\.meta is used/,
  );
  await assert.rejects(bundle("missing", { "main.js": 'import "./missing.js";' }), /missing\.js/);
  await assert.rejects(bundle("warning", { "main.js": "", "style.css": ".a { color red; }" }), /color red/);
});

test("positions of a stack trace are those of the sources", async () => {
  const folders = { ...FOLDERS, target: join(folder, "trace"), maps: join(folder, "trace-maps") };
  await bundlePage(folders);
  const lines = (await readFile(join(folders.target, "main.js"), "utf8")).split("\n");
  const line = lines.findIndex((text) => text.includes("Couldn't load this page."));
  const column = lines[line].indexOf("Couldn't load this page.");
  const source = (await readFile(join(FOLDERS.root, "view/account-pages.js"), "utf8")).split("\n");
  const at = (/** @type {string} */ module) =>
    `    at p.pending (http://127.0.0.1:8080/assets/0123456789abcdef/${module}:${line + 1}:${column + 1})\n`;

  const trace = await withSourcePositions(at("main.js") + at("of-another-release.js"), folders.maps);
  const [, written] = /** @type {RegExpMatchArray} */ (trace.match(/^ {4}at p\.pending \(view\/account-pages\.js:(\d+):\d+\)\n/));
  assert.match(source.slice(Number(written) - 1, Number(written) + 1).join("\n"), /Couldn't load this page\./);
  assert.ok(trace.endsWith(at("of-another-release.js")), trace);
});
