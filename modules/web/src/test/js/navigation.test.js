// @ts-check
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/index.js";
import { ChannelLoader } from "../../main/resources/web-root/state/channel-loader.js";
import { MessageLoader } from "../../main/resources/web-root/state/message-loader.js";
import { NavigationStore } from "../../main/resources/web-root/state/navigation-store.js";
import { Store } from "../../main/resources/web-root/state/store.js";
import { createTab } from "./tab.js";

const GENERAL = 1;
const BOOKS = 2;
const message = (id, channelId = GENERAL) => ({
  id,
  no: id,
  channel_id: channelId,
  user_id: 2,
  text: "",
  reactions: [],
  mentions: [],
  ver: id,
});
const channel = (id, name) => ({ id, workspace_id: 1, kind: "public", name, topic: "", last_no: 0, broadcast_no: 0, ver: 1 });
const notFound = (reason) => new RpcError(-32003, "not found", { code: reason });
const globals = { ...Object.getOwnPropertyDescriptors(globalThis) };

afterEach(() => {
  for (const name of ["history", "location", "addEventListener", "matchMedia"]) {
    delete globalThis[name];
    if (globals[name]) Object.defineProperty(globalThis, name, globals[name]);
  }
});

/** A server with #general (joined), #books (public, not joined) and the messages 1 to 200 in #general, of which 150 is a reply to 100. */
const replies = {
  "channel.get": ({ channel_id: id }) => {
    if (id === BOOKS) return { channel: channel(BOOKS, "books") };
    throw notFound("channel_not_found");
  },
  "message.get": ({ message_id: id }) => {
    if (id > 200) throw notFound("message_not_found");
    return { message: id === 150 ? { ...message(150), parent_id: 100 } : message(id) };
  },
  "message.list": ({ since_id: since = 0, before_id: before = Infinity, limit }) => {
    const rows = Array.from({ length: 200 }, (_, index) => message(index + 1)).filter(({ id }) => id !== 150 && id > since && id < before);
    return { messages: since ? rows.slice(0, limit) : rows.slice(-limit) };
  },
  "thread.list": ({ parent_id: parent }) => {
    if (parent !== 100) throw notFound("message_not_found");
    return { messages: [{ ...message(150), no: undefined, parent_id: 100 }], parent: message(100) };
  },
};

/** The navigation of a wide tab that was opened at an address. */
async function open(hash, { failing = () => false } = {}) {
  const tab = createTab(hash);
  for (const [name, value] of Object.entries({ ...tab.browser, matchMedia: () => ({ matches: true }) }))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  const { Navigation } = await import("../../main/resources/web-root/state/navigation.js");
  const store = new Store();
  const shown = new NavigationStore();
  const calls = [];
  const api = {
    async call(method, params) {
      calls.push(method);
      if (failing(method)) throw new RpcError(0, "no connection");
      return replies[method](params);
    },
  };
  const changed = () => {};
  const loader = new MessageLoader({ api, store, shown, users: { ensureLoaded() {} }, changed });
  const channelLoader = new ChannelLoader(api, store, changed);
  const reads = { channelOpened() {} };
  const notifications = { updateShownChannel() {} };
  const dialogs = { current: null };
  const parts = { store, shown, loader, channelLoader, reads, notifications, panelContent: { open() {} }, dialogs, messages: {}, changed };
  const navigation = new Navigation(parts);
  store.reset({
    user: { id: 1, ver: 1 },
    permissions: [],
    workspaces: [{ id: 1, name: "Team", ver: 1 }],
    channels: [channel(GENERAL, "general")],
    read_states: [],
    presence: [],
  });
  navigation.bootstrapped(false);
  await settled();
  return { ...tab, navigation, shown, store, dialogs, calls };
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};

test("a message that is not loaded is loaded and becomes the target", async () => {
  const { shown, store } = await open("#/c/1/m/40");
  const ids = store.window(GENERAL).rows.map(({ id }) => id);
  assert.deepEqual([shown.list.target, ids.includes(40)], [40, true]);
});

