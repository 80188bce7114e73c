// @ts-check
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Announcements } from "../../main/resources/web-root/state/announcements.js";
import { DialogStore } from "../../main/resources/web-root/state/dialog-store.js";
import { Toasts } from "../../main/resources/web-root/state/toasts.js";

test("an action that fails shows its error, and the toast disappears", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const toasts = new Toasts(() => {});
    const result = await toasts.run(async () => {
      throw new Error("no connection");
    });
    assert.equal(result, undefined);
    assert.deepEqual(toasts.current, { text: "no connection", isError: true });
    mock.timers.tick(Toasts.ERROR_SHOWN_MS);
    assert.equal(toasts.current, null);
  } finally {
    mock.timers.reset();
  }
});

test("a newer toast is shown for its whole time", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const toasts = new Toasts(() => {});
    toasts.show("first");
    mock.timers.tick(Toasts.SHOWN_MS - 1);
    toasts.show("second");
    mock.timers.tick(Toasts.SHOWN_MS - 1);
    assert.equal(toasts.current?.text, "second");
    mock.timers.tick(1);
    assert.equal(toasts.current, null);
  } finally {
    mock.timers.reset();
  }
});

test("the latest announcements are kept, each message once", () => {
  const announcements = new Announcements();
  const message = (id, text = `t${id}`) => ({ id, text });
  for (let id = 1; id <= 7; id++) announcements.add(message(id), "Bob");
  announcements.add(message(7, "t7"), "Bob");
  assert.deepEqual(
    announcements.items.map((item) => item.text),
    ["Bob: t3", "Bob: t4", "Bob: t5", "Bob: t6", "Bob: t7"],
  );
});

test("opening a dialog replaces the open one", () => {
  let changes = 0;
  const dialogs = new DialogStore(() => changes++);
  dialogs.open({ kind: "switcher" });
  dialogs.open({ kind: "account" });
  assert.equal(dialogs.current?.kind, "account");
  dialogs.close();
  assert.deepEqual([dialogs.current, changes], [null, 3]);
});
