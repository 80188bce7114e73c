// A program that uses the client of a public generator: node story.js URL-OF-THE-GATEWAY
import { strict as assert } from "assert";
import { Client, HTTPTransport, RequestManager } from "@open-rpc/client-js";
import HeroCollab, { Message } from "./index";

const server = new URL(process.argv[2]!);

/** The generated constructor takes no headers, so a signed-in client gets a transport that has them. */
function collab(token?: string): HeroCollab {
  const client = new HeroCollab({ transport: { type: "http", host: server.hostname, port: Number(server.port), path: "/rpc" } });
  if (token !== undefined) {
    const transport = new HTTPTransport(new URL("/rpc", server).href, { headers: { Authorization: `Bearer ${token}` } });
    client.rpc = new Client(new RequestManager([transport]));
  }
  return client;
}

async function refusal(call: Promise<unknown>): Promise<{ code: number; data: { code: string } }> {
  try {
    await call;
  } catch (refused) {
    return refused as { code: number; data: { code: string } };
  }
  return assert.fail("the call was answered");
}

async function main(): Promise<void> {
  const anonymous = collab();
  assert.equal((await anonymous.rpcHealth()).status, "ok");
  assert.equal((await anonymous.rpcDiscover()).methods.length, HeroCollab.openrpcDocument.methods.length);
  assert.equal((await refusal(anonymous.userMe())).data.code, "unauthenticated");

  const login = await anonymous.authLogin("alice");
  const alice = collab(login.token);
  assert.equal((await alice.userMe()).user.username, "alice");

  const workspace = (await alice.workspaceCreate("Generated")).workspace;
  const channel = (await alice.channelCreate(workspace.id, "private", "typed")).channel;
  assert.equal(channel.name, "typed");
  const sent = await alice.messageSend(channel.id, "Good morning from a generated client", undefined, "generated-1");
  const again = await alice.messageSend(channel.id, "Good morning from a generated client", undefined, "generated-1");
  assert.equal(again.message.id, sent.message.id, "one op_id, one message");
  assert.equal(again.seq, sent.seq);
  await alice.messageReact(sent.message.id, ":wave:");

  const messages: Message[] = (await alice.messageList(channel.id, undefined, undefined, 10)).messages;
  assert.deepEqual(messages.map((message) => message.text), ["Good morning from a generated client"]);
  assert.deepEqual(messages[0]!.reactions.map((reaction) => reaction.emoji), ["👋"]);
  const hits = (await alice.messageSearch("generated", workspace.id)).hits;
  assert.deepEqual(hits.map((hit) => hit.message.id), [sent.message.id]);
  assert.equal((await alice.sessionBootstrap()).user.id, login.user.id);

  const unknown = await refusal(alice.channelGet(9_007_199_254_740_991));
  assert.equal(unknown.code, -32003);
  assert.equal(unknown.data.code, "channel_not_found");
  await alice.authLogout();
  await refusal(alice.userMe());
  console.log(`signed in and out; there are ${HeroCollab.openrpcDocument.methods.length} methods`);
}

main().catch((failed) => {
  console.error(failed);
  process.exit(1);
});