test("an address of a reply among the messages becomes that of the reply in its thread", async () => {
  const { shown, urls, store } = await open("#/c/1/m/150");
  assert.deepEqual([urls().at(-1), shown.threadId, shown.thread.target, shown.list.target], ["#/c/1/t/100/m/150", 100, 150, 0]);
  assert.equal(store.window(GENERAL).rows.at(-1)?.id, 200);
});

test("a message that is not there is named as the problem until it is reached or another jump begins", async () => {
  const { navigation, shown, store } = await open("#/c/1/m/999");
  const { rows } = store.window(GENERAL);
  assert.deepEqual(shown.list.problemIn(rows), { messageId: 999, why: "not-found" });
  assert.equal(shown.list.problemIn([...rows, message(999)]), null);
  await navigation.open(GENERAL, 998);
  await navigation.open(GENERAL, 40);
  assert.deepEqual([shown.list.problemIn([]), shown.list.target], [null, 40]);
});

test("a jump that failed succeeds when the connection is back", async () => {
  let isDown = true;
  const { navigation, shown, store } = await open("#/c/1/m/40", { failing: (method) => isDown && method === "message.get" });
  assert.deepEqual(shown.list.problemIn(store.window(GENERAL).rows), { messageId: 40, why: "failed" });
  isDown = false;
  navigation.connected();
  await settled();
  assert.deepEqual([shown.list.problemIn([]), shown.list.target], [null, 40]);
});

test("a bootstrap during a jump does not end it, and one after it does not repeat it", async () => {
  const { navigation, shown, store, calls } = await open("#/c/1/m/40");
  shown.list.reached();
  shown.list.readingId = 45;
  const before = calls.length;
  store.window(GENERAL).stale = true;
  navigation.bootstrapped(false);
  await settled();
  assert.deepEqual([shown.list.target, calls.slice(before)], [0, ["message.list", "message.list"]]);
  void navigation.open(GENERAL, 120);
  store.window(GENERAL).stale = true;
  navigation.bootstrapped(false);
  await settled();
  assert.deepEqual([shown.list.target, store.window(GENERAL).rows.some(({ id }) => id === 120)], [120, true]);
  assert.equal(shown.list.problemIn([]), null);
});

test("a public channel that the user has not joined is shown, another unknown one is not", async () => {
  const { navigation, shown, store } = await open("#/c/2");
  assert.deepEqual([shown.unavailable, store.channel(BOOKS)?.name, store.channels.has(BOOKS)], [null, "books", false]);
  await navigation.open(3);
  assert.deepEqual([shown.channelId, shown.unavailable], [3, { why: "not-found", what: "channel" }]);
  store.putChannel(channel(BOOKS, "books"));
  assert.deepEqual([store.unjoined.size, store.channels.has(BOOKS)], [0, true]);
});

test("unknown workspaces and addresses are not replaced by another place", async () => {
  for (const [hash, what] of [
    ["#/w/7", "workspace"],
    ["#/what", "page"],
  ]) {
    const { shown, urls } = await open(hash);
    assert.deepEqual([shown.channelId, shown.unavailable?.what, urls().at(-1)], [0, what, hash]);
  }
});

test("panels and settings are entries of the history, and closing them leaves none", async () => {
  const { navigation, shown, dialogs, urls, at, go } = await open("");
  navigation.openPanel({ kind: "search", query: "a b" });
  dialogs.current = { kind: "account" };
  navigation.dialogChanged();
  assert.deepEqual(urls(), ["#/c/1", "#/c/1/search/a%20b", "#/c/1/search/a%20b/settings"]);
  dialogs.current = null;
  navigation.dialogChanged();
  await settled();
  navigation.closePanel();
  await settled();
  assert.deepEqual([at(), shown.panel], [0, null]);
  go(2);
  assert.deepEqual([shown.panel?.query, dialogs.current?.kind], ["a b", "account"]);
});

test("another user than before begins at home", async () => {
  const { navigation, urls } = await open("#/c/1/details");
  navigation.bootstrapped(true);
  assert.equal(urls().at(-1), "#/c/1");
});
