// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/index.js";
import { DraftStore } from "../../main/resources/web-root/state/draft-store.js";
import { DraftSync } from "../../main/resources/web-root/state/draft-sync.js";

const CHANNEL = 3;
const KEY = DraftStore.key(CHANNEL);

globalThis.document ??= /** @type {any} */ ({ addEventListener() {}, hidden: false, hasFocus: () => true });

/** A server with one draft. */
function server() {
  const draft = { channel_id: CHANNEL, text: "", updated_at: "2026-11-23T05:38:00.123Z", ver: 0 };
  let head = 10;
  const call = async (/** @type {string} */ method, /** @type {any} */ params) => {
    if (method === "draft.get") return { draft: { ...draft }, seq: head };
    if (params.text !== draft.text) {
      if (params.base_ver !== draft.ver) throw new RpcError(-32004, "Conflict", { code: "draft_changed" });
      Object.assign(draft, { text: params.text, ver: ++head });
    }
    return { draft: { ...draft }, seq: head };
  };
  return { draft, api: /** @type {any} */ ({ call, change: call }) };
}

/** A browser of the user. */
function device(/** @type {any} */ api, isOn = () => true) {
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => kept.set(key, text),
  };
  const drafts = new DraftStore(1, storage);
  return { drafts, sync: new DraftSync({ api, userId: 1, drafts, storage, isOn, changed() {} }) };
}

async function settled(/** @type {import("node:test").TestContext} */ t, ms = DraftSync.IDLE_MS) {
  t.mock.timers.tick(ms);
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

test("a text is on the other device, and leaves it when it is sent", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { draft, api } = server();
  const [desk, phone] = [device(api), device(api)];
  desk.drafts.set(KEY, "I think");
  await settled(t);
  assert.equal(draft.text, "I think");
  phone.sync.booted([{ channel_id: CHANNEL, ver: draft.ver }]);
  await settled(t);
  assert.equal(phone.drafts.get(KEY), "I think");
  phone.drafts.set(KEY, "");
  await settled(t);
  desk.sync.updated({ channel_id: CHANNEL, ver: draft.ver, empty: true });
  await settled(t);
  assert.deepEqual([draft.text, desk.drafts.get(KEY)], ["", ""]);
});

test("two texts stay until the user chooses", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { draft, api } = server();
  const [desk, phone] = [device(api), device(api)];
  desk.drafts.set(KEY, "from the desk");
  await settled(t);
  phone.drafts.set(KEY, "from the phone");
  await settled(t);
  assert.equal(phone.sync.conflicts.get(KEY)?.text, "from the desk");
  assert.deepEqual([draft.text, phone.drafts.get(KEY)], ["from the desk", "from the phone"]);
  phone.sync.choose(KEY, false);
  await settled(t, DraftSync.PAUSE_MS);
  assert.equal(draft.text, "from the phone");
  desk.sync.updated({ channel_id: CHANNEL, ver: draft.ver, empty: false });
  await settled(t);
  assert.equal(desk.drafts.get(KEY), "from the phone", "it was as it was agreed on");
});

test("an event does not replace what the user has changed", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { draft, api } = server();
  const desk = device(api);
  desk.drafts.set(KEY, "mine");
  Object.assign(draft, { text: "other", ver: 20 });
  desk.sync.updated({ channel_id: CHANNEL, ver: 20, empty: false });
  await settled(t, 0);
  assert.equal(desk.drafts.get(KEY), "mine");
});

test("who does not want drafts on the server keeps them in the browser", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { draft, api } = server();
  let isOn = true;
  const desk = device(api, () => isOn);
  desk.drafts.set(KEY, "mine");
  await settled(t);
  isOn = false;
  await desk.sync.removeAll();
  assert.equal(draft.text, "");
  assert.equal(desk.drafts.get(KEY), "mine");
  desk.drafts.set(KEY, "mine too");
  await settled(t);
  assert.equal(draft.text, "");
});

test("a text that the server refuses is not sent again by itself", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let calls = 0;
  const change = async () => {
    calls++;
    throw new RpcError(-32003, "Not found", { code: "channel_not_found" });
  };
  const desk = device({ change });
  desk.drafts.set(KEY, "mine");
  await settled(t);
  for (let i = 0; i < 3; i++) await settled(t, DraftSync.PAUSE_MS);
  assert.equal(calls, 1);
  assert.equal(desk.drafts.get(KEY), "mine");
});
