// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/index.js";
import { placeMark } from "../../main/resources/web-root/state/place-mark.js";
import { PreferenceActions } from "../../main/resources/web-root/state/preference-actions.js";
import { Preferences } from "../../main/resources/web-root/state/preferences.js";
import { Store } from "../../main/resources/web-root/state/store.js";

const CHANNEL = 3;
const DIRECT = 4;

/** @returns {any} */
const muted = (/** @type {string[]} */ value, /** @type {number} */ ver, id = CHANNEL) => ({
  scope: "channel",
  id,
  key: "muted",
  value,
  ver,
});

test("the choice with the higher version stays, whatever comes later", () => {
  const prefs = new Preferences();
  prefs.changed(muted(["true"], 12));
  prefs.changed(muted([], 11));
  assert.ok(prefs.isMuted(CHANNEL));
  prefs.changed(muted([], 13));
  assert.ok(!prefs.isMuted(CHANNEL));
  prefs.changed(muted(["true"], 12));
  assert.ok(!prefs.isMuted(CHANNEL), "a late reply");
  prefs.forget("channel", CHANNEL);
  assert.equal(prefs.ver("channel", CHANNEL, "muted"), 0);
});

test("a channel without a level of its own has the level of the user", () => {
  const prefs = new Preferences();
  assert.equal(prefs.levelIn(CHANNEL), "mentions");
  prefs.changed(/** @type {any} */ ({ scope: "me", key: "notify.level", value: ["nothing"], ver: 5 }));
  assert.equal(prefs.levelIn(CHANNEL), "nothing");
  prefs.changed(/** @type {any} */ ({ scope: "channel", id: CHANNEL, key: "level", value: ["all"], ver: 6 }));
  assert.equal(prefs.levelIn(CHANNEL), "all");
});

function boot() {
  const store = new Store();
  const row = { read_no: 0, last_no: 5, unread: 5, mentions: 1, read_broadcast_no: 0, broadcast_no: 2, unread_mentions: 3, ver: 9 };
  store.reset(
    /** @type {any} */ ({
      seq: 99,
      user: { id: 1, ver: 1, display_name: "Alice" },
      permissions: [],
      workspaces: [{ id: 1, name: "General", ver: 1 }],
      channels: [
        { id: CHANNEL, workspace_id: 1, name: "plans", last_no: 5, broadcast_no: 2, ver: 9 },
        { id: DIRECT, workspace_id: 1, kind: "dm", last_no: 5, broadcast_no: 2, ver: 9 },
      ],
      read_states: [
        { channel_id: CHANNEL, ...row },
        { channel_id: DIRECT, ...row, mentions: 0, unread_mentions: 0, broadcast_no: 0 },
      ],
      presence: [],
      prefs: [],
    }),
  );
  return store;
}

test("a muted channel counts only mentions by name, a muted direct message is in no sum", () => {
  const store = boot();
  const channel = /** @type {any} */ (store.channels.get(CHANNEL));
  const direct = /** @type {any} */ (store.channels.get(DIRECT));
  assert.deepEqual(placeMark(store, channel), { unread: 5, mentions: 3, badge: 3, sum: 3, isMuted: false, isWaiting: true });
  assert.equal(placeMark(store, direct).sum, 5);
  store.prefs.changed(muted(["true"], 12));
  store.prefs.changed(muted(["true"], 12, DIRECT));
  assert.deepEqual(placeMark(store, channel), { unread: 5, mentions: 1, badge: 1, sum: 1, isMuted: true, isWaiting: true });
  assert.deepEqual(placeMark(store, direct), { unread: 5, mentions: 0, badge: 5, sum: 0, isMuted: true, isWaiting: false });
});

test("everything is read at the event, and what comes after it is unread", () => {
  const store = boot();
  const event = { workspace_id: 1, what: "all", last_read: 70, user_id: 1 };
  store.apply(/** @type {any} */ ({ type: "read.all", seq: 120, event }));
  assert.equal(store.counts.unread(CHANNEL) + store.counts.mentions(CHANNEL) + store.counts.unread(DIRECT), 0);
  assert.equal(store.counts.positions.get(CHANNEL)?.lastRead, 70);
  const message = { id: 71, channel_id: CHANNEL, no: 6, user_id: 2, text: "later", mentions: [] };
  store.apply(/** @type {any} */ ({ type: "message.created", seq: 121, event: { message, last_no: 6 } }));
  assert.equal(store.counts.unread(CHANNEL), 1);
  store.apply(/** @type {any} */ ({ type: "read.all", seq: 120, event }));
  assert.equal(store.counts.unread(CHANNEL), 1, "a repeated event changes nothing");
});

test("a position that moved back by a later version is shown", () => {
  const store = boot();
  store.apply(/** @type {any} */ ({ type: "read.all", seq: 120, event: { workspace_id: 1, what: "all", user_id: 1 } }));
  const event = { channel_id: CHANNEL, last_read: 3, read_no: 3, mentions: 0, read_broadcast_no: 2, deleted: 1, ver: 130 };
  store.apply(/** @type {any} */ ({ type: "read.state", seq: 130, event: { ...event, deleted_broadcasts: 0, user_id: 1 } }));
  assert.equal(store.counts.unread(CHANNEL), 1);
});

test("a list that another device changed is loaded, and the user is told", async () => {
  const store = boot();
  const errors = /** @type {unknown[]} */ ([]);
  const favourites = { scope: "workspace", id: 1, key: "favourites", value: ["4"], ver: 50 };
  const api = /** @type {any} */ ({
    change: async (/** @type {string} */ _, /** @type {object} */ params) => {
      assert.deepEqual(params, { scope: "workspace", id: 1, key: "favourites", value: ["3"], if_ver: 0 });
      throw new RpcError(-32004, "Conflict", { code: "pref_changed" });
    },
    call: async () => ({ prefs: [favourites], seq: 60 }),
  });
  const toasts = { showError: (/** @type {unknown} */ error) => errors.push(error) };
  await new PreferenceActions({ api, store, toasts, changed() {} }).toggleFavourite(1, CHANNEL);
  assert.deepEqual(store.prefs.favourites(1), [DIRECT]);
  assert.equal(errors.length, 1);
});
