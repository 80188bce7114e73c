// @ts-check
import { readFileSync } from "node:fs";
import { markdown } from "../../main/resources/web-root/view/markdown.js";
import { namesIn } from "../../main/resources/web-root/view/mention-names.js";

/*
 * Reads a JSON array of texts and prints the array of the names that the page shows as mentions in each. The Java test of the grammar
 * compares them with those that the server finds.
 */
const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const names = texts.map((/** @type {string} */ text) => [...new Set([...namesIn(markdown(text))].map((name) => name.toLowerCase()))]);
process.stdout.write(JSON.stringify(names));
