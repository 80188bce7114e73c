// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../../main/resources/web-root/client/index.js";
import { DraftStore } from "../../main/resources/web-root/state/draft-store.js";
import { MessageActions } from "../../main/resources/web-root/state/message-actions.js";
import { NavigationStore } from "../../main/resources/web-root/state/navigation-store.js";

const MESSAGE = /** @type {any} */ ({ id: 7, no: 7, channel_id: 3, user_id: 1, text: "before", reactions: [], mentions: [], ver: 7 });

function actions(change = async () => ({ message: MESSAGE })) {
  const drafts = DraftStore.inMemory();
  const notices = [];
  const toasts = { show: (text) => notices.push(text), showError: (error) => notices.push(error.message) };
  const store = { putMessage() {} };
  const shown = Object.assign(new NavigationStore(), { channelId: 3 });
  const parts = { api: { change }, store, shown, toasts, drafts: () => drafts, changed() {} };
  return { drafts, notices, shown, messages: new MessageActions(/** @type {any} */ (parts)) };
}

const GONE = "The message you were editing was deleted. Your text is in the message box.";

test("the words of an edit stay when the message is deleted meanwhile, and the user is told", () => {
  const { drafts, notices, messages } = actions();
  drafts.set(DraftStore.key(3), "a draft");
  messages.startEditing(7);
  messages.writeEdit("my new words ");
  messages.messageDeleted({ message_id: 8, channel_id: 3, no: 8 });
  assert.equal(messages.editingId, 7, "another message");
  messages.messageDeleted({ message_id: 7, channel_id: 3, no: 7 });
  assert.deepEqual([messages.editingId, drafts.get(DraftStore.key(3)), notices], [0, "a draft\nmy new words", [GONE]]);
});

test("the words of an edited reply go to the composer of its thread", () => {
  const { drafts, messages } = actions();
  messages.startEditing(7);
  messages.writeEdit("an answer");
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
  assert.equal(messages.hasUnsavedEdit(7), false, "it is in the editor");
  assert.equal(notices.length, 1);
  messages.stopEditing();
  assert.equal(messages.editedText, null);
});

const NOT_SAVED = "Couldn't save your edit. Your text is in the message box.";

/** The text of an edit that the server refused was lost, or the user read that the message was deleted, when the editor was gone meanwhile. */
test("an edit that fails while another channel or editor is shown becomes a draft, and the user does not read that it was deleted", async () => {
  let refuse = (_error) => {};
  const change = () => new Promise((_resolve, reject) => (refuse = reject));
  const rejected = new RpcError(-32602, "invalid", { code: "text_too_long", detail: "text is too long" });
  for (const leave of [({ shown }) => shown.showChannel(4), ({ messages }) => messages.startEditing(8)]) {
    const page = actions(change);
    page.messages.startEditing(7);
    const edit = page.messages.edit(MESSAGE, "after");
    leave(page);
    refuse(rejected);
    await edit;
    assert.deepEqual([page.drafts.get(DraftStore.key(3)), page.notices], ["after", [NOT_SAVED]]);
    assert.notEqual(page.messages.editingId, 7);
  }
  const { drafts, notices, shown, messages } = actions(change);
  shown.panel = { kind: "thread", parentId: 5 };
  const edit = messages.edit({ ...MESSAGE, parent_id: 5 }, "after");
  shown.panel = null;
  refuse(new RpcError(-32004, "not found", { code: "channel_not_found" }));
  await edit;
  assert.deepEqual([drafts.get(DraftStore.key(3, 5)), notices], ["after", [NOT_SAVED]]);
});

/** What was written in the editor was gone with the tab, or with another channel. */
test("an edit that is not saved is in the editor when it opens again, until it is saved or cancelled", async () => {
  const { drafts, messages } = actions();
  messages.startEditing(7);
  messages.writeEdit("half an ed");
  messages.editingId = 0; // another channel is shown
  assert.equal(messages.hasUnsavedEdit(7), true);
  const next = actions();
  next.drafts.set(DraftStore.editKey(7), drafts.get(DraftStore.editKey(7)));
  next.messages.startEditing(7);
  assert.deepEqual([next.messages.editedText, next.messages.hasUnsavedEdit(7)], ["half an ed", false]);
  await next.messages.edit(MESSAGE, "half an edit");
  assert.deepEqual([next.messages.hasUnsavedEdit(7), next.drafts.get(DraftStore.editKey(7))], [false, ""]);
  messages.startEditing(7);
  messages.stopEditing();
  assert.equal(messages.hasUnsavedEdit(7), false);
});

test("an edit that is not saved becomes a draft when its message is deleted", () => {
  const { drafts, notices, messages } = actions();
  messages.startEditing(7);
  messages.writeEdit("words");
  messages.editingId = 0;
  messages.messageDeleted({ message_id: 7, channel_id: 3, no: 7 });
  assert.deepEqual([drafts.get(DraftStore.key(3)), notices, messages.hasUnsavedEdit(7)], ["words", [GONE], false]);
});

/** A reply that the user was writing disappeared with its composer when the first message of the thread was deleted. */
test("a reply to a deleted message becomes the draft of the channel, once", () => {
  const { drafts, notices, messages } = actions();
  assert.equal(messages.moveReplyDraft(3, 5), false);
  drafts.set(DraftStore.key(3), "a draft");
  drafts.set(DraftStore.key(3, 5), "a reply");
  assert.equal(messages.moveReplyDraft(3, 5), true);
  assert.equal(messages.moveReplyDraft(3, 5), false);
  assert.deepEqual([drafts.get(DraftStore.key(3, 5)), drafts.get(DraftStore.key(3))], ["", "a draft\na reply"]);
  assert.deepEqual(notices, ["The message you were replying to was deleted. Your reply is in the message box of the channel."]);
});

/** Bug: deleting an imported message made the page of its author request the counts of the channel. */
test("the own deletion of an imported message states that it was imported", async () => {
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
