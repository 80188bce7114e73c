#!/usr/bin/env node
// @ts-check
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** @import { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from "node:http" */
/** @import { Duplex } from "node:stream" */
/**
 * @typedef {object} Options
 * @property {string} backend the origin of a running Hero Collab, for example http://127.0.0.1:8080
 * @property {number} [port] of the loopback interface; 0 for a free one
 * @property {string} [root] the folder with the sources of the page
 * @property {string} [lib] the folder with the libraries that the build unpacks
 */

const WEB = fileURLToPath(new URL("../..", import.meta.url));
const ASSETS = "/assets/dev/";
/** @type {Record<string, string>} */
const CONTENT_TYPES = { ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };
/** Headers of the page that the dev server takes from the backend, so that the page runs under the same policy. */
const POLICY_HEADERS = [
  "content-security-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "permissions-policy",
  "referrer-policy",
  "x-content-type-options",
  "x-frame-options",
];
/** Only a request that names the loopback interface is answered: a page of another host cannot reach the server by a DNS name. */
const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Serves the page from its source folder and passes everything else, WebSocket connections included, on to a running Hero Collab.
 * @param {Options} options
 * @returns {Promise<Server>} listening on 127.0.0.1
 */
export async function startDevServer({
  backend,
  port = 0,
  root = join(WEB, "src/main/resources/web-root"),
  lib = join(WEB, "target/lib"),
}) {
  const origin = new URL(backend);
  if (origin.protocol !== "http:") throw new Error(`the backend must be an http:// address, got ${backend}`);
  const server = createServer((request, response) => {
    void answer({ origin, root, lib }, request, response).catch((error) => {
      if (response.headersSent) response.destroy(error);
      else plain(response, 502, `${backend} does not answer: ${error.message}`);
    });
  });
  server.on("upgrade", (request, socket, head) => proxyUpgrade(origin, request, socket, head));
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  return server;
}

/**
 * @param {{origin: URL, root: string, lib: string}} settings
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function answer({ origin, root, lib }, request, response) {
  const path = (request.url ?? "/").split("?")[0];
  if (!LOOPBACK.test(request.headers.host ?? "")) plain(response, 421, "the Host header must be 127.0.0.1 or localhost");
  else if (path === "/" || path === "/index.html") await servePage(origin, root, request, response);
  else if (path.startsWith(`${ASSETS}lib/`)) await serveFile(lib, path.slice(`${ASSETS}lib/`.length), response);
  else if (path.startsWith(ASSETS)) await serveFile(root, path.slice(ASSETS.length), response);
  else await proxy(origin, request, response);
}

/**
 * @param {URL} origin
 * @param {string} root
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function servePage(origin, root, request, response) {
  const original = await send(origin, { method: "GET", url: "/", headers: { host: request.headers.host } });
  original.resume();
  /** @type {OutgoingHttpHeaders} */
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  for (const name of POLICY_HEADERS) if (original.headers[name]) headers[name] = original.headers[name];
  const page = await readFile(join(root, "index.html"), "utf8");
  response.writeHead(200, headers).end(page.replaceAll("{assets}/", ASSETS.slice(1)));
}

/**
 * @param {string} folder
 * @param {string} encodedPath
 * @param {ServerResponse} response
 */
async function serveFile(folder, encodedPath, response) {
  const path = safePath(folder, encodedPath);
  const type = CONTENT_TYPES[extname(encodedPath)];
  const found = path && type ? await stat(path).catch(() => null) : null;
  if (!path || !found?.isFile()) return plain(response, 404, `no file ${encodedPath}`);
  response.writeHead(200, {
    "content-type": type,
    "content-length": found.size,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  createReadStream(path)
    .on("error", (error) => response.destroy(error))
    .pipe(response);
}

/**
 * @param {string} folder
 * @param {string} encodedPath
 * @returns {string | null} the file, or null if the path leaves the folder
 */
function safePath(folder, encodedPath) {
  let path;
  try {
    path = decodeURIComponent(encodedPath);
  } catch {
    return null; // the percent-encoding is invalid
  }
  if (path.includes("\0") || path.includes("\\")) return null;
  const file = normalize(join(folder, path));
  return file.startsWith(normalize(folder + sep)) ? file : null;
}

/**
 * @param {URL} origin
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function proxy(origin, request, response) {
  const reply = await send(origin, request, request);
  response.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
  reply.on("error", (error) => response.destroy(error)).pipe(response);
}

/**
 * Sends a request to the backend. The Host header stays that of the dev server, which is the origin of the page.
 * @param {URL} origin
 * @param {Pick<IncomingMessage, "method" | "headers" | "url">} request
 * @param {IncomingMessage} [body]
 * @returns {Promise<IncomingMessage>}
 */
function send(origin, { method, headers, url }, body) {
  return new Promise((resolve, reject) => {
    const forwarded = httpRequest({ host: origin.hostname, port: origin.port || 80, method, path: url, headers }, resolve);
    forwarded.on("error", reject);
    if (body) body.pipe(forwarded);
    else forwarded.end();
  });
}

/**
 * @param {URL} origin
 * @param {IncomingMessage} request
 * @param {Duplex} client
 * @param {Buffer} head
 */
function proxyUpgrade(origin, request, client, head) {
  const refuse = (/** @type {string} */ status) => client.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  client.on("error", () => client.destroy());
  if (!LOOPBACK.test(request.headers.host ?? "")) return refuse("421 Misdirected Request");
  const { method, url, headers } = request;
  const forwarded = httpRequest({ host: origin.hostname, port: origin.port || 80, method, path: url, headers, agent: false });
  forwarded.on("error", () => refuse("502 Bad Gateway"));
  client.on("close", () => forwarded.destroy());
  forwarded.on("response", (reply) => {
    writeHead(client, reply);
    reply.pipe(client);
  });
  forwarded.on("upgrade", (reply, backend, backendHead) => {
    writeHead(client, reply);
    client.write(backendHead);
    backend.write(head);
    backend.on("error", () => client.destroy()).on("close", () => client.destroy());
    client.on("close", () => backend.destroy());
    backend.pipe(client).pipe(backend);
  });
  forwarded.end();
}

/**
 * @param {Duplex} client
 * @param {IncomingMessage} reply
 */
function writeHead(client, { statusCode, statusMessage, rawHeaders }) {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index < rawHeaders.length; index += 2) lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  client.write(`${lines.join("\r\n")}\r\n\r\n`);
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {string} text
 */
function plain(response, status, text) {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(`${text}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { backend: { type: "string", default: "http://127.0.0.1:8080" }, port: { type: "string", default: "5173" } },
  });
  const server = await startDevServer({ backend: values.backend, port: Number(values.port) });
  const address = server.address();
  console.log(`listening http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/ for ${values.backend}`);
}
