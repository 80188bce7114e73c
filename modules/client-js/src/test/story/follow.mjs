// @ts-check
// node follow.mjs URL-OF-THE-GATEWAY USERNAME
// Signs in and prints what it is told as JSON lines. Each line of stdin is a thing to do: "say CHANNEL-ID TEXT", "cut" the wire to the
// gateway, "mend" it. The end of stdin ends the session.
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { CollabClient } from "@hero-collab/client";

const gateway = new URL(process.argv[2] ?? "");
const tell = (/** @type {object} */ what) => console.log(JSON.stringify(what));

/** The wire: whatever connects here is connected to the gateway, or cut off. */
let whole = true;
/** @type {Set<import("node:net").Socket>} */ const ends = new Set();
const wire = createServer((near) => {
  if (!whole) return near.destroy();
  const far = connect(Number(gateway.port), gateway.hostname);
  for (const [end, other] of [[near, far], [far, near]]) {
    ends.add(/** @type {any} */ (end));
    end?.on("error", () => {}); // its close follows
    end?.on("close", () => {
      ends.delete(/** @type {any} */ (end));
      other?.destroy();
    });
  }
  near.pipe(far).pipe(near);
});
await new Promise((resolve) => wire.listen(0, "127.0.0.1", () => resolve(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (wire.address());

const anybody = new CollabClient(`http://127.0.0.1:${port}`, { retryForMs: 60_000 });
const { token } = await anybody.auth.login({ username: process.argv[3] ?? "" });
const client = anybody.as(token);
const live = client.live({
  booted: ({ seq, epoch }) => tell({ booted: seq, epoch }),
  event: (event) => tell(event),
  state: (state, why) => tell({ state, why }),
});

for await (const line of createInterface({ input: process.stdin })) {
  const [word, channel, ...text] = line.split(" ");
  if (word === "say") {
    const { message } = await client.message.send({ channel_id: Number(channel), text: text.join(" ") });
    tell({ said: message.id });
  } else {
    whole = word === "mend";
    if (!whole) for (const end of ends) end.destroy();
    tell({ wire: whole });
  }
}
live.close();
tell({ ended: await live.ended });
wire.close();
for (const end of ends) end.destroy();
