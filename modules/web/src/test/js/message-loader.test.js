// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/index.js";
import { MessageLoader } from "../../main/resources/web-root/state/message-loader.js";
import { NavigationStore } from "../../main/resources/web-root/state/navigation-store.js";
import { Store } from "../../main/resources/web-root/state/store.js";

const CHANNEL = 3;
const message = (id) => ({ id, no: id, channel_id: CHANNEL, user_id: 2, text: `t${id}`, reactions: [], mentions: [], ver: id });

/** A loader for a channel with the messages 1 to `lastNo`, of which the user has read `readNo`. */
function loader(lastNo, readNo) {
  const store = new Store();
  store.reset({
    user: { id: 1, ver: 1, display_name: "Alice" },
    permissions: [],
    workspaces: [],
    channels: [{ id: CHANNEL, workspace_id: 1, name: "general", last_no: lastNo, broadcast_no: 0, ver: 1 }],
    read_states: [
      {
        channel_id: CHANNEL,
        read_no: readNo,
        last_no: lastNo,
        unread: lastNo - readNo,
        last_read: readNo,
        mentions: 0,
        read_broadcast_no: 0,
        broadcast_no: 0,
        unread_mentions: 0,
        ver: 1,
      },
    ],
    presence: [],
  });
  const calls = [];
  const api = {
    async call(method, params) {
      calls.push({ method, ...params });
      return { messages: page(lastNo, params) };
    },
  };
  const users = { ensureLoaded() {} };
  const navigation = Object.assign(new NavigationStore(), { channelId: CHANNEL });
  return {
    calls,
    navigation,
    window: store.window(CHANNEL),
    loader: new MessageLoader({ api, store, shown: navigation, users, changed() {} }),
  };
}

function page(lastNo, { since_id: since, before_id: before, limit }) {
  const all = Array.from({ length: lastNo }, (_, index) => message(index + 1));
  if (since !== undefined) return all.filter((row) => row.id > since).slice(0, limit);
  return all.filter((row) => before === undefined || row.id < before).slice(-limit);
}

const range = (window) => [window.rows[0].id, window.rows.at(-1).id, window.atStart, window.atEnd];

test("a channel with few unread messages opens at the newest message", async () => {
  const { loader: messages, window } = loader(80, 79);
  await messages.loadStart(window, true);
  assert.deepEqual(range(window), [31, 80, false, true]);
});

test("a channel with many unread messages opens where reading ended", async () => {
  const { loader: messages, window } = loader(200, 100);
  await messages.loadStart(window, true);
  assert.deepEqual(range(window), [75, 125, false, false]);
});

test("a message that was deleted is loaded around as well", async () => {
  const { loader: messages, window } = loader(40, 40);
  await messages.loadAround(window, 1_000);
  assert.deepEqual(range(window), [16, 40, false, true]);
  await messages.loadAround(window, 1);
  assert.deepEqual(range(window), [1, 26, true, false]);
});

test("older and newer pages continue the window up to both ends", async () => {
  const { loader: messages, window } = loader(130, 65);
  await messages.loadAround(window, 65);
  await messages.load(window, "older");
  await messages.load(window, "newer");
  assert.deepEqual(range(window), [1, 130, true, true]);
});

test("a page that is loading is not requested again", async () => {
  const { loader: messages, window, calls } = loader(10, 10);
  await Promise.all([messages.load(window, "newest"), messages.load(window, "newest")]);
  assert.equal(calls.length, 1);
});

test("showLatest scrolls to the end and loads it only when it is missing", async () => {
  const { loader: messages, window, calls, navigation } = loader(200, 100);
  await messages.loadAround(window, 50);
  const before = calls.length;
  await messages.showLatest();
  assert.deepEqual([navigation.scrollTarget, window.rows.at(-1)?.id, calls.length - before], [NavigationStore.END, 200, 1]);
  await messages.showLatest();
  assert.equal(calls.length - before, 1);
});

test("a failed page keeps the rows and says why", async () => {
  const store = new Store();
  const api = {
    call: async () => {
      throw new Error("no connection");
    },
  };
  const messages = new MessageLoader({ api, store, shown: new NavigationStore(), users: { ensureLoaded() {} }, changed() {} });
  const window = store.window(CHANNEL);
  await messages.load(window, "newest");
  assert.deepEqual([window.error, window.loading], ["no connection", null]);
});

/** A loader over an api with fixed replies, by method and by the id of the message. */
function fixed(answers) {
  const api = {
    async call(method, { message_id: id, parent_id: parent }) {
      const answer = answers[method]?.[id ?? parent];
      if (answer) return answer;
      throw new RpcError(-32003, "there is no message here", { code: "message_not_found" });
    },
  };
  const store = new Store();
  return { store, messages: new MessageLoader({ api, store, shown: new NavigationStore(), users: { ensureLoaded() {} }, changed() {} }) };
}

test("a message is found in its channel, as a reply, or by the replies that remain", async () => {
  const { messages, store } = fixed({
    "message.get": {
      7: { message: { ...message(7), parent_id: 4 } },
      8: { message: message(8) },
      6: { message: { ...message(6), channel_id: 4 } },
    },
    "thread.list": { 9: { messages: [], parent: { ...message(9), text: "", deleted_at: "2026-11-27T00:00:00.000Z" }, seq: 20 } },
  });
  const found = await Promise.all([7, 8, 9, 10, 6].map((id) => messages.find(CHANNEL, id)));
  assert.deepEqual(found, [{ parentId: 4, replyId: 7 }, "message", { parentId: 9, replyId: 0 }, "not-found", "not-found"]);
  const thread = store.window(CHANNEL, 9);
  await messages.load(thread, "newest");
  assert.equal(thread.parent?.deleted_at, "2026-11-27T00:00:00.000Z");
});

test("a thread of another channel is not there", async () => {
  const { messages, store } = fixed({ "thread.list": { 9: { messages: [], parent: { ...message(9), channel_id: 4 }, seq: 20 } } });
  const thread = store.window(CHANNEL, 9);
  await messages.load(thread, "newest");
  assert.deepEqual([thread.isMissing, thread.parent], [true, undefined]);
});

test("a channel and a thread that were open before are loaded again where the user reads", async () => {
  const { loader: messages, window, navigation } = loader(200, 200);
  navigation.list.readingId = 80;
  await messages.loadStart(window, false);
  assert.deepEqual(range(window), [55, 105, false, false]);
  await messages.loadStart(window, true);
  assert.deepEqual(range(window), [151, 200, false, true]);
});
