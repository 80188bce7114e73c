// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/index.js";
import { DraftStore } from "../../main/resources/web-root/state/draft-store.js";
import { MessageActions } from "../../main/resources/web-root/state/message-actions.js";

const MESSAGE = /** @type {any} */ ({ id: 7, no: 7, channel_id: 3, user_id: 1, text: "before", reactions: [], mentions: [], ver: 7 });

function actions(change = async () => ({ message: MESSAGE })) {
  const drafts = DraftStore.inMemory();
  const notices = [];
  const toasts = { show: (text) => notices.push(text), showError: (error) => notices.push(error.message) };
  const store = { putMessage() {} };
  const parts = { api: { change }, store, toasts, drafts: () => drafts, changed() {} };
  return { drafts, notices, messages: new MessageActions(/** @type {any} */ (parts)) };
}

const GONE = "The message you were editing was deleted. Your text is in the message box.";

test("the words of an edit stay when the message is deleted meanwhile, and the user is told", () => {
  const { drafts, notices, messages } = actions();
  drafts.set(DraftStore.key(3), "a draft");
  messages.startEditing(7);
  messages.editedText = "my new words ";
  messages.messageDeleted({ message_id: 8, channel_id: 3, no: 8 });
  assert.equal(messages.editingId, 7, "another message");
  messages.messageDeleted({ message_id: 7, channel_id: 3, no: 7 });
  assert.deepEqual([messages.editingId, drafts.get(DraftStore.key(3)), notices], [0, "a draft\nmy new words", [GONE]]);
});

test("the words of an edited reply go to the composer of its thread", () => {
  const { drafts, messages } = actions();
  messages.startEditing(7);
  messages.editedText = "an answer";
  messages.messageDeleted({ message_id: 7, channel_id: 3, parent_id: 5 });
  assert.deepEqual([drafts.get(DraftStore.key(3, 5)), drafts.get(DraftStore.key(3))], ["an answer", ""]);
});

test("an editor in which nothing was written closes without a word", () => {
  const { drafts, notices, messages } = actions();
  messages.startEditing(7);
  messages.messageDeleted({ message_id: 7, channel_id: 3, no: 7 });
  assert.deepEqual([messages.editingId, drafts.get(DraftStore.key(3)), notices], [0, "", []]);
});

test("an edit that arrives after the deletion becomes a draft", async () => {
  const { drafts, notices, messages } = actions(async () => {
    throw new RpcError(-32004, "not found", { code: "message_not_found" });
  });
  messages.startEditing(7);
  await messages.edit(MESSAGE, "after");
  assert.deepEqual([messages.editingId, drafts.get(DraftStore.key(3)), notices], [0, "after", [GONE]]);
});

test("an edit that fails for another reason stays in the editor", async () => {
  const { drafts, notices, messages } = actions(async () => {
    throw new RpcError(-32602, "invalid", { code: "text_too_long", detail: "text is too long" });
  });
  messages.startEditing(7);
  await messages.edit(MESSAGE, "after");
  assert.deepEqual([messages.editingId, messages.editedText, drafts.get(DraftStore.key(3))], [7, "after", ""]);
  assert.equal(notices.length, 1);
  messages.stopEditing();
  assert.equal(messages.editedText, null);
});

/** Bug: deleting an imported message made the page of its author request the counts of the channel. */
test("the own deletion of an imported message says that it was imported", async () => {
  const applied = [];
  const parts = {
    api: { change: async () => ({ seq: 9 }) },
    dialogs: { close() {} },
    toasts: { run: (work) => work() },
    apply: (event) => applied.push(event.event),
  };
  const messages = new MessageActions(/** @type {any} */ (parts));
  await messages.delete(MESSAGE);
  await messages.delete(/** @type {any} */ ({ id: 8, channel_id: 3, parent_id: 5 }));
  await messages.delete(/** @type {any} */ ({ id: 9, channel_id: 3 }));
  assert.deepEqual(applied, [
    { message_id: 7, channel_id: 3, no: 7 },
    { message_id: 8, channel_id: 3, parent_id: 5 },
    { message_id: 9, channel_id: 3, imported: true },
  ]);
});
