// @ts-check
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startDevServer } from "../../build/dev-server.js";

const POLICY = "default-src 'self'; require-trusted-types-for 'script'";

let folder = "";
let backend;
let server;
let base = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "dev-server-"));
  await mkdir(join(folder, "root/view"), { recursive: true });
  await mkdir(join(folder, "lib"));
  await writeFile(join(folder, "root/index.html"), '<!-- modules --><script type="module" src="{assets}/main.js"></script>');
  await writeFile(join(folder, "root/main.js"), "1;");
  await writeFile(join(folder, "root/notes.md"), "not a part of the page");
  await writeFile(join(folder, "lib/lit-html.js"), "lib;");
  await writeFile(join(folder, "secret.js"), "secret");
  backend = await startBackend();
  server = await start(`http://127.0.0.1:${backend.address().port}`);
  base = `http://127.0.0.1:${server.address().port}`;
});

after(async () => {
  await Promise.all([server, backend].map(stop));
  await rm(folder, { recursive: true });
});

/** Every connection to the fake backend, upgraded ones included. */
const connections = new Set();

/** Ends when every connection is closed. */
function stop(running) {
  running.closeAllConnections();
  if (running === backend) for (const connection of connections) connection.destroy();
  return new Promise((resolve) => running.close(() => resolve(undefined)));
}

const start = (origin) => startDevServer({ backend: origin, root: join(folder, "root"), lib: join(folder, "lib") });

/** A backend that replies with what it received, and whose upgraded connections echo. */
async function startBackend() {
  const fake = createServer(async (received, response) => {
    let body = "";
    for await (const chunk of received) body += chunk;
    response.writeHead(received.url === "/rpc" ? 201 : 200, {
      "content-type": "application/json",
      "content-security-policy": POLICY,
      "set-cookie": ["a=1", "b=2"],
    });
    response.end(JSON.stringify({ method: received.method, url: received.url, host: received.headers.host, body }));
  });
  fake.on("upgrade", (received, socket) => {
    if (received.url === "/ws/refused") return socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
    const key = received.headers["sec-websocket-key"];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Key: ${key}\r\n\r\n`);
    socket.on("data", (data) => socket.write(`echo ${data}`));
  });
  fake.on("connection", (connection) => connections.add(connection));
  await new Promise((resolve) => fake.listen(0, "127.0.0.1", () => resolve(undefined)));
  return fake;
}

/** Sends a path as it is; `fetch` would normalize it. */
function get(path, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(base + "/", { path, headers }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
    sent.on("error", reject).end();
  });
}

/** Opens a connection, sends an upgrade, and reads until the text arrives. */
async function upgrade(path, until, send = "") {
  const socket = connect(server.address().port, "127.0.0.1");
  const headers = `Host: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k1`;
  socket.write(`GET ${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
  let received = "";
  for await (const data of socket) {
    received += data;
    if (send && received.includes("\r\n\r\n")) {
      socket.write(send);
      send = "";
    }
    if (received.includes(until)) break;
  }
  socket.destroy();
  return received;
}

test("the page names the assets of the source folder and keeps the policy of the backend", async () => {
  const page = await get("/");
  assert.equal(page.body, '<!-- modules --><script type="module" src="assets/dev/main.js"></script>');
  assert.equal(page.headers["content-security-policy"], POLICY);
  assert.equal(page.headers["cache-control"], "no-store");
});

test("a changed file is served at the next request", async () => {
  const path = join(folder, "root/view/app.js");
  for (const content of ["first;", "second, and longer;"]) {
    await writeFile(path, content);
    const file = await get("/assets/dev/view/app.js");
    assert.deepEqual(
      [file.status, file.body, file.headers["cache-control"], file.headers["content-type"]],
      [200, content, "no-store", "text/javascript; charset=utf-8"],
    );
  }
});

test("libraries come from the folder of the build", async () => {
  assert.equal((await get("/assets/dev/lib/lit-html.js")).body, "lib;");
});

test("a path that leaves the folders, or names no file of the page, is not found", async () => {
  const paths = [
    "/assets/dev/../secret.js",
    "/assets/dev/%2e%2e/secret.js",
    "/assets/dev/..%2fsecret.js",
    "/assets/dev/view/../../secret.js",
    "/assets/dev/lib/../secret.js",
    "/assets/dev/lib/%2e%2e/secret.js",
    "/assets/dev/..%5csecret.js",
    "/assets/dev/%00main.js",
    "/assets/dev/%zz.js",
    "/assets/dev/notes.md",
    "/assets/dev/view",
    "/assets/dev/missing.js",
  ];
  for (const path of paths) {
    const { status, body } = await get(path);
    assert.equal(status, 404, path);
    assert.ok(!body.includes("secret\n") && body !== "secret", path);
  }
});

test("a call is passed on with its body, and every header of the reply comes back", async () => {
  const response = await fetch(`${base}/rpc`, { method: "POST", body: '{"method":"user.me"}' });
  assert.equal(response.status, 201);
  assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  const received = await response.json();
  assert.deepEqual([received.method, received.url, received.body], ["POST", "/rpc", '{"method":"user.me"}']);
  assert.equal(received.host, new URL(base).host, "the backend sees the origin of the page");
});

test("a WebSocket connection is passed on in both directions", async () => {
  const received = await upgrade("/ws/user/1", "echo hello", "hello");
  assert.match(received, /^HTTP\/1\.1 101 /);
  assert.match(received, /X-Key: k1/);
});

test("a rejected upgrade comes back as it is", async () => {
  assert.match(await upgrade("/ws/refused", "no"), /^HTTP\/1\.1 403 Forbidden/);
});

test("a request with a foreign Host header is rejected", async () => {
  assert.equal((await get("/", { host: "evil.example" })).status, 421);
  assert.equal((await get("/assets/dev/main.js", { host: "127.0.0.1.evil.example:80" })).status, 421);
});

test("a backend that does not answer is named", async () => {
  const unused = await startBackend();
  const { port } = unused.address();
  await new Promise((resolve) => unused.close(() => resolve(undefined)));
  const alone = await start(`http://127.0.0.1:${port}`);
  try {
    const response = await fetch(`http://127.0.0.1:${alone.address().port}/rpc`, { method: "POST", body: "{}" });
    assert.equal(response.status, 502);
    assert.match(await response.text(), new RegExp(`127\\.0\\.0\\.1:${port} does not answer`));
  } finally {
    await stop(alone);
  }
});
