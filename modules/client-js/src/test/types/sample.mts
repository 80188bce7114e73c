// Compiled and never run: programs that the types accept, and lines that they reject.
import { CollabClient, RpcError, type LiveEvent, type Message, type MessageSendParams } from "@hero-collab/client";

const client: CollabClient = new CollabClient("http://127.0.0.1:8080", { token: "secret", retryForMs: 0 });

export async function say(params: MessageSendParams): Promise<Message> {
  const { message, seq } = await client.message.send(params, { signal: AbortSignal.timeout(1_000) });
  const position: number = seq;
  return position > 0 ? message : await say({ channel_id: message.channel_id, text: message.text, op_id: "again" });
}

export function describe(live: LiveEvent): string {
  switch (live.type) {
    case "message.created":
      return live.event.message.text;
    case "channel.added":
      return live.event.channel.name ?? "a direct message";
    default:
      return live.type;
  }
}

export async function follow(): Promise<string> {
  const session = client.live({
    booted: (state) => console.log(state.user.display_name, state.epoch),
    event: (live) => console.log(describe(live), live.seq),
    state: (state, why) => console.log(state === "open" ? "up to date" : why),
  });
  try {
    await client.channel.members.setRole({ channel_id: 1, user_id: 2, role: "owner" });
    await client.presence.list({ workspace_id: 1 });
    const { users } = await client.users.list({ workspace_id: 1 });
    for (const user of users) console.log(user.username);
  } catch (failed) {
    if (failed instanceof RpcError && failed.reason === "channel_not_found") return failed.message;
    if (failed instanceof RpcError && failed.passing) console.log(failed.retryAfterMs ?? 0);
  } finally {
    session.close();
  }
  return session.ended;
}

export function refused(): void {
  // @ts-expect-error a message has a text
  void client.message.send({ channel_id: 1 });
  // @ts-expect-error an id is a number
  void client.channel.get({ channel_id: "1" });
  // @ts-expect-error a kind that does not exist
  void client.channel.create({ workspace_id: 1, kind: "secret", name: "x" });
  // @ts-expect-error a method that does not exist
  void client.message.shout({ channel_id: 1, text: "hi" });
  // @ts-expect-error an event that does not exist
  const type: LiveEvent["type"] = "message.shouted";
  console.log(type);
}
