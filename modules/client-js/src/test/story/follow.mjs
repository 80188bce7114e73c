// @ts-check
// node follow.mjs URL-OF-THE-GATEWAY USERNAME
// Signs in and prints the notifications of a live session as JSON lines. Each line of stdin is a command: "send CHANNEL-ID TEXT", "disconnect"
// from the gateway, "reconnect". The end of stdin ends the session.
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { CollabClient } from "@hero-collab/client";

const gateway = new URL(process.argv[2] ?? "");
const print = (/** @type {object} */ what) => console.log(JSON.stringify(what));

/** A relay to the gateway, which can be disconnected. */
let connected = true;
/** @type {Set<import("node:net").Socket>} */ const ends = new Set();
const relay = createServer((near) => {
  if (!connected) return near.destroy();
  const far = connect(Number(gateway.port), gateway.hostname);
  for (const [end, other] of [
    [near, far],
    [far, near],
  ]) {
    ends.add(/** @type {any} */ (end));
    end?.on("error", () => {}); // its close follows
    end?.on("close", () => {
      ends.delete(/** @type {any} */ (end));
      other?.destroy();
    });
  }
  near.pipe(far).pipe(near);
});
await new Promise((resolve) => relay.listen(0, "127.0.0.1", () => resolve(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (relay.address());

const anonymous = new CollabClient(`http://127.0.0.1:${port}`, { retryForMs: 60_000 });
const { token } = await anonymous.auth.login({ username: process.argv[3] ?? "" });
const client = anonymous.as(token);
const live = client.live({
  booted: ({ seq, epoch }) => print({ booted: seq, epoch }),
  event: (event) => print(event),
  state: (state, why) => print({ state, why }),
});

for await (const line of createInterface({ input: process.stdin })) {
  const [command, channel, ...text] = line.split(" ");
  if (command === "send") {
    const { message } = await client.message.send({ channel_id: Number(channel), text: text.join(" ") });
    print({ sent: message.id });
  } else {
    connected = command === "reconnect";
    if (!connected) for (const end of ends) end.destroy();
    print({ connected });
  }
}
live.close();
print({ ended: await live.ended });
relay.close();
for (const end of ends) end.destroy();
