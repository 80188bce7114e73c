// @ts-check
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { NavigationStore } from "../../main/resources/web-root/state/navigation-store.js";
import { SeenMentions } from "../../main/resources/web-root/state/seen-mentions.js";
import { SidePanelContent } from "../../main/resources/web-root/state/side-panel-content.js";

/** A storage of a browser. */
function memory() {
  const items = new Map();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value) };
}

/** Content of a panel, with replies by method; a reply is a function of the parameters. */
function content(panel, replies, storage = memory()) {
  const navigation = Object.assign(new NavigationStore(), { workspaceId: 1, channelId: 3, panel });
  const calls = [];
  const api = {
    async call(method, params) {
      calls.push({ method, params });
      return replies[method](params);
    },
  };
  const store = { user: { id: 1 }, putMessage() {} };
  const channelLoader = { ensureLoaded() {} };
  const seen = new SeenMentions(() => storage);
  const panelContent = new SidePanelContent({ api, store, shown: navigation, channelLoader, seen, changed() {} });
  return { panelContent, navigation, calls };
}

const loaded = async (panelContent) => {
  while (panelContent.loading) await new Promise(setImmediate);
};

test("members are loaded page by page", async () => {
  const member = (id) => ({ user_id: id, role: "member" });
  const replies = {
    "channel.members.list": ({ after_id: after }) =>
      after === 0 ? { members: [member(1), member(2)], next_after_id: 2 } : { members: [member(3)] },
  };
  const { panelContent, calls } = content({ kind: "details" }, replies);
  panelContent.open();
  await loaded(panelContent);
  assert.deepEqual(
    panelContent.lists.channelMembers.map((row) => row.user_id),
    [1, 2, 3],
  );
  assert.deepEqual(
    calls.map((call) => call.params.after_id),
    [0, 2],
  );
});

test("more search results are added to those that are loaded", async () => {
  const hit = (id) => ({ message: { id }, excerpt: [] });
  const replies = { "message.search": ({ before_id: before }) => (before ? { hits: [hit(1)] } : { hits: [hit(5)], next_before_id: 5 }) };
  const { panelContent } = content({ kind: "search", query: "x" }, replies);
  panelContent.open();
  await loaded(panelContent);
  assert.equal(panelContent.nextBeforeId, 5);
  await panelContent.loadMore();
  assert.deepEqual(
    panelContent.lists.hits.map((row) => row.message.id),
    [5, 1],
  );
  assert.equal(panelContent.nextBeforeId, 0);
});

test("a search by day has the time zone of the reader", async () => {
  const { panelContent, calls } = content({ kind: "search", query: "on:2026-11-26" }, { "message.search": () => ({ hits: [] }) });
  panelContent.open();
  await loaded(panelContent);
  assert.equal(calls[0].params.time_zone, Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test("a search without a day has no time zone", async () => {
  const { panelContent, calls } = content({ kind: "search", query: "release" }, { "message.search": () => ({ hits: [] }) });
  panelContent.open();
  await loaded(panelContent);
  assert.equal("time_zone" in calls[0].params, false);
});

test("a failed request keeps its error until a request succeeds", async () => {
  let fails = true;
  const replies = {
    "message.pins": () => {
      if (fails) throw new Error("no connection");
      return { messages: [{ id: 7 }] };
    },
  };
  const { panelContent } = content({ kind: "pins" }, replies);
  panelContent.open();
  await loaded(panelContent);
  assert.equal(panelContent.error, "no connection");
  fails = false;
  panelContent.open();
  await loaded(panelContent);
  assert.deepEqual([panelContent.error, panelContent.lists.pins.length], ["", 1]);
});

test("the reply for a panel that is no longer open is ignored", async () => {
  let answerPins = (_reply) => {};
  const replies = {
    "message.pins": () => new Promise((resolve) => (answerPins = resolve)),
    "mention.list": () => ({ mentions: [{ message: { id: 9 }, unread: true }] }),
  };
  const { panelContent, navigation } = content({ kind: "pins" }, replies);
  panelContent.open();
  navigation.panel = { kind: "mentions" };
  panelContent.open();
  await loaded(panelContent);
  answerPins({ messages: [{ id: 1 }] });
  await new Promise(setImmediate);
  assert.deepEqual([panelContent.lists.pins.length, panelContent.lists.mentions.length], [0, 1]);
});

test("an event of the open channel reloads the panel once, other events do not", async () => {
  const { panelContent, calls } = content({ kind: "pins" }, { "message.pins": () => ({ messages: [] }) });
  panelContent.open();
  await loaded(panelContent);
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const pinned = (channelId) => ({ type: "message.pin_updated", seq: 5, event: { message_id: 1, channel_id: channelId, pinned: true } });
    panelContent.apply(pinned(4));
    panelContent.apply({ type: "typing.started", seq: 0, event: { channel_id: 3, user_id: 2, expires_ms: 9 } });
    mock.timers.tick(SidePanelContent.RELOAD_DELAY_MS);
    assert.equal(calls.length, 1);
    panelContent.apply(pinned(3));
    panelContent.apply(pinned(3));
    mock.timers.tick(SidePanelContent.RELOAD_DELAY_MS);
    assert.equal(calls.length, 2);
  } finally {
    mock.timers.reset();
  }
});

test("a mention that was in the list before is not new", async () => {
  const mention = (id) => ({ message: { id }, unread: true });
  const mentions = [mention(5), mention(3)];
  const storage = memory();
  const opened = async () => {
    const { panelContent } = content({ kind: "mentions" }, { "mention.list": () => ({ mentions }) }, storage);
    panelContent.open();
    await loaded(panelContent);
    return panelContent.lists.mentions.map(({ message, unread }) => [message.id, unread]);
  };
  const [first, second] = [await opened(), await opened()];
  assert.deepEqual(first, [
    [5, true],
    [3, true],
  ]);
  assert.deepEqual(second, [
    [5, false],
    [3, false],
  ]);
  mentions.unshift(mention(8));
  assert.deepEqual((await opened())[0], [8, true]);
});
